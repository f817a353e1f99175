//! What every figure keeps to: a config that determines a run, work in pieces, and frames with a sentence.

pub mod config;
pub mod cost;
pub mod parts;
pub mod quantity;
pub mod tree;
pub mod words;

use std::ops::Range;

use alleyway::error::{Error, quoted};

use config::{Config, Figure};
use cost::Cost;

/// A named column of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Name, stable.
    pub name: &'static str,
    /// Unit, as text; of a loss it says `noisy` or `excess`.
    pub unit: &'static str,
    /// What the values run over, slowest first: `size`, or `size,grid`.
    pub axis: &'static str,
    /// The values, row-major; NaN where a value does not exist.
    pub values: Vec<f64>,
}

/// What a stretch of a sentence is about, so that a page can mark it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Ordinary words.
    Plain,
    /// A test loss.
    Test,
    /// A value that speaks for the claim.
    Good,
    /// A value that speaks against the claim.
    Bad,
    /// Less important words.
    Quiet,
}

impl Role {
    /// The name of the role, as the page knows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Test => "test",
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Quiet => "quiet",
        }
    }
}

/// The sentence under a figure, computed from its numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Whether the claim held in this run; `None` where the run cannot say.
    pub holds: Option<bool>,
    /// The sentence in stretches.
    pub spans: Vec<(Role, String)>,
}

impl Verdict {
    /// The whole sentence.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// The refusal of a view that a figure does not have.
pub(crate) fn no_view(figure: &Figure, name: &str) -> Error {
    let known = figure.views.iter().map(|view| view.name).collect::<Vec<_>>().join(", ");
    let known = if known.is_empty() { "none".into() } else { known };
    Error::Unknown { what: "view", name: quoted(name), known }
}

/// Everything that is known of a run so far.
#[derive(Debug, Clone, Default)]
pub struct Frames {
    /// How many pieces are in it, counted from the first without a gap.
    pub pieces: usize,
    /// The curves.
    pub series: Vec<Series>,
    /// Named numbers.
    pub summary: Vec<(&'static str, f64)>,
    /// The sentence.
    pub verdict: Verdict,
    /// What a reader should know about the numerics of this run.
    pub notes: Vec<String>,
}

impl Frames {
    /// The values of a series; empty where there is none of that name.
    #[must_use]
    pub fn series(&self, name: &str) -> &[f64] {
        self.series.iter().find(|s| s.name == name).map_or(&[], |s| &s.values)
    }

    /// A number of the summary; NaN where there is none of that name.
    #[must_use]
    pub fn summary(&self, name: &str) -> f64 {
        self.summary.iter().find(|(n, _)| *n == name).map_or(f64::NAN, |(_, v)| *v)
    }
}

/// What a finished task hands over.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Numbers for [`Experiment::accept`].
    Part(Vec<f64>),
    /// The series of a view.
    View(Vec<Series>),
}

/// Some work, in quanta.
pub trait Task {
    /// Do one quantum, a few milliseconds at most where that is possible; returns the fraction done, 1 when finished.
    fn advance(&mut self) -> f64;

    /// What came of it. Called once, after [`Task::advance`] has returned 1.
    fn finish(&mut self) -> Outcome;

    /// What has come of it so far, where that is worth a look; work that takes a blink has none.
    fn glimpse(&self) -> Option<Vec<f64>> {
        None
    }
}

/// A figure's science behind the contract.
pub trait Experiment {
    /// The figure that this is.
    fn figure(&self) -> &'static Figure;

    /// Every key with the value that is run.
    fn config(&self) -> &Config;

    /// How many pieces of work there are.
    fn pieces(&self) -> usize;

    /// Start some pieces.
    ///
    /// # Errors
    /// When the data set that they need cannot be had.
    fn start(&self, pieces: Range<usize>) -> Result<Box<dyn Task>, Error>;

    /// Start a view.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a view that does not exist, [`Error::Value`] for arguments out of range.
    fn view(&self, name: &str, args: &[f64]) -> Result<Box<dyn Task>, Error>;

    /// What the whole run is estimated to take.
    fn cost(&self) -> Cost;

    /// Take in the part of some pieces; the order of calls does not matter.
    ///
    /// # Errors
    /// [`Error::Part`] where the numbers are not of the form that such a part has. Whether they came of these pieces of this very run
    /// is for [`parts::seal`] and [`parts::opened`] to say.
    fn accept(&mut self, pieces: Range<usize>, part: &[f64]) -> Result<(), Error>;

    /// Take in the glimpse of some pieces that are under way. Their part takes its place; a glimpse that comes after it is
    /// not looked at.
    ///
    /// # Errors
    /// As [`Experiment::accept`].
    fn preview(&mut self, _pieces: Range<usize>, _glimpse: &[f64]) -> Result<(), Error> {
        Ok(())
    }

    /// Everything that is known so far.
    fn frames(&self) -> Frames;
}

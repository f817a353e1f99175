//! One contract for every figure: a config is opened into an [`Experiment`], whose work is done in pieces, anywhere and
//! in any order, and whose result depends on the config alone.
//!
//! ```
//! use alleyway::experiment::{Request, open, run};
//!
//! let request = Request::preset("double-descent", "wiggle").with("draws", "8")?;
//! let mut experiment = open(&request)?;
//! run(experiment.as_mut())?;
//! let frames = experiment.frames();
//! assert_eq!(frames.pieces, 8);
//! assert!(frames.summary("peak_loss") > frames.summary("best_small_loss"));
//! # Ok::<(), alleyway::Error>(())
//! ```
//!
//! - A *piece* is the smallest work with a result of its own; in `double-descent` one training set. Pieces are numbered
//!   and each is determined by the config and its number.
//! - A [`Task`] does some pieces in quanta of a few milliseconds, so that a worker can listen in between. Its outcome is
//!   a *part*: plain numbers that can be posted from a worker.
//! - [`Experiment::accept`] takes parts in any order and folds them in the order of their numbers, so that one worker and
//!   eight give the same bits.
//! - A *glimpse* is what a task has so far, in the form of a part: it is drawn while the task goes on, and the part that
//!   comes in the end takes its place.
//! - A *view* is a closer look (the fit of every size in one training set); it never enters the result.

pub mod attempt;
#[cfg(test)]
mod borders;
pub mod config;
pub mod cost;
pub mod double_descent;
pub mod landscape;
pub mod memorise;
pub mod one_weight;
pub mod parts;
mod request;
pub mod split;
pub mod training;
pub mod traps;
pub mod tree;
pub mod words;

use std::ops::Range;

use crate::error::{Error, quoted};
use config::{Config, Figure};
use cost::Cost;
use tree::Tree;

/// All figures; the first is the one that the lab opens on.
pub static FIGURES: &[&Figure] = &[
    &double_descent::FIGURE,
    &one_weight::FIGURE,
    &split::FIGURE,
    &traps::FIGURE,
    &landscape::FIGURE,
    &memorise::FIGURE,
];

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
    let known = figure.views.iter().map(|view| view.0).collect::<Vec<_>>().join(", ");
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

/// What is asked for: a figure, perhaps a preset, and values on top.
#[derive(Debug, Clone)]
pub struct Request {
    figure: &'static Figure,
    preset: Option<&'static str>,
    config: Config,
}

impl Request {
    /// A figure and a preset by name; for tests and examples, which know that both exist.
    ///
    /// # Panics
    /// When one of them does not exist.
    #[must_use]
    pub fn preset(figure: &str, preset: &str) -> Self {
        Self::new(figure, Some(preset)).expect("a known figure and preset")
    }

    /// A figure, and a preset if one is named.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn new(figure: &str, preset: Option<&str>) -> Result<Self, Error> {
        let figure: &'static Figure = FIGURES.iter().find(|f| f.name == figure).ok_or_else(|| Error::Unknown {
            what: "figure",
            name: quoted(figure),
            known: FIGURES.iter().map(|f| f.name).collect::<Vec<_>>().join(", "),
        })?;
        let config = Config::of(figure, preset)?;
        let preset = preset.and_then(|name| figure.presets.iter().map(|p| p.name).find(|n| *n == name));
        Ok(Self { figure, preset, config })
    }

    /// The same with a key set from text.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Value`].
    pub fn with(mut self, key: &str, value: &str) -> Result<Self, Error> {
        self.config.set(self.figure, key, value)?;
        Ok(self)
    }

    /// The name of the figure.
    #[must_use]
    pub fn figure_name(&self) -> &'static str {
        self.figure.name
    }

    /// The name of the preset, if one was asked for.
    #[must_use]
    pub fn preset_name(&self) -> Option<&'static str> {
        self.preset
    }
}

/// Open an experiment, or refuse its config.
///
/// # Errors
/// [`Error::Value`] where values do not go together.
pub fn open(request: &Request) -> Result<Box<dyn Experiment>, Error> {
    match request.figure.name {
        "double-descent" => Ok(Box::new(double_descent::DoubleDescent::open(request.config.clone())?)),
        "one-weight" => Ok(Box::new(one_weight::OneWeight::open(request.config.clone())?)),
        "split" => Ok(Box::new(split::Split::open(request.config.clone())?)),
        "traps" => Ok(Box::new(traps::Traps::open(request.config.clone())?)),
        "landscape" => Ok(Box::new(landscape::Landscape::open(request.config.clone())?)),
        "memorise" => Ok(Box::new(memorise::Memorise::open(request.config.clone())?)),
        other => unreachable!("{other} is in FIGURES and has no experiment"),
    }
}

/// Do all pieces of an experiment here, one after the other.
///
/// # Errors
/// When the data set that they need cannot be had.
pub fn run(experiment: &mut dyn Experiment) -> Result<(), Error> {
    for piece in 0..experiment.pieces() {
        let part = part(experiment, piece..piece + 1)?;
        experiment.accept(piece..piece + 1, &part)?;
    }
    Ok(())
}

/// Do some pieces here and hand over their part.
///
/// # Errors
/// When the data set that they need cannot be had.
pub fn part(experiment: &dyn Experiment, pieces: Range<usize>) -> Result<Vec<f64>, Error> {
    let mut task = experiment.start(pieces)?;
    while task.advance() < 1.0 {}
    match task.finish() {
        Outcome::Part(part) => Ok(part),
        Outcome::View(_) => unreachable!("pieces end in a part"),
    }
}

/// A view of an experiment, finished here.
///
/// # Errors
/// As [`Experiment::view`].
pub fn view(experiment: &dyn Experiment, name: &str, args: &[f64]) -> Result<Vec<Series>, Error> {
    let mut task = experiment.view(name, args)?;
    while task.advance() < 1.0 {}
    match task.finish() {
        Outcome::View(series) => Ok(series),
        Outcome::Part(_) => unreachable!("a view ends in series"),
    }
}

/// A result: figure, version, config, summary, series, verdict, and notes on the numerics.
#[must_use]
pub fn result(experiment: &dyn Experiment) -> Tree {
    let frames = experiment.frames();
    let series = |s: &Series| {
        Tree::Object(vec![
            ("name", s.name.into()),
            ("unit", s.unit.into()),
            ("axis", s.axis.into()),
            ("values", Tree::Numbers(s.values.clone())),
        ])
    };
    let verdict = vec![("holds", frames.verdict.holds.into()), ("text", frames.verdict.text().into())];
    Tree::Object(vec![
        ("figure", experiment.figure().name.into()),
        ("version", crate::VERSION.into()),
        ("config", experiment.config().tree()),
        ("summary", Tree::Object(frames.summary.iter().map(|(name, value)| (*name, (*value).into())).collect())),
        ("series", frames.series.iter().map(series).collect()),
        ("verdict", Tree::Object(verdict)),
        ("notes", frames.notes.into_iter().collect()),
    ])
}

/// What the crate can do: version, data sets with their sources, figures with keys, presets, series and views.
#[must_use]
pub fn catalogue() -> Tree {
    let set = |set: &crate::data::real::Set| {
        let fields =
            vec![("name", set.name.into()), ("bytes", (set.bytes as f64).into()), ("source", set.source.into())];
        (set.name, Tree::Object(fields))
    };
    Tree::Object(vec![
        ("version", crate::VERSION.into()),
        ("data", Tree::Object(crate::data::real::SETS.iter().map(set).collect())),
        ("figures", FIGURES.iter().map(|f| f.describe()).collect()),
    ])
}

/// A request with every key filled in, and what it is estimated to take: seconds of one core, and whether to ask before it is run.
///
/// # Errors
/// As [`open`], and [`Error::Value`] for the key to lower where it would take longer than [`cost::BUDGET_SECONDS`].
pub fn resolve(request: &Request) -> Result<Tree, Error> {
    let experiment = open(request)?;
    let cost = cost::within_budget(request, experiment.as_ref())?;
    Ok(Tree::Object(vec![
        ("figure", request.figure.name.into()),
        ("preset", request.preset.into()),
        ("config", experiment.config().tree()),
        ("cost", cost.tree()),
    ]))
}

/// The results of a preset with some keys changed, for the tests of the figures.
#[cfg(test)]
fn completed<V: AsRef<str>>(figure: &str, preset: &str, set: &[(&str, V)]) -> Frames {
    let request = Request::preset(figure, preset);
    let request = set.iter().fold(request, |request, (key, value)| request.with(key, value.as_ref()).unwrap());
    let mut experiment = open(&request).unwrap();
    run(experiment.as_mut()).unwrap();
    experiment.frames()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_and_preset_opens() {
        for figure in FIGURES {
            assert!(open(&Request::new(figure.name, None).unwrap()).is_ok());
            for preset in figure.presets {
                open(&Request::preset(figure.name, preset.name)).unwrap_or_else(|e| panic!("{}: {e}", preset.name));
            }
        }
        assert!(catalogue().get("figures").is_some());
    }

    #[test]
    fn unknown_names_are_refused_with_the_known_ones() {
        let refusal = |figure, preset| Request::new(figure, preset).unwrap_err().to_string();
        assert_eq!(
            refusal("double-decent", None),
            "there is no figure named double-decent; known: double-descent, one-weight, split, traps, landscape, memorise"
        );
        assert!(
            refusal("double-descent", Some("wigle"))
                .starts_with("there is no preset named wigle; known: wiggle, digits")
        );
    }
}

//! The science of a figure behind the contract.

use std::ops::Range;

use alleyway::error::{Error, quoted};

use super::config::{Config, View};
use super::cost::Cost;
use super::frames::{Frames, Series};

/// What a finished task hands over.
#[derive(Debug, Clone)]
pub enum Finished {
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
    fn finish(&mut self) -> Finished;

    /// What has come of it so far, where that is worth a look; work that takes a blink has none.
    fn glimpse(&self) -> Option<Vec<f64>> {
        None
    }
}

/// A figure's science behind the contract.
pub trait Experiment {
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
    /// is for [`seal`](crate::contract::parts::seal) and [`opened`](crate::contract::parts::opened) to say.
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

/// The refusal of a view that a figure does not have.
pub(crate) fn no_view(views: &[View], name: &str) -> Error {
    let known = views.iter().map(|view| view.name).collect::<Vec<_>>().join(", ");
    let known = if known.is_empty() { "none".into() } else { known };
    Error::Unknown { what: "view", name: quoted(name), known }
}

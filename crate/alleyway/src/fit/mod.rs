//! Ways to find the weights of a model.
//!
//! [`Growing`] solves least squares on a design that grows feature by feature: it keeps one Householder factorisation and
//! appends to it, so that a sweep over all sizes costs little more than its largest fit. [`Descent`] walks down any
//! [`Objective`](crate::objective::Objective), [`polish`] takes the last digits, and a [`Trail`] keeps
//! moments of the way. For long trainings there are the rules of an [`Optimiser`], on plain slices, and [`Levenberg`] for sums of
//! squares; a [`NetworkTraining`] trains a network by either.

mod descent;
mod growing;
mod levenberg;
mod newton;
mod optimiser;
mod trail;
mod training;
mod triangle;

pub use descent::{Descent, Pace, State, has_diverged};
pub use growing::{BLOCK, Growing};
pub use levenberg::Levenberg;
pub use newton::polish;
pub use optimiser::{Optimiser, Rule, cosine};
pub use trail::Trail;
pub use training::{NetworkTraining, Schedule, Trains};
pub use triangle::{CUT, Fit};

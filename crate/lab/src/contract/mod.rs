//! What every figure keeps to: a config that determines a run, work in pieces, and frames with a sentence.

pub mod config;
pub mod cost;
pub mod csv;
mod experiment;
mod frames;
pub mod parts;
pub mod quantity;
pub mod tree;
pub mod words;

pub(crate) use experiment::no_view;
pub use experiment::{Experiment, Finished, Task};
pub use frames::{Frames, Role, Series, Verdict};

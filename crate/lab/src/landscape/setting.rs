//! What is looked at: a config, read.

use super::keys;
use crate::contract::config::Config;
use crate::shared::training::{Target, Training};

/// Moments of the path, at most.
pub(super) const MOMENTS: usize = 400;
/// Points of the eigenvalue ratio along each axis.
pub(super) const RATIOS: usize = 9;
/// Inputs at which a fit is drawn.
pub(super) const DRAWN: usize = 101;

/// A config, read.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) training: Training,
    pub(super) widths: Vec<usize>,
    pub(super) draw: usize,
    pub(super) resolution: usize,
    pub(super) span: f64,
    pub(super) directions: usize,
}

impl Setting {
    pub(super) fn new(config: &Config) -> Self {
        let training = Training::read(config, "task");
        let widths = [config.count("width"), config.count("beside")].into_iter().filter(|width| *width > 0).collect();
        let shown = config.word("directions");
        Self {
            training,
            widths,
            draw: if training.target == Target::Waves { 0 } else { config.count("training_set") - 1 },
            resolution: config.count("resolution"),
            span: config.number("span"),
            directions: keys::DIRECTIONS.iter().position(|d| *d == shown).expect("a choice of the key"),
        }
    }
}

//! The two networks: their losses, how they descend, and how a neuron of each is split.

use ndarray::{Array1, ArrayView1, s};

use crate::shared::attempt::SOLVED;
use crate::shared::bumps::bumps;
use alleyway::fit::Descent;
use alleyway::model::Teacher;
use alleyway::objective::Objective;

/// A loss of the bumps under this is zero.
pub(super) const SOLVED_BUMPS: f64 = 1e-10;

/// Which network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Network {
    Bumps,
    Relu { k: usize },
}

impl Network {
    pub(super) fn objective(self, parameters: usize) -> Box<dyn Objective> {
        match self {
            Self::Bumps => Box::new(bumps(parameters / 2)),
            Self::Relu { k } => Box::new(Teacher::new(k, parameters / k)),
        }
    }

    pub(super) fn neurons(self, parameters: usize) -> usize {
        match self {
            Self::Bumps => parameters / 2,
            Self::Relu { k } => parameters / k,
        }
    }

    /// The same function with neuron `j` in two: the second copy comes last.
    pub(super) fn split(self, point: ArrayView1<f64>, j: usize, gamma: f64) -> Array1<f64> {
        match self {
            Self::Bumps => {
                let m = point.len() / 2;
                let mut heights = point.slice(s![..m]).to_vec();
                let mut places = point.slice(s![m..]).to_vec();
                heights.push((1.0 - gamma) * heights[j]);
                heights[j] *= gamma;
                places.push(places[j]);
                heights.into_iter().chain(places).collect()
            }
            Self::Relu { k } => {
                let mut rows = point.to_vec();
                let copy: Vec<f64> = rows[j * k..(j + 1) * k].iter().map(|w| (1.0 - gamma) * w).collect();
                rows[j * k..(j + 1) * k].iter_mut().for_each(|w| *w *= gamma);
                rows.extend(copy);
                rows.into()
            }
        }
    }

    pub(super) fn descent(self, objective: &dyn Objective, start: Array1<f64>) -> Descent {
        let (rate, momentum, tolerance) = match self {
            Self::Bumps => (if start.len() == 2 { 0.3 } else { 0.2 }, 0.9, 1e-9),
            Self::Relu { k } => (if k <= 10 { 0.2 } else { 0.1 }, 0.0, 1e-8),
        };
        Descent::new(objective, start, rate, momentum, tolerance)
    }

    /// A loss under this counts as zero.
    pub(super) fn zero(self) -> f64 {
        if self == Self::Bumps { SOLVED_BUMPS } else { SOLVED }
    }

    pub(super) fn solved(self, loss: f64) -> bool {
        loss < self.zero()
    }
}

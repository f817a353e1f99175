//! A descent that is kept, step by step.

use ndarray::{Array1, ArrayView1};

use crate::contract::parts::{packed, packed_choice};
use alleyway::fit::{Descent, Pace, State};
use alleyway::objective::Objective;

/// Steps of one descent at most.
pub(super) const MOST_STEPS: usize = 20_000;
/// Descent ends at a gradient shorter than this.
pub(super) const TOLERANCE: f64 = 1e-9;

packed! {
    /// A walk: its points one after the other, the loss at each, and how it ended.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Walk {
        pub(super) points: Vec<f64>,
        pub(super) losses: Vec<f64>,
        pub(super) end: End,
    }
}

/// How a walk ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum End {
    /// At a gradient of zero.
    #[default]
    Arrived,
    /// Thrown beyond the bound; the last point within it is kept.
    Thrown,
    /// Rolled beyond the bound, step by step: that is no fault of the rate.
    Left,
    /// After [`MOST_STEPS`], still going down: its steps are too small.
    Slow,
    /// After [`MOST_STEPS`], jumping to and fro: its steps are too large.
    Restless,
}

impl End {
    pub(super) const ALL: [Self; 5] = [Self::Arrived, Self::Thrown, Self::Left, Self::Slow, Self::Restless];
}

packed_choice!(End);

impl Walk {
    /// Down from `start`; as soon as one of the places, the first two parameters at most, is beyond `bound`, the walk is over, and
    /// ends where it was before.
    pub(super) fn take(objective: &dyn Objective, start: Array1<f64>, rate: f64, bound: f64) -> Self {
        let mut descent = Descent::new(objective, start, rate, 0.0, TOLERANCE);
        let mut walk = Self::default();
        walk.note(&descent);
        while descent.state() == State::Going {
            if descent.steps() == MOST_STEPS {
                walk.end = if descent.pace() == Some(Pace::Restless) { End::Restless } else { End::Slow };
                break;
            }
            let state = descent.step(objective);
            if state == State::Diverged || descent.point().iter().take(2).any(|place| place.abs() > bound) {
                walk.end = if descent.pace() == Some(Pace::Steady) { End::Left } else { End::Thrown };
                break;
            }
            walk.note(&descent);
        }
        walk
    }

    pub(super) fn note(&mut self, descent: &Descent) {
        self.points.extend(descent.point());
        self.losses.push(descent.loss());
    }

    pub(super) fn steps(&self) -> usize {
        self.losses.len().saturating_sub(1)
    }

    pub(super) fn last(&self) -> ArrayView1<'_, f64> {
        let dimension = self.points.len() / self.losses.len();
        ArrayView1::from(&self.points[self.points.len() - dimension..])
    }

    pub(super) fn loss(&self) -> f64 {
        self.losses.last().copied().unwrap_or(f64::NAN)
    }

    /// Nobody went this way.
    pub(super) fn is_empty(&self) -> bool {
        self.losses.is_empty()
    }

    /// Over the bound in one way or the other.
    pub(super) fn is_off(&self) -> bool {
        matches!(self.end, End::Thrown | End::Left)
    }
}

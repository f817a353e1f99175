//! Everything that is known of one network, and what is shown of it.

use super::quantities::{self as q, number as n};
use super::setting::{DRAWN, RATIOS, Setting};
use crate::contract::Series;
use crate::contract::parts::packed;
use crate::contract::quantity::Quantity;
use crate::shared::training::Target;
use alleyway::landscape::spaced;
use alleyway::stats::median;

/// Weights that were never further from their end than this share of their length did not move: a plane is laid through a place, not
/// through a way.
pub(super) const WENT: f64 = 1e-3;
/// The end and two moments before it lie in one plane whatever the training: with fewer steps than this no plane misses anything.
pub(super) const FEWEST_STEPS: usize = 3;

packed! {
    /// One plane, looked at.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Slice {
        pub(super) missed: f64,
        /// (s, t) of every moment of the path.
        pub(super) path: Vec<f64>,
        pub(super) s: Vec<f64>,
        pub(super) t: Vec<f64>,
        /// s x t.
        pub(super) surface: Vec<f64>,
    }
}

packed! {
    /// Everything that is known of one network. Where its training diverged there is no end to look around: the moments before are all.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Look {
        pub(super) parameters: f64,
        /// The step at which the training had diverged.
        pub(super) diverged: Option<f64>,
        pub(super) steps: Vec<f64>,
        pub(super) losses: Vec<f64>,
        pub(super) slices: [Slice; 3],
        pub(super) spectrum: Vec<f64>,
        pub(super) ratios: Vec<f64>,
        pub(super) fits: Vec<f64>,
        pub(super) weights: Vec<f64>,
        /// The furthest that a moment was from the end, in lengths of the weights there.
        pub(super) reach: f64,
    }
}

impl Look {
    pub(super) fn ratio(&self) -> f64 {
        self.ratios.iter().sum::<f64>() / self.ratios.len() as f64
    }

    pub(super) fn index(&self) -> f64 {
        alleyway::spectrum::index(&self.spectrum) as f64
    }

    pub(super) fn final_loss(&self) -> f64 {
        self.losses.last().copied().unwrap_or(f64::NAN)
    }

    pub(super) fn median_ratio(&self) -> f64 {
        median(&self.ratios)
    }

    /// Whether no plane can be said to miss anything of the path. Weights of no length at all are at no distance from their end.
    pub(super) fn too_short(&self) -> bool {
        let steps = self.steps.last().copied().unwrap_or(0.0);
        steps < FEWEST_STEPS as f64 || self.reach.is_nan() || self.reach < WENT
    }

    pub(super) fn series(&self, setting: &Setting, beside: bool) -> Vec<Series> {
        let mut out = Vec::new();
        let of = |pair: &[Quantity; 2], values: &[f64]| pair[usize::from(beside)].of(values.to_vec());
        out.extend([of(&q::STEP, &self.steps), of(&q::TRAIN_LOSS, &self.losses)]);
        if self.diverged.is_none() {
            for (slice, [path, first, second, surface]) in self.slices.iter().zip(q::SLICES) {
                out.extend([
                    of(path, &slice.path).in_rows(2),
                    of(first, &slice.s),
                    of(second, &slice.t),
                    of(surface, &slice.surface).in_rows(slice.t.len()),
                ]);
            }
            let ratio = of(&q::RATIO, &self.ratios).in_rows(RATIOS);
            out.extend([of(&q::SPECTRUM, &self.spectrum), ratio, of(&q::WEIGHTS, &self.weights)]);
        }
        if setting.training.target == Target::Waves {
            if !beside {
                let (x, y) = setting.training.sample(setting.draw);
                out.extend([
                    q::X.of(x.iter().copied().collect()),
                    q::Y.of(y.to_vec()),
                    q::GRID.of(spaced(-1.0, 1.0, DRAWN)),
                ]);
            }
            out.push(of(&q::FIT, &self.fits).in_rows(DRAWN));
        }
        out
    }

    pub(super) fn summary(&self, setting: &Setting, beside: bool) -> Vec<(&'static str, f64)> {
        let at = usize::from(beside);
        let missed = |at: usize| if self.too_short() { f64::NAN } else { self.slices[at].missed };
        let mut out = vec![n::PARAMETERS[at].of(self.parameters)];
        if !beside {
            out.push(n::INPUTS.of(setting.training.dim as f64));
        }
        if let Some(step) = self.diverged {
            out.push(n::DIVERGED_AT[at].of(step));
            return out;
        }
        out.push(n::FINAL_LOSS[at].of(self.final_loss()));
        if !beside {
            out.push(n::MISSED_SHARE.of(missed(setting.directions)));
        }
        out.extend([
            n::MISSED_SHARE_PATH[at].of(missed(0)),
            n::MISSED_SHARE_RANDOM[at].of(missed(1)),
            n::MISSED_SHARE_HESSIAN[at].of(missed(2)),
            n::PATH_REACH[at].of(self.reach),
            n::EIGENVALUE_RATIO[at].of(self.ratio()),
            n::EIGENVALUE_RATIO_MEDIAN[at].of(self.median_ratio()),
            n::INDEX[at].of(self.index()),
        ]);
        out.retain(|(_, value)| !value.is_nan());
        out
    }
}

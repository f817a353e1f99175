//! What is known of a chain of splits.

use crate::contract::parts::{Pack, Packed, Unpack, packed, packed_choice};
use crate::shared::attempt::Tally;
use alleyway::dense::grid;
use alleyway::fit::Trail;
use alleyway::spectrum::Critical;

/// Neurons that symmetry makes equal differ by rounding, which is less than this: the first of them is the best.
pub(super) const TIE: f64 = 1e-12;

/// Where a descent has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Landing {
    /// At rest, in a critical point of this kind.
    Rest(Critical),
    /// At a loss of zero.
    Solved,
    /// Still moving when its steps were over.
    Unfinished,
    /// Thrown off.
    Diverged,
}

impl Landing {
    const ALL: [Self; 6] = [
        Self::Rest(Critical::Minimum),
        Self::Rest(Critical::Flat),
        Self::Rest(Critical::Saddle),
        Self::Solved,
        Self::Unfinished,
        Self::Diverged,
    ];

    /// In the order of [`Landing::ALL`].
    pub(super) const WORDS: [&str; 6] = ["minimum", "flat", "saddle", "zero", "unfinished", "diverged"];

    pub(super) fn code(self) -> f64 {
        Self::ALL.iter().position(|landing| *landing == self).expect("all of them are listed") as f64
    }
}

packed! {
    /// Everything that is known of one split.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Split {
        pub(super) before: Vec<f64>,
        /// Counted from 1.
        pub(super) neuron: usize,
        pub(super) gamma: f64,
        pub(super) loss_before: f64,
        pub(super) loss_after: f64,
        /// Where the descent after it ended; `None` where there was none.
        pub(super) landing: Option<Landing>,
        pub(super) choices: Choices,
        pub(super) spectrum_before: Vec<f64>,
        pub(super) spectrum_after: Vec<f64>,
        pub(super) slice_old: Vec<f64>,
        pub(super) slice_new: Vec<f64>,
        /// The loss at every step.
        pub(super) path: Vec<f64>,
        pub(super) after: Vec<f64>,
        pub(super) end_loss: f64,
    }
}

packed! {
    /// What a split of each neuron by each share would open.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Choices {
        pub(super) gammas: Vec<f64>,
        /// neurons x gammas
        pub(super) eigenvalues: Vec<f64>,
        /// S of each neuron.
        pub(super) splitting_index: Vec<f64>,
    }
}

impl Choices {
    /// The most negative of those that are allowed: a neuron counted from 0, and a share.
    pub(super) fn best(&self, neuron: Option<usize>, gamma: Option<f64>) -> (usize, f64) {
        let columns = self.gammas.len();
        let allowed = (0..self.eigenvalues.len()).filter(|at| {
            neuron.is_none_or(|n| n == at / columns) && gamma.is_none_or(|g| g == self.gammas[at % columns])
        });
        // The first of several equals, whatever the rounding of the sums behind them.
        let better = |best: usize, at: usize| {
            if self.eigenvalues[at] < self.eigenvalues[best] - TIE { at } else { best }
        };
        let at = allowed.reduce(better).expect("there is a neuron");
        (at / columns, self.gammas[at % columns])
    }
}

packed! {
    /// The whole chain.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Chain {
        /// What became of the starts that were tried; the last of them is the one that is shown, if there is one.
        pub(super) tally: Tally,
        /// Number of the first of them (relu).
        pub(super) first_run: usize,
        /// No start ended in a spurious minimum.
        pub(super) not_found: bool,
        pub(super) first_loss: f64,
        pub(super) first: Vec<f64>,
        pub(super) first_spectrum: Vec<f64>,
        /// The slice along the flattest direction of the trap.
        pub(super) first_slice: Vec<f64>,
        pub(super) splits: Vec<Split>,
        /// Moments of the last descent.
        pub(super) trail: Trail,
        /// What the next split would open; nothing where the loss is zero.
        pub(super) next: Choices,
        /// The weights at the end of the chain; where the last split opened no way, those before it.
        pub(super) end: Vec<f64>,
    }
}

/// Points of a slice.
pub(super) fn slice_at() -> Vec<f64> {
    grid(61).into_iter().map(|t| 0.5 * t).collect()
}

impl Packed for Vec<Split> {
    fn write(&self, pack: &mut Pack) {
        self.len().write(pack);
        self.iter().for_each(|split| split.write(pack));
    }

    fn read(lists: &mut Unpack) -> Self {
        // Of a part that is broken there is nothing left to read.
        (0..usize::read(lists)).map_while(|_| (!lists.is_empty()).then(|| Split::read(lists))).collect()
    }
}

packed_choice!(Landing);

impl Packed for Trail {
    fn write(&self, pack: &mut Pack) {
        self.steps.iter().map(|step| *step as f64).collect::<Vec<f64>>().write(pack);
        self.losses.write(pack);
        self.points.write(pack);
    }

    fn read(lists: &mut Unpack) -> Self {
        let steps = lists.take().into_iter().map(|step| step as usize).collect();
        Self::kept(steps, lists.take(), lists.take())
    }
}

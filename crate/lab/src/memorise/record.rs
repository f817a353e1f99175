//! What is known of a run: its moments, its solutions M and G, and the ways between them.

use super::stage;
use crate::contract::parts::packed;

packed! {
    /// The moments of a run that are kept.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Curve {
        /// For each moment: step, data, penalty, test, accuracy, norm, and the four measures of [`Measure`].
        pub(super) moments: Vec<f64>,
        /// By [`Mark`]; NaN where it was not come to.
        pub(super) marks: Vec<f64>,
        /// The picture of each moment.
        pub(super) pictures: Vec<f64>,
    }
}

/// Numbers of a moment.
pub(super) const MOMENT: usize = 10;

/// What is kept of all steps, those between the moments among them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mark {
    /// First step with a data loss below [`stage::FITTED`].
    Fitted,
    /// Below .001.
    WellFitted,
    /// First step with a test loss below [`stage::ANSWERED`].
    Answered,
    /// First step with an accuracy above .95.
    Right,
    /// Test loss at the first step that is fitted.
    TestAtFit,
    /// The lowest data loss, and its step.
    LowestData,
    LowestDataAt,
    /// The lowest test loss since M, and its step.
    LowestTest,
    LowestTestAt,
    /// First step that is answered since the last one that was memorised.
    Left,
}

/// Numbers of [`Curve::marks`].
pub(super) const MARKS: usize = Mark::Left as usize + 1;

impl Curve {
    pub(super) fn mark(&self, mark: Mark) -> f64 {
        self.marks.get(mark as usize).copied().unwrap_or(f64::NAN)
    }

    /// Look at a step.
    pub(super) fn look(&mut self, step: f64, data: f64, test: f64, accuracy: Option<f64>, memorised: bool) {
        let mark = |marks: &mut Vec<f64>, mark: Mark, value: f64| marks[mark as usize] = value;
        let first = [
            (Mark::Fitted, data < stage::FITTED, step),
            (Mark::WellFitted, data < 1e-3, step),
            (Mark::Answered, test < stage::ANSWERED, step),
            (Mark::Right, accuracy.is_some_and(|share| share > 0.95), step),
            (Mark::TestAtFit, data < stage::FITTED, test),
            (Mark::Left, test < stage::ANSWERED, step),
            // A lowest value of all so far has a first one.
            (Mark::LowestData, true, f64::INFINITY),
        ];
        for (at, reached, value) in first {
            if self.mark(at).is_nan() && reached {
                mark(&mut self.marks, at, value);
            }
        }
        if memorised {
            mark(&mut self.marks, Mark::Left, f64::NAN);
        }
        for (lowest, at, loss) in
            [(Mark::LowestData, Mark::LowestDataAt, data), (Mark::LowestTest, Mark::LowestTestAt, test)]
        {
            if loss < self.mark(lowest) {
                mark(&mut self.marks, lowest, loss);
                mark(&mut self.marks, at, step);
            }
        }
    }

    /// M is here, as far as is known: what comes after is held against it.
    pub(super) fn begin_lowest(&mut self, step: f64, test: f64) {
        self.marks[Mark::LowestTest as usize] = test;
        self.marks[Mark::LowestTestAt as usize] = step;
    }

    /// A column of the moments.
    pub(super) fn column(&self, at: usize) -> Vec<f64> {
        self.moments.chunks_exact(MOMENT).map(|moment| moment[at]).collect()
    }
}

packed! {
    /// What is known of one solution.
    #[derive(Debug, Clone)]
    pub(super) struct Solution {
        /// As in [`Curve::moments`]; empty where it has not been come to.
        pub(super) moment: Vec<f64>,
        pub(super) bits: f64,
        pub(super) cheapest: f64,
    }
}

impl Default for Solution {
    fn default() -> Self {
        Self { moment: Vec::new(), bits: f64::NAN, cheapest: f64::NAN }
    }
}

packed! {
    /// Everything that is known of the run.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Record {
        pub(super) curve: Curve,
        pub(super) memorised: Solution,
        pub(super) general: Solution,
        pub(super) line: Vec<f64>,
        pub(super) line_total: Vec<f64>,
        pub(super) bend: Vec<f64>,
        /// step and largest data loss since the moment before, from M on.
        pub(super) training_path: Vec<f64>,
        pub(super) plane_s: Vec<f64>,
        pub(super) plane_t: Vec<f64>,
        pub(super) plane_data: Vec<f64>,
        pub(super) plane_total: Vec<f64>,
        /// As in [`Problem::truth`].
        pub(super) truth: Vec<f64>,
        /// v at the end; u^2 + v^2 at the start, its mean over the last tenth, and that of the data loss.
        pub(super) extra: Vec<f64>,
        /// The step at which the training diverged: there is no G then, and no way to it.
        pub(super) diverged: Option<f64>,
    }
}

impl Record {
    /// Whether the training is over; the paths may still be missing.
    pub(super) fn is_over(&self) -> bool {
        !self.general.moment.is_empty() || self.diverged.is_some()
    }
}

//! The work: two descents on one loss, step by step beside each other.

use ndarray::Array1;

use super::setting::{DRAWN, Problem, Setting, length};
use crate::contract::cost::QUANTUM;
use crate::contract::parts::{Packed as _, packed};
use crate::contract::{Finished, Task};
use alleyway::error::Error;
use alleyway::fit::{Optimiser, Trail, has_diverged};
use alleyway::objective::Objective as _;

packed! {
    /// What is known of one descent.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Way {
        pub(super) train: Vec<f64>,
        pub(super) test: Vec<f64>,
        /// |w - w*|.
        pub(super) distance: Vec<f64>,
        /// At each moment the fit as it is drawn.
        pub(super) fits: Vec<f64>,
        /// w now.
        pub(super) weights: Vec<f64>,
    }
}

packed! {
    /// What is known of both: the first from zero, the second from far.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Record {
        pub(super) steps: Vec<f64>,
        pub(super) ways: [Way; 2],
        /// The step at which one of them diverged, and which; both stop there.
        pub(super) diverged: Option<[f64; 2]>,
    }
}

/// One descent.
struct Runner {
    optimiser: Optimiser<f64>,
    weights: Array1<f64>,
    gradient: Array1<f64>,
    loss: f64,
    start_loss: f64,
}

/// Both of them.
pub(super) struct Descents {
    setting: Setting,
    problem: Problem,
    runners: [Runner; 2],
    /// Which steps are kept.
    trail: Trail,
    step: usize,
    record: Record,
}

impl Descents {
    pub(super) fn new(setting: Setting) -> Self {
        let problem = setting.problem();
        let runners = [Array1::zeros(setting.parameters), problem.far.clone()].map(|weights| {
            let (loss, gradient) = problem.objective.gradient(weights.view());
            let optimiser = Optimiser::new(setting.rule, setting.parameters);
            Runner { optimiser, weights, gradient, loss, start_loss: loss }
        });
        let mut descents =
            Self { setting, problem, runners, trail: Trail::default(), step: 0, record: Record::default() };
        descents.note();
        descents
    }

    /// Look at where both are, if this is one of the moments or the end.
    fn note(&mut self) {
        let kept = self.trail.steps.len();
        // The trail keeps the moments of both; what there is to know of them is in the record.
        self.trail.note(self.step, 0.0, Array1::zeros(0).view());
        let last = self.step == self.setting.steps || self.record.diverged.is_some();
        if self.trail.steps.len() == kept && !last {
            return;
        }
        self.record.steps.push(self.step as f64);
        for (way, runner) in self.record.ways.iter_mut().zip(&self.runners) {
            let (test, fit) = self.problem.test(runner.weights.view());
            way.train.push(runner.loss);
            way.test.push(test);
            way.distance.push(length(&(&runner.weights - &self.problem.least)));
            way.fits.extend(fit);
        }
    }

    fn step(&mut self) {
        let Setting { rule, rate, steps, .. } = self.setting;
        let rate = rule.rate_at(rate, self.step, steps);
        self.step += 1;
        for (which, runner) in self.runners.iter_mut().enumerate() {
            let point = runner.weights.as_slice_mut().expect("contiguous");
            runner.optimiser.step(rate, point, runner.gradient.as_slice().expect("contiguous"));
            runner.loss = self.problem.objective.gradient_into(runner.weights.view(), runner.gradient.view_mut());
            if has_diverged(runner.loss, runner.start_loss) && self.record.diverged.is_none() {
                self.record.diverged = Some([self.step as f64, which as f64]);
            }
        }
        self.note();
    }

    /// What is known so far, with the weights as they are.
    fn record(&self) -> Record {
        let mut record = self.record.clone();
        for (way, runner) in record.ways.iter_mut().zip(&self.runners) {
            way.weights = runner.weights.to_vec();
        }
        record
    }
}

impl Task for Descents {
    fn advance(&mut self) -> f64 {
        let (n, p) = (self.setting.n as f64, self.setting.parameters as f64);
        let quantum = (QUANTUM / (2.0 * p * (4.0 * n + 12.0))).max(1.0) as usize;
        for _ in 0..quantum {
            if self.step == self.setting.steps || self.record.diverged.is_some() {
                return 1.0;
            }
            self.step();
        }
        // Whether this was the last step is found out at the next call.
        (self.step as f64 / self.setting.steps as f64).min(0.999)
    }

    fn finish(&mut self) -> Finished {
        Finished::Part(self.record().to_part())
    }

    fn glimpse(&self) -> Option<Vec<f64>> {
        Some(self.record().to_part())
    }
}

/// Whether a part has the lists of this run: as many losses as moments, a fit for each, a number for each weight.
pub(super) fn check(record: &Record, setting: &Setting) -> Result<(), Error> {
    let moments = record.steps.len();
    let whole = record.ways.iter().all(|way| {
        [&way.train, &way.test, &way.distance].iter().all(|list| list.len() == moments)
            && way.fits.len() == moments * DRAWN
            && way.weights.len() == setting.parameters
    });
    if whole { Ok(()) } else { Err(Error::Part("its lists are not those of this run".into())) }
}

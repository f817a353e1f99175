//! A run of training: the steps, and the moments of it that are kept.

use ndarray::{Array1, ArrayView1};

use super::measures::{self, Measure};
use super::problem::{Problem, Setting};
use super::record::{Curve, MARKS, MOMENT, Solution};
use super::stage;
use super::work::Work;
use crate::contract::cost::QUANTUM;
use crate::contract::parts::{Pack, Packed as _};
use alleyway::fit::{Optimiser, has_diverged};
use alleyway::objective::Supervised;
use alleyway::seed::{Purpose, Stream};

/// A moment is this many times the one before it, or the next step where that is further.
pub(super) const RATIO: f64 = 1.04;

/// The same examples with other targets, those that are right, and where the noise comes from.
type Noisy = (Box<dyn Supervised>, Vec<f64>, Stream);

/// A run of training.
pub(super) struct Walk {
    pub(super) problem: Problem,
    /// What is trained on where labels are noisy.
    pub(super) noisy: Option<Noisy>,
    pub(super) theta: Array1<f64>,
    pub(super) gradient: Array1<f64>,
    pub(super) optimiser: Optimiser<f64>,
    pub(super) step: usize,
    pub(super) next: usize,
    pub(super) curve: Curve,
    /// M, once it is known.
    pub(super) memorised: Option<Memorised>,
    /// What may become M where no later step does: of the steps before the usual one that with the lowest data loss.
    pub(super) early: Option<Memorised>,
    /// The step and the largest data loss since the moment before, for every moment.
    pub(super) training_path: Vec<f64>,
    /// The largest data loss since the last moment.
    pub(super) highest: f64,
    /// That of the start.
    pub(super) first: f64,
    pub(super) diverged: bool,
    /// u^2 + v^2 at the start, the sums of it and of the data loss over the last tenth, and of how many steps.
    pub(super) square_norms: (f64, f64, f64, usize),
}

/// A moment that is memorised.
pub(super) struct Memorised {
    /// Which of the moments.
    pub(super) at: usize,
    pub(super) theta: Array1<f64>,
    /// Its numbers.
    pub(super) moment: Vec<f64>,
}

impl Walk {
    pub(super) fn new(setting: Setting) -> Self {
        let problem = Problem::new(setting);
        let noisy = Self::noisy(&problem, 0);
        let theta = problem.start();
        Self::begin(problem, theta, noisy)
    }

    /// From given weights, with a fresh optimiser; noise of the labels is drawn anew.
    pub(super) fn from(setting: Setting, theta: Array1<f64>) -> Self {
        let problem = Problem::new(setting);
        let noisy = Self::noisy(&problem, 1);
        Self::begin(problem, theta, noisy)
    }

    fn noisy(problem: &Problem, stream: usize) -> Option<Noisy> {
        let Setting { noise, seed, .. } = problem.setting;
        (noise > 0.0).then(|| {
            let mut disturbed = problem.disturbed();
            let targets = disturbed.targets_mut().to_vec();
            (disturbed, targets, Stream::new(seed, Purpose::Noise, stream))
        })
    }

    fn begin(problem: Problem, theta: Array1<f64>, noisy: Option<Noisy>) -> Self {
        let setting = problem.setting;
        Self {
            noisy,
            gradient: Array1::zeros(theta.len()),
            optimiser: Optimiser::new(setting.rule(), theta.len()),
            square_norms: (theta.dot(&theta), 0.0, 0.0, 0),
            theta,
            step: 0,
            next: 0,
            curve: Curve { marks: vec![f64::NAN; MARKS], ..Curve::default() },
            memorised: None,
            early: None,
            training_path: Vec::new(),
            highest: 0.0,
            first: f64::NAN,
            diverged: false,
            problem,
        }
    }

    /// A moment's numbers, in the order of [`Curve::moments`].
    fn moment(&self, data: f64, (test, accuracy): (f64, Option<f64>)) -> Vec<f64> {
        let square = self.theta.dot(&self.theta);
        let Measure { effective_features, effective_rank, neurons_in_use, single_frequency_share } =
            self.problem.measure(self.theta.view());
        let accuracy = accuracy.unwrap_or(f64::NAN);
        let penalty = self.problem.setting.penalty * square;
        vec![
            self.step as f64,
            data,
            penalty,
            test,
            accuracy,
            square.sqrt(),
            effective_features,
            effective_rank,
            neurons_in_use,
            single_frequency_share,
        ]
    }

    /// One step, its state looked at first. Whether there are more.
    pub(super) fn step(&mut self) -> bool {
        let setting = self.problem.setting;
        let data = self.problem.data.gradient_into(self.theta.view(), self.gradient.view_mut());
        if self.step == 0 {
            self.first = data;
        }
        self.diverged = has_diverged(data, self.first);
        if self.diverged {
            return false;
        }
        let (test, accuracy) = self.problem.test(self.theta.view());
        let memorised = stage::is_memorised(data, test, setting.of_nothing());
        self.curve.look(self.step as f64, data, test, accuracy, memorised);
        self.highest = self.highest.max(data);
        let usual = setting.memorised();
        let last = self.step == setting.steps;
        let found = memorised && self.step >= usual && self.memorised.is_none();
        // The first that is memorised is kept whenever it comes, so that there is a moment of it.
        let first = memorised && self.step < usual && self.early.is_none();
        if self.step >= self.next || last || self.step == usual || found || first {
            let moment = self.moment(data, (test, accuracy));
            let at = self.curve.moments.len() / MOMENT;
            self.curve.moments.extend(&moment);
            self.curve.pictures.extend(self.problem.picture(self.theta.view()));
            self.next = (self.step + 1).max((self.step as f64 * RATIO) as usize);
            self.training_path.extend([self.step as f64, self.highest]);
            self.highest = 0.0;
            let lower = self.early.as_ref().is_none_or(|early| data < early.moment[1]);
            let early = memorised && self.step < usual && lower;
            if found || early {
                self.curve.begin_lowest(self.step as f64, test);
                let known = Some(Memorised { at, theta: self.theta.clone(), moment });
                *(if found { &mut self.memorised } else { &mut self.early }) = known;
            }
        }
        if self.step * 10 >= setting.steps * 9 {
            self.square_norms.1 += self.theta.dot(&self.theta);
            self.square_norms.2 += data;
            self.square_norms.3 += 1;
        }
        if last {
            return false;
        }
        if let Some((disturbed, clean, stream)) = &mut self.noisy {
            for (target, clean) in disturbed.targets_mut().iter_mut().zip(&*clean) {
                *target = clean + setting.noise * stream.normal();
            }
            disturbed.gradient_into(self.theta.view(), self.gradient.view_mut());
        }
        self.gradient.scaled_add(2.0 * setting.penalty, &self.theta);
        let (theta, gradient) = (self.theta.as_slice_mut(), self.gradient.as_slice());
        self.optimiser.step(setting.rate, theta.expect("contiguous"), gradient.expect("contiguous"));
        self.step += 1;
        true
    }

    /// The numbers of M, where it is known for certain: none before the usual step may be it as long as a later one can.
    pub(super) fn memorised_moment(&self) -> Vec<f64> {
        self.memorised.as_ref().map_or(Vec::new(), |memorised| memorised.moment.clone())
    }

    /// The curve up to where it stands.
    pub(super) fn so_far(&self) -> Curve {
        let mut curve = self.curve.clone();
        let kept = curve.moments.len().checked_sub(MOMENT).map(|last| curve.moments[last]);
        let data = self.problem.data.loss(self.theta.view());
        if kept != Some(self.step as f64) && !has_diverged(data, self.first) {
            curve.moments.extend(self.moment(data, self.problem.test(self.theta.view())));
            curve.pictures.extend(self.problem.picture(self.theta.view()));
        }
        curve
    }

    pub(super) fn solution(&self, point: ArrayView1<f64>, moment: Vec<f64>) -> Solution {
        let problem = &self.problem;
        let targets = problem.disturbed().targets_mut().to_vec();
        Solution {
            moment,
            bits: measures::bits(point, |theta| problem.data.outputs(theta), &targets),
            cheapest: problem.cheapest(point).unwrap_or(f64::NAN),
        }
    }
}

impl Walk {
    /// A quantum of steps, to step `until` at most; whether the last step was taken.
    pub(super) fn advance_to(&mut self, until: usize) -> bool {
        let steps = (QUANTUM / self.problem.setting.cost()) as usize + 1;
        for _ in 0..steps.min(until.saturating_sub(self.step)) {
            if !self.step() {
                return true;
            }
        }
        false
    }

    /// The total loss where it stands.
    pub(super) fn total(&self) -> f64 {
        self.problem.data.loss(self.theta.view()) + self.problem.setting.penalty * self.theta.dot(&self.theta)
    }
}

impl Work for Walk {
    fn advance(&mut self) -> f64 {
        if self.advance_to(usize::MAX) { 1.0 } else { 0.999 * self.step as f64 / self.problem.setting.steps as f64 }
    }

    fn write(&self, pack: &mut Pack) {
        self.so_far().write(pack);
    }
}

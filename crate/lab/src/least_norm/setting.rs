//! The points, the features, and what can be said of the fits before any descent.

use ndarray::{Array1, Array2, ArrayView1, s};

use crate::contract::config::Config;
use crate::shared::training::rule_of;
use alleyway::data::curve::Curve;
use alleyway::decimal::{self, Decimal};
use alleyway::dense::grid;
use alleyway::fit::Rule;
use alleyway::model::{Basis, Linear, polynomial_scale};
use alleyway::objective::Objective as _;
use alleyway::seed::{Purpose, Stream};
use alleyway::spectrum::Spectrum;
use alleyway::svd::Svd;

/// Points at which the test loss is taken.
pub(super) const TESTED: usize = 1_001;
/// Every so many of them a fit is drawn.
pub(super) const STRIDE: usize = 5;
/// Points at which it is.
pub(super) const DRAWN: usize = TESTED.div_ceil(STRIDE);

/// What is fitted, and how.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) n: usize,
    pub(super) parameters: usize,
    pub(super) noise: f64,
    decay: f64,
    /// Norm of the far start.
    pub(super) start: f64,
    pub(super) rule: Rule,
    pub(super) rate: f64,
    /// The rate beyond which descent diverges; NaN with Adam.
    pub(super) limit: f64,
    pub(super) steps: usize,
    seed: u64,
}

impl Setting {
    /// As a config says; where its rate is `auto` the chosen one takes its place.
    pub(super) fn new(config: &mut Config) -> Self {
        let rule = rule_of(config.word("optimiser")).expect("all that the key offers are of first order");
        let mut setting = Self {
            n: config.count("n"),
            parameters: config.count("parameters"),
            noise: config.number("noise"),
            decay: config.number("decay"),
            start: config.number("start"),
            rule,
            rate: f64::NAN,
            limit: f64::NAN,
            steps: config.count("steps"),
            seed: config.count("seed") as u64,
        };
        let features = setting.features(&grid(setting.n));
        // The largest curvature of the loss is that of its Hessian, (2/n) Phi Phi^T, and of the smaller (2/n) Phi^T Phi.
        let (_, curvature) = Spectrum::ends((features.t().dot(&features) * (2.0 / setting.n as f64)).view());
        setting.limit = match rule {
            Rule::Descent => 2.0 / curvature,
            Rule::Momentum { momentum } => 2.0 * (1.0 + momentum) / curvature,
            Rule::Adam { .. } => f64::NAN,
        };
        let usual = if setting.limit.is_nan() { 0.01 } else { two_digits(0.5 * setting.limit) };
        setting.rate = config.choose("rate", usual);
        setting
    }

    /// The features at some inputs (P x m).
    fn features(&self, inputs: &[f64]) -> Array2<f64> {
        let mut features = Basis::Legendre.at(inputs, self.parameters);
        features.outer_iter_mut().enumerate().for_each(|(k, mut row)| row *= polynomial_scale(k, self.decay));
        features
    }

    /// Everything that the descents need.
    pub(super) fn problem(&self) -> Problem {
        let x = grid(self.n);
        let mut noise = Stream::new(self.seed, Purpose::Noise, 0);
        let y: Array1<f64> = x.iter().map(|x| Curve::Wiggle.at(*x) + self.noise * noise.normal()).collect();
        let features = self.features(&x);
        let Svd { left, values, right } = Svd::new(features.view());
        let shares: Array1<f64> = right.outer_iter().zip(&values).map(|(v, s)| v.dot(&y) / s).collect();
        let mut far = vec![0.0; self.parameters];
        if self.start > 0.0 {
            Stream::new(self.seed, Purpose::Target, 0).on_sphere(self.start, &mut far);
        }
        let tested = grid(TESTED);
        let (least, objective) = (left.t().dot(&shares), Linear::new(features, y.clone()));
        let mut problem = Problem {
            least_train: objective.loss(least.view()),
            least_test: f64::NAN,
            least_fit: Array1::zeros(0),
            least,
            objective,
            known: left,
            far: far.into(),
            truth: tested.iter().map(|x| Curve::Wiggle.at(*x)).collect(),
            features: self.features(&tested),
            noise: self.noise,
            x,
            y,
        };
        (problem.least_test, problem.least_fit) = problem.test(problem.least.view());
        problem
    }
}

/// A number rounded to two digits.
fn two_digits(value: f64) -> f64 {
    decimal::read(&Decimal::of(value).to(2).plain()).unwrap_or(value)
}

/// The points, the loss, and the fit of least norm.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub(super) x: Vec<f64>,
    pub(super) y: Array1<f64>,
    pub(super) objective: Linear,
    /// Orthonormal directions in the space of weights, one a row, of which the data say something.
    pub(super) known: Array2<f64>,
    /// w*, its training and test loss, and its fit at the points at which it is drawn.
    pub(super) least: Array1<f64>,
    pub(super) least_train: f64,
    pub(super) least_test: f64,
    pub(super) least_fit: Array1<f64>,
    /// The far start.
    pub(super) far: Array1<f64>,
    /// At the test points.
    pub(super) truth: Array1<f64>,
    features: Array2<f64>,
    noise: f64,
}

impl Problem {
    /// The lengths of the two parts of a vector of weights: within the directions of which the data say something, and beside them.
    pub(super) fn parts(&self, weights: &Array1<f64>) -> [f64; 2] {
        let within = self.known.t().dot(&self.known.dot(weights));
        [within.dot(&within).sqrt(), length(&(weights - &within))]
    }

    /// The test loss of some weights, and their fit at the points at which it is drawn.
    pub(super) fn test(&self, weights: ArrayView1<f64>) -> (f64, Array1<f64>) {
        let fit = weights.dot(&self.features);
        let misses = &fit - &self.truth;
        (misses.dot(&misses) / TESTED as f64 + self.noise * self.noise, drawn(&fit))
    }
}

/// Of values at the test points those that are drawn.
pub(super) fn drawn(values: &Array1<f64>) -> Array1<f64> {
    values.slice(s![..;STRIDE]).to_owned()
}

pub(super) fn length(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

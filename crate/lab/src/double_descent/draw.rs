//! One training set: every size fitted to it, every fit evaluated.

use std::rc::Rc;

use ndarray::{Array1, Array2, Axis};

use super::fitting::{Fitting, Progress};
use super::metric::{METRICS, Metric};
use super::points::{Fits, Points, largest};
use super::task::{Evaluation, Problem, Setting, TaskKind, predict};
use crate::contract::cost::QUANTUM;
use alleyway::data::curve;
use alleyway::dense::{dot, grid};
use alleyway::fit::Fit;
use alleyway::model::{Population, SphereRisk, polynomial_scale};

/// Effective parameters of the newest fit, under way: n times the mean of |s(x)|^2 over test inputs. The rows of the
/// pseudo-inverse are the fits to the unit vectors of targets, a few at a time.
struct Smoothing {
    size: usize,
    next: usize,
    energy: f64,
}

/// One training set: fitted, then evaluated.
pub struct Draw {
    number: usize,
    fitting: Fitting,
    metrics: Vec<[f64; METRICS]>,
    coordinates: Vec<Vec<f64>>,
    /// Of a curve the targets without their noise (1 x n): what is fitted to them has the bias of the fit and, least squares being
    /// linear in the targets, none of the variance that comes from noise.
    clean: Option<Array2<f64>>,
    /// What is fitted to them, of each size so far, where it is evaluated on points.
    clean_weights: Vec<Array2<f64>>,
    /// Loss and share of errors of the mean of the training targets.
    baseline: (f64, f64),
    smoothing: Option<Smoothing>,
    /// Features at the inputs on which effective parameters are measured, once they are needed.
    effective: Option<Option<Array2<f64>>>,
    points: Option<Points>,
    sphere: Option<SphereRisk>,
}

impl Draw {
    pub fn new(setting: Rc<Setting>, number: usize) -> Self {
        let mut fitting = Fitting::new(setting.clone(), number);
        // A rank behind a ridge costs a second factorisation: it is measured where effective parameters are.
        if number < setting.effective_draws() {
            fitting = fitting.with_ranks();
        }
        let sizes = setting.sizes.len();
        let (points, sphere) = match &fitting.problem.evaluation {
            Evaluation::Points { .. } => (Some(Points::new(sizes)), None),
            Evaluation::Population(Population::Sphere { .. }) => (None, Some(SphereRisk::new(sizes))),
            _ => (None, None),
        };
        Self {
            number,
            clean: clean_targets(&setting, number),
            clean_weights: Vec::new(),
            baseline: baseline(&setting, &fitting.problem),
            fitting,
            metrics: Vec::with_capacity(sizes),
            coordinates: vec![Vec::new(); sizes],
            smoothing: None,
            effective: None,
            points,
            sphere,
        }
    }

    pub fn cost_of_start(&self) -> f64 {
        30.0 * self.fitting.problem.features.len() as f64
    }

    pub fn step(&mut self) -> Option<f64> {
        if let Some(smoothing) = self.smoothing.take() {
            return Some(self.smooth(smoothing));
        }
        match self.fitting.step() {
            Some(Progress::Grown(cost)) => return Some(cost),
            Some(Progress::Fitted(size, fit)) => return Some(self.measure(size, fit)),
            None => {}
        }
        let setting = &self.fitting.setting;
        let weights = &self.fitting.weights;
        if let (Some(points), Evaluation::Points { map, inputs, truth }) =
            (&mut self.points, &self.fitting.problem.evaluation)
        {
            if points.evaluated < truth.ncols() {
                let fits = Fits { weights, clean: &self.clean_weights };
                return Some(points.step(setting, fits, map, inputs, truth, &mut self.coordinates));
            }
            return None;
        }
        if let (Some(risk), Evaluation::Population(population)) = (&mut self.sphere, &self.fitting.problem.evaluation) {
            let flat: Vec<&[f64]> = weights.iter().map(|w| w.as_slice().expect("contiguous")).collect();
            let before = risk.done();
            let inputs = match setting.task {
                TaskKind::Sphere { dim } => dim,
                _ => 0,
            };
            // A row of the covariance, and what it adds to every size.
            let row = (setting.largest() * (2 * inputs + 60) + 2 * setting.sizes.iter().sum::<usize>()) as f64;
            let rows = (QUANTUM / row) as usize + 1;
            risk.advance(population, &flat, rows);
            return (risk.done() > before).then_some(rows as f64 * row);
        }
        None
    }

    pub fn done(&self) -> f64 {
        // Fits cost about p each; evaluating about as much again.
        let total: f64 = self.fitting.setting.sizes.iter().map(|&p| p as f64).sum();
        let fitted: f64 = self.fitting.weights.iter().map(|w| w.ncols() as f64).sum::<f64>() / total;
        let evaluated = match (&self.points, &self.sphere, &self.fitting.problem.evaluation) {
            (Some(points), _, Evaluation::Points { truth, .. }) => points.evaluated as f64 / truth.ncols() as f64,
            (_, Some(risk), _) => risk.done() as f64 / self.fitting.setting.largest() as f64,
            _ => fitted,
        };
        0.5 * fitted + 0.5 * evaluated
    }

    /// Everything that can be said of a size at once.
    fn measure(&mut self, size: usize, fit: Fit) -> f64 {
        let setting = self.fitting.setting.clone();
        let rank = self.fitting.rank(fit);
        let problem = &self.fitting.problem;
        let at = self.fitting.weights.len() - 1;
        let weights = &self.fitting.weights[at];
        let targets = problem.targets(size);
        let residual = predict(weights, problem.features.view()) - &targets;
        let n = setting.n;
        let mut m = [f64::NAN; METRICS];
        m[Metric::Train as usize] = residual.iter().map(|r| r * r).sum::<f64>() / n as f64;
        let scale = if setting.scaled_by_size() { f64::sqrt(size as f64) } else { 1.0 };
        m[Metric::Norm as usize] = scale * f64::sqrt(weights.iter().map(|w| w * w).sum());
        m[Metric::SmallestSingularValue as usize] = fit.smallest_singular_value / scale;
        m[Metric::DegreesOfFreedom as usize] = fit.degrees_of_freedom;
        m[Metric::Cut as usize] = fit.cut as f64;
        m[Metric::Rank as usize] = rank;
        (m[Metric::Baseline as usize], m[Metric::BaselineError as usize]) = self.baseline;
        let clean = self.clean.as_ref().map(|clean| self.fitting.growing.fit(clean.view()).0);
        match &problem.evaluation {
            Evaluation::Reduced { curve, basis, decay, reduced } => {
                let unscale = |w: &f64, k| w * polynomial_scale(k, *decay);
                let coefficients =
                    |w: &Array2<f64>| w.iter().enumerate().map(|(k, w)| unscale(w, k)).collect::<Vec<f64>>();
                let mut distance = vec![0.0; size];
                reduced.distance(
                    *curve as usize,
                    &coefficients(&clean.expect("a curve has clean targets")),
                    &mut distance,
                );
                let c = coefficients(weights);
                let bias = std::mem::replace(&mut distance, vec![0.0; size]);
                reduced.distance(*curve as usize, &c, &mut distance);
                m[Metric::Noise as usize] = square_distance(&distance, &bias);
                let beyond = reduced.beyond(*curve as usize, size);
                m[Metric::Test as usize] = dot(&distance, &distance) + beyond + setting.noise * setting.noise;
                m[Metric::Beyond as usize] = beyond;
                m[Metric::Roughness as usize] = basis.roughness(&c);
                self.coordinates[at] = bias;
            }
            Evaluation::Points { .. } => self.clean_weights.extend(clean),
            Evaluation::Population(population) => {
                let w = weights.as_slice().expect("contiguous");
                if let Some(excess) = population.excess(w) {
                    m[Metric::Test as usize] = excess;
                }
                let noise = setting.noise * setting.noise;
                m[Metric::Theory as usize] = population.theory(size, n, setting.ridge, noise);
            }
        }
        self.metrics.push(m);
        let outputs = problem.outputs();
        if self.number < setting.effective_draws() {
            self.smoothing = Some(Smoothing { size, next: 0, energy: 0.0 });
        }
        (size * size + 4 * n * size * (1 + outputs) + 2 * n * n * n / 3) as f64
    }

    /// Some more rows of the pseudo-inverse.
    fn smooth(&mut self, mut smoothing: Smoothing) -> f64 {
        let setting = &self.fitting.setting;
        let (n, size) = (setting.n, smoothing.size);
        let problem = &self.fitting.problem;
        let effective = self.effective.get_or_insert_with(|| problem.effective_features(setting, self.number));
        let inputs = effective.as_ref().map_or(0, Array2::ncols);
        let cost_of_a_row = (size * (4 * n + 2 * inputs)) as f64;
        let until = n.min(smoothing.next + (QUANTUM / cost_of_a_row) as usize + 1);
        let rows = smoothing.next..until;
        let units = Array2::from_shape_fn((rows.len(), n), |(i, j)| f64::from(u8::from(rows.start + i == j)));
        let (smoother, _) = self.fitting.growing.fit(units.view());
        smoothing.energy += match (&problem.evaluation, effective) {
            (Evaluation::Reduced { decay, reduced, .. }, _) => smoother
                .outer_iter()
                .map(|row| {
                    let c: Vec<f64> = row.iter().enumerate().map(|(k, w)| w * polynomial_scale(k, *decay)).collect();
                    reduced.mean_square(&c)
                })
                .sum::<f64>(),
            (_, Some(features)) => {
                predict(&smoother, features.view()).iter().map(|v| v * v).sum::<f64>() / inputs as f64
            }
            (Evaluation::Population(population), None) => smoother
                .outer_iter()
                .map(|row| population.energy(row.as_slice().expect("contiguous")).unwrap_or(f64::NAN))
                .sum(),
            (Evaluation::Points { .. }, None) => unreachable!("points have inputs to measure on"),
        };
        smoothing.next = until;
        let cost = cost_of_a_row * rows.len() as f64;
        if until < n {
            self.smoothing = Some(smoothing);
        } else {
            let newest = self.metrics.last_mut().expect("just measured");
            newest[Metric::EffectiveParameters as usize] = n as f64 * smoothing.energy;
        }
        cost
    }

    pub fn write(mut self, part: &mut Vec<f64>) {
        if let Some(risk) = &self.sphere {
            let losses = risk.excess();
            self.metrics.iter_mut().zip(losses).for_each(|(m, loss)| m[Metric::Test as usize] = loss);
        }
        if let (Some(points), Evaluation::Points { truth, .. }) = (&self.points, &self.fitting.problem.evaluation) {
            points.write(&self.fitting.setting, truth.ncols(), &mut self.metrics);
        }
        part.extend(self.metrics.iter().flatten());
        part.extend(self.coordinates.iter().flatten());
    }
}

/// The targets of a curve without their noise (1 x n).
fn clean_targets(setting: &Setting, draw: usize) -> Option<Array2<f64>> {
    let TaskKind::Curve { curve, jittered, .. } = setting.task else { return None };
    let x = if jittered { curve::jittered(setting.n, setting.seed, draw) } else { grid(setting.n) };
    Some(Array1::from(x).mapv(|x| curve.at(x)).insert_axis(Axis(0)))
}

/// What knowing nothing of the inputs comes to: test loss, and share of wrong images, of answering with the mean of the training
/// targets. Of a population, whose targets have the mean zero, it is zero that is answered: E f*^2 = 1 in all of them.
fn baseline(setting: &Setting, problem: &Problem) -> (f64, f64) {
    let noise = setting.noise * setting.noise;
    let means = || problem.targets(1).mean_axis(Axis(1)).expect("there are training points");
    match &problem.evaluation {
        Evaluation::Population(_) => (1.0, f64::NAN),
        Evaluation::Reduced { curve, reduced, .. } => {
            // The first polynomial is 1, so its coefficient is the mean.
            let mut distance = [0.0];
            reduced.distance(*curve as usize, &[means()[0]], &mut distance);
            (distance[0] * distance[0] + reduced.beyond(*curve as usize, 1) + noise, f64::NAN)
        }
        Evaluation::Points { truth, .. } => {
            let means = means();
            let squares = truth.axis_iter(Axis(1)).map(|t| (&t - &means).mapv(|d| d * d).sum()).sum::<f64>();
            let frequent = largest(means.view());
            let wrong = truth.axis_iter(Axis(1)).filter(|t| largest(t.view()) != frequent).count();
            let points = truth.ncols() as f64;
            (squares / points + noise, if setting.is_digits() { wrong as f64 / points } else { f64::NAN })
        }
    }
}

fn square_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

//! The work of some pieces: fit every size to a training set, judge every fit, set by set.

use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use ndarray::{Array1, Array2, Axis, s};

use super::network::NetworkDraw;
use super::task::{Judge, Problem, Setting, TaskKind, predict};
use crate::contract::{Outcome, Task};
use alleyway::data::curve;
use alleyway::dense::{dot, grid};
use alleyway::fit::{Fit, Growing};
use alleyway::model::{Features, Population, SphereRisk, polynomial_scale};

/// What is measured of each size in each draw, in the order in which it stands in a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    Train,
    Test,
    Error,
    Norm,
    Roughness,
    SmallestSingularValue,
    DegreesOfFreedom,
    EffectiveParameters,
    Theory,
    /// How many singular values were dropped.
    Cut,
    /// The part of bias^2 that the coordinates do not hold.
    Beyond,
    /// Mean square, over the inputs, of what the noise of the targets adds to the fit.
    Noise,
    /// Rank of the design, in numbers: singular values over 1e-10 of the largest.
    Rank,
    /// Test loss of the mean of the training targets, whatever the input; it does not depend on the size.
    Baseline,
    /// Share of the test images that are not of the most frequent class.
    BaselineError,
}

/// Number of metrics.
pub const METRICS: usize = Metric::BaselineError as usize + 1;

/// Floating-point operations of a quantum, about: a few milliseconds.
pub const QUANTUM: f64 = 4e6;

/// Points that are judged at once: their features (3,000 x 64 doubles) stay in a second-level cache.
pub const CHUNK: usize = 64;

/// Numbers that a part holds for each draw.
pub fn part_length(setting: &Setting) -> usize {
    setting.sizes.iter().map(|&p| METRICS + setting.coordinates(p)).sum()
}

/// Some draws, one after the other.
pub struct Sweep {
    setting: Rc<Setting>,
    waiting: VecDeque<usize>,
    total: usize,
    current: Option<Work>,
    part: Vec<f64>,
}

/// One draw under way: fixed features are fitted, networks trained.
enum Work {
    Fixed(Box<Draw>),
    Network(Box<NetworkDraw>),
}

impl Work {
    fn new(setting: Rc<Setting>, number: usize) -> Self {
        match setting.task {
            TaskKind::Network(_) => Self::Network(Box::new(NetworkDraw::new(setting, number))),
            _ => Self::Fixed(Box::new(Draw::new(setting, number))),
        }
    }

    fn cost_of_start(&self) -> f64 {
        match self {
            Self::Fixed(draw) => draw.cost_of_start(),
            Self::Network(_) => QUANTUM,
        }
    }

    /// Do a little; returns about how many operations it took, `None` when nothing is left to do.
    fn step(&mut self) -> Option<f64> {
        match self {
            Self::Fixed(draw) => draw.step(),
            Self::Network(draw) => draw.step(),
        }
    }

    fn done(&self) -> f64 {
        match self {
            Self::Fixed(draw) => draw.done(),
            Self::Network(draw) => draw.done(),
        }
    }

    fn write(self, part: &mut Vec<f64>) {
        match self {
            Self::Fixed(draw) => draw.write(part),
            Self::Network(draw) => draw.write(part),
        }
    }
}

impl Sweep {
    pub fn new(setting: Rc<Setting>, pieces: Range<usize>) -> Self {
        let total = pieces.len();
        let part = Vec::with_capacity(total * part_length(&setting));
        Self { setting, waiting: pieces.collect(), total, current: None, part }
    }
}

impl Task for Sweep {
    fn advance(&mut self) -> f64 {
        let mut cost = 0.0;
        while cost < QUANTUM {
            let Some(draw) = &mut self.current else {
                let Some(next) = self.waiting.pop_front() else { return 1.0 };
                let draw = Work::new(self.setting.clone(), next);
                cost += draw.cost_of_start();
                self.current = Some(draw);
                continue;
            };
            match draw.step() {
                Some(spent) => cost += spent,
                None => {
                    let draw = self.current.take().expect("just stepped");
                    draw.write(&mut self.part);
                }
            }
        }
        let within = self.current.as_ref().map_or(0.0, Work::done);
        let begun = usize::from(self.current.is_some());
        (self.total - self.waiting.len() - begun) as f64 / self.total as f64 + within / self.total as f64 * 0.999
    }

    fn finish(&mut self) -> Outcome {
        Outcome::Part(std::mem::take(&mut self.part))
    }
}

/// Every size fitted to one training set.
pub struct Fitting {
    pub setting: Rc<Setting>,
    pub problem: Problem,
    growing: Growing,
    /// The same without a ridge, where there is one and the rank is asked for: behind a ridge of lambda no singular value under
    /// 1e-8 sqrt(lambda) can be told from zero.
    bare: Option<Growing>,
    /// The size that the factorisation is growing to.
    begun: usize,
    /// Weights (outputs x p) of each size so far.
    pub weights: Vec<Array2<f64>>,
}

impl Fitting {
    pub fn new(setting: Rc<Setting>, draw: usize) -> Self {
        let problem = Problem::new(&setting, draw);
        let growing = Growing::new(setting.n, setting.ridge);
        Self { setting, problem, growing, bare: None, begun: 0, weights: Vec::new() }
    }

    /// The same, with the rank of every size.
    fn with_ranks(mut self) -> Self {
        self.bare = (self.setting.ridge > 0.0).then(|| Growing::new(self.setting.n, 0.0));
        self
    }

    /// Rank of the design of the newest fit; NaN where it was not asked for.
    fn rank(&mut self, fit: Fit) -> f64 {
        let none = Array2::zeros((0, self.setting.n));
        match &mut self.bare {
            Some(bare) => bare.fit(none.view()).1.degrees_of_freedom,
            None if self.setting.ridge > 0.0 => f64::NAN,
            None => fit.degrees_of_freedom,
        }
    }

    /// The size that comes next.
    pub fn next(&self) -> Option<usize> {
        self.setting.sizes.get(self.weights.len()).copied()
    }

    /// Bring the factorisation a step nearer to the next size, and fit that when it is reached.
    fn step(&mut self) -> Option<Progress> {
        let size = self.next()?;
        let n = self.setting.n;
        if self.setting.scaled_by_size() && self.setting.ridge > 0.0 && self.begun != size {
            // Features scaled by 1/sqrt(P) under a ridge lambda are these features under lambda P.
            self.growing = Growing::new(n, self.setting.ridge * size as f64);
        }
        self.begun = size;
        let before = self.growing.size();
        if before < size {
            let until = size.min(before + (QUANTUM / (4 * n * n) as f64) as usize + 1);
            self.growing.grow(self.problem.features.slice(s![before..until, ..]));
            if let Some(bare) = &mut self.bare
                && bare.size() < until
            {
                bare.grow(self.problem.features.slice(s![bare.size()..until, ..]));
            }
            return Some(Progress::Grown((4 * n * n.min(until) * (until - before)) as f64));
        }
        for growing in std::iter::once(&mut self.growing).chain(&mut self.bare) {
            if let Some(cost) = growing.settle(QUANTUM) {
                return Some(Progress::Grown(cost));
            }
        }
        let (weights, fit) = self.growing.fit(self.problem.targets(size).view());
        self.weights.push(weights);
        Some(Progress::Fitted(size, fit))
    }

    /// Fit some more sizes, for a few milliseconds; returns the fraction that is done.
    pub fn advance(&mut self) -> f64 {
        let mut cost = 0.0;
        while cost < QUANTUM
            && let Some(progress) = self.step()
        {
            cost += match progress {
                Progress::Grown(cost) => cost,
                Progress::Fitted(size, _) => (4 * self.setting.n * size * (1 + self.problem.outputs())) as f64,
            };
        }
        self.weights.len() as f64 / self.setting.sizes.len() as f64
    }
}

/// What a step of a [`Fitting`] came to.
enum Progress {
    /// The factorisation grew or settled, at this cost.
    Grown(f64),
    /// A size was fitted.
    Fitted(usize, Fit),
}

/// Effective parameters of the newest fit, under way: n times the mean of |s(x)|^2 over test inputs. The rows of the
/// pseudo-inverse are the fits to the unit vectors of targets, a few at a time.
struct Smoothing {
    size: usize,
    next: usize,
    energy: f64,
}

/// One training set: fitted, then judged.
struct Draw {
    number: usize,
    fitting: Fitting,
    metrics: Vec<[f64; METRICS]>,
    coordinates: Vec<Vec<f64>>,
    /// Of a curve the targets without their noise (1 x n): what is fitted to them has the bias of the fit and, least squares being
    /// linear in the targets, none of the variance that comes from noise.
    clean: Option<Array2<f64>>,
    /// What is fitted to them, of each size so far, where it is judged on points.
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
    fn new(setting: Rc<Setting>, number: usize) -> Self {
        let mut fitting = Fitting::new(setting.clone(), number);
        // A rank behind a ridge costs a second factorisation: it is measured where effective parameters are.
        if number < setting.effective_draws() {
            fitting = fitting.with_ranks();
        }
        let sizes = setting.sizes.len();
        let (points, sphere) = match &fitting.problem.judge {
            Judge::Points { .. } => (Some(Points::new(sizes)), None),
            Judge::Population(Population::Sphere { .. }) => (None, Some(SphereRisk::new(sizes))),
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

    fn cost_of_start(&self) -> f64 {
        30.0 * self.fitting.problem.features.len() as f64
    }

    fn step(&mut self) -> Option<f64> {
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
        if let (Some(points), Judge::Points { map, inputs, truth }) = (&mut self.points, &self.fitting.problem.judge) {
            if points.judged < truth.ncols() {
                let fits = Fits { weights, clean: &self.clean_weights };
                return Some(points.step(setting, fits, map, inputs, truth, &mut self.coordinates));
            }
            return None;
        }
        if let (Some(risk), Judge::Population(population)) = (&mut self.sphere, &self.fitting.problem.judge) {
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

    fn done(&self) -> f64 {
        // Fits cost about p each; judging about as much again.
        let total: f64 = self.fitting.setting.sizes.iter().map(|&p| p as f64).sum();
        let fitted: f64 = self.fitting.weights.iter().map(|w| w.ncols() as f64).sum::<f64>() / total;
        let judged = match (&self.points, &self.sphere, &self.fitting.problem.judge) {
            (Some(points), _, Judge::Points { truth, .. }) => points.judged as f64 / truth.ncols() as f64,
            (_, Some(risk), _) => risk.done() as f64 / self.fitting.setting.largest() as f64,
            _ => fitted,
        };
        0.5 * fitted + 0.5 * judged
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
        match &problem.judge {
            Judge::Reduced { curve, basis, decay, reduced } => {
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
            Judge::Points { .. } => self.clean_weights.extend(clean),
            Judge::Population(population) => {
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
        smoothing.energy += match (&problem.judge, effective) {
            (Judge::Reduced { decay, reduced, .. }, _) => smoother
                .outer_iter()
                .map(|row| {
                    let c: Vec<f64> = row.iter().enumerate().map(|(k, w)| w * polynomial_scale(k, *decay)).collect();
                    reduced.mean_square(&c)
                })
                .sum::<f64>(),
            (_, Some(features)) => {
                predict(&smoother, features.view()).iter().map(|v| v * v).sum::<f64>() / inputs as f64
            }
            (Judge::Population(population), None) => smoother
                .outer_iter()
                .map(|row| population.energy(row.as_slice().expect("contiguous")).unwrap_or(f64::NAN))
                .sum(),
            (Judge::Points { .. }, None) => unreachable!("points have inputs to measure on"),
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

    fn write(mut self, part: &mut Vec<f64>) {
        if let Some(risk) = &self.sphere {
            let losses = risk.excess();
            self.metrics.iter_mut().zip(losses).for_each(|(m, loss)| m[Metric::Test as usize] = loss);
        }
        if let (Some(points), Judge::Points { truth, .. }) = (&self.points, &self.fitting.problem.judge) {
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
    match &problem.judge {
        Judge::Population(_) => (1.0, f64::NAN),
        Judge::Reduced { curve, reduced, .. } => {
            // The first polynomial is 1, so its coefficient is the mean.
            let mut distance = [0.0];
            reduced.distance(*curve as usize, &[means()[0]], &mut distance);
            (distance[0] * distance[0] + reduced.beyond(*curve as usize, 1) + noise, f64::NAN)
        }
        Judge::Points { truth, .. } => {
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

/// The fits of each size, and of curves those to targets without noise.
#[derive(Clone, Copy)]
struct Fits<'a> {
    weights: &'a [Array2<f64>],
    clean: &'a [Array2<f64>],
}

/// Sums over test points, chunk by chunk: the features of a chunk are made once for all sizes and then forgotten.
struct Points {
    judged: usize,
    /// The features of the chunk that is being judged, and the size that comes next.
    chunk: Option<(Array2<f64>, usize)>,
    squares: Vec<f64>,
    wrong: Vec<f64>,
    roughness: Vec<f64>,
    noise: Vec<f64>,
}

impl Points {
    fn new(sizes: usize) -> Self {
        let zeros = || vec![0.0; sizes];
        Self { judged: 0, chunk: None, squares: zeros(), wrong: zeros(), roughness: zeros(), noise: zeros() }
    }

    /// The features of the next chunk, or some sizes judged on them; about how many operations that was.
    fn step(
        &mut self,
        setting: &Setting,
        fits: Fits,
        map: &Features,
        inputs: &Array2<f64>,
        truth: &Array2<f64>,
        coordinates: &mut [Vec<f64>],
    ) -> f64 {
        let until = truth.ncols().min(self.judged + CHUNK);
        let chunk = self.judged..until;
        let Some((features, next)) = self.chunk.take() else {
            let features = map.at(inputs.slice(s![.., chunk]), setting.largest());
            let cost = (features.len() * (2 * inputs.nrows() + 60)) as f64;
            self.chunk = Some((features, 0));
            return cost;
        };
        let truth_here = truth.slice(s![.., chunk.clone()]);
        let mut cost = 0.0;
        for (at, w) in fits.weights.iter().enumerate().skip(next) {
            if cost > QUANTUM {
                self.chunk = Some((features, at));
                return cost;
            }
            cost += (4 * w.len() * features.ncols()) as f64;
            let distance = predict(w, features.view()) - truth_here;
            self.squares[at] += distance.iter().map(|d| d * d).sum::<f64>();
            if setting.is_digits() {
                let answers = distance + truth_here;
                self.wrong[at] += answers
                    .axis_iter(Axis(1))
                    .zip(truth_here.axis_iter(Axis(1)))
                    .filter(|(answer, label)| largest(answer.view()) != largest(label.view()))
                    .count() as f64;
            } else if setting.is_curve() {
                let scale = 1.0 / f64::sqrt(truth.ncols() as f64);
                let bias = predict(&fits.clean[at], features.view()) - truth_here;
                coordinates[at].extend(bias.iter().map(|d| d * scale));
                self.noise[at] += distance.iter().zip(&bias).map(|(d, b)| (d - b) * (d - b)).sum::<f64>();
                if let Features::Cosine { frequencies, .. } = map {
                    // (cos(w x + b))'' = -w^2 cos(w x + b).
                    let mut curved = w.clone();
                    curved.iter_mut().zip(frequencies).for_each(|(w, f)| *w *= -f * f);
                    let second = predict(&curved, features.view());
                    self.roughness[at] +=
                        second.iter().zip(chunk.clone()).map(|(v, i)| v * v * simpson(i, truth.ncols())).sum::<f64>();
                }
            }
        }
        self.judged = until;
        cost
    }

    fn write(&self, setting: &Setting, points: usize, metrics: &mut [[f64; METRICS]]) {
        for (at, m) in metrics.iter_mut().enumerate() {
            m[Metric::Test as usize] = self.squares[at] / points as f64 + setting.noise * setting.noise;
            if setting.is_digits() {
                m[Metric::Error as usize] = self.wrong[at] / points as f64;
            }
            if setting.is_curve() {
                m[Metric::Beyond as usize] = 0.0;
                m[Metric::Noise as usize] = self.noise[at] / points as f64;
            }
            if setting.has_roughness() {
                m[Metric::Roughness as usize] = self.roughness[at];
            }
        }
    }
}

/// The weight of point i in Simpson's rule over [-1, 1] with an odd number of points.
fn simpson(i: usize, points: usize) -> f64 {
    let h = 2.0 / (points - 1) as f64;
    let factor = match i {
        0 => 1.0,
        i if i == points - 1 => 1.0,
        i if i % 2 == 1 => 4.0,
        _ => 2.0,
    };
    factor * h / 3.0
}

/// Index of the largest value, the first of equals.
pub fn largest(values: ndarray::ArrayView1<f64>) -> usize {
    let mut best = 0;
    for (i, v) in values.iter().enumerate() {
        if *v > values[best] {
            best = i;
        }
    }
    best
}

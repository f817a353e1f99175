//! Fits evaluated on test points, chunk by chunk.

use ndarray::{Array2, ArrayView1, Axis, s};

use super::metric::{METRICS, Metric};
use super::task::{Setting, predict};
use crate::contract::cost::QUANTUM;
use alleyway::model::Features;

/// Points that are evaluated at once: their features (3,000 x 64 doubles) stay in a second-level cache.
pub const CHUNK: usize = 64;

/// The fits of each size, and of curves those to targets without noise.
#[derive(Clone, Copy)]
pub struct Fits<'a> {
    pub weights: &'a [Array2<f64>],
    pub clean: &'a [Array2<f64>],
}

/// Sums over test points, chunk by chunk: the features of a chunk are made once for all sizes and then forgotten.
pub struct Points {
    pub evaluated: usize,
    /// The features of the chunk that is being evaluated, and the size that comes next.
    chunk: Option<(Array2<f64>, usize)>,
    squares: Vec<f64>,
    wrong: Vec<f64>,
    roughness: Vec<f64>,
    noise: Vec<f64>,
}

impl Points {
    pub fn new(sizes: usize) -> Self {
        let zeros = || vec![0.0; sizes];
        Self { evaluated: 0, chunk: None, squares: zeros(), wrong: zeros(), roughness: zeros(), noise: zeros() }
    }

    /// The features of the next chunk, or some sizes evaluated on them; about how many operations that was.
    pub fn step(
        &mut self,
        setting: &Setting,
        fits: Fits,
        map: &Features,
        inputs: &Array2<f64>,
        truth: &Array2<f64>,
        coordinates: &mut [Vec<f64>],
    ) -> f64 {
        let until = truth.ncols().min(self.evaluated + CHUNK);
        let chunk = self.evaluated..until;
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
        self.evaluated = until;
        cost
    }

    pub fn write(&self, setting: &Setting, points: usize, metrics: &mut [[f64; METRICS]]) {
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
pub fn largest(values: ArrayView1<f64>) -> usize {
    let mut best = 0;
    for (i, v) in values.iter().enumerate() {
        if *v > values[best] {
            best = i;
        }
    }
    best
}

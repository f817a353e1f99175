//! Seeded streams of random numbers, one for each (seed, purpose, draw).
//!
//! A stream is a ChaCha8 key stream (Bernstein 2008): the key comes from the seed, the stream number from the purpose
//! and the draw. So the noise of training set 57 is the same on any machine, on any worker, whether or not the sets
//! before it were generated, and asking for more features does not change the noise.

use ndarray::Array2;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

/// What a stream is used for; each purpose has streams of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Training inputs.
    Inputs = 1,
    /// Noise on the training targets.
    Noise = 2,
    /// Random features: frequencies, phases, directions, sensors.
    Features = 3,
    /// The function to be learned, where it is drawn.
    Target = 4,
    /// Which rows of a data set are for training.
    Split = 5,
    /// Noise inside the features (of the sensors).
    Disturbance = 6,
    /// Fresh inputs on which a model is looked at.
    Test = 7,
    /// Noise inside the features at those fresh inputs.
    TestDisturbance = 8,
    /// Which draws a resample of the bootstrap takes.
    Resample = 9,
}

/// A stream of random numbers.
///
/// ```
/// use alleyway::seed::{Purpose, Stream};
///
/// // The noise of training set 57 does not depend on what was drawn before it.
/// let noise = |draw| Stream::new(13, Purpose::Noise, draw).normal();
/// assert_eq!(noise(57), noise(57));
/// assert_ne!(noise(57), noise(58));
/// ```
#[derive(Debug, Clone)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream for `purpose` in training set number `draw` of a run with this `seed`.
    #[must_use]
    pub fn new(seed: u64, purpose: Purpose, draw: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(((purpose as u64) << 32) | draw as u64);
        Self(rng)
    }

    /// A deviate of N(0, 1).
    pub fn normal(&mut self) -> f64 {
        self.0.sample(StandardNormal)
    }

    /// A number in [0, 1), 53 bits of it random.
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Fill `out` with deviates of N(0, 1).
    pub fn normals(&mut self, out: &mut [f64]) {
        out.fill_with(|| self.normal());
    }

    /// A point uniform on the sphere of this radius in `out.len()` dimensions.
    pub fn on_sphere(&mut self, radius: f64, out: &mut [f64]) {
        self.normals(out);
        let scale = radius / f64::sqrt(out.iter().map(|v| v * v).sum());
        out.iter_mut().for_each(|v| *v *= scale);
    }

    /// `count` points uniform on the sphere of this radius in `dim` dimensions (count x dim).
    #[must_use]
    pub fn points_on_sphere(&mut self, radius: f64, count: usize, dim: usize) -> Array2<f64> {
        let mut points = Array2::zeros((count, dim));
        points
            .outer_iter_mut()
            .for_each(|mut p| self.on_sphere(radius, p.as_slice_mut().expect("a row of a fresh array")));
        points
    }

    /// A random order of `0..n` (Fisher and Yates).
    #[must_use]
    pub fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            order.swap(i, (self.uniform() * (i + 1) as f64) as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(seed: u64, purpose: Purpose, draw: usize) -> Vec<f64> {
        let mut stream = Stream::new(seed, purpose, draw);
        (0..8).map(|_| stream.normal()).collect()
    }

    #[test]
    fn a_stream_depends_on_its_three_names_and_on_nothing_else() {
        let base = head(7, Purpose::Noise, 3);
        assert_eq!(base, head(7, Purpose::Noise, 3));
        assert_ne!(base, head(8, Purpose::Noise, 3));
        assert_ne!(base, head(7, Purpose::Inputs, 3));
        assert_ne!(base, head(7, Purpose::Noise, 4));
    }

    #[test]
    fn normals_have_mean_zero_variance_one_and_the_tails_of_a_normal() {
        let mut stream = Stream::new(1, Purpose::Noise, 0);
        let n = 200_000;
        let (mut sum, mut squares, mut beyond_two) = (0.0, 0.0, 0);
        for _ in 0..n {
            let v = stream.normal();
            sum += v;
            squares += v * v;
            beyond_two += usize::from(v.abs() > 2.0);
        }
        let n = f64::from(n);
        // Five standard errors each; P(|N| > 2) = .04550.
        assert!((sum / n).abs() < 5.0 / n.sqrt());
        assert!((squares / n - 1.0).abs() < 5.0 * (2.0 / n).sqrt());
        assert!((beyond_two as f64 / n - 0.0455).abs() < 5.0 * (0.0455 / n).sqrt());
    }

    #[test]
    fn an_order_is_a_permutation() {
        let mut order = Stream::new(1, Purpose::Split, 0).order(100);
        assert_ne!(order, (0..100).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (0..100).collect::<Vec<_>>());
    }
}

//! Functions of one variable on [-1, 1] that are to be learned from a few noisy points.

use std::f64::consts::PI;

use crate::seed::{Purpose, Stream};

/// A target in one dimension.
///
/// ```
/// use alleyway::data::Curve;
///
/// assert_eq!(Curve::Linear.at(0.3), 0.3);
/// assert!((Curve::Wiggle.at(-1.0) + 0.5).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// sin(3 pi x) exp(-x^2) + x/2
    Wiggle,
    /// tanh(8 x)
    Step,
    /// sin(1.5 pi (x + 1)^2)
    Chirp,
    /// x
    Linear,
}

impl Curve {
    /// All of them, in the order in which tables list them.
    pub const ALL: [Self; 4] = [Self::Wiggle, Self::Step, Self::Chirp, Self::Linear];

    /// The value at `x`.
    #[must_use]
    pub fn at(self, x: f64) -> f64 {
        match self {
            Self::Wiggle => libm::sin(3.0 * PI * x) * libm::exp(-x * x) + x / 2.0,
            Self::Step => libm::tanh(8.0 * x),
            Self::Chirp => libm::sin(1.5 * PI * (x + 1.0) * (x + 1.0)),
            Self::Linear => x,
        }
    }
}

/// One point uniform in each of `n` equal cells of [-1, 1]: 2 (i + u)/n - 1.
#[must_use]
pub fn jittered(n: usize, seed: u64, draw: usize) -> Vec<f64> {
    let mut stream = Stream::new(seed, Purpose::Inputs, draw);
    (0..n).map(|i| 2.0 * (i as f64 + stream.uniform()) / n as f64 - 1.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jittered_points_lie_one_in_each_cell() {
        let x = jittered(12, 3, 5);
        for (i, x) in x.iter().enumerate() {
            let cell = (x + 1.0) / 2.0 * 12.0;
            assert!((i as f64..i as f64 + 1.0).contains(&cell), "{x}");
        }
    }

    #[test]
    fn targets_have_the_values_of_their_formulas() {
        // sin(3 pi/2) exp(-1/4) + 1/4 = 1/4 - .7788007831
        assert!((Curve::Wiggle.at(0.5) - (0.25 - 0.778_800_783_071_404_9)).abs() < 1e-14);
        assert!((Curve::Step.at(0.1) - 0.664_036_770_267_849).abs() < 1e-14);
        // sin(1.5 pi) at 0
        assert!((Curve::Chirp.at(0.0) + 1.0).abs() < 1e-14);
    }
}

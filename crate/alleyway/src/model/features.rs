//! Fixed features of an input, in an order such that a smaller model uses the first ones.

use ndarray::{Array2, ArrayView1, ArrayView2};

use crate::dense::{axpy, axpy4};
use crate::seed::{Purpose, Stream};

use super::polynomial::Basis;

/// A list of features.
///
/// ```
/// use alleyway::model::{Basis, Features};
/// use ndarray::array;
///
/// // The first three, at x = 1/2: 1, sqrt(3) x/2 and sqrt(5) (3 x^2 - 1)/2/3.
/// let features = Features::Polynomial { basis: Basis::Legendre, decay: 1.0 }.at(array![[0.5]].view(), 3);
/// let expected = [1.0, 3f64.sqrt() * 0.25, 5f64.sqrt() * -0.125 / 3.0];
/// assert!(features.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15));
/// ```
#[derive(Debug, Clone)]
pub enum Features {
    /// Feature k is (1+k)^-decay times the orthonormal polynomial of degree k, on one input in [-1, 1].
    Polynomial {
        /// Which polynomials.
        basis: Basis,
        /// The larger, the dearer is roughness to a fit of least norm.
        decay: f64,
    },
    /// Feature j is cos(w_j . x + b_j) (Rahimi & Recht 2007).
    Cosine {
        /// w, P x dim.
        frequencies: Array2<f64>,
        /// b, P.
        phases: Vec<f64>,
    },
    /// Feature j is max(0, v_j . x).
    Relu {
        /// v, P x dim.
        directions: Array2<f64>,
    },
    /// Feature j is max(0, s_j (x - t_j)), on one input.
    Ramps {
        /// t, P.
        kinks: Vec<f64>,
        /// s, P: 1 or -1.
        signs: Vec<f64>,
    },
}

impl Features {
    /// `count` random Fourier features: w ~ scale N(0, I), b ~ U(0, 2 pi).
    #[must_use]
    pub fn cosine(count: usize, dim: usize, scale: f64, seed: u64, draw: usize) -> Self {
        let mut stream = Stream::new(seed, Purpose::Features, draw);
        let mut frequencies = Array2::zeros((count, dim));
        let mut phases = vec![0.0; count];
        for (mut w, b) in frequencies.outer_iter_mut().zip(&mut phases) {
            w.map_inplace(|v| *v = scale * stream.normal());
            *b = 2.0 * std::f64::consts::PI * stream.uniform();
        }
        Self::Cosine { frequencies, phases }
    }

    /// `count` random ReLU features with directions uniform on the unit sphere of `dim` dimensions.
    #[must_use]
    pub fn relu(count: usize, dim: usize, seed: u64, draw: usize) -> Self {
        let mut stream = Stream::new(seed, Purpose::Features, draw);
        Self::Relu { directions: stream.points_on_sphere(1.0, count, dim) }
    }

    /// `count` random ramps over inputs that ascend, at least two: one kink uniform in each gap between neighbours, the gaps in random
    /// order, then one more in each, and so on; each ramp rises to the right or to the left.
    ///
    /// Wherever their kinks fall, ramps that share a gap add at most two dimensions to what can be said of the inputs, and those with a
    /// kink beyond the outermost input one in all. With one kink a gap, n - 1 ramps are independent on n inputs, and the next one makes n
    /// of them; with kinks uniform over [-1, 1] a third of the gaps are still empty at P = n.
    #[must_use]
    pub fn ramps(count: usize, inputs: &[f64], seed: u64, draw: usize) -> Self {
        assert!(inputs.len() >= 2, "a gap lies between two inputs");
        let mut stream = Stream::new(seed, Purpose::Features, draw);
        let (mut kinks, mut signs) = (Vec::with_capacity(count), Vec::with_capacity(count));
        while kinks.len() < count {
            for gap in stream.order(inputs.len() - 1) {
                kinks.push(inputs[gap] + stream.uniform() * (inputs[gap + 1] - inputs[gap]));
                signs.push(if stream.uniform() < 0.5 { -1.0 } else { 1.0 });
            }
        }
        kinks.truncate(count);
        signs.truncate(count);
        Self::Ramps { kinks, signs }
    }

    /// The first `count` features at m points: `inputs` is dim x m, the result count x m.
    ///
    /// # Panics
    /// When there are fewer features than asked for, or the inputs are of another dimension.
    #[must_use]
    pub fn at(&self, inputs: ArrayView2<f64>, count: usize) -> Array2<f64> {
        let m = inputs.ncols();
        let standard = inputs.as_standard_layout();
        let x = standard.as_slice().expect("in standard layout");
        match self {
            Self::Polynomial { basis, decay } => {
                let mut out = basis.at(&inputs.row(0).to_vec(), count);
                for (k, mut row) in out.outer_iter_mut().enumerate() {
                    row *= polynomial_scale(k, *decay);
                }
                out
            }
            Self::Cosine { frequencies, phases } => {
                let mut out = Array2::zeros((count, m));
                for (j, mut row) in out.outer_iter_mut().enumerate() {
                    row.fill(phases[j]);
                    let row = row.as_slice_mut().expect("a row of a fresh array");
                    project(frequencies.row(j), x, row);
                    row.iter_mut().for_each(|v| *v = libm::cos(*v));
                }
                out
            }
            Self::Relu { directions } => {
                let mut out = Array2::zeros((count, m));
                for (j, mut row) in out.outer_iter_mut().enumerate() {
                    let row = row.as_slice_mut().expect("a row of a fresh array");
                    project(directions.row(j), x, row);
                    row.iter_mut().for_each(|v| *v = v.max(0.0));
                }
                out
            }
            Self::Ramps { kinks, signs } => {
                Array2::from_shape_fn((count, m), |(j, i)| (signs[j] * (x[i] - kinks[j])).max(0.0))
            }
        }
    }
}

/// The scale (1+k)^-decay of polynomial feature k.
#[must_use]
pub fn polynomial_scale(k: usize, decay: f64) -> f64 {
    libm::pow(1.0 + k as f64, -decay)
}

/// row += sum over coordinates of w_c x_c, for inputs in standard layout (dim x m).
fn project(w: ArrayView1<f64>, inputs: &[f64], row: &mut [f64]) {
    let m = row.len();
    let coordinate = |c: usize| &inputs[c * m..(c + 1) * m];
    let fours = w.len() / 4 * 4;
    for c in (0..fours).step_by(4) {
        let x = [coordinate(c), coordinate(c + 1), coordinate(c + 2), coordinate(c + 3)];
        axpy4([w[c], w[c + 1], w[c + 2], w[c + 3]], x, row);
    }
    for c in fours..w.len() {
        axpy(w[c], coordinate(c), row);
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{array, s};

    use super::*;

    #[test]
    fn a_longer_list_of_features_contains_every_shorter_one() {
        let inputs = Array2::from_shape_fn((3, 4), |(c, i)| (4 * c + i) as f64 / 7.0 - 0.8);
        for draw in 0..3 {
            let make = |count| {
                let ramps = Features::ramps(count, &[-0.9, 0.1, 0.3, 0.8], 5, draw);
                [Features::cosine(count, 3, 0.7, 5, draw), Features::relu(count, 3, 5, draw), ramps]
            };
            for (short, long) in make(5).iter().zip(&make(9)) {
                assert_eq!(short.at(inputs.view(), 5), long.at(inputs.view(), 9).slice(s![..5, ..]));
            }
        }
    }

    #[test]
    fn every_round_of_ramps_bends_once_in_each_gap_and_as_many_rise_to_the_left_as_to_the_right() {
        let inputs = [-0.9, -0.2, 0.1, 0.15, 0.8];
        let Features::Ramps { kinks, signs } = Features::ramps(4_000, &inputs, 1, 0) else { unreachable!("ramps") };
        for round in kinks.chunks(4) {
            let mut round = round.to_vec();
            round.sort_unstable_by(f64::total_cmp);
            for (kink, gap) in round.iter().zip(inputs.windows(2)) {
                assert!((gap[0]..gap[1]).contains(kink), "{kink} outside {gap:?}");
            }
        }
        // Five standard errors of 4,000 coins.
        assert!(signs.iter().sum::<f64>().abs() < 5.0 * 4_000f64.sqrt());
        // All ramps at all inputs: independent on as many inputs as they are, up to n.
        for count in 1..=40 {
            let design =
                Features::ramps(count, &inputs, 3, count).at(ArrayView2::from_shape((1, 5), &inputs).unwrap(), count);
            let values = nalgebra::DMatrix::from_fn(count, 5, |j, i| design[[j, i]]).singular_values();
            let rank = values.iter().filter(|s| **s > 1e-10 * values.max()).count();
            // At n all five may rise to the same side, and then none tells the outermost input from zero.
            let least = if count == 5 || count == 6 { 4 } else { count.min(5) };
            assert!((least..=count.min(5)).contains(&rank), "{count}: {rank}");
        }
    }

    #[test]
    fn cosine_features_have_the_gaussian_kernel_as_their_mean() {
        // E cos(w x + b) cos(w x' + b) = exp(-scale^2 |x - x'|^2 / 2) / 2 (Rahimi & Recht 2007).
        let count = 200_000;
        let (x, y, scale) = (0.3, -0.4, 1.5);
        let out = Features::cosine(count, 1, scale, 2, 0).at(array![[x, y]].view(), count);
        let mean = out.outer_iter().map(|f| f[0] * f[1]).sum::<f64>() / count as f64;
        let expected = (-scale * scale * (x - y) * (x - y) / 2.0).exp() / 2.0;
        assert!((mean - expected).abs() < 5.0 * 0.5 / (count as f64).sqrt(), "{mean} {expected}");
    }
}

//! A diagonal linear network: f(x) = sum over k of (u_k^2 - v_k^2) x_k.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayViewMut1, s};

use crate::dense::{axpy, dot};
use crate::objective::{Objective, Supervised};

/// The mean over n examples of (f(x_i) - y_i)^2; parameters u_1..u_d, v_1..v_d.
///
/// A linear model in w = u*u - v*v, with another way to get there: gradient descent from a small or decaying start prefers a sparse w
/// (Woodworth et al. 2020, arXiv 2002.09277).
///
/// ```
/// use alleyway::model::Diagonal;
/// use alleyway::objective::Objective;
/// use ndarray::array;
///
/// // u = (2, 1) and v = (1, 0) are w = (3, 1), and that fits 3 x_1 + x_2 at both points.
/// let objective = Diagonal::new(array![[1.0, 0.0], [1.0, 1.0]], array![3.0, 4.0]);
/// let point = array![2.0, 1.0, 1.0, 0.0];
/// assert_eq!(Diagonal::weights(point.view()), array![3.0, 1.0]);
/// assert_eq!(objective.loss(point.view()), 0.0);
/// ```
#[derive(Debug, Clone)]
pub struct Diagonal {
    /// n x d.
    x: Array2<f64>,
    y: Array1<f64>,
}

impl Diagonal {
    /// On inputs (n x d) and targets (n).
    ///
    /// # Panics
    /// When their lengths differ.
    #[must_use]
    pub fn new(x: Array2<f64>, y: Array1<f64>) -> Self {
        assert_eq!(x.nrows(), y.len(), "a target for each input");
        Self { x: x.as_standard_layout().into_owned(), y }
    }

    /// w = u*u - v*v (d).
    #[must_use]
    pub fn weights(point: ArrayView1<f64>) -> Array1<f64> {
        let d = point.len() / 2;
        let (u, v) = (point.slice(s![..d]), point.slice(s![d..]));
        &u * &u - &v * &v
    }

    fn residuals(&self, point: ArrayView1<f64>) -> Array1<f64> {
        let w = Self::weights(point);
        let w = w.as_slice().expect("contiguous");
        self.rows().zip(&self.y).map(|(x, y)| dot(x, w) - y).collect()
    }

    fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.x.as_slice().expect("standard layout").chunks_exact(self.x.ncols())
    }

    /// The derivative of the loss by w (d), from the residuals.
    fn slope(&self, residuals: &Array1<f64>) -> Vec<f64> {
        let mut slope = vec![0.0; self.x.ncols()];
        let factor = 2.0 / self.y.len() as f64;
        self.rows().zip(residuals).for_each(|(x, r)| axpy(factor * r, x, &mut slope));
        slope
    }

    /// The second derivatives of the loss by w (d x d).
    fn bend(&self) -> Array2<f64> {
        ArrayView2::from(&self.x.t()).dot(&self.x) * (2.0 / self.y.len() as f64)
    }
}

impl Objective for Diagonal {
    fn dimension(&self) -> usize {
        2 * self.x.ncols()
    }

    fn loss(&self, point: ArrayView1<f64>) -> f64 {
        let residuals = self.residuals(point);
        residuals.dot(&residuals) / self.y.len() as f64
    }

    fn gradient(&self, point: ArrayView1<f64>) -> (f64, Array1<f64>) {
        let mut gradient = Array1::zeros(self.dimension());
        let loss = self.gradient_into(point, gradient.view_mut());
        (loss, gradient)
    }

    fn gradient_into(&self, point: ArrayView1<f64>, mut out: ArrayViewMut1<f64>) -> f64 {
        let d = self.x.ncols();
        let residuals = self.residuals(point);
        for (k, slope) in self.slope(&residuals).into_iter().enumerate() {
            out[k] = 2.0 * slope * point[k];
            out[d + k] = -2.0 * slope * point[d + k];
        }
        residuals.dot(&residuals) / self.y.len() as f64
    }

    fn hessian(&self, point: ArrayView1<f64>) -> Array2<f64> {
        let d = self.x.ncols();
        let slope = self.slope(&self.residuals(point));
        let bend = self.bend();
        let sign = |i: usize| if i < d { 1.0 } else { -1.0 };
        Array2::from_shape_fn((2 * d, 2 * d), |(i, j)| {
            let own = if i == j { 2.0 * sign(i) * slope[i % d] } else { 0.0 };
            4.0 * sign(i) * sign(j) * point[i] * point[j] * bend[[i % d, j % d]] + own
        })
    }
}

impl Supervised for Diagonal {
    fn targets_mut(&mut self) -> &mut [f64] {
        self.y.as_slice_mut().expect("contiguous")
    }

    fn outputs(&self, point: ArrayView1<f64>) -> Vec<f64> {
        self.x.dot(&Self::weights(point)).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use num_dual::{DualNum, HyperDual64};
    use proptest::prelude::*;

    use super::*;
    use crate::model::product::{gradient_error, product_error};
    use crate::seed::{Purpose, Stream};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn derivatives_are_those_of_the_definition_in_dual_numbers(n in 1usize..8, d in 1usize..6, seed in 0u64..500) {
            let mut stream = Stream::new(seed, Purpose::Test, d);
            let x = Array2::from_shape_simple_fn((n, d), || stream.normal());
            let y = Array1::from_shape_simple_fn(n, || stream.normal());
            let mut point = || (0..2 * d).map(|_| stream.normal()).collect::<Vec<_>>();
            let (theta, direction) = (point(), point());
            let loss = |p: &[HyperDual64]| {
                let f = |i: usize| (0..d).map(|k| (p[k].powi(2) - p[d + k].powi(2)) * x[[i, k]]).sum::<HyperDual64>();
                (0..n).map(|i| (f(i) - y[i]).powi(2)).sum::<HyperDual64>() / n as f64
            };
            let objective = Diagonal::new(x.clone(), y.clone());
            prop_assert!(gradient_error(&objective, loss, &theta) < 1e-12);
            prop_assert!(product_error(&objective, loss, &theta, &direction) < 1e-12);
        }
    }
}

//! A model that is linear in its weights, as a point on a landscape: f(x) = sum over k of w_k phi_k(x).

use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1};

use crate::dense::{axpy, dot};
use crate::objective::{LeastSquares, Objective};

/// The mean over n examples of (f(x_i) - y_i)^2; the parameters are the P weights.
///
/// With more features than points there are many weights with a loss of zero. Gradient descent moves within the span of the n
/// columns of the features alone, so that it keeps whatever the start has beside that span: from zero it comes to the fit of least
/// norm.
///
/// ```
/// use alleyway::fit::{Optimiser, Rule};
/// use alleyway::model::Linear;
/// use alleyway::objective::Objective;
/// use ndarray::array;
///
/// // One point, two features of it that are 3 and 4, and the target 5: of all w with 3 u + 4 v = 5 the shortest is (.6, .8).
/// let objective = Linear::new(array![[3.0], [4.0]], array![5.0]);
/// let mut descent = Optimiser::new(Rule::Descent, 2);
/// let mut weights = array![0.0, 0.0];
/// for _ in 0..100 {
///     let (_, gradient) = objective.gradient(weights.view());
///     descent.step(0.01, weights.as_slice_mut().unwrap(), gradient.as_slice().unwrap());
/// }
/// assert!((weights[0] - 0.6).abs() < 1e-12 && (weights[1] - 0.8).abs() < 1e-12);
/// ```
#[derive(Debug, Clone)]
pub struct Linear {
    /// P x n.
    features: Array2<f64>,
    y: Array1<f64>,
}

impl Linear {
    /// On features (P x n) and targets (n).
    ///
    /// # Panics
    /// When their lengths differ.
    #[must_use]
    pub fn new(features: Array2<f64>, y: Array1<f64>) -> Self {
        assert_eq!(features.ncols(), y.len(), "a target for each point");
        Self { features: features.as_standard_layout().into_owned(), y }
    }

    /// One feature after the other, each at the n points.
    fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.features.as_slice().expect("standard layout").chunks_exact(self.y.len())
    }
}

impl Objective for Linear {
    fn dimension(&self) -> usize {
        self.features.nrows()
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
        let residuals = self.residuals(point);
        let residuals = residuals.as_slice().expect("contiguous");
        let factor = 2.0 / self.y.len() as f64;
        self.rows().zip(&mut out).for_each(|(row, slope)| *slope = factor * dot(row, residuals));
        dot(residuals, residuals) / self.y.len() as f64
    }

    fn hessian(&self, _: ArrayView1<f64>) -> Array2<f64> {
        self.features.dot(&self.features.t()) * (2.0 / self.y.len() as f64)
    }
}

impl LeastSquares for Linear {
    fn residuals(&self, point: ArrayView1<f64>) -> Array1<f64> {
        let mut residuals: Vec<f64> = self.y.iter().map(|y| -y).collect();
        self.rows().zip(point).for_each(|(row, w)| axpy(*w, row, &mut residuals));
        residuals.into()
    }

    fn jacobian(&self, _: ArrayView1<f64>) -> Array2<f64> {
        self.features.clone()
    }
}

#[cfg(test)]
mod tests {
    use num_dual::HyperDual64;
    use proptest::prelude::*;

    use super::*;
    use crate::model::product::{gradient_error, product_error};
    use crate::seed::{Purpose, Stream};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn derivatives_are_those_of_the_definition_in_dual_numbers(n in 1usize..8, p in 1usize..9, seed in 0u64..500) {
            let mut stream = Stream::new(seed, Purpose::Test, p);
            let features = Array2::from_shape_simple_fn((p, n), || stream.normal());
            let y = Array1::from_shape_simple_fn(n, || stream.normal());
            let mut point = || (0..p).map(|_| stream.normal()).collect::<Vec<_>>();
            let (weights, direction) = (point(), point());
            let loss = |w: &[HyperDual64]| {
                let f = |i: usize| (0..p).map(|k| w[k] * features[[k, i]]).sum::<HyperDual64>();
                (0..n).map(|i| (f(i) - y[i]) * (f(i) - y[i])).sum::<HyperDual64>() / n as f64
            };
            let objective = Linear::new(features.clone(), y.clone());
            prop_assert!(gradient_error(&objective, loss, &weights) < 1e-12);
            prop_assert!(product_error(&objective, loss, &weights, &direction) < 1e-12);
        }
    }
}

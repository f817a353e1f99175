//! The two smallest losses with a valley floor of more than one point: a ring and a hyperbola.

use ndarray::{Array1, Array2, ArrayView1, array};

use crate::objective::{Objective, Supervised};

/// The mean over n examples of (a_i^2 + v^2 - y_i)^2, all y_i = 1; parameters a_1..a_n, v.
///
/// a_i is a private note of one example, v the rule that all share: an unseen example has no note and sees v^2 alone. On the slice
/// a_i = u the loss is (u^2 + v^2 - 1)^2, a level ring.
///
/// ```
/// use alleyway::model::Ring;
/// use alleyway::objective::Objective;
/// use ndarray::array;
///
/// // Two notes of 1, or the rule alone: both fit, and the second is shorter.
/// let ring = Ring::new(2);
/// for point in [array![1.0, 1.0, 0.0], array![0.0, 0.0, 1.0]] {
///     assert_eq!(ring.loss(point.view()), 0.0);
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Ring {
    y: Vec<f64>,
}

impl Ring {
    /// With n examples.
    #[must_use]
    pub fn new(examples: usize) -> Self {
        Self { y: vec![1.0; examples] }
    }

    fn examples(&self) -> usize {
        self.y.len()
    }
}

impl Objective for Ring {
    fn dimension(&self) -> usize {
        self.examples() + 1
    }

    fn loss(&self, point: ArrayView1<f64>) -> f64 {
        let v = point[self.examples()];
        let square = |(a, y): (&f64, &f64)| {
            let r = a * a + v * v - y;
            r * r
        };
        point.iter().zip(&self.y).map(square).sum::<f64>() / self.examples() as f64
    }

    fn gradient(&self, point: ArrayView1<f64>) -> (f64, Array1<f64>) {
        let (n, v) = (self.examples(), point[self.examples()]);
        let mut gradient = Array1::zeros(n + 1);
        for i in 0..n {
            let slope = 4.0 * (point[i] * point[i] + v * v - self.y[i]) / n as f64;
            gradient[i] = slope * point[i];
            gradient[n] += slope * v;
        }
        (self.loss(point), gradient)
    }

    fn hessian(&self, point: ArrayView1<f64>) -> Array2<f64> {
        let (n, v) = (self.examples(), point[self.examples()]);
        let mut hessian = Array2::zeros((n + 1, n + 1));
        for i in 0..n {
            let (a, factor) = (point[i], 4.0 / n as f64);
            let r = a * a + v * v - self.y[i];
            hessian[[i, i]] = factor * (2.0 * a * a + r);
            hessian[[i, n]] = factor * 2.0 * a * v;
            hessian[[n, i]] = hessian[[i, n]];
            hessian[[n, n]] += factor * (2.0 * v * v + r);
        }
        hessian
    }
}

/// (u v - y)^2 with y = 1: zero on a hyperbola, whose flattest place is where u^2 + v^2 is least.
///
/// ```
/// use alleyway::model::Hyperbola;
/// use alleyway::objective::Objective;
/// use ndarray::array;
///
/// // The sum of the curvatures on the floor is 2 (u^2 + v^2).
/// let bend = |u: f64| Hyperbola::default().hessian(array![u, 1.0 / u].view()).diag().sum();
/// assert!((bend(1.0) - 4.0).abs() < 1e-12 && (bend(2.0) - 8.5).abs() < 1e-12);
/// ```
#[derive(Debug, Clone)]
pub struct Hyperbola([f64; 1]);

impl Default for Hyperbola {
    fn default() -> Self {
        Self([1.0])
    }
}

impl Objective for Hyperbola {
    fn dimension(&self) -> usize {
        2
    }

    fn loss(&self, point: ArrayView1<f64>) -> f64 {
        let r = point[0] * point[1] - self.0[0];
        r * r
    }

    fn gradient(&self, point: ArrayView1<f64>) -> (f64, Array1<f64>) {
        let r = point[0] * point[1] - self.0[0];
        (r * r, array![2.0 * r * point[1], 2.0 * r * point[0]])
    }

    fn hessian(&self, point: ArrayView1<f64>) -> Array2<f64> {
        let (u, v) = (point[0], point[1]);
        let mixed = 2.0 * (2.0 * u * v - self.0[0]);
        array![[2.0 * v * v, mixed], [mixed, 2.0 * u * u]]
    }
}

impl Supervised for Ring {
    fn targets_mut(&mut self) -> &mut [f64] {
        &mut self.y
    }

    fn outputs(&self, point: ArrayView1<f64>) -> Vec<f64> {
        let v = point[self.examples()];
        point.iter().take(self.examples()).map(|a| a * a + v * v).collect()
    }
}

impl Supervised for Hyperbola {
    fn targets_mut(&mut self) -> &mut [f64] {
        &mut self.0
    }

    fn outputs(&self, point: ArrayView1<f64>) -> Vec<f64> {
        vec![point[0] * point[1]]
    }
}

#[cfg(test)]
mod tests {
    use num_dual::{DualNum, HyperDual64};
    use proptest::prelude::*;

    use super::*;
    use crate::model::product::{gradient_error, product_error};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn derivatives_are_those_of_the_definition_in_dual_numbers(values in proptest::collection::vec(-2.0f64..2.0, 12)) {
            let (theta, direction) = values.split_at(6);
            let ring = |p: &[HyperDual64]| {
                let square = |a: &HyperDual64| (a.powi(2) + p[5].powi(2) - 1.0).powi(2);
                p[..5].iter().map(square).sum::<HyperDual64>() / 5.0
            };
            let five = Ring::new(5);
            prop_assert!(gradient_error(&five, ring, theta) < 1e-13);
            prop_assert!(product_error(&five, ring, theta, direction) < 1e-13);
            let hyperbola = |p: &[HyperDual64]| (p[0] * p[1] - 1.0).powi(2);
            prop_assert!(gradient_error(&Hyperbola::default(), hyperbola, &theta[..2]) < 1e-13);
            prop_assert!(product_error(&Hyperbola::default(), hyperbola, &theta[..2], &direction[..2]) < 1e-13);
        }
    }
}

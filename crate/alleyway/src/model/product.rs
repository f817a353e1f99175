//! For tests: Hessian-vector products by another way than the formulas of the models.

use ndarray::ArrayView1;
use num_dual::HyperDual64;

use crate::objective::Objective;

/// The largest difference between H v from the objective's Hessian and from its loss written in hyper-dual numbers, as a share of
/// the largest entry of H v or 1.
///
/// With p + e_i eps1 + v eps2 the part of eps1 eps2 in the loss is exactly the i-th entry of H v: no step size, and nothing of
/// the objective's own derivatives.
pub fn product_error(
    objective: &dyn Objective,
    loss: impl Fn(&[HyperDual64]) -> HyperDual64,
    point: &[f64],
    direction: &[f64],
) -> f64 {
    let expected = objective.hessian(ArrayView1::from(point)).dot(&ArrayView1::from(direction));
    let scale = expected.iter().fold(1.0, |most: f64, v| most.max(v.abs()));
    let exact = |i: usize| {
        let dual = |(j, (&p, &v)): (usize, (&f64, &f64))| HyperDual64::new(p, f64::from(u8::from(i == j)), v, 0.0);
        loss(&point.iter().zip(direction).enumerate().map(dual).collect::<Vec<_>>()).eps1eps2
    };
    (0..point.len()).map(|i| (exact(i) - expected[i]).abs() / scale).fold(0.0, f64::max)
}

/// The same for the gradient: the part of eps1 in the loss at p + e_i eps1.
pub fn gradient_error(objective: &dyn Objective, loss: impl Fn(&[HyperDual64]) -> HyperDual64, point: &[f64]) -> f64 {
    let (_, gradient) = objective.gradient(ArrayView1::from(point));
    let scale = gradient.iter().fold(1.0, |most: f64, v| most.max(v.abs()));
    let exact = |i: usize| {
        let dual = |(j, p): (usize, &f64)| HyperDual64::new(*p, f64::from(u8::from(i == j)), 0.0, 0.0);
        loss(&point.iter().enumerate().map(dual).collect::<Vec<_>>()).eps1
    };
    (0..point.len()).map(|i| (exact(i) - gradient[i]).abs() / scale).fold(0.0, f64::max)
}

//! Looks at any objective: slices through a point, surfaces over two parameters, planes through a trained network.

mod plane;

pub use plane::{Plane, eigenvalue_ratio, extent, spaced};

use ndarray::{Array1, Array2, ArrayView1};

use crate::objective::Objective;

/// The losses of a two-parameter objective on a grid: `first` runs slowest (first x second).
#[must_use]
pub fn surface(objective: &dyn Objective, first: &[f64], second: &[f64]) -> Array2<f64> {
    assert_eq!(objective.dimension(), 2, "a surface has two parameters");
    Array2::from_shape_fn((first.len(), second.len()), |(i, j)| {
        objective.loss(ArrayView1::from(&[first[i], second[j]]))
    })
}

/// The losses along a line: at point + t direction for each t.
#[must_use]
pub fn slice(objective: &dyn Objective, point: ArrayView1<f64>, direction: ArrayView1<f64>, at: &[f64]) -> Array1<f64> {
    objective.along(point, direction, at)
}

//! Looks at any objective: slices through a point, surfaces over two parameters, planes through a trained network.

mod plane;

pub use plane::{Plane, eigenvalue_ratio, extent, spaced};

use ndarray::{Array1, Array2, ArrayView1};

use crate::objective::Objective;

/// The losses of a two-parameter objective on a grid: `first` runs slowest (first x second).
///
/// ```
/// use alleyway::landscape::surface;
/// use alleyway::model::Hyperbola;
///
/// let losses = surface(&Hyperbola::default(), &[1.0, 2.0], &[0.0, 1.0]);
/// assert_eq!(losses, ndarray::array![[1.0, 0.0], [1.0, 1.0]]);
/// ```
#[must_use]
pub fn surface(objective: &dyn Objective, first: &[f64], second: &[f64]) -> Array2<f64> {
    assert_eq!(objective.dimension(), 2, "a surface has two parameters");
    Array2::from_shape_fn((first.len(), second.len()), |(i, j)| {
        objective.loss(ArrayView1::from(&[first[i], second[j]]))
    })
}

/// The losses along a line: at point + t direction for each t.
///
/// ```
/// use alleyway::landscape::slice;
/// use alleyway::model::Hyperbola;
/// use ndarray::array;
///
/// // Along the floor's own direction at (1, 1), u - v, (u v - 1)^2 = t^4.
/// let losses = slice(&Hyperbola::default(), array![1.0, 1.0].view(), array![1.0, -1.0].view(), &[0.0, 0.5]);
/// assert_eq!(losses, array![0.0, 0.0625]);
/// ```
#[must_use]
pub fn slice(objective: &dyn Objective, point: ArrayView1<f64>, direction: ArrayView1<f64>, at: &[f64]) -> Array1<f64> {
    objective.along(point, direction, at)
}

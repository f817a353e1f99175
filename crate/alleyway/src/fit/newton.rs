//! Newton's method for the last digits: from near a critical point to it.

use ndarray::Array1;

use crate::objective::Objective;
use crate::spectrum::{FLAT_SHARE, Spectrum};

/// Newton steps while they shorten the gradient, 20 at most. Directions whose curvature is under the share of the largest that is
/// flat are left alone: along a flat floor there is no one point. The point may be a minimum or a saddle: both are kept.
///
/// ```
/// use alleyway::fit::polish;
/// use alleyway::model::{Shape, Units};
/// use ndarray::array;
///
/// // One bump on the values of one: from near its place to it.
/// let (shape, x) = (Shape::Bump { width: 1.0 }, array![-1.0, 0.0, 1.0, 2.0]);
/// let units = Units::new(shape, 1, x.clone(), Units::predict(shape, array![2.0, 0.5].view(), x.view()));
/// let end = polish(&units, array![2.01, 0.49]);
/// assert!((end[0] - 2.0).abs() < 1e-10 && (end[1] - 0.5).abs() < 1e-10);
/// ```
#[must_use]
pub fn polish(objective: &dyn Objective, start: Array1<f64>) -> Array1<f64> {
    let mut point = start;
    let (_, mut gradient) = objective.gradient(point.view());
    for _ in 0..20 {
        let spectrum = Spectrum::at(objective, point.view());
        let largest = spectrum.values.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
        let mut next = point.clone();
        for (value, vector) in spectrum.values.iter().zip(spectrum.vectors.columns()) {
            if value.abs() > FLAT_SHARE * largest {
                next.scaled_add(-vector.dot(&gradient) / value, &vector);
            }
        }
        let (_, there) = objective.gradient(next.view());
        let shorter = there.dot(&there) < 0.25 * gradient.dot(&gradient);
        if !shorter {
            break;
        }
        (point, gradient) = (next, there);
    }
    point
}

//! A curve made of four bumps, and networks of bumps that are fitted to it: 33 points from -4 to 4.

use alleyway::dense::grid;
use alleyway::model::{Shape, Units};
use ndarray::{Array1, array};

/// exp(-(1.25 (x - c))^2).
pub const BUMP: Shape = Shape::Bump { width: 1.0 / (1.25 * 1.25) };

/// The points of the curve.
#[must_use]
pub fn points() -> (Array1<f64>, Array1<f64>) {
    let x = Array1::from(grid(33)) * 4.0;
    let y = Units::predict(BUMP, array![1.0, -0.7, 0.9, 0.6, -3.0, -1.0, 1.0, 3.0].view(), x.view());
    (x, y)
}

/// The regression with `width` bumps.
#[must_use]
pub fn bumps(width: usize) -> Units {
    let (x, y) = points();
    Units::new(BUMP, width, x, y)
}

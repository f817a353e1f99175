//! What two descents will take: their steps, and the looks at the moments that are kept.

use super::setting::{Setting, TESTED};
use crate::contract::cost::{Cost, Work};

/// Moments that are kept of a long walk, about; of a short one all.
const MOMENTS: f64 = 200.0;

/// The one piece.
pub fn cost(setting: &Setting) -> Cost {
    let (n, p, steps) = (setting.n as f64, setting.parameters as f64, setting.steps as f64);
    let step = Work::vectors(2.0 * p, n) + Work { updates: p, ..Work::default() };
    let tested = TESTED as f64;
    let looks = 2.0 * MOMENTS.min(steps) * Work { products: p * tested, ..Work::default() };
    // Of the polynomials at the points, each a multiply-add or two, and of the singular values.
    let features = Work { elements: 6.0 * p * tested + 40.0 * n * n * p, ..Work::default() };
    Cost::of([2.0 * steps * step + looks + features])
}

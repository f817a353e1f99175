//! Least squares on a design that grows feature by feature.
//!
//! [`Growing`] keeps one Householder factorisation and appends to it, so that a sweep over all sizes costs little more
//! than its largest fit.

mod growing;

pub use growing::{CUT, Fit, Growing};

//! Regression tasks: what is to be learned, and from which points.

pub mod curve;
pub mod digit;
pub mod real;

pub use curve::Curve;

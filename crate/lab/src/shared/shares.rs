//! Which shares the two copies of a neuron that is split may take.

/// The share of a copy is zero, or at least this: the curvature that a smaller one opens is lost in rounding.
pub const LEAST_SHARE: f64 = 1e-6;

/// Whether gamma gives both copies a share that is large enough to tell, or one of them none.
#[must_use]
pub fn is_share(gamma: f64) -> bool {
    [gamma, 1.0 - gamma].into_iter().all(|share| share == 0.0 || share.abs() >= LEAST_SHARE)
}

/// What [`is_share`] allows, in words.
pub const SHARES: &str = "0, 1, or a millionth and more away from both";

//! What is measured of every size, as it stands in a part.

use super::task::Setting;

/// What is measured of each size in each draw, in the order in which it stands in a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    Train,
    Test,
    Error,
    Norm,
    Roughness,
    SmallestSingularValue,
    DegreesOfFreedom,
    EffectiveParameters,
    Theory,
    /// How many singular values were dropped.
    Cut,
    /// The part of bias^2 that the coordinates do not hold.
    Beyond,
    /// Mean square, over the inputs, of what the noise of the targets adds to the fit.
    Noise,
    /// Rank of the design, in numbers: singular values over 1e-10 of the largest.
    Rank,
    /// Test loss of the mean of the training targets, whatever the input; it does not depend on the size.
    Baseline,
    /// Share of the test images that are not of the most frequent class.
    BaselineError,
}

/// Number of metrics.
pub const METRICS: usize = Metric::BaselineError as usize + 1;

/// Numbers that a part holds for each draw.
pub fn part_length(setting: &Setting) -> usize {
    setting.sizes.iter().map(|&p| METRICS + setting.coordinates(p)).sum()
}

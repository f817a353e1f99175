//! What the figure measures.

use crate::contract::quantity::{series, summary};

series! {
    STEP = "step", "steps", "moment", "Steps of both descents at the moments that are kept: each about 4 % later than the one before.";
    TRAIN_LOSS_ZERO = "train_loss_zero", "noisy", "moment", "Mean squared error on the training points, of the descent from zero.";
    TRAIN_LOSS_FAR = "train_loss_far", "noisy", "moment", "The same of the descent from the far start.";
    TEST_LOSS_ZERO = "test_loss_zero", "noisy", "moment", "Mean over 1,001 equally spaced points of (f - f*)^2, plus noise^2, of the descent from zero.";
    TEST_LOSS_FAR = "test_loss_far", "noisy", "moment", "The same of the descent from the far start.";
    DISTANCE_ZERO = "distance_zero", "", "moment", "|w - w*|, w* the fit of least norm, of the descent from zero.";
    DISTANCE_FAR = "distance_far", "", "moment", "The same of the descent from the far start.";
    X = "x", "", "x", "Inputs of the training points.";
    Y = "y", "", "x", "Their targets, with noise.";
    GRID = "grid", "", "grid", "Inputs at which the fits are drawn.";
    TRUTH = "truth", "", "grid", "The target f* there, without noise.";
    FIT_LEAST = "fit_least", "", "grid", "The fit of least norm there.";
    FIT_ZERO = "fit_zero", "", "moment,grid", "What the descent from zero has learned, at each moment.";
    FIT_FAR = "fit_far", "", "moment,grid", "The same of the descent from the far start.";
    WEIGHTS_LEAST = "weights_least", "", "weight", "w*: of all weights with the least training loss the shortest.";
    WEIGHTS_ZERO = "weights_zero", "", "weight", "w at the end of the descent from zero.";
    WEIGHTS_FAR = "weights_far", "", "weight", "The same from the far start.";
}

/// The numbers of the summary.
pub mod number {
    use super::summary;

    summary! {
        RANK = "rank", "rank of the features at the training points: dimensions of the weights that the data say something of";
        FREE = "free", "dimensions that they say nothing of: parameters less rank";
        LEAST_NORM = "least_norm", "|w*|, the norm of the fit of least norm";
        LEAST_TRAIN_LOSS = "least_train_loss", "its training loss: no weights have a smaller one";
        LEAST_TEST_LOSS = "least_test_loss", "its test loss";
        LIMIT = "limit", "the learning rate beyond which descent (or momentum) diverges: 2 (or 3.8) over the largest curvature; absent with Adam";
        TO_GO_ZERO = "to_go_zero", "of the distance to w* at the end, the part within the dimensions that the data say something of; from zero";
        TO_GO_FAR = "to_go_far", "the same from the far start";
        ASIDE_ZERO = "aside_zero", "the part in the dimensions that they say nothing of; from zero";
        ASIDE_FAR = "aside_far", "the same from the far start";
        ASIDE_START = "aside_start", "the part of the far start itself in these dimensions";
        MOVED_FAR = "moved_far", "how far the descent from there has moved in these dimensions";
        NORM_ZERO = "norm_zero", "|w| at the end of the descent from zero";
        NORM_FAR = "norm_far", "the same from the far start";
        DIVERGED_STEP = "diverged_step", "the step at which a descent diverged, 0 where none did";
    }
}

//! What the figure measures.

use crate::contract::quantity::{series, summary};

series! {
    WEIGHT = "weight", "", "weight", "The one weight w, over its range.";
    LOSS = "loss", "half the mean squared error", "weight", "The loss at each weight.";
    STUCK_PATH = "stuck_path", "", "step", "w at each step of the descent with one weight.";
    STUCK_PATH_LOSS = "stuck_path_loss", "half the mean squared error", "step", "The loss at each of these steps.";
    ESCAPE_PATH = "escape_path", "", "step,coordinate", "c1, c2 at each step of the descent with two weights.";
    ESCAPE_PATH_LOSS = "escape_path_loss", "half the mean squared error", "step", "The loss at each of these steps.";
    FREE_PATH = "free_path", "", "step,coordinate", "c1, c2, g at each step of the descent with three weights.";
    FREE_PATH_LOSS = "free_path_loss", "half the mean squared error", "step", "The loss at each of these steps.";
    X = "x", "", "x", "Inputs of the data.";
    Y = "y", "", "x", "Targets of the data.";
    STUCK_FIT = "stuck_fit", "", "x", "f at the inputs, where the descent with one weight ends.";
    ESCAPED_FIT = "escaped_fit", "", "x", "f at the inputs, where that with two ends.";
    FREED_FIT = "freed_fit", "", "x", "f at the inputs, where that with three ends.";
    AGAIN_EIGENVALUES = "again_eigenvalues", "", "eigenvalue", "Bumps, after three weights: eigenvalues of the Hessian of three bumps, heights and places free, the larger one \
             split evenly: a further dimension at zero loss is flat, not downhill.";
}

/// The numbers of the summary.
pub mod number {
    use super::summary;

    summary! {
        STUCK_POSITION = "stuck_position", "w where the descent with one weight ends";
        STUCK_LOSS = "stuck_loss", "the loss there";
        STUCK_CURVATURE = "stuck_curvature", "the second derivative of the loss by w there";
        STUCK_KIND = "stuck_kind", "what that point is: 0 a minimum, 1 flat, where the second order does not tell, 2 a hilltop";
        STUCK_STEPS = "stuck_steps", "steps to there";
        SHARE_STUCK = "share_stuck", "share of starts, evenly spaced over the range, that do not end in the deepest valley that one of them found";
        SPLIT_EIGENVALUE_MIN = "split_eigenvalue_min", "smallest eigenvalue of the Hessian in (c1, c2) at the split";
        SPLIT_EIGENVALUE_MAX = "split_eigenvalue_max", "largest eigenvalue there";
        SPLIT_KIND = "split_kind", "what that point is: 0 a minimum, 1 flat, where the second order does not tell, 2 a saddle";
        SPLIT_CURVATURE_OLD = "split_curvature_old", "curvature along c1 = c2 = w there";
        SPLIT_CURVATURE_NEW = "split_curvature_new", "curvature along u in c1 = w + u, c2 = w - u there";
        ESCAPED_LOSS = "escaped_loss", "the loss where the descent with two weights ends";
        ESCAPED_FIRST = "escaped_first", "c1 there";
        ESCAPED_SECOND = "escaped_second", "c2 there";
        ESCAPED_KIND = "escaped_kind", "what the point is at which it has come to rest: 0 a minimum, 1 flat, 2 still on a saddle";
        ESCAPED_STEPS = "escaped_steps", "steps to there";
        ESCAPED_LOWER = "escaped_lower", "1 where that loss is lower by more than a thousandth than with one weight, else 0";
        FREED_LOSS = "freed_loss", "the loss where the descent with three weights ends";
        FREED_MIX = "freed_mix", "share γ there";
        FREED_STEPS = "freed_steps", "steps to there";
        FREED_LOWER = "freed_lower", "1 where that loss is lower by more than a thousandth than with two, else 0";
        FLAT = "flat", "curvatures not further from zero than this are flat, up to rounding";
        UNSETTLED_STAGE = "unsettled_stage", "the number of weights at which a descent had not come to rest at its last step, 0 where none";
        DIVERGED_STAGE = "diverged_stage", "the number of weights at which a descent diverged, 0 where none did";
        DIVERGED_STEP = "diverged_step", "the step at which it did";
    }
}

/// The view of the same name.
pub mod surface {
    use super::series;

    series! {
        W = "w", "", "w", "Where the two units are on average: w = (c1 + c2)/2.";
        U = "u", "", "u", "How far each is from there: u = |c1 - c2|/2.";
        SURFACE = "surface", "half the mean squared error", "w,u", "The loss there.";
    }
}

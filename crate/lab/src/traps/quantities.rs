//! What the figure measures.

use crate::contract::quantity::{series, summary};

series! {
    OUTCOME = "outcome", "", "run", "sweep=none: what became of each run: 0 solved, 1 trapped, 2 not finished.";
    LOSS = "loss", "loss", "run", "sweep=none: the loss where each run ended.";
    STEPS = "steps", "steps", "run", "sweep=none: the steps that each run took.";
    SHARE_AFTER = "share_after", "", "run", "sweep=none: share that is trapped of those of the first 1, 2, ... runs that came to rest.";
    LOW_AFTER = "low_after", "", "run", "sweep=none: lower end of its 95 % interval.";
    HIGH_AFTER = "high_after", "", "run", "sweep=none: upper end.";
    TEACHER = "teacher", "neurons", "network", "sweep=teacher: teacher neurons of each network.";
    EXTRA = "extra", "neurons", "network", "sweep=teacher: spare neurons of each network.";
    WIDTH = "width", "bumps", "network", "sweep=width: bumps of each network.";
    RUNS_DONE = "runs_done", "runs", "network", "Sweeps: runs so far.";
    SOLVED = "solved", "runs", "network", "Sweeps: of these, solved.";
    TRAPPED = "trapped", "runs", "network", "sweep=teacher: of these, trapped: at rest in a strict minimum with a loss above .001.";
    NOT_FINISHED = "not_finished", "runs", "network", "Sweeps: of these, not finished; with width, failed to train, mostly unfinished or degenerate.";
    SHARE = "share", "", "network", "Sweeps: share that is trapped of the runs that came to rest; with width, that is solved, of all.";
    LOW = "low", "", "network", "Sweeps: lower end of its 95 % interval.";
    HIGH = "high", "", "network", "Sweeps: upper end.";
    PUBLISHED = "published", "", "network", "sweep=teacher: share of 1,000 runs that Safran & Shamir (2018) found.";
}

/// The numbers of the summary.
pub mod number {
    use super::summary;

    summary! {
        RUNS = "runs", "runs so far";
        SOLVED = "solved", "of these, solved";
        TRAPPED = "trapped", "of these, trapped: at rest in a strict minimum with a loss above .001";
        NOT_FINISHED = "not_finished", "of these, neither: still going after 100,000 steps, diverged, or at rest where a direction is flat (width: failed to \
             train)";
        DIVERGED = "diverged", "of those that are not finished, diverged";
        SHARE_TRAPPED = "share_trapped", "share that is trapped of the runs that came to rest, solved or trapped (sweep=none)";
        INTERVAL_LOW = "interval_low", "lower end of its 95 % interval (Wilson)";
        INTERVAL_HIGH = "interval_high", "upper end";
        PUBLISHED = "published", "share that Safran & Shamir (2018) found in 1,000 runs; absent where they give none";
        EXAMPLE_SOLVED = "example_solved", "number of a run that is solved, counted from 0; absent where there is none";
        EXAMPLE_TRAPPED = "example_trapped", "of one that is trapped";
        EXAMPLE_NOT_FINISHED = "example_not_finished", "of one that is not finished";
    }
}

/// The view of the same name.
pub mod odds {
    use super::series;

    series! {
        SIZE = "size", "", "size", "Rows of a random symmetric matrix.";
        ALL_POSITIVE = "all_positive", "share", "size", "Share of matrices of the Gaussian orthogonal ensemble all of whose eigenvalues are positive.";
        ALL_POSITIVE_EXACT = "all_positive_exact", "share", "size", "That share by a closed form (Dean & Majumdar 2006).";
        MINIMA = "minima", "share", "size", "Share of minima among the critical points of an isotropic random field.";
        COIN_FLIPS = "coin_flips", "share", "size", "2^-size: as if each sign were a coin's.";
    }
}

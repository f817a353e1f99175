//! What the figure measures.

use crate::contract::quantity::{series, summary};

series! {
    LOSS_AFTER_EACH_SPLIT = "loss_after_each_split", "loss", "split", "The loss where descent ends: before any split, then after each.";
    EIGENVALUE_OF_EACH_SPLIT = "eigenvalue_of_each_split", "", "split", "Smallest eigenvalue of the Hessian just after each split.";
    GAMMA_OF_EACH_SPLIT = "gamma_of_each_split", "", "split", "The share that the first copy took.";
    NEURON_OF_EACH_SPLIT = "neuron_of_each_split", "", "split", "Which neuron was split, counted from 1.";
    CHOICE_GAMMA = "choice_gamma", "", "gamma", "Shares that the table of choices has columns for.";
    CHOICE_EIGENVALUE = "choice_eigenvalue", "", "neuron,gamma", "For every neuron and share: the smallest eigenvalue just after such a split in place of the last one (before any: of \
             the first). Bumps: of the whole Hessian; relu: of its part in which the two halves move apart, which is the \
             smallest of all where it is negative.";
    CHOICE_SPLITTING_INDEX = "choice_splitting_index", "", "neuron", "The splitting index S of every neuron (Liu and others 2019): what the residuals add to its own diagonal block of the Hessian (relu: the smallest eigenvalue of \
             that). Two copies with shares gamma and 1 - gamma that move apart see S gamma (1 - gamma) (bumps).";
    NEXT_EIGENVALUE = "next_eigenvalue", "", "neuron,gamma", "The same table at the end of the chain, for the next split.";
    NEXT_SPLITTING_INDEX = "next_splitting_index", "", "neuron", "The splitting index of every neuron at the end of the chain.";
    SPECTRUM_BEFORE = "spectrum_before", "", "eigenvalue", "Eigenvalues of the Hessian before the last split, or of the trap where there is none.";
    SPECTRUM_AFTER = "spectrum_after", "", "eigenvalue", "Eigenvalues just after it, at the same function.";
    SLICE_AT = "slice_at", "", "distance", "Distance along the two slices through the point of the last split.";
    SLICE_OLD = "slice_old", "loss", "distance", "The loss along the flattest old direction.";
    SLICE_NEW = "slice_new", "loss", "distance", "The loss along the new one.";
    DESCENT_LOSS = "descent_loss", "loss", "step", "The loss at every step of the descent after the last split.";
    PATH_STEP = "path_step", "", "moment", "Steps of that descent that were kept: the first is the split itself, the last its end.";
    PATH_LOSS = "path_loss", "loss", "moment", "The loss at each of these.";
    PATH_WEIGHTS = "path_weights", "", "moment,weight", "All weights at each of these.";
    PATH_FIT = "path_fit", "", "moment,x", "Bumps: the function at each of these.";
    X = "x", "", "x", "Bumps: inputs of the data.";
    Y = "y", "", "x", "Bumps: targets of the data.";
    FIT_BEFORE = "fit_before", "", "x", "Bumps: the function before the last split.";
    FIT_AFTER = "fit_after", "", "x", "Bumps: the function where the descent after it ends.";
    WEIGHTS_BEFORE = "weights_before", "", "weight", "All weights before the last split, or those of the trap.";
    WEIGHTS = "weights", "", "weight", "All weights at the end of the chain.";
}

/// The numbers of the summary.
pub mod number {
    use super::summary;

    summary! {
        NEURON = "neuron", "which neuron the last split took, counted from 1";
        GAMMA = "gamma", "the share of its first copy";
        PARAMETERS_BEFORE = "parameters_before", "number of parameters before the last split";
        PARAMETERS_AFTER = "parameters_after", "number after it";
        LOSS_BEFORE = "loss_before", "the loss before the last split";
        LOSS_AFTER = "loss_after", "the loss just after it: the same, up to the rounding of a sum";
        SMALLEST_EIGENVALUE_BEFORE = "smallest_eigenvalue_before", "of the Hessian before the last split";
        SMALLEST_EIGENVALUE_AFTER = "smallest_eigenvalue_after", "just after it";
        INDEX_BEFORE = "index_before", "number of negative eigenvalues before the last split";
        INDEX_AFTER = "index_after", "just after it";
        KIND_BEFORE = "kind_before", "what the point before the last split is, or the trap where there is none: 0 a minimum, 1 flat, where the second order \
             does not tell, 2 a saddle";
        KIND_AFTER = "kind_after", "what it is just after it; the one direction along which two copies only trade weight, and which changes nothing, is \
             not counted as open";
        FINAL_LOSS = "final_loss", "the loss at the end of the chain";
        FINAL_KIND = "final_kind", "what the end of the chain is: 0 a minimum, 1 flat, 2 a saddle, 3 a loss of zero, 4 not at rest, 5 diverged";
        FLAT = "flat", "eigenvalues not further from zero than this are flat, up to rounding";
        ZERO = "zero", "a loss under this counts as zero";
        STARTS_TRIED = "starts_tried", "random starts until one ended in a spurious minimum (relu)";
        START_SHOWN = "start_shown", "number of the random start that did (relu)";
        STARTS_SOLVED = "starts_solved", "of those that were passed over, solved";
        STARTS_NOT_FINISHED = "starts_not_finished", "of those, neither solved nor trapped";
        SPLITS_DONE = "splits_done", "splits that were made";
    }
}

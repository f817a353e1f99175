//! What the figure measures.

use crate::contract::quantity::{series, summary};

series! {
    STEP = "step", "steps", "moment", "Steps that are looked at: all at first, then ever fewer.";
    DATA_LOSS = "data_loss", "squared error", "moment", "Mean over examples of the squared residual, summed over outputs.";
    PENALTY = "penalty", "", "moment", "lambda |theta|^2.";
    TOTAL_LOSS = "total_loss", "", "moment", "Their sum: what is descended on.";
    TEST_LOSS = "test_loss", "squared error", "moment", "The same error where it was not trained: exact but for modular, where it is the mean over the held-out cells.";
    ACCURACY = "accuracy", "share", "moment", "modular: share of held-out cells whose largest output is right.";
    STAGE = "stage", "", "moment", "What the moment is: 0 the examples are not fitted (data loss under .01), 1 memorised (fitted, new ones not answered), 2 on \
             its way (test loss under .8 of that at M), 3 generalises (both losses under .1), 4 fitted before and not now, 5 fitted and \
             new ones answered in part.";
    NORM = "norm", "", "moment", "|theta|.";
    EFFECTIVE_FEATURES = "effective_features", "", "moment", "sparse: (sum |w|)^2/sum w^2.";
    EFFECTIVE_RANK = "effective_rank", "", "moment", "product: of Q; modular: of the covariance of the hidden activations.";
    NEURONS_IN_USE = "neurons_in_use", "", "moment", "product: neurons over 1 % of the largest.";
    SINGLE_FREQUENCY_SHARE = "single_frequency_share", "", "moment", "modular: mean share of a neuron's power in one frequency.";
    PICTURE = "picture", "", "moment,cell", "The solution as it is drawn: ring a_1..a_5, v; hyperbola u, v; sparse w; product Q; modular share, frequency and size of each neuron.";
    TRUTH = "truth", "", "cell", "sparse, product: the picture that it should come to.";
    LINE_DATA = "line_data", "squared error", "time", "Data loss on the straight line from M to G.";
    LINE_TOTAL = "line_total", "", "time", "Total loss there.";
    BEND_DATA = "bend_data", "squared error", "time", "Data loss on the curve with one bend.";
    TRAINING_PATH_STEP = "training_path_step", "steps", "path", "Steps of the training path from M to G.";
    TRAINING_PATH_DATA = "training_path_data", "squared error", "path", "The largest data loss since the step before.";
    PLANE_S = "plane_s", "", "s", "ring, hyperbola: u; else the share of the way from M to G.";
    PLANE_T = "plane_t", "", "t", "ring, hyperbola: v; else the distance from the line, towards the bend, in lengths of the line.";
    PLANE_DATA = "plane_data", "squared error", "s,t", "Data loss there.";
    PLANE_TOTAL = "plane_total", "", "s,t", "Total loss there.";
    CONTROL_STEP = "control_step", "steps", "moment", "The same start without a penalty: steps that are looked at.";
    CONTROL_DATA = "control_data", "squared error", "moment", "Its data loss.";
    CONTROL_TEST = "control_test", "squared error", "moment", "Its test loss.";
    NARROW_STEP = "narrow_step", "steps", "narrow", "widen: steps of the narrow network that are looked at.";
    NARROW_DATA = "narrow_data", "squared error", "narrow", "Its data loss.";
    NARROW_TEST = "narrow_test", "squared error", "narrow", "Its test loss.";
    NARROW_TOTAL = "narrow_total", "", "narrow", "Its total loss.";
    NARROW_ACCURACY = "narrow_accuracy", "share", "narrow", "Its accuracy.";
    UNCHANGED_STEP = "unchanged_step", "steps", "moment", "widen: the same of its unchanged continuation.";
    UNCHANGED_DATA = "unchanged_data", "squared error", "moment", "The same.";
    UNCHANGED_TEST = "unchanged_test", "squared error", "moment", "The same.";
    UNCHANGED_TOTAL = "unchanged_total", "", "moment", "The same.";
    UNCHANGED_ACCURACY = "unchanged_accuracy", "share", "moment", "The same.";
    WIDENED_STEP = "widened_step", "steps", "moment", "widen: and of the widened one.";
    WIDENED_DATA = "widened_data", "squared error", "moment", "The same.";
    WIDENED_TEST = "widened_test", "squared error", "moment", "The same.";
    WIDENED_TOTAL = "widened_total", "", "moment", "The same.";
    WIDENED_ACCURACY = "widened_accuracy", "share", "moment", "The same.";
}

/// The numbers of the summary.
pub mod number {
    use super::summary;

    summary! {
        STEP_TRAIN_BELOW_1E_2 = "step_train_below_1e-2", "first step at which the data loss is below .01";
        STEP_TRAIN_BELOW_1E_3 = "step_train_below_1e-3", "below .001";
        STEP_TEST_BELOW_0_1 = "step_test_below_0.1", "first step at which the test loss is below .1";
        STEP_ACCURACY_ABOVE_0_95 = "step_accuracy_above_0.95", "modular: first step at which the accuracy is above .95";
        TEST_AT_FIT = "test_at_fit", "test loss at the first step at which the data loss is below .01";
        LOWEST_DATA = "lowest_data", "the lowest data loss of the run";
        STEP_LOWEST_DATA = "step_lowest_data", "the step at which it was that";
        STEP_M = "step_M", "the step M that is taken as memorised: data loss under .01, test loss at least a quarter of that of a model that answers 0. \
             Of these the task's usual one, or the first after it, or that with the lowest data loss before; absent, as is all that \
             is told of M, where there is none. hyperbola: on the floor, data loss under .01";
        LOWEST_TEST = "lowest_test", "the lowest test loss since M";
        STEP_LOWEST_TEST = "step_lowest_test", "the step at which it was that";
        STEP_LEFT = "step_left", "first step with a test loss below .1 since the last one that was memorised";
        DATA_M = "data_M", "data loss there";
        DATA_G = "data_G", "data loss at the end";
        TEST_M = "test_M", "test loss at M";
        TEST_G = "test_G", "test loss at the end";
        PENALTY_M = "penalty_M", "lambda |theta|^2 at M";
        PENALTY_G = "penalty_G", "at the end";
        TOTAL_M = "total_M", "total loss at M";
        TOTAL_G = "total_G", "at the end";
        CHEAPEST_PENALTY_M = "cheapest_penalty_M", "sparse, product: the least penalty at which M's function can be written";
        ACCURACY_M = "accuracy_M", "modular: share of held-out cells that are right at M";
        ACCURACY_G = "accuracy_G", "at the end";
        EFFECTIVE_FEATURES_M = "effective_features_M", "sparse";
        EFFECTIVE_FEATURES_G = "effective_features_G", "sparse";
        EFFECTIVE_RANK_M = "effective_rank_M", "product, modular";
        EFFECTIVE_RANK_G = "effective_rank_G", "product, modular";
        NEURONS_IN_USE_M = "neurons_in_use_M", "product";
        NEURONS_IN_USE_G = "neurons_in_use_G", "product";
        SINGLE_FREQUENCY_SHARE_M = "single_frequency_share_M", "modular";
        SINGLE_FREQUENCY_SHARE_G = "single_frequency_share_G", "modular";
        BITS_M = "bits_M", "bits that the weights cost at 1 % accuracy, at M";
        BITS_G = "bits_G", "at the end";
        BARRIER_ON_THE_LINE = "barrier_on_the_line", "largest data loss on the straight line from M to G";
        ONE_BEND_CURVE = "one_bend_curve", "largest data loss on the curve with one bend";
        HIGHEST_ON_THE_TRAINING_PATH = "highest_on_the_training_path", "largest data loss of the run after M";
        V_END = "v_end", "ring: v at the end";
        NORM_START = "norm_start", "hyperbola: u^2 + v^2 at the start";
        NORM_END = "norm_end", "hyperbola: its mean over the last tenth of the steps";
        DATA_END = "data_end", "hyperbola: the mean of the data loss over these";
        SEEDS_SKIPPED = "seeds_skipped", "widen: seeds whose narrow network does not stand still";
        SKIPPED_DIVERGED = "skipped_diverged", "of these, seeds whose training diverged";
        SKIPPED_UNFITTED = "skipped_unfitted", "whose data loss ended at .01 or more";
        SKIPPED_RIGHT = "skipped_right", "that answered .4 of the held-out cells or more";
        SKIPPED_MOVING = "skipped_moving", "whose total changed by 3e-4 or more, or more than twofold, over the last 1,000 steps";
        STANDS_STILL = "stands_still", "1 where a narrow network was found that stands still, 0 where none was, or there were too few steps to tell";
        SEED_USED = "seed_used", "the seed whose network does";
        DATA_NARROW = "data_narrow", "data loss of the narrow network";
        FUNCTION_CHANGE = "function_change", "the largest change of an output by the new neurons, when they are added";
        ACCURACY_NARROW = "accuracy_narrow", "accuracy of the narrow network";
        ACCURACY_UNCHANGED = "accuracy_unchanged", "of its unchanged continuation";
        ACCURACY_WIDENED = "accuracy_widened", "of the widened one";
        TOTAL_UNCHANGED = "total_unchanged", "total loss of the unchanged continuation";
        TOTAL_WIDENED = "total_widened", "of the widened one";
        TEST_WITHOUT_PENALTY = "test_without_penalty", "test loss after as many steps without a penalty";
        DIVERGED_AT = "diverged_at", "the step at which the training diverged; absent where there is a G";
    }
}

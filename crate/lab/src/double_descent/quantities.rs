//! What the figure measures.

use crate::contract::quantity::{series, summary};

series! {
    SIZE = "size", "parameters", "size", "Number of parameters P.";
    TRAIN_LOSS_MEDIAN = "train_loss_median", "squared error", "size", "Median over training sets of the mean squared error on the training points.";
    TEST_LOSS_MEDIAN = "test_loss_median", "noisy | excess | squared error", "size", "Median of the test loss: of a curve the mean over 1,001 equally spaced points of (f - f*)^2, plus noise^2 \
             (noisy); of a random design the expectation in closed form (excess); of real data the mean over all other rows \
             (squared error: summed over the ten outputs for digits, in units of the training variance for diabetes).";
    TEST_LOSS_MEAN = "test_loss_mean", "as the median", "size", "Mean over training sets. Near the threshold single sets decide it: with random inputs or features its expectation may \
             be infinite, on a fixed grid with fixed features it is finite.";
    TEST_LOSS_Q10 = "test_loss_q10", "as the median", "size", "The value that a tenth of the training sets stay under.";
    TEST_LOSS_Q90 = "test_loss_q90", "as the median", "size", "The value that nine tenths of the training sets stay under.";
    BASELINE = "baseline", "as the median", "size", "Median test loss of the mean of the training targets as the answer to every input (of zero, for a random design, \
             whose targets have the mean zero); the same at every size. A model that is no better has learnt nothing.";
    ERROR_MEDIAN = "error_median", "share", "size", "Digits: median share of test images whose largest output is not their label.";
    NORM_MEDIAN = "norm_median", "", "size", "Median of |w|, over all outputs.";
    ROUGHNESS_MEDIAN = "roughness_median", "", "size", "Curves: median of the integral of f''(x)^2 over [-1, 1]; not for ramps, where it is infinite.";
    SMALLEST_SINGULAR_VALUE_MEDIAN = "smallest_singular_value_median", "", "size", "Median of the smallest singular value of the training design.";
    RANK_MEDIAN = "rank_median", "parameters", "size", "Fixed features: median of the rank of the training design, singular values under 1e-10 of the largest counting as \
             zero; with a ridge over as many training sets as the effective parameters.";
    BIAS2 = "bias2", "squared error", "size", "Curves: mean over x of (E f - f*)^2, the expectation being over training sets, without bias: from fits to the same \
             targets without their noise, less their variance over the number of training sets. Exact on a grid with fixed \
             features; elsewhere 0 where the estimate is negative, for then it cannot be told from zero. Not for one training set.";
    VARIANCE = "variance", "squared error", "size", "Curves: mean over x of the variance of f over training sets, without bias: that of the fits to targets without \
             noise (divisor one less than their number), and the mean square of what the noise adds. Not for one training set.";
    EFFECTIVE_DEGREES_OF_FREEDOM = "effective_degrees_of_freedom", "parameters", "size", "Median of the sum of s^2/(s^2 + lambda); at lambda = 0 the rank.";
    EFFECTIVE_PARAMETERS_TEST = "effective_parameters_test", "parameters", "size", "Median of n times the mean over test inputs of |s(x)|^2, s(x) the row of the smoother (Curth, Jeffares and van der \
             Schaar 2023); over the first 40 training sets, 10 where n > 24, 4 where n > 60, 1 where all share one design; on \
             200 test inputs for real data and the sphere.";
    THEORY = "theory", "excess", "size", "Mean excess risk by a closed form: exact for finite n (gaussian without ridge), of sensors the deterministic \
             equivalent, averaged over the random features (Hastie et al. 2019), of relu that of random features with the exact spectrum \
             of the sphere (Defilippis et al. 2024). Against simulation the latter is off by about 4 % from 30 inputs and 100 points on (up to 7 % within a tenth of the \
             threshold), by up to 15 % from 10 inputs and 50 points on; with fewer of either by 20 % and more, mostly too low, and left out.";
}

/// The numbers of the summary.
pub mod number {
    use super::summary;

    summary! {
        THRESHOLD = "threshold", "where models begin that can fit any targets exactly: n parameters, or the first size at which the median rank of the \
             design is n, where that is later; none where no size has it. With networks n, as a count";
        BEST_SMALL_SIZE = "best_small_size", "size with fewer parameters than points that has the least median test loss";
        BEST_SMALL_LOSS = "best_small_loss", "its median test loss";
        BEST_SMALL_LOSS_LOW = "best_small_loss_low", "lower end of the median's 95 % interval, from one of the ordered losses to another";
        BEST_SMALL_LOSS_HIGH = "best_small_loss_high", "upper end";
        PEAK_SIZE = "peak_size", "size beyond the best small one with the largest median test loss";
        PEAK_LOSS = "peak_loss", "its median test loss";
        PEAK_LOSS_LOW = "peak_loss_low", "lower end of its interval";
        PEAK_LOSS_HIGH = "peak_loss_high", "upper end";
        LARGEST_SIZE = "largest_size", "largest size of the sweep";
        LARGEST_LOSS = "largest_loss", "its median test loss";
        LARGEST_LOSS_LOW = "largest_loss_low", "lower end of its interval";
        LARGEST_LOSS_HIGH = "largest_loss_high", "upper end";
        SHARE_LARGE_BEATS_SMALL = "share_large_beats_small", "share of training sets in which bigger won: the largest size has a lower test loss than the best small size, which the \
             other half of the training sets (even numbers, odd numbers) chose by its medians (all of them, where that half has \
             none that trained). The claim needs the interval of large_over_small to lie under 1";
        LARGE_OVER_SMALL = "large_over_small", "median, over training sets, of the ratio of the two losses";
        LARGE_OVER_SMALL_LOW = "large_over_small_low", "lower end of its 95 % interval, which leaves out 1 where the sign test does";
        LARGE_OVER_SMALL_HIGH = "large_over_small_high", "upper end";
        PEAK_OVER_SMALL_LOW = "peak_over_small_low", "lower end of the interval of the median ratio of the loss at the peak to that of the best small size, both chosen by \
             the other half; the claim needs it, and the same over the largest size, to lie over 1.1";
        PEAK_OVER_SMALL_HIGH = "peak_over_small_high", "upper end";
        PEAK_OVER_LARGE_LOW = "peak_over_large_low", "lower end of the interval of the median ratio to the largest size";
        PEAK_OVER_LARGE_HIGH = "peak_over_large_high", "upper end";
        BASELINE_LOSS = "baseline_loss", "test loss of guessing one value whatever the input, see the series";
        BASELINE_ZERO = "baseline_zero", "1 where that value is zero, the mean of all targets; 0 where it is the mean of the training targets";
        BASELINE_ERROR = "baseline_error", "digits: share of the test images that are not of the most frequent class";
        LARGE_OVER_BASELINE_LOW = "large_over_baseline_low", "lower end of the interval of the median ratio of the largest size's excess loss to the baseline's; the claim needs it to \
             lie under .9";
        LARGE_OVER_BASELINE_HIGH = "large_over_baseline_high", "upper end";
        SHARE_LARGE_BEATS_EVERY_SMALL = "share_large_beats_every_small", "share of training sets in which the largest size beats every size with fewer parameters than points, the best one in \
             that very set too";
        DRAWS = "draws", "training sets in these numbers";
        CUT_SHARE = "cut_share", "share of fits in which singular values were dropped";
    }
}

/// The view of the same name: what it holds depends on the task.
pub mod fit {
    use super::series;

    series! {
        X = "x", "", "point", "Curves: inputs of the training set.";
        Y = "y", "", "point", "Curves: its targets.";
        GRID = "grid", "", "grid", "Curves: inputs at which fits are drawn.";
        CURVE_TRUTH = "truth", "", "grid", "Curves: the target there.";
        CURVE = "curve", "", "size,grid", "Curves: every size's fit there.";
        CURVE_ERROR = "curve_error", "mean squared error", "size", "Curves: of every size's fit against the target, over these inputs and without noise.";
        PIXELS = "pixels", "", "image,pixel", "Digits: test images, 0 to 16.";
        LABEL = "label", "", "image", "Digits: what they are.";
        SCORE = "score", "", "size,image,class", "Digits: every size's output for every class.";
        TRUTH = "truth", "", "size,point", "Else: targets of test points, for every size.";
        PREDICTION = "prediction", "", "size,point", "Else: what every size predicts there.";
        TRAIN_TRUTH = "train_truth", "", "size,point", "Else: targets of the training points, with their noise.";
        TRAIN_PREDICTION = "train_prediction", "", "size,point", "Else: what every size predicts there.";
    }
}

/// The view of the same name.
pub mod classify {
    use super::series;

    series! {
        SCORE = "score", "", "size,class", "The outputs of each of the three models for every class.";
    }
}

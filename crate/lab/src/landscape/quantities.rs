//! What the figure measures: of one network, and the same of the network beside it under the same name with `_beside`.

use crate::contract::quantity::{Number, Quantity};

macro_rules! series {
    (once { $($one:ident = $name_of_one:literal, $axis_of_one:literal, $help_of_one:literal;)* }
     both { $($id:ident = $name:literal, $unit:literal, $axis:literal, $help:literal;)* }) => {
        $(
            #[doc = $help_of_one]
            pub static $one: Quantity =
                Quantity { name: $name_of_one, unit: "", axis: $axis_of_one, help: $help_of_one };
        )*
        $(
            #[doc = $help]
            pub static $id: [Quantity; 2] = [
                Quantity { name: $name, unit: $unit, axis: $axis, help: $help },
                Quantity {
                    name: concat!($name, "_beside"),
                    unit: $unit,
                    axis: $axis,
                    help: concat!("Of the network beside it. ", $help),
                },
            ];
        )*

        /// All series, in the order in which they are listed.
        pub static SERIES: &[&Quantity] = &[$(&$id[0],)* $(&$one,)* $(&$id[1],)*];
    };
}

macro_rules! summary {
    (once { $($one:ident = $name_of_one:literal, $help_of_one:literal;)* }
     both { $($id:ident = $name:literal, $help:literal;)* }) => {
        $(
            #[doc = $help_of_one]
            pub static $one: Number = Number { name: $name_of_one, help: $help_of_one };
        )*
        $(
            #[doc = $help]
            pub static $id: [Number; 2] = [
                Number { name: $name, help: $help },
                Number { name: concat!($name, "_beside"), help: concat!("of the network beside it: ", $help) },
            ];
        )*

        /// All numbers, in the order in which they are listed.
        pub static SUMMARY: &[&Number] = &[$(&$one,)* $(&$id[0],)* $(&$id[1],)*];
    };
}

series! {
    once {
    X = "x", "x", "waves: inputs of the data.";
    Y = "y", "x", "waves: targets of the data.";
    GRID = "grid", "grid", "waves: inputs at which the fit is given.";
    }
    both {
    STEP = "step", "steps", "moment", "Steps of training at which the path was looked at.";
    TRAIN_LOSS = "train_loss", "loss", "moment", "The training loss there (waves: half the mean square; else the mean square).";
    PATH_AT_PATH = "path_at_path", "", "moment,axis", "(s, t) of these moments in the plane of the path.";
    PATH_AT_RANDOM = "path_at_random", "", "moment,axis", "(s, t) of the nearest points of the random plane.";
    PATH_AT_HESSIAN = "path_at_hessian", "", "moment,axis", "(s, t) of the nearest points of the plane of the Hessian.";
    S_PATH = "s_path", "", "s", "s of the surface in the plane of the path.";
    T_PATH = "t_path", "", "t", "t of that surface.";
    SURFACE_PATH = "surface_path", "loss", "s,t", "The loss there.";
    S_RANDOM = "s_random", "", "s", "s in the random plane.";
    T_RANDOM = "t_random", "", "t", "t in the random plane.";
    SURFACE_RANDOM = "surface_random", "loss", "s,t", "The loss there.";
    S_HESSIAN = "s_hessian", "", "s", "s in the plane of the Hessian: along the most curved direction.";
    T_HESSIAN = "t_hessian", "", "t", "t in that plane: along the least curved direction.";
    SURFACE_HESSIAN = "surface_hessian", "loss", "s,t", "The loss there.";
    SPECTRUM = "spectrum", "", "eigenvalue", "Eigenvalues of the Hessian where training ends.";
    RATIO = "ratio", "", "ratio_s,ratio_t", "|min(smallest eigenvalue, 0)|/largest on a grid of 9 x 9 points of the plane of the path.";
    WEIGHTS = "weights", "", "weight", "All weights where training ends.";
    FIT = "fit", "", "moment,grid", "waves: the fit at every moment.";
    }
}

/// The series of each plane: the path in it, s, t, the surface.
pub static SLICES: [[&[Quantity; 2]; 4]; 3] = [
    [&PATH_AT_PATH, &S_PATH, &T_PATH, &SURFACE_PATH],
    [&PATH_AT_RANDOM, &S_RANDOM, &T_RANDOM, &SURFACE_RANDOM],
    [&PATH_AT_HESSIAN, &S_HESSIAN, &T_HESSIAN, &SURFACE_HESSIAN],
];

/// The numbers of the summary.
pub mod number {
    use super::Number;

    summary! {
        once {
        INPUTS = "inputs", "inputs of the networks: `weights` are, after one another, those into each neuron, the biases, those out of \
            each, and an output bias where there is one";
        MISSED_SHARE = "missed_share", "share of the path's energy, seen from its end, that the plane chosen by `directions` misses";
        }
        both {
        PARAMETERS = "parameters", "number of parameters";
        FINAL_LOSS = "final_loss", "the training loss where training ends";
        MISSED_SHARE_PATH = "missed_share_path", "share of the path's energy that its own plane misses";
        MISSED_SHARE_RANDOM = "missed_share_random", "that a random plane misses; about 1 - 2/P";
        MISSED_SHARE_HESSIAN = "missed_share_hessian", "that the plane of the most and the least curved direction misses";
        PATH_REACH = "path_reach", "the furthest that the path was from its end, in lengths of the weights there; under .001, or in \
            fewer than three steps, there is no missed share";
        EIGENVALUE_RATIO = "eigenvalue_ratio", "mean of |min(smallest eigenvalue, 0)|/largest over 9 x 9 points of the plane of the \
            path";
        EIGENVALUE_RATIO_MEDIAN = "eigenvalue_ratio_median", "their median, which the sentence tells: a few points where next to \
            nothing curves up make the mean";
        INDEX = "index", "number of negative eigenvalues of the Hessian where training ends";
        DIVERGED_AT = "diverged_at", "the step at which the training had diverged; absent where it came to an end";
        }
    }
}

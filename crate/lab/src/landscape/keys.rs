//! What the figure may be asked for.

use crate::contract::config::{Key, Kind, Preset, Slider};
use crate::shared::keys::{self, MOST_DRAWS};

const RANDOM_TASK: &[(&str, &[&str])] = &[("task", &["linear", "teacher30"])];
/// The planes that are drawn, in the order of their series.
pub const DIRECTIONS: [&str; 3] = ["path", "random", "hessian"];

/// The keys of its config.
pub static KEYS: &[Key] = &[
    Key {
        name: "task",
        label: "Task",
        help: "What the network learns: two sine waves on 20 points, or a random target of the figure double-descent.",
        unit: "",
        kind: Kind::Choice(&["waves", "linear", "teacher30"]),
        default: "waves",
        slider: None,
        applies: &[],
    },
    Key {
        name: "width",
        label: "Width",
        help: "Hidden neurons of the network.",
        unit: "neurons",
        kind: Kind::Integer { min: 1, max: 128 },
        default: "3",
        slider: Some(Slider { from: 1.0, to: 100.0, log: true, zero: "" }),
        applies: &[],
    },
    Key {
        name: "beside",
        label: "Beside",
        help: "Hidden neurons of a second network, trained on the same data and seen on the same scale.",
        unit: "neurons",
        kind: Kind::Integer { min: 0, max: 128 },
        default: "0",
        slider: Some(Slider { from: 0.0, to: 100.0, log: false, zero: "none" }),
        applies: &[],
    },
    keys::ACTIVATION,
    Key {
        name: "directions",
        label: "Directions",
        help: "The plane that is shown large: of the path (its principal directions), random (filter-normalised), or hessian (the \
                   most and the least curved direction).",
        unit: "",
        kind: Kind::Choice(&DIRECTIONS),
        default: "path",
        slider: None,
        applies: &[],
    },
    Key {
        name: "resolution",
        label: "Resolution",
        help: "Points of a surface along each of its two axes.",
        unit: "points",
        kind: Kind::Integer { min: 5, max: 128 },
        default: "61",
        slider: Some(Slider { from: 9.0, to: 128.0, log: false, zero: "" }),
        applies: &[],
    },
    Key {
        name: "span",
        label: "Span",
        help: "How much is seen: 1 is the path and 40 % more on each side; random directions as long as the weights; of the \
                   Hessian 15 % of their length.",
        unit: "",
        kind: Kind::Number { min: 0.01, max: 100.0 },
        default: "1",
        slider: Some(Slider { from: 0.1, to: 10.0, log: true, zero: "" }),
        applies: &[],
    },
    Key {
        name: "optimiser",
        label: "Optimiser",
        help: "How the network is trained, on all points at once: plain gradient descent, momentum .9, Adam, or \
                   Levenberg-Marquardt.",
        unit: "",
        kind: Kind::Choice(&["descent", "momentum", "adam", "lm"]),
        default: "descent",
        slider: None,
        applies: &[],
    },
    Key { default: "20000", slider: Some(Slider { from: 100.0, to: 50_000.0, log: true, zero: "" }), ..keys::STEPS },
    Key {
        default: "0.05",
        slider: Some(Slider { from: 1e-3, to: 1.0, log: true, zero: "" }),
        applies: &[("optimiser", &["descent", "momentum", "adam"])],
        ..keys::RATE
    },
    Key {
        help: "This times each weight is added to its gradient; the surfaces are of the loss without it.",
        slider: Some(Slider { from: 1e-4, to: 1.0, log: true, zero: "none" }),
        applies: &[("optimiser", &["descent", "momentum", "adam"])],
        ..keys::DECAY_WEIGHT
    },
    Key { default: "20", slider: Some(Slider { from: 5.0, to: 100.0, log: false, zero: "" }), ..keys::N },
    Key { default: "10", applies: RANDOM_TASK, ..keys::DIM },
    Key { default: "0", slider: Some(Slider { from: 0.0, to: 1.0, log: false, zero: "" }), ..keys::NOISE },
    Key {
        name: "training_set",
        label: "Training set",
        help: "Which draw of the figure double-descent, counted from 1.",
        unit: "",
        kind: Kind::Integer { min: 1, max: MOST_DRAWS as i64 },
        default: "1",
        slider: None,
        applies: RANDOM_TASK,
    },
    Key::seed("Of the starting weights, the random plane, and random targets.", "1"),
];

/// Its presets; the first is the one it opens on.
pub static PRESETS: &[Preset] = &[
    Preset {
        name: "narrow-wide",
        label: "Narrow and wide",
        about: "Three neurons beside a hundred, trained on the same twenty points, on one scale.",
        counterexample: false,
        set: &[("beside", "100")],
    },
    Preset {
        name: "thirty",
        label: "Thirty neurons",
        about: "One network and three choices of directions: a random slice shows a bowl wherever one looks.",
        counterexample: false,
        set: &[("width", "30")],
    },
    Preset {
        name: "relu",
        label: "ReLU",
        about: "The same curve by ramps: the surface has creases where a ramp begins at a data point.",
        counterexample: false,
        set: &[("width", "30"), ("activation", "relu"), ("rate", "0.02")],
    },
];

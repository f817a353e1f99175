//! What the figure may be asked for.

use crate::contract::config::{Key, Kind, Preset, Slider};
use crate::shared::keys;

/// The keys of its config.
pub static KEYS: &[Key] = &[
    Key {
        name: "start",
        label: "Far start",
        help: "Norm of the random weights from which the second descent starts; the first starts from zero.",
        unit: "",
        kind: Kind::Number { min: 0.0, max: 1e3 },
        default: "20",
        slider: Some(Slider { from: 0.0, to: 50.0, log: false, zero: "zero" }),
        applies: &[],
    },
    Key {
        name: "parameters",
        label: "Parameters",
        help: "Number of polynomials that the model adds up, each with a weight; with fewer than training points there is one fit only.",
        unit: "parameters",
        kind: Kind::Integer { min: 1, max: 1_000 },
        default: "40",
        slider: Some(Slider { from: 5.0, to: 300.0, log: true, zero: "" }),
        applies: &[],
    },
    Key {
        help: "Number of equally spaced training points of the wave of the first figure.",
        kind: Kind::Integer { min: 2, max: 40 },
        default: "10",
        slider: Some(Slider { from: 4.0, to: 20.0, log: false, zero: "" }),
        ..keys::N
    },
    Key { default: "0.1", slider: Some(Slider { from: 0.0, to: 0.5, log: false, zero: "" }), ..keys::NOISE },
    Key {
        name: "decay",
        label: "Smoothness",
        help: "Polynomial k is scaled by (1+k)^-decay, so that a fit of least norm is a smooth one; the larger, the more steps are needed.",
        unit: "",
        kind: Kind::Number { min: 0.0, max: 3.0 },
        default: "1",
        slider: Some(Slider { from: 0.0, to: 2.0, log: false, zero: "" }),
        applies: &[],
    },
    Key {
        name: "optimiser",
        label: "Optimiser",
        help: "Gradient descent, the same with momentum .9, or Adam, which divides each weight's step by the size of its gradients.",
        unit: "",
        kind: Kind::Choice(&["descent", "momentum", "adam"]),
        default: "descent",
        slider: None,
        applies: &[],
    },
    Key {
        name: "rate",
        label: "Learning rate",
        help: "Auto is half of the largest at which descent is stable, to two digits, and .01 for Adam, whose rate falls along a cosine to a \
               thousandth.",
        unit: "",
        kind: Kind::Auto { min: 1e-6, max: 1e3, whole: false, is: "usual" },
        default: "auto",
        slider: None,
        applies: &[],
    },
    Key {
        help: "Steps of both descents, on all points at once.",
        kind: Kind::Integer { min: 1, max: 200_000 },
        default: "3000",
        slider: Some(Slider { from: 30.0, to: 30_000.0, log: true, zero: "" }),
        ..keys::STEPS
    },
    Key::seed("Of the noise and of the far start.", "13"),
];

/// Its presets; the first is the one it opens on.
pub static PRESETS: &[Preset] = &[
    Preset {
        name: "two-starts",
        label: "Two starts",
        about: "Forty polynomials for ten points: descent from zero and from far away pass through all of them, in two ways.",
        counterexample: false,
        set: &[],
    },
    Preset {
        name: "one-fit",
        label: "Eight parameters",
        about: "Fewer parameters than points: there is one fit of least squares, and the start does not matter.",
        counterexample: false,
        set: &[("parameters", "8")],
    },
    Preset {
        name: "adam",
        label: "Adam",
        about: "Adam starts from zero as well, passes through all points, and comes to another fit than the one of least norm.",
        counterexample: true,
        set: &[("optimiser", "adam"), ("steps", "10000")],
    },
];

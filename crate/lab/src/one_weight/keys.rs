//! What the figure may be asked for.

use crate::contract::config::{Key, Kind, Preset, Slider};

/// The keys of its config.
pub static KEYS: &[Key] = &[
    Key {
        name: "model",
        label: "Model",
        help: "The shape of a unit: a bump whose place is learned, or a sine whose frequency is.",
        unit: "",
        kind: Kind::Choice(&["bumps", "sines"]),
        default: "bumps",
        slider: None,
        applies: &[],
    },
    Key {
        name: "start",
        label: "Start",
        help: "Where the ball is dropped; bumps: -2.56 to 2.66, beyond which a bump rolls off the data.",
        unit: "",
        kind: Kind::Number { min: -2.56, max: 12.0 },
        default: "-2",
        slider: Some(Slider { from: -2.56, to: 2.66, log: false, zero: "" }),
        applies: &[],
    },
    Key {
        name: "rate",
        label: "Learning rate",
        help: "Step of gradient descent per unit of gradient.",
        unit: "",
        kind: Kind::Number { min: 1e-3, max: 1e4 },
        default: "1",
        slider: Some(Slider { from: 0.01, to: 100.0, log: true, zero: "" }),
        applies: &[],
    },
    Key {
        name: "stage",
        label: "Weights",
        help: "How many weights the story goes on to have: 1, 2, or 3 with the share of the two free.",
        unit: "",
        kind: Kind::Integer { min: 1, max: 3 },
        default: "3",
        slider: None,
        applies: &[],
    },
    Key {
        name: "gamma",
        label: "Share γ",
        help: "The share of the unit that the first copy takes; the second takes the rest.",
        unit: "",
        kind: Kind::Number { min: -2.0, max: 3.0 },
        default: "0.5",
        slider: Some(Slider { from: -0.5, to: 1.5, log: false, zero: "" }),
        applies: &[],
    },
];

/// Its presets; the first is the one it opens on.
pub static PRESETS: &[Preset] = &[
    Preset {
        name: "bumps",
        label: "A bump",
        about: "One bump for data made of two: nearly half of all starts end in the wrong valley, and a second bump frees them.",
        counterexample: false,
        set: &[],
    },
    Preset {
        name: "sines",
        label: "A sine",
        about: "One sine for a faster one: here the trap stays a minimum under every even split.",
        counterexample: true,
        set: &[("model", "sines"), ("start", "0.3")],
    },
];

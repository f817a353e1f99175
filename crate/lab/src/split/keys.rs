//! What the figure may be asked for.

use crate::contract::config::{Key, Kind, Preset, Slider};
use crate::shared::keys;

/// Splits of one chain at most: more than any needs.
pub const MOST_SPLITS: i64 = 12;

/// The keys of its config.
pub static KEYS: &[Key] = &[
    Key {
        name: "network",
        label: "Network",
        help: "A sum of bumps fitted to a curve, or a ReLU network that learns another one.",
        unit: "",
        kind: Kind::Choice(&["bumps", "relu"]),
        default: "bumps",
        slider: None,
        applies: &[],
    },
    Key {
        name: "teacher",
        label: "Teacher neurons",
        help: "Neurons of the network to be learned; the student starts with as many.",
        unit: "neurons",
        kind: Kind::Integer { min: 6, max: 20 },
        default: "8",
        slider: Some(Slider { from: 6.0, to: 20.0, log: false, zero: "" }),
        applies: &[("network", &["relu"])],
    },
    Key {
        name: "extra",
        label: "Spare neurons",
        help: "Neurons that the student has beyond those of the teacher.",
        unit: "neurons",
        kind: Kind::Integer { min: 0, max: 2 },
        default: "0",
        slider: None,
        applies: &[("network", &["relu"])],
    },
    Key::seed("Of the random start; with bumps 0 is the start a = .9, c = 1.1.", "0"),
    Key {
        name: "run",
        label: "First run",
        help: "Number of the random start that is tried first; on to the next until one is trapped. The runs of a seed are \
                   those of the figure traps.",
        unit: "",
        kind: Kind::Integer { min: 0, max: 99_999 },
        default: "0",
        slider: None,
        applies: &[("network", &["relu"])],
    },
    Key {
        help: "Step of the gradient descent that finds the trap.",
        slider: Some(Slider { from: 0.01, to: 1.0, log: true, zero: "" }),
        applies: &[("network", &["relu"])],
        ..keys::ATTEMPT_RATE
    },
    Key {
        name: "neuron",
        label: "Neuron",
        help: "Which neuron is split, counted from 1, or best: the one with the most negative new eigenvalue. A list gives \
                   one for each split, the last for all that follow.",
        unit: "",
        kind: Kind::Picks { min: 1.0, max: 33.0, whole: true },
        default: "best",
        slider: None,
        applies: &[],
    },
    Key {
        name: "gamma",
        label: "Share γ",
        help: "The share that the first copy takes; best tries .5 and 1.5 (bumps), .5 is plain cloning. A list gives one for \
                   each split, the last for all that follow.",
        unit: "",
        kind: Kind::Picks { min: -2.0, max: 3.0, whole: false },
        default: "best",
        slider: None,
        applies: &[],
    },
    Key {
        name: "splits",
        label: "Splits",
        help: "How often a neuron is split, at most; the chain ends when the loss is zero or no direction slopes down.",
        unit: "",
        kind: Kind::Integer { min: 0, max: MOST_SPLITS },
        default: "3",
        slider: Some(Slider { from: 0.0, to: 8.0, log: false, zero: "" }),
        applies: &[],
    },
];

/// Its presets; the first is the one it opens on.
pub static PRESETS: &[Preset] = &[
    Preset {
        name: "ladder",
        label: "Bumps",
        about: "One bump for four: three splits, each of which opens a way down, end at zero.",
        counterexample: false,
        set: &[],
    },
    Preset {
        name: "relu",
        label: "ReLU",
        about: "A ReLU network in a spurious minimum: one split turns it into a saddle of index 7.",
        counterexample: false,
        set: &[("network", "relu"), ("seed", "1"), ("splits", "1")],
    },
    Preset {
        name: "cloning",
        label: "Plain cloning",
        about: "Equal halves only: the first split opens a way, the second does not.",
        counterexample: true,
        set: &[("gamma", "0.5")],
    },
];

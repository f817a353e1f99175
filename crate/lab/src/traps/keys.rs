//! What the figure may be asked for.

use crate::contract::config::{Key, Kind, Preset, Slider};
use crate::shared::keys;

/// The keys of its config.
pub static KEYS: &[Key] = &[
    Key {
        name: "sweep",
        label: "Question",
        help: "One teacher and student; or teachers of growing size with 0, 1 and 2 spare neurons; or bump networks of growing \
                   width.",
        unit: "",
        kind: Kind::Choice(&["none", "teacher", "width"]),
        default: "none",
        slider: None,
        applies: &[],
    },
    Key {
        name: "teacher",
        label: "Teacher neurons",
        help: "Neurons of the network to be learned; in a sweep the largest, with those two, four, ... fewer before it.",
        unit: "neurons",
        kind: Kind::Integer { min: 6, max: 20 },
        default: "8",
        slider: Some(Slider { from: 6.0, to: 20.0, log: false, zero: "" }),
        applies: &[("sweep", &["none", "teacher"])],
    },
    Key {
        name: "extra",
        label: "Spare neurons",
        help: "Neurons that the student has beyond those of the teacher.",
        unit: "neurons",
        kind: Kind::Integer { min: 0, max: 2 },
        default: "0",
        slider: Some(Slider { from: 0.0, to: 2.0, log: false, zero: "none" }),
        applies: &[("sweep", &["none"])],
    },
    Key {
        name: "runs",
        label: "Runs",
        help: "Random starts; in a sweep for each of its networks.",
        unit: "runs",
        kind: Kind::Integer { min: 1, max: 5000 },
        default: "200",
        slider: Some(Slider { from: 10.0, to: 1000.0, log: true, zero: "" }),
        applies: &[],
    },
    Key {
        slider: Some(Slider { from: 0.01, to: 1.0, log: true, zero: "" }),
        applies: &[("sweep", &["none", "teacher"])],
        ..keys::ATTEMPT_RATE
    },
    // A sample in the middle: in 1,000 runs the seeds 1 to 5 gave 11.2 to 13.4 % at 8 neurons and 54.6 to 58 % at 12.
    Key::seed("Of the random starts; the run of a number has the same start in the figure split.", "5"),
];

/// Its presets; the first is the one it opens on.
pub static PRESETS: &[Preset] = &[
    Preset {
        name: "eight",
        label: "Eight neurons",
        about: "Eight neurons learn eight: about one start in eight ends in a bad minimum.",
        counterexample: false,
        set: &[],
    },
    Preset {
        name: "spare",
        label: "One to spare",
        about: "Nine neurons learn eight: of two thousand starts none was trapped.",
        counterexample: false,
        set: &[("extra", "1")],
    },
    Preset {
        name: "rows",
        label: "Row by row",
        about: "Teachers of 6 to 12 neurons, with none, one and two to spare.",
        counterexample: false,
        set: &[("sweep", "teacher"), ("teacher", "12"), ("runs", "100")],
    },
    Preset {
        name: "width",
        label: "Wider bumps",
        about: "Networks of 4 to 24 bumps for a curve of four: how many of their random starts train to zero.",
        counterexample: false,
        set: &[("sweep", "width"), ("runs", "60")],
    },
    Preset {
        name: "twelve",
        label: "Both grow",
        about: "Twelve neurons learn twelve: teacher and student have grown together, and more than half of the starts are \
                    trapped.",
        counterexample: true,
        set: &[("teacher", "12")],
    },
];

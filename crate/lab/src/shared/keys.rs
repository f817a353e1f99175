//! Keys that several figures have: name, unit and range are declared once, so that a config of one figure can be asked for in another.
//! A figure adds its own default, its slider and where the key applies.

use crate::contract::config::{Key, Kind};

/// The most training sets that a run can have.
pub const MOST_DRAWS: usize = 400;

/// What a figure says of its own.
const OWN: Key = Key {
    name: "",
    label: "",
    help: "",
    unit: "",
    kind: Kind::Integer { min: 0, max: 0 },
    default: "",
    slider: None,
    applies: &[],
};

/// Number of training points.
pub const N: Key = Key {
    name: "n",
    label: "Training points",
    help: "Number of training points.",
    unit: "points",
    kind: Kind::Integer { min: 2, max: 500 },
    ..OWN
};

/// Number of inputs.
pub const DIM: Key = Key {
    name: "dim",
    label: "Input dimension",
    help: "Number of inputs.",
    kind: Kind::Integer { min: 2, max: 200 },
    ..OWN
};

/// Noise on the training targets.
pub const NOISE: Key = Key {
    name: "noise",
    label: "Noise",
    help: "Standard deviation of the noise on the training targets.",
    kind: Kind::Number { min: 0.0, max: 10.0 },
    ..OWN
};

/// The activation of hidden neurons.
pub const ACTIVATION: Key = Key {
    name: "activation",
    label: "Neurons",
    help: "What a hidden neuron does with its sum.",
    kind: Kind::Choice(&["tanh", "relu"]),
    default: "tanh",
    ..OWN
};

/// Steps of the training of a network.
pub const STEPS: Key = Key {
    name: "steps",
    label: "Steps",
    help: "Steps of training; of Levenberg-Marquardt iterations.",
    unit: "steps",
    kind: Kind::Integer { min: 1, max: 100_000 },
    ..OWN
};

/// The learning rate of a network.
pub const RATE: Key = Key {
    name: "rate",
    label: "Learning rate",
    help: "Of the first step; Adam's falls along a cosine to a thousandth.",
    kind: Kind::Number { min: 1e-6, max: 10.0 },
    ..OWN
};

/// The weight decay of a network.
pub const DECAY_WEIGHT: Key = Key {
    name: "decay_weight",
    label: "Penalty on weights",
    help: "Weight decay: this times each weight is added to its gradient; not to those of the biases.",
    kind: Kind::Number { min: 0.0, max: 10.0 },
    default: "0",
    ..OWN
};

/// The learning rate of one random start ([`Attempt`](crate::shared::attempt::Attempt)).
pub const ATTEMPT_RATE: Key = Key {
    name: "rate",
    label: "Learning rate",
    help: "Step of gradient descent per unit of gradient.",
    kind: Kind::Number { min: 1e-3, max: 2.0 },
    default: "0.1",
    ..OWN
};

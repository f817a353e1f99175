//! What the parts of a training cost.

use alleyway::model::{Activation, Architecture};

use crate::contract::cost::Work;
use crate::shared::training::Training;

/// f of a network at some points.
pub(crate) fn values(form: Architecture, points: usize) -> Work {
    let (n, neurons, inputs) = (points as f64, form.width as f64, form.inputs as f64);
    let activations = neurons * n;
    let (tanhs, ramps) = match form.activation {
        Activation::Tanh => (activations, 0.0),
        Activation::Relu => (0.0, activations),
    };
    // Inputs are added four at a time.
    let calls = neurons * (3.0 + (inputs / 4.0).floor() + inputs % 4.0);
    Work { calls, elements: activations * (2.5 + 0.6 * inputs) + ramps, tanhs, ..Work::default() }
}

/// The loss of a network at one more point of a line, whose two ends are known: an activation a neuron and point.
pub(crate) fn along(form: Architecture, points: usize) -> Work {
    let whole = values(form, points);
    Work { calls: 3.0 * form.width as f64, elements: 3.0 * (form.width * points) as f64, ..whole }
}

/// Times as long as in f64, with [`Weight`](crate::shared::training::Weight)s of half the size and sums that stay in registers.
const NARROW: f64 = 0.36;

/// One step of a training.
pub(crate) fn training_step(training: &Training, form: Architecture) -> Work {
    let (n, p) = (training.n as f64, form.parameters() as f64);
    let (neurons, inputs) = (form.width as f64, form.inputs as f64);
    let forwards = values(form, training.n);
    if training.rule.is_some() {
        let back = Work::vectors(neurons * (4.0 + inputs), n);
        return NARROW * (forwards + back + Work { updates: p, ..Work::default() });
    }
    // Levenberg-Marquardt: residuals, Jacobian, and the loss at the next point; a QR factorisation of the Jacobian over (or beside) a
    // multiple of the identity, in which every pair of columns meets once.
    let (columns, rows) = (n.min(p), n + p);
    let factorised = Work::vectors(columns * columns, rows - columns / 3.0);
    let jacobian = Work { elements: 5.0 * n * p, ..Work::default() };
    2.0 * forwards + jacobian + factorised + Work::vectors(3.0 * columns, rows)
}

/// The Hessian of a network at a point: the product of its Jacobian with itself, and a block for each neuron.
pub(crate) fn hessian(form: Architecture, points: usize) -> Work {
    let (n, p) = (points as f64, form.parameters() as f64);
    let block = (form.inputs + 1) as f64 * (form.inputs + 2) as f64 * form.width as f64;
    values(form, points)
        + Work { products: n * p * p, elements: n * (3.0 * block + 5.0 * p) + 2.0 * p * p, ..Work::default() }
}

//! What a run will take, told before it starts.
//!
//! Each figure counts the work of its pieces by kind ([`Work`]): vector operations and their elements, products of matrices, random
//! normals, functions of a mathematical library, activations, decompositions. Each kind has a price, measured on one core of the
//! machine that the README names; on another the estimate is off by how much faster or slower that is. Where the amount of work
//! depends on the data (steps until a descent comes to rest) it is that of a typical run.
//!
//! `cargo run --release --features cli --example cost` holds the estimates against measured times.
//!
//! An estimate never enters a result.

use super::training::Training;
use super::tree::Tree;
use super::words::duration;
use super::{Experiment, Request, open};
use crate::error::Error;
use crate::experiment::config::{Kind, Value};
use crate::model::{Activation, Architecture};

/// From this estimate on (seconds of one core) a page asks before it runs.
pub const ASK_SECONDS: f64 = 60.0;

/// Beyond this estimate (seconds of one core) a page refuses a config: half an hour on a phone's battery is more than a figure is
/// worth. The command line runs what it is asked to.
pub const BUDGET_SECONDS: f64 = 1_800.0;

/// What a run is estimated to take on one core.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// All pieces together.
    pub seconds: f64,
    /// The largest of them: with however many workers a run takes no less.
    pub largest_piece_seconds: f64,
}

impl Cost {
    /// Of pieces, each with its work.
    #[must_use]
    pub fn of(pieces: impl IntoIterator<Item = Work>) -> Self {
        let mut cost = Self { seconds: 0.0, largest_piece_seconds: 0.0 };
        for seconds in pieces.into_iter().map(|work| work.seconds()) {
            cost.seconds += seconds;
            cost.largest_piece_seconds = cost.largest_piece_seconds.max(seconds);
        }
        cost
    }

    /// What a page needs to know: `seconds`, and whether to `ask`.
    #[must_use]
    pub fn tree(&self) -> Tree {
        Tree::Object(vec![("seconds", self.seconds.into()), ("ask", (self.seconds > ASK_SECONDS).into())])
    }
}

/// Work by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Work {
    /// Operations on vectors (a dot product, an axpy): what each takes whatever its length.
    pub calls: f64,
    /// Multiply-adds in them.
    pub elements: f64,
    /// Multiply-adds in products of matrices.
    pub products: f64,
    /// Random normals.
    pub normals: f64,
    /// Calls of sin, cos, exp, atan2.
    pub functions: f64,
    /// tanh of vectors.
    pub tanhs: f64,
    /// Weights that an optimiser moves by one step.
    pub updates: f64,
    /// Sums of the cubes of the sizes of symmetric matrices whose eigenvalues and eigenvectors are found.
    pub spectra: f64,
    /// The same, of eigenvalues alone.
    pub eigenvalues: f64,
}

/// Seconds of each kind, in the order of the fields, measured natively: see the example `cost`.
const PRICES: [f64; 9] = [4e-9, 0.4e-9, 0.3e-9, 12e-9, 15e-9, 3e-9, 3e-9, 9e-9, 1.5e-9];

/// Times as long in a page: a WebAssembly engine checks bounds and has vectors of two doubles.
#[cfg(target_arch = "wasm32")]
const HERE: f64 = 1.2;
#[cfg(not(target_arch = "wasm32"))]
const HERE: f64 = 1.0;

impl Work {
    fn counts(&self) -> [f64; 9] {
        let Self { calls, elements, products, normals, functions, tanhs, updates, spectra, eigenvalues } = *self;
        [calls, elements, products, normals, functions, tanhs, updates, spectra, eigenvalues]
    }

    /// Seconds of one core.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        HERE * self.counts().iter().zip(PRICES).map(|(count, price)| count * price).sum::<f64>()
    }

    /// Dot products or axpys: so many of this length.
    #[must_use]
    pub fn vectors(count: f64, length: f64) -> Self {
        Self { calls: count, elements: count * length, ..Self::default() }
    }
}

impl std::ops::Add for Work {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            elements: self.elements + other.elements,
            products: self.products + other.products,
            normals: self.normals + other.normals,
            functions: self.functions + other.functions,
            tanhs: self.tanhs + other.tanhs,
            updates: self.updates + other.updates,
            spectra: self.spectra + other.spectra,
            eigenvalues: self.eigenvalues + other.eigenvalues,
        }
    }
}

impl std::ops::AddAssign for Work {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Work {
    fn sum<I: Iterator<Item = Self>>(works: I) -> Self {
        works.fold(Self::default(), |sum, work| sum + work)
    }
}

impl std::ops::Mul<Work> for f64 {
    type Output = Work;

    fn mul(self, work: Work) -> Work {
        let [calls, elements, products, normals, functions, tanhs, updates, spectra, eigenvalues] =
            work.counts().map(|count| self * count);
        Work { calls, elements, products, normals, functions, tanhs, updates, spectra, eigenvalues }
    }
}

/// f of a network at some points.
pub(super) fn values(form: Architecture, points: usize) -> Work {
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
pub(super) fn along(form: Architecture, points: usize) -> Work {
    let whole = values(form, points);
    Work { calls: 3.0 * form.width as f64, elements: 3.0 * (form.width * points) as f64, ..whole }
}

/// One step of a training.
pub(super) fn training_step(training: &Training, form: Architecture) -> Work {
    let (n, p) = (training.n as f64, form.parameters() as f64);
    let (neurons, inputs) = (form.width as f64, form.inputs as f64);
    let forwards = values(form, training.n);
    if training.rule.is_some() {
        let back = Work::vectors(neurons * (4.0 + inputs), n);
        return forwards + back + Work { updates: p, ..Work::default() };
    }
    // Levenberg-Marquardt: residuals, Jacobian, and the loss at the next point; a QR factorisation of the Jacobian over (or beside) a
    // multiple of the identity, in which every pair of columns meets once.
    let (columns, rows) = (n.min(p), n + p);
    let factorised = Work::vectors(columns * columns, rows - columns / 3.0);
    let jacobian = Work { elements: 5.0 * n * p, ..Work::default() };
    2.0 * forwards + jacobian + factorised + Work::vectors(3.0 * columns, rows)
}

/// The Hessian of a network at a point: the product of its Jacobian with itself, and a block for each neuron.
pub(super) fn hessian(form: Architecture, points: usize) -> Work {
    let (n, p) = (points as f64, form.parameters() as f64);
    let block = (form.inputs + 1) as f64 * (form.inputs + 2) as f64 * form.width as f64;
    values(form, points)
        + Work { products: n * p * p, elements: n * (3.0 * block + 5.0 * p) + 2.0 * p * p, ..Work::default() }
}

/// The estimate of a request.
///
/// # Errors
/// As [`open`].
pub fn cost(request: &Request) -> Result<Cost, Error> {
    Ok(open(request)?.cost())
}

/// The estimate, or a refusal that names the key to lower.
pub(super) fn within_budget(request: &Request, experiment: &dyn Experiment) -> Result<Cost, Error> {
    let cost = experiment.cost();
    if cost.seconds <= BUDGET_SECONDS {
        return Ok(cost);
    }
    let took = duration(cost.seconds);
    let budget = duration(BUDGET_SECONDS);
    // The key whose largest value within the budget leaves most of what was asked for.
    let within = |key: &'static str| largest_within(request, experiment, key).map(|(value, share)| (key, value, share));
    let best = request
        .figure
        .keys
        .iter()
        .filter_map(|key| within(key.name))
        .reduce(|best, one| if one.2 > best.2 { one } else { best });
    let refuse = |key: &str, allowed: String| Err(experiment.config().refuse(key, allowed));
    if let Some((key, value, _)) = best {
        return refuse(
            key,
            format!("at most {value}: this run would take {took} of one core, and a page runs for {budget} at most"),
        );
    }
    // No key alone brings it under: the one that lowers it most.
    let key = request.figure.keys.iter().filter_map(|key| Some((key.name, at_least(request, experiment, key.name)?)));
    let (key, _) =
        key.reduce(|best, one| if one.1 < best.1 { one } else { best }).expect("a figure has a key that counts");
    refuse(
        key,
        format!("lower, and others too: this run would take {took} of one core, and a page runs for {budget} at most"),
    )
}

/// A key that counts something: its least value, and the value that it has in an experiment.
fn counts(request: &Request, experiment: &dyn Experiment, key: &str) -> Option<(i64, i64)> {
    let kind = request.figure.keys.iter().find(|k| k.name == key)?.kind;
    let least = match kind {
        Kind::Integer { min, .. } => min,
        Kind::Auto { min, whole: true, .. } => min as i64,
        _ => return None,
    };
    // A seed is a name and no count.
    let value = match experiment.config().get(key) {
        Value::Integer(value) if key != "seed" => *value,
        Value::Number(value) => *value as i64,
        _ => return None,
    };
    (value > least).then_some((least, value))
}

/// The seconds with a key at another value; `None` where that is refused.
fn seconds_at(request: &Request, key: &str, value: i64) -> Option<f64> {
    let request = request.clone().with(key, &value.to_string()).ok()?;
    Some(cost(&request).ok()?.seconds)
}

fn at_least(request: &Request, experiment: &dyn Experiment, key: &str) -> Option<f64> {
    let (least, _) = counts(request, experiment, key)?;
    seconds_at(request, key, least)
}

/// The largest value of a key whose run is within the budget, by bisection, and its share of what the key holds now.
fn largest_within(request: &Request, experiment: &dyn Experiment, key: &str) -> Option<(i64, f64)> {
    let (least, value) = counts(request, experiment, key)?;
    // What is refused for another reason, as too few steps for a task, is not within.
    let within = |value: i64| seconds_at(request, key, value).is_some_and(|seconds| seconds <= BUDGET_SECONDS);
    let (mut over, mut under) = (value, None);
    // Down in halves to one that is within.
    let mut step = value;
    while under.is_none() && step > 1 {
        step = step.div_euclid(2);
        let next = least.max(step);
        if within(next) {
            under = Some(next);
        } else {
            over = next;
        }
        if next == least {
            break;
        }
    }
    let mut under = under?;
    while over - under > 1 {
        let middle = under + (over - under) / 2;
        if within(middle) { under = middle } else { over = middle }
    }
    Some((under, under as f64 / value as f64))
}

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

use super::config::{Config, Key, Kind, Value};
use super::training::Training;
use super::tree::Tree;
use super::words::duration;
use super::{Experiment, Request, open};
use crate::error::Error;
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
const PRICES: [f64; 9] = [6e-9, 0.42e-9, 0.24e-9, 12.5e-9, 23e-9, 6e-9, 2.6e-9, 2.9e-9, 0.46e-9];

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
    let (took, most) = (duration(cost.seconds), duration(BUDGET_SECONDS));
    let usual = open(&Request::new(request.figure.name, request.preset)?)?;
    let counts: Vec<Count> =
        request.figure.keys.iter().filter_map(|key| Count::of(key, experiment.config(), usual.config())).collect();
    let (key, lower) = match to_lower(&counts, |key, value| seconds_at(request, key, value)) {
        (key, Some(value)) => (key, format!("at most {value}")),
        (key, None) => (key, "lower, and others too".to_owned()),
    };
    let allowed = format!("{lower}: this run would take {took} of one core, and a page runs for {most} at most");
    Err(experiment.config().refuse(key, allowed))
}

/// A key that counts something, and so can be lowered.
struct Count {
    key: &'static str,
    least: i64,
    value: i64,
    /// How far it stands above what it usually holds.
    raised: f64,
    /// Whether it says how often something is done, and not what.
    repeats: bool,
}

/// Keys that say how often something is done: to lower one of them leaves the question as it was.
const REPEATS: [&str; 6] = ["steps", "runs", "draws", "further", "resolution", "splits"];

impl Count {
    fn of(key: &Key, config: &Config, usual: &Config) -> Option<Self> {
        let least = match key.kind {
            // A seed is a name and no count.
            Kind::Integer { min, .. } if key.name != "seed" => min,
            Kind::Auto { min, whole: true, .. } => min as i64,
            _ => return None,
        };
        let held = |config: &Config| match config.get(key.name) {
            Value::Integer(value) => Some(*value),
            Value::Number(value) => Some(*value as i64),
            _ => None,
        };
        let value = held(config)?;
        let raised = value as f64 / held(usual)?.max(1) as f64;
        (value > least).then_some(Self { key: key.name, least, value, raised, repeats: REPEATS.contains(&key.name) })
    }
}

/// The key to lower and its largest value within the budget: of those that say how often something is done the one that was raised
/// most, else of the others. Where none alone is enough, the one at whose least value the run is shortest.
fn to_lower(counts: &[Count], seconds_at: impl Fn(&str, i64) -> Option<f64>) -> (&'static str, Option<i64>) {
    for repeats in [true, false] {
        let within = counts.iter().filter(|count| count.repeats == repeats);
        let within =
            within.filter_map(|count| Some((count, largest_within(count, |value| seconds_at(count.key, value))?)));
        if let Some((count, value)) = within.reduce(|best, one| if one.0.raised > best.0.raised { one } else { best }) {
            return (count.key, Some(value));
        }
    }
    let shortest = counts.iter().map(|count| (count.key, seconds_at(count.key, count.least).unwrap_or(f64::INFINITY)));
    let shortest = shortest.reduce(|best, one| if one.1 < best.1 { one } else { best });
    (shortest.map_or("config", |(key, _)| key), None)
}

/// The seconds of a request with a key at another value; `None` where that is refused.
fn seconds_at(request: &Request, key: &str, value: i64) -> Option<f64> {
    let request = request.clone().with(key, &value.to_string()).ok()?;
    Some(cost(&request).ok()?.seconds)
}

/// The largest value of a key whose run is within the budget: a value that is, and the next is not.
fn largest_within(count: &Count, seconds: impl Fn(i64) -> Option<f64>) -> Option<i64> {
    // What is refused for another reason, as too few steps for a task, is not within.
    let within = |value: i64| seconds(value).is_some_and(|seconds| seconds <= BUDGET_SECONDS);
    let (mut over, mut under) = (count.value, count.value);
    while !within(under) {
        if under == count.least {
            return None;
        }
        over = under;
        under = (under / 2).max(count.least);
    }
    while over - under > 1 {
        let middle = under + (over - under) / 2;
        if within(middle) { under = middle } else { over = middle }
    }
    Some(under)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{FIGURES, resolve};

    fn asked(figure: &str, set: &[(&str, &str)]) -> Request {
        set.iter().fold(Request::new(figure, None).unwrap(), |r, (key, value)| r.with(key, value).unwrap())
    }

    #[test]
    fn every_preset_is_within_the_budget_and_costs_something() {
        for figure in FIGURES {
            for preset in figure.presets {
                let Cost { seconds, largest_piece_seconds } = cost(&Request::preset(figure.name, preset.name)).unwrap();
                assert!(seconds > 1e-3 && seconds < ASK_SECONDS, "{}: {seconds} s", preset.name);
                assert!(0.0 < largest_piece_seconds && largest_piece_seconds <= seconds, "{}", preset.name);
                assert!(resolve(&Request::preset(figure.name, preset.name)).is_ok());
            }
        }
    }

    #[test]
    fn a_run_of_hours_is_refused_with_the_estimate_and_the_largest_value_of_the_key_that_is_not() {
        let network: &[(&str, &str)] = &[("features", "network"), ("target", "linear"), ("dim", "10")];
        let long: &[(&str, &str)] =
            &[("optimiser", "lm"), ("n", "500"), ("steps", "100000"), ("sizes", "4981"), ("draws", "1")];
        let many = (1..=100).map(|times| (50 * times).to_string()).collect::<Vec<_>>().join(",");
        for (figure, set, key) in [
            ("double-descent", [network, long].concat(), "steps"),
            ("double-descent", [network, &[("n", "500"), ("draws", "400"), ("sizes", "auto:1441")]].concat(), "draws"),
            (
                "double-descent",
                vec![
                    ("target", "linear"),
                    ("features", "relu"),
                    ("dim", "200"),
                    ("n", "500"),
                    ("sizes", &many),
                    ("draws", "400"),
                ],
                "draws",
            ),
            ("traps", vec![("sweep", "teacher"), ("teacher", "20"), ("runs", "5000")], "runs"),
            (
                "memorise",
                vec![("task", "modular"), ("modulus", "23"), ("share", "0.9"), ("width", "256"), ("steps", "200000")],
                "steps",
            ),
            (
                "landscape",
                vec![("n", "500"), ("width", "128"), ("steps", "100000"), ("beside", "128"), ("optimiser", "lm")],
                "steps",
            ),
        ] {
            let error = resolve(&asked(figure, &set)).unwrap_err();
            let message = error.to_string();
            assert_eq!(error.key(), Some(key), "{message}");
            assert!(message.contains("this run would take about ") && message.contains(" of one core"), "{message}");
            assert!(message.chars().count() <= crate::error::LONGEST && !message.ends_with('\u{2026}'), "{message}");
            let most = error.allowed().unwrap().strip_prefix("at most ").unwrap().split(':').next().unwrap();
            let most: i64 = most.parse().unwrap();
            let with = |value: i64| resolve(&asked(figure, &set).with(key, &value.to_string()).unwrap());
            assert!(with(most).is_ok() && with(most + 1).is_err(), "{message}");
            // The command line runs it all the same.
            assert!(open(&asked(figure, &set)).is_ok());
        }
    }

    #[test]
    fn where_no_key_alone_is_enough_the_refusal_says_so() {
        let sizes = (390..415).map(|width| (12 * width + 1).to_string()).collect::<Vec<_>>().join(",");
        let set = [
            ("features", "network"),
            ("target", "linear"),
            ("dim", "10"),
            ("optimiser", "lm"),
            ("n", "500"),
            ("steps", "100000"),
            ("draws", "400"),
            ("sizes", &sizes),
        ];
        let message = resolve(&asked("double-descent", &set)).unwrap_err().to_string();
        assert!(message.contains("must be lower, and others too: this run would take about "), "{message}");
        assert!(message.chars().count() <= crate::error::LONGEST, "{message}");
    }

    #[test]
    fn more_of_anything_never_costs_less() {
        for (figure, base, key, values) in [
            ("double-descent", vec![], "draws", ["1", "2", "41", "400"]),
            ("double-descent", vec![("draws", "1")], "sizes", ["auto:20", "auto:300", "auto:1000", "auto:5000"]),
            (
                "double-descent",
                vec![("draws", "1"), ("target", "diabetes"), ("features", "relu")],
                "n",
                ["10", "50", "100", "200"],
            ),
            (
                "double-descent",
                vec![("features", "network"), ("target", "linear")],
                "steps",
                ["1", "10", "1000", "9000"],
            ),
            ("traps", vec![], "runs", ["1", "10", "100", "1000"]),
            ("landscape", vec![], "resolution", ["5", "20", "61", "128"]),
            ("landscape", vec![], "width", ["1", "10", "64", "128"]),
            ("memorise", vec![("task", "product")], "steps", ["201", "1000", "4000", "20000"]),
            ("split", vec![("network", "relu")], "splits", ["0", "1", "2", "12"]),
        ] {
            let seconds = values.map(|value| cost(&asked(figure, &base).with(key, value).unwrap()).unwrap().seconds);
            assert!(seconds.windows(2).all(|pair| pair[0] <= pair[1]), "{figure} {key}: {seconds:?}");
        }
    }

    #[test]
    fn a_page_asks_from_a_minute_on() {
        let ask = |seconds: f64| Cost { seconds, largest_piece_seconds: seconds }.tree();
        assert_eq!(ask(ASK_SECONDS).get("ask"), Some(&Tree::Bool(false)));
        assert_eq!(ask(ASK_SECONDS + 1.0).get("ask"), Some(&Tree::Bool(true)));
        assert_eq!(ask(3.0).get("seconds"), Some(&Tree::Number(3.0)));
    }
}

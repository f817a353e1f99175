//! Whether a page runs what it is asked to, and which key to lower where it does not.

use alleyway::error::Error;

use crate::contract::Experiment;
use crate::contract::config::{Config, Key, Kind, Value};
use crate::contract::cost::{BUDGET_SECONDS, Cost};
use crate::contract::words::duration;
use crate::request::Request;

/// The estimate of a request.
///
/// # Errors
/// As [`open`](crate::open).
pub fn cost(request: &Request) -> Result<Cost, Error> {
    Ok(request.open()?.cost())
}

/// The estimate, or a refusal that names the key to lower.
pub(crate) fn within_budget(request: &Request, experiment: &dyn Experiment) -> Result<Cost, Error> {
    let cost = experiment.cost();
    if cost.seconds <= BUDGET_SECONDS {
        return Ok(cost);
    }
    let (took, most) = (duration(cost.seconds), duration(BUDGET_SECONDS));
    let usual = Request::new(request.config.figure().name, request.preset)?.open()?;
    let counts: Vec<Count> = request
        .config
        .figure()
        .keys
        .iter()
        .filter_map(|key| Count::of(key, experiment.config(), usual.config()))
        .collect();
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
    use crate::contract::cost::ASK_SECONDS;
    use crate::contract::tree::Tree;
    use crate::{FIGURES, resolve};

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
        let many = (1..=200).map(|times| (25 * times).to_string()).collect::<Vec<_>>().join(",");
        for (figure, set, key) in [
            ("double-descent", [network, long].concat(), "steps"),
            (
                "double-descent",
                [network, &[("n", "500"), ("draws", "400"), ("sizes", "2401,3601,4201,4801")]].concat(),
                "draws",
            ),
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
                "landscape",
                vec![("n", "500"), ("width", "128"), ("steps", "100000"), ("beside", "128"), ("optimiser", "lm")],
                "steps",
            ),
        ] {
            let error = resolve(&asked(figure, &set)).unwrap_err();
            let message = error.to_string();
            assert_eq!(error.key(), Some(key), "{message}");
            assert!(message.contains("this run would take about ") && message.contains(" of one core"), "{message}");
            assert!(message.chars().count() <= alleyway::error::LONGEST && !message.ends_with('\u{2026}'), "{message}");
            let most = error.allowed().unwrap().strip_prefix("at most ").unwrap().split(':').next().unwrap();
            let most: i64 = most.parse().unwrap();
            let with = |value: i64| resolve(&asked(figure, &set).with(key, &value.to_string()).unwrap());
            assert!(with(most).is_ok() && with(most + 1).is_err(), "{message}");
            // The command line runs it all the same.
            assert!(asked(figure, &set).open().is_ok());
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
        assert!(message.chars().count() <= alleyway::error::LONGEST, "{message}");
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

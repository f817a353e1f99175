//! What a refusal says is allowed is true at its borders: tested here for every key of every figure, and for every refusal because
//! of what other keys hold.

use proptest::prelude::*;

use crate::contract::config::{Key, Kind, MOST_SIZES};
use crate::{FIGURES, Request, open};
use alleyway::error::{Error, LONGEST};
use alleyway::seed::{Purpose, Stream};

/// Whether a key takes a text, whatever the other keys hold.
fn takes(key: &Key, text: &str) -> bool {
    key.parse(text).is_ok()
}

/// The next number beyond a border of a range of floating-point numbers.
fn beyond(border: f64, up: bool) -> f64 {
    if up { border.next_up() } else { border.next_down() }
}

#[test]
fn the_borders_that_a_key_states_are_accepted_and_the_next_value_is_refused() {
    for (figure, key) in FIGURES.iter().flat_map(|figure| figure.keys.iter().map(move |key| (figure, key))) {
        let said = key.allowed();
        let state =
            |border: &str| assert!(said.contains(border), "{} {}: {said} without {border}", figure.name, key.name);
        let check = |text: &str, taken: bool| {
            assert_eq!(takes(key, text), taken, "{} {}={text}: {said}", figure.name, key.name);
        };
        let number = |min: f64, max: f64, whole: bool| {
            state(&format!("between {min} and {max}"));
            check(&min.to_string(), true);
            check(&max.to_string(), true);
            let next =
                |border: f64, up: bool| if whole { border + if up { 1.0 } else { -1.0 } } else { beyond(border, up) };
            check(&next(min, false).to_string(), false);
            check(&next(max, true).to_string(), false);
            if whole {
                check(&(min + 0.5).to_string(), false);
            }
        };
        match key.kind {
            Kind::Integer { min, max } => number(min as f64, max as f64, true),
            Kind::Number { min, max } => number(min, max, false),
            Kind::Auto { min, max, whole, .. } => {
                number(min, max, whole);
                check("auto", true);
            }
            Kind::Picks { min, max, whole } => {
                number(min, max, whole);
                check("best", true);
                let most: usize = said.split("at most ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
                check(&vec!["best"; most].join(","), true);
                check(&vec!["best"; most + 1].join(","), false);
            }
            Kind::Choice(words) => {
                words.iter().for_each(|word| {
                    state(word);
                    check(word, true);
                });
                check("no such word", false);
            }
            Kind::Sizes { max } => {
                state(&format!("between 1 and {max}"));
                state(&format!("at most {MOST_SIZES} of them"));
                let list = |count: usize| (1..=count).map(|size| size.to_string()).collect::<Vec<_>>().join(",");
                for (text, taken) in [
                    ("1".to_owned(), true),
                    ("0".to_owned(), false),
                    (max.to_string(), true),
                    ((max + 1).to_string(), false),
                    (format!("auto:{max}"), true),
                    (format!("auto:{}", max + 1), false),
                    ("auto:1".to_owned(), true),
                    ("auto:0".to_owned(), false),
                    (list(MOST_SIZES), true),
                    (list(MOST_SIZES + 1), false),
                ] {
                    check(&text, taken);
                }
            }
        }
    }
}

/// The borders that a refusal states: (value, whether it is allowed).
fn stated(allowed: &str) -> Vec<(f64, bool)> {
    let after = |words: &str| {
        let rest = allowed.split(words).nth(1)?;
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(rest.len());
        rest[..end].trim_end_matches('.').parse::<f64>().ok()
    };
    let whole = |v: f64| v.fract() == 0.0;
    let mut out = Vec::new();
    if let Some(most) = after("at most ") {
        out.extend([(most, true), (if whole(most) { most + 1.0 } else { most.next_up() }, false)]);
    }
    if let Some(least) = after("at least ").or(after("at least auto:")) {
        out.extend([(least, true), (least - 1.0, false)]);
    }
    if let Some(under) = after("more than ") {
        // Of a whole number the next one, of a share the next double.
        let next = if under > 1.0 { under + 1.0 } else { under.next_up() };
        out.extend([(under, false), (next, true)]);
    }
    if let Some(over) = after("less than ") {
        out.extend([(over, false), (over.next_down(), true)]);
    }
    if let Some(low) = after("between ") {
        let high = after(&format!("between {low} and ")).expect("a range has two ends");
        out.extend([(low, true), (low.next_down(), false), (high, true), (high.next_up(), false)]);
    }
    out
}

/// A refusal because of other keys is true at every border that it states.
fn check(request: &Request, error: &Error) {
    let message = error.to_string();
    assert!(message.chars().count() <= LONGEST, "{message}");
    let Error::Value { key, allowed, .. } = error else { panic!("{message}") };
    // Sizes are stated as `auto:` where they are stated by a number.
    let text = |value: f64| if allowed.contains("auto:") { format!("auto:{value}") } else { value.to_string() };
    for (value, taken) in stated(allowed) {
        // What the key itself does not take is refused by the key.
        let opened = request.clone().with(key, &text(value)).map(|request| open(&request).map(|_| ()));
        let refused = match &opened {
            Err(_) => true,
            Ok(Err(Error::Value { key: other, .. })) => other == key,
            Ok(_) => false,
        };
        assert_eq!(!refused, taken, "{key}={value} after: {message}");
    }
    if let Some(words) = allowed.strip_prefix("one of ") {
        let words = words.split(" with ").next().expect("a first part");
        for word in words.split(", ") {
            let request = request.clone().with(key, word).unwrap();
            let other = open(&request).err().is_some_and(|e| e.key() == Some(key));
            assert!(!other, "{key}={word} after: {message}");
        }
    }
}

#[test]
fn the_refusals_that_depend_on_other_keys_are_true_at_their_borders() {
    for (figure, set, key) in [
        ("landscape", &[("task", "linear"), ("width", "50")][..], "width"),
        ("landscape", &[("task", "teacher30"), ("dim", "200"), ("width", "2"), ("beside", "128")], "beside"),
        ("landscape", &[("task", "linear"), ("dim", "3"), ("width", "128")], "width"),
        ("one-weight", &[("start", "12")], "start"),
        ("one-weight", &[("model", "sines"), ("start", "-1")], "start"),
        ("split", &[("neuron", "2")], "neuron"),
        ("split", &[("network", "relu"), ("extra", "2"), ("neuron", "11")], "neuron"),
        ("split", &[("network", "relu"), ("gamma", "0")], "gamma"),
        ("split", &[("network", "relu"), ("gamma", "1")], "gamma"),
        ("double-descent", &[("target", "diabetes"), ("features", "relu"), ("n", "500")], "n"),
        ("double-descent", &[("target", "teacher30")], "target"),
        ("double-descent", &[("target", "teacher30"), ("features", "relu")], "target"),
        ("double-descent", &[("target", "wiggle"), ("features", "latent")], "target"),
        ("double-descent", &[("target", "wiggle"), ("features", "network")], "target"),
        ("double-descent", &[("target", "linear"), ("features", "network"), ("sizes", "auto:12")], "sizes"),
        ("memorise", &[("steps", "100")], "steps"),
        ("memorise", &[("task", "sparse"), ("steps", "7")], "steps"),
        ("memorise", &[("task", "product"), ("width", "7")], "width"),
    ] {
        let request =
            set.iter().fold(Request::new(figure, None).unwrap(), |r, (key, value)| r.with(key, value).unwrap());
        let error = open(&request).err().unwrap_or_else(|| panic!("{figure} {set:?} is not refused"));
        assert_eq!(error.key(), Some(key), "{error}");
        check(&request, &error);
    }
}

/// A text that a key takes, drawn at random; ends of ranges are drawn often.
fn drawn(key: &Key, stream: &mut Stream) -> String {
    let mut between = |min: f64, max: f64, whole: bool| {
        let u = stream.uniform();
        let value = if u < 0.2 {
            min
        } else if u < 0.4 {
            max
        } else {
            min + (max - min) * stream.uniform().powi(3)
        };
        if whole { value.round() } else { value }
    };
    match key.kind {
        Kind::Integer { min, max } => between(min as f64, max as f64, true).to_string(),
        Kind::Number { min, max } => between(min, max, false).to_string(),
        Kind::Auto { min, max, whole, .. } | Kind::Picks { min, max, whole } => between(min, max, whole).to_string(),
        Kind::Choice(words) => words[(stream.uniform() * words.len() as f64) as usize].to_owned(),
        Kind::Sizes { max } => format!("auto:{}", between(1.0, max as f64, true)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_a_random_config_is_refused_for_is_true_at_its_borders(seed in 0u64..1_000_000) {
        let mut stream = Stream::new(seed, Purpose::Test, 0);
        for figure in FIGURES {
            let mut request = Request::new(figure.name, None).unwrap();
            for key in figure.keys {
                if stream.uniform() < 0.4 {
                    let text = drawn(key, &mut stream);
                    request = request.with(key.name, &text).unwrap();
                }
            }
            if let Err(error) = open(&request).map(|_| ()) {
                check(&request, &error);
            }
        }
    }
}

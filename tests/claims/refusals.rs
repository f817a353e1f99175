//! What is said of a config that is refused, and whether the reason is true.

use alleyway::Error;
use alleyway_lab::contract::config::{Figure, Kind};
use alleyway_lab::open;

use crate::configs::{Asked, Dice};
use crate::ledger::{Fault, Ledger};
use crate::prose;

const KEY: &str = "refusal: names a key of the figure and the value that was given";
const SHORT: &str = "refusal: two lines of a hundred characters at most";
const TRUE: &str = "refusal: the value is outside of what is allowed";
const CURED: &str = "refusal: the nearest value that is allowed is not refused for the same key";
const RANGE: &str = "refusal: what lies outside the range of a key is refused, with the range";

fn rule(asked: &Asked, message: &str, ledger: &mut Ledger, rule: &'static str, keeps: bool, what: String) {
    *ledger.checks.entry(rule).or_default() += 1;
    if !keeps {
        ledger.faults.push(Fault { rule, line: asked.line(), sentence: message.into(), what });
    }
}

/// The rules of a refusal.
pub fn rules(asked: &Asked, error: &Error, ledger: &mut Ledger) {
    let message = error.to_string();
    let (key, value) = (error.key().unwrap_or(""), error.value().unwrap_or(""));
    let allowed = error.allowed().unwrap_or("");
    let known = asked.figure.keys.iter().any(|own| own.name == key);
    let named = known && message.contains(key) && !value.is_empty() && message.contains(value) && !allowed.is_empty();
    rule(asked, &message, ledger, KEY, named, format!("key {key}, value {value}, allowed {allowed}"));
    let short = message.chars().count() <= 200 && message.lines().count() <= 2;
    rule(asked, &message, ledger, SHORT, short, format!("{} characters", message.chars().count()));
    // Where the value and what is allowed are numbers the one must lie outside the other, and its border must do.
    let Ok(given) = value.parse::<f64>() else { return };
    let bound = |before: &str| {
        let at = allowed.find(before)? + before.len();
        prose::numbers(allowed).into_iter().find(|number| number.at.start == at).map(|number| number.value)
    };
    let (most, least) = (bound("at most "), bound("at least "));
    let (over, under) = (bound("more than "), bound("less than "));
    let (low, high) = (bound("between "), bound(" and ").filter(|_| allowed.contains("between ")));
    if most.or(least).or(over).or(low).is_none() {
        return;
    }
    let inside = most.is_none_or(|most| given <= most)
        && least.or(low).is_none_or(|least| given >= least)
        && high.is_none_or(|high| given <= high)
        && over.is_none_or(|over| given > over)
        && under.is_none_or(|under| given < under);
    // Ranges with more conditions than a number may refuse what is inside: `even`.
    let only = !allowed.contains("even") && !allowed.contains("multiple");
    rule(asked, &message, ledger, TRUE, !(inside && only), format!("{given} is {allowed}"));
    // Between two open ends the middle, beyond one the next whole number.
    let ends = over.map(|over| under.map_or(over + 1.0, |under| 0.5 * (over + under)));
    let nearest = most.or(least).or(ends).or(low);
    let mut cured = asked.clone();
    let name = asked.figure.keys.iter().find(|own| own.name == key).map_or("", |own| own.name);
    cured.sets.retain(|(own, _)| *own != name);
    cured.sets.push((name, nearest.expect("a bound").to_string()));
    let again = cured.request().and_then(|request| open(&request).map(|_| ())).err();
    let still = again.as_ref().filter(|error| error.key() == Some(key)).map(ToString::to_string);
    rule(
        asked,
        &message,
        ledger,
        CURED,
        still.is_none(),
        format!("{name}={}: {}", nearest.unwrap_or(f64::NAN), still.unwrap_or_default()),
    );
}

/// Values outside of every key's range.
pub fn outside(figure: &'static Figure, dice: &mut Dice, ledger: &mut Ledger) {
    for key in figure.keys {
        let (below, above) = match key.kind {
            Kind::Integer { min, max } => ((min - 1).to_string(), (max + 1).to_string()),
            Kind::Number { min, max } | Kind::Auto { min, max, .. } | Kind::Picks { min, max, .. } => {
                let far = 10f64.powf(8.0 * dice.uniform());
                ((min - 1e-9 * far).to_string(), (max + far).to_string())
            }
            Kind::Choice(words) => (format!("{}x", words[0]), String::new()),
            Kind::Sizes { max } => ("0".into(), format!("1,{}", max + 1)),
        };
        for value in [below, above, "many".into(), "1e400".into(), "9".repeat(300)] {
            let asked = Asked { figure, preset: None, sets: vec![(key.name, value.clone())], remark: String::new() };
            let error = asked.request().and_then(|request| open(&request).map(|_| ())).err();
            rule(&asked, "", ledger, RANGE, error.is_some(), format!("{}={value} is run", key.name));
            if let Some(error) = error {
                let message = error.to_string();
                let short = message.chars().count() <= 300 && message.lines().count() <= 2;
                rule(&asked, &message, ledger, SHORT, short, format!("{} characters", message.chars().count()));
                let named = error.key() == Some(key.name) && error.allowed().is_some_and(|text| !text.is_empty());
                rule(&asked, &message, ledger, KEY, named, format!("{:?}", error.key()));
            }
        }
    }
}

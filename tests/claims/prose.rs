//! Sentences: the numbers in them, clauses with places for numbers, and what holds for every sentence whatever it tells.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// A number as it stands in a sentence.
#[derive(Debug, Clone)]
pub struct Number {
    /// Where it stands, in bytes, with its sign.
    pub at: std::ops::Range<usize>,
    /// As it is written.
    pub text: String,
    pub value: f64,
    /// The unit of its last digit.
    pub unit: f64,
    /// Digits from the first that is not 0.
    pub digits: usize,
    /// Whether it has a fraction or a power of ten: a count has neither.
    pub broken: bool,
    /// Whether ` %` follows.
    pub percent: bool,
    /// -1 for `under 0.1 %`, 1 for `over 99.9 %`.
    pub bound: i8,
    pub signed: bool,
    /// A minus that is not U+2212.
    pub hyphen: bool,
    /// Four digits and more in a row, without commas.
    pub ungrouped: bool,
}

const MINUS: char = '\u{2212}';
/// A loss under this may be called zero up to rounding.
const ZERO: f64 = 1e-12;

impl Number {
    /// Whether it tells this value, at the precision with which it is written. Larger ones may be rounded to two digits, with
    /// zeros in the place of the rest. All and nothing are told only of what is so: 0 is no rounded number.
    pub fn tells(&self, value: f64) -> bool {
        let value = if self.percent { 100.0 * value } else { value };
        if value.is_nan() {
            return false;
        }
        match self.bound {
            -1 => return value > 0.0 && value < self.value,
            1 => return value > self.value && value < 100.0,
            _ => {}
        }
        if self.value.is_infinite() || value.is_infinite() {
            return self.value == value;
        }
        if self.text == "zero" || self.text.starts_with("zero ") {
            return value.abs() < ZERO;
        }
        if self.value == 0.0 && !self.broken {
            return value.abs() < ZERO;
        }
        if self.percent && self.value == 100.0 {
            return value == 100.0;
        }
        let near = |unit: f64| (value - self.value).abs() <= 0.5 * unit * (1.0 + 1e-9) + 1e-12 * value.abs();
        let hundreds = !self.broken && self.value.abs() >= 100.0;
        let two_digits = || 10f64.powi(self.value.abs().log10().floor() as i32 - 1);
        near(self.unit) || hundreds && self.value % two_digits() == 0.0 && near(two_digits())
    }

    /// Whether it is this count.
    pub fn counts(&self, count: usize) -> bool {
        !self.broken && !self.percent && self.value == count as f64
    }
}

/// A text with its numbers, and what is known of them.
pub struct Prose<'a> {
    pub text: &'a str,
    pub numbers: Vec<Number>,
    covered: RefCell<Vec<bool>>,
    /// How each named quantity was written.
    pub written: RefCell<BTreeMap<&'static str, Vec<String>>>,
}

/// Part of a clause.
enum Piece<'a> {
    Words(&'a str),
    /// A number, or a word for one: `zero`, `∞`.
    Number,
    /// A share in per cent.
    Share,
    /// An s or nothing.
    Plural,
    /// Any words up to what comes next, without a full stop.
    Any,
}

fn pieces(clause: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = clause;
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}').expect("a brace is closed");
        if open > 0 {
            out.push(Piece::Words(&rest[..open]));
        }
        out.push(match &rest[open + 1..close] {
            "" => Piece::Number,
            "%" => Piece::Share,
            "s" => Piece::Plural,
            "*" => Piece::Any,
            other => panic!("no hole is called {other}"),
        });
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        out.push(Piece::Words(rest));
    }
    out
}

impl<'a> Prose<'a> {
    pub fn new(text: &'a str) -> Self {
        let numbers = numbers(text);
        let covered = RefCell::new(vec![false; numbers.len()]);
        Self { text, numbers, covered, written: RefCell::default() }
    }

    pub fn has(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// Every place where a clause stands, with the numbers in it: `{}` is a number, `{%}` a share, `{s}` an s or nothing, `{*}` any
    /// words within a sentence. Its numbers are spoken for from then on.
    pub fn find(&self, clause: &str) -> Vec<Vec<Number>> {
        let pieces = pieces(clause);
        let mut all = Vec::new();
        for (at, _) in self.text.char_indices() {
            let mut found = Vec::new();
            if self.matches(&pieces, at, &mut found) {
                for number in &found {
                    if let Some(place) = self.numbers.iter().position(|own| own.at == number.at) {
                        self.covered.borrow_mut()[place] = true;
                    }
                }
                all.push(found);
            }
        }
        all
    }

    /// As [`Prose::find`], where there is one or none.
    pub fn one(&self, clause: &str) -> Option<Vec<Number>> {
        self.find(clause).into_iter().next()
    }

    fn matches(&self, pieces: &[Piece], at: usize, found: &mut Vec<Number>) -> bool {
        let Some((first, rest)) = pieces.split_first() else { return true };
        let text = &self.text[at..];
        match first {
            Piece::Words(words) => text.starts_with(words) && self.matches(rest, at + words.len(), found),
            Piece::Plural => {
                (text.starts_with('s') && self.matches(rest, at + 1, found)) || self.matches(rest, at, found)
            }
            Piece::Any => {
                let stop = text.find(". ").or(text.find('\n')).unwrap_or(text.len());
                let ends = text.char_indices().map(|(i, _)| i).chain([text.len()]).take_while(|i| *i <= stop);
                ends.into_iter().any(|end| {
                    let mut after = Vec::new();
                    let fits = self.matches(rest, at + end, &mut after);
                    if fits {
                        found.extend(after);
                    }
                    fits
                })
            }
            Piece::Number => {
                let number = self.numbers.iter().find(|number| number.at.start == at).cloned();
                let number = number.or_else(|| {
                    // Also where more letters follow: zeros.
                    text.starts_with("zero").then(|| word(at, "zero", 0.0))
                });
                let Some(number) = number else { return false };
                let end = number.at.end;
                let before = found.len();
                found.push(number);
                let fits = self.matches(rest, end, found);
                if !fits {
                    found.truncate(before);
                }
                fits
            }
            Piece::Share => {
                let skip =
                    ["under ", "over "].iter().find(|word| text.starts_with(**word)).map_or(0, |word| word.len());
                let Some(number) = self.numbers.iter().find(|n| n.at.start == at + skip && n.percent) else {
                    return false;
                };
                let before = found.len();
                found.push(number.clone());
                let fits = self.matches(rest, number.at.end + " %".len(), found);
                if !fits {
                    found.truncate(before);
                }
                fits
            }
        }
    }

    /// Note how a named quantity is written here.
    pub fn note(&self, name: &'static str, number: &Number) {
        self.written.borrow_mut().entry(name).or_default().push(number.text.clone());
    }

    /// Numbers that no clause has spoken for.
    pub fn left(&self) -> Vec<&Number> {
        let covered = self.covered.borrow();
        self.numbers.iter().zip(covered.iter()).filter(|(_, covered)| !**covered).map(|(number, _)| number).collect()
    }
}

fn word(at: usize, text: &str, value: f64) -> Number {
    Number {
        at: at..at + text.len(),
        text: text.into(),
        value,
        unit: 0.0,
        digits: 0,
        broken: false,
        percent: false,
        bound: 0,
        signed: false,
        hyphen: false,
        ungrouped: false,
    }
}

/// The numbers of a text. Digits that follow a letter are part of a name (c1), and so is u².
pub fn numbers(text: &str) -> Vec<Number> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |i: usize| chars.get(i).map(|c| c.1);
    let byte = |i: usize| chars.get(i).map_or(text.len(), |c| c.0);
    let digit = |i: usize| at(i).is_some_and(|c| c.is_ascii_digit());
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if text[byte(i)..].starts_with("zero up to rounding") {
            out.push(word(byte(i), "zero up to rounding", 0.0));
            i += "zero up to rounding".len();
            continue;
        }
        if at(i) == Some('\u{221e}') {
            let minus = i > 0 && at(i - 1) == Some(MINUS);
            let from = byte(i - usize::from(minus));
            let value = if minus { f64::NEG_INFINITY } else { f64::INFINITY };
            out.push(word(from, &text[from..byte(i + 1)], value));
            i += 1;
            continue;
        }
        if !digit(i) {
            i += 1;
            continue;
        }
        let before = i.checked_sub(1).and_then(at);
        if before.is_some_and(|c| c.is_alphabetic() || c == '_') {
            while at(i).is_some_and(char::is_alphanumeric) {
                i += 1;
            }
            continue;
        }
        let sign = before.filter(|c| [MINUS, '+', '-'].contains(c));
        // A hyphen between letters or digits joins them: 64-bit, 1990-2000.
        let apart = i < 2 || !at(i - 2).is_some_and(char::is_alphanumeric);
        let sign = sign.filter(|_| apart);
        let start = if sign.is_some() { i - 1 } else { i };
        let mut digits = String::new();
        let from = i;
        while digit(i) {
            digits.push(at(i).expect("a digit"));
            i += 1;
        }
        let mut ungrouped = i - from > 3;
        if i - from <= 3 {
            while at(i) == Some(',') && (1..=3).all(|k| digit(i + k)) && !digit(i + 4) {
                (1..=3).for_each(|k| digits.push(at(i + k).expect("a digit")));
                i += 4;
            }
        }
        let whole = digits.len();
        if at(i) == Some('.') && digit(i + 1) {
            i += 1;
            while digit(i) {
                digits.push(at(i).expect("a digit"));
                i += 1;
            }
        }
        let decimals = digits.len() - whole;
        let (mut exponent, mut hyphen) = (0, sign == Some('-'));
        let power =
            at(i) == Some('e') && (digit(i + 1) || [Some(MINUS), Some('-')].contains(&at(i + 1)) && digit(i + 2));
        if power {
            i += 1;
            let negative = !digit(i);
            hyphen |= at(i) == Some('-');
            i += usize::from(negative);
            let from = i;
            while digit(i) {
                i += 1;
            }
            exponent = text[byte(from)..byte(i)].parse::<i32>().expect("digits");
            exponent = if negative { -exponent } else { exponent };
        }
        let negative = matches!(sign, Some(MINUS | '-'));
        let size: f64 = format!("{digits}e{}", exponent - decimals as i32).parse().expect("a number");
        let words_before = &text[..byte(start)];
        let percent = text[byte(i)..].starts_with(" %");
        ungrouped &= decimals == 0 && !power;
        out.push(Number {
            at: byte(start)..byte(i),
            text: text[byte(start)..byte(i)].to_owned(),
            value: if negative { -size } else { size },
            unit: 10f64.powi(exponent - decimals as i32),
            digits: digits.trim_start_matches('0').len(),
            broken: decimals > 0 || power,
            percent,
            bound: match percent {
                true if words_before.ends_with("under ") => -1,
                true if words_before.ends_with("over ") => 1,
                _ => 0,
            },
            signed: sign.is_some(),
            hyphen,
            ungrouped,
        });
    }
    out
}

/// Nouns that are counted: one of them, more of them.
const NOUNS: [(&str, &str); 30] = [
    ("training set", "training sets"),
    ("set", "sets"),
    ("draw", "draws"),
    ("parameter", "parameters"),
    ("point", "points"),
    ("neuron", "neurons"),
    ("step", "steps"),
    ("run", "runs"),
    ("start", "starts"),
    ("seed", "seeds"),
    ("bump", "bumps"),
    ("split", "splits"),
    ("direction", "directions"),
    ("feature", "features"),
    ("input", "inputs"),
    ("fit", "fits"),
    ("training", "trainings"),
    ("weight", "weights"),
    ("image", "images"),
    ("network", "networks"),
    ("example", "examples"),
    ("copy", "copies"),
    ("model", "models"),
    ("size", "sizes"),
    ("eigenvalue", "eigenvalues"),
    ("minimum", "minima"),
    ("sheet", "sheets"),
    ("unit", "units"),
    ("moment", "moments"),
    ("width", "widths"),
];
/// Words that may stand between a count and its noun.
const BETWEEN: [&str; 14] = [
    "teacher",
    "random",
    "training",
    "spare",
    "narrow",
    "hidden",
    "further",
    "more",
    "other",
    "small",
    "such",
    "negative",
    "independent",
    "held-out",
];

/// What is wrong with a text as a text: (rule, what).
pub fn faults(text: &str) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let numbers = numbers(text);
    let mut wrong = |rule, what: String| out.push((rule, what));
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    for word in ["NaN", "nan", "inf", "undefined", "null", "Some", "unknown", "true", "false"] {
        if words.contains(&word) {
            wrong(NO_LEAK, word.into());
        }
    }
    for pair in numbers.windows(2) {
        let joined = &text[pair[0].at.end..pair[1].at.start];
        if joined == " " {
            wrong(PUNCTUATION, format!("{} {} stand side by side", pair[0].text, pair[1].text));
        }
        if pair.iter().all(|number| number.value == 0.0) && [" to ", " % to "].contains(&joined) {
            wrong(NO_LEAK, format!("{}{joined}{}", pair[0].text, pair[1].text));
        }
    }
    for number in &numbers {
        if number.signed && number.value == 0.0 {
            wrong(NO_LEAK, format!("{} is a zero with a sign", number.text));
        }
        if number.hyphen {
            wrong(MINUS_SIGN, format!("{} is written with a hyphen", number.text));
        }
        let year = number.text.len() == 4 && text[number.at.end..].starts_with(')');
        let year = year || text[..number.at.start].ends_with('(');
        if number.ungrouped && !year && !text[..number.at.start].ends_with("seed ") {
            wrong(GROUPED, number.text.clone());
        }
    }
    for pattern in ["  ", " ,", " .", " ;", " :", "..", ",,", ";;", "::", ",.", ";.", ":.", "( ", " )"] {
        if text.contains(pattern) {
            wrong(PUNCTUATION, format!("{pattern:?} in it"));
        }
    }
    let spoken: Vec<&str> = text.split(' ').collect();
    if let Some(pair) = spoken.windows(2).find(|pair| pair[0] == pair[1] && pair[0].chars().all(char::is_alphabetic)) {
        wrong(PUNCTUATION, format!("{} {}", pair[0], pair[1]));
    }
    if text != text.trim() {
        wrong(PUNCTUATION, "a space at an end".into());
    }
    let mut open = 0i32;
    for c in text.chars() {
        open += i32::from(c == '(') - i32::from(c == ')');
        if open < 0 {
            break;
        }
    }
    if open != 0 {
        wrong(PUNCTUATION, "a bracket has no partner".into());
    }
    if !text.ends_with('.') && !text.ends_with(".)") {
        wrong(PUNCTUATION, "no full stop at the end".into());
    }
    let capital = |c: char| c.is_uppercase() || c.is_numeric();
    for (at, _) in std::iter::once((0, "")).chain(text.match_indices(". ")) {
        let next = text[at..].trim_start_matches(". ").chars().next();
        if !next.is_some_and(|c| capital(c) || c == 'u') {
            wrong(PUNCTUATION, format!("a sentence begins with {next:?}"));
        }
    }
    for number in numbers.iter().filter(|number| !number.broken && !number.percent && number.value >= 0.0) {
        let mut rest = text[number.at.end..].strip_prefix(' ').unwrap_or("");
        loop {
            // A noun first: `training sets` is one, `training` alone may be another or an adjective.
            let noun = NOUNS.iter().find_map(|(one, more)| {
                let stands = |noun: &str| {
                    rest.strip_prefix(noun)
                        .is_some_and(|after| !after.starts_with(|c: char| c.is_alphabetic() || c == '-'))
                };
                let compound = |noun: &str| {
                    BETWEEN.contains(&noun)
                        && NOUNS.iter().any(|(a, b)| {
                            let after = rest.strip_prefix(noun).unwrap_or("").trim_start();
                            after.starts_with(a) || after.starts_with(b)
                        })
                };
                if stands(more) {
                    Some((true, *more))
                } else if stands(one) && !compound(one) {
                    Some((false, *one))
                } else {
                    None
                }
            });
            if let Some((plural, noun)) = noun {
                if plural == (number.value == 1.0) {
                    wrong(SINGULAR, format!("{} {noun}", number.text));
                }
                let before = &text[..number.at.start];
                if plural && number.value <= 2.0 && (before.ends_with("all ") || before.ends_with("All ")) {
                    wrong(SINGULAR, format!("all {} {noun}", number.text));
                }
                break;
            }
            match BETWEEN.iter().find(|word| rest.strip_prefix(**word).is_some_and(|after| after.starts_with(' '))) {
                Some(word) => rest = &rest[word.len() + 1..],
                None => break,
            }
        }
        let after = &text[number.at.end..];
        // `3 of 20 are`, not `3 of 20 is`; `3 of 20 runs were`.
        if let Some(rest) = after.strip_prefix(" of ") {
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
            let noun = NOUNS.iter().find_map(|(_, more)| rest.strip_prefix(' ')?.strip_prefix(more));
            let rest = noun.unwrap_or(rest);
            for (verb, plural) in [(" is ", false), (" are ", true), (" was ", false), (" were ", true)] {
                if rest.starts_with(verb) && plural == (number.value == 1.0) {
                    wrong(SINGULAR, format!("{} of{verb}", number.text));
                }
            }
        }
    }
    out
}

pub const NO_LEAK: &str = "text: no value leaks that is none (NaN, a signed zero, 0 to 0, a debug word)";
pub const MINUS_SIGN: &str = "text: minus is the sign, not a hyphen";
pub const GROUPED: &str = "text: numbers of four digits and more are grouped";
pub const PUNCTUATION: &str = "text: whole sentences: capital, full stop, brackets, single spaces";
pub const SINGULAR: &str = "text: one is singular, more are plural";
/// Every rule of [`faults`].
pub const RULES: [&str; 5] = [NO_LEAK, MINUS_SIGN, GROUPED, PUNCTUATION, SINGULAR];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let text = "c1 is \u{2212}0.012 at 12,000 of 1,234,567 steps, 3.0e\u{2212}7, 12.5 %, under 0.1 %, +0.072, \u{221e}, u\u{b2} 5.";
        let read: Vec<(f64, f64)> = numbers(text).iter().map(|n| (n.value, n.unit)).collect();
        let expected =
            [(-0.012, 1e-3), (12_000.0, 1.0), (1_234_567.0, 1.0), (3e-7, 1e-8), (12.5, 0.1), (0.1, 0.1), (0.072, 1e-3)];
        for ((value, unit), (v, u)) in read.iter().zip(expected) {
            assert!((value - v).abs() < 1e-15 && (unit / u - 1.0).abs() < 1e-9, "{read:?}");
        }
        assert_eq!((read[7].0, read[8].0, read.len()), (f64::INFINITY, 5.0, 9));
    }

    #[test]
    fn a_number_tells_what_rounds_to_it_and_nothing_else() {
        let tells = |text: &str, value| numbers(text)[0].tells(value);
        assert!(
            tells("0.047", 0.0466)
                && !tells("0.047", 0.0477)
                && tells("12,000", 12_345.0)
                && !tells("12,000", 12_600.0)
        );
        assert!(tells("0 %", 0.0) && !tells("0 %", 0.001) && tells("100 %", 1.0) && !tells("100 %", 0.999));
        assert!(tells("under 0.1 %", 1e-4) && !tells("under 0.1 %", 0.0) && tells("over 99.9 %", 0.9995));
        assert!(tells("zero up to rounding", 1e-20) && !tells("zero up to rounding", 1e-9));
        assert!(tells("\u{2212}0.30", -0.3) && !tells("0.30", -0.3) && !tells("0.30", f64::NAN));
        assert!(tells("3,712", 3712.0) && !tells("3,712", 3713.0));
    }

    #[test]
    fn a_clause_is_found_with_its_numbers() {
        let prose =
            Prose::new("At 1 parameter the loss is zero. At 20 parameters the loss is 0.50, over 99.9 % of it.");
        let found = prose.find("At {} parameter{s} the loss is {}");
        assert_eq!(found.len(), 2);
        assert_eq!((found[0][1].text.as_str(), found[1][1].value), ("zero", 0.5));
        assert_eq!(prose.find("{*}, {%} of it")[0].len(), 1);
        assert!(prose.left().is_empty());
    }

    #[test]
    fn what_is_no_good_sentence_is_found_out() {
        for (text, rule) in [
            ("The loss is NaN.", NO_LEAK),
            ("The curvature is +0.0000.", NO_LEAK),
            ("The share is 0 %, 0 to 0 %.", NO_LEAK),
            ("The curvature is -0.1.", MINUS_SIGN),
            ("Under 1e-10 of it.", MINUS_SIGN),
            ("After 20000 steps.", GROUPED),
            ("After 2,000  steps.", PUNCTUATION),
            ("After (2,000 steps.", PUNCTUATION),
            ("After 2,000 steps", PUNCTUATION),
            ("after 2,000 steps.", PUNCTUATION),
            ("With 1 neurons more.", SINGULAR),
            ("After 1 steps more.", SINGULAR),
            ("With 2 teacher neuron.", SINGULAR),
            ("It won in all 2 training sets.", SINGULAR),
            ("1 of 20 are trapped.", SINGULAR),
            ("1 of 20 fits were cut off.", SINGULAR),
            ("That with 15 3.7 is higher.", PUNCTUATION),
            ("It tells nothing, and and more would not.", PUNCTUATION),
        ] {
            assert_eq!(faults(text).iter().map(|fault| fault.0).collect::<Vec<_>>(), [rule], "{text}");
        }
        for text in [
            "In 1 of 20 training sets (Safran and Shamir 2018) it is \u{2212}0.10, after 2,000 steps of seed 123456.",
            "1 direction slopes down. The interval is 0 % to 0.1 %, of 1 neuron with 21 training points.",
        ] {
            assert_eq!(faults(text), [], "{text}");
        }
    }
}

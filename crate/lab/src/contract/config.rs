//! A config: the plain values that fully determine a run.
//!
//! Every figure declares its keys once, as a table of [`Key`]: the command line's help, the link parser, the page's
//! controls and the docs all read that table, and [`Config`] checks every value against it.

use std::borrow::Cow;

use alleyway::decimal;
use alleyway::error::{Error, quoted};

use crate::contract::quantity::{Number, Quantity};
use crate::contract::tree::Tree;

/// What a key may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A whole number in an inclusive range.
    Integer {
        /// Least value allowed.
        min: i64,
        /// Largest value allowed.
        max: i64,
    },
    /// A finite number in an inclusive range.
    Number {
        /// Least value allowed.
        min: f64,
        /// Largest value allowed.
        max: f64,
    },
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// The word `auto`, for what the experiment chooses, or a finite number in an inclusive range.
    Auto {
        /// Least value allowed.
        min: f64,
        /// Largest value allowed.
        max: f64,
        /// Whether it must be a whole number.
        whole: bool,
        /// What the chosen value is, in a word: `best`, `usual`.
        is: &'static str,
    },
    /// For each step of a chain the word `best` or a finite number in an inclusive range; the last one goes on: `best`, `2,best`.
    Picks {
        /// Least value allowed.
        min: f64,
        /// Largest value allowed.
        max: f64,
        /// Whether they must be whole numbers.
        whole: bool,
    },
    /// Ascending parameter counts, `1,2,5`, or `auto:300`: up to 300, every one of them near n.
    Sizes {
        /// Largest size allowed.
        max: usize,
    },
}

/// The value of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Of [`Kind::Integer`].
    Integer(i64),
    /// Of [`Kind::Number`], and of [`Kind::Auto`] once it is chosen.
    Number(f64),
    /// Of [`Kind::Auto`], to be chosen by the experiment.
    Auto,
    /// Of [`Kind::Choice`].
    Word(&'static str),
    /// Of [`Kind::Picks`]: `None` for `best`.
    Picks(Vec<Option<f64>>),
    /// Of [`Kind::Sizes`], written out.
    Sizes(Vec<usize>),
    /// Of [`Kind::Sizes`], to be chosen by the experiment up to this one.
    AutoSizes(usize),
}

/// How a page may offer a key to the hand.
#[derive(Debug, Clone, Copy)]
pub struct Slider {
    /// Left end.
    pub from: f64,
    /// Right end.
    pub to: f64,
    /// Whether equal distances are equal ratios; the left end then stands for 0 where 0 is allowed.
    pub log: bool,
    /// What 0 is called, if it has a name of its own (`none`).
    pub zero: &'static str,
}

/// One key of a figure's config.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The name in links, on the command line and in results.
    pub name: &'static str,
    /// The name on a control.
    pub label: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// Unit of the value, empty for counts and pure numbers.
    pub unit: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// What it holds when nothing is said, as text.
    pub default: &'static str,
    /// How a page may offer it.
    pub slider: Option<Slider>,
    /// The key matters only where each of these keys holds one of these words.
    pub applies: &'static [(&'static str, &'static [&'static str])],
}

impl Key {
    /// The seed of a figure: one range for all, so that any run can be looked at in another figure.
    #[must_use]
    pub const fn seed(help: &'static str, default: &'static str) -> Self {
        Self {
            name: "seed",
            label: "Seed",
            help,
            unit: "",
            kind: Kind::Integer { min: 0, max: 4_294_967_295 },
            default,
            slider: None,
            applies: &[],
        }
    }

    fn refuse(&self, value: &str) -> Error {
        Error::Value { key: self.name.into(), value: shorten(value), allowed: self.allowed() }
    }

    /// What is allowed, as the middle of a sentence: `between 1 and 400`.
    #[must_use]
    pub fn allowed(&self) -> String {
        match self.kind {
            Kind::Integer { min, max } => format!("a whole number between {min} and {max}"),
            Kind::Number { min, max } => between(min, max, false),
            Kind::Picks { min, max, whole } => {
                let number = between(min, max, whole);
                format!("best, or {number}, or a list of at most {MOST_PICKS} of these such as best,1")
            }
            Kind::Auto { min, max, whole, .. } => format!("auto, or {}", between(min, max, whole)),
            Kind::Choice(words) => format!("one of {}", words.join(", ")),
            Kind::Sizes { max } => {
                format!(
                    "ascending whole numbers between 1 and {max} such as 1,2,5, at most {MOST_SIZES} of them, or auto:300"
                )
            }
        }
    }

    /// Read a value from text, as it stands in a link or on a command line.
    ///
    /// # Errors
    /// [`Error::Value`] when it is not of this key's kind or out of its range.
    pub fn parse(&self, text: &str) -> Result<Value, Error> {
        let trimmed = text.trim();
        let parsed = match self.kind {
            Kind::Integer { min, max } => trimmed.parse().ok().filter(|v| (min..=max).contains(v)).map(Value::Integer),
            Kind::Number { min, max } => ranged(&pointed(trimmed), min, max, false).map(Value::Number),
            Kind::Auto { .. } if trimmed == "auto" => Some(Value::Auto),
            Kind::Auto { min, max, whole, .. } => ranged(&pointed(trimmed), min, max, whole).map(Value::Number),
            Kind::Picks { min, max, whole } => {
                let number = |text: &str| ranged(text, min, max, whole);
                let pick = |text: &str| if text == "best" { Some(None) } else { number(text).map(Some) };
                let picks: Option<Vec<_>> = trimmed.split(',').map(|one| pick(one.trim())).collect();
                picks.filter(|picks| picks.len() <= MOST_PICKS).map(Value::Picks)
            }
            Kind::Choice(words) => words.iter().find(|w| **w == trimmed).map(|w| Value::Word(w)),
            Kind::Sizes { max } => parse_sizes(trimmed, max),
        };
        parsed.ok_or_else(|| self.refuse(text))
    }
}

fn between(min: f64, max: f64, whole: bool) -> String {
    let number = if whole { "a whole number" } else { "a number" };
    format!("{number} between {} and {}", decimal::text(min), decimal::text(max))
}

fn ranged(text: &str, min: f64, max: f64, whole: bool) -> Option<f64> {
    decimal::read(text).filter(|v| (min..=max).contains(v) && (!whole || v.fract() == 0.0))
}

/// A number that stands alone with a decimal point, where it was written with a comma: `0,2`. A comma that could set off thousands, as
/// in `1,234` and `1.234,5`, is left, and refused.
fn pointed(text: &str) -> Cow<'_, str> {
    let Some((whole, rest)) = text.split_once(',') else { return text.into() };
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let before = whole.trim_start_matches(['+', '-']);
    let thousands = digits(rest) == 3 && matches!(before.len(), 1..=3) && !before.starts_with('0');
    if thousands || digits(rest) == 0 || digits(before) != before.len() {
        return text.into();
    }
    format!("{whole}.{rest}").into()
}

/// Picks of one chain, at most.
const MOST_PICKS: usize = 32;

/// Sizes of one sweep, at most: a band of draws times sizes is kept in memory.
pub const MOST_SIZES: usize = 200;

fn parse_sizes(text: &str, max: usize) -> Option<Value> {
    if let Some(largest) = text.strip_prefix("auto:") {
        return largest.parse().ok().filter(|l| (1..=max).contains(l)).map(Value::AutoSizes);
    }
    let sizes: Vec<usize> = text.split(',').map(|s| s.trim().parse().ok()).collect::<Option<_>>()?;
    let ascending = sizes.windows(2).all(|w| w[0] < w[1]);
    let in_range = sizes.first()? >= &1 && sizes.last()? <= &max;
    (ascending && in_range && sizes.len() <= MOST_SIZES).then_some(Value::Sizes(sizes))
}

/// What was given, as it stands in a refusal.
pub(crate) fn shorten(value: &str) -> String {
    let short = quoted(value);
    if short.is_empty() { "nothing".into() } else { short }
}

/// A named config that shows one thing well.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// The name in links and on the command line.
    pub name: &'static str,
    /// The name on a button.
    pub label: &'static str,
    /// What it shows, in a sentence.
    pub about: &'static str,
    /// Whether it is there to show that a claim does not always hold.
    pub counterexample: bool,
    /// Values that differ from the keys' defaults.
    pub set: &'static [(&'static str, &'static str)],
}

/// A closer look that a figure offers.
#[derive(Debug)]
pub struct View {
    /// The name by which it is asked for.
    pub name: &'static str,
    /// What its arguments are.
    pub args: &'static [&'static str],
    /// What it shows.
    pub help: &'static str,
    /// The series that it may hold.
    pub series: &'static [&'static Quantity],
}

/// Everything a figure says of itself; the page, the command line and the docs are made from it.
#[derive(Debug)]
pub struct Figure {
    /// The name in links and on the command line.
    pub name: &'static str,
    /// The title of the figure.
    pub title: &'static str,
    /// What it claims, in a sentence.
    pub claim: &'static str,
    /// The keys of its config, in the order in which they are shown.
    pub keys: &'static [Key],
    /// Its presets; the first is the one it opens on.
    pub presets: &'static [Preset],
    /// Every series that it may yield.
    pub series: &'static [&'static Quantity],
    /// Every number that its summary may hold.
    pub summary: &'static [&'static Number],
    /// The closer looks that it offers.
    pub views: &'static [View],
    /// What numbers stand for that are codes: the name of a code, and its words from 0 on.
    pub codes: &'static [(&'static str, &'static [&'static str])],
    /// Numbers that the figure decides by, and whoever draws it has to as well.
    pub constants: &'static [(&'static str, f64)],
}

impl Figure {
    fn key(&self, name: &str) -> Result<&'static Key, Error> {
        self.keys.iter().find(|k| k.name == name).ok_or_else(|| Error::Unknown {
            what: "key",
            name: shorten(name),
            known: self.keys.iter().map(|k| k.name).collect::<Vec<_>>().join(", "),
        })
    }

    fn preset(&self, name: &str) -> Result<&'static Preset, Error> {
        self.presets.iter().find(|p| p.name == name).ok_or_else(|| Error::Unknown {
            what: "preset",
            name: shorten(name),
            known: self.presets.iter().map(|p| p.name).collect::<Vec<_>>().join(", "),
        })
    }

    /// What the catalogue says of this figure.
    #[must_use]
    pub fn describe(&'static self) -> Tree {
        let preset = |preset: &Preset| {
            let config = Config::of(self, Some(preset.name)).unwrap_or_else(|error| panic!("{error}"));
            Tree::Object(vec![
                ("name", preset.name.into()),
                ("label", preset.label.into()),
                ("about", preset.about.into()),
                ("counterexample", preset.counterexample.into()),
                ("config", config.tree()),
            ])
        };
        let series = |quantity: &&Quantity| {
            Tree::Object(vec![
                ("name", quantity.name.into()),
                ("unit", quantity.unit.into()),
                ("axis", quantity.axis.into()),
                ("help", quantity.help.into()),
            ])
        };
        let number = |number: &&Number| Tree::Object(vec![("name", number.name.into()), ("help", number.help.into())]);
        let view = |view: &View| {
            Tree::Object(vec![
                ("name", view.name.into()),
                ("args", view.args.iter().copied().collect()),
                ("help", view.help.into()),
                ("series", view.series.iter().map(series).collect()),
            ])
        };
        Tree::Object(vec![
            ("name", self.name.into()),
            ("title", self.title.into()),
            ("claim", self.claim.into()),
            ("keys", self.keys.iter().map(describe_key).collect()),
            ("presets", self.presets.iter().map(preset).collect()),
            ("series", self.series.iter().map(series).collect()),
            ("summary", self.summary.iter().map(number).collect()),
            ("views", self.views.iter().map(view).collect()),
            (
                "codes",
                Tree::Object(self.codes.iter().map(|(name, words)| (*name, words.iter().copied().collect())).collect()),
            ),
            ("constants", Tree::Object(self.constants.iter().map(|(name, value)| (*name, (*value).into())).collect())),
        ])
    }
}

fn describe_key(key: &Key) -> Tree {
    let mut out = vec![
        ("name", key.name.into()),
        ("label", key.label.into()),
        ("help", key.help.into()),
        ("unit", key.unit.into()),
        ("allowed", key.allowed().into()),
        ("default", key.parse(key.default).unwrap_or_else(|error| panic!("{error}")).tree()),
    ];
    match key.kind {
        Kind::Integer { min, max } => {
            out.extend([("type", "integer".into()), ("min", (min as f64).into()), ("max", (max as f64).into())]);
        }
        Kind::Number { min, max } => out.extend([("type", "number".into()), ("min", min.into()), ("max", max.into())]),
        Kind::Auto { min, max, whole, is } => {
            let held = if whole { "integer" } else { "number" };
            out.extend([("type", held.into()), ("min", min.into()), ("max", max.into()), ("auto", is.into())]);
        }
        Kind::Picks { min, max, .. } => {
            out.extend([("type", "picks".into()), ("min", min.into()), ("max", max.into())]);
        }
        Kind::Choice(words) => out.extend([("type", "choice".into()), ("choices", words.iter().copied().collect())]),
        Kind::Sizes { max } => out.extend([("type", "sizes".into()), ("max", (max as f64).into())]),
    }
    if let Some(slider) = key.slider {
        out.push(("slider", Tree::Numbers(vec![slider.from, slider.to])));
        out.push(("scale", if slider.log { "log" } else { "linear" }.into()));
        if !slider.zero.is_empty() {
            out.push(("zero", slider.zero.into()));
        }
    }
    let applies = |(key, values): &(&'static str, &'static [&'static str])| {
        Tree::Object(vec![("key", (*key).into()), ("values", values.iter().copied().collect())])
    };
    out.push(("applies", key.applies.iter().map(applies).collect()));
    Tree::Object(out)
}

fn text_of(picks: &[Option<f64>]) -> String {
    let text = |pick: &Option<f64>| pick.map_or_else(|| "best".to_owned(), decimal::text);
    picks.iter().map(text).collect::<Vec<_>>().join(",")
}

impl Value {
    fn tree(&self) -> Tree {
        match self {
            Self::Integer(v) => (*v as f64).into(),
            Self::Number(v) => (*v).into(),
            Self::Word(word) => (*word).into(),
            Self::Auto => "auto".into(),
            Self::Picks(picks) => match picks.as_slice() {
                [Some(only)] => (*only).into(),
                picks => text_of(picks).into(),
            },
            Self::Sizes(sizes) => Tree::Numbers(sizes.iter().map(|s| *s as f64).collect()),
            Self::AutoSizes(largest) => format!("auto:{largest}").into(),
        }
    }
}

/// The values of every key of a figure.
#[derive(Debug, Clone)]
pub struct Config {
    figure: &'static Figure,
    values: Vec<Value>,
}

impl Config {
    /// The figure that it is of.
    #[must_use]
    pub fn figure(&self) -> &'static Figure {
        self.figure
    }

    /// The figure's defaults, with those of a preset on top.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a preset that does not exist.
    pub fn of(figure: &'static Figure, preset: Option<&str>) -> Result<Self, Error> {
        let values = figure.keys.iter().map(|key| key.parse(key.default)).collect::<Result<_, _>>()?;
        let mut config = Self { figure, values };
        if let Some(name) = preset {
            for (key, value) in figure.preset(name)?.set {
                config.set(key, value)?;
            }
        }
        Ok(config)
    }

    /// Set a key from text.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a key that does not exist, [`Error::Value`] for a value that is not allowed.
    pub fn set(&mut self, key: &str, text: &str) -> Result<(), Error> {
        let value = self.figure.key(key)?.parse(text)?;
        self.replace(key, value);
        Ok(())
    }

    /// Put a value that is known to be of the key's kind.
    pub(crate) fn replace(&mut self, key: &str, value: Value) {
        let at = self.position(key);
        self.values[at] = value;
    }

    fn position(&self, key: &str) -> usize {
        self.figure.keys.iter().position(|k| k.name == key).expect("an experiment asks only for keys that it declares")
    }

    /// The value of a key.
    ///
    /// # Panics
    /// When the figure has no such key.
    #[must_use]
    pub fn get(&self, key: &str) -> &Value {
        &self.values[self.position(key)]
    }

    /// The value of a [`Kind::Integer`] key as a count.
    ///
    /// # Panics
    /// When the key is of another kind.
    #[must_use]
    pub fn count(&self, key: &str) -> usize {
        match self.get(key) {
            Value::Integer(v) => usize::try_from(*v).expect("a count's range starts at zero or above"),
            _ => panic!("{key} holds no whole number"),
        }
    }

    /// The value of a [`Kind::Number`] key.
    ///
    /// # Panics
    /// When the key is of another kind.
    #[must_use]
    pub fn number(&self, key: &str) -> f64 {
        match self.get(key) {
            Value::Number(v) => *v,
            _ => panic!("{key} holds no number"),
        }
    }

    /// The value of a [`Kind::Auto`] key, where it is `auto` that of `chosen`, which takes its place.
    ///
    /// # Panics
    /// When the key is of another kind.
    pub fn choose(&mut self, key: &str, chosen: f64) -> f64 {
        match self.get(key) {
            Value::Number(v) => *v,
            Value::Auto => {
                self.replace(key, Value::Number(chosen));
                chosen
            }
            _ => panic!("{key} holds neither auto nor a number"),
        }
    }

    /// The value of a [`Kind::Choice`] key.
    ///
    /// # Panics
    /// When the key is of another kind.
    #[must_use]
    pub fn word(&self, key: &str) -> &'static str {
        match self.get(key) {
            Value::Word(word) => word,
            _ => panic!("{key} holds no word"),
        }
    }

    /// The values of a [`Kind::Picks`] key, `None` for `best`; the last one goes on.
    ///
    /// # Panics
    /// When the key is of another kind.
    #[must_use]
    pub fn picks(&self, key: &str) -> &[Option<f64>] {
        match self.get(key) {
            Value::Picks(picks) => picks,
            _ => panic!("{key} holds no picks"),
        }
    }

    /// A refusal of the value that `key` holds, because of what other keys hold.
    #[must_use]
    pub fn refuse(&self, key: &str, allowed: String) -> Error {
        let value = match self.get(key) {
            Value::Integer(v) => v.to_string(),
            Value::Number(v) => decimal::text(*v),
            Value::Word(word) => (*word).to_owned(),
            Value::Auto => "auto".to_owned(),
            Value::Picks(picks) => text_of(picks),
            Value::Sizes(_) | Value::AutoSizes(_) => "these sizes".to_owned(),
        };
        Error::Value { key: key.into(), value, allowed }
    }

    /// Every key and its value.
    #[must_use]
    pub fn tree(&self) -> Tree {
        Tree::Object(self.figure.keys.iter().zip(&self.values).map(|(key, value)| (key.name, value.tree())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &[Key] = &[
        Key {
            name: "draws",
            label: "",
            help: "",
            unit: "",
            kind: Kind::Integer { min: 1, max: 400 },
            default: "100",
            slider: None,
            applies: &[],
        },
        Key {
            name: "noise",
            label: "",
            help: "",
            unit: "",
            kind: Kind::Number { min: 0.0, max: 10.0 },
            default: "0.1",
            slider: None,
            applies: &[],
        },
        Key {
            name: "sizes",
            label: "",
            help: "",
            unit: "",
            kind: Kind::Sizes { max: 100 },
            default: "auto:50",
            slider: None,
            applies: &[],
        },
        Key {
            name: "neuron",
            label: "",
            help: "",
            unit: "",
            kind: Kind::Picks { min: 1.0, max: 9.0, whole: true },
            default: "best",
            slider: None,
            applies: &[],
        },
    ];
    const FIGURE: Figure = Figure {
        name: "test",
        title: "",
        claim: "",
        keys: KEYS,
        presets: &[],
        series: &[],
        summary: &[],
        views: &[],
        codes: &[],
        constants: &[],
    };

    fn refusal(key: &str, text: &str) -> String {
        Config::of(&FIGURE, None).unwrap().set(key, text).unwrap_err().to_string()
    }

    #[test]
    fn a_refusal_names_the_key_what_is_allowed_and_the_value() {
        assert_eq!(refusal("draws", "4000"), "draws must be a whole number between 1 and 400, got 4000");
        assert_eq!(refusal("noise", "NaN"), "noise must be a number between 0 and 10, got NaN");
        assert_eq!(refusal("noise", ""), "noise must be a number between 0 and 10, got nothing");
        assert_eq!(refusal("nois", "1"), "there is no key named nois; known: draws, noise, sizes, neuron");
    }

    #[test]
    fn values_out_of_range_of_the_wrong_type_or_not_finite_are_refused() {
        for (key, text) in [
            ("draws", "0"),
            ("draws", "1.5"),
            ("draws", "many"),
            ("draws", "99999999999999999999"),
            ("noise", "inf"),
            ("noise", "-0.1"),
            ("noise", "1e99"),
            ("sizes", "3,2"),
            ("sizes", "1,1"),
            ("sizes", "0,1"),
            ("sizes", "1,101"),
            ("sizes", "auto:0"),
            ("sizes", "1,,2"),
            ("neuron", "first"),
            ("neuron", "1.5"),
            ("neuron", "best,10"),
            ("neuron", "1,,2"),
            ("sizes", "<script>alert(1)</script>"),
        ] {
            let error = Config::of(&FIGURE, None).unwrap().set(key, text).unwrap_err();
            assert_eq!(error.key(), Some(key), "{text}");
        }
    }

    #[test]
    fn a_decimal_comma_is_read_where_it_can_mean_nothing_else() {
        let number = |text: &str| {
            let mut config = Config::of(&FIGURE, None).unwrap();
            config.set("noise", text).map(|()| config.number("noise"))
        };
        for (text, value) in [
            ("0,2", 0.2),
            (" 1,5 ", 1.5),
            (",5", 0.5),
            ("+2,25e-1", 0.225),
            ("0,125", 0.125),
            ("-0,000", 0.0),
            ("1,2345", 1.2345),
            ("0001,234", 1.234),
        ] {
            assert_eq!(number(text), Ok(value), "{text}");
        }
        for text in
            ["1,234", "-1,234", "1,234e-3", "1.234,5", "1,234.5", "1,2,3", "1,", ",", "1, 5", "0,-2", "1e0,5", "0,2x"]
        {
            let sentence = format!("noise must be a number between 0 and 10, got {text}");
            assert_eq!(number(text).unwrap_err().to_string(), sentence);
        }
        // A count has no decimals, and of a list a comma parts the elements.
        assert!(Config::of(&FIGURE, None).unwrap().set("draws", "15,0").is_err());
        let mut config = Config::of(&FIGURE, None).unwrap();
        config.set("neuron", "2,5").unwrap();
        assert_eq!(config.picks("neuron"), [Some(2.0), Some(5.0)]);
        config.set("sizes", "1,234").unwrap_err();
        config.set("sizes", "1,50").unwrap();
        assert_eq!(config.get("sizes"), &Value::Sizes(vec![1, 50]));
    }

    #[test]
    fn a_decimal_comma_is_read_of_what_may_also_be_chosen() {
        let kind = |whole| Kind::Auto { min: 0.0, max: 2e4, whole, is: "best" };
        let key = |whole| Key { kind: kind(whole), ..KEYS[0] };
        assert_eq!(key(false).parse("0,5"), Ok(Value::Number(0.5)));
        assert_eq!(key(true).parse("12,0"), Ok(Value::Number(12.0)));
        assert!(key(true).parse("12,5").is_err());
        assert!(key(true).parse("12,000").is_err());
        assert_eq!(key(true).parse("auto"), Ok(Value::Auto));
    }

    #[test]
    fn what_is_set_is_what_is_told() {
        let mut config = Config::of(&FIGURE, None).unwrap();
        for (key, text) in [("draws", " 15 "), ("noise", "2.5e-1"), ("sizes", "1, 2,30"), ("neuron", "best, 2")] {
            config.set(key, text).unwrap();
        }
        let told = Tree::Object(vec![
            ("draws", 15.0.into()),
            ("noise", 0.25.into()),
            ("sizes", Tree::Numbers(vec![1.0, 2.0, 30.0])),
            ("neuron", "best,2".into()),
        ]);
        assert_eq!(config.tree(), told);
        assert_eq!(config.picks("neuron"), [None, Some(2.0)]);
        config.set("neuron", "3").unwrap();
        assert_eq!(config.tree().get("neuron"), Some(&Tree::Number(3.0)));
    }

    #[test]
    fn a_long_value_is_quoted_only_in_part() {
        let message = refusal("draws", &"9".repeat(10_000));
        assert!(message.len() < 250, "{message}");
    }
}

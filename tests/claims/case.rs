//! One sentence with everything that it may be held against, and the rules that hold for the sentences of every figure.

use alleyway_lab::Frames;
use alleyway_lab::contract::config::{Config, Value};
use alleyway_lab::contract::tree::Tree;

use crate::ledger::{Fault, Ledger};
use crate::prose::{self, Number, Prose};

/// What is known of a run, whole or in part.
pub struct Case<'a> {
    pub line: String,
    pub config: &'a Config,
    pub frames: &'a Frames,
    /// The raw numbers of the pieces that are in.
    pub parts: &'a [Vec<f64>],
    pub complete: bool,
    /// Whether all that the claim is about is in, though a piece that only stands beside it may be missing.
    pub decided: bool,
    /// Significant digits of a number that is no count, at most.
    pub most_digits: usize,
    /// The sentence, and the notes after it.
    pub text: String,
    pub ledger: &'a mut Ledger,
}

const NUMBERS: &str = "number: every number in a sentence is in the summary, the series or the config";
const SAME: &str = "number: a quantity that is told twice has one text";
const DIGITS: &str = "number: three significant digits at most, unless it is a count or from the config";
const OPEN: &str = "holds: null until the run is complete, or the sentence says so far";
const SPOKEN: &str = "text: a run that has begun has a sentence";
const ROLES: &str = "text: no stretch of a sentence is empty";

impl<'a> Case<'a> {
    pub fn new(
        line: String,
        config: &'a Config,
        frames: &'a Frames,
        parts: &'a [Vec<f64>],
        complete: bool,
        ledger: &'a mut Ledger,
    ) -> Self {
        let notes = frames.notes.iter().map(String::as_str);
        let text = std::iter::once(frames.verdict.text().as_str()).chain(notes).collect::<Vec<_>>().join("\n");
        Self { line, config, frames, parts, complete, decided: complete, most_digits: 3, text, ledger }
    }

    pub fn holds(&self) -> Option<bool> {
        self.frames.verdict.holds
    }

    /// The value of a key that holds a number, whatever its kind.
    pub fn config_number(&self, key: &str) -> f64 {
        match self.config.get(key) {
            Value::Integer(value) => *value as f64,
            Value::Number(value) => *value,
            _ => f64::NAN,
        }
    }

    /// Ask a rule of the sentence.
    pub fn rule(&mut self, rule: &'static str, keeps: bool, what: impl FnOnce() -> String) {
        *self.ledger.checks.entry(rule).or_default() += 1;
        if !keeps {
            let part = if self.complete { "" } else { " (not complete)" };
            self.ledger.faults.push(Fault {
                rule,
                line: format!("{}{part}", self.line),
                sentence: format!("[{:?}] {}", self.holds(), self.text),
                what: what(),
            });
        }
    }

    /// Hold the numbers of a clause against what they are the numbers of; whether the clause is there.
    pub fn clause(&mut self, prose: &Prose, rule: &'static str, clause: &str, values: &[(&'static str, f64)]) -> bool {
        let found = prose.find(clause);
        for numbers in &found {
            assert_eq!(numbers.len(), values.len(), "as many quantities as places in: {clause}");
            for (number, (name, value)) in numbers.iter().zip(values) {
                self.tells(prose, rule, number, name, *value);
            }
        }
        !found.is_empty()
    }

    /// Hold one number against its quantity.
    pub fn tells(&mut self, prose: &Prose, rule: &'static str, number: &Number, name: &'static str, value: f64) {
        prose.note(name, number);
        let Number { text, percent, .. } = number;
        let percent = if *percent { " %" } else { "" };
        self.rule(rule, number.tells(value), || format!("{text}{percent} for {name}, which is {value}"));
    }

    /// Numbers that belong to a definition: `under 0.01` is what the word means.
    pub fn means(&mut self, prose: &Prose, clause: &str, values: &[f64]) {
        const MEANS: &str = "number: the numbers of a definition are those of the definition";
        for found in prose.find(clause) {
            let same =
                found.len() == values.len() && found.iter().zip(values).all(|(number, value)| number.tells(*value));
            self.rule(MEANS, same, || format!("{clause} with {values:?}"));
        }
    }

    /// The rules of every sentence; `prose` is all that is said, after the rules of the figure have spoken for its numbers.
    pub fn general(&mut self, prose: &Prose) {
        let (holds, decided) = (self.holds(), self.decided);
        if let Some(holds) = holds {
            self.rule(OPEN, decided || prose.has("so far"), || format!("holds is {holds}"));
        }
        let verdict = self.frames.verdict.text();
        self.rule(SPOKEN, !verdict.is_empty(), || "nothing is said".into());
        let empty = self.frames.verdict.spans.iter().any(|(_, span)| span.is_empty());
        self.rule(ROLES, !empty, || "an empty stretch".into());
        for text in std::iter::once(&verdict).chain(&self.frames.notes) {
            let found = prose::faults(text);
            for rule in prose::RULES {
                let what = found.iter().filter(|fault| fault.0 == rule).map(|fault| fault.1.as_str());
                let what = what.collect::<Vec<_>>().join("; ");
                self.rule(rule, what.is_empty(), || what.clone());
            }
        }
        let evidence = self.evidence();
        let left = prose.left();
        self.ledger.numbers.0 += prose.numbers.len() - left.len();
        self.ledger.numbers.1 += left.len();
        for number in &left {
            let year = (1900.0..2100.0).contains(&number.value) && number.text.len() == 4;
            let known = year || evidence.iter().any(|value| number.tells(*value));
            self.rule(NUMBERS, known, || format!("{} is nowhere", number.text));
        }
        for number in &prose.numbers {
            // A count that is told in full has been held against its quantity, or is in the config.
            let counted = !number.broken && !left.iter().any(|own| own.at == number.at);
            let known = evidence.contains(&number.value);
            let round = number.text.trim_end_matches(['0', ',']).replace(',', "").len() <= 3 && !number.broken;
            // A share has one digit behind the point, also where it is over 100 %.
            let share = number.percent && number.unit > 0.09;
            let short = share
                || number.digits <= self.most_digits
                || counted
                || round
                || known
                || number.text.len() == 4 && !number.broken;
            self.rule(DIGITS, short, || format!("{} has {} digits", number.text, number.digits));
        }
        // One quantity, one text, in the sentence and the notes together.
        let written = prose.written.borrow().clone();
        for (name, mut texts) in written {
            texts.sort();
            texts.dedup();
            self.rule(SAME, texts.len() == 1, || format!("{name} is told as {}", texts.join(" and ")));
        }
    }

    /// Everything that a number may have been taken from: the config, the summary, of every series its length, its ends, its least,
    /// its largest and its median.
    fn evidence(&self) -> Vec<f64> {
        let mut out = Vec::new();
        if let Tree::Object(fields) = self.config.tree() {
            for (_, value) in fields {
                match value {
                    Tree::Number(value) => out.push(value),
                    Tree::Numbers(values) => out.extend(values),
                    Tree::Text(text) => out.extend(prose::numbers(&text).iter().map(|number| number.value)),
                    _ => {}
                }
            }
        }
        out.extend(self.frames.summary.iter().map(|(_, value)| *value));
        for series in &self.frames.series {
            let values = &series.values;
            out.push(values.len() as f64);
            out.extend(values.first().into_iter().chain(values.last()));
            out.push(values.iter().copied().fold(f64::INFINITY, f64::min));
            out.push(values.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        }
        out
    }
}

//! What was checked and what failed: failures are collected, so that one run shows every kind of fault at once.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A sentence that broke a rule.
#[derive(Debug, Clone)]
pub struct Fault {
    pub rule: &'static str,
    /// The command line that shows it.
    pub line: String,
    pub sentence: String,
    /// What does not agree.
    pub what: String,
}

/// Checks of one config, or of many.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// How often each rule was asked.
    pub checks: BTreeMap<&'static str, usize>,
    pub faults: Vec<Fault>,
    /// How many configs of each figure were run, and how many were refused.
    pub configs: BTreeMap<&'static str, (usize, usize)>,
    /// How many sentences had which verdict: true, false, null.
    pub verdicts: BTreeMap<&'static str, [usize; 3]>,
    /// Numbers that a rule of the figure has held against their quantity, and numbers that were only looked up.
    pub numbers: (usize, usize),
}

/// Faults of one rule that are printed in full.
const SHOWN: usize = 6;

impl Ledger {
    /// Add what another one holds.
    pub fn join(&mut self, other: Self) {
        for (rule, count) in other.checks {
            *self.checks.entry(rule).or_default() += count;
        }
        for (figure, (run, refused)) in other.configs {
            let all = self.configs.entry(figure).or_default();
            *all = (all.0 + run, all.1 + refused);
        }
        for (figure, counts) in other.verdicts {
            let all = self.verdicts.entry(figure).or_default();
            all.iter_mut().zip(counts).for_each(|(all, count)| *all += count);
        }
        self.numbers = (self.numbers.0 + other.numbers.0, self.numbers.1 + other.numbers.1);
        self.faults.extend(other.faults);
    }

    /// What was run, how often each rule was asked and broken, and the first faults of each rule.
    pub fn summary(&self) -> String {
        let mut out = String::from("\nfigure            run  refused   true  false   null\n");
        for (figure, (run, refused)) in &self.configs {
            let [yes, no, open] = self.verdicts.get(figure).copied().unwrap_or_default();
            let _ = writeln!(out, "{figure:<16}{run:>5}{refused:>9}{yes:>7}{no:>7}{open:>7}");
        }
        let (held, looked_up) = self.numbers;
        let _ = writeln!(out, "numbers held against their own quantity: {held}; looked up: {looked_up}\n");
        let _ = writeln!(out, "{:>8}{:>8}{:>9}  rule", "asked", "broken", "configs");
        for (rule, asked) in &self.checks {
            let broken: Vec<&Fault> = self.faults.iter().filter(|fault| fault.rule == *rule).collect();
            let mut lines: Vec<&str> = broken.iter().map(|fault| fault.line.as_str()).collect();
            lines.sort_unstable();
            lines.dedup();
            let _ = writeln!(out, "{asked:>8}{:>8}{:>9}  {rule}", broken.len(), lines.len());
        }
        let mut shown = BTreeMap::<&str, usize>::new();
        let mut faults: Vec<&Fault> = self.faults.iter().collect();
        faults.sort_by_key(|fault| fault.rule);
        for fault in faults {
            let count = shown.entry(fault.rule).or_default();
            *count += 1;
            if *count <= SHOWN {
                let Fault { rule, line, sentence, what } = fault;
                let _ = writeln!(out, "\n{rule}\n  {line}\n  {sentence}\n  -> {what}");
            }
        }
        out
    }
}

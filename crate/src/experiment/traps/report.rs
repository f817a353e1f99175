//! What the ends of the runs come to: shares, intervals, the sentence.

use super::{Cell, End, Setting};
use crate::experiment::attempt::{Fate, MOST_STEPS};
use crate::experiment::words::{grouped, percent};
use crate::experiment::{Frames, Role, Series, Verdict};
use crate::stats::{Interval, wilson};

/// Per cent of 1,000 runs in a spurious minimum (Safran & Shamir 2018, arXiv 1712.08968, tables 1 and 2): teacher, then 0 and 1
/// spare neurons. With two or more they found none up to 20.
const PUBLISHED: [(usize, Option<f64>, Option<f64>); 12] = [
    (6, Some(0.3), None),
    (8, Some(12.6), Some(0.1)),
    (10, Some(34.6), Some(0.1)),
    (11, Some(45.5), Some(0.1)),
    (12, Some(58.5), Some(0.3)),
    (14, Some(73.6), Some(5.5)),
    (15, Some(80.3), Some(10.1)),
    (16, Some(85.1), Some(18.0)),
    (18, Some(90.0), Some(36.9)),
    (19, Some(93.4), Some(49.1)),
    (20, Some(94.0), None),
    (7, None, None),
];

/// The share that was published for a teacher of k and a student of k + extra.
fn published(k: usize, extra: usize) -> Option<f64> {
    let row = PUBLISHED.iter().find(|row| row.0 == k);
    let percent = match extra {
        0 => row?.1,
        1 => row?.2,
        _ => Some(0.0),
    };
    percent.map(|percent| percent / 100.0)
}

/// How many of some runs met which fate.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    runs: usize,
    solved: usize,
    trapped: usize,
    not_finished: usize,
    /// Of those that are not finished.
    diverged: usize,
}

impl Count {
    fn of(ends: &[End]) -> Self {
        let of = |fate| ends.iter().filter(|end| end.fate == fate).count();
        let (solved, trapped) = (of(Fate::Solved), of(Fate::Trapped));
        let diverged = ends.iter().filter(|end| end.fate == Fate::NotFinished && end.steps < MOST_STEPS).count();
        Self { runs: ends.len(), solved, trapped, not_finished: of(Fate::NotFinished), diverged }
    }
}

pub fn frames(setting: &Setting, ends: &[End]) -> Frames {
    if ends.is_empty() {
        return Frames::default();
    }
    let counts: Vec<Count> = setting
        .cells
        .iter()
        .enumerate()
        .map(|(cell, _)| {
            let from = (cell * setting.runs).min(ends.len());
            Count::of(&ends[from..(from + setting.runs).min(ends.len())])
        })
        .collect();
    let (series, verdict) = if setting.sweep {
        let wide = matches!(setting.cells[0], Cell::Bumps { .. });
        (cells(setting, &counts), if wide { of_widths(setting, &counts) } else { of_teachers(setting, &counts) })
    } else {
        (runs(ends), of_one(setting, counts[0]))
    };
    Frames { pieces: ends.len(), series, summary: summary(setting, ends), verdict, notes: Vec::new() }
}

fn summary(setting: &Setting, ends: &[End]) -> Vec<(&'static str, f64)> {
    let count = Count::of(ends);
    let mut summary = vec![
        ("runs", count.runs as f64),
        ("solved", count.solved as f64),
        ("trapped", count.trapped as f64),
        ("not_finished", count.not_finished as f64),
    ];
    if let [Cell::Relu { k, extra }] = setting.cells[..] {
        let Interval { low, high } = wilson(count.trapped, count.runs);
        let share = count.trapped as f64 / count.runs as f64;
        summary.extend([("share_trapped", share), ("interval_low", low), ("interval_high", high)]);
        summary.extend(published(k, extra).map(|share| ("published", share)));
        let example = |name, fate| ends.iter().position(|end| end.fate == fate).map(|at| (name, at as f64));
        summary.extend(example("example_solved", Fate::Solved));
        summary.extend(example("example_trapped", Fate::Trapped));
        summary.extend(example("example_not_finished", Fate::NotFinished));
    }
    summary
}

fn runs(ends: &[End]) -> Vec<Series> {
    let series = |name, unit, values| Series { name, unit, axis: "run", values };
    let numbers: Vec<_> = ends.iter().map(|end| end.write()).collect();
    let column = |at: usize| numbers.iter().map(|numbers| numbers[at]).collect();
    let mut shares = [const { Vec::new() }; 3];
    let mut trapped = 0;
    for (at, end) in ends.iter().enumerate() {
        trapped += usize::from(end.fate == Fate::Trapped);
        let Interval { low, high } = wilson(trapped, at + 1);
        let values = [trapped as f64 / (at + 1) as f64, low, high];
        shares.iter_mut().zip(values).for_each(|(list, value)| list.push(value));
    }
    let [share, low, high] = shares;
    vec![
        series("fate", "", column(0)),
        series("loss", "loss", column(1)),
        series("steps", "steps", column(2)),
        series("share_after", "", share),
        series("low_after", "", low),
        series("high_after", "", high),
    ]
}

fn cells(setting: &Setting, counts: &[Count]) -> Vec<Series> {
    let series = |name, unit, values| Series { name, unit, axis: "network", values };
    let of = |f: &dyn Fn(&Cell) -> f64| setting.cells.iter().map(f).collect::<Vec<f64>>();
    let count = |f: &dyn Fn(&Count) -> usize| counts.iter().map(|c| f(c) as f64).collect::<Vec<f64>>();
    let wide = matches!(setting.cells[0], Cell::Bumps { .. });
    // Of the bumps those that train are counted: most of the others are in no strict minimum.
    let hits = |c: &Count| if wide { c.solved } else { c.trapped };
    let share = |c: &Count| if c.runs > 0 { hits(c) as f64 / c.runs as f64 } else { f64::NAN };
    let interval = |c: &Count| {
        if c.runs > 0 { wilson(hits(c), c.runs) } else { Interval { low: f64::NAN, high: f64::NAN } }
    };
    let mut out = Vec::new();
    if wide {
        out.push(series(
            "width",
            "bumps",
            of(&|cell| if let Cell::Bumps { width } = cell { *width as f64 } else { f64::NAN }),
        ));
    } else {
        out.push(series(
            "teacher",
            "neurons",
            of(&|cell| if let Cell::Relu { k, .. } = cell { *k as f64 } else { f64::NAN }),
        ));
        out.push(series(
            "extra",
            "neurons",
            of(&|cell| if let Cell::Relu { extra, .. } = cell { *extra as f64 } else { f64::NAN }),
        ));
    }
    out.push(series("runs_done", "runs", count(&|c| c.runs)));
    out.push(series("solved", "runs", count(&|c| c.solved)));
    if !wide {
        out.push(series("trapped", "runs", count(&|c| c.trapped)));
    }
    out.push(series("not_finished", "runs", count(&|c| c.not_finished)));
    out.push(series("share", "", counts.iter().map(share).collect()));
    out.push(series("low", "", counts.iter().map(|c| interval(c).low).collect()));
    out.push(series("high", "", counts.iter().map(|c| interval(c).high).collect()));
    if !wide {
        let known = |cell: &Cell| match cell {
            Cell::Relu { k, extra } => published(*k, *extra).unwrap_or(f64::NAN),
            Cell::Bumps { .. } => f64::NAN,
        };
        out.push(series("published", "", of(&known)));
    }
    out
}

fn plain(text: impl Into<String>) -> (Role, String) {
    (Role::Plain, text.into())
}

fn of_one(setting: &Setting, count: Count) -> Verdict {
    let Cell::Relu { k, extra } = setting.cells[0] else { unreachable!("one network is a ReLU network") };
    let student = if extra == 0 { format!("{k} neurons") } else { format!("{} neurons", k + extra) };
    if count.solved + count.trapped == 0 {
        // A share of starts none of which has come to rest would say nothing.
        let mut spans = vec![plain(format!("{student} learn {k}: none of the random starts has come to rest."))];
        spans.extend(unfinished(count));
        return Verdict { holds: None, spans };
    }
    let Interval { low, high } = wilson(count.trapped, count.runs);
    let alone = published(k, 0);
    let holds = alone.filter(|_| extra > 0).and_then(|alone| {
        if high < alone {
            Some(true)
        } else if low > alone {
            Some(false)
        } else {
            None
        }
    });
    let share = format!("{} of {}", grouped(count.trapped), grouped(count.runs));
    let role = match holds {
        Some(false) => Role::Bad,
        None if count.trapped > 0 => Role::Bad,
        _ => Role::Good,
    };
    let mut spans = vec![
        plain(format!("{student} learn {k}: of the random starts ")),
        (role, share),
        plain(format!(
            " end in a bad minimum, {} (95 % interval {} to {}).",
            percent(count.trapped as f64 / count.runs as f64),
            percent(low),
            percent(high)
        )),
    ];
    match (extra, published(k, extra), alone) {
        (0, Some(known), _) => {
            spans.push(plain(format!(" Safran and Shamir (2018) found {} of 1,000.", percent(known))));
        }
        (_, _, Some(alone)) => {
            spans.push(plain(format!(" Without a neuron to spare it is {} (Safran and Shamir 2018).", percent(alone))));
        }
        _ => {}
    }
    spans.extend(unfinished(count));
    Verdict { holds, spans }
}

/// What is said of runs that are neither solved nor trapped, where there are any.
fn unfinished(count: Count) -> Vec<(Role, String)> {
    let mut spans = Vec::new();
    let runs = grouped(count.runs);
    let going = count.not_finished - count.diverged;
    if going > 0 {
        let (are, they) = if going == 1 { ("is", "counts") } else { ("are", "count") };
        spans.push(plain(format!(
            " {} of {runs} {are} not finished after {} steps, and {they} as neither solved nor trapped.",
            grouped(going),
            grouped(MOST_STEPS)
        )));
    }
    if count.diverged > 0 {
        spans.push(plain(format!(" {} of {runs} diverged: a smaller rate helps.", grouped(count.diverged))));
    }
    spans
}

/// The count of each teacher with some spare neurons, those that have begun.
fn row(setting: &Setting, counts: &[Count], wanted: usize) -> Vec<(usize, Count)> {
    let cells = setting.cells.iter().zip(counts);
    cells
        .filter_map(|(cell, count)| match cell {
            Cell::Relu { k, extra } if *extra == wanted && count.runs > 0 => Some((*k, *count)),
            _ => None,
        })
        .collect()
}

fn of_teachers(setting: &Setting, counts: &[Count]) -> Verdict {
    let share = |count: &Count| count.trapped as f64 / count.runs as f64;
    let [none, one, two] = [0, 1, 2].map(|extra| row(setting, counts, extra));
    let (Some((first, few)), Some((last, many))) = (none.first(), none.last()) else { return Verdict::default() };
    let mut spans = vec![plain("Without a neuron to spare "), (Role::Bad, percent(share(few)))];
    spans.push(plain(format!(" of the starts are trapped at {first} teacher neurons")));
    if last > first {
        spans.push(plain(" and "));
        spans.push((Role::Bad, percent(share(many))));
        spans.push(plain(format!(" at {last}")));
    }
    for (spare, row) in [("one", &one), ("two", &two)] {
        if let Some((_, most)) = row.iter().max_by(|a, b| share(&a.1).total_cmp(&share(&b.1))) {
            spans.push(plain(format!("; with {spare} ")));
            let text = if most.trapped == 0 { "none".to_owned() } else { format!("at most {}", percent(share(most))) };
            let better = share(most) < share(many) || most.trapped == 0;
            spans.push((if better { Role::Good } else { Role::Bad }, text));
        }
    }
    spans.push(plain("."));
    if last > first && share(many) > share(few) {
        spans.push(plain(
            " The other half of the truth: when teacher and student grow together, traps become more, not fewer.",
        ));
    }
    let sum = |of: &dyn Fn(&Count) -> usize| counts.iter().map(of).sum();
    spans.extend(unfinished(Count {
        runs: sum(&|count| count.runs),
        not_finished: sum(&|count| count.not_finished),
        diverged: sum(&|count| count.diverged),
        ..Count::default()
    }));
    let complete = counts.iter().all(|count| count.runs == setting.runs);
    let fewer = none.iter().zip(&two).all(|((_, none), (_, two))| two.trapped <= none.trapped);
    let some = none.iter().any(|(_, count)| count.trapped > 0);
    Verdict { holds: (complete && some).then_some(fewer), spans }
}

fn of_widths(setting: &Setting, counts: &[Count]) -> Verdict {
    let known: Vec<(usize, Count)> = setting
        .cells
        .iter()
        .zip(counts)
        .filter_map(|(cell, count)| match cell {
            Cell::Bumps { width } if count.runs > 0 => Some((*width, *count)),
            _ => None,
        })
        .collect();
    let (Some((narrow, few)), Some((wide, many))) = (known.first(), known.last()) else { return Verdict::default() };
    let share = |count: &Count| count.solved as f64 / count.runs as f64;
    let mut spans = vec![
        plain("Of random starts "),
        (Role::Bad, percent(share(few))),
        plain(format!(" train to zero with {narrow} bumps")),
    ];
    let mut holds = None;
    if wide > narrow {
        let better = share(many) > share(few);
        let role = if better { Role::Good } else { Role::Bad };
        spans.extend([plain(", "), (role, percent(share(many))), plain(format!(" with {wide}"))]);
        let complete = counts.iter().all(|count| count.runs == setting.runs);
        holds = (complete && wilson(few.solved, few.runs).high < wilson(many.solved, many.runs).low).then_some(true);
        if complete && !better {
            holds = Some(false);
        }
    }
    spans.push(plain(
        ". The others failed to train: most of them are unfinished or have degenerated, and few are in a strict minimum.",
    ));
    Verdict { holds, spans }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_shares_are_shares() {
        assert_eq!((published(8, 0), published(8, 1), published(8, 2)), (Some(0.126), Some(0.001), Some(0.0)));
        assert_eq!((published(9, 0), published(6, 1), published(20, 1)), (None, None, None));
    }
}

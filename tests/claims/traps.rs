//! Rules of `traps`: runs counted once more, and what their counts can tell.

use crate::case::Case;
use crate::prose::Prose;
use crate::statistics::wilson;

const COUNTS: &str = "traps: counts are those of the runs, and add up";
const INTERVAL: &str = "traps: shares and intervals are those of the counts";
const TRAPPED: &str = "traps: no share is told of runs none of which came to rest";
const MORE: &str = "traps: more and fewer only where the interval of the difference leaves out zero";
const HOLDS: &str = "traps: it holds or not only where the counts tell";
const OTHERS: &str = "traps: others failed only where there are others";
const ROWS: &str = "traps: the rows end at the teacher that was asked for";
const NUMBERS: &str = "traps: numbers of the sentence are the counts";

/// With fewer runs no verdict: an interval of a share of eight reaches over a third of all.
const FEWEST: usize = 9;
/// Steps at which a run that goes on is given up.
const MOST_STEPS: f64 = 100_000.0;

/// Per cent of 1,000 runs that were trapped without a neuron to spare (Safran & Shamir 2018, table 1).
const PUBLISHED: [(usize, f64); 11] = [
    (6, 0.3),
    (8, 12.6),
    (10, 34.6),
    (11, 45.5),
    (12, 58.5),
    (14, 73.6),
    (15, 80.3),
    (16, 85.1),
    (18, 90.0),
    (19, 93.4),
    (20, 94.0),
];

/// Runs of one network.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Count {
    runs: usize,
    solved: usize,
    trapped: usize,
    going: usize,
    diverged: usize,
    /// At rest where a direction is flat.
    flat: usize,
}

impl Count {
    fn of(ends: &[&[f64]]) -> Self {
        let mut count = Self { runs: ends.len(), ..Self::default() };
        for end in ends {
            match end[0] as usize {
                0 => count.solved += 1,
                1 => count.trapped += 1,
                2 | 3 => count.going += 1,
                4 => count.diverged += 1,
                _ => count.flat += 1,
            }
        }
        count
    }

    fn at_rest(&self) -> usize {
        self.solved + self.trapped
    }
}

/// The interval of the first share minus the second (Newcombe 1998, method 10), from the two of Wilson.
fn difference((a, n): (usize, usize), (b, m): (usize, usize)) -> (f64, f64) {
    let (p, q) = (a as f64 / n as f64, b as f64 / m as f64);
    let (p_ends, q_ends) = (wilson(a, n), wilson(b, m));
    let reach = |x: f64, y: f64| (x * x + y * y).sqrt();
    (p - q - reach(p - p_ends.0, q_ends.1 - q), p - q + reach(p_ends.1 - p, q - q_ends.0))
}

pub fn rules(case: &mut Case, prose: &Prose) {
    if case.parts.is_empty() {
        return;
    }
    let ends: Vec<&[f64]> = case.parts.iter().map(Vec::as_slice).collect();
    let all = Count::of(&ends);
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let summary = [("runs", all.runs), ("solved", all.solved), ("trapped", all.trapped)];
    for (name, count) in summary {
        case.rule(COUNTS, value(name) == count as f64, || format!("{name} is {}, counted {count}", value(name)));
    }
    let rest = all.runs - all.solved - all.trapped;
    case.rule(COUNTS, value("not_finished") == rest as f64, || format!("{rest} are neither"));
    // A run that is trapped rests above .001, and one that is solved under it.
    let width = case.config.word("sweep") == "width";
    for end in &ends {
        let right = match end[0] as usize {
            0 => end[1] < 1e-3,
            1 => end[1] >= 1e-3 && end[1] < 100.0 && end[2] < MOST_STEPS,
            2 | 3 => width || end[2] == MOST_STEPS,
            _ => end[2] < MOST_STEPS,
        };
        case.rule(COUNTS, right, || format!("fate {}, loss {}, {} steps", end[0], end[1], end[2]));
    }
    match case.config.word("sweep") {
        "none" => of_one(case, prose, all),
        "teacher" => of_teachers(case, prose, &ends),
        _ => of_widths(case, prose, &ends),
    }
    advised(case, prose);
    case.clause(prose, NUMBERS, "{} of {} are at rest where", &[("flat", all.flat as f64), ("runs", all.runs as f64)]);
    case.clause(prose, NUMBERS, "{} of {} is at rest where", &[("flat", all.flat as f64), ("runs", all.runs as f64)]);
    case.clause(prose, NUMBERS, "none of {} random start{s} has", &[("runs", all.runs as f64)]);
    case.clause(prose, NUMBERS, "None of {} random start{s} has", &[("runs", all.runs as f64)]);
    let going = if all.at_rest() == all.runs { 0 } else { all.going };
    case.clause(
        prose,
        NUMBERS,
        "{} of {} are not finished",
        &[("not finished", going as f64), ("runs", all.runs as f64)],
    );
    case.clause(
        prose,
        NUMBERS,
        "{} of {} is not finished",
        &[("not finished", going as f64), ("runs", all.runs as f64)],
    );
    case.clause(prose, NUMBERS, "{} of {} diverged", &[("diverged", all.diverged as f64), ("runs", all.runs as f64)]);
    case.clause(prose, NUMBERS, "not finished after {} steps", &[("most steps", MOST_STEPS)]);
    let of = |code: f64| ends.iter().filter(|end| end[0] == code).count() as f64;
    let ways = [("slow", of(2.0)), ("restless", of(3.0))];
    case.clause(prose, NUMBERS, "{} of them still going down{*} and {} jumping", &ways);
    if all.at_rest() == 0 && !width {
        let told =
            !prose.find("{%} of the starts are trapped").is_empty() || !prose.find("of {} end in a bad").is_empty();
        case.rule(TRAPPED, !told && case.holds().is_none(), || format!("{all:?}"));
    }
}

fn close(a: f64, b: f64) -> bool {
    a.is_nan() && b.is_nan() || (a - b).abs() < 1e-6
}

/// About how many runs would tell is a round number.
const ROUND: [f64; 9] = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0];

fn advised(case: &mut Case, prose: &Prose) {
    for clause in ["about {} run{s} of each would", ", {} run{s} of each would not", "about {} would", ", {} would not"]
    {
        for found in prose.find(clause) {
            let round = ROUND.iter().any(|runs| found[0].counts(*runs as usize));
            case.rule(NUMBERS, round, || format!("{} runs would tell", found[0].text));
        }
    }
}

fn of_one(case: &mut Case, prose: &Prose, all: Count) {
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    // A share is one of the runs of which it is known where they end; of none there is none.
    let (low, high) = if all.at_rest() > 0 { wilson(all.trapped, all.at_rest()) } else { (f64::NAN, f64::NAN) };
    let share = all.trapped as f64 / all.at_rest() as f64;
    for (name, own) in [("share_trapped", share), ("interval_low", low), ("interval_high", high)] {
        case.rule(INTERVAL, close(value(name), own), || format!("{name} is {}, computed {own}", value(name)));
    }
    for (name, own) in [("share_after", share), ("low_after", low), ("high_after", high)] {
        let last = frames.series(name).last().copied().unwrap_or(f64::NAN);
        case.rule(INTERVAL, close(last, own), || format!("{name} ends at {last}, computed {own}"));
    }
    case.clause(
        prose,
        NUMBERS,
        "{} of {} end in a bad minimum",
        &[("trapped", all.trapped as f64), ("at rest", all.at_rest() as f64)],
    );
    case.clause(prose, NUMBERS, "{} of {} ends in a bad", &[("trapped", 1.0), ("at rest", all.at_rest() as f64)]);
    case.clause(prose, NUMBERS, "bad minimum, {%} ", &[("share", share)]);
    case.clause(prose, NUMBERS, "(95 % interval {%} to {%})", &[("low", low), ("high", high)]);
    let k = case.config.count("teacher");
    let students = (k + case.config.count("extra")) as f64;
    case.clause(prose, NUMBERS, "{} neurons learn {}", &[("students", students), ("teachers", k as f64)]);
    case.means(prose, "{%} interval", &[0.95]);
    case.means(prose, "of {}.", &[1_000.0]);
    let alone = PUBLISHED.iter().find(|row| row.0 == k).map(|row| row.1 / 100.0);
    let extra = case.config.count("extra");
    if let Some(alone) = alone {
        case.clause(prose, NUMBERS, "neuron to spare it is {%} (Saf", &[("published without spare", alone)]);
    }
    match case.holds() {
        Some(true) => {
            let tells = extra > 0 && all.at_rest() >= FEWEST && alone.is_some_and(|alone| high < alone);
            case.rule(HOLDS, tells, || format!("{share} ({low} to {high}) against {alone:?}"));
        }
        Some(false) => {
            let tells = extra > 0 && all.at_rest() >= FEWEST && alone.is_some_and(|alone| low > alone);
            case.rule(HOLDS, tells, || format!("{share} ({low} to {high}) against {alone:?}"));
        }
        None => {}
    }
}

/// The counts of every network of a sweep, with what its series say.
fn cells(case: &mut Case, ends: &[&[f64]], share_of: fn(&Count) -> (usize, usize)) -> Vec<Count> {
    let runs = case.config.count("runs");
    let frames = case.frames;
    let counts: Vec<Count> = ends.chunks(runs).map(Count::of).collect();
    for (at, count) in counts.iter().enumerate() {
        let value = |name: &str| frames.series(name).get(at).copied().unwrap_or(f64::NAN);
        case.rule(COUNTS, value("runs_done") == count.runs as f64 && value("solved") == count.solved as f64, || {
            format!("network {at}: {} runs, {} solved, counted {count:?}", value("runs_done"), value("solved"))
        });
        let (hits, of) = share_of(count);
        let (low, high) = if of > 0 { wilson(hits, of) } else { (f64::NAN, f64::NAN) };
        let share = hits as f64 / of as f64;
        let right = close(value("share"), share) && close(value("low"), low) && close(value("high"), high);
        case.rule(INTERVAL, right, || {
            format!("network {at}: {} ({} to {})", value("share"), value("low"), value("high"))
        });
    }
    counts
}

fn of_teachers(case: &mut Case, prose: &Prose, ends: &[&[f64]]) {
    let counts = cells(case, ends, |count| (count.trapped, count.at_rest()));
    let frames = case.frames;
    let (teachers, extras) = (frames.series("teacher"), frames.series("extra"));
    let asked = case.config.count("teacher") as f64;
    let last = teachers.iter().copied().fold(0.0, f64::max);
    case.rule(ROWS, last == asked, || format!("the last row is {last}, asked for {asked}"));
    let of = |extra: f64| -> Vec<(f64, Count)> {
        let begun = counts.iter().enumerate().filter(|(at, count)| extras[*at] == extra && count.at_rest() > 0);
        begun.map(|(at, count)| (teachers[at], *count)).collect()
    };
    let (none, two) = (of(0.0), of(2.0));
    let pair = |count: &Count| (count.trapped, count.at_rest());
    if let (Some((_, few)), Some((_, many))) = (none.first(), none.last())
        && (prose.has("traps become more") || prose.has("more, not fewer"))
    {
        let (low, high) = difference(pair(many), pair(few));
        case.rule(MORE, low > 0.0, || format!("{many:?} against {few:?}: {low} to {high}"));
    }
    // With neurons to spare, row by row and all together.
    let sum = |row: &[(f64, Count)]| {
        row.iter().fold((0, 0), |sum, (_, count)| (sum.0 + count.trapped, sum.1 + count.at_rest()))
    };
    if let (false, false) = (none.is_empty(), two.is_empty()) {
        let rows: Vec<(f64, f64)> =
            none.iter().zip(&two).map(|((_, none), (_, two))| difference(pair(two), pair(none))).collect();
        let together = difference(sum(&two), sum(&none));
        match case.holds() {
            Some(true) => {
                let fewer = together.1 < 0.0 || rows.iter().any(|row| row.1 < 0.0);
                let not_more = rows.iter().all(|row| row.0 <= 0.0);
                case.rule(HOLDS, fewer && not_more, || format!("differences {rows:?}, together {together:?}"));
            }
            Some(false) => {
                let more = together.0 > 0.0 || rows.iter().any(|row| row.0 > 0.0);
                case.rule(HOLDS, more, || format!("differences {rows:?}, together {together:?}"));
            }
            None => {}
        }
    }
    let share = |row: &[(f64, Count)], first: bool| {
        let row = if first { row.first() } else { row.last() };
        row.map_or((f64::NAN, f64::NAN), |(k, count)| (*k, count.trapped as f64 / count.at_rest() as f64))
    };
    let ((k, few), (l, many)) = (share(&none, true), share(&none, false));
    for (spare, extra, name) in [("one", 1.0, "most with one"), ("two", 2.0, "most with two")] {
        let most = of(extra).iter().map(|(_, count)| count.trapped as f64 / count.at_rest() as f64).fold(0.0, f64::max);
        case.clause(prose, NUMBERS, &format!("; with {spare} at most {{%}}"), &[(name, most)]);
    }
    let first = [("share of the first", few), ("first teacher", k)];
    case.clause(prose, NUMBERS, "{%} of the starts are trapped at {} teacher neurons", &first);
    case.clause(prose, NUMBERS, "{%} of the starts that came to rest are trapped at {} teacher neurons", &first);
    // Over the teachers of which both are known.
    let both: Vec<((f64, Count), (f64, Count))> =
        none.iter().filter_map(|a| two.iter().find(|b| b.0 == a.0).map(|b| (*a, *b))).collect();
    let ((a, n), (b, m)) = (
        sum(&both.iter().map(|pair| pair.0).collect::<Vec<_>>()),
        sum(&both.iter().map(|pair| pair.1).collect::<Vec<_>>()),
    );
    let counts = [("none", a as f64), ("of none", n as f64), ("two", b as f64), ("of two", m as f64)];
    case.clause(prose, NUMBERS, "{} of {} are trapped with none to spare and {} of {} with two", &counts);
    if prose.has("make traps rarer") && !prose.has("do not make") {
        let (_, high) = difference((b, m), (a, n));
        case.rule(MORE, high < 0.0, || format!("{b} of {m} against {a} of {n}: up to {high}"));
    }
    case.clause(prose, NUMBERS, "teacher neurons and {%} at {}", &[("share of the last", many), ("last teacher", l)]);
}

fn of_widths(case: &mut Case, prose: &Prose, ends: &[&[f64]]) {
    let counts = cells(case, ends, |count| (count.solved, count.runs));
    let frames = case.frames;
    let widths = frames.series("width");
    let all = Count::of(ends);
    if prose.has("others failed") || prose.has("others ended") || prose.has("others have") {
        case.rule(OTHERS, all.solved < all.runs, || format!("{all:?}"));
    }
    let (Some(few), Some(many)) = (counts.first(), counts.last()) else { return };
    let pair = |count: &Count| (count.solved, count.runs);
    let (low, high) = difference(pair(many), pair(few));
    let told = (pair(many), pair(few), low, high);
    match case.holds() {
        Some(true) => case.rule(HOLDS, low > 0.0 && few.runs >= FEWEST, || format!("{told:?}")),
        Some(false) => case.rule(HOLDS, high < 0.0 && few.runs >= FEWEST, || format!("{told:?}")),
        None => {}
    }
    let share = |count: &Count| count.solved as f64 / count.runs as f64;
    let first = [("share of the narrowest", share(few)), ("narrowest", widths[0])];
    case.clause(prose, NUMBERS, "{%} train to zero with {} bumps", &first);
    let failed = [("failed", (all.runs - all.solved) as f64), ("runs", all.runs as f64), ("most steps", 40_000.0)];
    case.clause(prose, NUMBERS, "{} of {} run{s} failed to train within {} steps", &failed);
    case.clause(prose, NUMBERS, "{} of them diverged", &[("diverged", all.diverged as f64)]);
    case.clause(prose, NUMBERS, "All of {} run{s} trained", &[("solved", all.solved as f64)]);
    let last = [("share of the widest", share(many)), ("widest", widths[counts.len() - 1])];
    case.clause(prose, NUMBERS, "bumps, {%} with {}", &last);
}

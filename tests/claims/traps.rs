//! Rules of `traps`: runs counted once more, and what their counts can tell.

use crate::case::Case;
use crate::prose::Prose;
use crate::statistics::{difference, wilson};

const COUNTS: &str = "traps: counts are those of the runs, and add up";
const SHARES: &str = "traps: shares and intervals are those of the counts";
const TRAPPED: &str = "traps: no share is told of runs none of which came to rest";
const MORE: &str = "traps: more, fewer and rarer only where the interval of the difference leaves out zero";
const HOLDS: &str = "traps: it holds or not only where the counts of nine runs and more tell";
const OTHERS: &str = "traps: some failed only where some did, and all trained only where all did";
const ROWS: &str = "traps: the rows end at the teacher that was asked for";
const ENOUGH: &str = "traps: so many runs would tell, if the shares stay as they are";
const NUMBERS: &str = "traps: numbers of the sentence are the counts";

/// With fewer runs no verdict: an interval of a share of eight reaches over a third of all.
const FEWEST: usize = 9;

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

/// Runs of one network, by what became of them: solved, trapped, and four ways of neither.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Count {
    runs: usize,
    outcomes: [usize; 6],
}

/// Ways of neither.
const SLOW: usize = 2;
const RESTLESS: usize = 3;
const DIVERGED: usize = 4;
const FLAT: usize = 5;

impl Count {
    fn of(ends: &[&[f64]]) -> Self {
        let mut count = Self { runs: ends.len(), ..Self::default() };
        ends.iter().for_each(|end| count.outcomes[end[0] as usize] += 1);
        count
    }

    fn solved(&self) -> usize {
        self.outcomes[0]
    }

    fn trapped(&self) -> usize {
        self.outcomes[1]
    }

    fn at_rest(&self) -> usize {
        self.solved() + self.trapped()
    }
}

/// Hits of so many.
type Share = (usize, usize);

fn share_of((hits, of): Share) -> f64 {
    hits as f64 / of as f64
}

/// The trapped of those that came to rest.
fn trapped(count: &Count) -> Share {
    (count.trapped(), count.at_rest())
}

/// The trained of all.
fn trained(count: &Count) -> Share {
    (count.solved(), count.runs)
}

/// Which of two shares is larger, where nine runs of both and the interval of the difference tell.
fn larger(first: Share, second: Share) -> Option<bool> {
    if first.1 < FEWEST || second.1 < FEWEST {
        return None;
    }
    let (low, high) = difference(first, second);
    if low > 0.0 {
        Some(true)
    } else if high < 0.0 {
        Some(false)
    } else {
        None
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6 || (a.is_nan() && b.is_nan())
}

pub fn rules(case: &mut Case, prose: &Prose) {
    if case.parts.is_empty() {
        return;
    }
    let ends: Vec<&[f64]> = case.parts.iter().map(Vec::as_slice).collect();
    let all = Count::of(&ends);
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let counts = [("runs", all.runs), ("solved", all.solved()), ("trapped", all.trapped())];
    for (name, count) in counts.into_iter().chain([("not_finished", all.runs - all.at_rest())]) {
        case.rule(COUNTS, value(name) == count as f64, || format!("{name} is {}, counted {count}", value(name)));
    }
    // A run that is trapped rests above .001, one that is solved under it, and neither has diverged.
    for end in &ends {
        let right = match end[0] as usize {
            0 => end[1] < 1e-3,
            1 => end[1] >= 1e-3 && end[1] < 100.0,
            _ => true,
        };
        case.rule(COUNTS, right, || format!("outcome {}, loss {}, {} steps", end[0], end[1], end[2]));
    }
    let width = case.config.word("sweep") == "width";
    match case.config.word("sweep") {
        "none" => of_one(case, prose, all),
        "teacher" => of_teachers(case, prose, &ends),
        _ => of_widths(case, prose, &ends),
    }
    if width {
        return;
    }
    if all.at_rest() == 0 {
        let told = prose.has(" trapped at ") || prose.has(" in a bad minimum");
        case.rule(TRAPPED, !told && case.holds().is_none(), || format!("{all:?}"));
    }
    let runs = ("runs", all.runs as f64);
    let going = ("not finished", (all.outcomes[SLOW] + all.outcomes[RESTLESS]) as f64);
    for verb in ["is", "are"] {
        let clause = format!("{{}} of {{}} {verb} not finished after {{}} steps");
        case.clause(prose, NUMBERS, &clause, &[going, runs, ("most steps", 100_000.0)]);
    }
    let ways = [("slow", all.outcomes[SLOW] as f64), ("restless", all.outcomes[RESTLESS] as f64)];
    case.clause(prose, NUMBERS, "{} of them still going down, where a larger rate gets further, and {} jumping", &ways);
    for (words, (_, count)) in ["still going down", "jumping to and fro"].into_iter().zip(ways) {
        case.rule(COUNTS, prose.has(words) == (count > 0.0), || format!("{words}: {all:?}"));
    }
    let diverged = ("diverged", all.outcomes[DIVERGED] as f64);
    case.clause(prose, NUMBERS, "{} of {} diverged", &[diverged, runs]);
    case.rule(COUNTS, prose.has(" diverged") == (diverged.1 > 0.0), || format!("{all:?}"));
    for verb in ["is", "are"] {
        let flat = ("flat", all.outcomes[FLAT] as f64);
        case.clause(prose, NUMBERS, &format!("{{}} of {{}} {verb} at rest where"), &[flat, runs]);
    }
    case.clause(prose, NUMBERS, "none of {} random start{s} has", &[runs]);
    case.clause(prose, NUMBERS, "None of {} random start{s} has", &[runs]);
}

fn of_one(case: &mut Case, prose: &Prose, all: Count) {
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let own = trapped(&all);
    let (low, high) = if own.1 > 0 { wilson(own.0, own.1) } else { (f64::NAN, f64::NAN) };
    let share = share_of(own);
    for (name, own) in [("share_trapped", share), ("interval_low", low), ("interval_high", high)] {
        case.rule(SHARES, close(value(name), own), || format!("{name} is {}, computed {own}", value(name)));
    }
    for (name, own) in [("share_after", share), ("low_after", low), ("high_after", high)] {
        let last = frames.series(name).last().copied().unwrap_or(f64::NAN);
        case.rule(SHARES, close(last, own), || format!("{name} ends at {last}, computed {own}"));
    }
    let hits = [("trapped", own.0 as f64), ("at rest", own.1 as f64), ("share", share)];
    case.clause(prose, NUMBERS, "{} of {} end in a bad minimum, {%} ", &hits);
    case.clause(prose, NUMBERS, "{} of {} ends in a bad minimum, {%} ", &hits);
    case.clause(prose, NUMBERS, "% interval {%} to {%})", &[("low", low), ("high", high)]);
    case.means(prose, "({%} interval", &[0.95]);
    case.means(prose, "of {}.", &[1_000.0]);
    let k = case.config.count("teacher");
    let extra = case.config.count("extra");
    case.clause(prose, NUMBERS, "{} neurons learn {}", &[("students", (k + extra) as f64), ("teachers", k as f64)]);
    let alone = PUBLISHED.iter().find(|row| row.0 == k).map(|row| row.1 / 100.0);
    if let Some(alone) = alone {
        case.clause(prose, NUMBERS, "neuron to spare it is {%} (Saf", &[("published without spare", alone)]);
    }
    // Safran and Shamir counted 1,000.
    let published = alone.map(|alone| ((alone * 1_000.0).round() as usize, 1_000));
    // Whatever becomes of the runs that have not come to rest.
    let open = all.runs - own.1;
    let ends = [(own.0, all.runs), (own.0 + open, all.runs)];
    if open > 0 {
        let [least, most] = ends.map(share_of);
        let values = [("open", open as f64), ("at least", least), ("at most", most)];
        case.clause(prose, NUMBERS, "With the {} that did not it is between {%} and {%}", &values);
    }
    let told = published.filter(|_| extra > 0).and_then(|published| {
        let own = larger(own, published);
        own.filter(|_| ends.iter().all(|end| larger(*end, published) == own))
    });
    let what = || format!("{own:?} against {published:?}: {told:?}");
    if let Some(holds) = case.holds() {
        case.rule(HOLDS, told == Some(!holds), what);
    }
    for (words, needs) in [
        (": spare neurons make traps rarer", Some(false)),
        ("do not make traps rarer", Some(true)),
        ("tell no difference", None),
    ] {
        if prose.has(words) {
            case.rule(MORE, told == needs, what);
        }
    }
    if let (Some(published), Some(found)) = (published, prose.one("about {} would")) {
        let runs = found[0].value as usize;
        let scaled = ((share * runs as f64).round() as usize, runs);
        case.rule(ENOUGH, larger(scaled, published).is_some() && runs > own.1, || format!("{scaled:?} of {own:?}"));
    }
    case.means(prose, "it is, {} would not", &[5_000.0]);
}

/// The counts of every network of a sweep, held against its series.
fn cells(case: &mut Case, ends: &[&[f64]], share: fn(&Count) -> Share) -> Vec<Count> {
    let runs = case.config.count("runs");
    let frames = case.frames;
    let counts: Vec<Count> = ends.chunks(runs).map(Count::of).collect();
    for (at, count) in counts.iter().enumerate() {
        let value = |name: &str| frames.series(name).get(at).copied().unwrap_or(f64::NAN);
        let same = value("runs_done") == count.runs as f64 && value("solved") == count.solved() as f64;
        case.rule(COUNTS, same, || {
            format!("network {at}: {} runs, {} solved, counted {count:?}", value("runs_done"), value("solved"))
        });
        let own = share(count);
        let (low, high) = if own.1 > 0 { wilson(own.0, own.1) } else { (f64::NAN, f64::NAN) };
        let right = close(value("share"), share_of(own)) && close(value("low"), low) && close(value("high"), high);
        case.rule(SHARES, right, || {
            format!("network {at}: {} ({} to {}), counted {own:?}", value("share"), value("low"), value("high"))
        });
    }
    counts
}

/// So many runs of each would tell two shares apart.
fn enough(case: &mut Case, prose: &Prose, words: &str, first: Share, second: Share) {
    for found in prose.find(&format!("{words} about {{}} run{{s}} of each would")) {
        let runs = found[0].value as usize;
        let scaled = |share: Share| ((share_of(share) * runs as f64).round() as usize, runs);
        let tells = larger(scaled(first), scaled(second)).is_some() && runs > first.1.min(second.1);
        case.rule(ENOUGH, tells, || format!("{runs} runs of {first:?} and {second:?}"));
    }
    case.means(prose, &format!("{words} {{}} runs of each would not"), &[5_000.0]);
}

fn of_teachers(case: &mut Case, prose: &Prose, ends: &[&[f64]]) {
    let counts = cells(case, ends, trapped);
    let frames = case.frames;
    let (teachers, extras) = (frames.series("teacher"), frames.series("extra"));
    let asked = case.config.count("teacher") as f64;
    let last = teachers.iter().copied().fold(0.0, f64::max);
    case.rule(ROWS, last == asked, || format!("the last row is {last}, asked for {asked}"));
    // Networks of which some run came to rest.
    let row = |extra: f64| -> Vec<(f64, Share)> {
        let begun = counts.iter().enumerate().filter(|(at, count)| extras[*at] == extra && count.at_rest() > 0);
        begun.map(|(at, count)| (teachers[at], trapped(count))).collect()
    };
    let (none, two) = (row(0.0), row(2.0));
    let grow = none.first().zip(none.last()).filter(|(first, last)| last.0 > first.0);
    let told = grow.and_then(|(first, last)| larger(last.1, first.1));
    for (words, needs) in [
        ("traps become more, not fewer", Some(true)),
        ("traps become fewer here", Some(false)),
        ("these runs do not tell", None),
    ] {
        if prose.has(words) {
            case.rule(MORE, told == needs, || format!("{words}: {none:?}"));
        }
    }
    // Over all teachers of which both are known.
    let both =
        none.iter().filter_map(|(k, none)| two.iter().find(|(other, _)| other == k).map(|(_, two)| (*none, *two)));
    let (mut of_none, mut of_two) = ((0, 0), (0, 0));
    for (none, two) in both {
        of_none = (of_none.0 + none.0, of_none.1 + none.1);
        of_two = (of_two.0 + two.0, of_two.1 + two.1);
    }
    let told = if of_none.1 > 0 && of_two.1 > 0 { larger(of_none, of_two) } else { None };
    let what = || format!("{of_none:?} against {of_two:?}: {told:?}");
    if let Some(holds) = case.holds() {
        case.rule(HOLDS, told == Some(holds), what);
    }
    for (words, needs) in [
        (": spare neurons make traps rarer", Some(true)),
        ("do not make traps rarer", Some(false)),
        ("that tells no difference", None),
    ] {
        if prose.has(words) {
            case.rule(MORE, told == needs, what);
        }
    }
    let counts = [of_none.0, of_none.1, of_two.0, of_two.1].map(|count| ("a count", count as f64));
    let [a, b, c, d] = counts.map(|count| count.1);
    let counts = [("none trapped", a), ("none at rest", b), ("two trapped", c), ("two at rest", d)];
    for verb in ["is", "are"] {
        let clause = format!("{{}} of {{}} {verb} trapped with none to spare and {{}} of {{}} with two");
        case.clause(prose, NUMBERS, &clause, &counts);
    }
    enough(case, prose, "no difference, and if the shares stay as they are,", of_none, of_two);
    enough(case, prose, "no difference, and and if the shares stay as they are,", of_none, of_two);
    if let Some((first, last)) = grow {
        enough(case, prose, "do not tell; if the shares stay as they are,", last.1, first.1);
        enough(case, prose, "do not tell; and if the shares stay as they are,", last.1, first.1);
    }
    for (spare, extra, name) in [("one", 1.0, "most with one"), ("two", 2.0, "most with two")] {
        let most = row(extra).iter().map(|(_, share)| share_of(*share)).fold(0.0, f64::max);
        case.clause(prose, NUMBERS, &format!("; with {spare} at most {{%}}"), &[(name, most)]);
        if prose.has(&format!("; with {spare} none")) {
            case.rule(NUMBERS, most == 0.0, || format!("{most} with {spare}"));
        }
    }
    if let (Some(first), Some(last)) = (none.first(), none.last()) {
        let begins = [("share of the first", share_of(first.1)), ("first teacher", first.0)];
        case.clause(prose, NUMBERS, "{%} of the starts {*}are trapped at {} teacher neurons", &begins);
        case.clause(
            prose,
            NUMBERS,
            "neurons and {%} at {}",
            &[("share of the last", share_of(last.1)), ("last teacher", last.0)],
        );
    }
}

fn of_widths(case: &mut Case, prose: &Prose, ends: &[&[f64]]) {
    let counts = cells(case, ends, trained);
    let frames = case.frames;
    let widths = frames.series("width");
    let all = Count::of(ends);
    let failed = all.runs - all.solved();
    if prose.has("failed to train") {
        case.rule(OTHERS, failed > 0, || format!("{all:?}"));
    }
    if prose.has("All of") {
        case.rule(OTHERS, failed == 0, || format!("{all:?}"));
    }
    let (Some(few), Some(many)) = (counts.first(), counts.last()) else { return };
    let (few, many) = (trained(few), trained(many));
    let told = if counts.len() > 1 { larger(many, few) } else { None };
    let what = || format!("{many:?} against {few:?}: {told:?}");
    if let Some(holds) = case.holds() {
        case.rule(HOLDS, told == Some(holds), what);
    }
    if prose.has("tell no difference") {
        case.rule(MORE, told.is_none(), what);
    }
    let narrowest = [("share of the narrowest", share_of(few)), ("narrowest", widths[0])];
    case.clause(prose, NUMBERS, "{%} train to zero with {} bumps", &narrowest);
    let widest = [("share of the widest", share_of(many)), ("widest", widths[counts.len() - 1])];
    case.clause(prose, NUMBERS, "bumps, {%} with {}", &widest);
    // Of so few that no share is told.
    let first = [("trained of the narrowest", few.0 as f64), ("runs of the narrowest", few.1 as f64), narrowest[1]];
    case.clause(prose, NUMBERS, "{} of {} train to zero with {} bumps", &first);
    let last = [("trained of the widest", many.0 as f64), ("runs of the widest", many.1 as f64), widest[1]];
    case.clause(prose, NUMBERS, "bumps, {} of {} with {}", &last);
    let runs = ("runs", all.runs as f64);
    case.clause(prose, NUMBERS, "All of {} run{s} trained", &[runs]);
    case.clause(
        prose,
        NUMBERS,
        "{} of {} run{s} failed to train within {} steps",
        &[("failed", failed as f64), runs, ("most steps", 40_000.0)],
    );
    case.clause(prose, NUMBERS, "steps, {} of them diverged", &[("diverged", all.outcomes[DIVERGED] as f64)]);
    enough(case, prose, "between the two, and if the shares stay as they are,", many, few);
    enough(case, prose, "between the two, and and if the shares stay as they are,", many, few);
}

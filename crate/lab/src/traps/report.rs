//! What the ends of the runs come to: shares, intervals, the sentence.

use super::quantities::{self as q, number as n};
use super::swarm::{BUMP_STEPS, Cell, End, Setting};
use crate::contract::quantity::Number;
use crate::contract::words::{Sentence, counted, grouped, percent, percent_interval};
use crate::contract::{Frames, Role, Series, Verdict};
use crate::shared::attempt::{Outcome, Tally, Why};
use alleyway::stats::{FEWEST_DRAWS, Interval, difference_of_shares, wilson};

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

/// Hits of so many: a share, where there is anything to take one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Share {
    hits: usize,
    of: usize,
}

impl Share {
    /// Those that are trapped, of the runs of which it is known where they end.
    fn trapped(tally: Tally) -> Self {
        Self { hits: tally.trapped(), of: tally.rested() }
    }

    /// Those that have trained, of all.
    fn trained(tally: Tally) -> Self {
        Self { hits: tally.solved(), of: tally.runs() }
    }

    /// NaN of nothing.
    fn value(self) -> f64 {
        self.hits as f64 / self.of as f64
    }

    /// Of 95 %; NaN of nothing.
    fn interval(self) -> Interval {
        if self.of > 0 { wilson(self.hits, self.of) } else { Interval { low: f64::NAN, high: f64::NAN } }
    }

    /// The interval of this share minus another.
    fn difference(self, other: Self) -> Interval {
        difference_of_shares((self.hits, self.of), (other.hits, other.of))
    }

    /// Whether this share is larger than another.
    fn against(self, other: Self) -> Told {
        let enough = self.of >= FEWEST_DRAWS && other.of >= FEWEST_DRAWS;
        let interval = self.difference(other);
        if enough && interval.is_above(0.0) {
            Told::More
        } else if enough && interval.is_below(0.0) {
            Told::Less
        } else {
            Told::Nothing
        }
    }
}

/// What two shares tell of one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    More,
    Less,
    Nothing,
}

/// Round numbers of runs, to say about how many would tell; the last is as many as may be asked for.
const ROUND: [usize; 9] = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

/// How many runs of each would tell two shares apart if they stayed as they are, in words.
fn enough(first: Share, second: Share) -> String {
    let [none, all] = [|share: Share| share.hits == 0, |share: Share| share.hits == share.of];
    if (none(first) && none(second)) || (all(first) && all(second)) {
        return "as long as the shares are the same, no number of them would".to_owned();
    }
    let scaled = |share: Share, runs: usize| {
        let hits = libm::round(share.value() * runs as f64) as usize;
        Share { hits, of: runs }
    };
    let telling = |runs: &usize| scaled(first, *runs).against(scaled(second, *runs)) != Told::Nothing;
    match ROUND.iter().copied().filter(|runs| *runs > first.of.min(second.of)).find(telling) {
        Some(runs) => format!("if the shares stay as they are, about {} of each would", counted(runs, "run")),
        None => format!("if the shares stay as they are, {} of each would not either", counted(5_000, "run")),
    }
}

pub fn frames(setting: &Setting, ends: &[End]) -> Frames {
    if ends.is_empty() {
        return Frames::default();
    }
    let counts: Vec<Tally> = setting
        .cells
        .iter()
        .enumerate()
        .map(|(cell, _)| {
            let from = (cell * setting.runs).min(ends.len());
            tally(&ends[from..(from + setting.runs).min(ends.len())])
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

fn tally(ends: &[End]) -> Tally {
    Tally::of(ends.iter().map(|end| end.outcome))
}

fn summary(setting: &Setting, ends: &[End]) -> Vec<(&'static str, f64)> {
    let tally = tally(ends);
    let mut summary = vec![
        n::RUNS.of(tally.runs() as f64),
        n::SOLVED.of(tally.solved() as f64),
        n::TRAPPED.of(tally.trapped() as f64),
        n::NOT_FINISHED.of(tally.not_finished() as f64),
        n::DIVERGED.of(tally.count(Outcome::NotFinished(Why::Diverged)) as f64),
    ];
    if let [Cell::Relu { k, extra }] = setting.cells[..] {
        let share = Share::trapped(tally);
        let Interval { low, high } = share.interval();
        summary.extend([n::SHARE_TRAPPED.of(share.value()), n::INTERVAL_LOW.of(low), n::INTERVAL_HIGH.of(high)]);
        summary.extend(published(k, extra).map(|share| n::PUBLISHED.of(share)));
        let example = |number: &Number, is: &dyn Fn(Outcome) -> bool| {
            ends.iter().position(|end| is(end.outcome)).map(|at| number.of(at as f64))
        };
        summary.extend(example(&n::EXAMPLE_SOLVED, &|outcome| outcome == Outcome::Solved));
        summary.extend(example(&n::EXAMPLE_TRAPPED, &|outcome| outcome == Outcome::Trapped));
        summary.extend(example(&n::EXAMPLE_NOT_FINISHED, &|outcome| matches!(outcome, Outcome::NotFinished(_))));
    }
    summary
}

fn runs(ends: &[End]) -> Vec<Series> {
    let column = |of: &dyn Fn(&End) -> f64| ends.iter().map(of).collect::<Vec<f64>>();
    let mut shares = [const { Vec::new() }; 3];
    let mut tally = Tally::default();
    for end in ends {
        tally.note(end.outcome);
        let share = Share::trapped(tally);
        let Interval { low, high } = share.interval();
        shares.iter_mut().zip([share.value(), low, high]).for_each(|(list, value)| list.push(value));
    }
    let [share, low, high] = shares;
    vec![
        // However they are not finished, it is one class.
        q::OUTCOME.of(column(&|end| end.outcome.code().min(2) as f64)),
        q::LOSS.of(column(&|end| end.loss)),
        q::STEPS.of(column(&|end| end.steps as f64)),
        q::SHARE_AFTER.of(share),
        q::LOW_AFTER.of(low),
        q::HIGH_AFTER.of(high),
    ]
}

fn cells(setting: &Setting, counts: &[Tally]) -> Vec<Series> {
    let of = |f: &dyn Fn(&Cell) -> f64| setting.cells.iter().map(f).collect::<Vec<f64>>();
    let count = |f: &dyn Fn(&Tally) -> usize| counts.iter().map(|c| f(c) as f64).collect::<Vec<f64>>();
    let wide = matches!(setting.cells[0], Cell::Bumps { .. });
    // Of the bumps those that train are counted, of all: most of the others are in no strict minimum.
    let share = |tally: &Tally| if wide { Share::trained(*tally) } else { Share::trapped(*tally) };
    let mut out = Vec::new();
    if wide {
        out.push(q::WIDTH.of(of(&|cell| if let Cell::Bumps { width } = cell { *width as f64 } else { f64::NAN })));
    } else {
        out.push(q::TEACHER.of(of(&|cell| if let Cell::Relu { k, .. } = cell { *k as f64 } else { f64::NAN })));
        out.push(q::EXTRA.of(of(&|cell| if let Cell::Relu { extra, .. } = cell { *extra as f64 } else { f64::NAN })));
    }
    out.push(q::RUNS_DONE.of(count(&|tally| tally.runs())));
    out.push(q::SOLVED.of(count(&|tally| tally.solved())));
    if !wide {
        out.push(q::TRAPPED.of(count(&|tally| tally.trapped())));
    }
    out.push(q::NOT_FINISHED.of(count(&|tally| tally.not_finished())));
    out.push(q::SHARE.of(counts.iter().map(|tally| share(tally).value()).collect()));
    out.push(q::LOW.of(counts.iter().map(|tally| share(tally).interval().low).collect()));
    out.push(q::HIGH.of(counts.iter().map(|tally| share(tally).interval().high).collect()));
    if !wide {
        let known = |cell: &Cell| match cell {
            Cell::Relu { k, extra } => published(*k, *extra).unwrap_or(f64::NAN),
            Cell::Bumps { .. } => f64::NAN,
        };
        out.push(q::PUBLISHED.of(of(&known)));
    }
    out
}

/// `23 of 200`.
fn fraction(share: Share) -> String {
    format!("{} of {}", grouped(share.hits), grouped(share.of))
}

/// Safran and Shamir counted 1,000 runs of each network.
const PUBLISHED_RUNS: usize = 1_000;

fn of_one(setting: &Setting, tally: Tally) -> Verdict {
    let Cell::Relu { k, extra } = setting.cells[0] else { unreachable!("one network is a ReLU network") };
    let mut sentence = Sentence::default();
    let students = k + extra;
    let share = Share::trapped(tally);
    if share.of == 0 {
        let none = match tally.runs() {
            1 => "the one random start has not".to_owned(),
            runs => format!("none of {} has", counted(runs, "random start")),
        };
        sentence
            .plain(format!("{students} neurons learn {k}: {none} come to rest, so that there is no share to tell."));
        sentence.plain(tally.unfinished());
        return sentence.verdict(None);
    }
    let count = |share: f64| Share { hits: libm::round(share * PUBLISHED_RUNS as f64) as usize, of: PUBLISHED_RUNS };
    let alone = published(k, 0);
    // Those that have not come to rest may all be trapped, or none of them: what is told has to hold either way.
    let open = tally.not_finished();
    let ends = [share.hits, share.hits + open].map(|hits| Share { hits, of: share.of + open });
    let against = |alone: f64| {
        let told = share.against(count(alone));
        if ends.iter().all(|end| end.against(count(alone)) == told) { told } else { Told::Nothing }
    };
    // Only neurons to spare are what the claim is about.
    let told = alone.filter(|_| extra > 0).map(against);
    let complete = tally.runs() == setting.runs;
    let holds = match told.filter(|_| complete) {
        Some(Told::Less) => Some(true),
        Some(Told::More) => Some(false),
        _ => None,
    };
    let known = if tally.not_finished() > 0 { " that came to rest" } else { "" };
    let role = match holds {
        Some(true) => Role::Good,
        Some(false) => Role::Bad,
        None if share.hits > 0 => Role::Bad,
        None => Role::Plain,
    };
    sentence.plain(format!("{students} neurons learn {k}: of the random starts{known} "));
    sentence.put(role, fraction(share));
    sentence.plain(format!(
        " {} in a bad minimum, {} (95 % interval {}).",
        if share.hits == 1 { "ends" } else { "end" },
        percent(share.value()),
        percent_interval(share.interval())
    ));
    if open > 0 {
        let [low, high] = ends.map(|end| percent(end.value()));
        sentence.plain(format!(" With the {} that did not it is between {low} and {high}.", grouped(open)));
    }
    match (extra, published(k, extra), alone, told) {
        (0, Some(known), _, _) => sentence.plain(format!(
            " Safran and Shamir (2018) found {} of {}.",
            percent(known),
            grouped(PUBLISHED_RUNS)
        )),
        (1.., _, Some(alone), told) => {
            sentence.plain(format!(" Without a neuron to spare it is {} (Safran and Shamir 2018)", percent(alone)));
            let end = match told {
                Some(Told::Less) => ": spare neurons make traps rarer.".to_owned(),
                Some(Told::More) => ": here spare neurons do not make traps rarer.".to_owned(),
                _ if open > 0 && share.against(count(alone)) != Told::Nothing => {
                    "; before those have come to rest these runs tell no difference from that.".to_owned()
                }
                _ => format!("; these runs tell no difference from that, and {}.", few(share, count(alone))),
            };
            sentence.plain(end);
        }
        (1.., _, None, _) => {
            sentence.plain(" No share without a spare neuron is published to hold that against.");
        }
        _ => {}
    }
    sentence.plain(tally.unfinished());
    sentence.verdict(holds)
}

/// About how many runs would tell a share from a published one.
fn few(share: Share, published: Share) -> String {
    let telling = |runs: &usize| {
        let hits = libm::round(share.value() * *runs as f64) as usize;
        Share { hits, of: *runs }.against(published) != Told::Nothing
    };
    match ROUND.iter().copied().filter(|runs| *runs > share.of).find(telling) {
        Some(runs) => format!("if the share stays as it is, about {} would", grouped(runs)),
        None => format!("if the share stays as it is, {} would not either", grouped(5_000)),
    }
}

/// The shares of each teacher with some spare neurons, those of which any run has come to rest.
fn row(setting: &Setting, counts: &[Tally], wanted: usize) -> Vec<(usize, Share)> {
    let cells = setting.cells.iter().zip(counts);
    cells
        .filter_map(|(cell, tally)| match cell {
            Cell::Relu { k, extra } if *extra == wanted => Some((*k, Share::trapped(*tally))),
            _ => None,
        })
        .filter(|(_, share)| share.of > 0)
        .collect()
}

fn of_teachers(setting: &Setting, counts: &[Tally]) -> Verdict {
    let mut sentence = Sentence::default();
    let mut all = Tally::default();
    counts.iter().for_each(|tally| all.add(*tally));
    if all.rested() == 0 {
        sentence.plain(format!(
            "None of {} has come to rest, so that there is no share to tell.",
            counted(all.runs(), "random start")
        ));
        sentence.plain(all.unfinished());
        return sentence.verdict(None);
    }
    let [none, one, two] = [0, 1, 2].map(|extra| row(setting, counts, extra));
    let starts = if all.not_finished() > 0 { "starts that came to rest" } else { "starts" };
    let complete = counts.iter().all(|tally| tally.runs() == setting.runs);
    let spare = complete.then(|| spare_against_none(&none, &two)).flatten();
    // All rows together tell, and none alone tells the opposite.
    let together = spare.map(|(none, two)| none.against(two));
    let rows = || pairs(&none, &two).map(|(none, two)| none.difference(two));
    let holds = match together {
        Some(Told::More) if !rows().any(|difference| difference.is_below(0.0)) => Some(true),
        Some(Told::Less) if !rows().any(|difference| difference.is_above(0.0)) => Some(false),
        _ => None,
    };
    match (none.first(), none.last()) {
        (Some((first, few)), Some((last, many))) => {
            sentence.plain("Without a neuron to spare ");
            sentence.put(Role::Bad, percent(few.value()));
            sentence.plain(format!(" of the {starts} are trapped at {first} teacher neurons"));
            if last > first {
                sentence.plain(" and ");
                sentence.put(Role::Bad, percent(many.value()));
                sentence.plain(format!(" at {last}"));
            }
        }
        _ => sentence.plain("Without a neuron to spare no start has come to rest"),
    }
    for (spare, row) in [("one", &one), ("two", &two)] {
        if let Some((_, most)) = row.iter().max_by(|a, b| a.1.value().total_cmp(&b.1.value())) {
            let most = if most.hits == 0 { "none".to_owned() } else { format!("at most {}", percent(most.value())) };
            sentence.plain(format!("; with {spare} "));
            sentence.put(if holds == Some(true) { Role::Good } else { Role::Plain }, most);
        }
    }
    sentence.plain(".");
    if let Some((none, two)) = spare {
        let [of_none, of_two] = [none, two].map(fraction);
        let are = if none.hits == 1 { "is" } else { "are" };
        let counts = format!("{of_none} {are} trapped with none to spare and {of_two} with two");
        let over = if setting.cells.len() > 3 { " Over all teachers" } else { " In all" };
        sentence.plain(match holds {
            Some(true) => format!("{over} {counts}: spare neurons make traps rarer."),
            Some(false) => format!("{over} {counts}: here spare neurons do not make traps rarer."),
            None if together == Some(Told::Nothing) => {
                format!("{over} {counts}: that tells no difference, and {}.", enough(none, two))
            }
            None => format!("{over} {counts}, but the rows do not agree."),
        });
    }
    if let (Some((first, few)), Some((last, many))) = (none.first(), none.last())
        && last > first
    {
        sentence.plain(match many.against(*few) {
            Told::More => {
                " The other half of the truth: when teacher and student grow together, traps become more, not fewer."
                    .to_owned()
            }
            Told::Less => " When teacher and student grow together, traps become fewer here.".to_owned(),
            Told::Nothing => format!(
                " Whether there are more traps when teacher and student grow together these runs do not tell; {}.",
                enough(*many, *few)
            ),
        });
    }
    sentence.plain(all.unfinished());
    sentence.verdict(holds)
}

/// The shares without and with two spare neurons, summed over the teachers of which both are known. Every teacher counts as many runs in
/// both, so that one comparison answers for all, and none is picked.
fn spare_against_none(none: &[(usize, Share)], two: &[(usize, Share)]) -> Option<(Share, Share)> {
    pairs(none, two).reduce(|(none, two), (more_none, more_two)| {
        let sum = |a: Share, b: Share| Share { hits: a.hits + b.hits, of: a.of + b.of };
        (sum(none, more_none), sum(two, more_two))
    })
}

/// The shares of each teacher of which both are known.
fn pairs(none: &[(usize, Share)], two: &[(usize, Share)]) -> impl Iterator<Item = (Share, Share)> {
    none.iter().filter_map(|(k, none)| two.iter().find(|(other, _)| other == k).map(|(_, two)| (*none, *two)))
}

fn of_widths(setting: &Setting, counts: &[Tally]) -> Verdict {
    let known: Vec<(usize, Tally)> = setting
        .cells
        .iter()
        .zip(counts)
        .filter_map(|(cell, tally)| match cell {
            Cell::Bumps { width } if tally.runs() > 0 => Some((*width, *tally)),
            _ => None,
        })
        .collect();
    let (Some((narrow, few)), Some((wide, many))) = (known.first(), known.last()) else { return Verdict::default() };
    let (few, many) = (Share::trained(*few), Share::trained(*many));
    let mut sentence = Sentence::default();
    sentence.plain("Of random starts ");
    let part = |share: Share| if share.of < FEWEST_DRAWS { fraction(share) } else { percent(share.value()) };
    sentence.put(Role::Bad, part(few));
    sentence.plain(format!(" train to zero with {narrow} bumps"));
    let mut holds = None;
    if wide > narrow {
        let told = many.against(few);
        let complete = counts.iter().all(|tally| tally.runs() == setting.runs);
        holds = match told {
            Told::More if complete => Some(true),
            Told::Less if complete => Some(false),
            _ => None,
        };
        let role = match told {
            Told::More => Role::Good,
            Told::Less => Role::Bad,
            Told::Nothing => Role::Plain,
        };
        sentence.plain(", ");
        sentence.put(role, part(many));
        sentence.plain(format!(" with {wide}"));
        if told == Told::Nothing {
            sentence.plain(format!("; these runs tell no difference between the two, and {}", enough(many, few)));
        }
    }
    sentence.plain(".");
    let mut all = Tally::default();
    known.iter().for_each(|(_, tally)| all.add(*tally));
    let failed = all.not_finished();
    let diverged = all.count(Outcome::NotFinished(Why::Diverged));
    if failed == 0 {
        sentence.plain(format!(" All of {} trained.", counted(all.runs(), "run")));
    } else {
        let diverged = if diverged > 0 { format!(", {} of them diverged", grouped(diverged)) } else { String::new() };
        sentence.plain(format!(
            " {} of {} failed to train within {}{diverged}; whether any is in a strict minimum is not checked here.",
            grouped(failed),
            counted(all.runs(), "run"),
            counted(BUMP_STEPS, "step")
        ));
    }
    sentence.verdict(holds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Request, open};

    #[test]
    fn published_shares_are_shares() {
        assert_eq!((published(8, 0), published(8, 1), published(8, 2)), (Some(0.126), Some(0.001), Some(0.0)));
        assert_eq!((published(9, 0), published(6, 1), published(20, 1)), (None, None, None));
    }

    /// A sweep with so many runs in each cell, and for each cell how many of them were trapped; the others were solved.
    fn swept(sweep: &str, teacher: &str, runs: usize, trapped: &[usize]) -> Frames {
        ended(sweep, teacher, runs, |cell, run| if run < trapped[cell] { Outcome::Trapped } else { Outcome::Solved })
    }

    fn ended(sweep: &str, teacher: &str, runs: usize, outcome: impl Fn(usize, usize) -> Outcome) -> Frames {
        let count = runs.to_string();
        let set = [("sweep", sweep), ("teacher", teacher), ("runs", count.as_str())];
        let request = set.iter().fold(Request::preset("traps", "eight"), |r, (key, value)| r.with(key, value).unwrap());
        let setting = Setting::new(open(&request).unwrap().config());
        let end = |piece: usize| End { outcome: outcome(piece / runs, piece % runs), loss: 0.02, steps: 1_000 };
        let ends: Vec<End> = (0..setting.cells.len() * runs).map(end).collect();
        frames(&setting, &ends)
    }

    #[test]
    fn one_of_three_against_none_of_three_is_no_difference() {
        // Teachers of 6 and 8, each with none, one and two to spare.
        let frames = swept("teacher", "8", 3, &[0, 0, 0, 1, 0, 0]);
        let text = frames.verdict.text();
        assert!(!text.contains("become more") && !text.contains("rarer"), "{text}");
        assert!(text.contains("these runs do not tell") && text.contains("tells no difference"), "{text}");
        assert_eq!(frames.verdict.holds, None);
        // Not even three of three against none of three, though the intervals are apart: three runs are three runs.
        assert!(!swept("teacher", "8", 3, &[0, 0, 0, 3, 0, 0]).verdict.text().contains("become more"));
    }

    #[test]
    fn what_is_said_of_rows_follows_the_interval_of_the_difference() {
        // Newcombe's interval of 58/100 - 0/100 is .47 to .68, that of 0/200 - 1/200 holds zero.
        let frames = swept("teacher", "8", 100, &[0, 0, 0, 58, 2, 0]);
        let text = frames.verdict.text();
        assert!(
            text.contains("traps become more, not fewer") && text.contains("spare neurons make traps rarer"),
            "{text}"
        );
        assert!(text.contains("58 of 200 are trapped with none to spare and 0 of 200 with two"), "{text}");
        assert_eq!(frames.verdict.holds, Some(true));
        let turned = swept("teacher", "8", 100, &[40, 0, 60, 10, 0, 60]);
        assert!(turned.verdict.text().contains("traps become fewer here"), "{}", turned.verdict.text());
        assert_eq!(turned.verdict.holds, Some(false));
        let alike = swept("teacher", "8", 100, &[0, 0, 0, 0, 0, 1]);
        assert_eq!(alike.verdict.holds, None);
    }

    #[test]
    fn the_rows_are_those_that_were_asked_for() {
        let rows = |teacher: &str| {
            let frames = swept("teacher", teacher, 1, &[0; 24]);
            frames.series("teacher").iter().step_by(3).map(|k| *k as usize).collect::<Vec<_>>()
        };
        assert_eq!(rows("6"), [6]);
        assert_eq!(rows("7"), [7]);
        assert_eq!(rows("11"), [7, 9, 11]);
        assert_eq!(rows("12"), [6, 8, 10, 12]);
        // One row does not grow.
        let text = swept("teacher", "7", 20, &[3, 0, 0]).verdict.text();
        assert!(text.contains("at 7 teacher neurons") && !text.contains("grow together"), "{text}");
    }

    #[test]
    fn where_no_run_has_come_to_rest_there_is_no_share() {
        let frames = ended("teacher", "8", 20, |_, _| Outcome::NotFinished(Why::Diverged));
        let text = frames.verdict.text();
        assert!(text.starts_with("None of 120 random starts has come to rest"), "{text}");
        assert!(text.contains("120 of 120 diverged: the rate is too large") && !text.contains('%'), "{text}");
        assert!(frames.series("share").iter().chain(frames.series("low")).all(|share| share.is_nan()));
        assert_eq!((frames.summary("diverged"), frames.verdict.holds), (120.0, None));
        // Where some have, the share is one of those.
        let some = ended("none", "8", 20, |_, run| match run {
            0..5 => Outcome::NotFinished(Why::Slow),
            5..8 => Outcome::Trapped,
            _ => Outcome::Solved,
        });
        assert!((some.summary("share_trapped") - 0.2).abs() < 1e-15);
        let text = some.verdict.text();
        assert!(text.contains("that came to rest 3 of 15 end in a bad minimum, 20 %"), "{text}");
        assert!(text.contains("5 of 20 are not finished"), "{text}");
        assert!(some.series("share_after")[..5].iter().all(|share| share.is_nan()));
    }

    #[test]
    fn others_fail_only_where_there_are_others() {
        let trained = ended("width", "8", 1, |_, _| Outcome::Solved).verdict;
        assert!(
            !trained.text().contains("failed") && trained.text().contains("All of 7 runs trained"),
            "{}",
            trained.text()
        );
        assert_eq!(trained.holds, None);
        let failed =
            ended(
                "width",
                "8",
                30,
                |cell, run| {
                    if run < 9 + 3 * cell { Outcome::Solved } else { Outcome::NotFinished(Why::Slow) }
                },
            );
        // 21 + 18 + ... + 3
        assert!(failed.verdict.text().contains("84 of 210 runs failed to train"), "{}", failed.verdict.text());
        assert!(!failed.verdict.text().contains("trapped"));
        assert_eq!(failed.verdict.holds, Some(true));
    }

    #[test]
    fn a_few_runs_with_a_spare_neuron_do_not_tell_that_traps_are_rarer() {
        let counted = |runs: usize, trapped: usize| {
            let set = [("extra", "1".to_owned()), ("runs", runs.to_string())];
            let request =
                set.iter().fold(Request::preset("traps", "eight"), |r, (key, value)| r.with(key, value).unwrap());
            let setting = Setting::new(open(&request).unwrap().config());
            let outcome = |run| if run < trapped { Outcome::Trapped } else { Outcome::Solved };
            let ends: Vec<End> = (0..runs).map(|run| End { outcome: outcome(run), loss: 0.02, steps: 9 }).collect();
            frames(&setting, &ends).verdict
        };
        // Against 126 of 1,000: the upper end of 0/50 is .071, and the interval of the difference ends at -.05; that of 0/5 at +.3.
        assert_eq!(counted(50, 0).holds, Some(true));
        let few = counted(5, 0);
        assert_eq!(few.holds, None);
        assert!(few.text().contains("tell no difference") && few.text().contains("about 50 would"), "{}", few.text());
        assert_eq!(counted(50, 30).holds, Some(false));
        assert!(counted(1, 1).text().contains("1 of 1 ends in a bad minimum"));
    }
}

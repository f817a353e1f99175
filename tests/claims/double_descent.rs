//! Rules of `double-descent`: the losses of every training set, compared set by set.

use alleyway_lab::Frames;

use crate::case::Case;
use crate::prose::Prose;
use crate::statistics::{draws_that_tell, median, median_interval};

const CURVES: &str = "double-descent: the curves are the medians of the training sets";
const FEW: &str = "double-descent: no verdict from fewer than nine training sets";
const HOLDS: &str =
    "double-descent: it holds where a peak stands, bigger wins and something was learnt, all beyond the intervals";
const FAILS: &str = "double-descent: it fails where one of the three is denied by its interval";
const COUNT: &str = "double-descent: as many training sets are won as are told";
const PEAK: &str = "double-descent: a peak is told where one stands, and no peak only where none does";
const WORDS: &str = "double-descent: above, the same and no difference are what medians and intervals say";
const BASELINE: &str = "double-descent: better and worse than knowing nothing are what the medians say";
const INTERVALS: &str = "double-descent: intervals of the summary are those of the training sets";
const NUMBERS: &str = "double-descent: numbers of the sentence are those of the curves";

/// With fewer training sets no verdict: the interval of a median of eight is all of them.
const FEWEST: usize = 9;
/// A loss under this is zero up to rounding.
const ZERO: f64 = 1e-12;
/// A peak stands over its sides by a tenth, as the help says.
const STANDS: f64 = 1.1;
/// And what has learnt something leaves less than nine tenths of what knowing nothing leaves.
const LEARNT: f64 = 0.9;

/// The test losses of every training set: draw, then size.
pub struct Losses {
    pub sizes: Vec<usize>,
    pub test: Vec<Vec<f64>>,
}

impl Losses {
    /// How many numbers of each size a part begins with: the training loss, the test loss, and others. It is found by the medians
    /// that must come out.
    pub fn layout(frames: &Frames, parts: &[Vec<f64>]) -> Option<usize> {
        let (train, test) = (frames.series("train_loss_median"), frames.series("test_loss_median"));
        let column = |each: usize, at: usize, size: usize| parts.iter().map(move |part| part[size * each + at]);
        let same = |a: f64, b: f64| a == b || (a - b).abs() <= 1e-12 * b.abs() || (a.is_nan() && b.is_nan());
        let fits = |each: usize| {
            parts.iter().all(|part| part.len() >= each * test.len())
                && (0..test.len()).all(|size| {
                    same(median(column(each, 0, size)), train[size]) && same(median(column(each, 1, size)), test[size])
                })
        };
        (8..40).find(|each| fits(*each))
    }

    fn of(case: &Case) -> Option<Self> {
        let sizes: Vec<usize> = case.frames.series("size").iter().map(|size| *size as usize).collect();
        let each = Self::layout(case.frames, case.parts)?;
        let of_draw = |part: &Vec<f64>| (0..sizes.len()).map(|size| part[size * each + 1]).collect();
        Some(Self { test: case.parts.iter().map(of_draw).collect(), sizes })
    }
}

/// The small size with the least median and the one after it with the largest, by the training sets of one half.
fn chosen(losses: &Losses, n: usize, half: usize) -> Option<(usize, usize)> {
    let sizes = &losses.sizes;
    let own = || losses.test.iter().skip(half).step_by(2);
    let medians: Vec<f64> = (0..sizes.len())
        .map(|size| median(own().map(|draw| if draw[size].is_nan() { f64::INFINITY } else { draw[size] })))
        .collect();
    let mut best = None;
    for size in (0..sizes.len()).filter(|size| sizes[*size] < n && medians[*size].is_finite()) {
        if best.is_none_or(|best: usize| medians[size] < medians[best]) {
            best = Some(size);
        }
    }
    let best = best?;
    let mut peak = None;
    // The largest size is a side of the peak: another than that where there is one.
    let last = sizes.len() - 1;
    for size in best + 1..last {
        if peak.is_none_or(|peak: usize| medians[size] >= medians[peak]) {
            peak = Some(size);
        }
    }
    Some((best, peak.unwrap_or(last)))
}

/// One loss over another, training set by training set.
struct Pairs {
    won: usize,
    ties: usize,
    count: usize,
    /// Of the median ratio.
    interval: (f64, f64),
}

impl Pairs {
    fn of(pairs: impl Iterator<Item = (f64, f64)>) -> Self {
        let ratios: Vec<f64> =
            pairs.map(|(a, b)| (a.max(ZERO), b.max(ZERO))).map(|(a, b)| if a == b { 1.0 } else { a / b }).collect();
        let count = ratios.len();
        Self {
            won: ratios.iter().filter(|ratio| **ratio < 1.0).count(),
            ties: ratios.iter().filter(|ratio| **ratio == 1.0).count(),
            count,
            interval: if count < FEWEST { (f64::NAN, f64::NAN) } else { median_interval(ratios) },
        }
    }
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-9 * b.abs() || (a.is_nan() && b.is_nan())
}

pub fn rules(case: &mut Case, prose: &Prose) {
    if case.parts.is_empty() {
        return;
    }
    let losses = Losses::of(case);
    case.rule(CURVES, losses.is_some(), || "no layout of the parts gives these medians".into());
    let Some(losses) = losses else { return };
    let Losses { sizes, test } = &losses;
    let frames = case.frames;
    let draws = test.len();
    let n = case.config.count("n");
    let fits = (draws * sizes.len()) as f64;
    case.means(prose, "values under {} of the largest", &[1e-10]);
    for words in ["fit{s} was", "fit{s} were", "training{s} diverged"] {
        for found in prose.find(&format!("{{}} of {{}} {words}")) {
            case.rule(NUMBERS, found[1].tells(fits), || format!("{fits} fits"));
        }
    }
    case.clause(prose, NUMBERS, "than the {} points", &[("n", n as f64)]);
    let rank = frames.series("rank_median").iter().copied().fold(0.0, f64::max);
    case.clause(
        prose,
        NUMBERS,
        "The first size whose design has rank {}, the number of points, is {}",
        &[("n", n as f64), ("threshold", frames.summary("threshold"))],
    );
    case.clause(
        prose,
        NUMBERS,
        "No size here has a design of rank {}, the number of points: the highest is {}",
        &[("n", n as f64), ("rank", rank.floor())],
    );
    let medians: Vec<f64> = (0..sizes.len()).map(|size| median(test.iter().map(|draw| draw[size]))).collect();
    let last = sizes.len() - 1;
    let small = sizes.iter().filter(|size| **size < n).count();
    let best = (0..small).filter(|size| medians[*size].is_finite()).min_by(|a, b| medians[*a].total_cmp(&medians[*b]));
    let Some(best) = best.filter(|_| sizes[last] > n) else {
        case.rule(FEW, case.holds().is_none(), || "there is nothing to compare".into());
        return;
    };
    let beyond = |loss: f64| if loss.is_nan() { f64::INFINITY } else { loss };
    // Each half of the training sets is judged by what the other one chose.
    // A half in which every small model diverged leaves the choice to all of them.
    let all = (best + 1..=last).max_by(|a, b| medians[*a].total_cmp(&medians[*b])).map(|peak| (best, peak));
    let halves = [0, 1].map(|half| chosen(&losses, n, half).or(all));
    let judged: Vec<(&Vec<f64>, usize, usize)> = (0..draws)
        .filter_map(|draw| {
            let (best, peak) = halves[(draw + 1) % 2]?;
            Some((&test[draw], best, peak))
        })
        .collect();
    let against = |first: fn(&(&Vec<f64>, usize, usize), usize) -> usize,
                   second: fn(&(&Vec<f64>, usize, usize), usize) -> usize| {
        Pairs::of(
            judged.iter().map(|judge| (beyond(judge.0[first(judge, last)]), beyond(judge.0[second(judge, last)]))),
        )
    };
    let large = against(|_, last| last, |judge, _| judge.1);
    let above_small = against(|judge, _| judge.2, |judge, _| judge.1);
    let above_large = against(|judge, _| judge.2, |_, last| last);
    let peak = (best + 1..=last).max_by(|a, b| medians[*a].total_cmp(&medians[*b]));
    let baseline = frames.series("baseline").last().copied().unwrap_or(f64::INFINITY);
    let told = format!(
        "best {} of {}, peak {:?}, largest {}, won {}, tied {} of {}, ratios: large {:?}, peak {:?} and {:?}, baseline {baseline}",
        medians[best],
        sizes[best],
        peak.map(|peak| (sizes[peak], medians[peak])),
        medians[last],
        large.won,
        large.ties,
        large.count,
        large.interval,
        above_small.interval,
        above_large.interval,
    );
    let value = |name: &str| frames.summary(name);
    for (name, own) in [
        ("large_over_small_low", large.interval.0),
        ("large_over_small_high", large.interval.1),
        ("peak_over_small_low", above_small.interval.0),
        ("peak_over_large_low", above_large.interval.0),
        ("share_large_beats_small", large.won as f64 / draws as f64),
    ] {
        case.rule(INTERVALS, close(value(name), own), || format!("{name} is {}, computed {own}; {told}", value(name)));
    }
    if case.holds().is_some() {
        case.rule(FEW, draws >= FEWEST, || told.clone());
    }
    let stands = peak.is_some_and(|peak| peak < last && medians[peak] > STANDS * medians[best].max(medians[last]));
    let clearly = above_small.interval.0 > STANDS && above_large.interval.0 > STANDS;
    let wins = large.interval.1 < 1.0 && medians[last] < medians[best];
    let learnt = value("large_over_baseline_high") < LEARNT && medians[last] < baseline;
    match case.holds() {
        Some(true) => case.rule(HOLDS, stands && clearly && wins && learnt && 2 * large.won > draws, || told.clone()),
        Some(false) => {
            let no_peak = above_small.interval.1 < STANDS || above_large.interval.1 < STANDS;
            let loses = large.interval.0 > 1.0 && medians[last] > medians[best];
            let nothing = value("large_over_baseline_low") > LEARNT;
            case.rule(FAILS, no_peak || loses || nothing, || told.clone());
        }
        None => {}
    }
    if prose.has("there is no peak") {
        case.rule(PEAK, !stands && !clearly, || told.clone());
        // Nor do the mean and the band show one.
        for name in ["test_loss_mean", "test_loss_q90"] {
            let curve = frames.series(name);
            let inside = curve[best + 1..last].iter().copied().fold(0.0, f64::max);
            case.rule(PEAK, inside <= 3.0 * curve[best].max(curve[last]), || {
                format!("{name} is {inside} in between; {told}")
            });
        }
    }
    if prose.has(" as high") {
        case.rule(PEAK, stands && clearly, || told.clone());
    }
    if prose.has("still above the best small model") {
        case.rule(WORDS, medians[last] > medians[best] && large.interval.0 > 1.0, || told.clone());
    }
    if prose.has("no difference from the best small model") {
        case.rule(WORDS, !wins && (large.interval.0 <= 1.0 || medians[last] <= medians[best]), || told.clone());
    }
    if prose.has("the same as far as these digits go") {
        let near =
            (medians[last] - medians[best]).abs() <= 0.1 * medians[best] || medians[last].max(medians[best]) < ZERO;
        case.rule(WORDS, near, || told.clone());
    }
    // Of what has learnt something nothing is said, of anything else what knowing nothing scores.
    if prose.has("At ") && case.complete && draws >= FEWEST {
        let silent = !prose.has("of always guessing");
        case.rule(BASELINE, silent == (value("large_over_baseline_high") < LEARNT), || told.clone());
    }
    if prose.has("That is above the") {
        case.rule(BASELINE, medians[last] > baseline, || told.clone());
    }
    if prose.has("That is hardly under the") {
        case.rule(BASELINE, medians[last] < baseline && medians[last] > 0.5 * baseline, || told.clone());
    }
    counts(case, prose, &large, &told);
    hidden(case, prose);
    let mut say = |clause: &str, values: &[(&'static str, f64)]| case.clause(prose, NUMBERS, clause, values);
    let best_model = [("best size", sizes[best] as f64), ("best loss", medians[best])];
    say("est small model ({} parameter{s}) has a test loss of {}", &best_model);
    let largest = [("largest size", sizes[last] as f64), ("largest loss", medians[last])];
    say("At {} it is {}, ", &largest);
    say("At {} it is {}: ", &largest);
    say("At {} it is {} (", &largest);
    say(", and with {} it is {}", &largest);
    for end in [".", ":"] {
        say(&format!("; with {{}} it is {{}}{end}"), &largest);
    }
    if let Some(peak) = peak {
        let size = ("peak size", sizes[peak] as f64);
        let both = [size, ("peak loss", medians[peak])];
        say("; with {} it is {}, and", &both);
        say("; with {}, as many as there are points, it is {}", &both);
        let first = [("threshold", value("threshold")), ("n", n as f64)];
        say(
            "; with {}, the first size whose design has rank {}, the number of points, it is {}",
            &[first[0], first[1], both[1]],
        );
        say("median beyond it is {} at {}", &[both[1], size]);
        let (low, high) = above_small.interval;
        for place in ["At {} it is", "At {}, as many as there are points, it is"] {
            say(&format!("{place} {{}} to {{}} times as high"), &[size, ("low", low), ("high", high)]);
            say(&format!("{place} {{}} times as high"), &[size, ("low", low)]);
            say(&format!("{place} more than {{}} times as high"), &[size, ("low", low)]);
            let first =
                "At {}, the first size whose design has rank {}, the number of points, it is {} to {} times as high";
            say(first, &[("threshold", value("threshold")), ("n", n as f64), ("low", low), ("high", high)]);
            if medians[best] < ZERO {
                say(&format!("{place} {{}}."), &both);
            }
        }
    }
    say("the {} of always guessing", &[("baseline", baseline)]);
    let error = |size: usize| frames.series("error_median").get(size).copied().unwrap_or(f64::NAN);
    let [best_error, largest_error] = [("best error", error(best)), ("largest error", error(last))];
    let wrong = "({} % of the images wrong)";
    say(&format!("guessing the mean of the training targets {wrong}"), &[("baseline error", value("baseline_error"))]);
    say(&format!("has a test loss of {{}} {wrong}"), &[best_model[1], best_error]);
    say(&format!("At {{}} it is {{}} {wrong}"), &[largest[0], largest[1], largest_error]);
    say(&format!(", and with {{}} it is {{}} {wrong}"), &[largest[0], largest[1], largest_error]);
    for end in [".", ":"] {
        say(&format!("; with {{}} it is {{}} {wrong}{end}"), &[largest[0], largest[1], largest_error]);
    }
    if let Some(peak) = peak {
        let told = [("peak error", error(peak))];
        say(&format!("times as high {wrong}"), &told);
        let both = [("peak size", sizes[peak] as f64), ("peak loss", medians[peak]), told[0]];
        say(&format!("; with {{}} it is {{}} {wrong}, and"), &both);
        say(&format!("; with {{}}, as many as there are points, it is {{}} {wrong}"), &both);
    }
    if let Some(enough) = draws_that_tell(large.won, large.count - large.won - large.ties, 400) {
        say("about {} might", &[("enough", enough as f64)]);
        say("here about {}.", &[("enough", enough as f64)]);
    }
    say("these {} training set{s}", &[("draws", draws as f64)]);
    say("Over {} training set{s}", &[("draws", draws as f64)]);
    say("So far, over {} training set{s}", &[("draws", draws as f64)]);
    let asked = case.config.count("draws") as f64;
    case.clause(prose, NUMBERS, "So far, over {} of {} training sets", &[("draws", draws as f64), ("asked", asked)]);
    case.means(prose, "it takes at least {}", &[FEWEST as f64]);
    case.means(prose, "nor would {} if", &[400.0]);
}

/// What the median hides: the mean and the band at the sizes that are told.
fn hidden(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    for (clause, series, [size, number]) in
        [("the mean at {} is {}", "test_loss_mean", [0, 1]), ("lie above {} at {}", "test_loss_q90", [1, 0])]
    {
        for found in prose.find(clause) {
            let at = frames.series("size").iter().position(|one| *one == found[size].value);
            let value = at.map_or(f64::NAN, |at| frames.series(series)[at]);
            case.tells(prose, NUMBERS, &found[number], series, value);
        }
    }
}

/// In how many training sets bigger won.
fn counts(case: &mut Case, prose: &Prose, large: &Pairs, told: &str) {
    let (won, count) = (large.won, large.count);
    for found in prose.find("won in {} of {} training set{s}") {
        let right = found[0].counts(won) && found[1].counts(count);
        case.rule(COUNT, right, || format!("{} of {}: {told}", found[0].text, found[1].text));
    }
    for (words, right) in [
        ("won in all ", won == count),
        ("won in none of ", won == 0),
        ("won in both training sets", won == 2 && count == 2),
        ("won in neither training set", won == 0 && count == 2),
    ] {
        if prose.has(words) {
            case.rule(COUNT, right, || format!("{words}: {told}"));
        }
    }
    case.clause(prose, COUNT, "won in all {} training sets", &[("draws", count as f64)]);
    case.clause(prose, COUNT, "won in none of {} training sets", &[("draws", count as f64)]);
    let ties = prose
        .one("(and {} were ties)")
        .map_or(usize::from(prose.has("once it was a tie")), |found| found[0].value as usize);
    if prose.has("bigger won") {
        case.rule(COUNT, ties == large.ties, || format!("{ties} ties: {told}"));
        // What is compared is all that there are.
        case.rule(COUNT, count == case.parts.len(), || format!("{count} were compared: {told}"));
    }
}

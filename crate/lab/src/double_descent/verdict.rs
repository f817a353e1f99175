//! What the curves say: whether there is a peak, whether the largest model wins, whether it has learnt anything; and the
//! sentence that says it.
//!
//! Two sizes are compared training set by training set, by the ratio of their losses, and one is called lower where the
//! interval of the median ratio ([`median_interval`]) leaves out 1. Which small size is the best and where the peak stands is
//! chosen by the medians of one half of the training sets (those with an even number, those with an odd one) and judged on the
//! other half, and the other way round: the least of many medians, judged by the draws that made it the least, would be too low,
//! and the largest too high. So every training set counts once, and none has chosen what it judges.

use super::quantities::number as n;
use crate::contract::words::{Sentence, ZERO_LOSS, counted, grouped, loss, number};
use crate::contract::{Role, Verdict};
use crate::shared::keys::MOST_DRAWS;
use alleyway::stats::{FEWEST_DRAWS, Interval, draws_that_tell, median_interval, quantile};

/// A peak stands over both its sides by a tenth at least: a lesser rise is not what the claim is about.
const PEAK: f64 = 1.1;

/// A model has learnt something where it leaves less than nine tenths of the excess loss that knowing nothing of the inputs
/// leaves.
const LEARNT: f64 = 0.9;

/// A size of the sweep with its median loss.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    pub size: usize,
    pub loss: f64,
    /// Of the median; none where the draws are too few.
    pub interval: Option<Interval>,
    pub error: Option<f64>,
}

/// One loss against another, training set by training set.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// In how many the first is the lower one.
    pub lower: usize,
    /// In how many it is the higher one; in the others they are equal.
    pub higher: usize,
    pub draws: usize,
    /// Median of the ratio, first over second.
    pub ratio: f64,
    /// Its interval; none where the draws are too few.
    pub interval: Option<Interval>,
}

impl Comparison {
    /// Of pairs (first, second). What is zero up to rounding counts as equal, and so does what is beyond every loss.
    pub fn new(pairs: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut logs: Vec<f64> = pairs
            .map(|(first, second)| match (first.max(ZERO_LOSS), second.max(ZERO_LOSS)) {
                (first, second) if first == second => 0.0,
                (first, second) => libm::log(first / second),
            })
            .collect();
        logs.sort_unstable_by(f64::total_cmp);
        let interval = median_interval(&logs);
        Self {
            lower: logs.iter().filter(|log| **log < 0.0).count(),
            higher: logs.iter().filter(|log| **log > 0.0).count(),
            draws: logs.len(),
            ratio: libm::exp(quantile(&logs, 0.5)),
            interval: interval.map(|i| Interval { low: libm::exp(i.low), high: libm::exp(i.high) }),
        }
    }

    fn is_below(&self, ratio: f64) -> bool {
        self.interval.is_some_and(|interval| interval.is_below(ratio))
    }

    fn is_above(&self, ratio: f64) -> bool {
        self.interval.is_some_and(|interval| interval.is_above(ratio))
    }

    fn ties(&self) -> usize {
        self.draws - self.lower - self.higher
    }
}

/// The mean of the training targets as the answer to everything.
#[derive(Debug, Clone)]
pub struct Baseline {
    pub loss: f64,
    pub error: Option<f64>,
    /// The mean of the targets is zero, and zero is what is answered.
    pub zero: bool,
    /// The excess loss of the largest model against its own.
    pub against: Comparison,
}

/// A peak of the mean or of the upper end of the band that the median does not show.
#[derive(Debug, Clone, Copy)]
pub struct Hidden {
    pub size: usize,
    /// The mean there, where it is far above both sides.
    pub mean: Option<f64>,
    /// The size at which the upper end of the band is far above both sides, and how high it is.
    pub upper: Option<(usize, f64)>,
}

/// Where models begin that can fit any targets exactly: where the rank of the design reaches the number of points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// With as many parameters as points.
    AtPoints,
    /// Only with so many.
    At(usize),
    /// With no size of the sweep; the highest rank.
    Nowhere(usize),
}

impl Threshold {
    /// From the rank at every size. Between two sizes of the sweep the rank is taken to grow with each feature for as long as the
    /// smaller size has full rank.
    pub fn of(sizes: &[usize], ranks: &[f64], n: usize) -> Self {
        let full = |at: usize| ranks[at] >= sizes[at].min(n) as f64;
        let highest = ranks.iter().copied().fold(0.0, f64::max);
        match ranks.iter().position(|rank| *rank >= n as f64) {
            Some(at) if sizes[at] >= n && (at == 0 || full(at - 1)) => Self::AtPoints,
            Some(at) => Self::At(sizes[at]),
            // The sweep ends before, and nothing speaks against it.
            None if sizes[sizes.len() - 1] < n && full(sizes.len() - 1) => Self::AtPoints,
            None => Self::Nowhere(highest as usize),
        }
    }
}

/// What the curves say.
#[derive(Debug)]
pub struct Reading {
    pub n: usize,
    /// Training sets in these numbers.
    pub draws: usize,
    /// Training sets that the run will have.
    pub asked: usize,
    /// How many models have fewer parameters than points.
    pub small: usize,
    /// Of these the best; none where all have diverged.
    pub best: Option<Point>,
    pub peak: Option<Point>,
    pub largest: Point,
    /// The largest size against the best small one.
    pub against_small: Comparison,
    /// The peak against the best small size.
    pub above_small: Comparison,
    /// The peak against the largest size.
    pub above_large: Comparison,
    /// In how many training sets the largest size beats each of the small ones.
    pub beats_every_small: usize,
    pub hidden: Option<Hidden>,
    pub baseline: Baseline,
    pub threshold: Threshold,
    pub cut_share: f64,
}

impl Reading {
    pub fn summary(&self) -> Vec<(&'static str, f64)> {
        const NONE: Interval = Interval { low: f64::NAN, high: f64::NAN };
        let (best, peak) = (self.best, self.peak);
        let size = |p: Option<Point>| p.map_or(f64::NAN, |p| p.size as f64);
        let height = |p: Option<Point>| p.map_or(f64::NAN, |p| p.loss);
        let of_point = |p: Option<Point>| p.and_then(|p| p.interval).unwrap_or(NONE);
        let of = |c: &Comparison| c.interval.unwrap_or(NONE);
        let draws = self.draws as f64;
        let mut summary = vec![
            n::THRESHOLD.of(match self.threshold {
                Threshold::AtPoints => self.n as f64,
                Threshold::At(size) => size as f64,
                Threshold::Nowhere(_) => f64::NAN,
            }),
            n::BEST_SMALL_SIZE.of(size(best)),
            n::BEST_SMALL_LOSS.of(height(best)),
            n::BEST_SMALL_LOSS_LOW.of(of_point(best).low),
            n::BEST_SMALL_LOSS_HIGH.of(of_point(best).high),
            n::PEAK_SIZE.of(size(peak)),
            n::PEAK_LOSS.of(height(peak)),
            n::PEAK_LOSS_LOW.of(of_point(peak).low),
            n::PEAK_LOSS_HIGH.of(of_point(peak).high),
            n::LARGEST_SIZE.of(self.largest.size as f64),
            n::LARGEST_LOSS.of(self.largest.loss),
            n::LARGEST_LOSS_LOW.of(of_point(Some(self.largest)).low),
            n::LARGEST_LOSS_HIGH.of(of_point(Some(self.largest)).high),
            n::SHARE_LARGE_BEATS_SMALL.of(self.against_small.lower as f64 / draws),
            n::LARGE_OVER_SMALL.of(self.against_small.ratio),
            n::LARGE_OVER_SMALL_LOW.of(of(&self.against_small).low),
            n::LARGE_OVER_SMALL_HIGH.of(of(&self.against_small).high),
            n::PEAK_OVER_SMALL_LOW.of(of(&self.above_small).low),
            n::PEAK_OVER_SMALL_HIGH.of(of(&self.above_small).high),
            n::PEAK_OVER_LARGE_LOW.of(of(&self.above_large).low),
            n::PEAK_OVER_LARGE_HIGH.of(of(&self.above_large).high),
            n::BASELINE_LOSS.of(self.baseline.loss),
            n::BASELINE_ZERO.of(f64::from(self.baseline.zero)),
        ];
        if let Some(error) = self.baseline.error {
            summary.push(n::BASELINE_ERROR.of(error));
        }
        summary.extend([
            n::LARGE_OVER_BASELINE_LOW.of(of(&self.baseline.against).low),
            n::LARGE_OVER_BASELINE_HIGH.of(of(&self.baseline.against).high),
            n::SHARE_LARGE_BEATS_EVERY_SMALL.of(self.beats_every_small as f64 / draws),
            n::DRAWS.of(draws),
            n::CUT_SHARE.of(self.cut_share),
        ]);
        summary
    }

    /// Whether the medians that are drawn have a peak.
    fn stands_out(&self, best: Point, peak: Point) -> bool {
        peak.size < self.largest.size && peak.loss > PEAK * best.loss.max(self.largest.loss)
    }

    /// Whether there is a peak, as far as can be told. The medians that are drawn have to agree.
    fn has_peak(&self) -> Option<bool> {
        let (best, peak) = (self.best?, self.peak?);
        let sides = [&self.above_small, &self.above_large];
        if self.stands_out(best, peak) {
            return sides.iter().all(|side| side.is_above(PEAK)).then_some(true);
        }
        // What the median does not show, and the mean and the band do, is no absence of a peak.
        (self.hidden.is_none() && sides.iter().any(|side| side.is_below(PEAK))).then_some(false)
    }

    /// Whether the two losses that are compared are the same to the digits that the sentence tells.
    fn alike(&self, best: Point) -> bool {
        loss(self.largest.loss) == loss(best.loss)
    }

    /// Whether the largest model beats the best small one, as far as can be told.
    fn wins(&self) -> Option<bool> {
        let best = self.best?;
        if self.alike(best) {
            None
        } else if self.against_small.is_below(1.0) && self.largest.loss < best.loss {
            Some(true)
        } else if self.against_small.is_above(1.0) && self.largest.loss > best.loss {
            Some(false)
        } else {
            None
        }
    }

    /// Whether the largest model has learnt anything, as far as can be told.
    fn has_learnt(&self) -> Option<bool> {
        let against = &self.baseline.against;
        if against.is_below(LEARNT) {
            Some(true)
        } else if against.is_above(LEARNT) {
            Some(false)
        } else {
            None
        }
    }

    pub fn verdict(&self) -> Verdict {
        let plain = |text: String| Verdict { holds: None, spans: vec![(Role::Plain, text)] };
        let complete = self.draws == self.asked;
        let Some(best) = self.best else {
            let run = if complete { "In this run" } else { "So far" };
            let none = if self.small > 0 {
                "the training of every model with fewer parameters than points diverged".into()
            } else {
                format!("no model has fewer parameters than the {} points", grouped(self.n))
            };
            return plain(format!("{run} {none}, so there is no small model to compare with."));
        };
        if self.largest.size <= self.n {
            return plain(format!(
                "In this run no model has more parameters than the {} points, so the curve ends before a second descent \
                 could begin.",
                grouped(self.n)
            ));
        }
        if !complete || self.draws < FEWEST_DRAWS {
            return self.so_far(best, complete);
        }
        let mut say = Sentence::default();
        say.plain(format!("The best small model ({}) has a test loss of ", counted(best.size, "parameter")));
        say.put(Role::Test, loss(best.loss));
        wrong(&mut say, best.error);
        say.plain(". ");
        let peak = self.has_peak();
        self.say_peak(&mut say, best, peak);
        if peak != Some(true) || self.peak.is_none_or(|peak| self.threshold != Threshold::At(peak.size)) {
            self.say_threshold(&mut say);
        }
        let (wins, learnt) = (self.wins(), self.has_learnt());
        say.plain(format!("At {} it is ", grouped(self.largest.size)));
        let role = match (wins, learnt) {
            (Some(false), _) | (_, Some(false)) => Role::Bad,
            (Some(true), Some(true)) => Role::Good,
            _ => Role::Test,
        };
        say.put(role, loss(self.largest.loss));
        wrong(&mut say, self.largest.error);
        self.say_winner(&mut say, best, wins);
        self.say_baseline(&mut say, learnt);
        // One small model is the best of none.
        let wins = if self.small == 1 && wins == Some(true) {
            say.plain(" It is the only small model here: whether it is a good one this run cannot say.");
            None
        } else {
            wins
        };
        let parts = [peak, wins, learnt];
        say.verdict(if parts.contains(&Some(false)) {
            Some(false)
        } else if parts.contains(&None) {
            None
        } else {
            Some(true)
        })
    }

    /// Few training sets, or not yet all of them: what they are, and no more.
    fn so_far(&self, best: Point, complete: bool) -> Verdict {
        let mut say = Sentence::default();
        say.plain(match (complete, self.draws) {
            (true, 1) => "In this one training set ".into(),
            (true, draws) => format!("Over {} ", counted(draws, "training set")),
            (false, draws) => format!("So far, over {} of {} training sets, ", grouped(draws), grouped(self.asked)),
        });
        say.plain(format!("the best small model ({}) has a test loss of ", counted(best.size, "parameter")));
        say.put(Role::Test, loss(best.loss));
        wrong(&mut say, best.error);
        let mut then = ";";
        if let Some(peak) = self.peak
            && peak.size < self.largest.size
        {
            then = ", and";
            say.plain(format!("; with {} it is ", self.place(peak.size)));
            say.put(Role::Test, loss(peak.loss));
            wrong(&mut say, peak.error);
        }
        say.plain(format!("{then} with {} it is ", grouped(self.largest.size)));
        say.put(Role::Test, loss(self.largest.loss));
        wrong(&mut say, self.largest.error);
        if !complete {
            say.plain(".");
            return say.verdict(None);
        }
        let Comparison { lower, higher, .. } = self.against_small;
        if self.draws == 1 {
            say.plain(format!(
                ". One training set cannot tell whether that is the rule: it takes at least {FEWEST_DRAWS}."
            ));
            return say.verdict(None);
        }
        say.plain(format!(": bigger won {}{}. ", among(lower, self.draws), self.ties()));
        say.plain(format!("So few cannot tell whether that is the rule: it takes at least {FEWEST_DRAWS}"));
        match draws_that_tell(lower, higher, MOST_DRAWS) {
            Some(FEWEST_DRAWS) => say.plain("."),
            Some(enough) => say.plain(format!(", here about {}.", number(enough as f64))),
            None => say.plain(", and if it goes on like this not even the most that a run can have would."),
        }
        say.verdict(None)
    }

    /// A size, and what is special about it.
    fn place(&self, size: usize) -> String {
        let words = grouped(size);
        if self.threshold == Threshold::At(size) {
            format!("{words}, the first size whose design has rank {}, the number of points,", grouped(self.n))
        } else if size == self.n {
            format!("{words}, as many as there are points,")
        } else {
            words
        }
    }

    fn say_peak(&self, say: &mut Sentence, best: Point, told: Option<bool>) {
        let Some(peak) = self.peak else { return };
        match told {
            Some(true) => {
                say.plain(format!("At {} it is ", self.place(peak.size)));
                // Against a loss of zero there is no ratio.
                match self.above_small.interval {
                    Some(interval) if best.loss >= ZERO_LOSS => say.plain(format!("{} as high", times(interval))),
                    _ => say.put(Role::Test, loss(peak.loss)),
                }
                wrong(say, peak.error);
                say.plain(". ");
            }
            Some(false) => say.plain("In this run there is no peak. "),
            None => {
                let Some(hidden) = self.hidden.filter(|_| !self.stands_out(best, peak)) else {
                    let highest = if peak.size < self.largest.size {
                        format!(": the highest median beyond it is {} at {}", loss(peak.loss), grouped(peak.size))
                    } else {
                        ": beyond it the median is highest at the end".into()
                    };
                    say.plain(format!("Whether there is a peak {} cannot tell{highest}. ", these(self.draws)));
                    return;
                };
                let mut signs = Vec::new();
                if let Some(mean) = hidden.mean {
                    signs.push(format!("the mean at {} is {}", grouped(hidden.size), number(mean)));
                }
                if let Some((size, upper)) = hidden.upper {
                    signs.push(format!(
                        "a tenth of the training sets lie above {} at {}",
                        number(upper),
                        grouped(size)
                    ));
                }
                say.plain(format!(
                    "The median has no peak, but {}: some training sets meet one that the median does not show. ",
                    signs.join(", and ")
                ));
            }
        }
    }

    fn say_threshold(&self, say: &mut Sentence) {
        match self.threshold {
            Threshold::AtPoints => {}
            Threshold::At(size) => say.plain(format!(
                "The first size whose design has rank {}, the number of points, is {} in most of these training sets. ",
                grouped(self.n),
                grouped(size)
            )),
            Threshold::Nowhere(highest) => say.plain(format!(
                "No size here has a design of rank {}, the number of points: the highest is {}, so none fits just any data exactly. ",
                grouped(self.n),
                grouped(highest)
            )),
        }
    }

    fn say_winner(&self, say: &mut Sentence, best: Point, wins: Option<bool>) {
        let share = format!("bigger won {}{}", among(self.against_small.lower, self.draws), self.ties());
        say.plain(match wins {
            Some(true) => format!(": {share}."),
            Some(false) => format!(", still above the best small model: {share}."),
            None if self.largest.loss.is_infinite() => {
                format!(", for its training diverged in most of {}: there is no loss to compare.", these(self.draws))
            }
            None if self.alike(best) => format!(", the same as far as these digits go: {share}."),
            None => {
                let Comparison { lower, higher, .. } = self.against_small;
                let more = match draws_that_tell(lower, higher, MOST_DRAWS) {
                    Some(enough) if enough > self.draws => format!("; about {} might", number(enough as f64)),
                    Some(_) => String::new(),
                    None => format!(", nor would {MOST_DRAWS} if it goes on like this"),
                };
                format!(", no difference from the best small model that {} can tell: {share}{more}.", these(self.draws))
            }
        });
    }

    fn say_baseline(&self, say: &mut Sentence, learnt: Option<bool>) {
        if learnt == Some(true) {
            return;
        }
        let Baseline { loss: baseline, error, zero, against } = &self.baseline;
        let (baseline, answer) = (loss(*baseline), if *zero { "zero" } else { "the mean of the training targets" });
        let what = |say: &mut Sentence| {
            say.plain(format!("the {baseline} of always guessing {answer}"));
            wrong(say, *error);
        };
        if learnt.is_none() {
            let under = against.is_below(1.0);
            say.plain(if under { " That is under " } else { " Whether that is better than " });
            what(say);
            say.plain(format!(
                "{} {} cannot tell.",
                if under { "; whether by a tenth" } else { "" },
                these(self.draws)
            ));
            return;
        }
        say.plain(if against.is_above(1.0) {
            " That is above "
        } else if against.is_below(1.0) {
            " That is hardly under "
        } else {
            " That is no better, as far as can be told, than "
        });
        what(say);
        say.plain(".");
    }

    fn ties(&self) -> String {
        match self.against_small.ties() {
            0 => String::new(),
            1 => " (and once it was a tie)".into(),
            ties => format!(" (and {} were ties)", grouped(ties)),
        }
    }
}

/// In how many of all training sets.
fn among(some: usize, all: usize) -> String {
    match (some, all) {
        (0, 2) => "in neither training set".into(),
        (2, 2) => "in both training sets".into(),
        (some, all) if some == all => format!("in all {}", counted(all, "training set")),
        (0, all) => format!("in none of {}", counted(all, "training set")),
        (some, all) => format!("in {} of {}", grouped(some), counted(all, "training set")),
    }
}

fn these(draws: usize) -> String {
    format!("these {}", counted(draws, "training set"))
}

/// An interval of a ratio: `46 to 130 times`.
fn times(interval: Interval) -> String {
    let (low, high) = (number(interval.low), number(interval.high));
    match interval.high.is_finite() {
        false => format!("more than {low} times"),
        true if low == high => format!("{low} times"),
        true => format!("{low} to {high} times"),
    }
}

/// Of digits the share that is read wrongly, in brackets.
fn wrong(say: &mut Sentence, error: Option<f64>) {
    if let Some(error) = error {
        say.plain(format!(" ({} % of the images wrong)", number(100.0 * error)));
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::super::metric::{METRICS, Metric};
    use super::super::report::Report;
    use super::super::task::Setting;
    use super::*;
    use crate::completed;
    use crate::contract::Frames;
    use crate::contract::config::Config;
    use alleyway::seed::{Purpose, Stream};

    /// Sizes of the tables below: two small ones, the threshold, and the large end.
    const SIZES: [usize; 4] = [4, 8, 10, 40];

    /// What is told of `asked` training sets of ten points, of which these are in, each with its losses; zero scores 1.
    fn told(asked: usize, losses: &[[f64; 4]]) -> Frames {
        let figure = &super::super::FIGURE;
        let mut config = Config::of(figure, Some("gaussian")).unwrap();
        for (key, value) in [("n", "10"), ("sizes", "4,8,10,40"), ("draws", &asked.to_string())] {
            config.set(key, value).unwrap();
        }
        let mut report = Report::new(Rc::new(Setting::new(&config).unwrap()));
        for (draw, losses) in losses.iter().enumerate() {
            let mut part = Vec::new();
            for (size, loss) in SIZES.iter().zip(losses) {
                let mut metrics = [0.0; METRICS];
                metrics[Metric::Test as usize] = *loss;
                metrics[Metric::Rank as usize] = *size.min(&10) as f64;
                metrics[Metric::Baseline as usize] = 1.0;
                part.extend(metrics);
            }
            report.accept(draw..draw + 1, &part);
        }
        report.frames()
    }

    /// As many training sets with the same losses.
    fn all(count: usize, losses: [f64; 4]) -> Frames {
        told(count, &vec![losses; count])
    }

    #[test]
    fn the_sentence_says_what_the_numbers_say_and_can_say_no() {
        let holds = all(100, [0.1, 0.047, 3.7, 0.021]);
        assert_eq!(holds.verdict.holds, Some(true));
        assert_eq!(
            holds.verdict.text(),
            "The best small model (8 parameters) has a test loss of 0.047. At 10, as many as there are points, it is 79 times as \
             high. At 40 it is 0.021: bigger won in all 100 training sets."
        );
        let loses = all(100, [0.1, 0.047, 3.7, 0.41]);
        assert_eq!(loses.verdict.holds, Some(false));
        let text = loses.verdict.text();
        assert!(
            text.ends_with(
                "At 40 it is 0.41, still above the best small model: bigger won in none of 100 training sets."
            ),
            "{text}"
        );
        let flat = all(100, [0.1, 0.047, 0.048, 0.021]);
        assert_eq!(flat.verdict.holds, Some(false));
        assert!(flat.verdict.text().contains("In this run there is no peak."));
        let beyond = all(12, [0.1, 0.047, f64::INFINITY, f64::INFINITY]).verdict;
        assert!(beyond.holds == Some(false) && beyond.text().contains("At 40 it is \u{221e}, still above"));
        let diverged = all(12, [f64::INFINITY; 4]).verdict;
        assert!(diverged.holds.is_none() && diverged.text().contains("diverged"));
    }

    #[test]
    fn a_count_never_denies_the_verdict_that_it_stands_beside() {
        // "Bigger won in none of 2 training sets" held before: medians were compared, and every small size counted.
        let split = told(2, &[[0.1, 0.9, 5.0, 0.2], [0.9, 0.1, 5.0, 0.2]]);
        assert_eq!(split.verdict.holds, None);
        // Any table: told is won only where most training sets were won, by more than a coin would.
        let mut stream = Stream::new(3, Purpose::Test, 0);
        let mut seen = [0; 3];
        for case in 0..600 {
            let draws = 1 + case % 40;
            let shift = 1.5 * stream.normal();
            let losses: Vec<[f64; 4]> = (0..draws)
                .map(|_| {
                    let mut loss = |center: f64| libm::exp(center + stream.normal());
                    [loss(-3.0), loss(-3.0), loss(3.0), loss(-3.0 + shift)]
                })
                .collect();
            let frames = told(draws, &losses);
            let share = frames.summary("share_large_beats_small");
            let text = frames.verdict.text();
            // The .025 quantile of a binomial law of 9 is 2, of 40 it is 14.
            match frames.verdict.holds {
                Some(true) => assert!(share > 0.64 && !text.contains("still above") && draws >= 9, "{share} {text}"),
                Some(false) => assert!(share < 0.36 || text.contains("no peak"), "{share} {text}"),
                None => {}
            }
            if text.contains("still above the best small model") {
                assert!(share < 0.36 && frames.summary("largest_loss") > frames.summary("best_small_loss"), "{text}");
            }
            if draws > 2 && share > 0.0 && share < 1.0 {
                let count = format!("bigger won in {} of {draws} training sets", (share * draws as f64).round());
                assert!(text.contains(&count), "{text}");
            }
            seen[frames.verdict.holds.map_or(2, usize::from)] += 1;
        }
        assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
    }

    #[test]
    fn a_size_that_was_chosen_is_not_judged_by_what_chose_it() {
        // Sixteen sizes of one law: none is better than another. The least of fifteen medians, judged by the draws that made it
        // the least, would beat the sixteenth nearly always.
        let mut config = Config::of(&super::super::FIGURE, Some("gaussian")).unwrap();
        let sizes: Vec<String> = (1..=15).chain([40]).map(|size: usize| size.to_string()).collect();
        for (key, value) in [("n", "16"), ("sizes", &sizes.join(",")), ("draws", "20")] {
            config.set(key, value).unwrap();
        }
        let setting = Rc::new(Setting::new(&config).unwrap());
        let (mut won, mut lost, runs) = (0, 0, 400);
        for case in 0..runs {
            let mut stream = Stream::new(8, Purpose::Test, case);
            let mut report = Report::new(setting.clone());
            for draw in 0..20 {
                let mut part = vec![0.0; 16 * METRICS];
                part.chunks_exact_mut(METRICS)
                    .for_each(|m| m[Metric::Test as usize] = libm::exp(0.5 * stream.normal()));
                report.accept(draw..draw + 1, &part);
            }
            let frames = report.frames();
            won += usize::from(frames.summary("large_over_small_high") < 1.0);
            lost += usize::from(frames.summary("large_over_small_low") > 1.0);
        }
        // 2.07 % each by the sign test of twenty; three standard deviations are 2.1 %.
        assert!(won <= 17 && lost <= 17, "{won} won and {lost} lost of {runs}");
    }

    #[test]
    fn few_training_sets_tell_nothing_and_say_how_many_would() {
        for draws in 1..FEWEST_DRAWS {
            let frames = all(draws, [0.1, 0.047, 3.7, 0.021]);
            let text = frames.verdict.text();
            assert_eq!(frames.verdict.holds, None, "{text}");
            assert!(text.contains("it takes at least 9"), "{text}");
            assert!(!text.contains("times as high"), "a ratio of {draws}: {text}");
        }
        assert!(all(FEWEST_DRAWS, [0.1, 0.047, 3.7, 0.021]).verdict.holds.is_some());
        assert_eq!(
            all(2, [0.1, 0.047, 3.7, 0.021]).verdict.text(),
            "Over 2 training sets the best small model (8 parameters) has a test loss of 0.047; with 10, as many as there are \
             points, it is 3.7, and with 40 it is 0.021: bigger won in both training sets. So few cannot tell whether that is the rule: it \
             takes at least 9."
        );
        assert!(all(2, [0.1, 0.047, 3.7, 0.41]).verdict.text().contains("bigger won in neither training set"));
        assert!(
            all(1, [0.1, 0.047, 3.7, 0.41]).verdict.text().starts_with("In this one training set the best small model")
        );
        // Twelve of twenty: by the normal approximation (1.96/.2)^2 = 96 would tell.
        let mut losses = vec![[0.1, 0.05, 4.0, 0.03]; 12];
        losses.extend([[0.1, 0.05, 4.0, 0.07]; 8]);
        let unclear = told(20, &losses).verdict;
        assert_eq!(unclear.holds, None);
        assert!(
            unclear.text().contains(
                "At 40 it is 0.030, no difference from the best small model that these 20 training sets can tell: bigger won in 12 of \
                 20 training sets; about "
            ),
            "{}",
            unclear.text()
        );
    }

    #[test]
    fn a_tie_is_no_win_and_no_loss() {
        let same = all(30, [9.6, 9.334, 40.0, 9.334]).verdict;
        assert_eq!(same.holds, Some(false), "it has learnt nothing: zero scores 1");
        assert!(!same.text().contains("still above") && same.text().contains("the same as far as these digits go"));
        let same = all(30, [0.2, 0.0934, 4.0, 0.0934]).verdict;
        assert_eq!(same.holds, None);
        assert!(same.text().contains("bigger won in none of 30 training sets (and 30 were ties)"), "{}", same.text());
        // Four of seven, and two losses that only rounding tells apart.
        assert_eq!(all(7, [0.2, 0.0934, 4.0, 0.0934]).verdict.holds, None);
        let rounding = all(30, [1e-29, 3e-31, 4.0, 8e-30]).verdict;
        assert_eq!(rounding.holds, None);
        assert!(
            rounding
                .text()
                .contains("has a test loss of zero up to rounding. At 10, as many as there are points, it is 4.0.")
        );
    }

    #[test]
    fn a_peak_that_the_median_hides_is_told_by_mean_and_band_and_not_denied() {
        let mut losses = vec![[0.1, 0.05, 0.051, 0.02]; 34];
        losses.extend([[0.1, 0.05, 7.0, 0.02]; 5]);
        losses.push([0.1, 0.05, 800_000.0, 0.02]);
        let frames = told(40, &losses);
        let text = frames.verdict.text();
        assert_eq!(frames.verdict.holds, None, "{text}");
        assert!(!text.contains("there is no peak"), "{text}");
        assert!(
            text.contains("but the mean at 10 is 20,000, and a tenth of the training sets lie above 7.0 at 10: some training sets meet one"),
            "{text}"
        );
    }

    #[test]
    fn a_ratio_that_rests_on_few_draws_is_told_with_its_interval() {
        // Heights of the peak of the ten training sets of the digits, over decades.
        let heights = [30.0, 31.0, 40.0, 52.0, 60.0, 65.0, 90.0, 200.0, 567.0, 3_000.0];
        let losses: Vec<[f64; 4]> = heights.iter().map(|height| [0.6, 0.5, *height, 0.2]).collect();
        let frames = told(10, &losses);
        // The second and the ninth of ten, over .5.
        assert!(frames.verdict.text().contains("it is 62 to 1,100 times as high"), "{}", frames.verdict.text());
        assert_eq!((frames.summary("peak_loss_low"), frames.summary("peak_loss_high")), (31.0, 567.0));
    }

    #[test]
    fn what_is_no_better_than_the_mean_has_not_won() {
        for (large, words) in [
            (0.97, "That is hardly under the 1.0 of always guessing zero."),
            (1.3, "That is above the 1.0 of always guessing zero."),
        ] {
            let frames = all(40, [1.5, 1.4, 3.0, large]);
            assert_eq!(frames.verdict.holds, Some(false));
            assert!(frames.verdict.text().ends_with(words), "{}", frames.verdict.text());
        }
        let about: Vec<[f64; 4]> =
            (0..40).map(|draw| [1.5, 1.4, 3.0, if draw % 2 == 0 { 0.98 } else { 1.02 }]).collect();
        let frames = told(40, &about);
        assert!(
            frames.verdict.text().contains("no better, as far as can be told, than the 1.0"),
            "{}",
            frames.verdict.text()
        );
        let unclear: Vec<[f64; 4]> =
            (0..40).map(|draw| [1.5, 1.4, 3.0, if draw % 2 == 0 { 0.6 } else { 1.02 }]).collect();
        let frames = told(40, &unclear);
        assert!(
            frames.verdict.holds.is_none() && frames.verdict.text().ends_with("these 40 training sets cannot tell.")
        );
    }

    #[test]
    fn a_run_that_is_not_complete_states_no_verdict() {
        let frames = told(100, &[[0.1, 0.047, 3.7, 0.021]; 60]);
        assert_eq!(frames.verdict.holds, None);
        assert_eq!(
            frames.verdict.text(),
            "So far, over 60 of 100 training sets, the best small model (8 parameters) has a test loss of 0.047; with 10, as \
             many as there are points, it is 3.7, and with 40 it is 0.021."
        );
    }

    #[test]
    fn the_threshold_is_where_the_rank_reaches_the_number_of_points() {
        let of = |ranks: &[f64]| Threshold::of(&[5, 10, 15, 20], ranks, 10);
        assert_eq!(of(&[5.0, 10.0, 10.0, 10.0]), Threshold::AtPoints);
        assert_eq!(of(&[5.0, 9.0, 10.0, 10.0]), Threshold::At(15));
        assert_eq!(of(&[4.0, 7.0, 8.0, 9.5]), Threshold::Nowhere(9));
        // Between 5 and 15 no size was looked at: the rank grows by one a feature.
        assert_eq!(Threshold::of(&[5, 15], &[5.0, 10.0], 10), Threshold::AtPoints);
        assert_eq!(Threshold::of(&[5, 15], &[4.0, 10.0], 10), Threshold::At(15));
        assert_eq!(Threshold::of(&[5, 8], &[5.0, 8.0], 10), Threshold::AtPoints);
    }

    fn done(preset: &str, set: &[(&str, &str)]) -> Frames {
        completed("double-descent", preset, set)
    }

    #[test]
    fn what_guessing_comes_to_is_named_and_compared_as_far_as_can_be_told() {
        let set = [("n", "2"), ("draws", "40"), ("seed", "5"), ("sizes", "1,2,3,4,100"), ("noise", "0")];
        let text = done("sensors", &set).verdict.text();
        assert!(text.contains("That is under the 1.0 of always guessing zero; whether by a tenth"), "{text}");
        let set =
            [("n", "5"), ("dim", "10"), ("noise", "0"), ("sizes", "4,5,6,10,15"), ("draws", "100"), ("seed", "4")];
        let text = done("relu-sphere", &set).verdict.text();
        assert!(text.contains("guessing zero") && !text.contains("the mean of the training targets"), "{text}");
    }

    #[test]
    fn one_small_model_is_the_best_of_none() {
        let verdict = done("chirp", &[("n", "8"), ("sizes", "7,8,50"), ("draws", "40"), ("seed", "5")]).verdict;
        assert!(verdict.holds.is_none() && verdict.text().contains("the only small model"), "{}", verdict.text());
    }

    #[test]
    fn the_largest_size_is_not_its_own_peak() {
        let set = [("n", "6"), ("sizes", "1,4,6,7,12,18"), ("noise", "0.2"), ("decay", "0"), ("draws", "10")];
        let text = done("step", &set).verdict.text();
        assert!(!text.contains("there is no peak"), "{text}");
    }

    #[test]
    fn a_design_of_smooth_waves_never_has_full_rank_and_the_sentence_says_so() {
        let set = [("frequency_scale", "0.05"), ("sizes", "2,10,19,20,40,200"), ("draws", "9")];
        let frames = done("chirp", &set);
        assert!(frames.series("rank_median").iter().all(|rank| *rank < 20.0));
        assert!(frames.summary("threshold").is_nan());
        let text = frames.verdict.text();
        assert!(text.contains("No size here has a design of rank 20, the number of points: the highest is "), "{text}");
        // A ridge does not change the design, nor its rank.
        let ridged = done("chirp", &[&set[..], &[("ridge", "0.001")]].concat());
        assert_eq!(frames.series("rank_median"), ridged.series("rank_median"));
    }

    #[test]
    fn a_ridge_that_answers_with_the_mean_alone_does_not_hold() {
        let set = [("dim", "200"), ("n", "20"), ("ridge", "1"), ("draws", "20"), ("sizes", "5,10,15,19,20,40,400")];
        let frames = done("relu-sphere", &set);
        assert!((frames.summary("largest_loss") - 0.97).abs() < 0.02);
        assert_eq!(frames.verdict.holds, Some(false), "{}", frames.verdict.text());
        let digits = [("ridge", "1000000"), ("draws", "9"), ("sizes", "20,150,200")];
        let frames = done("digits", &digits);
        assert_eq!(frames.verdict.holds, Some(false), "{}", frames.verdict.text());
        // Ten classes of about the same size.
        assert!((frames.summary("baseline_error") - 0.9).abs() < 0.02);
    }

    #[test]
    fn on_the_patients_the_large_end_is_held_against_the_mean() {
        let frames = done("diabetes", &[("sizes", "5,20,100,105,3000")]);
        // 1.03 is the loss of the null model in the recipe, in units of the training variance.
        assert!((frames.summary("baseline_loss") - 1.03).abs() < 0.05, "{}", frames.summary("baseline_loss"));
        let text = frames.verdict.text();
        assert!(
            frames.verdict.holds == Some(false) && text.contains("of always guessing the mean of the training targets"),
            "{text}"
        );
    }

    #[test]
    fn hardly_a_run_of_nine_to_twelve_training_sets_says_the_opposite_of_two_hundred() {
        let (mut told, mut opposite) = (0, 0);
        let cases =
            [("0.05", "1.5"), ("0.1", "1.5"), ("0.3", "1.5"), ("0.5", "1"), ("0.2", "0.3"), ("0.3", "0.6"), ("1", "2")];
        for (noise, decay) in cases {
            for seed in ["1", "2"] {
                let set = [("noise", noise), ("decay", decay), ("seed", seed)];
                let run = |draws| done("wiggle", &[&set[..], &[("draws", draws)]].concat()).verdict.holds;
                let many = run("200");
                for few in ["9", "12"].map(run) {
                    told += usize::from(few.is_some());
                    opposite += usize::from(few.is_some() && many.is_some() && few != many);
                }
            }
        }
        assert!(opposite == 0 && told >= 10, "{opposite} of {told}");
    }
}

//! How often descent from a random start is trapped, counted.
//!
//! A run is one random start of a ReLU student ([`Attempt`](crate::shared::attempt::Attempt)); it is solved, trapped or not finished. The share that is trapped, of
//! the runs that are one or the other, comes with its 95 % interval (Wilson 1927) and, where there is one, the share that Safran &
//! Shamir (2018, arXiv 1712.08968) published for 1,000 runs. Two shares are called different only where the interval of their
//! difference (Newcombe 1998) leaves out zero. Three questions:
//!
//! - `sweep=none`: one teacher, one student;
//! - `sweep=teacher`: teachers of up to k neurons in steps of two, from 6 or 7, each with 0, 1 and 2 spare neurons, row by row;
//! - `sweep=width`: the bump regression of the figure split, for networks of 4 to 24 bumps.
//!
//! One piece: one run.

mod cost;
mod keys;
mod odds;
mod quantities;
mod report;
mod swarm;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::contract::config::{Config, Figure, View};
use crate::contract::cost::Cost;
use crate::contract::{Experiment, Frames, Task, no_view, parts};
use alleyway::decimal;
use alleyway::error::Error;
use swarm::{End, NUMBERS, Setting, Swarm};

/// The figure.
pub static FIGURE: Figure = Figure {
    name: "traps",
    title: "More dimensions, fewer traps",
    claim: "Descent from a random start ends in a bad minimum less often when the network has neurons to spare.",
    keys: keys::KEYS,
    presets: keys::PRESETS,
    series: quantities::SERIES,
    summary: quantities::number::SUMMARY,
    views: &[View {
        name: "odds",
        args: &["samples"],
        help: "the odds that every eigenvalue of a random matrix is positive, and the share of minima among the critical points of a \
               random field",
        series: quantities::odds::SERIES,
    }],
    codes: &[("outcome", &["solved", "trapped", "not_finished"])],
    constants: &[],
};

/// Open a config.
///
/// # Errors
/// [`Error::Value`] where values do not go together.
pub fn open(config: Config) -> Result<Box<dyn Experiment>, Error> {
    Ok(Box::new(Traps::open(config)?))
}

/// An opened count.
pub struct Traps {
    config: Config,
    setting: Setting,
    /// Ends in the order of the pieces, without a gap.
    ends: Vec<End>,
    /// Those that came before others that are still under way. Short runs come first, and short runs are not trapped as often: a
    /// share of whatever is in would be biased.
    early: BTreeMap<usize, End>,
}

impl Traps {
    /// Open a config.
    ///
    /// # Errors
    /// None beyond those of the keys.
    pub fn open(config: Config) -> Result<Self, Error> {
        let setting = Setting::new(&config);
        Ok(Self { config, setting, ends: Vec::new(), early: BTreeMap::new() })
    }
}

impl Experiment for Traps {
    fn config(&self) -> &Config {
        &self.config
    }

    fn pieces(&self) -> usize {
        self.setting.cells.len() * self.setting.runs
    }

    fn start(&self, pieces: Range<usize>) -> Result<Box<dyn Task>, Error> {
        let (setting, total) = (self.setting.clone(), pieces.len());
        Ok(Box::new(Swarm { setting, waiting: pieces, total, run: None, part: Vec::with_capacity(NUMBERS * total) }))
    }

    fn view(&self, name: &str, args: &[f64]) -> Result<Box<dyn Task>, Error> {
        if name != "odds" {
            return Err(no_view(FIGURE.views, name));
        }
        let samples = args.first().copied().unwrap_or(f64::NAN);
        if !(1.0..=1e6).contains(&samples) || samples.fract() != 0.0 {
            let allowed = "a whole number between 1 and 1000000".into();
            return Err(Error::Value { key: "samples".into(), value: decimal::text(samples), allowed });
        }
        Ok(Box::new(odds::Odds::new(self.setting.seed, samples as usize)))
    }

    fn cost(&self) -> Cost {
        cost::cost(&self.setting)
    }

    fn accept(&mut self, pieces: Range<usize>, part: &[f64]) -> Result<(), Error> {
        parts::length(part, NUMBERS * pieces.len())?;
        for (piece, numbers) in pieces.zip(part.chunks_exact(NUMBERS)) {
            if piece >= self.ends.len() {
                self.early.insert(piece, End::read(numbers));
            }
        }
        while let Some(end) = self.early.remove(&self.ends.len()) {
            self.ends.push(end);
        }
        Ok(())
    }

    fn frames(&self) -> Frames {
        report::frames(&self.setting, &self.ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Request, completed, open, part, run};

    fn counted(set: &[(&str, &str)]) -> Frames {
        completed("traps", "eight", set)
    }

    #[test]
    fn what_has_not_come_to_rest_may_be_trapped_or_not() {
        // At a rate of .01 one more of these starts is trapped: the slow runs are the trapped ones.
        let text = counted(&[("rate", "0.004"), ("runs", "9")]).verdict.text();
        assert!(text.contains("that did not it is between"), "{text}");
    }

    #[test]
    fn the_share_that_is_trapped_is_the_published_one() {
        // Safran & Shamir (2018), table 1: 12.6 % of 1,000 at 8, 34.6 % at 10; here 400 and 200, so the interval is wide.
        for (teacher, runs, published) in [("8", "400", 0.126), ("10", "200", 0.346)] {
            let frames = counted(&[("teacher", teacher), ("runs", runs)]);
            let (low, high) = (frames.summary("interval_low"), frames.summary("interval_high"));
            assert!(low < published && published < high, "{low} {high}");
            assert!((frames.summary("published") - published).abs() < 1e-12);
            assert_eq!(frames.summary("not_finished"), 0.0);
        }
    }

    #[test]
    fn with_two_neurons_to_spare_none_is_trapped() {
        let frames = counted(&[("extra", "2"), ("runs", "150")]);
        assert_eq!(frames.summary("trapped"), 0.0);
        assert_eq!(frames.summary("runs"), 150.0);
        assert_eq!(frames.verdict.holds, Some(true));
    }

    #[test]
    fn parts_in_any_order_give_the_same_frames_and_a_late_run_keeps_the_later_ones_back() {
        let request = Request::preset("traps", "eight").with("runs", "12").unwrap();
        let mut whole = open(&request).unwrap();
        run(whole.as_mut()).unwrap();
        let mut other = open(&request).unwrap();
        for range in [8..12, 0..3, 5..8] {
            let part = part(other.as_ref(), range.clone()).unwrap();
            other.accept(range, &part).unwrap();
        }
        assert_eq!(other.frames().pieces, 3);
        let late = part(other.as_ref(), 3..5).unwrap();
        other.accept(3..5, &late).unwrap();
        assert_eq!(other.frames().pieces, 12);
        assert_eq!(other.frames().series, whole.frames().series);
        assert_eq!(other.frames().verdict, whole.frames().verdict);
    }

    #[test]
    fn a_trapped_run_is_found_again_in_the_figure_split() {
        let frames = counted(&[("runs", "40"), ("seed", "3")]);
        let number = frames.summary("example_trapped");
        let request = Request::preset("split", "relu").with("seed", "3").unwrap();
        let request = request.with("run", &number.to_string()).unwrap().with("splits", "0").unwrap();
        let mut split = open(&request).unwrap();
        run(split.as_mut()).unwrap();
        assert_eq!(split.frames().summary("starts_tried"), 1.0);
        let ended = frames.series("loss")[number as usize];
        // There the last digits are polished by Newton's method.
        assert!((split.frames().summary("final_loss") - ended).abs() < 1e-12);
    }

    #[test]
    fn wider_bump_networks_train_more_often() {
        // An independent implementation: 27-32 % at width 4, 90-91 % at 8, all of its runs at 16 and 24.
        let frames = counted(&[("sweep", "width"), ("runs", "30")]);
        let (widths, shares) = (frames.series("width"), frames.series("share"));
        let at = |width: f64| shares[widths.iter().position(|w| *w == width).unwrap()];
        let (low, high) = (frames.series("low"), frames.series("high"));
        assert!(low[0] < 0.32 && high[0] > 0.27, "{} {}", low[0], high[0]);
        assert!(low[3] < 0.91 && high[3] > 0.90, "{} {}", low[3], high[3]);
        assert!(at(16.0) > 0.9 && at(24.0) > 0.9, "{} {}", at(16.0), at(24.0));
        assert!(frames.verdict.text().contains("failed to train"));
    }

    #[test]
    fn a_run_that_hits_the_cap_is_reported_as_such() {
        let slow = counted(&[("rate", "0.001"), ("runs", "2"), ("teacher", "6")]);
        assert_eq!((slow.summary("not_finished"), slow.series("steps")), (2.0, &[100_000.0; 2][..]));
        let text = slow.verdict.text();
        assert!(text.contains("2 of 2 are not finished after 100,000 steps") && !text.contains("diverged"), "{text}");
        let one = counted(&[("rate", "2"), ("runs", "1")]).verdict.text();
        assert!(
            one.contains("the one random start has not come to rest") && one.ends_with("too large for it."),
            "{one}"
        );
        let frames = counted(&[("rate", "2"), ("runs", "5"), ("teacher", "12")]);
        let of = |name| frames.summary(name);
        assert!(of("not_finished") > 0.0 && of("solved") + of("trapped") + of("not_finished") == 5.0);
        // Nothing is said of a share where none has come to rest.
        assert!(frames.verdict.text().contains("5 of 5"), "{}", frames.verdict.text());
        assert!(!frames.verdict.text().contains('%') && frames.verdict.holds.is_none(), "{}", frames.verdict.text());
    }
}

//! One weight, then two, then three: a minimum that turns into a saddle when a dimension is added.
//!
//! 1. f = u(w): descent from `start` stops in the valley that it is in.
//! 2. f = gamma u(c1) + (1 - gamma) u(c2), at c1 = c2 = w the same function with the same loss. The Hessian there has a new
//!    direction; where it slopes down descent leaves along it.
//! 3. f = g u(c1) + (1 - g) u(c2): the share g is free as well.
//!
//! The loss is half the mean squared error. One piece: the whole story of one start.

mod cost;
mod keys;
mod quantities;
mod report;
mod story;
mod walk;
mod world;

use std::ops::Range;

use crate::contract::config::{Config, Figure, View};
use crate::contract::cost::Cost;
use crate::contract::parts::Packed as _;
use crate::contract::{Experiment, Frames, Task, no_view};
use crate::shared::shares::{SHARES, is_share};
use alleyway::decimal;
use alleyway::error::Error;
use alleyway::spectrum::Critical;
use story::{Descents, Story, SurfaceView};
use world::World;

/// The figure.
pub static FIGURE: Figure = Figure {
    name: "one-weight",
    title: "A valley, and a way out",
    claim: "Where descent with one weight is stuck in the wrong valley, a second weight turns the same point into a saddle, and \
            descent leaves through the new direction.",
    keys: keys::KEYS,
    presets: keys::PRESETS,
    series: quantities::SERIES,
    summary: quantities::number::SUMMARY,
    views: &[View {
        name: "surface",
        args: &[],
        help: "the loss with two weights over w = (c1 + c2)/2 and u = |c1 - c2|/2",
        series: quantities::surface::SERIES,
    }],
    codes: &[("kind", &Critical::WORDS)],
    constants: &[],
};

/// Open a config.
///
/// # Errors
/// [`Error::Value`] where values do not go together.
pub fn open(config: Config) -> Result<Box<dyn Experiment>, Error> {
    Ok(Box::new(OneWeight::open(config)?))
}

/// An opened story.
pub struct OneWeight {
    config: Config,
    world: World,
    story: Option<Story>,
}

impl OneWeight {
    /// Open a config.
    ///
    /// # Errors
    /// [`Error::Value`] for a start from which a bump would roll off the data, or a negative frequency.
    pub fn open(config: Config) -> Result<Self, Error> {
        let world = World::of(config.word("model"));
        let (low, high) = if config.word("model") == "bumps" { (-2.56, 2.66) } else { world.range };
        if !(low..=high).contains(&config.number("start")) {
            let (low, high) = (decimal::text(low), decimal::text(high));
            let allowed = format!("between {low} and {high} with model {}", config.word("model"));
            return Err(config.refuse("start", allowed));
        }
        if !is_share(config.number("gamma")) {
            return Err(config.refuse("gamma", SHARES.into()));
        }
        Ok(Self { config, world, story: None })
    }
}

impl Experiment for OneWeight {
    fn config(&self) -> &Config {
        &self.config
    }

    fn pieces(&self) -> usize {
        1
    }

    fn start(&self, _: Range<usize>) -> Result<Box<dyn Task>, Error> {
        Ok(Box::new(Descents::new(self.world.clone(), &self.config)))
    }

    fn view(&self, name: &str, _: &[f64]) -> Result<Box<dyn Task>, Error> {
        if name != "surface" {
            return Err(no_view(FIGURE.views, name));
        }
        Ok(Box::new(SurfaceView(Descents::new(self.world.clone(), &self.config))))
    }

    fn cost(&self) -> Cost {
        cost::cost(&self.world, self.config.count("stage"), self.config.number("rate"))
    }

    fn accept(&mut self, _: Range<usize>, part: &[f64]) -> Result<(), Error> {
        self.story = Some(Story::from_part(part)?);
        Ok(())
    }

    fn frames(&self) -> Frames {
        match &self.story {
            Some(story) => story.frames(&self.world, &self.config),
            None => Frames::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Request, completed, open, view};
    use alleyway::objective::Objective as _;
    use ndarray::{ArrayView1, array};

    fn told(preset: &str, set: &[(&str, &str)]) -> Frames {
        completed("one-weight", preset, set)
    }

    #[track_caller]
    fn near(value: f64, expected: f64, tolerance: f64) {
        assert!((value - expected).abs() <= tolerance, "{value}, expected {expected} +- {tolerance}");
    }

    // The values below are those of an independent implementation of the same definitions in numpy.

    #[test]
    fn one_weight_is_stuck_two_find_a_way_out_and_three_reach_zero() {
        let frames = told("bumps", &[]);
        let number = |name| frames.summary(name);
        near(number("stuck_position"), -1.11576, 1e-3);
        near(number("stuck_loss"), 0.060_357_4, 1e-5);
        near(number("stuck_curvature"), 0.071_635_9, 1e-4);
        near(number("stuck_steps"), 242.0, 5.0);
        near(number("share_stuck"), 0.452, 0.02);
        near(number("split_eigenvalue_min"), -0.083_295_1, 1e-4);
        near(number("split_eigenvalue_max"), 0.035_818, 1e-4);
        near(number("split_curvature_old"), 0.071_635_9, 1e-4);
        near(number("split_curvature_new"), -0.166_590_2, 1e-4);
        near(number("escaped_loss"), 0.001_678_28, 1e-5);
        near(number("escaped_first"), 1.20851, 1e-3);
        near(number("escaped_second"), -1.1872, 1e-3);
        near(number("escaped_steps"), 508.0, 10.0);
        assert!(number("freed_loss") < 1e-16);
        near(number("freed_mix"), 0.6, 1e-3);
        near(number("freed_steps"), 353.0, 7.0);
        assert_eq!(frames.verdict.holds, Some(true));
    }

    #[test]
    fn the_curve_the_surface_and_the_split_are_the_same_loss() {
        let experiment = open(&Request::preset("one-weight", "bumps")).unwrap();
        let surface = view(experiment.as_ref(), "surface", &[]).unwrap();
        let (w, losses) = (&surface[0].values, &surface[2].values);
        let one = World::of("bumps").one();
        for (i, w) in w.iter().enumerate() {
            // The edge u = 0.
            near(losses[i * 81], one.loss(ArrayView1::from(&[*w])), 1e-15);
        }
        let frames = told("bumps", &[]);
        near(frames.series("escape_path_loss")[0], frames.summary("stuck_loss"), 1e-6);
    }

    #[test]
    fn the_surface_shows_the_side_that_descent_takes() {
        for gamma in ["0.3", "0.5", "0.7"] {
            let frames = told("bumps", &[("stage", "2"), ("gamma", gamma)]);
            let request = Request::preset("one-weight", "bumps").with("gamma", gamma).unwrap();
            let surface = view(open(&request).unwrap().as_ref(), "surface", &[]).unwrap();
            let (c1, c2) = (frames.summary("escaped_first"), frames.summary("escaped_second"));
            // The grid point nearest to where descent ends; its step is .037 in w and .025 in u.
            let i = ((0.5 * (c1 + c2) + 2.6) / 5.2 * 140.0).round() as usize;
            let j = (0.5 * (c1 - c2).abs() * 40.0).round() as usize;
            near(surface[2].values[i * 81 + j], frames.summary("escaped_loss"), 5e-4);
        }
    }

    #[test]
    fn from_the_right_valley_there_is_no_trap_to_leave() {
        let frames = told("bumps", &[("start", "2.2"), ("stage", "1")]);
        near(frames.summary("stuck_position"), 1.16782, 1e-3);
        near(frames.summary("stuck_loss"), 0.026_874_4, 1e-5);
        assert_eq!(frames.verdict.holds, None);
        assert!(frames.verdict.text().contains("no trap to leave"));
    }

    #[test]
    fn the_right_valley_of_one_weight_is_still_a_saddle_of_two_and_the_sentence_says_so() {
        let frames = told("bumps", &[("start", "1.51"), ("rate", "0.3"), ("stage", "2")]);
        near(frames.summary("split_eigenvalue_min"), -0.054, 1e-3);
        assert_eq!((frames.summary("stuck_kind"), frames.summary("split_kind")), (0.0, 2.0));
        let text = frames.verdict.text();
        assert!(!text.contains("no trap") && text.contains("deepest valley of one weight"), "{text}");
        assert!(text.contains("saddle") && text.contains("\u{2212}0.054") && text.contains("Descent leaves"), "{text}");
        // The claim is about a wrong valley.
        assert_eq!(frames.verdict.holds, None);
    }

    #[test]
    fn a_copy_without_height_opens_a_flat_direction_of_which_the_second_order_does_not_tell() {
        // With gamma = 1 or 0 the Hessian in (c1, c2) is u'' in one place and 0 in all others.
        for gamma in ["1", "0"] {
            let frames = told("bumps", &[("gamma", gamma), ("stage", "2")]);
            let (least, flat) = (frames.summary("split_eigenvalue_min"), frames.summary("flat"));
            assert!(least.abs() <= flat && flat < 1e-7, "{least} {flat}");
            assert_eq!(frames.summary("split_kind"), 1.0);
            let text = frames.verdict.text();
            assert!(text.contains("the second order does not tell"), "{text}");
            assert!(
                !text.contains("no way out") && !text.contains("no direction") && !text.contains("saddle"),
                "{text}"
            );
            assert_eq!(frames.verdict.holds, None);
            // And where the third weight lets it out, the sentence says that too.
            let freed = told("bumps", &[("gamma", gamma)]);
            assert_eq!(freed.summary("freed_lower"), 1.0);
            assert!(
                freed.verdict.text().contains("With the share free as well it does leave, to a loss of zero"),
                "{}",
                freed.verdict.text()
            );
        }
    }

    #[test]
    fn a_saddle_that_descent_cannot_tell_from_rest_is_not_left() {
        // To first order in 1 - gamma the smallest eigenvalue is (1 - gamma) B, B = -.1665902 that of an even split along c1 - c2.
        let frames = told("bumps", &[("gamma", "0.999999"), ("stage", "2")]);
        near(frames.summary("split_eigenvalue_min"), -1.665_902e-7, 1e-11);
        assert_eq!((frames.summary("split_kind"), frames.summary("escaped_kind")), (2.0, 2.0));
        assert!(frames.summary("escaped_steps") < 10.0 && frames.summary("escaped_lower") == 0.0);
        let text = frames.verdict.text();
        assert!(text.contains("\u{2212}1.7e\u{2212}7") && text.contains("counts as at rest"), "{text}");
        assert!(!text.contains("leaves through") && !text.contains("0.0000"), "{text}");
        assert_eq!(frames.verdict.holds, None);
    }

    #[test]
    fn a_ball_that_balances_on_the_hill_is_in_no_valley() {
        let one = World::of("bumps").one();
        // The barrier is at -.24685; the slope changes its sign there.
        let (mut low, mut high) = (-0.3, -0.2);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if one.gradient(array![middle].view()).1[0] > 0.0 { low = middle } else { high = middle }
        }
        let frames = told("bumps", &[("start", &format!("{low:.17}")), ("stage", "2")]);
        near(frames.summary("stuck_position"), -0.246_85, 1e-4);
        assert_eq!((frames.summary("stuck_steps"), frames.summary("stuck_kind")), (0.0, 2.0));
        let text = frames.verdict.text();
        assert!(text.contains("hilltop") && !text.contains("minimum"), "{text}");
        assert_eq!(frames.verdict.holds, None);
    }

    #[test]
    fn a_walk_that_is_too_slow_is_told_to_take_larger_steps_and_one_that_jumps_smaller_ones() {
        let slow = told("bumps", &[("start", "-1.38"), ("rate", "0.001")]);
        let losses = slow.series("stuck_path_loss");
        assert!(losses.len() == 20_001 && losses.windows(2).all(|pair| pair[1] < pair[0]));
        let text = slow.verdict.text();
        assert!(text.contains("Try a larger rate") && !text.contains("smaller rate"), "{text}");
        assert_eq!((slow.summary("unsettled_stage"), slow.summary("diverged_stage")), (1.0, 0.0));
        let jumps = told("bumps", &[("rate", "40")]);
        assert!(jumps.series("stuck_path_loss").windows(2).any(|pair| pair[1] > pair[0]));
        let text = jumps.verdict.text();
        assert!(text.contains("Try a smaller rate") && !text.contains("larger rate"), "{text}");
        assert!(text.contains("20,000 steps"), "{text}");
    }

    #[test]
    fn a_walk_that_does_not_settle_beside_a_minimum_is_told_as_well() {
        // With gamma = 3 the smallest curvature is +.025: at a rate of .02 a step takes away a share of .0005 of the way, and after
        // 20,000 steps a gradient of 3e-5 is still above 1e-9.
        let frames = told("bumps", &[("gamma", "3"), ("rate", "0.02"), ("stage", "2")]);
        assert_eq!((frames.summary("split_kind"), frames.summary("unsettled_stage")), (0.0, 2.0));
        let text = frames.verdict.text();
        assert!(text.contains("it stays one") && text.contains("With two weights descent had not settled"), "{text}");
        assert!(text.contains("larger rate") && !text.contains("no way out"), "{text}");
        assert_eq!(frames.verdict.holds, Some(false));
    }

    #[test]
    fn whatever_the_share_the_words_are_those_of_the_eigenvalue() {
        for model in ["bumps", "sines"] {
            for gamma in ["-1", "0", "0.001", "0.3", "1", "1.5"] {
                let start = if model == "bumps" { "-2" } else { "0.3" };
                let frames = told("bumps", &[("model", model), ("start", start), ("gamma", gamma)]);
                let text = frames.verdict.text();
                let least = frames.summary("split_eigenvalue_min");
                let flat = frames.summary("flat");
                assert_eq!(text.contains("saddle"), least < -flat, "{model} {gamma}: {text}");
                assert_eq!(text.contains("does not tell"), least.abs() <= flat, "{model} {gamma}: {text}");
                assert_eq!(text.contains("no direction slopes down"), least > flat, "{model} {gamma}: {text}");
                assert_eq!(
                    text.contains("Descent leaves through it, to"),
                    frames.verdict.holds == Some(true),
                    "{text}"
                );
                if frames.verdict.holds == Some(true) {
                    assert!(frames.summary("escaped_loss") < 0.999 * frames.summary("stuck_loss"));
                }
                assert_eq!(frames.summary("stuck_kind"), 0.0);
                assert_eq!(
                    text.contains("counts as at rest"),
                    frames.verdict.holds.is_none() && least < -flat && frames.summary("unsettled_stage") == 0.0,
                    "{text}"
                );
                assert!(!text.contains("0.0000") && !text.contains("20000"), "{text}");
            }
        }
    }

    #[test]
    fn the_sine_stays_trapped_under_every_even_split_and_opens_only_beyond() {
        let frames = told("sines", &[("stage", "2")]);
        near(frames.summary("stuck_position"), 0.161_259, 1e-3);
        near(frames.summary("stuck_loss"), 0.255_397, 1e-5);
        near(frames.summary("split_eigenvalue_min"), 0.0039, 1e-4);
        near(frames.summary("split_eigenvalue_max"), 0.176, 1e-3);
        near(frames.summary("escaped_loss"), 0.255_397, 1e-5);
        assert_eq!(frames.verdict.holds, Some(false));
        for inside in ["0.1", "0.3", "0.9"] {
            assert!(told("sines", &[("stage", "2"), ("gamma", inside)]).summary("split_eigenvalue_min") > 1e-8);
        }
        let outside = told("sines", &[("stage", "2"), ("gamma", "1.5")]);
        near(outside.summary("split_eigenvalue_min"), -0.0024, 1e-4);
        near(outside.summary("escaped_loss"), 0.2268, 1e-4);
    }

    #[test]
    fn at_zero_loss_a_further_dimension_is_flat_not_downhill() {
        let frames = told("bumps", &[]);
        let values = frames.series("again_eigenvalues");
        for (value, expected) in values.iter().zip([0.0, 0.0, 0.0347, 0.0461, 0.1716, 0.3433]) {
            near(*value, expected, 1e-4);
        }
    }

    #[test]
    fn a_rate_that_diverges_is_reported_with_its_step_and_the_last_finite_state() {
        for (rate, stage) in [("10000", 1.0), ("60", 1.0)] {
            let frames = told("bumps", &[("rate", rate)]);
            assert_eq!(frames.summary("diverged_stage"), stage);
            let step = frames.summary("diverged_step");
            assert_eq!(step, frames.summary("stuck_steps") + 1.0);
            assert!(frames.verdict.text().contains("the rate is too large"));
            assert!(frames.summary("stuck_position").abs() <= 4.0 && frames.summary("stuck_loss").is_finite());
            assert!(frames.verdict.text().contains(&format!("diverged at step {step}")));
            assert_eq!(frames.verdict.holds, None);
            assert!(frames.series("escape_path").is_empty());
        }
        assert_eq!(told("bumps", &[]).summary("diverged_stage"), 0.0);
        let restless = told("bumps", &[("rate", "40")]);
        assert!(restless.verdict.text().contains("had not settled"));
        assert!(restless.series("escape_path").is_empty());
    }

    #[test]
    fn a_share_is_large_enough_to_tell_or_none() {
        let refused = |gamma: &str| open(&Request::preset("one-weight", "bumps").with("gamma", gamma).unwrap()).err();
        for gamma in ["1e-300", "0.0000009", "-0.0000009", "1.0000009"] {
            assert_eq!(refused(gamma).unwrap().key(), Some("gamma"), "{gamma}");
        }
        for gamma in ["0", "1", "0.000001", "0.999999", "1.5", "-0.5"] {
            assert!(refused(gamma).is_none(), "{gamma}");
        }
    }

    #[test]
    fn a_loss_that_is_told_as_the_same_is_not_lower() {
        let set = [("start", "-2"), ("rate", "20"), ("gamma", "0.999"), ("stage", "2")];
        let verdict = told("bumps", &set).verdict;
        assert!(verdict.holds != Some(true) && !verdict.text().contains("leaves through it"), "{}", verdict.text());
    }

    #[test]
    fn from_a_loss_of_zero_there_is_nowhere_to_leave_for() {
        let text = told("bumps", &[("model", "sines"), ("start", "9.76"), ("stage", "2")]).verdict.text();
        assert!(!text.contains("whether there is a way out"), "{text}");
    }

    #[test]
    fn the_ball_cannot_be_dropped_off_the_data() {
        for (model, start) in [("bumps", "2.7"), ("bumps", "12"), ("sines", "-1")] {
            let request = Request::preset("one-weight", "bumps").with("model", model).unwrap();
            let error = open(&request.with("start", start).unwrap()).err().unwrap();
            assert_eq!(error.key(), Some("start"));
        }
        assert!(Request::preset("one-weight", "bumps").with("start", "inf").is_err());
    }
}

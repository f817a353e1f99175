//! Which of the many fits descent picks.
//!
//! The model adds up P polynomials, f(x) = sum over k of w_k phi_k(x), and the loss is the mean squared error on n points of the wave
//! of the first figure. With Phi the features at the points (P x n) a step of gradient descent is
//!
//! w <- w - rate (2/n) Phi (Phi^T w - y),
//!
//! a combination of the n columns of Phi. Whatever a start w0 has beside their span stays as it is, so that descent ends at
//! w* + N w0, with w* the fit of least norm and N the projection on the P - rank dimensions that make no difference at the points.
//! From zero it ends at w*. The same is true with momentum, and not of Adam (Wilson and others 2017, arXiv 1705.08292).
//!
//! The distance to w* is told in two parts: within the span, where it says how far a descent has still to go, and beside it.
//! One piece: the descent from zero and that from a random start of some norm, step by step beside each other.

mod cost;
mod keys;
mod quantities;
mod report;
mod setting;
mod walk;

use std::ops::Range;

use crate::contract::config::{Config, Figure};
use crate::contract::cost::Cost;
use crate::contract::parts::Packed as _;
use crate::contract::{Experiment, Frames, Task, no_view};
use alleyway::error::Error;
use report::Report;
use setting::{Problem, Setting};
use walk::{Descents, Record};

/// The figure.
pub static FIGURE: Figure = Figure {
    name: "least-norm",
    title: "Which of the many fits",
    claim: "With more parameters than points many fits pass through all of them. Gradient descent that starts from zero comes to the one \
            of least norm; from another start it keeps what the data say nothing of.",
    keys: keys::KEYS,
    presets: keys::PRESETS,
    series: quantities::SERIES,
    summary: quantities::number::SUMMARY,
    views: &[],
    codes: &[],
    constants: &[("near", report::NEAR)],
};

/// Open a config.
///
/// # Errors
/// None beyond those of the keys.
pub fn open(config: Config) -> Result<Box<dyn Experiment>, Error> {
    Ok(Box::new(LeastNorm::open(config)))
}

/// An opened pair of descents.
pub struct LeastNorm {
    config: Config,
    setting: Setting,
    /// What there is to be fitted; made when the first numbers come.
    problem: Option<Problem>,
    record: Option<Record>,
    complete: bool,
}

impl LeastNorm {
    /// Open a config.
    #[must_use]
    pub fn open(mut config: Config) -> Self {
        let setting = Setting::new(&mut config);
        Self { config, setting, problem: None, record: None, complete: false }
    }

    fn take(&mut self, part: &[f64]) -> Result<(), Error> {
        let record = Record::from_part(part)?;
        walk::check(&record, &self.setting)?;
        self.record = Some(record);
        self.problem.get_or_insert_with(|| self.setting.problem());
        Ok(())
    }
}

impl Experiment for LeastNorm {
    fn config(&self) -> &Config {
        &self.config
    }

    fn pieces(&self) -> usize {
        1
    }

    fn start(&self, _: Range<usize>) -> Result<Box<dyn Task>, Error> {
        Ok(Box::new(Descents::new(self.setting.clone())))
    }

    fn view(&self, name: &str, _: &[f64]) -> Result<Box<dyn Task>, Error> {
        Err(no_view(FIGURE.views, name))
    }

    fn cost(&self) -> Cost {
        cost::cost(&self.setting)
    }

    fn accept(&mut self, _: Range<usize>, part: &[f64]) -> Result<(), Error> {
        self.take(part)?;
        self.complete = true;
        Ok(())
    }

    fn preview(&mut self, _: Range<usize>, glimpse: &[f64]) -> Result<(), Error> {
        if self.complete { Ok(()) } else { self.take(glimpse) }
    }

    fn frames(&self) -> Frames {
        match (&self.problem, &self.record) {
            (Some(problem), Some(record)) => Report::new(&self.setting, problem, record).frames(self.complete),
            _ => Frames::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::completed;
    use alleyway::fit::Growing;
    use ndarray::{Array1, Array2};

    fn told(preset: &str, set: &[(&str, &str)]) -> Frames {
        completed("least-norm", preset, set)
    }

    #[track_caller]
    fn near(value: f64, expected: f64, tolerance: f64) {
        assert!((value - expected).abs() <= tolerance, "{value}, expected {expected} +- {tolerance}");
    }

    /// Legendre polynomials by their recursion, with a mean square of 1 on [-1, 1], scaled by (1+k)^-decay.
    fn features(x: &[f64], count: usize, decay: f64) -> Array2<f64> {
        let mut out = Array2::zeros((count, x.len()));
        for (i, x) in x.iter().enumerate() {
            let (mut before, mut now) = (0.0, 1.0);
            for k in 0..count {
                let degree = k as f64;
                out[[k, i]] = now * (2.0 * degree + 1.0).sqrt() * (1.0 + degree).powf(-decay);
                (before, now) = (now, ((2.0 * degree + 1.0) * x * now - degree * before) / (degree + 1.0));
            }
        }
        out
    }

    #[test]
    fn the_fit_of_least_norm_is_that_of_the_growing_factorisation() {
        for (parameters, n, decay) in [("40", 10, "1"), ("8", 10, "1"), ("200", 25, "0.5"), ("25", 25, "1.5")] {
            let set = [("parameters", parameters), ("n", &n.to_string()), ("decay", decay), ("steps", "1")];
            let frames = told("two-starts", &set);
            let phi = features(frames.series("x"), parameters.parse().unwrap(), decay.parse().unwrap());
            let mut growing = Growing::new(n, 0.0);
            growing.grow(phi.view());
            let y = Array1::from(frames.series("y").to_vec()).insert_axis(ndarray::Axis(0));
            let (weights, fit) = growing.fit(y.view());
            assert_eq!(frames.summary("rank"), fit.degrees_of_freedom);
            let norm = frames.summary("least_norm");
            for (ours, theirs) in frames.series("weights_least").iter().zip(weights.row(0)) {
                near(*ours, *theirs, 1e-9 * norm);
            }
        }
    }

    #[test]
    fn descent_from_zero_ends_at_the_least_norm_and_from_far_keeps_its_part_in_the_null_space() {
        for optimiser in ["descent", "momentum"] {
            let frames = told("two-starts", &[("optimiser", optimiser)]);
            let of = |name| frames.summary(name);
            assert_eq!((of("rank"), of("free")), (10.0, 30.0));
            let least = of("least_norm");
            assert!(of("aside_zero") < 1e-12 * least && of("to_go_zero") < 1e-3 * least, "{}", of("to_go_zero"));
            near(of("aside_far"), of("aside_start"), 1e-10 * least);
            // By Pythagoras, as w* has no part in the null space.
            let end = frames.series("distance_far").last().unwrap();
            near(*end, of("to_go_far").hypot(of("aside_start")), 1e-9);
            assert_eq!(frames.verdict.holds, Some(true), "{}", frames.verdict.text());
        }
    }

    #[test]
    fn a_random_start_has_the_share_of_the_free_dimensions_beside_the_data() {
        // E |N w0|^2 = |w0|^2 (P - rank)/P for w0 uniform on a sphere; over 200 seeds within five standard errors, the variance of
        // the share being that of a beta distribution: 2 a b/((a + b)^2 (a + b + 1)), a = free/2, b = rank/2.
        let seeds = 200;
        let shares = (0..seeds).map(|seed| {
            let frames = told("two-starts", &[("seed", seed.to_string().as_str()), ("steps", "1")]);
            (frames.summary("aside_start") / 20.0).powi(2)
        });
        let mean = shares.sum::<f64>() / f64::from(seeds);
        let (a, b) = (15.0_f64, 5.0);
        let error = (a * b / ((a + b).powi(2) * (a + b + 1.0)) / f64::from(seeds)).sqrt();
        near(mean, 0.75, 5.0 * error);
    }

    #[test]
    fn adam_from_zero_fits_the_points_and_is_not_at_the_least_norm() {
        let frames = told("adam", &[]);
        let of = |name| frames.summary(name);
        assert!(of("to_go_zero") < 1e-3 * of("least_norm") && of("aside_zero") > 0.01 * of("least_norm"));
        assert!(of("norm_zero") > of("least_norm"));
        assert_eq!(frames.verdict.holds, Some(false));
        assert!(frames.verdict.text().contains("Not in this run"), "{}", frames.verdict.text());
    }

    #[test]
    fn with_one_fit_only_there_is_nothing_to_pick() {
        let frames = told("one-fit", &[]);
        assert_eq!((frames.summary("free"), frames.verdict.holds), (0.0, None));
        assert!(frames.verdict.text().contains("one fit of least squares"), "{}", frames.verdict.text());
        near(frames.summary("aside_far"), 0.0, 1e-9);
    }

    #[test]
    fn what_is_on_its_way_diverged_or_too_near_to_zero_is_told_and_decides_nothing() {
        let says = |set: &[(&str, &str)], words: &str| {
            let frames = told("two-starts", set);
            let text = frames.verdict.text();
            assert!(frames.verdict.holds.is_none() && text.contains(words), "{text}");
            frames
        };
        says(&[("steps", "50")], "still on its way");
        says(&[("start", "0.001")], "too near to zero");
        says(&[("start", "0")], "too near to zero");
        let limit = says(&[("rate", "1000")], "diverged at step").summary("limit");
        // The limit is where it says it is: 2 over the largest curvature.
        says(&[("rate", &(1.02 * limit).to_string())], "diverged at step");
        assert_eq!(told("two-starts", &[("rate", &(0.98 * limit).to_string())]).summary("diverged_step"), 0.0);
    }
}

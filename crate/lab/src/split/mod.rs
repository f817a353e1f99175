//! A stuck network, a bigger space, the same function: split a neuron, and descend through what has opened.
//!
//! - `bumps`: f = sum of a_j exp(-(1.25 (x - c_j))^2) on 33 points of a curve made of four such bumps; a neuron is split into
//!   gamma a and (1 - gamma) a at the same place.
//! - `relu`: the population loss of a student that learns k orthonormal ReLU neurons with as many of its own,
//!   or more ([`Teacher`](alleyway::model::Teacher)); a neuron is split into gamma w and (1 - gamma) w. A spurious minimum is found by descent from seeded starts.
//!
//! After a split the function and the loss are what they were. Where the new Hessian has a negative eigenvalue the run steps
//! along its eigenvector and descends again, and so on up the ladder. One piece: the whole chain.

mod chain;
mod cost;
mod keys;
mod network;
mod quantities;
mod report;
mod splitting;

use std::ops::Range;

use crate::contract::config::{Config, Figure};
use crate::contract::cost::Cost;
use crate::contract::parts::Packed as _;
use crate::contract::{Experiment, Frames, Task, no_view};
use crate::shared::shares::{LEAST_SHARE, SHARES, is_share};
use alleyway::decimal;
use alleyway::error::Error;
use chain::{Chain, Landing, TIE};
use network::Network;
use splitting::{Search, Splitting};

/// The figure.
pub static FIGURE: Figure = Figure {
    name: "split",
    title: "It happens in real networks",
    claim: "Split one neuron of a stuck network: the function and the loss do not change, but a direction of negative curvature \
            appears, and descent continues to a lower loss.",
    keys: keys::KEYS,
    presets: keys::PRESETS,
    series: quantities::SERIES,
    summary: quantities::number::SUMMARY,
    views: &[],
    codes: &[("kind", &Landing::WORDS)],
    constants: &[("tie", TIE), ("most_splits", keys::MOST_SPLITS as f64)],
};

/// Open a config.
///
/// # Errors
/// [`Error::Value`] where values do not go together.
pub fn open(config: Config) -> Result<Box<dyn Experiment>, Error> {
    Ok(Box::new(Split::open(config)?))
}

/// An opened chain of splits.
pub struct Split {
    config: Config,
    chain: Option<Chain>,
}

impl Split {
    /// Open a config.
    ///
    /// # Errors
    /// [`Error::Value`] for a neuron that the network does not have, or a share that leaves a ReLU neuron pointing the other
    /// way.
    pub fn open(config: Config) -> Result<Self, Error> {
        let relu = config.word("network") == "relu";
        let first = if relu { config.count("teacher") + config.count("extra") } else { 1 };
        let there = |(split, neuron): (usize, &Option<f64>)| neuron.is_none_or(|n| n <= (first + split) as f64);
        if !config.picks("neuron").iter().enumerate().all(there) {
            let allowed = format!("best, or at most {first} for the first split and one more for each that follows");
            return Err(config.refuse("neuron", allowed));
        }
        let most = 1.0 - LEAST_SHARE;
        if relu && !config.picks("gamma").iter().flatten().all(|gamma| (LEAST_SHARE..=most).contains(gamma)) {
            let (least, most) = (decimal::text(LEAST_SHARE), decimal::text(most));
            let allowed = format!(
                "best, or between {least} and {most} with network relu: a copy without a share does nothing, one with a negative \
                 share is another function"
            );
            return Err(config.refuse("gamma", allowed));
        }
        if !config.picks("gamma").iter().flatten().all(|gamma| is_share(*gamma)) {
            return Err(config.refuse("gamma", format!("best, {SHARES}")));
        }
        Ok(Self { config, chain: None })
    }

    fn network(&self) -> Network {
        match self.config.word("network") {
            "bumps" => Network::Bumps,
            _ => Network::Relu { k: self.config.count("teacher") },
        }
    }
}

impl Experiment for Split {
    fn config(&self) -> &Config {
        &self.config
    }

    fn pieces(&self) -> usize {
        1
    }

    fn start(&self, _: Range<usize>) -> Result<Box<dyn Task>, Error> {
        Ok(Box::new(Splitting::new(self.network(), &self.config)))
    }

    fn view(&self, name: &str, _: &[f64]) -> Result<Box<dyn Task>, Error> {
        Err(no_view(FIGURE.views, name))
    }

    fn cost(&self) -> Cost {
        cost::cost(self.network(), Search::new(&self.config), self.config.count("splits"))
    }

    fn accept(&mut self, _: Range<usize>, part: &[f64]) -> Result<(), Error> {
        self.chain = Some(Chain::from_part(part)?);
        Ok(())
    }

    fn frames(&self) -> Frames {
        self.chain.as_ref().map_or_else(Frames::default, |chain| chain.frames(self.network()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::attempt::{Attempt, Outcome};
    use crate::{Request, completed, open};
    use alleyway::objective::Objective;
    use ndarray::ArrayView1;
    use network::SOLVED_BUMPS;
    use splitting::HOPELESS;

    fn climbed(preset: &str, set: &[(&str, String)]) -> Frames {
        completed("split", preset, set)
    }

    fn relu(k: usize, seed: usize) -> Frames {
        climbed("relu", &[("teacher", k.to_string()), ("seed", seed.to_string())])
    }

    // The values of both networks are those of independent implementations in numpy; for relu the minima are the ones that Safran
    // and Shamir published (2018, arXiv 1712.08968) and the eigenvalues were computed from theirs.

    #[test]
    fn the_ladder_of_bumps_goes_down_with_every_split_and_ends_at_zero() {
        let frames = climbed("ladder", &[]);
        let near = |name: &str, expected: &[f64], tolerance: f64| {
            let values = frames.series(name);
            assert_eq!(values.len(), expected.len());
            for (value, expected) in values.iter().zip(expected) {
                assert!((value - expected).abs() < tolerance, "{name}: {value}, expected {expected}");
            }
        };
        near("loss_after_each_split", &[0.107_252, 0.086_308_4, 0.059_967_1, 0.0], 1e-5);
        near("eigenvalue_of_each_split", &[-0.008_130_26, -0.008_274_55, -0.008_259_96], 1e-5);
        near("gamma_of_each_split", &[0.5, 1.5, 1.5], 1e-12);
        assert!((frames.summary("smallest_eigenvalue_before") - 0.057).abs() < 1e-3);
        assert_eq!(frames.summary("loss_before"), frames.summary("loss_after"));
        assert_eq!((frames.summary("index_before"), frames.summary("index_after")), (0.0, 1.0));
        assert_eq!(frames.verdict.holds, Some(true));
    }

    #[test]
    fn plain_cloning_opens_the_first_rung_and_sticks_at_the_second() {
        let frames = climbed("cloning", &[]);
        assert!((frames.summary("final_loss") - 0.086_308_4).abs() < 1e-5);
        assert_eq!(frames.summary("splits_done"), 2.0);
        assert_eq!(frames.summary("index_after"), 0.0);
        assert_eq!(frames.verdict.holds, Some(false));
        assert!(
            frames.verdict.text().contains("positive for every neuron here, so only a γ outside 0 to 1"),
            "{}",
            frames.verdict.text()
        );
        // S > 0 for both neurons is why (Fukumizu & Amari 2000): halves see S/4 upwards, shares 1.5 and -.5 see -3/4 S.
        let (splitting_index, table) = (frames.series("choice_splitting_index"), frames.series("choice_eigenvalue"));
        assert!(splitting_index.len() == 2 && splitting_index.iter().all(|s| *s > 0.0), "{splitting_index:?}");
        assert_eq!(frames.series("choice_gamma"), [0.5, 1.5]);
        assert!(table[0] > -1e-8 && table[2] > -1e-8 && table[1] < -1e-8 && table[3] < -1e-8, "{table:?}");
        assert_eq!(frames.series("next_eigenvalue"), table);
    }

    #[test]
    fn each_split_can_be_chosen_and_the_last_choice_goes_on() {
        let chosen = |neuron: &str, gamma: &str| {
            climbed("ladder", &[("neuron", neuron.into()), ("gamma", gamma.into()), ("splits", "3".into())])
        };
        let best = chosen("best", "best");
        let names = ["neuron_of_each_split", "gamma_of_each_split", "loss_after_each_split"];
        let [neurons, gammas, losses] = names.map(|name| best.series(name));
        let written = |values: &[f64]| values.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        let again = chosen(&written(neurons), &written(gammas));
        assert_eq!(again.series("loss_after_each_split"), losses);
        assert_eq!(chosen("best", "0.5,1.5").series("gamma_of_each_split"), [0.5, 1.5, 1.5]);
        assert_eq!(chosen("1,2,best", "best").series("neuron_of_each_split")[..2], [1.0, 2.0]);
    }

    #[test]
    fn the_moments_of_the_last_descent_begin_at_the_split_and_end_where_it_ends() {
        for preset in ["ladder", "relu"] {
            let frames = climbed(preset, &[("splits", "1".into())]);
            let (steps, losses) = (frames.series("path_step"), frames.series("path_loss"));
            let parameters = frames.summary("parameters_after") as usize;
            let weights: Vec<&[f64]> = frames.series("path_weights").chunks_exact(parameters).collect();
            assert_eq!((steps[0], weights.len()), (0.0, steps.len()));
            assert_eq!(*steps.last().unwrap() as usize, frames.series("descent_loss").len() - 1);
            assert!((losses[0] - frames.summary("loss_before")).abs() < 1e-13);
            assert_eq!(*losses.last().unwrap(), frames.summary("final_loss"));
            assert_eq!(*weights.last().unwrap(), frames.series("weights"));
            // Between them the loss that is told is that of the weights that are told.
            let objective: Box<dyn Objective> = match preset {
                "ladder" => Network::Bumps.objective(parameters),
                _ => Network::Relu { k: 8 }.objective(parameters),
            };
            for (weights, loss) in weights.iter().zip(losses) {
                assert!((objective.loss(ArrayView1::from(*weights)) - loss).abs() < 1e-14);
            }
            assert_eq!(frames.series("path_fit").len(), if preset == "ladder" { 33 * steps.len() } else { 0 });
        }
    }

    #[test]
    fn what_a_choice_promises_is_what_the_split_shows() {
        for (preset, neurons) in [("ladder", 1), ("relu", 8)] {
            let first = climbed(preset, &[("splits", "0".into())]);
            let promised = first.series("next_eigenvalue");
            let columns = promised.len() / neurons;
            assert_eq!(first.series("choice_gamma").len(), columns);
            for neuron in [1, neurons] {
                let frames =
                    climbed(preset, &[("splits", "1".into()), ("neuron", neuron.to_string()), ("gamma", "0.5".into())]);
                let shown = frames.summary("smallest_eigenvalue_after");
                assert!((shown - promised[(neuron - 1) * columns]).abs() < 1e-10, "{preset} {neuron}");
                assert_eq!(frames.summary("neuron"), neuron as f64);
            }
        }
    }

    #[test]
    fn every_chain_of_the_full_search_reaches_zero_and_none_of_plain_cloning_does() {
        for seed in 1..=20 {
            let full = climbed("ladder", &[("seed", seed.to_string())]);
            assert!(full.summary("final_loss") < SOLVED_BUMPS, "seed {seed}: {}", full.summary("final_loss"));
            let cloned = climbed("cloning", &[("seed", seed.to_string()), ("splits", "7".into())]);
            assert!(cloned.summary("final_loss") > 1e-3, "seed {seed}: {}", cloned.summary("final_loss"));
        }
    }

    #[test]
    fn a_split_turns_the_published_minima_into_saddles_of_the_published_index() {
        for (k, seed, loss, before, after, index) in [
            (6, 1, 0.0251, 0.0047, -0.2363, 5.0),
            (8, 1, 0.0215, 0.0213, -0.1999, 7.0),
            (10, 2, 0.0187, 0.0320, -0.1732, 9.0),
            (12, 2, 0.0165, 0.0393, -0.1533, 11.0),
        ] {
            let frames = relu(k, seed);
            let number = |name| frames.summary(name);
            assert!((number("loss_before") - loss).abs() < 1e-4, "k = {k}: {}", number("loss_before"));
            assert!((number("smallest_eigenvalue_before") - before).abs() < 1e-3);
            assert!((number("smallest_eigenvalue_after") - after).abs() < 1e-3);
            assert_eq!((number("index_before"), number("index_after")), (0.0, index));
            assert!((number("loss_after") - number("loss_before")).abs() < 1e-13);
            assert_eq!(number("parameters_after") - number("parameters_before"), k as f64);
            assert!(number("final_loss") < 1e-7, "k = {k}: {}", number("final_loss"));
            assert_eq!(frames.verdict.holds, Some(true));
            assert!(frames.notes[0].contains("of the lowest kind"));
        }
        assert!(relu(12, 1).notes[0].contains("of a higher kind"));
    }

    #[test]
    fn from_another_neuron_the_escape_may_end_in_another_minimum_and_the_sentence_says_so() {
        // At k = 8 one neuron is short: split, it opens a way (-.1656) that ends at .0206.
        let ends: Vec<(f64, f64)> = (1..=8)
            .map(|neuron| climbed("relu", &[("neuron", neuron.to_string())]))
            .map(|frames| (frames.summary("smallest_eigenvalue_after"), frames.summary("final_loss")))
            .collect();
        let short: Vec<_> = ends.iter().filter(|(eigenvalue, _)| (eigenvalue + 0.1656).abs() < 1e-3).collect();
        assert_eq!(short.len(), 1, "{ends:?}");
        assert!((short[0].1 - 0.0206).abs() < 1e-3);
        assert_eq!(ends.iter().filter(|(_, loss)| *loss < 1e-7).count(), 7);
    }

    #[test]
    fn impossible_splits_are_refused_by_name() {
        let refused = |set: &[(&str, &str)]| {
            let request = set.iter().fold(Request::preset("split", "relu"), |r, (k, v)| r.with(k, v).unwrap());
            open(&request).err().unwrap().to_string()
        };
        assert!(refused(&[("neuron", "9")]).starts_with("neuron must be best, or at most 8 for the first split"));
        assert!(Request::preset("split", "relu").with("neuron", "8,9").is_ok_and(|request| open(&request).is_ok()));
        assert!(
            refused(&[("gamma", "1.5")])
                .starts_with("gamma must be best, or between 0.000001 and 0.999999 with network relu")
        );
        assert!(Request::preset("split", "relu").with("neuron", "first").is_err());
        assert!(Request::preset("split", "relu").with("neuron", "1.5").is_err());
    }

    #[test]
    fn without_a_split_the_run_says_where_it_is_stuck() {
        let frames = climbed("relu", &[("splits", "0".into())]);
        assert_eq!(frames.verdict.holds, None);
        assert!(frames.verdict.text().starts_with("Descent is stuck at a loss of 0.0215, in a minimum"));
        assert!((frames.summary("final_loss") - 0.0215).abs() < 1e-4);
        assert_eq!((frames.series("spectrum_before").len(), frames.series("weights_before").len()), (64, 64));
        let slice = frames.series("slice_old");
        assert!(slice[slice.len() / 2] <= slice.iter().copied().fold(f64::INFINITY, f64::min) + 1e-12);
    }

    #[test]
    fn the_starts_that_were_passed_over_are_told_with_what_became_of_them() {
        let outcome = |seed: u64, number: usize| {
            let mut attempt = Attempt::new(8, 8, 0.1, seed, number);
            loop {
                if let Some(outcome) = attempt.advance(100) {
                    break outcome;
                }
            }
        };
        // Of the first seed of which the first two starts are solved; about one start in eight is trapped.
        let seed = (0..).find(|seed| (0..2).all(|number| outcome(*seed, number) == Outcome::Solved)).unwrap();
        let passed = (0..).position(|number| outcome(seed, number) == Outcome::Trapped).unwrap();
        assert!((0..passed).all(|number| outcome(seed, number) == Outcome::Solved));
        let climbed = |set: &[(&str, String)]| climbed("relu", &[set, &[("seed", seed.to_string())]].concat());
        let frames = climbed(&[("splits", "0".into())]);
        let number = |name| frames.summary(name);
        assert_eq!((number("starts_solved"), number("starts_not_finished")), (passed as f64, 0.0));
        assert_eq!((number("start_shown"), number("starts_tried")), (passed as f64, passed as f64 + 1.0));
        let told = format!(
            "Random starts 0 to {} of this seed were passed over (all of them were solved without a split); this is number {passed}.",
            passed - 1
        );
        assert!(frames.verdict.text().contains(&told), "{}", frames.verdict.text());
        // Also after a split, and where the first start that was asked for is itself solved at once.
        assert!(climbed(&[]).verdict.text().contains(&told));
        let last = climbed(&[("splits", "0".into()), ("run", (passed - 1).to_string())]).verdict.text();
        assert!(
            last.contains(&format!("Random start {} of this seed was passed over (it was solved", passed - 1)),
            "{last}"
        );
        let right = climbed(&[("splits", "0".into()), ("run", passed.to_string())]).verdict.text();
        assert!(!right.contains("passed over"), "{right}");
    }

    #[test]
    fn where_no_start_comes_to_rest_it_is_the_rate_that_is_blamed_and_not_the_seed() {
        for (rate, advice, other) in [("2", "too large", "larger rate"), ("0.001", "a larger rate", "too large")] {
            let frames = climbed("relu", &[("rate", rate.into()), ("teacher", "6".into())]);
            let text = frames.verdict.text();
            assert!(text.contains("there is nothing to split") && text.contains("rate"), "{text}");
            assert!(text.contains(advice) || text.contains("a smaller rate"), "{text}");
            assert!(!text.contains(other) && !text.contains("eeds"), "{text}");
            assert_eq!(frames.summary("starts_tried"), HOPELESS as f64);
            assert_eq!(
                (frames.summary("starts_solved"), frames.summary("starts_not_finished")),
                (0.0, HOPELESS as f64)
            );
            assert!(frames.verdict.holds.is_none() && frames.summary("start_shown").is_nan());
        }
    }

    #[test]
    fn only_a_minimum_is_called_stuck() {
        for seed in 0..40 {
            let frames = climbed("ladder", &[("seed", seed.to_string()), ("splits", "0".into())]);
            let text = frames.verdict.text();
            let strict = frames.series("spectrum_before").first().is_some_and(|least| *least > frames.summary("flat"));
            assert_eq!(text.contains("in a minimum"), strict, "seed {seed}: {text}");
            assert_eq!(frames.summary("kind_before") == 0.0, strict);
        }
    }

    #[test]
    fn a_copy_of_no_height_leaves_open_whether_there_is_a_way_out() {
        // The Hessian has two directions more than before, and both are flat: the height that the copies trade, and the place of
        // the copy that has none.
        let frames = climbed("ladder", &[("gamma", "1".into()), ("splits", "1".into())]);
        let flat = frames.summary("flat");
        assert_eq!(frames.series("spectrum_after").iter().filter(|value| value.abs() <= flat).count(), 2);
        assert_eq!(frames.summary("kind_after"), 1.0);
        assert!(frames.verdict.text().contains("the second order does not tell"), "{}", frames.verdict.text());
        assert_eq!(frames.verdict.holds, None);
        // Of halves that slope up only the first is flat, and known to change nothing.
        let cloned = climbed("cloning", &[]);
        let values = cloned.series("spectrum_after");
        assert_eq!(values.iter().filter(|value| value.abs() <= flat).count(), 1);
        assert_eq!((cloned.summary("kind_after"), cloned.summary("final_kind")), (0.0, 0.0));
    }

    #[test]
    fn where_the_chain_ends_is_told_by_what_the_end_is() {
        for (set, kind, words) in
            [(&[("neuron", "1".to_owned())][..], 0.0, "another minimum"), (&[][..], 3.0, "continues to zero.")]
        {
            let frames = climbed("relu", set);
            assert_eq!(frames.summary("final_kind"), kind);
            assert!(frames.verdict.text().contains(words), "{}", frames.verdict.text());
        }
    }
}

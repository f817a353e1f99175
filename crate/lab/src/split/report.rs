//! What a chain of splits comes to: series, summary, the sentence.

use ndarray::ArrayView1;

use super::chain::{Chain, Landing, Split, slice_at};
use super::network::Network;
use super::quantities::{self as q, number as n};
use crate::contract::quantity::Quantity;
use crate::contract::words::{Sentence, counted, given, grouped, level, signed};
use crate::contract::{Frames, Role, Verdict};
use crate::shared::attempt::{MOST_STEPS, Outcome, Why};
use crate::shared::bumps::{BUMP, points};
use alleyway::model::Units;
use alleyway::spectrum::{Critical, flat_under, index};

/// The lowest loss of a spurious minimum with as many students as teachers (recomputed from the minima of Safran & Shamir 2018).
const LISTED: [(usize, f64); 7] =
    [(6, 0.0251), (8, 0.0215), (10, 0.0187), (12, 0.0165), (14, 0.0148), (16, 0.0134), (20, 0.0113)];
/// They are listed with four digits, and kinds of minimum lie further apart than this.
const SAME_KIND: f64 = 1e-4;
/// A loss counts as lower where it is under this share of the other.
const LOWER: f64 = 0.999;

impl Chain {
    pub(super) fn frames(&self, network: Network) -> Frames {
        let mut series = Vec::new();
        let mut put = |quantity: &Quantity, values: Vec<f64>| series.push(quantity.of(values));
        if !self.not_found {
            let ends = self.splits.iter().map(|r| r.end_loss);
            put(&q::LOSS_AFTER_EACH_SPLIT, std::iter::once(self.first_loss).chain(ends).collect());
        }
        let each = |of: &dyn Fn(&Split) -> f64| self.splits.iter().map(of).collect();
        let last = self.splits.last();
        let choices = last.map_or(&self.next, |r| &r.choices);
        if last.is_some() {
            put(&q::EIGENVALUE_OF_EACH_SPLIT, each(&|split| split.spectrum_after[0]));
            put(&q::GAMMA_OF_EACH_SPLIT, each(&|split| split.gamma));
            put(&q::NEURON_OF_EACH_SPLIT, each(&|split| split.neuron as f64));
        }
        if !self.not_found {
            put(&q::CHOICE_GAMMA, choices.gammas.clone());
            put(&q::CHOICE_EIGENVALUE, choices.eigenvalues.clone());
            put(&q::CHOICE_SPLITTING_INDEX, choices.splitting_index.clone());
            put(&q::NEXT_EIGENVALUE, self.next.eigenvalues.clone());
            put(&q::NEXT_SPLITTING_INDEX, self.next.splitting_index.clone());
            put(&q::SPECTRUM_BEFORE, last.map_or(&self.first_spectrum, |r| &r.spectrum_before).clone());
            put(&q::SLICE_AT, slice_at());
            put(&q::SLICE_OLD, last.map_or(&self.first_slice, |r| &r.slice_old).clone());
        }
        if let Some(last) = last {
            put(&q::SPECTRUM_AFTER, last.spectrum_after.clone());
            put(&q::SLICE_NEW, last.slice_new.clone());
            put(&q::DESCENT_LOSS, last.path.clone());
            put(&q::PATH_STEP, self.trail.steps.iter().map(|step| *step as f64).collect());
            put(&q::PATH_LOSS, self.trail.losses.clone());
            put(&q::PATH_WEIGHTS, self.trail.points.clone());
        }
        let before = last.map_or(&self.first, |r| &r.before);
        if network == Network::Bumps && !self.not_found {
            let (x, y) = points();
            let fit = |point: &[f64]| Units::predict(BUMP, ArrayView1::from(point), x.view()).to_vec();
            put(&q::FIT_BEFORE, fit(before));
            if let Some(last) = last {
                put(&q::FIT_AFTER, fit(&last.after));
                let moments = self.trail.points.chunks_exact(last.spectrum_after.len());
                put(&q::PATH_FIT, moments.flat_map(fit).collect());
            }
            put(&q::X, x.to_vec());
            put(&q::Y, y.to_vec());
        }
        put(&q::WEIGHTS_BEFORE, before.clone());
        put(&q::WEIGHTS, self.end.clone());
        let rows = [
            (&q::CHOICE_EIGENVALUE, choices.gammas.len()),
            (&q::NEXT_EIGENVALUE, self.next.gammas.len()),
            (&q::PATH_WEIGHTS, last.map_or(0, |r| r.spectrum_after.len())),
            (&q::PATH_FIT, points().0.len()),
        ];
        let notes = self.kind(network).into_iter().collect();
        Frames { pieces: 1, series, summary: self.summary(network), verdict: self.verdict(network), notes }
            .in_rows(&rows)
    }

    /// Which kind of spurious minimum the start ended in, by its loss.
    fn kind(&self, network: Network) -> Option<String> {
        let Network::Relu { k } = network else { return None };
        let comparable = !self.not_found && self.first.len() == k * k;
        let (_, lowest) = LISTED.into_iter().find(|(listed, _)| *listed == k && comparable)?;
        let above = self.first_loss - lowest;
        let kind = if above.abs() < SAME_KIND {
            "of the lowest kind of spurious minimum that Safran and Shamir (2018) list".to_owned()
        } else if above > 0.0 {
            format!(
                "of a higher kind of spurious minimum than the lowest that Safran and Shamir (2018) list, {}",
                level(lowest)
            )
        } else {
            format!("lower than any spurious minimum that Safran and Shamir (2018) list, {}", level(lowest))
        };
        Some(format!("The start, at a loss of {}, is {kind}.", level(self.first_loss)))
    }

    fn final_loss(&self) -> f64 {
        self.splits.last().map_or(if self.not_found { f64::NAN } else { self.first_loss }, |r| r.end_loss)
    }

    /// What the point before the last split is, or the trap where there is none.
    fn kind_before(&self) -> Option<Critical> {
        let spectrum = self.splits.last().map_or(&self.first_spectrum, |split| &split.spectrum_before);
        (!spectrum.is_empty()).then(|| Critical::of(spectrum))
    }

    /// What the end of the chain is.
    fn landing(&self) -> Option<Landing> {
        match self.splits.last() {
            Some(split) => split.landing.or(Some(Landing::Rest(split.kind_after()))),
            None => self.kind_before().map(Landing::Rest),
        }
    }

    fn summary(&self, network: Network) -> Vec<(&'static str, f64)> {
        let last = self.splits.last();
        let value = |f: &dyn Fn(&Split) -> f64| last.map_or(f64::NAN, f);
        let before = last.map_or(&self.first_spectrum, |split| &split.spectrum_before);
        let after: &[f64] = last.map_or(&[], |split| &split.spectrum_after);
        let relu = |value: usize| if network == Network::Bumps { f64::NAN } else { value as f64 };
        let shown = if self.not_found { f64::NAN } else { relu(self.first_run + self.tally.runs().saturating_sub(1)) };
        vec![
            n::NEURON.of(value(&|r| r.neuron as f64)),
            n::GAMMA.of(value(&|r| r.gamma)),
            n::PARAMETERS_BEFORE.of(value(&|r| r.before.len() as f64)),
            n::PARAMETERS_AFTER.of(value(&|r| r.spectrum_after.len() as f64)),
            n::LOSS_BEFORE.of(value(&|r| r.loss_before)),
            n::LOSS_AFTER.of(value(&|r| r.loss_after)),
            n::SMALLEST_EIGENVALUE_BEFORE.of(value(&|r| r.spectrum_before[0])),
            n::SMALLEST_EIGENVALUE_AFTER.of(value(&|r| r.spectrum_after[0])),
            n::INDEX_BEFORE.of(value(&|r| index(&r.spectrum_before) as f64)),
            n::INDEX_AFTER.of(value(&|r| index(&r.spectrum_after) as f64)),
            n::KIND_BEFORE.of(self.kind_before().map_or(f64::NAN, Critical::code)),
            n::KIND_AFTER.of(value(&|r| r.kind_after().code())),
            n::FINAL_LOSS.of(self.final_loss()),
            n::FINAL_KIND.of(self.landing().map_or(f64::NAN, Landing::code)),
            n::FLAT.of(flat_under(before).max(flat_under(after))),
            n::ZERO.of(network.zero()),
            n::STARTS_TRIED.of(self.tally.runs() as f64),
            n::START_SHOWN.of(shown),
            n::STARTS_SOLVED.of(relu(self.tally.passed_over().solved())),
            n::STARTS_NOT_FINISHED.of(relu(self.tally.passed_over().not_finished())),
            n::SPLITS_DONE.of(self.splits.len() as f64),
        ]
    }

    fn verdict(&self, network: Network) -> Verdict {
        let mut sentence = Sentence::default();
        if self.not_found {
            sentence.plain(self.nothing_found(network));
            return sentence.verdict(None);
        }
        let holds = match self.splits.last() {
            Some(last) => self.tell_split(&mut sentence, network, last),
            None => {
                // A trap is only called one where it is a minimum: anything else was passed over.
                sentence.plain(format!(
                    "Descent is stuck at a loss of {}, in a minimum: the smallest eigenvalue of the Hessian is {}. Nothing has been \
                     split yet.",
                    level(self.first_loss),
                    signed(self.first_spectrum.first().copied().unwrap_or(f64::NAN))
                ));
                None
            }
        };
        if network != Network::Bumps {
            sentence.put(Role::Quiet, self.told_passed());
        }
        sentence.verdict(holds)
    }

    /// What the last split has opened, and where descent went; whether the claim held.
    fn tell_split(&self, sentence: &mut Sentence, network: Network, last: &Split) -> Option<bool> {
        let stuck = self.kind_before() == Some(Critical::Minimum);
        let (was, now) = (curvature(&last.spectrum_before), curvature(&last.spectrum_after));
        sentence.plain(format!(
            "Split number {} takes the network from {} to {} and changes neither function nor loss ({}). The smallest eigenvalue ",
            self.splits.len(),
            grouped(last.before.len()),
            counted(last.spectrum_after.len(), "parameter"),
            level(last.loss_before),
        ));
        sentence.plain(if was == "0" && now == "0" { "stays ".to_owned() } else { format!("goes from {was} to ") });
        let down = index(&last.spectrum_after);
        match last.kind_after() {
            Critical::Saddle => {
                sentence.put(Role::Good, now);
                let slope = if down == 1 { "slopes" } else { "slope" };
                sentence.plain(format!(": {} {slope} down.", counted(down, "direction")));
            }
            Critical::Minimum => {
                sentence.put(Role::Bad, now);
                sentence.plain(format!(
                    ": no direction slopes down (along the flat one the two copies trade weight, and nothing changes). This split opens \
                     no way out. {}",
                    last.reason()
                ));
                return stuck.then_some(false);
            }
            Critical::Flat => {
                sentence.plain(now);
                sentence.plain(format!(
                    ": no direction slopes down, but more of them are flat than the one along which two copies trade weight, and the \
                     second order does not tell whether a way out lies there. {}",
                    last.reason()
                ));
                return None;
            }
        }
        let end = self.final_loss();
        let lower = end < last.loss_before * LOWER;
        let told = if network.solved(end) { "zero".to_owned() } else { level(end) };
        let landing = last.landing.unwrap_or(Landing::Unfinished);
        if landing == Landing::Diverged {
            sentence.plain(format!(" Descent diverged after {}.", counted(last.path.len().saturating_sub(1), "step")));
            return None;
        }
        sentence.plain(" Descent continues to ");
        sentence.put(if lower { Role::Good } else { Role::Bad }, told);
        sentence.plain(match landing {
            Landing::Solved => ".".to_owned(),
            Landing::Rest(Critical::Minimum) => ", another minimum: there no direction slopes down.".to_owned(),
            Landing::Rest(Critical::Flat) => {
                ", and rests there, where a direction is flat: the second order does not tell whether it is stuck again.".to_owned()
            }
            Landing::Rest(Critical::Saddle) => ", and rests there on a saddle.".to_owned(),
            Landing::Unfinished | Landing::Diverged => {
                format!(", and has not come to rest there after {}.", counted(MOST_STEPS, "step"))
            }
        });
        let known = lower || matches!(landing, Landing::Rest(_));
        (stuck && known).then_some(lower)
    }

    /// Why there is nothing to split, and what would help, where the starts show it.
    fn nothing_found(&self, network: Network) -> String {
        let tally = self.tally;
        let of = |why| tally.count(Outcome::NotFinished(why));
        if network == Network::Bumps {
            let ended = if tally.solved() > 0 {
                "goes to a loss of zero at once: it is not stuck, and there is nothing to split"
            } else if of(Why::Diverged) > 0 {
                "diverged, so that there is nothing to split"
            } else if of(Why::Flat) > 0 {
                "came to rest where a direction is flat: the second order does not tell whether it is stuck there"
            } else {
                "had not come to rest when its steps were over, so that there is nothing to split"
            };
            return format!("Descent from this start {ended}. Another seed is another start.");
        }
        let starts = counted(tally.runs(), "random start");
        let mut text = if tally.runs() == 1 {
            format!("The one {starts} that was tried did not end in a spurious minimum")
        } else {
            format!("None of {starts} ended in a spurious minimum")
        };
        text += ", so there is nothing to split";
        if tally.solved() > 0 {
            text += &format!(": {} of them {} solved", grouped(tally.solved()), was(tally.solved()));
        }
        text += ".";
        text += &tally.unfinished();
        if tally.solved() == tally.runs() && tally.runs() > 1 {
            text += " With a larger teacher, or fewer neurons to spare, there are more of them.";
        } else if tally.rested() > 0 {
            text += " Other seeds have other starts.";
        }
        text
    }

    /// The starts of this seed before the one that is shown, and what became of them.
    fn told_passed(&self) -> String {
        let passed = self.tally.passed_over();
        let (first, count) = (self.first_run, passed.runs());
        if count == 0 {
            return String::new();
        }
        let parts = [(passed.solved(), "solved"), (passed.not_finished(), "not finished")];
        let became = if count == 1 {
            format!("it was {}", if passed.solved() == 1 { "solved without a split" } else { "not finished" })
        } else if passed.not_finished() == 0 {
            "all of them were solved without a split".to_owned()
        } else {
            let told = parts.iter().filter(|(count, _)| *count > 0);
            told.map(|(count, what)| format!("{} {} {what}", grouped(*count), was(*count)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let which = if count == 1 {
            format!("Random start {} of this seed was passed over", grouped(first))
        } else {
            format!("Random starts {} to {} of this seed were passed over", grouped(first), grouped(first + count - 1))
        };
        format!(" {which} ({became}); this is number {}.", grouped(first + count))
    }
}

fn was(count: usize) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

/// The smallest of ascending eigenvalues, 0 where it is flat.
fn curvature(spectrum: &[f64]) -> String {
    let smallest = spectrum.first().copied().unwrap_or(f64::NAN);
    if smallest.abs() <= flat_under(spectrum) { "0".to_owned() } else { signed(smallest) }
}

impl Split {
    /// What the point is just after the split.
    fn kind_after(&self) -> Critical {
        Critical::beside(&self.spectrum_after, 1)
    }

    /// Why the split opened no direction that slopes down.
    fn reason(&self) -> String {
        let Self { neuron, gamma, .. } = *self;
        let splitting_index = self.choices.splitting_index[neuron - 1];
        if gamma == 0.0 || gamma == 1.0 {
            let gamma = given(gamma);
            return format!(
                "With a share of {gamma}, one of the two copies has no height, and moving it changes nothing."
            );
        }
        let (sign, need) = if splitting_index > 0.0 {
            ("positive", "\u{3b3} outside 0 to 1, where one copy is negative,")
        } else {
            ("negative", "\u{3b3} between 0 and 1")
        };
        let all = self.choices.splitting_index.len() > 1
            && self.choices.splitting_index.iter().all(|s| (*s > 0.0) == (splitting_index > 0.0));
        let each = if all { format!(", and {sign} for every neuron here") } else { String::new() };
        format!(
            "Copies that move apart bend the loss by S \u{3b3} (1 \u{2212} \u{3b3}), where \u{3b3} is the share of the first; for \
             neuron {neuron} S is {}{each}, so only a {need} would slope down.",
            signed(splitting_index),
        )
    }
}

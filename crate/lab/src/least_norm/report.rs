//! What the two descents come to: series, summary, the sentence.

use super::quantities::{self as q, number as n};
use super::setting::{DRAWN, Problem, STRIDE, Setting, TESTED, drawn, length};
use super::walk::{Record, Way};
use crate::contract::words::{Sentence, counted, given, grouped, loss, number, percent};
use crate::contract::{Frames, Role, Verdict};
use alleyway::dense::grid;
use alleyway::fit::Rule;
use ndarray::Array1;

/// A descent has arrived where its weights are, within the directions of which the data say something, no further from w* than
/// this share of |w*|.
pub(super) const ARRIVED: f64 = 1e-3;
/// And it fits where its training loss is above the least there is by no more than this share of the mean square of the targets.
const FITS: f64 = 1e-3;
/// A least norm under this is zero up to rounding: one even polynomial for a target that is odd.
const SMALLEST: f64 = 1e-6;
/// It has come to w* where, beside these directions, it is no further away than this share.
pub(super) const NEAR: f64 = 1e-2;

/// Two descents that are held against the fit of least norm.
pub(super) struct Report<'a> {
    setting: &'a Setting,
    problem: &'a Problem,
    record: &'a Record,
    least_norm: f64,
    /// Of both ends the distance to w* within what the data tell of, and beside it.
    ends: [[f64; 2]; 2],
    /// What the far start has beside it, and how far its descent has moved there.
    aside_start: f64,
    moved: f64,
    norms: [f64; 2],
}

impl<'a> Report<'a> {
    pub(super) fn new(setting: &'a Setting, problem: &'a Problem, record: &'a Record) -> Self {
        let ends = record.ways.each_ref().map(|way| Array1::from(way.weights.clone()));
        Self {
            setting,
            problem,
            record,
            least_norm: length(&problem.least),
            ends: ends.each_ref().map(|end| problem.parts(&(end - &problem.least))),
            aside_start: problem.parts(&problem.far)[1],
            moved: problem.parts(&(&ends[1] - &problem.far))[1],
            norms: ends.each_ref().map(length),
        }
    }

    fn rank(&self) -> usize {
        self.problem.known.nrows()
    }

    fn free(&self) -> usize {
        self.setting.parameters - self.rank()
    }

    fn step(&self) -> usize {
        self.record.steps.last().map_or(0, |step| *step as usize)
    }

    /// `complete`: no step is left.
    pub(super) fn frames(&self, complete: bool) -> Frames {
        let [zero, far] = &self.record.ways;
        let tested = grid(TESTED);
        let series = vec![
            q::STEP.of(self.record.steps.clone()),
            q::TRAIN_LOSS_ZERO.of(zero.train.clone()),
            q::TRAIN_LOSS_FAR.of(far.train.clone()),
            q::TEST_LOSS_ZERO.of(zero.test.clone()),
            q::TEST_LOSS_FAR.of(far.test.clone()),
            q::DISTANCE_ZERO.of(zero.distance.clone()),
            q::DISTANCE_FAR.of(far.distance.clone()),
            q::X.of(self.problem.x.clone()),
            q::Y.of(self.problem.y.to_vec()),
            q::GRID.of(tested.into_iter().step_by(STRIDE).collect()),
            q::TRUTH.of(drawn(&self.problem.truth).to_vec()),
            q::FIT_LEAST.of(self.problem.least_fit.to_vec()),
            q::FIT_ZERO.of(zero.fits.clone()).in_rows(DRAWN),
            q::FIT_FAR.of(far.fits.clone()).in_rows(DRAWN),
            q::WEIGHTS_LEAST.of(self.problem.least.to_vec()),
            q::WEIGHTS_ZERO.of(zero.weights.clone()),
            q::WEIGHTS_FAR.of(far.weights.clone()),
        ];
        let verdict = if complete { self.verdict() } else { self.under_way() };
        Frames { pieces: usize::from(complete), series, summary: self.summary(), verdict, notes: Vec::new() }
    }

    fn summary(&self) -> Vec<(&'static str, f64)> {
        let [[to_go_zero, aside_zero], [to_go_far, aside_far]] = self.ends;
        vec![
            n::RANK.of(self.rank() as f64),
            n::FREE.of(self.free() as f64),
            n::LEAST_NORM.of(self.least_norm),
            n::LEAST_TRAIN_LOSS.of(self.problem.least_train),
            n::LEAST_TEST_LOSS.of(self.problem.least_test),
            n::LIMIT.of(self.setting.limit),
            n::TO_GO_ZERO.of(to_go_zero),
            n::TO_GO_FAR.of(to_go_far),
            n::ASIDE_ZERO.of(aside_zero),
            n::ASIDE_FAR.of(aside_far),
            n::ASIDE_START.of(self.aside_start),
            n::MOVED_FAR.of(self.moved),
            n::NORM_ZERO.of(self.norms[0]),
            n::NORM_FAR.of(self.norms[1]),
            n::DIVERGED_STEP.of(self.record.diverged.map_or(0.0, |[step, _]| step)),
        ]
    }

    fn under_way(&self) -> Verdict {
        let mut sentence = Sentence::default();
        sentence.plain(format!(
            "Under way: step {} of {}. So far the distance to the fit of least norm is {} from zero, and {} from the far start.",
            grouped(self.step()),
            grouped(self.setting.steps),
            number(last(&self.record.ways[0].distance)),
            number(last(&self.record.ways[1].distance)),
        ));
        sentence.verdict(None)
    }

    fn verdict(&self) -> Verdict {
        let mut sentence = Sentence::default();
        let holds = self.tell(&mut sentence);
        sentence.verdict(holds)
    }

    fn tell(&self, sentence: &mut Sentence) -> Option<bool> {
        if let Some([step, which]) = self.record.diverged {
            sentence.plain(self.divergence(step as usize, which > 0.0));
            return None;
        }
        if let Some(late) = (0..2).find(|which| !self.has_arrived(*which)) {
            sentence.plain(self.lateness(late));
            return None;
        }
        let [[_, zero], [_, far]] = self.ends;
        let test = |way: &Way| number(last(&way.test));
        let [from_zero, from_far] = &self.record.ways;
        if self.free() == 0 {
            sentence.plain(format!(
                "With {} for {} there is one fit of least squares, and nothing to pick: from zero and from far away descent comes to \
                 it. Its test loss is {}.",
                counted(self.setting.parameters, "parameter"),
                counted(self.setting.n, "point"),
                test(from_zero)
            ));
            return None;
        }
        sentence.plain(format!(
            "After {} both descents fit the {}, with {}. ",
            counted(self.step(), "step"),
            counted(self.setting.n, "point"),
            self.train_losses(),
        ));
        let near = zero <= NEAR * self.least_norm;
        let share = percent(zero / self.least_norm);
        if near {
            sentence.plain("The one from zero is the ");
            sentence.put(Role::Good, "fit of least norm");
            sentence.plain(format!(": its weights differ from it by {share} of its norm."));
        } else {
            sentence.plain("Not in this run: the one from zero is ");
            sentence.put(Role::Bad, "another fit");
            sentence.plain(format!(
                " than that of least norm, {share} of its norm away, and of a norm of {} where the least is {}.{}",
                number(self.norms[0]),
                number(self.least_norm),
                if self.is_adam() {
                    " Adam divides the step of each weight by the size of its own gradients, which leads out of the span of the \
                     features (Wilson and others, 2017)."
                } else {
                    ""
                },
            ));
        }
        if self.aside_start <= NEAR * self.least_norm {
            sentence.plain(format!(
                " A start of norm {} is too near to zero for another fit to be told from it.",
                given(self.setting.start)
            ));
            return if near { None } else { Some(false) };
        }
        let kept = self.moved <= NEAR * self.aside_start;
        let nothing = format!("in the {} of which the data say nothing it", counted(self.free(), "dimension"));
        sentence.plain(format!(
            " The one from a start of norm {} ends {} away{}: {nothing} {}.",
            given(self.setting.start),
            number(far),
            if near { "" } else { " from that of least norm" },
            if kept {
                "has stayed where it started".into()
            } else {
                format!("started {} away", number(self.aside_start))
            },
        ));
        sentence.plain(" The test loss is ");
        sentence.put(Role::Test, test(from_zero));
        sentence.plain(" from zero and ");
        sentence.put(Role::Test, test(from_far));
        sentence.plain(" from far.");
        Some(near && kept)
    }

    /// The training losses at the ends, in words: once where they read alike.
    fn train_losses(&self) -> String {
        let [zero, far] = self.record.ways.each_ref().map(|way| loss(last(&way.train)));
        if zero == far { format!("a training loss of {zero}") } else { format!("training losses of {zero} and {far}") }
    }

    /// Whether one of the two has come to a fit, and stays there.
    fn has_arrived(&self, which: usize) -> bool {
        let above = last(&self.record.ways[which].train) - self.problem.least_train;
        let targets = self.problem.y.dot(&self.problem.y) / self.setting.n as f64;
        self.ends[which][0] <= ARRIVED * self.least_norm.max(SMALLEST) && above <= FITS * targets
    }

    fn is_adam(&self) -> bool {
        matches!(self.setting.rule, Rule::Adam { .. })
    }

    fn divergence(&self, step: usize, far: bool) -> String {
        let which = if far { "from the far start" } else { "from zero" };
        let advice = if self.setting.limit.is_nan() {
            String::new()
        } else {
            format!(" Under {} it is stable.", number(self.setting.limit))
        };
        format!(
            "The descent {which} diverged at step {}: a rate of {} is too large for it.{advice}",
            grouped(step),
            given(self.setting.rate)
        )
    }

    fn lateness(&self, late: usize) -> String {
        let which = ["from zero", "from the far start"][late];
        format!(
            "After {} the descent {which} is still on its way, {} from its end within the dimensions that the data tell of (the least \
             norm is {}), with a training loss of {}. So this run cannot say where it ends; one with more steps can.",
            counted(self.step(), "step"),
            number(self.ends[late][0]),
            number(self.least_norm),
            loss(last(&self.record.ways[late].train)),
        )
    }
}

fn last(values: &[f64]) -> f64 {
    values.last().copied().unwrap_or(f64::NAN)
}

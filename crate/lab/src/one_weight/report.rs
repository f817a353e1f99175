//! What the walks come to: series, summary, the sentence.

use ndarray::{ArrayView1, array};

use super::quantities::{self as q, number as n};
use super::story::{NUDGE, STARTS, Story, is_deepest};
use super::walk::{End, MOST_STEPS, TOLERANCE, Walk};
use super::world::World;
use crate::contract::config::Config;
use crate::contract::quantity::Quantity;
use crate::contract::words::{Sentence, ZERO_LOSS, counted, given, grouped, loss, number, percent, signed};
use crate::contract::{Frames, Role, Verdict};
use alleyway::model::Units;
use alleyway::objective::Objective;
use alleyway::spectrum::{Critical, flat_under};

/// A loss counts as lower where it is under this share of the other, and the sentence tells another number: a thousandth is less than
/// can be seen.
const LOWER: f64 = 0.999;

fn is_lower(one: f64, other: f64) -> bool {
    one < LOWER * other && loss(one) != loss(other)
}

/// A number of weights, in words.
fn weights(stage: usize) -> &'static str {
    ["one weight", "two weights", "three weights"][stage - 1]
}

impl Story {
    pub(super) fn frames(&self, world: &World, config: &Config) -> Frames {
        let gamma = config.number("gamma");
        let mut series = Vec::new();
        let mut put = |quantity: &Quantity, values: Vec<f64>| series.push(quantity.of(values));
        let weights = world.weights(521);
        let one = world.one();
        put(&q::LOSS, weights.iter().map(|w| one.loss(ArrayView1::from(&[*w]))).collect());
        put(&q::WEIGHT, weights);
        let walks: [(&Walk, &Quantity, &Quantity, &Quantity); 3] = [
            (&self.stuck, &q::STUCK_PATH, &q::STUCK_PATH_LOSS, &q::STUCK_FIT),
            (&self.escape, &q::ESCAPE_PATH, &q::ESCAPE_PATH_LOSS, &q::ESCAPED_FIT),
            (&self.free, &q::FREE_PATH, &q::FREE_PATH_LOSS, &q::FREED_FIT),
        ];
        put(&q::X, world.x.to_vec());
        put(&q::Y, world.y.to_vec());
        for (stage, (walk, points, losses, fit)) in walks.into_iter().enumerate().filter(|(_, w)| !w.0.is_empty()) {
            put(points, walk.points.clone());
            put(losses, walk.losses.clone());
            let end = walk.last();
            let full = match stage {
                0 => array![1.0, end[0]],
                1 => array![gamma, 1.0 - gamma, end[0], end[1]],
                _ => array![end[2], 1.0 - end[2], end[0], end[1]],
            };
            put(fit, Units::predict(world.shape, full.view(), world.x.view()).to_vec());
        }
        if !self.again.is_empty() {
            put(&q::AGAIN_EIGENVALUES, self.again.clone());
        }
        Frames { pieces: 1, series, summary: self.summary(), verdict: self.verdict(gamma), notes: Vec::new() }
            .in_rows(&[(&q::ESCAPE_PATH, 2), (&q::FREE_PATH, 3)])
    }

    /// The number of weights at which a walk ended in one of these ways, and the step.
    fn ended(&self, ends: &[End]) -> Option<(usize, usize)> {
        let walks = [&self.stuck, &self.escape, &self.free];
        walks.iter().position(|w| ends.contains(&w.end) && !w.is_empty()).map(|at| (at + 1, walks[at].steps() + 1))
    }

    /// What the point is at which one weight has come to rest.
    fn stuck_kind(&self) -> Option<Critical> {
        (self.stuck.end == End::Arrived).then(|| Critical::of(&[self.curvature]))
    }

    /// What the same point is for two weights.
    fn split_kind(&self) -> Option<Critical> {
        (!self.split.is_empty()).then(|| Critical::of(&self.split))
    }

    /// What the point is at which two weights have come to rest.
    fn escaped_kind(&self) -> Option<Critical> {
        (!self.escaped_spectrum.is_empty()).then(|| Critical::of(&self.escaped_spectrum))
    }

    fn escaped_lower(&self) -> bool {
        is_lower(self.escape.loss(), self.stuck.loss())
    }

    fn freed_lower(&self) -> bool {
        is_lower(self.free.loss(), self.escape.loss())
    }

    fn summary(&self) -> Vec<(&'static str, f64)> {
        let number = |list: &[f64], at: usize| list.get(at).copied().unwrap_or(f64::NAN);
        let of = |walk: &Walk, value: &dyn Fn() -> f64| if walk.is_empty() { f64::NAN } else { value() };
        let last = |walk: &Walk, at: usize| of(walk, &|| walk.last()[at]);
        let steps = |walk: &Walk| of(walk, &|| walk.steps() as f64);
        let kind = |kind: Option<Critical>| kind.map_or(f64::NAN, Critical::code);
        let yes = |walk: &Walk, lower: bool| of(walk, &|| f64::from(u8::from(lower)));
        let (stage, step) = self.ended(&[End::Thrown, End::Left]).unwrap_or((0, 0));
        let (unsettled, _) = self.ended(&[End::Slow, End::Restless]).unwrap_or((0, 0));
        let curvatures = [self.curvature];
        let all: Vec<f64> = [&curvatures[..], &self.split, &self.again].concat();
        vec![
            n::STUCK_POSITION.of(last(&self.stuck, 0)),
            n::STUCK_LOSS.of(self.stuck.loss()),
            n::STUCK_CURVATURE.of(self.curvature),
            n::STUCK_KIND.of(kind(self.stuck_kind())),
            n::STUCK_STEPS.of(steps(&self.stuck)),
            n::SHARE_STUCK.of(self.share),
            n::SPLIT_EIGENVALUE_MIN.of(number(&self.split, 0)),
            n::SPLIT_EIGENVALUE_MAX.of(number(&self.split, 1)),
            n::SPLIT_KIND.of(kind(self.split_kind())),
            n::SPLIT_CURVATURE_OLD.of(number(&self.split_curvatures, 0)),
            n::SPLIT_CURVATURE_NEW.of(number(&self.split_curvatures, 1)),
            n::ESCAPED_LOSS.of(self.escape.loss()),
            n::ESCAPED_FIRST.of(last(&self.escape, 0)),
            n::ESCAPED_SECOND.of(last(&self.escape, 1)),
            n::ESCAPED_KIND.of(kind(self.escaped_kind())),
            n::ESCAPED_STEPS.of(steps(&self.escape)),
            n::ESCAPED_LOWER.of(yes(&self.escape, self.escaped_lower())),
            n::FREED_LOSS.of(self.free.loss()),
            n::FREED_MIX.of(last(&self.free, 2)),
            n::FREED_STEPS.of(steps(&self.free)),
            n::FREED_LOWER.of(yes(&self.free, self.freed_lower())),
            n::FLAT.of(flat_under(&all)),
            n::UNSETTLED_STAGE.of(unsettled as f64),
            n::DIVERGED_STAGE.of(stage as f64),
            n::DIVERGED_STEP.of(step as f64),
        ]
    }

    fn verdict(&self, gamma: f64) -> Verdict {
        let mut sentence = Sentence::default();
        let Some(stuck) = self.stuck_kind() else {
            sentence.plain(trouble(1, None, &self.stuck));
            return sentence.verdict(None);
        };
        let deepest = is_deepest(self.stuck.loss(), self.deepest);
        // The claim is about a wrong valley; from anywhere else nothing that happens can speak for it or against it.
        let concerned = stuck == Critical::Minimum && !deepest;
        self.tell_one(&mut sentence, stuck, deepest);
        let Some(split) = self.split_kind() else { return sentence.verdict(None) };
        let holds = self.tell_two(&mut sentence, gamma, concerned, split);
        if !self.free.is_empty() {
            self.tell_three(&mut sentence, gamma);
        }
        sentence.verdict(holds.filter(|_| concerned))
    }

    /// Where descent with one weight has come to rest.
    fn tell_one(&self, sentence: &mut Sentence, stuck: Critical, deepest: bool) {
        let (here, others) =
            (loss(self.stuck.loss()), format!("{} of {STARTS} evenly spaced starts", percent(self.share)));
        match stuck {
            Critical::Minimum if deepest => {
                let end = if self.split.is_empty() { "there is no trap to leave" } else { "one weight has no better" };
                sentence.plain(format!(
                    "From this start descent finds the deepest valley of one weight, at a loss of {here}: {end}. {others} end above \
                     it."
                ));
            }
            Critical::Minimum => {
                sentence.plain("With one weight this point is a minimum: the loss is ");
                sentence.put(Role::Bad, here);
                sentence.plain(format!(
                    ", the curvature {}, and {others} end above the deepest valley.",
                    signed(self.curvature)
                ));
            }
            Critical::Saddle => sentence.plain(format!(
                "From this start one weight does not move: the ground is level, at a loss of {here}, but it is a hilltop and no \
                 valley (the curvature is {}). A start a little to one side rolls down.",
                signed(self.curvature)
            )),
            Critical::Flat => sentence.plain(format!(
                "At a loss of {here} descent with one weight has come to rest where the curvature is zero up to rounding: the \
                 second order does not tell whether this is a valley."
            )),
        }
    }

    /// What the same point is for two weights, and where descent goes from there; whether the claim held.
    fn tell_two(&self, sentence: &mut Sentence, gamma: f64, concerned: bool, split: Critical) -> Option<bool> {
        let smallest = self.split[0];
        let shares = format!("gamma = {}", given(gamma)).replace('-', "\u{2212}");
        match split {
            Critical::Saddle => {
                let opening = match (concerned, self.stuck_kind()) {
                    (true, _) => " With two it is a saddle: along the new direction the curvature is ".to_owned(),
                    (_, Some(Critical::Saddle)) => " With two the curvature of the steepest way down is ".to_owned(),
                    _ => format!(
                        " Split with {shares} it is a saddle all the same: along the new direction the curvature is "
                    ),
                };
                sentence.plain(opening);
                sentence.put(Role::Good, signed(smallest));
                sentence.plain(".");
                self.tell_escape(sentence, gamma)
            }
            Critical::Minimum => {
                let still = if concerned { "it stays one" } else { "it is a minimum" };
                sentence.plain(format!(
                    " Split with {shares} {still}: the smallest eigenvalue is {}, and no direction slopes down.",
                    signed(smallest)
                ));
                if self.escaped_lower() {
                    sentence.plain(format!(
                        " It is a narrow one: from a step of {} beside it descent goes to a loss of {}.",
                        number(NUDGE),
                        loss(self.escape.loss())
                    ));
                    return None;
                }
                if self.escape.end != End::Arrived {
                    // What the point is does not hang on it.
                    sentence.plain(format!(" {}", trouble(2, Some(gamma), &self.escape)));
                } else if concerned {
                    sentence.plain(" In this run the second weight is no way out.");
                }
                Some(false)
            }
            Critical::Flat if self.stuck.loss() < ZERO_LOSS => {
                sentence.plain(format!(
                    " Split with {shares} the new direction is flat, its curvature zero up to rounding. No loss is lower than zero, so that \
                     there is nowhere to leave for."
                ));
                None
            }
            Critical::Flat => {
                let why = if gamma == 0.0 || gamma == 1.0 {
                    "one of the two copies has no height, and moving it changes nothing"
                } else {
                    "it bends neither up nor down"
                };
                sentence.plain(format!(
                    " Split with {shares} the new direction is flat, its curvature zero up to rounding ({why}): the second order \
                     does not tell whether there is a way out."
                ));
                match self.escape.end {
                    End::Arrived if self.escaped_lower() => sentence.plain(format!(
                        " From a step of {} along it descent goes to a loss of {}.",
                        number(NUDGE),
                        loss(self.escape.loss())
                    )),
                    End::Arrived => sentence.plain(" After a small step along it, descent stays where it is."),
                    _ => sentence.plain(format!(" {}", trouble(2, Some(gamma), &self.escape))),
                }
                None
            }
        }
    }

    /// Where descent goes from a saddle; whether it left.
    fn tell_escape(&self, sentence: &mut Sentence, gamma: f64) -> Option<bool> {
        let end = loss(self.escape.loss());
        if self.escape.end != End::Arrived {
            sentence.plain(format!(" {}", trouble(2, Some(gamma), &self.escape)));
            return None;
        }
        let lower = self.escaped_lower();
        if !lower && self.escaped_kind() == Some(Critical::Saddle) {
            sentence.plain(format!(
                " That is so little that descent stops beside it, where a gradient under {} counts as at rest: where the way leads, \
                 two weights do not tell in this run.",
                number(TOLERANCE)
            ));
            return None;
        }
        sentence.plain(if lower {
            " Descent leaves through it, to a loss of "
        } else {
            " Descent goes down it, only to come to rest again hardly lower, at a loss of "
        });
        sentence.put(if lower { Role::Good } else { Role::Bad }, end);
        sentence.plain(".");
        Some(lower)
    }

    /// Where descent goes once the share is free as well.
    fn tell_three(&self, sentence: &mut Sentence, gamma: f64) {
        if self.free.end != End::Arrived {
            sentence.plain(format!(" {}", trouble(3, Some(gamma), &self.free)));
            return;
        }
        let end = loss(self.free.loss());
        sentence.plain(match (self.freed_lower(), self.escaped_lower()) {
            (true, true) => format!(" With the share free it goes on to a loss of {end}."),
            (true, false) => format!(" With the share free as well it does leave, to a loss of {end}."),
            (false, _) => " With the share free as well it stays there.".to_owned(),
        });
    }
}

/// What a walk that did not come to rest ran into, and what would help, where that can be told.
fn trouble(stage: usize, gamma: Option<f64>, walk: &Walk) -> String {
    // Shares that differ much make one direction steep and another flat, and no rate is right for both.
    let uneven = gamma.is_some_and(|gamma| !(0.2..=0.8).contains(&gamma));
    let or_even = if uneven {
        ", or a gamma nearer to a half: with shares as uneven as these there may be none that settles"
    } else {
        ""
    };
    let (weights, step) = (weights(stage), counted(walk.steps(), "step"));
    let next = grouped(walk.steps() + 1);
    match walk.end {
        End::Arrived => unreachable!("a walk that came to rest is no trouble"),
        End::Thrown => format!(
            "With {weights} descent diverged at step {next}: the rate is too large for the curvature. The last finite state is kept."
        ),
        End::Left => format!(
            "With {weights} one of the places had rolled off the data after {step}, bit by bit and not in a jump: a smaller rate would not \
             keep it. Beyond them it is not followed."
        ),
        End::Slow => format!(
            "With {weights} descent had not settled after {} steps, so nothing can be said of where it ends: it was still going down, \
             in steps that are too small. Try a larger rate{or_even}.",
            grouped(MOST_STEPS)
        ),
        End::Restless => format!(
            "With {weights} descent had not settled after {} steps, so nothing can be said of where it ends: it jumps to and fro, in \
             steps that are too large. Try a smaller rate{or_even}.",
            grouped(MOST_STEPS)
        ),
    }
}

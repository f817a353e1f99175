//! What the sentence says of one network, or of two.

use super::look::{Look, WENT};
use super::setting::{RATIOS, Setting};
use crate::contract::words::{Sentence, counted, given, grouped, loss, number, percent};
use crate::contract::{Role, Verdict};
use crate::shared::training::{Target, Training};
use alleyway::fit::Rule;
use alleyway::model::Activation;

/// Networks of one width that differ in their seed alone have medians of the ratio that differ by less than this factor in nineteen
/// of twenty pairs: a smaller difference between two widths may be one of seeds. Measured on all pairs of forty seeds: of 2, 3, 6
/// and 10 tanh neurons on the two waves, 13, 6, 3 and 3; of 3 ReLU neurons 24. (`landscape.json`, slices, has a factor of four
/// between the means of five seeds of width 3.)
///
/// None for networks of another kind: with Adam, or of a single neuron, seeds make more, and nobody has measured how much.
pub fn seed_spread(training: &Training, narrower: usize) -> Option<f64> {
    let (spread, from) = match training.activation {
        Activation::Tanh => (13.0, 2),
        Activation::Relu => (24.0, 3),
    };
    let measured = training.target == Target::Waves && training.rule == Some(Rule::Descent);
    (measured && narrower >= from).then_some(spread)
}

/// Two medians under this are both next to none: how many times the one is of the other is then no matter of their landscapes.
const NEXT_TO_NONE: f64 = 1e-3;

/// What two medians, of the narrower and of the wider network, can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pair {
    Less,
    More,
    TooClose,
    NextToNone,
}

pub fn pair(narrow: f64, wide: f64, spread: f64) -> Pair {
    if narrow.max(wide) < NEXT_TO_NONE {
        Pair::NextToNone
    } else if narrow > spread * wide {
        Pair::Less
    } else if wide > spread * narrow {
        Pair::More
    } else {
        Pair::TooClose
    }
}

pub fn verdict(setting: &Setting, first: &Look, second: Option<&Look>) -> Verdict {
    let whose =
        |at: usize| second.map_or(String::new(), |_| format!(" with {}", counted(setting.widths[at], "neuron")));
    let looks = || [Some(first), second].into_iter().enumerate().filter_map(|(at, look)| Some((at, look?)));
    let mut say = Sentence::default();
    if looks().any(|(_, look)| look.diverged.is_some()) {
        let rate = given(setting.training.rate);
        for (at, look) in looks() {
            if let Some(step) = look.diverged {
                say.plain(format!("In this run the training{} ", whose(at)));
                say.put(Role::Bad, "diverges");
                say.plain(format!(
                    ": at a learning rate of {rate}, its loss at step {} is over a million times what it was, and there is no \
                     end to look around. ",
                    grouped(step as usize)
                ));
            } else {
                say.plain(format!("The training{} ends at a loss of {}. ", whose(at), loss(look.final_loss())));
            }
        }
        say.plain("A smaller rate may help.");
        return say.verdict(None);
    }
    missed(&mut say, setting, first, second.is_some());
    let place = match (first.too_short(), second) {
        (true, _) => "around its end ",
        (false, None) => "of the path\u{2019}s plane ",
        (false, Some(_)) => "",
    };
    let ratios = [Some(first), second].map(|look| look.map_or(f64::NAN, Look::median_ratio));
    say.plain(format!(" In the median of {} places {place}{}{}", RATIOS * RATIOS, down(ratios[0]), whose(0)));
    let Some(second) = second else {
        say.plain(".");
        return say.verdict(None);
    };
    let alike = ratios.iter().all(|ratio| *ratio > 0.0 && ratio.is_finite());
    let other = if alike { format!("{} times", number(ratios[1])) } else { down(ratios[1]) };
    say.plain(format!(" and {other} with {}", grouped(setting.widths[1])));
    let widths = [setting.widths[0], setting.widths[1]];
    let [narrow, wide] = if widths[0] < widths[1] { ratios } else { [ratios[1], ratios[0]] };
    let spread = seed_spread(&setting.training, widths[0].min(widths[1]));
    let short = first.too_short() || second.too_short();
    let holds = match pair(narrow, wide, spread.unwrap_or(f64::INFINITY)) {
        _ if widths[0] == widths[1] => {
            say.plain(": of one width, so that there is no wider one to compare with.");
            None
        }
        _ if short => {
            let only = first.reach.min(second.reach);
            // A path is too short in steps as well, however far they went.
            say.plain(if only < WENT {
                let moved = percent(only);
                format!(
                    ". Weights that move by {moved} of their length go no way along which this pair could be compared."
                )
            } else {
                ". In so few steps there is no way along which this pair could be compared.".to_owned()
            });
            None
        }
        Pair::Less => {
            say.plain(": in this pair the wider network meets ");
            say.put(Role::Good, "less negative curvature");
            say.plain(".");
            Some(true)
        }
        Pair::More => {
            say.plain(": in this pair the wider network meets ");
            say.put(Role::Bad, "more negative curvature");
            say.plain(".");
            Some(false)
        }
        Pair::TooClose => {
            say.plain(match spread {
                Some(spread) => {
                    format!(": this pair cannot tell, for seeds alone may make a factor of {}.", number(spread))
                }
                None => {
                    ": this pair cannot tell, for how much seeds alone make in such networks is not known.".to_owned()
                }
            });
            None
        }
        Pair::NextToNone => {
            say.plain(": next to no negative curvature in either, so this pair cannot tell.");
            None
        }
    };
    say.verdict(holds)
}

/// What the planes miss of the way, where there was one. Of a pair less is told, so that its sentence has room on a projector.
fn missed(say: &mut Sentence, setting: &Setting, look: &Look, pair: bool) {
    if look.too_short() {
        say.plain(format!(
            "In {} the weights moved by {} of their length: the path is ",
            counted(setting.training.steps, "step"),
            percent(look.reach)
        ));
        // A marked stretch is not broken into lines: on a phone only two words of it fit.
        say.put(Role::Bad, "too short");
        say.plain(" to say what a plane misses of it");
        say.plain(".");
        return;
    }
    say.plain("The path\u{2019}s own plane misses ");
    say.put(Role::Good, percent(look.slices[0].missed));
    if pair {
        say.plain(format!(" of the way with {}, a random plane ", counted(setting.widths[0], "neuron")));
        say.put(Role::Bad, percent(look.slices[1].missed));
    } else {
        say.plain(format!(" of the way through {}, a random plane ", counted(look.weights.len(), "dimension")));
        say.put(Role::Bad, percent(look.slices[1].missed));
        say.plain(", that of the most and the least curved direction ");
        say.put(Role::Bad, percent(look.slices[2].missed));
    }
    say.plain(".");
}

/// What a ratio of the steepest way down to the steepest way up says.
fn down(ratio: f64) -> String {
    if ratio == 0.0 {
        "no way curves down".into()
    } else if ratio.is_finite() {
        format!("the steepest way down curves {} times as much as the steepest way up", number(ratio))
    } else {
        "ways curve down and none up".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_networks_differ_by_their_width_only_where_seeds_alone_do_not_differ_as_much() {
        let tanh = 13.0;
        assert_eq!(pair(0.2, 0.0018, tanh), Pair::Less);
        assert_eq!(pair(0.01, 0.2, tanh), Pair::More);
        assert_eq!(pair(0.011, 0.0025, tanh), Pair::TooClose);
        assert_eq!(pair(0.05, 0.05, tanh), Pair::TooClose);
        // Nothing against next to nothing is infinitely less, and says nothing.
        assert_eq!(pair(1e-5, 0.0, tanh), Pair::NextToNone);
        assert_eq!(pair(0.1, 0.0, tanh), Pair::Less);
        assert_eq!(pair(f64::INFINITY, f64::INFINITY, tanh), Pair::TooClose);
    }
}

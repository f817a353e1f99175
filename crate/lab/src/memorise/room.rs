//! Give it room: a narrow network that fits and does not generalise gets neurons that do nothing yet, and goes on; beside it the same
//! network goes on unchanged.

use ndarray::{Array1, ArrayView1};

use super::problem::Setting;
use super::quantities::{self as q, number as n};
use super::record::MOMENT;
use super::stage::FITTED;
use super::walk::Walk;
use super::work::Work;
use crate::contract::parts::{Pack, Packed as _, packed, packed_choice};
use crate::contract::quantity::Quantity;
use crate::contract::words::{Sentence, ZERO_LOSS, counted, given, grouped, loss, percent};
use crate::contract::{Frames, Role, Verdict};
use alleyway::seed::{Purpose, Stream};
use alleyway::stats::{FEWEST_DRAWS, difference_of_shares};

/// Steps over which a network that stands still changes its total by less than [`STILL`].
const LOOK_BACK: usize = 1_000;
const STILL: f64 = 3e-4;
/// And by which it does not fall, nor grow: a small total may change manyfold by less than [`STILL`].
const MANYFOLD: f64 = 2.0;
/// A change of an output under this is the rounding of its sum.
const ROUNDING: f64 = 1e-12;
/// One that answers more of the held-out cells has generalised.
const GENERALISES: f64 = 0.4;
/// The claim: the widened network answers more of them than this, and the unchanged one fewer than that.
const ANSWERS: f64 = 0.85;
const DOES_NOT: f64 = 0.5;
/// Spread of the input weights of new neurons; their output weights are zero.
const NEW: f64 = 0.05;
/// Seeds that are tried at most, from the given one on: about three in eight stand still.
const MOST_SEEDS: u64 = 40;

/// What became of the search for a narrow network that stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Search {
    #[default]
    GoesOn,
    Found,
    /// None of [`MOST_SEEDS`] seeds.
    NotFound,
    /// A training shorter than [`LOOK_BACK`] cannot be seen to stand still.
    TooShort,
}

impl Search {
    const ALL: [Self; 4] = [Self::GoesOn, Self::Found, Self::NotFound, Self::TooShort];
}

packed_choice!(Search);

/// Why a narrow network is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Skipped {
    Diverged,
    /// Its data loss ends at [`FITTED`] or above.
    Unfitted,
    /// It answers [`GENERALISES`] of the held-out cells or more.
    Right,
    /// Its total still changes by [`STILL`] or more, or [`MANYFOLD`].
    Moving,
}

/// How many reasons there are.
const REASONS: usize = Skipped::Moving as usize + 1;

packed! {
    /// What is known in the end.
    #[derive(Debug, Clone, Default)]
    pub struct Known {
        search: Search,
        /// Seeds that were passed over, by [`Skipped`].
        skipped: [usize; REASONS],
        /// Largest change of an output by the new neurons.
        change: f64,
        /// Which of the two futures diverged.
        diverged: [bool; 2],
        /// Moments of the narrow network, of its unchanged continuation, and of the widened one.
        moments: [Vec<f64>; 3],
    }
}

impl Known {
    fn tried(&self) -> usize {
        // Of a part that is broken the counts are any numbers.
        self.skipped.iter().fold(0, |sum: usize, count| sum.saturating_add(*count)).min(MOST_SEEDS as usize)
    }
}

/// Whether a total that went from one value to another did not stand still; what is zero up to rounding did.
fn is_moving(from: f64, to: f64) -> bool {
    let (least, most) = (from.min(to), from.max(to));
    most - least >= STILL || most >= ZERO_LOSS && most > MANYFOLD * least
}

enum Stage {
    Narrow,
    Unchanged,
    Widened,
    Done,
}

/// The work: narrow networks until one stands still, then its two futures.
pub struct Room {
    setting: Setting,
    walk: Walk,
    /// The total 1,000 steps before the end.
    before: f64,
    narrow: Array1<f64>,
    stage: Stage,
    known: Known,
}

impl Room {
    pub fn new(setting: Setting) -> Self {
        Self {
            setting,
            walk: Walk::new(setting),
            before: f64::NAN,
            narrow: Array1::zeros(0),
            stage: Stage::Narrow,
            known: Known::default(),
        }
    }

    fn own(&self) -> Setting {
        Setting { seed: self.setting.seed + self.known.tried() as u64, ..self.setting }
    }

    /// Why the narrow network that has taken its last step is none that fits its data and stands still.
    fn why_not(&self) -> Option<Skipped> {
        let last = &self.walk.curve.moments[self.walk.curve.moments.len() - MOMENT..];
        let (data, total, accuracy) = (last[1], last[1] + last[2], last[4]);
        if self.walk.diverged {
            Some(Skipped::Diverged)
        } else if data >= FITTED {
            Some(Skipped::Unfitted)
        } else if accuracy >= GENERALISES {
            Some(Skipped::Right)
        } else if is_moving(self.before, total) {
            Some(Skipped::Moving)
        } else {
            None
        }
    }

    /// The narrow network has taken its last step.
    fn narrowed(&mut self) -> Stage {
        if self.setting.steps < LOOK_BACK {
            self.known.search = Search::TooShort;
        } else if let Some(reason) = self.why_not() {
            self.known.skipped[reason as usize] += 1;
            if self.known.tried() as u64 == MOST_SEEDS {
                self.known.search = Search::NotFound;
            } else {
                self.walk = Walk::new(self.own());
                self.before = f64::NAN;
                return Stage::Narrow;
            }
        }
        self.known.moments[0] = std::mem::take(&mut self.walk.curve.moments);
        if self.known.search != Search::GoesOn {
            return Stage::Done;
        }
        self.narrow = self.walk.theta.clone();
        let further = Setting { steps: self.setting.further, ..self.own() };
        self.walk = Walk::from(further, self.narrow.clone());
        Stage::Unchanged
    }

    /// The same function with `widen` neurons more.
    fn wide(&self) -> (Setting, Array1<f64>) {
        let own = self.own();
        let wide = Setting { width: own.width + own.widen, steps: own.further, ..own };
        let mut stream = Stream::new(own.seed, Purpose::Disturbance, 0);
        let inputs = 2 * own.modulus * own.width;
        let rows = |part: ArrayView1<f64>, mut more: Box<dyn FnMut() -> f64 + '_>| -> Vec<f64> {
            let part = part.to_vec();
            let row = |row: &[f64]| row.iter().copied().chain((0..own.widen).map(|_| more())).collect::<Vec<f64>>();
            part.chunks_exact(own.width).flat_map(row).collect()
        };
        let mut theta = rows(self.narrow.slice(ndarray::s![..inputs]), Box::new(|| NEW * stream.normal()));
        theta.extend(rows(self.narrow.slice(ndarray::s![inputs..]), Box::new(|| 0.0)));
        (wide, theta.into())
    }
}

impl Work for Room {
    fn advance(&mut self) -> f64 {
        let share = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Narrow => {
                // The total is wanted at one step more than the moments of a curve.
                let mark = self.setting.steps.saturating_sub(LOOK_BACK);
                let over = if self.walk.step < mark {
                    self.walk.advance_to(mark)
                } else {
                    if self.before.is_nan() {
                        self.before = self.walk.total();
                    }
                    self.walk.advance_to(usize::MAX)
                };
                // How many seeds it takes nobody knows: each takes three quarters of what the ones before it left.
                let done = self.known.tried() as f64 + self.walk.step as f64 / self.setting.steps as f64;
                self.stage = if over { self.narrowed() } else { Stage::Narrow };
                0.4 * (1.0 - libm::exp2(-2.0 * done))
            }
            Stage::Unchanged => {
                let over = self.walk.advance_to(usize::MAX);
                let done = self.walk.step as f64 / self.setting.further as f64;
                self.stage = Stage::Unchanged;
                if over {
                    self.known.moments[1] = std::mem::take(&mut self.walk.curve.moments);
                    self.known.diverged[0] = self.walk.diverged;
                    let (setting, theta) = self.wide();
                    let before = self.walk.problem.data.outputs(self.narrow.view());
                    self.walk = Walk::from(setting, theta);
                    let after = self.walk.problem.data.outputs(self.walk.theta.view());
                    let change = before.iter().zip(&after).fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()));
                    self.known.change = change;
                    self.stage = Stage::Widened;
                }
                0.4 + 0.1 * done
            }
            Stage::Widened => {
                let over = self.walk.advance_to(usize::MAX);
                let done = self.walk.step as f64 / self.setting.further as f64;
                self.stage = Stage::Widened;
                if over {
                    self.known.moments[2] = std::mem::take(&mut self.walk.curve.moments);
                    self.known.diverged[1] = self.walk.diverged;
                    self.known.search = Search::Found;
                    self.stage = Stage::Done;
                }
                0.5 + 0.499 * done
            }
            Stage::Done => 1.0,
        };
        if matches!(self.stage, Stage::Done) { 1.0 } else { share }
    }

    fn write(&self, pack: &mut Pack) {
        let under_way = match self.stage {
            Stage::Narrow => 0,
            Stage::Unchanged => 1,
            Stage::Widened => 2,
            Stage::Done => usize::MAX,
        };
        let mut known = self.known.clone();
        if let Some(moments) = known.moments.get_mut(under_way) {
            *moments = self.walk.so_far().moments;
        }
        known.write(pack);
    }
}

/// The series of the three networks: step, data, test, total, accuracy.
static COLUMNS: [[&Quantity; 5]; 3] = [
    [&q::NARROW_STEP, &q::NARROW_DATA, &q::NARROW_TEST, &q::NARROW_TOTAL, &q::NARROW_ACCURACY],
    [&q::UNCHANGED_STEP, &q::UNCHANGED_DATA, &q::UNCHANGED_TEST, &q::UNCHANGED_TOTAL, &q::UNCHANGED_ACCURACY],
    [&q::WIDENED_STEP, &q::WIDENED_DATA, &q::WIDENED_TEST, &q::WIDENED_TOTAL, &q::WIDENED_ACCURACY],
];

pub fn frames(setting: &Setting, known: &Known) -> Frames {
    let mut series = Vec::new();
    // While the work goes on some of the three have not begun.
    for (moments, quantities) in known.moments.iter().zip(COLUMNS) {
        if moments.is_empty() {
            continue;
        }
        let moments = || moments.chunks_exact(MOMENT);
        let columns: [Vec<f64>; 5] = [
            moments().map(|m| m[0]).collect(),
            moments().map(|m| m[1]).collect(),
            moments().map(|m| m[3]).collect(),
            moments().map(|m| m[1] + m[2]).collect(),
            moments().map(|m| m[4]).collect(),
        ];
        series.extend(quantities.into_iter().zip(columns).map(|(quantity, values)| quantity.of(values)));
    }
    let last = |at: usize, column: usize| known.moments[at].chunks_exact(MOMENT).last().map_or(f64::NAN, |m| m[column]);
    let total = |at: usize| last(at, 1) + last(at, 2);
    let reason = |reason: Skipped| known.skipped[reason as usize] as f64;
    let mut summary = vec![
        n::SEEDS_SKIPPED.of(known.tried() as f64),
        n::SKIPPED_DIVERGED.of(reason(Skipped::Diverged)),
        n::SKIPPED_UNFITTED.of(reason(Skipped::Unfitted)),
        n::SKIPPED_RIGHT.of(reason(Skipped::Right)),
        n::SKIPPED_MOVING.of(reason(Skipped::Moving)),
    ];
    if known.search != Search::GoesOn {
        summary.push(n::STANDS_STILL.of(f64::from(u8::from(known.search == Search::Found))));
    }
    if known.search == Search::Found {
        summary.extend([
            n::SEED_USED.of((setting.seed + known.tried() as u64) as f64),
            n::FUNCTION_CHANGE.of(known.change),
            n::DATA_NARROW.of(last(0, 1)),
            n::ACCURACY_NARROW.of(last(0, 4)),
        ]);
        if !known.diverged[0] {
            summary.extend([n::ACCURACY_UNCHANGED.of(last(1, 4)), n::TOTAL_UNCHANGED.of(total(1))]);
        }
        if !known.diverged[1] {
            summary.extend([n::ACCURACY_WIDENED.of(last(2, 4)), n::TOTAL_WIDENED.of(total(2))]);
        }
    }
    let verdict = match known.search {
        Search::Found if known.diverged.contains(&true) => diverged(setting, known),
        Search::Found => verdict(setting, known, [last(0, 1), last(0, 4), last(1, 4), last(2, 4)]),
        Search::GoesOn => so_far(setting, known),
        Search::NotFound => not_found(known),
        Search::TooShort => too_short(setting),
    };
    Frames { series, summary, verdict, ..Frames::default() }
}

/// The sentence while the work goes on.
fn so_far(setting: &Setting, known: &Known) -> Verdict {
    let [narrow, unchanged, widened] = &known.moments;
    let step = |moments: &[f64]| grouped(moments.chunks_exact(MOMENT).last().map_or(0.0, |moment| moment[0]) as usize);
    let text = if unchanged.is_empty() {
        let before = match known.tried() {
            0 => String::new(),
            count => format!("; {} before it {} passed over", counted(count, "seed"), were(count)),
        };
        format!("A narrow network is trained, step {} of {}{before}.", step(narrow), grouped(setting.steps))
    } else if widened.is_empty() {
        format!(
            "It stands still. It goes on unchanged, step {} of {}; then the same with more neurons.",
            step(unchanged),
            grouped(setting.further)
        )
    } else {
        format!("The widened network goes on, step {} of {}.", step(widened), grouped(setting.further))
    };
    let mut say = Sentence::default();
    say.plain(text);
    say.verdict(None)
}

fn were(count: usize) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

/// How many seeds were passed over, by the reason.
fn reasons(known: &Known, that: &str) -> String {
    let told = [
        (Skipped::Diverged, "diverged".to_owned()),
        (Skipped::Unfitted, format!("did not fit their data to {}", given(FITTED))),
        (Skipped::Right, format!("answered {} of the held-out cells or more", percent(GENERALISES))),
        (Skipped::Moving, "had not come to a stand".to_owned()),
    ];
    let told = told.into_iter().map(|(reason, what)| (known.skipped[reason as usize], what));
    let told: Vec<String> =
        told.filter(|(count, _)| *count > 0).map(|(count, what)| format!("{} {that}{what}", grouped(count))).collect();
    told.join(", ")
}

fn not_found(known: &Known) -> Verdict {
    let mut say = Sentence::default();
    say.plain(format!(
        "None of {} narrow networks fitted its data and stood still, so there is none to give room to: {}.",
        grouped(known.tried()),
        reasons(known, "")
    ));
    say.verdict(None)
}

fn too_short(setting: &Setting) -> Verdict {
    let mut say = Sentence::default();
    say.plain(format!(
        "This run cannot say whether a narrow network stands still: that is seen over its last {}, and it has {} only.",
        counted(LOOK_BACK, "step"),
        grouped(setting.steps)
    ));
    say.verdict(None)
}

/// Which network is spoken of, and how it was found.
fn found(setting: &Setting, known: &Known, data: f64, accuracy: f64) -> Sentence {
    let mut say = Sentence::default();
    say.plain(format!(
        "A network of {} fits its data, with a loss of {}, answers {} of the held-out cells, and stands still (seed {}",
        counted(setting.width, "neuron"),
        loss(data),
        percent(accuracy),
        setting.seed + known.tried() as u64
    ));
    if known.tried() > 0 {
        say.plain(format!("; passed over: {}", reasons(known, "that ")));
    }
    say.plain("). ");
    say
}

fn diverged(setting: &Setting, known: &Known) -> Verdict {
    let last = known.moments[0].chunks_exact(MOMENT).last().expect("it was trained");
    let mut say = found(setting, known, last[1], last[4]);
    let which = match known.diverged {
        [true, true] => "both its unchanged continuation and the widened one",
        [true, false] => "its unchanged continuation",
        _ => "the widened network",
    };
    say.plain(format!("Then the training of {which} "));
    say.put(Role::Bad, "diverges");
    say.plain(format!(": at a learning rate of {} its loss grows a millionfold.", given(setting.rate)));
    say.verdict(None)
}

/// What came of both futures: the losses and shares are those of the narrow network and of its two continuations.
fn verdict(setting: &Setting, known: &Known, [data, narrow, unchanged, widened]: [f64; 4]) -> Verdict {
    let (_, cells) = setting.cells();
    let right = |share: f64| (libm::round(share * cells as f64) as usize, cells);
    // Few cells are few draws: then one network may answer more of them by chance.
    let told_apart = cells >= FEWEST_DRAWS && difference_of_shares(right(widened), right(unchanged)).is_above(0.0);
    let no_difference = format!(" Of {} that is no difference that can be told.", counted(cells, "held-out cell"));
    let (holds, why) = match (widened > ANSWERS && unchanged < DOES_NOT, told_apart) {
        (true, true) => (Some(true), String::new()),
        (true, false) => (None, no_difference),
        (false, _) if cells < FEWEST_DRAWS => (None, no_difference),
        // Few steps are no time to find the rule in.
        (false, _) if setting.further < LOOK_BACK => {
            (None, " Whether it would answer more after more steps, this run cannot say.".into())
        }
        (false, _) => (Some(false), String::new()),
    };
    let mut say = found(setting, known, data, narrow);
    say.plain(format!("After {} more it answers ", counted(setting.further, "step")));
    say.put(if unchanged < DOES_NOT { Role::Bad } else { Role::Good }, percent(unchanged));
    say.plain(format!(
        "; with {} more, which change{} {} at first, ",
        counted(setting.widen, "neuron"),
        if setting.widen == 1 { "s" } else { "" },
        if known.change < ROUNDING { "nothing" } else { "its answers" }
    ));
    say.put(if widened > ANSWERS { Role::Good } else { Role::Bad }, percent(widened));
    say.plain(".");
    say.plain(why);
    say.verdict(holds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Request, completed, open};

    fn told(set: &[(&str, &str)]) -> Frames {
        completed("memorise", "room", set)
    }

    #[test]
    fn a_network_that_is_trained_for_a_hundred_steps_is_not_said_to_stand_still_or_to_fit() {
        // Weights that are next to nothing, and a rate at which they stay so: its total does not change, and nothing is learnt.
        for set in [
            [("steps", "101"), ("scale", "0.01"), ("rate", "0.00001")],
            [("steps", "999"), ("scale", "1"), ("rate", "0.01")],
        ] {
            let frames = told(&set);
            let text = frames.verdict.text();
            assert!(frames.verdict.holds.is_none() && text.starts_with("This run cannot say whether"), "{text}");
            assert!(!text.contains("fitted") && frames.summary("stands_still") == 0.0, "{text}");
            assert!(frames.series("widened_step").is_empty() && frames.series("narrow_step").len() > 1);
        }
    }

    #[test]
    fn a_network_that_never_fits_is_passed_over_however_still_it_stands() {
        let set = [("steps", "1000"), ("scale", "0.01"), ("rate", "0.00001"), ("modulus", "5"), ("width", "2")];
        let frames = told(&set);
        assert_eq!((frames.summary("seeds_skipped"), frames.summary("skipped_unfitted")), (40.0, 40.0));
        assert!(frames.series("narrow_data").last().unwrap() > &FITTED);
        let text = frames.verdict.text();
        assert!(text.starts_with("None of 40 narrow networks fitted its data and stood still"), "{text}");
        assert!(text.ends_with(": 40 did not fit their data to 0.01.") && frames.verdict.holds.is_none(), "{text}");
    }

    #[test]
    fn a_difference_of_two_cells_is_none() {
        let few = Setting {
            share: 0.95,
            modulus: 5,
            ..Setting::new(&mut open(&Request::preset("memorise", "room")).unwrap().config().clone())
        };
        assert_eq!(few.cells(), (23, 2));
        let known = Known { search: Search::Found, ..Known::default() };
        let verdict = |setting: &Setting| verdict(setting, &known, [0.005, 0.0, 0.0, 1.0]);
        assert!(verdict(&few).holds.is_none() && verdict(&few).text().ends_with("no difference that can be told."));
        // All of 37 cells against none.
        let many = Setting { share: 0.7, modulus: 11, ..few };
        assert_eq!((many.cells().1, verdict(&many).holds), (37, Some(true)));
        // Nor is a no told from two cells, or from a few steps.
        let none = |setting: Setting| super::verdict(&setting, &known, [0.005, 0.0, 0.0, 0.0]);
        let short = none(Setting { further: 500, ..many });
        assert!(short.text().ends_with("after more steps, this run cannot say."), "{}", short.text());
        assert_eq!([none(few).holds, short.holds, none(many).holds], [None, None, Some(false)]);
    }

    #[test]
    fn a_total_that_falls_manyfold_does_not_stand_still_however_small_it_is() {
        assert!(is_moving(1.21e-4, 3.7e-6) && is_moving(0.03, 0.0296) && is_moving(3.9e-6, 1.9e-3));
        assert!(!is_moving(0.03, 0.0299) && !is_moving(1e-4, 9.7e-5) && !is_moving(1e-13, 1e-30));
        let small = [("modulus", "6"), ("width", "10"), ("widen", "1"), ("further", "1"), ("share", "0.6")];
        let frames = told(&[&small[..], &[("penalty", "0"), ("seed", "0"), ("steps", "1600")]].concat());
        assert!(frames.summary("skipped_moving") > 0.0 && frames.summary("seed_used") != 0.0);
        assert!(frames.verdict.holds.is_none(), "{}", frames.verdict.text());
    }

    #[test]
    fn what_the_new_neurons_change_by_rounding_is_nothing() {
        let set = [("modulus", "5"), ("width", "12"), ("widen", "20"), ("further", "2000"), ("steps", "3000")];
        let frames = told(&[&set[..], &[("share", "0.8")]].concat());
        let (change, text) = (frames.summary("function_change"), frames.verdict.text());
        assert!(change > 0.0 && change < 1e-14, "{change}");
        assert!(text.contains("with 20 neurons more, which change nothing at first, "), "{text}");
    }

    #[test]
    fn one_neuron_changes_and_two_change() {
        let setting = Setting::new(&mut open(&Request::preset("memorise", "room")).unwrap().config().clone());
        let text = |widen: usize, change: f64| {
            let known = Known { search: Search::Found, change, ..Known::default() };
            verdict(&Setting { widen, ..setting }, &known, [0.005, 0.0, 0.0, 1.0]).text()
        };
        assert!(text(1, 0.0).contains("with 1 neuron more, which changes nothing at first, "), "{}", text(1, 0.0));
        assert!(text(1, 0.1).contains("with 1 neuron more, which changes its answers at first, "));
        assert!(text(2, 0.1).contains("with 2 neurons more, which change its answers at first, "));
    }
}

//! Give it room: a narrow network that fits and does not generalise gets neurons that do nothing yet, and goes on; beside it the same
//! network goes on unchanged.

use ndarray::{Array1, ArrayView1};

use super::problem::Setting;
use super::{MOMENT, Pack, Unpack, Walk, Work};
use crate::experiment::words::grouped;
use crate::experiment::{Frames, Role, Series, Verdict};
use crate::seed::{Purpose, Stream};

/// Steps over which a network that stands still changes its total by less than [`STILL`].
const LOOK_BACK: usize = 1_000;
const STILL: f64 = 3e-4;
/// One that answers more of the held-out cells has generalised.
const GENERALISES: f64 = 0.4;
/// Spread of the input weights of new neurons; their output weights are zero.
const NEW: f64 = 0.05;
/// Seeds that are tried at most, from the given one on: about three in eight stand still.
const MOST_SEEDS: u64 = 40;

/// What is known in the end.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Seeds that were skipped; whether one was found, NaN while the work goes on; largest change of an output by the new
    /// neurons.
    facts: Vec<f64>,
    /// Moments of the narrow network, of its unchanged continuation, and of the widened one.
    moments: [Vec<f64>; 3],
}

impl Known {
    pub fn read(lists: &mut Unpack) -> Self {
        Self { facts: lists.take(), moments: std::array::from_fn(|_| lists.take()) }
    }
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
    tried: u64,
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
            tried: 0,
            walk: Walk::new(setting),
            before: f64::NAN,
            narrow: Array1::zeros(0),
            stage: Stage::Narrow,
            known: Known::default(),
        }
    }

    fn own(&self) -> Setting {
        Setting { seed: self.setting.seed + self.tried, ..self.setting }
    }

    /// The narrow network has taken its last step.
    fn narrowed(&mut self) -> Stage {
        let last = &self.walk.curve.moments[self.walk.curve.moments.len() - MOMENT..];
        let (total, accuracy) = (last[1] + last[2], last[4]);
        let still = (total - self.before).abs() < STILL && accuracy < GENERALISES;
        if !still {
            self.tried += 1;
            if self.tried == MOST_SEEDS {
                self.known.facts = vec![self.tried as f64, 0.0, f64::NAN];
                return Stage::Done;
            }
            self.walk = Walk::new(self.own());
            self.before = f64::NAN;
            return Stage::Narrow;
        }
        self.known.moments[0] = std::mem::take(&mut self.walk.curve.moments);
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
                let done = self.tried as f64 + self.walk.step as f64 / self.setting.steps as f64;
                self.stage = if over { self.narrowed() } else { Stage::Narrow };
                0.4 * (1.0 - libm::exp2(-2.0 * done))
            }
            Stage::Unchanged => {
                let over = self.walk.advance_to(usize::MAX);
                let done = self.walk.step as f64 / self.setting.further as f64;
                self.stage = Stage::Unchanged;
                if over {
                    self.known.moments[1] = std::mem::take(&mut self.walk.curve.moments);
                    let (setting, theta) = self.wide();
                    let before = self.walk.problem.data.outputs(self.narrow.view());
                    self.walk = Walk::from(setting, theta);
                    let after = self.walk.problem.data.outputs(self.walk.theta.view());
                    let change = before.iter().zip(&after).fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()));
                    self.known.facts = vec![self.tried as f64, 1.0, change];
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
        if matches!(self.stage, Stage::Done) {
            pack.put(&self.known.facts);
        } else {
            pack.put(&[self.tried as f64, f64::NAN, f64::NAN]);
        }
        for (at, moments) in self.known.moments.iter().enumerate() {
            if at == under_way {
                pack.put(&self.walk.so_far().moments);
            } else {
                pack.put(moments);
            }
        }
    }
}

/// Names of the series of the three networks: step, data, test, total, accuracy.
const SERIES: [[&str; 5]; 3] = [
    ["narrow_step", "narrow_data", "narrow_test", "narrow_total", "narrow_accuracy"],
    ["unchanged_step", "unchanged_data", "unchanged_test", "unchanged_total", "unchanged_accuracy"],
    ["widened_step", "widened_data", "widened_test", "widened_total", "widened_accuracy"],
];

pub fn frames(setting: &Setting, known: &Known) -> Frames {
    let mut series = Vec::new();
    // While the work goes on some of the three have not begun.
    let axes = ["narrow", "moment", "moment"];
    for ((moments, names), axis) in known.moments.iter().zip(SERIES).zip(axes) {
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
        for ((name, unit), values) in
            names.into_iter().zip(["steps", "squared error", "squared error", "", "share"]).zip(columns)
        {
            series.push(Series { name, unit, axis, values });
        }
    }
    let last = |at: usize, column: usize| known.moments[at].chunks_exact(MOMENT).last().map_or(f64::NAN, |m| m[column]);
    let total = |at: usize| last(at, 1) + last(at, 2);
    let mut summary = vec![("seeds_skipped", known.facts[0])];
    let found = known.facts[1] > 0.0;
    if found {
        summary.extend([
            ("seed_used", setting.seed as f64 + known.facts[0]),
            ("function_change", known.facts[2]),
            ("accuracy_narrow", last(0, 4)),
            ("accuracy_unchanged", last(1, 4)),
            ("accuracy_widened", last(2, 4)),
            ("total_unchanged", total(1)),
            ("total_widened", total(2)),
        ]);
    }
    let verdict = if found {
        verdict(setting, last(1, 4), last(2, 4))
    } else if known.facts[1].is_nan() {
        so_far(setting, known)
    } else {
        not_found(known.facts[0])
    };
    Frames { series, summary, verdict, ..Frames::default() }
}

/// The sentence while the work goes on.
fn so_far(setting: &Setting, known: &Known) -> Verdict {
    let [narrow, unchanged, widened] = &known.moments;
    let step = |moments: &[f64]| grouped(moments.chunks_exact(MOMENT).last().map_or(0.0, |moment| moment[0]) as usize);
    let text = if unchanged.is_empty() {
        let skipped = known.facts[0];
        let before = match skipped as usize {
            0 => String::new(),
            1 => "; one seed before it did not stand still".into(),
            count => format!("; {count} seeds before it did not stand still"),
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
    Verdict { holds: None, spans: vec![(Role::Plain, text)] }
}

fn not_found(tried: f64) -> Verdict {
    let text =
        format!("None of {tried} narrow networks fitted its data and stood still, so there is none to give room to.");
    Verdict { holds: None, spans: vec![(Role::Plain, text)] }
}

fn verdict(setting: &Setting, unchanged: f64, widened: f64) -> Verdict {
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let holds = widened > 0.85 && unchanged < 0.5;
    let plain = |text: String| (Role::Plain, text);
    let spans = vec![
        plain(format!(
            "A network of {} neurons stands still. After {} steps more it answers ",
            setting.width,
            grouped(setting.further)
        )),
        (if unchanged < 0.5 { Role::Bad } else { Role::Good }, percent(unchanged)),
        plain(format!(" of the held-out cells; with {} neurons more, which change nothing at first, ", setting.widen)),
        (if widened > 0.85 { Role::Good } else { Role::Bad }, percent(widened)),
        plain(".".into()),
    ];
    Verdict { holds: Some(holds), spans }
}

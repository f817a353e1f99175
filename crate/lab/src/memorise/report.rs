//! What the runs come to: curves, numbers, the sentence.

use super::problem::{Kind, Setting};
use super::quantities::{self as q, number as n};
use super::record::{Curve, Mark, Record, Solution};
use super::stage::{self, Stage};
use super::verdict;
use crate::contract::Frames;
use crate::contract::quantity::{Number, Quantity};

/// The columns of a moment, as series.
static COLUMNS: [&Quantity; 10] = [
    &q::STEP,
    &q::DATA_LOSS,
    &q::PENALTY,
    &q::TEST_LOSS,
    &q::ACCURACY,
    &q::NORM,
    &q::EFFECTIVE_FEATURES,
    &q::EFFECTIVE_RANK,
    &q::NEURONS_IN_USE,
    &q::SINGLE_FREQUENCY_SHARE,
];
const STEP: usize = 0;
const DATA: usize = 1;
const PENALTY: usize = 2;
const TEST: usize = 3;
const ACCURACY: usize = 4;
const FEATURES: usize = 6;
const RANK: usize = 7;
const IN_USE: usize = 8;
const FREQUENCY: usize = 9;

/// NaN where there are none.
fn highest<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    values.copied().fold(f64::NAN, f64::max)
}

pub fn frames(setting: &Setting, run: &Record, control: Option<&Curve>) -> Frames {
    let mut series = Vec::new();
    let mut put = |quantity: &Quantity, values: Vec<f64>| series.push(quantity.of(values));
    for (at, quantity) in COLUMNS.into_iter().enumerate() {
        let values = run.curve.column(at);
        // What a task does not have is left out.
        if values.iter().any(|value| value.is_finite()) {
            put(quantity, values);
        }
        if at == PENALTY {
            let data = run.curve.column(DATA);
            let total = data.iter().zip(run.curve.column(PENALTY)).map(|(data, penalty)| data + penalty);
            put(&q::TOTAL_LOSS, total.collect());
        }
    }
    let stages = stages(setting, run);
    if !stages.is_empty() {
        put(&q::STAGE, stages.iter().map(|stage| f64::from(*stage as u8)).collect());
    }
    // A plane of which some rows are missing is none yet.
    let whole = run.plane_data.len() == run.plane_s.len() * run.plane_t.len();
    let plane = |values: &[f64]| if whole { values.to_vec() } else { Vec::new() };
    let (steps, highest) = run.training_path.chunks_exact(2).map(|point| (point[0], point[1])).unzip();
    for (quantity, values) in [
        (&q::PICTURE, run.curve.pictures.clone()),
        (&q::TRUTH, run.truth.clone()),
        (&q::LINE_DATA, run.line.clone()),
        (&q::LINE_TOTAL, run.line_total.clone()),
        (&q::BEND_DATA, run.bend.clone()),
        (&q::TRAINING_PATH_STEP, steps),
        (&q::TRAINING_PATH_DATA, highest),
        (&q::PLANE_S, plane(&run.plane_s)),
        (&q::PLANE_T, plane(&run.plane_t)),
        (&q::PLANE_DATA, plane(&run.plane_data)),
        (&q::PLANE_TOTAL, plane(&run.plane_total)),
    ] {
        // While the run goes on the paths are not there yet.
        if !values.is_empty() {
            put(quantity, values);
        }
    }
    if let Some(control) = control {
        put(&q::CONTROL_STEP, control.column(STEP));
        put(&q::CONTROL_DATA, control.column(DATA));
        put(&q::CONTROL_TEST, control.column(TEST));
    }
    let summary = summary(setting, run, control);
    let of =
        |wanted: &Number| summary.iter().find(|(name, _)| *name == wanted.name).map_or(f64::NAN, |(_, value)| *value);
    let verdict = match (run.diverged, stages.last()) {
        (Some(step), _) => verdict::diverged(setting, step),
        (None, last) if run.is_over() => match last {
            Some(stage) => verdict::verdict(setting, &of, *stage),
            None => verdict::hyperbola(setting, &of),
        },
        _ => {
            let last = |column: usize| run.curve.column(column).last().copied().unwrap_or(f64::NAN);
            verdict::so_far(setting, last(STEP), last(DATA), last(TEST))
        }
    };
    let cells = run.curve.pictures.len() / run.curve.column(STEP).len().max(1);
    let rows = [(&q::PICTURE, cells), (&q::PLANE_DATA, run.plane_t.len()), (&q::PLANE_TOTAL, run.plane_t.len())];
    Frames { series, summary, verdict, ..Frames::default() }.in_rows(&rows)
}

/// What every moment is called; nothing where no example is unseen.
fn stages(setting: &Setting, run: &Record) -> Vec<Stage> {
    if setting.kind == Kind::Hyperbola {
        return Vec::new();
    }
    let fitted = run.curve.mark(Mark::Fitted);
    let known = run.memorised.moment.get(STEP).zip(run.memorised.moment.get(TEST));
    let moments = run.curve.column(STEP).into_iter().zip(run.curve.column(DATA)).zip(run.curve.column(TEST));
    moments
        .map(|((step, data), test)| {
            let memorised = known.filter(|(at, _)| step >= **at).map(|(_, test)| *test);
            stage::of(data, test, step >= fitted, memorised, setting.of_nothing())
        })
        .collect()
}

fn summary(setting: &Setting, run: &Record, control: Option<&Curve>) -> Vec<(&'static str, f64)> {
    let (m, g) = (&run.memorised, &run.general);
    let at = |solution: &Solution, column: usize| solution.moment.get(column).copied().unwrap_or(f64::NAN);
    let mark = |mark| run.curve.mark(mark);
    // Of the way from M nothing is said where there is no M.
    let since = |value: f64| if m.moment.is_empty() { f64::NAN } else { value };
    let mut all = vec![
        n::STEP_TRAIN_BELOW_1E_2.of(mark(Mark::Fitted)),
        n::STEP_TRAIN_BELOW_1E_3.of(mark(Mark::WellFitted)),
        n::STEP_TEST_BELOW_0_1.of(mark(Mark::Answered)),
        n::STEP_ACCURACY_ABOVE_0_95.of(mark(Mark::Right)),
        n::TEST_AT_FIT.of(mark(Mark::TestAtFit)),
        n::LOWEST_DATA.of(mark(Mark::LowestData)),
        n::STEP_LOWEST_DATA.of(mark(Mark::LowestDataAt)),
        n::LOWEST_TEST.of(since(mark(Mark::LowestTest))),
        n::STEP_LOWEST_TEST.of(since(mark(Mark::LowestTestAt))),
        n::STEP_LEFT.of(since(mark(Mark::Left))),
        n::STEP_M.of(at(m, STEP)),
        n::DATA_M.of(at(m, DATA)),
        n::DATA_G.of(at(g, DATA)),
        n::TEST_M.of(at(m, TEST)),
        n::TEST_G.of(at(g, TEST)),
        n::PENALTY_M.of(at(m, PENALTY)),
        n::PENALTY_G.of(at(g, PENALTY)),
        n::TOTAL_M.of(at(m, DATA) + at(m, PENALTY)),
        n::TOTAL_G.of(at(g, DATA) + at(g, PENALTY)),
        n::CHEAPEST_PENALTY_M.of(m.cheapest),
        n::ACCURACY_M.of(at(m, ACCURACY)),
        n::ACCURACY_G.of(at(g, ACCURACY)),
        n::EFFECTIVE_FEATURES_M.of(at(m, FEATURES)),
        n::EFFECTIVE_FEATURES_G.of(at(g, FEATURES)),
        n::EFFECTIVE_RANK_M.of(at(m, RANK)),
        n::EFFECTIVE_RANK_G.of(at(g, RANK)),
        n::NEURONS_IN_USE_M.of(at(m, IN_USE)),
        n::NEURONS_IN_USE_G.of(at(g, IN_USE)),
        n::SINGLE_FREQUENCY_SHARE_M.of(at(m, FREQUENCY)),
        n::SINGLE_FREQUENCY_SHARE_G.of(at(g, FREQUENCY)),
        n::BITS_M.of(m.bits),
        n::BITS_G.of(g.bits),
        n::BARRIER_ON_THE_LINE.of(highest(run.line.iter())),
        n::ONE_BEND_CURVE.of(highest(run.bend.iter())),
        n::HIGHEST_ON_THE_TRAINING_PATH.of(highest(run.training_path.iter().skip(1).step_by(2))),
        n::DIVERGED_AT.of(run.diverged.unwrap_or(f64::NAN)),
    ];
    match (setting.kind, &run.extra[..]) {
        (Kind::Ring, [v, ..]) => all.push(n::V_END.of(*v)),
        (Kind::Hyperbola, [_, start, norm, data]) => {
            all.extend([n::NORM_START.of(*start), n::NORM_END.of(*norm), n::DATA_END.of(*data)]);
        }
        _ => {}
    }
    let alone = control.filter(|control| control.column(STEP).last() == Some(&(setting.steps as f64)));
    let alone = alone.and_then(|control| control.column(TEST).last().copied());
    let without = if setting.penalty == 0.0 { Some(at(g, TEST)) } else { alone };
    all.extend(without.map(|test| n::TEST_WITHOUT_PENALTY.of(test)));
    // A mark that was not reached is told as such; what the task does not have is left out.
    all.retain(|(name, value)| !value.is_nan() || name.starts_with("step_train") || *name == "step_test_below_0.1");
    all
}

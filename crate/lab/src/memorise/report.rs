//! What the runs come to: curves, numbers, the sentence.

use super::problem::{Kind, Setting};
use super::stage::{self, Stage};
use super::{Curve, Mark, Told, verdict};
use crate::contract::{Frames, Series};

/// Names of the columns of a moment, as series.
const COLUMNS: [&str; 10] = [
    "step",
    "data_loss",
    "penalty",
    "test_loss",
    "accuracy",
    "norm",
    "effective_features",
    "effective_rank",
    "neurons_in_use",
    "single_frequency_share",
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

pub fn frames(setting: &Setting, run: &Told, control: Option<&Curve>) -> Frames {
    let mut series = Vec::new();
    let mut put = |name, unit, axis, values: Vec<f64>| series.push(Series { name, unit, axis, values });
    let unit = |at: usize| if at == DATA || at == TEST { "squared error" } else { "" };
    for (at, name) in COLUMNS.into_iter().enumerate() {
        let values = run.curve.column(at);
        // What a task does not have is left out.
        if values.iter().any(|value| value.is_finite()) {
            put(name, unit(at), "moment", values);
        }
        if at == PENALTY {
            let data = run.curve.column(DATA);
            let total = data.iter().zip(run.curve.column(PENALTY)).map(|(data, penalty)| data + penalty);
            put("total_loss", "", "moment", total.collect());
        }
    }
    let stages = stages(setting, run);
    if !stages.is_empty() {
        put("stage", "", "moment", stages.iter().map(|stage| f64::from(*stage as u8)).collect());
    }
    // A plane of which some rows are missing is none yet.
    let whole = run.plane_data.len() == run.plane_s.len() * run.plane_t.len();
    let plane = |values: &[f64]| if whole { values.to_vec() } else { Vec::new() };
    let (steps, highest) = run.road.chunks_exact(2).map(|point| (point[0], point[1])).unzip();
    for (name, unit, axis, values) in [
        ("picture", "", "moment,cell", run.curve.pictures.clone()),
        ("truth", "", "cell", run.truth.clone()),
        ("line_data", "squared error", "time", run.line.clone()),
        ("line_total", "", "time", run.line_total.clone()),
        ("bend_data", "squared error", "time", run.bend.clone()),
        ("road_step", "steps", "road", steps),
        ("road_data", "squared error", "road", highest),
        ("plane_s", "", "s", plane(&run.plane_s)),
        ("plane_t", "", "t", plane(&run.plane_t)),
        ("plane_data", "squared error", "s,t", plane(&run.plane_data)),
        ("plane_total", "", "s,t", plane(&run.plane_total)),
    ] {
        // While the run goes on the roads are not there yet.
        if !values.is_empty() {
            put(name, unit, axis, values);
        }
    }
    if let Some(control) = control {
        put("control_step", "steps", "moment", control.column(STEP));
        put("control_data", "squared error", "moment", control.column(DATA));
        put("control_test", "squared error", "moment", control.column(TEST));
    }
    let summary = summary(setting, run, control);
    let of = |wanted: &str| summary.iter().find(|(name, _)| *name == wanted).map_or(f64::NAN, |(_, value)| *value);
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
    Frames { series, summary, verdict, ..Frames::default() }
}

/// What every moment is called; nothing where no example is unseen.
fn stages(setting: &Setting, run: &Told) -> Vec<Stage> {
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

fn summary(setting: &Setting, run: &Told, control: Option<&Curve>) -> Vec<(&'static str, f64)> {
    let (m, g) = (&run.memorised, &run.general);
    let at = |solution: &super::Solution, column: usize| solution.moment.get(column).copied().unwrap_or(f64::NAN);
    let mark = |mark| run.curve.mark(mark);
    // Of the way from M nothing is said where there is no M.
    let since = |value: f64| if m.moment.is_empty() { f64::NAN } else { value };
    let mut all = vec![
        ("step_train_below_1e-2", mark(Mark::Fitted)),
        ("step_train_below_1e-3", mark(Mark::WellFitted)),
        ("step_test_below_0.1", mark(Mark::Answered)),
        ("step_accuracy_above_0.95", mark(Mark::Right)),
        ("test_at_fit", mark(Mark::TestAtFit)),
        ("lowest_data", mark(Mark::LowestData)),
        ("step_lowest_data", mark(Mark::LowestDataAt)),
        ("lowest_test", since(mark(Mark::LowestTest))),
        ("step_lowest_test", since(mark(Mark::LowestTestAt))),
        ("step_left", since(mark(Mark::Left))),
        ("step_M", at(m, STEP)),
        ("data_M", at(m, DATA)),
        ("data_G", at(g, DATA)),
        ("test_M", at(m, TEST)),
        ("test_G", at(g, TEST)),
        ("penalty_M", at(m, PENALTY)),
        ("penalty_G", at(g, PENALTY)),
        ("total_M", at(m, DATA) + at(m, PENALTY)),
        ("total_G", at(g, DATA) + at(g, PENALTY)),
        ("cheapest_penalty_M", m.cheapest),
        ("accuracy_M", at(m, ACCURACY)),
        ("accuracy_G", at(g, ACCURACY)),
        ("effective_features_M", at(m, FEATURES)),
        ("effective_features_G", at(g, FEATURES)),
        ("effective_rank_M", at(m, RANK)),
        ("effective_rank_G", at(g, RANK)),
        ("neurons_in_use_M", at(m, IN_USE)),
        ("neurons_in_use_G", at(g, IN_USE)),
        ("single_frequency_share_M", at(m, FREQUENCY)),
        ("single_frequency_share_G", at(g, FREQUENCY)),
        ("bits_M", m.bits),
        ("bits_G", g.bits),
        ("barrier_on_the_line", highest(run.line.iter())),
        ("one_bend_curve", highest(run.bend.iter())),
        ("highest_on_the_training_path", highest(run.road.iter().skip(1).step_by(2))),
        ("diverged_at", run.diverged.unwrap_or(f64::NAN)),
    ];
    match (setting.kind, &run.extra[..]) {
        (Kind::Ring, [v, ..]) => all.push(("v_end", *v)),
        (Kind::Hyperbola, [_, start, norm, data]) => {
            all.extend([("norm_start", *start), ("norm_end", *norm), ("data_end", *data)]);
        }
        _ => {}
    }
    let alone = control.filter(|control| control.column(STEP).last() == Some(&(setting.steps as f64)));
    let alone = alone.and_then(|control| control.column(TEST).last().copied());
    let without = if setting.penalty == 0.0 { Some(at(g, TEST)) } else { alone };
    all.extend(without.map(|test| ("test_without_penalty", test)));
    // A mark that was not reached is told as such; what the task does not have is left out.
    all.retain(|(name, value)| !value.is_nan() || name.starts_with("step_train") || *name == "step_test_below_0.1");
    all
}

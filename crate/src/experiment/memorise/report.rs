//! What the runs come to: curves, numbers, the sentence.

use super::problem::{Kind, Setting};
use super::{Curve, Told};
use crate::experiment::words::grouped;
use crate::experiment::{Frames, Role, Series, Verdict};

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
    let verdict = match run.diverged {
        Some(step) => diverged(setting, step),
        None if run.is_over() => verdict(setting, &summary),
        None => so_far(setting, run),
    };
    Frames { series, summary, verdict, ..Frames::default() }
}

fn summary(setting: &Setting, run: &Told, control: Option<&Curve>) -> Vec<(&'static str, f64)> {
    let (m, g) = (&run.memorised, &run.general);
    let at = |solution: &super::Solution, column: usize| solution.moment.get(column).copied().unwrap_or(f64::NAN);
    let [train_2, train_3, test, accuracy] = std::array::from_fn(|mark| run.curve.marks[mark]);
    let mut all = vec![
        ("step_train_below_1e-2", train_2),
        ("step_train_below_1e-3", train_3),
        ("step_test_below_0.1", test),
        ("step_accuracy_above_0.95", accuracy),
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
    match setting.kind {
        _ if run.extra.is_empty() => {}
        Kind::Ring => all.push(("v_end", run.extra[0])),
        Kind::Hyperbola => all.extend([("norm_start", run.extra[1]), ("norm_end", run.extra[2])]),
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

fn number(value: f64) -> String {
    let size = value.abs();
    if !size.is_finite() {
        "\u{221e}".into()
    } else if size >= 1e6 {
        format!("{value:.0e}")
    } else if size >= 1e3 {
        grouped(value as usize)
    } else if size >= 100.0 || value.fract() == 0.0 {
        format!("{value:.0}")
    } else if size >= 0.1 {
        format!("{value:.2}")
    } else if size >= 1e-4 || size == 0.0 {
        format!("{value:.4}").trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{value:.0e}").replace('-', "\u{2212}")
    }
}

/// The sentence of a run that goes on.
fn so_far(setting: &Setting, run: &Told) -> Verdict {
    let last = |column: usize| run.curve.column(column).last().copied().unwrap_or(f64::NAN);
    let mut text = format!(
        "Step {} of {}: the data loss is {}",
        grouped(last(STEP) as usize),
        grouped(setting.steps),
        number(last(DATA))
    );
    let spans = if last(TEST).is_finite() {
        text += ", the test loss ";
        vec![(Role::Plain, text), (Role::Test, number(last(TEST))), (Role::Plain, ".".into())]
    } else {
        vec![(Role::Plain, text + ".")]
    };
    Verdict { holds: None, spans }
}

fn diverged(setting: &Setting, step: f64) -> Verdict {
    let spans = vec![
        (Role::Plain, "In this run the training ".into()),
        (Role::Bad, "diverges".into()),
        (
            Role::Plain,
            format!(
                ": at a learning rate of {}, the data loss at step {} is over a million times what it was. A smaller rate helps, or a \
                 smaller start.",
                number(setting.rate),
                number(step)
            ),
        ),
    ];
    Verdict { holds: None, spans }
}

fn verdict(setting: &Setting, summary: &[(&'static str, f64)]) -> Verdict {
    let of = |wanted: &str| summary.iter().find(|(name, _)| *name == wanted).map_or(f64::NAN, |(_, value)| *value);
    let plain = |text: String| (Role::Plain, text);
    if setting.kind == Kind::Hyperbola {
        let (start, end) = (of("norm_start"), of("norm_end"));
        // On the floor uv = 1, and u^2 + v^2 is 2 at least.
        let (holds, what) = if end < 1.5 {
            (Some(false), ": it has left the floor, where it is nowhere under 2.")
        } else if end > 3.0 {
            (Some(false), ": in this run it does not come to the flattest place of the floor, which has 2.")
        } else if end < 0.5 * start {
            (Some(true), ", the mean over the last tenth of the steps; the flattest place of the floor has 2.")
        } else {
            (None, ": it came down near the flattest place of the floor, which has 2, and had nowhere to roam.")
        };
        let noise = if setting.noise > 0.0 { "label noise" } else { "no noise" };
        let penalty = if setting.penalty > 0.0 {
            format!("a penalty of {}", number(setting.penalty))
        } else {
            "no penalty".into()
        };
        let spans = vec![
            plain(format!("With {noise} and {penalty}, u\u{b2} + v\u{b2} goes from {} to ", number(start))),
            (if holds == Some(true) { Role::Good } else { Role::Bad }, number(end)),
            plain(what.into()),
        ];
        return Verdict { holds, spans };
    }
    let (train, test) = (of("step_train_below_1e-2"), of("step_test_below_0.1"));
    let (test_m, test_g, total_m, total_g) = (of("test_M"), of("test_G"), of("total_M"), of("total_G"));
    let fitted = of("data_G") < 0.1 && train.is_finite();
    if !fitted {
        let spans = vec![
            plain("In this run the data are not fitted: the data loss ends at ".into()),
            (Role::Bad, number(of("data_G"))),
            plain(". There is nothing memorised to drift from.".into()),
        ];
        return Verdict { holds: None, spans };
    }
    if test_m < 0.1 && test <= of("step_M") {
        let spans = vec![
            plain(format!(
                "The data loss is under 0.01 at step {}, and the test loss under 0.1 at step {} already: in this run ",
                number(train),
                number(test)
            )),
            (Role::Bad, "nothing is memorised first".into()),
            plain(format!(". The test loss ends at {}.", number(test_g))),
        ];
        return Verdict { holds: Some(false), spans };
    }
    let mut spans = vec![plain(format!(
        "The data loss is under 0.01 at step {}, and at step {} the test loss is still ",
        number(train),
        number(of("step_M"))
    ))];
    spans.push((if test_m > 0.1 { Role::Bad } else { Role::Good }, number(test_m)));
    if test.is_nan() {
        if test_g < 0.5 * test_m {
            let (test, steps) = (number(test_g), grouped(setting.steps));
            spans.push(plain(format!(". In this run it is on its way, and not there: {test} after {steps} steps.")));
            return Verdict { holds: Some(false), spans };
        }
        spans.push(plain(format!(
            ". In this run it stays high: {} after {} steps",
            number(test_g),
            grouped(setting.steps)
        )));
        let why = match (setting.penalty > 0.0, setting.noise > 0.0) {
            (true, _) => ".",
            (false, true) => "; label noise alone has not found the rule.",
            (false, false) => ", for without a penalty the floor is level.",
        };
        spans.push(plain(why.into()));
        return Verdict { holds: Some(false), spans };
    }
    spans.push(plain(format!("; at step {} it falls under 0.1, and ends at ", number(test))));
    spans.push((if test_g < 0.1 { Role::Good } else { Role::Bad }, number(test_g)));
    spans.push(plain(format!(". The total of the memorised solution is {}, that of the last one ", number(total_m))));
    spans.push((if total_g < total_m { Role::Good } else { Role::Bad }, number(total_g)));
    let cheapest = of("cheapest_penalty_M");
    if cheapest.is_finite() {
        let least = number(cheapest);
        spans.push(plain(format!("; what was memorised costs a penalty of {least} at the least")));
    }
    spans.push(plain(".".into()));
    let holds =
        test_m > 0.1 && test > train && test_g < 0.1 && total_g < total_m && (cheapest.is_nan() || total_g < cheapest);
    Verdict { holds: Some(holds), spans }
}

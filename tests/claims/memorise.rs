//! Rules of `memorise`: losses at the steps that are spoken of, read from the curves.

use crate::case::Case;
use crate::prose::Prose;

const FITTED: &str = "memorise: called not fitted only where the data loss was never under .01";
const MEMORISED: &str = "memorise: called memorised only at a data loss under .01 and a test loss over .1";
const FALLS: &str = "memorise: falls, stays high and on its way are what the test loss does";
const HOLDS: &str = "memorise: it holds where it memorised first, generalises in the end, and the total fell";
const FLOOR: &str = "memorise: the floor is left only by what was on it";
const ROOM: &str = "memorise: stands still and fitted only of a network that did";
const NUMBERS: &str = "memorise: numbers of the sentence are those of the curves";

/// Under this the data are fitted; the mark of the summary.
const LOW: f64 = 1e-2;
/// Over this nothing has generalised.
const HIGH: f64 = 0.1;

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

pub fn rules(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    if frames.series.is_empty() {
        return;
    }
    if case.config.word("task") == "modular" && case.config.count("widen") > 0 {
        return room(case, prose);
    }
    let value = |name: &str| frames.summary(name);
    let (steps, data, test) = (frames.series("step"), frames.series("data_loss"), frames.series("test_loss"));
    let (last, last_test) = (data.last().copied().unwrap_or(f64::NAN), test.last().copied().unwrap_or(f64::NAN));
    // Every moment is kept up to 50 steps, then those 4 % apart.
    let low = least(data) < LOW || value("step_train_below_1e-2").is_finite();
    if !case.parts.is_empty() {
        if prose.has("not fitted") || prose.has("never fitted") {
            case.rule(FITTED, !low, || format!("the data loss was {}", least(data)));
        }
        let (data_m, test_m) = (value("data_M"), value("test_M"));
        if (prose.has("memorised solution") || prose.has("what was memorised")) && !prose.has("nothing memorised") {
            case.rule(MEMORISED, data_m < LOW && test_m > HIGH, || {
                format!("data loss {data_m}, test loss {test_m} at M")
            });
        }
        if prose.has("it falls under 0.1") {
            case.rule(FALLS, value("step_test_below_0.1").is_finite(), || format!("{}", least(test)));
        }
        if prose.has("it stays high") {
            case.rule(FALLS, least(test) >= HIGH * 0.99 && last_test >= 0.5 * test_m, || format!("test {last_test}"));
        }
        if prose.has("on its way") {
            case.rule(FALLS, last_test < test_m && last_test >= HIGH, || format!("test {test_m}, then {last_test}"));
        }
        if prose.has("nothing is memorised first") {
            let first = |values: &[f64], mark: f64| values.iter().position(|value| *value < mark).map(|at| steps[at]);
            let (train, general) = (first(data, LOW), first(test, HIGH));
            case.rule(MEMORISED, general.is_some(), || format!("fitted {train:?}, generalises {general:?}"));
        }
        let hyperbola = case.config.word("task") == "hyperbola";
        match case.holds() {
            Some(true) if hyperbola => {
                let (start, end) = (value("norm_start"), value("norm_end"));
                case.rule(HOLDS, end < start && end > 1.5 && low, || {
                    format!("{start} to {end}, data loss {}", least(data))
                });
            }
            Some(true) => {
                let good = data_m < LOW
                    && test_m > HIGH
                    && last_test < HIGH
                    && last < HIGH
                    && value("total_G") < value("total_M");
                let told = (data_m, test_m, last, last_test, value("total_M"), value("total_G"));
                case.rule(HOLDS, good, || format!("data, test at M, at G, totals {told:?}"));
            }
            Some(false) if !hyperbola => {
                let good = data_m < LOW && test_m > HIGH && last_test < HIGH && value("total_G") < value("total_M");
                let cheaper = value("cheapest_penalty_M") <= value("total_G");
                case.rule(HOLDS, low && (!good || cheaper), || {
                    format!("data loss {}, test {test_m}, {last_test}", least(data))
                });
            }
            _ => {}
        }
        if prose.has("left the floor") {
            case.rule(FLOOR, low, || format!("the data loss was never under {}", least(data)));
        }
    }
    let at = |name: &'static str| (name, value(name));
    case.means(prose, "loss is under {}", &[0.01]);
    case.means(prose, "loss under {}", &[0.1]);
    case.means(prose, "which has {}", &[2.0]);
    case.means(prose, "of the floor has {}", &[2.0]);
    case.means(prose, "nowhere under {}", &[2.0]);
    let mut say = |clause: &str, values: &[(&'static str, f64)]| {
        case.clause(prose, NUMBERS, clause, values);
    };
    let step = ("step", steps.last().copied().unwrap_or(f64::NAN));
    say("Step {} of {*}: the data loss is {}", &[step, ("data_loss", last)]);
    say("the data loss is {*}, the test loss {}", &[("test_loss", last_test)]);
    say("under 0.01 at step {}", &[at("step_train_below_1e-2")]);
    say("test loss under 0.1 at step {}", &[at("step_test_below_0.1")]);
    say("and at step {} the test loss is still {}", &[at("step_M"), at("test_M")]);
    say("at step {} it falls under 0.1, and ends at {}", &[at("step_test_below_0.1"), at("test_G")]);
    say("memorised solution is {}, that of the last one {}", &[at("total_M"), at("total_G")]);
    say("costs a penalty of {} at the least", &[at("cheapest_penalty_M")]);
    say("the data loss ends at {}", &[at("data_G")]);
    say("The test loss ends at {}", &[at("test_G")]);
    say("it stays high: {} after", &[at("test_G")]);
    say("not there: {} after", &[at("test_G")]);
    say("goes from {} to {}", &[at("norm_start"), at("norm_end")]);
}

fn room(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let last = |name: &str| frames.series(name).last().copied().unwrap_or(f64::NAN);
    if case.parts.is_empty() {
        if prose.has("It stands still") {
            case.rule(ROOM, least(frames.series("narrow_data")) < LOW, || format!("data loss {}", last("narrow_data")));
        }
        return;
    }
    if prose.has("stands still.") {
        let (steps, totals) = (frames.series("narrow_step"), frames.series("narrow_total"));
        let from = steps.last().copied().unwrap_or(0.0) - 1_000.0;
        let before = steps.iter().position(|step| *step >= from).map(|at| totals[at]);
        let change = before.map_or(f64::NAN, |before| (before - last("narrow_total")).abs());
        // Moments are up to 4 % of the steps apart.
        case.rule(ROOM, from >= 0.0 && change < 1e-2, || {
            format!("the total changed by {change} over the last 1,000 steps")
        });
        case.rule(ROOM, last("narrow_data") < LOW, || format!("its data loss is {}", last("narrow_data")));
    }
    if let Some(holds) = case.holds() {
        let (unchanged, widened) = (value("accuracy_unchanged"), value("accuracy_widened"));
        let better = widened > 0.85 && unchanged < 0.5;
        case.rule(HOLDS, holds == better, || format!("{unchanged} against {widened}"));
    }
    let shares = [("accuracy_unchanged", value("accuracy_unchanged")), ("accuracy_widened", value("accuracy_widened"))];
    case.clause(prose, NUMBERS, "it answers {%} of the held-out", &shares[..1]);
    case.clause(prose, NUMBERS, "nothing at first, {%}", &shares[1..]);
    case.clause(prose, NUMBERS, "None of {} narrow", &[("seeds", value("seeds_skipped"))]);
}

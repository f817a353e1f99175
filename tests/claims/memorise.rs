//! Rules of `memorise`: losses at the steps that are spoken of, read from the curves.

use crate::case::Case;
use crate::prose::Prose;
use crate::statistics::difference;

const FITTED: &str = "memorise: called not fitted only where the data loss was never under .01";
const MEMORISED: &str = "memorise: called memorised only where the data are fitted and the test loss is high";
const NOT_FIRST: &str = "memorise: nothing is memorised first only where no moment of the curve is";
const FALLS: &str = "memorise: falls, stays high, lost and on its way are what the losses do";
const HOLDS: &str = "memorise: it holds where it memorised first, generalises in the end, and costs less";
const FAILS: &str = "memorise: it fails only where it could not come, or came and did not cost less";
const FLOOR: &str = "memorise: the floor is left only by what was on it";
const ROOM: &str = "memorise: stands still and fits only of a network that did, and was watched for a thousand steps";
const DIVERGES: &str = "memorise: a training diverges where its loss does";
const NUMBERS: &str = "memorise: numbers of the sentence are those of the curves";

/// Under this the data are fitted.
const LOW: f64 = 1e-2;
/// Under this new examples are answered.
const ANSWERED: f64 = 0.1;

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The test loss of a model that answers 0 to everything: (v^2 - 1)^2 at v = 0; five features of one each; E (x1 x2)^2; one output
/// of p that is 1.
fn of_nothing(task: &str) -> f64 {
    if task == "sparse" { 5.0 } else { 1.0 }
}

pub fn rules(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    if frames.series.is_empty() {
        return;
    }
    // When the training is over the sentence is known, though the paths from M to G and the same start without a penalty are not yet.
    case.decided |= case.frames.summary("data_G").is_finite();
    let task = case.config.word("task");
    let value = |name: &str| frames.summary(name);
    let data = frames.series("data_loss");
    let data_gone = data.iter().any(|loss| loss.is_nan() || *loss > 1e6 * data[0].max(1.0));
    case.rule(DIVERGES, !data_gone, || {
        format!("the data loss is {:?} in the curve", data.iter().copied().fold(0.0, f64::max))
    });
    if prose.has("diverges") && case.config.count("widen") == 0 {
        case.rule(DIVERGES, value("diverged_at").is_finite() && case.holds().is_none(), || "it did not".into());
    }
    if task == "modular" && case.config.count("widen") > 0 {
        return room(case, prose);
    }
    let over = case.decided;
    if over && task == "hyperbola" {
        hyperbola(case, prose);
    } else if over && value("diverged_at").is_nan() {
        stages(case, prose, task);
    }
    numbers(case, prose);
}

/// The sentence of a run of one seed, when it is over.
fn stages(case: &mut Case, prose: &Prose, task: &str) {
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let (steps, data, test) = (frames.series("step"), frames.series("data_loss"), frames.series("test_loss"));
    let (end, end_test) = (data.last().copied().unwrap_or(f64::NAN), test.last().copied().unwrap_or(f64::NAN));
    let high = 0.25 * of_nothing(task);
    let (data_m, test_m) = (value("data_M"), value("test_M"));
    let memorised = data_m < LOW && test_m >= high;
    let told = format!("data loss {data_m}, test loss {test_m} at M, {end} and {end_test} at the end");
    let fits = |at: usize| data[at] < LOW && test[at] >= high;
    if prose.has("the data are not fitted") {
        case.rule(FITTED, least(data) >= LOW && value("lowest_data") >= LOW, || {
            format!("the data loss was {}", least(data))
        });
    }
    for words in ["the test loss is still", "memorised solution", "what was memorised"] {
        if prose.has(words) {
            case.rule(MEMORISED, memorised, || told.clone());
        }
    }
    if memorised {
        let kept = steps.iter().position(|step| *step == value("step_M"));
        let same = kept.is_some_and(|at| data[at] == data_m && test[at] == test_m);
        case.rule(MEMORISED, same, || format!("M is not on the curve; {told}"));
    }
    if prose.has("nothing is memorised first") {
        let first = (0..data.len()).find(|at| fits(*at));
        // Before it generalised.
        let answered = value("step_test_below_0.1");
        let before = first.filter(|at| answered.is_nan() || answered > steps[*at]);
        case.rule(NOT_FIRST, before.is_none(), || format!("at step {:?}", before.map(|at| steps[at])));
    }
    let since_m = || (0..data.len()).filter(|at| steps[*at] >= value("step_M"));
    let lowest = since_m().map(|at| test[at]).fold(f64::INFINITY, f64::min);
    if prose.has("it is on its way") {
        case.rule(FALLS, end_test < 0.8 * test_m && !(end_test < ANSWERED && end < ANSWERED), || told.clone());
        // Driven by something, better than nothing, and not on its way back.
        let driven = value("penalty_G") > 0.0 || case.config_number("noise") > 0.0;
        let ahead = end_test < 0.8 * of_nothing(task) && value("lowest_test") >= 0.8 * end_test;
        case.rule(FALLS, driven && ahead, || told.clone());
    }
    if prose.has("In this run it rises") {
        case.rule(FALLS, test_m < 0.8 * end_test && lowest >= 0.8 * test_m, || told.clone());
    }
    if prose.has("it stays high") {
        case.rule(FALLS, end_test >= 0.8 * test_m && lowest >= 0.8 * test_m, || format!("lowest {lowest}; {told}"));
    }
    if prose.has("rises again") {
        let lowest = value("lowest_test");
        case.rule(FALLS, lowest < 0.8 * test_m && lowest < 0.8 * end_test, || told.clone());
    }
    if prose.has("it falls under") {
        case.rule(FALLS, end_test < ANSWERED && end < ANSWERED, || told.clone());
        // From there on the curve is under it, unless noise throws it back.
        let left = value("step_left");
        let then = (0..data.len()).find(|at| steps[*at] >= left).map(|at| test[at]);
        let noisy = case.config_number("noise") > 0.0;
        let under = lowest < ANSWERED && (noisy || then.is_some_and(|test| test < 1.5 * ANSWERED));
        case.rule(FALLS, under, || format!("{then:?} at {left}"));
    }
    if prose.has("the data are lost again") {
        case.rule(FALLS, end >= ANSWERED && least(data).min(value("lowest_data")) < LOW, || told.clone());
    }
    let (total_m, total_g, cheapest) = (value("total_M"), value("total_G"), value("cheapest_penalty_M"));
    let lower = total_g < total_m && (cheapest.is_nan() || total_g < cheapest);
    let generalises = end_test < ANSWERED && end < ANSWERED;
    match case.holds() {
        Some(true) => {
            case.rule(HOLDS, memorised && generalises && lower, || format!("totals {total_m}, {total_g}; {told}"));
        }
        Some(false) => {
            // With a penalty, or with noise but on the ring, more steps may lead out: only without them is a test loss that stays
            // high an answer.
            let not_first = !memorised && value("lowest_data") < LOW;
            let driven = value("penalty_G") > 0.0 || (task != "ring" && case.config_number("noise") > 0.0);
            case.rule(FAILS, not_first || (!driven && !generalises), || format!("totals {total_m}, {total_g}; {told}"));
        }
        None => {}
    }
    // The total is the data loss and the penalty, and the end of the curves is G.
    let sum = |name: &str, parts: [&str; 2]| {
        (value(name) - value(parts[0]) - value(parts[1])).abs() <= 1e-12 * (1.0 + value(name))
    };
    let add_up = !memorised || sum("total_M", ["data_M", "penalty_M"]);
    case.rule(NUMBERS, add_up && sum("total_G", ["data_G", "penalty_G"]), || "the totals do not add up".into());
    case.rule(NUMBERS, value("data_G") == end && value("test_G") == end_test, || {
        "G is not the end of the curve".into()
    });
}

/// On the floor uv = 1 the sum of squares is 2 at least.
fn hyperbola(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let data = frames.series("data_loss");
    let (start, end) = (value("norm_start"), value("norm_end"));
    let on_floor = value("lowest_data").min(least(data)) < LOW;
    let told = format!("{start} to {end}, data loss down to {}, {} in the end", least(data), value("data_end"));
    for words in ["has left the floor", "does not keep to the floor", "ends near the flattest"] {
        if prose.has(words) {
            case.rule(FLOOR, on_floor, || told.clone());
        }
    }
    if prose.has("has left the floor") {
        case.rule(FLOOR, end < 2.0, || told.clone());
    }
    if prose.has("never came to the floor") {
        case.rule(FLOOR, !on_floor, || told.clone());
    }
    match case.holds() {
        Some(true) => {
            let kept = value("data_end") < ANSWERED;
            case.rule(HOLDS, on_floor && kept && (1.5..3.0).contains(&end) && end < 0.5 * start, || told);
        }
        Some(false) => {
            let rests = frames.summary("penalty_G") == 0.0 && case.config_number("noise") == 0.0;
            let off = !on_floor || end < 1.5 || value("data_end") >= ANSWERED;
            case.rule(FAILS, off || rests, || told);
        }
        None => {}
    }
}

fn numbers(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    let last = |name: &str| frames.series(name).last().copied().unwrap_or(f64::NAN);
    let at = |name: &'static str| (name, frames.summary(name));
    let (steps, rate, penalty) =
        (case.config_number("steps"), case.config_number("rate"), case.config_number("penalty"));
    let nothing = of_nothing(case.config.word("task"));
    let mut say = |clause: &str, values: &[(&'static str, f64)]| {
        case.clause(prose, NUMBERS, clause, values);
    };
    let now =
        [("step", last("step")), ("steps", steps), ("data_loss", last("data_loss")), ("test_loss", last("test_loss"))];
    say("Step {} of {}: the data loss is {}, the test loss {}", &now);
    say("Step {} of {}: the data loss is {}.", &now[..3]);
    let (fitted, left) = (at("step_train_below_1e-2"), at("step_left"));
    say("is under {} at no step, and ends at {}", &[("fitted", LOW), at("data_G")]);
    say(
        "At step {}, where the data loss is under {} for the first time, the test loss is {}",
        &[fitted, ("fitted", LOW), at("test_at_fit")],
    );
    say("The test loss ends at {}", &[at("test_G")]);
    say("The test loss ends at {}, and the data loss at {}", &[at("test_G"), at("data_G")]);
    for still in ["still ", ""] {
        let at_fit = [("fitted", LOW), fitted, at("test_M")];
        say(&format!("under {{}} at step {{}}, where the test loss is {still}{{}}"), &at_fit);
        let later = [("fitted", LOW), fitted, at("step_M"), at("test_M")];
        say(&format!("under {{}} at step {{}}, and at step {{}} the test loss is {still}{{}}"), &later);
    }
    say("; at step {} it falls under {}, and ends at {}", &[left, ("answered", ANSWERED), at("test_G")]);
    say("memorised solution is {}, that of the last one {}", &[at("total_M"), at("total_G")]);
    say("costs a penalty of {} at the least", &[at("cheapest_penalty_M")]);
    say(
        "which was {} at step {}, ends at {}, and the test loss at {}",
        &[at("lowest_data"), at("step_lowest_data"), at("data_G"), at("test_G")],
    );
    say("not there: {} after {} step{s}", &[at("test_G"), ("steps", steps)]);
    say("it rises: {} after {} step{s}", &[at("test_G"), ("steps", steps)]);
    say("it ends at {} after {} step{s}", &[at("test_G"), ("steps", steps)]);
    say("where always answering {} has {}", &[("nothing", 0.0), ("of_nothing", nothing)]);
    say("stays high: {} after {} step{s}", &[at("test_G"), ("steps", steps)]);
    say(
        "falls to {} at step {} and rises again: {} after {} step{s}",
        &[at("lowest_test"), at("step_lowest_test"), at("test_G"), ("steps", steps)],
    );
    say(", with the data loss at {}", &[at("data_G")]);
    say("at a learning rate of {}, the data loss at step {}", &[("rate", rate), at("diverged_at")]);
    say("goes from {} to {}, the mean", &[at("norm_start"), at("norm_end")]);
    say("a penalty of {}, u", &[("penalty", penalty)]);
    say("nowhere under {}", &[("flattest", 2.0)]);
    say("floor, which has {}", &[("flattest", 2.0)]);
    say("of the floor has {}", &[("flattest", 2.0)]);
    say("has a mean of {} over", &[at("data_end")]);
    say(": in {} step{s} it does not come", &[("steps", steps)]);
}

/// A narrow network, and what becomes of it with more neurons.
fn room(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let last = |name: &str| frames.series(name).last().copied().unwrap_or(f64::NAN);
    let narrow = (last("narrow_data"), last("narrow_accuracy"));
    if prose.has("stands still (seed") || prose.has("It stands still") {
        let (steps, totals) = (frames.series("narrow_step"), frames.series("narrow_total"));
        let from = steps.last().copied().unwrap_or(0.0) - 1_000.0;
        let before = steps.iter().position(|step| *step >= from).map(|at| totals[at]);
        let change = before.map_or(f64::NAN, |before| (before - last("narrow_total")).abs());
        // Moments are 4 % of the steps apart.
        case.rule(ROOM, from >= 0.0 && change < 1e-2, || {
            format!("the total changed by {change} over the last 1,000 steps")
        });
        case.rule(ROOM, narrow.0 < LOW && narrow.1 < 0.4, || format!("data loss {}, accuracy {}", narrow.0, narrow.1));
    }
    let p = case.config.count("modulus");
    let cells = p * p - (case.config.number("share") * (p * p) as f64) as usize;
    let (unchanged, widened) = (value("accuracy_unchanged"), value("accuracy_widened"));
    let right = |share: f64| ((share * cells as f64).round() as usize, cells);
    if let Some(holds) = case.holds() {
        let better = widened > 0.85 && unchanged < 0.5;
        case.rule(HOLDS, holds == better, || format!("{unchanged} against {widened}"));
        if holds {
            let (low, _) = difference(right(widened), right(unchanged));
            case.rule(HOLDS, low > 0.0 && cells >= 9, || format!("{unchanged} against {widened} of {cells} cells"));
        } else {
            let enough = cells >= 9 && case.config.count("further") >= 1_000;
            case.rule(FAILS, enough, || format!("{cells} cells, {} steps", case.config.count("further")));
        }
    }
    let at = |name: &'static str| (name, value(name));
    let skipped = at("seeds_skipped");
    let (steps, further) = (case.config_number("steps"), case.config.count("further") as f64);
    let (width, widen) = (case.config_number("width"), case.config.count("widen") as f64);
    let rate = case.config_number("rate");
    let mut say = |clause: &str, values: &[(&'static str, f64)]| {
        case.clause(prose, NUMBERS, clause, values);
    };
    say("A narrow network is trained, step {} of {}", &[("step", last("narrow_step")), ("steps", steps)]);
    say("; {} seed{s} before it", &[skipped]);
    say("goes on unchanged, step {} of {}", &[("step", last("unchanged_step")), ("further", further)]);
    say("widened network goes on, step {} of {}", &[("step", last("widened_step")), ("further", further)]);
    say("None of {} narrow networks", &[skipped]);
    say("over its last {} steps, and it has {} only", &[("look back", 1_000.0), ("steps", steps)]);
    let narrow = [("width", width), ("data_narrow", narrow.0), ("accuracy_narrow", narrow.1), at("seed_used")];
    say(
        "A network of {} neuron{s} fits its data, with a loss of {}, answers {%} of the held-out cells, and stands still (seed {}",
        &narrow,
    );
    say("; of {} seed{s} before it", &[skipped]);
    for (reason, words) in [
        ("skipped_diverged", "{} diverged"),
        ("skipped_unfitted", "{} did not fit"),
        ("skipped_right", "{} answered {*} of the held-out cells or more"),
        ("skipped_moving", "{} had not come"),
    ] {
        say(words, &[at(reason)]);
    }
    say("fit their data to {}", &[("fitted", LOW)]);
    say("answered {%} of the held-out cells or more", &[("generalises", 0.4)]);
    say("After {} step{s} more it answers {%}", &[("further", further), at("accuracy_unchanged")]);
    say("; with {} neuron{s} more, which {*} at first, {%}", &[("widen", widen), at("accuracy_widened")]);
    say("Of {} held-out cell{s} that", &[("cells", cells as f64)]);
    say("at a learning rate of {} its loss", &[("rate", rate)]);
}

//! Rules of `split`: spectra, and the end of the chain looked at once more.

use crate::case::Case;
use crate::prose::Prose;
use crate::surfaces::{ROUGH, Ramps, Sum, Surface};

const MINIMUM: &str = "split: called a minimum only where the slope is zero and no direction slopes down";
const COUNT: &str = "split: as many directions slope down, or are flat, as eigenvalues are negative, or zero";
const SAME: &str = "split: neither function nor loss change only where the losses are the same";
const HOLDS: &str = "split: it holds where a minimum became a saddle and the loss ends lower";
const FAILS: &str = "split: it fails only where a minimum stayed one, or was left for nothing lower";
const ZERO: &str = "split: zero only of a loss that is zero";
const REST: &str = "split: rests, goes on and diverged are what the last descent did";
const RECOMPUTED: &str = "split: losses and smallest eigenvalues are those of the formula";
const ADVICE: &str = "split: other seeds are advised only where the rate lets descent come to rest";
const STARTS: &str = "split: starts that were passed over add up to the one that is shown";
const NUMBERS: &str = "split: numbers of the sentence are those of the summary";

pub fn rules(case: &mut Case, prose: &Prose) {
    // Kinds of minimum are told from one another by the fourth digit of their loss.
    case.most_digits = 4;
    if !case.complete {
        return;
    }
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let relu = case.config.word("network") == "relu";
    let (ramps, sum);
    let surface: &dyn Surface = if relu {
        ramps = Ramps { teacher: case.config.count("teacher") };
        &ramps
    } else {
        sum = Sum::four_bumps();
        &sum
    };
    let (before, after) = (frames.series("spectrum_before"), frames.series("spectrum_after"));
    // What counts as flat grows with the largest curvature.
    let flat = |values: &[f64]| values.iter().fold(1e-8, |most: f64, value| most.max(1e-9 * value.abs()));
    let count = |low: f64, high: f64| after.iter().filter(|value| (low..=high).contains(*value)).count();
    let level = flat(after);
    let (negative, zero) = (after.iter().filter(|value| **value < -level).count(), count(-level, level));
    let (start, end) = (frames.series("weights_before"), frames.series("weights"));
    let (loss_before, final_loss) = (value("loss_before"), value("final_loss"));
    // Under this a loss is zero.
    let solved = if relu { 1e-7 } else { 1e-10 };
    let told = format!(
        "{negative} negative and {zero} flat of {}, smallest {:?} before, loss {loss_before} to {final_loss}",
        after.len(),
        before.first()
    );
    if !end.is_empty() && !before.is_empty() {
        let again = surface.at(end);
        case.rule(RECOMPUTED, (again - final_loss).abs() <= 1e-9 * (1.0 + again), || format!("loss {again}; {told}"));
        let lowest = surface.eigenvalues(start)[0];
        case.rule(RECOMPUTED, (lowest - before[0]).abs() <= 10.0 * ROUGH, || format!("eigenvalue {lowest}; {told}"));
    }
    let in_minimum = before.first().is_some_and(|value| *value > -flat(before)) && surface.slope(start) < 1e-5;
    if prose.has(", in a minimum") {
        case.rule(MINIMUM, in_minimum && before[0] > flat(before), || told.clone());
    }
    // Second differences cannot tell flat from rising: what clearly slopes down is no minimum.
    let rests = |surface: &dyn Surface| (surface.slope(end), surface.eigenvalues(end)[0]);
    if prose.has("another minimum") {
        let (slope, lowest) = rests(surface);
        case.rule(MINIMUM, slope < 1e-5 && lowest > -10.0 * ROUGH, || format!("slope {slope}, eigenvalue {lowest}"));
    }
    if prose.has("rests there, where a direction is flat") {
        let (slope, lowest) = rests(surface);
        case.rule(REST, slope < 1e-5 && lowest.abs() < 10.0 * ROUGH, || format!("slope {slope}, eigenvalue {lowest}"));
    }
    if prose.has("rests there on a saddle") {
        let (slope, lowest) = rests(surface);
        case.rule(REST, slope < 1e-5 && lowest < 0.0, || format!("slope {slope}, eigenvalue {lowest}"));
    }
    if let Some(found) = prose.one("{} direction{s} slope") {
        case.rule(COUNT, found[0].counts(negative) && negative > 0, || told.clone());
    }
    if prose.has("(along the flat one the two copies") {
        case.rule(COUNT, negative == 0 && zero <= 1, || told.clone());
    }
    if prose.has("more of them are flat") {
        case.rule(COUNT, negative == 0 && zero > 1, || told.clone());
    }
    if prose.has("neither function nor loss") {
        let after = value("loss_after");
        case.rule(SAME, (loss_before - after).abs() <= 1e-9 * (1.0 + after), || format!("{loss_before} and {after}"));
    }
    if prose.has("continues to zero") {
        case.rule(ZERO, final_loss < solved, || told.clone());
    } else if prose.has("continues to ") {
        case.rule(ZERO, final_loss >= solved, || told.clone());
    }
    if prose.has("Other seeds have") {
        case.rule(ADVICE, value("starts_solved") > 0.0, || "no start came to rest".into());
    }
    let lower = final_loss < 0.999 * loss_before;
    match case.holds() {
        Some(true) => case.rule(HOLDS, in_minimum && negative > 0 && lower, || told.clone()),
        Some(false) => {
            case.rule(FAILS, in_minimum && (negative == 0 && zero <= 1 || negative > 0 && !lower), || told.clone());
        }
        None => {}
    }
    if relu {
        starts(case);
    }
    numbers(case, prose, (flat(before), level), solved);
}

/// The starts of a seed before the one that is shown.
fn starts(case: &mut Case) {
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let (tried, solved, open) = (value("starts_tried"), value("starts_solved"), value("starts_not_finished"));
    let shown = value("start_shown");
    if shown.is_finite() {
        let first = case.config.count("run") as f64;
        let adds_up = solved + open + 1.0 == tried && shown == first + tried - 1.0;
        case.rule(STARTS, adds_up, || format!("{tried} tried, {solved} solved, {open} open, {shown} shown"));
    }
}

fn numbers(case: &mut Case, prose: &Prose, (flat_before, flat_after): (f64, f64), solved: f64) {
    let frames = case.frames;
    let at = |name: &'static str| (name, frames.summary(name));
    let value = |name: &str| frames.summary(name);
    let first = |name: &str| frames.series(name).first().copied().unwrap_or(f64::NAN);
    // Flat is told as zero, and so is a loss that is solved.
    let unless = |value: f64, least: f64| if value.abs() <= least { 0.0 } else { value };
    let (low, high) = (unless(first("spectrum_before"), flat_before), unless(first("spectrum_after"), flat_after));
    let ends = ("final_loss", unless(value("final_loss"), solved));
    let splitting_index = {
        let (indices, neuron) = (frames.series("choice_splitting_index"), value("neuron"));
        if neuron.is_nan() { f64::NAN } else { indices.get(neuron as usize - 1).copied().unwrap_or(f64::NAN) }
    };
    let run = case.config.count("run") as f64;
    let mut say = |clause: &str, values: &[(&'static str, f64)]| {
        case.clause(prose, NUMBERS, clause, values);
    };
    let (before, after) = (at("parameters_before"), at("parameters_after"));
    say("Split number {} takes the network from {} to {} parameters", &[at("splits_done"), before, after]);
    say("function nor loss ({})", &[at("loss_before")]);
    say("eigenvalue goes from {} to {}", &[("eigenvalue before", low), ("eigenvalue after", high)]);
    say("continues to {}", &[ends]);
    let start = ("loss of the start", first("loss_after_each_split"));
    say("stuck at a loss of {}", &[start]);
    say("The start, at a loss of {}, is", &[start]);
    say("eigenvalue of the Hessian is {}", &[("eigenvalue before", low)]);
    say("None of {} random starts", &[at("starts_tried")]);
    say("{} of them {*} solved", &[at("starts_solved")]);
    say("come to rest there after {} steps", &[("most steps", 100_000.0)]);
    say("not finished after {} steps", &[("most steps", 100_000.0)]);
    say("outside {} to {}, where", &[("low", 0.0), ("high", 1.0)]);
    say("between {} and {}", &[("low", 0.0), ("high", 1.0)]);
    say("S \u{3b3} ({} \u{2212}", &[("one", 1.0)]);
    say("for neuron {} S is {}", &[at("neuron"), ("splitting_index", splitting_index)]);
    say("With a share of {}", &[at("gamma")]);
    say("this is number {}", &[at("start_shown")]);
    say("Random starts {} to {} of this seed", &[("first", run), ("last", value("start_shown") - 1.0)]);
    say("Random start {} of this seed", &[("first", run)]);
    say("({} {*} solved", &[at("starts_solved")]);
    say(" {} {*} not finished)", &[at("starts_not_finished")]);
}

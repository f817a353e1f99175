//! Rules of `one-weight`: the losses, slopes and curvatures of its points, computed once more.

use crate::case::Case;
use crate::prose::Prose;
use crate::surfaces::{Places, ROUGH, Sum, Surface};

const MINIMUM: &str = "one-weight: called a minimum only where the slope is zero and every curvature positive";
const SADDLE: &str = "one-weight: called a saddle or a hilltop only where a direction slopes down";
const FLAT: &str = "one-weight: called flat only where a curvature is zero, and then neither a minimum nor a saddle";
const TRAP: &str = "one-weight: no trap only in the deepest valley, and a trap only above it";
const LEAVES: &str = "one-weight: descent leaves only to a lower loss, and stays only where it does not";
const ADVICE: &str = "one-weight: a smaller rate is advised to what jumps, a larger one to what creeps";
const RECOMPUTED: &str = "one-weight: losses and curvatures of the summary are those of the formula";
const HOLDS: &str = "one-weight: it holds where a trap became a saddle and was left";
const FAILS: &str = "one-weight: it fails only where a trap stayed a minimum, or was left for nothing lower";
const NUMBERS: &str = "one-weight: numbers of the sentence are those of the summary";

/// A curvature nearer to zero than this is flat.
const LEVEL: f64 = 1e-8;

pub fn rules(case: &mut Case, prose: &Prose) {
    if !case.complete {
        return;
    }
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let sum = if case.config.word("model") == "bumps" { Sum::two_bumps() } else { Sum::sines() };
    let gamma = case.config.number("gamma");
    let (one, two) = (Places { sum: &sum, share: None }, Places { sum: &sum, share: Some(gamma) });
    let three = Places { sum: &sum, share: None };
    let w = value("stuck_position");
    let (loss, slope, bend) = (one.at(&[w]), one.slope(&[w]), value("stuck_curvature"));
    let near = |a: f64, b: f64, tolerance: f64| (a - b).abs() <= tolerance * (1.0 + b.abs());
    let again = one.eigenvalues(&[w])[0];
    case.rule(RECOMPUTED, near(value("stuck_loss"), loss, 1e-9), || format!("loss {loss}"));
    case.rule(RECOMPUTED, near(bend, again, ROUGH), || format!("curvature {again}"));
    let split = two.eigenvalues(&[w, w]);
    let lowest = value("split_eigenvalue_min");
    let is_split = !lowest.is_nan();
    if is_split {
        case.rule(RECOMPUTED, near(lowest, split[0], ROUGH), || format!("eigenvalues {split:?}"));
    }
    let (escaped, freed) = (value("escaped_loss"), value("freed_loss"));
    let places = [value("escaped_first"), value("escaped_second")];
    if !escaped.is_nan() {
        let again = two.at(&places);
        case.rule(RECOMPUTED, near(escaped, again, 1e-9), || format!("escaped loss {again}"));
    }
    if !freed.is_nan() {
        let path = frames.series("free_path");
        let again = three.at(&path[path.len() - 3..]);
        case.rule(RECOMPUTED, near(freed, again, 1e-9), || format!("freed loss {again}"));
    }
    // The deepest of the curve that is drawn.
    let deepest = frames.series("loss").iter().copied().fold(f64::INFINITY, f64::min);
    let at_rest = slope < 1e-6;
    let in_deepest = loss <= deepest + 1e-3;
    let (opens, left) = (lowest < -LEVEL, escaped < 0.999 * loss);
    let told = format!(
        "slope {slope}, curvature {bend}, loss {loss} of {deepest} at the deepest, split {lowest}, escaped {escaped}, freed {freed}"
    );
    let mut word = |words: &str, rule: &'static str, keeps: bool| {
        if prose.has(words) {
            case.rule(rule, keeps, || format!("{words}: {told}"));
        }
    };
    word("this point is a minimum", MINIMUM, at_rest && bend > LEVEL && !in_deepest);
    word("it stays one", MINIMUM, at_rest && bend > LEVEL && lowest > LEVEL && split[0] > -ROUGH);
    word("it is a minimum", MINIMUM, lowest > LEVEL && split[0] > -ROUGH);
    word("no direction slopes down", MINIMUM, lowest > LEVEL && split[0] > -ROUGH);
    word("is a saddle", SADDLE, is_split && lowest < -LEVEL && split[0] < ROUGH);
    word("a hilltop", SADDLE, at_rest && bend < -LEVEL);
    word("the new direction is flat", FLAT, lowest.abs() <= LEVEL * (1.0 + bend.abs()) && split[0].abs() < ROUGH);
    word("the curvature is zero up to rounding", FLAT, bend.abs() <= LEVEL);
    if is_split && lowest.abs() < 1e-10 {
        let silent = !prose.has("is a saddle") && !prose.has("no direction slopes down") && case.holds().is_none();
        case.rule(FLAT, silent, || told.clone());
    }
    let mut word = |words: &str, rule: &'static str, keeps: bool| {
        if prose.has(words) {
            case.rule(rule, keeps, || format!("{words}: {told}"));
        }
    };
    word("there is no trap to leave", TRAP, at_rest && in_deepest && !opens);
    word("one weight has no better", TRAP, at_rest && in_deepest);
    word("Descent leaves through it, to", LEAVES, escaped < 0.999 * loss);
    word("hardly lower", LEAVES, escaped >= 0.999 * loss);
    word("It is a narrow one", LEAVES, escaped < 0.999 * loss);
    word("descent stays where it is", LEAVES, escaped >= 0.999 * loss);
    word("it goes on to a loss of", LEAVES, freed < 0.999 * escaped);
    word("as well it does leave", LEAVES, freed < 0.999 * escaped.min(loss));
    word("as well it stays there", LEAVES, freed >= 0.999 * escaped);
    word("second weight is no way out", LEAVES, !left);
    advice(case, prose);
    match case.holds() {
        Some(true) => {
            let good = at_rest && bend > LEVEL && !in_deepest && lowest < -LEVEL && escaped < 0.999 * loss;
            case.rule(HOLDS, good, || told.clone());
        }
        Some(false) => {
            let trap = at_rest && bend > LEVEL && !in_deepest;
            case.rule(FAILS, trap && (lowest > LEVEL || escaped >= 0.999 * loss), || told.clone());
        }
        None => {}
    }
    numbers(case, prose);
}

/// Of a walk that did not come to rest its last losses show why.
fn advice(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    let walks = ["free_path_loss", "escape_path_loss", "stuck_path_loss"].map(|name| frames.series(name));
    let last = walks.into_iter().find(|losses| !losses.is_empty()).unwrap_or(&[]);
    let tail = &last[last.len().saturating_sub(100)..];
    let jumps = tail.windows(2).filter(|pair| pair[1] > pair[0]).count();
    let end = &tail[tail.len().saturating_sub(3)..];
    if prose.has("smaller rate.") {
        case.rule(ADVICE, jumps > 0, || format!("the last losses fall: {end:?}"));
    }
    if prose.has("larger rate.") {
        // But for rounding, on the floor of a valley the last digit goes up and down.
        let above = |next: f64, loss: f64| next > loss + 1e-12 * (1.0 + loss);
        let rises = tail.windows(2).filter(|pair| above(pair[1], pair[0])).count();
        let falls = rises < 50 && !above(tail[tail.len() - 1], tail[0]);
        case.rule(ADVICE, falls, || format!("{rises} of the last rise: {end:?}"));
    }
}

fn numbers(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    let at = |name: &'static str| (name, frames.summary(name));
    let gamma = ("gamma", case.config.number("gamma"));
    let mut say = |clause: &str, values: &[(&'static str, f64)]| {
        case.clause(prose, NUMBERS, clause, values);
    };
    let share = [at("share_stuck"), ("starts", 521.0)];
    say("{%} of {} evenly spaced starts", &share);
    say("the loss is {}", &[at("stuck_loss")]);
    say("at a loss of {}: ", &[at("stuck_loss")]);
    say("at a loss of {}, but", &[at("stuck_loss")]);
    say("At a loss of {} descent", &[at("stuck_loss")]);
    say("the curvature {}, and", &[at("stuck_curvature")]);
    say("(the curvature is {})", &[at("stuck_curvature")]);
    say("Split with gamma = {}", &[gamma]);
    say("the smallest eigenvalue is {}", &[at("split_eigenvalue_min")]);
    say("new direction the curvature is {}", &[at("split_eigenvalue_min")]);
    say("the curvature of the steepest way down is {}", &[at("split_eigenvalue_min")]);
    for words in ["leaves through it, to a loss of {}", "hardly lower, at a loss of {}", "descent goes to a loss of {}"]
    {
        say(words, &[at("escaped_loss")]);
    }
    say("it goes on to a loss of {}", &[at("freed_loss")]);
    say("does leave, to a loss of {}", &[at("freed_loss")]);
    say("diverged at step {}", &[at("diverged_step")]);
    say("rolled off the data after {} step{s}", &[("steps", frames.summary("diverged_step") - 1.0)]);
    say("not settled after {} steps", &[("most steps", 20_000.0)]);
    say("a step of {} beside", &[("nudge", 1e-3 * 2f64.sqrt())]);
    say("a step of {} along it", &[("nudge", 1e-3 * 2f64.sqrt())]);
    say("a gradient under {} counts as at rest", &[("tolerance", 1e-9)]);
}

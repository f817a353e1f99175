//! Rules of `one-weight`: the losses, slopes and curvatures of its points, computed once more.

use crate::case::Case;
use crate::prose::Prose;
use crate::surfaces::{Places, ROUGH, Sum, Surface};

const MINIMUM: &str = "one-weight: called a minimum only where the slope is zero and the curvature positive";
const SADDLE: &str = "one-weight: called a saddle only where a direction slopes down";
const NO_WAY: &str = "one-weight: no way out only where no direction of the split slopes down, and flat is not rising";
const TRAP: &str = "one-weight: no trap only in the deepest valley, and a trap only above it";
const LOWER: &str = "one-weight: descent leaves, or it holds, only where the loss ends lower";
const ZERO: &str = "one-weight: zero only of a loss that is zero";
const ADVICE: &str = "one-weight: a smaller rate is advised to what jumps, not to what creeps";
const RECOMPUTED: &str = "one-weight: losses and curvatures of the summary are those of the formula";
const HOLDS: &str =
    "one-weight: it holds where a trap became a saddle and was left, not where no direction slopes down";

pub fn rules(case: &mut Case, prose: &Prose) {
    if !case.complete {
        return;
    }
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let sum = if case.config.word("model") == "bumps" { Sum::two_bumps() } else { Sum::sines() };
    let gamma = case.config.number("gamma");
    let (one, two) = (Places { sum: &sum, share: None }, Places { sum: &sum, share: Some(gamma) });
    let w = value("stuck_position");
    let (loss, slope) = (one.at(&[w]), one.slope(&[w]));
    let bend = one.eigenvalues(&[w])[0];
    let near = |a: f64, b: f64, tolerance: f64| (a - b).abs() <= tolerance * (1.0 + b.abs());
    case.rule(RECOMPUTED, near(value("stuck_loss"), loss, 1e-9), || format!("loss {loss}"));
    case.rule(RECOMPUTED, near(value("stuck_curvature"), bend, ROUGH), || format!("curvature {bend}"));
    let split = two.eigenvalues(&[w, w]);
    let lowest = value("split_eigenvalue_min");
    let is_split = !lowest.is_nan();
    if is_split {
        case.rule(RECOMPUTED, near(lowest, split[0], ROUGH), || format!("eigenvalues {split:?}"));
    }
    let escaped = value("escaped_loss");
    if !escaped.is_nan() {
        let again = two.at(&[value("escaped_first"), value("escaped_second")]);
        case.rule(RECOMPUTED, near(escaped, again, 1e-9), || format!("escaped loss {again}"));
    }
    // The deepest of the curve that is drawn.
    let deepest = frames.series("loss").iter().copied().fold(f64::INFINITY, f64::min);
    let at_rest = slope < 1e-6;
    let in_deepest = loss <= deepest + 1e-3;
    if prose.has("is a minimum") || prose.has("stays one") || prose.has("strict minimum") {
        case.rule(MINIMUM, at_rest && bend > 1e-8 && !in_deepest, || format!("slope {slope}, curvature {bend}"));
    }
    if prose.has("stays one") || prose.has("stays a minimum") {
        case.rule(MINIMUM, lowest > 1e-8, || format!("the smallest eigenvalue of the split is {lowest}"));
    }
    if prose.has("saddle") && !prose.has("no saddle") {
        case.rule(SADDLE, is_split && split[0] < ROUGH && lowest < -1e-8, || format!("eigenvalues {split:?}"));
    }
    if prose.has("no way out") || prose.has("no direction slopes down") {
        // Not even by the formula does one slope down.
        case.rule(NO_WAY, is_split && split[0] > -ROUGH && lowest > 1e-8, || {
            format!("eigenvalues {split:?}, {lowest}")
        });
        let freed = value("freed_loss");
        case.rule(NO_WAY, !(freed < 0.999 * loss), || format!("and three weights come to {freed}"));
    }
    if prose.has("no trap to leave") {
        case.rule(TRAP, at_rest && in_deepest, || format!("loss {loss}, deepest {deepest}, slope {slope}"));
        case.rule(TRAP, !(is_split && lowest < -1e-8), || format!("but the split has an eigenvalue of {lowest}"));
    }
    if prose.has("stuck") || prose.has("wrong valley") {
        case.rule(TRAP, !in_deepest, || format!("loss {loss}, deepest {deepest}"));
    }
    if prose.has("Descent leaves") {
        case.rule(LOWER, escaped < 0.999 * loss, || format!("from {loss} to {escaped}"));
    }
    if prose.has("goes on to zero") {
        case.rule(ZERO, value("freed_loss") < 1e-12, || format!("{}", value("freed_loss")));
    }
    if prose.has("Try a smaller rate") || prose.has("larger rate") {
        let last = ["free_path_loss", "escape_path_loss", "stuck_path_loss"].map(|name| frames.series(name));
        let last = last.into_iter().find(|losses| !losses.is_empty()).unwrap_or(&[]);
        let tail = &last[last.len().saturating_sub(100)..];
        // What creeps goes the same way at every step.
        let place = ["free_path", "escape_path", "stuck_path"].map(|name| frames.series(name));
        let place = place.into_iter().find(|points| !points.is_empty()).unwrap_or(&[]);
        let width = place.len() / last.len().max(1);
        let points: Vec<&[f64]> = place.chunks_exact(width.max(1)).collect();
        let turns = points[points.len().saturating_sub(100)..].windows(3).any(|three| {
            let along = (0..width).map(|at| (three[1][at] - three[0][at]) * (three[2][at] - three[1][at]));
            along.sum::<f64>() < 0.0
        });
        let jumps = turns || tail.windows(2).any(|pair| pair[1] > pair[0]);
        let diverged = value("diverged_stage") > 0.0;
        case.rule(ADVICE, (jumps || diverged) == prose.has("Try a smaller rate"), || {
            format!("the last losses: {:?}", &tail[tail.len().saturating_sub(3)..])
        });
    }
    match case.holds() {
        Some(true) => {
            let good = at_rest && !in_deepest && is_split && lowest < -1e-8 && escaped < 0.999 * loss;
            case.rule(HOLDS, good, || format!("loss {loss}, deepest {deepest}, split {lowest}, escaped {escaped}"));
        }
        Some(false) => {
            let bad = at_rest && !in_deepest && is_split && (lowest > 1e-8 || escaped >= 0.999 * loss);
            case.rule(HOLDS, bad, || format!("loss {loss}, deepest {deepest}, split {lowest}, escaped {escaped}"));
        }
        None => {}
    }
    numbers(case, prose);
}

fn numbers(case: &mut Case, prose: &Prose) {
    const RULE: &str = "one-weight: numbers of the sentence are those of the summary";
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let gamma = case.config.number("gamma");
    let mut say = |clause: &str, values: &[(&'static str, f64)]| {
        case.clause(prose, RULE, clause, values);
    };
    let stuck = ("stuck_loss", value("stuck_loss"));
    let share = ("share_stuck", value("share_stuck"));
    say("the loss is {}", &[stuck]);
    say("the curvature {}, and", &[("stuck_curvature", value("stuck_curvature"))]);
    say("{%} of {} evenly spaced starts", &[share, ("starts", 521.0)]);
    say("at a loss of {}", &[stuck]);
    say("the smallest eigenvalue is {}", &[("split_eigenvalue_min", value("split_eigenvalue_min"))]);
    say("new direction the curvature is {}", &[("split_eigenvalue_min", value("split_eigenvalue_min"))]);
    say("to a loss of {}", &[("escaped_loss", value("escaped_loss"))]);
    say("it goes on to {}", &[("freed_loss", value("freed_loss"))]);
    say("diverged at step {}", &[("diverged_step", value("diverged_step"))]);
    say("not settled after {} steps", &[("most steps", 20_000.0)]);
    say("off the data at step {}", &[("diverged_step", value("diverged_step"))]);
    say("with a loss of {}", &[("escaped_loss", value("escaped_loss"))]);
    say("gamma = {}", &[("gamma", gamma)]);
    case.means(prose, "a gradient under {}", &[1e-9]);
    // 1/1000 in each of two weights.
    case.means(prose, "a step of {}", &[1e-3 * std::f64::consts::SQRT_2]);
}

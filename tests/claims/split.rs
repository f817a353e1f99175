//! Rules of `split`: spectra, and the end of the chain looked at once more.

use crate::case::Case;
use crate::prose::Prose;
use crate::surfaces::{ROUGH, Ramps, Sum, Surface};

const MINIMUM: &str = "split: called a minimum only where the slope is zero and no direction slopes down";
const COUNT: &str = "split: as many directions slope down as eigenvalues are negative";
const SAME: &str = "split: neither function nor loss change only where the losses are the same";
const LOWER: &str = "split: it holds where a direction opened and the loss ends lower, not where none opened";
const ZERO: &str = "split: zero only of a loss that is zero";
const RECOMPUTED: &str = "split: losses and smallest eigenvalues are those of the formula";
const ADVICE: &str = "split: another seed is advised only where the rate lets descent come to rest";
const PASSED: &str = "split: the starts that were passed over are told, and only where there are some";
const NUMBERS: &str = "split: numbers of the sentence are those of the summary";

/// Of the bumps a loss under this is zero, of the ramps one under 1e-7.
const SOLVED: f64 = 1e-10;
/// An eigenvalue nearer to zero than this is flat.
const FLAT: f64 = 1e-8;

pub fn rules(case: &mut Case, prose: &Prose) {
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
    let solved = if relu { 1e-7 } else { SOLVED };
    let (before, after) = (frames.series("spectrum_before"), frames.series("spectrum_after"));
    let (start, end) = (frames.series("weights_before"), frames.series("weights"));
    let final_loss = value("final_loss");
    let losses = frames.series("loss_after_each_split");
    if !end.is_empty() && !before.is_empty() {
        let again = surface.at(end);
        case.rule(RECOMPUTED, (again - final_loss).abs() <= 1e-9 * (1.0 + again), || format!("loss {again}"));
        let lowest = surface.eigenvalues(start)[0];
        case.rule(RECOMPUTED, (lowest - before[0]).abs() <= 10.0 * ROUGH, || {
            format!("eigenvalue {lowest}, {}", before[0])
        });
    }
    let negative = after.iter().filter(|value| **value < -FLAT).count();
    // Of the minimum that is split.
    if prose.has("in a minimum") {
        let slope = surface.slope(start);
        case.rule(MINIMUM, before.first().is_some_and(|value| *value > FLAT) && slope < 1e-5, || {
            format!("slope {slope}, eigenvalue {:?}", before.first())
        });
    }
    // Of where the chain ends.
    if prose.has("another minimum") {
        let (slope, lowest) = (surface.slope(end), surface.eigenvalues(end)[0]);
        // Second differences cannot tell flat from rising: what clearly slopes down is no minimum.
        case.rule(MINIMUM, slope < 1e-5 && lowest > -10.0 * ROUGH, || format!("slope {slope}, eigenvalue {lowest}"));
    }
    if let Some(found) = prose.one("{} direction{s} slope") {
        case.rule(COUNT, found[0].counts(negative), || format!("{negative} of {} are negative", after.len()));
    }
    if prose.has("no direction slopes down (") || prose.has("no direction slopes down, but") {
        case.rule(COUNT, negative == 0, || format!("{negative} are negative"));
    }
    if prose.has("neither function nor loss") {
        let (a, b) = (value("loss_before"), value("loss_after"));
        case.rule(SAME, (a - b).abs() <= 1e-9 * (1.0 + a), || format!("{a} and {b}"));
    }
    if prose.has("continues to zero") || prose.has("ends at zero") {
        case.rule(ZERO, final_loss < solved, || format!("{final_loss}"));
    }
    if prose.has("nother seed") || prose.has("ther seeds") {
        let rate = case.config.number("rate");
        // Twice over the largest curvature of the loss, about k/2: more than 4/k and nothing rests.
        let most = if relu { 4.0 / case.config.count("teacher") as f64 } else { f64::INFINITY };
        case.rule(ADVICE, rate < most, || format!("at a rate of {rate} every start diverges"));
    }
    match case.holds() {
        Some(true) => case.rule(LOWER, negative > 0 && final_loss < 0.999 * value("loss_before"), || {
            format!("{negative} slope down, from {} to {final_loss}", value("loss_before"))
        }),
        Some(false) => {
            let done = value("splits_done") > 0.0;
            let bad = done && (negative == 0 || final_loss >= 0.999 * value("loss_before"));
            case.rule(LOWER, bad, || format!("{negative} slope down, from {} to {final_loss}", value("loss_before")));
        }
        None => {}
    }
    let run = case.config.count("run") as f64;
    let mut say = |clause: &str, values: &[(&'static str, f64)]| {
        case.clause(prose, NUMBERS, clause, values);
    };
    say("Split number {}", &[("splits_done", value("splits_done"))]);
    let parameters =
        [("parameters_before", value("parameters_before")), ("parameters_after", value("parameters_after"))];
    say("from {} to {} parameters", &parameters);
    say("function nor loss ({})", &[("loss_before", value("loss_before"))]);
    let curvatures = [before.first(), after.first()].map(|value| value.copied().unwrap_or(f64::NAN));
    say("eigenvalue goes from {} to {}", &[("eigenvalue before", curvatures[0]), ("eigenvalue after", curvatures[1])]);
    if final_loss >= solved {
        say("continues to {}", &[("final_loss", final_loss)]);
    }
    say("stuck at a loss of {}", &[("final_loss", losses.first().copied().unwrap_or(f64::NAN))]);
    say("eigenvalue of the Hessian is {}", &[("eigenvalue before", curvatures[0])]);
    say("None of {} random starts", &[("starts_tried", value("starts_tried"))]);
    // Of the starts before the one that is shown.
    let shown = value("start_shown");
    say("Random start {} of this seed was passed over", &[("the one before", shown - 1.0)]);
    say("Random starts {} to {} of this seed were", &[("first run", run), ("the one before", shown - 1.0)]);
    say("this is number {}.", &[("start_shown", shown)]);
    let (solved, open) = (value("starts_solved"), value("starts_not_finished"));
    say("({} were solved", &[("starts_solved", solved)]);
    say("({} was solved", &[("starts_solved", solved)]);
    say("{} were not finished)", &[("starts_not_finished", open)]);
    say("{} was not finished)", &[("starts_not_finished", open)]);
    if relu && !shown.is_nan() {
        let passed = shown - run;
        case.rule(PASSED, prose.has("passed over") == (passed > 0.0), || format!("{passed} starts before run {shown}"));
        case.rule(PASSED, solved + open == passed, || format!("{solved} and {open} of {passed}"));
    }
}

//! Rules of `landscape`: what planes miss, how far the path went, and what diverged.

use crate::case::Case;
use crate::prose::Prose;
use crate::statistics::median;

const MISSES: &str =
    "landscape: a share of the way is told only of a path that has a length, and more moments than a plane has points";
const DIVERGES: &str =
    "landscape: a training diverges where its loss does, and is told to have ended only where it has not";
const HOLDS: &str =
    "landscape: it holds where the wider network meets less negative curvature, of two widths and no divergence";
const RATIO: &str = "landscape: the ratio is that of the grid of ratios";
const NUMBERS: &str = "landscape: numbers of the sentence are those of the summary";

pub fn rules(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let begun = case.parts.len();
    if begun == 0 {
        return;
    }
    let widths = [case.config.count("width"), case.config.count("beside")];
    let name = |base: &'static str, beside: bool| if beside { format!("{base}_beside") } else { base.to_owned() };
    let mut ratios = Vec::new();
    for beside in [false, true].into_iter().take(begun) {
        let series = |base: &'static str| frames.series(&name(base, beside));
        let losses = series("train_loss");
        let gone = losses.iter().any(|loss| !(*loss <= 1e6 * losses[0].max(1.0)));
        let diverged = !value(&name("diverged_at", beside)).is_nan();
        let text = if frames.verdict.text().contains("diverge") { "told" } else { "not told" };
        case.rule(DIVERGES, !gone && (!diverged || text == "told"), || {
            format!("largest loss {:?}, {text}", losses.iter().copied().fold(0.0, f64::max))
        });
        if prose.has("diverge") && !diverged && begun == 1 && case.complete {
            case.rule(DIVERGES, false, || format!("it ended at {}", value("final_loss")));
        }
        if diverged {
            continue;
        }
        let grid = series("ratio");
        let mean = grid.iter().sum::<f64>() / grid.len() as f64;
        let told = value(&name("eigenvalue_ratio", beside));
        let middle = median(grid.iter().copied());
        let is = |own: f64| (told - own).abs() <= 1e-9 * (1.0 + own.abs()) || told == own;
        case.rule(RATIO, is(mean) || is(middle), || format!("{told}, mean {mean}, median {middle}"));
        ratios.push((told, middle));
    }
    // The path in its own plane: places of the moments.
    let places = frames.series("path_at_path");
    let moments = places.len() / 2;
    let length: f64 =
        places.chunks_exact(2).zip(places.chunks_exact(2).skip(1)).map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1])).sum();
    if prose.has(" misses ") || prose.has(" miss ") {
        let shares = ["missed_share_path", "missed_share_random", "missed_share_hessian"].map(|name| value(name));
        let fits = shares.iter().all(|share| (0.0..=1.0).contains(share));
        case.rule(MISSES, fits && length > 0.0, || format!("{shares:?} of a path of length {length}"));
        // Two or three points always lie in a plane: that it misses none of them says nothing.
        case.rule(MISSES, moments > 3 || shares[0] > 0.0, || format!("{moments} moments lie in any plane"));
    }
    match (case.holds(), &ratios[..]) {
        (Some(holds), [first, second]) => {
            let less = if widths[1] > widths[0] { second.0 < first.0 } else { first.0 < second.0 };
            let tells = widths[0] != widths[1] && first.0.is_finite() && second.0.is_finite() && first.0 != second.0;
            case.rule(HOLDS, tells && holds == less, || format!("ratios {ratios:?} of widths {widths:?}"));
        }
        (Some(_), other) => case.rule(HOLDS, false, || format!("ratios {other:?}")),
        (None, _) => {}
    }
    let parameters = ("parameters", value("parameters"));
    case.clause(
        prose,
        NUMBERS,
        "misses {%} of the way that {} parameters went",
        &[("missed_share_path", value("missed_share_path")), parameters],
    );
    case.clause(prose, NUMBERS, "a random plane {%}", &[("missed_share_random", value("missed_share_random"))]);
    case.clause(
        prose,
        NUMBERS,
        "least curved direction {%}",
        &[("missed_share_hessian", value("missed_share_hessian"))],
    );
    case.clause(prose, NUMBERS, "down curves {} times", &[("eigenvalue_ratio", value("eigenvalue_ratio"))]);
}

//! Rules of `landscape`: what planes miss, how far the path went, and what diverged.

use crate::case::Case;
use crate::prose::Prose;
use crate::statistics::median;

const MISSES: &str =
    "landscape: a share of the way is told only of a path that has a length, and more moments than any plane holds";
const SHORT: &str = "landscape: a path is called short only where the weights hardly moved or took two steps";
const DIVERGES: &str = "landscape: a training diverges where its loss does, and ends only where it does not";
const HOLDS: &str = "landscape: it holds where the wider of two networks meets many times less negative curvature";
const RATIO: &str = "landscape: the ratio is that of the grid of ratios";
const WORDS: &str = "landscape: no way curves down only where none does";
const NUMBERS: &str = "landscape: numbers of the sentence are those of the networks";

/// Two networks of one width differ by less than this factor in nineteen of twenty pairs, tanh and ReLU.
const SPREAD: [f64; 2] = [13.0, 24.0];

/// What is known of one of the two networks.
struct Network {
    width: f64,
    losses: Vec<f64>,
    diverged: bool,
    /// Median over the grid.
    ratio: f64,
    /// The length of its path in the plane of the path.
    length: f64,
    moments: usize,
    reach: f64,
}

pub fn rules(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    if case.parts.is_empty() {
        return;
    }
    let widths = [case.config.count("width"), case.config.count("beside")];
    let mut networks = Vec::new();
    for (beside, width) in [false, true].into_iter().zip(widths).take(case.parts.len()) {
        let name = |base: &str| if beside { format!("{base}_beside") } else { base.to_owned() };
        let series = |base: &str| frames.series(&name(base));
        let value = |base: &str| frames.summary(&name(base));
        let places = series("path_at_path");
        let steps = places.chunks_exact(2).zip(places.chunks_exact(2).skip(1));
        networks.push(Network {
            width: width as f64,
            losses: series("train_loss").to_vec(),
            diverged: value("diverged_at").is_finite(),
            ratio: median(series("ratio").iter().copied()),
            length: steps.map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1])).sum(),
            moments: places.len() / 2,
            reach: value("path_reach"),
        });
        let (grid, told) = (series("ratio"), value("eigenvalue_ratio_median"));
        if !grid.is_empty() {
            let own = median(grid.iter().copied());
            case.rule(RATIO, told == own || (told - own).abs() <= 1e-9 * own.abs(), || format!("{told}, median {own}"));
        }
    }
    for network in &networks {
        let first = network.losses[0].max(1.0);
        let gone = network.losses.iter().any(|loss| loss.is_nan() || *loss > 1e6 * first);
        // What diverges is told, and what is in the curve has not.
        case.rule(DIVERGES, !gone && (!network.diverged || prose.has("diverges")), || {
            format!(
                "diverged {}, losses up to {:?}",
                network.diverged,
                network.losses.iter().copied().fold(0.0, f64::max)
            )
        });
    }
    let any = networks.iter().any(|network| network.diverged);
    if prose.has("diverges") {
        case.rule(DIVERGES, any && case.holds().is_none(), || "none has diverged".into());
    }
    let first = &networks[0];
    let value = |name: &str| frames.summary(name);
    if prose.has("own plane misses ") {
        let shares = ["missed_share_path", "missed_share_random", "missed_share_hessian"].map(value);
        let fits = shares.iter().all(|share| (0.0..=1.0).contains(share));
        case.rule(MISSES, fits && first.length > 0.0 && !first.diverged, || {
            format!("{shares:?}, length {}", first.length)
        });
        // Three points always lie in a plane: that it misses none of them says nothing.
        case.rule(MISSES, first.moments > 3, || format!("{} moments lie in any plane", first.moments));
    }
    if prose.has("too short to say") {
        case.rule(SHORT, first.reach < 1e-3 || first.moments <= 3, || {
            format!("reach {}, {}", first.reach, first.moments)
        });
    }
    if prose.has("no way curves down") {
        let flat = networks.iter().any(|network| network.ratio == 0.0);
        case.rule(WORDS, flat, || "every median is above zero".into());
    }
    let spread = SPREAD[usize::from(case.config.word("activation") == "relu")];
    let tells = networks.len() == 2 && !any && widths[0] != widths[1] && networks.iter().all(|n| n.moments > 3);
    let (narrow, wide) = match &networks[..] {
        [a, b] if a.width < b.width => (a.ratio, b.ratio),
        [a, b] => (b.ratio, a.ratio),
        _ => (f64::NAN, f64::NAN),
    };
    match case.holds() {
        Some(true) => case.rule(HOLDS, tells && narrow > spread * wide, || format!("narrow {narrow}, wide {wide}")),
        Some(false) => case.rule(HOLDS, tells && wide > spread * narrow, || format!("narrow {narrow}, wide {wide}")),
        None => {}
    }
    for (words, holds) in [("less negative curvature.", true), ("more negative curvature.", false)] {
        if prose.has(&format!("the wider network meets {words}")) {
            case.rule(HOLDS, case.holds() == Some(holds), || words.into());
        }
    }
    if prose.has("this pair cannot tell, for seeds") {
        let told = narrow <= spread * wide && wide <= spread * narrow;
        case.rule(WORDS, told && case.holds().is_none(), || format!("narrow {narrow}, wide {wide}"));
    }
    if prose.has("go no way along which") {
        let still = networks.iter().any(|network| network.reach < 1e-3);
        case.rule(SHORT, still, || format!("reaches {:?}", networks.iter().map(|n| n.reach).collect::<Vec<_>>()));
    }
    if prose.has("In so few steps") {
        case.rule(SHORT, networks.iter().any(|network| network.moments <= 3), || format!("{} moments", first.moments));
    }
    if prose.has("next to no negative curvature") {
        case.rule(WORDS, narrow < 1e-3 && wide < 1e-3, || format!("narrow {narrow}, wide {wide}"));
    }
    let (steps, rate) = (case.config.count("steps") as f64, case.config.number("rate"));
    let mut say = |clause: &str, values: &[(&'static str, f64)]| {
        case.clause(prose, NUMBERS, clause, values);
    };
    let way = [("missed_share_path", value("missed_share_path")), ("parameters", value("parameters"))];
    say("misses {%} of the way through {} dimension{s}", &way);
    say("a random plane {%}", &[("missed_share_random", value("missed_share_random"))]);
    say("least curved direction {%}", &[("missed_share_hessian", value("missed_share_hessian"))]);
    let ratio = ("ratio", first.ratio);
    for place in ["of the path\u{2019}s plane", "around its end"] {
        let clause = format!("In the median of {{}} places {place} the steepest way down curves {{}} times");
        say(&clause, &[("places", 81.0), ratio]);
        say(&format!("In the median of {{}} places {place}"), &[("places", 81.0)]);
    }
    say("In {} step{s} the weights moved by {%}", &[("steps", steps), ("reach", first.reach)]);
    for network in networks.iter().skip(1) {
        let width = ("width beside", network.width);
        say(" and {} times with {}", &[("ratio beside", network.ratio), width]);
        say("steepest way up with {*} and the steepest way down curves {} times", &[("ratio beside", network.ratio)]);
        say(" and {*} with {}", &[width]);
        let still = networks.iter().map(|network| network.reach).fold(f64::INFINITY, f64::min);
        say("Weights that move by {%} of", &[("reach of one", still)]);
    }
    if networks.len() == 2 {
        say("with {} neuron{s} and", &[("width", first.width)]);
        say("with {} neuron{s}: ", &[("width", first.width)]);
    }
    for (at, network) in networks.iter().enumerate() {
        let beside = ["", "_beside"][at];
        let of_two = format!(" with {} neuron{{s}}", network.width);
        let whose = if networks.len() == 2 { of_two.as_str() } else { "" };
        let gone =
            [("rate", rate), (["diverged at", "diverged at beside"][at], value(&format!("diverged_at{beside}")))];
        let clause = format!("training{whose} diverges: at a learning rate of {{}}, its loss at step {{}}");
        say(&clause, &gone);
        say(
            &format!("training{whose} ends at a loss of {{}}"),
            &[(["loss", "loss beside"][at], value(&format!("final_loss{beside}")))],
        );
    }
    case.means(prose, "may make a factor of {}", &[spread]);
}

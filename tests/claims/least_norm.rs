//! Rules of `least-norm`: the features by their recursion, the span of the data by Gram and Schmidt, and what both descents have in
//! it and beside it.

use crate::case::Case;
use crate::prose::Prose;

const RECOMPUTED: &str = "least-norm: losses and distances of the summary are those of the weights";
const LEAST: &str = "least-norm: the fit of least norm fits as well as any, and lies in the span of the data";
const ARRIVED: &str = "least-norm: both fit the points only where neither has anything left to go";
const LATE: &str = "least-norm: on its way only where something is left to go";
const IS: &str = "least-norm: called the fit of least norm only within a hundredth of it, and another one only beyond";
const STAYED: &str = "least-norm: it has stayed only where it has hardly moved beside the data";
const ONE: &str = "least-norm: there is one fit only where the data say something of every dimension";
const DIVERGED: &str = "least-norm: diverged only where a loss is over a million times what it was";
const HOLDS: &str = "least-norm: it holds where zero leads to the least norm and far away to another fit";
const FAILS: &str = "least-norm: it fails where both fit the points, and zero leads elsewhere";
const NUMBERS: &str = "least-norm: numbers of the sentence are those of the run";

/// What two computations may differ by.
const ROUGH: f64 = 1e-6;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn length(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

/// The features of every point: Legendre polynomials with a mean square of 1, divided by (1+k)^decay.
fn features(x: &[f64], count: usize, decay: f64) -> Vec<Vec<f64>> {
    let of = |x: f64| {
        let (mut before, mut now) = (0.0, 1.0);
        let next = |k: usize| {
            let degree = k as f64;
            let value = now * (2.0 * degree + 1.0).sqrt() / (1.0 + degree).powf(decay);
            (before, now) = (now, ((2.0 * degree + 1.0) * x * now - degree * before) / (degree + 1.0));
            value
        };
        (0..count).map(next).collect()
    };
    x.iter().map(|x| of(*x)).collect()
}

/// An orthonormal basis of the span of these vectors.
fn basis(vectors: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for vector in vectors {
        let mut rest = vector.clone();
        // Twice is enough (Kahan, in Parlett 1980).
        for _ in 0..2 {
            for one in &basis {
                let share = dot(&rest, one);
                rest.iter_mut().zip(one).for_each(|(r, o)| *r -= share * o);
            }
        }
        let left = length(&rest);
        if left > 1e-11 * length(vector) {
            rest.iter_mut().for_each(|r| *r /= left);
            basis.push(rest);
        }
    }
    basis
}

/// The lengths of a vector within a span and beside it.
fn parts(vector: &[f64], basis: &[Vec<f64>]) -> (f64, f64) {
    let shares: Vec<f64> = basis.iter().map(|one| dot(vector, one)).collect();
    let mut rest = vector.to_vec();
    for (share, one) in shares.iter().zip(basis) {
        rest.iter_mut().zip(one).for_each(|(r, o)| *r -= share * o);
    }
    (length(&shares), length(&rest))
}

pub fn rules(case: &mut Case, prose: &Prose) {
    let frames = case.frames;
    let value = |name: &str| frames.summary(name);
    let last = |name: &str| *frames.series(name).last().expect("a moment");
    let (parameters, decay) = (case.config.count("parameters"), case.config.number("decay"));
    let points = features(frames.series("x"), parameters, decay);
    let y = frames.series("y");
    let span = basis(&points);
    let least = frames.series("weights_least");
    let norm = length(least);
    let loss = |w: &[f64]| {
        let misses = points.iter().zip(y).map(|(point, y)| (dot(w, point) - y).powi(2));
        misses.sum::<f64>() / y.len() as f64
    };
    // A long w* brings the rounding of its length into every difference from it.
    let near = |a: f64, b: f64| (a - b).abs() <= ROUGH * (1.0 + a.abs().max(b.abs())) + 1e-9 * norm || a == b;
    // What the normal equations ask for: no point's column is correlated with what is left.
    let left: Vec<f64> = points.iter().zip(y).map(|(point, y)| dot(least, point) - y).collect();
    let slope: Vec<f64> = (0..parameters).map(|k| points.iter().zip(&left).map(|(p, l)| p[k] * l).sum()).collect();
    let in_span = parts(least, &span).1 <= ROUGH * (1.0 + norm);
    // Where the points hardly tell some weights apart, w* is long, and rounding with it.
    case.rule(LEAST, in_span && length(&slope) <= ROUGH.max(1e-12 * norm), || format!("slope {}", length(&slope)));
    case.rule(RECOMPUTED, value("rank") == span.len() as f64, || format!("rank {}", span.len()));
    let diverged = value("diverged_step") > 0.0;
    let mut ends = Vec::new();
    for (weights, train, distance, norm_of, to_go, aside) in [
        ("weights_zero", "train_loss_zero", "distance_zero", "norm_zero", "to_go_zero", "aside_zero"),
        ("weights_far", "train_loss_far", "distance_far", "norm_far", "to_go_far", "aside_far"),
    ] {
        let w = frames.series(weights);
        let away: Vec<f64> = w.iter().zip(least).map(|(w, l)| w - l).collect();
        let (within, beside) = parts(&away, &span);
        ends.push((within, beside));
        // A glimpse may be between two moments.
        if case.complete && !diverged {
            let same = near(last(train), loss(w)) && near(last(distance), length(&away));
            case.rule(RECOMPUTED, same, || format!("{train} {} {}", loss(w), length(&away)));
            let told = near(value(norm_of), length(w)) && near(value(to_go), within) && near(value(aside), beside);
            case.rule(RECOMPUTED, told, || format!("{weights} {within} {beside}"));
        }
    }
    let [(to_go_zero, aside_zero), (to_go_far, aside_far)] = ends[..] else { unreachable!("two descents") };
    let start = value("aside_start");
    let targets = dot(y, y) / y.len() as f64;
    let fits = ["train_loss_zero", "train_loss_far"].map(|name| last(name) - loss(least) <= 1.001e-3 * targets);
    let arrived = to_go_zero.max(to_go_far) <= 1.001e-3 * norm.max(1e-6) && fits == [true; 2];
    let is_least = aside_zero <= 1.0001e-2 * norm;
    // Its length alone may be what it was at the start by chance.
    let moved = value("moved_far");
    if !diverged {
        case.rule(RECOMPUTED, (aside_far - start).abs() <= moved + ROUGH * (1.0 + start), || format!("moved {moved}"));
    }
    let stayed = moved <= 1.0001e-2 * start;
    let told = format!("to go {to_go_zero} {to_go_far}, beside {aside_zero} {aside_far} from {start}, norm {norm}");
    let mut word = |words: &str, rule: &'static str, keeps: bool| {
        if prose.has(words) {
            case.rule(rule, keeps, || format!("{words}: {told}"));
        }
    };
    word("both descents fit the", ARRIVED, arrived);
    let close = to_go_zero.max(to_go_far) <= 0.999e-3 * norm;
    let all = ["train_loss_zero", "train_loss_far"].iter().all(|name| last(name) - loss(least) <= 0.999e-3 * targets);
    word("still on its way", LATE, !close || !all);
    word("The one from zero is the fit of least norm", IS, is_least);
    word("is another fit", IS, aside_zero > 0.9999e-2 * norm);
    word("has stayed where it started", STAYED, stayed);
    word("too near to zero", STAYED, start <= 1.0001e-2 * norm);
    word("there is one fit of least squares", ONE, span.len() == parameters && arrived);
    let worst = ["train_loss_zero", "train_loss_far"].map(|name| {
        let losses = frames.series(name);
        losses.last().map_or(0.0, |last| if last.is_finite() { last / losses[0].max(1.0) } else { f64::INFINITY })
    });
    word("diverged at step", DIVERGED, worst.iter().any(|times| *times > 1e6));
    let free = parameters - span.len();
    match case.holds() {
        Some(true) => {
            let good = arrived && is_least && stayed && free > 0 && start > 0.9999e-2 * norm && !diverged;
            case.rule(HOLDS, good, || told.clone());
        }
        Some(false) => {
            let elsewhere = !is_least || !stayed;
            case.rule(FAILS, arrived && free > 0 && elsewhere && !diverged, || told.clone());
        }
        None => {}
    }
    numbers(case, prose, free);
}

fn numbers(case: &mut Case, prose: &Prose, free: usize) {
    let (frames, config) = (case.frames, case.config);
    let at = |name: &'static str| (name, frames.summary(name));
    let end = |name: &'static str| (name, frames.series(name).last().copied().unwrap_or(f64::NAN));
    let (steps, n) = (end("step"), ("n", config.count("n") as f64));
    let parameters = ("parameters", config.count("parameters") as f64);
    let start = ("start", config.number("start"));
    let least = at("least_norm");
    let free = ("free", free as f64);
    let share = ("share", frames.summary("aside_zero") / least.1);
    let (train_zero, train_far) = (end("train_loss_zero"), end("train_loss_far"));
    let late = if prose.has("the descent from zero is still") { "zero" } else { "far" };
    let (to_go, train) = if late == "zero" { (at("to_go_zero"), train_zero) } else { (at("to_go_far"), train_far) };
    let mut say = |clause: &str, values: &[(&'static str, f64)]| {
        case.clause(prose, NUMBERS, clause, values);
    };
    say("After {} step{s} both descents fit the {} point{s}", &[steps, n]);
    say("point{s}, with a training loss of {}", &[train_zero]);
    say("), with a training loss of {}", &[train]);
    say("with training losses of {} and {}", &[train_zero, train_far]);
    say("differ from it by {%} of its norm", &[share]);
    say("{%} of its norm away, and of a norm of {} where the least is {}", &[share, at("norm_zero"), least]);
    say("a start of norm {} ends {} away", &[start, at("aside_far")]);
    say("A start of norm {} is too near", &[start]);
    say("in the {} dimension{s} of which", &[free]);
    say("it started {} away", &[at("aside_start")]);
    say("The test loss is {} from zero and {} from far", &[end("test_loss_zero"), end("test_loss_far")]);
    say("With {} parameter{s} for {} point{s}", &[parameters, n]);
    say("Its test loss is {}", &[end("test_loss_zero")]);
    say("After {} step{s} the descent", &[steps]);
    say("still on its way, {} from its end", &[to_go]);
    say("(the least norm is {})", &[least]);
    say("diverged at step {}: a rate of {} is", &[at("diverged_step"), ("rate", config.number("rate"))]);
    say("Under {} it is stable", &[at("limit")]);
    say("Under way: step {} of {}.", &[steps, ("steps", config.count("steps") as f64)]);
    say("least norm is {} from zero, and {} from the far start", &[end("distance_zero"), end("distance_far")]);
}

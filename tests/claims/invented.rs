//! Runs that nobody made: parts with counts and losses as they come, so that sentences are held against thousands of runs, ties and
//! borders that real ones seldom meet. Parts are plain numbers, and an experiment takes in whatever a worker hands it.

use alleyway_lab::{Experiment, FIGURES, Frames, open, part};

use crate::configs::{Asked, Dice};

/// An experiment with parts in it, and those.
pub struct Invented {
    pub asked: Asked,
    pub experiment: Box<dyn Experiment>,
    pub parts: Vec<Vec<f64>>,
    pub complete: bool,
}

fn ask(figure: &str, sets: Vec<(&'static str, String)>) -> Asked {
    let figure = FIGURES.iter().find(|own| own.name == figure).expect("a figure");
    Asked { figure, preset: None, sets, remark: " (with made-up runs)".into() }
}

/// A probability with weight on never, always and seldom.
fn chance(dice: &mut Dice) -> f64 {
    match dice.between(0, 5) {
        0 => 0.0,
        1 => 1.0,
        2 => 0.02 * dice.uniform(),
        3 => 1.0 - 0.02 * dice.uniform(),
        _ => dice.uniform(),
    }
}

/// Ends of runs of `traps`: outcome, loss, steps.
pub fn traps(dice: &mut Dice) -> Invented {
    let sweep = dice.pick(&["none", "none", "teacher", "width"]);
    let most = if dice.happens(0.5) { 12 } else { 400 };
    let runs = dice.between(1, most);
    let mut sets = vec![("sweep", sweep.to_owned()), ("runs", runs.to_string())];
    if sweep != "width" {
        sets.push(("teacher", dice.between(6, 20).to_string()));
    }
    if sweep == "none" {
        sets.push(("extra", dice.between(0, 2).to_string()));
    }
    let asked = ask("traps", sets);
    let mut experiment = open(&asked.request().expect("values within their ranges")).expect("it opens");
    let pieces = experiment.pieces();
    let complete = dice.happens(0.7);
    let known = if complete { pieces } else { dice.between(1, pieces as i64) as usize };
    let mut parts = Vec::with_capacity(known);
    let mut odds = [0.0; 3];
    // Ways of neither: slow, restless, thrown off, at rest where it is flat.
    let way = dice.between(2, 5) as f64;
    for piece in 0..known {
        if piece % runs as usize == 0 {
            // Another network, other odds.
            odds = [chance(dice), if dice.happens(0.5) { 1.0 } else { chance(dice) }, chance(dice)];
        }
        let trapped = dice.happens(odds[0]) && sweep != "width";
        let at_rest = dice.happens(odds[1]);
        let diverged = dice.happens(odds[2]);
        parts.push(match (at_rest, trapped, diverged) {
            (true, false, _) => vec![0.0, 9e-8, 812.0],
            (true, true, _) => vec![1.0, 0.0215, 4_096.0],
            (false, _, true) => vec![4.0, 1e30, 17.0],
            (false, _, false) if sweep == "width" => vec![2.0, 0.01, 40_000.0],
            (false, _, false) => vec![way, 0.01, 100_000.0],
        });
    }
    for (piece, part) in parts.iter().enumerate() {
        experiment.accept(piece..piece + 1, part).expect("numbers as a worker hands them");
    }
    Invented { asked, experiment, parts, complete: known == pieces }
}

/// Losses of `double-descent`, in the layout of a real part: `numbers` finds how many numbers of each size it begins with.
pub fn double_descent(dice: &mut Dice, numbers: impl Fn(&Frames, &[Vec<f64>]) -> usize) -> Invented {
    let n = dice.between(2, 12);
    let draws = if dice.happens(0.5) { dice.between(1, 20) } else { dice.between(20, 120) };
    // Only networks diverge; those of two inputs have 5, 9, 13, ... parameters.
    let network = dice.happens(0.3);
    let own = |size: i64| if network { 4 * size + 1 } else { size };
    let mut sizes: Vec<i64> = (0..dice.between(2, 8)).map(|_| own(dice.between(1, 3 * n))).collect();
    sizes.extend([n - 1, n, 4 * n].map(own));
    sizes.retain(|size| *size > 1 || !network);
    sizes.sort_unstable();
    sizes.dedup();
    let sizes = sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let n = if network { dice.between(6, 40) } else { n };
    let features = if network { "network" } else { dice.pick(&["gaussian", "legendre", "fourier"]) };
    let mut sets = vec![
        ("target", "linear".to_owned()),
        ("features", features.to_owned()),
        ("n", n.to_string()),
        ("draws", draws.to_string()),
        ("sizes", sizes),
        ("noise", dice.pick(&["0", "0.1"]).to_owned()),
    ];
    if network {
        sets.extend([("dim", "2".to_owned()), ("steps", "1".to_owned())]);
    }
    let asked = ask("double-descent", sets);
    let request = asked.request().expect("values within their ranges");
    let mut real = open(&request).expect("it opens");
    let like = vec![part(real.as_ref(), 0..1).expect("no data are needed")];
    real.accept(0..1, &like[0]).expect("a part of its own");
    let frames = real.frames();
    let each = numbers(&frames, &like);
    let count = frames.series("size").len();
    // A level for each size, and a spread over training sets that is narrow, wide or nothing at all.
    // Knowing nothing scores about 1.
    let high = dice.pick(&[1.0, 1.0, 3.0]);
    let levels: Vec<f64> = (0..count).map(|_| high * (0.02 + 10f64.powf(2.0 * dice.uniform() - 2.0))).collect();
    let spread = dice.pick(&[0.0, 0.01, 0.3, 0.3, 2.0]);
    let same = dice.happens(0.2);
    let beyond = if network && dice.happens(0.7) { chance(dice) } else { 0.0 };
    let complete = dice.happens(0.7);
    let known = if complete { draws } else { dice.between(1, draws) } as usize;
    let complete = known == draws as usize;
    let mut experiment = open(&request).expect("it opens");
    let mut parts = Vec::with_capacity(known);
    for draw in 0..known {
        let mut part = like[0].clone();
        for size in 0..count {
            let level = if same { levels[0] } else { levels[size] };
            let diverged = dice.happens(beyond);
            part[size * each + 1] = if diverged { f64::INFINITY } else { level * (spread * dice.normal()).exp() };
            if diverged {
                part[size * each] = f64::INFINITY;
            }
        }
        experiment.accept(draw..draw + 1, &part).expect("numbers as a worker hands them");
        parts.push(part);
    }
    Invented { asked, experiment, parts, complete }
}

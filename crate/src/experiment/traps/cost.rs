//! What a count will take: a run ends when it comes to rest, so that its steps are those of a typical run.

use super::{BUMP_STEPS, Cell, Setting};
use crate::experiment::attempt::MOST_STEPS;
use crate::experiment::cost::{Cost, Work};

/// All runs. Of one network they are alike.
pub fn cost(setting: &Setting) -> Cost {
    let mut cost = Cost::of([]);
    for cell in &setting.cells {
        let one = match *cell {
            Cell::Relu { k, extra } => relu(k, extra, setting.rate),
            Cell::Bumps { width } => bumps(width),
        };
        let one = Cost::of([one]);
        cost.seconds += setting.runs as f64 * one.seconds;
        cost.largest_piece_seconds = cost.largest_piece_seconds.max(one.largest_piece_seconds);
    }
    cost
}

/// One descent of a ReLU student with `extra` neurons to spare.
pub fn relu(k: usize, extra: usize, rate: f64) -> Work {
    steps(k, extra, rate) * step(k, k + extra)
}

/// Steps until such a descent has met its fate: measured at a rate of .1, and inversely as the rate. With spare neurons the end is
/// sublinear. The largest curvature grows with the network, and a rate beyond 2 over it diverges at once.
fn steps(k: usize, extra: usize, rate: f64) -> f64 {
    let k = k as f64;
    if rate * k > 6.5 {
        return 10.0;
    }
    let usual = if extra == 0 { 430.0 * k - 600.0 } else { (700.0 * k - 2_500.0).max(3_900.0) };
    (usual * 0.1 / rate).min(MOST_STEPS as f64)
}

/// One step: every neuron meets every other one and every teacher.
fn step(k: usize, students: usize) -> Work {
    let (k, n) = (k as f64, students as f64);
    let (among, taught) = (0.5 * n * (n - 1.0), n * k);
    Work {
        functions: among + taught,
        calls: 3.0 * among + taught + 10.0,
        elements: 3.0 * among * k + n * k,
        ..Work::default()
    }
}

/// One descent of a bump network: the narrow ones often go on to the last step.
fn bumps(width: usize) -> Work {
    let (points, units) = (33.0, width as f64);
    let step = Work {
        functions: points * units,
        calls: 10.0 + 2.0 * units,
        elements: 8.0 * points * units,
        ..Work::default()
    };
    let share = match width {
        ..=4 => 0.3,
        5..=6 => 0.2,
        7..=8 => 0.12,
        _ => 0.05,
    };
    share * BUMP_STEPS as f64 * step
}

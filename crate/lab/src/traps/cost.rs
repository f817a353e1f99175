//! What a count will take: a run ends when it comes to rest, so that its steps are those of a typical run.

use super::swarm::{BUMP_STEPS, Cell, Setting};
use crate::contract::cost::{Cost, Work};
use crate::shared::attempt_cost::run;

/// All runs. Of one network they are alike.
pub fn cost(setting: &Setting) -> Cost {
    let mut cost = Cost::of([]);
    for cell in &setting.cells {
        let one = match *cell {
            Cell::Relu { k, extra } => run(k, extra, setting.rate),
            Cell::Bumps { width } => bumps(width),
        };
        let one = Cost::of([one]);
        cost.seconds += setting.runs as f64 * one.seconds;
        cost.largest_piece_seconds = cost.largest_piece_seconds.max(one.largest_piece_seconds);
    }
    cost
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

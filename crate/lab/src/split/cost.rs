//! What a chain of splits will take: how many starts it takes until one is trapped, and how far down the descents go, are those of a
//! typical chain.

use super::network::Network;
use super::splitting::{MOST_STARTS, Search};
use crate::contract::cost::{Cost, Work};
use crate::shared::attempt_cost;

/// The one piece.
pub fn cost(network: Network, search: Search, splits: usize) -> Cost {
    Cost::of([match network {
        Network::Bumps => bumps(splits),
        Network::Relu { k } => relu(k, search, splits),
    }])
}

/// One bump for four: after three splits it ends at zero.
fn bumps(splits: usize) -> Work {
    // Both ways off the saddle, and slow where bumps lie over each other.
    const STEPS: [f64; 4] = [150.0, 250.0, 60_000.0, 70_000.0];
    let points = 33.0;
    (0..=splits.min(3))
        .map(|split| {
            let units = 1.0 + split as f64;
            STEPS[split]
                * Work {
                    functions: points * units,
                    calls: 10.0 + 2.0 * units,
                    elements: 8.0 * points * units,
                    ..Work::default()
                }
        })
        .sum()
}

/// Shares of the starts that are trapped (Safran & Shamir 2018, table 1), with as many neurons as the teacher.
const TRAPPED: [(usize, f64); 8] =
    [(6, 0.003), (8, 0.126), (10, 0.346), (12, 0.57), (14, 0.74), (16, 0.85), (18, 0.91), (20, 0.95)];

fn relu(k: usize, search: Search, splits: usize) -> Work {
    let share = TRAPPED.iter().rfind(|(teacher, _)| *teacher <= k).map_or(0.003, |(_, share)| *share);
    // Hardly any is with neurons to spare.
    let share = if search.spare == 0 { share } else { 0.05 * share * share };
    let starts = (1.0 / share).min(MOST_STARTS as f64);
    let searched = starts * attempt_cost::run(k, search.spare, search.rate);
    // Down from a split as with a neuron to spare; small networks end at zero after one.
    let released = attempt_cost::run(k, 1, if k <= 10 { 0.2 } else { 0.1 });
    let p = (k * (k + search.spare + 1)) as f64;
    // Newton's method at the trap takes a handful of spectra, each split a few.
    let spectra = |count: f64| Work { spectra: count * p * p * p, ..Work::default() };
    let made = splits.min(if k <= 12 { 1 } else { 2 }) as f64;
    searched + spectra(4.0) + made * (released + spectra(2.5))
}

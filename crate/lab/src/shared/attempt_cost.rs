//! What a random start of a student costs.

use crate::contract::cost::Work;
use crate::shared::attempt::MOST_STEPS;

/// One descent of a ReLU student with `extra` neurons to spare.
#[must_use]
pub fn run(k: usize, extra: usize, rate: f64) -> Work {
    steps(k, extra, rate) * step(k, k + extra)
}

/// Steps until such a descent has ended: measured at a rate of .1, and inversely as the rate. With spare neurons the end is
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

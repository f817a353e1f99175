//! The odds that every direction slopes up: of a random matrix, and at the critical points of a random field.

use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

use super::quantities::odds as q;
use crate::contract::{Finished, Task};
use alleyway::seed::{Purpose, Stream};
use alleyway::theory::all_positive;

/// Largest matrix.
const MOST: usize = 6;
type Matrix = nalgebra::SMatrix<f64, MOST, MOST>;

/// Samples in one quantum.
const QUANTUM: usize = 2_000;

/// For N = 1..6, from the same draws:
///
/// - how many N x N matrices of the Gaussian orthogonal ensemble (diagonal N(0, 1), beside it N(0, 1/2)) are positive definite;
/// - the share of minima among the critical points of an isotropic Gaussian field in N dimensions. There the Hessian is
///   sqrt(2) GOE + xi I with xi ~ N(0, 1), and a critical point is as likely to be met as |det| says (Kac and Rice).
pub struct Odds {
    seed: u64,
    samples: usize,
    done: usize,
    size: usize,
    stream: Stream,
    positive: [f64; MOST],
    /// Sum of |det| where all pivots are positive, and over all.
    minima: [(f64, f64); MOST],
}

impl Odds {
    pub fn new(seed: u64, samples: usize) -> Self {
        let stream = Stream::new(seed, Purpose::Test, 1);
        Self { seed, samples, done: 0, size: 1, stream, positive: [0.0; MOST], minima: [(0.0, 0.0); MOST] }
    }

    fn sample(&mut self) {
        let n = self.size;
        let mut goe = Matrix::zeros();
        for i in 0..n {
            goe[(i, i)] = self.stream.normal();
            for j in 0..i {
                goe[(i, j)] = FRAC_1_SQRT_2 * self.stream.normal();
                goe[(j, i)] = goe[(i, j)];
            }
        }
        let shift = self.stream.normal();
        let mut field = goe * SQRT_2 + Matrix::from_diagonal_element(shift);
        self.positive[n - 1] += f64::from(u8::from(inertia(&mut goe, n).0));
        let (positive, determinant) = inertia(&mut field, n);
        let (minima, all) = &mut self.minima[n - 1];
        *minima += if positive { determinant } else { 0.0 };
        *all += determinant;
    }
}

/// Whether all pivots of an n x n matrix are positive, and so all eigenvalues (Sylvester), and |det|.
fn inertia(a: &mut Matrix, n: usize) -> (bool, f64) {
    let (mut positive, mut determinant) = (true, 1.0);
    for p in 0..n {
        let pivot = a[(p, p)];
        positive &= pivot > 0.0;
        determinant *= pivot.abs();
        for i in p + 1..n {
            let factor = a[(i, p)] / pivot;
            (p + 1..n).for_each(|j| a[(i, j)] -= factor * a[(p, j)]);
        }
    }
    (positive, determinant)
}

impl Task for Odds {
    fn advance(&mut self) -> f64 {
        for _ in 0..QUANTUM.min(self.samples - self.done) {
            self.sample();
            self.done += 1;
        }
        if self.done == self.samples && self.size < MOST {
            self.size += 1;
            self.done = 0;
            self.stream = Stream::new(self.seed, Purpose::Test, self.size);
        }
        let sizes = (self.size - 1) as f64 + self.done as f64 / self.samples as f64;
        if self.size == MOST && self.done == self.samples { 1.0 } else { sizes / MOST as f64 }
    }

    fn finish(&mut self) -> Finished {
        let sizes = || (1..=MOST).map(|n| n as f64);
        let samples = self.samples as f64;
        Finished::View(vec![
            q::SIZE.of(sizes().collect()),
            q::ALL_POSITIVE.of(self.positive.iter().map(|count| count / samples).collect()),
            q::ALL_POSITIVE_EXACT.of((1..=MOST).map(all_positive).collect()),
            q::MINIMA.of(self.minima.iter().map(|(minima, all)| minima / all).collect()),
            q::COIN_FLIPS.of(sizes().map(|n| libm::exp2(-n)).collect()),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Series;

    fn odds(samples: usize) -> Vec<Series> {
        let mut odds = Odds::new(1, samples);
        while odds.advance() < 1.0 {}
        match odds.finish() {
            Finished::View(series) => series,
            Finished::Part(_) => unreachable!("odds are a view"),
        }
    }

    #[test]
    fn counted_matrices_agree_with_the_exact_odds_and_minima_with_an_independent_count() {
        let samples = 200_000;
        let all = odds(samples);
        let of = |name: &str| all.iter().find(|s| s.name == name).unwrap().values.clone();
        for (measured, exact) in of("all_positive").into_iter().zip(of("all_positive_exact")) {
            let spread = (exact * (1.0 - exact) / samples as f64).sqrt();
            assert!((measured - exact).abs() < 4.0 * spread + 1e-9, "{measured} {exact}");
        }
        for (measured, expected) in of("minima").into_iter().zip([0.50, 0.25, 0.124, 0.059, 0.029, 0.013]) {
            assert!((measured - expected).abs() < 0.05 * expected + 1e-3, "{measured} {expected}");
        }
    }

    #[test]
    fn pivots_tell_what_eigenvalues_tell() {
        let mut stream = Stream::new(5, Purpose::Test, 0);
        for _ in 0..500 {
            let half = Matrix::from_fn(|_, _| stream.normal());
            let mut a = half + half.transpose() + Matrix::from_diagonal_element(2.0);
            let values = a.fixed_view::<4, 4>(0, 0).into_owned().symmetric_eigenvalues();
            let (positive, determinant) = inertia(&mut a, 4);
            assert_eq!(positive, values.iter().all(|v| *v > 0.0));
            assert!((determinant - values.product().abs()).abs() < 1e-9);
        }
    }
}

//! What the least squares of [`Growing`](alleyway::fit::Growing) will take, counted without doing it.

use crate::contract::cost::Work;
use alleyway::fit::BLOCK;

/// Steps of the Lanczos method for the smallest singular value, about: 60 at most, fewer where it stands alone.
const LANCZOS: f64 = 25.0;
/// Sweeps of plane rotations until all columns are orthogonal, about.
const SWEEPS: f64 = 8.0;

/// A factorisation that grows, by its shape alone.
pub struct Plan {
    n: usize,
    ridge: bool,
    size: usize,
    /// Blocks of the wide factorisation, once there are more features than points.
    blocks: usize,
}

impl Plan {
    pub fn new(n: usize, ridge: f64) -> Self {
        Self { n, ridge: ridge > 0.0, size: 0, blocks: 0 }
    }

    pub fn size(&self) -> usize {
        self.size
    }

    /// Append some features.
    pub fn grow(&mut self, added: usize) -> Work {
        let (n, before) = (self.n as f64, self.size);
        self.size += added;
        if self.size <= self.n {
            // Each new column meets all reflectors before it.
            let met = (before..self.size).map(|j| {
                let length = if self.ridge { n + 1.0 } else { n - 0.5 * j as f64 };
                Work::vectors(2.0 * j as f64, length)
            });
            return met.sum();
        }
        let rows = if self.blocks == 0 { self.size } else { added };
        let (whole, rest) = (rows / BLOCK, rows % BLOCK);
        self.blocks += whole + usize::from(rest > 0);
        // In a block every pair of columns meets once.
        let block = |rows: usize| Work::vectors(n * n, rows as f64);
        whole as f64 * block(BLOCK) + if rest > 0 { block(rest) } else { Work::default() }
    }

    /// The triangle, its ends of the spectrum, and all of its singular values where some are cut, down to a numerical rank.
    pub fn decompose(&self, rank: Option<f64>) -> Work {
        let m = self.n.min(self.size) as f64;
        let steps = LANCZOS.min(m);
        // Two triangular solves a step, and two passes of orthogonalisation; six products with R and R^T for the largest.
        // After each step the largest eigenvalue of a tridiagonal matrix is found by bisection: a chain of divisions.
        let bisected = Work { functions: 4.0 * steps * steps, ..Work::default() };
        let ends = Work::vectors((2.0 * steps + 12.0) * m, 0.5 * m) + Work::vectors(2.0 * steps * steps, m) + bisected;
        let freedom = if self.ridge { Work::vectors(0.5 * m * m, m / 3.0) } else { Work::default() };
        let all = rank.map_or_else(Work::default, |rank| {
            let rank = rank.min(m);
            let pivoted = Work::vectors(3.0 * rank * (m - 0.5 * rank), m - 0.5 * rank);
            pivoted + rotations(rank, m) + Work::vectors(2.0 * rank * rank, m)
        });
        Work { elements: m * m, ..Work::default() } + ends + freedom + all
    }

    /// The weights of one target.
    pub fn solve(&self) -> Work {
        let (n, p) = (self.n as f64, self.size as f64);
        let m = n.min(p);
        let reflected = if self.blocks == 0 {
            Work::vectors(2.0 * m, n)
        } else {
            Work::vectors(2.0 * n * self.blocks as f64, p / self.blocks as f64)
        };
        reflected + Work::vectors(m, 0.5 * m)
    }
}

/// One-sided Jacobi on `rank` rows of some length: three products a pair, and two rotations for most of them.
pub fn rotations(rank: f64, length: f64) -> Work {
    0.5 * SWEEPS * rank * rank * (Work::vectors(3.0, length) + 0.6 * Work::vectors(2.0, 3.0 * length))
}

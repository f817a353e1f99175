//! The triangle of a least-squares fit: its singular values as far as they matter, and what is solved with it.

use ndarray::ArrayView2;

use crate::dense::{axpy, dot};
use crate::svd::{Decomposing, Svd};

/// Singular values under this share of the largest are dropped.
pub const CUT: f64 = 1e-10;

/// One fit: what [`Growing::fit`](crate::fit::Growing::fit) says beside the weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Smallest of the min(P, n) singular values of the design itself, without ridge.
    pub smallest_singular_value: f64,
    /// Sum of s^2 / (s^2 + lambda); the rank at lambda = 0.
    pub degrees_of_freedom: f64,
    /// How many singular values were dropped.
    pub cut: usize,
}

/// An upper triangle with what is known of its singular values.
#[derive(Debug, Clone)]
pub(super) struct Triangle {
    r: Vec<f64>,
    m: usize,
    ridge: f64,
    smallest: f64,
    /// Present where values had to be cut.
    decomposed: Option<Decomposed>,
    /// The trace of (R^T R)^-1, as far as it is summed; wanted with a ridge alone.
    energy: f64,
    stage: Stage,
}

/// What is still to be found out about a triangle.
#[derive(Debug, Clone)]
enum Stage {
    /// The smallest singular value.
    Smallest(Lanczos),
    /// Whether any must be cut.
    Largest,
    /// All of them.
    Decompose(Box<Decomposing>),
    /// The trace, column by column.
    Energy(usize),
    Settled,
}

/// The Lanczos method under way.
#[derive(Debug, Clone)]
struct Lanczos {
    basis: Vec<Vec<f64>>,
    diagonal: Vec<f64>,
    beside: Vec<f64>,
    estimate: f64,
}

/// Its steps, at most.
const STEPS: usize = 60;

#[derive(Debug, Clone)]
struct Decomposed {
    svd: Svd,
    /// 1/s, or 0 where s was cut.
    inverse: Vec<f64>,
}

impl Triangle {
    pub(super) fn new(r: Vec<f64>, m: usize, ridge: f64) -> Self {
        let lanczos =
            Lanczos { basis: vec![start_vector(m)], diagonal: Vec::new(), beside: Vec::new(), estimate: f64::INFINITY };
        Self { r, m, ridge, smallest: 0.0, decomposed: None, energy: 0.0, stage: Stage::Smallest(lanczos) }
    }

    /// Some operations, about, of what is still to be found out; `None` when that is nothing.
    pub(super) fn settle(&mut self, operations: f64) -> Option<f64> {
        let square = (self.m * self.m) as f64;
        match std::mem::replace(&mut self.stage, Stage::Settled) {
            Stage::Settled => None,
            Stage::Smallest(mut lanczos) => {
                let cost = 4.0 * square + (8 * self.m * lanczos.basis.len()) as f64;
                self.stage = match self.smallest_value(&mut lanczos) {
                    Some(smallest) => {
                        self.smallest = smallest;
                        Stage::Largest
                    }
                    None => Stage::Smallest(lanczos),
                };
                Some(cost)
            }
            Stage::Largest => {
                // The estimate of the largest is a lower bound, so ask a little early; the SVD decides.
                self.stage = if self.smallest < 4.0 * CUT * self.largest_value() {
                    let r = ArrayView2::from_shape((self.m, self.m), &self.r).expect("m x m");
                    Stage::Decompose(Box::new(Decomposing::new(r)))
                } else if self.ridge > 0.0 {
                    Stage::Energy(0)
                } else {
                    Stage::Settled
                };
                Some(24.0 * square)
            }
            Stage::Decompose(mut work) => {
                let cost = work.advance(operations);
                if cost.is_some() {
                    self.stage = Stage::Decompose(work);
                } else {
                    self.decompose(work.finish());
                }
                // The last of it is next to nothing, and not yet the end.
                cost.or(Some(square))
            }
            Stage::Energy(column) => {
                self.energy += self.inverse_energy(column);
                if column + 1 < self.m {
                    self.stage = Stage::Energy(column + 1);
                }
                Some((2 * (self.m - column) * (self.m - column)) as f64)
            }
        }
    }

    fn decompose(&mut self, svd: Svd) {
        let largest = svd.largest();
        let full = svd.values.len() == self.m;
        self.smallest = if full { svd.values.iter().copied().fold(f64::INFINITY, f64::min) } else { 0.0 };
        let inverse = svd.values.iter().map(|&s| if s > CUT * largest { 1.0 / s } else { 0.0 }).collect();
        self.decomposed = Some(Decomposed { svd, inverse });
    }

    /// R x = z, in place.
    pub(super) fn solve(&self, z: &mut [f64]) {
        match &self.decomposed {
            Some(d) => d.solve(z, false),
            None => self.substitute_back(z),
        }
    }

    /// R^T x = z, in place.
    pub(super) fn solve_transposed(&self, z: &mut [f64]) {
        match &self.decomposed {
            Some(d) => d.solve(z, true),
            None => self.substitute_forward(z),
        }
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.r[i * self.m + i..(i + 1) * self.m]
    }

    fn substitute_back(&self, z: &mut [f64]) {
        for i in (0..self.m).rev() {
            let row = self.row(i);
            let (head, tail) = z[i..].split_first_mut().expect("i is in range");
            *head = (*head - dot(&row[1..], tail)) / row[0];
        }
    }

    fn substitute_forward(&self, z: &mut [f64]) {
        for i in 0..self.m {
            let row = self.row(i);
            let (head, tail) = z[i..].split_first_mut().expect("i is in range");
            *head /= row[0];
            axpy(-*head, &row[1..], tail);
        }
    }

    /// Smallest singular value by the Lanczos method on (R^T R)^-1: two triangular solves a step, orthogonalised in full
    /// (Golub & Van Loan, section 10.1). A handful of steps near the threshold, where the value stands alone; power
    /// iteration would creep wherever two values lie close together.
    /// One step; the value when it is known.
    fn smallest_value(&self, lanczos: &mut Lanczos) -> Option<f64> {
        let Lanczos { basis, diagonal, beside, estimate } = lanczos;
        let step = diagonal.len();
        if step == 0 && (0..self.m).any(|i| self.row(i)[0] == 0.0) {
            return Some(0.0);
        }
        let mut w = basis[step].clone();
        self.substitute_forward(&mut w);
        self.substitute_back(&mut w);
        let along = dot(&w, &basis[step]);
        if !along.is_finite() {
            return Some(0.0);
        }
        diagonal.push(along);
        let next = 1.0 / largest_eigenvalue(diagonal, beside).sqrt();
        if (*estimate - next).abs() <= 1e-14 * next {
            return Some(next);
        }
        *estimate = next;
        // Twice is enough (Parlett).
        for v in basis.iter().chain(&*basis) {
            axpy(-dot(v, &w), v, &mut w);
        }
        let length = norm(&w);
        if length <= 1e-15 * along || step + 1 == self.m.min(STEPS) {
            return Some(next);
        }
        w.iter_mut().for_each(|v| *v /= length);
        beside.push(length);
        basis.push(w);
        None
    }

    /// A lower bound of the largest singular value, at most a few per cent low: a few steps of power iteration.
    fn largest_value(&self) -> f64 {
        let mut x = start_vector(self.m);
        let mut estimate = 0.0;
        for _ in 0..6 {
            let mut y: Vec<f64> = (0..self.m).map(|i| dot(self.row(i), &x[i..])).collect();
            estimate = norm(&y);
            x.fill(0.0);
            for (i, y) in y.drain(..).enumerate() {
                axpy(y, self.row(i), &mut x[i..]);
            }
            if !normalise(&mut x) {
                return 0.0;
            }
        }
        estimate
    }

    /// What column i of R^-T adds to |R^-1|_F^2, the trace of (R^T R)^-1. It is zero above row i.
    fn inverse_energy(&self, i: usize) -> f64 {
        let mut e = vec![0.0; self.m];
        e[i] = 1.0;
        for k in i..self.m {
            let row = self.row(k);
            let (head, tail) = e[k..].split_first_mut().expect("k is in range");
            *head /= row[0];
            axpy(-*head, &row[1..], tail);
        }
        dot(&e[i..], &e[i..])
    }

    pub(super) fn report(&self, rank: usize) -> Fit {
        let kept = |d: &Decomposed| d.inverse.iter().filter(|v| **v > 0.0).count();
        let cut = self.decomposed.as_ref().map_or(0, |d| self.m - kept(d));
        if self.ridge == 0.0 {
            let degrees_of_freedom = (rank - cut) as f64;
            return Fit { smallest_singular_value: self.smallest, degrees_of_freedom, cut };
        }
        // The singular values of the triangle are sqrt(s^2 + lambda). Of the m of them m - rank belong to s = 0.
        let smallest_singular_value = (self.smallest * self.smallest - self.ridge).max(0.0).sqrt();
        let degrees_of_freedom = match &self.decomposed {
            Some(d) => d.svd.values.iter().map(|s| (1.0 - self.ridge / (s * s)).max(0.0)).sum(),
            None => (self.m as f64 - self.ridge * self.energy).max(0.0),
        };
        Fit { smallest_singular_value, degrees_of_freedom, cut }
    }
}

impl Decomposed {
    /// R^+ z = V S^+ U^T z, or (R^T)^+ z = U S^+ V^T z.
    fn solve(&self, z: &mut [f64], transposed: bool) {
        let (from, to) = if transposed { (&self.svd.right, &self.svd.left) } else { (&self.svd.left, &self.svd.right) };
        let mut x = vec![0.0; z.len()];
        for ((from, to), inverse) in from.outer_iter().zip(to.outer_iter()).zip(&self.inverse) {
            let along = dot(from.as_slice().expect("contiguous"), z);
            axpy(inverse * along, to.as_slice().expect("contiguous"), &mut x);
        }
        z.copy_from_slice(&x);
    }
}

/// Largest eigenvalue of a symmetric tridiagonal matrix, by bisection on the number of eigenvalues above a point (Golub &
/// Van Loan, section 8.4). `beside` is one shorter than `diagonal`, or longer and then not read to its end.
fn largest_eigenvalue(diagonal: &[f64], beside: &[f64]) -> f64 {
    let m = diagonal.len();
    let radius = |i: usize| {
        let left = if i > 0 { beside[i - 1].abs() } else { 0.0 };
        let right = if i + 1 < m { beside[i].abs() } else { 0.0 };
        left + right
    };
    let mut low = diagonal.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut high = (0..m).map(|i| diagonal[i] + radius(i)).fold(low, f64::max);
    // All eigenvalues are under x when every pivot of T - x I is negative.
    let all_under = |x: f64| {
        let mut pivot = diagonal[0] - x;
        for i in 1..m {
            if pivot >= 0.0 {
                return false;
            }
            pivot = diagonal[i] - x - beside[i - 1] * beside[i - 1] / pivot;
        }
        pivot < 0.0
    };
    while high - low > 1e-15 * high.abs() {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            break;
        }
        if all_under(middle) { high = middle } else { low = middle }
    }
    high
}

fn norm(x: &[f64]) -> f64 {
    dot(x, x).sqrt()
}

/// Whether there was a finite length to divide by.
fn normalise(x: &mut [f64]) -> bool {
    let length = norm(x);
    let good = length.is_finite() && length > 0.0;
    if good {
        x.iter_mut().for_each(|v| *v /= length);
    }
    good
}

/// A fixed unit vector without zeros or symmetry, so that it is hardly ever orthogonal to what is looked for.
fn start_vector(m: usize) -> Vec<f64> {
    let mut x: Vec<f64> = (0..m).map(|i| 1.0 + 0.5 * libm::sin(1.7 * i as f64 + 0.3)).collect();
    normalise(&mut x);
    x
}

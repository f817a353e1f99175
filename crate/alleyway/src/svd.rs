//! Singular values and vectors of a small dense matrix, safe for any rank.
//!
//! A QR factorisation with column pivoting finds the numerical rank and leaves a triangle whose rows fall in size; the
//! columns of its transpose are then made orthogonal by plane rotations (one-sided Jacobi, preconditioned: Drmac & Veselic
//! 2008). Jacobi is slower than bidiagonalisation and more accurate, and needs no case for zeros: an implicit-shift SVD that
//! was tried before (nalgebra 0.35) returned the product of a 30 x 30 matrix of rank 2 with a relative error of 1e-2.

use ndarray::{Array2, ArrayView2};

use crate::dense::{axpy, dot};

/// A = U diag(values) V^T with r = numerical rank, so that no value is zero.
///
/// ```
/// use alleyway::svd::Svd;
/// use ndarray::array;
///
/// // Two rows that are one: rank 1, and the singular value sqrt(2) times the length of (3, 4).
/// let svd = Svd::new(array![[3.0, 4.0], [3.0, 4.0]].view());
/// assert_eq!(svd.values.len(), 1);
/// assert!((svd.values[0] - 50f64.sqrt()).abs() < 1e-14);
/// ```
#[derive(Debug, Clone)]
pub struct Svd {
    /// Left singular vectors, one a row (r x m).
    pub left: Array2<f64>,
    /// Singular values (r), in no particular order.
    pub values: Vec<f64>,
    /// Right singular vectors, one a row (r x n).
    pub right: Array2<f64>,
}

/// Pivots under this share of the first are rounding: the rank ends there.
const RANK: f64 = 1e-15;

/// Sweeps over all pairs of columns; six or seven are usual.
const SWEEPS: usize = 40;

impl Svd {
    /// Decompose a matrix (m x n).
    #[must_use]
    pub fn new(a: ArrayView2<f64>) -> Self {
        let mut work = Decomposing::new(a);
        while work.advance(f64::INFINITY).is_some() {}
        work.finish()
    }

    /// The largest singular value; 0 for a zero matrix.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.values.iter().copied().fold(0.0, f64::max)
    }
}

/// A decomposition under way, in quanta: one of 500 x 500 takes seconds.
#[derive(Debug, Clone)]
pub struct Decomposing {
    columns: Vec<Vec<f64>>,
    /// `order[j]` is the place from which column j came.
    order: Vec<usize>,
    /// The factor of each reflector, in the end as many as the rank.
    taus: Vec<f64>,
    /// Length of the longest column at the start.
    first: f64,
    /// Rows of R, and then the orthogonal rows that are made of them.
    rows: Vec<Vec<f64>>,
    turns: Vec<Vec<f64>>,
    /// Rows of the left vectors so far.
    left: Vec<f64>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Column by column.
    Factorise,
    /// Row q of a sweep against all before it; whether any pair was turned.
    Orthogonalise {
        sweep: usize,
        q: usize,
        turned: bool,
    },
    /// The left vectors, one by one.
    Left,
    Done,
}

impl Decomposing {
    /// Begin with a matrix (m x n).
    #[must_use]
    pub fn new(a: ArrayView2<f64>) -> Self {
        let columns: Vec<Vec<f64>> = a.columns().into_iter().map(|c| c.to_vec()).collect();
        let order = (0..columns.len()).collect();
        Self {
            columns,
            order,
            taus: Vec::new(),
            first: 0.0,
            rows: Vec::new(),
            turns: Vec::new(),
            left: Vec::new(),
            stage: Stage::Factorise,
        }
    }

    fn height(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Some operations on, about; returns how many they were, `None` when nothing is left to do. However it is cut into quanta the
    /// result has the same bits.
    pub fn advance(&mut self, operations: f64) -> Option<f64> {
        let (m, n) = (self.height() as f64, self.columns.len() as f64);
        let mut spent = 0.0;
        while spent < operations {
            match self.stage {
                Stage::Factorise => {
                    spent += 6.0 * (n - self.taus.len() as f64) * (m - self.taus.len() as f64);
                    if !self.reflect_next() {
                        self.triangulate();
                    }
                }
                Stage::Orthogonalise { sweep, q, turned } => {
                    spent += 12.0 * q as f64 * n;
                    self.stage = self.orthogonalise(sweep, q, turned);
                }
                Stage::Left => {
                    spent += 4.0 * m * self.taus.len() as f64;
                    self.stage = self.left_vector();
                }
                Stage::Done => return (spent > 0.0).then_some(spent),
            }
        }
        Some(spent)
    }

    /// One step of the Householder QR in place, the longest of the remaining columns first (Golub & Van Loan, section 5.4); whether
    /// the rank goes on.
    fn reflect_next(&mut self) -> bool {
        let (columns, j) = (&mut self.columns, self.taus.len());
        let n = columns.len();
        let m = columns.first().map_or(0, Vec::len);
        if j == m.min(n) {
            return false;
        }
        // Norms are computed afresh, as updated ones lose their digits just where the rank ends.
        let length = |c: &[f64]| dot(&c[j..], &c[j..]);
        let mut pivot = (j, length(&columns[j]));
        for (k, column) in columns.iter().enumerate().skip(j + 1) {
            let square = length(column);
            if square > pivot.1 {
                pivot = (k, square);
            }
        }
        let norm = pivot.1.sqrt();
        if j == 0 {
            self.first = norm;
        }
        if norm <= RANK * self.first {
            return false;
        }
        columns.swap(j, pivot.0);
        self.order.swap(j, pivot.0);
        let (done, rest) = columns.split_at_mut(j + 1);
        let (head, tail) = done[j][j..].split_first_mut().expect("j is in range");
        let (beta, tau) = reflector(*head, tail);
        *head = beta;
        rest.iter_mut().for_each(|other| reflect(tail, tau, &mut other[j..]));
        self.taus.push(tau);
        true
    }

    /// The rank is known.
    fn triangulate(&mut self) {
        let (n, rank) = (self.columns.len(), self.taus.len());
        // Rows of R, with the pivoting undone: A = Q R.
        let mut rows = vec![vec![0.0; n]; rank];
        for (column, &at) in self.columns.iter().zip(&self.order) {
            for (row, value) in rows.iter_mut().zip(column) {
                row[at] = *value;
            }
        }
        // The reflectors stand below the diagonal: they are no part of R.
        for (j, &at) in self.order.iter().enumerate().take(rank) {
            rows[j + 1..].iter_mut().for_each(|row| row[at] = 0.0);
        }
        self.rows = rows;
        // R^T J = U' diag(values): the rows of R are combined until they are orthogonal. J starts as the identity.
        self.turns = (0..rank).map(|i| (0..rank).map(|j| f64::from(u8::from(i == j))).collect()).collect();
        self.stage = Stage::Orthogonalise { sweep: 0, q: 1, turned: false };
    }

    /// Turn row q of a sweep against all before it, in pairs, to working precision; what comes next.
    fn orthogonalise(&mut self, sweep: usize, q: usize, mut turned: bool) -> Stage {
        if q >= self.rows.len() {
            return if turned && sweep + 1 < SWEEPS {
                Stage::Orthogonalise { sweep: sweep + 1, q: 1, turned: false }
            } else {
                Stage::Left
            };
        }
        let tolerance = f64::EPSILON * (self.rows.first().map_or(1, Vec::len) as f64).sqrt();
        for p in 0..q {
            let (a, b) = pair(&mut self.rows, p, q);
            let (alpha, beta, gamma) = (dot(a, a), dot(b, b), dot(a, b));
            if gamma.abs() <= tolerance * (alpha * beta).sqrt() {
                continue;
            }
            turned = true;
            let zeta = (beta - alpha) / (2.0 * gamma);
            let t = 1.0_f64.copysign(zeta) / (zeta.abs() + (1.0 + zeta * zeta).sqrt());
            let c = 1.0 / (1.0 + t * t).sqrt();
            rotate(a, b, c, c * t);
            let (a, b) = pair(&mut self.turns, p, q);
            rotate(a, b, c, c * t);
        }
        Stage::Orthogonalise { sweep, q: q + 1, turned }
    }

    /// One more left vector; what comes next.
    fn left_vector(&mut self) -> Stage {
        let (m, rank) = (self.height(), self.taus.len());
        // A matrix without rows has no left vectors to make.
        let done = self.left.len().checked_div(m).unwrap_or(rank);
        if done == rank {
            return Stage::Done;
        }
        // Q (turn; 0), reflector by reflector from the last.
        let mut u = vec![0.0; m];
        u[..rank].copy_from_slice(&self.turns[done]);
        for (j, tau) in self.taus.iter().enumerate().rev() {
            reflect(&self.columns[j][j + 1..], *tau, &mut u[j..]);
        }
        self.left.extend(u);
        Stage::Left
    }

    /// What has come of it, after [`Decomposing::advance`] has returned `None`.
    ///
    /// # Panics
    /// Before that.
    #[must_use]
    pub fn finish(self) -> Svd {
        assert_eq!(self.stage, Stage::Done, "the decomposition is still under way");
        let (m, n, rank) = (self.height(), self.columns.len(), self.taus.len());
        let values: Vec<f64> = self.rows.iter().map(|row| dot(row, row).sqrt()).collect();
        let mut right = Array2::zeros((rank, n));
        for (i, row) in self.rows.iter().enumerate() {
            right.row_mut(i).iter_mut().zip(row).for_each(|(r, v)| *r = v / values[i]);
        }
        let left = Array2::from_shape_vec((rank, m), self.left).expect("a row of m for each value");
        Svd { left, values, right }
    }
}

/// The Householder reflector I - tau (1, v)(1, v)^T that maps (alpha, x) to (beta, 0). `x` becomes v; returns (beta, tau), and
/// (alpha, 0) where x is zero already (Golub & Van Loan, section 5.1).
pub(crate) fn reflector(alpha: f64, x: &mut [f64]) -> (f64, f64) {
    let below = dot(x, x);
    if below == 0.0 {
        return (alpha, 0.0);
    }
    let beta = -(alpha * alpha + below).sqrt().copysign(alpha);
    let scale = 1.0 / (alpha - beta);
    x.iter_mut().for_each(|v| *v *= scale);
    (beta, (beta - alpha) / beta)
}

/// Apply the reflector (1, v), tau to a vector.
pub(crate) fn reflect(v: &[f64], tau: f64, vector: &mut [f64]) {
    let (head, tail) = vector.split_first_mut().expect("one longer than v");
    let s = tau * (*head + dot(v, tail));
    *head -= s;
    axpy(-s, v, tail);
}

fn pair(rows: &mut [Vec<f64>], p: usize, q: usize) -> (&mut [f64], &mut [f64]) {
    let (before, after) = rows.split_at_mut(q);
    (&mut before[p], &mut after[0])
}

fn rotate(a: &mut [f64], b: &mut [f64], c: f64, s: f64) {
    for (a, b) in a.iter_mut().zip(b) {
        let (x, y) = (*a, *b);
        *a = c * x - s * y;
        *b = s * x + c * y;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seed::{Purpose, Stream};

    /// m x n of this rank.
    fn random(m: usize, n: usize, rank: usize, seed: u64) -> Array2<f64> {
        let mut stream = Stream::new(seed, Purpose::Features, rank);
        let mut factor = |rows, columns| Array2::from_shape_simple_fn((rows, columns), || stream.normal());
        factor(m, rank).dot(&factor(rank, n))
    }

    fn largest_entry(a: &Array2<f64>) -> f64 {
        a.iter().fold(0.0, |most, v| most.max(v.abs()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn the_factors_are_orthonormal_and_their_product_is_the_matrix(
            m in 1usize..34, n in 1usize..34, rank in 1usize..34, seed in 0u64..1000,
        ) {
            let rank = rank.min(m).min(n);
            let a = random(m, n, rank, seed);
            let svd = Svd::new(a.view());
            prop_assert!(svd.values.len() >= rank);
            let mut scaled = svd.right.clone();
            scaled.outer_iter_mut().zip(&svd.values).for_each(|(mut row, value)| row *= *value);
            let product = svd.left.t().dot(&scaled);
            prop_assert!(largest_entry(&(&product - &a)) <= 1e-13 * largest_entry(&a));
            for vectors in [&svd.left, &svd.right] {
                let off = vectors.dot(&vectors.t()) - Array2::<f64>::eye(vectors.nrows());
                // Vectors of values that are rounding are orthogonal to fewer digits than the others.
                prop_assert!(largest_entry(&off.slice(ndarray::s![..rank, ..rank]).to_owned()) < 1e-8);
            }
        }

        #[test]
        fn values_of_full_rank_are_those_of_another_implementation(m in 1usize..20, n in 1usize..20, seed in 0u64..500) {
            let a = random(m, n, m.min(n), seed);
            let mut ours = Svd::new(a.view()).values;
            ours.sort_unstable_by(|x, y| y.total_cmp(x));
            let theirs = nalgebra::DMatrix::from_fn(m, n, |i, j| a[[i, j]]).singular_values();
            prop_assert!(ours.iter().zip(theirs.iter()).all(|(x, y)| (x - y).abs() < 1e-12 * theirs[0]));
        }
    }

    #[test]
    fn a_zero_matrix_has_no_singular_value() {
        let svd = Svd::new(Array2::zeros((3, 4)).view());
        assert_eq!((svd.values.len(), svd.largest()), (0, 0.0));
    }

    #[test]
    fn tiny_values_keep_their_relative_accuracy_in_a_graded_matrix() {
        // diag(1, 1e-5, 1e-10) with its rows mixed by a rotation of columns has these values exactly up to rounding.
        let scales = [1.0, 1e-5, 1e-10];
        let (c, s) = (0.6, 0.8);
        let mix = ndarray::array![[c, s, 0.0], [-s * c, c * c, s], [s * s, -c * s, c]];
        let a = Array2::from_shape_fn((3, 3), |(i, j)| scales[i] * mix[[i, j]]);
        let mut values = Svd::new(a.view()).values;
        values.sort_unstable_by(|x, y| y.total_cmp(x));
        assert!(values.iter().zip(scales).all(|(v, s)| (v / s - 1.0).abs() < 1e-10), "{values:?}");
    }
}

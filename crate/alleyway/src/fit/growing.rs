//! Minimum-norm and ridge least squares by Householder QR, for every prefix of a growing list of features.
//!
//! For a design A (n points x P features) and targets y the fit is
//!
//! - P <= n: the w that minimises |y - A w|^2 + lambda |w|^2, from A = Q R, to which columns are appended;
//! - P > n: the same minimum, or at lambda = 0 the interpolating w of least norm, from A^T = Q R, to which rows are
//!   appended in blocks. The reflectors of every block are kept, so w = Q R^-T y is formed without A A^T.
//!
//! A ridge is no term added to a Gram matrix but rows under A (sqrt(lambda) I), or at the start of the transposed
//! factorisation R = sqrt(lambda) I: the condition number is never squared, and lambda = 0 is not a special case.
//!
//! Where the smallest singular value is under [`CUT`](crate::fit::CUT) times the largest, the small triangle R is decomposed by an SVD and
//! values under the cut are dropped: A^+ = R^+ Q^T or Q (R^T)^+.

use std::collections::VecDeque;

use ndarray::{Array2, ArrayView2};

use crate::dense::{axpy, dot};
use crate::fit::triangle::{Fit, Triangle};
use crate::svd::reflector;

/// Rows of one block of the transposed factorisation: 128 x 150 doubles and the triangle stay in a second-level cache.
pub const BLOCK: usize = 128;

/// A factorisation that grows.
#[derive(Debug, Clone)]
pub struct Growing {
    n: usize,
    ridge: f64,
    /// Number of features so far.
    size: usize,
    /// Which of them are not zero at every point. The others, such as ramps that no training point reaches, have weight 0
    /// in a fit of least norm and take no part in the factorisation.
    places: Vec<usize>,
    /// The features at those places, one after the other, each with its value at the n points.
    features: Vec<f64>,
    tall: Tall,
    wide: Option<Wide>,
    /// Rows of the blocks that the wide factorisation has still to take in.
    waiting: VecDeque<usize>,
    /// R as it is now, with what has been found out about it; forgotten when the factorisation grows.
    triangle: Option<Triangle>,
}

impl Growing {
    /// Nothing yet, for `n` points and the ridge lambda in |y - A w|^2 + lambda |w|^2.
    #[must_use]
    pub fn new(n: usize, ridge: f64) -> Self {
        Self {
            n,
            ridge,
            size: 0,
            places: Vec::new(),
            features: Vec::new(),
            tall: Tall::new(n, ridge),
            wide: None,
            waiting: VecDeque::new(),
            triangle: None,
        }
    }

    /// Number of features so far.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// Append features, each given by its value at the n points (added x n). Once there are more features than points the work
    /// is put off to [`Growing::settle`].
    ///
    /// # Panics
    /// When `rows` has not n columns.
    pub fn grow(&mut self, rows: ArrayView2<f64>) {
        let n = self.n;
        assert_eq!(rows.ncols(), n, "a feature has a value at each point");
        let before = self.places.len();
        self.triangle = None;
        for row in rows.outer_iter() {
            if row.iter().any(|v| *v != 0.0) {
                self.places.push(self.size);
                self.features.extend(row.iter());
            }
            self.size += 1;
        }
        if self.places.len() <= n {
            self.features[before * n..].chunks_exact(n).for_each(|row| self.tall.append(row));
        } else {
            // The first time that there are more features than points, all of them start a new factorisation.
            let new = if self.wide.is_some() { self.places.len() - before } else { self.places.len() };
            self.wide.get_or_insert_with(|| Wide::new(n, self.ridge));
            self.waiting.extend((0..new).step_by(BLOCK).map(|at| BLOCK.min(new - at)));
        }
    }

    /// Some floating-point operations, about, of what a fit needs beside its targets: the factorisation of the features that were
    /// appended, the triangle and, where values are cut, its decomposition, which of 500 points takes seconds. Returns how many they
    /// were, `None` when nothing is left to do. However it is cut into quanta the fit has the same bits.
    pub fn settle(&mut self, operations: f64) -> Option<f64> {
        let (n, used) = (self.n, self.places.len());
        let mut spent = 0.0;
        while spent < operations {
            if let Some(rows) = self.waiting.front().copied() {
                let wide = self.wide.as_mut().expect("only it has blocks in waiting");
                let (cost, whole) = wide.append(&self.features[wide.taken * n..(wide.taken + rows) * n]);
                spent += cost;
                if whole {
                    self.waiting.pop_front();
                }
                continue;
            }
            if used == 0 {
                break;
            }
            let triangle = self.triangle.get_or_insert_with(|| match &self.wide {
                Some(wide) => Triangle::new(wide.r.clone(), n, self.ridge),
                None => Triangle::new(self.tall.packed(), used, self.ridge),
            });
            let Some(cost) = triangle.settle(operations - spent) else { break };
            spent += cost;
        }
        (spent > 0.0).then_some(spent)
    }

    /// Fit k targets (k x n) with one factorisation; returns their weights (k x P).
    ///
    /// # Panics
    /// When there is no feature yet or `targets` has not n columns.
    #[must_use]
    pub fn fit(&mut self, targets: ArrayView2<f64>) -> (Array2<f64>, Fit) {
        while self.settle(f64::INFINITY).is_some() {}
        let (n, size, used) = (self.n, self.size, self.places.len());
        assert!(size > 0, "there is nothing to fit with");
        assert_eq!(targets.ncols(), n, "a target has a value at each point");
        let mut weights = Array2::zeros((targets.nrows(), size));
        if used == 0 {
            return (weights, Fit { smallest_singular_value: 0.0, degrees_of_freedom: 0.0, cut: size.min(n) });
        }
        let triangle = self.triangle.as_ref().expect("just settled");
        let mut some = vec![0.0; used];
        for (y, mut w) in targets.outer_iter().zip(weights.outer_iter_mut()) {
            match &self.wide {
                Some(wide) => {
                    let mut z = y.to_vec();
                    triangle.solve_transposed(&mut z);
                    wide.expand(&mut z, &mut some);
                }
                None => {
                    let mut z = self.tall.reflect(&y.to_vec());
                    triangle.solve(&mut z[..used]);
                    some.copy_from_slice(&z[..used]);
                }
            }
            self.places.iter().zip(&some).for_each(|(place, value)| w[*place] = *value);
        }
        let mut fit = triangle.report(used.min(n));
        let missing = size.min(n) - used.min(n);
        if missing > 0 {
            fit.smallest_singular_value = 0.0;
            fit.cut += missing;
        }
        (weights, fit)
    }
}

/// A = Q R by columns. With a ridge, column j has sqrt(lambda) in row n + j, so that the support of reflector j is the
/// contiguous rows j..=n + j.
#[derive(Debug, Clone)]
struct Tall {
    n: usize,
    ridge: f64,
    height: usize,
    /// Columns of `height`: R above the diagonal, the reflector on and below it.
    columns: Vec<f64>,
    diagonal: Vec<f64>,
    tau: Vec<f64>,
}

impl Tall {
    fn new(n: usize, ridge: f64) -> Self {
        let height = if ridge > 0.0 { 2 * n } else { n };
        Self { n, ridge, height, columns: Vec::new(), diagonal: Vec::new(), tau: Vec::new() }
    }

    fn support(&self, j: usize) -> std::ops::Range<usize> {
        j..if self.ridge > 0.0 { self.n + j + 1 } else { self.n }
    }

    fn append(&mut self, feature: &[f64]) {
        let j = self.diagonal.len();
        let mut column = vec![0.0; self.height];
        column[..self.n].copy_from_slice(feature);
        if self.ridge > 0.0 {
            column[self.n + j] = self.ridge.sqrt();
        }
        self.apply(&mut column);
        let support = self.support(j);
        let (head, tail) = column[support].split_first_mut().expect("the support is not empty");
        let (beta, tau) = reflector(*head, tail);
        *head = 1.0;
        self.diagonal.push(beta);
        self.tau.push(tau);
        self.columns.extend_from_slice(&column);
    }

    /// Q^T times a vector of `height`.
    fn apply(&self, vector: &mut [f64]) {
        for (j, column) in self.columns.chunks_exact(self.height).enumerate() {
            let support = self.support(j);
            let v = &column[support.clone()];
            let part = &mut vector[support];
            axpy(-self.tau[j] * dot(v, part), v, part);
        }
    }

    /// Q^T y.
    fn reflect(&self, y: &[f64]) -> Vec<f64> {
        let mut z = vec![0.0; self.height];
        z[..self.n].copy_from_slice(y);
        self.apply(&mut z);
        z
    }

    /// R, row-major P x P.
    fn packed(&self) -> Vec<f64> {
        let p = self.diagonal.len();
        let mut r = vec![0.0; p * p];
        for (j, column) in self.columns.chunks_exact(self.height).enumerate() {
            for i in 0..j {
                r[i * p + j] = column[i];
            }
            r[j * p + j] = self.diagonal[j];
        }
        r
    }
}

/// A^T = Q R by blocks of rows.
#[derive(Debug, Clone)]
struct Wide {
    n: usize,
    /// Row-major n x n.
    r: Vec<f64>,
    blocks: Vec<Block>,
    /// Features in whole blocks.
    taken: usize,
    /// The block that is being taken in, as far as it has reflectors.
    under_way: Option<Block>,
}

/// The reflectors of one block: number j acts on row j of R and on the block, as (1, v_j).
#[derive(Debug, Clone)]
struct Block {
    rows: usize,
    /// v_j one after the other (n x rows).
    v: Vec<f64>,
    tau: Vec<f64>,
}

impl Wide {
    fn new(n: usize, ridge: f64) -> Self {
        let mut r = vec![0.0; n * n];
        r.iter_mut().step_by(n + 1).for_each(|d| *d = ridge.sqrt());
        Self { n, r, blocks: Vec::new(), taken: 0, under_way: None }
    }

    /// Append rows of A^T (rows x n), a few columns at a time: about how many operations that was, and whether the block is whole.
    fn append(&mut self, features: &[f64]) -> (f64, bool) {
        /// Operations between two looks at whether it is enough.
        const SOME: f64 = 1e6;
        let n = self.n;
        let rows = features.len() / n;
        let mut block = self.under_way.take().unwrap_or_else(|| {
            let mut v = vec![0.0; n * rows];
            for (i, feature) in features.chunks_exact(n).enumerate() {
                for (j, value) in feature.iter().enumerate() {
                    v[j * rows + i] = *value;
                }
            }
            Block { rows, v, tau: Vec::with_capacity(n) }
        });
        let mut spent = 0.0;
        while block.tau.len() < n && spent < SOME {
            let j = block.tau.len();
            let (done, rest) = block.v.split_at_mut((j + 1) * rows);
            let column = &mut done[j * rows..];
            let (beta, t) = reflector(self.r[j * n + j], column);
            self.r[j * n + j] = beta;
            block.tau.push(t);
            let r_row = &mut self.r[j * n + j + 1..(j + 1) * n];
            for (other, r) in rest.chunks_exact_mut(rows).zip(r_row) {
                let s = t * (*r + dot(column, other));
                *r -= s;
                axpy(-s, column, other);
            }
            spent += (4 * rows * (n - j)) as f64;
        }
        let whole = block.tau.len() == n;
        if whole {
            self.taken += rows;
            self.blocks.push(block);
        } else {
            self.under_way = Some(block);
        }
        (spent, whole)
    }

    /// Q (z; 0): the weights of every feature, from z of length n (which is overwritten).
    fn expand(&self, z: &mut [f64], weights: &mut [f64]) {
        let mut end = weights.len();
        for block in self.blocks.iter().rev() {
            let start = end - block.rows;
            let w = &mut weights[start..end];
            w.fill(0.0);
            for j in (0..self.n).rev() {
                let v = &block.v[j * block.rows..(j + 1) * block.rows];
                let s = block.tau[j] * (z[j] + dot(v, w));
                z[j] -= s;
                axpy(-s, v, w);
            }
            end = start;
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, DVector};
    use ndarray::{Array2, s};
    use proptest::prelude::*;

    use super::*;
    use crate::fit::CUT;
    use crate::seed::{Purpose, Stream};

    fn random(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
        let mut stream = Stream::new(seed, Purpose::Features, rows);
        Array2::from_shape_simple_fn((rows, columns), || stream.normal())
    }

    fn grown(features: &Array2<f64>, ridge: f64, steps: &[usize]) -> Growing {
        let mut growing = Growing::new(features.ncols(), ridge);
        for &size in steps.iter().chain([&features.nrows()]) {
            if size > growing.size() && size <= features.nrows() {
                growing.grow(features.slice(s![growing.size()..size, ..]));
            }
        }
        growing
    }

    /// Weights, smallest singular value and degrees of freedom by the SVD of the whole design, dropping what is under the
    /// cut: another algorithm by another hand.
    fn by_svd(features: &Array2<f64>, y: &[f64], ridge: f64) -> (Vec<f64>, f64, f64) {
        let (p, n) = features.dim();
        let design = DMatrix::from_fn(n, p, |i, j| features[[j, i]]);
        let svd = design.svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let s = svd.singular_values;
        let keep = |v: f64| v > CUT * s[0];
        let mut z = u.tr_mul(&DVector::from_column_slice(y));
        (0..s.len()).for_each(|i| z[i] *= if keep(s[i]) { s[i] / (s[i] * s[i] + ridge) } else { 0.0 });
        let freedom = s.iter().filter(|v| keep(**v)).map(|v| v * v / (v * v + ridge)).sum();
        (v_t.tr_mul(&z).as_slice().to_vec(), s[s.len() - 1], freedom)
    }

    fn distance(a: &[f64], b: &[f64]) -> f64 {
        let scale = b.iter().map(|v| v * v).sum::<f64>().sqrt();
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt() / scale
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_growth_gives_the_fit_of_the_whole_design(
            n in 1usize..14, p in 1usize..300, seed in 0u64..1000,
            steps in proptest::collection::vec(1usize..300, 0..6), ridge in prop_oneof![Just(0.0), 1e-6f64..10.0],
        ) {
            // At P = n the condition number has no finite mean; that case has a test of its own.
            prop_assume!(p.abs_diff(n) > 1 || ridge > 1e-3);
            let features = random(p, n, seed);
            let y = random(1, n, seed + 5000);
            let mut steps = steps;
            steps.sort_unstable();
            let mut growing = grown(&features, ridge, &steps);
            let (weights, fit) = growing.fit(y.view());
            let (expected, smallest, freedom) = by_svd(&features, y.as_slice().unwrap(), ridge);
            prop_assert!(distance(weights.as_slice().unwrap(), &expected) < 1e-9);
            prop_assert!((fit.degrees_of_freedom - freedom).abs() < 1e-7 * (1.0 + freedom));
            // Behind a ridge a small value is the difference of two larger ones.
            let lost = 1e-14 * (1.0 + ridge / (smallest * smallest));
            prop_assert!((fit.smallest_singular_value / smallest - 1.0).abs() < 1e-10 + lost);
        }

        #[test]
        fn beyond_the_threshold_the_fit_interpolates_with_the_least_norm(n in 2usize..20, extra in 2usize..60, seed in 0u64..500) {
            let features = random(n + extra, n, seed);
            let y = random(1, n, seed + 7);
            let (weights, _) = grown(&features, 0.0, &[]).fit(y.view());
            let residual = weights.dot(&features) - &y;
            prop_assert!(residual.iter().all(|r| r.abs() < 1e-9));
            // Of least norm: orthogonal to everything that the training points do not see. Take what is left of a random
            // vector once its own fit is removed.
            let other = random(1, n + extra, seed + 11);
            let (seen, _) = grown(&features, 0.0, &[]).fit(other.dot(&features).view());
            let unseen = &other - &seen;
            let product = (&unseen * &weights).sum();
            prop_assert!(product.abs() < 1e-8 * (1.0 + weights.dot(&weights.t())[[0, 0]]));
        }

        #[test]
        fn many_targets_share_one_factorisation(n in 2usize..12, p in 2usize..40, seed in 0u64..200) {
            let features = random(p, n, seed);
            let targets = random(3, n, seed + 1);
            let mut growing = grown(&features, 0.1, &[]);
            let (together, _) = growing.fit(targets.view());
            for (row, y) in together.outer_iter().zip(targets.outer_iter()) {
                let (alone, _) = growing.fit(y.insert_axis(ndarray::Axis(0)));
                prop_assert_eq!(row, alone.row(0));
            }
        }
    }

    #[test]
    fn at_the_threshold_the_fit_agrees_with_an_svd_to_1e_10() {
        for n in [5, 20, 100, 150] {
            for seed in 0..4 {
                let features = random(n, n, seed);
                let y = random(1, n, seed + 100);
                let mut growing = grown(&features, 0.0, &[n / 2]);
                let (weights, fit) = growing.fit(y.view());
                let (expected, smallest, _) = by_svd(&features, y.as_slice().unwrap(), 0.0);
                let apart = distance(weights.as_slice().unwrap(), &expected);
                assert!(apart < 1e-10, "n = {n}, seed {seed}: {apart}");
                assert!((fit.smallest_singular_value / smallest - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn wide_designs_agree_with_an_svd_to_1e_11() {
        for (n, p) in [(100, 110), (100, 400), (100, 1000), (150, 3000)] {
            let features = random(p, n, 1);
            let y = random(1, n, 2);
            let (weights, _) = grown(&features, 0.0, &[n - 3, n, n + 1, p / 2]).fit(y.view());
            let (expected, ..) = by_svd(&features, y.as_slice().unwrap(), 0.0);
            let apart = distance(weights.as_slice().unwrap(), &expected);
            assert!(apart < 1e-11, "{n} x {p}: {apart}");
        }
    }

    #[test]
    fn a_rank_deficient_design_is_cut_and_fitted_with_the_least_norm() {
        // Feature 3 repeats feature 1, and feature 5 is zero: rank P - 2.
        for p in [6, 40] {
            let mut features = random(p, 12, 3);
            let first = features.row(1).to_owned();
            features.row_mut(3).assign(&first);
            features.row_mut(5).fill(0.0);
            let y = random(1, 12, 4);
            let (weights, fit) = grown(&features, 0.0, &[]).fit(y.view());
            let (expected, _, freedom) = by_svd(&features, y.as_slice().unwrap(), 0.0);
            assert!(distance(weights.as_slice().unwrap(), &expected) < 1e-10);
            assert_eq!(fit.degrees_of_freedom, freedom);
            assert_eq!(fit.cut, if p == 6 { 2 } else { 0 });
            assert!((weights[[0, 1]] - weights[[0, 3]]).abs() < 1e-10 && weights[[0, 5]].abs() < 1e-12);
        }
    }

    #[test]
    fn a_design_of_rank_two_is_fitted_in_its_two_directions() {
        // The targets lie in the span of the two directions: they must be met, by weights that lie in the two directions too.
        for p in [30, 80] {
            let (patterns, loadings) = (random(2, 30, 1), random(p, 2, 2));
            let features = loadings.dot(&patterns);
            let y = random(1, 2, 3).dot(&patterns);
            let (weights, fit) = grown(&features, 0.0, &[]).fit(y.view());
            assert_eq!((fit.degrees_of_freedom, fit.cut), (2.0, 28));
            let residual = weights.dot(&features) - &y;
            assert!(residual.iter().all(|r| r.abs() < 1e-12));
            // Least norm: the weights are a combination of the two columns of loadings.
            let gram = loadings.t().dot(&loadings);
            let inverse = DMatrix::from_fn(2, 2, |i, j| gram[[i, j]]).try_inverse().unwrap();
            let inverse = Array2::from_shape_fn((2, 2), |(i, j)| inverse[(i, j)]);
            let projected = weights.dot(&loadings).dot(&inverse).dot(&loadings.t());
            assert!(distance(projected.as_slice().unwrap(), weights.as_slice().unwrap()) < 1e-12);
        }
    }

    #[test]
    fn the_smoothers_trace_is_the_degrees_of_freedom() {
        // sum_i of what the fit to the i-th unit vector gives at point i.
        for (n, p) in [(12, 5), (12, 30)] {
            let features = random(p, n, 8);
            let mut growing = grown(&features, 0.7, &[3]);
            let (smoother, fit) = growing.fit(Array2::eye(n).view());
            let trace = smoother.dot(&features).diag().sum();
            assert!((trace - fit.degrees_of_freedom).abs() < 1e-10);
        }
    }

    #[test]
    fn settled_in_quanta_of_any_size_the_fit_has_the_same_bits() {
        // The last third of the features are nearly those of the first: values are cut there.
        let mut features = random(90, 30, 5);
        let (first, last) = features.view().split_at(ndarray::Axis(0), 60);
        let near = &first.slice(s![..30, ..]) + &(&last * 1e-13);
        features.slice_mut(s![60.., ..]).assign(&near);
        let few = features.select(ndarray::Axis(0), &[0, 1, 2, 60, 61, 62, 5, 6, 7]);
        for (design, ridge) in [(&features, 0.0), (&features, 0.3), (&few, 0.0), (&few, 0.3)] {
            let fits = [f64::INFINITY, 1.0, 4e3].map(|operations| {
                let mut growing = grown(design, ridge, &[4, 31, 70]);
                let mut quanta = 0;
                while let Some(spent) = growing.settle(operations) {
                    assert!(spent > 0.0);
                    quanta += 1;
                }
                let (weights, fit) = growing.fit(random(2, 30, 7).view());
                (quanta, weights, fit)
            });
            assert!(fits[0].0 < fits[1].0 && fits[2].0 <= fits[1].0);
            assert!(fits.iter().all(|(_, weights, fit)| *weights == fits[0].1 && *fit == fits[0].2));
        }
    }
}

//! Eigenvalues and eigenvectors of symmetric matrices, above all of Hessians.

use nalgebra::DMatrix;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use crate::objective::Objective;

/// Eigenvalues under minus this count as negative; nearer to zero they are flat directions, up to rounding.
pub const FLAT: f64 = 1e-8;

/// Eigenvalues of a symmetric matrix, ascending, and their eigenvectors.
#[derive(Debug, Clone)]
pub struct Spectrum {
    /// Ascending (P).
    pub values: Vec<f64>,
    /// Unit eigenvectors, one a column, in the order of the values (P x P).
    pub vectors: Array2<f64>,
}

impl Spectrum {
    /// Of a symmetric matrix (P x P), by a library's QR iteration on its tridiagonal form.
    #[must_use]
    pub fn of(matrix: ArrayView2<f64>) -> Self {
        let p = matrix.nrows();
        let eigen = DMatrix::from_fn(p, p, |i, j| matrix[[i, j]]).symmetric_eigen();
        // By insertion: a general sort would be 15 KB of WebAssembly, and this is nothing beside the decomposition.
        let mut order: Vec<usize> = Vec::with_capacity(p);
        for i in 0..p {
            let place = order.partition_point(|j| eigen.eigenvalues[*j] <= eigen.eigenvalues[i]);
            order.insert(place, i);
        }
        Self {
            values: order.iter().map(|&i| eigen.eigenvalues[i]).collect(),
            vectors: Array2::from_shape_fn((p, p), |(i, j)| eigen.eigenvectors[(i, order[j])]),
        }
    }

    /// The smallest and the largest eigenvalue alone: a third of the work.
    #[must_use]
    pub fn ends(matrix: ArrayView2<f64>) -> (f64, f64) {
        let p = matrix.nrows();
        let values = DMatrix::from_fn(p, p, |i, j| matrix[[i, j]]).symmetric_eigenvalues();
        (values.min(), values.max())
    }

    /// Of the Hessian of an objective at a point.
    #[must_use]
    pub fn at(objective: &dyn Objective, point: ArrayView1<f64>) -> Self {
        Self::of(objective.hessian(point).view())
    }

    /// The number of directions that slope down: eigenvalues under -[`FLAT`]. At a point of zero gradient 0 is a minimum (or a
    /// flat place), more is a saddle.
    #[must_use]
    pub fn index(&self) -> usize {
        self.values.iter().filter(|v| **v < -FLAT).count()
    }

    /// The direction of the smallest eigenvalue.
    #[must_use]
    pub fn bottom(&self) -> Array1<f64> {
        self.vectors.column(0).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seed::{Purpose, Stream};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn eigenpairs_rebuild_the_matrix_at_any_rank(p in 1usize..40, rank in 1usize..40, seed in 0u64..500) {
            let mut stream = Stream::new(seed, Purpose::Test, p);
            let half = Array2::from_shape_simple_fn((p, rank.min(p)), || stream.normal());
            let signs = Array1::from_shape_fn(rank.min(p), |i| if i % 2 == 0 { 1.0 } else { -1.0 });
            let matrix = (&half * &signs).dot(&half.t());
            let spectrum = Spectrum::of(matrix.view());
            prop_assert!(spectrum.values.windows(2).all(|w| w[0] <= w[1]));
            let rebuilt = (&spectrum.vectors * &Array1::from(spectrum.values.clone())).dot(&spectrum.vectors.t());
            let scale = matrix.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
            prop_assert!((&rebuilt - &matrix).iter().all(|d| d.abs() < 1e-12 * scale));
            let negative = rank.min(p) / 2;
            prop_assert_eq!(spectrum.index(), negative);
            let (least, most) = Spectrum::ends(matrix.view());
            let tolerance = 1e-12 * scale * p as f64;
            prop_assert!((least - spectrum.values[0]).abs() < tolerance && (most - spectrum.values[p - 1]).abs() < tolerance);
        }
    }
}

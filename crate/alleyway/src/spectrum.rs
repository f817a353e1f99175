//! Eigenvalues and eigenvectors of symmetric matrices, above all of Hessians.

use nalgebra::DMatrix;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use crate::objective::Objective;

/// An eigenvalue nearer to zero than this is flat, whatever stands beside it: descent comes to rest at gradients of 1e-9 to 1e-8,
/// so that no curvature of a critical point is known better. (The index of the published spectra counts eigenvalues under -1e-8.)
const FLAT: f64 = 1e-8;

/// Nor is one known that is smaller than this share of the largest: the decomposition of a P x P matrix is right to about
/// P 1e-16 of it, and P here is a few thousand at most.
pub(crate) const FLAT_SHARE: f64 = 1e-9;

/// How near to zero an eigenvalue of this spectrum has to be to be flat, up to rounding. The one tolerance of the lab: every figure
/// and the page decide by it.
#[must_use]
pub fn flat_under(values: &[f64]) -> f64 {
    values.iter().fold(FLAT, |tolerance, value| tolerance.max(FLAT_SHARE * value.abs()))
}

/// The number of directions that slope down: eigenvalues under -[`flat_under`].
#[must_use]
pub fn index(values: &[f64]) -> usize {
    let flat = flat_under(values);
    values.iter().filter(|value| **value < -flat).count()
}

/// What the second order says of a point of zero gradient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Critical {
    /// Every eigenvalue is positive: whichever way one goes, the loss rises.
    Minimum,
    /// None is negative, but some are zero up to rounding: the second order does not tell whether a way leads down there.
    Flat,
    /// At least one is negative: the loss falls along its eigenvector.
    Saddle,
}

impl Critical {
    /// By the eigenvalues of the Hessian, in any order.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        Self::beside(values, 0)
    }

    /// The same where as many directions as `idle` are known to leave the loss as it is, exactly and on a whole line: two copies of
    /// a neuron that trade weight. They may be flat without leaving anything open: where all others slope up the line is the floor
    /// of a valley, and the point a minimum, if not a strict one.
    #[must_use]
    pub fn beside(values: &[f64], idle: usize) -> Self {
        let flat = flat_under(values);
        // Numbers that were lost tell nothing.
        if values.iter().any(|value| !value.is_finite()) {
            return Self::Flat;
        }
        if index(values) > 0 {
            Self::Saddle
        } else if values.iter().filter(|value| **value <= flat).count() > idle {
            Self::Flat
        } else {
            Self::Minimum
        }
    }

    /// What [`Critical::code`] stands for, from 0 on.
    pub const WORDS: [&str; 3] = ["minimum", "flat", "saddle"];

    /// For a summary: 0 minimum, 1 flat, 2 saddle.
    #[must_use]
    pub fn code(self) -> f64 {
        match self {
            Self::Minimum => 0.0,
            Self::Flat => 1.0,
            Self::Saddle => 2.0,
        }
    }
}

/// Eigenvalues of a symmetric matrix, ascending, and their eigenvectors.
///
/// ```
/// use alleyway::spectrum::{Critical, Spectrum};
/// use ndarray::array;
///
/// // x y has curvature 1 along x + y, and -1 along x - y.
/// let spectrum = Spectrum::of(array![[0.0, 1.0], [1.0, 0.0]].view());
/// assert!((spectrum.values[0] + 1.0).abs() < 1e-15 && (spectrum.values[1] - 1.0).abs() < 1e-15);
/// assert_eq!((spectrum.critical(), spectrum.index()), (Critical::Saddle, 1));
/// ```
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

    /// The number of directions that slope down, as [`index`] counts them.
    #[must_use]
    pub fn index(&self) -> usize {
        index(&self.values)
    }

    /// What a point of zero gradient with this Hessian is.
    #[must_use]
    pub fn critical(&self) -> Critical {
        Critical::of(&self.values)
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

    #[test]
    fn a_point_without_curvature_along_one_direction_is_neither_a_minimum_nor_a_saddle() {
        // The Hessians at zero of x^2 + y^2, x^2 + y^4 (a minimum), x^2 - y^4 (none) and x^2 - y^2: the second and the third are
        // the same matrix, so that nobody can tell them apart by it.
        assert_eq!(Critical::of(&[2.0, 2.0]), Critical::Minimum);
        assert_eq!(Critical::of(&[0.0, 2.0]), Critical::Flat);
        assert_eq!(Critical::of(&[-2.0, 2.0]), Critical::Saddle);
        assert_eq!(Critical::of(&[-2.0, 0.0]), Critical::Saddle);
    }

    #[test]
    fn what_counts_as_flat_grows_with_the_largest_eigenvalue() {
        assert_eq!([1e-9, -1e-9, 2e-8, -2e-8].map(|v| Critical::of(&[v, 1.0])), {
            use Critical::{Flat, Minimum, Saddle};
            [Flat, Flat, Minimum, Saddle]
        });
        assert_eq!(Critical::of(&[-2e-8, 1000.0]), Critical::Flat);
        assert_eq!((index(&[-1e-3, -2e-8, 0.0, 1.0]), index(&[-1e-3, -2e-8, 0.0, 1000.0])), (2, 1));
    }

    #[test]
    fn a_direction_that_is_known_to_change_nothing_does_not_keep_a_minimum_from_being_one() {
        // (x y - 1)^2 + z^2 at x = y = 1: the hyperbola x y = 1 is the floor of a valley.
        let values = [0.0, 2.0, 4.0];
        assert_eq!((Critical::of(&values), Critical::beside(&values, 1)), (Critical::Flat, Critical::Minimum));
        assert_eq!(Critical::beside(&[0.0, 0.0, 4.0], 1), Critical::Flat);
        assert_eq!(Critical::beside(&[-1.0, 0.0, 4.0], 1), Critical::Saddle);
        // Numbers that were lost are no minimum.
        assert_eq!(Critical::of(&[1.0, f64::NAN]), Critical::Flat);
    }

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
            // A random square may be singular up to rounding: what is flat beside the zeros that were made has no sign.
            let flat = flat_under(&spectrum.values);
            let unclear = spectrum.values.iter().filter(|value| value.abs() <= flat).count();
            prop_assert!(unclear >= p - rank.min(p));
            let extra = unclear - (p - rank.min(p));
            prop_assert!((spectrum.index()..=spectrum.index() + extra).contains(&negative));
            let (least, most) = Spectrum::ends(matrix.view());
            let tolerance = 1e-12 * scale * p as f64;
            prop_assert!((least - spectrum.values[0]).abs() < tolerance && (most - spectrum.values[p - 1]).abs() < tolerance);
        }
    }
}

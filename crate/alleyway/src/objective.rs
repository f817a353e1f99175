//! A loss as a function of the parameters: at every point it has a value, a gradient and a Hessian.
//!
//! Models make objectives, `fit` walks on them and `landscape` looks at them, so that any of them can be descended by any
//! optimiser and sliced in any direction.

use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1};

/// A twice differentiable function of P parameters.
pub trait Objective {
    /// Number of parameters P.
    fn dimension(&self) -> usize;

    /// The loss at a point (P).
    fn loss(&self, point: ArrayView1<f64>) -> f64;

    /// The loss and its gradient (P).
    fn gradient(&self, point: ArrayView1<f64>) -> (f64, Array1<f64>);

    /// The same into a buffer (P); returns the loss. For loops of many steps, by models that can do without allocating.
    fn gradient_into(&self, point: ArrayView1<f64>, mut out: ArrayViewMut1<f64>) -> f64 {
        let (loss, gradient) = self.gradient(point);
        out.assign(&gradient);
        loss
    }

    /// The matrix of second derivatives (P x P, symmetric).
    fn hessian(&self, point: ArrayView1<f64>) -> Array2<f64>;

    /// The losses at point + s direction for every s; models that know how they depend on s do it at once.
    fn along(&self, point: ArrayView1<f64>, direction: ArrayView1<f64>, s: &[f64]) -> Array1<f64> {
        s.iter().map(|s| self.loss((&point + &(&direction * *s)).view())).collect()
    }
}

/// An objective with targets that can be changed: label noise is other targets at every step.
pub trait Supervised: Objective {
    /// The targets of all examples and outputs.
    fn targets_mut(&mut self) -> &mut [f64];

    /// What a point answers to all of them, in the same order.
    fn outputs(&self, point: ArrayView1<f64>) -> Vec<f64>;
}

/// An objective that is, up to a factor, the sum of squares of n residuals.
pub trait LeastSquares: Objective {
    /// The residuals at a point (n).
    fn residuals(&self, point: ArrayView1<f64>) -> Array1<f64>;

    /// Their derivatives (P x n).
    fn jacobian(&self, point: ArrayView1<f64>) -> Array2<f64>;
}

/// Another objective on the affine subspace origin + directions t: with fewer parameters, or others.
///
/// A slice of a landscape is one, and so is a model some of whose parameters are fixed or tied. By the chain rule the
/// gradient is D^T g and the Hessian D^T H D.
///
/// ```
/// use alleyway::model::Hyperbola;
/// use alleyway::objective::{Objective, Restricted};
/// use ndarray::array;
///
/// // u = v = t: (t^2 - 1)^2.
/// let tied = Restricted::new(Hyperbola::default(), array![0.0, 0.0], array![[1.0], [1.0]]);
/// assert_eq!(tied.loss(array![2.0].view()), 9.0);
/// assert_eq!(tied.gradient(array![2.0].view()).1, array![24.0]);
/// ```
#[derive(Debug, Clone)]
pub struct Restricted<O> {
    inner: O,
    origin: Array1<f64>,
    directions: Array2<f64>,
}

impl<O: Objective> Restricted<O> {
    /// `origin` is a point of `inner` (P), `directions` has a column for each new parameter (P x k).
    ///
    /// # Panics
    /// When a shape does not match.
    #[must_use]
    pub fn new(inner: O, origin: Array1<f64>, directions: Array2<f64>) -> Self {
        assert_eq!(inner.dimension(), origin.len(), "the origin is a point of the objective");
        assert_eq!(origin.len(), directions.nrows(), "a direction is one at the origin");
        Self { inner, origin, directions }
    }

    /// The point of the objective behind (P) that belongs to `t` (k).
    #[must_use]
    pub fn lift(&self, t: ArrayView1<f64>) -> Array1<f64> {
        &self.origin + &self.directions.dot(&t)
    }
}

impl<O: Objective> Objective for Restricted<O> {
    fn dimension(&self) -> usize {
        self.directions.ncols()
    }

    fn loss(&self, point: ArrayView1<f64>) -> f64 {
        self.inner.loss(self.lift(point).view())
    }

    fn gradient(&self, point: ArrayView1<f64>) -> (f64, Array1<f64>) {
        let (loss, gradient) = self.inner.gradient(self.lift(point).view());
        (loss, self.directions.t().dot(&gradient))
    }

    fn hessian(&self, point: ArrayView1<f64>) -> Array2<f64> {
        let hessian = self.inner.hessian(self.lift(point).view());
        self.directions.t().dot(&hessian).dot(&self.directions)
    }
}

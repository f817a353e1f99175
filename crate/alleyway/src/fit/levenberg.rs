//! Levenberg-Marquardt: Newton's method for sums of squares, damped.

use ndarray::{Array1, Array2, ArrayView1};

use crate::dense::{axpy, dot};
use crate::objective::LeastSquares;

/// Steps (J^T J + mu I) delta = J^T r, with mu divided by 3 when the loss has fallen and times 4 when it has not.
///
/// No Gram matrix is formed: the step is the least-squares solution of (J; sqrt(mu) I) delta = (r; 0), or for more parameters than
/// residuals J^T y with (J^T; sqrt(mu) I)^T (J^T; sqrt(mu) I) y = r, both by Householder reflections.
///
/// One iteration of 500 residuals and 5,000 parameters takes more than a second, so that it can be done in quanta.
///
/// ```
/// use alleyway::fit::Levenberg;
/// use alleyway::model::Linear;
/// use ndarray::{Array1, array};
///
/// // Of a line through two points nothing is left after a few iterations.
/// let line = Linear::new(array![[1.0, 1.0], [0.0, 2.0]], array![1.0, 5.0]);
/// let mut levenberg = Levenberg::new(&line, Array1::zeros(2));
/// while levenberg.loss() > 1e-20 {
///     levenberg.step(&line);
/// }
/// assert!((levenberg.point()[0] - 1.0).abs() < 1e-9 && (levenberg.point()[1] - 2.0).abs() < 1e-9);
/// ```
#[derive(Debug, Clone)]
pub struct Levenberg {
    point: Array1<f64>,
    loss: f64,
    damping: f64,
    under_way: Option<UnderWay>,
}

/// An iteration that is not finished: the factorisation takes nearly all of the time.
#[derive(Debug, Clone)]
struct UnderWay {
    residuals: Array1<f64>,
    /// Transposed (P x n).
    jacobian: Array2<f64>,
    factorised: Reflected,
}

const DAMPING: f64 = 1e-2;
const EASIER: f64 = 3.0;
const HARDER: f64 = 4.0;

impl Levenberg {
    /// From a point.
    #[must_use]
    pub fn new(objective: &dyn LeastSquares, start: Array1<f64>) -> Self {
        let loss = objective.loss(start.view());
        Self { point: start, loss, damping: DAMPING, under_way: None }
    }

    /// One iteration: a step is tried, and taken where the loss falls. Whether it was.
    pub fn step(&mut self, objective: &dyn LeastSquares) -> bool {
        while !self.factorise(objective, f64::INFINITY) {}
        let UnderWay { residuals, jacobian, factorised } = self.under_way.take().expect("just factorised");
        let next = &self.point - &solved(&jacobian, residuals.view(), &factorised);
        let loss = objective.loss(next.view());
        let fell = loss < self.loss;
        if fell {
            (self.point, self.loss) = (next, loss);
            self.damping /= EASIER;
        } else {
            self.damping *= HARDER;
        }
        fell
    }

    /// Some floating-point operations of the next iteration, about; whether what is left of it is little, so that
    /// [`Levenberg::step`] ends it. The result does not depend on the quanta.
    pub fn factorise(&mut self, objective: &dyn LeastSquares, operations: f64) -> bool {
        let under_way = self.under_way.get_or_insert_with(|| {
            let residuals = objective.residuals(self.point.view());
            let jacobian = objective.jacobian(self.point.view());
            let factorised = begun(&jacobian, self.damping);
            UnderWay { residuals, jacobian, factorised }
        });
        under_way.factorised.advance(operations)
    }

    /// Where it stands.
    #[must_use]
    pub fn point(&self) -> ArrayView1<'_, f64> {
        self.point.view()
    }

    /// The loss there.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.loss
    }
}

/// The factorisation for a step, to be advanced: of (J; sqrt(mu) I) by columns, each of length n + p, or of (J^T; sqrt(mu) I). The
/// Jacobian is given transposed (P x n).
fn begun(jacobian: &Array2<f64>, damping: f64) -> Reflected {
    let (p, n) = jacobian.dim();
    if p <= n {
        Reflected::new(jacobian.outer_iter(), p, damping)
    } else {
        Reflected::new(jacobian.columns().into_iter(), n, damping)
    }
}

/// The delta of (J^T J + mu I) delta = J^T r, from its factorisation.
fn solved(jacobian: &Array2<f64>, residuals: ArrayView1<f64>, a: &Reflected) -> Array1<f64> {
    let (p, n) = jacobian.dim();
    if p <= n {
        let mut right = vec![0.0; n + p];
        right[..n].copy_from_slice(residuals.as_slice().expect("residuals are contiguous"));
        a.reflect(&mut right);
        a.solve(&mut right[..p]);
        Array1::from(right[..p].to_vec())
    } else {
        let mut y = residuals.to_vec();
        a.solve_transposed(&mut y);
        a.solve(&mut y);
        jacobian.dot(&Array1::from(y))
    }
}

/// A tall matrix (some columns over sqrt(mu) I) as R and the reflectors that make it.
#[derive(Debug, Clone)]
struct Reflected {
    /// Column k holds, once it is factorised, R above the diagonal and the k-th reflector from there down.
    columns: Vec<Vec<f64>>,
    /// The diagonal of R, as far as it is factorised.
    diagonal: Vec<f64>,
}

impl Reflected {
    fn new<'a>(tops: impl Iterator<Item = ArrayView1<'a, f64>>, count: usize, damping: f64) -> Self {
        let columns: Vec<Vec<f64>> = tops
            .enumerate()
            .map(|(k, top)| {
                let mut column = top.to_vec();
                column.resize(top.len() + count, 0.0);
                column[top.len() + k] = damping.sqrt();
                column
            })
            .collect();
        Self { columns, diagonal: Vec::with_capacity(count) }
    }

    /// Reflect some columns more, for about so many operations; whether all are.
    fn advance(&mut self, operations: f64) -> bool {
        let mut spent = 0.0;
        while self.diagonal.len() < self.columns.len() && spent < operations {
            let k = self.diagonal.len();
            let (done, rest) = self.columns.split_at_mut(k + 1);
            let v = &mut done[k][k..];
            let length = dot(v, v).sqrt();
            let end = if v[0] > 0.0 { -length } else { length };
            v[0] -= end;
            let scale = (2.0 / dot(v, v)).sqrt();
            // Of length sqrt 2: then the reflection is x - v (v . x).
            if scale.is_finite() {
                v.iter_mut().for_each(|x| *x *= scale);
            }
            spent += (4 * (rest.len() + 1) * v.len()) as f64;
            for column in rest {
                let along = dot(v, &column[k..]);
                axpy(-along, v, &mut column[k..]);
            }
            self.diagonal.push(end);
        }
        self.diagonal.len() == self.columns.len()
    }

    /// x <- Q^T x.
    fn reflect(&self, x: &mut [f64]) {
        for (k, column) in self.columns.iter().enumerate() {
            let along = dot(&column[k..], &x[k..]);
            axpy(-along, &column[k..], &mut x[k..]);
        }
    }

    /// x <- R^-1 x.
    fn solve(&self, x: &mut [f64]) {
        for k in (0..x.len()).rev() {
            x[k] /= self.diagonal[k];
            let (above, here) = x.split_at_mut(k);
            axpy(-here[0], &self.columns[k][..k], above);
        }
    }

    /// x <- R^-T x.
    fn solve_transposed(&self, x: &mut [f64]) {
        for k in 0..x.len() {
            x[k] = (x[k] - dot(&self.columns[k][..k], &x[..k])) / self.diagonal[k];
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;
    use crate::objective::Objective;
    use crate::seed::{Purpose, Stream};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn the_step_solves_the_damped_normal_equations(p in 1usize..20, n in 1usize..20, power in -6i32..3, seed in 0u64..500) {
            let mut stream = Stream::new(seed, Purpose::Test, 0);
            let jacobian = Array2::from_shape_simple_fn((p, n), || stream.normal());
            let residuals = Array1::from_shape_simple_fn(n, || stream.normal());
            let damping = 10f64.powi(power);
            let mut factorised = begun(&jacobian, damping);
            while !factorised.advance(100.0) {}
            let delta = solved(&jacobian, residuals.view(), &factorised);
            let left = jacobian.dot(&jacobian.t().dot(&delta)) + &delta * damping;
            let right = jacobian.dot(&residuals);
            let size = delta.dot(&delta).sqrt() * jacobian.iter().map(|v| v * v).sum::<f64>();
            prop_assert!((&left - &right).iter().all(|d| d.abs() < 1e-13 * (1.0 + size)), "{left} {right}");
        }
    }

    /// Rosenbrock's valley as residuals: 10 (y - x^2) and 1 - x.
    struct Valley;

    impl Objective for Valley {
        fn dimension(&self) -> usize {
            2
        }

        fn loss(&self, p: ArrayView1<f64>) -> f64 {
            let r = self.residuals(p);
            r.dot(&r)
        }

        fn gradient(&self, p: ArrayView1<f64>) -> (f64, Array1<f64>) {
            (self.loss(p), 2.0 * self.jacobian(p).dot(&self.residuals(p)))
        }

        fn hessian(&self, _: ArrayView1<f64>) -> Array2<f64> {
            unreachable!("Levenberg-Marquardt needs none")
        }
    }

    impl LeastSquares for Valley {
        fn residuals(&self, p: ArrayView1<f64>) -> Array1<f64> {
            array![10.0 * (p[1] - p[0] * p[0]), 1.0 - p[0]]
        }

        fn jacobian(&self, p: ArrayView1<f64>) -> Array2<f64> {
            array![[-20.0 * p[0], -1.0], [10.0, 0.0]]
        }
    }

    #[test]
    fn an_iteration_in_quanta_is_the_same_iteration() {
        let ends = [f64::INFINITY, 1.0].map(|operations| {
            let mut walk = Levenberg::new(&Valley, array![-1.2, 1.0]);
            for _ in 0..9 {
                while !walk.factorise(&Valley, operations) {}
                walk.step(&Valley);
            }
            walk.point().to_owned()
        });
        assert_eq!(ends[0], ends[1]);
    }

    #[test]
    fn the_bent_valley_is_left_in_a_few_dozen_iterations_and_the_loss_never_rises() {
        let mut walk = Levenberg::new(&Valley, array![-1.2, 1.0]);
        let mut before = walk.loss();
        for _ in 0..60 {
            walk.step(&Valley);
            assert!(walk.loss() <= before);
            before = walk.loss();
        }
        assert!(walk.loss() < 1e-25, "{}", walk.loss());
        assert!((walk.point()[0] - 1.0).abs() < 1e-12 && (walk.point()[1] - 1.0).abs() < 1e-12);
    }
}

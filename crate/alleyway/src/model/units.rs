//! A sum of units of one shape, each with a height and a place: f(x) = sum of a_j u(x; c_j).

use ndarray::{Array1, Array2, ArrayView1, s};

use crate::objective::Objective;

/// The shape of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// exp(-(x - c)^2 / width): the place is its centre.
    Bump {
        /// In squared units of x.
        width: f64,
    },
    /// sin(c x): the place is its frequency.
    Sine,
}

impl Shape {
    /// u(x; c) and its first and second derivative by c.
    #[must_use]
    pub fn at(self, x: f64, c: f64) -> [f64; 3] {
        match self {
            Self::Bump { width } => {
                let d = x - c;
                let u = libm::exp(-d * d / width);
                let slope = 2.0 * d / width;
                [u, slope * u, (slope * slope - 2.0 / width) * u]
            }
            Self::Sine => {
                let (sine, cosine) = (libm::sin(c * x), libm::cos(c * x));
                [sine, x * cosine, -x * x * sine]
            }
        }
    }
}

/// Half the mean squared error of a sum of m units on some points; parameters a_1..a_m, c_1..c_m.
///
/// ```
/// use alleyway::model::{Shape, Units};
/// use alleyway::objective::Objective;
/// use ndarray::array;
///
/// // One bump of height 2 about 1 fits itself; moved by a little, its own curvature is a mean of squares: no split opens a way.
/// let (shape, x) = (Shape::Bump { width: 1.0 }, array![0.0, 1.0, 2.0]);
/// let own = array![2.0, 1.0];
/// let units = Units::new(shape, 1, x.clone(), Units::predict(shape, own.view(), x.view()));
/// assert_eq!(units.loss(own.view()), 0.0);
/// assert_eq!(units.splitting_index(own.view(), 0), 0.0);
/// ```
#[derive(Debug, Clone)]
pub struct Units {
    shape: Shape,
    count: usize,
    x: Array1<f64>,
    y: Array1<f64>,
}

impl Units {
    /// `count` units on the points x, y.
    ///
    /// # Panics
    /// When x and y differ in length.
    #[must_use]
    pub fn new(shape: Shape, count: usize, x: Array1<f64>, y: Array1<f64>) -> Self {
        assert_eq!(x.len(), y.len(), "a target for each point");
        Self { shape, count, x, y }
    }

    /// f at the points `x`.
    #[must_use]
    pub fn predict(shape: Shape, point: ArrayView1<f64>, x: ArrayView1<f64>) -> Array1<f64> {
        let count = point.len() / 2;
        x.mapv(|x| (0..count).map(|j| point[j] * shape.at(x, point[count + j])[0]).sum())
    }

    /// The splitting index S of a unit (Liu, Wu & Wang 2019, arXiv 1910.02366): what the residuals add to the curvature along its own
    /// place, a_j mean((f - y) u''(x; c_j)).
    ///
    /// When the unit is split into gamma a and (1 - gamma) a, the two places can move apart by (1 - gamma) t and -gamma t without
    /// changing f to first order; the curvature of the loss along t is S gamma (1 - gamma) (Fukumizu & Amari 2000).
    #[must_use]
    pub fn splitting_index(&self, point: ArrayView1<f64>, j: usize) -> f64 {
        let ([_, _, bend], residuals) = self.parts(point);
        point[j] * bend.row(j).dot(&residuals) / self.x.len() as f64
    }

    /// u, u' and u'' of every unit at every point (each m x n), and the residuals f - y (n).
    fn parts(&self, point: ArrayView1<f64>) -> ([Array2<f64>; 3], Array1<f64>) {
        let shape = (self.count, self.x.len());
        let mut parts = [Array2::zeros(shape), Array2::zeros(shape), Array2::zeros(shape)];
        for j in 0..self.count {
            for (i, &x) in self.x.iter().enumerate() {
                let values = self.shape.at(x, point[self.count + j]);
                parts.iter_mut().zip(values).for_each(|(part, value)| part[[j, i]] = value);
            }
        }
        let residuals = parts[0].t().dot(&point.slice(s![..self.count])) - &self.y;
        (parts, residuals)
    }
}

impl Objective for Units {
    fn dimension(&self) -> usize {
        2 * self.count
    }

    fn loss(&self, point: ArrayView1<f64>) -> f64 {
        let prediction = Self::predict(self.shape, point, self.x.view());
        let squares: f64 = prediction.iter().zip(&self.y).map(|(f, y)| (f - y) * (f - y)).sum();
        0.5 * squares / self.x.len() as f64
    }

    fn gradient(&self, point: ArrayView1<f64>) -> (f64, Array1<f64>) {
        let n = self.x.len() as f64;
        let ([u, slope, _], residuals) = self.parts(point);
        let mut gradient = Array1::zeros(self.dimension());
        for j in 0..self.count {
            gradient[j] = u.row(j).dot(&residuals) / n;
            gradient[self.count + j] = point[j] * slope.row(j).dot(&residuals) / n;
        }
        (0.5 * residuals.dot(&residuals) / n, gradient)
    }

    fn hessian(&self, point: ArrayView1<f64>) -> Array2<f64> {
        let (m, n) = (self.count, self.x.len() as f64);
        let ([u, slope, bend], residuals) = self.parts(point);
        let mut hessian = Array2::zeros((2 * m, 2 * m));
        for i in 0..m {
            for j in 0..m {
                let own = f64::from(u8::from(i == j));
                hessian[[i, j]] = u.row(i).dot(&u.row(j)) / n;
                let mixed = point[j] * u.row(i).dot(&slope.row(j)) + own * slope.row(j).dot(&residuals);
                hessian[[i, m + j]] = mixed / n;
                hessian[[m + j, i]] = mixed / n;
                let places = point[i] * point[j] * slope.row(i).dot(&slope.row(j));
                hessian[[m + i, m + j]] = (places + own * point[j] * bend.row(j).dot(&residuals)) / n;
            }
        }
        hessian
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use ndarray::array;
    use num_dual::{DualNum, HyperDual64};

    use super::*;
    use crate::model::product::product_error;
    use crate::objective::Restricted;

    fn objective(shape: Shape, count: usize) -> Units {
        let x: Array1<f64> = (0..17).map(|i| f64::from(i) / 4.0 - 2.0).collect();
        let y = x.mapv(|x| libm::sin(2.0 * x) + 0.3 * x);
        Units::new(shape, count, x, y)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn gradient_and_hessian_are_the_differences_of_the_loss(
            bump in any::<bool>(), count in 1usize..4, values in proptest::collection::vec(-1.5f64..1.5, 6),
        ) {
            let shape = if bump { Shape::Bump { width: 0.72 } } else { Shape::Sine };
            let objective = objective(shape, count);
            let point = Array1::from(values[..2 * count].to_vec());
            let (loss, gradient) = objective.gradient(point.view());
            prop_assert!((loss - objective.loss(point.view())).abs() < 1e-14);
            let hessian = objective.hessian(point.view());
            let h = 1e-5;
            for i in 0..2 * count {
                let moved = |by: f64| { let mut p = point.clone(); p[i] += by; p };
                let slope = (objective.loss(moved(h).view()) - objective.loss(moved(-h).view())) / (2.0 * h);
                prop_assert!((slope - gradient[i]).abs() < 1e-8, "{i}: {slope} {}", gradient[i]);
                let column = (objective.gradient(moved(h).view()).1 - objective.gradient(moved(-h).view()).1) / (2.0 * h);
                for j in 0..2 * count {
                    prop_assert!((column[j] - hessian[[i, j]]).abs() < 1e-7, "{i} {j}");
                }
            }
        }

        #[test]
        fn a_hessian_vector_product_is_that_of_the_loss_in_dual_numbers(
            bump in any::<bool>(), count in 1usize..4, values in proptest::collection::vec(-1.5f64..1.5, 12),
        ) {
            let shape = if bump { Shape::Bump { width: 0.72 } } else { Shape::Sine };
            let objective = objective(shape, count);
            let (point, direction) = (&values[..2 * count], &values[6..6 + 2 * count]);
            let loss = |p: &[HyperDual64]| {
                let squares = objective.x.iter().zip(&objective.y).map(|(&x, &y)| {
                    let f: HyperDual64 = (0..count).map(|j| p[j] * match shape {
                        Shape::Bump { width } => (-(-p[count + j] + x).powi(2) / width).exp(),
                        Shape::Sine => (p[count + j] * x).sin(),
                    }).sum();
                    (f - y).powi(2)
                });
                squares.sum::<HyperDual64>() * 0.5 / objective.x.len() as f64
            };
            prop_assert!(product_error(&objective, loss, point, direction) < 1e-13);
        }

        #[test]
        fn places_that_move_apart_after_a_split_see_s_gamma_one_minus_gamma(
            gamma in -1.0f64..2.0, values in proptest::collection::vec(-1.5f64..1.5, 4),
        ) {
            let shape = Shape::Bump { width: 0.72 };
            let wide = array![gamma * values[0], values[1], (1.0 - gamma) * values[0], values[2], values[3], values[2]];
            let hessian = objective(shape, 3).hessian(wide.view());
            let apart = array![0.0, 0.0, 0.0, 1.0 - gamma, 0.0, -gamma];
            let splitting_index = objective(shape, 2).splitting_index(ArrayView1::from(&values), 0);
            prop_assert!((apart.dot(&hessian.dot(&apart)) - splitting_index * gamma * (1.0 - gamma)).abs() < 1e-14);
        }

        #[test]
        fn a_restriction_has_the_derivatives_along_its_directions(values in proptest::collection::vec(-1.0f64..1.0, 14)) {
            let inner = objective(Shape::Bump { width: 0.5 }, 2);
            let origin = Array1::from(values[..4].to_vec());
            let directions = Array2::from_shape_vec((4, 2), values[4..12].to_vec()).unwrap();
            let restricted = Restricted::new(inner, origin, directions);
            let t = Array1::from(values[12..].to_vec());
            let (_, gradient) = restricted.gradient(t.view());
            let hessian = restricted.hessian(t.view());
            let h = 1e-5;
            for i in 0..2 {
                let moved = |by: f64| { let mut p = t.clone(); p[i] += by; p };
                let slope = (restricted.loss(moved(h).view()) - restricted.loss(moved(-h).view())) / (2.0 * h);
                prop_assert!((slope - gradient[i]).abs() < 1e-7);
                let column = (restricted.gradient(moved(h).view()).1 - restricted.gradient(moved(-h).view()).1) / (2.0 * h);
                prop_assert!((0..2).all(|j| (column[j] - hessian[[i, j]]).abs() < 1e-6));
            }
        }
    }
}

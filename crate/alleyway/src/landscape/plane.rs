//! Planes through a point of parameter space: which directions span them, and how much of a path lies in them.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use crate::objective::Objective;
use crate::seed::Stream;
use crate::spectrum::{Spectrum, flat_under};

/// All points origin + s first + t second; the two directions need be neither of unit length nor at right angles.
///
/// ```
/// use alleyway::landscape::Plane;
/// use ndarray::array;
///
/// // A path in the plane of the first two of three weights, seen from its end.
/// let path = array![[3.0, 0.0, 0.0], [1.0, 2.0, 0.0], [0.0, 1.0, 0.0]];
/// let plane = Plane::principal(array![0.0, 0.0, 0.0], path.view());
/// assert!(plane.missed(path.view()) < 1e-15);
/// // Another, by two weights of which the path uses one, misses what it does in the other.
/// let other = Plane { origin: array![0.0, 0.0, 0.0], first: array![1.0, 0.0, 0.0], second: array![0.0, 0.0, 1.0] };
/// assert!((other.missed(path.view()) - 5.0 / 15.0).abs() < 1e-15);
/// ```
#[derive(Debug, Clone)]
pub struct Plane {
    /// Where s = t = 0 (P).
    pub origin: Array1<f64>,
    /// The direction of s (P).
    pub first: Array1<f64>,
    /// The direction of t (P).
    pub second: Array1<f64>,
}

impl Plane {
    /// The point at (s, t).
    #[must_use]
    pub fn point(&self, s: f64, t: f64) -> Array1<f64> {
        &self.origin + &(&self.first * s) + &self.second * t
    }

    /// (s, t) of the point of the plane that is nearest to `point`.
    #[must_use]
    pub fn nearest(&self, point: ArrayView1<f64>) -> (f64, f64) {
        let away = &point - &self.origin;
        let (a, b, c) = (self.first.dot(&self.first), self.first.dot(&self.second), self.second.dot(&self.second));
        let (x, y) = (self.first.dot(&away), self.second.dot(&away));
        let determinant = a * c - b * b;
        ((c * x - b * y) / determinant, (a * y - b * x) / determinant)
    }

    /// The share of the energy of some points (m x P) that the plane misses: 1 - sum |projection|^2 / sum |point - origin|^2.
    #[must_use]
    pub fn missed(&self, points: ArrayView2<f64>) -> f64 {
        let (mut outside, mut whole) = (0.0, 0.0);
        for point in points.outer_iter() {
            let (s, t) = self.nearest(point);
            let rest = &point - &self.point(s, t);
            let away = &point - &self.origin;
            outside += rest.dot(&rest);
            whole += away.dot(&away);
        }
        if whole > 0.0 { outside / whole } else { 0.0 }
    }

    /// The plane through `origin` that misses least of some points (m x P): their first two principal directions, seen from there.
    ///
    /// Without centring, for the origin is the end of the path and not its mean. Each direction points to where the first of the
    /// points lies.
    ///
    /// # Panics
    /// With fewer than two parameters.
    #[must_use]
    pub fn principal(origin: Array1<f64>, points: ArrayView2<f64>) -> Self {
        let away = &points - &origin.view().insert_axis(Axis(0));
        let (m, p) = away.dim();
        assert!(p >= 2, "a plane has two directions");
        // The eigenvectors of the smaller of the two Gram matrices. Of those of X X^T one needs X^T u.
        let directions: Vec<Array1<f64>> = if p <= m {
            let spectrum = Spectrum::of(away.t().dot(&away).view());
            (1..=2).map(|k| spectrum.vectors.column(p - k).to_owned()).collect()
        } else {
            let spectrum = Spectrum::of(away.dot(&away.t()).view());
            (1..=2.min(m)).map(|k| away.t().dot(&spectrum.vectors.column(m - k))).collect()
        };
        let start = away.row(0);
        let mut kept: Vec<Array1<f64>> = Vec::with_capacity(2);
        // A path along a line has no second direction: then the coordinate that is furthest from the first.
        let spare = (0..p).map(|at| Array1::from_shape_fn(p, |i| f64::from(u8::from(i == at))));
        for mut direction in directions.into_iter().chain(spare) {
            let scale = direction.dot(&direction).sqrt();
            for before in &kept {
                let along = before.dot(&direction);
                direction.scaled_add(-along, before);
            }
            let length = direction.dot(&direction).sqrt();
            if length > 1e-9 * scale && length > 0.0 {
                direction /= length;
                if direction.dot(&start) < 0.0 {
                    direction *= -1.0;
                }
                kept.push(direction);
            }
            if kept.len() == 2 {
                break;
            }
        }
        let second = kept.pop().expect("as many directions as parameters");
        let first = kept.pop().expect("as many directions as parameters");
        Self { origin, first, second }
    }

    /// Two random directions, filter by filter as long as the point itself: d_j <- d_j |p_j|/|d_j| for the parameters p_j of every
    /// filter j (Li et al. 2018, arXiv 1712.09913, section 4). Parameters of no filter stay where they are.
    ///
    /// Where what comes into a neuron and what goes out of it are filters of their own, the surface is the same for all networks that
    /// only differ in how the scale of a ReLU neuron is divided between the two.
    #[must_use]
    pub fn random(origin: Array1<f64>, filters: &[Vec<usize>], stream: &mut Stream) -> Self {
        let mut direction = || {
            let mut direction = Array1::zeros(origin.len());
            for filter in filters {
                filter.iter().for_each(|at| direction[*at] = stream.normal());
                let length = |v: &Array1<f64>| filter.iter().map(|at| v[*at] * v[*at]).sum::<f64>().sqrt();
                let factor = length(&origin) / length(&direction);
                filter.iter().for_each(|at| direction[*at] *= factor);
            }
            direction
        };
        let (first, second) = (direction(), direction());
        Self { origin, first, second }
    }

    /// The directions of the largest and the smallest eigenvalue of the Hessian.
    #[must_use]
    pub fn curvatures(origin: Array1<f64>, spectrum: &Spectrum) -> Self {
        let last = spectrum.values.len() - 1;
        Self { origin, first: spectrum.vectors.column(last).to_owned(), second: spectrum.bottom() }
    }

    /// The losses at all s for one t.
    #[must_use]
    pub fn row(&self, objective: &dyn Objective, s: &[f64], t: f64) -> Array1<f64> {
        let start = &self.origin + &(&self.second * t);
        objective.along(start.view(), self.first.view(), s)
    }
}

/// |min(smallest eigenvalue, 0)| over the largest of the Hessian: how far from convex the surface is at a point (Li et al. 2018,
/// section 6). 0 where it is flat in every direction, as where no neuron answers; infinite where none curves up.
#[must_use]
pub fn eigenvalue_ratio(objective: &dyn Objective, point: ArrayView1<f64>) -> f64 {
    let (smallest, largest) = Spectrum::ends(objective.hessian(point).view());
    let flat = flat_under(&[smallest, largest]);
    match (smallest > -flat, largest > flat) {
        (true, false) => 0.0,
        (false, false) => f64::INFINITY,
        _ => -smallest.min(0.0) / largest,
    }
}

/// `count` equally spaced values from `low` to `high`.
#[must_use]
pub fn spaced(low: f64, high: f64, count: usize) -> Vec<f64> {
    (0..count).map(|i| low + (high - low) * i as f64 / (count - 1) as f64).collect()
}

/// What is drawn of one axis of a path: from its least to its largest coordinate, and `margin` more on either side.
#[must_use]
pub fn extent(values: &Array2<f64>, column: usize, margin: f64) -> (f64, f64) {
    let column = values.column(column);
    let low = column.iter().copied().fold(f64::INFINITY, f64::min);
    let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (low - margin, high + margin)
}

#[cfg(test)]
mod tests {
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;
    use crate::seed::Purpose;

    /// Half the sum of c_i x_i^2.
    struct Bent([f64; 3]);

    impl Objective for Bent {
        fn dimension(&self) -> usize {
            3
        }

        fn loss(&self, point: ArrayView1<f64>) -> f64 {
            self.gradient(point).0
        }

        fn gradient(&self, point: ArrayView1<f64>) -> (f64, Array1<f64>) {
            let slope: Array1<f64> = point.iter().zip(self.0).map(|(x, c)| c * x).collect();
            (0.5 * slope.dot(&point), slope)
        }

        fn hessian(&self, _: ArrayView1<f64>) -> Array2<f64> {
            Array2::from_diag(&array![self.0[0], self.0[1], self.0[2]])
        }
    }

    fn cloud(m: usize, p: usize, seed: u64) -> (Array1<f64>, Array2<f64>) {
        let mut stream = Stream::new(seed, Purpose::Test, p);
        let origin = Array1::from_shape_simple_fn(p, || stream.normal());
        (origin, Array2::from_shape_simple_fn((m, p), || stream.normal()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn no_other_plane_misses_less_than_the_principal_one(m in 1usize..12, p in 2usize..12, seed in 0u64..500) {
            let (origin, points) = cloud(m, p, seed);
            let best = Plane::principal(origin.clone(), points.view());
            prop_assert!((best.first.dot(&best.first) - 1.0).abs() < 1e-12 && best.first.dot(&best.second).abs() < 1e-9);
            let least = best.missed(points.view());
            for other in 0..20 {
                let mut stream = Stream::new(seed, Purpose::Test, 1000 + other);
                let turned = |v: &Array1<f64>, stream: &mut Stream| v.mapv(|x| x + 0.1 * stream.normal());
                let (first, second) = (turned(&best.first, &mut stream), turned(&best.second, &mut stream));
                let plane = Plane { origin: origin.clone(), first, second };
                prop_assert!(plane.missed(points.view()) > least - 1e-12);
            }
        }

        #[test]
        fn what_is_missed_is_the_distance_to_the_nearest_point(seed in 0u64..500) {
            let (origin, points) = cloud(5, 6, seed);
            let mut stream = Stream::new(seed, Purpose::Test, 99);
            let mut direction = || Array1::from_shape_simple_fn(6, || stream.normal());
            let plane = Plane { origin, first: direction(), second: direction() };
            for point in points.outer_iter() {
                let (s, t) = plane.nearest(point);
                let rest = &point - &plane.point(s, t);
                prop_assert!(rest.dot(&plane.first).abs() < 1e-9 && rest.dot(&plane.second).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_path_in_a_plane_is_missed_by_nothing_and_one_along_a_line_still_has_a_plane() {
        let origin = array![1.0, 2.0, 3.0];
        let path = array![[2.0, 2.0, 3.0], [1.0, 4.0, 3.0], [0.0, 1.0, 3.0]];
        assert!(Plane::principal(origin.clone(), path.view()).missed(path.view()) < 1e-15);
        let line = array![[2.0, 3.0, 4.0], [0.0, 1.0, 2.0]];
        let plane = Plane::principal(origin, line.view());
        assert!(plane.missed(line.view()) < 1e-15 && (plane.second.dot(&plane.second) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_ratio_is_that_of_the_extreme_eigenvalues() {
        let ratio = |curvatures: [f64; 3]| eigenvalue_ratio(&Bent(curvatures), array![0.3, -0.2, 1.0].view());
        assert!((ratio([4.0, -1.0, 0.5]) - 0.25).abs() < 1e-15);
        assert_eq!(ratio([4.0, 0.0, 0.5]), 0.0);
        assert_eq!(ratio([0.0, 1e-17, -1e-15]), 0.0);
        assert_eq!(ratio([-1.0, -2.0, 0.0]), f64::INFINITY);
    }

    #[test]
    fn random_directions_are_as_long_as_each_filter() {
        let (origin, _) = cloud(1, 7, 3);
        let filters = vec![vec![0, 2, 4], vec![1, 3], vec![5]];
        let plane = Plane::random(origin.clone(), &filters, &mut Stream::new(1, Purpose::Test, 0));
        for filter in &filters {
            let length = |v: &Array1<f64>| filter.iter().map(|at| v[*at] * v[*at]).sum::<f64>().sqrt();
            assert!((length(&plane.first) - length(&origin)).abs() < 1e-12);
            assert!((length(&plane.second) - length(&origin)).abs() < 1e-12);
        }
        assert_eq!(plane.first[6], 0.0);
    }

    #[test]
    fn a_random_surface_does_not_change_where_the_scale_of_a_relu_neuron_moves_from_its_inputs_to_its_output() {
        // f(x) = sum over two neurons of a max(0, w x + b), at a few points; (w, b) times c and a over c is the same function.
        let loss = |p: &Array1<f64>| -> f64 {
            let f = |x: f64| (0..2).map(|j| p[4 + j] * f64::max(0.0, p[2 * j] * x + p[2 * j + 1])).sum::<f64>();
            (-4..=4).map(|i| f64::from(i) / 3.0).map(|x| (f(x) - x * x).powi(2)).sum()
        };
        let filters = [vec![0, 1], vec![2, 3], vec![4], vec![5]];
        let one = array![0.7, -0.2, -1.1, 0.4, 0.9, 1.6];
        let other = array![7.0, -2.0, -1.1 / 3.0, 0.4 / 3.0, 0.09, 4.8];
        let plane = |point: &Array1<f64>| Plane::random(point.clone(), &filters, &mut Stream::new(2, Purpose::Test, 0));
        let (one, other) = (plane(&one), plane(&other));
        for (s, t) in [(0.0, 0.0), (0.5, -0.3), (-1.0, 0.8)] {
            let (a, b) = (loss(&one.point(s, t)), loss(&other.point(s, t)));
            assert!((a - b).abs() < 1e-12 * a, "{a} {b}");
        }
    }
}

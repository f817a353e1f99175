//! The losses of the figures once more, from their formulas, with derivatives by differences: what is called a minimum, a saddle or
//! flat is looked at here.

use std::f64::consts::PI;

use nalgebra::DMatrix;

/// A loss of some weights.
pub trait Surface {
    fn at(&self, point: &[f64]) -> f64;

    /// The length of the gradient.
    fn slope(&self, point: &[f64]) -> f64 {
        let h = 1e-5;
        let along = |i: usize| {
            let moved = |sign: f64| {
                let mut moved = point.to_vec();
                moved[i] += sign * h;
                self.at(&moved)
            };
            (moved(1.0) - moved(-1.0)) / (2.0 * h)
        };
        (0..point.len()).map(|i| along(i) * along(i)).sum::<f64>().sqrt()
    }

    /// Eigenvalues of the Hessian, ascending, from second differences: right to about [`ROUGH`].
    fn eigenvalues(&self, point: &[f64]) -> Vec<f64> {
        let h = 3e-4;
        let moved = |i: usize, a: f64, j: usize, b: f64| {
            let mut moved = point.to_vec();
            moved[i] += a * h;
            moved[j] += b * h;
            self.at(&moved)
        };
        let second = |i: usize, j: usize| {
            if i == j {
                return (moved(i, 1.0, j, 0.0) - 2.0 * self.at(point) + moved(i, -1.0, j, 0.0)) / (h * h);
            }
            let (up, down) =
                (moved(i, 1.0, j, 1.0) + moved(i, -1.0, j, -1.0), moved(i, 1.0, j, -1.0) + moved(i, -1.0, j, 1.0));
            (up - down) / (4.0 * h * h)
        };
        let matrix = DMatrix::from_fn(point.len(), point.len(), second);
        let symmetric = 0.5 * (&matrix + matrix.transpose());
        let mut values: Vec<f64> = symmetric.symmetric_eigenvalues().iter().copied().collect();
        values.sort_by(f64::total_cmp);
        values
    }
}

/// Within this two curvatures are the same: second differences have an error of about 1e-9 / h^2 by rounding and h^2 by cutting off.
pub const ROUGH: f64 = 1e-5;

/// Equally spaced points from -reach to reach.
fn spread(count: usize, reach: f64) -> Vec<f64> {
    (0..count).map(|i| reach * (2.0 * i as f64 / (count - 1) as f64 - 1.0)).collect()
}

/// What one unit gives at x for its weight.
type Unit = fn(f64, f64) -> f64;

/// Half the mean squared error of a sum of units, sum of a_j u(x; c_j); weights a_1.., c_1...
pub struct Sum {
    unit: Unit,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Sum {
    pub fn predict(&self, point: &[f64], x: f64) -> f64 {
        let (heights, places) = point.split_at(point.len() / 2);
        heights.iter().zip(places).map(|(a, c)| a * (self.unit)(x, *c)).sum()
    }

    fn of(unit: Unit, x: Vec<f64>, truth: &[f64]) -> Self {
        let mut sum = Self { unit, x: x.clone(), y: Vec::new() };
        sum.y = x.into_iter().map(|x| sum.predict(truth, x)).collect();
        sum
    }

    /// The bumps of `one-weight`: .4 exp(-(x + 1.2)^2/.72) + .6 exp(-(x - 1.2)^2/.72) on 31 points of [-3, 3].
    pub fn two_bumps() -> Self {
        Self::of(|x, c| (-(x - c) * (x - c) / 0.72).exp(), spread(31, 3.0), &[0.4, 0.6, -1.2, 1.2])
    }

    /// The sines of `one-weight`: sin 8x on 41 points of [-1, 1].
    pub fn sines() -> Self {
        Self::of(|x, c| (c * x).sin(), spread(41, 1.0), &[1.0, 8.0])
    }

    /// The four bumps of `split`, exp(-(1.25 (x - c))^2), on 33 points of [-4, 4].
    pub fn four_bumps() -> Self {
        let truth = [1.0, -0.7, 0.9, 0.6, -3.0, -1.0, 1.0, 3.0];
        Self::of(|x, c| (-1.5625 * (x - c) * (x - c)).exp(), spread(33, 4.0), &truth)
    }
}

impl Surface for Sum {
    fn at(&self, point: &[f64]) -> f64 {
        let square = |(x, y): (&f64, &f64)| (self.predict(point, *x) - y).powi(2);
        0.5 * self.x.iter().zip(&self.y).map(square).sum::<f64>() / self.x.len() as f64
    }
}

/// The same with heights that do not move, or with a share g and 1 - g: weights c1, or c1, c2, or c1, c2, g.
pub struct Places<'a> {
    pub sum: &'a Sum,
    /// The share of the first of two; `None` where it is a weight.
    pub share: Option<f64>,
}

impl Surface for Places<'_> {
    fn at(&self, point: &[f64]) -> f64 {
        match (point, self.share) {
            ([c], _) => self.sum.at(&[1.0, *c]),
            ([a, b], Some(share)) => self.sum.at(&[share, 1.0 - share, *a, *b]),
            ([a, b, share], _) => self.sum.at(&[*share, 1.0 - share, *a, *b]),
            _ => panic!("one place, or two, or two and a share"),
        }
    }
}

/// 1/2 E (sum_i relu(w_i . x) - sum_j relu(x_j))^2 for x ~ N(0, I_k); weights row by row. E relu(w.x) relu(v.x) is
/// |w||v| (sin t + (pi - t) cos t)/(2 pi) with t the angle between them (Cho & Saul 2009).
pub struct Ramps {
    pub teacher: usize,
}

fn both(w: &[f64], v: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let lengths = (dot(w, w) * dot(v, v)).sqrt();
    if lengths == 0.0 {
        return 0.0;
    }
    let cosine = (dot(w, v) / lengths).clamp(-1.0, 1.0);
    let angle = cosine.acos();
    lengths * (angle.sin() + (PI - angle) * cosine) / (2.0 * PI)
}

impl Surface for Ramps {
    fn at(&self, point: &[f64]) -> f64 {
        let k = self.teacher;
        let rows: Vec<&[f64]> = point.chunks_exact(k).collect();
        let teachers: Vec<Vec<f64>> = (0..k).map(|j| (0..k).map(|c| f64::from(u8::from(c == j))).collect()).collect();
        let pairs = |a: &[&[f64]], b: &[&[f64]]| -> f64 { a.iter().flat_map(|w| b.iter().map(|v| both(w, v))).sum() };
        let teachers: Vec<&[f64]> = teachers.iter().map(Vec::as_slice).collect();
        0.5 * pairs(&rows, &rows) - pairs(&rows, &teachers) + 0.5 * pairs(&teachers, &teachers)
    }
}

#[test]
fn the_eigenvalues_are_those_of_a_known_matrix() {
    struct Bowl;
    impl Surface for Bowl {
        fn at(&self, p: &[f64]) -> f64 {
            // The Hessian is [[2, 1], [1, -3]]: eigenvalues (-1 +- sqrt 29)/2.
            p[0] * p[0] + p[0] * p[1] - 1.5 * p[1] * p[1]
        }
    }
    let values = Bowl.eigenvalues(&[0.3, -0.2]);
    let root = 29f64.sqrt();
    assert!((values[0] + 0.5 * (1.0 + root)).abs() < ROUGH && (values[1] - 0.5 * (root - 1.0)).abs() < ROUGH);
    // Teacher and student alike: no loss, no slope.
    let ramps = Ramps { teacher: 2 };
    assert!(ramps.at(&[1.0, 0.0, 0.0, 1.0]).abs() < 1e-15 && (ramps.at(&[1.0, 0.0]) - 0.25).abs() < 1e-12);
}

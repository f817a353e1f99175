//! A ReLU network that learns another one: the population loss in closed form.

use std::f64::consts::PI;

use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1, s};

use crate::dense::{axpy, dot};
use crate::objective::Objective;

/// F(W) = 1/2 E [(sum_i relu(w_i . x) - sum_j relu(e_j . x))^2] for x ~ N(0, I_k), n student neurons w_i and the k unit vectors
/// e_j as teacher (Safran & Shamir 2018, arXiv 1712.08968). Parameters: W, row by row (n x k).
///
/// With t the angle between w and v,
///
/// - f(w, v) = E relu(w.x) relu(v.x) = |w||v| (sin t + (pi - t) cos t)/(2 pi),
/// - its gradient by w is (|v| sin t w/|w| + (pi - t) v)/(2 pi),
/// - its second derivative by w is |v| sin t/(2 pi |w|) (I - w w^T + n n^T) and the mixed one
///   ((pi - t) I + sin t (w v^T + n m^T))/(2 pi), all vectors of unit length here, n the part of v orthogonal to w and m that
///   of w orthogonal to v.
///
/// The loss is C2 and not C3 where two neurons are parallel, as they are just after a split.
///
/// ```
/// use alleyway::model::Teacher;
/// use alleyway::objective::Objective;
/// use ndarray::array;
///
/// // A student that is the teacher, its neurons in another order; and one whose two neurons are zero: 1/2 E (relu + relu)^2.
/// let objective = Teacher::new(2, 2);
/// assert!(objective.loss(array![0.0, 1.0, 1.0, 0.0].view()).abs() < 1e-15);
/// let nothing = objective.loss(array![1e-9, 0.0, 0.0, 1e-9].view());
/// assert!((nothing - (0.5 + 0.5 / std::f64::consts::PI)).abs() < 1e-8);
/// ```
#[derive(Debug, Clone)]
pub struct Teacher {
    teacher: usize,
    students: usize,
}

/// Where the squared cosine is above this, 1 - cos^2 has lost digits, and the sine comes from the orthogonal part.
const NEARLY_PARALLEL: f64 = 0.8;

/// Two vectors, seen from each other.
struct Pair {
    sine: f64,
    /// pi - t
    rest: f64,
    lengths: (f64, f64),
}

impl Pair {
    fn new(w: &[f64], v: &[f64]) -> Self {
        let lengths = (dot(w, w).sqrt(), dot(v, v).sqrt());
        // |w x v| from the orthogonal part: acos alone loses half its digits where vectors are nearly parallel.
        let along = dot(w, v) / (lengths.0 * lengths.1);
        let across = w.iter().zip(v).map(|(a, b)| {
            let d = b / lengths.1 - along * a / lengths.0;
            d * d
        });
        let sine = across.sum::<f64>().sqrt();
        Self { sine, rest: PI - libm::atan2(sine, along), lengths }
    }

    /// The unit part of v orthogonal to w; `None` where they are parallel and it is multiplied by zero.
    fn normal(&self, w: &[f64], v: &[f64]) -> Option<Vec<f64>> {
        (self.sine > 1e-14).then(|| {
            let along = dot(w, v) / (self.lengths.0 * self.lengths.1);
            let part = |(a, b): (&f64, &f64)| (b / self.lengths.1 - along * a / self.lengths.0) / self.sine;
            w.iter().zip(v).map(part).collect()
        })
    }
}

impl Teacher {
    /// `teacher` orthonormal teacher neurons in as many dimensions, and `students` that learn them.
    #[must_use]
    pub fn new(teacher: usize, students: usize) -> Self {
        Self { teacher, students }
    }

    /// Number of student neurons.
    #[must_use]
    pub fn students(&self) -> usize {
        self.students
    }

    fn rows<'a>(&self, point: &'a ArrayView1<f64>) -> impl Iterator<Item = &'a [f64]> {
        point.as_slice().expect("points are contiguous").chunks_exact(self.teacher)
    }

    fn unit(&self, j: usize) -> Vec<f64> {
        (0..self.teacher).map(|c| f64::from(u8::from(c == j))).collect()
    }

    /// What neuron `i` adds to its own diagonal block beside I/2: the sum of the second derivatives by w over the other
    /// students, minus that over the teacher (k x k).
    ///
    /// When a neuron is split into halves w/2 and w/2 the difference of the two copies sees twice this block and nothing else,
    /// so its smallest eigenvalue tells which neuron to split.
    #[must_use]
    pub fn block(&self, point: ArrayView1<f64>, i: usize) -> Array2<f64> {
        let w: Vec<&[f64]> = self.rows(&point).collect();
        let mut block = Array2::zeros((self.teacher, self.teacher));
        for (j, other) in w.iter().enumerate().filter(|(j, _)| *j != i) {
            debug_assert_ne!(i, j);
            add_second(&mut block, w[i], other, 1.0);
        }
        (0..self.teacher).for_each(|j| add_second(&mut block, w[i], &self.unit(j), -1.0));
        block
    }
}

/// block += sign times the second derivative of f(w, v) by w.
fn add_second(block: &mut Array2<f64>, w: &[f64], v: &[f64], sign: f64) {
    let pair = Pair::new(w, v);
    let Some(n) = pair.normal(w, v) else { return };
    let factor = sign * pair.lengths.1 * pair.sine / (2.0 * PI * pair.lengths.0);
    let square = pair.lengths.0 * pair.lengths.0;
    for (a, mut row) in block.outer_iter_mut().enumerate() {
        row[a] += factor;
        for (b, value) in row.iter_mut().enumerate() {
            *value += factor * (n[a] * n[b] - w[a] * w[b] / square);
        }
    }
}

impl Objective for Teacher {
    fn dimension(&self) -> usize {
        self.students * self.teacher
    }

    fn loss(&self, point: ArrayView1<f64>) -> f64 {
        self.gradient(point).0
    }

    fn gradient(&self, point: ArrayView1<f64>) -> (f64, Array1<f64>) {
        let mut gradient = Array1::zeros(self.dimension());
        let loss = self.gradient_into(point, gradient.view_mut());
        (loss, gradient)
    }

    fn gradient_into(&self, point: ArrayView1<f64>, mut out: ArrayViewMut1<f64>) -> f64 {
        let (k, n) = (self.teacher, self.students);
        let w = point.as_slice().expect("points are contiguous");
        let out = out.as_slice_mut().expect("buffers are contiguous");
        let row = |i: usize| &w[i * k..(i + 1) * k];
        let lengths: Vec<f64> = (0..n).map(|i| dot(row(i), row(i)).sqrt()).collect();
        // The teacher alone: k neurons of E relu^2 = 1/2 and k (k - 1) pairs at right angles.
        let mut loss = 0.5 * (k as f64 * 0.5 + (k * (k - 1)) as f64 / (2.0 * PI));
        // What each neuron gets along itself: the sum of |v| sin t over the others.
        let mut along_own = vec![0.0; n];
        for (gradient, w) in out.iter_mut().zip(w) {
            *gradient = 0.5 * w;
        }
        for i in 0..n {
            let (own, length) = (row(i), lengths[i]);
            loss += 0.25 * length * length;
            for j in 0..i {
                let other = row(j);
                let inner = dot(own, other);
                let lengths = (length, lengths[j]);
                let cosine = inner / (lengths.0 * lengths.1);
                let sine = if cosine * cosine < NEARLY_PARALLEL {
                    (1.0 - cosine * cosine).sqrt()
                } else {
                    Pair::new(own, other).sine
                };
                let rest = PI - libm::atan2(sine, cosine);
                loss += (lengths.0 * lengths.1 * sine + rest * inner) / (2.0 * PI);
                along_own[i] += lengths.1 * sine;
                along_own[j] += lengths.0 * sine;
                axpy(rest / (2.0 * PI), other, &mut out[i * k..(i + 1) * k]);
                axpy(rest / (2.0 * PI), own, &mut out[j * k..(j + 1) * k]);
            }
            for j in 0..k {
                // The teacher is a unit vector: its angle to w needs no product.
                let cosine = own[j] / length;
                let sine = if cosine * cosine < NEARLY_PARALLEL {
                    (1.0 - cosine * cosine).sqrt()
                } else {
                    let beside = |(c, v): (usize, &f64)| if c == j { 0.0 } else { v * v };
                    own.iter().enumerate().map(beside).sum::<f64>().sqrt() / length
                };
                let rest = PI - libm::atan2(sine, cosine);
                loss -= (length * sine + rest * own[j]) / (2.0 * PI);
                along_own[i] -= sine;
                out[i * k + j] -= rest / (2.0 * PI);
            }
        }
        for i in 0..n {
            axpy(along_own[i] / (2.0 * PI * lengths[i]), row(i), &mut out[i * k..(i + 1) * k]);
        }
        loss
    }

    fn hessian(&self, point: ArrayView1<f64>) -> Array2<f64> {
        let (k, n) = (self.teacher, self.students);
        let w: Vec<&[f64]> = self.rows(&point).collect();
        let mut hessian = Array2::zeros((n * k, n * k));
        for i in 0..n {
            let at = i * k;
            let mut own = self.block(point, i);
            own.diag_mut().mapv_inplace(|v| v + 0.5);
            hessian.slice_mut(s![at..at + k, at..at + k]).assign(&own);
            for j in i + 1..n {
                let pair = Pair::new(w[i], w[j]);
                let mut mixed = Array2::from_diag_elem(k, pair.rest / (2.0 * PI));
                if let (Some(n), Some(m)) = (pair.normal(w[i], w[j]), Pair::new(w[j], w[i]).normal(w[j], w[i])) {
                    let lengths = pair.lengths.0 * pair.lengths.1;
                    for a in 0..k {
                        for b in 0..k {
                            mixed[[a, b]] += pair.sine * (w[i][a] * w[j][b] / lengths + n[a] * m[b]) / (2.0 * PI);
                        }
                    }
                }
                let other = j * k;
                hessian.slice_mut(s![at..at + k, other..other + k]).assign(&mixed);
                hessian.slice_mut(s![other..other + k, at..at + k]).assign(&mixed.t());
            }
        }
        hessian
    }
}

#[cfg(test)]
mod tests {
    use num_dual::{DualNum, HyperDual64};
    use proptest::prelude::*;

    use super::*;
    use crate::model::product::product_error;
    use crate::seed::{Purpose, Stream};

    fn point(students: usize, k: usize, seed: u64) -> Array1<f64> {
        let mut stream = Stream::new(seed, Purpose::Test, students);
        Array1::from_shape_simple_fn(students * k, || stream.normal())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn gradient_and_hessian_are_the_differences_of_the_loss(students in 1usize..6, k in 2usize..6, seed in 0u64..500) {
            let objective = Teacher::new(k, students);
            let w = point(students, k, seed);
            let (_, gradient) = objective.gradient(w.view());
            let hessian = objective.hessian(w.view());
            let h = 1e-5;
            for i in 0..w.len() {
                let moved = |by: f64| { let mut p = w.clone(); p[i] += by; p };
                let slope = (objective.loss(moved(h).view()) - objective.loss(moved(-h).view())) / (2.0 * h);
                prop_assert!((slope - gradient[i]).abs() < 1e-7);
                let column = (objective.gradient(moved(h).view()).1 - objective.gradient(moved(-h).view()).1) / (2.0 * h);
                for j in 0..w.len() {
                    prop_assert!((column[j] - hessian[[i, j]]).abs() < 1e-4, "{i} {j}: {} {}", column[j], hessian[[i, j]]);
                }
            }
        }

        #[test]
        fn a_hessian_vector_product_is_that_of_the_loss_in_dual_numbers(students in 1usize..6, k in 2usize..6, seed in 0u64..500) {
            let w = point(students, k, seed);
            let direction = point(students, k, seed + 1);
            let loss = |w: &[HyperDual64]| {
                let inner = |a: &[HyperDual64], b: &[HyperDual64]| a.iter().zip(b).map(|(a, b)| *a * *b).sum::<HyperDual64>();
                let f = |a: &[HyperDual64], b: &[HyperDual64]| {
                    let lengths = (inner(a, a) * inner(b, b)).sqrt();
                    let cosine = inner(a, b) / lengths;
                    let angle = cosine.acos();
                    lengths * (angle.sin() + (-angle + PI) * cosine) / (2.0 * PI)
                };
                let teacher: Vec<Vec<HyperDual64>> = (0..k)
                    .map(|j| (0..k).map(|c| HyperDual64::from(f64::from(u8::from(c == j)))).collect())
                    .collect();
                let rows: Vec<&[HyperDual64]> = w.chunks(k).collect();
                let mut loss = HyperDual64::from(0.5 * (0.5 * k as f64 + (k * (k - 1)) as f64 / (2.0 * PI)));
                for (i, a) in rows.iter().enumerate() {
                    loss += inner(a, a) * 0.25;
                    rows[..i].iter().for_each(|b| loss += f(a, b));
                    teacher.iter().for_each(|b| loss -= f(a, b));
                }
                loss
            };
            let error = product_error(&Teacher::new(k, students), loss, w.as_slice().unwrap(), direction.as_slice().unwrap());
            prop_assert!(error < 1e-9, "{error}");
        }

        #[test]
        fn halving_a_neuron_into_two_leaves_the_loss_unchanged(students in 1usize..6, k in 2usize..8, seed in 0u64..500) {
            let w = point(students, k, seed);
            let mut wide = w.to_vec();
            wide[..k].iter_mut().for_each(|v| *v /= 2.0);
            let half = wide[..k].to_vec();
            wide.extend(half);
            let before = Teacher::new(k, students).loss(w.view());
            let after = Teacher::new(k, students + 1).loss(ArrayView1::from(&wide));
            prop_assert!((before - after).abs() < 1e-13 * (1.0 + before));
        }
    }

    #[test]
    fn the_loss_is_the_expectation_that_it_claims_to_be() {
        let (students, k, samples) = (3, 4, 400_000);
        let w = point(students, k, 3);
        let mut stream = Stream::new(1, Purpose::Inputs, 0);
        let squares: Vec<f64> = (0..samples)
            .map(|_| {
                let x: Vec<f64> = (0..k).map(|_| stream.normal()).collect();
                let student: f64 = w.as_slice().unwrap().chunks_exact(k).map(|w| dot(w, &x).max(0.0)).sum();
                let teacher: f64 = x.iter().map(|v| v.max(0.0)).sum();
                0.5 * (student - teacher) * (student - teacher)
            })
            .collect();
        let mean = squares.iter().sum::<f64>() / samples as f64;
        let spread = squares.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>().sqrt() / samples as f64;
        let exact = Teacher::new(k, students).loss(w.view());
        assert!((mean - exact).abs() < 5.0 * spread, "{mean} {exact} {spread}");
        // The teacher itself has no loss.
        let teacher = Array1::from_iter((0..k * k).map(|i| f64::from(u8::from(i % (k + 1) == 0))));
        assert!(Teacher::new(k, k).loss(teacher.view()).abs() < 1e-15);
    }
}

//! A network with quadratic neurons: f_o(x) = sum over j of c_oj (w_j . x)^2, both layers trained, no bias.

use std::cell::RefCell;

use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1};

use crate::dense::{axpy, dot};
use crate::objective::{Objective, Supervised};

/// What the network sees.
#[derive(Debug, Clone)]
pub enum Inputs {
    /// Any numbers (n x d).
    Dense(Array2<f64>),
    /// Two of d inputs are one, all others zero: (first, second) of every example.
    Pairs(Vec<(usize, usize)>),
}

impl Inputs {
    fn count(&self) -> usize {
        match self {
            Self::Dense(x) => x.nrows(),
            Self::Pairs(pairs) => pairs.len(),
        }
    }
}

/// The mean over n examples of |f(x_i) - y_i|^2, summed over the outputs.
///
/// Parameters: W by input (d x m), then C by output (outputs x m), so that every loop runs over the m neurons; a step allocates
/// nothing. On pairs w_j . x is a sum of two numbers.
///
/// ```
/// use alleyway::model::{Inputs, Quadratic};
/// use ndarray::array;
///
/// // A product is two squares: x y = (x + y)^2/4 - (x - y)^2/4.
/// let x = array![[3.0, 5.0], [-2.0, 4.0]];
/// let network = Quadratic::new(Inputs::Dense(x), 2, 2, array![[15.0], [-8.0]]);
/// let point = array![1.0, 1.0, 1.0, -1.0, 0.25, -0.25];
/// assert_eq!(network.predict(point.view()), array![[15.0], [-8.0]]);
/// ```
#[derive(Debug)]
pub struct Quadratic {
    inputs: Inputs,
    /// d.
    dimension: usize,
    neurons: usize,
    /// n x outputs.
    y: Array2<f64>,
    buffers: RefCell<Buffers>,
}

#[derive(Debug)]
struct Buffers {
    /// w_j . x of one example.
    z: Vec<f64>,
    /// Its square.
    hidden: Vec<f64>,
    /// The derivative of the loss by the square.
    back: Vec<f64>,
    /// f - y of one example.
    residuals: Vec<f64>,
}

impl Quadratic {
    /// `neurons` neurons that see `dimension` inputs, on examples and their targets (n x outputs).
    ///
    /// # Panics
    /// When the examples and targets differ in number.
    #[must_use]
    pub fn new(inputs: Inputs, dimension: usize, neurons: usize, y: Array2<f64>) -> Self {
        assert_eq!(inputs.count(), y.nrows(), "a target for each input");
        let line = || vec![0.0; neurons];
        let buffers = Buffers { z: line(), hidden: line(), back: line(), residuals: vec![0.0; y.ncols()] };
        Self { inputs, dimension, neurons, y: y.as_standard_layout().into_owned(), buffers: RefCell::new(buffers) }
    }

    /// Parameters of W: those of C follow.
    #[must_use]
    pub fn first_layer(&self) -> usize {
        self.dimension * self.neurons
    }

    fn outputs(&self) -> usize {
        self.y.ncols()
    }

    /// z of one example.
    fn sums(&self, theta: &[f64], example: usize, z: &mut [f64]) {
        let m = self.neurons;
        let row = |input: usize| &theta[input * m..(input + 1) * m];
        match &self.inputs {
            Inputs::Dense(x) => {
                z.fill(0.0);
                x.row(example).iter().enumerate().for_each(|(input, x)| axpy(*x, row(input), z));
            }
            Inputs::Pairs(pairs) => {
                let (a, b) = pairs[example];
                z.iter_mut().zip(row(a)).zip(row(b)).for_each(|((z, a), b)| *z = a + b);
            }
        }
    }

    /// f of every example (n x outputs).
    #[must_use]
    pub fn predict(&self, point: ArrayView1<f64>) -> Array2<f64> {
        let theta = point.as_standard_layout();
        let theta = theta.as_slice().expect("standard layout");
        let (w, c) = theta.split_at(self.first_layer());
        let mut out = Array2::zeros(self.y.dim());
        let mut z = vec![0.0; self.neurons];
        for (example, mut f) in out.outer_iter_mut().enumerate() {
            self.sums(w, example, &mut z);
            z.iter_mut().for_each(|z| *z *= *z);
            f.iter_mut().zip(c.chunks_exact(self.neurons)).for_each(|(f, c)| *f = dot(c, &z));
        }
        out
    }

    /// Squared pre-activations of every example (n x m).
    #[must_use]
    pub fn hidden(&self, point: ArrayView1<f64>) -> Array2<f64> {
        let theta = point.as_standard_layout();
        let mut out = Array2::zeros((self.y.nrows(), self.neurons));
        for (example, mut row) in out.outer_iter_mut().enumerate() {
            let row = row.as_slice_mut().expect("rows are contiguous");
            self.sums(theta.as_slice().expect("standard layout"), example, row);
            row.iter_mut().for_each(|z| *z *= *z);
        }
        out
    }
}

impl Objective for Quadratic {
    fn dimension(&self) -> usize {
        self.first_layer() + self.outputs() * self.neurons
    }

    fn loss(&self, point: ArrayView1<f64>) -> f64 {
        let away = self.predict(point) - &self.y;
        away.iter().map(|r| r * r).sum::<f64>() / self.y.nrows() as f64
    }

    fn gradient(&self, point: ArrayView1<f64>) -> (f64, Array1<f64>) {
        let mut gradient = Array1::zeros(self.dimension());
        let loss = self.gradient_into(point, gradient.view_mut());
        (loss, gradient)
    }

    fn gradient_into(&self, point: ArrayView1<f64>, mut out: ArrayViewMut1<f64>) -> f64 {
        let m = self.neurons;
        let theta = point.as_slice().expect("points are contiguous");
        let (w, c) = theta.split_at(self.first_layer());
        let out = out.as_slice_mut().expect("buffers are contiguous");
        out.fill(0.0);
        let (to_w, to_c) = out.split_at_mut(self.first_layer());
        let Buffers { z, hidden, back, residuals } = &mut *self.buffers.borrow_mut();
        let factor = 2.0 / self.y.nrows() as f64;
        let mut loss = 0.0;
        for (example, y) in self.y.outer_iter().enumerate() {
            self.sums(w, example, z);
            hidden.iter_mut().zip(&*z).for_each(|(h, z)| *h = z * z);
            back.fill(0.0);
            for ((r, c), y) in residuals.iter_mut().zip(c.chunks_exact(m)).zip(y) {
                *r = dot(c, hidden) - y;
            }
            loss += dot(residuals, residuals);
            for ((r, c), to_c) in residuals.iter().zip(c.chunks_exact(m)).zip(to_c.chunks_exact_mut(m)) {
                axpy(factor * r, hidden, to_c);
                axpy(factor * r, c, back);
            }
            back.iter_mut().zip(&*z).for_each(|(b, z)| *b *= 2.0 * z);
            match &self.inputs {
                Inputs::Dense(x) => {
                    let row = x.row(example);
                    row.iter().zip(to_w.chunks_exact_mut(m)).for_each(|(x, to)| axpy(*x, back, to));
                }
                Inputs::Pairs(pairs) => {
                    let (a, b) = pairs[example];
                    axpy(1.0, back, &mut to_w[a * m..(a + 1) * m]);
                    axpy(1.0, back, &mut to_w[b * m..(b + 1) * m]);
                }
            }
        }
        loss / self.y.nrows() as f64
    }

    fn hessian(&self, point: ArrayView1<f64>) -> Array2<f64> {
        let (m, d, outputs, n) = (self.neurons, self.dimension, self.outputs(), self.y.nrows());
        let p = Objective::dimension(self);
        let away = self.predict(point) - &self.y;
        let mut hessian = Array2::zeros((p, p));
        let mut z = vec![0.0; m];
        let theta = point.as_standard_layout();
        let theta = theta.as_slice().expect("standard layout");
        for example in 0..n {
            self.sums(theta, example, &mut z);
            let x: Vec<(usize, f64)> = match &self.inputs {
                Inputs::Dense(x) => x.row(example).iter().copied().enumerate().collect(),
                Inputs::Pairs(pairs) => vec![(pairs[example].0, 1.0), (pairs[example].1, 1.0)],
            };
            for o in 0..outputs {
                let c = |j: usize| point[d * m + o * m + j];
                // The derivatives of f_o: of W where an input is not zero, and of this output's row of C.
                let mut slope: Vec<(usize, f64)> = Vec::with_capacity(m * (x.len() + 1));
                for (j, z) in z.iter().enumerate() {
                    slope.extend(x.iter().map(|(input, x)| (input * m + j, 2.0 * c(j) * z * x)));
                    slope.push((d * m + o * m + j, z * z));
                }
                for (a, first) in &slope {
                    slope.iter().for_each(|(b, second)| hessian[[*a, *b]] += first * second);
                }
                let r = away[[example, o]];
                for (j, z) in z.iter().enumerate() {
                    for (a, xa) in &x {
                        let at = a * m + j;
                        x.iter().for_each(|(b, xb)| hessian[[at, b * m + j]] += r * 2.0 * c(j) * xa * xb);
                        let outer = d * m + o * m + j;
                        hessian[[at, outer]] += r * 2.0 * z * xa;
                        hessian[[outer, at]] += r * 2.0 * z * xa;
                    }
                }
            }
        }
        hessian * (2.0 / n as f64)
    }
}

impl Supervised for Quadratic {
    fn targets_mut(&mut self) -> &mut [f64] {
        self.y.as_slice_mut().expect("standard layout")
    }

    fn outputs(&self, point: ArrayView1<f64>) -> Vec<f64> {
        self.predict(point).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use num_dual::{DualNum, HyperDual64};
    use proptest::prelude::*;

    use super::*;
    use crate::model::product::{gradient_error, product_error};
    use crate::seed::{Purpose, Stream};

    fn dense(inputs: &Inputs, d: usize) -> Array2<f64> {
        match inputs {
            Inputs::Dense(x) => x.clone(),
            Inputs::Pairs(pairs) => Array2::from_shape_fn((pairs.len(), d), |(i, k)| {
                f64::from(u8::from(pairs[i].0 == k)) + f64::from(u8::from(pairs[i].1 == k))
            }),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn derivatives_are_those_of_the_definition_in_dual_numbers(
            n in 1usize..6, d in 2usize..5, m in 1usize..4, outputs in 1usize..4, pairs in any::<bool>(), seed in 0u64..500,
        ) {
            let mut stream = Stream::new(seed, Purpose::Test, d);
            let inputs = if pairs {
                Inputs::Pairs((0..n).map(|_| {
                    let a = (stream.uniform() * d as f64) as usize;
                    (a, (a + 1 + (stream.uniform() * (d - 1) as f64) as usize) % d)
                }).collect())
            } else {
                Inputs::Dense(Array2::from_shape_simple_fn((n, d), || stream.normal()))
            };
            let x = dense(&inputs, d);
            let y = Array2::from_shape_simple_fn((n, outputs), || stream.normal());
            let mut point = || (0..m * (d + outputs)).map(|_| stream.normal()).collect::<Vec<_>>();
            let (theta, direction) = (point(), point());
            let loss = |p: &[HyperDual64]| {
                let square = |i: usize, o: usize| {
                    let f: HyperDual64 = (0..m).map(|j| {
                        let z: HyperDual64 = (0..d).map(|k| p[k * m + j] * x[[i, k]]).sum();
                        p[d * m + o * m + j] * z.powi(2)
                    }).sum();
                    (f - y[[i, o]]).powi(2)
                };
                (0..n).flat_map(|i| (0..outputs).map(move |o| (i, o))).map(|(i, o)| square(i, o)).sum::<HyperDual64>() / n as f64
            };
            let objective = Quadratic::new(inputs, d, m, y.clone());
            prop_assert!(gradient_error(&objective, loss, &theta) < 1e-11);
            prop_assert!(product_error(&objective, loss, &theta, &direction) < 1e-11);
            let (from_gradient, _) = objective.gradient(ArrayView1::from(&theta));
            prop_assert!((objective.loss(ArrayView1::from(&theta)) - from_gradient).abs() < 1e-12 * (1.0 + from_gradient));
        }
    }
}

//! A network of two layers: f(x) = sum over j of a_j act(w_j . x + b_j) + c, both layers trained.

use std::cell::RefCell;
use std::ops::Range;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayViewMut1, s};
use wide::f64x4;

use crate::dense::dot;
use crate::lanes::{numbers, numbers_mut, products, rows_of, weigh};
use crate::objective::{LeastSquares, Objective};
use crate::real::{LANES, Lanes, Real};

/// What a hidden neuron does with its sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// tanh z.
    Tanh,
    /// max(0, z).
    Relu,
}

/// The form of a network; its parameters are W row by row (width x inputs), b (width), a (width), and c where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Architecture {
    /// Number of inputs.
    pub inputs: usize,
    /// Number of hidden neurons.
    pub width: usize,
    /// Their activation.
    pub activation: Activation,
    /// Whether there is an output bias c.
    pub bias: bool,
}

impl Architecture {
    /// Number of parameters: width (inputs + 2), and one for c.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.width * (self.inputs + 2) + usize::from(self.bias)
    }

    /// Where W, b and a begin and end.
    fn split<'a, T>(&self, theta: &'a [T]) -> (&'a [T], &'a [T], &'a [T]) {
        assert_eq!(theta.len(), self.parameters(), "a point has a value for each parameter");
        let (w, rest) = theta.split_at(self.width * self.inputs);
        let (b, rest) = rest.split_at(self.width);
        (w, b, &rest[..self.width])
    }

    /// The parameters filter by filter: what comes into each neuron, its row of W with its b; then what goes out of each, its a. c
    /// belongs to none.
    ///
    /// So divided, and not with all of a neuron in one, because the same function has w and b times c and a over c where neurons are
    /// ReLU: whatever has a scale of its own in each filter does not change with c.
    #[must_use]
    pub fn filters(&self) -> Vec<Vec<usize>> {
        let (d, m) = (self.inputs, self.width);
        let incoming = (0..m).map(|j| (j * d..(j + 1) * d).chain([m * d + j]).collect());
        incoming.chain((0..m).map(|j| vec![m * (d + 1) + j])).collect()
    }

    /// Where W and a stand among the parameters: what a weight decay acts on.
    #[must_use]
    pub fn weights(&self) -> [Range<usize>; 2] {
        let outer = self.width * (self.inputs + 1);
        [0..self.width * self.inputs, outer..outer + self.width]
    }

    /// sqrt(|W|^2 + |a|^2).
    #[must_use]
    pub fn norm<T: Real>(&self, theta: &[T]) -> T {
        let (w, _, a) = self.split(theta);
        (dot(w, w) + dot(a, a)).sqrt()
    }

    /// f at some inputs (inputs x m).
    ///
    /// # Panics
    /// Where `theta` has not one number for each parameter.
    #[must_use]
    pub fn predict(self, theta: &[f64], x: &Array2<f64>) -> Array1<f64> {
        Network::predict(self, theta, x.as_standard_layout().as_slice().expect("standard layout")).into()
    }

    /// Mean of (f - y)^2 at some inputs (inputs x m) and targets (m).
    ///
    /// # Panics
    /// As [`Architecture::predict`].
    #[must_use]
    pub fn mean_square(self, theta: &[f64], x: &Array2<f64>, y: ArrayView1<f64>) -> f64 {
        let distance = self.predict(theta, x) - y;
        distance.dot(&distance) / y.len() as f64
    }
}

/// Buffers of one pass: everything that a step writes.
#[derive(Debug, Clone)]
struct Buffers<L> {
    /// act(z) of every neuron at every point (width x n).
    hidden: Vec<L>,
    /// f - y (n).
    residuals: Vec<L>,
    /// The derivative of the loss by z, of one neuron (n).
    delta: Vec<L>,
}

impl<L: Lanes> Buffers<L> {
    fn new(width: usize, lanes: usize) -> Self {
        let zeros = |rows: usize| vec![L::zeroed(); rows * lanes];
        Self { hidden: zeros(width), residuals: zeros(1), delta: zeros(1) }
    }
}

/// The loss of a network on n points: scale/n sum of (f(x_i) - y_i)^2.
///
/// Inputs are kept by coordinate, so that every loop runs over the points, four at once; a step allocates nothing.
///
/// ```
/// use alleyway::model::{Activation, Architecture, Network};
/// use alleyway::objective::Objective;
/// use ndarray::array;
///
/// // |x| by two ReLU neurons: W = (1, -1), b = 0, a = (1, 1).
/// let form = Architecture { inputs: 1, width: 2, activation: Activation::Relu, bias: false };
/// let network = Network::<f64>::new(form, array![[-2.0, 0.5, 3.0]].view(), array![2.0, 0.5, 3.0].view(), 1.0);
/// let point = array![1.0, -1.0, 0.0, 0.0, 1.0, 1.0];
/// assert_eq!(form.parameters(), point.len());
/// assert_eq!(network.loss(point.view()), 0.0);
/// ```
#[derive(Debug)]
pub struct Network<T: Real> {
    form: Architecture,
    /// Number of points.
    n: usize,
    /// Inputs (inputs x n, each row filled to whole lanes).
    x: Vec<T::Lanes>,
    y: Vec<T::Lanes>,
    scale: T,
    buffers: RefCell<Buffers<T::Lanes>>,
}

impl<T: Real> Network<T> {
    /// On inputs (inputs x n) and targets (n); `scale` is 1 for the mean square error, 1/2 for half of it.
    ///
    /// # Panics
    /// When the shapes do not match.
    #[must_use]
    pub fn new(form: Architecture, x: ArrayView2<f64>, y: ArrayView1<f64>, scale: f64) -> Self {
        assert_eq!(x.dim(), (form.inputs, y.len()), "inputs for every target");
        let n = y.len();
        let of = |v: &f64| T::of(*v);
        let (x, y) = (rows_of(n, x.iter().map(of)), rows_of(n, y.iter().map(of)));
        let buffers = RefCell::new(Buffers::new(form.width, y.len()));
        Self { form, n, x, y, scale: T::of(scale), buffers }
    }

    /// The same in other numbers.
    #[must_use]
    pub fn to<U: Real>(&self) -> Network<U> {
        let to =
            |lanes: &[T::Lanes]| rows_of(LANES * lanes.len(), numbers(lanes).iter().map(|value| U::of(value.wide())));
        let Self { form, n, .. } = *self;
        let buffers = RefCell::new(Buffers::new(form.width, self.y.len()));
        Network { form, n, x: to(&self.x), y: to(&self.y), scale: U::of(self.scale.wide()), buffers }
    }

    /// Its form.
    #[must_use]
    pub fn form(&self) -> Architecture {
        self.form
    }

    /// Number of its points, n.
    #[must_use]
    pub fn points(&self) -> usize {
        self.n
    }

    /// f at other inputs (inputs x m).
    #[must_use]
    pub fn predict(form: Architecture, theta: &[T], x: &[T]) -> Vec<T> {
        let m = x.len() / form.inputs;
        let (w, b, a) = form.split(theta);
        let x = rows_of(m, x.iter().copied());
        let c = if form.bias { theta[theta.len() - 1] } else { T::zero() };
        let mut out = vec![T::Lanes::splat(c); m.div_ceil(LANES)];
        let mut hidden = out.clone();
        for j in 0..form.width {
            weigh(b[j], &w[j * form.inputs..(j + 1) * form.inputs], &x, &mut hidden);
            form.activation.apply(&mut hidden);
            add(a[j], &hidden, &mut out);
        }
        numbers(&out)[..m].to_vec()
    }

    /// hidden and residuals at a point.
    fn forward(&self, theta: &[T], buffers: &mut Buffers<T::Lanes>) {
        let form = self.form;
        let (w, b, a) = form.split(theta);
        let c = T::Lanes::splat(if form.bias { theta[theta.len() - 1] } else { T::zero() });
        for (r, y) in buffers.residuals.iter_mut().zip(&self.y) {
            *r = c - *y;
        }
        for (j, hidden) in buffers.hidden.chunks_exact_mut(self.y.len()).enumerate() {
            weigh(b[j], &w[j * form.inputs..(j + 1) * form.inputs], &self.x, hidden);
            form.activation.apply(hidden);
            add(a[j], hidden, &mut buffers.residuals);
        }
        // Where there is no point there is nothing to learn.
        numbers_mut(&mut buffers.residuals)[self.n..].fill(T::zero());
    }

    /// The loss at a point (P).
    pub fn loss_at(&self, theta: &[T]) -> T {
        let mut buffers = self.buffers.borrow_mut();
        self.forward(theta, &mut buffers);
        self.scale / T::of(self.n as f64) * square(&buffers.residuals)
    }

    /// The loss and its gradient (P, written), in one pass forwards and one back.
    pub fn loss_and_gradient(&self, theta: &[T], gradient: &mut [T]) -> T {
        let form = self.form;
        let buffers = &mut *self.buffers.borrow_mut();
        self.forward(theta, buffers);
        let Buffers { hidden, residuals, delta } = buffers;
        let per_point = self.scale / T::of(self.n as f64);
        let loss = per_point * square(residuals);
        let slope = T::Lanes::splat(per_point + per_point);
        residuals.iter_mut().for_each(|r| *r = slope * *r);
        let (_, _, a) = form.split(theta);
        let (weights, rest) = gradient.split_at_mut(form.width * form.inputs);
        let (biases, outer) = rest.split_at_mut(form.width);
        if form.bias {
            outer[form.width] = numbers(residuals).iter().copied().sum();
        }
        for (j, hidden) in hidden.chunks_exact(residuals.len()).enumerate() {
            (outer[j], biases[j]) = form.activation.back(a[j], residuals, hidden, delta);
            products(delta, &self.x, &mut weights[j * form.inputs..(j + 1) * form.inputs]);
        }
        loss
    }
}

/// y += a x.
fn add<L: Lanes>(a: L::Number, x: &[L], y: &mut [L]) {
    let a = L::splat(a);
    y.iter_mut().zip(x).for_each(|(y, x)| *y = *y + a * *x);
}

/// Sum of squares.
fn square<L: Lanes>(x: &[L]) -> L::Number {
    let mut sum = [L::Number::of(0.0)];
    products(x, x, &mut sum);
    sum[0]
}

impl Activation {
    fn apply<L: Lanes>(self, values: &mut [L]) {
        match self {
            Self::Tanh => L::Number::tanh_all(numbers_mut(values)),
            Self::Relu => values.iter_mut().for_each(|z| *z = z.where_positive(*z)),
        }
    }

    /// delta = a r act'(z) of one neuron at every point, from what it gives there; and the sums of r act(z) and of delta.
    fn back<L: Lanes>(self, a: L::Number, residuals: &[L], hidden: &[L], delta: &mut [L]) -> (L::Number, L::Number) {
        let (a, one, zero) = (L::splat(a), L::splat(L::Number::of(1.0)), L::zeroed());
        let (mut outer, mut bias) = (zero, zero);
        for ((d, r), h) in delta.iter_mut().zip(residuals).zip(hidden) {
            *d = match self {
                Self::Tanh => a * *r * (one - *h * *h),
                Self::Relu => (a * *r).where_positive(*h),
            };
            outer = outer + *r * *h;
            bias = bias + *d;
        }
        (outer.total(), bias.total())
    }
}

impl Objective for Network<f64> {
    fn dimension(&self) -> usize {
        self.form.parameters()
    }

    fn loss(&self, point: ArrayView1<f64>) -> f64 {
        self.loss_at(point.as_slice().expect("points are contiguous"))
    }

    fn gradient(&self, point: ArrayView1<f64>) -> (f64, Array1<f64>) {
        let mut gradient = Array1::zeros(self.dimension());
        let loss = self.gradient_into(point, gradient.view_mut());
        (loss, gradient)
    }

    fn gradient_into(&self, point: ArrayView1<f64>, mut out: ArrayViewMut1<f64>) -> f64 {
        let out = out.as_slice_mut().expect("buffers are contiguous");
        self.loss_and_gradient(point.as_slice().expect("points are contiguous"), out)
    }

    /// Along a line every pre-activation is linear in s: two passes over the inputs, and then one activation a neuron and point.
    fn along(&self, point: ArrayView1<f64>, direction: ArrayView1<f64>, s: &[f64]) -> Array1<f64> {
        let (form, n) = (self.form, self.points());
        let theta = point.as_standard_layout();
        let toward = direction.as_standard_layout();
        let sums = |theta: &[f64]| {
            let (w, b, a) = form.split(theta);
            let mut z = vec![f64x4::ZERO; form.width * self.y.len()];
            for (j, z) in z.chunks_exact_mut(self.y.len()).enumerate() {
                weigh(b[j], &w[j * form.inputs..(j + 1) * form.inputs], &self.x, z);
            }
            (z, a.to_vec(), if form.bias { theta[theta.len() - 1] } else { 0.0 })
        };
        let (z, a, c) = sums(theta.as_slice().expect("standard layout"));
        let (slope, a_slope, c_slope) = sums(toward.as_slice().expect("standard layout"));
        let (mut hidden, mut residuals) = (vec![f64x4::ZERO; self.y.len()], vec![f64x4::ZERO; self.y.len()]);
        let loss = |s: &f64| {
            let (at, c) = (f64x4::splat(*s), f64x4::splat(c + s * c_slope));
            residuals.iter_mut().zip(&self.y).for_each(|(r, y)| *r = c - *y);
            for (j, (z, slope)) in z.chunks_exact(self.y.len()).zip(slope.chunks_exact(self.y.len())).enumerate() {
                hidden.iter_mut().zip(z).zip(slope).for_each(|((h, z), slope)| *h = *z + at * *slope);
                form.activation.apply(&mut hidden);
                add(a[j] + s * a_slope[j], &hidden, &mut residuals);
            }
            numbers_mut(&mut residuals)[n..].fill(0.0);
            self.scale / n as f64 * square(&residuals)
        };
        s.iter().map(loss).collect()
    }

    /// 2 scale/n (J J^T + the second derivatives of f weighted by the residuals). The latter couple only the parameters of one
    /// neuron.
    fn hessian(&self, point: ArrayView1<f64>) -> Array2<f64> {
        let (form, n) = (self.form, self.points());
        let theta = point.as_slice().expect("points are contiguous");
        let jacobian = self.jacobian(point);
        let factor = 2.0 * self.scale / n as f64;
        let mut hessian = jacobian.dot(&jacobian.t());
        let buffers = self.buffers.borrow();
        let (_, _, a) = form.split(theta);
        let (d, m) = (form.inputs, form.width);
        let (x, residuals) = (numbers(&self.x), numbers(&buffers.residuals));
        let stride = residuals.len();
        for (j, hidden) in numbers(&buffers.hidden).chunks_exact(stride).enumerate() {
            // Of this neuron: first and second derivative of act, times the residuals.
            let slope = |i: usize| match form.activation {
                Activation::Tanh => 1.0 - hidden[i] * hidden[i],
                Activation::Relu => f64::from(u8::from(hidden[i] > 0.0)),
            };
            let bend = |i: usize| match form.activation {
                Activation::Tanh => -2.0 * hidden[i] * (1.0 - hidden[i] * hidden[i]),
                Activation::Relu => 0.0,
            };
            let first: Vec<f64> = (0..n).map(|i| residuals[i] * slope(i)).collect();
            let second: Vec<f64> = (0..n).map(|i| residuals[i] * bend(i) * a[j]).collect();
            // The inputs of the neuron with the constant one last, and where their weights stand.
            let input = |c: usize, i: usize| if c < d { x[c * stride + i] } else { 1.0 };
            let place = |c: usize| if c < d { j * d + c } else { m * d + j };
            let outer = m * (d + 1) + j;
            for c in 0..=d {
                let mixed: f64 = (0..n).map(|i| first[i] * input(c, i)).sum();
                hessian[[place(c), outer]] += mixed;
                hessian[[outer, place(c)]] += mixed;
                if form.activation == Activation::Relu {
                    continue;
                }
                for e in 0..=d {
                    let own: f64 = (0..n).map(|i| second[i] * input(c, i) * input(e, i)).sum();
                    hessian[[place(c), place(e)]] += own;
                }
            }
        }
        hessian *= factor;
        hessian
    }
}

impl LeastSquares for Network<f64> {
    fn residuals(&self, point: ArrayView1<f64>) -> Array1<f64> {
        let mut buffers = self.buffers.borrow_mut();
        self.forward(point.as_slice().expect("points are contiguous"), &mut buffers);
        numbers(&buffers.residuals)[..self.n].to_vec().into()
    }

    fn jacobian(&self, point: ArrayView1<f64>) -> Array2<f64> {
        let (form, n) = (self.form, self.points());
        let theta = point.as_slice().expect("points are contiguous");
        let mut buffers = self.buffers.borrow_mut();
        self.forward(theta, &mut buffers);
        let (_, _, a) = form.split(theta);
        let (d, m) = (form.inputs, form.width);
        let mut jacobian = Array2::zeros((form.parameters(), n));
        if form.bias {
            jacobian.row_mut(form.parameters() - 1).fill(1.0);
        }
        let stride = LANES * self.y.len();
        for (j, hidden) in numbers(&buffers.hidden).chunks_exact(stride).enumerate() {
            let hidden = ArrayView1::from(&hidden[..n]);
            jacobian.row_mut(m * (d + 1) + j).assign(&hidden);
            let slope = match form.activation {
                Activation::Tanh => hidden.mapv(|h| a[j] * (1.0 - h * h)),
                Activation::Relu => hidden.mapv(|h| if h > 0.0 { a[j] } else { 0.0 }),
            };
            jacobian.row_mut(m * d + j).assign(&slope);
            for (c, x) in numbers(&self.x).chunks_exact(stride).enumerate() {
                let product = &slope * &ArrayView1::from(&x[..n]);
                jacobian.slice_mut(s![j * d + c, ..]).assign(&product);
            }
        }
        jacobian
    }
}

#[cfg(test)]
mod tests {
    use num_dual::{DualNum, HyperDual64};
    use proptest::prelude::*;

    use super::*;
    use crate::model::product::product_error;
    use crate::seed::{Purpose, Stream};

    fn form(inputs: usize, width: usize, relu: bool, bias: bool) -> Architecture {
        Architecture { inputs, width, activation: if relu { Activation::Relu } else { Activation::Tanh }, bias }
    }

    struct Sample {
        x: Array2<f64>,
        y: Array1<f64>,
        theta: Vec<f64>,
        other: Vec<f64>,
    }

    fn sample(form: Architecture, n: usize, seed: u64) -> Sample {
        let mut stream = Stream::new(seed, Purpose::Test, 0);
        let x = Array2::from_shape_simple_fn((form.inputs, n), || stream.normal());
        let y = Array1::from_shape_simple_fn(n, || stream.normal());
        let mut point = || (0..form.parameters()).map(|_| stream.normal()).collect();
        Sample { x, y, theta: point(), other: point() }
    }

    /// The loss from its definition, in numbers that carry derivatives.
    fn by_definition(
        form: Architecture,
        x: &Array2<f64>,
        y: &Array1<f64>,
        scale: f64,
        p: &[HyperDual64],
    ) -> HyperDual64 {
        let (d, m) = (form.inputs, form.width);
        let square = |i: usize| {
            let mut f = if form.bias { p[m * (d + 2)] } else { HyperDual64::from(0.0) };
            for j in 0..m {
                let mut z = p[m * d + j];
                (0..d).for_each(|c| z += p[j * d + c] * x[[c, i]]);
                let h = match form.activation {
                    Activation::Tanh => z.tanh(),
                    Activation::Relu if z.re > 0.0 => z,
                    Activation::Relu => HyperDual64::from(0.0),
                };
                f += p[m * (d + 1) + j] * h;
            }
            (f - y[i]).powi(2)
        };
        (0..y.len()).map(square).sum::<HyperDual64>() * (scale / y.len() as f64)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn loss_gradient_and_hessian_are_those_of_the_definition_in_dual_numbers(
            inputs in 1usize..6, width in 1usize..5, n in 1usize..20, relu in any::<bool>(), bias in any::<bool>(), seed in 0u64..500,
        ) {
            let form = form(inputs, width, relu, bias);
            let Sample { x, y, theta, other } = sample(form, n, seed);
            let network = Network::<f64>::new(form, x.view(), y.view(), 0.5);
            let (loss, gradient) = network.gradient(ArrayView1::from(&theta));
            prop_assert_eq!(loss, network.loss(ArrayView1::from(&theta)));
            for i in 0..theta.len() {
                let dual: Vec<_> = theta.iter().enumerate()
                    .map(|(j, p)| HyperDual64::new(*p, f64::from(u8::from(i == j)), 0.0, 0.0)).collect();
                let exact = by_definition(form, &x, &y, 0.5, &dual);
                prop_assert!((exact.re - loss).abs() < 1e-12 * (1.0 + loss));
                prop_assert!((exact.eps1 - gradient[i]).abs() < 1e-10 * (1.0 + exact.eps1.abs()), "{} {}", exact.eps1, gradient[i]);
            }
            let error = product_error(&network, |p| by_definition(form, &x, &y, 0.5, p), &theta, &other);
            prop_assert!(error < 1e-11, "{error}");
        }

        #[test]
        fn a_slice_has_the_losses_of_its_points(
            inputs in 1usize..6, width in 1usize..6, relu in any::<bool>(), bias in any::<bool>(), seed in 0u64..500,
        ) {
            let form = form(inputs, width, relu, bias);
            let Sample { x, y, theta, other } = sample(form, 13, seed);
            let network = Network::<f64>::new(form, x.view(), y.view(), 0.5);
            let (point, direction) = (Array1::from(theta), Array1::from(other));
            let at = [-2.0, -0.3, 0.0, 0.7, 5.0];
            let slice = network.along(point.view(), direction.view(), &at);
            for (s, loss) in at.iter().zip(slice) {
                let there = network.loss((&point + &(&direction * *s)).view());
                prop_assert!((loss - there).abs() < 1e-12 * (1.0 + there), "{s}: {loss} {there}");
            }
        }

        #[test]
        fn single_precision_gives_the_same_step_to_five_digits(
            inputs in 1usize..12, width in 1usize..40, relu in any::<bool>(), seed in 0u64..500,
        ) {
            let form = form(inputs, width, relu, true);
            let Sample { x, y, theta, .. } = sample(form, 60, seed);
            // Weights of the size that training starts with; a ReLU kink that rounding crosses would be another function.
            let theta: Vec<f64> = theta.iter().map(|t| f64::from((0.3 * t) as f32)).collect();
            let x = x.mapv(|v| f64::from(v as f32));
            let y = y.mapv(|v| f64::from(v as f32));
            let narrow: Vec<f32> = theta.iter().map(|t| *t as f32).collect();
            let mut gradient = vec![0.0f32; theta.len()];
            let loss = Network::<f32>::new(form, x.view(), y.view(), 1.0).loss_and_gradient(&narrow, &mut gradient);
            let (wide_loss, wide) = Network::<f64>::new(form, x.view(), y.view(), 1.0).gradient(ArrayView1::from(&theta));
            let largest = wide.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
            prop_assert!((f64::from(loss) - wide_loss).abs() < 1e-5 * wide_loss);
            for (a, b) in gradient.iter().zip(&wide) {
                prop_assert!((f64::from(*a) - b).abs() < 1e-5 * largest, "{a} {b}");
            }
        }
    }

    #[test]
    fn predictions_are_residuals_plus_targets() {
        let form = form(3, 5, false, true);
        let Sample { x, y, theta, .. } = sample(form, 11, 1);
        let network = Network::<f64>::new(form, x.view(), y.view(), 1.0);
        let residuals = network.residuals(ArrayView1::from(&theta));
        let predictions = Network::predict(form, &theta, x.as_slice().unwrap());
        assert!(predictions.iter().zip(&residuals).zip(&y).all(|((f, r), y)| (f - y - r).abs() < 1e-14));
    }

    #[test]
    fn the_sizes_are_the_published_ones_and_only_weights_decay() {
        // Ten inputs: 13 parameters at width 1, 1,441 at 120.
        assert_eq!([1, 2, 120].map(|width| form(10, width, false, true).parameters()), [13, 25, 1441]);
        let form = form(2, 3, false, true);
        let weights: Vec<usize> = form.weights().into_iter().flatten().collect();
        assert_eq!(weights, [0, 1, 2, 3, 4, 5, 9, 10, 11]);
    }
}

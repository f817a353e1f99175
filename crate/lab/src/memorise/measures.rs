//! How simple a solution is, by measures that need no opinion.

use ndarray::{Array1, Array2, ArrayView1};

use super::layers::{PRODUCT_INPUTS, layers};
use alleyway::spectrum::Spectrum;

/// A neuron that is smaller than this share of the largest counts for nothing.
pub const DEAD: f64 = 0.01;

/// The measures that a task has; NaN for those that it has not.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// sparse: (sum |w|)^2 / sum w^2.
    pub effective_features: f64,
    /// product: of the |eigenvalues| of Q; modular: of the covariance of the hidden activations.
    pub effective_rank: f64,
    /// product: neurons with |c| |w|^2 over 1 % of the largest.
    pub neurons_in_use: f64,
    /// modular: mean over neurons of the share of power in one frequency.
    pub single_frequency_share: f64,
}

impl Default for Measure {
    fn default() -> Self {
        let none = f64::NAN;
        Self { effective_features: none, effective_rank: none, neurons_in_use: none, single_frequency_share: none }
    }
}

impl Measure {
    /// Of the weights of a linear model.
    pub fn sparse(w: &Array1<f64>) -> Self {
        let sum: f64 = w.iter().map(|w| w.abs()).sum();
        Self { effective_features: sum * sum / w.dot(w), ..Self::default() }
    }

    /// Of a quadratic network with one output and m neurons.
    pub fn product(point: ArrayView1<f64>, m: usize) -> Self {
        let (w, c) = layers(point, PRODUCT_INPUTS, m);
        let sizes: Vec<f64> = (0..m).map(|j| c[j].abs() * w.column(j).dot(&w.column(j))).collect();
        let largest = sizes.iter().copied().fold(0.0, f64::max);
        Self {
            effective_rank: effective_rank(&eigenvalues(&map(point, m))),
            neurons_in_use: sizes.iter().filter(|size| **size > DEAD * largest).count() as f64,
            ..Self::default()
        }
    }

    /// Of a quadratic network on pairs modulo p; `hidden` holds its activations on the training examples (n x m).
    pub fn modular(point: ArrayView1<f64>, p: usize, m: usize, hidden: &Array2<f64>) -> Self {
        let mean = hidden.mean_axis(ndarray::Axis(0)).expect("there are examples");
        let away = hidden - &mean;
        // The smaller Gram matrix has the same eigenvalues but for zeros.
        let gram = if away.nrows() < away.ncols() { away.dot(&away.t()) } else { away.t().dot(&away) };
        let neurons = frequencies(point, p, m);
        let weights: f64 = neurons.iter().map(|n| n.size * n.size).sum();
        let share: f64 = neurons.iter().map(|n| n.share * n.size * n.size).sum();
        Self {
            effective_rank: effective_rank(&eigenvalues(&gram)),
            single_frequency_share: share / weights,
            ..Self::default()
        }
    }
}

/// Q = sum over j of c_j w_j w_j^T: what multiplies what (15 x 15).
pub fn map(point: ArrayView1<f64>, m: usize) -> Array2<f64> {
    let (w, c) = layers(point, PRODUCT_INPUTS, m);
    (&w * &c).dot(&w.t())
}

/// All eigenvalues of a symmetric matrix.
pub fn eigenvalues(matrix: &Array2<f64>) -> Vec<f64> {
    Spectrum::of(matrix.view()).values
}

/// exp(-sum q ln q) of the sizes of some eigenvalues, normalised to sum to one: how many of them count. NaN where all are
/// nought but for rounding.
pub fn effective_rank(values: &[f64]) -> f64 {
    let whole: f64 = values.iter().map(|v| v.abs()).sum();
    if whole < 1e-12 {
        return f64::NAN;
    }
    let part = |v: &f64| {
        let q = v.abs() / whole;
        if q > 0.0 { -q * libm::log(q) } else { 0.0 }
    };
    libm::exp(values.iter().map(part).sum())
}

/// A neuron of the modular task.
pub struct Neuron {
    /// The share of its power, the constant left out, that lies in its main frequency.
    pub share: f64,
    /// That frequency, from 1 to p/2.
    pub frequency: usize,
    /// |w|^2 |c|.
    pub size: f64,
}

/// Every neuron: the discrete Fourier transforms of its weights for a and for b, their powers added.
pub fn frequencies(point: ArrayView1<f64>, p: usize, m: usize) -> Vec<Neuron> {
    let (w, c) = layers(point, 2 * p, m);
    let wave = |k: usize, a: usize| {
        let angle = 2.0 * std::f64::consts::PI * ((k * a) % p) as f64 / p as f64;
        (libm::cos(angle), libm::sin(angle))
    };
    let neuron = |j: usize| {
        let power = |k: usize| {
            let part = |from: usize| {
                let sums = (0..p).fold((0.0, 0.0), |(re, im), a| {
                    let (cosine, sine) = wave(k, a);
                    (re + w[[from + a, j]] * cosine, im + w[[from + a, j]] * sine)
                });
                sums.0 * sums.0 + sums.1 * sums.1
            };
            // A real wave is both k and p - k, but for k = p/2, which is its own mirror.
            (part(0) + part(p)) * if 2 * k == p { 0.5 } else { 1.0 }
        };
        let powers: Vec<f64> = (1..=p / 2).map(power).collect();
        let main = (0..powers.len()).fold(0, |best, k| if powers[k] > powers[best] { k } else { best });
        let outer: f64 = (0..p).map(|o| c[o * m + j] * c[o * m + j]).sum();
        let whole: f64 = powers.iter().sum();
        Neuron {
            share: if whole > 0.0 { powers[main] / whole } else { 0.0 },
            frequency: main + 1,
            size: w.column(j).dot(&w.column(j)) * outer.sqrt(),
        }
    };
    (0..m).map(neuron).collect()
}

/// The bits that some weights cost, written as whole multiples of one step by the Elias gamma code (1 bit for 0, else 2 floor(log2
/// |k|) + 3), at the coarsest step of 4 * 2^(-i/8) at which the mean squared change of the outputs is at most 1 % of the mean squared
/// target.
pub fn bits(point: ArrayView1<f64>, outputs: impl Fn(ArrayView1<f64>) -> Vec<f64>, targets: &[f64]) -> f64 {
    let exact = outputs(point);
    let allowed = 0.01 * targets.iter().map(|y| y * y).sum::<f64>();
    for i in 0..400 {
        let step = 4.0 * libm::exp2(-f64::from(i) / 8.0);
        let rounded = point.mapv(|v| libm::round(v / step) * step);
        let change: f64 = outputs(rounded.view()).iter().zip(&exact).map(|(a, b)| (a - b) * (a - b)).sum();
        if change <= allowed {
            let cost = |v: &f64| {
                let k = libm::round(v / step).abs();
                if k == 0.0 { 1.0 } else { 2.0 * libm::floor(libm::log2(k)) + 3.0 }
            };
            return point.iter().map(cost).sum();
        }
    }
    f64::NAN
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn effective_numbers_count_what_is_equal_and_leave_out_what_is_zero() {
        assert!((Measure::sparse(&array![1.0, -1.0, 0.0, 1.0]).effective_features - 3.0).abs() < 1e-12);
        assert!((effective_rank(&[2.0, -2.0, 0.0, 0.0]) - 2.0).abs() < 1e-12);
        assert!((effective_rank(&[1.0; 7]) - 7.0).abs() < 1e-12);
        assert!(effective_rank(&[1e-17; 7]).is_nan());
    }

    #[test]
    fn a_neuron_that_is_one_wave_has_all_its_power_in_one_frequency() {
        let (p, m) = (11, 2);
        let mut point = Array1::zeros(3 * p * m);
        for a in 0..p {
            let angle = 2.0 * std::f64::consts::PI * a as f64 / p as f64;
            point[a * m] = (3.0 * angle + 0.4).cos() + 5.0;
            point[(p + a) * m] = 0.5 * (3.0 * angle - 1.0).sin();
            // The second neuron sees one number only: equal power in every frequency.
            point[a * m + 1] = if a == 4 { 1.0 } else { 0.0 };
            point[2 * p * m + a * m] = 1.0;
        }
        let neurons = frequencies(point.view(), p, m);
        assert!((neurons[0].share - 1.0).abs() < 1e-12 && neurons[0].frequency == 3);
        assert!((neurons[1].share - 0.2).abs() < 1e-12);
        assert!(neurons[0].size > 0.0 && neurons[1].size == 0.0);
    }

    #[test]
    fn the_frequency_of_an_even_modulus_that_changes_sign_at_every_step_counts_too() {
        // A spike has the power 1 at every k from 1 to 7; 4 is its own mirror image, each of the others has one.
        let (p, m) = (8, 2);
        let mut point = Array1::zeros(3 * p * m);
        for a in 0..p {
            point[a * m] = if a % 2 == 0 { 1.0 } else { -1.0 };
            point[a * m + 1] = if a == 3 { 1.0 } else { 0.0 };
        }
        let neurons = frequencies(point.view(), p, m);
        assert!((neurons[0].share - 1.0).abs() < 1e-12 && neurons[0].frequency == 4);
        assert!((neurons[1].share - 2.0 / 7.0).abs() < 1e-12 && neurons[1].frequency < 4);
    }

    #[test]
    fn bits_are_those_of_the_elias_gamma_code() {
        // Outputs that are the weights: a step of 4 * 2^(-i/8) must leave less than 1 % of the mean square.
        let point = array![1.0, 0.0, -2.0, 5.0];
        let targets = [10.0, 10.0, 10.0, 10.0];
        let found = bits(point.view(), |v| v.to_vec(), &targets);
        // Allowed: a squared change of 4 in all. Step 4 * 2^(-4/8) = 2.83 rounds to (0, 0, -1, 2): 1 + 0 + .69 + .43 = 2.1.
        let by_hand = |step: f64| -> f64 {
            point
                .iter()
                .map(|v: &f64| (v / step).round().abs())
                .map(|k| if k == 0.0 { 1.0 } else { 2.0 * k.log2().floor() + 3.0 })
                .sum()
        };
        let change = |step: f64| point.iter().map(|v: &f64| ((v / step).round() * step - v).powi(2)).sum::<f64>();
        let coarsest = (0..40).map(|i| 4.0 * 2f64.powf(-f64::from(i) / 8.0)).find(|step| change(*step) <= 4.0).unwrap();
        assert_eq!(found, by_hand(coarsest));
    }

    #[test]
    fn the_map_of_two_opposite_neurons_is_a_product() {
        // x1 x2 = ((x1 + x2)^2 - (x1 - x2)^2)/4.
        let mut point = Array1::zeros(PRODUCT_INPUTS * 2 + 2);
        (point[0], point[1], point[2], point[3]) = (1.0, 1.0, 1.0, -1.0);
        (point[PRODUCT_INPUTS * 2], point[PRODUCT_INPUTS * 2 + 1]) = (0.25, -0.25);
        let q = map(point.view(), 2);
        assert!(
            (q[[0, 1]] - 0.5).abs() < 1e-15
                && (q[[1, 0]] - 0.5).abs() < 1e-15
                && q.iter().map(|v| v.abs()).sum::<f64>() < 1.0 + 1e-12
        );
        let measure = Measure::product(point.view(), 2);
        assert!((measure.effective_rank - 2.0).abs() < 1e-12 && measure.neurons_in_use == 2.0);
    }
}

//! Orthonormal polynomials on [-1, 1], their curvature, and their error on a fine grid at the price of a triangle.

use std::cell::RefCell;
use std::rc::Rc;

use ndarray::Array2;

use crate::dense::{axpy, dot, grid};
use crate::svd::{reflect, reflector};

/// Which polynomials; both orthonormal under a probability measure.
///
/// ```
/// use alleyway::model::Basis;
///
/// // f = sqrt(5) P_2 = sqrt(5) (3 x^2 - 1)/2 has f'' = 3 sqrt(5), and 45 times 2 as the integral of its square.
/// assert!((Basis::Legendre.roughness(&[0.0, 0.0, 1.0]) - 90.0).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// sqrt(2k+1) P_k, orthonormal for the uniform measure.
    Legendre,
    /// 1, then sqrt(2) T_k, orthonormal for the arcsine measure.
    Chebyshev,
}

impl Basis {
    /// The factor that makes the classical polynomial of degree `k` orthonormal.
    #[must_use]
    pub fn normalisation(self, k: usize) -> f64 {
        match self {
            Self::Legendre => f64::sqrt(2.0 * k as f64 + 1.0),
            Self::Chebyshev if k == 0 => 1.0,
            Self::Chebyshev => std::f64::consts::SQRT_2,
        }
    }

    /// The first `count` polynomials at the m points `x` (count x m), by the three-term recurrences.
    #[must_use]
    pub fn at(self, x: &[f64], count: usize) -> Array2<f64> {
        let m = x.len();
        let mut out = vec![0.0; count * m];
        for k in 0..count {
            let (before, rest) = out.split_at_mut(k * m);
            let row = &mut rest[..m];
            match k {
                0 => row.fill(1.0),
                1 => row.copy_from_slice(x),
                _ => {
                    let (a, b) = match self {
                        Self::Legendre => ((2 * k - 1) as f64 / k as f64, (k - 1) as f64 / k as f64),
                        Self::Chebyshev => (2.0, 1.0),
                    };
                    let (two, one) = before[(k - 2) * m..].split_at(m);
                    for i in 0..m {
                        row[i] = a * x[i] * one[i] - b * two[i];
                    }
                }
            }
        }
        for (k, row) in out.chunks_exact_mut(m).enumerate() {
            let scale = self.normalisation(k);
            row.iter_mut().for_each(|v| *v *= scale);
        }
        Array2::from_shape_vec((count, m), out).expect("count rows of m")
    }

    /// The integral of f''(x)^2 over [-1, 1] for f = sum of c_k times the orthonormal polynomials: exact, in the
    /// coefficients.
    #[must_use]
    pub fn roughness(self, coefficients: &[f64]) -> f64 {
        let classical: Vec<f64> = coefficients.iter().enumerate().map(|(k, c)| c * self.normalisation(k)).collect();
        let second = self.derivative(&self.derivative(&classical));
        match self {
            // The integral of P_i P_j is 2/(2i+1) for i = j and 0 otherwise.
            Self::Legendre => second.iter().enumerate().map(|(k, c)| c * c * 2.0 / (2 * k + 1) as f64).sum(),
            // The integral of T_i T_j is 1/(1-(i+j)^2) + 1/(1-(i-j)^2) for even i + j and 0 otherwise.
            Self::Chebyshev => {
                let mut total = 0.0;
                for i in 0..second.len() {
                    for j in (i % 2..=i).step_by(2) {
                        let (sum, difference) = ((i + j) as f64, (i - j) as f64);
                        let both = 1.0 / (1.0 - sum * sum) + 1.0 / (1.0 - difference * difference);
                        total += second[i] * second[j] * both * if i == j { 1.0 } else { 2.0 };
                    }
                }
                total
            }
        }
    }

    /// Classical coefficients of the derivative, from those of the function.
    fn derivative(self, c: &[f64]) -> Vec<f64> {
        let m = c.len();
        let mut d = vec![0.0; m.saturating_sub(1)];
        for k in (0..d.len()).rev() {
            let above = d.get(k + 2).copied().unwrap_or(0.0);
            d[k] = match self {
                // P'_{k+1} - P'_{k-1} = (2k+1) P_k
                Self::Legendre => (2 * k + 1) as f64 * (c[k + 1] + above / (2 * k + 5) as f64),
                // T'_{k+1}/(k+1) - T'_{k-1}/(k-1) = 2 T_k
                Self::Chebyshev => above + 2.0 * (k + 1) as f64 * c[k + 1],
            };
        }
        if self == Self::Chebyshev
            && let Some(first) = d.first_mut()
        {
            *first /= 2.0;
        }
        d
    }
}

/// The mean squared distance to a target over a uniform grid of [`Reduced::POINTS`] points, for every polynomial model.
///
/// With G = Q R (grid points x P, one QR for all training sets) the values of a fit are Q R c, so that its distance to
/// the target is |R c - z|^2 + |f* - Q z|^2, z = Q^T f*: a triangle instead of a thousand points, and no difference of
/// large numbers. On a symmetric grid even and odd polynomials are orthogonal, so there are two triangles of half the
/// size each.
#[derive(Debug)]
pub struct Reduced {
    count: usize,
    /// Columns of R / sqrt(points), one after the other; column k holds the entries of its own parity, k/2 + 1 of them.
    columns: Vec<Vec<f64>>,
    /// z / sqrt(points) for each target.
    targets: Vec<Vec<f64>>,
    /// |f* - Q_p Q_p^T f*|^2 / points for the first p columns, p = 0..=P, for each target.
    beyond: Vec<Vec<f64>>,
}

impl Reduced {
    /// Points of the grid.
    pub const POINTS: usize = 1001;

    /// The reduction for at least `count` polynomials of a basis and these targets; kept for the thread, as every training
    /// set of every run with the same basis needs it. All callers pass the same `targets`.
    #[must_use]
    pub fn get(basis: Basis, count: usize, targets: &[fn(f64) -> f64]) -> Rc<Self> {
        thread_local! {
            static KEPT: RefCell<[Option<Rc<Reduced>>; 2]> = const { RefCell::new([None, None]) };
        }
        KEPT.with_borrow_mut(|kept| {
            let slot = &mut kept[basis as usize];
            match slot {
                Some(reduced) if reduced.count >= count => reduced.clone(),
                _ => slot.insert(Rc::new(Self::new(basis, count, targets))).clone(),
            }
        })
    }

    fn new(basis: Basis, count: usize, functions: &[fn(f64) -> f64]) -> Self {
        let half = Self::POINTS / 2;
        let x = grid(Self::POINTS)[half..].to_vec();
        let rows = basis.at(&x, count);
        let scale = 1.0 / f64::sqrt(Self::POINTS as f64);
        // A pair of points x, -x is turned into ((f(x) + f(-x)), (f(x) - f(-x))) / sqrt(2): sqrt(2) times the even or the
        // odd part; the point 0 stands alone.
        let weight = |i: usize| scale * if i == 0 { 1.0 } else { std::f64::consts::SQRT_2 };
        let mut parts: [Vec<Vec<f64>>; 2] = [Vec::new(), Vec::new()];
        for (k, row) in rows.outer_iter().enumerate() {
            parts[k % 2].push(row.iter().enumerate().map(|(i, v)| v * weight(i)).collect());
        }
        let values = |f: &fn(f64) -> f64, parity: usize| -> Vec<f64> {
            let sign = if parity == 0 { 1.0 } else { -1.0 };
            x.iter().enumerate().map(|(i, &x)| (f(x) + sign * f(-x)) / 2.0 * weight(i)).collect()
        };
        let mut columns = vec![Vec::new(); count];
        let mut targets = vec![vec![0.0; count]; functions.len()];
        let mut beyond = vec![vec![0.0; count + 1]; functions.len()];
        for (parity, mut part) in parts.into_iter().enumerate() {
            let own = part.len();
            part.extend(functions.iter().map(|f| values(f, parity)));
            triangularise(&mut part, own);
            for (i, column) in part.drain(..own).enumerate() {
                columns[2 * i + parity] = column[..=i.min(x.len() - 1)].to_vec();
            }
            for (t, z) in part.iter().enumerate() {
                for (k, value) in z.iter().take(own).enumerate() {
                    targets[t][2 * k + parity] = *value;
                }
                // What the first p polynomials leave: everything below their rows, added up from the end.
                let mut rest = dot(&z[own.min(z.len())..], &z[own.min(z.len())..]);
                let mut left = vec![0.0; own + 1];
                left[own] = rest;
                for k in (0..own.min(z.len())).rev() {
                    rest += z[k] * z[k];
                    left[k] = rest;
                }
                for (p, total) in beyond[t].iter_mut().enumerate() {
                    *total += left[(p + 1 - parity) / 2];
                }
            }
        }
        Self { count, columns, targets, beyond }
    }

    /// Writes the fit minus the target, in coordinates in which the mean square over the grid is a sum of squares: of these
    /// `out` and of [`Reduced::beyond`]. `target` is an index into those of [`Reduced::get`]; `coefficients` belong to the
    /// orthonormal polynomials.
    pub fn distance(&self, target: usize, coefficients: &[f64], out: &mut [f64]) {
        let halves = self.values(coefficients);
        for (k, out) in out.iter_mut().enumerate() {
            *out = halves[k % 2][k / 2] - self.targets[target][k];
        }
    }

    /// The part of the mean square that no model of the first `p` polynomials can remove.
    #[must_use]
    pub fn beyond(&self, target: usize, p: usize) -> f64 {
        self.beyond[target][p]
    }

    /// The mean square over the grid of the function with these coefficients.
    #[must_use]
    pub fn mean_square(&self, coefficients: &[f64]) -> f64 {
        let [even, odd] = self.values(coefficients);
        dot(&even, &even) + dot(&odd, &odd)
    }

    /// R c for the even and for the odd polynomials.
    fn values(&self, coefficients: &[f64]) -> [Vec<f64>; 2] {
        let p = coefficients.len();
        let mut halves = [vec![0.0; p.div_ceil(2)], vec![0.0; p / 2]];
        for (k, c) in coefficients.iter().enumerate() {
            let column = &self.columns[k];
            axpy(*c, column, &mut halves[k % 2][..column.len()]);
        }
        halves
    }
}

/// Householder QR in place of the first `own` columns, applied to all of them.
fn triangularise(columns: &mut [Vec<f64>], own: usize) {
    for j in 0..own {
        let (done, rest) = columns.split_at_mut(j + 1);
        let Some((head, tail)) = done[j].get_mut(j..).and_then(<[f64]>::split_first_mut) else { break };
        let (beta, tau) = reflector(*head, tail);
        *head = beta;
        rest.iter_mut().for_each(|other| reflect(tail, tau, &mut other[j..]));
        // The reflector has been used up; below the diagonal of R there is nothing.
        tail.fill(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASES: [Basis; 2] = [Basis::Legendre, Basis::Chebyshev];

    fn value(basis: Basis, coefficients: &[f64], x: f64) -> f64 {
        basis.at(&[x], coefficients.len()).iter().zip(coefficients).map(|(a, b)| a * b).sum()
    }

    fn coefficients(p: usize) -> Vec<f64> {
        (0..p).map(|k| libm::sin(3.1 * k as f64 + 1.0) / (1.0 + k as f64)).collect()
    }

    #[test]
    fn the_polynomials_are_orthonormal_under_their_measure() {
        // Gauss-Chebyshev points are exact for the arcsine measure; the uniform one is sin(t) dt/2 there, a smooth
        // integrand for the midpoint rule once the weight is written out.
        let m = 4000;
        let angle = |i: usize| std::f64::consts::PI * (i as f64 + 0.5) / m as f64;
        let x: Vec<f64> = (0..m).map(|i| angle(i).cos()).collect();
        for basis in BASES {
            let rows = basis.at(&x, 12);
            let weight = |i: usize| match basis {
                Basis::Legendre => angle(i).sin() * std::f64::consts::PI / 2.0,
                Basis::Chebyshev => 1.0,
            };
            for (a, b) in (0..12).flat_map(|a| (0..=a).map(move |b| (a, b))) {
                let product: f64 = (0..m).map(|i| rows[[a, i]] * rows[[b, i]] * weight(i)).sum::<f64>() / m as f64;
                let expected = f64::from(u8::from(a == b));
                assert!((product - expected).abs() < 1e-4, "{basis:?} {a} {b}: {product}");
            }
        }
    }

    #[test]
    fn roughness_of_a_known_cubic() {
        // f = x^3: f'' = 6 x, integral of 36 x^2 over [-1, 1] is 24. x^3 = (2 P_3 + 3 P_1)/5 = (T_3 + 3 T_1)/4.
        let legendre = [0.0, 0.6 / 3f64.sqrt(), 0.0, 0.4 / 7f64.sqrt()];
        let chebyshev = [0.0, 0.75 / 2f64.sqrt(), 0.0, 0.25 / 2f64.sqrt()];
        assert!((Basis::Legendre.roughness(&legendre) - 24.0).abs() < 1e-12);
        assert!((Basis::Chebyshev.roughness(&chebyshev) - 24.0).abs() < 1e-12);
    }

    #[test]
    fn roughness_agrees_with_differences_of_the_function() {
        for basis in BASES {
            let c = coefficients(9);
            let (m, h) = (20_000, 1e-4);
            let second =
                |x: f64| (value(basis, &c, x + h) - 2.0 * value(basis, &c, x) + value(basis, &c, x - h)) / (h * h);
            let integral: f64 = (0..m)
                .map(|i| -1.0 + 2.0 * (f64::from(i) + 0.5) / f64::from(m))
                .map(|x| second(x) * second(x) * 2.0 / f64::from(m))
                .sum();
            let exact = basis.roughness(&c);
            assert!((integral / exact - 1.0).abs() < 1e-5, "{basis:?}: {integral} {exact}");
        }
    }

    #[test]
    fn the_reduced_distance_is_the_mean_square_over_the_grid() {
        let x = grid(Reduced::POINTS);
        let targets: [fn(f64) -> f64; 2] = [libm::exp, |x| libm::sin(9.0 * x + 0.2)];
        for basis in BASES {
            let reduced = Reduced::get(basis, 40, &targets);
            for (target, p) in [(0, 1), (1, 2), (0, 4), (1, 17), (1, 40)] {
                let c = coefficients(p);
                let mean = |f: &dyn Fn(f64) -> f64| x.iter().map(|&x| f(x) * f(x)).sum::<f64>() / x.len() as f64;
                let direct = mean(&|x| value(basis, &c, x) - targets[target](x));
                let mut distance = vec![0.0; p];
                reduced.distance(target, &c, &mut distance);
                let sum = dot(&distance, &distance) + reduced.beyond(target, p);
                assert!((sum / direct - 1.0).abs() < 1e-11, "{basis:?} {target}: {sum} {direct}");
                let energy = mean(&|x| value(basis, &c, x));
                assert!((reduced.mean_square(&c) / energy - 1.0).abs() < 1e-11);
            }
        }
    }
}

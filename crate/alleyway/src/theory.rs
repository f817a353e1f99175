//! Closed forms that the measured curves are held against.
//!
//! Everywhere `n` is the number of training points, `p` the number of parameters, `signal` is r^2 = |beta|^2 and `noise`
//! is sigma^2, a variance. A risk is an *excess* risk: E (f - f*)^2, without the noise of a test target.

/// Minimum-norm least squares on `p` isotropic Gaussian features, well specified, exact for finite n.
///
/// p < n - 1: sigma^2 p / (n - p - 1); p > n + 1: r^2 (1 - n/p) + sigma^2 n / (p - n - 1); infinite at n - 1, n, n + 1.
/// Follows from the mean of an inverse Wishart matrix; the limit is theorem 1 of Hastie, Montanari, Rosset and
/// Tibshirani (2019, arXiv 1903.08560).
///
/// ```
/// use alleyway::theory::isotropic_excess;
///
/// let excess = |p| isotropic_excess(50, p, 1.0, 0.5);
/// assert!((excess(25) - 0.5 * 25.0 / 24.0).abs() < 1e-15);
/// assert!((excess(100) - (0.5 + 0.5 * 50.0 / 49.0)).abs() < 1e-15);
/// assert_eq!(excess(50), f64::INFINITY);
/// ```
#[must_use]
pub fn isotropic_excess(n: usize, p: usize, signal: f64, noise: f64) -> f64 {
    let (n_, p_) = (n as f64, p as f64);
    if p + 1 < n {
        noise * p_ / (n_ - p_ - 1.0)
    } else if p > n + 1 {
        signal * (1.0 - n_ / p_) + noise * n_ / (p_ - n_ - 1.0)
    } else {
        f64::INFINITY
    }
}

/// The limit of [`isotropic_excess`] for n, p to infinity with p/n = gamma (same source, theorem 1).
///
/// Too low near the threshold at finite n: draw the exact one over measured points.
#[must_use]
pub fn isotropic_excess_limit(gamma: f64, signal: f64, noise: f64) -> f64 {
    if gamma < 1.0 {
        noise * gamma / (1.0 - gamma)
    } else if gamma > 1.0 {
        signal * (1.0 - 1.0 / gamma) + noise / (gamma - 1.0)
    } else {
        f64::INFINITY
    }
}

/// [`isotropic_excess`] when the model uses `p` of the `total` features that the target depends on.
///
/// With kappa = p/D the unseen part r^2 (1 - kappa) acts as noise and stays in the risk, so that there is a peak
/// without any noise on the targets (same source, section 5 on misspecified models).
#[must_use]
pub fn misspecified_excess(n: usize, p: usize, total: usize, signal: f64, noise: f64) -> f64 {
    let seen = p as f64 / total as f64;
    let unseen = signal * (1.0 - seen);
    unseen + isotropic_excess(n, p, signal * seen, noise + unseen)
}

/// The ridge with the least risk for isotropic features, in the convention |y - Xw|^2 + lambda |w|^2:
/// lambda = sigma^2 p / r^2 (n times the lambda of Hastie et al. 2019, corollary 5).
#[must_use]
pub fn optimal_ridge(p: usize, signal: f64, noise: f64) -> f64 {
    noise * p as f64 / signal
}

/// The excess risk at the optimal ridge, in the limit: sigma^2 gamma m(-lambda) with lambda = sigma^2 gamma / r^2 and
/// m the Stieltjes transform of the Marchenko-Pastur law (Hastie et al. 2019, corollary 5).
///
/// ```
/// use alleyway::theory::{isotropic_excess_limit, optimal_ridge_excess};
///
/// // There is no peak left, and never more risk than without.
/// let ridge = |gamma| optimal_ridge_excess(gamma, 1.0, 0.25);
/// assert!([0.5, 0.9, 1.0, 1.1, 4.0].into_iter().all(|gamma| ridge(gamma) < isotropic_excess_limit(gamma, 1.0, 0.25)));
/// assert!(ridge(0.9) < ridge(1.0) && ridge(1.0) < ridge(1.1));
/// ```
#[must_use]
pub fn optimal_ridge_excess(gamma: f64, signal: f64, noise: f64) -> f64 {
    let lambda = noise * gamma / signal;
    let a = 1.0 - gamma + lambda;
    let m = (f64::sqrt(a * a + 4.0 * gamma * lambda) - a) / (2.0 * gamma * lambda);
    noise * gamma * m
}

/// Effective parameters on test inputs of minimum-norm least squares with isotropic Gaussian features:
/// n p / (n - p - 1) below the threshold, n^2 / (p - n - 1) above (from the mean of an inverse Wishart matrix; the
/// measure is that of Curth, Jeffares and van der Schaar 2023, arXiv 2310.18988).
#[must_use]
pub fn isotropic_effective_parameters(n: usize, p: usize) -> f64 {
    n as f64 * isotropic_excess(n, p, 0.0, 1.0)
}

/// A random design by its covariance: what the deterministic equivalent needs to know of it.
///
/// Sigma is the covariance of the features, c their covariance with the target, b = Sigma^-1 c the best linear model,
/// all written in the eigenbasis of Sigma. Eigenvalues that many directions share are given once, with their number.
#[derive(Debug, Clone, Default)]
pub struct Spectrum {
    /// (eigenvalue of Sigma, number of directions that have it, sum of b_i^2 over them).
    pub levels: Vec<(f64, f64, f64)>,
    /// Variance of the target, E f*^2.
    pub variance: f64,
}

impl Spectrum {
    /// Number of features p.
    #[must_use]
    pub fn features(&self) -> f64 {
        self.levels.iter().map(|l| l.1).sum()
    }

    /// The part of the target that no linear model of these features expresses: Var f* - c.b.
    #[must_use]
    pub fn unexpressed(&self) -> f64 {
        self.variance - self.levels.iter().map(|l| l.0 * l.2).sum::<f64>()
    }

    fn sum(&self, f: impl Fn(f64, f64, f64) -> f64) -> f64 {
        self.levels.iter().map(|&(s, m, b)| f(s, m, b)).sum()
    }

    /// kappa > 0 that solves lambda = kappa (n - tr Sigma (Sigma + kappa)^-1); 0 where lambda = 0 and p < n.
    #[must_use]
    pub fn kappa(&self, n: usize, ridge: f64) -> f64 {
        let n = n as f64;
        if ridge == 0.0 && self.features() <= n {
            return 0.0;
        }
        // The right-hand side rises with kappa wherever it is positive, so bisection on a logarithmic scale is safe.
        let excess = |k: f64| k * (n - self.sum(|s, m, _| m * s / (s + k))) - ridge;
        let (mut low, mut high) = (1e-300_f64, 1.0_f64);
        while excess(high) < 0.0 {
            high *= 4.0;
        }
        for _ in 0..1100 {
            let middle = f64::sqrt(low) * f64::sqrt(high);
            if middle <= low || middle >= high {
                break;
            }
            if excess(middle) < 0.0 { low = middle } else { high = middle }
        }
        high
    }

    /// Excess risk of ridge regression (minimum norm at ridge 0) by the deterministic equivalent
    /// (Hastie et al. 2019, section 5; in this form with kappa and df2):
    /// [kappa^2 b.Sigma (Sigma + kappa)^-2 b + s^2] / (1 - df2/n) - sigma^2, where s^2 = sigma^2 + the unexpressed part
    /// and df2 = tr Sigma^2 (Sigma + kappa)^-2. Infinite at p = n without ridge.
    #[must_use]
    pub fn excess(&self, n: usize, ridge: f64, noise: f64) -> f64 {
        let k = self.kappa(n, ridge);
        let df2 = self.sum(|s, m, _| m * (s / (s + k)) * (s / (s + k)));
        let bias = self.sum(|s, _, b| b * s * (k / (s + k)) * (k / (s + k)));
        let share = 1.0 - df2 / n as f64;
        if share <= 1e-12 {
            return f64::INFINITY;
        }
        (bias + noise + self.unexpressed()) / share - noise
    }

    /// [`Spectrum::excess`] without ridge for p < n with Gaussian features, exact for finite n:
    /// s^2 (n - 1)/(n - p - 1) - sigma^2.
    #[must_use]
    pub fn gaussian_excess_below(&self, n: usize, noise: f64) -> f64 {
        let (n, p) = (n as f64, self.features());
        if p + 1.0 >= n {
            return f64::INFINITY;
        }
        (noise + self.unexpressed()) * (n - 1.0) / (n - p - 1.0) - noise
    }
}

/// Random features by the eigenvalues of their kernel: what the deterministic equivalent needs where not even Sigma is to be looked
/// at, but only the law that the features are drawn from.
///
/// With E over the features of phi(x) phi(x') = sum over k of xi_k^2 psi_k(x) psi_k(x'), the psi_k orthonormal. A harmonic that many
/// functions share is given once.
///
/// ```
/// use alleyway::theory::Harmonics;
///
/// // Thirty dimensions, 200 points, a noise variance of .25: a peak where there are as many features as points.
/// let ramps = Harmonics::relu_sphere(30);
/// let [before, at, beyond] = [100, 200, 2_000].map(|p| ramps.excess(p, 200, 0.0, 0.25));
/// assert!(at > 10.0 * before && beyond < before);
/// ```
#[derive(Debug, Clone)]
pub struct Harmonics {
    /// (eigenvalue xi^2, number of functions that have it, part of E f*^2 in them).
    levels: Vec<(f64, f64, f64)>,
    /// Sum of the eigenvalues of all further functions, each too small to be told from zero.
    rest: f64,
}

impl Harmonics {
    /// Harmonics that are listed. The eigenvalues of the sphere add up to 1/2; those beyond the hundredth degree to less than 3e-5.
    const DEGREES: usize = 100;

    /// Features max(0, theta . x / sqrt(dim)), theta and x uniform on the sphere of radius sqrt(dim), and a linear target with
    /// E f*^2 = 1, in at least three dimensions.
    ///
    /// The kernel is the arc-cosine kernel of order 1 (Cho & Saul 2009) over two, on the sphere as for Gaussian inputs, as a ramp is
    /// homogeneous and E |x|^2 the same. Degree l has the eigenvalue a_l^2 with a_l = E sqrt(dim) max(0, t) P_l(t), t = a coordinate of
    /// a point on the unit sphere, P_l the Legendre polynomial of dim dimensions: a_0 = sqrt(dim) E |t| / 2, a_1 = 1/(2 sqrt(dim)),
    /// a_(l+2) = -a_l (l - 1)/(l + dim + 1), and no other odd ones (Bach 2017, JMLR 18, appendix D, in another scale).
    #[must_use]
    pub fn relu_sphere(dim: usize) -> Self {
        assert!(dim >= 3, "a sphere of at least three dimensions");
        let d = dim as f64;
        let half = libm::exp(libm::lgamma(d / 2.0) - libm::lgamma((d + 1.0) / 2.0)) / f64::sqrt(std::f64::consts::PI);
        let mut levels = vec![(0.25 / d, d, 1.0)];
        let (mut a, mut count) = (0.5 * f64::sqrt(d) * half, 1.0);
        for degree in (0..=Self::DEGREES).step_by(2) {
            levels.push((a * a, count, 0.0));
            let l = degree as f64;
            a *= -(l - 1.0) / (l + d + 1.0);
            // Twice the step (2l + d)(l + d - 2)/((2l + d - 2)(l + 1)) of the number of harmonics of degree l.
            count *=
                (2.0 * l + d + 2.0) * (l + d - 1.0) * (l + d - 2.0) / ((2.0 * l + d - 2.0) * (l + 2.0) * (l + 1.0));
        }
        let listed: f64 = levels.iter().map(|(value, count, _)| value * count).sum();
        // In many dimensions nothing is left but rounding.
        Self { levels, rest: f64::max(0.0, 0.5 - listed) }
    }

    fn sum(&self, f: impl Fn(f64, f64, f64) -> f64) -> f64 {
        self.levels.iter().map(|&(value, count, signal)| f(value, count, signal)).sum()
    }

    /// tr T (T + nu)^-1, T the operator with these eigenvalues.
    fn freedom(&self, nu: f64) -> f64 {
        self.sum(|x, m, _| m * x / (x + nu)) + self.rest / nu
    }

    /// The least nu > 0 from which on `enough` holds.
    fn solve(enough: impl Fn(f64) -> bool) -> f64 {
        let (mut low, mut high) = (1e-30_f64, 1.0_f64);
        while !enough(high) {
            high *= 4.0;
        }
        for _ in 0..200 {
            let middle = f64::sqrt(low * high);
            if middle <= low || middle >= high {
                break;
            }
            if enough(middle) { high = middle } else { low = middle }
        }
        high
    }

    /// The part of the target that the best linear model of p such features leaves, a mean over features: sum of
    /// beta^2 nu/(xi^2 + nu), with nu such that tr T (T + nu)^-1 = p.
    fn unexpressed(&self, p: f64) -> f64 {
        let nu = Self::solve(|nu| self.freedom(nu) <= p);
        self.sum(|x, _, signal| signal * nu / (x + nu))
    }

    /// Excess risk of ridge regression (minimum norm at ridge 0) on `p` such features, a mean over features and training sets, by
    /// the deterministic equivalent of random features (Defilippis, Loureiro & Misiakiewicz 2024, arXiv 2405.15699).
    ///
    /// It is [`Spectrum::excess`] of the random Sigma, whose traces have equivalents of their own: with Y1 = tr T (T + nu)^-1,
    /// Y2 = tr T^2 (T + nu)^-2, kappa = nu (p - Y1), lambda = kappa (n - Y1), df2 = Y1 - (p - Y1)(Y1 - Y2)/(p - Y2), and the bias with
    /// the unexpressed part B = sum of beta^2 nu/(xi^2 + nu) - nu (p - Y1)/(p - Y2) sum of beta^2 xi^2/(xi^2 + nu)^2:
    /// (B + sigma^2)/(1 - df2/n) - sigma^2.
    ///
    /// These are limits. Without ridge what acts as noise, sigma^2 and the unexpressed part U, is amplified more than that at a
    /// finite n, and is given here the factor that is exact for isotropic Gaussian features of the same df2 ([`isotropic_excess`]):
    /// (n - 1)/(n - p - 1) below n, and (q - 1)/(q - n - 1) with q = n^2/df2 above. Infinite at n - 1, n, n + 1.
    #[must_use]
    pub fn excess(&self, p: usize, n: usize, ridge: f64, noise: f64) -> f64 {
        let (p, n) = (p as f64, n as f64);
        let fewer = p.min(n);
        let nu = Self::solve(|nu| {
            let y1 = self.freedom(nu);
            y1 <= fewer && nu * (n - y1) * (p - y1) >= ridge
        });
        let y1 = if ridge == 0.0 { fewer } else { self.freedom(nu) };
        let y2 = self.sum(|x, m, _| m * (x / (x + nu)) * (x / (x + nu)));
        let narrowed = (p - y1) / (p - y2);
        let df2 = y1 - narrowed * (y1 - y2);
        let bias = self.sum(|x, _, signal| signal * (nu / (x + nu)) * (1.0 - narrowed * x / (x + nu)));
        if ridge > 0.0 {
            return (bias + noise) / (1.0 - df2 / n) - noise;
        }
        if p < n {
            let amplified = if p + 1.0 < n { (n - 1.0) / (n - p - 1.0) } else { f64::INFINITY };
            return (bias + noise) * amplified - noise;
        }
        let q = n * n / df2;
        if q <= n + 1.0 {
            return f64::INFINITY;
        }
        let unexpressed = self.unexpressed(p);
        (bias - unexpressed) / (1.0 - df2 / n) + (unexpressed + noise) * (q - 1.0) / (q - n - 1.0) - noise
    }
}

/// The probability that all eigenvalues of an N x N matrix of the Gaussian orthogonal ensemble are positive.
///
/// The integral of |product of differences| exp(-sum of squares / 2) over the positive orthant is N! times a Pfaffian (de Bruijn
/// 1955), over all of space Mehta's. 1/2, (2 - sqrt 2)/4, (pi - 2 sqrt 2)/(4 pi) for N = 1, 2, 3; it falls like 3^(-N^2/4) (Dean &
/// Majumdar 2006, cond-mat/0609651). To about 1e-12 of its value for N up to 6.
///
/// ```
/// use alleyway::theory::all_positive;
///
/// assert!((all_positive(2) - (2.0 - 2f64.sqrt()) / 4.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn all_positive(n: usize) -> f64 {
    let moment = |power: f64| libm::pow(2.0, (power - 1.0) / 2.0) * libm::tgamma((power + 1.0) / 2.0);
    // In polar coordinates: a radius, and an angle by Simpson's rule on either side of the diagonal.
    let pair = |i: usize, j: usize| {
        let at = |angle: f64| libm::pow(libm::cos(angle), i as f64) * libm::pow(libm::sin(angle), j as f64);
        let half = |from: f64| {
            const PARTS: usize = 2_000;
            let step = std::f64::consts::FRAC_PI_4 / PARTS as f64;
            let weight = |part| if part == 0 || part == PARTS { 1.0 } else { 2.0 + 2.0 * (part % 2) as f64 };
            (0..=PARTS).map(|part| weight(part) * at(from + part as f64 * step)).sum::<f64>() * step / 3.0
        };
        moment((i + j + 1) as f64) * (half(std::f64::consts::FRAC_PI_4) - half(0.0))
    };
    let order = n + n % 2;
    let entry = |i: usize, j: usize| match (i < j, j == n) {
        (false, _) => 0.0,
        (true, true) => moment(i as f64),
        (true, false) => pair(i, j),
    };
    let skew: Vec<Vec<f64>> = (0..order).map(|i| (0..order).map(|j| entry(i, j)).collect()).collect();
    let rows: Vec<usize> = (0..order).collect();
    let gamma = |j: usize| libm::tgamma(1.0 + j as f64 / 2.0) / libm::tgamma(1.5);
    let whole: f64 = (1..=n).map(|j| (2.0 * std::f64::consts::PI).sqrt() * gamma(j)).product();
    let factorial: f64 = (1..=n).map(|j| j as f64).product();
    factorial * pfaffian(&skew, &rows) / whole
}

/// Of the rows and columns `rows` of a skew matrix, whose upper half is given, along the first of them.
fn pfaffian(skew: &[Vec<f64>], rows: &[usize]) -> f64 {
    let Some((&first, rest)) = rows.split_first() else { return 1.0 };
    let term = |(at, &column): (usize, &usize)| {
        let others: Vec<usize> = rest.iter().copied().filter(|other| *other != column).collect();
        let sign = if at % 2 == 0 { 1.0 } else { -1.0 };
        sign * skew[first][column] * pfaffian(skew, &others)
    };
    rest.iter().enumerate().map(term).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odds_of_a_random_matrix_are_the_closed_forms() {
        use std::f64::consts::{PI, SQRT_2};
        let known = [0.5, (2.0 - SQRT_2) / 4.0, (PI - 2.0 * SQRT_2) / (4.0 * PI), 0.002_456_71];
        for (n, expected) in (1..).zip(known) {
            close(all_positive(n), expected, if n < 4 { 1e-12 } else { 3e-6 });
        }
        // ln P / N^2 tends to -(ln 3)/4 (Dean & Majumdar 2006), from below.
        let slope = |n: usize| all_positive(n).ln() / (n * n) as f64;
        let limit = -3f64.ln() / 4.0;
        assert!((slope(6) - limit).abs() < (slope(4) - limit).abs() && slope(6) < limit);
    }

    fn close(a: f64, b: f64, relative: f64) {
        assert!((a - b).abs() <= relative * b.abs(), "{a} is not within {relative} of {b}");
    }

    #[test]
    fn the_exact_formula_gives_the_published_table() {
        // Reference table for n = 50, r^2 = 1, sigma^2 = .25, from the inverse-Wishart mean.
        for (p, value) in [(1, 0.005208), (20, 0.1724), (40, 1.111), (60, 1.556), (100, 0.7551), (400, 0.9108)] {
            close(isotropic_excess(50, p, 1.0, 0.25), value, 5e-4);
        }
        for p in 49..=51 {
            assert_eq!(isotropic_excess(50, p, 1.0, 0.25), f64::INFINITY);
        }
    }

    #[test]
    fn the_limit_is_what_the_exact_formula_tends_to_and_is_lower_near_the_threshold() {
        for gamma in [0.25, 0.8, 1.25, 4.0] {
            let n = 100_000;
            let p = (gamma * n as f64) as usize;
            close(isotropic_excess(n, p, 1.0, 0.25), isotropic_excess_limit(gamma, 1.0, 0.25), 2e-4);
        }
        assert!(isotropic_excess_limit(1.04, 1.0, 0.25) < isotropic_excess(100, 104, 1.0, 0.25));
    }

    #[test]
    fn without_noise_a_misspecified_model_has_a_peak_and_a_well_specified_one_has_none() {
        let misspecified = |p| misspecified_excess(40, p, 120, 1.0, 0.0);
        assert!(misspecified(36) > 3.0 * misspecified(10) && misspecified(44) > 3.0 * misspecified(120));
        assert_eq!(isotropic_excess(40, 30, 0.25, 0.0), 0.0);
        // All features used: nothing is unseen.
        close(misspecified(120), 1.0 - 40.0 / 120.0, 1e-12);
    }

    #[test]
    fn no_ridge_beats_the_optimal_ridge_in_the_deterministic_equivalent() {
        // Sigma = I and |b|^2 = 1: the risk as a function of lambda is least at sigma^2 p, with the closed-form value.
        for p in [20_usize, 50, 200] {
            let n = 50;
            let isotropic = Spectrum { levels: vec![(1.0, p as f64, 1.0)], variance: 1.0 };
            let best = optimal_ridge(p, 1.0, 0.25);
            let at_best = isotropic.excess(n, best, 0.25);
            close(at_best, optimal_ridge_excess(p as f64 / n as f64, 1.0, 0.25), 1e-9);
            assert!(isotropic.excess(n, best * 1.3, 0.25) > at_best);
            assert!(isotropic.excess(n, best / 1.3, 0.25) > at_best);
        }
    }

    #[test]
    fn the_deterministic_equivalent_contains_the_isotropic_limit() {
        for (p, n) in [(2_000_usize, 5_000_usize), (5_000, 2_000)] {
            let isotropic = Spectrum { levels: vec![(1.0, p as f64, 1.0)], variance: 1.0 };
            close(isotropic.excess(n, 0.0, 0.3), isotropic_excess_limit(p as f64 / n as f64, 1.0, 0.3), 1e-9);
        }
    }

    #[test]
    fn the_harmonics_of_a_ramp_add_up_to_the_arc_cosine_kernel() {
        // Sum over degrees of a_l^2 N_l P_l(cos t) = (sin t + (pi - t) cos t)/(2 pi) (Cho & Saul 2009), the Legendre polynomials of
        // dim dimensions by (l + dim - 2) P_(l+1) = (2 l + dim - 2) x P_l - l P_(l-1).
        for dim in [3, 5, 10, 30, 200] {
            let harmonics = Harmonics::relu_sphere(dim);
            assert!((0.0..3e-5).contains(&harmonics.rest), "{}", harmonics.rest);
            let d = dim as f64;
            for cosine in [-1.0, -0.6, 0.0, 0.3, 0.95, 1.0f64] {
                let (mut before, mut now) = (1.0, cosine);
                // Degree 1 stands first, then 0, 2, 4, ...
                let mut sum = harmonics.levels[0].0 * d * cosine + harmonics.levels[1].0;
                for l in 1..Harmonics::DEGREES {
                    let (at, next) = (l as f64, l + 1);
                    let value = ((2.0 * at + d - 2.0) * cosine * now - at * before) / (at + d - 2.0);
                    (before, now) = (now, value);
                    if next % 2 == 0 {
                        let (eigenvalue, count, _) = harmonics.levels[1 + next / 2];
                        sum += eigenvalue * count * value;
                    }
                }
                let angle = cosine.acos();
                let kernel = (angle.sin() + (std::f64::consts::PI - angle) * cosine) / (2.0 * std::f64::consts::PI);
                assert!((sum - kernel).abs() < 3e-5, "{dim}, {cosine}: {sum} {kernel}");
            }
        }
    }

    #[test]
    fn features_that_are_pure_noise_are_the_isotropic_case_in_which_nothing_is_seen() {
        // Infinitely many harmonics of no size each: independent features of variance 1, and a target outside their reach.
        let noise = Harmonics { levels: vec![(0.0, 1.0, 1.0)], rest: 1.0 };
        for (n, p) in [(50, 3), (50, 30), (50, 48), (50, 52), (50, 80), (50, 2_000), (4, 9)] {
            close(noise.excess(p, n, 0.0, 0.3), misspecified_excess(n, p, usize::MAX, 1.0, 0.3), 1e-9);
        }
        for p in 49..=51 {
            assert_eq!(noise.excess(p, 50, 0.0, 0.3), f64::INFINITY);
        }
    }

    #[test]
    fn many_random_features_of_a_few_functions_are_those_functions() {
        // p much larger than their number: Sigma is p times a projection, a ridge lambda acts as lambda/p on the functions.
        let few = Harmonics { levels: vec![(0.5, 8.0, 0.7), (0.1, 4.0, 0.3)], rest: 0.0 };
        let p = 1e7;
        let same =
            Spectrum { levels: vec![(0.5 * p, 8.0, 0.7 / (0.5 * p)), (0.1 * p, 4.0, 0.3 / (0.1 * p))], variance: 1.0 };
        for ridge in [1e3, 1e6, 1e8] {
            close(few.excess(p as usize, 40, ridge, 0.2), same.excess(40, ridge, 0.2), 1e-4);
        }
    }

    #[test]
    fn theory_of_the_relu_sphere_is_what_an_independent_simulation_finds_within_what_is_said_of_it() {
        // (dim, noise, [(P, mean excess risk)]), n = 100: numpy, SVD, the exact covariance for the test risk; 400 training sets and
        // features up to P = 300, 100 at 500, 40 at 1,000, 16 at 2,000; standard errors .2 to 2 %.
        let (high, low) = (0.03, 0.11);
        type Rows<'a> = &'a [(usize, f64)];
        let tables: [(usize, f64, f64, Rows); 5] = [
            (
                30,
                0.5,
                high,
                &[
                    (2, 0.9881),
                    (20, 0.8103),
                    (50, 0.7956),
                    (80, 1.8696),
                    (90, 3.9108),
                    (110, 4.2747),
                    (120, 2.0886),
                    (200, 0.5101),
                    (500, 0.2325),
                    (1000, 0.1829),
                    (2000, 0.1642),
                ],
            ),
            (
                30,
                0.0,
                high,
                &[(2, 0.9827), (20, 0.7460), (50, 0.5390), (80, 0.8159), (120, 0.6259), (200, 0.1336), (300, 0.0769)],
            ),
            (
                100,
                1.0,
                high,
                &[
                    (5, 1.0721),
                    (50, 2.4331),
                    (90, 15.5244),
                    (110, 17.1023),
                    (150, 3.7280),
                    (300, 1.4824),
                    (1000, 0.9122),
                    (2000, 0.8246),
                ],
            ),
            (
                10,
                0.0,
                low,
                &[(2, 0.9111), (10, 0.5065), (50, 0.0869), (80, 0.0684), (120, 0.0400), (300, 0.0040), (1000, 0.0010)],
            ),
            (
                10,
                0.5,
                0.05,
                &[
                    (2, 0.9163),
                    (20, 0.3237),
                    (50, 0.3423),
                    (90, 2.7113),
                    (110, 3.3675),
                    (200, 0.5730),
                    (500, 0.3648),
                    (2000, 0.3056),
                ],
            ),
        ];
        for (dim, noise, allowed, rows) in tables {
            let harmonics = Harmonics::relu_sphere(dim);
            for &(p, mean) in rows {
                let theory = harmonics.excess(p, 100, 0.0, noise * noise);
                assert!((theory / mean - 1.0).abs() < allowed, "{dim} dimensions, P = {p}: {theory}, simulated {mean}");
            }
        }
        // With a ridge of 1 (5 dimensions, 400 draws).
        let five = Harmonics::relu_sphere(5);
        for (p, mean) in [(50, 0.2628), (90, 0.3222), (110, 0.3448), (300, 0.4906), (1000, 0.7041)] {
            close(five.excess(p, 100, 1.0, 1.0), mean, 0.03);
        }
    }

    #[test]
    fn effective_parameters_fold_back_after_the_threshold() {
        close(isotropic_effective_parameters(50, 20), 50.0 * 20.0 / 29.0, 1e-12);
        close(isotropic_effective_parameters(50, 200), 2500.0 / 149.0, 1e-12);
    }
}

//! What a few draws can tell, and what they cannot: quantiles, and intervals for shares and medians.
//!
//! Every interval here is one of 95 %. A sentence may call two things different only where the interval of their
//! difference leaves out zero.

use crate::seed::{Purpose, Stream};

/// The standard normal deviate that leaves 2.5 % beyond it.
const Z: f64 = 1.959_963_984_540_054;

/// An interval that holds a quantity with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// Whether all of it lies under `value`.
    #[must_use]
    pub fn is_below(self, value: f64) -> bool {
        self.high < value
    }

    /// Whether all of it lies over `value`.
    #[must_use]
    pub fn is_above(self, value: f64) -> bool {
        self.low > value
    }
}

/// The mean; NaN of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The quantile of ascending values by linear interpolation between them (Hyndman & Fan 1996, type 7); NaN where there is
/// none.
#[must_use]
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let place = q * (sorted.len() - 1) as f64;
    let below = place as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let share = place - below as f64;
    if share == 0.0 || sorted[below] == sorted[above] {
        return sorted[below];
    }
    sorted[below] * (1.0 - share) + sorted[above] * share
}

/// The median of values in any order; NaN where there is none.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    quantile(&sorted, 0.5)
}

/// The interval of a share of which `hits` were seen in `runs` (Wilson 1927): with p = hits/runs and z = 1.96 the shares q
/// with |p - q| <= z sqrt(q (1 - q)/runs). Of no runs it is all of 0 to 1.
///
/// ```
/// // Newcombe (1998, Statistics in Medicine 17, 857), method 3: 15 of 148.
/// let interval = alleyway::stats::wilson(15, 148);
/// assert!((interval.low - 0.0624).abs() < 5e-5 && (interval.high - 0.1605).abs() < 5e-5);
/// ```
#[must_use]
pub fn wilson(hits: usize, runs: usize) -> Interval {
    if runs == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let (n, p) = (runs as f64, hits as f64 / runs as f64);
    let z = Z * Z / n;
    let middle = p + z / 2.0;
    let reach = (z * (p * (1.0 - p) + z / 4.0)).sqrt();
    // Of none and of all the ends are 0 and 1, which rounding would miss by 1e-16.
    Interval {
        low: if hits == 0 { 0.0 } else { (middle - reach) / (1.0 + z) },
        high: if hits == runs { 1.0 } else { (middle + reach) / (1.0 + z) },
    }
}

/// The interval of the difference of two shares, the first minus the second, each given as (hits, runs), of independent runs
/// (Newcombe 1998, Statistics in Medicine 17, 873, method 10: it joins the two Wilson intervals).
///
/// ```
/// // The same paper, table II, (a): 56 of 70 minus 48 of 80.
/// let interval = alleyway::stats::difference_of_shares((56, 70), (48, 80));
/// assert!((interval.low - 0.0524).abs() < 5e-5 && (interval.high - 0.3339).abs() < 5e-5);
/// ```
#[must_use]
pub fn difference_of_shares(first: (usize, usize), second: (usize, usize)) -> Interval {
    let share = |(hits, runs): (usize, usize)| if runs == 0 { 0.5 } else { hits as f64 / runs as f64 };
    let (p, q) = (share(first), share(second));
    let (of_p, of_q) = (wilson(first.0, first.1), wilson(second.0, second.1));
    Interval {
        low: p - q - libm::hypot(p - of_p.low, of_q.high - q),
        high: p - q + libm::hypot(of_p.high - p, q - of_q.low),
    }
}

/// The percentile bootstrap interval of a statistic of `count` independent draws (Efron 1979): `statistic` sees the numbers of
/// the draws of one resample, with repetition, and the interval holds the middle 95 % of its values over `RESAMPLES` of them.
/// The resamples follow from `seed` alone. `None` under [`FEWEST_DRAWS`] draws: it would be far too narrow.
#[must_use]
pub fn bootstrap(seed: u64, count: usize, mut statistic: impl FnMut(&[usize]) -> f64) -> Option<Interval> {
    const RESAMPLES: usize = 1_000;
    if count < FEWEST_DRAWS {
        return None;
    }
    let mut stream = Stream::new(seed, Purpose::Resample, 0);
    let mut chosen = vec![0; count];
    let mut values: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            chosen.fill_with(|| (stream.uniform() * count as f64) as usize);
            statistic(&chosen)
        })
        .collect();
    values.sort_unstable_by(f64::total_cmp);
    Some(Interval { low: quantile(&values, 0.025), high: quantile(&values, 0.975) })
}

/// The interval of the median of independent draws, from their values in ascending order: from one of them to another, counted
/// from both ends (Thompson 1936; David & Nagaraja 2003, Order Statistics, section 7.1). It asks nothing of the law of the draws,
/// so that it holds where a few of them are a thousand times the others, and leaves out zero exactly where the sign test does.
/// `None` under [`FEWEST_DRAWS`].
///
/// ```
/// // David & Nagaraja: of ten the second and the ninth, with 97.9 %.
/// let values: Vec<f64> = (1..=10).map(f64::from).collect();
/// let interval = alleyway::stats::median_interval(&values).unwrap();
/// assert_eq!((interval.low, interval.high), (2.0, 9.0));
/// ```
#[must_use]
pub fn median_interval(sorted: &[f64]) -> Option<Interval> {
    if sorted.len() < FEWEST_DRAWS {
        return None;
    }
    let out = beyond_median_interval(sorted.len());
    Some(Interval { low: sorted[out], high: sorted[sorted.len() - 1 - out] })
}

/// How many values lie beyond either end of the interval of a median: the most that a fair coin falls short of, in that many
/// throws, at most once in forty.
fn beyond_median_interval(count: usize) -> usize {
    // Of as many draws as any run has, 2^-400, this is a number still.
    let mut chance = libm::ldexp(1.0, -(count as i32));
    let mut sum = chance;
    let mut out = 0;
    while sum <= 0.025 {
        out += 1;
        chance *= (count + 1 - out) as f64 / out as f64;
        sum += chance;
    }
    out.saturating_sub(1)
}

/// About how many draws would tell which of two things is the larger one more often, by [`median_interval`], if it goes on
/// being so in as large a share of them as in these; `None` where not even `most` would.
#[must_use]
pub fn draws_that_tell(more: usize, less: usize, most: usize) -> Option<usize> {
    if more + less == 0 {
        return None;
    }
    let minority = more.min(less) as f64 / (more + less) as f64;
    (FEWEST_DRAWS..=most).find(|&count| minority * count as f64 <= beyond_median_interval(count) as f64)
}

/// With fewer independent draws than this no sentence says that one thing is larger than another: a median of eight has an
/// exact interval from the lowest to the highest of them only, and a share of eight reaches over a third of all.
pub const FEWEST_DRAWS: usize = 9;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_between_ascending_values() {
        assert_eq!(quantile(&[1.0, 2.0, 3.0], 0.5), 2.0);
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.5), 2.5);
        assert!((quantile(&[0.0, 10.0], 0.1) - 1.0).abs() < 1e-15);
        assert_eq!(quantile(&[f64::INFINITY, f64::INFINITY], 0.5), f64::INFINITY);
        assert!(quantile(&[], 0.5).is_nan() && median(&[]).is_nan());
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    }

    #[test]
    fn the_interval_of_a_share_is_that_of_wilson() {
        // Newcombe (1998, Statistics in Medicine 17, 857), method 3: 81/263, 15/148, 0/20, 1/29.
        for (hits, runs, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let interval = wilson(hits, runs);
            assert!(
                (interval.low - low).abs() < 5e-5 && (interval.high - high).abs() < 5e-5,
                "{hits} of {runs}: {interval:?}"
            );
        }
        assert_eq!(wilson(0, 0), Interval { low: 0.0, high: 1.0 });
        assert!((1..500).all(|runs| wilson(runs, runs).high == 1.0 && wilson(0, runs).low == 0.0));
    }

    #[test]
    fn the_interval_of_a_difference_of_shares_is_that_of_newcombe() {
        // Newcombe (1998, Statistics in Medicine 17, 873), table II, method 10.
        for (first, second, low, high) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((10, 10), (0, 20), 0.6791, 1.0),
            ((0, 10), (0, 20), -0.1611, 0.2775),
        ] {
            let interval = difference_of_shares(first, second);
            assert!(
                (interval.low - low).abs() < 5e-5 && (interval.high - high).abs() < 5e-5,
                "{first:?} {second:?}: {interval:?}"
            );
        }
    }

    #[test]
    fn the_interval_of_a_median_is_that_of_the_tables_and_of_the_sign_test() {
        // Conover (1999, Practical Nonparametric Statistics, table A3): one less than the .025 quantile of a binomial law.
        for (count, out) in [(9, 1), (12, 2), (15, 3), (20, 5), (25, 7), (50, 17), (100, 39), (400, 179)] {
            assert_eq!(beyond_median_interval(count), out, "{count}");
            // The chance of at most so many, and of one more, summed from the other end.
            let tail = |out: usize| (0..=out).map(|k| choose(count, k) * libm::exp2(-(count as f64))).sum::<f64>();
            assert!(tail(out) <= 0.025 && tail(out + 1) > 0.025);
        }
        assert_eq!(median_interval(&[1.0; FEWEST_DRAWS - 1]), None);
        // Half of the draws a thousand times as large as the others: the interval says that nothing is known between.
        let wild: Vec<f64> = (0..20).map(|at| if at < 10 { 1.0 } else { 1000.0 }).collect();
        assert_eq!(median_interval(&wild), Some(Interval { low: 1.0, high: 1000.0 }));
    }

    fn choose(n: usize, k: usize) -> f64 {
        (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
    }

    #[test]
    fn the_clearer_the_odds_the_fewer_draws_tell_and_a_coin_never_does() {
        assert_eq!(draws_that_tell(2, 0, 400), Some(FEWEST_DRAWS));
        assert_eq!(draws_that_tell(5, 5, 400), None);
        assert_eq!(draws_that_tell(0, 0, 400), None);
        // By the normal approximation (1.96/(2 p - 1))^2: 24 at .7, 96 at .6.
        for (more, less, about) in [(7, 3, 24), (6, 4, 96), (4, 6, 96)] {
            let count = draws_that_tell(more, less, 400).unwrap();
            assert!(count.abs_diff(about) <= about / 3, "{more} to {less}: {count}");
        }
    }

    #[test]
    fn the_bootstrap_covers_the_median_of_a_known_law_about_as_often_as_it_says() {
        let mut covered = 0;
        for sample in 0..200 {
            let mut values = vec![0.0; 40];
            Stream::new(7, Purpose::Test, sample).normals(&mut values);
            let of = |chosen: &[usize]| median(&chosen.iter().map(|&at| values[at]).collect::<Vec<_>>());
            let interval = bootstrap(sample as u64, 40, of).unwrap();
            covered += usize::from(!interval.is_above(0.0) && !interval.is_below(0.0));
        }
        // 95 % of 200 are 190; four standard deviations are 12.
        assert!((178..=200).contains(&covered), "{covered}");
        assert_eq!(bootstrap(1, FEWEST_DRAWS - 1, |_| 0.0), None);
    }
}

//! From the parts of the draws to curves and numbers; the sentence is made in [`super::verdict`].

use std::ops::Range;
use std::rc::Rc;

use super::metric::{METRICS, Metric, part_length};
use super::quantities as q;
use super::task::{Setting, TaskKind};
use super::verdict::{Baseline, Comparison, Hidden, Point, Reading, Threshold};
use crate::contract::words::{counted, grouped};
use crate::contract::{Frames, Series};
use alleyway::stats::{mean, median_interval, quantile};

/// What is known so far. Draws are folded in the order of their numbers, whatever the order in which they come.
pub struct Report {
    setting: Rc<Setting>,
    /// For each draw its numbers, while one with a smaller number is still missing.
    early: Vec<Option<Vec<f64>>>,
    draws: usize,
    /// For each size and metric the value in every draw: (size x metric), then draw.
    values: Vec<Vec<f64>>,
    /// The same in ascending order and without NaN, so that every quantile is at hand however often it is asked for.
    sorted: Vec<Vec<f64>>,
    /// For each size the test losses of the draws with an even number and of those with an odd one, in ascending order: each half
    /// chooses the sizes that the other is evaluated by.
    halves: [Vec<Vec<f64>>; 2],
    /// For each size the running mean and sum of squared deviations of the coordinates (Welford 1962).
    moments: Vec<Moments>,
}

#[derive(Clone, Default)]
struct Moments {
    mean: Vec<f64>,
    squares: Vec<f64>,
}

impl Moments {
    fn add(&mut self, count: usize, values: &[f64]) {
        if self.mean.is_empty() {
            self.mean = vec![0.0; values.len()];
            self.squares = vec![0.0; values.len()];
        }
        for ((mean, squares), value) in self.mean.iter_mut().zip(&mut self.squares).zip(values) {
            let before = value - *mean;
            *mean += before / count as f64;
            *squares += before * (value - *mean);
        }
    }
}

impl Report {
    pub fn new(setting: Rc<Setting>) -> Self {
        let (sizes, draws) = (setting.sizes.len(), setting.draws);
        Self {
            setting,
            early: vec![None; draws],
            draws: 0,
            values: vec![Vec::new(); sizes * METRICS],
            sorted: vec![Vec::new(); sizes * METRICS],
            halves: [vec![Vec::new(); sizes], vec![Vec::new(); sizes]],
            moments: vec![Moments::default(); sizes],
        }
    }

    pub fn accept(&mut self, pieces: Range<usize>, part: &[f64]) {
        let length = part_length(&self.setting);
        assert_eq!(part.len(), pieces.len() * length, "a part holds the numbers of its pieces");
        for (draw, numbers) in pieces.zip(part.chunks_exact(length)) {
            if draw == self.draws {
                self.fold(numbers);
            } else if draw > self.draws {
                self.early[draw] = Some(numbers.to_vec());
            }
        }
        while let Some(numbers) = self.early.get_mut(self.draws).and_then(Option::take) {
            self.fold(&numbers);
        }
    }

    fn fold(&mut self, numbers: &[f64]) {
        let half = &mut self.halves[self.draws % 2];
        self.draws += 1;
        let sizes = self.setting.sizes.len();
        let (metrics, mut coordinates) = numbers.split_at(sizes * METRICS);
        for (sorted, metrics) in half.iter_mut().zip(metrics.chunks_exact(METRICS)) {
            let loss = or_beyond(metrics[Metric::Test as usize]);
            sorted.insert(sorted.partition_point(|v| *v < loss), loss);
        }
        self.values.iter_mut().zip(metrics).for_each(|(all, value)| all.push(*value));
        for (sorted, value) in self.sorted.iter_mut().zip(metrics).filter(|(_, v)| !v.is_nan()) {
            sorted.insert(sorted.partition_point(|v| v < value), *value);
        }
        for (moments, &size) in self.moments.iter_mut().zip(&self.setting.sizes) {
            let (own, rest) = coordinates.split_at(self.setting.coordinates(size));
            moments.add(self.draws, own);
            coordinates = rest;
        }
    }

    fn metric(&self, size: usize, metric: Metric) -> &[f64] {
        &self.values[size * METRICS + metric as usize]
    }

    /// The mean over draws, for each size.
    fn means(&self, metric: Metric) -> Vec<f64> {
        (0..self.setting.sizes.len()).map(|size| mean(self.metric(size, metric))).collect()
    }

    /// A quantile over draws, for each size.
    fn quantiles(&self, metric: Metric, q: f64) -> Vec<f64> {
        let sizes = 0..self.setting.sizes.len();
        sizes.map(|size| quantile(&self.sorted[size * METRICS + metric as usize], q)).collect()
    }

    fn medians(&self, metric: Metric) -> Vec<f64> {
        self.quantiles(metric, 0.5)
    }

    pub fn frames(&self) -> Frames {
        if self.draws == 0 {
            return Frames::default();
        }
        let setting = &self.setting;
        let curves = Curves {
            train: self.medians(Metric::Train),
            test: self.medians(Metric::Test),
            mean: self.means(Metric::Test),
            upper: self.quantiles(Metric::Test, 0.9),
            rank: self.medians(Metric::Rank),
            error: setting.is_digits().then(|| self.medians(Metric::Error)),
        };
        let mut series = Vec::with_capacity(18);
        let mut put = |one: Series| series.push(one);
        let unit = setting.loss_unit();
        put(q::SIZE.of(setting.sizes.iter().map(|&s| s as f64).collect()));
        put(q::TRAIN_LOSS_MEDIAN.of(curves.train.clone()));
        put(q::TEST_LOSS_MEDIAN.in_unit(unit, curves.test.clone()));
        put(q::TEST_LOSS_MEAN.in_unit(unit, curves.mean.clone()));
        put(q::TEST_LOSS_Q10.in_unit(unit, self.quantiles(Metric::Test, 0.1)));
        put(q::TEST_LOSS_Q90.in_unit(unit, curves.upper.clone()));
        put(q::BASELINE.in_unit(unit, self.medians(Metric::Baseline)));
        if let Some(error) = &curves.error {
            put(q::ERROR_MEDIAN.of(error.clone()));
        }
        put(q::NORM_MEDIAN.of(self.medians(Metric::Norm)));
        if setting.has_roughness() {
            put(q::ROUGHNESS_MEDIAN.of(self.medians(Metric::Roughness)));
        }
        put(q::SMALLEST_SINGULAR_VALUE_MEDIAN.of(self.medians(Metric::SmallestSingularValue)));
        put(q::RANK_MEDIAN.of(curves.rank.clone()));
        if setting.is_curve() {
            let (bias2, variance) = self.bias_and_variance();
            put(q::BIAS2.of(bias2));
            put(q::VARIANCE.of(variance));
        }
        put(q::EFFECTIVE_DEGREES_OF_FREEDOM.of(self.medians(Metric::DegreesOfFreedom)));
        put(q::EFFECTIVE_PARAMETERS_TEST.of(self.medians(Metric::EffectiveParameters)));
        if setting.has_theory() {
            put(q::THEORY.of(self.means(Metric::Theory)));
        }
        let reading = self.read(&curves);
        Frames {
            pieces: self.draws,
            series,
            summary: reading.summary(),
            verdict: reading.verdict(),
            notes: self.notes(),
        }
    }

    /// bias^2 = mean over x of (E f - f*)^2 and variance = mean over x of E (f - E f)^2, both without bias, for each size.
    ///
    /// A fit of least squares is linear in its targets, so it is g + e: g is fitted to targets without noise, e to the noise
    /// alone, and E e = 0 given the inputs and features. So E f = E g, and by the law of total variance Var f = Var g + E e^2. With
    /// m the mean of g - f* over D draws and S the sum of its squared deviations from m, all in coordinates whose squares add up
    /// to the mean over x,
    ///
    /// bias^2 = |m|^2 - S / (D (D - 1)) and variance = S / (D - 1) + the mean of |e|^2.
    ///
    /// |m|^2 alone would be too large by Var g / D. On a fixed grid with fixed features g is the same in every draw, S = 0, and
    /// bias^2 is exact. Elsewhere the difference may come out negative: then it cannot be told from zero, and 0 is given. One
    /// draw says nothing of a variance: both are NaN.
    fn bias_and_variance(&self) -> (Vec<f64>, Vec<f64>) {
        let draws = self.draws as f64;
        let of_size = |(moments, (beyond, noise)): (&Moments, (f64, f64))| {
            if self.draws < 2 {
                return (f64::NAN, f64::NAN);
            }
            let squares = moments.squares.iter().sum::<f64>();
            let distance = moments.mean.iter().map(|v| v * v).sum::<f64>();
            ((distance - squares / (draws * (draws - 1.0))).max(0.0) + beyond, squares / (draws - 1.0) + noise)
        };
        let rest = self.medians(Metric::Beyond).into_iter().zip(self.means(Metric::Noise));
        self.moments.iter().zip(rest).map(of_size).unzip()
    }

    fn read(&self, curves: &Curves) -> Reading {
        let setting = &self.setting;
        let sizes = &setting.sizes;
        let small = sizes.partition_point(|&s| s < setting.n);
        let last = sizes.len() - 1;
        let (best, peak) = best_and_peak(&curves.test, small);
        // Where the half has no small model that has not diverged it is left to all of them.
        let choices = [0, 1].map(|half| {
            let medians: Vec<f64> = self.halves[half].iter().map(|sorted| quantile(sorted, 0.5)).collect();
            // The largest size is one of the two sides that a peak is held against: it cannot be the peak.
            match best_and_peak(&medians[..last], small.min(last)) {
                (Some(best), peak) => (Some(best), peak.or(Some(last))),
                _ => (best, peak),
            }
        });
        let test = |size: usize, draw: usize| or_beyond(self.metric(size, Metric::Test)[draw]);
        let chosen = |draw: usize| choices[(draw + 1) % 2];
        let compare = |pair: &dyn Fn(usize, usize, usize) -> (f64, f64)| {
            let pairs = (0..self.draws).filter_map(|draw| match chosen(draw) {
                (Some(best), Some(peak)) => Some(pair(draw, best, peak)),
                _ => None,
            });
            Comparison::new(pairs)
        };
        let noise = if setting.loss_is_noisy() { setting.noise * setting.noise } else { 0.0 };
        let known = |draw: usize| {
            let baseline = self.metric(last, Metric::Baseline)[draw];
            (test(last, draw) - noise, baseline - noise)
        };
        let beats_every = |draw: &usize| small > 0 && (0..small).all(|i| test(last, *draw) < test(i, *draw));
        let at = |i: usize| Point {
            size: sizes[i],
            loss: curves.test[i],
            interval: median_interval(&self.sorted[i * METRICS + Metric::Test as usize]),
            error: curves.error.as_ref().map(|e| e[i]),
        };
        Reading {
            n: setting.n,
            draws: self.draws,
            asked: setting.draws,
            small,
            best: best.map(at),
            peak: peak.map(at),
            largest: at(last),
            against_small: compare(&|draw, best, _| (test(last, draw), test(best, draw))),
            above_small: compare(&|draw, best, peak| (test(peak, draw), test(best, draw))),
            above_large: compare(&|draw, _, peak| (test(peak, draw), test(last, draw))),
            beats_every_small: (0..self.draws).filter(beats_every).count(),
            hidden: best.and_then(|best| curves.hidden_peak(best, sizes)),
            baseline: Baseline {
                loss: self.medians(Metric::Baseline)[last],
                error: setting.is_digits().then(|| self.medians(Metric::BaselineError)[last]),
                zero: setting.is_population(),
                against: Comparison::new((0..self.draws).map(known)),
            },
            threshold: match setting.task {
                TaskKind::Network(_) => Threshold::AtPoints,
                _ => Threshold::of(sizes, &curves.rank, setting.n),
            },
            cut_share: self.cut_fits() as f64 / (sizes.len() * self.draws) as f64,
        }
    }

    /// Fits in which singular values were dropped.
    fn cut_fits(&self) -> usize {
        let of_size = |i| self.metric(i, Metric::Cut).iter().filter(|c| **c > 0.0).count();
        (0..self.setting.sizes.len()).map(of_size).sum()
    }

    fn notes(&self) -> Vec<String> {
        let fits = self.setting.sizes.len() * self.draws;
        let cut = self.cut_fits();
        let mut notes = Vec::new();
        let of_size = |i| self.metric(i, Metric::Train).iter().filter(|loss| **loss == f64::INFINITY).count();
        let diverged: usize = (0..self.setting.sizes.len()).map(of_size).sum();
        if diverged > 0 {
            notes.push(format!(
                "{} of {} diverged, and {} as beyond every loss: a smaller learning rate helps.",
                grouped(diverged),
                counted(fits, "training"),
                if diverged == 1 { "counts" } else { "count" }
            ));
        }
        if cut > 0 {
            notes.push(format!(
                "{} of {} {} numerically rank-deficient: singular values under 1e\u{2212}10 of the largest were dropped.",
                grouped(cut),
                counted(fits, "fit"),
                if cut == 1 { "was" } else { "were" }
            ));
        }
        if self.setting.ridge > 0.0 && self.setting.scaled_by_size() {
            notes
                .push("The features are scaled by 1/sqrt(P), so that the penalty means the same at every size.".into());
        }
        notes
    }
}

/// What has no loss, because it has diverged, is beyond every loss.
fn or_beyond(loss: f64) -> f64 {
    if loss.is_nan() { f64::INFINITY } else { loss }
}

/// Of the first `small` sizes the one with the least median, and of all after it that with the largest.
fn best_and_peak(medians: &[f64], small: usize) -> (Option<usize>, Option<usize>) {
    let best = (0..small).filter(|&i| medians[i].is_finite()).min_by(|&a, &b| medians[a].total_cmp(&medians[b]));
    let peak = best.and_then(|best| {
        let beyond = (best + 1..medians.len()).filter(|&i| !medians[i].is_nan());
        beyond.max_by(|&a, &b| medians[a].total_cmp(&medians[b]))
    });
    (best, peak)
}

struct Curves {
    train: Vec<f64>,
    test: Vec<f64>,
    /// Mean test loss.
    mean: Vec<f64>,
    /// The upper end of the band.
    upper: Vec<f64>,
    rank: Vec<f64>,
    error: Option<Vec<f64>>,
}

impl Curves {
    /// Where the mean or the upper end of the band has a peak, which the median may not show.
    fn hidden_peak(&self, best: usize, sizes: &[usize]) -> Option<Hidden> {
        /// A mean is at the mercy of single draws: three times as high as on both sides is no accident of the middle of them.
        const FAR: f64 = 3.0;
        let last = sizes.len() - 1;
        let highest = |values: &[f64]| {
            let sides = values[best].max(values[last]);
            let at = (best + 1..last).max_by(|&a, &b| values[a].total_cmp(&values[b]))?;
            (values[at] > FAR * sides).then_some(at)
        };
        let (of_mean, of_upper) = (highest(&self.mean), highest(&self.upper));
        let at = of_mean.or(of_upper)?;
        Some(Hidden {
            size: sizes[at],
            mean: of_mean.map(|_| self.mean[at]),
            upper: of_upper.map(|upper| (sizes[upper], self.upper[upper])),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::completed;
    use crate::contract::Frames;

    fn done(preset: &str, set: &[(&str, &str)]) -> Frames {
        completed("double-descent", preset, set)
    }

    #[test]
    fn the_bias_on_a_fixed_grid_is_exact_and_the_variance_has_no_bias() {
        // With S = B A^+ (numpy: A the design on the grid, B on 1,001 points, pinv): bias^2 = mean (S f* - f*)^2 and variance =
        // .01 times the mean over x of |S(x)|^2.
        let exact = [
            (4, 0.287_076_06, 0.002_300_052_1),
            (12, 0.025_775_914, 0.017_067_172),
            (15, 0.016_303_817, 6.886_433_3),
            (16, 0.001_723_477_9, 6.553_931),
            (20, 0.001_618_246, 0.011_328_431),
            (300, 0.003_384_764_6, 0.008_524_412_8),
        ];
        let frames = done("wiggle", &[("draws", "400"), ("sizes", "4,12,15,16,20,300")]);
        for (at, (size, bias2, variance)) in exact.into_iter().enumerate() {
            let measured = frames.series("bias2")[at];
            assert!((measured / bias2 - 1.0).abs() < 1e-6, "{size}: bias^2 {measured}, exactly {bias2}");
            // At the threshold one direction has nearly all of the variance: its estimate is about chi-squared with 400 degrees of
            // freedom, standard deviation sqrt(2/400) = 7 %.
            let measured = frames.series("variance")[at];
            assert!((measured / variance - 1.0).abs() < 0.2, "{size}: variance {measured}, exactly {variance}");
            // E loss = bias^2 + variance + noise^2, 6.91 at the threshold: finite on a fixed grid.
            let mean = frames.series("test_loss_mean")[at];
            assert!((mean / (bias2 + variance + 0.01) - 1.0).abs() < 0.2, "{size}: mean {mean}");
        }
        // With a ridge the fit is linear as well (numpy: S = B (A^T A + lambda I)^-1 A^T).
        let ridged = done("wiggle", &[("draws", "3"), ("ridge", "0.001"), ("sizes", "12,15,300")]);
        for (measured, exact) in
            ridged.series("bias2").iter().zip([0.013_814_566_1, 0.001_985_140_08, 0.005_508_284_45])
        {
            assert!((measured / exact - 1.0).abs() < 1e-6, "{measured}, exactly {exact}");
        }
    }

    #[test]
    fn bias_and_variance_of_three_training_sets_are_on_average_those_of_four_hundred() {
        let size = ("sizes", "6");
        let many = done("step", &[size, ("draws", "400"), ("seed", "77")]);
        let mut sums = [0.0; 2];
        for seed in 1..=200 {
            let few = done("step", &[size, ("draws", "3"), ("seed", &seed.to_string())]);
            sums[0] += few.series("bias2")[0] / 200.0;
            sums[1] += few.series("variance")[0] / 200.0;
        }
        let [bias2, variance] = [many.series("bias2")[0], many.series("variance")[0]];
        // Uncorrected, three sets would give bias^2 + variance/3: with these numbers a third too much.
        assert!(variance > 0.3 * bias2, "{variance} {bias2}");
        assert!((sums[0] / bias2 - 1.0).abs() < 0.08, "bias^2 {}, {bias2}", sums[0]);
        assert!((sums[1] / variance - 1.0).abs() < 0.15, "variance {}, {variance}", sums[1]);
    }

    #[test]
    fn one_training_set_has_no_variance_and_a_bias_is_never_negative() {
        let one = done("step", &[("draws", "1")]);
        assert!(one.series("bias2").iter().chain(one.series("variance")).all(|v| v.is_nan()));
        let two = done("step", &[("draws", "2")]);
        assert!(two.series("bias2").iter().all(|v| *v >= 0.0));
    }

    #[test]
    fn the_baseline_of_a_curve_is_the_model_of_one_constant() {
        for preset in ["wiggle", "step"] {
            let frames = done(preset, &[("sizes", "1,5,20"), ("draws", "11")]);
            let (loss, baseline) = (frames.series("test_loss_median")[0], frames.series("baseline"));
            assert!(baseline.iter().all(|b| (b / loss - 1.0).abs() < 1e-12), "{preset}: {baseline:?}, {loss}");
        }
        // Waves are evaluated point by point: the same mean over the same 1,001 points.
        let [waves, polynomials] = ["fourier", "legendre"]
            .map(|features| done("wiggle", &[("features", features), ("draws", "5"), ("sizes", "3,20")]));
        let [a, b] = [&waves, &polynomials].map(|frames| frames.summary("baseline_loss"));
        assert!((a / b - 1.0).abs() < 1e-12, "{a} {b}");
    }
}

//! From the parts of the draws to curves, numbers and a sentence.

use std::ops::Range;
use std::rc::Rc;

use super::draw::{METRICS, Metric, part_length};
use super::task::Setting;
use crate::experiment::words::{Sentence, counted, grouped, number};
use crate::experiment::{Frames, Role, Series, Verdict};
use crate::stats::{mean, quantile};

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
        self.draws += 1;
        let sizes = self.setting.sizes.len();
        let (metrics, mut coordinates) = numbers.split_at(sizes * METRICS);
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
            error: setting.is_digits().then(|| self.medians(Metric::Error)),
        };
        let mut series = Vec::with_capacity(15);
        let mut put = |name, unit, values| series.push(Series { name, unit, axis: "size", values });
        let unit = setting.loss_unit();
        put("size", "parameters", setting.sizes.iter().map(|&s| s as f64).collect());
        put("train_loss_median", "squared error", curves.train.clone());
        put("test_loss_median", unit, curves.test.clone());
        put("test_loss_mean", unit, self.means(Metric::Test));
        put("test_loss_q10", unit, self.quantiles(Metric::Test, 0.1));
        put("test_loss_q90", unit, self.quantiles(Metric::Test, 0.9));
        if let Some(error) = &curves.error {
            put("error_median", "share", error.clone());
        }
        put("norm_median", "", self.medians(Metric::Norm));
        if setting.has_roughness() {
            put("roughness_median", "", self.medians(Metric::Roughness));
        }
        put("smallest_singular_value_median", "", self.medians(Metric::SmallestSingularValue));
        if setting.is_curve() {
            let bias2 = self.moments.iter().zip(self.medians(Metric::Beyond));
            put(
                "bias2",
                "squared error",
                bias2.map(|(m, beyond)| m.mean.iter().map(|v| v * v).sum::<f64>() + beyond).collect(),
            );
            let variance = self.moments.iter().map(|m| m.squares.iter().sum::<f64>() / self.draws as f64);
            put("variance", "squared error", variance.collect());
        }
        put("effective_degrees_of_freedom", "parameters", self.medians(Metric::DegreesOfFreedom));
        put("effective_parameters_test", "parameters", self.medians(Metric::EffectiveParameters));
        if setting.has_theory() {
            put("theory", "excess", self.means(Metric::Theory));
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

    fn read(&self, curves: &Curves) -> Reading {
        let setting = &self.setting;
        let sizes = &setting.sizes;
        let below = sizes.partition_point(|&s| s < setting.n);
        let last = sizes.len() - 1;
        let least = |range: Range<usize>| {
            range.filter(|&i| curves.test[i].is_finite()).min_by(|&a, &b| curves.test[a].total_cmp(&curves.test[b]))
        };
        let best = least(0..below);
        let peak = best.and_then(|best| {
            (best + 1..=last)
                .filter(|&i| !curves.test[i].is_nan())
                .max_by(|&a, &b| curves.test[a].total_cmp(&curves.test[b]))
        });
        let wins = (0..self.draws)
            .filter(|&draw| {
                let loss = |i| self.metric(i, Metric::Test)[draw];
                below > 0 && (0..below).all(|i| loss(last) < loss(i))
            })
            .count();
        let at = |i: usize| Point { size: sizes[i], loss: curves.test[i], error: curves.error.as_ref().map(|e| e[i]) };
        Reading {
            n: setting.n,
            draws: self.draws,
            small: below,
            best: best.map(at),
            peak: peak.map(at),
            largest: at(last),
            wins,
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
                "{} of {} trainings diverged, and count as beyond every loss: a smaller learning rate helps.",
                grouped(diverged),
                grouped(fits)
            ));
        }
        if cut > 0 {
            notes.push(format!(
                "{} of {} fits were numerically rank-deficient: singular values under 1e-10 of the largest were dropped.",
                grouped(cut),
                grouped(fits)
            ));
        }
        if self.setting.ridge > 0.0 && self.setting.scaled_by_size() {
            notes
                .push("The features are scaled by 1/sqrt(P), so that the penalty means the same at every size.".into());
        }
        notes
    }
}

struct Curves {
    train: Vec<f64>,
    test: Vec<f64>,
    error: Option<Vec<f64>>,
}

#[derive(Debug, Clone, Copy)]
struct Point {
    size: usize,
    loss: f64,
    error: Option<f64>,
}

/// What the curves say.
#[derive(Debug)]
struct Reading {
    n: usize,
    draws: usize,
    /// How many models have fewer parameters than points.
    small: usize,
    /// Of these the best; none where all have diverged.
    best: Option<Point>,
    peak: Option<Point>,
    largest: Point,
    wins: usize,
    cut_share: f64,
}

impl Reading {
    fn summary(&self) -> Vec<(&'static str, f64)> {
        let size = |p: Option<Point>| p.map_or(f64::NAN, |p| p.size as f64);
        let loss = |p: Option<Point>| p.map_or(f64::NAN, |p| p.loss);
        vec![
            ("threshold", self.n as f64),
            ("best_small_size", size(self.best)),
            ("best_small_loss", loss(self.best)),
            ("peak_size", size(self.peak)),
            ("peak_loss", loss(self.peak)),
            ("largest_size", self.largest.size as f64),
            ("largest_loss", self.largest.loss),
            ("share_large_beats_small", self.wins as f64 / self.draws as f64),
            ("draws", self.draws as f64),
            ("cut_share", self.cut_share),
        ]
    }

    /// A peak is a loss that stands above both its sides by a tenth at least; less than that is the spread of medians.
    fn has_peak(&self) -> bool {
        match (self.best, self.peak) {
            (Some(best), Some(peak)) => {
                peak.size < self.largest.size && peak.loss > 1.1 * best.loss && peak.loss > 1.1 * self.largest.loss
            }
            _ => false,
        }
    }

    fn verdict(&self) -> Verdict {
        let Some(best) = self.best else {
            let none = if self.small > 0 {
                "the training of every model with fewer parameters than points diverged".into()
            } else {
                format!("no model has fewer parameters than the {} points", self.n)
            };
            let text = format!("In this run {none}, so there is no small model to compare with.");
            return Verdict { holds: None, spans: vec![(Role::Plain, text)] };
        };
        if self.largest.size <= self.n {
            let text = format!(
                "In this run no model has more parameters than the {} points, so the curve ends before a second descent \
                 could begin.",
                self.n
            );
            return Verdict { holds: None, spans: vec![(Role::Plain, text)] };
        }
        let wins = self.largest.loss < best.loss;
        let mut say = Sentence::default();
        say.plain(format!("The best small model ({}) has a test loss of ", counted(best.size, "parameter")));
        say.put(Role::Test, number(best.loss));
        wrong(&mut say, best.error);
        say.plain(". ");
        match self.peak {
            Some(peak) if self.has_peak() => {
                let place = if peak.size == self.n {
                    format!("At {}, as many as there are points, ", grouped(peak.size))
                } else {
                    format!("At {} ", grouped(peak.size))
                };
                let times = peak.loss / best.loss;
                let comparison = format!("{} times", number(times));
                say.plain(format!("{place}it is {comparison} as high"));
                wrong(&mut say, peak.error);
                say.plain(". ");
            }
            _ => say.plain("In this run there is no peak. "),
        }
        say.plain(format!("At {} it is ", grouped(self.largest.size)));
        say.put(if wins { Role::Good } else { Role::Bad }, number(self.largest.loss));
        wrong(&mut say, self.largest.error);
        let sets =
            if self.draws == 1 { "training set".to_owned() } else { format!("{} training sets", grouped(self.draws)) };
        let share = match (self.wins, self.draws) {
            (_, 1) => format!("in this one {sets}"),
            (wins, draws) if wins == draws => format!("in all {sets}"),
            (0, _) => format!("in none of {sets}"),
            (wins, _) => format!("in {} of {sets}", grouped(wins)),
        };
        say.plain(match (wins, self.draws) {
            (true, 1) => format!(": bigger won {share}."),
            (false, 1) => format!(": bigger did not win {share}."),
            (true, _) => format!(": bigger won {share}."),
            (false, _) => format!(", still above the best small model: bigger beats every small model {share}."),
        });
        say.verdict(Some(self.has_peak() && wins))
    }
}

/// Of digits the share that is read wrongly, in brackets.
fn wrong(say: &mut Sentence, error: Option<f64>) {
    if let Some(error) = error {
        say.plain(format!(" ({} % of the images wrong)", number(100.0 * error)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(best: f64, peak: f64, largest: f64) -> Reading {
        let point = |size, loss| Point { size, loss, error: None };
        Reading {
            n: 15,
            draws: 100,
            small: 14,
            best: Some(point(12, best)),
            peak: Some(point(15, peak)),
            largest: point(300, largest),
            wins: if largest < best { 90 } else { 0 },
            cut_share: 0.0,
        }
    }

    #[test]
    fn the_sentence_says_what_the_numbers_say_and_can_say_no() {
        let holds = reading(0.047, 3.7, 0.021).verdict();
        assert_eq!(holds.holds, Some(true));
        assert_eq!(
            holds.text(),
            "The best small model (12 parameters) has a test loss of 0.047. At 15, as many as there are points, it is 79 times as \
             high. At 300 it is 0.021: bigger won in 90 of 100 training sets."
        );
        let loses = reading(0.047, 3.7, 0.41).verdict();
        assert_eq!(loses.holds, Some(false));
        assert!(loses.text().ends_with("At 300 it is 0.41, still above the best small model: bigger beats every small model in none of 100 training sets."));
        let flat = reading(0.047, 0.048, 0.021).verdict();
        assert_eq!(flat.holds, Some(false));
        assert!(flat.text().contains("In this run there is no peak."));
        let beyond = reading(0.047, f64::INFINITY, f64::INFINITY).verdict();
        assert!(beyond.holds == Some(false) && beyond.text().contains("At 300 it is \u{221e}, still above"));
        let short = Reading { largest: Point { size: 12, loss: 0.1, error: None }, ..reading(0.1, 0.2, 0.1) }.verdict();
        assert_eq!(short.holds, None);
    }
}

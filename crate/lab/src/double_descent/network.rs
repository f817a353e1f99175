//! The work of some pieces where the features are learned as well: a network of every size, trained on one training set.

use std::rc::Rc;

use ndarray::{Array1, Array2};

use super::metric::{METRICS, Metric};
use super::task::{Setting, TaskKind};
use crate::contract::config::Config;
use crate::contract::cost::QUANTUM;
use crate::shared::training::{Training, Weight};
use alleyway::error::Error;
use alleyway::fit::NetworkTraining;
use alleyway::model::Architecture;
use alleyway::seed::Purpose;

/// Fresh inputs on which a network is evaluated.
pub const TEST: usize = 2_000;

/// Networks of 1 to 120 neurons and of `largest` parameters, close together where there are few.
///
/// # Errors
/// [`Error::Value`] where even the smallest network is larger.
pub fn sizes(config: &Config, largest: usize) -> Result<Vec<usize>, Error> {
    const WIDTHS: [usize; 14] = [1, 2, 3, 4, 5, 6, 7, 9, 11, 14, 18, 24, 48, 120];
    let training = Training::read(config, "target");
    let sizes = WIDTHS.map(|width| training.form(width).parameters());
    let mut sizes: Vec<usize> = sizes.into_iter().filter(|size| *size <= largest).collect();
    if training.of_size(largest).is_some() && sizes.last() < Some(&largest) {
        sizes.push(largest);
    }
    if sizes.is_empty() {
        let allowed = format!("at least auto:{}, the smallest network", training.form(1).parameters());
        return Err(config.refuse("sizes", allowed));
    }
    Ok(sizes)
}

/// Every size trained on one training set.
pub struct Trained {
    setting: Rc<Setting>,
    training: Training,
    draw: usize,
    /// Training inputs (dim x n).
    pub x: Array2<f64>,
    /// Training targets (n), with noise.
    pub y: Array1<f64>,
    /// Fresh inputs (dim x 2,000).
    pub test: Array2<f64>,
    /// What is true there.
    pub truth: Array1<f64>,
    run: Option<NetworkTraining<Weight>>,
    /// Weights of the sizes so far.
    pub weights: Vec<Vec<f64>>,
    /// Whether the training that was over last diverged.
    diverged: bool,
}

impl Trained {
    pub fn new(setting: Rc<Setting>, draw: usize) -> Self {
        let TaskKind::Network(training) = setting.task else { unreachable!("a network") };
        let (x, y) = training.sample(draw);
        let test = training.inputs(Purpose::Test, TEST, draw);
        let truth = training.truth(&test, draw);
        Self { setting, training, draw, x, y, test, truth, run: None, weights: Vec::new(), diverged: false }
    }

    pub fn form(&self, size: usize) -> Architecture {
        self.training.of_size(size).expect("checked when the config was opened")
    }

    /// Some more steps; returns about how many operations they took, `None` when every size is trained.
    pub fn step(&mut self) -> Option<f64> {
        let size = *self.setting.sizes.get(self.weights.len())?;
        let mut run =
            self.run.take().unwrap_or_else(|| self.training.begin(self.form(size), &self.x, &self.y, self.draw));
        let taken = run.advance_for(QUANTUM, usize::MAX);
        let cost = if taken > 0 { run.cost() * taken as f64 } else { QUANTUM };
        if run.finished() {
            self.weights.push(run.theta().to_vec());
            self.diverged = run.diverged();
        } else {
            self.run = Some(run);
        }
        Some(cost)
    }

    /// The share of the work that is done.
    pub fn done(&self) -> f64 {
        let total: usize = self.setting.sizes.iter().sum();
        let trained: usize = self.setting.sizes[..self.weights.len()].iter().sum();
        let under_way =
            |run: &NetworkTraining<Weight>| (run.theta().len() * run.steps()) as f64 / self.training.steps as f64;
        (trained as f64 + self.run.as_ref().map_or(0.0, under_way)) / total as f64
    }

    /// What is measured of the size that was trained last.
    fn measure(&self) -> [f64; METRICS] {
        let at = self.weights.len() - 1;
        let (form, theta) = (self.form(self.setting.sizes[at]), &self.weights[at]);
        let mut m = [f64::NAN; METRICS];
        // What has diverged is beyond every loss, and counts as such in a median.
        let or_beyond = |value: f64| if self.diverged || value.is_nan() { f64::INFINITY } else { value };
        m[Metric::Train as usize] = or_beyond(form.mean_square(theta, &self.x, self.y.view()));
        let noise = self.setting.noise * self.setting.noise;
        m[Metric::Test as usize] = or_beyond(form.mean_square(theta, &self.test, self.truth.view()) + noise);
        m[Metric::Norm as usize] = or_beyond(form.norm(theta));
        m[Metric::Cut as usize] = 0.0;
        let mean = self.y.mean().expect("there are training points");
        m[Metric::Baseline as usize] =
            self.truth.mapv(|t| (t - mean) * (t - mean)).mean().expect("test points") + noise;
        m
    }
}

/// One draw: every size trained, then evaluated.
pub struct NetworkDraw {
    trained: Trained,
    metrics: Vec<[f64; METRICS]>,
}

impl NetworkDraw {
    pub fn new(setting: Rc<Setting>, draw: usize) -> Self {
        Self { trained: Trained::new(setting, draw), metrics: Vec::new() }
    }

    pub fn step(&mut self) -> Option<f64> {
        let cost = self.trained.step()?;
        if self.trained.weights.len() > self.metrics.len() {
            self.metrics.push(self.trained.measure());
        }
        Some(cost)
    }

    pub fn done(&self) -> f64 {
        self.trained.done()
    }

    pub fn write(self, part: &mut Vec<f64>) {
        part.extend(self.metrics.iter().flatten());
    }
}

#[cfg(test)]
mod tests {
    use alleyway::fit::Trains;
    use alleyway::stats::median;

    use super::*;
    use crate::{Request, open, part, view};

    fn request(set: &[(&str, &str)]) -> Request {
        set.iter()
            .fold(Request::preset("double-descent", "tanh-network"), |r, (key, value)| r.with(key, value).unwrap())
    }

    #[test]
    fn sizes_that_no_width_has_are_refused_with_those_that_there_are() {
        let error = open(&request(&[("sizes", "13,26")])).err().unwrap().to_string();
        assert!(error.starts_with("sizes must be 13, 25, ..., a multiple of 12 and one more"), "{error}");
        assert!(open(&request(&[("sizes", "auto:12")])).err().unwrap().to_string().contains("at least auto:13"));
        assert!(
            open(&request(&[("target", "wiggle")])).err().unwrap().to_string().contains("one of linear, teacher30")
        );
    }

    #[test]
    fn networks_that_diverge_are_beyond_every_loss_and_the_notes_count_them() {
        let set = [("optimiser", "momentum"), ("rate", "1"), ("target", "teacher30"), ("activation", "relu")];
        let short = [("steps", "200"), ("draws", "3"), ("sizes", "13,841")];
        let mut experiment = open(&request(&[&set[..], &short].concat())).unwrap();
        crate::run(experiment.as_mut()).unwrap();
        let frames = experiment.frames();
        assert_eq!(frames.series("train_loss_median"), [f64::INFINITY; 2]);
        let text = frames.verdict.text();
        assert!(text.starts_with("In this run the training of every model with fewer parameters"), "{text}");
        assert!(frames.notes[0].starts_with("6 of 6 trainings diverged"), "{:?}", frames.notes);
    }

    #[test]
    fn a_network_is_trained_the_same_whichever_others_are() {
        let fast = [("steps", "200"), ("draws", "3")];
        let both = request(&[&fast[..], &[("sizes", "13,25")]].concat());
        let alone = request(&[&fast[..], &[("sizes", "25")]].concat());
        let [both, alone] = [both, alone].map(|request| part(open(&request).unwrap().as_ref(), 2..3).unwrap());
        // Compared as text, for what is not measured is not a number.
        assert_eq!(format!("{:?}", &both[both.len() / 2..]), format!("{alone:?}"));
    }

    #[test]
    fn steps_in_single_precision_move_no_median_by_a_twentieth() {
        // Where they moved one furthest in the presets is among them: a network with a penalty and 50 parameters, by 4.2 %.
        for (preset, sizes) in
            [("tanh-network", [61, 109, 1441]), ("relu-network", [36, 127, 841]), ("relu-network-decay", [36, 50, 841])]
        {
            let experiment = open(&Request::preset("double-descent", preset)).unwrap();
            let (training, draws) = (Training::read(experiment.config(), "target"), experiment.pieces());
            for size in sizes {
                let form = training.of_size(size).unwrap();
                let medians = [0, 1].map(|double| {
                    let losses: Vec<f64> = (0..draws)
                        .map(|draw| {
                            let (x, y) = training.sample(draw);
                            let test = training.inputs(Purpose::Test, TEST, draw);
                            let theta = match double {
                                0 => trained(training.begin::<Weight>(form, &x, &y, draw)),
                                _ => trained(training.begin::<f64>(form, &x, &y, draw)),
                            };
                            form.mean_square(&theta, &test, training.truth(&test, draw).view())
                        })
                        .collect();
                    median(&losses)
                });
                let moved = medians[0] / medians[1] - 1.0;
                println!(
                    "{preset}, {size} parameters: {:.5} and {:.5}, {:.2} %",
                    medians[0],
                    medians[1],
                    100.0 * moved
                );
                assert!(moved.abs() < 0.05, "{preset}, {size} parameters: {medians:?}");
            }
        }
    }

    fn trained<T: Trains>(mut run: NetworkTraining<T>) -> Vec<f64> {
        while !run.finished() {
            run.advance(usize::MAX);
        }
        assert!(!run.diverged());
        run.theta().to_vec()
    }

    #[test]
    fn every_optimiser_lowers_the_loss_and_the_view_is_of_the_same_networks() {
        for (optimiser, steps) in [("adam", "800"), ("momentum", "800"), ("lm", "40")] {
            let request = request(&[("optimiser", optimiser), ("steps", steps), ("sizes", "13,121"), ("draws", "1")]);
            let mut experiment = open(&request).unwrap();
            crate::run(experiment.as_mut()).unwrap();
            let trained = experiment.frames().series("train_loss_median").to_vec();
            assert!(trained[0] < 0.5 && trained[1] < 0.1, "{optimiser}: {trained:?}");
            let series = view(experiment.as_ref(), "fit", &[0.0]).unwrap();
            let of = |name: &str| &series.iter().find(|s| s.name == name).unwrap().values;
            let (truth, prediction) = (of("train_truth"), of("train_prediction"));
            for (at, loss) in trained.iter().enumerate() {
                let own = at * 60..(at + 1) * 60;
                let squares = truth[own.clone()].iter().zip(&prediction[own]).map(|(y, f)| (y - f) * (y - f));
                assert!((squares.sum::<f64>() / 60.0 - loss).abs() < 1e-12);
            }
        }
    }
}

//! The work of some pieces where the features are learned as well: a network of every size, trained on one training set.

use std::rc::Rc;

use ndarray::{Array1, Array2};

use super::draw::{METRICS, Metric, QUANTUM};
use super::task::{Setting, TaskKind};
use crate::dense::dot;
use crate::experiment::config::Config;
use crate::fit::{Levenberg, Optimiser, Rule, cosine};
use crate::model::{Activation, Architecture, Network};
use crate::seed::{Purpose, Stream};

/// Fresh inputs on which a network is judged.
const TEST: usize = 2_000;
/// Of the starting weights: N(0, 1) times this over sqrt(fan-in).
const START: f64 = 0.3;
/// Neurons of the target `teacher30`.
const TEACHER: usize = 30;

/// What is trained, and how.
#[derive(Debug, Clone, Copy)]
pub struct Training {
    pub activation: Activation,
    pub teacher: bool,
    pub dim: usize,
    /// `None` is Levenberg-Marquardt.
    pub rule: Option<Rule>,
    pub steps: usize,
    pub rate: f64,
    /// w in w theta, added to the gradient of the weights and not of the biases.
    pub decay: f64,
}

impl Training {
    pub fn new(config: &Config) -> Self {
        let rule = match config.word("optimiser") {
            "adam" => Some(Rule::Adam),
            "momentum" => Some(Rule::Momentum { momentum: 0.9 }),
            _ => None,
        };
        Self {
            activation: if config.word("activation") == "tanh" { Activation::Tanh } else { Activation::Relu },
            teacher: config.word("target") == "teacher30",
            dim: config.count("dim"),
            rule,
            steps: config.count("steps"),
            rate: config.number("rate"),
            decay: config.number("decay_weight"),
        }
    }

    /// Parameters of a network of some width, one output bias among them.
    pub fn size(&self, width: usize) -> usize {
        self.form(width).parameters()
    }

    fn form(&self, width: usize) -> Architecture {
        Architecture { inputs: self.dim, width, activation: self.activation, bias: true }
    }

    /// The network of a size; `None` where no width has that many parameters.
    pub fn of_size(&self, size: usize) -> Option<Architecture> {
        let width = size.checked_sub(1)? / (self.dim + 2);
        (width > 0 && self.size(width) == size).then(|| self.form(width))
    }

    /// The target at some inputs (dim x m), without noise.
    fn target(&self, seed: u64, draw: usize, x: &Array2<f64>) -> Array1<f64> {
        if !self.teacher {
            let mut stream = Stream::new(seed, Purpose::Target, draw);
            let beta = Array1::from_shape_simple_fn(self.dim, || stream.normal());
            return x.t().dot(&beta) / beta.dot(&beta).sqrt();
        }
        // One teacher a seed.
        let mut stream = Stream::new(seed, Purpose::Target, 0);
        let scale = 1.5 / (self.dim as f64).sqrt();
        let mut sum = Array1::zeros(x.ncols());
        for _ in 0..TEACHER {
            let w = Array1::from_shape_simple_fn(self.dim, || scale * stream.normal());
            let sign = if stream.uniform() < 0.5 { -0.25 } else { 0.25 };
            sum.scaled_add(sign, &x.t().dot(&w).mapv(|z| z.max(0.0)));
        }
        sum
    }

    /// Starting weights: W and a random, biases zero.
    fn start(&self, form: Architecture, seed: u64, draw: usize) -> Vec<f64> {
        // By draw and width, so that a network does not depend on which others are trained.
        let mut stream = Stream::new(seed, Purpose::Features, (draw << 13) + form.width);
        let (first, second) = (form.width * form.inputs, form.width * (form.inputs + 1));
        let weight = |at: usize, normal: f64| {
            let inputs = if at < first { form.inputs } else { form.width };
            START * normal / (inputs as f64).sqrt()
        };
        let biases = first..second;
        let count = form.parameters();
        (0..count)
            .map(|at| if biases.contains(&at) || at == count - 1 { 0.0 } else { weight(at, stream.normal()) })
            .collect()
    }
}

/// One training set and the fresh points of its draw.
pub struct Sample {
    /// dim x n.
    pub x: Array2<f64>,
    /// n, with noise.
    pub y: Array1<f64>,
    /// dim x 2,000.
    pub test: Array2<f64>,
    /// What is true there.
    pub truth: Array1<f64>,
}

impl Sample {
    pub fn new(setting: &Setting, training: &Training, draw: usize) -> Self {
        let (n, seed) = (setting.n, setting.seed);
        let inputs = |purpose, count| {
            let mut stream = Stream::new(seed, purpose, draw);
            Array2::from_shape_simple_fn((training.dim, count), || stream.normal())
        };
        let (x, test) = (inputs(Purpose::Inputs, n), inputs(Purpose::Test, TEST));
        let mut noise = Stream::new(seed, Purpose::Noise, draw);
        let y = training.target(seed, draw, &x).mapv(|y| y + setting.noise * noise.normal());
        let truth = training.target(seed, draw, &test);
        Self { x, y, test, truth }
    }
}

/// A network in training.
enum Run {
    Steps {
        network: Network<f64>,
        theta: Vec<f64>,
        gradient: Vec<f64>,
        optimiser: Optimiser<f64>,
        rule: Rule,
        step: usize,
    },
    Levenberg {
        network: Network<f64>,
        walk: Levenberg,
        step: usize,
    },
}

/// Every size trained on one training set.
pub struct Trained {
    setting: Rc<Setting>,
    training: Training,
    draw: usize,
    pub sample: Sample,
    run: Option<Run>,
    /// Weights of the sizes so far.
    pub weights: Vec<Vec<f64>>,
}

impl Trained {
    pub fn new(setting: Rc<Setting>, draw: usize) -> Self {
        let TaskKind::Network(training) = setting.task else { unreachable!("a network") };
        let sample = Sample::new(&setting, &training, draw);
        Self { setting, training, draw, sample, run: None, weights: Vec::new() }
    }

    pub fn form(&self, size: usize) -> Architecture {
        self.training.of_size(size).expect("checked when the config was opened")
    }

    /// Some more steps; returns about how many operations they took, `None` when every size is trained.
    pub fn step(&mut self) -> Option<f64> {
        let size = *self.setting.sizes.get(self.weights.len())?;
        let form = self.form(size);
        let run = self.run.take().unwrap_or_else(|| self.begin(form));
        let (cost, run) = self.advance(form, run);
        self.run = run;
        Some(cost)
    }

    /// The share of the work that is done.
    pub fn done(&self) -> f64 {
        let total: usize = self.setting.sizes.iter().sum();
        let trained: usize = self.setting.sizes[..self.weights.len()].iter().sum();
        let (step, size) = match &self.run {
            None => (0, 0),
            Some(Run::Steps { step, theta, .. }) => (*step, theta.len()),
            Some(Run::Levenberg { step, walk, .. }) => (*step, walk.point().len()),
        };
        (trained as f64 + size as f64 * step as f64 / self.training.steps as f64) / total as f64
    }

    fn begin(&self, form: Architecture) -> Run {
        let network = Network::new(form, self.sample.x.view(), self.sample.y.view(), 1.0);
        let theta = self.training.start(form, self.setting.seed, self.draw);
        match self.training.rule {
            Some(rule) => {
                let optimiser = Optimiser::new(rule, theta.len());
                Run::Steps { network, gradient: vec![0.0; theta.len()], theta, optimiser, rule, step: 0 }
            }
            None => Run::Levenberg { walk: Levenberg::new(&network, theta.into()), network, step: 0 },
        }
    }

    fn advance(&mut self, form: Architecture, run: Run) -> (f64, Option<Run>) {
        let (n, p) = (self.setting.n as f64, form.parameters() as f64);
        let Training { steps, rate, decay, .. } = self.training;
        match run {
            Run::Steps { network, mut theta, mut gradient, mut optimiser, rule, mut step } => {
                let cost = n * (4.0 * p + 40.0 * form.width as f64) + 10.0 * p;
                let until = steps.min(step + (QUANTUM / cost) as usize + 1);
                let begun = step;
                let (outer, end) = (form.width * (form.inputs + 1), form.width * (form.inputs + 2));
                while step < until {
                    network.loss_and_gradient(&theta, &mut gradient);
                    if decay > 0.0 {
                        for weights in [0..form.width * form.inputs, outer..end] {
                            crate::dense::axpy(decay, &theta[weights.clone()], &mut gradient[weights]);
                        }
                    }
                    let rate = if rule == Rule::Adam { cosine(rate, step, steps) } else { rate };
                    optimiser.step(rate, &mut theta, &gradient);
                    step += 1;
                }
                let cost = cost * (step - begun) as f64;
                if step < steps {
                    return (cost, Some(Run::Steps { network, theta, gradient, optimiser, rule, step }));
                }
                self.weights.push(theta);
                (cost, None)
            }
            Run::Levenberg { network, mut walk, mut step } => {
                walk.step(&network);
                step += 1;
                let cost = 4.0 * n.min(p) * n.min(p) * n.max(p);
                if step < steps {
                    return (cost, Some(Run::Levenberg { network, walk, step }));
                }
                self.weights.push(walk.point().to_vec());
                (cost, None)
            }
        }
    }

    /// What is measured of the size that was trained last.
    fn measure(&self) -> [f64; METRICS] {
        let at = self.weights.len() - 1;
        let (form, theta) = (self.form(self.setting.sizes[at]), &self.weights[at]);
        let mean_square = |x: &Array2<f64>, y: &Array1<f64>| {
            let mut distance = Network::predict(form, theta, x.as_slice().expect("contiguous"));
            distance.iter_mut().zip(y).for_each(|(d, y)| *d -= y);
            dot(&distance, &distance) / y.len() as f64
        };
        let mut m = [f64::NAN; METRICS];
        m[Metric::Train as usize] = mean_square(&self.sample.x, &self.sample.y);
        let noise = self.setting.noise * self.setting.noise;
        m[Metric::Test as usize] = mean_square(&self.sample.test, &self.sample.truth) + noise;
        m[Metric::Norm as usize] = form.norm(theta);
        m[Metric::Cut as usize] = 0.0;
        m
    }
}

/// One draw: every size trained, then judged.
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
    use crate::experiment::{Request, open, part, view};

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
    fn a_network_is_trained_the_same_whichever_others_are() {
        let fast = [("steps", "200"), ("draws", "3")];
        let both = request(&[&fast[..], &[("sizes", "13,25")]].concat());
        let alone = request(&[&fast[..], &[("sizes", "25")]].concat());
        let [both, alone] = [both, alone].map(|request| part(open(&request).unwrap().as_ref(), 2..3).unwrap());
        // Compared as text, for what is not measured is not a number.
        assert_eq!(format!("{:?}", &both[both.len() / 2..]), format!("{alone:?}"));
    }

    #[test]
    fn every_optimiser_lowers_the_loss_and_the_view_is_of_the_same_networks() {
        for (optimiser, steps) in [("adam", "800"), ("momentum", "800"), ("lm", "40")] {
            let request = request(&[("optimiser", optimiser), ("steps", steps), ("sizes", "13,121"), ("draws", "1")]);
            let mut experiment = open(&request).unwrap();
            crate::experiment::run(experiment.as_mut()).unwrap();
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

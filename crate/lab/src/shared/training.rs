//! What networks learn, how they start, and how they are trained. Shared by the figures that train them, so that a network
//! of one is the same network, bit for bit, in another.

use ndarray::{Array1, Array2};

use crate::contract::config::Config;
use alleyway::dense::grid;
use alleyway::fit::{NetworkTraining, Rule, Schedule, Trains};
use alleyway::model::{Activation, Architecture, Network};
use alleyway::seed::{Purpose, Stream};

/// The numbers that the figures train networks in. Steps in f32 are about twice as fast, and move no figure by what the next training
/// set would not move further: measured by a test of `double_descent::network`, told in `docs/performance.md`.
pub type Weight = f32;

/// What is to be learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// beta . x with |beta| = 1, beta and x ~ N(0, I) fresh in every draw.
    Linear,
    /// Thirty ReLU neurons: sum of +-1/4 relu(w . x), w ~ 1.5 N(0, 1)/sqrt(inputs), one teacher a seed.
    Teacher30,
    /// sin(2 pi x) + .5 sin(5 x) on equally spaced points of [-1, 1]; one input.
    Waves,
}

/// Of the starting weights of [`Target::Linear`] and [`Target::Teacher30`]: N(0, 1) times this over sqrt(fan-in).
const START: f64 = 0.3;
/// Neurons of the teacher.
const TEACHER: usize = 30;

/// The rule of an optimiser, by its name in a config; `None` for a method of second order.
#[must_use]
pub fn rule_of(optimiser: &str) -> Option<Rule> {
    match optimiser {
        "descent" => Some(Rule::Descent),
        "momentum" => Some(Rule::Momentum { momentum: 0.9 }),
        "adam" => Some(Rule::ADAM),
        _ => None,
    }
}

/// What is trained on, and how.
#[derive(Debug, Clone, Copy)]
pub struct Training {
    /// What is to be learned.
    pub target: Target,
    /// Number of training points.
    pub n: usize,
    /// Number of inputs.
    pub dim: usize,
    /// Standard deviation of the noise on the training targets.
    pub noise: f64,
    /// The seed of everything.
    pub seed: u64,
    /// The activation of the hidden neurons.
    pub activation: Activation,
    /// `None` is Levenberg-Marquardt.
    pub rule: Option<Rule>,
    /// Steps, or iterations.
    pub steps: usize,
    /// Learning rate; Adam's falls along a cosine.
    pub rate: f64,
    /// w in w theta, added to the gradient of the weights and not of the biases.
    pub decay: f64,
    /// 1 for the mean square error, 1/2 for half of it.
    pub scale: f64,
}

impl Training {
    /// As the keys of a figure say that trains networks; `target` is the key that names what they learn.
    #[must_use]
    pub fn read(config: &Config, target: &str) -> Self {
        let target = match config.word(target) {
            "waves" => Target::Waves,
            "teacher30" => Target::Teacher30,
            _ => Target::Linear,
        };
        let waves = target == Target::Waves;
        Self {
            target,
            n: config.count("n"),
            dim: if waves { 1 } else { config.count("dim") },
            noise: config.number("noise"),
            seed: config.count("seed") as u64,
            activation: if config.word("activation") == "tanh" { Activation::Tanh } else { Activation::Relu },
            rule: rule_of(config.word("optimiser")),
            steps: config.count("steps"),
            rate: config.number("rate"),
            decay: config.number("decay_weight"),
            scale: if waves { 0.5 } else { 1.0 },
        }
    }

    /// The form of a network of some width.
    #[must_use]
    pub fn form(&self, width: usize) -> Architecture {
        Architecture { inputs: self.dim, width, activation: self.activation, bias: self.target != Target::Waves }
    }

    /// The network with `size` parameters; `None` where no width has that many.
    #[must_use]
    pub fn of_size(&self, size: usize) -> Option<Architecture> {
        let one = self.form(1).parameters();
        let each = self.form(2).parameters() - one;
        let width = (size + each).checked_sub(one)? / each;
        (width > 0 && self.form(width).parameters() == size).then(|| self.form(width))
    }

    /// Inputs (dim x count) of a draw.
    #[must_use]
    pub fn inputs(&self, purpose: Purpose, count: usize, draw: usize) -> Array2<f64> {
        if self.target == Target::Waves {
            return Array1::from(grid(count)).insert_axis(ndarray::Axis(0));
        }
        let mut stream = Stream::new(self.seed, purpose, draw);
        Array2::from_shape_simple_fn((self.dim, count), || stream.normal())
    }

    /// The target at some inputs (dim x m), without noise.
    #[must_use]
    pub fn truth(&self, x: &Array2<f64>, draw: usize) -> Array1<f64> {
        match self.target {
            Target::Waves => x.row(0).mapv(|x| libm::sin(2.0 * std::f64::consts::PI * x) + 0.5 * libm::sin(5.0 * x)),
            Target::Linear => {
                let mut stream = Stream::new(self.seed, Purpose::Target, draw);
                let beta = Array1::from_shape_simple_fn(self.dim, || stream.normal());
                x.t().dot(&beta) / beta.dot(&beta).sqrt()
            }
            Target::Teacher30 => {
                let mut stream = Stream::new(self.seed, Purpose::Target, 0);
                let scale = 1.5 / (self.dim as f64).sqrt();
                let mut sum = Array1::zeros(x.ncols());
                for _ in 0..TEACHER {
                    let w = Array1::from_shape_simple_fn(self.dim, || scale * stream.normal());
                    let sign = if stream.uniform() < 0.5 { -0.25 } else { 0.25 };
                    sum.scaled_add(sign, &x.t().dot(&w).mapv(|z| z.max(0.0)));
                }
                sum
            }
        }
    }

    /// Training inputs (dim x n) and noisy targets (n) of a draw.
    #[must_use]
    pub fn sample(&self, draw: usize) -> (Array2<f64>, Array1<f64>) {
        let x = self.inputs(Purpose::Inputs, self.n, draw);
        let mut noise = Stream::new(self.seed, Purpose::Noise, draw);
        let y = self.truth(&x, draw).mapv(|y| y + self.noise * noise.normal());
        (x, y)
    }

    /// Starting weights. For [`Target::Waves`] a ~ N(0, 1)/sqrt(width), w ~ 3 N(0, 1), b ~ 1.5 N(0, 1); else W and a ~
    /// .3 N(0, 1)/sqrt(fan-in) and all biases zero.
    #[must_use]
    pub fn start(&self, form: Architecture, draw: usize) -> Vec<f64> {
        // By draw and width, so that a network does not depend on which others are trained.
        let mut stream = Stream::new(self.seed, Purpose::Features, (draw << 13) + form.width);
        let (first, second) = (form.width * form.inputs, form.width * (form.inputs + 1));
        let (fan_in, width) = ((form.inputs as f64).sqrt(), (form.width as f64).sqrt());
        let scale = |at: usize| match (self.target == Target::Waves, at) {
            (true, at) if at < first => 3.0,
            (true, at) if at < second => 1.5,
            (true, _) => 1.0 / width,
            (false, at) if at < first => START / fan_in,
            (false, at) if at < second || at == second + form.width => 0.0,
            (false, _) => START / width,
        };
        let drawn = |at: usize| if scale(at) > 0.0 { scale(at) * stream.normal() } else { 0.0 };
        (0..form.parameters()).map(drawn).collect()
    }

    /// The network of a width at its start, in one draw.
    #[must_use]
    pub fn begin<T: Trains>(
        &self,
        form: Architecture,
        x: &Array2<f64>,
        y: &Array1<f64>,
        draw: usize,
    ) -> NetworkTraining<T> {
        let network = Network::new(form, x.view(), y.view(), self.scale);
        let Self { rule, steps, rate, decay, .. } = *self;
        NetworkTraining::new(network, self.start(form, draw), Schedule { rule, steps, rate, decay })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves(steps: usize) -> Training {
        Training {
            target: Target::Waves,
            n: 20,
            dim: 1,
            noise: 0.0,
            seed: 1,
            activation: Activation::Tanh,
            rule: Some(Rule::Descent),
            steps,
            rate: 0.05,
            decay: 0.0,
            scale: 0.5,
        }
    }

    #[test]
    fn a_run_in_any_quanta_is_the_same_and_stops_at_its_last_step() {
        let training = waves(300);
        let (x, y) = training.sample(0);
        let ends: Vec<Vec<f64>> = [1, 7, 1_000]
            .into_iter()
            .map(|quantum| {
                let mut run = training.begin::<Weight>(training.form(10), &x, &y, 0);
                while !run.finished() {
                    run.advance(quantum);
                }
                assert_eq!((run.steps(), run.advance(5)), (300, 0));
                run.theta().to_vec()
            })
            .collect();
        assert!(ends[0] == ends[1] && ends[1] == ends[2]);
    }

    #[test]
    fn plain_descent_is_the_recursion_with_the_gradient_of_the_objective() {
        use alleyway::objective::Objective;
        let training = waves(40);
        let (x, y) = training.sample(0);
        let mut run = training.begin::<f64>(training.form(4), &x, &y, 0);
        let mut theta = Array1::from(run.theta().to_vec());
        for _ in 0..40 {
            let (_, gradient) = run.network().gradient(theta.view());
            theta.scaled_add(-0.05, &gradient);
            run.advance(1);
            assert!(theta.iter().zip(run.theta()).all(|(a, b)| (a - b).abs() < 1e-14));
        }
    }

    #[test]
    fn a_training_that_diverges_ends_at_the_step_at_which_its_loss_is_a_millionfold_in_any_portions() {
        // Plain descent with a rate far over 2 divided by the largest curvature; the same recursion, step by step.
        let training = Training { rate: 1e4, ..waves(300) };
        let (x, y) = training.sample(0);
        let begin = || training.begin::<Weight>(training.form(10), &x, &y, 0);
        let mut slow = begin();
        let first = slow.loss();
        let mut by_hand = 0;
        while slow.loss() <= 1e6 * first.max(1.0) {
            assert!(!slow.diverged());
            slow.advance(1);
            by_hand += 1;
        }
        for portion in [1, 7, 1_000] {
            let mut run = begin();
            while !run.finished() {
                run.advance(portion);
            }
            assert!(run.diverged() && run.steps() == by_hand && by_hand < 300, "{portion}: {} {by_hand}", run.steps());
        }
        // The last state is looked at as well.
        let mut last = Training { steps: by_hand, ..training }.begin::<Weight>(training.form(10), &x, &y, 0);
        last.advance(by_hand);
        assert!(last.diverged() && last.steps() == by_hand);
        let mut tame = waves(300).begin::<Weight>(training.form(10), &x, &y, 0);
        tame.advance(300);
        assert!(tame.finished() && !tame.diverged());
    }

    #[test]
    fn starts_have_the_spread_that_they_should() {
        let spread = |values: &[f64]| (values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64).sqrt();
        let training = waves(1);
        let theta = training.start(training.form(2_000), 0);
        let [w, b, a] = [0, 2_000, 4_000].map(|from| spread(&theta[from..from + 2_000]));
        assert!(
            (w / 3.0 - 1.0).abs() < 0.06 && (b / 1.5 - 1.0).abs() < 0.06 && (a * 2_000f64.sqrt() - 1.0).abs() < 0.06
        );
        let linear = Training { target: Target::Linear, dim: 10, ..training };
        let theta = linear.start(linear.form(300), 0);
        assert!((spread(&theta[..3_000]) * 10f64.sqrt() / 0.3 - 1.0).abs() < 0.05);
        assert!((spread(&theta[3_300..3_600]) * 300f64.sqrt() / 0.3 - 1.0).abs() < 0.12);
        assert!(theta[3_000..3_300].iter().chain(&theta[3_600..]).all(|bias| *bias == 0.0));
    }

    #[test]
    fn sizes_and_widths_belong_together() {
        let training = Training { target: Target::Linear, dim: 10, ..waves(1) };
        assert_eq!(training.of_size(25).map(|form| form.width), Some(2));
        assert!([0, 1, 12, 26].into_iter().all(|size| training.of_size(size).is_none()));
        assert_eq!(waves(1).of_size(9).map(|form| form.width), Some(3));
    }
}

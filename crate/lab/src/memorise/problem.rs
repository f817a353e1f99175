//! What is memorised: five tasks, each an objective with a start and a test of its own.

use ndarray::{Array1, Array2, ArrayView1};

use super::layers::PRODUCT_INPUTS;
use super::measures::{self, Measure};
use crate::contract::config::{Config, Value};
use alleyway::fit::Rule;
use alleyway::model::{Diagonal, Hyperbola, Inputs, Quadratic, Ring};
use alleyway::objective::Supervised;
use alleyway::seed::{Purpose, Stream};

/// Which task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Ring,
    Hyperbola,
    Sparse,
    Product,
    Modular,
}

impl Kind {
    /// Two weights: the whole surface can be drawn, with nothing left out.
    pub fn is_flat(self) -> bool {
        matches!(self, Self::Ring | Self::Hyperbola)
    }
}

const PRODUCT_EXAMPLES: usize = 60;
/// Features of [`Kind::Sparse`], of which the first five count.
pub const SPARSE_FEATURES: usize = 100;
const SPARSE_TRUE: usize = 5;
const SPARSE_EXAMPLES: usize = 40;
/// Examples of [`Kind::Ring`].
pub const RING_EXAMPLES: usize = 5;

/// A config, read: what is trained, and how.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    pub kind: Kind,
    pub width: usize,
    pub modulus: usize,
    /// Share of the table that is trained on.
    pub share: f64,
    pub penalty: f64,
    pub noise: f64,
    /// Times the usual starting weights.
    pub scale: f64,
    pub rate: f64,
    pub steps: usize,
    /// Neurons that are added after these steps, and steps after that.
    pub widen: usize,
    pub further: usize,
    pub seed: u64,
}

impl Setting {
    /// Read a config, and write what `auto` stands for into it.
    pub fn new(config: &mut Config) -> Self {
        let kind = match config.word("task") {
            "ring" => Kind::Ring,
            "hyperbola" => Kind::Hyperbola,
            "sparse" => Kind::Sparse,
            "product" => Kind::Product,
            _ => Kind::Modular,
        };
        // What was seen to work best: width, penalty, label noise, rate, steps.
        let room = kind == Kind::Modular && config.count("widen") > 0;
        let (width, penalty, noise, rate, steps) = match kind {
            Kind::Modular if room => (24.0, 1e-4, 0.0, 0.01, 8_000.0),
            Kind::Ring => (1.0, 0.02, 0.0, 0.1, 3_000.0),
            Kind::Hyperbola => (1.0, 0.0, 0.5, 0.04, 2_000.0),
            Kind::Sparse => (1.0, 0.01, 0.0, 0.01, 40_000.0),
            Kind::Product => (60.0, 1.0 / 300.0, 0.0, 0.01, 4_000.0),
            Kind::Modular => (128.0, 1e-4, 0.0, 0.01, 2_500.0),
        };
        Self {
            kind,
            width: config.choose("width", width) as usize,
            modulus: config.count("modulus"),
            share: config.number("share"),
            penalty: config.choose("penalty", penalty),
            noise: config.choose("noise", noise),
            scale: config.number("scale"),
            rate: config.choose("rate", rate),
            steps: config.choose("steps", steps) as usize,
            widen: if kind == Kind::Modular { config.count("widen") } else { 0 },
            further: config.count("further"),
            seed: match config.get("seed") {
                Value::Integer(seed) => *seed as u64,
                _ => unreachable!("it is no seed"),
            },
        }
    }

    /// The test loss of a model that answers 0 to everything.
    pub fn of_nothing(&self) -> f64 {
        match self.kind {
            // |w*|^2 of features of +-1.
            Kind::Sparse => SPARSE_TRUE as f64,
            // The targets are 1, or x1 x2 of variance 1, or one 1 among zeros.
            _ => 1.0,
        }
    }

    /// How many cells of the table are trained on, and how many are held out.
    pub fn cells(&self) -> (usize, usize) {
        let all = self.modulus * self.modulus;
        let trained = (self.share * all as f64) as usize;
        (trained, all - trained)
    }

    /// The step at which a network of the usual setting has memorised.
    pub fn memorised(&self) -> usize {
        match self.kind {
            Kind::Ring | Kind::Modular => 100,
            Kind::Hyperbola => 200,
            Kind::Sparse => 208,
            Kind::Product => 200,
        }
    }

    pub fn rule(&self) -> Rule {
        match self.kind {
            Kind::Ring | Kind::Hyperbola | Kind::Sparse => Rule::Descent,
            Kind::Product => Rule::Adam { memory: (0.9, 0.99) },
            Kind::Modular => Rule::Adam { memory: (0.9, 0.98) },
        }
    }

    /// Floating-point operations of a step, about.
    pub fn cost(&self) -> f64 {
        let m = self.width as f64;
        match self.kind {
            Kind::Ring | Kind::Hyperbola => 300.0,
            Kind::Sparse => 5.0 * (SPARSE_EXAMPLES * SPARSE_FEATURES) as f64,
            Kind::Product => 6.0 * m * (PRODUCT_EXAMPLES * PRODUCT_INPUTS) as f64,
            Kind::Modular => {
                let p = self.modulus as f64;
                8.0 * m * p * p * p
            }
        }
    }
}

/// A task, opened: one draw of its data.
pub struct Problem {
    pub setting: Setting,
    /// With the targets as they are.
    pub data: Box<dyn Supervised>,
    truth: Truth,
}

/// What an unseen example asks for.
enum Truth {
    /// (v^2 - 1)^2: an unseen example has no note.
    Rule,
    /// No example is unseen.
    None,
    /// |w - w*|^2.
    Weights(Array1<f64>),
    /// 2 |Q - Q*|^2 + tr(Q - Q*)^2, the mean over x ~ N(0, I) of the squared residual.
    Map(Array2<f64>),
    /// The cells of the table that are trained on, those that were held out, and the answers to these.
    Cells { trained: Box<Quadratic>, held_out: Box<Quadratic>, answers: Vec<usize> },
}

impl Problem {
    pub fn new(setting: Setting) -> Self {
        let mut stream = Stream::new(setting.seed, Purpose::Inputs, 0);
        match setting.kind {
            Kind::Ring => Self { setting, data: Box::new(Ring::new(RING_EXAMPLES)), truth: Truth::Rule },
            Kind::Hyperbola => Self { setting, data: Box::new(Hyperbola::default()), truth: Truth::None },
            Kind::Sparse => {
                let x = Array2::from_shape_simple_fn((SPARSE_EXAMPLES, SPARSE_FEATURES), || stream.normal());
                let mut signs = Stream::new(setting.seed, Purpose::Target, 0);
                let sign = |k: usize| match k {
                    k if k >= SPARSE_TRUE => 0.0,
                    _ if signs.uniform() < 0.5 => -1.0,
                    _ => 1.0,
                };
                let truth: Array1<f64> = (0..SPARSE_FEATURES).map(sign).collect();
                let y = x.dot(&truth);
                Self { setting, data: Box::new(Diagonal::new(x, y)), truth: Truth::Weights(truth) }
            }
            Kind::Product => {
                let x = Array2::from_shape_simple_fn((PRODUCT_EXAMPLES, PRODUCT_INPUTS), || stream.normal());
                let y = (&x.column(0) * &x.column(1)).insert_axis(ndarray::Axis(1));
                let mut map = Array2::zeros((PRODUCT_INPUTS, PRODUCT_INPUTS));
                map[[0, 1]] = 0.5;
                map[[1, 0]] = 0.5;
                let data = Quadratic::new(Inputs::Dense(x), PRODUCT_INPUTS, setting.width, y);
                Self { setting, data: Box::new(data), truth: Truth::Map(map) }
            }
            Kind::Modular => {
                let p = setting.modulus;
                let order = Stream::new(setting.seed, Purpose::Split, 0).order(p * p);
                let (trained, _) = setting.cells();
                let part = |cells: &[usize]| {
                    let pairs = cells.iter().map(|cell| (cell / p, p + cell % p)).collect();
                    let answers: Vec<usize> = cells.iter().map(|cell| (cell / p + cell % p) % p).collect();
                    let y = Array2::from_shape_fn((cells.len(), p), |(i, o)| f64::from(u8::from(answers[i] == o)));
                    (Quadratic::new(Inputs::Pairs(pairs), 2 * p, setting.width, y), answers)
                };
                let ((data, _), (held_out, answers)) = (part(&order[..trained]), part(&order[trained..]));
                let (trained, _) = part(&order[..trained]);
                let truth = Truth::Cells { trained: Box::new(trained), held_out: Box::new(held_out), answers };
                Self { setting, data: Box::new(data), truth }
            }
        }
    }

    /// The same examples once more, whose targets may be disturbed.
    pub fn disturbed(&self) -> Box<dyn Supervised> {
        Self::new(self.setting).data
    }

    /// Starting weights.
    pub fn start(&self) -> Array1<f64> {
        let Setting { kind, width: m, modulus: p, scale, seed, .. } = self.setting;
        let mut stream = Stream::new(seed, Purpose::Features, 0);
        let mut drawn = |count: usize, spread: f64| (0..count).map(|_| spread * stream.normal()).collect::<Vec<f64>>();
        let start: Array1<f64> = match kind {
            Kind::Ring => {
                let mut start = Array1::from_elem(RING_EXAMPLES + 1, 1.4);
                start[RING_EXAMPLES] = 0.02;
                start
            }
            Kind::Hyperbola => ndarray::array![3.5, 0.1],
            Kind::Sparse => Array1::ones(2 * SPARSE_FEATURES),
            Kind::Product => {
                // The second half of the neurons is a copy of the first with the other sign: f = 0.
                let half = m / 2;
                let w = drawn(PRODUCT_INPUTS * half, 2.0 / (PRODUCT_INPUTS as f64).sqrt());
                let c = drawn(half, 2.0 / (m as f64).sqrt());
                let twice = |row: &[f64]| row.iter().chain(row).copied().collect::<Vec<f64>>();
                let mut start: Vec<f64> = w.chunks_exact(half).flat_map(twice).collect();
                start.extend(&c);
                start.extend(c.iter().map(|c| -c));
                start.into()
            }
            Kind::Modular => {
                let mut start = drawn(2 * p * m, 1.0 / (p as f64).sqrt());
                start.extend(drawn(p * m, 1.0 / (m as f64).sqrt()));
                start.into()
            }
        };
        start * scale
    }

    /// The test loss, and for tables the share of held-out cells that are answered right.
    pub fn test(&self, point: ArrayView1<f64>) -> (f64, Option<f64>) {
        match &self.truth {
            Truth::Rule => {
                let v = point[RING_EXAMPLES];
                ((v * v - 1.0) * (v * v - 1.0), None)
            }
            Truth::None => (f64::NAN, None),
            Truth::Weights(truth) => {
                let away = Diagonal::weights(point) - truth;
                (away.dot(&away), None)
            }
            Truth::Map(truth) => {
                let away = measures::map(point, self.setting.width) - truth;
                let trace = away.diag().sum();
                (2.0 * away.iter().map(|q| q * q).sum::<f64>() + trace * trace, None)
            }
            Truth::Cells { held_out, answers, .. } => {
                let scores = held_out.predict(point);
                let mut loss = 0.0;
                let mut right = 0;
                for (scores, &answer) in scores.outer_iter().zip(answers) {
                    let best =
                        scores.iter().enumerate().fold(0, |best, (at, v)| if *v > scores[best] { at } else { best });
                    right += usize::from(best == answer);
                    let away = |(at, v): (usize, &f64)| {
                        let r = v - f64::from(u8::from(at == answer));
                        r * r
                    };
                    loss += scores.iter().enumerate().map(away).sum::<f64>();
                }
                (loss / answers.len() as f64, Some(right as f64 / answers.len() as f64))
            }
        }
    }

    /// How simple the weights are.
    pub fn measure(&self, point: ArrayView1<f64>) -> Measure {
        let m = self.setting.width;
        match self.setting.kind {
            Kind::Ring | Kind::Hyperbola => Measure::default(),
            Kind::Sparse => Measure::sparse(&Diagonal::weights(point)),
            Kind::Product => Measure::product(point, m),
            Kind::Modular => {
                let Truth::Cells { trained, .. } = &self.truth else { unreachable!("a table has cells") };
                Measure::modular(point, self.setting.modulus, m, &trained.hidden(point))
            }
        }
    }

    /// What is drawn of the weights: the ring's notes and rule, the w of sparse, the map of product, and of modular for every
    /// neuron the share and the number of its main frequency and its size.
    pub fn picture(&self, point: ArrayView1<f64>) -> Vec<f64> {
        match self.setting.kind {
            Kind::Ring | Kind::Hyperbola => point.to_vec(),
            Kind::Sparse => Diagonal::weights(point).to_vec(),
            Kind::Product => measures::map(point, self.setting.width).into_iter().collect(),
            Kind::Modular => measures::frequencies(point, self.setting.modulus, self.setting.width)
                .into_iter()
                .flat_map(|neuron| [neuron.share, neuron.frequency as f64, neuron.size])
                .collect(),
        }
    }

    /// The picture that the solution should come to, where there is one: w* of sparse, Q* of product.
    pub fn truth(&self) -> Vec<f64> {
        match &self.truth {
            Truth::Weights(truth) => truth.to_vec(),
            Truth::Map(truth) => truth.iter().copied().collect(),
            Truth::Rule | Truth::None | Truth::Cells { .. } => Vec::new(),
        }
    }

    /// The least that it costs, by the penalty, to write the function that the weights have learned; `None` where that is not known.
    pub fn cheapest(&self, point: ArrayView1<f64>) -> Option<f64> {
        let lambda = self.setting.penalty;
        match self.setting.kind {
            Kind::Sparse => Some(lambda * Diagonal::weights(point).iter().map(|w| w.abs()).sum::<f64>()),
            Kind::Product => {
                let values = measures::eigenvalues(&measures::map(point, self.setting.width));
                let sum: f64 = values.iter().map(|e| libm::cbrt(e * e)).sum();
                Some(lambda * 3.0 * libm::exp2(-2.0 / 3.0) * sum)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Request, open};

    #[test]
    fn a_model_that_answers_nothing_scores_what_is_said() {
        for task in ["ring", "sparse", "product", "modular"] {
            let opened = open(&Request::preset("memorise", task)).unwrap();
            let problem = Problem::new(Setting::new(&mut opened.config().clone()));
            let nothing = problem.start() * 0.0;
            assert!((problem.test(nothing.view()).0 - problem.setting.of_nothing()).abs() < 1e-12, "{task}");
        }
    }
}

//! What is learned, from what, and how it is evaluated.

use std::rc::Rc;

use ndarray::{Array1, Array2, ArrayView2, Axis, s};

use crate::contract::config::{Config, Value};
use crate::shared::training::Training;
use alleyway::data::{Curve, curve, real};
use alleyway::dense::grid;
use alleyway::error::Error;
use alleyway::model::{Basis, Features, Population, Reduced};
use alleyway::seed::{Purpose, Stream};

/// Test inputs on which effective parameters are measured where a design has no closed form.
pub const EFFECTIVE_INPUTS: usize = 200;

/// A config, read.
#[derive(Debug)]
pub struct Setting {
    pub task: TaskKind,
    pub n: usize,
    /// Standard deviation.
    pub noise: f64,
    pub ridge: f64,
    pub draws: usize,
    pub seed: u64,
    pub sizes: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
pub enum TaskKind {
    Curve { curve: Curve, jittered: bool, features: Kind },
    Table { name: &'static str, features: Kind },
    Gaussian,
    Latent { factors: usize, spread: f64 },
    Sphere { dim: usize },
    Network(Training),
}

/// Features that are functions of an input.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Polynomial { basis: Basis, decay: f64 },
    Cosine { scale: f64 },
    Relu,
}

impl Setting {
    pub fn new(config: &Config) -> Result<Self, Error> {
        let sizes = match config.get("sizes") {
            Value::Sizes(sizes) => sizes.clone(),
            _ => unreachable!("sizes are written out before"),
        };
        let n = config.count("n");
        let task = task(config)?;
        if let TaskKind::Table { name, .. } = task {
            let rows = real::set(name)?.rows;
            if n + EFFECTIVE_INPUTS > rows {
                let allowed =
                    format!("at most {} with target {name}, so that rows are left to test on", rows - EFFECTIVE_INPUTS);
                return Err(config.refuse("n", allowed));
            }
        }
        if let TaskKind::Network(training) = task
            && !sizes.iter().all(|size| training.of_size(*size).is_some())
        {
            let [one, two] = [1, 2].map(|width| training.form(width).parameters());
            let allowed = format!(
                "{one}, {two}, ..., a multiple of {} and one more, with features network and {} inputs",
                two - one,
                training.dim
            );
            return Err(config.refuse("sizes", allowed));
        }
        Ok(Self {
            task,
            n,
            noise: if matches!(task, TaskKind::Table { .. }) { 0.0 } else { config.number("noise") },
            ridge: if matches!(task, TaskKind::Network(_)) { 0.0 } else { config.number("ridge") },
            draws: config.count("draws"),
            seed: config.count("seed") as u64,
            sizes,
        })
    }

    /// Whether the data that a fit needs are there.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub fn ready(&self) -> Result<(), Error> {
        match self.task {
            TaskKind::Table { name, .. } => real::table(name).map(|_| ()),
            _ => Ok(()),
        }
    }

    pub fn largest(&self) -> usize {
        *self.sizes.last().expect("a sweep has a size")
    }

    /// Random waves over one input are scaled by 1/sqrt(P), so that the kernel does not grow with the model.
    pub fn scaled_by_size(&self) -> bool {
        matches!(self.task, TaskKind::Curve { features: Kind::Cosine { .. }, .. })
    }

    /// In how many draws effective parameters are measured: they need a fit for each training point.
    pub fn effective_draws(&self) -> usize {
        match self.task {
            TaskKind::Curve { jittered: false, features: Kind::Polynomial { .. }, .. } => 1,
            // A network is no linear smoother.
            TaskKind::Network(_) => 0,
            _ if self.n <= 24 => 40,
            _ if self.n <= 60 => 10,
            _ => 4,
        }
    }

    /// The unit of a test loss.
    pub fn loss_unit(&self) -> &'static str {
        match self.task {
            TaskKind::Curve { .. } | TaskKind::Network(_) => "noisy",
            TaskKind::Table { name: "digits", .. } => "squared error, sum of ten outputs",
            TaskKind::Table { .. } => "squared error, training variance = 1",
            _ => "excess",
        }
    }

    /// Whether a test loss holds the noise of a test target, which no model can foresee.
    pub fn loss_is_noisy(&self) -> bool {
        matches!(self.task, TaskKind::Curve { .. } | TaskKind::Network(_))
    }

    pub fn is_curve(&self) -> bool {
        matches!(self.task, TaskKind::Curve { .. })
    }

    pub fn is_digits(&self) -> bool {
        matches!(self.task, TaskKind::Table { name: "digits", .. })
    }

    /// A curve's roughness is finite unless it is made of ramps.
    pub fn has_roughness(&self) -> bool {
        matches!(self.task, TaskKind::Curve { features: Kind::Polynomial { .. } | Kind::Cosine { .. }, .. })
    }

    /// The test loss is an expectation over all inputs, with targets of mean zero.
    pub fn is_population(&self) -> bool {
        matches!(self.task, TaskKind::Sphere { .. } | TaskKind::Gaussian | TaskKind::Latent { .. })
    }

    pub fn has_theory(&self) -> bool {
        match self.task {
            TaskKind::Sphere { dim } => {
                let (dimensions, points) = Population::THEORY_FROM;
                dim >= dimensions && self.n >= points
            }
            _ => self.is_population(),
        }
    }

    /// Numbers that a draw adds for bias and variance at size p: the fit to targets without noise, minus the target, in coordinates
    /// in which the mean square over x is a sum of squares.
    pub fn coordinates(&self, size: usize) -> usize {
        match self.task {
            TaskKind::Curve { features: Kind::Polynomial { .. }, .. } => size,
            TaskKind::Curve { .. } => Reduced::POINTS,
            _ => 0,
        }
    }
}

fn task(config: &Config) -> Result<TaskKind, Error> {
    let (features, target) = (config.word("features"), config.word("target"));
    let curve = match target {
        "wiggle" => Some(Curve::Wiggle),
        "step" => Some(Curve::Step),
        "chirp" => Some(Curve::Chirp),
        "linear" if matches!(features, "legendre" | "chebyshev" | "fourier") => Some(Curve::Linear),
        _ => None,
    };
    let kind = match features {
        "legendre" => Some(Kind::Polynomial { basis: Basis::Legendre, decay: config.number("decay") }),
        "chebyshev" => Some(Kind::Polynomial { basis: Basis::Chebyshev, decay: config.number("decay") }),
        "fourier" => Some(Kind::Cosine { scale: config.number("frequency_scale") }),
        "relu" => Some(Kind::Relu),
        _ => None,
    };
    let refuse = |allowed: &str| Err(config.refuse("target", format!("one of {allowed} with features {features}")));
    match (features, target, curve, kind) {
        (_, _, Some(curve), Some(features)) => {
            Ok(TaskKind::Curve { curve, jittered: config.word("inputs") == "jittered", features })
        }
        ("fourier" | "relu", "digits" | "diabetes", _, Some(features)) => {
            Ok(TaskKind::Table { name: target, features })
        }
        ("network", "linear" | "teacher30", ..) => Ok(TaskKind::Network(Training::read(config, "target"))),
        ("network", ..) => refuse("linear, teacher30"),
        ("relu", "linear", ..) => Ok(TaskKind::Sphere { dim: config.count("dim") }),
        ("gaussian", "linear", ..) => Ok(TaskKind::Gaussian),
        ("latent", "linear", ..) => {
            Ok(TaskKind::Latent { factors: config.count("factors"), spread: config.number("spread") })
        }
        ("gaussian" | "latent", ..) => refuse("linear"),
        ("legendre" | "chebyshev", ..) => refuse("wiggle, step, chirp, linear"),
        _ => refuse("wiggle, step, chirp, linear, digits, diabetes"),
    }
}

/// The targets of [`Reduced::get`], in the order of [`Curve`]'s variants.
const CURVES: [fn(f64) -> f64; 4] =
    [|x| Curve::Wiggle.at(x), |x| Curve::Step.at(x), |x| Curve::Chirp.at(x), |x| Curve::Linear.at(x)];

/// The reduction of the test grid for polynomials up to `count`.
pub fn reduced(basis: Basis, count: usize) -> Rc<Reduced> {
    Reduced::get(basis, count, &CURVES)
}

/// One training set, with all features of the largest model.
pub struct Problem {
    /// Features at the training points (P x n).
    pub features: Array2<f64>,
    /// Noisy training targets (outputs x n); of a gaussian design only their noise.
    targets: Array2<f64>,
    pub evaluation: Evaluation,
    /// Of a table: from its columns to the inputs of the features.
    pub preparation: Option<Preparation>,
}

/// What a fit is held against.
pub enum Evaluation {
    /// A curve and polynomials: a triangle.
    Reduced { curve: Curve, basis: Basis, decay: f64, reduced: Rc<Reduced> },
    /// Points: inputs (dim x T), what is true there (outputs x T).
    Points { map: Features, inputs: Array2<f64>, truth: Array2<f64> },
    /// The law of a fresh point.
    Population(Population),
}

impl Problem {
    pub fn new(setting: &Setting, draw: usize) -> Self {
        let (n, largest, seed) = (setting.n, setting.largest(), setting.seed);
        let mut noise = Stream::new(seed, Purpose::Noise, draw);
        let mut noisy = |clean: Array1<f64>| {
            let targets = clean.mapv(|y| y + setting.noise * noise.normal());
            targets.insert_axis(Axis(0))
        };
        match setting.task {
            TaskKind::Curve { curve, jittered, features } => {
                let x: Array1<f64> = if jittered { curve::jittered(n, seed, draw) } else { grid(n) }.into();
                let targets = noisy(x.mapv(|x| curve.at(x)));
                let map = match features {
                    Kind::Polynomial { basis, decay } => Features::Polynomial { basis, decay },
                    Kind::Cosine { scale } => Features::cosine(largest, 1, scale, seed, draw),
                    Kind::Relu => Features::ramps(largest, x.as_slice().expect("contiguous"), seed, draw),
                };
                let features_at = map.at(x.view().insert_axis(Axis(0)), largest);
                let evaluation = match features {
                    Kind::Polynomial { basis, decay } => {
                        Evaluation::Reduced { curve, basis, decay, reduced: reduced(basis, largest) }
                    }
                    _ => {
                        let x = Array1::from(grid(Reduced::POINTS)).insert_axis(Axis(0));
                        let truth = x.mapv(|x| curve.at(x));
                        Evaluation::Points { map, inputs: x, truth }
                    }
                };
                Self { features: features_at, targets, evaluation, preparation: None }
            }
            TaskKind::Table { name, features } => {
                let table = real::table(name).expect("checked when the work was started");
                let order = Stream::new(seed, Purpose::Split, draw).order(table.rows);
                let dim = table.columns - 1;
                let raw = Array2::from_shape_fn((dim, order.len()), |(c, i)| table.inputs(order[i])[c]);
                let preparation = Preparation::new(name, features, raw.slice(s![.., ..n]));
                let inputs = preparation.inputs(raw);
                let targets = table_targets(name, table, &order, n);
                let map = match features {
                    Kind::Cosine { scale } => Features::cosine(largest, dim, scale, seed, draw),
                    Kind::Relu => Features::relu(largest, dim + 1, seed, draw),
                    Kind::Polynomial { .. } => unreachable!("refused: polynomials have one input"),
                };
                let features_at = map.at(inputs.slice(s![.., ..n]), largest);
                Self {
                    features: features_at,
                    targets: targets.slice(s![.., ..n]).to_owned(),
                    evaluation: Evaluation::Points {
                        map,
                        inputs: inputs.slice(s![.., n..]).to_owned(),
                        truth: targets.slice(s![.., n..]).to_owned(),
                    },
                    preparation: Some(preparation),
                }
            }
            TaskKind::Network(_) => unreachable!("a network has no fixed features"),
            TaskKind::Gaussian | TaskKind::Latent { .. } | TaskKind::Sphere { .. } => {
                let population = match setting.task {
                    TaskKind::Latent { factors, spread } => Population::latent(largest, factors, spread, seed, draw),
                    TaskKind::Sphere { dim } => Population::sphere(largest, dim, seed, draw),
                    _ => Population::gaussian(largest, seed, draw),
                };
                let (features, clean) = population.training(largest, n, seed, draw);
                Self {
                    features,
                    targets: noisy(clean),
                    evaluation: Evaluation::Population(population),
                    preparation: None,
                }
            }
        }
    }

    pub fn outputs(&self) -> usize {
        self.targets.nrows()
    }

    /// The training targets of the model with `size` parameters (outputs x n).
    pub fn targets(&self, size: usize) -> Array2<f64> {
        match &self.evaluation {
            Evaluation::Population(population) => match population.target(size) {
                Some(beta) => {
                    let clean = self.features.slice(s![..size, ..]).t().dot(&Array1::from(beta));
                    &self.targets + &clean
                }
                None => self.targets.clone(),
            },
            _ => self.targets.clone(),
        }
    }

    /// Features at some inputs on which effective parameters are measured (P x at most 200); `None` where a closed form
    /// does it.
    pub fn effective_features(&self, setting: &Setting, draw: usize) -> Option<Array2<f64>> {
        match &self.evaluation {
            Evaluation::Points { map, inputs, .. } => {
                // Spread over the grid of a curve; the rows of a table are in random order already.
                let step = if setting.is_curve() { inputs.ncols() / EFFECTIVE_INPUTS } else { 1 };
                let some = inputs.slice(s![.., ..step * EFFECTIVE_INPUTS; step as isize]);
                Some(map.at(some, setting.largest()))
            }
            Evaluation::Population(population @ Population::Sphere { .. }) => {
                Some(population.fresh(setting.largest(), EFFECTIVE_INPUTS, setting.seed, draw).0)
            }
            _ => None,
        }
    }
}

/// How the columns of a table become the inputs of features: x minus a centre, times a scale, and for ramps a constant beside them.
/// Both come from the training part, and whatever is looked at later goes through the same.
pub struct Preparation {
    centre: Array1<f64>,
    scale: Array1<f64>,
    constant: bool,
}

/// The mean of |x|^2 over the training images of digits that ramps see, beside a constant of 1.
///
/// A ramp max(0, v . x + b) with (v, b) uniform on a sphere is 0 on all images, or bends on none, where b is large beside v . x: at a
/// mean of 1 a design of 150 features has the rank 148, at 4 in one draw of twenty not 150, from 16 on 150 in each of them and 10 of 10,
/// 30 of 30 and 500 of 500 (medians; an independent computation, SVD cut off at 1e-10).
const DIGITS_MEAN_SQUARE: f64 = 16.0;

impl Preparation {
    /// From the training part of a table (dim x n), as it stands there.
    fn new(name: &str, features: Kind, training: ArrayView2<f64>) -> Self {
        let (dim, n) = training.dim();
        let constant = matches!(features, Kind::Relu);
        let mean = training.sum_axis(Axis(1)) / n as f64;
        let variance = Array1::from_shape_fn(dim, |c| {
            training.row(c).iter().map(|v| (v - mean[c]) * (v - mean[c])).sum::<f64>() / n as f64
        });
        // What does not vary is worth nothing, at any scale.
        let inverse = |square: f64| if square > 0.0 { 1.0 / f64::sqrt(square) } else { 0.0 };
        let (centre, scale) = match (name, constant) {
            // Waves see the ink itself, from 0 to 1.
            ("digits", false) => (Array1::zeros(dim), Array1::from_elem(dim, 1.0 / 16.0)),
            // Pixels are of one kind: one scale for all, or a corner that is inked once would count as much as the middle.
            ("digits", true) => (mean, Array1::from_elem(dim, inverse(variance.sum() / DIGITS_MEAN_SQUARE))),
            // Measurements are not: a mean square of 1 each, and of all together where there is a constant.
            (_, false) => (mean, variance.mapv(inverse)),
            (_, true) => (mean, variance.mapv(inverse) / f64::sqrt(dim as f64)),
        };
        Self { centre, scale, constant }
    }

    /// Inputs of the features, from columns of a table (dim x m).
    pub fn inputs(&self, mut columns: Array2<f64>) -> Array2<f64> {
        for ((mut row, centre), scale) in columns.outer_iter_mut().zip(&self.centre).zip(&self.scale) {
            row.mapv_inplace(|v| (v - centre) * scale);
        }
        if self.constant {
            columns.push_row(Array1::ones(columns.ncols()).view()).expect("as many columns");
        }
        columns
    }
}

/// What is to be learned of a table (outputs x rows), its rows in the order of a split, the first n for training: ten classes, or one
/// number minus its training mean over its training deviation.
fn table_targets(name: &str, table: &real::Table, order: &[usize], n: usize) -> Array2<f64> {
    if name == "digits" {
        return Array2::from_shape_fn((10, order.len()), |(class, i)| digit_target(class, table.label(order[i])));
    }
    let labels = Array1::from_shape_fn(order.len(), |i| table.label(order[i]));
    let training = labels.slice(s![..n]);
    let mean = training.sum() / n as f64;
    let deviation = f64::sqrt(training.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n as f64);
    let scale = if deviation > 0.0 { 1.0 / deviation } else { 0.0 };
    labels.mapv(|v| (v - mean) * scale).insert_axis(Axis(0))
}

fn digit_target(class: usize, label: f64) -> f64 {
    f64::from(u8::from(class == label as usize)) - 0.1
}

/// Predictions (outputs x m) of weights (outputs x p) on features of at least that size (P x m).
pub fn predict(weights: &Array2<f64>, features: ArrayView2<f64>) -> Array2<f64> {
    weights.dot(&features.slice(s![..weights.ncols(), ..]))
}

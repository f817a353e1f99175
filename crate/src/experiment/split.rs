//! A stuck network, a bigger space, the same function: split a neuron, and descend through what has opened.
//!
//! - `bumps`: f = sum of a_j exp(-(1.25 (x - c_j))^2) on 33 points of a curve made of four such bumps; a neuron is split into
//!   gamma a and (1 - gamma) a at the same place.
//! - `relu`: the population loss of a student that learns k orthonormal ReLU neurons with as many of its own,
//!   or more ([`Teacher`]); a neuron is split into gamma w and (1 - gamma) w. A spurious minimum is found by descent from seeded starts.
//!
//! After a split the function and the loss are what they were. Where the new Hessian has a negative eigenvalue the run steps
//! along its eigenvector and descends again, and so on up the ladder. One piece: the whole chain.

mod cost;

use std::ops::Range;

use ndarray::{Array1, ArrayView1, array, s};

use super::attempt::{Attempt, Fate, MOST_STEPS, NUDGE, SOLVED};
use super::config::{Config, Figure, Key, Kind, Preset, Slider};
use super::cost::Cost;
use super::parts::{Pack, Unpack};
use super::words::signed;
use super::{Experiment, Frames, Outcome, Role, Series, Task, Verdict, no_view};
use crate::dense::grid;
use crate::error::Error;
use crate::fit::{Descent, State, Trail, polish};
use crate::landscape::slice;
use crate::model::{Shape, Teacher, Units};
use crate::objective::Objective;
use crate::seed::{Purpose, Stream};
use crate::spectrum::{FLAT, Spectrum};

/// The figure.
pub static FIGURE: Figure = Figure {
    name: "split",
    title: "It happens in real networks",
    claim: "Split one neuron of a stuck network: the function and the loss do not change, but a direction of negative curvature \
            appears, and descent continues to a lower loss.",
    keys: &[
        Key {
            name: "network",
            label: "Network",
            help: "A sum of bumps fitted to a curve, or a ReLU network that learns another one.",
            unit: "",
            kind: Kind::Choice(&["bumps", "relu"]),
            default: "bumps",
            slider: None,
            applies: &[],
        },
        Key {
            name: "teacher",
            label: "Teacher neurons",
            help: "Neurons of the network to be learned; the student starts with as many.",
            unit: "neurons",
            kind: Kind::Integer { min: 6, max: 20 },
            default: "8",
            slider: Some(Slider { from: 6.0, to: 20.0, log: false, zero: "" }),
            applies: &[("network", &["relu"])],
        },
        Key {
            name: "extra",
            label: "Spare neurons",
            help: "Neurons that the student has beyond those of the teacher.",
            unit: "neurons",
            kind: Kind::Integer { min: 0, max: 2 },
            default: "0",
            slider: None,
            applies: &[("network", &["relu"])],
        },
        Key {
            name: "seed",
            label: "Seed",
            help: "Of the random start; with bumps 0 is the start a = .9, c = 1.1.",
            unit: "",
            kind: Kind::Integer { min: 0, max: 4_294_967_295 },
            default: "0",
            slider: None,
            applies: &[],
        },
        Key {
            name: "run",
            label: "First run",
            help: "Number of the random start that is tried first; on to the next until one is trapped. The runs of a seed are \
                   those of the figure traps.",
            unit: "",
            kind: Kind::Integer { min: 0, max: 99_999 },
            default: "0",
            slider: None,
            applies: &[("network", &["relu"])],
        },
        Key {
            name: "rate",
            label: "Learning rate",
            help: "Step of the gradient descent that finds the trap.",
            unit: "",
            kind: Kind::Number { min: 1e-3, max: 2.0 },
            default: "0.1",
            slider: Some(Slider { from: 0.01, to: 1.0, log: true, zero: "" }),
            applies: &[("network", &["relu"])],
        },
        Key {
            name: "neuron",
            label: "Neuron",
            help: "Which neuron is split, counted from 1, or best: the one with the most negative new eigenvalue. A list gives \
                   one for each split, the last for all that follow.",
            unit: "",
            kind: Kind::Picks { min: 1.0, max: 33.0, whole: true },
            default: "best",
            slider: None,
            applies: &[],
        },
        Key {
            name: "gamma",
            label: "Split",
            help: "The share that the first copy takes; best tries .5 and 1.5 (bumps), .5 is plain cloning. A list gives one for \
                   each split, the last for all that follow.",
            unit: "",
            kind: Kind::Picks { min: -2.0, max: 3.0, whole: false },
            default: "best",
            slider: None,
            applies: &[],
        },
        Key {
            name: "splits",
            label: "Splits",
            help: "How often a neuron is split, at most; the chain ends when the loss is zero or no direction slopes down.",
            unit: "",
            kind: Kind::Integer { min: 0, max: 12 },
            default: "3",
            slider: Some(Slider { from: 0.0, to: 8.0, log: false, zero: "" }),
            applies: &[],
        },
    ],
    presets: &[
        Preset {
            name: "ladder",
            label: "Bumps",
            about: "One bump for four: three splits, each of which opens a way down, end at zero.",
            counterexample: false,
            set: &[],
        },
        Preset {
            name: "relu",
            label: "ReLU",
            about: "A ReLU network in a spurious minimum: one split turns it into a saddle of index 7.",
            counterexample: false,
            set: &[("network", "relu"), ("seed", "1"), ("splits", "1")],
        },
        Preset {
            name: "cloning",
            label: "Plain cloning",
            about: "Equal halves only: the first rung of the ladder opens, the second does not.",
            counterexample: true,
            set: &[("gamma", "0.5")],
        },
    ],
    series: &[
        ("loss_after_each_split", "loss", "The loss where descent ends: before any split, then after each."),
        ("eigenvalue_of_each_split", "", "Smallest eigenvalue of the Hessian just after each split."),
        ("gamma_of_each_split", "", "The share that the first copy took."),
        ("neuron_of_each_split", "", "Which neuron was split, counted from 1."),
        ("choice_gamma", "", "Shares that the table of choices has columns for."),
        (
            "choice_eigenvalue",
            "",
            "For every neuron and share: the smallest eigenvalue just after such a split in place of the last one (before any: of \
             the first). Bumps: of the whole Hessian; relu: of its part in which the two halves move apart, which is the \
             smallest of all where it is negative.",
        ),
        (
            "choice_strain",
            "",
            "For every neuron S: what the residuals add to its own diagonal block of the Hessian (relu: the smallest eigenvalue of \
             that). Two copies with shares gamma and 1 - gamma that move apart see S gamma (1 - gamma) (bumps).",
        ),
        ("next_eigenvalue", "", "The same table at the end of the chain, for the next split."),
        ("next_strain", "", "S of every neuron at the end of the chain."),
        (
            "spectrum_before",
            "",
            "Eigenvalues of the Hessian before the last split, or of the trap where there is none.",
        ),
        ("spectrum_after", "", "Eigenvalues just after it, at the same function."),
        ("slice_at", "", "Distance along the two slices through the point of the last split."),
        ("slice_old", "loss", "The loss along the flattest old direction."),
        ("slice_new", "loss", "The loss along the new one."),
        ("descent_loss", "loss", "The loss at every step of the descent after the last split."),
        ("path_step", "", "Steps of that descent that were kept: the first is the split itself, the last its end."),
        ("path_loss", "loss", "The loss at each of these."),
        ("path_weights", "", "All weights at each of these."),
        ("path_fit", "", "Bumps: the function at each of these."),
        ("x", "", "Bumps: inputs of the data."),
        ("y", "", "Bumps: targets of the data."),
        ("fit_before", "", "Bumps: the function before the last split."),
        ("fit_after", "", "Bumps: the function where the descent after it ends."),
        ("weights_before", "", "All weights before the last split, or those of the trap."),
        ("weights", "", "All weights at the end of the chain."),
    ],
    summary: &[
        ("neuron", "which neuron the last split took, counted from 1"),
        ("gamma", "the share of its first copy"),
        ("parameters_before", "number of parameters before the last split"),
        ("parameters_after", "number after it"),
        ("loss_before", "the loss before the last split"),
        ("loss_after", "the loss just after it: the same, up to the rounding of a sum"),
        ("smallest_eigenvalue_before", "of the Hessian before the last split"),
        ("smallest_eigenvalue_after", "just after it"),
        ("index_before", "number of negative eigenvalues before the last split"),
        ("index_after", "just after it"),
        ("final_loss", "the loss at the end of the chain"),
        ("starts_tried", "random starts until one ended in a spurious minimum (relu)"),
        ("splits_done", "splits that were made"),
    ],
    views: &[],
};

/// A loss of the bumps under this is zero.
const SOLVED_BUMPS: f64 = 1e-10;
/// Random starts at most: at 6 teacher neurons three runs in a thousand are trapped.
const MOST_STARTS: usize = 4_000;
/// Steps of descent in one quantum.
const QUANTUM: usize = 100;

/// Which network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Network {
    Bumps,
    Relu { k: usize },
}

const BUMP: Shape = Shape::Bump { width: 1.0 / (1.25 * 1.25) };

/// The bump regression with `width` bumps.
pub(super) fn bumps(width: usize) -> Units {
    let (x, y) = Network::data();
    Units::new(BUMP, width, x, y)
}

impl Network {
    fn data() -> (Array1<f64>, Array1<f64>) {
        let x = Array1::from(grid(33)) * 4.0;
        let y = Units::predict(BUMP, array![1.0, -0.7, 0.9, 0.6, -3.0, -1.0, 1.0, 3.0].view(), x.view());
        (x, y)
    }

    fn objective(self, parameters: usize) -> Box<dyn Objective> {
        match self {
            Self::Bumps => Box::new(bumps(parameters / 2)),
            Self::Relu { k } => Box::new(Teacher::new(k, parameters / k)),
        }
    }

    fn neurons(self, parameters: usize) -> usize {
        match self {
            Self::Bumps => parameters / 2,
            Self::Relu { k } => parameters / k,
        }
    }

    /// The same function with neuron `j` in two: the second copy comes last.
    fn split(self, point: ArrayView1<f64>, j: usize, gamma: f64) -> Array1<f64> {
        match self {
            Self::Bumps => {
                let m = point.len() / 2;
                let mut heights = point.slice(s![..m]).to_vec();
                let mut places = point.slice(s![m..]).to_vec();
                heights.push((1.0 - gamma) * heights[j]);
                heights[j] *= gamma;
                places.push(places[j]);
                heights.into_iter().chain(places).collect()
            }
            Self::Relu { k } => {
                let mut rows = point.to_vec();
                let copy: Vec<f64> = rows[j * k..(j + 1) * k].iter().map(|w| (1.0 - gamma) * w).collect();
                rows[j * k..(j + 1) * k].iter_mut().for_each(|w| *w *= gamma);
                rows.extend(copy);
                rows.into()
            }
        }
    }

    fn descent(self, objective: &dyn Objective, start: Array1<f64>) -> Descent {
        let (rate, momentum, tolerance) = match self {
            Self::Bumps => (if start.len() == 2 { 0.3 } else { 0.2 }, 0.9, 1e-9),
            Self::Relu { k } => (if k <= 10 { 0.2 } else { 0.1 }, 0.0, 1e-8),
        };
        Descent::new(objective, start, rate, momentum, tolerance)
    }

    fn solved(self, loss: f64) -> bool {
        loss < if self == Self::Bumps { SOLVED_BUMPS } else { SOLVED }
    }
}

/// An opened chain of splits.
pub struct Split {
    config: Config,
    chain: Option<Chain>,
}

impl Split {
    /// Open a config.
    ///
    /// # Errors
    /// [`Error::Value`] for a neuron that the network does not have, or a share that leaves a ReLU neuron pointing the other
    /// way.
    pub fn open(config: Config) -> Result<Self, Error> {
        let relu = config.word("network") == "relu";
        let first = if relu { config.count("teacher") + config.count("extra") } else { 1 };
        let there = |(split, neuron): (usize, &Option<f64>)| neuron.is_none_or(|n| n <= (first + split) as f64);
        if !config.picks("neuron").iter().enumerate().all(there) {
            let allowed = format!("best, or at most {first} for the first split and one more for each that follows");
            return Err(config.refuse("neuron", allowed));
        }
        if relu && !config.picks("gamma").iter().flatten().all(|gamma| 0.0 < *gamma && *gamma < 1.0) {
            let allowed = "best, or more than 0 and less than 1 with network relu: a neuron with a negative share is another function";
            return Err(config.refuse("gamma", allowed.into()));
        }
        Ok(Self { config, chain: None })
    }

    fn network(&self) -> Network {
        match self.config.word("network") {
            "bumps" => Network::Bumps,
            _ => Network::Relu { k: self.config.count("teacher") },
        }
    }
}

impl Experiment for Split {
    fn figure(&self) -> &'static Figure {
        &FIGURE
    }

    fn config(&self) -> &Config {
        &self.config
    }

    fn pieces(&self) -> usize {
        1
    }

    fn start(&self, _: Range<usize>) -> Result<Box<dyn Task>, Error> {
        Ok(Box::new(Climb::new(self.network(), &self.config)))
    }

    fn view(&self, name: &str, _: &[f64]) -> Result<Box<dyn Task>, Error> {
        Err(no_view(&FIGURE, name))
    }

    fn cost(&self) -> Cost {
        cost::cost(self.network(), Search::new(&self.config), self.config.count("splits"))
    }

    fn accept(&mut self, _: Range<usize>, part: &[f64]) -> Result<(), Error> {
        self.chain = Some(Chain::read(part)?);
        Ok(())
    }

    fn frames(&self) -> Frames {
        self.chain.as_ref().map_or_else(Frames::default, |chain| chain.frames(self.network()))
    }
}

/// Everything that is known of one split.
#[derive(Debug, Clone, Default)]
struct Rung {
    before: Vec<f64>,
    /// neuron counted from 1, gamma, loss before, loss after, and, where there was a descent, whether it came to rest in a minimum
    facts: Vec<f64>,
    choices: Choices,
    spectrum_before: Vec<f64>,
    spectrum_after: Vec<f64>,
    slice_old: Vec<f64>,
    slice_new: Vec<f64>,
    /// The loss at every step.
    path: Vec<f64>,
    after: Vec<f64>,
    end_loss: f64,
}

/// What a split of each neuron by each share would open.
#[derive(Debug, Clone, Default)]
struct Choices {
    gammas: Vec<f64>,
    /// neurons x gammas
    eigenvalues: Vec<f64>,
    /// S of each neuron.
    strain: Vec<f64>,
}

impl Choices {
    /// The most negative of those that are allowed: a neuron counted from 0, and a share.
    fn best(&self, neuron: Option<usize>, gamma: Option<f64>) -> (usize, f64) {
        let columns = self.gammas.len();
        let allowed = (0..self.eigenvalues.len()).filter(|at| {
            neuron.is_none_or(|n| n == at / columns) && gamma.is_none_or(|g| g == self.gammas[at % columns])
        });
        // The first of several equals, whatever the rounding of the sums behind them.
        let better = |best: usize, at: usize| {
            if self.eigenvalues[at] < self.eigenvalues[best] - 1e-12 { at } else { best }
        };
        let at = allowed.reduce(better).expect("there is a neuron");
        (at / columns, self.gammas[at % columns])
    }
}

#[derive(Debug, Clone, Default)]
struct Chain {
    starts: usize,
    /// No start ended in a spurious minimum.
    not_found: bool,
    first_loss: f64,
    first: Vec<f64>,
    first_spectrum: Vec<f64>,
    /// The slice along the flattest direction of the trap.
    first_slice: Vec<f64>,
    rungs: Vec<Rung>,
    /// Moments of the last descent.
    trail: Trail,
    /// What the next split would open; nothing where the loss is zero.
    next: Choices,
    /// The weights at the end of the chain; where the last split opened no way, those before it.
    end: Vec<f64>,
}

/// Where the work stands.
enum Stage {
    /// Bumps: down from the one start of a seed.
    Settle {
        descent: Box<Descent>,
        objective: Box<dyn Objective>,
    },
    /// Relu: one random start after the other, until one is trapped.
    Search(Box<Attempt>),
    Choose {
        point: Array1<f64>,
        loss: f64,
    },
    /// One way or both; `done` holds the ends of those that are finished.
    Release {
        ways: Vec<Way>,
        at: usize,
        objective: Box<dyn Objective>,
        nudges: usize,
    },
    Done,
}

/// A descent off a saddle, with what is kept of it.
struct Way {
    descent: Descent,
    losses: Vec<f64>,
    trail: Trail,
}

/// Where a trap of the relu network is looked for.
#[derive(Debug, Clone, Copy)]
struct Search {
    spare: usize,
    first: usize,
    rate: f64,
}

impl Search {
    fn new(config: &Config) -> Self {
        Self { spare: config.count("extra"), first: config.count("run"), rate: config.number("rate") }
    }

    /// The start after `tried` others.
    fn start(self, k: usize, seed: u64, tried: usize) -> Stage {
        Stage::Search(Box::new(Attempt::new(k, k + self.spare, self.rate, seed, self.first + tried)))
    }
}

struct Climb {
    network: Network,
    seed: u64,
    search: Search,
    neurons: Vec<Option<f64>>,
    gammas: Vec<Option<f64>>,
    splits: usize,
    chain: Chain,
    stage: Stage,
}

/// The lowest loss of a spurious minimum with as many students as teachers (recomputed from the minima of Safran & Shamir 2018).
const LISTED: [(usize, f64); 7] =
    [(6, 0.0251), (8, 0.0215), (10, 0.0187), (12, 0.0165), (14, 0.0148), (16, 0.0134), (20, 0.0113)];

/// Points of a slice.
fn slice_at() -> Vec<f64> {
    grid(61).into_iter().map(|t| 0.5 * t).collect()
}

impl Climb {
    fn new(network: Network, config: &Config) -> Self {
        let seed = config.count("seed") as u64;
        let (neurons, gammas) = (config.picks("neuron").to_vec(), config.picks("gamma").to_vec());
        let search = Search::new(config);
        let stage = match network {
            Network::Bumps => {
                let mut stream = Stream::new(seed, Purpose::Target, 0);
                let drawn = array![0.5 * stream.normal(), 8.0 * stream.uniform() - 4.0];
                let start = if seed == 0 { array![0.9, 1.1] } else { drawn };
                let objective = network.objective(start.len());
                Stage::Settle { descent: Box::new(network.descent(objective.as_ref(), start)), objective }
            }
            Network::Relu { k } => search.start(k, seed, 0),
        };
        Self { network, seed, search, neurons, gammas, splits: config.count("splits"), chain: Chain::default(), stage }
    }

    /// The descent of the bumps has ended: at a minimum, or nothing can be split.
    fn settled(&mut self, descent: &Descent, objective: &dyn Objective) -> Stage {
        self.chain.starts = 1;
        if descent.state() == State::Arrived {
            return self.stuck(polish(objective, descent.point().to_owned()), objective);
        }
        self.chain.not_found = true;
        Stage::Done
    }

    /// A random start has met its fate: it is trapped, or the next one is tried.
    fn found(&mut self, k: usize, attempt: &Attempt, fate: Fate) -> Stage {
        self.chain.starts += 1;
        if fate == Fate::Trapped {
            return self.stuck(polish(attempt.objective(), attempt.point().to_owned()), attempt.objective());
        }
        if self.chain.starts < MOST_STARTS {
            return self.search.start(k, self.seed, self.chain.starts);
        }
        self.chain.not_found = true;
        Stage::Done
    }

    fn stuck(&mut self, point: Array1<f64>, objective: &dyn Objective) -> Stage {
        let spectrum = Spectrum::at(objective, point.view());
        let loss = objective.loss(point.view());
        self.chain.first_loss = loss;
        self.chain.first_slice = slice(objective, point.view(), spectrum.bottom().view(), &slice_at()).to_vec();
        self.chain.first_spectrum = spectrum.values;
        self.chain.first = point.to_vec();
        self.chain.end = point.to_vec();
        Stage::Choose { point, loss }
    }

    /// What is asked for in the split that comes next.
    fn asked(&self) -> (Option<usize>, Option<f64>) {
        let at = self.chain.rungs.len();
        let of = |picks: &[Option<f64>]| picks.get(at).or(picks.last()).copied().flatten();
        (of(&self.neurons).map(|neuron| neuron as usize - 1), of(&self.gammas))
    }

    fn choices(&self, point: &Array1<f64>) -> Choices {
        let neurons = self.network.neurons(point.len());
        let asked = self.asked().1;
        match self.network {
            Network::Relu { k } => {
                let objective = Teacher::new(k, neurons);
                let lowest = |i| Spectrum::of(objective.block(point.view(), i).view()).values[0];
                let strain: Vec<f64> = (0..neurons).map(lowest).collect();
                let gamma = asked.unwrap_or(0.5);
                // Of the halves, whose difference sees twice the block; of other shares the curvature along that direction.
                let eigenvalues = strain.iter().map(|s| s / (2.0 * gamma * (1.0 - gamma))).collect();
                Choices { gammas: vec![gamma], eigenvalues, strain }
            }
            Network::Bumps => {
                let narrow = bumps(neurons);
                let wide = self.network.objective(point.len() + 2);
                let mut gammas = vec![0.5, 1.5];
                gammas.extend(asked.filter(|gamma| !gammas.contains(gamma)));
                let lowest = |neuron: usize, gamma: f64| {
                    let split = self.network.split(point.view(), neuron, gamma);
                    Spectrum::at(wide.as_ref(), split.view()).values[0]
                };
                let eigenvalues =
                    (0..neurons).flat_map(|n| gammas.iter().map(move |g| (n, *g))).map(|(n, g)| lowest(n, g));
                let eigenvalues = eigenvalues.collect();
                let strain = (0..neurons).map(|neuron| narrow.strain(point.view(), neuron)).collect();
                Choices { gammas, eigenvalues, strain }
            }
        }
    }

    fn split(&mut self, point: &Array1<f64>, loss: f64) -> Stage {
        let solved = self.network.solved(loss);
        let choices = if solved { Choices::default() } else { self.choices(point) };
        if self.chain.rungs.len() == self.splits || solved {
            self.chain.next = choices;
            return Stage::Done;
        }
        let (neuron, gamma) = self.asked();
        let (neuron, gamma) = choices.best(neuron, gamma);
        let network = self.network;
        let wide = network.split(point.view(), neuron, gamma);
        let narrow = network.objective(point.len());
        let objective = network.objective(wide.len());
        let old = Spectrum::at(narrow.as_ref(), point.view());
        let new = Spectrum::at(objective.as_ref(), wide.view());
        // A direction splits as a point does: both copies take part in it by their shares.
        let along_old = network.split(old.bottom().view(), neuron, gamma);
        let along_old = &along_old / along_old.dot(&along_old).sqrt();
        let at = slice_at();
        let through = |direction: &Array1<f64>| slice(objective.as_ref(), wide.view(), direction.view(), &at).to_vec();
        let bottom = new.bottom();
        let opens = new.values[0] < -FLAT;
        self.chain.rungs.push(Rung {
            before: point.to_vec(),
            facts: vec![neuron as f64 + 1.0, gamma, narrow.loss(point.view()), objective.loss(wide.view())],
            slice_old: through(&along_old),
            slice_new: through(&bottom),
            choices,
            spectrum_before: old.values,
            spectrum_after: new.values,
            path: Vec::new(),
            after: wide.to_vec(),
            end_loss: loss,
        });
        let mut trail = Trail::default();
        trail.note(0, loss, wide.view());
        self.chain.trail = trail.clone();
        if !opens {
            self.chain.next = self.choices(point);
            return Stage::Done;
        }
        let starts: Vec<Array1<f64>> = match network {
            Network::Bumps => vec![&wide + &(&bottom * NUDGE), &wide - &(&bottom * NUDGE)],
            // The two signs are the same run with the copies swapped. A polished minimum keeps its symmetry under
            // permutations, so a little noise on every weight breaks it.
            Network::Relu { .. } => {
                let mut stream = Stream::new(self.seed, Purpose::Disturbance, self.chain.rungs.len());
                let noise = Array1::from_shape_simple_fn(wide.len(), || 1e-6 * stream.normal());
                vec![&wide + &(&bottom * NUDGE) + noise]
            }
        };
        let way = |start| {
            let descent = network.descent(objective.as_ref(), start);
            Way { losses: vec![descent.loss()], descent, trail: trail.clone() }
        };
        let ways = starts.into_iter().map(way).collect();
        Stage::Release { ways, at: 0, objective, nudges: 0 }
    }

    fn landed(&mut self, ways: Vec<Way>, objective: &dyn Objective) -> Stage {
        let lower = |best: Way, way: Way| if way.descent.loss() < best.descent.loss() { way } else { best };
        let Way { descent, losses, mut trail } = ways.into_iter().reduce(lower).expect("a way");
        let mut point = descent.point().to_owned();
        let solved = self.network.solved(descent.loss());
        let arrived = descent.state() == State::Arrived;
        if (!solved && arrived) || self.network == Network::Bumps {
            point = polish(objective, point);
        }
        let rests = solved || (arrived && Spectrum::at(objective, point.view()).index() == 0);
        let loss = objective.loss(point.view());
        trail.end(losses.len() - 1, loss, point.view());
        self.chain.trail = trail;
        let rung = self.chain.rungs.last_mut().expect("a split was made");
        rung.path = losses;
        rung.facts.push(f64::from(u8::from(rests)));
        rung.after = point.to_vec();
        rung.end_loss = loss;
        self.chain.end = point.to_vec();
        Stage::Choose { point, loss }
    }
}

impl Task for Climb {
    fn advance(&mut self) -> f64 {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Done => return 1.0,
            Stage::Settle { mut descent, objective } => {
                for _ in 0..QUANTUM {
                    if descent.steps() >= MOST_STEPS || descent.step(objective.as_ref()) != State::Going {
                        self.stage = self.settled(&descent, objective.as_ref());
                        return 0.05;
                    }
                }
                self.stage = Stage::Settle { descent, objective };
                return 0.05;
            }
            Stage::Search(mut attempt) => {
                let fate = attempt.advance(QUANTUM);
                self.stage = match (fate, self.network) {
                    (Some(fate), Network::Relu { k }) => self.found(k, &attempt, fate),
                    _ => Stage::Search(attempt),
                };
                return 0.05;
            }
            Stage::Choose { point, loss } => self.stage = self.split(&point, loss),
            Stage::Release { mut ways, at, objective, nudges } => {
                let Way { descent, losses, trail } = &mut ways[at];
                let mut over = false;
                for _ in 0..QUANTUM {
                    over = descent.steps() >= MOST_STEPS
                        || self.network.solved(descent.loss())
                        || descent.step(objective.as_ref()) != State::Going;
                    if over {
                        break;
                    }
                    trail.note(losses.len(), descent.loss(), descent.point());
                    losses.push(descent.loss());
                }
                if over && descent.state() == State::Arrived && !self.network.solved(descent.loss()) && nudges < 20 {
                    // At rest is not yet a minimum: down whatever slopes down still.
                    let spectrum = Spectrum::at(objective.as_ref(), descent.point());
                    if spectrum.index() > 0 {
                        let start = descent.point().to_owned() + spectrum.bottom() * NUDGE;
                        *descent = self.network.descent(objective.as_ref(), start);
                        self.stage = Stage::Release { ways, at, objective, nudges: nudges + 1 };
                        return self.fraction();
                    }
                }
                self.stage = match (over, at + 1 < ways.len()) {
                    (false, _) => Stage::Release { ways, at, objective, nudges },
                    (true, true) => Stage::Release { ways, at: at + 1, objective, nudges: 0 },
                    (true, false) => self.landed(ways, objective.as_ref()),
                };
            }
        }
        if matches!(self.stage, Stage::Done) { 1.0 } else { self.fraction() }
    }

    fn finish(&mut self) -> Outcome {
        Outcome::Part(self.chain.write())
    }
}

impl Climb {
    fn fraction(&self) -> f64 {
        0.1 + 0.89 * self.chain.rungs.len() as f64 / (self.splits + 1) as f64
    }
}

impl Choices {
    fn write(&self, pack: &mut Pack) {
        [&self.gammas, &self.eigenvalues, &self.strain].into_iter().for_each(|list| pack.put(list));
    }

    fn read(lists: &mut Unpack) -> Self {
        Self { gammas: lists.take(), eigenvalues: lists.take(), strain: lists.take() }
    }
}

impl Chain {
    fn write(&self) -> Vec<f64> {
        let mut pack = Pack::default();
        pack.put(&[self.starts as f64, f64::from(u8::from(self.not_found)), self.first_loss]);
        let steps: Vec<f64> = self.trail.steps.iter().map(|step| *step as f64).collect();
        let (losses, points) = (&self.trail.losses, &self.trail.points);
        let lists = [&self.first, &self.first_spectrum, &self.first_slice, &self.end, &steps, losses, points];
        lists.into_iter().for_each(|list| pack.put(list));
        self.next.write(&mut pack);
        for rung in &self.rungs {
            rung.choices.write(&mut pack);
            let lists = [
                &rung.before,
                &rung.facts,
                &rung.spectrum_before,
                &rung.spectrum_after,
                &rung.slice_old,
                &rung.slice_new,
                &rung.path,
                &rung.after,
            ];
            lists.into_iter().for_each(|list| pack.put(list));
            pack.put(&[rung.end_loss]);
        }
        pack.done()
    }

    fn read(part: &[f64]) -> Result<Self, Error> {
        let mut lists = Unpack::new(part);
        let scalars: [f64; 3] = lists.numbers();
        let (first, first_spectrum, first_slice, end) = (lists.take(), lists.take(), lists.take(), lists.take());
        let steps = lists.take().into_iter().map(|step| step as usize).collect();
        let trail = Trail::kept(steps, lists.take(), lists.take());
        let next = Choices::read(&mut lists);
        let mut rungs = Vec::new();
        while !lists.is_empty() {
            rungs.push(Rung {
                choices: Choices::read(&mut lists),
                before: lists.take(),
                facts: lists.take(),
                spectrum_before: lists.take(),
                spectrum_after: lists.take(),
                slice_old: lists.take(),
                slice_new: lists.take(),
                path: lists.take(),
                after: lists.take(),
                end_loss: lists.number(),
            });
        }
        let (starts, not_found, first_loss) = (scalars[0] as usize, scalars[1] > 0.0, scalars[2]);
        lists.whole(Self { starts, not_found, first_loss, first, first_spectrum, first_slice, rungs, trail, next, end })
    }

    fn frames(&self, network: Network) -> Frames {
        let mut series = Vec::new();
        let mut put = |name, unit, axis, values: Vec<f64>| series.push(Series { name, unit, axis, values });
        if !self.not_found {
            let ends = self.rungs.iter().map(|r| r.end_loss);
            put("loss_after_each_split", "loss", "split", std::iter::once(self.first_loss).chain(ends).collect());
        }
        let each = |at: usize| self.rungs.iter().map(|r| r.facts[at]).collect();
        let last = self.rungs.last();
        let choices = last.map_or(&self.next, |r| &r.choices);
        if last.is_some() {
            put("eigenvalue_of_each_split", "", "split", self.rungs.iter().map(|r| r.spectrum_after[0]).collect());
            put("gamma_of_each_split", "", "split", each(1));
            put("neuron_of_each_split", "", "split", each(0));
        }
        if !self.not_found {
            put("choice_gamma", "", "gamma", choices.gammas.clone());
            put("choice_eigenvalue", "", "neuron,gamma", choices.eigenvalues.clone());
            put("choice_strain", "", "neuron", choices.strain.clone());
            put("next_eigenvalue", "", "neuron,gamma", self.next.eigenvalues.clone());
            put("next_strain", "", "neuron", self.next.strain.clone());
            put("spectrum_before", "", "eigenvalue", last.map_or(&self.first_spectrum, |r| &r.spectrum_before).clone());
            put("slice_at", "", "distance", slice_at());
            put("slice_old", "loss", "distance", last.map_or(&self.first_slice, |r| &r.slice_old).clone());
        }
        if let Some(last) = last {
            put("spectrum_after", "", "eigenvalue", last.spectrum_after.clone());
            put("slice_new", "loss", "distance", last.slice_new.clone());
            put("descent_loss", "loss", "step", last.path.clone());
            put("path_step", "", "moment", self.trail.steps.iter().map(|step| *step as f64).collect());
            put("path_loss", "loss", "moment", self.trail.losses.clone());
            put("path_weights", "", "moment,weight", self.trail.points.clone());
        }
        let before = last.map_or(&self.first, |r| &r.before);
        if network == Network::Bumps && !self.not_found {
            let (x, y) = Network::data();
            let fit = |point: &[f64]| Units::predict(BUMP, ArrayView1::from(point), x.view()).to_vec();
            put("fit_before", "", "x", fit(before));
            if let Some(last) = last {
                put("fit_after", "", "x", fit(&last.after));
                let moments = self.trail.points.chunks_exact(last.spectrum_after.len());
                put("path_fit", "", "moment,x", moments.flat_map(fit).collect());
            }
            put("x", "", "x", x.to_vec());
            put("y", "", "x", y.to_vec());
        }
        put("weights_before", "", "weight", before.clone());
        put("weights", "", "weight", self.end.clone());
        let notes = self.kind(network).into_iter().collect();
        Frames { pieces: 1, series, summary: self.summary(), verdict: self.verdict(network), notes }
    }

    /// Which kind of spurious minimum the start ended in, by its loss.
    fn kind(&self, network: Network) -> Option<String> {
        let Network::Relu { k } = network else { return None };
        let comparable = !self.not_found && self.first.len() == k * k;
        let (_, lowest) = LISTED.into_iter().find(|(listed, _)| *listed == k && comparable)?;
        let loss = self.first_loss;
        Some(if (loss - lowest).abs() < 1e-4 {
            format!(
                "The start, at a loss of {loss:.4}, is of the lowest kind of spurious minimum that Safran and Shamir (2018) list."
            )
        } else {
            format!(
                "The start, at a loss of {loss:.4}, is of a higher kind of spurious minimum than the lowest that Safran and Shamir \
                 (2018) list, {lowest}."
            )
        })
    }

    fn final_loss(&self) -> f64 {
        self.rungs.last().map_or(if self.not_found { f64::NAN } else { self.first_loss }, |r| r.end_loss)
    }

    fn summary(&self) -> Vec<(&'static str, f64)> {
        let last = self.rungs.last();
        let value = |f: &dyn Fn(&Rung) -> f64| last.map_or(f64::NAN, f);
        let index = |values: &[f64]| values.iter().filter(|v| **v < -FLAT).count() as f64;
        vec![
            ("neuron", value(&|r| r.facts[0])),
            ("gamma", value(&|r| r.facts[1])),
            ("parameters_before", value(&|r| r.before.len() as f64)),
            ("parameters_after", value(&|r| r.spectrum_after.len() as f64)),
            ("loss_before", value(&|r| r.facts[2])),
            ("loss_after", value(&|r| r.facts[3])),
            ("smallest_eigenvalue_before", value(&|r| r.spectrum_before[0])),
            ("smallest_eigenvalue_after", value(&|r| r.spectrum_after[0])),
            ("index_before", value(&|r| index(&r.spectrum_before))),
            ("index_after", value(&|r| index(&r.spectrum_after))),
            ("final_loss", self.final_loss()),
            ("starts_tried", self.starts as f64),
            ("splits_done", self.rungs.len() as f64),
        ]
    }

    fn verdict(&self, network: Network) -> Verdict {
        let say = |text: String| vec![(Role::Plain, text)];
        if self.not_found {
            let text = match network {
                Network::Relu { .. } => format!(
                    "None of {} random starts ended in a spurious minimum, so there is nothing to split: try another seed.",
                    self.starts
                ),
                Network::Bumps => "Descent from this start did not come to rest: try another seed.".to_owned(),
            };
            return Verdict { holds: None, spans: say(text) };
        }
        let curvature = |value: f64| if value.abs() < FLAT { "0".to_owned() } else { signed(value) };
        let Some(last) = self.rungs.last() else {
            let smallest = self.first_spectrum.first().copied().unwrap_or(f64::NAN);
            let text = format!(
                "Descent is stuck at a loss of {:.4}, in a minimum: the smallest eigenvalue of the Hessian is {}. Nothing \
                 has been split yet.",
                self.first_loss,
                signed(smallest)
            );
            return Verdict { holds: None, spans: say(text) };
        };
        let mut spans = say(format!(
            "Split number {} takes the network from {} to {} parameters and changes neither function nor loss ({:.4}). The smallest \
             eigenvalue goes from {} to ",
            self.rungs.len(),
            last.before.len(),
            last.spectrum_after.len(),
            last.facts[2],
            curvature(last.spectrum_before[0]),
        ));
        let lowest = last.spectrum_after[0];
        let index = last.spectrum_after.iter().filter(|v| **v < -FLAT).count();
        if index == 0 {
            spans.push((Role::Bad, curvature(lowest)));
            spans.push((
                Role::Plain,
                format!(": no direction slopes down, this split opens no way out. {}", last.reason()),
            ));
            return Verdict { holds: Some(false), spans };
        }
        spans.push((Role::Good, signed(lowest)));
        let directions = if index == 1 { "1 direction slopes".to_owned() } else { format!("{index} directions slope") };
        spans.push((Role::Plain, format!(": {directions} down. Descent continues to ")));
        let end = self.final_loss();
        let lower = end < last.facts[2] * 0.999;
        let text = if network.solved(end) { "zero".to_owned() } else { format!("{end:.4}") };
        spans.push((if lower { Role::Good } else { Role::Bad }, text));
        let rests = last.facts.get(4).is_some_and(|rests| *rests > 0.0);
        let rest = match (network.solved(end), rests) {
            (true, _) => ".",
            (false, true) => ", another minimum: there no direction slopes down.",
            (false, false) => ", and has not come to rest there.",
        };
        spans.push((Role::Plain, rest.to_owned()));
        Verdict { holds: Some(lower), spans }
    }
}

impl Rung {
    /// Why the split opened no direction that slopes down.
    fn reason(&self) -> String {
        let (neuron, gamma) = (self.facts[0] as usize, self.facts[1]);
        let strain = self.choices.strain[neuron - 1];
        if gamma == 0.0 || gamma == 1.0 {
            return format!("With gamma = {gamma} one of the two copies has no height, and moving it changes nothing.");
        }
        let (sign, need) = if strain > 0.0 {
            ("positive", "\u{3b3} outside 0 to 1, where one copy is negative,")
        } else {
            ("negative", "\u{3b3} between 0 and 1")
        };
        let all = self.choices.strain.len() > 1 && self.choices.strain.iter().all(|s| (*s > 0.0) == (strain > 0.0));
        let each = if all { format!(", and {sign} for every neuron here") } else { String::new() };
        format!(
            "Copies that move apart bend the loss by S \u{3b3} (1 \u{2212} \u{3b3}), where \u{3b3} is the share of the first; for \
             neuron {neuron} S is {}{each}, so only a {need} would slope down.",
            signed(strain),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Request, open, run};

    fn climbed(preset: &str, set: &[(&str, String)]) -> Frames {
        let request = Request::preset("split", preset);
        let request = set.iter().fold(request, |request, (key, value)| request.with(key, value).unwrap());
        let mut experiment = open(&request).unwrap();
        run(experiment.as_mut()).unwrap();
        experiment.frames()
    }

    fn relu(k: usize, seed: usize) -> Frames {
        climbed("relu", &[("teacher", k.to_string()), ("seed", seed.to_string())])
    }

    // The values of both networks are those of independent implementations in numpy; for relu the minima are the ones that Safran
    // and Shamir published (2018, arXiv 1712.08968) and the eigenvalues were computed from theirs.

    #[test]
    fn the_ladder_of_bumps_goes_down_with_every_split_and_ends_at_zero() {
        let frames = climbed("ladder", &[]);
        let near = |name: &str, expected: &[f64], tolerance: f64| {
            let values = frames.series(name);
            assert_eq!(values.len(), expected.len());
            for (value, expected) in values.iter().zip(expected) {
                assert!((value - expected).abs() < tolerance, "{name}: {value}, expected {expected}");
            }
        };
        near("loss_after_each_split", &[0.107_252, 0.086_308_4, 0.059_967_1, 0.0], 1e-5);
        near("eigenvalue_of_each_split", &[-0.008_130_26, -0.008_274_55, -0.008_259_96], 1e-5);
        near("gamma_of_each_split", &[0.5, 1.5, 1.5], 1e-12);
        assert!((frames.summary("smallest_eigenvalue_before") - 0.057).abs() < 1e-3);
        assert_eq!(frames.summary("loss_before"), frames.summary("loss_after"));
        assert_eq!((frames.summary("index_before"), frames.summary("index_after")), (0.0, 1.0));
        assert_eq!(frames.verdict.holds, Some(true));
    }

    #[test]
    fn plain_cloning_opens_the_first_rung_and_sticks_at_the_second() {
        let frames = climbed("cloning", &[]);
        assert!((frames.summary("final_loss") - 0.086_308_4).abs() < 1e-5);
        assert_eq!(frames.summary("splits_done"), 2.0);
        assert_eq!(frames.summary("index_after"), 0.0);
        assert_eq!(frames.verdict.holds, Some(false));
        assert!(
            frames.verdict.text().contains("positive for every neuron here, so only a γ outside 0 to 1"),
            "{}",
            frames.verdict.text()
        );
        // S > 0 for both neurons is why (Fukumizu & Amari 2000): halves see S/4 upwards, shares 1.5 and -.5 see -3/4 S.
        let (strain, table) = (frames.series("choice_strain"), frames.series("choice_eigenvalue"));
        assert!(strain.len() == 2 && strain.iter().all(|s| *s > 0.0), "{strain:?}");
        assert_eq!(frames.series("choice_gamma"), [0.5, 1.5]);
        assert!(table[0] > -FLAT && table[2] > -FLAT && table[1] < -FLAT && table[3] < -FLAT, "{table:?}");
        assert_eq!(frames.series("next_eigenvalue"), table);
    }

    #[test]
    fn each_split_can_be_chosen_and_the_last_choice_goes_on() {
        let chosen = |neuron: &str, gamma: &str| {
            climbed("ladder", &[("neuron", neuron.into()), ("gamma", gamma.into()), ("splits", "3".into())])
        };
        let best = chosen("best", "best");
        let names = ["neuron_of_each_split", "gamma_of_each_split", "loss_after_each_split"];
        let [neurons, gammas, losses] = names.map(|name| best.series(name));
        let written = |values: &[f64]| values.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        let again = chosen(&written(neurons), &written(gammas));
        assert_eq!(again.series("loss_after_each_split"), losses);
        assert_eq!(chosen("best", "0.5,1.5").series("gamma_of_each_split"), [0.5, 1.5, 1.5]);
        assert_eq!(chosen("1,2,best", "best").series("neuron_of_each_split")[..2], [1.0, 2.0]);
    }

    #[test]
    fn the_moments_of_the_last_descent_begin_at_the_split_and_end_where_it_ends() {
        for preset in ["ladder", "relu"] {
            let frames = climbed(preset, &[("splits", "1".into())]);
            let (steps, losses) = (frames.series("path_step"), frames.series("path_loss"));
            let parameters = frames.summary("parameters_after") as usize;
            let weights: Vec<&[f64]> = frames.series("path_weights").chunks_exact(parameters).collect();
            assert_eq!((steps[0], weights.len()), (0.0, steps.len()));
            assert_eq!(*steps.last().unwrap() as usize, frames.series("descent_loss").len() - 1);
            assert!((losses[0] - frames.summary("loss_before")).abs() < 1e-13);
            assert_eq!(*losses.last().unwrap(), frames.summary("final_loss"));
            assert_eq!(*weights.last().unwrap(), frames.series("weights"));
            // Between them the loss that is told is that of the weights that are told.
            let objective: Box<dyn Objective> = match preset {
                "ladder" => Network::Bumps.objective(parameters),
                _ => Network::Relu { k: 8 }.objective(parameters),
            };
            for (weights, loss) in weights.iter().zip(losses) {
                assert!((objective.loss(ArrayView1::from(*weights)) - loss).abs() < 1e-14);
            }
            assert_eq!(frames.series("path_fit").len(), if preset == "ladder" { 33 * steps.len() } else { 0 });
        }
    }

    #[test]
    fn what_a_choice_promises_is_what_the_split_shows() {
        for (preset, neurons) in [("ladder", 1), ("relu", 8)] {
            let first = climbed(preset, &[("splits", "0".into())]);
            let promised = first.series("next_eigenvalue");
            let columns = promised.len() / neurons;
            assert_eq!(first.series("choice_gamma").len(), columns);
            for neuron in [1, neurons] {
                let frames =
                    climbed(preset, &[("splits", "1".into()), ("neuron", neuron.to_string()), ("gamma", "0.5".into())]);
                let shown = frames.summary("smallest_eigenvalue_after");
                assert!((shown - promised[(neuron - 1) * columns]).abs() < 1e-10, "{preset} {neuron}");
                assert_eq!(frames.summary("neuron"), neuron as f64);
            }
        }
    }

    #[test]
    fn every_chain_of_the_full_search_reaches_zero_and_none_of_plain_cloning_does() {
        for seed in 1..=20 {
            let full = climbed("ladder", &[("seed", seed.to_string())]);
            assert!(full.summary("final_loss") < SOLVED_BUMPS, "seed {seed}: {}", full.summary("final_loss"));
            let cloned = climbed("cloning", &[("seed", seed.to_string()), ("splits", "7".into())]);
            assert!(cloned.summary("final_loss") > 1e-3, "seed {seed}: {}", cloned.summary("final_loss"));
        }
    }

    #[test]
    fn a_split_turns_the_published_minima_into_saddles_of_the_published_index() {
        for (k, seed, loss, before, after, index) in [
            (6, 1, 0.0251, 0.0047, -0.2363, 5.0),
            (8, 1, 0.0215, 0.0213, -0.1999, 7.0),
            (10, 2, 0.0187, 0.0320, -0.1732, 9.0),
            (12, 2, 0.0165, 0.0393, -0.1533, 11.0),
        ] {
            let frames = relu(k, seed);
            let number = |name| frames.summary(name);
            assert!((number("loss_before") - loss).abs() < 1e-4, "k = {k}: {}", number("loss_before"));
            assert!((number("smallest_eigenvalue_before") - before).abs() < 1e-3);
            assert!((number("smallest_eigenvalue_after") - after).abs() < 1e-3);
            assert_eq!((number("index_before"), number("index_after")), (0.0, index));
            assert!((number("loss_after") - number("loss_before")).abs() < 1e-13);
            assert_eq!(number("parameters_after") - number("parameters_before"), k as f64);
            assert!(number("final_loss") < 1e-7, "k = {k}: {}", number("final_loss"));
            assert_eq!(frames.verdict.holds, Some(true));
            assert!(frames.notes[0].contains("of the lowest kind"));
        }
        assert!(relu(12, 1).notes[0].contains("of a higher kind"));
    }

    #[test]
    fn from_another_neuron_the_escape_may_end_in_another_minimum_and_the_sentence_says_so() {
        // At k = 8 one neuron is short: split, it opens a way (-.1656) that ends at .0206.
        let ends: Vec<(f64, f64)> = (1..=8)
            .map(|neuron| climbed("relu", &[("neuron", neuron.to_string())]))
            .map(|frames| (frames.summary("smallest_eigenvalue_after"), frames.summary("final_loss")))
            .collect();
        let short: Vec<_> = ends.iter().filter(|(eigenvalue, _)| (eigenvalue + 0.1656).abs() < 1e-3).collect();
        assert_eq!(short.len(), 1, "{ends:?}");
        assert!((short[0].1 - 0.0206).abs() < 1e-3);
        assert_eq!(ends.iter().filter(|(_, loss)| *loss < 1e-7).count(), 7);
    }

    #[test]
    fn impossible_splits_are_refused_by_name() {
        let refused = |set: &[(&str, &str)]| {
            let request = set.iter().fold(Request::preset("split", "relu"), |r, (k, v)| r.with(k, v).unwrap());
            open(&request).err().unwrap().to_string()
        };
        assert!(refused(&[("neuron", "9")]).starts_with("neuron must be best, or at most 8 for the first split"));
        assert!(Request::preset("split", "relu").with("neuron", "8,9").is_ok_and(|request| open(&request).is_ok()));
        assert!(
            refused(&[("gamma", "1.5")])
                .starts_with("gamma must be best, or more than 0 and less than 1 with network relu")
        );
        assert!(Request::preset("split", "relu").with("neuron", "first").is_err());
        assert!(Request::preset("split", "relu").with("neuron", "1.5").is_err());
    }

    #[test]
    fn without_a_split_the_run_says_where_it_is_stuck() {
        let frames = climbed("relu", &[("splits", "0".into())]);
        assert_eq!(frames.verdict.holds, None);
        assert!(frames.verdict.text().starts_with("Descent is stuck at a loss of 0.0215, in a minimum"));
        assert!((frames.summary("final_loss") - 0.0215).abs() < 1e-4);
        assert_eq!((frames.series("spectrum_before").len(), frames.series("weights_before").len()), (64, 64));
        let slice = frames.series("slice_old");
        assert!(slice[slice.len() / 2] <= slice.iter().copied().fold(f64::INFINITY, f64::min) + 1e-12);
    }
}

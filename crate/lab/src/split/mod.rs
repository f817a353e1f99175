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
mod keys;
mod quantities;
mod report;

use std::ops::Range;

use ndarray::{Array1, ArrayView1, array, s};

use crate::contract::config::{Config, Figure};
use crate::contract::cost::Cost;
use crate::contract::parts::{Pack, Packed, Unpack, packed};
use crate::contract::{Experiment, Frames, Outcome, Task, no_view};
use crate::shared::attempt::{Attempt, Fate, MOST_STEPS, NUDGE, SOLVED, Tally, Why};
use crate::shared::bumps::bumps;
use crate::shared::shares::{LEAST_SHARE, SHARES, is_share};
use alleyway::dense::grid;
use alleyway::error::Error;
use alleyway::fit::{Descent, State, Trail, polish};
use alleyway::landscape::slice;
use alleyway::model::Teacher;
use alleyway::objective::Objective;
use alleyway::seed::{Purpose, Stream};
use alleyway::spectrum::{Critical, Spectrum};

/// The figure.
pub static FIGURE: Figure = Figure {
    name: "split",
    title: "It happens in real networks",
    claim: "Split one neuron of a stuck network: the function and the loss do not change, but a direction of negative curvature \
            appears, and descent continues to a lower loss.",
    keys: keys::KEYS,
    presets: keys::PRESETS,
    series: quantities::SERIES,
    summary: quantities::number::SUMMARY,
    views: &[],
    codes: &[("kind", &Landing::WORDS)],
    constants: &[("tie", TIE), ("most_splits", keys::MOST_SPLITS as f64)],
    open: |config| Ok(Box::new(Split::open(config)?)),
};

/// Neurons that symmetry makes equal differ by rounding, which is less than this: the first of them is the best.
const TIE: f64 = 1e-12;
/// A loss of the bumps under this is zero.
const SOLVED_BUMPS: f64 = 1e-10;
/// Random starts at most: at 6 teacher neurons three runs in a thousand are trapped.
const MOST_STARTS: usize = 4_000;
/// Where none of so many starts has come to rest, the others will not either: that is a matter of the rate.
const HOPELESS: usize = 10;
/// Steps of all starts together at most: of starts that come to rest, mostly after a thousand steps or two, there are enough by then.
const MOST_SEARCH: usize = 20_000_000;
/// Steps off a saddle in one descent at most; more than one is rare.
const MOST_NUDGES: usize = 20;
/// Steps of descent in one quantum.
const QUANTUM: usize = 100;

/// Which network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Network {
    Bumps,
    Relu { k: usize },
}

impl Network {
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

    /// A loss under this counts as zero.
    fn zero(self) -> f64 {
        if self == Self::Bumps { SOLVED_BUMPS } else { SOLVED }
    }

    fn solved(self, loss: f64) -> bool {
        loss < self.zero()
    }
}

/// Where a descent has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Landing {
    /// At rest, in a critical point of this kind.
    Rest(Critical),
    /// At a loss of zero.
    Solved,
    /// Still moving when its steps were over.
    Unfinished,
    /// Thrown off.
    Diverged,
}

impl Landing {
    const ALL: [Self; 6] = [
        Self::Rest(Critical::Minimum),
        Self::Rest(Critical::Flat),
        Self::Rest(Critical::Saddle),
        Self::Solved,
        Self::Unfinished,
        Self::Diverged,
    ];

    /// In the order of [`Landing::ALL`].
    const WORDS: [&str; 6] = ["minimum", "flat", "saddle", "zero", "unfinished", "diverged"];

    fn code(self) -> f64 {
        Self::ALL.iter().position(|landing| *landing == self).expect("all of them are listed") as f64
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
        let most = 1.0 - LEAST_SHARE;
        if relu && !config.picks("gamma").iter().flatten().all(|gamma| (LEAST_SHARE..=most).contains(gamma)) {
            let allowed = format!(
                "best, or between {LEAST_SHARE} and {most} with network relu: a copy without a share does nothing, one with a negative \
                 share is another function"
            );
            return Err(config.refuse("gamma", allowed));
        }
        if !config.picks("gamma").iter().flatten().all(|gamma| is_share(*gamma)) {
            return Err(config.refuse("gamma", format!("best, {SHARES}")));
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
        self.chain = Some(Chain::from_part(part)?);
        Ok(())
    }

    fn frames(&self) -> Frames {
        self.chain.as_ref().map_or_else(Frames::default, |chain| chain.frames(self.network()))
    }
}

packed! {
    /// Everything that is known of one split.
    #[derive(Debug, Clone, Default)]
    struct Rung {
        before: Vec<f64>,
        /// Counted from 1.
        neuron: usize,
        gamma: f64,
        loss_before: f64,
        loss_after: f64,
        /// Where the descent after it ended; `None` where there was none.
        landing: Option<Landing>,
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
}

packed! {
    /// What a split of each neuron by each share would open.
    #[derive(Debug, Clone, Default)]
    struct Choices {
        gammas: Vec<f64>,
        /// neurons x gammas
        eigenvalues: Vec<f64>,
        /// S of each neuron.
        strain: Vec<f64>,
    }
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
            if self.eigenvalues[at] < self.eigenvalues[best] - TIE { at } else { best }
        };
        let at = allowed.reduce(better).expect("there is a neuron");
        (at / columns, self.gammas[at % columns])
    }
}

packed! {
    #[derive(Debug, Clone, Default)]
    struct Chain {
        /// What became of the starts that were tried; the last of them is the one that is shown, if there is one.
        tally: Tally,
        /// Number of the first of them (relu).
        first_run: usize,
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
}

/// Where the work stands.
enum Stage {
    /// Bumps: down from the one start of a seed.
    Settle {
        descent: Box<Descent>,
        objective: Box<dyn Objective>,
        nudges: usize,
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
    /// Steps of all random starts so far.
    searched: usize,
}

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
                Stage::Settle { descent: Box::new(network.descent(objective.as_ref(), start)), objective, nudges: 0 }
            }
            Network::Relu { k } => search.start(k, seed, 0),
        };
        let chain = Chain { first_run: search.first, ..Chain::default() };
        Self { network, seed, search, neurons, gammas, splits: config.count("splits"), chain, stage, searched: 0 }
    }

    /// The descent of the bumps has ended: in a minimum, or nothing can be split.
    fn settled(&mut self, descent: &Descent, objective: Box<dyn Objective>, nudges: usize) -> Stage {
        let fate = match descent.state() {
            State::Going => Fate::NotFinished(Why::Slow),
            State::Diverged => Fate::NotFinished(Why::Diverged),
            State::Arrived => {
                let point = polish(objective.as_ref(), descent.point().to_owned());
                let spectrum = Spectrum::at(objective.as_ref(), point.view());
                match spectrum.critical() {
                    _ if self.network.solved(objective.loss(point.view())) => Fate::Solved,
                    Critical::Minimum => {
                        self.chain.tally.note(Fate::Trapped);
                        return self.stuck(point, objective.as_ref());
                    }
                    Critical::Saddle if nudges < MOST_NUDGES => {
                        let start = point + spectrum.bottom() * NUDGE;
                        let descent = Box::new(self.network.descent(objective.as_ref(), start));
                        return Stage::Settle { descent, objective, nudges: nudges + 1 };
                    }
                    _ => Fate::NotFinished(Why::Flat),
                }
            }
        };
        self.chain.tally.note(fate);
        self.chain.not_found = true;
        Stage::Done
    }

    /// A random start has met its fate: it is trapped, or the next one is tried.
    fn found(&mut self, k: usize, attempt: &Attempt, fate: Fate) -> Stage {
        self.chain.tally.note(fate);
        self.searched += attempt.steps();
        if fate == Fate::Trapped {
            return self.stuck(polish(attempt.objective(), attempt.point().to_owned()), attempt.objective());
        }
        let starts = self.chain.tally.runs();
        let hopeless = starts >= HOPELESS && self.chain.tally.rested() == 0;
        if starts < MOST_STARTS && self.searched < MOST_SEARCH && !hopeless {
            return self.search.start(k, self.seed, starts);
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
        // Where descent has not come to rest there is nothing to be said of curvatures.
        let landing = self.chain.rungs.last().and_then(|rung| rung.landing);
        let adrift = matches!(landing, Some(Landing::Unfinished | Landing::Diverged));
        let choices = if solved || adrift { Choices::default() } else { self.choices(point) };
        if self.chain.rungs.len() == self.splits || solved || adrift {
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
        let opens = new.critical() == Critical::Saddle;
        self.chain.rungs.push(Rung {
            before: point.to_vec(),
            neuron: neuron + 1,
            gamma,
            loss_before: narrow.loss(point.view()),
            loss_after: objective.loss(wide.view()),
            landing: None,
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
        let landing = match descent.state() {
            _ if solved => Landing::Solved,
            State::Arrived => Landing::Rest(Spectrum::at(objective, point.view()).critical()),
            State::Going => Landing::Unfinished,
            State::Diverged => Landing::Diverged,
        };
        let loss = objective.loss(point.view());
        trail.end(losses.len() - 1, loss, point.view());
        self.chain.trail = trail;
        let rung = self.chain.rungs.last_mut().expect("a split was made");
        rung.path = losses;
        rung.landing = Some(landing);
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
            Stage::Settle { mut descent, objective, nudges } => {
                for _ in 0..QUANTUM {
                    if descent.steps() >= MOST_STEPS || descent.step(objective.as_ref()) != State::Going {
                        self.stage = self.settled(&descent, objective, nudges);
                        return 0.05;
                    }
                }
                self.stage = Stage::Settle { descent, objective, nudges };
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
                if over
                    && descent.state() == State::Arrived
                    && !self.network.solved(descent.loss())
                    && nudges < MOST_NUDGES
                {
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
        Outcome::Part(self.chain.to_part())
    }
}

impl Climb {
    fn fraction(&self) -> f64 {
        0.1 + 0.89 * self.chain.rungs.len() as f64 / (self.splits + 1) as f64
    }
}

impl Packed for Vec<Rung> {
    fn write(&self, pack: &mut Pack) {
        self.len().write(pack);
        self.iter().for_each(|rung| rung.write(pack));
    }

    fn read(lists: &mut Unpack) -> Self {
        // Of a part that is broken there is nothing left to read.
        (0..usize::read(lists)).map_while(|_| (!lists.is_empty()).then(|| Rung::read(lists))).collect()
    }
}

impl Packed for Landing {
    fn write(&self, pack: &mut Pack) {
        self.code().write(pack);
    }

    fn read(lists: &mut Unpack) -> Self {
        Self::ALL[usize::read(lists).min(Self::ALL.len() - 1)]
    }
}

impl Packed for Trail {
    fn write(&self, pack: &mut Pack) {
        self.steps.iter().map(|step| *step as f64).collect::<Vec<f64>>().write(pack);
        self.losses.write(pack);
        self.points.write(pack);
    }

    fn read(lists: &mut Unpack) -> Self {
        let steps = lists.take().into_iter().map(|step| step as usize).collect();
        Self::kept(steps, lists.take(), lists.take())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Request, completed, open};

    fn climbed(preset: &str, set: &[(&str, String)]) -> Frames {
        completed("split", preset, set)
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
        assert!(table[0] > -1e-8 && table[2] > -1e-8 && table[1] < -1e-8 && table[3] < -1e-8, "{table:?}");
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
                .starts_with("gamma must be best, or between 0.000001 and 0.999999 with network relu")
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

    #[test]
    fn the_starts_that_were_passed_over_are_told_with_what_became_of_them() {
        let fate = |seed: u64, number: usize| {
            let mut attempt = Attempt::new(8, 8, 0.1, seed, number);
            loop {
                if let Some(fate) = attempt.advance(100) {
                    break fate;
                }
            }
        };
        // Of the first seed of which the first two starts are solved; about one start in eight is trapped.
        let seed = (0..).find(|seed| (0..2).all(|number| fate(*seed, number) == Fate::Solved)).unwrap();
        let passed = (0..).position(|number| fate(seed, number) == Fate::Trapped).unwrap();
        assert!((0..passed).all(|number| fate(seed, number) == Fate::Solved));
        let climbed = |set: &[(&str, String)]| climbed("relu", &[set, &[("seed", seed.to_string())]].concat());
        let frames = climbed(&[("splits", "0".into())]);
        let number = |name| frames.summary(name);
        assert_eq!((number("starts_solved"), number("starts_not_finished")), (passed as f64, 0.0));
        assert_eq!((number("start_shown"), number("starts_tried")), (passed as f64, passed as f64 + 1.0));
        let told = format!(
            "Random starts 0 to {} of this seed were passed over (all of them were solved without a split); this is number {passed}.",
            passed - 1
        );
        assert!(frames.verdict.text().contains(&told), "{}", frames.verdict.text());
        // Also after a split, and where the first start that was asked for is itself solved at once.
        assert!(climbed(&[]).verdict.text().contains(&told));
        let last = climbed(&[("splits", "0".into()), ("run", (passed - 1).to_string())]).verdict.text();
        assert!(
            last.contains(&format!("Random start {} of this seed was passed over (it was solved", passed - 1)),
            "{last}"
        );
        let right = climbed(&[("splits", "0".into()), ("run", passed.to_string())]).verdict.text();
        assert!(!right.contains("passed over"), "{right}");
    }

    #[test]
    fn where_no_start_comes_to_rest_it_is_the_rate_that_is_blamed_and_not_the_seed() {
        for (rate, advice, other) in [("2", "too large", "larger rate"), ("0.001", "a larger rate", "too large")] {
            let frames = climbed("relu", &[("rate", rate.into()), ("teacher", "6".into())]);
            let text = frames.verdict.text();
            assert!(text.contains("there is nothing to split") && text.contains("rate"), "{text}");
            assert!(text.contains(advice) || text.contains("a smaller rate"), "{text}");
            assert!(!text.contains(other) && !text.contains("eeds"), "{text}");
            assert_eq!(frames.summary("starts_tried"), HOPELESS as f64);
            assert_eq!(
                (frames.summary("starts_solved"), frames.summary("starts_not_finished")),
                (0.0, HOPELESS as f64)
            );
            assert!(frames.verdict.holds.is_none() && frames.summary("start_shown").is_nan());
        }
    }

    #[test]
    fn only_a_minimum_is_called_stuck() {
        for seed in 0..40 {
            let frames = climbed("ladder", &[("seed", seed.to_string()), ("splits", "0".into())]);
            let text = frames.verdict.text();
            let strict = frames.series("spectrum_before").first().is_some_and(|least| *least > frames.summary("flat"));
            assert_eq!(text.contains("in a minimum"), strict, "seed {seed}: {text}");
            assert_eq!(frames.summary("kind_before") == 0.0, strict);
        }
    }

    #[test]
    fn a_copy_of_no_height_leaves_open_whether_there_is_a_way_out() {
        // The Hessian has two directions more than before, and both are flat: the height that the copies trade, and the place of
        // the copy that has none.
        let frames = climbed("ladder", &[("gamma", "1".into()), ("splits", "1".into())]);
        let flat = frames.summary("flat");
        assert_eq!(frames.series("spectrum_after").iter().filter(|value| value.abs() <= flat).count(), 2);
        assert_eq!(frames.summary("kind_after"), 1.0);
        assert!(frames.verdict.text().contains("the second order does not tell"), "{}", frames.verdict.text());
        assert_eq!(frames.verdict.holds, None);
        // Of halves that slope up only the first is flat, and known to change nothing.
        let cloned = climbed("cloning", &[]);
        let values = cloned.series("spectrum_after");
        assert_eq!(values.iter().filter(|value| value.abs() <= flat).count(), 1);
        assert_eq!((cloned.summary("kind_after"), cloned.summary("final_kind")), (0.0, 0.0));
    }

    #[test]
    fn where_the_chain_ends_is_told_by_what_the_end_is() {
        for (set, kind, words) in
            [(&[("neuron", "1".to_owned())][..], 0.0, "another minimum"), (&[][..], 3.0, "continues to zero.")]
        {
            let frames = climbed("relu", set);
            assert_eq!(frames.summary("final_kind"), kind);
            assert!(frames.verdict.text().contains(words), "{}", frames.verdict.text());
        }
    }
}

//! The work: down to a trap, then split after split.

use ndarray::{Array1, array};

use super::chain::{Chain, Choices, Landing, Split, slice_at};
use super::network::Network;
use crate::contract::config::Config;
use crate::contract::parts::Packed as _;
use crate::contract::{Finished, Task};
use crate::shared::attempt::{Attempt, MOST_STEPS, NUDGE, Outcome, Why};
use crate::shared::bumps::bumps;
use alleyway::fit::{Descent, State, Trail, polish};
use alleyway::landscape::slice;
use alleyway::model::Teacher;
use alleyway::objective::Objective;
use alleyway::seed::{Purpose, Stream};
use alleyway::spectrum::{Critical, Spectrum};

/// Random starts at most: at 6 teacher neurons three runs in a thousand are trapped.
pub(super) const MOST_STARTS: usize = 4_000;
/// Where none of so many starts has come to rest, the others will not either: that is a matter of the rate.
pub(super) const HOPELESS: usize = 10;
/// Steps of all starts together at most: of starts that come to rest, mostly after a thousand steps or two, there are enough by then.
const MOST_SEARCH: usize = 20_000_000;
/// Steps off a saddle in one descent at most; more than one is rare.
const MOST_NUDGES: usize = 20;
/// Steps of descent in one quantum.
const QUANTUM: usize = 100;

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
pub(super) struct Search {
    pub(super) spare: usize,
    pub(super) first: usize,
    pub(super) rate: f64,
}

impl Search {
    pub(super) fn new(config: &Config) -> Self {
        Self { spare: config.count("extra"), first: config.count("run"), rate: config.number("rate") }
    }

    /// The start after `tried` others.
    fn start(self, k: usize, seed: u64, tried: usize) -> Stage {
        Stage::Search(Box::new(Attempt::new(k, k + self.spare, self.rate, seed, self.first + tried)))
    }
}

pub(super) struct Splitting {
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

impl Splitting {
    pub(super) fn new(network: Network, config: &Config) -> Self {
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
        let outcome = match descent.state() {
            State::Going => Outcome::NotFinished(Why::Slow),
            State::Diverged => Outcome::NotFinished(Why::Diverged),
            State::Arrived => {
                let point = polish(objective.as_ref(), descent.point().to_owned());
                let spectrum = Spectrum::at(objective.as_ref(), point.view());
                match spectrum.critical() {
                    _ if self.network.solved(objective.loss(point.view())) => Outcome::Solved,
                    Critical::Minimum => {
                        self.chain.tally.note(Outcome::Trapped);
                        return self.stuck(point, objective.as_ref());
                    }
                    Critical::Saddle if nudges < MOST_NUDGES => {
                        let start = point + spectrum.bottom() * NUDGE;
                        let descent = Box::new(self.network.descent(objective.as_ref(), start));
                        return Stage::Settle { descent, objective, nudges: nudges + 1 };
                    }
                    _ => Outcome::NotFinished(Why::Flat),
                }
            }
        };
        self.chain.tally.note(outcome);
        self.chain.not_found = true;
        Stage::Done
    }

    /// A random start has ended: it is trapped, or the next one is tried.
    fn found(&mut self, k: usize, attempt: &Attempt, outcome: Outcome) -> Stage {
        self.chain.tally.note(outcome);
        self.searched += attempt.steps();
        if outcome == Outcome::Trapped {
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
        let at = self.chain.splits.len();
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
                let splitting_index: Vec<f64> = (0..neurons).map(lowest).collect();
                let gamma = asked.unwrap_or(0.5);
                // Of the halves, whose difference sees twice the block; of other shares the curvature along that direction.
                let eigenvalues = splitting_index.iter().map(|s| s / (2.0 * gamma * (1.0 - gamma))).collect();
                Choices { gammas: vec![gamma], eigenvalues, splitting_index }
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
                let splitting_index = (0..neurons).map(|neuron| narrow.splitting_index(point.view(), neuron)).collect();
                Choices { gammas, eigenvalues, splitting_index }
            }
        }
    }

    fn split(&mut self, point: &Array1<f64>, loss: f64) -> Stage {
        let solved = self.network.solved(loss);
        // Where descent has not come to rest there is nothing to be said of curvatures.
        let landing = self.chain.splits.last().and_then(|split| split.landing);
        let adrift = matches!(landing, Some(Landing::Unfinished | Landing::Diverged));
        let choices = if solved || adrift { Choices::default() } else { self.choices(point) };
        if self.chain.splits.len() == self.splits || solved || adrift {
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
        self.chain.splits.push(Split {
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
                let mut stream = Stream::new(self.seed, Purpose::Disturbance, self.chain.splits.len());
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
        let split = self.chain.splits.last_mut().expect("a split was made");
        split.path = losses;
        split.landing = Some(landing);
        split.after = point.to_vec();
        split.end_loss = loss;
        self.chain.end = point.to_vec();
        Stage::Choose { point, loss }
    }
}

impl Task for Splitting {
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
                let outcome = attempt.advance(QUANTUM);
                self.stage = match (outcome, self.network) {
                    (Some(outcome), Network::Relu { k }) => self.found(k, &attempt, outcome),
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

    fn finish(&mut self) -> Finished {
        Finished::Part(self.chain.to_part())
    }
}

impl Splitting {
    fn fraction(&self) -> f64 {
        0.1 + 0.89 * self.chain.splits.len() as f64 / (self.splits + 1) as f64
    }
}

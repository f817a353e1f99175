//! The runs: which networks, from which starts, and how each ended.

use std::ops::Range;

use ndarray::Array1;

use crate::contract::config::Config;
use crate::contract::{Finished, Task};
use crate::shared::attempt::{Attempt, Outcome, Why};
use crate::shared::bumps::bumps;
use alleyway::fit::{Descent, State};
use alleyway::seed::{Purpose, Stream};

/// Steps of a run in one quantum: a few milliseconds at 12 neurons.
const QUANTUM: usize = 200;
/// Widths of the bump networks.
const WIDTHS: [usize; 7] = [4, 5, 6, 8, 10, 16, 24];
/// A bump network under this loss has trained.
const TRAINED: f64 = 1e-6;
/// Steps of a bump network at most.
pub(super) const BUMP_STEPS: usize = 40_000;

/// One network of a sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Relu { k: usize, extra: usize },
    Bumps { width: usize },
}

/// What is asked, and of which networks.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) cells: Vec<Cell>,
    pub(super) sweep: bool,
    pub(super) runs: usize,
    pub(super) rate: f64,
    pub(super) seed: u64,
}

impl Setting {
    pub(super) fn new(config: &Config) -> Self {
        let (k, extra) = (config.count("teacher"), config.count("extra"));
        let sweep = config.word("sweep");
        let cells = match sweep {
            // From the largest down in steps of two, so that the row that was asked for is there.
            "teacher" => {
                let teachers = (6 + k % 2..=k).step_by(2);
                teachers.flat_map(|k| (0..=2).map(move |extra| Cell::Relu { k, extra })).collect()
            }
            "width" => WIDTHS.map(|width| Cell::Bumps { width }).to_vec(),
            _ => vec![Cell::Relu { k, extra }],
        };
        Self {
            cells,
            sweep: sweep != "none",
            runs: config.count("runs"),
            rate: config.number("rate"),
            seed: config.count("seed") as u64,
        }
    }

    pub(super) fn run(&self, piece: usize) -> Run {
        let (cell, number) = (self.cells[piece / self.runs], piece % self.runs);
        match cell {
            Cell::Relu { k, extra } => Run::Relu(Box::new(Attempt::new(k, k + extra, self.rate, self.seed, number))),
            Cell::Bumps { width } => {
                let mut stream = Stream::new(self.seed, Purpose::Target, number);
                let heights: Vec<f64> = (0..width).map(|_| 0.5 * stream.normal()).collect();
                let places: Vec<f64> = (0..width).map(|_| 8.0 * stream.uniform() - 4.0).collect();
                let start: Array1<f64> = heights.into_iter().chain(places).collect();
                let objective = bumps(width);
                Run::Bumps(Box::new((Descent::new(&objective, start, 0.2, 0.9, 0.0), objective)))
            }
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct End {
    pub(super) outcome: Outcome,
    pub(super) loss: f64,
    pub(super) steps: usize,
}

/// Numbers of a run in a part.
pub(super) const NUMBERS: usize = 3;

impl End {
    pub(super) fn write(self) -> [f64; NUMBERS] {
        [self.outcome.code() as f64, self.loss, self.steps as f64]
    }

    pub(super) fn read(numbers: &[f64]) -> Self {
        Self { outcome: Outcome::of_code(numbers[0] as usize), loss: numbers[1], steps: numbers[2] as usize }
    }
}

/// A run under way.
pub(super) enum Run {
    Relu(Box<Attempt>),
    Bumps(Box<(Descent, alleyway::model::Units)>),
}

impl Run {
    pub(super) fn advance(&mut self) -> Option<End> {
        match self {
            Self::Relu(attempt) => {
                attempt.advance(QUANTUM).map(|outcome| End { outcome, loss: attempt.loss(), steps: attempt.steps() })
            }
            Self::Bumps(bumps) => {
                let (descent, objective) = bumps.as_mut();
                for _ in 0..QUANTUM {
                    let outcome = if descent.loss() < TRAINED {
                        Outcome::Solved
                    } else if descent.steps() >= BUMP_STEPS {
                        Outcome::NotFinished(Why::Slow)
                    } else {
                        match descent.step(objective) {
                            State::Going => continue,
                            // At a gradient of nothing at all: where that is, is not asked.
                            State::Arrived => Outcome::NotFinished(Why::Flat),
                            State::Diverged => Outcome::NotFinished(Why::Diverged),
                        }
                    };
                    return Some(End { outcome, loss: descent.loss(), steps: descent.steps() });
                }
                None
            }
        }
    }
}

/// Some runs, one after the other.
pub(super) struct Swarm {
    pub(super) setting: Setting,
    pub(super) waiting: Range<usize>,
    pub(super) total: usize,
    pub(super) run: Option<Run>,
    pub(super) part: Vec<f64>,
}

impl Task for Swarm {
    fn advance(&mut self) -> f64 {
        if self.run.is_none() {
            self.run = self.waiting.next().map(|piece| self.setting.run(piece));
        }
        if let Some(end) = self.run.as_mut().and_then(Run::advance) {
            self.part.extend(end.write());
            self.run = None;
        }
        (self.part.len() / NUMBERS) as f64 / self.total as f64
    }

    fn finish(&mut self) -> Finished {
        Finished::Part(std::mem::take(&mut self.part))
    }
}

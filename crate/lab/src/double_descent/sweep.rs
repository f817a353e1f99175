//! The work of some pieces, training set by training set.

use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use super::draw::Draw;
use super::metric::part_length;
use super::network::NetworkDraw;
use super::task::{Setting, TaskKind};
use crate::contract::cost::QUANTUM;
use crate::contract::{Finished, Task};

/// Some draws, one after the other.
pub struct Sweep {
    setting: Rc<Setting>,
    waiting: VecDeque<usize>,
    total: usize,
    current: Option<Work>,
    part: Vec<f64>,
}

/// One draw under way: fixed features are fitted, networks trained.
enum Work {
    Fixed(Box<Draw>),
    Network(Box<NetworkDraw>),
}

impl Work {
    fn new(setting: Rc<Setting>, number: usize) -> Self {
        match setting.task {
            TaskKind::Network(_) => Self::Network(Box::new(NetworkDraw::new(setting, number))),
            _ => Self::Fixed(Box::new(Draw::new(setting, number))),
        }
    }

    fn cost_of_start(&self) -> f64 {
        match self {
            Self::Fixed(draw) => draw.cost_of_start(),
            Self::Network(_) => QUANTUM,
        }
    }

    /// Do a little; returns about how many operations it took, `None` when nothing is left to do.
    fn step(&mut self) -> Option<f64> {
        match self {
            Self::Fixed(draw) => draw.step(),
            Self::Network(draw) => draw.step(),
        }
    }

    fn done(&self) -> f64 {
        match self {
            Self::Fixed(draw) => draw.done(),
            Self::Network(draw) => draw.done(),
        }
    }

    fn write(self, part: &mut Vec<f64>) {
        match self {
            Self::Fixed(draw) => draw.write(part),
            Self::Network(draw) => draw.write(part),
        }
    }
}

impl Sweep {
    pub fn new(setting: Rc<Setting>, pieces: Range<usize>) -> Self {
        let total = pieces.len();
        let part = Vec::with_capacity(total * part_length(&setting));
        Self { setting, waiting: pieces.collect(), total, current: None, part }
    }
}

impl Task for Sweep {
    fn advance(&mut self) -> f64 {
        let mut cost = 0.0;
        while cost < QUANTUM {
            let Some(draw) = &mut self.current else {
                let Some(next) = self.waiting.pop_front() else { return 1.0 };
                let draw = Work::new(self.setting.clone(), next);
                cost += draw.cost_of_start();
                self.current = Some(draw);
                continue;
            };
            match draw.step() {
                Some(spent) => cost += spent,
                None => {
                    let draw = self.current.take().expect("just stepped");
                    draw.write(&mut self.part);
                }
            }
        }
        let within = self.current.as_ref().map_or(0.0, Work::done);
        let begun = usize::from(self.current.is_some());
        (self.total - self.waiting.len() - begun) as f64 / self.total as f64 + within / self.total as f64 * 0.999
    }

    fn finish(&mut self) -> Finished {
        Finished::Part(std::mem::take(&mut self.part))
    }
}

//! Every size fitted to one training set, from the smallest on.

use std::rc::Rc;

use ndarray::{Array2, s};

use super::task::{Problem, Setting};
use crate::contract::cost::QUANTUM;
use alleyway::fit::{Fit, Growing};

/// Every size fitted to one training set.
pub struct Fitting {
    pub setting: Rc<Setting>,
    pub problem: Problem,
    pub growing: Growing,
    /// The same without a ridge, where there is one and the rank is asked for: behind a ridge of lambda no singular value under
    /// 1e-8 sqrt(lambda) can be told from zero.
    bare: Option<Growing>,
    /// The size that the factorisation is growing to.
    begun: usize,
    /// Weights (outputs x p) of each size so far.
    pub weights: Vec<Array2<f64>>,
}

impl Fitting {
    pub fn new(setting: Rc<Setting>, draw: usize) -> Self {
        let problem = Problem::new(&setting, draw);
        let growing = Growing::new(setting.n, setting.ridge);
        Self { setting, problem, growing, bare: None, begun: 0, weights: Vec::new() }
    }

    /// The same, with the rank of every size.
    pub fn with_ranks(mut self) -> Self {
        self.bare = (self.setting.ridge > 0.0).then(|| Growing::new(self.setting.n, 0.0));
        self
    }

    /// Rank of the design of the newest fit; NaN where it was not asked for.
    pub fn rank(&mut self, fit: Fit) -> f64 {
        let none = Array2::zeros((0, self.setting.n));
        match &mut self.bare {
            Some(bare) => bare.fit(none.view()).1.degrees_of_freedom,
            None if self.setting.ridge > 0.0 => f64::NAN,
            None => fit.degrees_of_freedom,
        }
    }

    /// The size that comes next.
    pub fn next(&self) -> Option<usize> {
        self.setting.sizes.get(self.weights.len()).copied()
    }

    /// Bring the factorisation a step nearer to the next size, and fit that when it is reached.
    pub fn step(&mut self) -> Option<Progress> {
        let size = self.next()?;
        let n = self.setting.n;
        if self.setting.scaled_by_size() && self.setting.ridge > 0.0 && self.begun != size {
            // Features scaled by 1/sqrt(P) under a ridge lambda are these features under lambda P.
            self.growing = Growing::new(n, self.setting.ridge * size as f64);
        }
        self.begun = size;
        let before = self.growing.size();
        if before < size {
            let until = size.min(before + (QUANTUM / (4 * n * n) as f64) as usize + 1);
            self.growing.grow(self.problem.features.slice(s![before..until, ..]));
            if let Some(bare) = &mut self.bare
                && bare.size() < until
            {
                bare.grow(self.problem.features.slice(s![bare.size()..until, ..]));
            }
            return Some(Progress::Grown((4 * n * n.min(until) * (until - before)) as f64));
        }
        for growing in std::iter::once(&mut self.growing).chain(&mut self.bare) {
            if let Some(cost) = growing.settle(QUANTUM) {
                return Some(Progress::Grown(cost));
            }
        }
        let (weights, fit) = self.growing.fit(self.problem.targets(size).view());
        self.weights.push(weights);
        Some(Progress::Fitted(size, fit))
    }

    /// Fit some more sizes, for a few milliseconds; returns the fraction that is done.
    pub fn advance(&mut self) -> f64 {
        let mut cost = 0.0;
        while cost < QUANTUM
            && let Some(progress) = self.step()
        {
            cost += match progress {
                Progress::Grown(cost) => cost,
                Progress::Fitted(size, _) => (4 * self.setting.n * size * (1 + self.problem.outputs())) as f64,
            };
        }
        self.weights.len() as f64 / self.setting.sizes.len() as f64
    }
}

/// What a step of a [`Fitting`] came to.
pub enum Progress {
    /// The factorisation grew or settled, at this cost.
    Grown(f64),
    /// A size was fitted.
    Fitted(usize, Fit),
}

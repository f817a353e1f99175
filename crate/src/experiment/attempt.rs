//! One random start of a ReLU student, followed until one knows what became of it: shared by the figures that count such runs and
//! the one that looks into a single one, so that a run has the same bits in both.

use ndarray::{Array1, ArrayView1};

use crate::fit::{Descent, State};
use crate::model::Teacher;
use crate::objective::Objective;
use crate::seed::{Purpose, Stream};
use crate::spectrum::Spectrum;

/// What became of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The loss is zero, or descent came to rest at less than [`BAD`].
    Solved,
    /// At rest at a loss above [`BAD`], and no direction slopes down.
    Trapped,
    /// Still going after [`MOST_STEPS`], or diverged.
    NotFinished,
}

/// A loss under this is zero.
pub const SOLVED: f64 = 1e-7;
/// A minimum above this is a bad one (the lowest that is known, at 20 neurons, has .0113).
pub const BAD: f64 = 1e-3;
/// A gradient shorter than this is rest.
const REST: f64 = 1e-8;
/// Steps at most. Slow runs are a class of their own: networks with spare neurons converge sublinearly.
pub const MOST_STEPS: usize = 100_000;
/// Length of a step off a saddle along its bottom eigenvector.
pub const NUDGE: f64 = 1e-3;

/// Gradient descent of `students` neurons on a teacher of `k`, from W ~ N(0, 1/k) (Safran & Shamir 2018, section 5).
#[derive(Debug, Clone)]
pub struct Attempt {
    objective: Teacher,
    descent: Descent,
    rate: f64,
    /// Steps before the last restart off a saddle.
    before: usize,
    fate: Option<Fate>,
}

impl Attempt {
    /// Run number `number` of a seed.
    #[must_use]
    pub fn new(k: usize, students: usize, rate: f64, seed: u64, number: usize) -> Self {
        let mut stream = Stream::new(seed, Purpose::Target, number);
        let scale = 1.0 / (k as f64).sqrt();
        let start = Array1::from_shape_simple_fn(students * k, || scale * stream.normal());
        let objective = Teacher::new(k, students);
        let descent = Descent::new(&objective, start, rate, 0.0, REST);
        Self { objective, descent, rate, before: 0, fate: None }
    }

    /// Some steps on, unless its fate is known by then.
    pub fn advance(&mut self, steps: usize) -> Option<Fate> {
        for _ in 0..steps {
            if self.fate.is_some() {
                break;
            }
            if self.descent.loss() < SOLVED {
                self.fate = Some(Fate::Solved);
            } else if self.steps() >= MOST_STEPS {
                self.fate = Some(Fate::NotFinished);
            } else {
                match self.descent.step(&self.objective) {
                    State::Going => {}
                    State::Diverged => self.fate = Some(Fate::NotFinished),
                    State::Arrived => self.rest(),
                }
            }
        }
        self.fate
    }

    /// A gradient of zero is not yet a minimum: a saddle that symmetry hides is left down its steepest direction.
    fn rest(&mut self) {
        if self.descent.loss() < BAD {
            self.fate = Some(Fate::Solved);
            return;
        }
        let spectrum = Spectrum::at(&self.objective, self.descent.point());
        if spectrum.index() == 0 {
            self.fate = Some(Fate::Trapped);
            return;
        }
        self.before = self.steps();
        let start = self.descent.point().to_owned() + spectrum.bottom() * NUDGE;
        self.descent = Descent::new(&self.objective, start, self.rate, 0.0, REST);
    }

    /// Steps so far.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.before + self.descent.steps()
    }

    /// The loss where it stands.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.descent.loss()
    }

    /// The weights where it stands, row by row.
    #[must_use]
    pub fn point(&self) -> ArrayView1<'_, f64> {
        self.descent.point()
    }

    /// The loss as a function.
    #[must_use]
    pub fn objective(&self) -> &dyn Objective {
        &self.objective
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(k: usize, students: usize, seed: u64, number: usize) -> (Fate, Attempt) {
        let mut attempt = Attempt::new(k, students, 0.1, seed, number);
        loop {
            if let Some(fate) = attempt.advance(100) {
                return (fate, attempt);
            }
        }
    }

    #[test]
    fn a_trapped_run_rests_in_a_strict_minimum_and_a_solved_one_at_zero() {
        let mut seen = [false; 2];
        for number in 0..30 {
            let (fate, attempt) = finished(8, 8, 3, number);
            let spectrum = Spectrum::at(attempt.objective(), attempt.point());
            match fate {
                Fate::Trapped => {
                    assert!(
                        attempt.loss() > 0.02 && spectrum.values[0] > 1e-4,
                        "{} {}",
                        attempt.loss(),
                        spectrum.values[0]
                    );
                    seen[0] = true;
                }
                Fate::Solved => {
                    assert!(attempt.loss() < SOLVED);
                    seen[1] = true;
                }
                Fate::NotFinished => panic!("run {number} is not finished after {} steps", attempt.steps()),
            }
        }
        assert_eq!(seen, [true, true]);
    }

    #[test]
    fn however_it_is_cut_into_quanta_a_run_is_the_same() {
        let (fate, whole) = finished(6, 7, 1, 4);
        let mut attempt = Attempt::new(6, 7, 0.1, 1, 4);
        let again = loop {
            if let Some(fate) = attempt.advance(7) {
                break fate;
            }
        };
        assert_eq!((fate, whole.steps(), whole.point()), (again, attempt.steps(), attempt.point()));
    }

    #[test]
    fn a_rate_that_diverges_does_not_count_as_trapped() {
        let mut attempt = Attempt::new(6, 6, 3.0, 1, 0);
        while attempt.advance(1000).is_none() {}
        assert_eq!(attempt.advance(1), Some(Fate::NotFinished));
    }
}

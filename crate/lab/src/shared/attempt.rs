//! One random start of a ReLU student, followed until one knows what became of it: shared by the figures that count such runs and
//! the one that looks into a single one, so that a run has the same bits in both.

use ndarray::{Array1, ArrayView1};

use crate::contract::parts::{Pack, Packed, Unpack};
use crate::contract::words::{counted, grouped};
use alleyway::fit::{Descent, Pace, State};
use alleyway::model::Teacher;
use alleyway::objective::Objective;
use alleyway::seed::{Purpose, Stream};
use alleyway::spectrum::{Critical, Spectrum};

/// What became of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The loss is zero, or descent came to rest at less than [`BAD`].
    Solved,
    /// At rest at a loss above [`BAD`], in a strict minimum: every eigenvalue of the Hessian is positive.
    Trapped,
    /// Neither, for one reason or another.
    NotFinished(Why),
}

/// Why a run is neither solved nor trapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Still going down after [`MOST_STEPS`].
    Slow,
    /// After [`MOST_STEPS`] jumping to and fro.
    Restless,
    /// Thrown to where the loss is not finite, or a million times as high.
    Diverged,
    /// At rest where a direction is flat: the second order does not tell whether it is trapped.
    Flat,
}

impl Outcome {
    /// All of them, in the order of their codes.
    const ALL: [Self; 6] = [
        Self::Solved,
        Self::Trapped,
        Self::NotFinished(Why::Slow),
        Self::NotFinished(Why::Restless),
        Self::NotFinished(Why::Diverged),
        Self::NotFinished(Why::Flat),
    ];

    /// As a number, for a part: 0 solved, 1 trapped, beyond that not finished.
    #[must_use]
    pub fn code(self) -> usize {
        Self::ALL.iter().position(|outcome| *outcome == self).expect("all of them are listed")
    }

    /// The one of a code; of what is none, the last.
    #[must_use]
    pub fn of_code(code: usize) -> Self {
        Self::ALL[code.min(Self::ALL.len() - 1)]
    }
}

/// How many of some runs had which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally([usize; 6]);

impl Packed for Tally {
    fn write(&self, pack: &mut Pack) {
        pack.put(&self.0.map(|count| count as f64));
    }

    fn read(lists: &mut Unpack) -> Self {
        Self(lists.numbers().map(|count| count as usize))
    }
}

impl Tally {
    /// Of runs.
    #[must_use]
    pub fn of(outcomes: impl IntoIterator<Item = Outcome>) -> Self {
        let mut tally = Self::default();
        outcomes.into_iter().for_each(|outcome| tally.note(outcome));
        tally
    }

    /// One run more.
    pub fn note(&mut self, outcome: Outcome) {
        self.0[outcome.code()] += 1;
    }

    /// Those of another tally as well.
    pub fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, count)| *sum += count);
    }

    /// How many had this outcome.
    #[must_use]
    pub fn count(self, outcome: Outcome) -> usize {
        self.0[outcome.code()]
    }

    /// All of them.
    #[must_use]
    pub fn runs(self) -> usize {
        self.0.iter().sum()
    }

    /// Those that are solved.
    #[must_use]
    pub fn solved(self) -> usize {
        self.count(Outcome::Solved)
    }

    /// Those that are trapped.
    #[must_use]
    pub fn trapped(self) -> usize {
        self.count(Outcome::Trapped)
    }

    /// Those of which it is known where they end, solved or trapped: a share is one of these.
    #[must_use]
    pub fn rested(self) -> usize {
        self.solved() + self.trapped()
    }

    /// Those that are neither.
    #[must_use]
    pub fn not_finished(self) -> usize {
        self.runs() - self.rested()
    }

    /// All but the trapped.
    #[must_use]
    pub fn passed_over(mut self) -> Self {
        self.0[Outcome::Trapped.code()] = 0;
        self
    }

    /// A sentence for each way in which runs are not finished, with what would help where the runs show it; nothing where all are.
    #[must_use]
    pub fn unfinished(self) -> String {
        let of = |why| self.count(Outcome::NotFinished(why));
        let (slow, restless) = (of(Why::Slow), of(Why::Restless));
        let runs = grouped(self.runs());
        let some = |count: usize| format!("{} of {runs} {}", grouped(count), if count == 1 { "is" } else { "are" });
        let cap = counted(MOST_STEPS, "step");
        let mut out = String::new();
        if slow > 0 {
            out += &format!(
                " {} not finished after {cap}, and still going down: a larger rate gets further in as many.",
                some(slow)
            );
        }
        if restless > 0 {
            out += &format!(
                " {} not finished after {cap}, and jumping to and fro: a smaller rate would calm that.",
                some(restless)
            );
        }
        if of(Why::Diverged) > 0 {
            let them = if of(Why::Diverged) == 1 { "it" } else { "them" };
            out += &format!(" {} of {runs} diverged: the rate is too large for {them}.", grouped(of(Why::Diverged)));
        }
        if of(Why::Flat) > 0 {
            out += &format!(
                " {} at rest where a direction is flat, so that the second order does not tell a trap from none.",
                some(of(Why::Flat))
            );
        }
        out
    }
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
    outcome: Option<Outcome>,
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
        Self { objective, descent, rate, before: 0, outcome: None }
    }

    /// Some steps on, unless its outcome is known by then.
    pub fn advance(&mut self, steps: usize) -> Option<Outcome> {
        for _ in 0..steps {
            if self.outcome.is_some() {
                break;
            }
            if self.descent.loss() < SOLVED {
                self.outcome = Some(Outcome::Solved);
            } else if self.steps() >= MOST_STEPS {
                let restless = self.descent.pace() == Some(Pace::Restless);
                self.outcome = Some(Outcome::NotFinished(if restless { Why::Restless } else { Why::Slow }));
            } else {
                match self.descent.step(&self.objective) {
                    State::Going => {}
                    State::Diverged => self.outcome = Some(Outcome::NotFinished(Why::Diverged)),
                    State::Arrived => self.rest(),
                }
            }
        }
        self.outcome
    }

    /// A gradient of zero is not yet a minimum: a saddle that symmetry hides is left down its steepest direction.
    fn rest(&mut self) {
        if self.descent.loss() < BAD {
            self.outcome = Some(Outcome::Solved);
            return;
        }
        let spectrum = Spectrum::at(&self.objective, self.descent.point());
        match spectrum.critical() {
            Critical::Minimum => return self.outcome = Some(Outcome::Trapped),
            Critical::Flat => return self.outcome = Some(Outcome::NotFinished(Why::Flat)),
            Critical::Saddle => {}
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

    fn finished(k: usize, students: usize, seed: u64, number: usize) -> (Outcome, Attempt) {
        let mut attempt = Attempt::new(k, students, 0.1, seed, number);
        loop {
            if let Some(outcome) = attempt.advance(100) {
                return (outcome, attempt);
            }
        }
    }

    #[test]
    fn a_trapped_run_rests_in_a_strict_minimum_and_a_solved_one_at_zero() {
        let mut seen = [false; 2];
        for number in 0..30 {
            let (outcome, attempt) = finished(8, 8, 3, number);
            let spectrum = Spectrum::at(attempt.objective(), attempt.point());
            match outcome {
                Outcome::Trapped => {
                    assert!(
                        attempt.loss() > 0.02 && spectrum.values[0] > 1e-4,
                        "{} {}",
                        attempt.loss(),
                        spectrum.values[0]
                    );
                    seen[0] = true;
                }
                Outcome::Solved => {
                    assert!(attempt.loss() < SOLVED);
                    seen[1] = true;
                }
                Outcome::NotFinished(_) => panic!("run {number} is not finished after {} steps", attempt.steps()),
            }
        }
        assert_eq!(seen, [true, true]);
    }

    #[test]
    fn however_it_is_cut_into_quanta_a_run_is_the_same() {
        let (outcome, whole) = finished(6, 7, 1, 4);
        let mut attempt = Attempt::new(6, 7, 0.1, 1, 4);
        let again = loop {
            if let Some(outcome) = attempt.advance(7) {
                break outcome;
            }
        };
        assert_eq!((outcome, whole.steps(), whole.point()), (again, attempt.steps(), attempt.point()));
    }

    #[test]
    fn a_run_that_never_ends_is_told_from_one_that_diverges_and_from_one_that_is_slow() {
        let outcome = |rate: f64, k: usize| {
            let mut attempt = Attempt::new(k, k, rate, 1, 0);
            while attempt.advance(1000).is_none() {}
            attempt.advance(1).unwrap()
        };
        // The Hessian at the solution has an eigenvalue of about k/4 (of two neurons at right angles each block is 1/2 and 1/4): a
        // stable step is under 8/k, and a network of ReLU neurons under an unstable one jumps about or grows without end.
        assert_eq!(outcome(3.0, 6), Outcome::NotFinished(Why::Diverged));
        assert_eq!(outcome(1e-3, 6), Outcome::NotFinished(Why::Slow));
    }

    #[test]
    fn what_helps_an_unfinished_run_is_told_by_what_it_did() {
        let told = |why, count: usize| Tally::of((0..count).map(|_| Outcome::NotFinished(why))).unfinished();
        assert_eq!(
            told(Why::Slow, 1),
            " 1 of 1 is not finished after 100,000 steps, and still going down: a larger rate gets further in as many."
        );
        assert!(
            told(Why::Restless, 2).contains("2 of 2 are not finished")
                && told(Why::Restless, 2).contains("a smaller rate")
        );
        assert!(told(Why::Diverged, 2).contains("2 of 2 diverged: the rate is too large"));
        assert!(!told(Why::Flat, 1).contains("rate"));
        assert_eq!(Tally::of([Outcome::Solved, Outcome::Trapped]).unfinished(), "");
    }
}

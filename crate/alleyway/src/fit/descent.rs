//! Gradient descent on any objective, a step at a time.

use ndarray::{Array1, ArrayView1, Zip};

use crate::objective::Objective;

/// A training whose loss is so many times what it was at its start has left for infinity: nothing that was to be learned makes a
/// loss grow so, and its weights are still numbers then.
const DIVERGED: f64 = 1e6;

/// Whether a training has diverged: its loss is no finite number, or over a million times what it was at its start. A start under
/// 1 counts as 1, the size of the targets: one that happens to fit would else make every later loss a divergence.
///
/// ```
/// use alleyway::fit::has_diverged;
/// assert!(has_diverged(2e6, 1.5) && has_diverged(f64::NAN, 1.5) && has_diverged(f64::INFINITY, 1.5));
/// assert!(!has_diverged(1e6, 1.5) && !has_diverged(0.1, 1e-9));
/// ```
#[must_use]
pub fn has_diverged(loss: f64, start: f64) -> bool {
    !loss.is_finite() || loss > DIVERGED * start.max(1.0)
}

/// How a descent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It goes on.
    Going,
    /// The gradient is shorter than the tolerance. That may be a minimum or a saddle: ask the Hessian.
    Arrived,
    /// The next point is not finite, or its loss is one that [`has_diverged`]; the last good point is kept.
    Diverged,
}

/// How a plain descent was moving last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// The loss did not rise and no step turned back: where it is not there yet, its steps are too small or too few.
    Steady,
    /// The loss rose or a step turned back on the one before: its steps are too large for the curvature.
    Restless,
}

/// So many steps without a rise or a turn are a steady descent: one that is too large for its curvature turns at every step.
const CALM: usize = 100;
/// A loss that is higher by this share is up to rounding the same.
const ROUNDING: f64 = 1e-12;

/// Plain gradient descent or heavy ball: v <- momentum v - rate g, p <- p + v.
///
/// ```
/// use alleyway::fit::{Descent, State};
/// use alleyway::model::Hyperbola;
/// use ndarray::array;
///
/// let valley = Hyperbola::default();
/// let mut descent = Descent::new(&valley, array![2.0, 0.1], 0.05, 0.0, 1e-9);
/// while descent.step(&valley) == State::Going {}
/// assert_eq!(descent.state(), State::Arrived);
/// assert!((descent.point()[0] * descent.point()[1] - 1.0).abs() < 1e-8);
/// ```
#[derive(Debug, Clone)]
pub struct Descent {
    rate: f64,
    momentum: f64,
    tolerance: f64,
    point: Array1<f64>,
    velocity: Array1<f64>,
    gradient: Array1<f64>,
    /// Where the next step is tried: the point is the last good one until that has turned out well.
    next: Array1<f64>,
    next_gradient: Array1<f64>,
    loss: f64,
    start_loss: f64,
    steps: usize,
    /// The last step at which the loss rose or that turned back, counted from 1; 0 where none did.
    turned: usize,
    state: State,
}

impl Descent {
    /// From a point, to a gradient shorter than `tolerance` (Euclidean norm).
    #[must_use]
    pub fn new(objective: &dyn Objective, start: Array1<f64>, rate: f64, momentum: f64, tolerance: f64) -> Self {
        let (loss, gradient) = objective.gradient(start.view());
        let velocity = Array1::zeros(start.len());
        let state = if !loss.is_finite() {
            State::Diverged
        } else if length(&gradient) < tolerance {
            State::Arrived
        } else {
            State::Going
        };
        let (next, next_gradient) = (start.clone(), gradient.clone());
        Self {
            rate,
            momentum,
            tolerance,
            point: start,
            velocity,
            gradient,
            next,
            next_gradient,
            loss,
            start_loss: loss,
            steps: 0,
            turned: 0,
            state,
        }
    }

    /// One step, unless it has arrived or diverged.
    pub fn step(&mut self, objective: &dyn Objective) -> State {
        if self.state != State::Going {
            return self.state;
        }
        let (rate, momentum) = (self.rate, self.momentum);
        Zip::from(&mut self.next).and(&self.point).and(&mut self.velocity).and(&self.gradient).for_each(
            |next, point, velocity, gradient| {
                *velocity = momentum * *velocity - rate * gradient;
                *next = point + *velocity;
            },
        );
        let loss = objective.gradient_into(self.next.view(), self.next_gradient.view_mut());
        // One number that is not finite makes the sum so.
        let finite = (self.next.sum() + self.next_gradient.sum()).is_finite();
        if !finite || has_diverged(loss, self.start_loss) {
            self.state = State::Diverged;
            return self.state;
        }
        self.steps += 1;
        if loss > self.loss + ROUNDING * (1.0 + self.loss) || self.gradient.dot(&self.next_gradient) < 0.0 {
            self.turned = self.steps;
        }
        self.loss = loss;
        std::mem::swap(&mut self.point, &mut self.next);
        std::mem::swap(&mut self.gradient, &mut self.next_gradient);
        if length(&self.gradient) < self.tolerance {
            self.state = State::Arrived;
        }
        self.state
    }

    /// Where it stands.
    #[must_use]
    pub fn point(&self) -> ArrayView1<'_, f64> {
        self.point.view()
    }

    /// The loss there.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.loss
    }

    /// Steps that were taken.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// How it was moving last; `None` where it has too few steps to say. Of plain descent: a heavy ball also turns at a rate that
    /// suits it.
    #[must_use]
    pub fn pace(&self) -> Option<Pace> {
        match (self.steps - self.turned >= CALM, self.turned > 0) {
            (true, _) => Some(Pace::Steady),
            (false, true) => Some(Pace::Restless),
            (false, false) => None,
        }
    }

    /// How it stands.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }
}

fn length(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;

    /// (a x^2 + b y^2)/2
    struct Bowl(f64, f64);

    impl Objective for Bowl {
        fn dimension(&self) -> usize {
            2
        }

        fn loss(&self, p: ArrayView1<f64>) -> f64 {
            0.5 * (self.0 * p[0] * p[0] + self.1 * p[1] * p[1])
        }

        fn gradient(&self, p: ArrayView1<f64>) -> (f64, Array1<f64>) {
            (self.loss(p), array![self.0 * p[0], self.1 * p[1]])
        }

        fn hessian(&self, _: ArrayView1<f64>) -> Array2<f64> {
            array![[self.0, 0.0], [0.0, self.1]]
        }
    }

    fn run(bowl: &Bowl, rate: f64, momentum: f64) -> Descent {
        let mut descent = Descent::new(bowl, array![1.0, -2.0], rate, momentum, 1e-9);
        while descent.steps() < 10_000 && descent.step(bowl) == State::Going {}
        descent
    }

    #[test]
    fn plain_descent_shrinks_each_direction_by_one_minus_rate_times_curvature() {
        let bowl = Bowl(0.5, 0.1);
        let mut descent = Descent::new(&bowl, array![1.0, -2.0], 0.7, 0.0, 1e-9);
        for _ in 0..20 {
            descent.step(&bowl);
        }
        assert!((descent.point()[0] - 0.65f64.powi(20)).abs() < 1e-14);
        assert!((descent.point()[1] + 2.0 * 0.93f64.powi(20)).abs() < 1e-13);
    }

    #[test]
    fn too_small_steps_are_told_from_too_large_ones_by_what_they_do() {
        // Along each axis a step multiplies by 1 - rate times curvature: .998, and -.9 or -.9998.
        let pace = |bowl: &Bowl, rate: f64, steps: usize| {
            let mut descent = Descent::new(bowl, array![1.0, -2.0], rate, 0.0, 1e-9);
            while descent.steps() < steps && descent.step(bowl) == State::Going {}
            assert_eq!(descent.state(), State::Going);
            descent.pace()
        };
        assert_eq!(pace(&Bowl(1.0, 1.0), 0.002, 1_000), Some(Pace::Steady));
        assert_eq!(pace(&Bowl(1.0, 1.0), 1.9998, 1_000), Some(Pace::Restless));
        assert_eq!(pace(&Bowl(1.0, 1.0), 2.1, 50), Some(Pace::Restless));
        // A few turns at first, across a narrow valley, and then along it: what is left is slow.
        assert_eq!(pace(&Bowl(1.9, 1e-4), 1.0, 2_000), Some(Pace::Steady));
        assert_eq!(pace(&Bowl(1.0, 1.0), 0.002, 20), None);
    }

    #[test]
    fn momentum_arrives_sooner_in_a_narrow_valley() {
        let bowl = Bowl(1.0, 0.01);
        let (plain, heavy) = (run(&bowl, 1.0, 0.0), run(&bowl, 1.0, 0.8));
        assert_eq!((plain.state(), heavy.state()), (State::Arrived, State::Arrived));
        assert!(heavy.steps() * 3 < plain.steps(), "{} {}", heavy.steps(), plain.steps());
    }

    #[test]
    fn a_rate_beyond_two_over_the_curvature_is_reported_and_the_last_good_point_kept() {
        let descent = run(&Bowl(1.0, 0.1), 2.5, 0.0);
        assert_eq!(descent.state(), State::Diverged);
        assert!(descent.loss().is_finite() && descent.point().iter().all(|v| v.is_finite()));
        assert!(descent.steps() > 5 && descent.steps() < 100);
    }
}

//! A network in training, a few steps at a time.

use ndarray::ArrayView1;

use super::descent::has_diverged;
use super::levenberg::Levenberg;
use super::optimiser::{Optimiser, Rule};
use crate::dense::axpy;
use crate::model::Network;
use crate::objective::Objective;
use crate::real::Real;

/// How a network is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Schedule {
    /// The rule of a step; `None` is Levenberg-Marquardt.
    pub rule: Option<Rule>,
    /// Steps, or iterations.
    pub steps: usize,
    /// Learning rate; Adam's falls along a cosine.
    pub rate: f64,
    /// w in w theta, added to the gradient of the weights and not of the biases; 0 for none. Levenberg-Marquardt has none.
    pub decay: f64,
}

/// A [`Network`] that is trained by a [`Schedule`] from the point where it starts: theta <- theta - rate step(gradient + w theta).
///
/// The steps of a rule are taken in `T`: f64, or f32, which is about twice as fast and leaves a loss that could become zero near
/// 1e-14. All else is in f64: Levenberg-Marquardt, the weights and losses that are asked for, and the point where it starts.
///
/// ```
/// use alleyway::fit::{NetworkTraining, Rule, Schedule};
/// use alleyway::model::{Activation, Architecture, Network};
/// use ndarray::array;
///
/// // Two tanh neurons learn the sign of one number.
/// let form = Architecture { inputs: 1, width: 2, activation: Activation::Tanh, bias: true };
/// let network = Network::new(form, array![[-1.0, -0.5, 0.5, 1.0]].view(), array![-1.0, -1.0, 1.0, 1.0].view(), 1.0);
/// let schedule = Schedule { rule: Some(Rule::ADAM), steps: 2_000, rate: 0.05, decay: 0.0 };
/// let mut training = NetworkTraining::<f32>::new(network, vec![0.5, -0.3, 0.0, 0.0, 0.1, 0.2, 0.0], schedule);
/// while !training.finished() {
///     training.advance(100);
/// }
/// assert!(training.loss() < 1e-3 && !training.diverged());
/// ```
#[derive(Debug)]
pub struct NetworkTraining<T: Real> {
    schedule: Schedule,
    network: Network<f64>,
    engine: Engine<T>,
    /// The weights where it stands.
    theta: Vec<f64>,
    step: usize,
    /// The loss at the start.
    first: f64,
    diverged: bool,
}

#[derive(Debug)]
enum Engine<T: Real> {
    Steps { network: Network<T>, theta: Vec<T>, gradient: Vec<T>, optimiser: Optimiser<T>, rule: Rule },
    Levenberg(Levenberg),
}

/// The numbers of a training: f64 or f32.
///
/// What takes the time is a function of this crate for each, so that it is fast also where the crate that calls it is compiled for size.
pub trait Trains: Real {
    #[doc(hidden)]
    fn advance(training: &mut NetworkTraining<Self>, steps: usize) -> usize;
}

macro_rules! trains {
    ($float:ty) => {
        impl Trains for $float {
            #[inline(never)]
            fn advance(training: &mut NetworkTraining<Self>, steps: usize) -> usize {
                training.take(steps)
            }
        }
    };
}

trains!(f64);
trains!(f32);

impl<T: Trains> NetworkTraining<T> {
    /// At its start (P).
    ///
    /// # Panics
    /// Where `start` has not one number for each parameter.
    #[must_use]
    pub fn new(network: Network<f64>, start: Vec<f64>, schedule: Schedule) -> Self {
        let first = network.loss_at(&start);
        let engine = match schedule.rule {
            Some(rule) => Engine::Steps {
                network: network.to(),
                theta: start.iter().map(|weight| T::of(*weight)).collect(),
                gradient: vec![T::zero(); start.len()],
                optimiser: Optimiser::new(rule, start.len()),
                rule,
            },
            None => Engine::Levenberg(Levenberg::new(&network, start.clone().into())),
        };
        Self { schedule, network, engine, theta: start, step: 0, first, diverged: false }
    }

    /// Some steps on, until the last or until it diverges; returns how many were taken. In whatever portions, a training that
    /// diverges ends at the same step: every state is looked at.
    pub fn advance(&mut self, steps: usize) -> usize {
        T::advance(self, steps)
    }

    fn take(&mut self, steps: usize) -> usize {
        let Schedule { steps: last, rate, decay, .. } = self.schedule;
        let before = self.step;
        while self.step - before < steps && !self.finished() {
            match &mut self.engine {
                Engine::Steps { network, theta, gradient, optimiser, rule } => {
                    let loss = network.loss_and_gradient(theta, gradient).wide();
                    if has_diverged(loss, self.first) {
                        self.diverged = true;
                        break;
                    }
                    if decay > 0.0 {
                        for weights in network.form().weights() {
                            axpy(T::of(decay), &theta[weights.clone()], &mut gradient[weights]);
                        }
                    }
                    optimiser.step(rule.rate_at(rate, self.step, last), theta, gradient);
                }
                Engine::Levenberg(walk) => {
                    walk.step(&self.network);
                }
            }
            self.step += 1;
        }
        match &self.engine {
            Engine::Steps { theta, .. } => {
                self.theta.iter_mut().zip(theta).for_each(|(to, weight)| *to = weight.wide());
            }
            Engine::Levenberg(walk) => {
                self.theta.copy_from_slice(walk.point().to_slice().expect("points are contiguous"));
            }
        }
        if self.step == last && self.step > before {
            self.diverged = has_diverged(self.loss(), self.first);
        }
        self.step - before
    }

    /// As [`NetworkTraining::advance`], for about so many operations and `most` steps. Of a step that is longer a part is done, and
    /// none taken.
    pub fn advance_for(&mut self, operations: f64, most: usize) -> usize {
        let is_long = self.cost() > operations && !self.finished();
        if let Engine::Levenberg(walk) = &mut self.engine
            && is_long
            && !walk.factorise(&self.network, operations)
        {
            return 0;
        }
        self.advance(most.min((operations / self.cost()) as usize + 1))
    }

    /// Floating-point operations of a step, about.
    #[must_use]
    pub fn cost(&self) -> f64 {
        let form = self.network.form();
        let (n, p) = (self.network.points() as f64, form.parameters() as f64);
        match self.engine {
            Engine::Steps { .. } => n * (4.0 * p + 40.0 * form.width as f64) + 10.0 * p,
            Engine::Levenberg(_) => 4.0 * n.min(p) * n.min(p) * n.max(p),
        }
    }

    /// Steps so far.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.step
    }

    /// Whether the last step was taken, or there is none worth taking.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.diverged || self.step == self.schedule.steps
    }

    /// Whether it has diverged, at the step where it stands ([`has_diverged`]).
    #[must_use]
    pub fn diverged(&self) -> bool {
        self.diverged
    }

    /// The weights where it stands (P).
    #[must_use]
    pub fn theta(&self) -> &[f64] {
        &self.theta
    }

    /// The training loss there.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.network.loss(ArrayView1::from(&self.theta))
    }

    /// The loss as a function of all weights.
    #[must_use]
    pub fn network(&self) -> &Network<f64> {
        &self.network
    }
}

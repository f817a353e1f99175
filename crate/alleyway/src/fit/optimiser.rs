//! First-order steps on plain slices: gradient descent, momentum, Adam. For training loops of many thousand steps, in f32 or f64.

use crate::real::Real;

/// How a gradient becomes a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// p <- p - rate g.
    Descent,
    /// v <- momentum v - rate g, p <- p + v (heavy ball).
    Momentum {
        /// Share of the last step that is kept.
        momentum: f64,
    },
    /// Adam (Kingma & Ba 2015, arXiv 1412.6980, algorithm 1): p <- p - rate m/(sqrt v + epsilon), m and v the means of g and g^2
    /// with memories that are usually .9 and .999, corrected for their start at zero; epsilon 1e-8.
    Adam {
        /// Share of m and of v that a step keeps.
        memory: (f64, f64),
    },
}

impl Rule {
    /// Adam with its usual memories.
    pub const ADAM: Self = Self::Adam { memory: (0.9, 0.999) };

    /// The learning rate of a step, counted from 0, of a training of so many that starts at `rate`: Adam's falls along a [`cosine`],
    /// that of the others stays.
    #[must_use]
    pub fn rate_at(self, rate: f64, step: usize, steps: usize) -> f64 {
        if self == Self::ADAM { cosine(rate, step, steps) } else { rate }
    }
}

const EPSILON: f64 = 1e-8;

/// The state of a rule between steps.
#[derive(Debug, Clone)]
pub struct Optimiser<T> {
    rule: Rule,
    first: Vec<T>,
    second: Vec<T>,
    /// The memories of Adam to the power of the steps so far.
    faded: (f64, f64),
}

impl<T: Real> Optimiser<T> {
    /// For `parameters` parameters.
    #[must_use]
    pub fn new(rule: Rule, parameters: usize) -> Self {
        let kept = |needed: bool| vec![T::zero(); if needed { parameters } else { 0 }];
        Self {
            rule,
            first: kept(rule != Rule::Descent),
            second: kept(matches!(rule, Rule::Adam { .. })),
            faded: (1.0, 1.0),
        }
    }

    /// One step of `point` along `gradient`.
    pub fn step(&mut self, rate: f64, point: &mut [T], gradient: &[T]) {
        assert_eq!(point.len(), gradient.len());
        match self.rule {
            Rule::Descent => {
                let rate = T::of(rate);
                point.iter_mut().zip(gradient).for_each(|(p, g)| *p -= rate * *g);
            }
            Rule::Momentum { momentum } => {
                let (rate, momentum) = (T::of(rate), T::of(momentum));
                for ((p, g), v) in point.iter_mut().zip(gradient).zip(&mut self.first) {
                    *v = momentum * *v - rate * *g;
                    *p += *v;
                }
            }
            Rule::Adam { memory } => {
                self.faded = (self.faded.0 * memory.0, self.faded.1 * memory.1);
                let rate = T::of(rate / (1.0 - self.faded.0));
                let correction = T::of(1.0 / (1.0 - self.faded.1));
                let (keep, take) = (T::of(memory.0), T::of(1.0 - memory.0));
                let (keep_square, take_square) = (T::of(memory.1), T::of(1.0 - memory.1));
                let epsilon = T::of(EPSILON);
                let moments = self.first.iter_mut().zip(&mut self.second);
                for ((p, g), (m, v)) in point.iter_mut().zip(gradient).zip(moments) {
                    *m = keep * *m + take * *g;
                    *v = keep_square * *v + take_square * *g * *g;
                    *p -= rate * *m / ((correction * *v).sqrt() + epsilon);
                }
            }
        }
    }
}

/// `rate` at the start, falling along half a cosine to a thousandth of it at the last of `steps` steps.
///
/// ```
/// use alleyway::fit::cosine;
///
/// let [first, last] = [0, 99].map(|step| cosine(0.1, step, 100));
/// assert!((first - 0.1).abs() < 1e-15 && (last - 1e-4).abs() < 1e-15);
/// ```
#[must_use]
pub fn cosine(rate: f64, step: usize, steps: usize) -> f64 {
    let share = step as f64 / (steps.max(2) - 1) as f64;
    rate * (1e-3 + (1.0 - 1e-3) * 0.5 * (1.0 + libm::cos(std::f64::consts::PI * share)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps on x^2/2 + 50 y^2, from (1, 1).
    fn walk(rule: Rule, rate: f64, steps: usize) -> Vec<[f64; 2]> {
        let mut optimiser = Optimiser::<f64>::new(rule, 2);
        let mut point = [1.0, 1.0];
        let step = |_| {
            let gradient = [point[0], 100.0 * point[1]];
            optimiser.step(rate, &mut point, &gradient);
            point
        };
        (0..steps).map(step).collect()
    }

    #[test]
    fn descent_shrinks_each_direction_by_one_minus_rate_times_curvature() {
        let end = walk(Rule::Descent, 0.015, 30)[29];
        assert!((end[0] - 0.985f64.powi(30)).abs() < 1e-13 && (end[1] - 0.5f64.powi(30)).abs() < 1e-13);
    }

    #[test]
    fn momentum_is_the_recursion_of_two_steps() {
        let path = walk(Rule::Momentum { momentum: 0.8 }, 0.01, 20);
        for at in 2..20 {
            let [before, now] = [path[at - 2][0], path[at - 1][0]];
            assert!((path[at][0] - (now + 0.8 * (now - before) - 0.01 * now)).abs() < 1e-14);
        }
    }

    #[test]
    fn adam_is_its_published_algorithm() {
        // Algorithm 1 of the paper, line by line, with powers instead of running products.
        let path = walk(Rule::ADAM, 0.1, 50);
        let (mut p, mut m, mut v) = ([1.0, 1.0], [0.0; 2], [0.0; 2]);
        for (t, step) in (1..).zip(&path) {
            let g = [p[0], 100.0 * p[1]];
            for i in 0..2 {
                m[i] = 0.9 * m[i] + 0.1 * g[i];
                v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                let (m_hat, v_hat) = (m[i] / (1.0 - 0.9f64.powi(t)), v[i] / (1.0 - 0.999f64.powi(t)));
                p[i] -= 0.1 * m_hat / (v_hat.sqrt() + 1e-8);
                assert!((p[i] - step[i]).abs() < 1e-10, "step {t}: {} {}", p[i], step[i]);
            }
        }
        // The first step is the rate, whatever the curvature.
        assert!((path[0][0] - 0.9).abs() < 1e-8 && (path[0][1] - 0.9).abs() < 1e-8);
    }

    #[test]
    fn the_cosine_begins_at_the_rate_and_ends_at_a_thousandth() {
        assert!((cosine(0.01, 0, 3000) - 0.01).abs() < 1e-15 && (cosine(0.01, 2999, 3000) - 1e-5).abs() < 1e-15);
        assert!((cosine(2.0, 50, 101) - 1.001).abs() < 1e-12);
    }
}

//! Moments of a long walk, kept for later looks.

use ndarray::ArrayView1;

/// The points of a walk at its beginning and then ever more rarely: each kept step is about 4 % later than the one before, so that
/// 100,000 steps leave some 250 points and a short walk all of them.
///
/// By ratio and not by an even stride, because descent off a saddle happens early in a long tail, and one does not know beforehand
/// how long it will be.
///
/// ```
/// use alleyway::fit::Trail;
/// use ndarray::array;
///
/// let mut trail = Trail::default();
/// for step in 0..=1_000 {
///     trail.note(step, 1.0 / (1.0 + step as f64), array![step as f64].view());
/// }
/// assert_eq!(trail.steps[..4], [0, 1, 2, 3]);
/// assert!(trail.steps.len() < 150);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Trail {
    /// Numbers of the steps that were kept.
    pub steps: Vec<usize>,
    /// The losses there.
    pub losses: Vec<f64>,
    /// The points there, one after the other.
    pub points: Vec<f64>,
    next: usize,
}

/// A kept step is this many times the one before it, or the next step where that is further.
const RATIO: f64 = 1.04;

impl Trail {
    /// A trail of moments that were kept elsewhere.
    #[must_use]
    pub fn kept(steps: Vec<usize>, losses: Vec<f64>, points: Vec<f64>) -> Self {
        let next = steps.last().map_or(0, |step| step + 1);
        Self { steps, losses, points, next }
    }

    /// Take notice of a step; to be called in the order of steps.
    pub fn note(&mut self, step: usize, loss: f64, point: ArrayView1<f64>) {
        if step < self.next {
            return;
        }
        self.keep(step, loss, point);
        self.next = (step + 1).max((step as f64 * RATIO) as usize);
    }

    /// The end of the walk, in place of a moment of the same step.
    pub fn end(&mut self, step: usize, loss: f64, point: ArrayView1<f64>) {
        if self.steps.last() == Some(&step) {
            self.steps.pop();
            self.losses.pop();
            self.points.truncate(self.points.len() - point.len());
        }
        self.keep(step, loss, point);
    }

    fn keep(&mut self, step: usize, loss: f64, point: ArrayView1<f64>) {
        self.steps.push(step);
        self.losses.push(loss);
        self.points.extend(point);
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn a_long_walk_leaves_few_moments_and_none_far_from_the_next() {
        let mut trail = Trail::default();
        (0..=100_000).for_each(|step| trail.note(step, step as f64, array![step as f64, 1.0].view()));
        trail.end(100_000, -1.0, array![-1.0, 0.0].view());
        assert!(trail.steps.len() < 260, "{}", trail.steps.len());
        assert!(trail.steps[..25].iter().copied().eq(0..25));
        assert!(
            trail
                .steps
                .windows(2)
                .all(|w| w[0] < w[1] && (w[1] as f64) <= (w[0] as f64 * RATIO).max(w[0] as f64 + 1.0))
        );
        assert_eq!(trail.points.len(), 2 * trail.steps.len());
        assert_eq!((trail.losses.last(), trail.points.last()), (Some(&-1.0), Some(&0.0)));
        assert_eq!(trail.steps.iter().filter(|step| **step == 100_000).count(), 1);
    }
}

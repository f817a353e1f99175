//! Ways from one solution to another: the straight line, and a curve with one bend.

use ndarray::Array1;

use alleyway::fit::{Optimiser, Rule};
use alleyway::objective::Objective;

/// Points of a path.
pub const POINTS: usize = 101;
/// Steps by which the bend is found.
pub const STEPS: usize = 1_500;
const RATE: f64 = 0.01;
/// Fixed points of the curve whose mean loss is lowered.
pub const FIXED: usize = 10;

/// t = 0, .01, ..., 1.
pub fn times() -> impl Iterator<Item = f64> {
    (0..POINTS).map(|i| i as f64 / (POINTS - 1) as f64)
}

/// The losses on the straight line.
pub fn straight(objective: &dyn Objective, from: &Array1<f64>, to: &Array1<f64>) -> Vec<f64> {
    let way = to - from;
    times().map(|t| objective.loss((from + &(&way * t)).view())).collect()
}

/// The search for the bend B of the quadratic Bezier curve (1-t)^2 M + 2 t (1-t) B + t^2 G on which the mean data loss is least
/// (Garipov et al. 2018, arXiv 1802.10026): Adam on B, from the middle of the line.
pub struct Bend {
    from: Array1<f64>,
    to: Array1<f64>,
    bend: Vec<f64>,
    optimiser: Optimiser<f64>,
    step: usize,
}

impl Bend {
    pub fn new(from: &Array1<f64>, to: &Array1<f64>) -> Self {
        let bend = ((from + to) * 0.5).to_vec();
        let optimiser = Optimiser::new(Rule::ADAM, bend.len());
        Self { from: from.clone(), to: to.clone(), bend, optimiser, step: 0 }
    }

    fn point(&self, t: f64) -> Array1<f64> {
        let (a, b, c) = ((1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t);
        let ends = self.from.iter().zip(&self.to);
        ends.zip(&self.bend).map(|((from, to), bend)| a * from + b * bend + c * to).collect()
    }

    /// One step; whether there are more.
    pub fn advance(&mut self, objective: &dyn Objective) -> bool {
        let mut gradient = vec![0.0; self.bend.len()];
        for i in 0..FIXED {
            let t = (i as f64 + 0.5) / FIXED as f64;
            let (_, slope) = objective.gradient(self.point(t).view());
            let factor = 2.0 * t * (1.0 - t) / FIXED as f64;
            gradient.iter_mut().zip(&slope).for_each(|(g, s)| *g += factor * s);
        }
        let share = self.step as f64 / STEPS as f64;
        let rate = RATE * 0.5 * (1.0 + libm::cos(std::f64::consts::PI * share));
        self.optimiser.step(rate, &mut self.bend, &gradient);
        self.step += 1;
        self.step < STEPS
    }

    /// The share of the search that is done.
    pub fn done(&self) -> f64 {
        self.step as f64 / STEPS as f64
    }

    /// B.
    pub fn bend(&self) -> Array1<f64> {
        self.bend.clone().into()
    }

    /// The losses along the curve.
    pub fn losses(&self, objective: &dyn Objective) -> Vec<f64> {
        times().map(|t| objective.loss(self.point(t).view())).collect()
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use alleyway::model::Ring;

    #[test]
    fn around_the_ring_there_is_a_way_where_the_line_crosses_a_wall() {
        // (u^2 + v^2 - 1)^2 on the slice: from (1, 0) to (0, 1) the middle of the line has (1/2 - 1)^2 = 1/4.
        let ring = Ring::new(3);
        let (from, to) = (array![1.0, 1.0, 1.0, 0.0], array![0.0, 0.0, 0.0, 1.0]);
        let line = straight(&ring, &from, &to);
        assert!((line[50] - 0.25).abs() < 1e-15 && line[0] == 0.0 && line[100] == 0.0);
        let mut bend = Bend::new(&from, &to);
        while bend.advance(&ring) {}
        let highest = bend.losses(&ring).into_iter().fold(0.0, f64::max);
        // No parabola is an arc of a circle; the best one leaves it by less than a hundredth of the wall.
        assert!(highest < 0.0025, "{highest}");
    }
}

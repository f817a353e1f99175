//! The data, and the loss with one, two and three weights.

use ndarray::{Array1, array};

use alleyway::dense::grid;
use alleyway::model::{Shape, Units};
use alleyway::objective::Restricted;

/// The data, the shape and the range of the one weight.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) shape: Shape,
    pub(super) x: Array1<f64>,
    pub(super) y: Array1<f64>,
    /// Weights over which the curve is drawn and starts are counted.
    pub(super) range: (f64, f64),
    /// A place beyond this is nowhere near the data: the loss is bounded, so that a rate which is too large throws the ball
    /// far away rather than up.
    pub(super) bound: f64,
}

impl World {
    pub(super) fn of(model: &str) -> Self {
        if model == "bumps" {
            let shape = Shape::Bump { width: 0.72 };
            let x = Array1::from(grid(31)) * 3.0;
            let y = Units::predict(shape, array![0.4, 0.6, -1.2, 1.2].view(), x.view());
            Self { shape, x, y, range: (-2.6, 2.6), bound: 4.0 }
        } else {
            let x = Array1::from(grid(41));
            let y = x.mapv(|x| libm::sin(8.0 * x));
            Self { shape: Shape::Sine, x, y, range: (0.0, 12.0), bound: 16.0 }
        }
    }

    pub(super) fn units(&self, count: usize) -> Units {
        Units::new(self.shape, count, self.x.clone(), self.y.clone())
    }

    /// One unit of height 1: the parameter is its place.
    pub(super) fn one(&self) -> Restricted<Units> {
        Restricted::new(self.units(1), array![1.0, 0.0], array![[0.0], [1.0]])
    }

    /// Two units of heights gamma and 1 - gamma: the parameters are their places.
    pub(super) fn two(&self, gamma: f64) -> Restricted<Units> {
        let directions = array![[0.0, 0.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0]];
        Restricted::new(self.units(2), array![gamma, 1.0 - gamma, 0.0, 0.0], directions)
    }

    /// The same with the share free: c1, c2, g.
    pub(super) fn three(&self) -> Restricted<Units> {
        let directions = array![[0.0, 0.0, 1.0], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
        Restricted::new(self.units(2), array![0.0, 1.0, 0.0, 0.0], directions)
    }

    pub(super) fn weights(&self, count: usize) -> Vec<f64> {
        let (low, high) = self.range;
        (0..count).map(|i| low + (high - low) * i as f64 / (count - 1) as f64).collect()
    }
}

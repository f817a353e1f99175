//! The work: the walks of one start, then the share of starts that get stuck.

use ndarray::{Array1, Array2, array};

use super::quantities::surface as q;
use super::walk::{End, Walk};
use super::world::World;
use crate::contract::config::Config;
use crate::contract::parts::{Packed as _, packed};
use crate::contract::{Finished, Task};
use alleyway::fit::{Descent, State};
use alleyway::landscape::surface;
use alleyway::model::Shape;
use alleyway::objective::{Objective, Restricted};
use alleyway::spectrum::Spectrum;

/// Starts for the share that gets stuck.
pub(super) const STARTS: usize = 521;
/// Length of the step off the split point along its bottom eigenvector: .001 in each weight for an even split.
pub(super) const NUDGE: f64 = 1e-3 * std::f64::consts::SQRT_2;
/// Descents that one quantum does for the share.
pub(super) const QUANTUM: usize = 8;

/// Whether a loss is that of the deepest valley: the descents of the share end at a gradient of 1e-5, up to a thousandth above it,
/// and the other valleys lie further apart.
pub(super) fn is_deepest(loss: f64, deepest: f64) -> bool {
    loss <= deepest + 1e-3 * (1.0 + deepest)
}

packed! {
    /// What came of the walks.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Story {
        pub(super) stuck: Walk,
        pub(super) curvature: f64,
        pub(super) share: f64,
        pub(super) deepest: f64,
        pub(super) split: Vec<f64>,
        pub(super) split_curvatures: Vec<f64>,
        pub(super) escape: Walk,
        /// Eigenvalues where the descent with two weights came to rest.
        pub(super) escaped_spectrum: Vec<f64>,
        pub(super) free: Walk,
        pub(super) again: Vec<f64>,
    }
}

/// The task: the walks first, then the share of starts that get stuck, a few at a time.
pub(super) struct Descents {
    pub(super) world: World,
    pub(super) stage: usize,
    pub(super) gamma: f64,
    pub(super) rate: f64,
    pub(super) start: f64,
    pub(super) story: Story,
    /// Where each start ended: its loss.
    pub(super) ends: Vec<f64>,
    pub(super) walked: bool,
}

impl Descents {
    pub(super) fn new(world: World, config: &Config) -> Self {
        Self {
            world,
            stage: config.count("stage"),
            gamma: config.number("gamma"),
            rate: config.number("rate"),
            start: config.number("start"),
            story: Story::default(),
            ends: Vec::with_capacity(STARTS),
            walked: false,
        }
    }

    pub(super) fn walk(&mut self) {
        let story = &mut self.story;
        let one = self.world.one();
        story.stuck = Walk::take(&one, array![self.start], self.rate, self.world.bound);
        story.curvature = one.hessian(story.stuck.last())[[0, 0]];
        if self.stage < 2 || story.stuck.end != End::Arrived {
            return;
        }
        let two = self.world.two(self.gamma);
        let w = story.stuck.last()[0];
        let split = array![w, w];
        let hessian = two.hessian(split.view());
        let spectrum = Spectrum::of(hessian.view());
        story.split = spectrum.values.clone();
        let along = |v: Array1<f64>| v.dot(&hessian.dot(&v));
        story.split_curvatures = vec![along(array![1.0, 1.0]), along(array![1.0, -1.0])];
        // The sign of an eigenvector is nobody's choice: walk both ways and keep the lower end.
        let bound = self.world.bound;
        let ways =
            [1.0, -1.0].map(|sign| Walk::take(&two, &split + &(spectrum.bottom() * (sign * NUDGE)), self.rate, bound));
        let [mut there, back] = ways;
        // Equal by symmetry but for rounding: then the one that moves the first unit to the right.
        let tie = (there.loss() - back.loss()).abs() <= 1e-9 * (1.0 + there.loss());
        if there.is_off() || (tie && back.points[0] > there.points[0]) || (!tie && back.loss() < there.loss()) {
            there = back;
        }
        story.escape = there;
        if story.escape.end == End::Arrived {
            story.escaped_spectrum = Spectrum::at(&two, story.escape.last()).values;
        }
        if self.stage < 3 || story.escape.end != End::Arrived {
            return;
        }
        let end = story.escape.last();
        let three = self.world.three();
        story.free = Walk::take(&three, array![end[0], end[1], self.gamma], self.rate, bound);
        if matches!(self.world.shape, Shape::Bump { .. }) && story.free.end == End::Arrived {
            // The higher of the two bumps is split evenly.
            let (c1, c2, g) = (story.free.last()[0], story.free.last()[1], story.free.last()[2]);
            let ((high, at), (low, other)) = if g >= 0.5 { ((g, c1), (1.0 - g, c2)) } else { ((1.0 - g, c2), (g, c1)) };
            let point = array![high / 2.0, high / 2.0, low, at, at, other];
            story.again = Spectrum::at(&self.world.units(3), point.view()).values;
        }
    }
}

impl Task for Descents {
    fn advance(&mut self) -> f64 {
        if !self.walked {
            self.walk();
            self.walked = true;
            return 0.1;
        }
        let one = self.world.one();
        let starts = self.world.weights(STARTS);
        for start in starts.into_iter().skip(self.ends.len()).take(QUANTUM) {
            // To the valley is enough here; rate 1 is safe on both curves.
            let mut descent = Descent::new(&one, array![start], 1.0, 0.0, 1e-5);
            while descent.steps() < 2_000 && descent.step(&one) == State::Going {}
            self.ends.push(descent.loss());
        }
        if self.ends.len() < STARTS {
            return 0.1 + 0.9 * self.ends.len() as f64 / STARTS as f64;
        }
        let deepest = self.ends.iter().copied().fold(f64::INFINITY, f64::min);
        let stuck = self.ends.iter().filter(|loss| !is_deepest(**loss, deepest)).count();
        self.story.deepest = deepest;
        self.story.share = stuck as f64 / STARTS as f64;
        1.0
    }

    fn finish(&mut self) -> Finished {
        Finished::Part(self.story.to_part())
    }
}

/// The view `surface`. An uneven split makes c1 > c2 another function than c1 < c2: the side that descent takes is shown.
pub(super) struct SurfaceView(pub(super) Descents);

impl Task for SurfaceView {
    fn advance(&mut self) -> f64 {
        self.0.stage = 2;
        self.0.walk();
        1.0
    }

    fn finish(&mut self) -> Finished {
        let Descents { world, gamma, story, .. } = &self.0;
        let other_side = !story.escape.is_empty() && story.escape.last()[0] < story.escape.last()[1];
        let side = if other_side { -1.0 } else { 1.0 };
        let w = world.weights(141);
        let u: Vec<f64> = (0..81).map(|i| f64::from(i) / 40.0).collect();
        // c1 = w + u, c2 = w - u, or the other way round.
        let turned = Restricted::new(world.two(*gamma), array![0.0, 0.0], array![[1.0, side], [1.0, -side]]);
        let losses: Array2<f64> = surface(&turned, &w, &u);
        Finished::View(vec![q::W.of(w), q::U.of(u), q::SURFACE.of(losses.into_raw_vec_and_offset().0)])
    }
}

//! The work: train each network, keep moments of the path, lay planes through its end, and look.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::look::{Look, Slice, WENT};
use super::setting::{DRAWN, MOMENTS, RATIOS, Setting};
use crate::contract::cost::QUANTUM;
use crate::contract::parts::Packed as _;
use crate::contract::{Finished, Task};
use crate::shared::training::{Target, Weight};
use alleyway::fit::{NetworkTraining, has_diverged};
use alleyway::landscape::{Plane, eigenvalue_ratio, extent, spaced};
use alleyway::seed::{Purpose, Stream};
use alleyway::spectrum::Spectrum;

/// The tasks of some networks, one after the other.
pub(super) struct Surveys {
    pub(super) surveys: Vec<Survey>,
    pub(super) at: usize,
    pub(super) part: Vec<f64>,
}

impl Task for Surveys {
    fn advance(&mut self) -> f64 {
        let count = self.surveys.len() as f64;
        let Some(survey) = self.surveys.get_mut(self.at) else { return 1.0 };
        let done = survey.advance();
        if done >= 1.0 {
            self.part.extend(survey.look.to_part());
            self.at += 1;
            return self.at as f64 / count;
        }
        (self.at as f64 + done) / count
    }

    fn finish(&mut self) -> Finished {
        Finished::Part(std::mem::take(&mut self.part))
    }
}

/// The work on one network.
pub(super) struct Survey {
    pub(super) setting: Setting,
    pub(super) run: NetworkTraining<Weight>,
    /// Weights at each moment, one after the other.
    pub(super) path: Vec<f64>,
    pub(super) planes: Vec<Plane>,
    pub(super) look: Look,
}

impl Survey {
    pub(super) fn new(setting: &Setting, width: usize) -> Self {
        let training = setting.training;
        let (x, y) = training.sample(setting.draw);
        let run = training.begin(training.form(width), &x, &y, setting.draw);
        let parameters = run.theta().len() as f64;
        let look = Look { parameters, ..Look::default() };
        let mut survey = Self { setting: setting.clone(), run, path: Vec::new(), planes: Vec::new(), look };
        survey.note();
        survey
    }

    pub(super) fn note(&mut self) {
        let (step, loss) = (self.run.steps() as f64, self.run.loss());
        // The run itself looks at a state when it goes on from there.
        if has_diverged(loss, self.look.losses.first().copied().unwrap_or(loss)) {
            self.look.diverged = Some(step);
            return;
        }
        self.look.steps.push(step);
        self.look.losses.push(loss);
        self.path.extend(self.run.theta());
    }

    /// The step of the next moment: equally spaced, the first and the last among them.
    pub(super) fn next_moment(&self) -> usize {
        let steps = self.setting.training.steps;
        let moments = MOMENTS.min(steps);
        let at = self.look.steps.len();
        (at * steps).div_ceil(moments).min(steps)
    }

    /// A little of the work; returns the share that is done.
    pub(super) fn advance(&mut self) -> f64 {
        let resolution = self.setting.resolution;
        if !self.run.finished() {
            self.run.advance_for(QUANTUM, self.next_moment() - self.run.steps());
            if self.run.diverged() {
                self.look.diverged = Some(self.run.steps() as f64);
            } else if self.run.steps() == self.next_moment() {
                self.note();
            }
            if self.look.diverged.is_some() {
                self.look.fits = self.fits();
                return 1.0;
            }
            return 0.6 * self.run.steps() as f64 / self.setting.training.steps as f64;
        }
        if self.planes.is_empty() {
            self.choose();
            return 0.62;
        }
        let rows: usize = self.look.slices.iter().map(|slice| slice.surface.len() / resolution).sum();
        if rows < 3 * resolution {
            let (at, row) = (rows / resolution, rows % resolution);
            // By s, as the axes of the series say; the plane's rows are along its first direction, so the two change places.
            let plane = &self.planes[at];
            let across =
                Plane { origin: plane.origin.clone(), first: plane.second.clone(), second: plane.first.clone() };
            let slice = &mut self.look.slices[at];
            slice.surface.extend(across.row(self.run.network(), &slice.t, slice.s[row]));
            return 0.62 + 0.13 * (rows + 1) as f64 / (3 * resolution) as f64;
        }
        let done = self.look.ratios.len();
        let slice = &self.look.slices[0];
        let along = |values: &[f64], at: usize| {
            let (low, high) = (values[0], values[values.len() - 1]);
            low + (high - low) * at as f64 / (RATIOS - 1) as f64
        };
        let point = self.planes[0].point(along(&slice.s, done / RATIOS), along(&slice.t, done % RATIOS));
        self.look.ratios.push(eigenvalue_ratio(self.run.network(), point.view()));
        let share = (done + 1) as f64 / (RATIOS * RATIOS) as f64;
        if share < 1.0 { 0.75 + 0.249 * share } else { 1.0 }
    }

    /// The planes, when the training has ended.
    pub(super) fn choose(&mut self) {
        let Setting { training, span, resolution, .. } = self.setting;
        let network = self.run.network();
        let form = network.form();
        let end = Array1::from(self.run.theta().to_vec());
        let path = ArrayView2::from_shape((self.look.steps.len(), end.len()), &self.path).expect("a point a moment");
        let spectrum = Spectrum::at(network, end.view());
        let mut stream = Stream::new(training.seed, Purpose::Disturbance, form.width);
        self.planes = vec![
            Plane::principal(end.clone(), path),
            Plane::random(end.clone(), &form.filters(), &mut stream),
            Plane::curvatures(end.clone(), &spectrum),
        ];
        let length = end.dot(&end).sqrt();
        let away = |point: ArrayView1<f64>| {
            let way = &point - &end;
            way.dot(&way).sqrt()
        };
        self.look.reach = path.outer_iter().map(away).fold(0.0, f64::max) / length;
        for (at, (slice, plane)) in self.look.slices.iter_mut().zip(&self.planes).enumerate() {
            let places: Vec<f64> = path.outer_iter().flat_map(|point| <[f64; 2]>::from(plane.nearest(point))).collect();
            let places = Array2::from_shape_vec((path.nrows(), 2), places).expect("two coordinates a moment");
            let (first, second) = match at {
                0 => {
                    let range = |column| {
                        let (low, high) = extent(&places, column, 0.0);
                        high - low
                    };
                    // Of a training that went nowhere there is still something to be seen.
                    let larger = range(0).max(range(1)).max(WENT * length);
                    let margin = |column| {
                        let (low, high) = extent(&places, column, 0.4 * larger);
                        let (middle, half) = (0.5 * (low + high), 0.5 * (high - low) * span);
                        (middle - half, middle + half)
                    };
                    (margin(0), margin(1))
                }
                1 => ((-span, span), (-span, span)),
                _ => {
                    let reach = 0.15 * length * span;
                    ((-reach, reach), (-reach, reach))
                }
            };
            *slice = Slice {
                missed: plane.missed(path),
                path: places.into_iter().collect(),
                s: spaced(first.0, first.1, resolution),
                t: spaced(second.0, second.1, resolution),
                surface: Vec::with_capacity(resolution * resolution),
            };
        }
        self.look.fits = self.fits();
        self.look.spectrum = spectrum.values;
        self.look.weights = end.to_vec();
    }

    /// The fit at every moment, where there is one input to draw it over.
    pub(super) fn fits(&self) -> Vec<f64> {
        if self.setting.training.target != Target::Waves {
            return Vec::new();
        }
        let grid = Array1::from(spaced(-1.0, 1.0, DRAWN)).insert_axis(ndarray::Axis(0));
        let form = self.run.network().form();
        self.path.chunks_exact(form.parameters()).flat_map(|theta| form.predict(theta, &grid)).collect()
    }
}

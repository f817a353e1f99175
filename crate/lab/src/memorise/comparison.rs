//! The whole of the first piece: the run, then its memorising solution M held against its last one, G, and the ways between them.

use ndarray::Array1;

use super::paths::{self, Bend};
use super::problem::{Kind, RING_EXAMPLES, Setting};
use super::record::{MOMENT, Record, Solution};
use super::walk::{Memorised, Walk};
use super::work::Work;
use crate::contract::cost::QUANTUM;
use crate::contract::parts::{Pack, Packed as _};
use alleyway::landscape::spaced;
use alleyway::objective::Objective;

/// Points of a plane along each axis; of one that is the whole surface, and of one through M, G and the bend.
pub(super) const EXACT_PLANE: usize = 91;
pub(super) const PLANE: usize = 81;

/// The whole of the first piece.
pub(super) struct Comparison {
    walk: Walk,
    stage: Stage,
    record: Record,
    /// M and G, where there are both.
    ends: Option<(Array1<f64>, Array1<f64>)>,
}

enum Stage {
    Walk,
    Compare,
    Bend(Box<Bend>),
    /// Rows of the plane: before the walk where it is the whole surface, so that the walk can be watched on it.
    Plane {
        bend: Option<Array1<f64>>,
    },
    Done,
}

impl Comparison {
    pub(super) fn new(setting: Setting) -> Self {
        let stage = if setting.kind.is_flat() { Stage::Plane { bend: None } } else { Stage::Walk };
        let walk = Walk::new(setting);
        let record = Record { truth: walk.problem.truth(), ..Record::default() };
        Self { walk, stage, record, ends: None }
    }

    /// What is known once the training is over: G, and where there is an M, the paths from there.
    fn compare(&mut self) -> Stage {
        let setting = self.walk.problem.setting;
        let last = self.walk.curve.moments.len().saturating_sub(MOMENT);
        let end = self.walk.curve.moments[last..].to_vec();
        let record = &mut self.record;
        if self.walk.diverged {
            record.diverged = Some(self.walk.step as f64);
            record.memorised.moment = self.walk.memorised_moment();
            record.curve = std::mem::take(&mut self.walk.curve);
            return Stage::Done;
        }
        let to = self.walk.theta.clone();
        record.general = self.walk.solution(to.view(), end);
        let (start, norms, data, count) = self.walk.square_norms;
        record.extra = vec![to[to.len() - 1], start, norms / count as f64, data / count as f64];
        record.curve = std::mem::take(&mut self.walk.curve);
        let Some(Memorised { at, theta: from, moment }) = self.walk.memorised.take().or(self.walk.early.take()) else {
            return Stage::Done;
        };
        record.training_path = self.walk.training_path[2 * at..].to_vec();
        // What was before M is no part of the way from there.
        record.training_path[1] = moment[1];
        record.memorised = self.walk.solution(from.view(), moment);
        if from == to {
            // Memorised at the last step: there is no way to go.
            return Stage::Done;
        }
        let data = self.walk.problem.data.as_ref();
        record.line = paths::straight(data, &from, &to);
        let way = &to - &from;
        let square = |t: f64| {
            let point = &from + &(&way * t);
            point.dot(&point)
        };
        record.line_total =
            paths::times().zip(&record.line).map(|(t, data)| data + setting.penalty * square(t)).collect();
        self.ends = Some((from.clone(), to.clone()));
        match setting.kind {
            Kind::Hyperbola => Stage::Done,
            _ => Stage::Bend(Box::new(Bend::new(&from, &to))),
        }
    }

    /// A row of the plane: of the two weights themselves where there are two, else through M, G and the bend.
    fn plane(&mut self, bend: Option<&Array1<f64>>) -> bool {
        let Setting { kind, penalty, .. } = self.walk.problem.setting;
        let record = &mut self.record;
        if record.plane_s.is_empty() {
            let (s, t) = match kind {
                Kind::Ring => ((-0.25, 1.6), (-0.25, 1.6)),
                Kind::Hyperbola => ((-0.5, 4.0), (-0.5, 4.0)),
                _ => ((-0.35, 1.35), (-0.5, 1.2)),
            };
            let points = if kind.is_flat() { EXACT_PLANE } else { PLANE };
            record.plane_s = spaced(s.0, s.1, points);
            record.plane_t = spaced(t.0, t.1, points);
        }
        let points = record.plane_s.len();
        let s = record.plane_s[record.plane_data.len() / points];
        // From the line towards the bend, as long as the line.
        let axes = self.ends.as_ref().zip(bend).map(|((from, to), bend)| {
            let way = to - from;
            let length = way.dot(&way).sqrt();
            let mut away = bend - from;
            let along = away.dot(&way) / (length * length);
            away.scaled_add(-along, &way);
            let size = away.dot(&away).sqrt();
            let across = if size > 0.0 { away * (length / size) } else { away };
            (from, way, across)
        });
        for &t in &record.plane_t {
            let point = match kind {
                Kind::Ring => {
                    let mut point = Array1::from_elem(RING_EXAMPLES + 1, s);
                    point[RING_EXAMPLES] = t;
                    point
                }
                Kind::Hyperbola => ndarray::array![s, t],
                _ => {
                    let (from, way, across) = axes.as_ref().expect("a plane is laid through M, G and a bend");
                    *from + &(way * s) + across * t
                }
            };
            let data = self.walk.problem.data.loss(point.view());
            record.plane_data.push(data);
            record.plane_total.push(data + penalty * point.dot(&point));
        }
        record.plane_data.len() < points * points
    }

    /// What is known while the walk goes on.
    fn so_far(&self) -> Record {
        let memorised = Solution { moment: self.walk.memorised_moment(), ..Solution::default() };
        Record { curve: self.walk.so_far(), memorised, ..self.record.clone() }
    }
}

impl Work for Comparison {
    fn advance(&mut self) -> f64 {
        let share = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Walk => {
                let done = self.walk.advance();
                self.stage = if done < 1.0 { Stage::Walk } else { Stage::Compare };
                0.5 * done
            }
            Stage::Compare => {
                self.stage = self.compare();
                0.51
            }
            Stage::Bend(mut bend) => {
                // Ten gradients a step.
                let steps = (QUANTUM / (10.0 * self.walk.problem.setting.cost())) as usize + 1;
                let data: &dyn Objective = self.walk.problem.data.as_ref();
                let more = (0..steps).all(|_| bend.advance(data));
                let done = bend.done();
                if more {
                    self.stage = Stage::Bend(bend);
                } else {
                    self.record.bend = bend.losses(data);
                    if !self.walk.problem.setting.kind.is_flat() {
                        self.stage = Stage::Plane { bend: Some(bend.bend()) };
                    }
                }
                0.51 + 0.4 * done
            }
            Stage::Plane { bend } => {
                let first = bend.is_none();
                if self.plane(bend.as_ref()) {
                    self.stage = Stage::Plane { bend };
                } else if first {
                    self.stage = Stage::Walk;
                }
                if first { 0.0 } else { 0.92 }
            }
            Stage::Done => 1.0,
        };
        if matches!(self.stage, Stage::Done) { 1.0 } else { share }
    }

    fn write(&self, pack: &mut Pack) {
        match self.stage {
            Stage::Walk | Stage::Compare | Stage::Plane { bend: None } => self.so_far().write(pack),
            _ => self.record.write(pack),
        }
    }
}

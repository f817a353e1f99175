//! What the story of one start will take: three descents at most, and the starts that are counted.

use super::story::STARTS;
use super::walk::MOST_STEPS;
use super::world::World;
use crate::contract::cost::{Cost, Work};
use alleyway::model::Shape;

/// Steps of a descent that counts, about: both curves are left at a rate of 1.
const STEPS: f64 = 100.0;
/// Steps of a descent of the story at a rate of 1, about; at a smaller rate there are more.
const STORY: f64 = 100.0;

/// The one piece.
pub fn cost(world: &World, stage: usize, rate: f64) -> Cost {
    let points = world.x.len() as f64;
    // One function a point and unit, and a handful of vectors.
    let step = |units: f64| Work {
        functions: units * points,
        calls: 25.0,
        elements: 10.0 * units * points,
        ..Work::default()
    };
    let walked = (STORY / rate).clamp(20.0, MOST_STEPS as f64);
    let story: Work =
        (1..=stage).map(|units| walked * if units == 1 { 1.0 } else { 2.0 } * step(units.min(2) as f64)).sum();
    let rows = if matches!(world.shape, Shape::Sine) { 0.5 } else { 1.0 };
    Cost::of([story + STARTS as f64 * STEPS * rows * step(1.0)])
}

//! Split a neuron: a network that is stuck in a minimum, the same function with one unit more, and the way down that has opened.
//!
//! `cargo run --release --example split`

use alleyway::fit::{Descent, State, polish};
use alleyway::model::{Shape, Units};
use alleyway::objective::Objective;
use alleyway::spectrum::{Critical, Spectrum};
use ndarray::{Array1, array};

fn main() {
    let story = split();
    println!("one unit: at rest at a loss of {:.4}, a {:?}", story.stuck, story.before);
    println!(
        "split in two: the loss is {:.4}, the point a {:?}, its lowest curvature {:.4}",
        story.after, story.is, story.lowest
    );
    println!("released: {:.2e}", story.released);
}

struct Story {
    stuck: f64,
    before: Critical,
    after: f64,
    is: Critical,
    lowest: f64,
    released: f64,
}

/// A curve of two bumps, learned by one, and then by two.
fn split() -> Story {
    let shape = Shape::Bump { width: 0.7 };
    let x = Array1::linspace(-3.0, 3.0, 41);
    let y = Units::predict(shape, array![1.0, 1.0, -0.8, 0.8].view(), x.view());
    let units = |count| Units::new(shape, count, x.clone(), y.clone());

    let one = units(1);
    // The last digits by Newton's method: a curvature is told at the point itself.
    let point = polish(&one, rest(&one, array![0.9, 0.2]));
    let before = Spectrum::at(&one, point.view()).critical();

    // Half of the height each, at the same place: the function has not changed.
    let two = units(2);
    let halves = array![0.5 * point[0], 0.5 * point[0], point[1], point[1]];
    let spectrum = Spectrum::at(&two, halves.view());
    let stepped = &halves + &(spectrum.bottom() * 1e-3);
    let end = rest(&two, stepped);
    Story {
        stuck: one.loss(point.view()),
        before,
        after: two.loss(halves.view()),
        is: spectrum.critical(),
        lowest: spectrum.values[0],
        released: two.loss(end.view()),
    }
}

/// Down, as far as it goes.
fn rest(objective: &dyn Objective, start: Array1<f64>) -> Array1<f64> {
    let mut descent = Descent::new(objective, start, 0.5, 0.9, 1e-9);
    while descent.steps() < 100_000 && descent.step(objective) == State::Going {}
    descent.point().to_owned()
}

#[test]
fn a_minimum_becomes_a_saddle_and_descent_leaves_through_it() {
    let Story { stuck, before, after, is, lowest, released } = split();
    assert_eq!((before, is), (Critical::Minimum, Critical::Saddle));
    assert!((stuck - after).abs() < 1e-14 && lowest < 0.0 && stuck > 1e-3, "{stuck} {after} {lowest}");
    assert!(released < 1e-8, "{released}");
}

//! What the runs will take.

use super::comparison::{EXACT_PLANE, PLANE};
use super::layers::PRODUCT_INPUTS;
use super::paths::{FIXED, POINTS, STEPS as BEND_STEPS};
use super::problem::{Kind, Setting};
use super::walk::RATIO;
use crate::contract::cost::{Cost, Work};

/// Narrow networks until one stands still, about: three in eight do.
const NARROW: f64 = 8.0 / 3.0;
/// Steps of the grid on which the bits of a solution are looked for, about.
const BITS: f64 = 40.0;

/// The run with its paths, and where there is one the control; or the networks that are given room.
pub fn cost(setting: &Setting, control: bool) -> Cost {
    if setting.widen > 0 {
        let further = Setting { steps: setting.further, ..*setting };
        let wide = Setting { width: setting.width + setting.widen, ..further };
        return Cost::of([NARROW * walk(setting) + walk(&further) + walk(&wide)]);
    }
    let told = walk(setting) + paths(setting);
    if control { Cost::of([told, walk(setting)]) } else { Cost::of([told]) }
}

/// Cells of the table of a modular task that are trained on, and that are held out.
fn cells(setting: &Setting) -> (f64, f64) {
    let all = (setting.modulus * setting.modulus) as f64;
    (setting.share * all, (1.0 - setting.share) * all)
}

/// One evaluation of the loss and its gradient.
fn gradient(setting: &Setting) -> Work {
    let m = setting.width as f64;
    match setting.kind {
        Kind::Ring | Kind::Hyperbola => Work { calls: 12.0, elements: 20.0, ..Work::default() },
        Kind::Sparse => Work { calls: 20.0, elements: 1_500.0, products: 8_000.0, ..Work::default() },
        Kind::Product => Work::vectors(60.0 * (2.0 * PRODUCT_INPUTS as f64 + 6.0), m),
        Kind::Modular => Work::vectors(cells(setting).0 * (3.0 * setting.modulus as f64 + 8.0), m),
    }
}

/// One evaluation of the loss alone, on examples.
fn loss(setting: &Setting, examples: f64) -> Work {
    let m = setting.width as f64;
    match setting.kind {
        Kind::Product => Work::vectors(60.0 * (PRODUCT_INPUTS as f64 + 3.0), m),
        Kind::Modular => Work::vectors(examples * (setting.modulus as f64 + 3.0), m),
        _ => 0.5 * gradient(setting),
    }
}

/// The test at every step.
fn test(setting: &Setting) -> Work {
    match setting.kind {
        Kind::Product => {
            Work { products: (PRODUCT_INPUTS * PRODUCT_INPUTS * setting.width) as f64, calls: 60.0, ..Work::default() }
        }
        Kind::Modular => loss(setting, cells(setting).1),
        Kind::Sparse => Work { calls: 10.0, elements: 500.0, ..Work::default() },
        _ => Work::default(),
    }
}

/// Numbers of weights.
fn weights(setting: &Setting) -> f64 {
    match setting.kind {
        Kind::Ring | Kind::Hyperbola => 4.0,
        Kind::Sparse => 200.0,
        Kind::Product => ((PRODUCT_INPUTS + 1) * setting.width) as f64,
        Kind::Modular => (3 * setting.modulus * setting.width) as f64,
    }
}

/// What is measured at a moment.
fn measured(setting: &Setting) -> Work {
    let m = setting.width as f64;
    match setting.kind {
        Kind::Product => Work { spectra: 3_375.0, elements: 400.0 * m, ..Work::default() },
        Kind::Modular => {
            let (p, (n, _)) = (setting.modulus as f64, cells(setting));
            let smaller = n.min(m);
            // The transforms of the weights are taken twice: for the measures and for the picture.
            let waves = 2.0 * 0.5 * p * 2.0 * p * m;
            Work {
                spectra: smaller * smaller * smaller,
                products: smaller * smaller * n.max(m),
                functions: 2.0 * waves,
                ..Work::default()
            }
        }
        _ => Work::default(),
    }
}

fn walk(setting: &Setting) -> Work {
    let steps = setting.steps as f64;
    // All steps at first, then each so many times the one before.
    let all = 1.0 / (RATIO - 1.0);
    let moments = if steps < all { steps } else { all + libm::log(steps / all) / libm::log(RATIO) };
    let noisy = if setting.noise > 0.0 {
        gradient(setting) + Work { normals: examples(setting), ..Work::default() }
    } else {
        Work::default()
    };
    let moved = Work { updates: weights(setting), calls: 20.0, elements: 2.0 * weights(setting), ..Work::default() };
    steps * (gradient(setting) + test(setting) + noisy + moved) + moments * measured(setting)
}

/// Targets that are disturbed at a step.
fn examples(setting: &Setting) -> f64 {
    match setting.kind {
        Kind::Ring | Kind::Hyperbola => 5.0,
        Kind::Sparse => 40.0,
        Kind::Product => 60.0,
        Kind::Modular => cells(setting).0 * setting.modulus as f64,
    }
}

/// What is looked at between the two solutions.
fn paths(setting: &Setting) -> Work {
    let loss =
        loss(setting, cells(setting).0) + Work { elements: 4.0 * weights(setting), calls: 10.0, ..Work::default() };
    let flat = setting.kind.is_flat();
    let plane = if flat { EXACT_PLANE * EXACT_PLANE } else { PLANE * PLANE };
    let bent = if setting.kind == Kind::Hyperbola {
        Work::default()
    } else {
        let gradient = gradient(setting) + Work { elements: 8.0 * weights(setting), calls: 20.0, ..Work::default() };
        (BEND_STEPS * FIXED) as f64 * gradient
    };
    (plane + 2 * POINTS) as f64 * loss + 2.0 * BITS * loss + bent
}

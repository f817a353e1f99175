//! What the looks will take.

use super::setting::{DRAWN, MOMENTS, RATIOS, Setting};
use crate::contract::cost::{Cost, Work};
use crate::shared::training::Target;
use crate::shared::training_cost::{along, hessian, training_step, values};

/// Both networks, each a piece.
pub fn cost(setting: &Setting) -> Cost {
    Cost::of(setting.widths.iter().map(|width| look(setting, *width)))
}

fn look(setting: &Setting, width: usize) -> Work {
    let training = setting.training;
    let (form, n) = (training.form(width), training.n);
    let p = form.parameters() as f64;
    let moments = MOMENTS.min(training.steps) as f64;
    let trained = training.steps as f64 * training_step(&training, form) + moments * values(form, n);
    let drawn = if training.target == Target::Waves { moments * values(form, DRAWN) } else { Work::default() };
    // The spectrum at the end, and the principal directions of the path: of the smaller of two Gram matrices.
    let end = hessian(form, n) + Work { spectra: p * p * p, ..Work::default() };
    let gram = p.min(moments + 1.0);
    let principal = Work { spectra: gram * gram * gram, products: gram * gram * p.max(moments), ..Work::default() };
    // Each moment is projected on three planes, twice.
    let projected = Work::vectors(60.0 * moments, p);
    let row = setting.resolution as f64 * along(form, n) + 2.0 * values(form, n);
    let surfaces = 3.0 * setting.resolution as f64 * row;
    let ratios = (RATIOS * RATIOS) as f64 * (hessian(form, n) + Work { eigenvalues: p * p * p, ..Work::default() });
    trained + drawn + end + principal + projected + surfaces + ratios
}

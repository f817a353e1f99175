//! Models: what maps an input to numbers, with weights to be found.
//!
//! Here, fixed features: a model is linear in its weights, and a longer list of features contains every shorter one.

mod features;
mod polynomial;
mod population;

pub use features::{Features, polynomial_scale};
pub use polynomial::{Basis, Reduced};
pub use population::{Population, SphereRisk};

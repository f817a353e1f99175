//! Models: what maps an input to numbers, with weights to be found.
//!
//! Fixed features ([`Features`], [`Population`]): a model is linear in its weights, and a longer list of features contains
//! every shorter one. Sums of units whose places are learned as well ([`Units`]): each makes an
//! [`Objective`](crate::objective::Objective).

mod features;
mod polynomial;
mod population;
mod units;

pub use features::{Features, polynomial_scale};
pub use polynomial::{Basis, Reduced};
pub use population::{Population, SphereRisk};
pub use units::{Shape, Units};

//! Models: what maps an input to numbers, with weights to be found.
//!
//! Fixed features ([`Features`], [`Population`]): a model is linear in its weights ([`Linear`]), and a longer list of features contains
//! every shorter one. Models whose features are learned as well are each an [`Objective`](crate::objective::Objective): sums
//! of units ([`Units`]), networks of two layers ([`Network`]), diagonal and
//! quadratic ones ([`Diagonal`], [`Quadratic`]), valleys of two parameters ([`Ring`], [`Hyperbola`]), and a ReLU network that learns another ([`Teacher`]).

mod diagonal;
mod features;
mod linear;
mod network;
mod polynomial;
mod population;
#[cfg(test)]
mod product;
mod quadratic;
mod ring;
mod teacher;
mod units;

pub use diagonal::Diagonal;
pub use features::{Features, polynomial_scale};
pub use linear::Linear;
pub use network::{Activation, Architecture, Network};
pub use polynomial::{Basis, Reduced};
pub use population::{Population, SphereRisk};
pub use quadratic::{Inputs, Quadratic};
pub use ring::{Hyperbola, Ring};
pub use teacher::Teacher;
pub use units::{Shape, Units};

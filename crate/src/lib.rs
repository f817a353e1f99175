//! Why models far larger than their data can still generalise: small models, trained here, and looked at closely.
//!
//! The crate is a library that knows nothing of a page. It runs natively and as WebAssembly, and gives the same numbers
//! in both up to rounding; in one WebAssembly module, the same bits in every browser.
//!
//! Four floors, and a floor uses only those below it:
//!
//! - Ground. [`error`]: the one error, written for the person who reads it. [`seed`]: streams of random numbers by name, so
//!   that any piece of a run can be made anywhere. [`objective`]: the hinge, a point in parameter space with loss, gradient and
//!   Hessian. [`real`]: f64 and f32. [`dense`]: the inner loops. [`svd`] and [`spectrum`]: singular values, safe for any rank, and
//!   eigenvalues. [`stats`]: what a few draws can tell. [`theory`]: closed forms that measured curves are held against.
//! - First. [`data`]: what is to be learned. [`model`]: features, designs whose risk is known exactly, sums of units, networks.
//!   [`fit`]: least squares that grows feature by feature, descent, Adam, Levenberg-Marquardt. [`landscape`]: slices, surfaces and
//!   planes of any objective.
//! - Second. [`experiment`]: one module a figure. A config is opened into a run that can be done in pieces by any number of
//!   workers and says in a sentence what came of it.
//! - Top, thin. `wasm`, the only place that knows of JavaScript, and the command line `alleyway`.
//!
//! Start with [`experiment`], whose example runs a double-descent sweep from end to end.

pub mod data;
pub mod dense;
pub mod error;
pub mod experiment;
pub mod fit;
pub mod landscape;
pub mod model;
pub mod objective;
pub mod real;
pub mod seed;
pub mod spectrum;
pub mod stats;
pub mod svd;
pub mod theory;

#[cfg(target_arch = "wasm32")]
mod wasm;

pub use error::Error;

/// Version of the crate, in every result.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

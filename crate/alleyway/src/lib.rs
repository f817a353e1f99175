//! Why models far larger than their data can still generalise: small models, trained here, and looked at closely.
//!
//! The crate is a library that knows nothing of a page. It runs natively and as WebAssembly, and gives the same numbers
//! in both up to rounding; in one WebAssembly module, the same bits in every browser.
//!
//! Four floors, and a floor uses only those below it:
//!
//! - Ground. [`error`]: the one error, written for the person who reads it. [`seed`]: streams of random numbers by name, so
//!   that any piece of a run can be made anywhere. [`decimal`]: numbers as text, and back. [`objective`]: a loss as a
//!   function of the parameters, with gradient and Hessian. [`real`]: f64 and f32. [`dense`]: the inner loops. [`svd`] and [`spectrum`]: singular values, safe for any rank, and
//!   eigenvalues. [`stats`]: what a few draws can tell. [`theory`]: closed forms that measured curves are held against.
//! - First. [`data`]: what is to be learned. [`model`]: features, designs whose risk is known exactly, sums of units, networks.
//!   [`fit`]: least squares that grows feature by feature, descent, Adam, Levenberg-Marquardt. [`landscape`]: slices, surfaces and
//!   planes of any objective.
//!
//! Three programs in `examples/` begin with a task: a double-descent curve of a table of one's own (`own_data`), the curvatures of a
//! network that was trained (`hessian`), a neuron that is split (`split`).
//!
//! A design that grows past the number of points: there the fit of least norm passes through all of them.
//!
//! ```
//! use alleyway::fit::Growing;
//! use ndarray::{Array2, array, s};
//!
//! let x = [0.1, 0.4, 0.7, 1.0];
//! // Ten cosines at the four points, feature x point.
//! let features = Array2::from_shape_fn((10, 4), |(k, i)| libm::cos(k as f64 * x[i]));
//! let targets = array![[0.2, -0.5, 0.7, 0.1]];
//!
//! let mut sweep = Growing::new(4, 0.0);
//! for size in 1..=10 {
//!     sweep.grow(features.slice(s![size - 1..size, ..]));
//!     let (weights, fit) = sweep.fit(targets.view());
//!     assert_eq!(fit.degrees_of_freedom, size.min(4) as f64);
//!     if size >= 4 {
//!         let misses = weights.dot(&features.slice(s![..size, ..])) - &targets;
//!         assert!(misses.iter().all(|miss| miss.abs() < 1e-9));
//!     }
//! }
//! ```

pub mod data;
pub mod decimal;
pub mod dense;
pub mod error;
pub mod fit;
pub mod landscape;
mod lanes;
pub mod model;
pub mod objective;
pub mod real;
pub mod seed;
pub mod spectrum;
pub mod stats;
pub mod svd;
pub mod theory;

pub use error::Error;

/// Version of the crate, in every result.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// By whom it is, in every citation.
pub const AUTHORS: &str = env!("CARGO_PKG_AUTHORS");

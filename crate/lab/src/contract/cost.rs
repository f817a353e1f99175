//! What a run will take, told before it starts.
//!
//! Each figure counts the work of its pieces by kind ([`Work`]): vector operations and their elements, products of matrices, random
//! normals, functions of a mathematical library, activations, decompositions. Each kind has a price, measured on one core of the
//! machine that the README names; on another the estimate is off by how much faster or slower that is. Where the amount of work
//! depends on the data (steps until a descent comes to rest) it is that of a typical run.
//!
//! `cargo run --release --example cost` holds the estimates against measured times.
//!
//! An estimate never enters a result.

use crate::contract::tree::Tree;

/// From this estimate on (seconds of one core) a page asks before it runs.
pub const ASK_SECONDS: f64 = 60.0;

/// Beyond this estimate (seconds of one core) a page refuses a config: half an hour on a phone's battery is more than a figure is
/// worth. The command line runs what it is asked to.
pub const BUDGET_SECONDS: f64 = 1_800.0;

/// Floating-point operations of a quantum of a task, about: a few milliseconds.
pub const QUANTUM: f64 = 4e6;

/// What a run is estimated to take on one core.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// All pieces together.
    pub seconds: f64,
    /// The largest of them: with however many workers a run takes no less.
    pub largest_piece_seconds: f64,
}

impl Cost {
    /// Of pieces, each with its work.
    #[must_use]
    pub fn of(pieces: impl IntoIterator<Item = Work>) -> Self {
        let mut cost = Self { seconds: 0.0, largest_piece_seconds: 0.0 };
        for seconds in pieces.into_iter().map(|work| work.seconds()) {
            cost.seconds += seconds;
            cost.largest_piece_seconds = cost.largest_piece_seconds.max(seconds);
        }
        cost
    }

    /// What a page needs to know: `seconds`, and whether to `ask`.
    #[must_use]
    pub fn tree(&self) -> Tree {
        Tree::Object(vec![("seconds", self.seconds.into()), ("ask", (self.seconds > ASK_SECONDS).into())])
    }
}

/// Work by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Work {
    /// Operations on vectors (a dot product, an axpy): what each takes whatever its length.
    pub calls: f64,
    /// Multiply-adds in them.
    pub elements: f64,
    /// Multiply-adds in products of matrices.
    pub products: f64,
    /// Random normals.
    pub normals: f64,
    /// Calls of sin, cos, exp, atan2.
    pub functions: f64,
    /// tanh of vectors.
    pub tanhs: f64,
    /// Weights that an optimiser moves by one step.
    pub updates: f64,
    /// Sums of the cubes of the sizes of symmetric matrices whose eigenvalues and eigenvectors are found.
    pub spectra: f64,
    /// The same, of eigenvalues alone.
    pub eigenvalues: f64,
}

/// Seconds of each kind, in the order of the fields, measured natively on the fastest machine that was seen: those under which the
/// logarithms of the ratios that the example `cost` prints are smallest.
const PRICES: [f64; 9] = [3.7e-9, 0.14e-9, 0.13e-9, 5.6e-9, 11.7e-9, 2.2e-9, 1.15e-9, 1.9e-9, 0.12e-9];

/// Machines of the kind that the README names were up to 2.2 times slower: an estimate lies between the two, so that it is within a
/// factor of two on either.
const PACE: f64 = 1.4;

/// Times as long in a page: a WebAssembly engine checks bounds and has vectors of two doubles.
#[cfg(target_arch = "wasm32")]
const HERE: f64 = 1.2;
#[cfg(not(target_arch = "wasm32"))]
const HERE: f64 = 1.0;

impl Work {
    fn counts(&self) -> [f64; 9] {
        let Self { calls, elements, products, normals, functions, tanhs, updates, spectra, eigenvalues } = *self;
        [calls, elements, products, normals, functions, tanhs, updates, spectra, eigenvalues]
    }

    /// Seconds of one core.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        PACE * HERE * self.counts().iter().zip(PRICES).map(|(count, price)| count * price).sum::<f64>()
    }

    /// Dot products or axpys: so many of this length.
    #[must_use]
    pub fn vectors(count: f64, length: f64) -> Self {
        Self { calls: count, elements: count * length, ..Self::default() }
    }
}

impl std::ops::Add for Work {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            elements: self.elements + other.elements,
            products: self.products + other.products,
            normals: self.normals + other.normals,
            functions: self.functions + other.functions,
            tanhs: self.tanhs + other.tanhs,
            updates: self.updates + other.updates,
            spectra: self.spectra + other.spectra,
            eigenvalues: self.eigenvalues + other.eigenvalues,
        }
    }
}

impl std::ops::AddAssign for Work {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Work {
    fn sum<I: Iterator<Item = Self>>(works: I) -> Self {
        works.fold(Self::default(), |sum, work| sum + work)
    }
}

impl std::ops::Mul<Work> for f64 {
    type Output = Work;

    fn mul(self, work: Work) -> Work {
        let [calls, elements, products, normals, functions, tanhs, updates, spectra, eigenvalues] =
            work.counts().map(|count| self * count);
        Work { calls, elements, products, normals, functions, tanhs, updates, spectra, eigenvalues }
    }
}

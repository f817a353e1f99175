//! The figures, by name.

use alleyway::Error;

use crate::contract::Experiment;
use crate::contract::config::{Config, Figure};

/// How a config of a figure is opened.
pub(crate) type Open = fn(Config) -> Result<Box<dyn Experiment>, Error>;

/// In their order on the page: the module of each, and its name, which is that of the feature that it is built by.
macro_rules! figures {
    ($($module:ident = $name:literal,)+) => {
        /// The figures of this build. The lab opens on the first.
        pub static FIGURES: &[&Figure] = &[$(#[cfg(feature = $name)] &crate::$module::FIGURE,)+];

        /// How each of them is opened.
        static OPEN: &[Open] = &[$(#[cfg(feature = $name)] crate::$module::open,)+];

        /// The names of all figures, of this build or not.
        pub static NAMES: &[&str] = &[$($name),+];
    };
}

figures! {
    double_descent = "double-descent",
    least_norm = "least-norm",
    one_weight = "one-weight",
    split = "split",
    traps = "traps",
    landscape = "landscape",
    memorise = "memorise",
}

/// A figure of this build, and how it is opened.
pub(crate) fn find(name: &str) -> Option<(&'static Figure, Open)> {
    let at = FIGURES.iter().position(|figure| figure.name == name)?;
    Some((FIGURES[at], OPEN[at]))
}

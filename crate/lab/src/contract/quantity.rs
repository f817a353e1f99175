//! What a figure measures: every quantity is declared once, with all that is said of it, and whoever reports, lists or draws it reads
//! that.

use super::frames::{Frames, Series};

/// A column of numbers that a figure may yield.
#[derive(Debug)]
pub struct Quantity {
    /// The name in results and exports.
    pub name: &'static str,
    /// Unit, as text; empty for pure numbers. Where a config decides it, the units that there are, with bars between them.
    pub unit: &'static str,
    /// What the values run over, slowest first: `size`, or `size,grid`.
    pub axis: &'static str,
    /// What it is, in a sentence.
    pub help: &'static str,
}

impl Quantity {
    /// Its values in a run, row-major; NaN where a value does not exist.
    #[must_use]
    pub fn of(&self, values: Vec<f64>) -> Series {
        self.in_unit(self.unit, values)
    }

    /// The same, of a quantity whose unit the config decides.
    #[must_use]
    pub fn in_unit(&self, unit: &'static str, values: Vec<f64>) -> Series {
        Series { name: self.name, unit, axis: self.axis, places: 0, values }
    }
}

impl Frames {
    /// The same, with the number of places that the last of two axes has for some quantities.
    #[must_use]
    pub(crate) fn in_rows(mut self, of: &[(&Quantity, usize)]) -> Self {
        for series in &mut self.series {
            series.places = of.iter().find(|(q, _)| q.name == series.name).map_or(series.places, |(_, places)| *places);
        }
        self
    }
}

/// A number in the summary of a figure.
#[derive(Debug)]
pub struct Number {
    /// The name in results and exports.
    pub name: &'static str,
    /// What it is.
    pub help: &'static str,
}

impl Number {
    /// Its value in a run, NaN where it does not exist.
    #[must_use]
    pub fn of(&self, value: f64) -> (&'static str, f64) {
        (self.name, value)
    }
}

/// Declares the series of a figure, and the list of them.
macro_rules! series {
    ($($id:ident = $name:expr, $unit:expr, $axis:expr, $help:expr;)*) => {
        $(
            #[doc = $help]
            pub static $id: $crate::contract::quantity::Quantity =
                $crate::contract::quantity::Quantity { name: $name, unit: $unit, axis: $axis, help: $help };
        )*

        /// All series, in the order in which they are listed.
        pub static SERIES: &[&$crate::contract::quantity::Quantity] = &[$(&$id),*];
    };
}

/// Declares the numbers of a figure's summary, and the list of them.
macro_rules! summary {
    ($($id:ident = $name:expr, $help:expr;)*) => {
        $(
            #[doc = $help]
            pub static $id: $crate::contract::quantity::Number =
                $crate::contract::quantity::Number { name: $name, help: $help };
        )*

        /// All numbers, in the order in which they are listed.
        pub static SUMMARY: &[&$crate::contract::quantity::Number] = &[$(&$id),*];
    };
}

pub(crate) use {series, summary};

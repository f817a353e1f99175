//! What a run has to show: series, numbers, and a sentence.

/// A named column of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Name, stable.
    pub name: &'static str,
    /// Unit, as text; of a loss it says `noisy` or `excess`.
    pub unit: &'static str,
    /// What the values run over, slowest first: `size`, or `size,grid`.
    pub axis: &'static str,
    /// How many places the last of two axes has, for who lays the values out in rows; 0 of one axis, and in views.
    pub places: usize,
    /// The values, row-major; NaN where a value does not exist.
    pub values: Vec<f64>,
}

impl Series {
    /// The same over two axes, of which the last has so many places.
    #[must_use]
    pub(crate) fn in_rows(self, places: usize) -> Self {
        Self { places, ..self }
    }
}

/// What a stretch of a sentence is about, so that a page can mark it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Ordinary words.
    Plain,
    /// A test loss.
    Test,
    /// A value that speaks for the claim.
    Good,
    /// A value that speaks against the claim.
    Bad,
    /// Less important words.
    Quiet,
}

impl Role {
    /// The name of the role, as the page knows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Test => "test",
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Quiet => "quiet",
        }
    }
}

/// The sentence under a figure, computed from its numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Whether the claim held in this run; `None` where the run cannot say.
    pub holds: Option<bool>,
    /// The sentence in stretches.
    pub spans: Vec<(Role, String)>,
}

impl Verdict {
    /// The whole sentence.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// Everything that is known of a run so far.
#[derive(Debug, Clone, Default)]
pub struct Frames {
    /// How many pieces are in it, counted from the first without a gap.
    pub pieces: usize,
    /// The curves.
    pub series: Vec<Series>,
    /// Named numbers.
    pub summary: Vec<(&'static str, f64)>,
    /// The sentence.
    pub verdict: Verdict,
    /// What a reader should know about the numerics of this run.
    pub notes: Vec<String>,
}

impl Frames {
    /// The values of a series; empty where there is none of that name.
    #[must_use]
    pub fn series(&self, name: &str) -> &[f64] {
        self.series.iter().find(|s| s.name == name).map_or(&[], |s| &s.values)
    }

    /// A number of the summary; NaN where there is none of that name.
    #[must_use]
    pub fn summary(&self, name: &str) -> f64 {
        self.summary.iter().find(|(n, _)| *n == name).map_or(f64::NAN, |(_, v)| *v)
    }
}

//! What an experiment says of itself and of its result, as a tree of plain values.
//!
//! One tree, two writers: the command line makes JSON text of it, the page JavaScript values. So the page needs no JSON
//! code of its own (25 KB of WebAssembly), and both give the same result by construction.

/// A plain value.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// No value.
    Null,
    /// True or false.
    Bool(bool),
    /// A number; what is not finite is written as null.
    Number(f64),
    /// Text.
    Text(String),
    /// Values in order.
    List(Vec<Tree>),
    /// Numbers in order, kept together.
    Numbers(Vec<f64>),
    /// Named values in order.
    Object(Vec<(&'static str, Tree)>),
}

impl Tree {
    /// A value of an object; `None` where there is none of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields.iter().find(|(n, _)| *n == name).map(|(_, value)| value),
            _ => None,
        }
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Tree {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Tree {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<bool> for Tree {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<T: Into<Tree>> From<Option<T>> for Tree {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Tree>> FromIterator<T> for Tree {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

//! The one error of the crate: a sentence for the person who reads it, and the parts of it for a page that shows them.

/// What can go wrong before or during a run.
///
/// Every message names what was asked, what it was and what is allowed:
/// `draws must be between 1 and 400, got 4000`.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A key of a config holds a value outside what is allowed.
    #[error("{key} must be {allowed}, got {value}")]
    Value {
        /// Name of the key.
        key: String,
        /// The value as it was given.
        value: String,
        /// What is allowed, as the middle of a sentence: `between 1 and 400`.
        allowed: String,
    },
    /// A name that is not known: a figure, a preset, a key or a view.
    #[error("there is no {what} named {name}; known: {known}")]
    Unknown {
        /// What was looked for: `figure`, `preset`, `key`, `view`.
        what: &'static str,
        /// The name as it was given.
        name: String,
        /// The names that exist, separated by commas.
        known: String,
    },
    /// A request that is not of the expected form.
    #[error("the request could not be read: {0}")]
    Request(String),
    /// A data set that this run needs has not been provided.
    #[error("the data set {name} has not been loaded")]
    Missing {
        /// `digits` or `diabetes`.
        name: &'static str,
    },
    /// A data set that could not be read.
    #[error("the data set {name} could not be read: {reason}")]
    Data {
        /// `digits` or `diabetes`.
        name: String,
        /// What is wrong, with the line where it is known.
        reason: String,
    },
}

impl Error {
    /// The key of the config that is to blame, if there is one.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Value { key, .. } => Some(key),
            Self::Unknown { what: "key", name, .. } => Some(name),
            Self::Unknown { what, .. } => Some(what),
            Self::Missing { .. } | Self::Data { .. } => Some("data"),
            Self::Request(_) => None,
        }
    }

    /// The value that was refused, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Value { value, .. } => Some(value),
            Self::Unknown { name, .. } => Some(name),
            _ => None,
        }
    }

    /// What would have been allowed, if that can be said.
    #[must_use]
    pub fn allowed(&self) -> Option<&str> {
        match self {
            Self::Value { allowed, .. } => Some(allowed),
            Self::Unknown { known, .. } => Some(known),
            _ => None,
        }
    }
}

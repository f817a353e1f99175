//! The one error of the crate: a sentence for the person who reads it, and the parts of it for a page that shows them.

use std::fmt;

/// Characters of a message at most: two lines on a page or in a terminal, whatever was given.
pub const LONGEST: usize = 200;
/// Characters of what was given that are kept to be quoted.
const QUOTED: usize = 60;
/// Where a message would be too long what was given is cut first, but not to less than this.
const LEAST_QUOTED: usize = 24;

/// Text from outside as it may stand in a sentence: on one line, and no more of it than a sentence bears.
///
/// ```
/// assert_eq!(alleyway::error::quoted("a\nb"), "a b");
/// assert_eq!(alleyway::error::quoted(&"9".repeat(10_000)).chars().count(), 61);
/// ```
#[must_use]
pub fn quoted(text: &str) -> String {
    cut(text.trim(), QUOTED)
}

/// The first `most` characters, an ellipsis where there are more, and no line breaks.
fn cut(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(most).is_some() {
        short.push('\u{2026}');
    }
    short
}

/// A sentence around something that was given, cut to [`LONGEST`]: first what was given, then the end.
fn told(f: &mut fmt::Formatter, head: &str, given: &str, tail: &str) -> fmt::Result {
    let count = |text: &str| text.chars().count();
    let room = LONGEST.saturating_sub(count(head) + count(tail) + 1).max(LEAST_QUOTED);
    let whole = format!("{head}{}{tail}", cut(given, room));
    if count(&whole) <= LONGEST {
        return f.write_str(&whole);
    }
    // Not within a word of a list.
    let short: String = whole.chars().take(LONGEST - 1).collect();
    let end = short.rfind(' ').unwrap_or(short.len());
    write!(f, "{}\u{2026}", &short[..=end.min(short.len() - 1)])
}

/// What can go wrong before or during a run.
///
/// Every message names what was asked, what it was and what is allowed:
/// `draws must be between 1 and 400, got 4000`. None is longer than [`LONGEST`] characters or holds a line break.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// A key of a config, or an argument of a call, holds a value outside what is allowed.
    Value {
        /// Name of the key.
        key: String,
        /// The value as it was given.
        value: String,
        /// What is allowed, as the middle of a sentence: `between 1 and 400`.
        allowed: String,
    },
    /// A name that is not known: a figure, a preset, a key or a view.
    Unknown {
        /// What was looked for: `figure`, `preset`, `key`, `view`, `field` (of a request).
        what: &'static str,
        /// The name as it was given.
        name: String,
        /// The names that exist, separated by commas.
        known: String,
    },
    /// A request that is not of the expected form.
    Request(String),
    /// A data set that this run needs has not been provided.
    Missing {
        /// `digits` or `diabetes`.
        name: &'static str,
    },
    /// A data set that could not be read.
    Data {
        /// `digits` or `diabetes`.
        name: String,
        /// What is wrong, with the line where it is known.
        reason: String,
    },
    /// Numbers that are not the part of these pieces of this run, or were taken in before.
    Part(String),
    /// A call that is out of turn: a part before the work is done, a view where pieces were started.
    Turn(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Value { key, value, allowed } => told(f, &format!("{key} must be {allowed}, got "), value, ""),
            Self::Unknown { what, name, known } => {
                told(f, &format!("there is no {what} named "), name, &format!("; known: {known}"))
            }
            Self::Request(reason) => told(f, "the request could not be read: ", reason, ""),
            Self::Missing { name } => write!(f, "the data set {name} has not been loaded"),
            Self::Data { name, reason } => told(f, &format!("the data set {name} could not be read: "), reason, ""),
            Self::Part(reason) => told(f, "the part was not taken in: ", reason, ""),
            Self::Turn(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// The key of the config that is to blame, if there is one.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Value { key, .. } => Some(key),
            Self::Unknown { what: "key", name, .. } => Some(name),
            Self::Unknown { what, .. } => Some(what),
            Self::Missing { .. } | Self::Data { .. } => Some("data"),
            Self::Request(_) | Self::Part(_) | Self::Turn(_) => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_is_longer_than_two_lines_or_breaks_one_whatever_was_given() {
        let long = "line\nafter\tline \u{1F600}".repeat(100_000);
        let list = "a_key_of_a_figure, ".repeat(100);
        for error in [
            Error::Value {
                key: "draws".into(),
                value: long.clone(),
                allowed: "a whole number between 1 and 400".into(),
            },
            Error::Value { key: "draws".into(), value: long.clone(), allowed: list.clone() },
            Error::Unknown { what: "key", name: long.clone(), known: list.clone() },
            Error::Unknown { what: "key", name: "x".into(), known: list },
            Error::Request(long.clone()),
            Error::Data { name: "digits".into(), reason: long.clone() },
            Error::Part(long),
        ] {
            let message = error.to_string();
            assert!(message.chars().count() <= LONGEST, "{} characters: {message}", message.chars().count());
            assert!(!message.contains(char::is_control), "{message}");
            assert!(message.ends_with('\u{2026}'), "{message}");
        }
    }

    #[test]
    fn what_fits_is_told_in_full() {
        let error = Error::Value { key: "draws".into(), value: "4000".into(), allowed: "between 1 and 400".into() };
        assert_eq!(error.to_string(), "draws must be between 1 and 400, got 4000");
    }
}

//! The figures of Alleyway. Each is opened from a config into an [`Experiment`], whose work is done in pieces, anywhere and in any
//! order, and whose result, a sentence among it, depends on the config alone.
//!
//! ```
//! use alleyway_lab::{Request, open, run};
//!
//! let request = Request::preset("double-descent", "wiggle").with("draws", "8")?;
//! let mut experiment = open(&request)?;
//! run(experiment.as_mut())?;
//! let frames = experiment.frames();
//! assert_eq!(frames.pieces, 8);
//! assert!(frames.summary("peak_loss") > frames.summary("best_small_loss"));
//! # Ok::<(), alleyway::Error>(())
//! ```
//!
//! Where things are, from the ground up:
//!
//! - [`contract`]: what every figure keeps to. Configs and their keys, the experiment and its pieces, how sentences write numbers, and
//!   what work costs.
//! - [`shared`]: what several figures do. The training of a network, one random start of a student, the regression by bumps.
//! - One module a figure: [`double_descent`], [`least_norm`], [`one_weight`], [`split`], [`traps`], [`landscape`], [`memorise`].
//! - On top [`Request`], which knows all figures by name, and the functions of this page.
//!
//! The words of the contract:
//!
//! - A *piece* is the smallest work with a result of its own; in `double-descent` one training set. Pieces are numbered
//!   and each is determined by the config and its number.
//! - A [`Task`] does some pieces in quanta of a few milliseconds, so that a worker can listen in between. Its outcome is
//!   a *part*: plain numbers that can be posted from a worker.
//! - [`Experiment::accept`] takes parts in any order and folds them in the order of their numbers, so that one worker and
//!   eight give the same bits.
//! - A *glimpse* is what a task has so far, in the form of a part: it is drawn while the task goes on, and the part that
//!   comes in the end takes its place.
//! - A *view* is a closer look (the fit of every size in one training set); it never enters the result.
//!
//! A program that needs some figures only leaves the features of the others out, and their code with them. It still knows their names.

// What is shared is declared for all figures; a build with some of them uses some of it.
#![cfg_attr(not(feature = "all"), allow(dead_code, unused_imports, unused_macros))]

#[cfg(all(test, feature = "all"))]
mod borders;
mod budget;
pub mod contract;
mod figures;
mod request;
pub mod shared;

#[cfg(feature = "double-descent")]
pub mod double_descent;
#[cfg(feature = "landscape")]
pub mod landscape;
#[cfg(feature = "least-norm")]
pub mod least_norm;
#[cfg(feature = "memorise")]
pub mod memorise;
#[cfg(feature = "one-weight")]
pub mod one_weight;
#[cfg(feature = "split")]
pub mod split;
#[cfg(feature = "traps")]
pub mod traps;

use std::ops::Range;

use alleyway::Error;

pub use budget::cost;
use contract::csv::{Form, Write};
use contract::tree::Tree;
pub use contract::{Experiment, Finished, Frames, Series, Task, Verdict};
pub use figures::{FIGURES, NAMES};
pub use request::Request;

// The entries of a page are not inlined: its own crate is compiled for speed, which would make copies of them large.

/// Open an experiment, or refuse its config.
///
/// # Errors
/// [`Error::Value`] where values do not go together.
#[inline(never)]
pub fn open(request: &Request) -> Result<Box<dyn Experiment>, Error> {
    request.open()
}

/// Do all pieces of an experiment here, one after the other.
///
/// # Errors
/// When the data set that they need cannot be had.
pub fn run(experiment: &mut dyn Experiment) -> Result<(), Error> {
    for piece in 0..experiment.pieces() {
        let part = part(experiment, piece..piece + 1)?;
        experiment.accept(piece..piece + 1, &part)?;
    }
    Ok(())
}

/// Do some pieces here and hand over their part.
///
/// # Errors
/// When the data set that they need cannot be had.
pub fn part(experiment: &dyn Experiment, pieces: Range<usize>) -> Result<Vec<f64>, Error> {
    let mut task = experiment.start(pieces)?;
    while task.advance() < 1.0 {}
    match task.finish() {
        Finished::Part(part) => Ok(part),
        Finished::View(_) => unreachable!("pieces end in a part"),
    }
}

/// A view of an experiment, finished here.
///
/// # Errors
/// As [`Experiment::view`].
pub fn view(experiment: &dyn Experiment, name: &str, args: &[f64]) -> Result<Vec<Series>, Error> {
    let mut task = experiment.view(name, args)?;
    while task.advance() < 1.0 {}
    match task.finish() {
        Finished::View(series) => Ok(series),
        Finished::Part(_) => unreachable!("a view ends in series"),
    }
}

/// A result: figure, version, config, summary, series, verdict, and notes on the numerics.
#[must_use]
#[inline(never)]
pub fn result(experiment: &dyn Experiment) -> Tree {
    let frames = experiment.frames();
    let series = |s: &Series| {
        Tree::Object(vec![
            ("name", s.name.into()),
            ("unit", s.unit.into()),
            ("axis", s.axis.into()),
            ("values", Tree::Numbers(s.values.clone())),
        ])
    };
    let verdict = vec![("holds", frames.verdict.holds.into()), ("text", frames.verdict.text().into())];
    Tree::Object(vec![
        ("figure", experiment.config().figure().name.into()),
        ("version", alleyway::VERSION.into()),
        ("config", experiment.config().tree()),
        ("summary", Tree::Object(frames.summary.iter().map(|(name, value)| (*name, (*value).into())).collect())),
        ("series", frames.series.iter().map(series).collect()),
        ("verdict", Tree::Object(verdict)),
        ("notes", frames.notes.into_iter().collect()),
    ])
}

/// The names of the tables of a result: see [`contract::csv`].
#[must_use]
#[inline(never)]
pub fn tables(experiment: &dyn Experiment) -> Vec<&'static str> {
    contract::csv::tables(&experiment.frames().series)
}

/// The series of a result as text, of one table or of all: see [`contract::csv`].
///
/// # Errors
/// [`Error::Unknown`] where there is no table of that name.
#[inline(never)]
pub fn csv(experiment: &dyn Experiment, table: Option<&str>, form: Form, write: Write) -> Result<String, Error> {
    contract::csv::csv(&experiment.frames().series, table, form, write)
}

/// What the crate can do: version and authors, data sets with their sources, constants of all figures, figures with keys, presets, series and views.
#[must_use]
#[inline(never)]
pub fn catalogue() -> Tree {
    let set = |set: &alleyway::data::real::Set| {
        let fields =
            vec![("name", set.name.into()), ("bytes", (set.bytes as f64).into()), ("source", set.source.into())];
        (set.name, Tree::Object(fields))
    };
    Tree::Object(vec![
        ("version", alleyway::VERSION.into()),
        ("authors", alleyway::AUTHORS.into()),
        ("data", Tree::Object(alleyway::data::real::SETS.iter().map(set).collect())),
        ("constants", Tree::Object(vec![("zero_loss", contract::words::ZERO_LOSS.into())])),
        ("figures", FIGURES.iter().map(|f| f.describe()).collect()),
    ])
}

/// A request with every key filled in, and what it is estimated to take: seconds of one core, and whether to ask before it is run.
///
/// # Errors
/// As [`open`], and [`Error::Value`] for the key to lower where it would take longer than [`contract::cost::BUDGET_SECONDS`].
#[inline(never)]
pub fn resolve(request: &Request) -> Result<Tree, Error> {
    let experiment = open(request)?;
    let cost = budget::within_budget(request, experiment.as_ref())?;
    Ok(Tree::Object(vec![
        ("figure", request.config.figure().name.into()),
        ("preset", request.preset.into()),
        ("config", experiment.config().tree()),
        ("cost", cost.tree()),
    ]))
}

/// The results of a preset with some keys changed, for the tests of the figures.
#[cfg(test)]
fn completed<V: AsRef<str>>(figure: &str, preset: &str, set: &[(&str, V)]) -> Frames {
    let request = Request::preset(figure, preset);
    let request = set.iter().fold(request, |request, (key, value)| request.with(key, value.as_ref()).unwrap());
    let mut experiment = open(&request).unwrap();
    run(experiment.as_mut()).unwrap();
    experiment.frames()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::csv;

    #[test]
    fn every_default_and_preset_opens() {
        for figure in FIGURES {
            assert!(open(&Request::new(figure.name, None).unwrap()).is_ok());
            for preset in figure.presets {
                open(&Request::preset(figure.name, preset.name)).unwrap_or_else(|e| panic!("{}: {e}", preset.name));
            }
        }
        assert!(catalogue().get("figures").is_some());
    }

    #[test]
    fn every_table_of_every_figure_is_whole() {
        let small: [(&str, &[(&str, &str)]); 7] = [
            ("double-descent", &[("draws", "2")]),
            ("least-norm", &[("steps", "200")]),
            ("one-weight", &[]),
            ("split", &[]),
            ("traps", &[("runs", "4")]),
            ("landscape", &[("steps", "60"), ("resolution", "5"), ("beside", "5")]),
            ("memorise", &[("steps", "200")]),
        ];
        assert_eq!(small.map(|(figure, _)| figure), NAMES);
        for (figure, set) in small {
            let of = FIGURES.iter().find(|one| one.name == figure).unwrap();
            let series = completed(figure, of.presets[0].name, set).series;
            for one in series.iter().filter(|one| !one.values.is_empty()) {
                let axes = one.axis.split(',').count();
                assert!(
                    axes == 1 && one.places == 0 || axes == 2 && one.values.len() % one.places == 0,
                    "{}",
                    one.name
                );
            }
            // Names stand in a table as they are.
            let plain = |name: &str| name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_');
            assert!(of.series.iter().all(|one| plain(one.name) && one.axis.split(',').all(plain)), "{figure}");
            // What gives the places of an axis has one for each.
            for (at, axis) in series.iter().flat_map(|one| one.axis.split(',').enumerate()) {
                if let Some(lead) = series.iter().find(|one| one.name == axis && one.axis == axis) {
                    let of = |one: &&Series| one.axis.split(',').nth(at) == Some(axis) && !one.values.is_empty();
                    let count = |one: &Series| match (at, one.places) {
                        (1, places) => places,
                        (_, places) => one.values.len() / places.max(1),
                    };
                    assert!(series.iter().filter(of).all(|one| count(one) == lead.values.len()), "{figure}: {axis}");
                }
            }
            for table in csv::tables(&series) {
                let text = csv::csv(&series, Some(table), Form::Point, |value| format!("{value}")).unwrap();
                let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
                assert!(text.starts_with(table), "{figure}: {table}");
                assert!(lines.iter().all(|line| line.len() == lines[0].len()), "{figure}: {table}");
                let values = |column: &str| {
                    let at = lines[0].iter().position(|name| *name == column).unwrap();
                    lines[1..].iter().filter_map(|line| line[at].parse().ok()).collect::<Vec<f64>>()
                };
                // No name twice, and under each name all that there is of it.
                for one in series.iter().filter(|one| one.axis == table) {
                    assert_eq!(lines[0].iter().filter(|name| **name == one.name).count(), 1, "{figure}: {}", one.name);
                    let known: Vec<f64> = one.values.iter().copied().filter(|value| value.is_finite()).collect();
                    assert_eq!(values(one.name), known, "{figure}: {}", one.name);
                }
            }
        }
    }

    #[test]
    fn unknown_names_are_refused_with_the_known_ones() {
        let refusal = |figure, preset| Request::new(figure, preset).unwrap_err().to_string();
        assert_eq!(
            refusal("double-decent", None),
            format!("there is no figure named double-decent; known: {}", NAMES.join(", "))
        );
        assert!(
            refusal("double-descent", Some("wigle"))
                .starts_with("there is no preset named wigle; known: wiggle, digits")
        );
    }
}

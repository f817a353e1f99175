//! The same experiments from a command line.

mod progress;

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use alleyway::Error;
use alleyway::error::quoted;
use alleyway_lab::contract::config::Config;
use alleyway_lab::contract::csv::{self, Form};
use alleyway_lab::contract::quantity::{Number, Quantity};
use alleyway_lab::contract::tree::Tree;
use alleyway_lab::{self as lab, Experiment, FIGURES, Finished, Request};
use clap::{Parser, Subcommand, ValueEnum};
use progress::Progress;
use serde_json::{Value as Json, json};

#[derive(Parser)]
#[command(version, about = "Why models far larger than their data can still generalise", long_about = None)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a figure and print its result
    Run {
        /// Which figure; see `alleyway list`
        figure: String,
        /// Start from a preset
        #[arg(long)]
        preset: Option<String>,
        /// Set a key, after preset and file
        #[arg(long = "set", value_name = "KEY=VALUE")]
        sets: Vec<String>,
        /// Read figure, preset and config from a JSON file; a result is such a file
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// What to print: json, or the series as csv, one table an axis
        #[arg(long, value_enum, default_value = "json", hide_possible_values = true)]
        out: Format,
        /// Of csv only the table of this axis, such as `size` or `moment,grid`; else all, with an empty line between two
        #[arg(long, value_name = "AXIS")]
        table: Option<String>,
        /// In csv a decimal point with commas between fields, or a decimal comma with semicolons
        #[arg(long, value_name = "point|comma", value_parser = form)]
        decimal: Option<Form>,
        /// Worker threads; the result does not depend on it [default: one a core]
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
        threads: Option<u16>,
        /// Say nothing on stderr of how long it will take and how far it is
        #[arg(long, short)]
        quiet: bool,
    },
    /// Print figures, presets, keys, series and summary
    List,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Csv,
}

/// The result could not be written: another code than that of a refusal.
const NOT_WRITTEN: u8 = 1;
/// What was asked for was refused.
const REFUSED: u8 = 2;

fn main() -> ExitCode {
    let command = match Arguments::try_parse() {
        Ok(Arguments { command }) => command,
        // Help into a file is a result like any other: it may not fit on the disk.
        Err(told) if !told.use_stderr() && !io::stdout().is_terminal() => return print(&told.to_string()),
        Err(told) => told.exit(),
    };
    let done = match command {
        Command::List => Ok(list()),
        Command::Run { figure, preset, sets, json, out, table, decimal, threads, quiet } => {
            let threads = threads.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
            let given = table.as_ref().map(|_| "--table").or(decimal.map(|_| "--decimal"));
            asked(&figure, preset.as_deref(), &sets, json.as_deref())
                .and_then(|request| known(&request, out, given, table.as_deref()).map(|()| request))
                .and_then(|request| run_on(&request, threads, quiet))
                .and_then(|experiment| match out {
                    Format::Json => Ok(format!("{}\n", json_of(&lab::result(experiment.as_ref())))),
                    Format::Csv => {
                        let write = |value| number(value).to_string();
                        lab::csv(experiment.as_ref(), table.as_deref(), decimal.unwrap_or_default(), write)
                    }
                })
        }
    };
    match done {
        Ok(text) => print(&text),
        Err(error) => {
            // Where nobody listens on stderr either, the code says it.
            let _ = writeln!(io::stderr(), "alleyway: {error}");
            ExitCode::from(REFUSED)
        }
    }
}

/// A result on stdout. What is lost is an error, as on a full disk; a closed pipe (`| head`) has read what it wanted.
fn print(text: &str) -> ExitCode {
    let mut out = io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "alleyway: the result could not be written: {error}");
            ExitCode::from(NOT_WRITTEN)
        }
        _ => ExitCode::SUCCESS,
    }
}

/// The request that the arguments make.
fn asked(figure: &str, preset: Option<&str>, sets: &[String], json: Option<&Path>) -> Result<Request, Error> {
    let mut request = match json {
        None => Request::new(figure, preset)?,
        Some(path) => {
            let name = || quoted(&path.display().to_string());
            let text = std::fs::read_to_string(path).map_err(|e| Error::Request(format!("{}: {e}", name())))?;
            let request = Request::read(&text)?;
            if request.figure_name() != figure || preset.is_some() {
                return Err(Error::Request(format!(
                    "{} is of figure {}; with --json name that figure and no preset",
                    name(),
                    request.figure_name()
                )));
            }
            request
        }
    };
    for set in sets {
        let (key, value) =
            set.split_once('=').ok_or_else(|| Error::Request(format!("--set takes key=value, got {}", quoted(set))))?;
        request = request.with(key.trim(), value)?;
    }
    Ok(request)
}

/// Before anything is run: whether there may be such a table, and whether it was asked of what has tables.
fn known(request: &Request, out: Format, given: Option<&str>, table: Option<&str>) -> Result<(), Error> {
    if let (Format::Json, Some(given)) = (out, given) {
        return Err(Error::Value { key: "--out".into(), value: "json".into(), allowed: format!("csv with {given}") });
    }
    let figure = FIGURES.iter().find(|figure| figure.name == request.figure_name());
    let mut axes = Vec::new();
    figure.into_iter().flat_map(|figure| figure.series).for_each(|quantity| csv::add(&mut axes, quantity.axis));
    match table {
        Some(table) if !axes.contains(&table) => Err(csv::unknown(table, &axes)),
        _ => Ok(()),
    }
}

/// A form of CSV by its name.
fn form(name: &str) -> Result<Form, String> {
    let at = Form::NAMES.iter().position(|known| *known == name);
    at.map(|at| Form::ALL[at]).ok_or_else(|| format!("known: {}", Form::NAMES.join(", ")))
}

fn json_of(tree: &Tree) -> Json {
    match tree {
        Tree::Null => Json::Null,
        Tree::Bool(v) => json!(v),
        Tree::Number(v) => number(*v),
        Tree::Text(v) => json!(v),
        Tree::List(items) => items.iter().map(json_of).collect(),
        Tree::Numbers(items) => items.iter().map(|v| number(*v)).collect(),
        Tree::Object(fields) => Json::Object(fields.iter().map(|(n, v)| ((*n).to_owned(), json_of(v))).collect()),
    }
}

/// A number as JSON: whole ones without a point, as JavaScript writes them; null where it is not finite.
fn number(v: f64) -> Json {
    if v.fract() == 0.0 && v.abs() < 1e15 { json!(v as i64) } else { json!(v) }
}

/// All pieces on some threads: each opens the request for itself, as a worker of the page does. How long it will take and how far it
/// is goes to stderr, unless `quiet`.
fn run_on(request: &Request, threads: usize, quiet: bool) -> Result<Box<dyn Experiment>, Error> {
    let mut experiment = lab::open(request)?;
    let pieces = experiment.pieces();
    let threads = threads.min(pieces);
    let next = AtomicUsize::new(0);
    let progress = Progress::new(experiment.as_ref(), threads, quiet);
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for worker in 0..threads {
            let (send, next, progress) = (send.clone(), &next, &progress);
            scope.spawn(move || {
                let own = lab::open(request);
                loop {
                    let piece = next.fetch_add(1, Ordering::Relaxed);
                    if piece >= pieces {
                        return;
                    }
                    let part = own.as_ref().map_err(Clone::clone).and_then(|experiment| {
                        let mut task = experiment.start(piece..piece + 1)?;
                        loop {
                            let fraction = task.advance();
                            progress.note(worker, fraction);
                            if fraction >= 1.0 {
                                return Ok(task.finish());
                            }
                        }
                    });
                    if send.send((piece, part)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut teller = progress.teller();
        loop {
            match receive.recv_timeout(progress::PAUSE) {
                Ok((piece, finished)) => {
                    let Finished::Part(part) = finished? else { unreachable!("pieces end in a part") };
                    experiment.accept(piece..piece + 1, &part)?;
                    progress.one_more();
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
            teller.tell();
        }
        teller.end();
        Ok::<(), Error>(())
    })?;
    Ok(experiment)
}

/// A name and what is said of it, which begins at `column`, on the next line where the name reaches into it.
fn entry(out: &mut String, column: usize, name: &str, help: &str) {
    use std::fmt::Write as _;
    let _ = if name.chars().count() + 6 > column {
        writeln!(out, "    {name}\n{:column$}{help}", "")
    } else {
        writeln!(out, "    {name:<width$}{help}", width = column - 4)
    };
}

/// Where the help of a name begins, from the left edge.
const KEY_COLUMN: usize = 21;
const SUMMARY_COLUMN: usize = 33;

fn list() -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for figure in FIGURES {
        let _ = writeln!(out, "{}: {}\n  {}", figure.name, figure.title, figure.claim);
        let _ = writeln!(out, "\n  presets (--preset NAME)");
        for preset in figure.presets {
            entry(&mut out, KEY_COLUMN, preset.name, preset.about);
        }
        let _ = writeln!(out, "\n  keys (--set KEY=VALUE)");
        let defaults = Config::of(figure, None).map(|c| json_of(&c.tree()));
        for key in figure.keys {
            let default = defaults.as_ref().map_or_else(|_| key.default.to_owned(), |d| d[key.name].to_string());
            entry(&mut out, KEY_COLUMN, key.name, key.help);
            let _ = writeln!(out, "{:KEY_COLUMN$}{}; default {}", "", key.allowed(), default.trim_matches('"'));
        }
        let _ = writeln!(out, "\n  series");
        for Quantity { name, unit, axis, help } in figure.series {
            let unit = if unit.is_empty() { String::new() } else { format!(" [{unit}]") };
            let _ = writeln!(out, "    {name}{unit} by {axis}");
            if !help.is_empty() {
                let _ = writeln!(out, "{:KEY_COLUMN$}{help}", "");
            }
        }
        let _ = writeln!(out, "\n  summary");
        for Number { name, help } in figure.summary {
            entry(&mut out, SUMMARY_COLUMN, name, help);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_a_request_for_itself() {
        let request = Request::preset("double-descent", "wiggle").with("draws", "3").unwrap();
        let result = json_of(&lab::result(run_on(&request, 1, true).unwrap().as_ref()));
        let again = run_on(&Request::read(&result.to_string()).unwrap(), 2, true).unwrap();
        assert_eq!(result, json_of(&lab::result(again.as_ref())));
    }

    #[test]
    fn the_notes_on_the_numerics_are_in_the_result() {
        // Slow waves over one input are nearly dependent: singular values are cut, and a note says how often.
        let request = [("features", "fourier"), ("frequency_scale", "1"), ("draws", "2")]
            .into_iter()
            .fold(Request::preset("double-descent", "wiggle"), |asked, (key, value)| asked.with(key, value).unwrap());
        let experiment = run_on(&request, 1, true).unwrap();
        let notes = experiment.frames().notes;
        assert!(!notes.is_empty());
        assert_eq!(json_of(&lab::result(experiment.as_ref()))["notes"], json!(notes));
    }

    #[test]
    fn no_name_of_the_list_runs_into_its_help() {
        let listed = list();
        for figure in FIGURES {
            let keys = figure.keys.iter().map(|key| (key.name, key.help));
            let presets = figure.presets.iter().map(|preset| (preset.name, preset.about));
            for (name, help) in keys
                .chain(presets)
                .chain(figure.summary.iter().map(|number| (number.name, number.help)))
                .filter(|(_, help)| !help.is_empty())
            {
                let apart = listed.lines().zip(listed.lines().skip(1).chain([""])).any(|(line, after)| {
                    let line = line.trim_start();
                    let rest = line.strip_prefix(name).unwrap_or("no such name");
                    (rest.starts_with("  ") && rest.trim_start() == help)
                        || (rest.is_empty() && after.trim_start() == help)
                });
                assert!(apart, "{name} and {help}");
            }
        }
    }

    #[test]
    fn a_table_that_cannot_be_is_refused_before_anything_is_run() {
        let request = Request::preset("one-weight", "bumps");
        let refusal = |out, given, table| known(&request, out, given, table).unwrap_err().to_string();
        assert_eq!(
            refusal(Format::Csv, Some("--table"), Some("size")),
            "there is no table named size; known: weight step step,coordinate x eigenvalue"
        );
        assert_eq!(refusal(Format::Json, Some("--decimal"), None), "--out must be csv with --decimal, got json");
        assert!(known(&request, Format::Csv, Some("--table"), Some("step,coordinate")).is_ok());
    }

    #[test]
    fn what_is_no_assignment_is_quoted_in_part() {
        let error = asked("traps", None, &["x".repeat(10_000)], None).unwrap_err().to_string();
        assert!(error.contains("--set takes key=value, got xxx") && error.chars().count() <= alleyway::error::LONGEST);
    }
}

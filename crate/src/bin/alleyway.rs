//! The same experiments from a command line.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;

use alleyway::Error;
use alleyway::experiment::config::Config;
use alleyway::experiment::tree::Tree;
use alleyway::experiment::{self, Experiment, FIGURES, Request};
use clap::{Parser, Subcommand, ValueEnum};
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
        /// What to print
        #[arg(long, value_enum, default_value = "json")]
        out: Format,
        /// Worker threads; the result does not depend on it [default: one a core]
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
        threads: Option<u16>,
    },
    /// Print figures, presets, keys, series and summary
    List,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Csv,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::List => Ok(list()),
        Command::Run { figure, preset, sets, json, out, threads } => {
            run(&figure, preset.as_deref(), &sets, json.as_ref(), out, threads.map(usize::from))
        }
    };
    match done {
        // A closed pipe (`| head`) is no failure of ours.
        Ok(text) => {
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("alleyway: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(
    figure: &str,
    preset: Option<&str>,
    sets: &[String],
    json: Option<&PathBuf>,
    out: Format,
    threads: Option<usize>,
) -> Result<String, Error> {
    let mut request = match json {
        None => Request::new(figure, preset)?,
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| Error::Request(format!("{}: {e}", path.display())))?;
            let request = read(&text)?;
            if request.figure_name() != figure || preset.is_some() {
                return Err(Error::Request(format!(
                    "{} is of figure {}; with --json name that figure and no preset",
                    path.display(),
                    request.figure_name()
                )));
            }
            request
        }
    };
    for set in sets {
        let (key, value) =
            set.split_once('=').ok_or_else(|| Error::Request(format!("--set takes key=value, got {set}")))?;
        request = request.with(key.trim(), value)?;
    }
    let threads = threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
    let experiment = run_on(&request, threads)?;
    Ok(match out {
        Format::Json => format!("{}\n", json_of(&experiment::result(experiment.as_ref()))),
        Format::Csv => csv_of(experiment.as_ref()),
    })
}

/// Read `{"figure": "...", "preset": "...", "config": {"key": value}}`; preset and config may be left out. A result is a
/// request too.
fn read(text: &str) -> Result<Request, Error> {
    let json: Json = serde_json::from_str(text).map_err(|e| Error::Request(e.to_string()))?;
    let word = |name: &str| match &json[name] {
        Json::Null => Ok(None),
        Json::String(value) => Ok(Some(value.as_str())),
        other => Err(Error::Request(format!("{name} must be text, got {other}"))),
    };
    let figure = word("figure")?.ok_or_else(|| Error::Request("figure is missing".into()))?;
    let mut request = Request::new(figure, word("preset")?)?;
    match &json["config"] {
        Json::Null => {}
        Json::Object(values) => {
            for (key, value) in values {
                request = request.with(key, &written(value))?;
            }
        }
        other => return Err(Error::Request(format!("config must be an object, got {other}"))),
    }
    Ok(request)
}

/// A JSON value as it would stand behind `--set key=`: 0.5, wiggle, and 1,2,5 for a list.
fn written(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(","),
        // 15.0 is a whole number in JSON, whatever wrote it.
        Json::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |v| v.to_string()),
        other => other.to_string(),
    }
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

/// One column a series; an empty cell where there is no value.
fn csv_of(experiment: &dyn Experiment) -> String {
    let frames = experiment.frames();
    let rows = frames.series.iter().map(|s| s.values.len()).max().unwrap_or(0);
    let cell = |v: Option<&f64>| match v.map(|v| number(*v)) {
        None | Some(Json::Null) => String::new(),
        Some(number) => number.to_string(),
    };
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(frames.series.iter().map(|s| s.name)).expect("writing to memory");
    for row in 0..rows {
        out.write_record(frames.series.iter().map(|s| cell(s.values.get(row)))).expect("writing to memory");
    }
    String::from_utf8(out.into_inner().expect("writing to memory")).expect("numbers are text")
}

/// All pieces on some threads: each opens the request for itself, as a worker of the page does.
fn run_on(request: &Request, threads: usize) -> Result<Box<dyn Experiment>, Error> {
    let mut experiment = experiment::open(request)?;
    let pieces = experiment.pieces();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.min(pieces) {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                let own = experiment::open(request);
                loop {
                    let piece = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if piece >= pieces {
                        return;
                    }
                    let part =
                        own.as_ref().map_err(Clone::clone).and_then(|e| experiment::part(e.as_ref(), piece..piece + 1));
                    if send.send((piece, part)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        for (piece, part) in receive {
            experiment.accept(piece..piece + 1, &part?);
        }
        Ok::<(), Error>(())
    })?;
    Ok(experiment)
}

fn list() -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for figure in FIGURES {
        let _ = writeln!(out, "{}: {}\n  {}", figure.name, figure.title, figure.claim);
        let _ = writeln!(out, "\n  presets (--preset NAME)");
        for preset in figure.presets {
            let _ = writeln!(out, "    {:<17}{}", preset.name, preset.about);
        }
        let _ = writeln!(out, "\n  keys (--set KEY=VALUE)");
        let defaults = Config::of(figure, None).map(|c| json_of(&c.tree()));
        for key in figure.keys {
            let default = defaults.as_ref().map_or_else(|_| key.default.to_owned(), |d| d[key.name].to_string());
            let _ = writeln!(out, "    {:<17}{}", key.name, key.help);
            let _ = writeln!(out, "    {:<17}{}; default {}", "", key.allowed(), default.trim_matches('"'));
        }
        let _ = writeln!(out, "\n  series");
        for (name, unit, help) in figure.series {
            let unit = if unit.is_empty() { String::new() } else { format!(" [{unit}]") };
            let _ = writeln!(out, "    {name}{unit}\n    {:<17}{help}", "");
        }
        let _ = writeln!(out, "\n  summary");
        for (name, help) in figure.summary {
            let _ = writeln!(out, "    {name:<25}{help}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_is_not_one_is_refused_in_words() {
        for (text, part) in [
            ("", "could not be read"),
            ("[]", "figure is missing"),
            (r#"{"figure": 3}"#, "figure must be text"),
            (r#"{"figure": "double-descent", "config": 3}"#, "config must be an object"),
            (r#"{"figure": "double-descent", "config": {"n": 0}}"#, "n must be"),
            (r#"{"figure": "double-descent", "config": {"n": null}}"#, "got null"),
            (r#"{"figure": "double-descent", "config": {"sizes": []}}"#, "sizes must be"),
        ] {
            let message = read(text).unwrap_err().to_string();
            assert!(message.contains(part), "{text} gave: {message}");
        }
    }

    #[test]
    fn a_result_is_a_request_for_itself() {
        let request = Request::preset("double-descent", "wiggle").with("draws", "3").unwrap();
        let result = json_of(&experiment::result(run_on(&request, 1).unwrap().as_ref()));
        let again = run_on(&read(&result.to_string()).unwrap(), 2).unwrap();
        assert_eq!(result, json_of(&experiment::result(again.as_ref())));
    }
}

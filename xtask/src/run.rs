//! Starting other programs, and reading from their closing lines how many tests they ran.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::ops::AddAssign;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};

/// How many tests a runner says that it ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The cargo that started this program, or the first in the path.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// npm in one of the folders that have a package.json.
pub fn npm(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}

/// Runs a command to its end; what it prints is shown as it comes.
pub fn run(command: &mut Command) -> Result<()> {
    let status = start(command)?.wait()?;
    if status.success() { Ok(()) } else { Err(failed(command)) }
}

/// Starts a command, with a sentence for the reader where its program is missing.
pub fn start(command: &mut Command) -> Result<Child> {
    command.spawn().map_err(|error| could_not_start(command, error))
}

/// The standard output of a short command.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| could_not_start(command, error))?;
    if !output.status.success() {
        return Err(failed(command));
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// What came of a test runner.
pub struct Tested {
    pub result: Result<()>,
    pub counts: Counts,
    /// Where something failed, what tells of it: the tests that cargo names, and the runner's last lines.
    pub failures: Vec<String>,
}

/// Of a runner's last lines, as many as tell of one failure.
const LAST_LINES: usize = 40;

/// Runs a test runner, shows what it prints, and counts the tests.
///
/// A runner that fails without having counted a failure (it did not compile,
/// it crashed) counts as one failure.
pub fn run_tests(command: &mut Command) -> Tested {
    let mut heard = Heard::default();
    let result = run_and_read(command, |line| heard.hear(line));
    heard.end(result)
}

/// Runs a command to its end; what it prints is shown, and read line by line.
fn run_and_read(command: &mut Command, mut read: impl FnMut(&str)) -> Result<()> {
    let mut child = start(command.stdout(Stdio::piped()))?;
    let output = child.stdout.take().context("stdout was asked for")?;
    let mut shown = std::io::stdout();
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        shown.write_all(&line)?;
        shown.write_all(b"\n")?;
        read(&without_colours(&String::from_utf8_lossy(&line)));
    }
    if child.wait()?.success() { Ok(()) } else { Err(failed(command)) }
}

/// What a test runner has printed, as far as it is remembered.
#[derive(Default)]
struct Heard {
    counts: Counts,
    named: Vec<String>,
    last: VecDeque<String>,
}

impl Heard {
    fn hear(&mut self, line: &str) {
        self.counts += counted_in(line);
        if self.last.len() == LAST_LINES {
            let line = self.last.pop_front();
            self.named.extend(line.filter(|line| line.ends_with("... FAILED")));
        }
        self.last.push_back(line.trim_end().to_owned());
    }

    fn end(self, result: Result<()>) -> Tested {
        let Self { mut counts, named, last } = self;
        let result = result.and_then(|()| match counts.failed {
            0 => Ok(()),
            failed => bail!("{failed} tests failed"),
        });
        if result.is_ok() {
            return Tested { result, counts, failures: Vec::new() };
        }
        counts.failed = counts.failed.max(1);
        Tested { result, counts, failures: named.into_iter().chain(last).collect() }
    }
}

/// What one line of output says of tests that were run: the closing lines of
/// cargo, Playwright, Vitest and Node's own runner. Any other line says nothing.
fn counted_in(line: &str) -> Counts {
    let line = line.trim();
    let mut counts = Counts::default();

    // node --test: "ℹ pass 12" or "# pass 12"
    if let Some(rest) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
        match rest.split_once(' ') {
            Some(("pass", number)) => counts.passed = number.parse().unwrap_or(0),
            Some(("fail", number)) => counts.failed = number.parse().unwrap_or(0),
            _ => {}
        }
        return counts;
    }

    // cargo: "test result: ok. 12 passed; 0 failed; ..."
    // Vitest: "Tests  1 failed | 11 passed (12)"
    // Playwright: "12 passed (3.4s)" and "1 failed", each on a line of its own
    let body = if let Some(rest) = line.strip_prefix("test result:") {
        rest
    } else if let Some(rest) = line.strip_prefix("Tests ") {
        rest
    } else if is_playwright_total(line) {
        line
    } else {
        return counts;
    };
    let words: Vec<&str> = body.split_whitespace().collect();
    for pair in words.windows(2) {
        if let Ok(number) = pair[0].parse() {
            match pair[1].trim_end_matches(';') {
                "passed" => counts.passed = number,
                "failed" => counts.failed = number,
                _ => {}
            }
        }
    }
    counts
}

fn is_playwright_total(line: &str) -> bool {
    let mut words = line.split(' ');
    words.next().is_some_and(|word| word.parse::<u32>().is_ok())
        && matches!(words.next(), Some("passed" | "failed"))
        && words.next().is_none_or(|word| word.starts_with('('))
        && words.next().is_none()
}

/// The line without the escape sequences that set colours.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

fn failed(command: &Command) -> anyhow::Error {
    anyhow!("`{}` failed", shown(command))
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem();
    program.into_iter().chain(command.get_args()).map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn could_not_start(command: &Command, error: std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy().into_owned();
    if error.kind() != ErrorKind::NotFound {
        return anyhow::Error::new(error).context(format!("`{}` did not start", shown(command)));
    }
    match program.trim_end_matches(".cmd") {
        "node" | "npm" => anyhow!(
            "the page is built with Node.js, and `{program}` was not found: \
             install Node.js 20.19 or newer (with npm) from nodejs.org or your package manager"
        ),
        "rustup" => anyhow!(
            "rustc cannot compile for wasm32-unknown-unknown yet, and `rustup` was not found: \
             install rustup from rustup.rs, or your distribution's Rust standard library for that target"
        ),
        _ => anyhow!("`{program}` was not found: install it, or put it in the path"),
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::{Counts, Heard, LAST_LINES, counted_in, without_colours};

    fn counts(passed: u32, failed: u32) -> Counts {
        Counts { passed, failed }
    }

    #[test]
    fn the_closing_lines_of_every_runner_are_counted() {
        for (line, expected) in [
            ("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out", counts(12, 0)),
            ("test result: FAILED. 3 passed; 2 failed; 0 ignored", counts(3, 2)),
            ("  41 passed (1.2m)", counts(41, 0)),
            ("  2 failed", counts(0, 2)),
            ("      Tests  1 failed | 11 passed (12)", counts(11, 1)),
            ("ℹ pass 7", counts(7, 0)),
            ("# fail 1", counts(0, 1)),
            ("\u{1b}[32m  5 passed\u{1b}[39m\u{1b}[2m (2.0s)\u{1b}[22m", counts(5, 0)),
        ] {
            assert_eq!(counted_in(&without_colours(line)), expected, "{line}");
        }
    }

    #[test]
    fn other_lines_are_not_counted() {
        for line in [
            "",
            "ok 3 passed through the gate",
            "3 passed through the gate",
            " Test Files  2 passed (2)",
            "ℹ tests 7",
            "12",
        ] {
            assert_eq!(counted_in(line), Counts::default(), "{line}");
        }
    }

    #[test]
    fn of_a_run_that_failed_the_names_and_the_last_lines_are_kept() {
        let mut heard = Heard::default();
        heard.hear("test fit::one ... FAILED");
        (0..LAST_LINES).for_each(|_| heard.hear("test fit::two ... ok"));
        heard.hear("test result: FAILED. 40 passed; 1 failed; 0 ignored");
        let tested = heard.end(Ok(()));
        assert!(tested.result.is_err());
        assert_eq!(tested.counts, counts(40, 1));
        assert_eq!(tested.failures.len(), 1 + LAST_LINES);
        assert_eq!(tested.failures[0], "test fit::one ... FAILED");
        assert!(tested.failures[LAST_LINES].starts_with("test result: FAILED"));
    }

    #[test]
    fn a_runner_that_fails_without_a_word_is_one_failure_and_one_that_passes_leaves_nothing() {
        assert_eq!(Heard::default().end(Err(anyhow!("it crashed"))).counts, counts(0, 1));
        let mut heard = Heard::default();
        heard.hear("ℹ pass 3");
        let tested = heard.end(Ok(()));
        assert!(tested.result.is_ok() && tested.failures.is_empty());
    }
}

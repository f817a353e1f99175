//! Everything that is held to be true of the project, checked.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::browsers;
use crate::build::{self, WASM};
use crate::run::{Counts, cargo, npm, run, run_tests};

/// Runs every check, then says in a table how each went and what it took.
///
/// A check that fails does not hide the next ones; but where later steps stand
/// on the result of one (a built module, installed dependencies), they are left out.
pub fn everything(root: &Path, quick: bool) -> Result<()> {
    let mut steps = Steps::default();
    let complete = all(&mut steps, root, quick).is_some();
    let failed = steps.report();
    if !complete {
        bail!("the run ended early: what would follow stands on a step that failed");
    }
    if failed > 0 {
        bail!("not everything passed");
    }
    Ok(())
}

/// `None` where a step failed that the following ones stand on.
fn all(steps: &mut Steps, root: &Path, quick: bool) -> Option<()> {
    let www = root.join("www");
    let tests = root.join("tests");

    steps.check("format", cargo(root).args(["fmt", "--all", "--check"]));
    steps.check(
        "lint, native",
        cargo(root).args(["clippy", "--workspace", "--all-targets", "--all-features"]).args(["--", "-Dwarnings"]),
    );
    // xtask is tested as it was built to run this; with the crate's release
    // profile its dependencies would be compiled once more, for minutes.
    steps.tests("tests of xtask", cargo(root).args(["test", "--profile=xtask", "--package=xtask"]));
    steps.tests(
        "tests of the crate",
        cargo(root).args(["test", "--profile=checks", "--workspace", "--exclude=xtask", "--no-fail-fast"]),
    );
    if !quick {
        steps.check(
            "documentation",
            cargo(root).args(["doc", "--workspace", "--exclude=xtask", "--no-deps"]).env("RUSTDOCFLAGS", "-Dwarnings"),
        );
    }

    steps.needed("wasm", || build::wasm(root))?;
    steps.check(
        "lint, wasm",
        build::cargo_for_wasm(root)
            .args(["clippy", "--package=alleyway-wasm", "--lib", "--target", WASM])
            .args(["--", "-Dwarnings"]),
    );

    steps.needed("dependencies of the page", || build::dependencies(&www))?;
    steps.check("types of the page", npm(&www).args(["run", "check"]));
    steps.check("lint, page", npm(&www).args(["run", "lint"]));
    steps.tests("tests of the page's parts", npm(&www).arg("test"));

    steps.needed("dependencies of the tests", || build::dependencies(&tests))?;
    steps.check("types of the tests", npm(&tests).args(["run", "check"]));
    steps.needed("command line", || build::command_line(root))?;
    let command_line = build::target_folder(root).ok()?.join("release/alleyway");
    steps.tests("wasm against native", npm(&tests).args(["run", "wasm"]).env("ALLEYWAY", command_line));
    if quick {
        return Some(());
    }

    steps.needed("site", || build::site(root, None))?;
    steps.step("size", || (build::size(root), None));
    steps.needed("browsers", || browsers::install(&tests))?;
    steps.tests("the page in every engine", &mut browsers::with_display(npm(&tests).args(["run", "engines"])));
    steps.tests("what may fail to come", npm(&tests).args(["run", "faults"]));
    steps.tests("the page in Chromium", npm(&tests).args(["run", "chromium"]).env("ALLEYWAY_PORT", free_port()?));
    Some(())
}

/// A port that nothing listens on, for a test runner to start its server on.
fn free_port() -> Option<String> {
    let socket = TcpListener::bind(("127.0.0.1", 0)).ok()?;
    Some(socket.local_addr().ok()?.port().to_string())
}

#[derive(Default)]
struct Steps {
    done: Vec<Step>,
    /// By step, what its runner said of what failed: said once more at the end, where it is looked for.
    failures: Vec<(&'static str, Vec<String>)>,
}

struct Step {
    name: &'static str,
    took: Duration,
    counts: Option<Counts>,
    error: Option<String>,
}

impl Steps {
    /// A command that succeeds or fails.
    fn check(&mut self, name: &'static str, command: &mut Command) {
        self.step(name, || (run(command), None));
    }

    /// A command that runs tests and says how many.
    fn tests(&mut self, name: &'static str, command: &mut Command) {
        let mut failures = Vec::new();
        self.step(name, || {
            let tested = run_tests(command);
            failures = tested.failures;
            (tested.result, Some(tested.counts))
        });
        if !failures.is_empty() {
            self.failures.push((name, failures));
        }
    }

    /// Work that later steps stand on: `None` if it failed.
    fn needed(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> Option<()> {
        self.step(name, || (work(), None)).then_some(())
    }

    fn step(&mut self, name: &'static str, work: impl FnOnce() -> (Result<()>, Option<Counts>)) -> bool {
        println!("\n== {name}");
        let start = Instant::now();
        let (result, counts) = work();
        let step = Step { name, took: start.elapsed(), counts, error: result.err().map(|error| format!("{error:#}")) };
        match &step.error {
            None => println!("== {name}: {:.1} s", step.took.as_secs_f64()),
            Some(error) => println!("== {name}: FAILED, {error}"),
        }
        let succeeded = step.error.is_none();
        self.done.push(step);
        succeeded
    }

    /// Prints how each step went, and how many tests failed in all.
    fn report(&self) -> u32 {
        for (name, lines) in &self.failures {
            println!("\n== {name}: what failed");
            for line in lines {
                println!("{line}");
            }
        }
        println!();
        let mut total = Counts::default();
        let mut took = Duration::ZERO;
        for step in &self.done {
            let outcome = match (&step.error, step.counts) {
                (Some(_), Some(counts)) => format!("FAILED {} of {}", counts.failed, counts.passed + counts.failed),
                (Some(_), None) => "FAILED".to_owned(),
                (None, Some(counts)) => format!("{} passed", counts.passed),
                (None, None) => "passed".to_owned(),
            };
            println!("{:28} {:8.1} s  {outcome}", step.name, step.took.as_secs_f64());
            took += step.took;
            total += step
                .counts
                .unwrap_or(Counts { passed: u32::from(step.error.is_none()), failed: u32::from(step.error.is_some()) });
        }
        println!("{:28} {:8.1} s", "all", took.as_secs_f64());
        println!("\n{} passed, {} failed", total.passed, total.failed);
        total.failed
    }
}

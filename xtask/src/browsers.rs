//! The browsers that the page is tested in: finding them, installing what is missing.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::run::{output, run};

/// A program that the browser tests start, and the Debian packages that bring it.
struct Needed {
    /// Any one of these will do.
    programs: &'static [&'static str],
    packages: &'static [&'static str],
}

/// The page must pass here.
const CHROMIUM: Needed =
    Needed { programs: &["chromium", "chromium-browser", "google-chrome"], packages: &["chromium"] };

/// And it must run here.
const OTHERS: &[Needed] = &[
    Needed { programs: &["firefox-esr", "firefox"], packages: &["firefox-esr"] },
    Needed { programs: &["WebKitWebDriver"], packages: &["webkit2gtk-driver"] },
    Needed {
        programs: &["xvfb-run"],
        // xvfb-run calls xauth, which the package only recommends
        packages: &["xvfb", "xauth"],
    },
];

/// Makes sure that there are browsers to test in.
///
/// As root on Debian all three engines come from its packages; elsewhere
/// Playwright brings its own Chromium and Firefox into a cache of its own.
pub fn install(tests: &Path) -> Result<()> {
    let missing: Vec<&str> = std::iter::once(&CHROMIUM)
        .chain(OTHERS)
        .filter(|needed| !needed.programs.iter().any(|program| in_path(program)))
        .flat_map(|needed| needed.packages)
        .copied()
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if in_path("apt-get") && is_root() {
        apt_get(&["update"])?;
        let options = ["install", "--yes", "--no-install-recommends"];
        return apt_get(&[&options, missing.as_slice()].concat());
    }
    if CHROMIUM.programs.iter().any(|program| in_path(program)) {
        println!(
            "the page is tested in the browsers that are here; not all engines are: {} would bring the others",
            missing.join(", ")
        );
        return Ok(());
    }
    let playwright = tests.join("node_modules/@playwright/test/cli.js");
    if run(Command::new("node").arg(playwright).args(["install", "chromium", "firefox"])).is_err() {
        bail!("there is no browser to test the page in: install chromium (and firefox) from your package manager");
    }
    Ok(())
}

/// The same command, on a screen of its own where this machine has none:
/// WebKit's driver opens real windows.
pub fn with_display(command: &Command) -> Command {
    let mut outer = if env::var_os("DISPLAY").is_none() && in_path("xvfb-run") {
        let mut outer = Command::new("xvfb-run");
        outer.arg("--auto-servernum").arg(command.get_program());
        outer
    } else {
        Command::new(command.get_program())
    };
    outer.args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        outer.current_dir(folder);
    }
    outer
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    run(Command::new("apt-get")
        .args(arguments)
        .arg("--quiet=2")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null()))
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|user| user == "0")
}

fn in_path(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

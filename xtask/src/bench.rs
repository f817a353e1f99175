//! Ours beside what people would use instead, measured in turn.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::browsers;
use crate::build::{self, target_folder};
use crate::run::{npm, run};

/// Contenders from npm. Nothing but the benchmark uses them, so they are in no lock file of the project.
const CONTENDERS: [&str; 2] = ["@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0"];

/// Builds the modules, installs the contenders into target/bench/, prints a table of ratios; the raw numbers are in bench.json there.
pub fn everything(root: &Path, quick: bool) -> Result<()> {
    let tests = root.join("tests");
    build::wasm(root)?;
    build::dependencies(&tests)?;
    browsers::install(&tests)?;
    let folder = target_folder(root)?.join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
    run(npm(&folder)
        .args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"])
        .arg(&folder)
        .args(CONTENDERS))?;
    let raw = folder.join("bench.json");
    let mut bench = Command::new("node");
    bench.arg("bench/bench.mjs").arg("--modules").arg(folder.join("node_modules")).arg("--out").arg(&raw);
    if quick {
        bench.arg("--quick");
    }
    run(bench.current_dir(&tests))?;
    println!("\nraw numbers: {}", raw.display());
    Ok(())
}

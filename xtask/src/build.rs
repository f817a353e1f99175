//! From the crate to the page: wasm, its JavaScript, and the site around them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

use crate::run::{cargo, npm, output, run};

pub const WASM: &str = "wasm32-unknown-unknown";

/// pkg/ and www/dist/, both complete, for the address that the site will have.
pub fn everything(root: &Path, address: Option<&str>) -> Result<()> {
    // First what fails at once where Node.js is missing, before minutes of compiling.
    dependencies(&root.join("www"))?;
    wasm(root)?;
    site(root, address)
}

/// The lab as WebAssembly modules with their JavaScript and types, and the names of the figures as types, in pkg/.
///
/// Without wasm-opt: measured with binaryen 132 it saved 1.3 % after brotli, no time
/// in a run, and took 13 s a build and a dependency of 104 MB.
pub fn wasm(root: &Path) -> Result<()> {
    target()?;
    node()?;
    let metadata = metadata(root)?;
    let built = target_folder(root)?;
    let bound = built.join("bound");
    let modules = modules(&metadata)?;
    for Module { name, figures } in &modules {
        let build =
            ["build", "--profile=page", "--package=alleyway-wasm", "--lib", "--no-default-features", "--target", WASM];
        let features = figures.iter().map(|figure| format!("alleyway-lab/{figure}")).collect::<Vec<_>>().join(",");
        run(cargo_for_wasm(root).args(build).arg(format!("--features={features}")))?;
        Bindgen::new()
            .input_path(built.join(WASM).join("page/alleyway_wasm.wasm"))
            .out_name("alleyway")
            .web(true)?
            .typescript(true)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate(bound.join(name))
            .with_context(|| format!("wasm-bindgen could not read the module {name}"))?;
    }
    let names = modules.iter().map(|module| &module.name);
    let pkg = root.join("pkg");
    run(Command::new("node").arg("glue.mjs").arg(&bound).args(names.clone()).current_dir(&pkg))?;
    run(Command::new("node").arg("names.mjs").args(names).current_dir(&pkg))
}

/// A module that a page can fetch, and the figures in it.
#[derive(Deserialize)]
struct Module {
    name: String,
    figures: Vec<String>,
}

/// As they stand in the manifest of alleyway-wasm.
fn modules(metadata: &Value) -> Result<Vec<Module>> {
    let modules = package(metadata, "alleyway-wasm")?["metadata"]["modules"].clone();
    serde_json::from_value(modules).context("the manifest of alleyway-wasm lists no modules")
}

/// The command line, for the tests that compare with it.
pub fn command_line(root: &Path) -> Result<()> {
    run(cargo(root).args(["build", "--release", "--package=alleyway-cli"]))
}

/// The static site in www/dist/, with a page and a picture for every example, and the element of the package.
pub fn site(root: &Path, address: Option<&str>) -> Result<()> {
    let mut build = npm(&root.join("www"));
    build.args(["run", "build"]);
    if let Some(address) = address {
        build.env("ALLEYWAY_SITE", address);
    }
    run(&mut build)
}

/// What a visitor fetches of the site, held against the budget.
pub fn size(root: &Path) -> Result<()> {
    run(Command::new("node").arg("size.mjs").current_dir(root.join("www")))
}

/// Installs what a folder's package-lock.json names, unless that is there already.
pub fn dependencies(folder: &Path) -> Result<()> {
    node()?;
    let lock = fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("no package-lock.json in {}", folder.display()))?;
    // A copy of the lock that was installed, kept beside what came of it: times
    // of files would not survive a change of branch.
    let installed = folder.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|text| text == lock) {
        return Ok(());
    }
    run(npm(folder).args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(installed, lock)?;
    Ok(())
}

/// A cargo command that compiles for wasm32.
///
/// Folders of this machine would otherwise stand in the module, in the messages
/// of panics: the module must not depend on where it was built. SIMD is asked for
/// in `.cargo/config.toml`, which flags from the environment would replace.
pub fn cargo_for_wasm(root: &Path) -> Command {
    let mut command = cargo(root);
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    if let Some(home) = home {
        let flag = format!("--remap-path-prefix={}=cargo", home.display());
        command.arg(format!("--config=target.{WASM}.rustflags=[{flag:?}]"));
    }
    command
}

/// Makes sure that rustc can compile for wasm32.
fn target() -> Result<()> {
    let folder = output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(&folder).is_dir() {
        return Ok(());
    }
    println!("adding the target {WASM}");
    run(Command::new("rustup").args(["target", "add", WASM]))
}

/// Makes sure that Node.js is there and new enough for Vite.
fn node() -> Result<()> {
    let version = output(Command::new("node").arg("--version").stderr(Stdio::null()))?;
    let numbers: Vec<u32> =
        version.trim_start_matches('v').split('.').map_while(|number| number.parse().ok()).collect();
    if numbers.as_slice() < [20, 19].as_slice() {
        bail!(
            "the page is built with Node.js 20.19 or newer, and this is {version}: install a newer one from nodejs.org"
        );
    }
    Ok(())
}

/// Where cargo puts what it builds: not always target/ in the root.
pub fn target_folder(root: &Path) -> Result<PathBuf> {
    let metadata = metadata(root)?;
    let folder = metadata["target_directory"].as_str();
    Ok(folder.context("cargo metadata names no target directory")?.into())
}

/// Of the workspace.
pub fn version(root: &Path) -> Result<String> {
    let metadata = metadata(root)?;
    let version = package(&metadata, "alleyway")?["version"].as_str();
    Ok(version.context("the package alleyway has no version")?.to_owned())
}

/// What cargo knows of one package of the workspace.
fn package<'a>(metadata: &'a Value, name: &str) -> Result<&'a Value> {
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    let found = packages.iter().find(|package| package["name"] == name);
    found.with_context(|| format!("there is no package {name}"))
}

/// What cargo knows of the project.
fn metadata(root: &Path) -> Result<Value> {
    Ok(serde_json::from_str(&output(cargo(root).args(["metadata", "--format-version=1", "--no-deps"]))?)?)
}

//! Showing the page on this machine.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::Result;

use crate::build;
use crate::run::start;

/// Builds everything and serves www/dist/ until Ctrl-C.
pub fn production(root: &Path, port: u16) -> Result<()> {
    build::everything(root, None)?;
    println!("\nServing www/dist. Ctrl-C ends it.");
    become_command(&mut vite(root, "preview", port))
}

/// Serves www/ with hot reload until Ctrl-C, and builds the wasm again on every
/// change of the crate; Vite sees the new module and reloads the page.
pub fn hot(root: &Path, port: u16) -> Result<()> {
    build::dependencies(&root.join("www"))?;
    build::wasm(root)?;
    // Vite ends when its standard input does, so it cannot outlive this program.
    let mut server = start(vite(root, "dev", port).stdin(Stdio::piped()))?;
    let crate_folder = root.join("crate");
    let mut built = newest_change(&crate_folder);
    while server.try_wait()?.is_none() {
        sleep(Duration::from_millis(500));
        let changed = newest_change(&crate_folder);
        if changed > built {
            built = changed;
            // A crate that does not compile is being worked on: cargo has said
            // why, and the page goes on with the last module.
            if let Err(error) = build::wasm(root) {
                eprintln!("{error:#}");
            }
        }
    }
    Ok(())
}

/// Vite itself rather than `npm run`, which would put a shell between the two.
fn vite(root: &Path, command: &str, port: u16) -> Command {
    let mut vite = Command::new("node");
    vite.current_dir(root.join("www"))
        .args(["node_modules/vite/bin/vite.js", command])
        .args(["--host", "127.0.0.1", "--port"])
        .arg(port.to_string());
    vite
}

/// Turns this process into the command: a signal to it then ends the server too.
#[cfg(unix)]
fn become_command(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_command(command: &mut Command) -> Result<()> {
    crate::run::run(command)
}

/// When anything under a folder last changed.
fn newest_change(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    entries
        .filter_map(|entry| {
            let about = entry.metadata().ok()?;
            if about.is_dir() { newest_change(&entry.path()) } else { about.modified().ok() }
        })
        .max()
}

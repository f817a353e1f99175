//! `cargo xtask`: builds, serves and tests all of Alleyway.
//!
//! `build` knows how the crate becomes a page, `serve` shows it, `test` holds it
//! to everything that it promises, `bench` measures it beside others, `browsers`
//! finds or installs what these need, and `run` starts other programs for all.

mod bench;
mod browsers;
mod build;
#[cfg(test)]
mod house;
mod pack;
mod run;
mod serve;
mod test;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Build, serve and test Alleyway.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the npm package in pkg/ and the static site in www/dist/
    Build {
        /// Where the site will stand, which its pages tell others; else the homepage of www/package.json
        #[arg(long, value_name = "ADDRESS")]
        site: Option<String>,
    },
    /// Build, then serve the site on 127.0.0.1
    Serve {
        /// Where to listen; if it is taken, the next free port
        #[arg(long, default_value_t = 4173)]
        port: u16,
    },
    /// Serve with hot reload: the page on every change of www/, the wasm on every change of crate/
    Dev {
        /// Where to listen; if it is taken, the next free port
        #[arg(long, default_value_t = 5173)]
        port: u16,
    },
    /// Build, and put what a release offers into target/packed/
    Pack {
        /// Where the site will stand
        #[arg(long, value_name = "ADDRESS")]
        site: Option<String>,
        /// Refuse where this is not the version's tag
        #[arg(long)]
        tag: Option<String>,
    },
    /// Build, then print what a visitor fetches, and fail where it is more than www/size.json allows
    Size,
    /// Build, then measure the trainer beside what people would use instead: TensorFlow.js, plain JavaScript, numpy where it is
    Bench {
        /// Three short rounds in place of nine
        #[arg(long)]
        quick: bool,
    },
    /// Check format and lints, run every test, native, in Node and in real browsers
    Test {
        /// Leave out the documentation and the browsers
        #[arg(long)]
        quick: bool,
    },
}

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root of the workspace");
    let outcome = match Arguments::parse().task {
        Task::Build { site } => build::everything(root, site.as_deref()),
        Task::Pack { site, tag } => pack::everything(root, site.as_deref(), tag.as_deref()),
        Task::Serve { port } => serve::production(root, port),
        Task::Dev { port } => serve::hot(root, port),
        Task::Size => build::everything(root, None).and_then(|()| build::size(root)),
        Task::Bench { quick } => bench::everything(root, quick),
        Task::Test { quick } => test::everything(root, quick),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

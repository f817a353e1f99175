//! How often each preset's verdict says that the claim held, that it did not, and that the run cannot say, under other seeds.
//!
//! ```text
//! cargo run --release --example verdicts -- [--seeds 20] [--say] [NAME ...]
//! ```
//!
//! A NAME is one of a figure or of a preset; without any, all of them are run, which takes an hour or two. `--say` prints each
//! sentence too. A figure without a seed is run once: nothing in it is random.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use alleyway::Error;
use alleyway_lab::{self as lab, FIGURES, Request, Verdict};

struct Asked {
    seeds: u64,
    say: bool,
    names: Vec<String>,
}

fn main() -> Result<(), Error> {
    let asked = read(std::env::args().skip(1));
    println!("| figure | preset | holds | does not | cannot say | seconds |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for figure in FIGURES {
        for preset in figure.presets {
            let wanted = |name: &String| name == figure.name || name == preset.name;
            if !asked.names.is_empty() && !asked.names.iter().any(wanted) {
                continue;
            }
            let started = Instant::now();
            let seeds = if figure.keys.iter().any(|key| key.name == "seed") { asked.seeds } else { 1 };
            let verdicts = under_seeds(figure.name, preset.name, seeds)?;
            let count = |holds| verdicts.iter().filter(|verdict| verdict.holds == holds).count();
            let [holds, does_not, cannot_say] = [Some(true), Some(false), None].map(count);
            let seconds = started.elapsed().as_secs();
            println!("| {} | {} | {holds} | {does_not} | {cannot_say} | {seconds} |", figure.name, preset.name);
            if asked.say {
                for (seed, verdict) in (1..).zip(&verdicts) {
                    println!("    {seed}: {:?}: {}", verdict.holds, verdict.text());
                }
            }
        }
    }
    Ok(())
}

fn read(mut arguments: impl Iterator<Item = String>) -> Asked {
    let mut asked = Asked { seeds: 20, say: false, names: Vec::new() };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--say" => asked.say = true,
            "--seeds" => {
                asked.seeds = arguments.next().and_then(|n| n.parse().ok()).expect("--seeds takes a number");
            }
            _ => asked.names.push(argument),
        }
    }
    asked
}

/// The verdicts of a preset under the seeds 1, 2, ..., in their order.
fn under_seeds(figure: &str, preset: &str, seeds: u64) -> Result<Vec<Verdict>, Error> {
    let next = AtomicU64::new(1);
    let (send, receive) = mpsc::channel();
    let one = |seed: u64| -> Result<Verdict, Error> {
        let mut request = Request::new(figure, Some(preset))?;
        if seeds > 1 {
            request = request.with("seed", &seed.to_string())?;
        }
        let mut experiment = lab::open(&request)?;
        lab::run(experiment.as_mut())?;
        Ok(experiment.frames().verdict)
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (send, next, one) = (send.clone(), &next, &one);
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > seeds || send.send((seed, one(seed))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
    });
    let mut verdicts = receive.iter().map(|(seed, verdict)| Ok((seed, verdict?))).collect::<Result<Vec<_>, Error>>()?;
    verdicts.sort_by_key(|(seed, _)| *seed);
    Ok(verdicts.into_iter().map(|(_, verdict)| verdict).collect())
}

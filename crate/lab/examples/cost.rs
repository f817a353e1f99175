//! The cost model against measured times: `cargo run --release --example cost`.
//!
//! Runs every line of `cost.txt` on one thread and prints what it was estimated to take, the processor time that it took, and their
//! ratio. Ends with an error where fewer than nine in ten are within a factor of two. A machine that is twice as fast as the one of the
//! prices is off by that factor throughout: the median ratio is printed, so that it can be told apart.
//!
//! `node tests/cost.mjs` does the same with the WebAssembly module.

use std::process::ExitCode;
use std::time::Instant;

use alleyway::Error;
use alleyway_lab::{self as lab, Request, cost, run};

/// Estimates that must be within a factor of two.
const SHARE: f64 = 0.9;
/// Seconds under which a run is measured three times, and the least taken: other programs share the machine.
const SHORT: f64 = 3.0;

fn main() -> ExitCode {
    let mut ratios = Vec::new();
    println!("{:>10} {:>10} {:>7}", "estimated", "measured", "ratio");
    for line in include_str!("cost.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let request = request(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let estimated = cost(&request).expect("opened below as well").seconds;
        let mut measured = measure(&request);
        if measured < SHORT {
            measured = measured.min(measure(&request)).min(measure(&request));
        }
        let ratio = estimated / measured;
        println!("{estimated:>9.3}s {measured:>9.3}s {ratio:>7.2}  {line}");
        ratios.push(ratio);
    }
    let close = ratios.iter().filter(|ratio| (0.5..=2.0).contains(*ratio)).count();
    ratios.sort_unstable_by(f64::total_cmp);
    println!("{close} of {} within a factor of two; the median ratio is {:.2}", ratios.len(), ratios[ratios.len() / 2]);
    if close as f64 >= SHARE * ratios.len() as f64 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// `figure key=value ...`, where `preset` is a key too.
fn request(line: &str) -> Result<Request, Error> {
    let mut words = line.split_whitespace();
    let figure = words.next().unwrap_or_default();
    let pairs: Vec<(&str, &str)> = words.filter_map(|word| word.split_once('=')).collect();
    let preset = pairs.iter().find(|(key, _)| *key == "preset").map(|(_, name)| *name);
    let set = pairs.iter().filter(|(key, _)| *key != "preset");
    set.fold(Request::new(figure, preset), |request, (key, value)| request?.with(key, value))
}

/// Seconds of one run, on a thread of its own: what a thread keeps for the next run is made anew.
fn measure(request: &Request) -> f64 {
    let request = request.clone();
    let measured = std::thread::spawn(move || {
        let (began, wall) = (processor_seconds(), Instant::now());
        let mut experiment = lab::open(&request).expect("its cost was told");
        run(experiment.as_mut()).expect("the data sets are carried");
        match (began, processor_seconds()) {
            (Some(began), Some(ended)) => ended - began,
            _ => wall.elapsed().as_secs_f64(),
        }
    });
    measured.join().expect("a run does not panic")
}

/// Seconds that this thread has had of a processor, where the system says (Linux); elsewhere the clock on the wall must do.
fn processor_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split(' ').next()?.parse::<f64>().ok()? * 1e-9)
}

//! How long a run will take and how far it is, on stderr: stdout holds the result and nothing else.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use alleyway_lab::Experiment;
use alleyway_lab::contract::words::duration;

/// Between two looks at how far it is.
pub const PAUSE: Duration = Duration::from_millis(200);
/// Between two lines where they stay, as in a log: a terminal has one line that changes.
const APART: Duration = Duration::from_secs(10);
/// From this share on what is left is told from what has been done, and not from the estimate.
const TELLING: f64 = 0.05;

/// The state of a run, noted by its threads.
pub struct Progress {
    pieces: usize,
    done: AtomicUsize,
    /// The share that each thread has done of the piece that it is at, as the bits of a double.
    under_way: Vec<AtomicU64>,
    /// Estimated, on this many threads.
    seconds: f64,
    quiet: bool,
}

impl Progress {
    /// Of a run on some threads, whose estimate is told at once unless it is to be quiet.
    pub fn new(experiment: &dyn Experiment, threads: usize, quiet: bool) -> Self {
        let cost = experiment.cost();
        // The last piece is nobody else's.
        let seconds = (cost.seconds / threads as f64).max(cost.largest_piece_seconds);
        if !quiet {
            let on = if threads == 1 { "on one thread".into() } else { format!("on {threads} threads") };
            say(&format!("alleyway: estimated to take {} {on}\n", duration(seconds)));
        }
        let under_way = (0..threads).map(|_| AtomicU64::new(0)).collect();
        Self { pieces: experiment.pieces(), done: AtomicUsize::new(0), under_way, seconds, quiet }
    }

    /// A thread has done this share of its piece.
    pub fn note(&self, thread: usize, fraction: f64) {
        let fraction = if fraction < 1.0 { fraction } else { 0.0 };
        self.under_way[thread].store(fraction.to_bits(), Ordering::Relaxed);
    }

    /// A piece is whole.
    pub fn one_more(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    fn share(&self) -> f64 {
        let under_way: f64 = self.under_way.iter().map(|bits| f64::from_bits(bits.load(Ordering::Relaxed))).sum();
        (self.done.load(Ordering::Relaxed) as f64 + under_way) / self.pieces as f64
    }

    /// Who tells it.
    pub fn teller(&self) -> Teller<'_> {
        let now = Instant::now();
        Teller { progress: self, began: now, told: now, terminal: io::stderr().is_terminal(), lines: 0 }
    }
}

/// Tells it from time to time.
pub struct Teller<'a> {
    progress: &'a Progress,
    began: Instant,
    told: Instant,
    terminal: bool,
    lines: usize,
}

impl Teller<'_> {
    /// Say how far it is, if it is time to.
    pub fn tell(&mut self) {
        let apart = if self.terminal { PAUSE } else { APART };
        if self.progress.quiet || self.told.elapsed() < apart {
            return;
        }
        self.told = Instant::now();
        self.lines += 1;
        let (share, took) = (self.progress.share(), self.began.elapsed().as_secs_f64());
        let left = if share > TELLING { took / share - took } else { (self.progress.seconds - took).max(0.0) };
        let text = format!("alleyway: {:.0} % done, {} left", 100.0 * share, duration(left));
        if self.terminal { say(&format!("\r{text}\u{1b}[K")) } else { say(&format!("{text}\n")) }
    }

    /// Leave the terminal's line as it was.
    pub fn end(&self) {
        if self.terminal && self.lines > 0 {
            say("\r\u{1b}[K");
        }
    }
}

/// On stderr, if somebody listens there.
fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

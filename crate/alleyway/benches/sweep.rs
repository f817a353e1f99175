//! One training set of a sweep, 61 sizes up to 1,000 features, n = 100: the growing factorisation against a factorisation
//! for each size and against the singular value decomposition of each design, in one run.
//!
//! `cargo bench --bench sweep` prints times, ratios and the largest distance to the SVD. Ratios within a run are what to
//! quote: times depend on the machine and on what else it does.

use std::time::{Duration, Instant};

use alleyway::fit::Growing;
use alleyway::seed::{Purpose, Stream};
use nalgebra::{DMatrix, DVector};
use ndarray::{Array2, s};

const N: usize = 100;
const LARGEST: usize = 1000;

fn main() {
    // Tests build benches and run them with `--test`: one round then.
    let rounds = if std::env::args().any(|a| a == "--bench") { 7 } else { 1 };
    let mut stream = Stream::new(1, Purpose::Features, 0);
    let features = Array2::from_shape_simple_fn((LARGEST, N), || stream.normal());
    let targets = Array2::from_shape_simple_fn((1, N), || stream.normal());
    // Evenly on a logarithmic scale, and none at P = n - 1, n, n + 1, where any two algorithms differ by the condition number.
    let mut sizes: Vec<usize> = (0..61).map(|i| 1000f64.powf(f64::from(i) / 60.0).round() as usize).collect();
    sizes.dedup();
    sizes.retain(|p| p.abs_diff(N) > 1);

    let growing = || -> Vec<Array2<f64>> {
        let mut growing = Growing::new(N, 0.0);
        let grow = |&size: &usize| {
            growing.grow(features.slice(s![growing.size()..size, ..]));
            growing.fit(targets.view()).0
        };
        sizes.iter().map(grow).collect()
    };
    let fresh = || -> Vec<Array2<f64>> {
        let fit = |&size: &usize| {
            let mut alone = Growing::new(N, 0.0);
            alone.grow(features.slice(s![..size, ..]));
            alone.fit(targets.view()).0
        };
        sizes.iter().map(fit).collect()
    };
    let y = DVector::from_iterator(N, targets.iter().copied());
    let by_svd = || -> Vec<Array2<f64>> {
        let fit = |&size: &usize| {
            let svd = DMatrix::from_fn(N, size, |i, j| features[[j, i]]).svd(true, true);
            let w = svd.solve(&y, 1e-10 * svd.singular_values[0]).expect("both factors are there");
            Array2::from_shape_vec((1, size), w.as_slice().to_vec()).expect("one weight a feature")
        };
        sizes.iter().map(fit).collect()
    };

    let (ours, ours_time) = least(rounds, growing);
    let (_, fresh_time) = least(rounds, fresh);
    let (svd, svd_time) = least(rounds.min(2), by_svd);
    let apart = ours.iter().zip(&svd).map(|(a, b)| {
        let difference = a - b;
        (difference.iter().map(|v| v * v).sum::<f64>() / b.iter().map(|v| v * v).sum::<f64>()).sqrt()
    });
    println!("{} sizes up to {LARGEST}, n = {N}, one training set", sizes.len());
    println!("one growing factorisation   {:>9.2} ms", milliseconds(ours_time));
    println!(
        "a factorisation a size      {:>9.2} ms   {:.1} times",
        milliseconds(fresh_time),
        ratio(fresh_time, ours_time)
    );
    println!(
        "an SVD a size (nalgebra)    {:>9.2} ms   {:.1} times",
        milliseconds(svd_time),
        ratio(svd_time, ours_time)
    );
    println!("largest relative distance of the weights to the SVD's: {:.1e}", apart.fold(0.0, f64::max));
}

fn least<T>(rounds: usize, mut work: impl FnMut() -> T) -> (T, Duration) {
    let mut run = || {
        let start = Instant::now();
        (work(), start.elapsed())
    };
    let first = run();
    (1..rounds).fold(first, |best, _| {
        let next = run();
        if next.1 < best.1 { next } else { best }
    })
}

fn milliseconds(time: Duration) -> f64 {
    1e3 * time.as_secs_f64()
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

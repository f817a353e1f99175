//! The presets against published numbers: values that an independent implementation (numpy, SVD-based least squares, other
//! random numbers) gave for the same definitions, and closed forms from the literature.
//!
//! The tolerance is that of a comparison between two random samples: 15 % of a median where |P/n - 1| > .35, a factor 2.5
//! nearer the threshold, where the distribution is heavy-tailed, and a factor 10 at |P - n| <= 1. Bias and variance are
//! means, and are not compared between .75 n and 2 n; the published ones are of the sample, and are corrected before they are
//! compared with ours, which are not biased. Training losses under 1e-3 are zero to rounding.

use std::sync::mpsc;
use std::thread;

use alleyway::fit::Growing;
use alleyway::seed::{Purpose, Stream};
use alleyway::theory;
use alleyway_lab::{self as lab, Experiment, Frames, Request, open};
use ndarray::{Array2, Axis, s};

/// Run on two threads, as the result does not depend on their number.
fn run(request: &Request) -> Frames {
    let mut experiment = open(request).unwrap();
    let pieces = experiment.pieces();
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for first in 0..2 {
            let send = send.clone();
            scope.spawn(move || {
                let own = open(request).unwrap();
                for piece in (first..pieces).step_by(2) {
                    send.send((piece, lab::part(own.as_ref(), piece..piece + 1).unwrap())).unwrap();
                }
            });
        }
        drop(send);
        receive.iter().for_each(|(piece, part)| experiment.accept(piece..piece + 1, &part).unwrap());
    });
    experiment.frames()
}

fn sweep(preset: &str, sizes: &[usize], set: &[(&str, &str)]) -> Frames {
    let list: Vec<String> = sizes.iter().map(ToString::to_string).collect();
    let request = Request::preset("double-descent", preset).with("sizes", &list.join(",")).unwrap();
    run(&set.iter().fold(request, |request, (key, value)| request.with(key, value).unwrap()))
}

/// The factor within which a median at this size must lie.
fn factor(size: usize, n: usize) -> f64 {
    let distance = (size as f64 / n as f64 - 1.0).abs();
    if size.abs_diff(n) <= 1 {
        10.0
    } else if distance > 0.35 {
        1.15
    } else {
        2.5
    }
}

#[track_caller]
fn within(what: &str, size: usize, value: f64, expected: f64, factor: f64) {
    let ratio = value / expected;
    // 15 % is of the expected value, to both sides; larger factors are ratios.
    let least = if factor < 1.3 { 2.0 - factor } else { 1.0 / factor };
    assert!(
        (least..=factor).contains(&ratio),
        "{what} at {size}: {value}, expected {expected} within a factor {factor}"
    );
}

/// Rows of a published table: size, then the columns named.
fn compare(preset: &str, n: usize, columns: &[&str], rows: &[&[f64]], special: &[(usize, f64)]) -> Frames {
    let sizes: Vec<usize> = rows.iter().map(|row| row[0] as usize).collect();
    let frames = sweep(preset, &sizes, &[]);
    for (i, (&size, row)) in sizes.iter().zip(rows).enumerate() {
        let allowed = special.iter().find(|(s, _)| *s == size).map_or(factor(size, n), |(_, f)| *f);
        let draws = frames.summary("draws");
        let published = |name: &str| row[1 + columns.iter().position(|column| *column == name).expect("a column")];
        for (column, &expected) in columns.iter().zip(&row[1..]) {
            let value = frames.series(column)[i];
            // (mean of f - f*)^2 over D draws is too large by a D-th of the variance, and the variance over D too small.
            let expected = match *column {
                "bias2" => expected - published("variance") / (draws - 1.0),
                "variance" => expected * draws / (draws - 1.0),
                _ => expected,
            };
            match *column {
                "train_loss_median" if expected < 1e-3 => {
                    assert!(value < 1e-3, "{preset}: training loss {value} at {size}");
                }
                "bias2" | "variance" if (0.75..=2.0).contains(&(size as f64 / n as f64)) => {}
                // Constant in the first row is the mean of the noise: sampled, not computed.
                "norm_median" if size == 1 => within("norm", size, value, expected, 2.0),
                "bias2" | "variance" => within(column, size, value, expected, allowed.max(1.5)),
                _ => within(column, size, value, expected, allowed),
            }
        }
    }
    frames
}

const CURVE: &[&str] = &["test_loss_median", "train_loss_median", "norm_median", "bias2", "variance"];

#[test]
fn wiggle_falls_peaks_and_falls_below_every_small_model() {
    compare(
        "wiggle",
        15,
        CURVE,
        &[
            &[1.0, 0.4333, 0.4125, 0.01507, 0.423, 0.0005511],
            &[4.0, 0.2994, 0.2745, 1.019, 0.287, 0.002233],
            &[8.0, 0.1719, 0.1311, 7.901, 0.1583, 0.004752],
            &[12.0, 0.04655, 0.001467, 15.53, 0.0291, 0.01528],
            &[14.0, 0.1806, 0.0003247, 18.56, 0.01135, 0.3357],
            &[15.0, 3.712, 0.0, 46.46, 0.02962, 6.0],
            &[16.0, 3.292, 0.0, 44.1, 0.0205, 5.711],
            &[20.0, 0.02183, 0.0, 15.64, 0.001887, 0.01072],
            &[300.0, 0.02098, 0.0, 15.02, 0.003791, 0.008181],
        ],
        &[],
    );
    // 366 of 400 single draws in the independent implementation; the standard error of a share of 400 is 1.4 %.
    let all: Vec<usize> = (1..15).chain([300]).collect();
    let share = sweep("wiggle", &all, &[("draws", "400")]).summary("share_large_beats_every_small");
    assert!((share - 0.915).abs() < 4.0 * 0.014 * 2f64.sqrt(), "{share}");
}

#[test]
fn step_is_the_clearest_u_before_the_peak() {
    compare(
        "step",
        12,
        CURVE,
        &[
            &[1.0, 0.8858, 0.8787, 0.02796, 0.875, 0.001909],
            &[3.0, 0.1585, 0.1501, 2.105, 0.1442, 0.005269],
            &[6.0, 0.04344, 0.01925, 2.673, 0.02627, 0.01622],
            &[9.0, 0.1252, 0.006137, 3.855, 0.06843, 0.2195],
            &[11.0, 2.337, 0.0006329, 16.56, 0.658, 8.638],
            &[12.0, 31.56, 0.0, 65.61, 33.14, 311.9],
            &[13.0, 16.88, 0.0, 51.36, 10.89, 162.2],
            &[16.0, 0.03259, 0.0, 3.023, 0.002347, 0.05468],
            &[300.0, 0.02021, 0.0, 2.573, 0.003485, 0.00769],
        ],
        &[(16, 1.4)],
    );
}

#[test]
fn without_scaling_the_second_descent_of_wiggle_does_not_win() {
    let frames = compare(
        "wiggle-unscaled",
        15,
        CURVE,
        &[
            &[1.0, 0.4333, 0.4125, 0.01507, 0.423, 0.0005511],
            &[4.0, 0.2994, 0.2745, 0.3299, 0.287, 0.002233],
            &[8.0, 0.1719, 0.1311, 0.5906, 0.1583, 0.004752],
            &[12.0, 0.04655, 0.001467, 0.722, 0.0291, 0.01528],
            &[15.0, 3.712, 0.0, 2.039, 0.02962, 6.0],
            &[16.0, 3.326, 0.0, 1.917, 0.05412, 5.71],
            &[20.0, 0.07582, 0.0, 0.6099, 0.05696, 0.0095],
            &[300.0, 0.4103, 0.0, 0.1535, 0.3997, 0.0005289],
        ],
        &[],
    );
    assert_eq!(frames.verdict.holds, Some(false));
}

#[test]
fn chirp_takes_many_draws_and_then_shows_it_too() {
    let frames = compare(
        "chirp",
        20,
        CURVE,
        &[
            &[1.0, 0.5321, 0.4905, 0.208, 0.3972, 0.03464],
            &[4.0, 0.4937, 0.3886, 1.061, 0.2851, 0.1176],
            &[8.0, 0.4495, 0.2577, 2.89, 0.1475, 0.2195],
            &[12.0, 0.4324, 0.1399, 7.547, 0.06786, 0.3277],
            &[16.0, 0.4539, 0.04411, 31.9, 0.02919, 0.6146],
            &[18.0, 0.6441, 0.01079, 100.2, 0.03288, 1.773],
            &[20.0, 3.633, 0.0, 723.4, 17.78, 3917.0],
            &[22.0, 2.13, 0.0, 70.59, 0.09733, 26.14],
            &[30.0, 0.7024, 0.0, 10.43, 0.03174, 2.329],
            &[100.0, 0.2315, 0.0, 5.051, 0.01042, 0.1804],
            &[1000.0, 0.2046, 0.0, 4.516, 0.01246, 0.1267],
        ],
        &[(30, 1.4)],
    );
    assert_eq!(frames.verdict.holds, Some(true));
}

#[test]
fn digits_are_read_far_better_by_the_large_end() {
    let frames = compare(
        "digits",
        150,
        &["test_loss_median", "train_loss_median", "error_median"],
        &[
            &[10.0, 0.717, 0.608, 0.491],
            &[20.0, 0.596, 0.442, 0.31],
            &[50.0, 0.512, 0.204, 0.164],
            &[105.0, 0.766, 0.0569, 0.192],
            &[135.0, 1.988, 0.0152, 0.363],
            &[150.0, 62.5, 0.0, 0.79],
            &[165.0, 2.01, 0.0, 0.362],
            &[195.0, 0.823, 0.0, 0.185],
            &[300.0, 0.412, 0.0, 0.11],
            &[600.0, 0.28, 0.0, 0.08],
            &[1500.0, 0.234, 0.0, 0.072],
            &[3000.0, 0.219, 0.0, 0.068],
        ],
        &[],
    );
    assert_eq!(frames.summary("share_large_beats_small"), 1.0);
    assert_eq!(frames.verdict.holds, Some(true));
}

#[test]
fn on_diabetes_the_best_small_model_stays_ahead() {
    let frames = compare(
        "diabetes",
        100,
        &["test_loss_median", "train_loss_median"],
        &[
            &[5.0, 0.81, 0.724],
            &[20.0, 0.676, 0.411],
            &[40.0, 0.909, 0.299],
            &[80.0, 4.087, 0.103],
            &[110.0, 20.37, 0.0],
            &[200.0, 1.988, 0.0],
            &[400.0, 1.342, 0.0],
            &[1000.0, 1.123, 0.0],
            &[3000.0, 1.054, 0.0],
        ],
        &[],
    );
    assert_eq!(frames.verdict.holds, Some(false));
}

/// As [`compare`] of a preset with ramps in the place of its features, against an independent computation for the definitions in the
/// help of `features` (numpy, SVD cut off at 1e-10, other random numbers): size, test loss, training loss, norm (medians).
fn ramps(preset: &str, n: usize, draws: &str, rows: &[(usize, f64, f64, f64)]) -> Frames {
    let sizes = rows.iter().map(|row| row.0);
    let frames = sweep(preset, &sizes.collect::<Vec<_>>(), &[("features", "relu"), ("draws", draws)]);
    for (i, &(size, test, train, norm)) in rows.iter().enumerate() {
        let columns = [("test_loss_median", test), ("train_loss_median", train), ("norm_median", norm)];
        for (column, expected) in columns {
            let value = frames.series(column)[i];
            if column == "train_loss_median" && expected == 0.0 {
                assert!(value < 1e-20, "{preset}: training loss {value} at {size}");
            } else if column == "norm_median" && size < n {
                // Where two ramps nearly agree their weights are large: the standard error of a median of 400 is 4 to 10 %.
                within(column, size, value, expected, factor(size, n).max(1.5));
            } else {
                within(column, size, value, expected, factor(size, n));
            }
        }
        // As many independent features as there can be, on both sides of the threshold and at it.
        assert_eq!(frames.series("effective_degrees_of_freedom")[i], size.min(n) as f64, "{preset} at {size}");
    }
    assert_eq!(frames.summary("peak_size"), n as f64, "{preset}");
    frames
}

#[test]
fn digits_seen_by_ramps_peak_where_there_are_as_many_as_images_and_the_large_end_reads_them() {
    // 30 splits of the independent computation; its rank at 150 features was 150 in each.
    let rows = [
        (10, 0.7167, 0.6297, 2.046),
        (20, 0.6021, 0.4516, 2.721),
        (50, 0.5064, 0.2113, 3.878),
        (105, 0.7533, 0.05703, 6.768),
        (135, 1.92, 0.01491, 12.18),
        (150, 130.9, 0.0, 103.8),
        (165, 2.033, 0.0, 12.7),
        (195, 0.7645, 0.0, 7.037),
        (300, 0.3705, 0.0, 3.782),
        (600, 0.2545, 0.0, 2.142),
        (1500, 0.2177, 0.0, 1.243),
        (3000, 0.2111, 0.0, 0.8503),
    ];
    let frames = ramps("digits", 150, "10", &rows);
    let wrong = [0.5003, 0.3142, 0.1697, 0.2007, 0.3673, 0.8327, 0.3822, 0.1864, 0.09654, 0.07165, 0.06223, 0.05889];
    for (i, expected) in wrong.into_iter().enumerate() {
        within("error", rows[i].0, frames.series("error_median")[i], expected, factor(rows[i].0, 150));
    }
    assert_eq!(frames.summary("share_large_beats_small"), 1.0);
}

#[test]
fn ramps_over_one_input_peak_at_the_threshold_and_the_large_end_wins() {
    // 400 training sets each of the independent computation; the mean rank at P = n was 19.96 of 20, 11.88 of 12, 14.94 of 15.
    ramps(
        "chirp",
        20,
        "400",
        &[
            (1, 0.5356, 0.5119, 0.3337),
            (4, 0.4825, 0.4064, 8.045),
            (8, 0.3785, 0.239, 37.77),
            (13, 0.353, 0.07, 102.9),
            (18, 0.9646, 0.008943, 293.2),
            (20, 28.48, 0.0, 2424.0),
            (22, 1.796, 0.0, 519.6),
            (30, 0.3405, 0.0, 127.0),
            (40, 0.2541, 0.0, 72.76),
            (100, 0.2173, 0.0, 36.07),
            (300, 0.2099, 0.0, 19.78),
            (1000, 0.2094, 0.0, 10.72),
        ],
    );
    ramps(
        "step",
        12,
        "400",
        &[
            (1, 0.6072, 0.6058, 1.416),
            (7, 0.04592, 0.0157, 12.72),
            (10, 0.05271, 0.0022, 26.99),
            (12, 0.4063, 0.0, 109.5),
            (14, 0.07526, 0.0, 35.55),
            (24, 0.02663, 0.0, 11.22),
            (300, 0.02205, 0.0, 2.446),
        ],
    );
    ramps(
        "wiggle",
        15,
        "400",
        &[
            (4, 0.2985, 0.276, 4.323),
            (9, 0.1453, 0.09532, 43.95),
            (13, 0.085, 0.00769, 74.6),
            (15, 0.9191, 0.0, 336.2),
            (17, 0.1067, 0.0, 87.58),
            (30, 0.02399, 0.0, 24.14),
            (300, 0.01843, 0.0, 6.145),
        ],
    );
}

#[test]
fn relu_sphere_agrees_with_the_independent_values_and_with_theory() {
    let rows = [
        (5, 0.9289, 0.9294),
        (20, 0.6936, 0.74),
        (50, 0.5308, 0.5757),
        (100, 146.1, f64::INFINITY),
        (200, 0.159, 0.1759),
        (500, 0.05783, 0.06448),
        (1000, 0.04486, 0.04383),
        (2000, 0.03866, 0.03514),
    ];
    let frames = sweep("relu-sphere", &rows.map(|r| r.0), &[]);
    for (i, (size, median, theory)) in rows.into_iter().enumerate() {
        // The values are of 12 draws.
        let allowed = if size <= 50 { 1.2 } else { factor(size, 100).max(1.2) };
        within("excess", size, frames.series("test_loss_median")[i], median, allowed);
        if theory.is_finite() {
            // The published theory takes Sigma to the first harmonic, and is off by up to 7 % at P = 200; the lab's is the exact one,
            // within 3 % of the means of many more draws (see the tests of the module theory).
            within("theory", size, frames.series("theory")[i], theory, 1.1);
            within("excess against theory", size, frames.series("test_loss_mean")[i], frames.series("theory")[i], 1.2);
        } else {
            assert_eq!(frames.series("theory")[i], f64::INFINITY);
        }
    }
}

#[test]
fn theory_is_drawn_on_a_sphere_only_where_it_is_close() {
    for (dim, n, drawn) in
        [("5", "100", false), ("9", "100", false), ("10", "100", true), ("30", "49", false), ("10", "50", true)]
    {
        let frames = sweep("relu-sphere", &[3, 200], &[("dim", dim), ("n", n), ("draws", "3")]);
        assert_eq!(frames.series.iter().any(|series| series.name == "theory"), drawn, "{dim} dimensions, {n} points");
    }
    // At P = 2,000 the theory of the first harmonic alone was four times too low in ten dimensions. A mean of 16 draws.
    for (noise, simulated) in [("0.1", 0.0127), ("0.5", 0.3056), ("1", 1.2208)] {
        let frames = sweep("relu-sphere", &[2_000], &[("dim", "10"), ("noise", noise), ("draws", "6")]);
        within("theory", 2_000, frames.series("theory")[0], simulated, 1.03);
        within("excess against theory", 2_000, frames.series("test_loss_mean")[0], frames.series("theory")[0], 1.1);
    }
}

#[test]
fn more_noisy_sensors_are_better_and_theory_says_how_much() {
    let rows = [
        (1, 0.9651, 0.9152),
        (4, 0.7386, 0.6878),
        (10, 0.4454, 0.4779),
        (20, 0.3048, 0.3151),
        (30, 0.304, 0.3038),
        (50, 0.8269, 0.8347),
        (55, 1.484, 1.712),
        (60, 17.79, f64::INFINITY),
        (65, 1.622, 1.787),
        (80, 0.4817, 0.4638),
        (100, 0.2489, 0.2439),
        (150, 0.1212, 0.1197),
        (300, 0.05985, 0.05864),
        (600, 0.03751, 0.0373),
        (1200, 0.02796, 0.02837),
    ];
    let frames = sweep("sensors", &rows.map(|r| r.0), &[]);
    for (i, (size, median, theory)) in rows.into_iter().enumerate() {
        within("excess", size, frames.series("test_loss_median")[i], median, factor(size, 60));
        if theory.is_finite() {
            // The values are limits, s^2/(1 - p/n) - noise^2 below n; the lab draws what is exact for finite n,
            // s^2 (n - 1)/(n - p - 1) - noise^2. Both are averaged over the sensors of 60 draws, whose spread is 10 to 17 %
            // with 20 sensors or fewer.
            let (p, n, noise) = (size as f64, 60.0, 0.1);
            let exact =
                if size < 60 { (theory + noise) * (1.0 - p / n) * (n - 1.0) / (n - p - 1.0) - noise } else { theory };
            within("theory", size, frames.series("theory")[i], exact, if size <= 30 { 1.15 } else { 1.08 });
        }
    }
    assert_eq!(frames.verdict.holds, Some(true));
}

#[test]
fn gaussian_lies_on_the_exact_formula_within_four_standard_errors() {
    // (size, standard error of the mean of 300 draws in the independent implementation).
    let rows = [
        (1, 0.0005368),
        (5, 0.001115),
        (10, 0.002034),
        (20, 0.004115),
        (30, 0.01013),
        (40, 0.04451),
        (60, 0.04228),
        (75, 0.01151),
        (100, 0.006224),
        (200, 0.002694),
        (400, 0.00147),
    ];
    let frames = sweep("gaussian", &rows.map(|r| r.0), &[]);
    for (i, (size, error)) in rows.into_iter().enumerate() {
        let exact = theory::isotropic_excess(50, size, 1.0, 0.25);
        let mean = frames.series("test_loss_mean")[i];
        assert!((mean - exact).abs() < 4.0 * error, "{size}: {mean}, exact {exact}, standard error {error}");
        assert!((frames.series("theory")[i] - exact).abs() < 1e-12);
        // Effective parameters on test inputs: n p/(n-p-1) below, n^2/(p-n-1) above; a median of 10 draws.
        if !(30..=75).contains(&size) {
            let effective = frames.series("effective_parameters_test")[i];
            within("effective parameters", size, effective, theory::isotropic_effective_parameters(50, size), 1.15);
        }
    }
    assert_eq!(frames.verdict.holds, Some(false));
}

#[test]
fn the_optimal_ridge_removes_the_peak_of_gaussian_features() {
    // Mean excess at lambda = sigma^2 p (Hastie et al. 2019), 300 draws of the independent implementation.
    for (size, expected) in
        [(5, 0.02576), (20, 0.1368), (40, 0.3202), (50, f64::NAN), (60, 0.4584), (100, 0.6401), (400, 0.9046)]
    {
        let ridge = theory::optimal_ridge(size, 1.0, 0.25).to_string();
        let frames = sweep("gaussian", &[size], &[("ridge", &ridge)]);
        let mean = frames.series("test_loss_mean")[0];
        let limit = theory::optimal_ridge_excess(size as f64 / 50.0, 1.0, 0.25);
        // The standard error of either mean is about 4 % at 5 parameters, 2 % at 20 and under 1 % from 60.
        let allowed = if size <= 20 { 1.2 } else { 1.1 };
        within("excess against the limit", size, mean, limit, allowed);
        if expected.is_finite() {
            within("excess at the optimal ridge", size, mean, expected, allowed);
        }
    }
}

#[test]
fn a_little_ridge_removes_the_peak_of_the_curves() {
    // The least median test loss at P = n over a quarter-decade grid of lambda, from the independent implementation.
    for (preset, n, expected) in [("wiggle", 15, 0.02085), ("step", 12, 0.02038), ("wiggle-unscaled", 15, 0.04993)] {
        let best = (-24..=8)
            .map(|quarter| 10f64.powf(f64::from(quarter) / 4.0).to_string())
            .map(|ridge| sweep(preset, &[n], &[("ridge", &ridge)]).series("test_loss_median")[0])
            .fold(f64::INFINITY, f64::min);
        within("best ridge at the threshold", n, best, expected, 1.15);
    }
}

#[test]
fn the_peak_needs_small_singular_values_and_a_residual_but_no_noise() {
    // Three ingredients (Schaeffer et al. 2023, arXiv 2303.14151): n = 40, D = 120 isotropic features, |beta|^2 = 1, p of them
    // used. Medians of the excess risk from two independent simulations. Noise is .5 where there is noise; where the model is
    // misspecified the target uses all D features, otherwise the first p.
    let (n, total, draws) = (40, 120, 300);
    let median_excess = |p: usize, noise: f64, misspecified: bool| {
        let mut losses: Vec<f64> = (0..draws)
            .map(|draw| {
                let mut stream = Stream::new(5, Purpose::Target, draw);
                let beta = stream.points_on_sphere(1.0, 1, total).remove_axis(Axis(0));
                let features = Array2::from_shape_simple_fn((total, n), || stream.normal());
                let used = if misspecified { total } else { p };
                let clean = beta.slice(s![..used]).dot(&features.slice(s![..used, ..]));
                let targets = clean.mapv(|y| y + noise * stream.normal()).insert_axis(Axis(0));
                let mut growing = Growing::new(n, 0.0);
                growing.grow(features.slice(s![..p, ..]));
                let weights = growing.fit(targets.view()).0.remove_axis(Axis(0));
                let seen: f64 = (&weights - &beta.slice(s![..p])).iter().map(|d| d * d).sum();
                let unseen: f64 = beta.slice(s![p..used.max(p)]).iter().map(|b| b * b).sum();
                seen + unseen
            })
            .collect();
        losses.sort_unstable_by(f64::total_cmp);
        losses[draws / 2]
    };
    for (noise, misspecified, expected) in [
        (0.5, false, [(30, 0.70), (40, 22.0), (50, 1.0), (120, 0.80)]),
        (0.0, false, [(30, 0.0), (40, 0.0), (50, 0.08), (120, 0.67)]),
        (0.0, true, [(30, 2.8), (40, 48.0), (50, 2.8), (120, 0.67)]),
    ] {
        for (p, value) in expected {
            let measured = median_excess(p, noise, misspecified);
            if value == 0.0 {
                assert!(measured < 1e-12, "p = {p}: {measured}");
            } else {
                within("excess", p, measured, value, if p == n { 2.5 } else { 1.2 });
            }
        }
    }
}

#[test]
fn any_order_and_grouping_of_pieces_gives_the_same_bits() {
    for (preset, draws) in [("wiggle", "30"), ("step", "9"), ("chirp", "5"), ("sensors", "6")] {
        let request = Request::preset("double-descent", preset).with("draws", draws).unwrap();
        let mut one = open(&request).unwrap();
        lab::run(one.as_mut()).unwrap();
        let mut other = open(&request).unwrap();
        // Three at a time, the last ones first, each group by an instance of its own.
        let pieces = other.pieces();
        let starts: Vec<usize> = (0..pieces).step_by(3).collect();
        for first in starts.into_iter().rev() {
            let group = first..pieces.min(first + 3);
            let part = lab::part(open(&request).unwrap().as_ref(), group.clone()).unwrap();
            other.accept(group, &part).unwrap();
        }
        let bits = |e: &dyn Experiment| -> Vec<u64> {
            e.frames().series.iter().flat_map(|s| s.values.iter().map(|v| v.to_bits())).collect()
        };
        assert_eq!(bits(one.as_ref()), bits(other.as_ref()), "{preset}");
    }
}

#[test]
fn as_many_starts_are_trapped_as_safran_and_shamir_counted_and_none_with_two_neurons_to_spare() {
    // Safran & Shamir (2018, arXiv 1712.08968), per cent of 1,000 runs each: 12.6 at 8 neurons, 34.6 at 10, 58.5 at 12.
    let counted = |teacher: &str, extra: &str, runs: &str| {
        let request = [("teacher", teacher), ("extra", extra), ("runs", runs)].into_iter();
        run(&request.fold(Request::preset("traps", "eight"), |request, (key, value)| request.with(key, value).unwrap()))
    };
    for (teacher, runs, published, allowed) in
        [("8", "1000", 0.126, 0.025), ("10", "400", 0.346, 0.05), ("12", "400", 0.585, 0.05)]
    {
        let frames = counted(teacher, "0", runs);
        let (share, low, high) =
            (frames.summary("share_trapped"), frames.summary("interval_low"), frames.summary("interval_high"));
        let near = (low..=high).contains(&published) || (share - published).abs() <= allowed;
        assert!(near, "{teacher} neurons: {share}, published {published}");
        assert_eq!(frames.summary("not_finished"), 0.0);
    }
    for teacher in ["8", "10", "12"] {
        assert_eq!(counted(teacher, "2", "150").summary("trapped"), 0.0, "{teacher} neurons");
    }
}

/// The medians of 24 training sets of networks that are trained, each within a factor 1.4 (2.5 near the threshold): the expected
/// ones are of twelve, by an independent implementation with other random numbers.
fn networks(preset: &str, expected: &[(usize, f64)], n: usize) -> Frames {
    let frames = run(&Request::preset("double-descent", preset).with("draws", "24").unwrap());
    let (sizes, losses) = (frames.series("size"), frames.series("test_loss_median"));
    for &(size, loss) in expected {
        let at = sizes.iter().position(|s| *s == size as f64).expect("a size of the sweep");
        let near = (size as f64 / n as f64 - 1.0).abs() <= 0.35;
        within(preset, size, losses[at], loss, if near { 2.5 } else { 1.4 });
    }
    frames
}

#[test]
fn tanh_networks_peak_at_the_threshold_by_either_optimiser_and_the_best_small_one_stays_ahead() {
    let adam = [(13, 0.31), (25, 0.597), (37, 0.804), (49, 0.909), (61, 0.953), (73, 0.798), (85, 0.740), (109, 0.631)];
    let large = [(133, 0.588), (169, 0.519), (217, 0.570), (289, 0.529), (577, 0.476), (1441, 0.498)];
    let frames = networks("tanh-network", &[&adam[..], &large].concat(), 60);
    assert_eq!(frames.summary("best_small_size"), 13.0);
    assert!((37.0..=85.0).contains(&frames.summary("peak_size")));
    assert!(frames.summary("peak_loss") > 1.4 * frames.summary("largest_loss"));
    assert!(frames.summary("largest_loss") > frames.summary("best_small_loss"));
    // Levenberg-Marquardt from width 4.
    let second = [(49, 1.272), (61, 1.509), (73, 1.105), (85, 0.992), (109, 0.810), (133, 0.739), (169, 0.757)];
    let large = [(217, 0.658), (289, 0.583), (577, 0.556), (1441, 0.534)];
    networks("tanh-network-lm", &[&second[..], &large].concat(), 60);
}

#[test]
fn weight_decay_removes_the_peak_of_networks() {
    let tanh = [(13, 0.338), (25, 0.418), (49, 0.429), (73, 0.420), (133, 0.413), (289, 0.408), (1441, 0.415)];
    let frames = networks("tanh-network-decay", &tanh, 60);
    assert!(frames.summary("peak_loss") < 1.25 * frames.summary("largest_loss"));
    let relu = [(78, 0.336), (99, 0.341), (127, 0.314), (169, 0.314), (337, 0.310), (841, 0.333)];
    let frames = networks("relu-network-decay", &relu, 60);
    assert!(frames.summary("peak_loss") < 1.25 * frames.summary("largest_loss"));
}

#[test]
fn relu_networks_peak_beyond_the_threshold_and_the_large_end_comes_back() {
    // The expected values are those of one teacher: only the peak and the large end (.42 to .45) carry over to others.
    let frames = networks("relu-network", &[(841, 0.435)], 60);
    assert!((1.3 * 60.0..=2.8 * 60.0 + 1.0).contains(&frames.summary("peak_size")), "{}", frames.summary("peak_size"));
    assert!(frames.summary("peak_loss") > 1.4 * frames.summary("largest_loss"));
}

#[test]
#[ignore = "ten minutes: twenty-four teachers of twelve training sets each"]
fn the_large_end_of_relu_networks_beats_every_small_one_for_about_one_teacher_in_three() {
    // Sizes below the threshold, and the largest. A third of 24 within two standard deviations.
    let sizes = [8, 15, 22, 29, 36, 43, 50, 57, 841];
    let won: Vec<usize> = (1..=24)
        .filter(|seed: &usize| {
            let frames = sweep("relu-network", &sizes, &[("seed", &seed.to_string())]);
            frames.summary("largest_loss") < frames.summary("best_small_loss")
        })
        .collect();
    assert!((4..=12).contains(&won.len()) && won.contains(&13), "{won:?}");
}

#[test]
fn the_path_lies_in_its_own_plane_and_the_share_of_negative_curvature_falls_with_the_width() {
    // Medians over five seeds of an independent implementation, within a factor of two; the share that is missed in every seed.
    for (width, expected) in [("3", 0.151), ("10", 0.082), ("30", 0.027), ("100", 0.004)] {
        let mut ratios: Vec<f64> = ["1", "2", "3", "4", "5"]
            .into_iter()
            .map(|seed| {
                let request = Request::preset("landscape", "thirty").with("width", width).unwrap();
                let frames = run(&request.with("seed", seed).unwrap().with("resolution", "5").unwrap());
                let missed =
                    ["path", "random", "hessian"].map(|plane| frames.summary(&format!("missed_share_{plane}")));
                assert!(missed[0] < 0.04, "width {width}, seed {seed}: {missed:?}");
                // About 1 - 2/P of a random plane: little to see of nine parameters.
                let wide = width == "30" || width == "100";
                assert!(
                    missed[1] > if wide { 0.9 } else { 0.4 } && missed[2] > 0.75,
                    "width {width}, seed {seed}: {missed:?}"
                );
                frames.summary("eigenvalue_ratio")
            })
            .collect();
        ratios.sort_unstable_by(f64::total_cmp);
        within("eigenvalue ratio", width.parse().unwrap(), ratios[2], expected, 2.0);
    }
}

/// Medians over eight seeds, each held against [least .8, most 1.2] of what eight to ten seeds of an independent implementation gave.
fn memorised(task: &str, expected: &[(&str, f64, f64)]) {
    let runs: Vec<Frames> =
        (1..=8).map(|seed| run(&Request::preset("memorise", task).with("seed", &seed.to_string()).unwrap())).collect();
    for &(name, least, most) in expected {
        let mut values: Vec<f64> = runs.iter().map(|frames| frames.summary(name)).collect();
        values.sort_unstable_by(f64::total_cmp);
        let median = 0.5 * (values[3] + values[4]);
        assert!((0.8 * least..=1.2 * most).contains(&median), "{task}, {name}: {median}, expected {least} to {most}");
    }
    assert!(runs.iter().filter(|frames| frames.verdict.holds == Some(true)).count() >= 6);
}

#[test]
fn five_of_a_hundred_weights_are_found_long_after_the_data_are_fitted() {
    memorised(
        "sparse",
        &[
            ("step_train_below_1e-3", 20.0, 45.0),
            ("step_test_below_0.1", 13_800.0, 25_100.0),
            ("data_M", 4e-6, 1.9e-5),
            ("data_G", 9.9e-5, 2.1e-4),
            ("test_M", 2.29, 3.49),
            ("test_G", 1.3e-4, 2.3e-3),
            ("penalty_M", 1.844, 1.847),
            ("penalty_G", 0.0497, 0.0499),
            ("cheapest_penalty_M", 0.09, 0.112),
            ("effective_features_M", 48.0, 62.0),
            ("effective_features_G", 5.007, 5.18),
            ("test_without_penalty", 2.29, 3.49),
            ("barrier_on_the_line", 0.0147, 0.041),
        ],
    );
}

#[test]
fn two_lit_cells_are_left_of_a_noisy_map() {
    memorised(
        "product",
        &[
            ("step_train_below_1e-3", 70.0, 87.0),
            ("step_test_below_0.1", 926.0, 1_616.0),
            ("data_M", 1.4e-6, 2.2e-5),
            ("data_G", 2.1e-5, 6.4e-5),
            ("test_M", 0.69, 1.36),
            ("test_G", 1.2e-4, 9e-4),
            ("penalty_M", 0.462, 0.721),
            ("penalty_G", 0.00783, 0.0079),
            ("cheapest_penalty_M", 0.0207, 0.0243),
            ("effective_rank_M", 10.2, 11.8),
            ("effective_rank_G", 1.9999, 2.0001),
            ("neurons_in_use_M", 49.0, 60.0),
            ("neurons_in_use_G", 2.0, 2.0),
            ("bits_M", 9_868.0, 12_896.0),
            ("bits_G", 972.0, 996.0),
            ("barrier_on_the_line", 0.17, 2.97),
            ("test_without_penalty", 0.68, 1.3),
        ],
    );
}

#[test]
fn neurons_become_waves_and_the_table_is_completed() {
    memorised(
        "modular",
        &[
            ("step_train_below_1e-2", 50.0, 55.0),
            ("step_train_below_1e-3", 75.0, 80.0),
            ("step_test_below_0.1", 665.0, 830.0),
            ("step_accuracy_above_0.95", 425.0, 595.0),
            ("data_M", 1.5e-4, 3.2e-4),
            ("data_G", 4e-5, 2e-4),
            ("test_M", 1.84, 2.2),
            ("test_G", 8.5e-4, 2.7e-3),
            ("penalty_M", 0.0284, 0.0303),
            ("penalty_G", 0.00928, 0.00962),
            ("single_frequency_share_M", 0.416, 0.488),
            ("single_frequency_share_G", 0.9989, 0.9997),
            ("effective_rank_M", 63.0, 66.5),
            ("effective_rank_G", 21.9, 24.1),
            ("barrier_on_the_line", 0.25, 0.25),
            ("one_bend_curve", 2e-4, 2e-4),
            ("highest_on_the_training_path", 6e-4, 6e-4),
        ],
    );
}

#[test]
fn the_penalty_that_is_marked_as_best_ends_lower_than_a_third_and_three_times_as_much() {
    for (task, best) in [("ring", 0.02), ("sparse", 0.01), ("product", 1.0 / 300.0)] {
        let end =
            |penalty: &str| run(&Request::preset("memorise", task).with("penalty", penalty).unwrap()).summary("test_G");
        let marked = end("auto");
        assert!(marked < 1e-3, "{task}: {marked}");
        for other in [best / 3.0, best * 3.0].map(|penalty| end(&penalty.to_string())) {
            assert!(marked < other, "{task}: {marked} at {best}, and {other}");
        }
    }
}

#[test]
#[ignore = "four minutes: the widths of a network that completes a larger table"]
fn every_wide_network_generalises_and_none_that_is_too_narrow_to_fit() {
    // p = 17, 60 % of the table, 5,000 steps, six seeds: widths 16 and 24 do not fit, all generalise from 64 on, sooner the wider.
    let runs = |width: &str| -> Vec<Frames> {
        let set = [("modulus", "17"), ("share", "0.6"), ("steps", "5000"), ("width", width), ("penalty", "0.0001")];
        let request = |seed: usize| {
            let preset = Request::preset("memorise", "modular").with("seed", &seed.to_string()).unwrap();
            set.iter().fold(preset, |request, (key, value)| request.with(key, value).unwrap())
        };
        (1..=6).map(|seed| run(&request(seed))).collect()
    };
    let mut before = f64::INFINITY;
    for width in ["16", "24", "64", "128"] {
        let mut steps: Vec<f64> = Vec::new();
        for frames in runs(width) {
            if width == "16" || width == "24" {
                assert!(frames.summary("data_G") > 0.01, "width {width}: {}", frames.summary("data_G"));
            } else {
                assert!(frames.summary("data_G") < 0.01 && frames.summary("test_G") < 0.1, "width {width}");
                steps.push(frames.summary("step_test_below_0.1"));
            }
        }
        steps.sort_unstable_by(f64::total_cmp);
        if let Some(median) = steps.get(3) {
            assert!(*median < before, "width {width}: {median} after {before}");
            before = *median;
        }
    }
}

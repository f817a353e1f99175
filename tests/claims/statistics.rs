//! Medians and intervals, computed another way than the crate does: from their definitions.

/// The standard normal deviate that leaves 2.5 % beyond it, from a table.
pub const Z: f64 = 1.959_963_985;

/// The median: the middle one of an odd number, the mean of the middle two of an even one.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().filter(|value| !value.is_nan()).collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[count / 2],
        count if values[count / 2 - 1] == values[count / 2] => values[count / 2],
        count => 0.5 * (values[count / 2 - 1] + values[count / 2]),
    }
}

/// Wilson's interval by bisection of its definition: its ends are the shares q with |p - q| = z sqrt(q (1 - q)/n).
pub fn wilson(hits: usize, runs: usize) -> (f64, f64) {
    let (n, p) = (runs as f64, hits as f64 / runs as f64);
    let outside = |q: f64| (p - q) * (p - q) > Z * Z * q * (1.0 - q) / n;
    // One end lies between `far`, which is outside, and p, which is inside.
    let end = |mut far: f64, mut near: f64| {
        for _ in 0..200 {
            let middle = 0.5 * (far + near);
            if outside(middle) { far = middle } else { near = middle }
        }
        near
    };
    (if hits == 0 { 0.0 } else { end(0.0, p) }, if hits == runs { 1.0 } else { end(1.0, p) })
}

#[test]
fn the_interval_is_that_of_the_textbook() {
    // Newcombe (1998, Statistics in Medicine 17, 857), method 3.
    for (hits, runs, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)] {
        let (a, b) = wilson(hits, runs);
        assert!((a - low).abs() < 5e-5 && (b - high).abs() < 5e-5, "{a} {b}");
    }
    assert_eq!((median([3.0, 1.0, 2.0]), median([1.0, 2.0, 4.0, 3.0])), (2.0, 2.5));
}

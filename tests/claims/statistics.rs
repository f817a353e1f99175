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

/// How many of so many ordered values lie beyond either end of the 95 % interval of their median: as many as a fair coin falls short of
/// with a chance of 2.5 % at most (Conover 1999, table A3). The chances are a row of Pascal's triangle.
pub fn beyond_the_interval(count: usize) -> usize {
    let mut row = vec![1.0];
    for _ in 0..count {
        let next = |i: usize| 0.5 * (row.get(i).unwrap_or(&0.0) + if i > 0 { row[i - 1] } else { 0.0 });
        row = (0..=row.len()).map(next).collect();
    }
    let mut sum = 0.0;
    let short = row.iter().take_while(|chance| {
        sum += **chance;
        sum <= 0.025
    });
    short.count().saturating_sub(1)
}

/// The interval of a median, from one of the ordered values to another.
pub fn median_interval(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let out = beyond_the_interval(values.len());
    (values[out], values[values.len() - 1 - out])
}

/// The least count of draws at which this share of won ones would leave a half out of the interval; none up to `most`.
pub fn draws_that_tell(won: usize, lost: usize, most: usize) -> Option<usize> {
    let share = won.min(lost) as f64 / (won + lost) as f64;
    (9..=most).find(|count| share * *count as f64 <= beyond_the_interval(*count) as f64)
}

/// The interval of the first share minus the second, each (hits, runs): Newcombe (1998, Statistics in Medicine 17, 873), method 10.
pub fn difference((a, n): (usize, usize), (b, m): (usize, usize)) -> (f64, f64) {
    let (p, q) = (a as f64 / n as f64, b as f64 / m as f64);
    let (p_ends, q_ends) = (wilson(a, n), wilson(b, m));
    let reach = |x: f64, y: f64| (x * x + y * y).sqrt();
    (p - q - reach(p - p_ends.0, q_ends.1 - q), p - q + reach(p_ends.1 - p, q - q_ends.0))
}

#[test]
fn the_interval_is_that_of_the_textbook() {
    // Newcombe (1998, Statistics in Medicine 17, 857), method 3.
    for (hits, runs, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)] {
        let (a, b) = wilson(hits, runs);
        assert!((a - low).abs() < 5e-5 && (b - high).abs() < 5e-5, "{a} {b}");
    }
    // Conover: of 9 values the second and the second to last, of 20 the sixth from either end.
    assert_eq!(median_interval((0..9).map(f64::from)), (1.0, 7.0));
    assert_eq!(median_interval((0..20).map(f64::from)), (5.0, 14.0));
    // Newcombe, table II, (a).
    let (low, high) = difference((56, 70), (48, 80));
    assert!((low - 0.0524).abs() < 5e-5 && (high - 0.3339).abs() < 5e-5);
    assert_eq!((median([3.0, 1.0, 2.0]), median([1.0, 2.0, 4.0, 3.0])), (2.0, 2.5));
}

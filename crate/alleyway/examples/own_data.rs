//! A double-descent curve of your own data: the test error of random features against their number.
//!
//! `cargo run --release --example own_data -- table.csv` reads numbers, one row a point, the target last; without a file it takes
//! points of a plane wave with noise. Half of the points are for training.

use std::error::Error;

use alleyway::fit::Growing;
use alleyway::model::Features;
use alleyway::seed::{Purpose, Stream};
use ndarray::{Array1, Array2, Axis, s};

/// Inputs (dim x m) and targets (m).
type Table = (Array2<f64>, Array1<f64>);

fn main() -> Result<(), Box<dyn Error>> {
    let (inputs, targets) = match std::env::args().nth(1) {
        Some(path) => read(&std::fs::read_to_string(path)?)?,
        None => waves(80),
    };
    println!("features  train loss    test loss   smallest singular value");
    for (size, train, test, smallest) in curve(&inputs, &targets, 400) {
        println!("{size:8}  {train:10.3e}   {test:10.3e}   {smallest:10.3e}");
    }
    Ok(())
}

/// Sizes up to `most` with their mean square errors on one half and on the other, and the smallest singular value of the design.
fn curve(inputs: &Array2<f64>, targets: &Array1<f64>, most: usize) -> Vec<(usize, f64, f64, f64)> {
    let (dim, m) = inputs.dim();
    let n = m / 2;
    // cos(w . x + b) with w ~ 3 N(0, I), for inputs with a spread of about one: the larger the factor, the rougher the features.
    let features = Features::cosine(most, dim, 3.0, 1, 0).at(inputs.view(), most);
    let (train, test) = features.view().split_at(Axis(1), n);
    let (y, y_test) = targets.view().split_at(Axis(0), n);

    // Nested sizes, close together near n, where the peak is. One factorisation grows through all of them.
    let mut sizes: Vec<usize> = [1, 2, 5, n / 2, n - 5, n - 1, n, n + 1, n + 5, 2 * n, 4 * n, most].to_vec();
    sizes.retain(|&size| 0 < size && size <= most);
    sizes.sort_unstable();
    sizes.dedup();
    let mut growing = Growing::new(n, 0.0);
    let square = |d: Array1<f64>| d.dot(&d) / d.len() as f64;
    let measured = sizes.into_iter().map(|size| {
        growing.grow(train.slice(s![growing.size()..size, ..]));
        let (weights, fit) = growing.fit(y.insert_axis(Axis(0)));
        let w = weights.row(0);
        let errors = |features: ndarray::ArrayView2<f64>, y: ndarray::ArrayView1<f64>| {
            square(w.dot(&features.slice(s![..size, ..])) - y)
        };
        (size, errors(train, y), errors(test, y_test), fit.smallest_singular_value)
    });
    measured.collect()
}

/// Rows of numbers, the target last.
fn read(text: &str) -> Result<Table, Box<dyn Error>> {
    let rows = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.split(',').map(|cell| cell.trim().parse::<f64>()).collect::<Result<Vec<_>, _>>());
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    let width = rows.first().map_or(0, Vec::len);
    if width < 2 || rows.len() < 8 || rows.iter().any(|row| row.len() != width) {
        return Err("eight rows at least, each with as many numbers, two or more".into());
    }
    let inputs = Array2::from_shape_fn((width - 1, rows.len()), |(k, i)| rows[i][k]);
    Ok((inputs, rows.iter().map(|row| row[width - 1]).collect()))
}

/// sin(2 (x + y)) with noise of a tenth, at normal points.
fn waves(m: usize) -> Table {
    let mut stream = Stream::new(7, Purpose::Inputs, 0);
    let inputs = Array2::from_shape_simple_fn((2, m), || stream.normal());
    let targets = inputs.axis_iter(Axis(1)).map(|x| libm::sin(2.0 * (x[0] + x[1]))).collect::<Array1<f64>>();
    let noisy = targets.mapv(|y| y + 0.1 * stream.normal());
    (inputs, noisy)
}

#[test]
fn the_error_peaks_at_the_threshold_and_falls_again() {
    let (inputs, targets) = waves(80);
    let curve = curve(&inputs, &targets, 400);
    let test = |size| curve.iter().find(|row| row.0 == size).expect("a size of the curve").2;
    assert!(test(40) > 10.0 * test(5) && test(400) < 0.1 * test(40));
    assert!(curve.iter().all(|row| row.0 < 40 || row.1 < 1e-12));
    assert!(read("1,2\n3").is_err() && read(&"1,2,3\n".repeat(8)).is_ok());
}

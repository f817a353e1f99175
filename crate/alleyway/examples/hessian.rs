//! The Hessian spectrum of a small network, where training has brought it: how many directions are flat, and how many slope down.
//!
//! `cargo run --release --example hessian`

use alleyway::fit::{NetworkTraining, Rule, Schedule};
use alleyway::model::{Activation, Architecture, Network};
use alleyway::seed::{Purpose, Stream};
use alleyway::spectrum::{Spectrum, flat_under};
use ndarray::{Array1, Array2};

fn main() {
    let (loss, spectrum) = trained(8, 3_000);
    let flat = flat_under(&spectrum.values);
    let near =
        spectrum.values.iter().filter(|value| value.abs() <= 1e-4 * spectrum.values[spectrum.values.len() - 1]).count();
    println!("loss {loss:.2e}, {} weights", spectrum.values.len());
    println!("eigenvalues from {:.2e} to {:.2e}", spectrum.values[0], spectrum.values[spectrum.values.len() - 1]);
    println!(
        "{} slope down by more than {flat:.0e}; {near} are under a ten-thousandth of the largest",
        spectrum.index()
    );
}

/// f(x) = sum over j of a_j tanh(w_j x + b_j) + c learns a wave at twelve points: its loss after so many steps, and its curvatures.
fn trained(width: usize, steps: usize) -> (f64, Spectrum) {
    let x = Array2::from_shape_fn((1, 12), |(_, i)| -1.0 + 2.0 * i as f64 / 11.0);
    let y: Array1<f64> = x.row(0).mapv(|x| libm::sin(4.0 * x));
    let form = Architecture { inputs: 1, width, activation: Activation::Tanh, bias: true };
    let network = Network::new(form, x.view(), y.view(), 1.0);
    let mut stream = Stream::new(3, Purpose::Features, 0);
    let start = (0..form.parameters()).map(|_| stream.normal()).collect();
    let schedule = Schedule { rule: Some(Rule::ADAM), steps, rate: 0.02, decay: 0.0 };
    let mut training = NetworkTraining::<f64>::new(network, start, schedule);
    while !training.finished() {
        training.advance(100);
    }
    (training.loss(), Spectrum::at(training.network(), Array1::from(training.theta().to_vec()).view()))
}

#[test]
fn a_trained_network_is_nearly_flat_in_most_directions() {
    let (loss, spectrum) = trained(8, 3_000);
    assert!(loss < 1e-3, "{loss}");
    assert_eq!(spectrum.values.len(), 25);
    let largest = spectrum.values[24];
    let near = spectrum.values.iter().filter(|value| value.abs() <= 1e-4 * largest).count();
    // Twelve points pin down twelve directions at most.
    assert!(near >= 13, "{near}");
}

//! How the weights of a network with two layers stand in one list.

use ndarray::{Array1, Array2, ArrayView1, s};

/// Inputs of the network that learns a product.
pub const PRODUCT_INPUTS: usize = 15;

/// c and W of a quadratic network with one output: W by input (d x m).
pub fn layers(point: ArrayView1<f64>, inputs: usize, m: usize) -> (Array2<f64>, Array1<f64>) {
    let w = point.slice(s![..inputs * m]).to_owned().into_shape_with_order((inputs, m)).expect("d x m");
    (w, point.slice(s![inputs * m..]).to_owned())
}

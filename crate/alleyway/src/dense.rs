//! The inner loops of all dense algebra here, over slices, in lanes that the compiler vectorises; and the uniform grid.

use crate::real::Real;

/// Lanes of the accumulator: two 128-bit registers of f64, twice over, enough to hide the latency of an addition.
const LANES: usize = 8;

/// Sum of a_i b_i. The order of summation is fixed: lane by lane, then the lanes pairwise, then the rest.
///
/// The slices must have the same length (shapes: `n`, `n`).
#[must_use]
#[inline]
pub fn dot<T: Real>(a: &[T], b: &[T]) -> T {
    assert_eq!(a.len(), b.len());
    let mut lanes = [T::zero(); LANES];
    let (a_blocks, a_rest) = a.as_chunks::<LANES>();
    let (b_blocks, b_rest) = b.as_chunks::<LANES>();
    for (x, y) in a_blocks.iter().zip(b_blocks) {
        lanes[0] += x[0] * y[0];
        lanes[1] += x[1] * y[1];
        lanes[2] += x[2] * y[2];
        lanes[3] += x[3] * y[3];
        lanes[4] += x[4] * y[4];
        lanes[5] += x[5] * y[5];
        lanes[6] += x[6] * y[6];
        lanes[7] += x[7] * y[7];
    }
    let rest: T = a_rest.iter().zip(b_rest).map(|(x, y)| *x * *y).sum();
    let half = [lanes[0] + lanes[4], lanes[1] + lanes[5], lanes[2] + lanes[6], lanes[3] + lanes[7]];
    (half[0] + half[2]) + (half[1] + half[3]) + rest
}

/// y += alpha x (shapes: `n`, `n`).
#[inline]
pub fn axpy<T: Real>(alpha: T, x: &[T], y: &mut [T]) {
    assert_eq!(x.len(), y.len());
    let (x_blocks, x_rest) = x.as_chunks::<4>();
    let (y_blocks, y_rest) = y.as_chunks_mut::<4>();
    for (y, x) in y_blocks.iter_mut().zip(x_blocks) {
        y[0] += alpha * x[0];
        y[1] += alpha * x[1];
        y[2] += alpha * x[2];
        y[3] += alpha * x[3];
    }
    for (y, x) in y_rest.iter_mut().zip(x_rest) {
        *y += alpha * *x;
    }
}

/// y += a_0 x_0 + a_1 x_1 + a_2 x_2 + a_3 x_3: as four calls of [`axpy`], with one walk over y (shapes: all `n`).
#[inline]
pub fn axpy4<T: Real>(alpha: [T; 4], x: [&[T]; 4], y: &mut [T]) {
    let n = y.len();
    // Slices of one known length: the bounds are checked once and not in the loop.
    let [x0, x1, x2, x3] = x.map(|x| &x[..n]);
    for i in 0..n {
        y[i] += (alpha[0] * x0[i] + alpha[1] * x1[i]) + (alpha[2] * x2[i] + alpha[3] * x3[i]);
    }
}

/// `m` equally spaced points of [-1, 1], both ends included; 0 alone for m = 1. Symmetric to the last bit.
#[must_use]
pub fn grid(m: usize) -> Vec<f64> {
    match m {
        1 => vec![0.0],
        _ => (0..m).map(|i| (2.0 * i as f64 - (m - 1) as f64) / (m - 1) as f64).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_is_symmetric_and_ends_at_both_ends() {
        for m in [2, 3, 15, 1001] {
            let x = grid(m);
            assert_eq!((x[0], x[m - 1]), (-1.0, 1.0));
            assert!((0..m).all(|i| x[i] == -x[m - 1 - i]));
        }
    }

    #[test]
    fn dot_is_the_sum_of_products_for_every_length() {
        for n in 0..40 {
            let a: Vec<f64> = (0..n).map(|i| f64::from(i) + 1.0).collect();
            let b: Vec<f64> = (0..n).map(|i| 2.0 - f64::from(i)).collect();
            // Whole numbers: exact in any order.
            let expected: f64 = (0..n).map(|i| (f64::from(i) + 1.0) * (2.0 - f64::from(i))).sum();
            assert_eq!(dot(&a, &b), expected, "n = {n}");
            let mut y = b.clone();
            axpy(3.0, &a, &mut y);
            assert!(y.iter().zip(a.iter().zip(&b)).all(|(y, (a, b))| *y == b + 3.0 * a));
            let mut z = b.clone();
            axpy4([1.0, 2.0, -1.0, 5.0], [&a, &b, &y, &a], &mut z);
            assert!((0..z.len()).all(|i| z[i] == b[i] + 6.0 * a[i] + 2.0 * b[i] - y[i]));
        }
    }
}

//! The inner loops of a network, over [`Lanes`]: what they take in stays in registers, where [`dense`](crate::dense) would write and
//! read it again for every input.

use crate::real::{LANES, Lanes};

/// Rows of `n` numbers, each filled with zeros to whole lanes.
pub fn rows_of<L: Lanes>(n: usize, values: impl Iterator<Item = L::Number>) -> Vec<L> {
    let mut lanes = Vec::new();
    let mut values = values.peekable();
    while values.peek().is_some() {
        for from in (0..n).step_by(LANES) {
            let mut four = L::zeroed();
            let filled = &mut numbers_mut(std::slice::from_mut(&mut four))[..LANES.min(n - from)];
            filled.iter_mut().zip(&mut values).for_each(|(to, value)| *to = value);
            lanes.push(four);
        }
    }
    lanes
}

/// Lanes as the numbers in them.
pub fn numbers<L: Lanes>(lanes: &[L]) -> &[L::Number] {
    bytemuck::cast_slice(lanes)
}

/// Lanes as the numbers in them, to be written.
pub fn numbers_mut<L: Lanes>(lanes: &mut [L]) -> &mut [L::Number] {
    bytemuck::cast_slice_mut(lanes)
}

/// Fours in which sums grow side by side: an addition takes about as long as several that do not wait for each other.
const SIDE_BY_SIDE: usize = 4;

/// out = b + sum over d of w_d x_d, where row d of x is as long as `out` (shapes: `d`, `d n`, `n`).
pub fn weigh<L: Lanes>(b: L::Number, w: &[L::Number], x: &[L], out: &mut [L]) {
    let n = out.len().max(1);
    let (blocks, rest) = out.as_chunks_mut::<SIDE_BY_SIDE>();
    let whole = SIDE_BY_SIDE * blocks.len();
    for (k, block) in blocks.iter_mut().enumerate() {
        let from = SIDE_BY_SIDE * k;
        let mut sums = [L::splat(b); SIDE_BY_SIDE];
        for (w, row) in w.iter().zip(x.chunks_exact(n)) {
            let w = L::splat(*w);
            let row = &row[from..from + SIDE_BY_SIDE];
            sums.iter_mut().zip(row).for_each(|(sum, x)| *sum = *sum + w * *x);
        }
        *block = sums;
    }
    for (i, out) in rest.iter_mut().enumerate() {
        let each = w.iter().zip(x.chunks_exact(n));
        *out = each.fold(L::splat(b), |sum, (w, row)| sum + L::splat(*w) * row[whole + i]);
    }
}

/// out_d = sum over i of a_i x_di (shapes: `n`, `d n`, `d`).
pub fn products<L: Lanes>(a: &[L], x: &[L], out: &mut [L::Number]) {
    let n = a.len();
    let (fours, rest) = out.as_chunks_mut::<4>();
    let (of_fours, of_rest) = x.split_at(4 * n * fours.len());
    for (out, x) in fours.iter_mut().zip(of_fours.chunks_exact(4 * n)) {
        *out = rows(a, x);
    }
    for (out, x) in rest.iter_mut().zip(of_rest.chunks_exact(n)) {
        [*out] = rows(a, x);
    }
}

/// That of `R` rows.
#[inline]
fn rows<L: Lanes, const R: usize>(a: &[L], x: &[L]) -> [L::Number; R] {
    let n = a.len();
    let rows: [&[L]; R] = std::array::from_fn(|r| &x[r * n..(r + 1) * n]);
    let mut sums = [L::zeroed(); R];
    for i in 0..n {
        let a = a[i];
        for r in 0..R {
            sums[r] = sums[r] + a * rows[r][i];
        }
    }
    sums.map(Lanes::total)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use wide::{f32x4, f64x4};

    use super::*;
    use crate::real::Real;

    /// Whole numbers, whose sums and products are exact in any order.
    fn whole<L: Lanes>(count: usize, seed: i32) -> Vec<L::Number> {
        (0..count as i32).map(|i| L::Number::of(f64::from((7 * i + seed) % 11 - 5))).collect()
    }

    fn weigh_and_products_are_the_sums_that_they_are_said_to_be<L: Lanes>(n: usize, d: usize) {
        let (x, w) = (whole::<L>(d * n, 1), whole::<L>(d, 2));
        let lanes = rows_of::<L>(n, x.iter().copied());
        assert_eq!(lanes.len(), d * n.div_ceil(LANES));
        let mut out = vec![L::zeroed(); n.div_ceil(LANES)];
        let b = L::Number::of(3.0);
        weigh(b, &w, &lanes, &mut out);
        for (i, out) in numbers(&out).iter().enumerate() {
            // Where a row is filled up only b is left.
            let sum = (0..d).filter(|_| i < n).fold(b, |sum, c| sum + w[c] * x[c * n + i]);
            assert_eq!(*out, sum, "n = {n}, d = {d}, point {i}");
        }
        let a = whole::<L>(n, 4);
        let mut sums = vec![L::Number::of(0.0); d];
        products(&rows_of::<L>(n, a.iter().copied()), &lanes, &mut sums);
        for (c, sum) in sums.iter().enumerate() {
            let expected = (0..n).fold(L::Number::of(0.0), |sum, i| sum + a[i] * x[c * n + i]);
            assert_eq!(*sum, expected, "n = {n}, d = {d}, row {c}");
        }
    }

    proptest! {
        #[test]
        fn weigh_and_products_are_right_for_every_length(n in 1usize..50, d in 1usize..14) {
            weigh_and_products_are_the_sums_that_they_are_said_to_be::<f64x4>(n, d);
            weigh_and_products_are_the_sums_that_they_are_said_to_be::<f32x4>(n, d);
        }
    }

    #[test]
    fn only_what_is_above_zero_lets_through() {
        let of = f64x4::new([1.0, 0.0, -0.0, f64::NAN]);
        assert_eq!(f64x4::splat(7.0).where_positive(of).to_array(), [7.0, 0.0, 0.0, 0.0]);
        let of = f32x4::new([-1.0, 1e-40, f32::INFINITY, f32::NEG_INFINITY]);
        assert_eq!(f32x4::splat(7.0).where_positive(of).to_array(), [0.0, 7.0, 7.0, 0.0]);
    }
}

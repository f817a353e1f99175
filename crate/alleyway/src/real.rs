//! The numbers that training runs in: f64, or f32 where half the digits are enough; and a tanh that vectorises.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

use bytemuck::Pod;
use ndarray::NdFloat;
use wide::{f32x4, f64x4};

/// f64 or f32.
pub trait Real: NdFloat + Sum + Pod {
    /// A register of them.
    type Lanes: Lanes<Number = Self>;

    /// From a constant or a count.
    fn of(value: f64) -> Self;

    /// As f64.
    fn wide(self) -> f64;

    /// The hyperbolic tangent of every element: within 3 units in the last place, the same bits on every target.
    fn tanh_all(values: &mut [Self]);
}

/// How many numbers are computed side by side.
pub const LANES: usize = 4;

/// Four numbers side by side, which a processor adds or multiplies at once: f32 in one register of 128 bits, f64 in two. What is computed from them is the same on every target, to the last bit.
pub trait Lanes: Pod + Debug + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> {
    /// The type of each.
    type Number: Real<Lanes = Self>;

    /// The same number four times.
    fn splat(value: Self::Number) -> Self;

    /// Where `of` is above zero this, elsewhere zero.
    #[must_use]
    fn where_positive(self, of: Self) -> Self;

    /// Their sum, pairwise.
    fn total(self) -> Self::Number;
}

macro_rules! lanes {
    ($lanes:ty, $float:ty) => {
        impl Lanes for $lanes {
            type Number = $float;

            #[inline]
            fn splat(value: $float) -> Self {
                Self::splat(value)
            }

            #[inline]
            fn where_positive(self, of: Self) -> Self {
                of.simd_gt(Self::splat(0.0)) & self
            }

            #[inline]
            fn total(self) -> $float {
                let [a, b, c, d] = self.to_array();
                (a + c) + (b + d)
            }
        }
    };
}

lanes!(f64x4, f64);
lanes!(f32x4, f32);

/// No branch, so that the compiler takes several elements at once, and one division. By a reduction by ln 2, 2|x| = k ln 2 + r; then
/// exp(r) = 1 + 2a/b with a = r P(r^2) and b = Q(r^2) - a, and tanh |x| = u/(u + 2) with u = exp(2|x|) - 1 = (2^k 2a + (2^k - 1) b)/b,
/// in which nothing is lost near zero. P and Q, highest power first: for f64 those of Moshier's Cephes, for f32 the Padé approximant
/// [3/3] of exp.
macro_rules! real {
    ($float:ty, $bits:ty, $lanes:ty, mantissa: $mantissa:literal, far: $far:literal, ln2: $high:tt + $low:expr, p: $p:expr, q: $q:expr) => {
        impl Real for $float {
            type Lanes = $lanes;

            #[inline]
            fn of(value: f64) -> Self {
                value as $float
            }

            #[inline]
            fn wide(self) -> f64 {
                f64::from(self)
            }

            fn tanh_all(values: &mut [Self]) {
                // Adding 1.5 times the number whose last digit counts ones rounds to a whole number, which then stands in the
                // last bits of the sum.
                const ROUND: $float = 1.5 * (1 as $bits << $mantissa) as $float;
                const BIAS: $bits = (<$float>::MAX_EXP - 1) as $bits;
                for value in values {
                    let x = value.abs();
                    // Further out it is 1 to the last digit; a NaN is not further out, and stays one.
                    let y = 2.0 * if x > $far { $far } else { x };
                    let shifted = y * (std::f64::consts::LOG2_E as $float) + ROUND;
                    let whole = shifted - ROUND;
                    let r = (y - whole * $high) - whole * $low;
                    let square = r * r;
                    let a = r * $p.into_iter().reduce(|sum, next| sum * square + next).unwrap_or(0.0);
                    let b = $q.into_iter().reduce(|sum, next| sum * square + next).unwrap_or(0.0) - a;
                    let power = <$float>::from_bits(shifted.to_bits().wrapping_add(BIAS) << $mantissa);
                    let u_times_b = power * (a + a) + (power - 1.0) * b;
                    *value = (u_times_b / (u_times_b + (b + b))).copysign(*value);
                }
            }
        }
    };
}

real!(
    f64, u64, f64x4, mantissa: 52, far: 20.0, ln2: 6.931_471_803_691_238e-1 + 1.908_214_929_270_587_7e-10,
    p: [1.261_771_930_748_105_9e-4, 3.029_944_077_074_419_6e-2, 1.0],
    q: [3.001_985_051_386_644_6e-6, 2.524_483_403_496_841e-3, 2.272_655_482_081_550_3e-1, 2.0]
);
real!(f32, u32, f32x4, mantissa: 23, far: 10.0, ln2: (355.0 / 512.0) + -2.121_944_4e-4, p: [1.0, 60.0], q: [12.0, 120.0]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tanh_is_that_of_the_library_to_a_few_units_in_the_last_place() {
        let points: Vec<f64> = (-60_000..=60_000).map(|i| f64::from(i) / 2_500.0).collect();
        let mut ours = points.clone();
        f64::tanh_all(&mut ours);
        let mut narrow: Vec<f32> = points.iter().map(|x| *x as f32).collect();
        f32::tanh_all(&mut narrow);
        for ((x, wide), narrow) in points.iter().zip(ours).zip(narrow) {
            let exact = libm::tanh(*x);
            assert!((wide - exact).abs() <= 3.0 * f64::EPSILON * exact.abs(), "{x}: {wide} {exact}");
            let exact = libm::tanh(f64::from(*x as f32));
            assert!(
                (f64::from(narrow) - exact).abs() <= 2.0 * f64::from(f32::EPSILON) * exact.abs(),
                "{x}: {narrow} {exact}"
            );
        }
    }

    #[test]
    fn far_out_it_is_one_and_what_is_not_a_number_stays_so() {
        let mut values = [0.0, -0.0, 1e-300, 700.0, -1e300, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
        f64::tanh_all(&mut values);
        assert_eq!(values[..7], [0.0, 0.0, 1e-300, 1.0, -1.0, 1.0, -1.0]);
        assert!(values[1].is_sign_negative() && values[7].is_nan());
        let mut values = [1e-30f32, 50.0, f32::NEG_INFINITY, f32::NAN];
        f32::tanh_all(&mut values);
        assert_eq!(values[..3], [1e-30, 1.0, -1.0]);
        assert!(values[3].is_nan());
    }
}

//! The numbers that training runs in: f64, or f32 where half the digits are enough; and a tanh that vectorises.

use std::iter::Sum;

use ndarray::NdFloat;

/// f64 or f32.
pub trait Real: NdFloat + Sum {
    /// From a constant or a count.
    fn of(value: f64) -> Self;

    /// As f64.
    fn wide(self) -> f64;

    /// The hyperbolic tangent of every element: within 3 units in the last place, the same bits on every target.
    fn tanh_all(values: &mut [Self]);
}

/// 1/k!
const INVERSE_FACTORIALS: [f64; 14] = [
    1.0,
    1.0,
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];

/// tanh x = x + x^3 P(x^2)/Q(x^2) for |x| < .625, highest power first (Cody & Waite 1980; the digits as in Moshier's Cephes).
const NEAR_P: [f64; 3] = [-9.643_991_794_250_522e-1, -9.928_772_310_019_186e1, -1.614_687_684_417_084_5e3];
const NEAR_Q: [f64; 4] = [1.0, 1.128_116_784_916_329_3e2, 2.235_488_390_601_004_5e3, 4.844_063_053_251_255e3];

/// No branch, so that the compiler can take several elements at once: below .625 the rational function, above it 1 - 2/(exp(2x) + 1), with exp from its series after a reduction by ln 2.
macro_rules! real {
    ($float:ty, $bits:ty, mantissa: $mantissa:literal, far: $far:literal, ln2: $high:tt + $low:expr, terms: $terms:literal) => {
        impl Real for $float {
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
                const P: [$float; 3] = [NEAR_P[0] as $float, NEAR_P[1] as $float, NEAR_P[2] as $float];
                const Q: [$float; 4] =
                    [NEAR_Q[0] as $float, NEAR_Q[1] as $float, NEAR_Q[2] as $float, NEAR_Q[3] as $float];
                const SERIES: [$float; $terms] = {
                    let mut series = [0.0; $terms];
                    let mut k = 0;
                    while k < $terms {
                        series[k] = INVERSE_FACTORIALS[k] as $float;
                        k += 1;
                    }
                    series
                };
                for value in values {
                    let x = value.abs();
                    let z = x * x;
                    let p = (P[0] * z + P[1]) * z + P[2];
                    let q = ((Q[0] * z + Q[1]) * z + Q[2]) * z + Q[3];
                    let near = x + x * z * (p / q);
                    // Further out it is 1 to the last digit; a NaN stays one in `near`.
                    let y = 2.0 * if x < $far { x } else { $far };
                    let shifted = y * (std::f64::consts::LOG2_E as $float) + ROUND;
                    let whole = shifted - ROUND;
                    let rest = (y - whole * $high) - whole * $low;
                    let mut exp = SERIES[$terms - 1];
                    let mut k = $terms - 1;
                    while k > 0 {
                        k -= 1;
                        exp = exp * rest + SERIES[k];
                    }
                    let power = <$float>::from_bits(shifted.to_bits().wrapping_add(BIAS) << $mantissa);
                    let beyond = 1.0 - 2.0 / (exp * power + 1.0);
                    let size = if x > 0.625 { beyond } else { near };
                    *value = size.copysign(*value);
                }
            }
        }
    };
}

real!(f64, u64, mantissa: 52, far: 20.0, ln2: 6.931_471_803_691_238e-1 + 1.908_214_929_270_587_7e-10, terms: 14);
real!(f32, u32, mantissa: 23, far: 10.0, ln2: (355.0 / 512.0) + -2.121_944_4e-4, terms: 8);

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
            assert!((f64::from(narrow) - exact).abs() <= 2e-7 * exact.abs(), "{x}: {narrow} {exact}");
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

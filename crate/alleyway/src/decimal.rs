//! Numbers as decimal text, and back.
//!
//! A number is rounded as it is written: from its shortest decimal, the one with the fewest digits that reads back as the same
//! `f64` (Steele & White 1990). So .15 to one digit is .2, as a reader expects, although the `f64` next to it is a little less.
//!
//! ```
//! use alleyway::decimal::{self, Decimal};
//!
//! assert_eq!(decimal::read("2.5e-1"), Some(0.25));
//! assert_eq!(Decimal::of(0.25).plain(), "0.25");
//! assert_eq!(Decimal::of(1234.5678).to(2).plain(), "1200");
//! assert_eq!(Decimal::of(0.15).fixed(1), "0.2");
//! ```
//!
//! Shortest digits and exact reading took 16 KB of the compressed module of the page, tables that do not compress among them, and a
//! browser has both. With the feature `lent-decimals` the program that this crate is part of lends its own, by the function `lend`.

/// What a host can lend: the `f64` nearest to a text such as `-1.5e-7`, and the shortest text of a finite number in that form, one
/// digit before the point.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    /// Only given what is a decimal number.
    pub read: fn(&str) -> f64,
    /// Only given what is finite and not negative.
    pub write: fn(f64) -> String,
}

#[cfg(feature = "lent-decimals")]
static HOST: std::sync::OnceLock<Host> = std::sync::OnceLock::new();

/// Lend reading and writing; the first host stays.
#[cfg(feature = "lent-decimals")]
pub fn lend(host: Host) {
    let _ = HOST.set(host);
}

#[cfg(feature = "lent-decimals")]
fn host() -> Host {
    *HOST.get().expect("with the feature lent-decimals a host is lent first")
}

#[cfg(not(feature = "lent-decimals"))]
fn host() -> Host {
    Host { read: |text| text.parse().unwrap_or(f64::NAN), write: |value| format!("{value:e}") }
}

/// The number nearest to a decimal text: digits with at most one point among or around them, perhaps a sign, perhaps an exponent.
/// `None` for anything else; infinite for what is too large.
#[must_use]
pub fn read(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, "0"), |(digits, e)| (digits, e));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let numeric = |part: &str| part.bytes().all(|c| c.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let good = numeric(whole) && numeric(fraction) && whole.len() + fraction.len() > 0;
    let good = good && numeric(exponent) && !exponent.is_empty();
    Some(text).filter(|_| good).map(host().read)
}

/// Any number as text with all its digits: `0.25`, `-12`, `NaN`, `inf`.
#[must_use]
pub fn text(value: f64) -> String {
    if value.is_nan() {
        "NaN".into()
    } else if value.is_infinite() {
        if value > 0.0 { "inf" } else { "-inf" }.into()
    } else {
        Decimal::of(value).plain()
    }
}

/// A finite number as decimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    /// 0 to 9, the first of them not 0 unless it is the only one.
    digits: Vec<u8>,
    /// The power of ten of the first digit.
    exponent: i32,
}

impl Decimal {
    /// The shortest decimal of a number.
    ///
    /// # Panics
    /// When it is not finite.
    #[must_use]
    pub fn of(value: f64) -> Self {
        assert!(value.is_finite(), "what is not finite has no digits");
        let text = (host().write)(value.abs());
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent).parse().expect("an exponent is a whole number");
        let digits = digits.bytes().filter(u8::is_ascii_digit).map(|c| c - b'0').collect();
        Self { negative: value < 0.0, digits, exponent }
    }

    /// Rounded to so many significant digits, half of a digit to the even one; exactly so many, where there were fewer with zeros behind.
    ///
    /// # Panics
    /// For no digits.
    #[must_use]
    pub fn to(mut self, count: usize) -> Self {
        assert!(count > 0, "a number has digits");
        self.cut(count);
        self.digits.resize(count, 0);
        self
    }

    fn cut(&mut self, count: usize) {
        if count >= self.digits.len() {
            return;
        }
        // Half of a digit goes to the even one.
        let half = self.digits[count] == 5 && count + 1 == self.digits.len();
        let odd = count > 0 && self.digits[count - 1] % 2 == 1;
        let up = if half { odd } else { self.digits[count] >= 5 };
        self.digits.truncate(count);
        if !up {
            return;
        }
        // 9.96 to two digits is 10: the ones that were nines become zeros.
        match self.digits.iter().rposition(|digit| *digit < 9) {
            Some(at) => {
                self.digits[at] += 1;
                self.digits[at + 1..].fill(0);
            }
            None => {
                self.digits = [&[1], vec![0; count.saturating_sub(1)].as_slice()].concat();
                self.exponent += 1;
            }
        }
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.digits.iter().all(|digit| *digit == 0)
    }

    /// The power of ten of the first digit: 3 for 1,234, -2 for .05.
    #[must_use]
    pub fn exponent(&self) -> i32 {
        self.exponent
    }

    fn sign(&self) -> &'static str {
        if self.negative && !self.is_zero() { "-" } else { "" }
    }

    /// The digits from one power of ten down to another, zeros where there are none.
    fn places(&self, from: i32, to: i32) -> String {
        let digit = |place: i32| usize::try_from(self.exponent - place).ok().and_then(|at| self.digits.get(at));
        (to..=from).rev().map(|place| char::from(b'0' + digit(place).unwrap_or(&0))).collect()
    }

    /// Without an exponent, with all digits that there are: `0.000012`, `1200`.
    #[must_use]
    pub fn plain(&self) -> String {
        self.written((self.digits.len() as i32 - 1 - self.exponent).max(0))
    }

    fn written(&self, places: i32) -> String {
        let whole = self.places(self.exponent.max(0), 0);
        let point = if places > 0 { "." } else { "" };
        format!("{}{whole}{point}{}", self.sign(), self.places(-1, -places))
    }

    /// Rounded to so many places behind the point.
    #[must_use]
    pub fn fixed(mut self, places: usize) -> String {
        let places = places as i32;
        match usize::try_from(self.exponent + 1 + places) {
            Ok(count) => self.cut(count),
            Err(_) => self.digits.clear(),
        }
        self.written(places)
    }

    /// One digit before the point and the power of ten behind an `e`: `3.0e-7`.
    #[must_use]
    pub fn scientific(&self) -> String {
        let (first, rest) = self.digits.split_at(1);
        let text = |digits: &[u8]| digits.iter().map(|digit| char::from(b'0' + digit)).collect::<String>();
        let point = if rest.is_empty() { "" } else { "." };
        format!("{}{}{point}{}e{}", self.sign(), text(first), text(rest), self.exponent)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_decimal_number_is_not_read() {
        for text in
            ["", ".", "e5", "1e", "1e+", "1.2.3", "0x10", "inf", "NaN", "infinity", " 1", "1_000", "--1", "1e5.0"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        for (text, value) in [
            ("1", 1.0),
            ("-.5", -0.5),
            ("+2.", 2.0),
            ("1e-400", 0.0),
            ("1E+3", 1000.0),
            ("007", 7.0),
            ("-1e999", f64::NEG_INFINITY),
        ] {
            assert_eq!(read(text), Some(value), "{text}");
        }
    }

    #[test]
    fn rounding_carries_and_goes_to_the_even_digit() {
        for (value, count, text) in [
            (9.96, 2, "10"),
            (0.0996, 2, "0.10"),
            (0.15, 1, "0.2"),
            (0.25, 1, "0.2"),
            (0.35, 1, "0.4"),
            (-2.5, 1, "-2"),
            (0.0, 2, "0.0"),
            (5.0, 3, "5.00"),
        ] {
            assert_eq!(Decimal::of(value).to(count).plain(), text);
        }
        for (value, places, text) in [
            (0.05, 1, "0.0"),
            (0.051, 1, "0.1"),
            (0.04, 1, "0.0"),
            (-0.04, 1, "0.0"),
            (99.96, 1, "100.0"),
            (0.96, 0, "1"),
            (0.004, 1, "0.0"),
            (1e21, 0, "1000000000000000000000"),
        ] {
            assert_eq!(Decimal::of(value).fixed(places), text);
        }
        assert_eq!(Decimal::of(3e-7).to(2).scientific(), "3.0e-7");
    }

    proptest! {
        // The standard library writes and rounds by other algorithms; it rounds the f64 itself, which differs where the shortest
        // decimal ends in a five behind the last digit that is kept.
        #[test]
        fn it_is_what_the_standard_library_writes(bits in any::<u64>(), places in 0usize..8, count in 1usize..18) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            let decimal = Decimal::of(value);
            if value != 0.0 {
                prop_assert_eq!(&decimal.plain(), &format!("{value}"));
                prop_assert_eq!(read(&decimal.plain()), Some(value));
                prop_assert_eq!(read(&decimal.scientific()), Some(value));
            }
            // Beyond the shortest decimal it writes what the f64 is, and here there are zeros.
            let comparable = |decimal: &Decimal, kept: i64| {
                let length = decimal.digits.len() as i64;
                kept < length && !(kept == length - 1 && decimal.digits.last() == Some(&5))
            };
            if comparable(&decimal, count as i64) {
                prop_assert_eq!(decimal.clone().to(count).scientific(), format!("{value:.*e}", count - 1));
            }
            let small = value / 2f64.powi(value.abs().log2() as i32);
            if small.is_finite() && comparable(&Decimal::of(small), i64::from(Decimal::of(small).exponent) + 1 + places as i64) {
                prop_assert_eq!(Decimal::of(small).fixed(places), format!("{small:.places$}"));
            }
        }
    }
}

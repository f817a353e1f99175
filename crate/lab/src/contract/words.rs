//! How sentences write numbers: every figure writes them here, so that a quantity looks the same wherever it is told.

use alleyway::decimal::Decimal;
use alleyway::stats::Interval;

use super::frames::{Role, Verdict};

/// A loss under this is zero up to rounding: losses here are sums of squares of numbers around 1, each with an error of
/// about 1e-16.
pub const ZERO_LOSS: f64 = 1e-12;

/// 1234567 as 1,234,567.
#[must_use]
pub fn grouped(value: usize) -> String {
    grouped_digits(&value.to_string())
}

fn grouped_digits(digits: &str) -> String {
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count and what is counted: `1 neuron`, `2,000 neurons`. The noun is one that takes an s.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// A value with two significant digits, with neither exponent nor fraction where it can be read without: 0.047, 79, 12,000,
/// 3.0e−7, and ∞.
#[must_use]
pub fn number(value: f64) -> String {
    significant(value, 2)
}

/// The same with so many digits.
fn significant(value: f64, count: i32) -> String {
    if value.is_nan() {
        return "unknown".into();
    }
    if value < 0.0 {
        return format!("\u{2212}{}", significant(-value, count));
    }
    if value.is_infinite() {
        return "\u{221e}".into();
    }
    if value == 0.0 {
        return "0".into();
    }
    // Rounded first: .0996 is 0.10 and has its first digit one place further to the left.
    let rounded = Decimal::of(value).to(count as usize);
    match rounded.exponent() {
        exponent if (count - 1..6).contains(&exponent) => grouped_digits(&rounded.plain()),
        -4.. if rounded.exponent() < count => rounded.plain(),
        _ => rounded.scientific().replace('-', "\u{2212}"),
    }
}

/// A value of the config, as it was set: 0.05, 0.000001, 300,000. It was not measured, so that it is not rounded.
#[must_use]
pub fn given(value: f64) -> String {
    if value.fract() == 0.0 && (0.0..1e15).contains(&value) {
        grouped(value as usize)
    } else if value.abs() < 1e-6 {
        Decimal::of(value).scientific().replace('-', "\u{2212}")
    } else {
        Decimal::of(value).plain()
    }
}

/// A loss: as [`number`], but what is zero up to rounding is told as zero.
#[must_use]
pub fn loss(value: f64) -> String {
    if value.abs() < ZERO_LOSS { "zero up to rounding".into() } else { number(value) }
}

/// A loss with three digits, where minima are told from one another by it: 0.0215 and 0.0206.
#[must_use]
pub fn level(value: f64) -> String {
    if value.abs() < ZERO_LOSS { loss(value) } else { significant(value, 3) }
}

/// A time that is estimated: `under a second`, `about 12 seconds`, `about 22 hours`.
#[must_use]
pub fn duration(seconds: f64) -> String {
    const UNITS: [(f64, &str); 5] =
        [(1.0, "second"), (60.0, "minute"), (3_600.0, "hour"), (86_400.0, "day"), (365.25 * 86_400.0, "year")];
    if seconds < 1.0 {
        return "under a second".into();
    }
    // Two of a unit at least, so that what rounding takes away is never half of it; 90 seconds, and then 2 minutes.
    let unit = UNITS.iter().rfind(|(length, _)| seconds >= 1.75 * length).unwrap_or(&UNITS[0]);
    format!("about {}", counted(libm::round(seconds / unit.0) as usize, unit.1))
}

/// A value with its sign and two significant digits: a curvature, a difference.
#[must_use]
pub fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", number(value)) } else { number(value) }
}

/// A share in per cent with one digit behind the point where it is not 0: 12.5 %, 0 %. What rounding would make 0 or 100 without
/// its being so is told as under or over.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent.is_nan() {
        return "unknown".into();
    }
    if percent > 0.0 && percent <= 0.05 {
        return "under 0.1 %".into();
    }
    if (99.95..100.0).contains(&percent) {
        return "over 99.9 %".into();
    }
    let text = Decimal::of(percent).fixed(1);
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
}

/// `percent` of both ends: `10.6 % to 14.7 %`.
#[must_use]
pub fn percent_interval(interval: Interval) -> String {
    format!("{} to {}", percent(interval.low), percent(interval.high))
}

/// A sentence under way: stretches of text, each with what it is about.
#[derive(Debug, Clone, Default)]
pub struct Sentence(Vec<(Role, String)>);

impl Sentence {
    /// Append a stretch; nothing where it is empty.
    pub fn put(&mut self, role: Role, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.0.push((role, text));
        }
    }

    /// Append ordinary words.
    pub fn plain(&mut self, text: impl Into<String>) {
        self.put(Role::Plain, text);
    }

    /// The sentence, with whether the claim held.
    #[must_use]
    pub fn verdict(self, holds: Option<bool>) -> Verdict {
        Verdict { holds, spans: self.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        for (value, text) in [
            (0.04655, "0.047"),
            (0.5, "0.50"),
            (1.0, "1.0"),
            (0.0996, "0.10"),
            (9.96, "10"),
            (62.6, "63"),
            (179.7, "180"),
            (12_345.0, "12,000"),
            (999_999.0, "1.0e6"),
            (3e-7, "3.0e\u{2212}7"),
            (-0.0123, "\u{2212}0.012"),
            (0.0, "0"),
            (-0.0, "0"),
            (f64::NEG_INFINITY, "\u{2212}\u{221e}"),
        ] {
            assert_eq!(number(value), text);
        }
        assert_eq!(
            (signed(0.0716), signed(-0.083), signed(0.0)),
            ("+0.072".into(), "\u{2212}0.083".into(), "0".into())
        );
        assert_eq!((loss(4.4e-31), loss(0.06)), ("zero up to rounding".into(), "0.060".into()));
        assert_eq!(
            [0.02151, 0.10725, 0.0599671, 3e-5, 1.0, 12.34, 179.7, 12_345.0, 4.4e-31].map(level),
            ["0.0215", "0.107", "0.0600", "3.00e\u{2212}5", "1.00", "12.3", "180", "12,300", "zero up to rounding"]
        );
        assert_eq!([0.05, 1e-6, 10.0, 3e5].map(given), ["0.05", "0.000001", "10", "300,000"]);
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!((counted(1, "neuron"), counted(2_000, "step")), ("1 neuron".into(), "2,000 steps".into()));
    }

    #[test]
    fn a_time_is_told_in_the_largest_unit_of_which_there_are_two() {
        for (seconds, text) in [
            (0.3, "under a second"),
            (1.0, "about 1 second"),
            (59.6, "about 60 seconds"),
            (104.0, "about 104 seconds"),
            (110.0, "about 2 minutes"),
            (1_800.0, "about 30 minutes"),
            (79_200.0, "about 22 hours"),
            (40.0 * 86_400.0, "about 40 days"),
            (1e9, "about 32 years"),
            (1e12, "about 31,688 years"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }

    #[test]
    fn a_share_is_all_or_nothing_only_where_it_is() {
        for (share, text) in [
            (0.125, "12.5 %"),
            (0.5, "50 %"),
            (0.0, "0 %"),
            (1.0, "100 %"),
            (49.0 / 400.0, "12.2 %"),
            (51.0 / 400.0, "12.8 %"),
            (1e-5, "under 0.1 %"),
            (0.9999, "over 99.9 %"),
        ] {
            assert_eq!(percent(share), text);
        }
    }
}

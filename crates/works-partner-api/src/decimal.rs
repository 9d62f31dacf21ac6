//! Numbers of JSON by their digits: neither a bound above 2^53 nor a tenth is exact as an `f64`.

use std::cmp::Ordering;

/// 0.`digits` times 10 to the power of `exponent`; zero has no digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    negative: bool,
    /// Without zeros at either end.
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// A number as JSON writes it; `None` where it is none, or its exponent is beyond all counting.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = all.trim_start_matches('0');
        let leading = i64::try_from(all.len().checked_sub(significant.len())?).ok()?;
        let digits = significant.trim_end_matches('0');
        if digits.is_empty() {
            return Some(Self {
                negative: false,
                digits: String::new(),
                exponent: 0,
            });
        }
        let point = i64::try_from(whole.len()).ok()?;
        Some(Self {
            negative,
            digits: digits.to_owned(),
            exponent: i64::from(exponent)
                .checked_add(point)?
                .checked_sub(leading)?,
        })
    }

    pub(crate) fn of(number: &serde_json::Number) -> Option<Self> {
        Self::parse(&number.to_string())
    }

    /// Whether it has no fraction.
    pub(crate) fn is_integer(&self) -> bool {
        i64::try_from(self.digits.len()).is_ok_and(|digits| digits <= self.exponent.max(0))
    }

    /// Whether it is `of`, or twice, or any other whole number of times `of`; `None` where the digits
    /// are too many to say.
    pub(crate) fn is_multiple(&self, of: &Self) -> Option<bool> {
        const MOST_ZEROS: i64 = 10_000;
        if self.digits.is_empty() {
            return Some(true);
        }
        // Both as integers times a power of ten.
        let scale = |number: &Self| {
            let digits = i64::try_from(number.digits.len()).ok()?;
            number.exponent.checked_sub(digits)
        };
        let zeros = scale(self)?.checked_sub(scale(of)?)?;
        if zeros < 0 {
            // Its last digit is not zero: it is finer than any multiple.
            return Some(false);
        }
        if zeros > MOST_ZEROS {
            return None;
        }
        let divisor: u128 = of.digits.parse().ok().filter(|divisor| *divisor > 0)?;
        let mut rest: u128 = 0;
        let digits = self.digits.bytes().map(|byte| byte.wrapping_sub(b'0'));
        for digit in digits.chain((0..zeros).map(|_| 0)) {
            rest = rest.checked_mul(10)?.checked_add(u128::from(digit))? % divisor;
        }
        Some(rest == 0)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |one: &Self| match (one.digits.is_empty(), one.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let size = || {
            let exponents = self.exponent.cmp(&other.exponent);
            exponents.then_with(|| self.digits.cmp(&other.digits))
        };
        match (sign(self), sign(other)) {
            (-1, -1) => size().reverse(),
            (1, 1) => size(),
            (one, another) => one.cmp(&another),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_ordered_by_their_value() {
        let ascending = [
            "-1e400",
            "-18446744073709551616",
            "-9007199254740993",
            "-9007199254740992",
            "-1.5",
            "-0.1",
            "0",
            "1e-400",
            "0.09",
            "0.1",
            "0.10000000000000001",
            "1",
            "9",
            "10",
            "9007199254740992",
            "9007199254740993",
            "18446744073709551616",
            "1e400",
        ];
        for (at, one) in ascending.iter().enumerate() {
            for (other_at, other) in ascending.iter().enumerate() {
                assert_eq!(
                    number(one).cmp(&number(other)),
                    at.cmp(&other_at),
                    "{one} {other}"
                );
            }
        }
        for (one, other) in [
            ("1", "1.0"),
            ("100", "1e2"),
            ("-0", "0.00"),
            ("0.5", "5E-1"),
        ] {
            assert_eq!(number(one), number(other));
        }
        for text in ["", "-", "1.x", "one", "1e99999999999", "+1"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn multiples_and_integers_are_exact() {
        for (text, of, is_multiple) in [
            ("0.3", "0.1", true),
            ("0.35", "0.1", false),
            ("-6", "1.5", true),
            ("7", "2", false),
            ("0", "7", true),
            ("1e3", "8", true),
            ("18446744073709551615", "5", true),
            ("9007199254740993", "2", false),
        ] {
            let found = number(text).is_multiple(&number(of));
            assert_eq!(found, Some(is_multiple), "{text} of {of}");
        }
        assert_eq!(number("1e2000000000").is_multiple(&number("3")), None);
        for (text, is_integer) in [
            ("1.0", true),
            ("1e2", true),
            ("1.5", false),
            ("0.0", true),
            ("1e-1", false),
        ] {
            assert_eq!(number(text).is_integer(), is_integer, "{text}");
        }
    }
}

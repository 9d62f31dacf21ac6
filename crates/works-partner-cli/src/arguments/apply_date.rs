//! `--apply-date`: the day on which a task takes effect.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Error, ToSpan as _};

/// A day, as it is or reckoned from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApplyDate {
    On(Date),
    Tomorrow,
    /// The first day of it.
    NextMonth,
}

impl ApplyDate {
    pub(crate) fn day(self, today: Date) -> Result<Date, Error> {
        match self {
            Self::On(date) => Ok(date),
            Self::Tomorrow => today.tomorrow(),
            Self::NextMonth => today.first_of_month().checked_add(1.month()),
        }
    }
}

impl FromStr for ApplyDate {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "tomorrow" => Ok(Self::Tomorrow),
            "next-month" => Ok(Self::NextMonth),
            _ => date(text)
                .map(Self::On)
                .map_err(|_| "a day is written as 2026-12-01, tomorrow or next-month"),
        }
    }
}

/// `2026-12-01` and nothing else; jiff alone would take more.
pub(crate) fn date(text: &str) -> Result<Date, &'static str> {
    const WRONG: &str = "a day is written as 2026-12-01";
    let date: Date = text.parse().map_err(|_| WRONG)?;
    if date.to_string() == text {
        Ok(date)
    } else {
        Err(WRONG)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn days_are_reckoned_from_today() {
        let on = |text: &str, today| text.parse::<ApplyDate>().unwrap().day(today).unwrap();
        assert_eq!(on("2027-02-28", day(2026, 12, 31)), day(2027, 2, 28));
        assert_eq!(on("tomorrow", day(2026, 12, 31)), day(2027, 1, 1));
        assert_eq!(on("next-month", day(2026, 12, 31)), day(2027, 1, 1));
        assert_eq!(on("next-month", day(2026, 12, 1)), day(2027, 1, 1));
        for text in [
            "",
            "2027-2-1",
            "20270201",
            "2027-02-29",
            "2027-02-01T00:00:00",
            "Tomorrow",
        ] {
            assert!(text.parse::<ApplyDate>().is_err(), "{text}");
        }
    }
}

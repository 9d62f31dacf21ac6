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
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "tomorrow" => Ok(Self::Tomorrow),
            "next-month" => Ok(Self::NextMonth),
            _ => read(text, "2026-12-01, tomorrow or next-month").map(Self::On),
        }
    }
}

/// `2026-12-01` and nothing else; jiff alone would take more.
pub(crate) fn date(text: &str) -> Result<Date, String> {
    read(text, "2026-12-01")
}

fn read(text: &str, expected: &str) -> Result<Date, String> {
    let as_written = || format!("a day is written as {expected}");
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return Err(as_written());
    };
    let is_written = [(year, 4), (month, 2), (day, 2)]
        .iter()
        .all(|(part, length)| {
            part.len() == *length && part.bytes().all(|byte| byte.is_ascii_digit())
        });
    let (Ok(year), Ok(month), Ok(day), true) =
        (year.parse(), month.parse(), day.parse(), is_written)
    else {
        return Err(as_written());
    };
    Date::new(year, month, day).map_err(|_| {
        let why = match Date::new(year, month, 1) {
            Err(_) => "months are 01 to 12".to_owned(),
            Ok(first) => format!(
                "{} has {} days",
                first.strftime("%B %Y"),
                first.days_in_month()
            ),
        };
        format!("there is no day {text}: {why}")
    })
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

    #[test]
    fn a_day_that_does_not_exist_is_no_mistake_of_form() {
        for (text, error) in [
            (
                "2026-13-01",
                "there is no day 2026-13-01: months are 01 to 12",
            ),
            (
                "2026-00-10",
                "there is no day 2026-00-10: months are 01 to 12",
            ),
            (
                "2027-02-29",
                "there is no day 2027-02-29: February 2027 has 28 days",
            ),
            (
                "2026-12-00",
                "there is no day 2026-12-00: December 2026 has 31 days",
            ),
            ("2026-12-1", "a day is written as 2026-12-01"),
            ("+026-12-01", "a day is written as 2026-12-01"),
            ("12/01/2026", "a day is written as 2026-12-01"),
        ] {
            assert_eq!(date(text).unwrap_err(), error);
        }
    }
}

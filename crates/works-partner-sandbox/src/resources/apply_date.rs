//! Which days a task can be scheduled for.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::http::problem::Problem;

const NAME: &str = "applyDate";

/// The day after.
pub(super) fn next(day: Date) -> Date {
    later(day, 1)
}

pub(super) fn later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// From the next day up to another, if that one is known; `why` says what it is.
pub(super) fn from_next(
    date: Date,
    today: Date,
    last: Option<Date>,
    why: &str,
) -> Result<(), Problem> {
    if date > today && last.is_none_or(|last| date <= last) {
        return Ok(());
    }
    let first = next(today);
    let expected = match last {
        Some(last) => format!("{first} to {last}, {why}"),
        None => format!("{first} or later"),
    };
    Err(Problem::out_of_range(NAME, &expected))
}

/// No later than a day, if that one is known.
pub(super) fn until(date: Date, last: Option<Date>, why: &str) -> Result<(), Problem> {
    match last {
        Some(last) if date > last => Err(Problem::out_of_range(
            NAME,
            &format!("{last} or earlier, {why}"),
        )),
        _ => Ok(()),
    }
}

/// The very day of another task, if that one is known.
pub(super) fn same_as(date: Date, day: Option<Date>, task: &str) -> Result<(), Problem> {
    match day {
        Some(day) if date != day => Err(Problem::out_of_range(
            NAME,
            &format!("{day}, the day of {task}"),
        )),
        _ => Ok(()),
    }
}

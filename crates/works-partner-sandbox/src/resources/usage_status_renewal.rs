//! The scheduled change of how many users a customer may have: `…/usage-status/renewal`.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::apply_date::{from_next, next};
use super::usage_status;
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::{set, text};
use crate::state::State;

const RENEWAL: &str = "The scheduled change of the usage status";

/// Schedules a change; a maximum that is left out is taken to be none.
pub(super) fn create(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let date = apply_date(call)?;
    let status = usage_status::of(call.customer_mut(state)?)?;
    if let Ok(renewal) = scheduled(status) {
        let day = text(renewal, "applyDate").unwrap_or_default();
        let maximum = renewal.get("maxMemberCount").cloned().unwrap_or_default();
        return Err(Problem::already_scheduled(
            &format!("a change of maxMemberCount to {maximum} is scheduled for {day}"),
            "usage_status_renewal",
        ));
    }
    let maximum = call.body.get("maxMemberCount");
    set(
        status,
        "renewal",
        json!({"maxMemberCount": maximum, "applyDate": date}),
    );
    Ok(Success::created(status.clone()))
}

/// Moves the change to another day.
pub(super) fn update(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let date = apply_date(call)?;
    let status = usage_status::of(call.customer_mut(state)?)?;
    set(scheduled(status)?, "applyDate", json!(date));
    Ok(Success::ok(status.clone()))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let status = usage_status::of(call.customer_mut(state)?)?;
    usage_status::forget_renewal(status)
        .map(|_| Success::no_content())
        .ok_or_else(|| Problem::missing(RENEWAL))
}

fn scheduled(status: &mut Value) -> Result<&mut Value, Problem> {
    status
        .get_mut("renewal")
        .filter(|renewal| !renewal.is_null())
        .ok_or_else(|| Problem::missing(RENEWAL))
}

fn apply_date(call: &Call) -> Result<Date, Problem> {
    let date = call.required_date("applyDate")?;
    let last = one_year_later(call.today);
    from_next(date, call.today, Some(last), "one year from today")?;
    Ok(date)
}

/// A year after 29 February is 28 February or 1 March, no page says which: the later one.
fn one_year_later(day: Date) -> Date {
    let later = day.saturating_add(1.year());
    if later.day() == day.day() {
        later
    } else {
        next(later)
    }
}

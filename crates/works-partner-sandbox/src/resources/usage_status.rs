//! How many users a customer may have, and when it ends: `…/usage-status`.

use serde_json::Value;

use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::set;
use crate::state::{Customer, Resource, State};

const USAGE_STATUS: &str = "Usage status";

pub(super) fn get(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let status = call.customer(state)?.get(Resource::UsageStatus);
    status
        .map(|status| Success::ok(status.clone()))
        .ok_or_else(missing)
}

/// Sets what is sent; null removes it. A new maximum takes the place of a scheduled one.
pub(super) fn update(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let end = call.body.get("withdrawalDate");
    if end.is_some_and(|end| !end.is_null()) && customer.facts.is_partner_domain {
        return Err(Problem::not_possible(
            "withdrawalDate",
            "a partner's own domain cannot be given an end",
        ));
    }
    if end.is_some() && customer.is_withdrawn() {
        return Err(Problem::not_possible(
            "withdrawalDate",
            "the customer is SUSPENDED_WITHDRAWAL, which cannot be undone",
        ));
    }
    let status = of(customer)?;
    if let Some(maximum) = call.body.get("maxMemberCount") {
        set(status, "maxMemberCount", maximum.clone());
        forget_renewal(status);
    }
    if let Some(end) = end {
        set(status, "withdrawalDate", end.clone());
    }
    Ok(Success::ok(status.clone()))
}

/// The usage status of a customer, to be changed.
pub(super) fn of(customer: &mut Customer) -> Result<&mut Value, Problem> {
    customer.get_mut(Resource::UsageStatus).ok_or_else(missing)
}

/// Takes the scheduled change out of a usage status, if there is one.
pub(super) fn forget_renewal(status: &mut Value) -> Option<Value> {
    let renewal = status.as_object_mut()?.shift_remove("renewal")?;
    (!renewal.is_null()).then_some(renewal)
}

fn missing() -> Problem {
    Problem::missing(USAGE_STATUS)
}

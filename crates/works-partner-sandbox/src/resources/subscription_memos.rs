//! The code and the memo that a partner keeps with a subscription: `…/subscription-memos`.

use serde_json::json;

use super::subscriptions::SUBSCRIPTION;
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::set;
use crate::state::{Resource, State};

const MEMO: &str = "Subscription memo";

pub(super) fn list(state: &mut State, call: &Call) -> Result<Success, Problem> {
    call.list(state, Resource::SubscriptionMemo)
}

/// Puts both in the place of what there was; what is left out is null.
pub(super) fn put(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let [code, memo] =
        ["customerCode", "memo"].map(|member| call.body.get(member).cloned().unwrap_or_default());
    if code.is_null() && memo.is_null() {
        return Err(Problem::missing_parameter(
            "customerCode",
            "at least one of customerCode and memo must not be null",
        ));
    }
    let id = call.path_id("subscriptionId", SUBSCRIPTION)?;
    let customer = call.customer_mut(state)?;
    if customer.find(Resource::Subscription, id).is_none() {
        return Err(Problem::missing(SUBSCRIPTION));
    }
    let mut body = customer
        .find(Resource::SubscriptionMemo, id)
        .cloned()
        .unwrap_or_else(|| json!({"domainId": call.domain_id, "subscriptionId": id}));
    set(&mut body, "customerCode", code);
    set(&mut body, "memo", memo);
    customer.put(Resource::SubscriptionMemo, body.clone());
    Ok(Success::ok(body))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let id = call.path_id("subscriptionId", MEMO)?;
    call.customer_mut(state)?
        .remove(Resource::SubscriptionMemo, id)
        .map(|_| Success::no_content())
        .ok_or_else(|| Problem::missing(MEMO))
}

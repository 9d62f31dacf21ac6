//! What becomes of an option when its contract ends: `…/option-products/{optionProductId}/renewal`.

use serde_json::{Value, json};

use super::option_rules::{check_quantity_if_told, check_sub_option, sub_option_in_use};
use super::terms::only_changed;
use crate::catalog;
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::{integer, set, text};
use crate::state::{Customer, Resource, State};

pub(super) fn get(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer(state)?;
    sub_option_in_use(customer, call)?;
    Ok(Success::ok(renewal(customer, call.path("optionProductId"))))
}

/// Changes the renewal. Where no type is sent, it is one that goes with the rest.
pub(super) fn update(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let option = call.path("optionProductId");
    if catalog::lasts_a_month(option) {
        return Err(Problem::invalid_parameter(
            "optionProductId",
            "an option that does not last one month only",
        ));
    }
    sub_option_in_use(customer, call)?;
    let sub_option = call.text("subOptionId");
    let quantity = call.integer("quantity");
    sub_option.map_or(Ok(()), |sub_option| check_sub_option(option, sub_option))?;
    check_quantity_if_told(option, call)?;

    let mut changed = renewal(customer, option);
    let kind = match call.text("type") {
        Some(kind) => kind,
        None if sub_option.is_some() || quantity.is_some() => "CHANGE",
        None => text(&changed, "type").unwrap_or("STAY"),
    }
    .to_owned();
    if kind != "CHANGE" {
        let in_use = customer.find(Resource::OptionProduct, option);
        let now = in_use.and_then(|body| text(body, "subOptionId"));
        let differs = |(told, now): (&str, &str)| told != now;
        if let Some((_, now)) = sub_option.zip(now).filter(|pair| differs(*pair)) {
            return Err(only_changed("subOptionId", now));
        }
        let now = in_use.and_then(|body| integer(body, "quantity"));
        if quantity.is_some() && quantity != now {
            let now = now.map_or("null".to_owned(), |now| now.to_string());
            return Err(only_changed("quantity", &now));
        }
    }
    if kind == "STAY" {
        customer.remove(Resource::OptionProductRenewal, option);
        changed = renewal(customer, option);
    } else {
        set(&mut changed, "type", kind);
        if let Some(sub_option) = sub_option {
            set(&mut changed, "subOptionId", sub_option);
        }
        if let Some(quantity) = quantity {
            set(&mut changed, "quantity", quantity);
        }
    }
    customer.put(Resource::OptionProductRenewal, changed.clone());
    Ok(Success::ok(changed))
}

/// The renewal of an option in use. One that nobody changed renews it unchanged.
fn renewal(customer: &Customer, option: &str) -> Value {
    if let Some(renewal) = customer.find(Resource::OptionProductRenewal, option) {
        return renewal.clone();
    }
    let in_use = customer.find(Resource::OptionProduct, option);
    let mut renewal = json!({});
    if let Some(id) = in_use.and_then(|body| integer(body, "subscriptionId")) {
        set(&mut renewal, "subscriptionId", id);
    }
    set(&mut renewal, "optionProductId", option);
    if let Some(sub_option) = in_use.and_then(|body| text(body, "subOptionId")) {
        set(&mut renewal, "subOptionId", sub_option);
    }
    set(&mut renewal, "type", "STAY");
    if let Some(quantity) = in_use.and_then(|body| integer(body, "quantity")) {
        set(&mut renewal, "quantity", quantity);
    }
    renewal
}

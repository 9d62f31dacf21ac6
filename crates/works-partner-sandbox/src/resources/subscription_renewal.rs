//! What becomes of a subscription when its contract ends: `…/subscriptions/{subscriptionId}/renewal`.

use serde_json::{Value, json};

use super::subscriptions::contract;
use super::terms::{
    check_has_domain_name, check_paid_plan, check_paid_product, check_plan_of, only_changed,
};
use crate::catalog;
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::{set, text};
use crate::state::{Contract, Customer, Resource, State, Terms, renewal_unchanged};

pub(super) fn get(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer(state)?;
    let contract = contract(customer, call)?;
    let renewal = renewal(customer, &contract).ok_or_else(|| Problem::missing("Renewal"))?;
    Ok(Success::ok(renewal.clone()))
}

pub(super) fn update(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let contract = contract(customer, call)?;
    if !contract.is_paid() {
        return Err(Problem::not_possible(
            "subscriptionId",
            "free and trial products are not renewed",
        ));
    }
    let kind = call.required_text("type")?;
    let product = call.text("productId");
    let plan = call.text("plan");
    product.map_or(Ok(()), check_paid_product)?;
    plan.map_or(Ok(()), check_paid_plan)?;
    if kind == "CHANGE" {
        let becomes = product.unwrap_or(&contract.product);
        check_plan_of(becomes, plan.unwrap_or(&contract.plan))?;
        if becomes != contract.product {
            check_has_domain_name(customer, becomes)?;
        }
    } else {
        check_stays("productId", product, &contract.product)?;
        check_stays("plan", plan, &contract.plan)?;
        let count = call.integer("licenseCount");
        if count.is_some() && count != contract.license_count {
            let now = contract.license_count;
            let now = now.map_or("null".to_owned(), |now| now.to_string());
            return Err(only_changed("licenseCount", &now));
        }
    }

    let terms = Terms {
        product: product.unwrap_or(&contract.product).to_owned(),
        plan: plan.unwrap_or(&contract.plan).to_owned(),
        license_count: call.integer("licenseCount").or_else(|| {
            let keeps_licenses = kind != "CHANGE" || plan.is_none_or(catalog::is_by_license);
            contract.license_count.filter(|_| keeps_licenses)
        }),
    };
    let mut changed = renewal_unchanged(contract.subscription_id, &terms);
    set(&mut changed, "type", kind);
    // What else a renewal has, and the order of it, stays.
    let mut renewal = renewal(customer, &contract).cloned().unwrap_or(json!({}));
    if terms.license_count.is_none()
        && let Some(members) = renewal.as_object_mut()
    {
        members.shift_remove("licenseCount");
    }
    for (member, value) in changed.as_object().into_iter().flatten() {
        set(&mut renewal, member, value.clone());
    }
    if let Some(body) = customer.find_mut(Resource::Subscription, contract.subscription_id) {
        set(body, "renewal", renewal.clone());
    }
    Ok(Success::ok(renewal))
}

fn check_stays(name: &str, told: Option<&str>, now: &str) -> Result<(), Problem> {
    match told {
        Some(told) if told != now => Err(only_changed(name, now)),
        _ => Ok(()),
    }
}

fn renewal<'a>(customer: &'a Customer, contract: &Contract) -> Option<&'a Value> {
    let body = customer.find(Resource::Subscription, contract.subscription_id)?;
    let renewal = body.get("renewal")?;
    text(renewal, "type").map(|_| renewal)
}

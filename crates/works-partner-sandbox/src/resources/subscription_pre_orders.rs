//! Products that are applied for on a later date: `…/subscriptions/pre-orders`.

use jiff::civil::Date;
use serde_json::json;

use super::apply_date::{from_next, later};
use super::subscriptions::licenses_missing;
use super::terms::{
    check_has_domain_name, check_not_held, check_paid_plan, check_paid_product, check_plan_of,
};
use crate::catalog;
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::set;
use crate::state::{Customer, Resource, State, list_of};

const TASK: &str = "Scheduled task";

pub(super) fn list(state: &mut State, call: &Call) -> Result<Success, Problem> {
    Ok(Success::ok(all(call.customer(state)?)))
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let product = call.required_text("productId")?;
    let date = call.required_date("applyDate")?;
    check_paid_product(product)?;
    if let Some(plan) = call.text("plan") {
        check_paid_plan(plan)?;
        check_plan_of(product, plan)?;
        if catalog::is_by_license(plan) && call.integer("licenseCount").is_none() {
            return Err(licenses_missing());
        }
    }
    check_date(date, call.today)?;
    let customer = call.customer(state)?;
    check_not_held(customer, product)?;
    check_has_domain_name(customer, product)?;

    let mut task = json!({
        "preOrderId": state.next_pre_order_id(),
        "productId": product,
        "applyDate": date,
    });
    if let Some(plan) = call.text("plan") {
        set(&mut task, "plan", plan);
    }
    if let Some(count) = call.integer("licenseCount") {
        set(&mut task, "licenseCount", count);
    }
    let customer = call.customer_mut(state)?;
    customer.put(Resource::SubscriptionPreOrder, task);
    Ok(Success::created(all(customer)))
}

/// Moves the task; the tasks for its options stay where they are.
pub(super) fn update(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let id = call.path_id("preOrderId", TASK)?;
    let customer = call.customer_mut(state)?;
    let task = customer
        .find_mut(Resource::SubscriptionPreOrder, id)
        .ok_or_else(|| Problem::missing(TASK))?;
    if let Some(date) = call.date("applyDate") {
        check_date(date, call.today)?;
        set(task, "applyDate", json!(date));
    }
    Ok(Success::ok(all(customer)))
}

/// Withdraws the task; the tasks for its options stay.
pub(super) fn delete(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let id = call.path_id("preOrderId", TASK)?;
    call.customer_mut(state)?
        .remove(Resource::SubscriptionPreOrder, id)
        .map(|_| Success::no_content())
        .ok_or_else(|| Problem::missing(TASK))
}

fn all(customer: &Customer) -> serde_json::Value {
    list_of(
        Resource::SubscriptionPreOrder,
        customer.all(Resource::SubscriptionPreOrder),
    )
}

fn check_date(date: Date, today: Date) -> Result<(), Problem> {
    from_next(date, today, Some(later(today, 31)), "31 days later")
}

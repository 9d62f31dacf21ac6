//! The scheduled task for a subscription in use: `…/subscriptions/{subscriptionId}/reservation`.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::apply_date::{from_next, later, next, until};
use super::subscriptions::{contract, product_not_allowed};
use super::terms::{check_has_domain_name, check_paid_plan, check_paid_product, check_plan_of};
use crate::catalog::{self, Stage};
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::set;
use crate::state::{Contract, Resource, State};

const TASK: &str = "Scheduled task";

pub(super) fn get(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer(state)?;
    let id = contract(customer, call)?.subscription_id;
    customer
        .find(Resource::SubscriptionReservation, id)
        .map(|task: &Value| Success::ok(task.clone()))
        .ok_or_else(|| Problem::missing(TASK))
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let contract = contract(customer, call)?;
    let kind = call.required_text("type")?;
    let date = call.required_date("applyDate")?;
    call.text("plan").map_or(Ok(()), check_paid_plan)?;
    if let Some(task) = &contract.task {
        let day = task.date.map_or(String::new(), |day| format!(" on {day}"));
        return Err(Problem::already_scheduled(
            &format!("{} is scheduled for the subscription{day}", task.kind),
            "subscription_reservation",
        ));
    }
    let product = call.text("productId");
    match kind {
        "START_PAID_SERVICE" => {
            let becomes = product_of_start(&contract, call)?;
            check_paid_product(becomes)?;
            let plan = call.text("plan").ok_or_else(|| {
                Problem::missing_parameter("plan", "START_PAID_SERVICE needs a paid contract type")
            })?;
            check_plan_of(becomes, plan)?;
            check_has_domain_name(customer, becomes)?;
        }
        "ADD_LICENSE" if !catalog::is_by_license(&contract.plan) => {
            return Err(Problem::not_possible(
                "type",
                "licenses can be added only to a contract type that is licensed by number",
            ));
        }
        "CANCEL" if !contract.is_paid() => {
            return Err(Problem::not_possible(
                "type",
                "only a paid product can be cancelled on a later date",
            ));
        }
        _ => {}
    }
    check_date(&contract, kind, date, call.today)?;

    let mut task = json!({
        "subscriptionId": contract.subscription_id,
        "type": kind,
        "applyDate": date,
    });
    for (member, told) in [("plan", call.text("plan")), ("productId", product)] {
        if let Some(told) = told {
            set(&mut task, member, told);
        }
    }
    if let Some(count) = call.integer("licenseCount") {
        set(&mut task, "licenseCount", count);
    }
    customer.put(Resource::SubscriptionReservation, task.clone());
    Ok(Success::created(task))
}

/// Moves the task; what else is sent is not looked at.
pub(super) fn update(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let contract = contract(customer, call)?;
    let task = contract
        .task
        .as_ref()
        .ok_or_else(|| Problem::missing(TASK))?;
    let date = call.date("applyDate");
    if let Some(date) = date {
        check_date(&contract, &task.kind, date, call.today)?;
    }
    let id = contract.subscription_id;
    let task = customer
        .find_mut(Resource::SubscriptionReservation, id)
        .ok_or_else(|| Problem::missing(TASK))?;
    if let Some(date) = date {
        set(task, "applyDate", json!(date));
    }
    Ok(Success::ok(task.clone()))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let id = contract(customer, call)?.subscription_id;
    customer
        .remove(Resource::SubscriptionReservation, id)
        .map(|_| Success::no_content())
        .ok_or_else(|| Problem::missing(TASK))
}

/// The product that a subscription becomes: one that is told for a free one, the paid equivalent of a trial.
fn product_of_start<'a>(contract: &'a Contract, call: &'a Call) -> Result<&'a str, Problem> {
    match (contract.stage(), call.text("productId")) {
        (Some(Stage::Paid), _) => Err(Problem::not_possible(
            "type",
            "START_PAID_SERVICE is for free and trial products",
        )),
        (Some(Stage::Free), None) => Err(Problem::missing_parameter(
            "productId",
            "a free product needs the paid product that it becomes",
        )),
        (Some(Stage::Trial), Some(_)) => Err(product_not_allowed()),
        (_, Some(product)) => Ok(product),
        (_, None) => Ok(catalog::paid_product(&contract.product)),
    }
}

/// The days that a type of task can be for. That one for a trial cannot be for a day before the next
/// is not documented here.
fn check_date(contract: &Contract, kind: &str, date: Date, today: Date) -> Result<(), Problem> {
    match (kind, contract.stage()) {
        ("START_PAID_SERVICE", Some(Stage::Trial)) => until(
            date,
            contract.grace_end,
            "the end of the grace period after the trial",
        ),
        ("START_PAID_SERVICE", Some(Stage::Free)) => {
            from_next(date, today, Some(later(today, 60)), "60 days later")
        }
        ("ADD_LICENSE", _) => from_next(date, today, contract.end, "the end of the contract"),
        ("CANCEL", _) => from_next(
            date,
            today,
            contract.end.map(next),
            "the day after the contract ends",
        ),
        _ => Ok(()),
    }
}

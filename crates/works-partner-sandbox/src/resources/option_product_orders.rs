//! Scheduled tasks for options: `…/option-product-orders`.
//!
//! The bodies of requests are inferred, the rules are the vendor's.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::apply_date::{from_next, later, next, same_as};
use super::option_rules::{
    check_edition, check_goes_with, check_higher, check_not_cancelled_this_month,
    check_not_in_grace, check_quantity, check_quantity_if_told, check_sub_option, required_base,
};
use crate::catalog::{self, Stage};
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::{date, set, text};
use crate::state::{Base, Contract, Customer, Resource, State};

const TASK: &str = "Scheduled task";
const OF_BASE: &str = "the task of the subscription";
const AFTER_BASE: &str = "the day after the contract of the subscription ends";
const AFTER_OPTION: &str = "the day after the contract of the option ends";

pub(super) fn list(state: &mut State, call: &Call) -> Result<Success, Problem> {
    call.list(state, Resource::OptionProductOrder)
}

pub(super) fn get(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let option = call.path("optionProductId");
    state
        .json_of(call.domain_id, Resource::OptionProductOrder, option)
        .map(Success::ok_json)
        .ok_or_else(|| Problem::missing(TASK))
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let option = call.required_text("optionProductId")?;
    let kind = call.required_text("type")?;
    let date = call.required_date("applyDate")?;
    let told = call.text("subOptionId");
    told.map_or(Ok(()), |told| check_sub_option(option, told))?;
    check_type(option, kind)?;
    match kind {
        "APPLY" | "CHANGE_QUANTITY" => check_quantity(option, call)?,
        _ => check_quantity_if_told(option, call)?,
    }
    if kind == "CHANGE_QUANTITY" && call.integer("quantity").is_none() {
        let why = "CHANGE_QUANTITY is about nothing else";
        return Err(Problem::missing_parameter("quantity", why));
    }
    let base = required_base(customer, option)?;
    let in_use = OptionInUse::of(customer, option);
    if kind == "APPLY" {
        check_goes_with(option, told, base.product())?;
        if in_use.is_some() {
            return Err(Problem::already_exists("The option"));
        }
    }
    if let Base::InUse(contract) = &base {
        check_not_in_grace(contract, call.today)?;
    }
    match kind {
        "APPLY" => check_apply(customer, &base, option, told, date, call.today)?,
        "CANCEL" => check_cancel(&base, in_use.as_ref(), date, call.today)?,
        "START_PAID_SERVICE" => {
            let in_trial = in_use.as_ref().filter(|it| it.may_be_trial(option));
            check_start(&base, in_trial, date, call.today)?;
        }
        // Of the page on adding them only an earlier edition is known; the days are those that they can
        // be moved to.
        "MODIFY" | "CHANGE_QUANTITY" => {
            let in_use = in_use.as_ref().ok_or_else(|| not_in_use(option))?;
            if let (Some(told), "MODIFY") = (told, kind) {
                check_higher(option, told, &in_use.sub_option)?;
            }
            check_moved(kind, &base, Some(in_use), date, call.today)?;
        }
        _ => {}
    }
    if let Some(order) = customer.find(Resource::OptionProductOrder, option) {
        return Err(scheduled_already(option, order));
    }

    let (subscription_id, is_trial) = match &base {
        Base::InUse(contract) => (Some(contract.subscription_id), contract.is_trial()),
        Base::AppliedFor { .. } => (None, false),
    };
    let sub_option = told
        .map(str::to_owned)
        .or_else(|| in_use.filter(|_| kind != "APPLY").map(|it| it.sub_option))
        .unwrap_or_else(|| catalog::default_sub_option(option, base.product(), is_trial));
    let order = json!({
        "subscriptionId": subscription_id,
        "optionProductId": option,
        "subOptionId": sub_option,
        "type": kind,
        "quantity": call.integer("quantity"),
        "applyDate": date,
    });
    customer.put(Resource::OptionProductOrder, order.clone());
    Ok(Success::created(order))
}

/// Changes whatever is sent: which members can be changed depends on the type, but how is not known.
pub(super) fn update(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let option = call.path("optionProductId");
    let order = customer
        .find(Resource::OptionProductOrder, option)
        .ok_or_else(|| Problem::missing(TASK))?;
    let kind = text(order, "type").unwrap_or_default();
    let told = call.text("subOptionId");
    told.map_or(Ok(()), |told| check_sub_option(option, told))?;
    if call.body.get("quantity").is_some() {
        check_quantity(option, call)?;
    }
    if let (Some(told), "MODIFY") = (told, kind) {
        let in_use = OptionInUse::of(customer, option).ok_or_else(|| not_in_use(option))?;
        check_higher(option, told, &in_use.sub_option)?;
    }
    if let Some(base) = customer.base(option) {
        if let (Some(told), "APPLY") = (told, kind) {
            check_edition(told, base.product())?;
        }
        if let (Base::InUse(contract), "APPLY") = (&base, kind) {
            let day = call.date("applyDate").or(date(order, "applyDate"));
            let day = day.unwrap_or(call.today);
            check_not_cancelled_this_month(customer, contract, option, day)?;
        }
        if let Some(date) = call.date("applyDate") {
            let in_use = OptionInUse::of(customer, option);
            check_moved(kind, &base, in_use.as_ref(), date, call.today)?;
        }
    }
    let order = customer
        .find_mut(Resource::OptionProductOrder, option)
        .ok_or_else(|| Problem::missing(TASK))?;
    for member in ["subOptionId", "quantity", "applyDate"] {
        if let Some(told) = call.body.get(member) {
            set(order, member, told.clone());
        }
    }
    Ok(Success::ok(order.clone()))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Success, Problem> {
    call.customer_mut(state)?
        .remove(Resource::OptionProductOrder, call.path("optionProductId"))
        .map(|_| Success::no_content())
        .ok_or_else(|| Problem::missing(TASK))
}

/// The option that a task is about, if the customer has it.
struct OptionInUse {
    sub_option: String,
    end: Option<Date>,
}

impl OptionInUse {
    fn of(customer: &Customer, option: &str) -> Option<Self> {
        let body: &Value = customer.find(Resource::OptionProduct, option)?;
        Some(Self {
            sub_option: text(body, "subOptionId").unwrap_or_default().to_owned(),
            end: date(body, "planEndDate"),
        })
    }

    /// Whether it is in trial, as far as its sub-options are known.
    fn may_be_trial(&self, option: &str) -> bool {
        catalog::is_trial(&self.sub_option) || catalog::sub_options(option).is_none()
    }
}

fn check_type(option: &str, kind: &str) -> Result<(), Problem> {
    match catalog::task_types(option) {
        Some(types) if !types.contains(&kind) => Err(Problem::invalid_parameter(
            "type",
            &format!("one of {} for {option}", types.join(", ")),
        )),
        _ => Ok(()),
    }
}

fn not_in_use(option: &str) -> Problem {
    Problem::not_possible("optionProductId", &format!("{option} is not in use"))
}

fn scheduled_already(option: &str, order: &Value) -> Problem {
    let told = |member| text(order, member).unwrap_or_default();
    let (kind, sub_option, day) = (told("type"), told("subOptionId"), told("applyDate"));
    Problem::already_scheduled(
        &format!("{kind} of {sub_option} is scheduled for {option} on {day}"),
        "option_product_order",
    )
}

fn check_apply(
    customer: &Customer,
    base: &Base,
    option: &str,
    sub_option: Option<&str>,
    date: Date,
    today: Date,
) -> Result<(), Problem> {
    let contract = match base {
        Base::AppliedFor { date: day, .. } => {
            return same_as(date, *day, "the application for its product");
        }
        Base::InUse(contract) => contract,
    };
    check_not_cancelled_this_month(customer, contract, option, date)?;
    if let Some(task) = &contract.task {
        same_as(date, task.date, OF_BASE)?;
    }
    let asks_for_paid = sub_option.is_some_and(|sub_option| !catalog::is_trial(sub_option));
    if !contract.is_paid() && contract.going_paid().is_none() && asks_for_paid {
        return Err(Problem::not_possible(
            "subOptionId",
            "with a free or trial product, a paid option can be had only if START_PAID_SERVICE is \
             scheduled for the subscription",
        ));
    }
    if contract.is_paid() {
        from_next(date, today, contract.end.map(next), AFTER_BASE)?;
    }
    Ok(())
}

fn check_cancel(
    base: &Base,
    in_use: Option<&OptionInUse>,
    date: Date,
    today: Date,
) -> Result<(), Problem> {
    let in_use = in_use
        .ok_or_else(|| Problem::not_possible("optionProductId", "the option is not in use"))?;
    let Base::InUse(contract) = base else {
        return Ok(());
    };
    if contract.is_trial() && contract.going_paid().is_none() {
        return Err(Problem::not_possible(
            "type",
            "with a product in trial, CANCEL can be scheduled only if START_PAID_SERVICE is \
             scheduled for the subscription",
        ));
    }
    check_cancel_date(contract, in_use.end, date, today)
}

fn check_cancel_date(
    contract: &Contract,
    option_end: Option<Date>,
    date: Date,
    today: Date,
) -> Result<(), Problem> {
    match contract.going_paid() {
        Some(task) => same_as(date, task.date, OF_BASE),
        None if contract.is_paid() => from_next(date, today, option_end.map(next), AFTER_OPTION),
        None => Ok(()),
    }
}

fn check_start(
    base: &Base,
    in_trial: Option<&OptionInUse>,
    date: Date,
    today: Date,
) -> Result<(), Problem> {
    let in_use = in_trial
        .ok_or_else(|| Problem::not_possible("optionProductId", "the option is not in trial"))?;
    match base {
        Base::InUse(contract) => check_cancel_date(contract, in_use.end, date, today),
        Base::AppliedFor { .. } => Ok(()),
    }
}

/// The days that a task can be moved to. What is not known of its option or its base restricts
/// nothing.
fn check_moved(
    kind: &str,
    base: &Base,
    in_use: Option<&OptionInUse>,
    date: Date,
    today: Date,
) -> Result<(), Problem> {
    let last = last_end(base, in_use);
    match kind {
        "MODIFY" => {
            let last = last.map(next);
            return from_next(date, today, last, "the day after the contract ends");
        }
        "CHANGE_QUANTITY" => return check_next_month(date, today, last),
        _ => {}
    }
    let contract = match base {
        Base::InUse(contract) => contract,
        Base::AppliedFor { date: day, .. } if kind == "APPLY" => {
            return same_as(date, *day, "the application for its product");
        }
        Base::AppliedFor { .. } => return Ok(()),
    };
    match kind {
        "APPLY" => match (contract.going_paid(), contract.stage()) {
            (Some(_), Some(Stage::Trial)) => from_next(
                date,
                today,
                contract.grace_end,
                "the end of the grace period after the trial",
            ),
            (Some(_), Some(Stage::Free)) => {
                from_next(date, today, Some(later(today, 60)), "60 days later")
            }
            (_, Some(Stage::Paid)) => from_next(date, today, contract.end.map(next), AFTER_BASE),
            _ => Ok(()),
        },
        "CANCEL" | "START_PAID_SERVICE" => {
            check_cancel_date(contract, in_use.and_then(|it| it.end), date, today)
        }
        _ => Ok(()),
    }
}

/// The first of next month, which must lie within the contract.
fn check_next_month(date: Date, today: Date, end: Option<Date>) -> Result<(), Problem> {
    let first = today.first_of_month().saturating_add(1.month());
    if end.is_some_and(|end| end < first) {
        return Err(Problem::not_possible(
            "applyDate",
            "a quantity cannot be changed in the last month of the contract",
        ));
    }
    same_as(date, Some(first), "the next month's beginning")
}

/// The later of two ends, because which contract is meant, the option's or its base's, is not known.
fn last_end(base: &Base, in_use: Option<&OptionInUse>) -> Option<Date> {
    let Base::InUse(contract) = base else {
        return None;
    };
    match in_use {
        Some(in_use) => Some(in_use.end?.max(contract.end?)),
        None => contract.end,
    }
}

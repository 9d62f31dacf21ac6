//! The options that a customer has: `…/option-products`.

use serde_json::{Value, json};

use super::option_rules::{
    OPTION, check_goes_with, check_higher, check_not_cancelled_this_month, check_not_in_grace,
    check_quantity, check_quantity_if_told, check_sub_option, required_base, sub_option_in_use,
};
use crate::catalog;
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::{date, set, text};
use crate::state::{Base, Customer, NewOption, Resource, State};

pub(super) fn list(state: &mut State, call: &Call) -> Result<Success, Problem> {
    call.list(state, Resource::OptionProduct)
}

/// Adds an option at once; a task that is scheduled for it is deleted. That there is a `quantity` is
/// assumed.
pub(super) fn create(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let option = call.required_text("optionProductId")?;
    let told = call.text("subOptionId");
    told.map_or(Ok(()), |told| check_sub_option(option, told))?;
    let Base::InUse(base) = required_base(customer, option)? else {
        return Err(Problem::not_possible(
            "optionProductId",
            "the product is not in use yet; use create_option_product_order",
        ));
    };
    check_goes_with(option, told, &base.product)?;
    check_quantity_if_told(option, call)?;
    check_not_in_grace(&base, call.today)?;
    if base.is_trial() && told.is_some_and(|told| !catalog::is_trial(told) && has_trial(option)) {
        return Err(Problem::not_possible(
            "subOptionId",
            "with a product in trial, only options in trial can be had",
        ));
    }
    check_not_cancelled_this_month(customer, &base, option, call.today)?;
    if customer.find(Resource::OptionProduct, option).is_some() {
        return Err(Problem::already_exists("The option"));
    }

    let sub_option = told.map_or_else(
        || catalog::default_sub_option(option, &base.product, base.is_trial()),
        str::to_owned,
    );
    let quantity = call.integer("quantity");
    let applied_time = call.now.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    let added = json!({
        "optionProductId": option,
        "subOptionId": sub_option,
        "quantity": quantity,
        "appliedTime": applied_time,
    });
    let new = NewOption {
        option,
        sub_option: &sub_option,
        quantity,
        applied_time,
    };
    customer.add_option(&base, new, call.today);
    customer.remove(Resource::OptionProductOrder, option);
    Ok(Success::created(added))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    sub_option_in_use(customer, call)?;
    customer.end_option(call.path("optionProductId"), call.today);
    Ok(Success::no_content())
}

pub(super) fn start_paid_service(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let option = call.path("optionProductId");
    let in_use = sub_option_in_use(customer, call)?;
    let paid = call.required_text("subOptionId")?;
    check_sub_option(option, paid)?;
    if catalog::is_trial(paid) {
        return Err(Problem::invalid_parameter(
            "subOptionId",
            "a paid sub-option",
        ));
    }
    if catalog::sub_options(option).is_some() && !catalog::is_trial(in_use) {
        return Err(Problem::not_possible(
            "optionProductId",
            "the option is not in trial",
        ));
    }
    check_quantity(option, call)?;
    let ended = customer
        .find(Resource::OptionProduct, option)
        .and_then(|body| date(body, "planEndDate"))
        .is_some_and(|end| end < call.today);
    if ended
        && customer
            .base_in_use(option)
            .is_some_and(|base| base.is_paid())
    {
        return Err(Problem::not_possible(
            "optionProductId",
            "the trial of the option is over",
        ));
    }
    customer.renew_option(option, Some(paid), call.integer("quantity"), call.today);
    // There is nothing left for its task to do.
    let is_start = |task: &Value| text(task, "type") == Some("START_PAID_SERVICE");
    if customer
        .find(Resource::OptionProductOrder, option)
        .is_some_and(is_start)
    {
        customer.remove(Resource::OptionProductOrder, option);
    }
    answer(customer, option)
}

/// To a higher sub-option. Which is higher is documented for `SSTG2` and `BCT` alone; for others it is
/// left to the caller.
pub(super) fn upgrade(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let option = call.path("optionProductId");
    let in_use = sub_option_in_use(customer, call)?;
    let higher = call.required_text("subOptionId")?;
    check_sub_option(option, higher)?;
    if let Some(base) = customer.base(option) {
        check_goes_with(option, Some(higher), base.product())?;
    }
    check_higher(option, higher, in_use)?;
    if let Some(body) = customer.find_mut(Resource::OptionProduct, option) {
        set(body, "subOptionId", higher);
    }
    // What was to be renewed unchanged is renewed as it is now.
    if let Some(renewal) = customer.find_mut(Resource::OptionProductRenewal, option)
        && text(renewal, "type") == Some("STAY")
    {
        set(renewal, "subOptionId", higher);
    }
    answer(customer, option)
}

fn has_trial(option: &str) -> bool {
    let sub_options = catalog::sub_options(option);
    sub_options.is_some_and(|listed| listed.iter().any(|sub| catalog::is_trial(sub)))
}

fn answer(customer: &Customer, option: &str) -> Result<Success, Problem> {
    customer
        .find(Resource::OptionProduct, option)
        .map(|body| Success::ok(body.clone()))
        .ok_or_else(|| Problem::missing(OPTION))
}

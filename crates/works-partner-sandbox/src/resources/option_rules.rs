//! What requests about options have in common.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::catalog::{self, Quantity};
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::json::text;
use crate::state::{Base, Contract, Customer, Resource};

/// A sub-option of the option, where those are known.
pub(super) fn check_sub_option(option: &str, sub_option: &str) -> Result<(), Problem> {
    match catalog::sub_options(option) {
        Some(listed) if !listed.contains(&sub_option) => Err(Problem::invalid_parameter(
            "subOptionId",
            &format!("a sub-option of {option}: one of {}", listed.join(", ")),
        )),
        _ => Ok(()),
    }
}

/// A product that the option can be had with, and a sub-option that is for that product.
pub(super) fn check_goes_with(
    option: &str,
    sub_option: Option<&str>,
    product: &str,
) -> Result<(), Problem> {
    if !catalog::goes_with(option, product) {
        return Err(Problem::not_possible(
            "optionProductId",
            &format!("{option} cannot be had with {product}"),
        ));
    }
    match sub_option {
        Some(sub_option) if !catalog::is_for(sub_option, product) => Err(Problem::not_possible(
            "subOptionId",
            &format!("{sub_option} is not for {product}"),
        )),
        _ => Ok(()),
    }
}

/// A number for options that are sold by quantity, nothing for others.
pub(super) fn check_quantity(option: &str, call: &Call) -> Result<(), Problem> {
    match (catalog::quantity(option), call.integer("quantity")) {
        (Some(Quantity::UpTo(_)), None) => Err(Problem::missing_parameter(
            "quantity",
            &format!("{option} is sold by quantity"),
        )),
        (Some(Quantity::Null | Quantity::NullOrOne), Some(_)) => Err(Problem::invalid_parameter(
            "quantity",
            &format!("null, for {option} is not sold by quantity"),
        )),
        _ => Ok(()),
    }
}

/// What an option belongs to, or would.
pub(super) fn required_base(customer: &Customer, option: &str) -> Result<Base, Problem> {
    customer.base(option).ok_or_else(|| {
        Problem::not_possible(
            "optionProductId",
            &format!("the customer has no product that {option} goes with"),
        )
    })
}

pub(super) fn check_not_in_grace(base: &Contract, today: Date) -> Result<(), Problem> {
    if base.is_in_grace(today) {
        return Err(Problem::not_possible(
            "optionProductId",
            "the subscription is in the grace period after its trial",
        ));
    }
    Ok(())
}

/// An option that was cancelled under an annual contract can be taken again from the next month.
pub(super) fn check_not_cancelled_this_month(
    customer: &Customer,
    base: &Contract,
    option: &str,
    day: Date,
) -> Result<(), Problem> {
    let Some(cancelled) = customer.facts.cancelled_options.get(option) else {
        return Ok(());
    };
    let again = cancelled.first_of_month().saturating_add(1.month());
    if catalog::is_annual(&base.plan) && day < again {
        return Err(Problem::not_possible(
            "optionProductId",
            &format!(
                "{option} was cancelled under an annual contract, and can be taken again from {again}"
            ),
        ));
    }
    Ok(())
}

/// The sub-option in use of the option that the path names.
pub(super) fn sub_option_in_use<'a>(
    customer: &'a Customer,
    call: &Call,
) -> Result<&'a str, Problem> {
    let option = customer
        .find(Resource::OptionProduct, call.path("optionProductId"))
        .ok_or_else(|| Problem::missing(OPTION))?;
    Ok(text(option, "subOptionId").unwrap_or_default())
}

pub(super) const OPTION: &str = "Option";

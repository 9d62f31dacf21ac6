//! What requests about options have in common.

use jiff::ToSpan;
use jiff::civil::Date;
use works_partner_api::catalog::option_of;

use crate::catalog::{self, Quantity};
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::json::text;
use crate::state::{Base, Contract, Customer, Resource};

/// A sub-option of the option, where those are known; where they are not, none that is known to belong to
/// another option.
pub(super) fn check_sub_option(option: &str, sub_option: &str) -> Result<(), Problem> {
    let owner = option_of(&sub_option.into()).filter(|owner| owner.as_str() != option);
    match catalog::sub_options(option) {
        None if owner.is_some() => Err(Problem::invalid_parameter(
            "subOptionId",
            &format!(
                "a sub-option of {option}, but {sub_option} is one of {}",
                owner.map_or("another option", |owner| owner.as_str())
            ),
        )),
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
    sub_option.map_or(Ok(()), |sub_option| check_edition(sub_option, product))
}

/// A sub-option that is for the edition of the product.
pub(super) fn check_edition(sub_option: &str, product: &str) -> Result<(), Problem> {
    if catalog::is_for(sub_option, product) {
        return Ok(());
    }
    Err(Problem::not_possible(
        "subOptionId",
        &format!("{sub_option} is not for {product}"),
    ))
}

/// A number for options that are sold by quantity, nothing for others.
pub(super) fn check_quantity(option: &str, call: &Call) -> Result<(), Problem> {
    let is_sold_by_quantity = matches!(catalog::quantity(option), Some(Quantity::UpTo(_)));
    if is_sold_by_quantity && call.integer("quantity").is_none() {
        return Err(Problem::missing_parameter(
            "quantity",
            &format!("{option} is sold by quantity"),
        ));
    }
    check_quantity_if_told(option, call)
}

/// A number that the option can have, where one is sent.
pub(super) fn check_quantity_if_told(option: &str, call: &Call) -> Result<(), Problem> {
    match (catalog::quantity(option), call.integer("quantity")) {
        (Some(Quantity::Null | Quantity::NullOrOne), Some(_)) => Err(Problem::invalid_parameter(
            "quantity",
            &format!("null, for {option} is not sold by quantity"),
        )),
        (Some(Quantity::UpTo(most)), Some(quantity)) if !(1..=most.into()).contains(&quantity) => {
            let expected = format!("1 to {most} for {option}");
            Err(Problem::out_of_range("quantity", &expected))
        }
        (None, Some(..1)) => Err(Problem::out_of_range("quantity", "1 or more")),
        _ => Ok(()),
    }
}

/// A sub-option that is more than the one in use, for the options whose order is documented; no trial.
pub(super) fn check_higher(option: &str, sub_option: &str, in_use: &str) -> Result<(), Problem> {
    if catalog::is_trial(sub_option)
        || sub_option == in_use
        || catalog::is_higher(option, sub_option, in_use) == Some(false)
    {
        return Err(Problem::not_possible(
            "subOptionId",
            &format!("{sub_option} is not higher than {in_use}, which is in use"),
        ));
    }
    Ok(())
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

//! How many units of an option can be asked for: the same limits wherever a quantity is sent.
//!
//! The maxima stand on the page on scheduling APPLY. That they hold for every other way to the same
//! quantity is inferred; the minimum of 1 is a limit of the document.

use works_partner_api::types::{OptionProductId, OptionProductOrderType};

use super::{Rule, declare, page};
use crate::catalog::{OptionProductIdExt, Quantity};
use crate::validation::assessment::Assessment;
use crate::validation::diagnostic::ABSENT;

declare! {
    ORDER_QUANTITY: ["create_option_product_order"], "quantity", "is given to apply for an option that is sold by quantity, and not for others", page!(en "partner-customer-option-product-orders-post");
    ORDER_QUANTITY_MAXIMUM: ["create_option_product_order"], "quantity", "is at most what the option allows", page!(jp "partner-customer-option-product-orders-post");
    ORDER_CHANGE_QUANTITY: ["create_option_product_order"], "quantity", "is given where it is to be changed", page!(en "partner-customer-option-product-orders-patch");
    ORDER_UPDATE_QUANTITY: ["update_option_product_order"], "quantity", "is given for an option that is sold by quantity only", page!(en "partner-customer-option-product-orders-post");
    ORDER_UPDATE_QUANTITY_MAXIMUM: ["update_option_product_order"], "quantity", "is at most what the option allows", page!(jp "partner-customer-option-product-orders-post");
    OPTION_PAID_QUANTITY: ["start_option_product_paid_service"], "quantity", "is given for an option that is sold by quantity, and not for others", page!(en "partner-customer-option-products-paidservice");
    OPTION_PAID_MAXIMUM: ["start_option_product_paid_service"], "quantity", "is at most what the option allows", page!(jp "partner-customer-option-product-orders-post");
    OPTION_RENEWAL_QUANTITY: ["update_option_product_renewal"], "quantity", "is changed for options that are sold by quantity only", page!(jp "partner-customer-option-products-renewal-patch");
    OPTION_RENEWAL_MAXIMUM: ["update_option_product_renewal"], "quantity", "is at most what the option allows", page!(jp "partner-customer-option-product-orders-post");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let (task, option) = (OptionProductOrderType::Apply, OptionProductId::CstS);
    Example::of(&ORDER_QUANTITY_MAXIMUM)
        .allows(|found| check_task(&task, &option, Some(50), found))
        .refuses(|found| check_task(&task, &option, Some(51), found))
}

/// Whether a request has to have a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Where the option is sold by quantity.
    Required,
    /// Where it is not given, it stays as it is.
    Optional,
}

/// Holds a quantity against what the option allows.
///
/// A quantity of 0 is refused by the limits of the document.
pub(crate) fn check(
    [of_presence, of_maximum]: [&'static Rule; 2],
    need: Need,
    option: &OptionProductId,
    quantity: Option<u32>,
    assessment: &mut Assessment,
) {
    match (option.quantity(), quantity) {
        (Some(Quantity::UpTo(_)), None) if need == Need::Required => {
            let here = format!("{option} is sold by quantity");
            assessment.broken_here(of_presence, ABSENT, &here);
        }
        (Some(Quantity::UpTo(maximum)), Some(quantity)) if quantity > maximum => {
            let here = format!("{maximum} for {option}");
            assessment.broken_here(of_maximum, quantity, &here);
        }
        (Some(Quantity::UpTo(_)), _) => {}
        (Some(Quantity::Null | Quantity::NullOrOne), None) => {}
        (Some(Quantity::NullOrOne), Some(1)) => {
            assessment.unknown(of_presence, "responses say 1 for this option");
        }
        (Some(Quantity::Null | Quantity::NullOrOne), Some(quantity)) => {
            let here = format!("{option} is not sold by quantity");
            assessment.broken_here(of_presence, quantity, &here);
        }
        (None, None) if need == Need::Optional => {}
        (None, _) => assessment.unknown(of_presence, "no page lists the option"),
    }
}

/// The quantity of a new scheduled task, by the type of the task.
pub(crate) fn check_task(
    task: &OptionProductOrderType,
    option: &OptionProductId,
    quantity: Option<u32>,
    assessment: &mut Assessment,
) {
    let rules = [&ORDER_QUANTITY, &ORDER_QUANTITY_MAXIMUM];
    if *task == OptionProductOrderType::ChangeQuantity && quantity.is_none() {
        assessment.broken(&ORDER_CHANGE_QUANTITY, ABSENT);
    }
    match (task, option.quantity()) {
        (OptionProductOrderType::Apply, _) => {
            check(rules, Need::Required, option, quantity, assessment);
        }
        (_, Some(Quantity::UpTo(_))) => {
            check(rules, Need::Optional, option, quantity, assessment);
            if quantity.is_some() && *task != OptionProductOrderType::ChangeQuantity {
                assessment.unknown(&ORDER_QUANTITY, "no page says so of tasks other than APPLY");
            }
        }
        _ if quantity.is_some() => {
            assessment.unknown(&ORDER_QUANTITY, "no page says so of tasks other than APPLY");
        }
        _ => {}
    }
}

/// Null is the quantity of what is not sold by quantity.
pub(crate) fn check_null(option: &OptionProductId, assessment: &mut Assessment) {
    if matches!(option.quantity(), Some(Quantity::UpTo(_))) {
        let here = format!("{option} is sold by quantity");
        assessment.broken_here(&ORDER_UPDATE_QUANTITY, "null", &here);
    }
}

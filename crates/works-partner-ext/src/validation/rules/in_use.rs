//! What is cancelled is in use; what is added is not.

use works_partner_api::types::{OptionProductId, ProductId};

use super::{Rule, declare, page};
use crate::catalog::{OptionProductIdExt, Recurrence};
use crate::validation::assessment::Assessment;
use crate::validation::facts::{Facts, Known};

declare! {
    ORDER_CANCEL_IN_USE: ["create_option_product_order"], "optionProductId", "is in use where it is to be cancelled", page!(en "partner-customer-option-product-orders-post");
    ORDER_QUANTITY_IN_USE: ["create_option_product_order"], "optionProductId", "is in use where its quantity is to change", page!(en "partner-customer-option-product-orders-patch");
    ORDER_APPLY_IN_USE: ["create_option_product_order"], "optionProductId", "is not in use where it is to be added", page!(jp "partner-customer-option-product-order-create");
    OPTION_IN_USE: ["delete_option_product"], "optionProductId", "is in use; what is only scheduled is withdrawn as a scheduled task", page!(en "partner-customer-option-products-delete");
    OPTION_ADD_IN_USE: ["create_option_product"], "optionProductId", "is not in use yet", page!(jp "partner-customer-option-product-order-create");
    PRE_ORDER_ONCE: ["create_subscription_pre_order"], "productId", "is not applied for yet", page!(en "partner-customer-preorders-post");
    OPTION_RENEWAL_IN_USE: ["update_option_product_renewal"], "optionProductId", "is in use", page!(en "partner-customer-option-products-renewal-patch");
    PRE_ORDER_IN_USE: ["create_subscription_pre_order"], "productId", "is not in use yet", page!(en "partner-customer-preorders-post");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let facts = Facts {
        held: Some(Held {
            in_use: vec![ProductId::Std],
            applied_for: Vec::new(),
        }),
        ..Facts::new()
    };
    Example::of(&PRE_ORDER_IN_USE)
        .allows(|found| check_product(&ProductId::RogStd, &facts, found))
        .refuses(|found| check_product(&ProductId::Std, &facts, found))
}

/// The option is in use.
pub(crate) fn check(
    rule: &'static Rule,
    option: &OptionProductId,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    assessment.require_here(
        rule,
        facts.option.is_there(),
        option,
        || facts.shown_option(),
        "whether the option is in use is unknown",
    );
}

/// The option is not in use. An earlier edition of the page on scheduling says so; of adding at
/// once, it is inferred.
pub(crate) fn check_not(
    rule: &'static Rule,
    option: &OptionProductId,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    match &facts.option {
        Known::Nothing => {}
        Known::Unknown => assessment.unknown(rule, "whether the option is in use is unknown"),
        Known::This(_) if option.recurrence() == Some(Recurrence::OneMonth) => assessment.unknown(
            rule,
            "no page says whether an option for one month can be had twice",
        ),
        Known::This(_) => assessment.broken_here(rule, option, &facts.shown_option()),
    }
}

/// A product that is in use is not applied for once more. No page says so; it is inferred.
pub(crate) fn check_product(product: &ProductId, facts: &Facts, assessment: &mut Assessment) {
    let Some(held) = &facts.held else {
        return match facts.product_in_use() == Some(product) {
            true => assessment.broken_here(&PRE_ORDER_IN_USE, product, "see list_subscriptions"),
            false => assessment.unknown(&PRE_ORDER_IN_USE, "what else the customer has is unknown"),
        };
    };
    if held.in_use.contains(product) {
        assessment.broken_here(&PRE_ORDER_IN_USE, product, "see list_subscriptions");
    }
    if held.applied_for.contains(product) {
        let here = "see list_subscription_pre_orders";
        assessment.broken_here(&PRE_ORDER_ONCE, product, here);
    }
}

//! An upgrade needs an option in use, and leads to a higher sub-option: at once or on a later day.

use works_partner_api::Evidence;
use works_partner_api::types::{OptionProductId, SubOptionId};

use super::{Rule, declare, page};
use crate::catalog::{Stage, SubOptionIdExt};
use crate::validation::assessment::Assessment;
use crate::validation::facts::{Facts, Known};

declare! {
    ORDER_MODIFY_IN_USE: ["create_option_product_order"], "optionProductId", "is in use where it is to be upgraded", page!(en "partner-customer-option-product-orders-post");
    ORDER_MODIFY_UP: ["create_option_product_order"], "subOptionId", "is higher than the sub-option in use", page!(jp "partner-customer-option-product-orders-post");
    ORDER_UPDATE_UP: ["update_option_product_order"], "subOptionId", "is higher than the sub-option in use, where the task is MODIFY", page!(jp "partner-customer-option-product-orders-post");
    OPTION_UPGRADE_IN_USE: ["upgrade_option_product"], "optionProductId", "is in use", page!(en "partner-customer-option-products-upgrade");
    OPTION_UPGRADE: ["upgrade_option_product"], "subOptionId", "is higher than the sub-option in use", page!(en "partner-customer-option-products-upgrade");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let rules = [&OPTION_UPGRADE_IN_USE, &OPTION_UPGRADE];
    let option = OptionProductId::Sstg2;
    let own = OptionInUse {
        sub_option: SubOptionId::Sstg202,
        plan: None,
        end: None,
    };
    let facts = Facts {
        option: Known::This(own),
        ..Facts::new()
    };
    Example::of(&OPTION_UPGRADE)
        .allows(|found| check(rules, &option, Some(&SubOptionId::Sstg203), &facts, found))
        .refuses(|found| check(rules, &option, Some(&SubOptionId::Sstg201), &facts, found))
}

/// Holds the sub-option that is wanted against the one in use.
///
/// Only an order that a page documents decides; where the order is read off the numbering, the
/// server does.
pub(crate) fn check(
    [of_use, of_order]: [&'static Rule; 2],
    option: &OptionProductId,
    wanted: Option<&SubOptionId>,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let own = match &facts.option {
        Known::Nothing => {
            return assessment.broken_here(
                of_use,
                option,
                "it is not in use, see list_option_products",
            );
        }
        Known::Unknown => {
            return assessment.unknown(of_order, "the sub-option in use is unknown");
        }
        Known::This(option) => &option.sub_option,
    };
    let Some(wanted) = wanted else {
        return assessment.unknown(of_order, "no sub-option is named");
    };
    let upgrades = option.facts().and_then(|facts| facts.upgrades.as_ref());
    let is_documented = upgrades.is_some_and(|order| order.evidence == Evidence::Documented);
    if own == wanted {
        assessment.broken_here(
            of_order,
            wanted,
            "it is the one in use, see list_option_products",
        );
    } else if is_documented && own.is_known() && wanted.is_known() {
        if !own.upgrades().contains(wanted) {
            let here = format!("{} is in use, see list_option_products", own.label());
            assessment.broken_here(of_order, wanted, &here);
        }
    } else if own.stage() == Some(Stage::Trial) && wanted.stage() == Some(Stage::Paid) {
        assessment.unknown(
            of_order,
            "the option is in trial, and a trial is converted to paid, not upgraded: that is \
             `start_option_product_paid_service`",
        );
    } else {
        assessment.unknown(
            of_order,
            "no page says which of the option's sub-options is higher",
        );
    }
}

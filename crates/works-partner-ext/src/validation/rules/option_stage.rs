//! Trial or paid: what a subscription is, and becomes, decides which sub-options it can have.

use works_partner_api::types::{OptionProductOrderType, SubOptionId};

use super::{declare, page};
use crate::catalog::{Stage, SubOptionIdExt};
use crate::validation::assessment::{Assessment, shown};
use crate::validation::facts::Facts;

declare! {
    ORDER_APPLY_TRIAL: ["create_option_product_order"], "subOptionId", "is a trial where the subscription is a trial that is not scheduled to go paid", page!(en "partner-customer-option-product-orders-post");
    ORDER_APPLY_FREE: ["create_option_product_order"], "subOptionId", "is paid only where the free subscription is scheduled to go paid", page!(en "partner-customer-option-product-orders-post");
    ORDER_CANCEL_TRIAL: ["create_option_product_order"], "type", "an option of a trial subscription is cancelled only where the subscription is scheduled to go paid", page!(en "partner-customer-option-product-orders-post");
    OPTION_TRIAL: ["create_option_product"], "subOptionId", "is a trial where the subscription is a trial", page!(en "partner-customer-option-products-post");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let trial = Facts::new().product("STD_T");
    Example::of(&OPTION_TRIAL)
        .allows(|found| check_now(&SubOptionId::Acv200, &trial, found))
        .refuses(|found| check_now(&SubOptionId::Acv201, &trial, found))
}

/// A sub-option that is to be added on a later day.
pub(crate) fn check_scheduled(
    sub_option: Option<&SubOptionId>,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let stage = sub_option.and_then(SubOptionIdExt::stage);
    let value = shown(sub_option);
    let (going_paid, here) = (facts.is_going_paid(), || facts.shown_stage());
    let reason = "whether the subscription is scheduled to go paid is unknown";
    match (facts.stage_in_use(), stage) {
        _ if facts.is_applied_for() == Some(true) => {}
        (Some(Stage::Paid), _)
        | (Some(Stage::Trial), Some(Stage::Trial))
        | (Some(_), Some(Stage::Free)) => {}
        (Some(Stage::Trial), Some(Stage::Paid)) => {
            assessment.require_here(&ORDER_APPLY_TRIAL, going_paid, value, here, reason);
        }
        (Some(Stage::Free), Some(Stage::Paid)) => {
            assessment.require_here(&ORDER_APPLY_FREE, going_paid, value, here, reason);
        }
        (Some(Stage::Free), Some(Stage::Trial)) => assessment.unknown(
            &ORDER_APPLY_FREE,
            "no page speaks of trial options with a free subscription",
        ),
        (Some(_), None) => assessment.unknown(
            &ORDER_APPLY_TRIAL,
            "no page says whether the sub-option is a trial",
        ),
        (None, _) => {
            assessment.unknown(&ORDER_APPLY_TRIAL, "what the subscription is, is unknown");
        }
    }
}

/// A sub-option that is added at once.
pub(crate) fn check_now(sub_option: &SubOptionId, facts: &Facts, assessment: &mut Assessment) {
    match (facts.stage_in_use(), sub_option.stage()) {
        (Some(Stage::Trial), Some(Stage::Paid)) => {
            assessment.broken_here(&OPTION_TRIAL, sub_option, &facts.shown_stage());
        }
        (Some(Stage::Trial), None) | (None, None | Some(Stage::Paid)) => assessment.unknown(
            &OPTION_TRIAL,
            "what the subscription is, or whether the sub-option is a trial, is unknown",
        ),
        _ => {}
    }
}

/// The end of an option on a later day.
pub(crate) fn check_cancel(
    task: &OptionProductOrderType,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    match facts.has_stage(Stage::Trial) {
        Some(false) => {}
        Some(true) => assessment.require_here(
            &ORDER_CANCEL_TRIAL,
            facts.is_going_paid(),
            task,
            || facts.shown_stage(),
            "whether the subscription is scheduled to go paid is unknown",
        ),
        None => assessment.unknown(&ORDER_CANCEL_TRIAL, "what the subscription is, is unknown"),
    }
}

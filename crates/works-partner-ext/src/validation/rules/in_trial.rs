//! What is converted to paid is in trial, and becomes a paid sub-option in time.

use works_partner_api::Evidence;
use works_partner_api::types::{OptionProductId, SubOptionId};

use super::{Rule, declare, page};
use crate::catalog::Stage;
use crate::validation::assessment::Assessment;
use crate::validation::facts::{Facts, Known};

declare! {
    ORDER_PAID_TRIAL: ["create_option_product_order"], "optionProductId", "is in trial where it is to go paid", page!(en "partner-customer-option-product-orders-post");
    OPTION_PAID_TRIAL: ["start_option_product_paid_service"], "optionProductId", "is in trial", page!(en "partner-customer-option-products-paidservice");
    OPTION_PAID_SUB_OPTION: ["start_option_product_paid_service"], "subOptionId", "is a paid sub-option", page!(en "partner-customer-option-products-paidservice");
    OPTION_PAID_IN_TIME: ["start_option_product_paid_service"], "optionProductId", "is converted before its trial ends, where the subscription is paid", page!(en "partner-customer-option-products-paidservice");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&OPTION_PAID_SUB_OPTION)
        .allows(|found| check_paid(&SubOptionId::Acv201, found))
        .refuses(|found| check_paid(&SubOptionId::Acv200, found))
}

/// The option is in trial.
pub(crate) fn check(
    rule: &'static Rule,
    option: &OptionProductId,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let in_trial = match &facts.option {
        Known::Unknown => None,
        Known::Nothing => Some(false),
        Known::This(option) => option.stage().map(|stage| stage == Stage::Trial),
    };
    assessment.require_here(
        rule,
        in_trial,
        option,
        || facts.shown_option(),
        "whether the option is in trial is unknown",
    );
}

/// The sub-option is a paid one.
pub(crate) fn check_paid(sub_option: &SubOptionId, assessment: &mut Assessment) {
    let stage = sub_option.facts().and_then(|facts| facts.stage.as_ref());
    match stage.map(|stage| (stage.value, stage.evidence)) {
        Some((Stage::Paid, _)) => {}
        Some((Stage::Trial, Evidence::Documented)) => {
            assessment.broken(&OPTION_PAID_SUB_OPTION, sub_option);
        }
        _ => assessment.unknown(
            &OPTION_PAID_SUB_OPTION,
            "no page says which sub-options of this option are paid",
        ),
    }
}

/// The trial of the option has not ended.
pub(crate) fn check_in_time(option: &OptionProductId, facts: &Facts, assessment: &mut Assessment) {
    let end = facts.option.this().and_then(|option| option.end);
    match (facts.has_stage(Stage::Paid), facts.today, end) {
        (Some(false), ..) => {}
        (Some(true), Some(today), Some(end)) => assessment.require_here(
            &OPTION_PAID_IN_TIME,
            Some(today <= end),
            option,
            || format!("it ended on {end}, see list_option_products"),
            "its trial has an end",
        ),
        _ => assessment.unknown(
            &OPTION_PAID_IN_TIME,
            "the subscription, today's date or the end of the option's trial is unknown",
        ),
    }
}

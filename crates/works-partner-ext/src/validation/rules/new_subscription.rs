//! A paid product is applied for after its free or trial product was used, and not while it is.

use works_partner_api::types::Plan;

use super::{declare, page};
use crate::catalog::{PlanExt, Stage};
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;

declare! {
    SUBSCRIPTION_NEW_USED: ["create_subscription"], "", "a paid product is applied for after its free or trial product was used", page!(jp "partner-customer-subscriptions-post");
    SUBSCRIPTION_NEW_IN_USE: ["create_subscription"], "", "a paid product is not applied for while its free or trial product is in use; that one is made to go paid", page!(jp "partner-customer-subscriptions-post");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&SUBSCRIPTION_NEW_IN_USE)
        .allows(|found| check(&Plan::Monthly, &Facts::new().product("STD"), found))
        .refuses(|found| check(&Plan::Monthly, &Facts::new().product("STD_T"), found))
}

/// In the facts, the subscription is the customer's free or trial one of the same product.
pub(crate) fn check(plan: &Plan, facts: &Facts, assessment: &mut Assessment) {
    if matches!(plan.stage(), Some(Stage::Free | Stage::Trial)) {
        return;
    }
    assessment.unknown(
        &SUBSCRIPTION_NEW_USED,
        "what the customer used before is in no response",
    );
    match (plan.stage(), facts.stage_in_use()) {
        (Some(Stage::Paid), Some(Stage::Free | Stage::Trial)) => {
            let here = "start_subscription_paid_service";
            assessment.broken_here(&SUBSCRIPTION_NEW_IN_USE, plan, here);
        }
        (_, Some(Stage::Paid)) => {}
        _ => assessment.unknown(
            &SUBSCRIPTION_NEW_IN_USE,
            "whether the subscription is free, a trial or paid is unknown",
        ),
    }
}

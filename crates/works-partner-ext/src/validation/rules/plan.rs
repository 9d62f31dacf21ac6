//! A contract type is paid where the product is, and one that the product has.

use super::{Rule, declare, page};
use crate::catalog::{PlanExt, ProductIdExt, Stage};
use crate::validation::assessment::{Assessment, listed};
use crate::validation::facts::Facts;
use works_partner_api::types::{Plan, ProductId};

declare! {
    PRE_ORDER_PLAN: ["create_subscription_pre_order"], "plan", "is a paid contract type", page!(jp "partner-customer-preorders-post");
    PRE_ORDER_PRODUCT_PLAN: ["create_subscription_pre_order"], "plan", "is a contract type of the product", page!(jp "partner-customer-preorders-post");
    RESERVATION_PAID_PLAN: ["create_subscription_reservation"], "plan", "is given with START_PAID_SERVICE, and is a paid contract type", page!(jp "partner-customer-subscriptions-reservation-create");
    RESERVATION_PRODUCT_PLAN: ["create_subscription_reservation"], "plan", "is a contract type of the product", page!(jp "partner-customer-subscriptions-reservation-create");
    SUBSCRIPTION_PAID_PLAN: ["start_subscription_paid_service"], "plan", "is a paid contract type", page!(jp "partner-customer-subscriptions-paid-service");
    SUBSCRIPTION_PAID_PRODUCT_PLAN: ["start_subscription_paid_service"], "plan", "is a contract type of the product", page!(jp "partner-customer-subscriptions-post");
    RENEWAL_PLAN: ["update_subscription_renewal"], "plan", "is a paid contract type", page!(en "partner-customer-subscriptions-renewal-patch");
    RENEWAL_PRODUCT_PLAN: ["update_subscription_renewal"], "plan", "is a contract type of the product", page!(jp "partner-customer-subscriptions-post");
    SUBSCRIPTION_NEW_PLAN: ["create_subscription"], "plan", "is a contract type that the page lists", page!(jp "partner-customer-subscriptions-post");
    SUBSCRIPTION_NEW_PRODUCT_PLAN: ["create_subscription"], "plan", "is a contract type of the product", page!(jp "partner-customer-subscriptions-post");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&PRE_ORDER_PLAN)
        .allows(|found| check_paid(&PRE_ORDER_PLAN, &Plan::Monthly, found))
        .refuses(|found| check_paid(&PRE_ORDER_PLAN, &Plan::Trial, found))
}

pub(crate) fn check_paid(rule: &'static Rule, plan: &Plan, assessment: &mut Assessment) {
    assessment.require(
        rule,
        plan.stage().map(|stage| stage == Stage::Paid),
        plan,
        "the contract type is not documented",
    );
}

/// A contract type that the product can have: the one that is named, or else the one that follows from
/// what is in use.
pub(crate) fn check(
    rule: &'static Rule,
    named: Option<&ProductId>,
    own: Option<&ProductId>,
    plan: &Plan,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let product = named.or(own);
    let plans = product.and_then(|product| Some((product, product.plans()?)));
    match plans.and_then(|(product, plans)| Some((product, plans, plans.allows(plan)?))) {
        Some((_, _, true)) => {}
        Some((product, plans, false)) => {
            let mut here = format!("{product} has {}", listed(Some(plans.values)));
            if named.is_none() {
                here = format!("{here}; {}", facts.shown_subscription());
            }
            assessment.broken_here(rule, plan, &here);
        }
        None => assessment.unknown(
            rule,
            "the product is unknown, or its contract types are not documented",
        ),
    }
}

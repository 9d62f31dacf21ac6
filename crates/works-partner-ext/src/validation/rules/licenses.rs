//! A number of licenses goes with contract types by license, and covers the members.

use super::{Rule, declare, page};
use crate::catalog::PlanExt;
use crate::validation::assessment::Assessment;
use crate::validation::diagnostic::ABSENT;
use crate::validation::facts::Facts;
use works_partner_api::types::{Plan, SubscriptionReservationType};

declare! {
    PRE_ORDER_LICENSES: ["create_subscription_pre_order"], "licenseCount", "is given where the contract type goes by license", page!(en "partner-customer-preorders-post");
    RESERVATION_LICENSE_PLAN: ["create_subscription_reservation"], "type", "licenses are added where the contract type goes by license", page!(en "partner-customer-subscriptions-reservation-create");
    RESERVATION_LICENSES: ["create_subscription_reservation"], "licenseCount", "is given with START_PAID_SERVICE to a contract type that goes by license", page!(en "partner-customer-subscriptions-reservation-create");
    SUBSCRIPTION_PAID_LICENSES: ["start_subscription_paid_service"], "licenseCount", "is given where the contract type goes by license", page!(en "partner-customer-subscriptions-paid-service");
    SUBSCRIPTION_PAID_MEMBERS: ["start_subscription_paid_service"], "licenseCount", "is at least the number of members", page!(en "partner-customer-subscriptions-paid-service");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let plan = Plan::AnnualLicense;
    Example::of(&PRE_ORDER_LICENSES)
        .allows(|found| check_given(&PRE_ORDER_LICENSES, &plan, Some(10), found))
        .refuses(|found| check_given(&PRE_ORDER_LICENSES, &plan, None, found))
}

/// A number of licenses where the contract type needs one.
pub(crate) fn check_given(
    rule: &'static Rule,
    plan: &Plan,
    licenses: Option<u32>,
    assessment: &mut Assessment,
) {
    match (plan.has_licenses(), licenses) {
        (Some(true), None) => assessment.broken(rule, ABSENT),
        (Some(false), Some(_)) => assessment.unknown(
            rule,
            "no page says whether the number may be given with another contract type",
        ),
        (None, _) => assessment.unknown(rule, "the contract type is not documented"),
        _ => {}
    }
}

/// As many licenses as there are members, at least.
pub(crate) fn check_members(count: u32, facts: &Facts, assessment: &mut Assessment) {
    match facts.members {
        Some(members) if i64::from(count) < members => {
            let here = format!("{members} members, see get_usage_status");
            assessment.broken_here(&SUBSCRIPTION_PAID_MEMBERS, count, &here);
        }
        Some(_) => {}
        None => assessment.unknown(
            &SUBSCRIPTION_PAID_MEMBERS,
            "how many members the customer has is unknown",
        ),
    }
}

/// Licenses are added where the contract type has some.
pub(crate) fn check_added(
    task: &SubscriptionReservationType,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let plan = facts.base.as_ref().and_then(|base| base.plan.as_ref());
    let here = || {
        let own = plan.map_or_else(String::new, |plan| format!(" with {plan}"));
        format!("the subscription is in use{own}, see list_subscriptions")
    };
    assessment.require_here(
        &RESERVATION_LICENSE_PLAN,
        plan.and_then(PlanExt::has_licenses),
        task,
        here,
        "the contract type of the subscription is unknown",
    );
}

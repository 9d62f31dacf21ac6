//! What can become of a subscription when its contract ends.

use std::fmt;

use works_partner_api::types::SubscriptionRenewalType;

use super::{Rule, declare, page};
use crate::validation::assessment::Assessment;

declare! {
    RENEWAL_CHANGE_PRODUCT: ["update_subscription_renewal"], "productId", "is changed with CHANGE only", page!(en "partner-customer-subscriptions-renewal-patch");
    RENEWAL_CHANGE_PLAN: ["update_subscription_renewal"], "plan", "is changed with CHANGE only", page!(en "partner-customer-subscriptions-renewal-patch");
    RENEWAL_CHANGE_LICENSES: ["update_subscription_renewal"], "licenseCount", "is changed with CHANGE only", page!(en "partner-customer-subscriptions-renewal-patch");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let rule = &RENEWAL_CHANGE_PLAN;
    Example::of(&RENEWAL_CHANGE_PLAN)
        .allows(|found| {
            check(
                rule,
                &SubscriptionRenewalType::Change,
                &Plan::Annual,
                None,
                found,
            )
        })
        .refuses(|found| {
            let own = Some(&Plan::Monthly);
            check(
                rule,
                &SubscriptionRenewalType::Stay,
                &Plan::Annual,
                own,
                found,
            );
        })
}

fn is_change(kind: &SubscriptionRenewalType) -> Option<bool> {
    match kind {
        SubscriptionRenewalType::Change => Some(true),
        SubscriptionRenewalType::Stay | SubscriptionRenewalType::Cancel => Some(false),
        _ => None,
    }
}

/// Another product or contract type goes with CHANGE.
pub(crate) fn check<T: fmt::Display + PartialEq>(
    rule: &'static Rule,
    kind: &SubscriptionRenewalType,
    value: &T,
    own: Option<&T>,
    assessment: &mut Assessment,
) {
    if is_change(kind) == Some(false) && own == Some(value) {
        let reason = "no page says whether it may be named as it is without CHANGE";
        return assessment.unknown(rule, reason);
    }
    let reason = "what this type does is not documented";
    assessment.require(rule, is_change(kind), value, reason);
}

/// Another number of licenses goes with CHANGE.
pub(crate) fn check_licenses(kind: &SubscriptionRenewalType, assessment: &mut Assessment) {
    if is_change(kind) != Some(true) {
        assessment.unknown(
            &RENEWAL_CHANGE_LICENSES,
            "no page says whether licenses may be named without CHANGE",
        );
    }
}

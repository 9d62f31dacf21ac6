//! What can be done depends on whether the subscription is free, a trial or paid.

use super::{Rule, declare, page};
use crate::catalog::Stage;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;

declare! {
    SUBSCRIPTION_PAID_FORM: ["start_subscription_paid_service"], "", "a free or trial subscription goes paid, not a paid one", page!(jp "partner-customer-subscriptions-paid-service");
    RESERVATION_PAID_FORM: ["create_subscription_reservation"], "type", "a free or trial subscription goes paid, not a paid one", page!(jp "partner-customer-subscriptions-reservation-create");
    RESERVATION_CANCEL_PAID: ["create_subscription_reservation"], "type", "a paid subscription is cancelled, not a free or trial one", page!(en "partner-customer-subscriptions-reservation-create");
    RENEWAL_PAID: ["update_subscription_renewal"], "", "a paid subscription has a renewal, not a free or trial one", page!(jp "partner-customer-subscriptions-renewal-patch");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let product = |id: &str| Facts::new().product(id);
    Example::of(&RENEWAL_PAID)
        .allows(|found| check(&RENEWAL_PAID, &product("STD"), &[Stage::Paid], "", found))
        .refuses(|found| check(&RENEWAL_PAID, &product("STD_T"), &[Stage::Paid], "", found))
}

/// The subscription in use is of one of these forms.
pub(crate) fn check(
    rule: &'static Rule,
    facts: &Facts,
    stages: &[Stage],
    value: impl std::fmt::Display,
    assessment: &mut Assessment,
) {
    assessment.require_here(
        rule,
        facts.stage_in_use().map(|stage| stages.contains(&stage)),
        value,
        || facts.shown_subscription(),
        "whether the subscription is free, a trial or paid is unknown",
    );
}

//! Advanced is for customers that go by a domain name.

use super::{Rule, declare, page};
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use works_partner_api::types::DomainType;

declare! {
    RESERVATION_DOMAIN: ["create_subscription_reservation"], "productId", "is Advanced only for a customer that goes by a domain name", page!(en "partner-customer-subscriptions-reservation-create");
    SUBSCRIPTION_UPGRADE_DOMAIN: ["upgrade_subscription"], "productId", "is Advanced only for a customer that goes by a domain name", page!(en "partner-customer-subscriptions-upgrade");
    RENEWAL_DOMAIN: ["update_subscription_renewal"], "productId", "is Advanced, from Standard, only for a customer that goes by a domain name", page!(en "partner-customer-subscriptions-renewal-patch");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let facts = |kind| Facts {
        domain_type: Some(kind),
        ..Facts::new()
    };
    Example::of(&RESERVATION_DOMAIN)
        .allows(|found| check(&RESERVATION_DOMAIN, &facts(DomainType::Domain), found))
        .refuses(|found| check(&RESERVATION_DOMAIN, &facts(DomainType::Group), found))
}

/// The customer goes by a domain name.
pub(crate) fn check(rule: &'static Rule, facts: &Facts, assessment: &mut Assessment) {
    let holds = match &facts.domain_type {
        Some(DomainType::Domain) => Some(true),
        Some(DomainType::Group) => Some(false),
        _ => None,
    };
    assessment.require(
        rule,
        holds,
        DomainType::Group,
        "what kind of name the customer goes by is unknown",
    );
}

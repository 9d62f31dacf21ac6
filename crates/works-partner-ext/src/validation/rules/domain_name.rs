//! Advanced is for customers that go by a domain name.

use super::{Rule, declare, page};
use crate::catalog::{Edition, ProductIdExt};
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use works_partner_api::types::{DomainType, ProductId};

declare! {
    RESERVATION_DOMAIN: ["create_subscription_reservation"], "productId", "is Advanced only for a customer that goes by a domain name", page!(en "partner-customer-subscriptions-reservation-create");
    PRE_ORDER_DOMAIN: ["create_subscription_pre_order"], "productId", "is Advanced only for a customer that goes by a domain name", page!(en "partner-customer-preorders-post");
    SUBSCRIPTION_PAID_DOMAIN: ["start_subscription_paid_service"], "productId", "is Advanced only for a customer that goes by a domain name", page!(en "partner-customer-subscriptions-paid-service");
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
    assessment.require_here(
        rule,
        holds,
        DomainType::Group,
        || "the customer goes by a group name, see get_customer",
        "what kind of name the customer goes by is unknown",
    );
}

/// The same where the pages of other operations say so, and that of this one does not.
pub(crate) fn check_unsaid(
    rule: &'static Rule,
    product: Option<&ProductId>,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let is_advanced = product.and_then(ProductIdExt::edition) == Some(Edition::Advanced);
    if is_advanced && facts.domain_type == Some(DomainType::Group) {
        assessment.unknown(
            rule,
            "the pages of other operations say so, that of this one does not",
        );
    }
}

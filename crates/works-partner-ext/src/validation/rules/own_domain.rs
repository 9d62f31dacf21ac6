//! A partner cannot end itself.

use std::fmt;

use super::{Rule, declare, page};
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;

declare! {
    CUSTOMER_OWN: ["delete_customer"], "domainId", "is not the partner's own domain", page!(en "partner-customer-delete");
    USAGE_PARTNER: ["update_usage_status"], "withdrawalDate", "is not given for a partner's own domain", page!(en "partner-customer-usage-status-patch");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let facts = |is_own| Facts::new().is_partner_domain(is_own);
    Example::of(&CUSTOMER_OWN)
        .allows(|found| check(&CUSTOMER_OWN, &facts(false), "", found))
        .refuses(|found| check(&CUSTOMER_OWN, &facts(true), "", found))
}

/// The customer is not the partner.
pub(crate) fn check(
    rule: &'static Rule,
    facts: &Facts,
    value: impl fmt::Display,
    assessment: &mut Assessment,
) {
    assessment.require(
        rule,
        facts.is_partner_domain.map(|is_own| !is_own),
        value,
        "whether this is the partner's own domain is unknown",
    );
}

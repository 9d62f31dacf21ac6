//! A customer moves to a domain that is registered for it.

use super::{declare, page};
use crate::validation::assessment::Assessment;
use crate::validation::diagnostic::ABSENT;
use crate::validation::facts::{Facts, Known};

declare! {
    DOMAIN_REGISTERED: ["change_domain"], "domain", "ends in .by-works.com or .by-works.net, or is registered for the customer beforehand", page!(jp "partner-customer-change-domain-post");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let facts = Facts::new().no_upgrade_domain();
    Example::of(&DOMAIN_REGISTERED)
        .allows(|found| check("example.by-works.com", &facts, found))
        .refuses(|found| check("example.com", &facts, found))
}

/// The vendor's own domains, below which nothing is to be registered. The second one stands on the
/// Japanese page only.
const BELOW_VENDOR: [&str; 2] = [".by-works.com", ".by-works.net"];

/// Which domain is registered is a fact.
pub(crate) fn check(wanted: &str, facts: &Facts, assessment: &mut Assessment) {
    let domain = wanted.to_ascii_lowercase();
    if BELOW_VENDOR.iter().any(|vendor| domain.ends_with(vendor)) {
        return;
    }
    let registered = match &facts.upgrade_domain {
        Known::Unknown => {
            return assessment.unknown(
                &DOMAIN_REGISTERED,
                "which domain is registered for the customer is unknown",
            );
        }
        Known::Nothing => ABSENT,
        Known::This(registered) => registered,
    };
    if !registered.eq_ignore_ascii_case(&domain) {
        let here = format!("registered: {registered}, see get_upgrade_domain");
        assessment.broken_here(&DOMAIN_REGISTERED, wanted, &here);
    }
}

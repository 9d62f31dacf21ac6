//! What has been ended stays so.

use jiff::civil::Date;

use super::{declare, page};
use crate::validation::assessment::{Assessment, shown};
use crate::validation::facts::Facts;

declare! {
    USAGE_WITHDRAWN: ["update_usage_status"], "withdrawalDate", "stays as it is once the customer is SUSPENDED_WITHDRAWAL, which cannot be undone", page!(en "partner-customer-delete");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let facts = |is_withdrawn| Facts {
        is_withdrawn: Some(is_withdrawn),
        ..Facts::new()
    };
    Example::of(&USAGE_WITHDRAWN)
        .allows(|found| check(None, &facts(false), found))
        .refuses(|found| check(None, &facts(true), found))
}

/// The customer has not been ended yet.
pub(crate) fn check(end: Option<&Date>, facts: &Facts, assessment: &mut Assessment) {
    assessment.require_here(
        &USAGE_WITHDRAWN,
        facts.is_withdrawn.map(|is_withdrawn| !is_withdrawn),
        shown(end),
        || "it is SUSPENDED_WITHDRAWAL, see get_usage_status",
        "the state of the customer is unknown",
    );
}

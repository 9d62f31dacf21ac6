//! A subscription is upgraded from Standard to Advanced.

use works_partner_api::types::ProductId;

use super::{declare, page};
use crate::catalog::{Edition, ProductFamily, ProductIdExt};
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;

declare! {
    SUBSCRIPTION_UPGRADE_PRODUCT: ["upgrade_subscription"], "productId", "is an Advanced product", page!(en "partner-customer-subscriptions-upgrade");
    SUBSCRIPTION_UPGRADE_FROM: ["upgrade_subscription"], "productId", "LINE WORKS is upgraded from Standard to Advanced", page!(en "partner-customer-subscriptions-upgrade");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let product = |id: &str| Facts::new().product(id);
    Example::of(&SUBSCRIPTION_UPGRADE_FROM)
        .allows(|found| _ = check(&ProductId::Adv, &product("STD"), found))
        .refuses(|found| _ = check(&ProductId::Adv, &product("FR"), found))
}

/// Holds the product that is wanted against the one in use. Whether it is Advanced.
pub(crate) fn check(wanted: &ProductId, facts: &Facts, assessment: &mut Assessment) -> bool {
    if wanted.edition() != Some(Edition::Advanced) {
        let reason = "the products of other families that can be upgraded to are not known";
        let is_line_works = wanted.family() == Some(ProductFamily::LineWorks);
        let holds = is_line_works.then_some(false);
        assessment.require(&SUBSCRIPTION_UPGRADE_PRODUCT, holds, wanted, reason);
        return false;
    }
    match facts.base.as_ref().and_then(|base| base.product.as_ref()) {
        Some(own) if own.edition() == Some(Edition::Standard) => {
            if own.in_edition(Edition::Advanced) != Some(wanted) {
                assessment.unknown(
                    &SUBSCRIPTION_UPGRADE_FROM,
                    "no page speaks of going from trial to paid, or back, by an upgrade",
                );
            }
        }
        Some(own) if own.is_known() => {
            let here = format!("{} is in use, see list_subscriptions", own.label());
            assessment.broken_here(&SUBSCRIPTION_UPGRADE_FROM, wanted, &here);
        }
        _ => assessment.unknown(
            &SUBSCRIPTION_UPGRADE_FROM,
            "the product of the subscription is unknown",
        ),
    }
    true
}

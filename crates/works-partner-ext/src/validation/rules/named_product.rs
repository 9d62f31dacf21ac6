//! The paid product is named where a free one goes paid, and follows from a trial.

use works_partner_api::types::ProductId;

use super::{declare, page};
use crate::catalog::{Edition, ProductIdExt, Stage};
use crate::validation::assessment::Assessment;
use crate::validation::diagnostic::ABSENT;
use crate::validation::facts::Facts;

declare! {
    SUBSCRIPTION_PAID_PRODUCT: ["start_subscription_paid_service"], "productId", "is given where the subscription is free, and not otherwise", page!(jp "partner-customer-subscriptions-paid-service");
    RESERVATION_PAID_PRODUCT: ["create_subscription_reservation"], "productId", "is given with START_PAID_SERVICE where the subscription is free, and not where it is a trial", page!(jp "partner-customer-subscriptions-reservation-create");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let trial = Facts::new().product("STD_T");
    Example::of(&SUBSCRIPTION_PAID_PRODUCT)
        .allows(|found| check_now(None, &trial, found))
        .refuses(|found| check_now(Some(&ProductId::Std), &trial, found))
}

/// The product, where a subscription goes paid at once.
pub(crate) fn check_now(product: Option<&ProductId>, facts: &Facts, assessment: &mut Assessment) {
    match (facts.stage_in_use(), product) {
        (Some(Stage::Free), Some(_)) | (Some(Stage::Trial | Stage::Paid), None) => {}
        (Some(Stage::Free), None) => assessment.broken_here(
            &SUBSCRIPTION_PAID_PRODUCT,
            ABSENT,
            &facts.shown_subscription(),
        ),
        (Some(Stage::Trial | Stage::Paid), Some(product)) => {
            assessment.broken_here(
                &SUBSCRIPTION_PAID_PRODUCT,
                product,
                &facts.shown_subscription(),
            );
        }
        (None, _) => assessment.unknown(
            &SUBSCRIPTION_PAID_PRODUCT,
            "whether the subscription is free is unknown",
        ),
    }
}

/// The same on a later day.
pub(crate) fn check_scheduled(
    product: Option<&ProductId>,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let own = facts.base.as_ref().and_then(|base| base.product.as_ref());
    match (facts.stage_in_use(), product) {
        (Some(Stage::Free), Some(_)) | (Some(Stage::Trial | Stage::Paid), None) => {}
        (Some(Stage::Free), None) => assessment.broken_here(
            &RESERVATION_PAID_PRODUCT,
            ABSENT,
            &facts.shown_subscription(),
        ),
        // The page forbids it, and speaks of going from Standard trial to Advanced.
        (Some(Stage::Trial), Some(product)) if goes_advanced(own, product) => {
            assessment.unknown(
                &RESERVATION_PAID_PRODUCT,
                "the page contradicts itself on going from Standard trial to Advanced",
            );
        }
        (Some(Stage::Trial | Stage::Paid), Some(product)) => {
            assessment.broken_here(
                &RESERVATION_PAID_PRODUCT,
                product,
                &facts.shown_subscription(),
            );
        }
        (None, _) => assessment.unknown(
            &RESERVATION_PAID_PRODUCT,
            "whether the subscription is free is unknown",
        ),
    }
}

/// From the Standard edition to the paid product of the Advanced one.
fn goes_advanced(own: Option<&ProductId>, wanted: &ProductId) -> bool {
    let is_standard = own.and_then(ProductIdExt::edition) == Some(Edition::Standard);
    is_standard
        && wanted.edition() == Some(Edition::Advanced)
        && wanted.stage() == Some(Stage::Paid)
}

//! The paid product is named where a free one goes paid, and follows from a trial.

use works_partner_api::types::ProductId;

use super::{declare, page};
use crate::catalog::Stage;
use crate::validation::assessment::Assessment;
use crate::validation::diagnostic::ABSENT;
use crate::validation::facts::Facts;

declare! {
    SUBSCRIPTION_PAID_PRODUCT: ["start_subscription_paid_service"], "productId", "is given where the subscription is free, and not otherwise", page!(jp "partner-customer-subscriptions-paid-service");
    RESERVATION_PAID_PRODUCT: ["create_subscription_reservation"], "productId", "is given with START_PAID_SERVICE where the subscription is free, and not where it is a trial", page!(jp "partner-customer-subscriptions-reservation-create");
}

/// The product, where a subscription goes paid at once.
pub(crate) fn check_now(product: Option<&ProductId>, facts: &Facts, assessment: &mut Assessment) {
    match (facts.stage_in_use(), product) {
        (Some(Stage::Free), Some(_)) | (Some(Stage::Trial | Stage::Paid), None) => {}
        (Some(Stage::Free), None) => assessment.broken(&SUBSCRIPTION_PAID_PRODUCT, ABSENT),
        (Some(Stage::Trial | Stage::Paid), Some(product)) => {
            assessment.broken(&SUBSCRIPTION_PAID_PRODUCT, product);
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
        (Some(Stage::Free), None) => assessment.broken(&RESERVATION_PAID_PRODUCT, ABSENT),
        // The page forbids it, and speaks of going from Standard trial to Advanced.
        (Some(Stage::Trial), Some(ProductId::Adv)) if own == Some(&ProductId::StdT) => {
            assessment.unknown(
                &RESERVATION_PAID_PRODUCT,
                "the page contradicts itself on going from Standard trial to Advanced",
            );
        }
        (Some(Stage::Trial | Stage::Paid), Some(product)) => {
            assessment.broken(&RESERVATION_PAID_PRODUCT, product);
        }
        (None, _) => assessment.unknown(
            &RESERVATION_PAID_PRODUCT,
            "whether the subscription is free is unknown",
        ),
    }
}

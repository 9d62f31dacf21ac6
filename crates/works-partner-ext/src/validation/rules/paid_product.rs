//! What is paid for is a paid product.

use super::{Rule, declare, page};
use crate::catalog::{ProductIdExt, Stage};
use crate::validation::assessment::Assessment;
use works_partner_api::types::ProductId;

declare! {
    PRE_ORDER_PRODUCT: ["create_subscription_pre_order"], "productId", "is a paid product; free and trial products are applied for at once", page!(jp "partner-customer-preorders-post");
    RESERVATION_PRODUCT: ["create_subscription_reservation"], "productId", "is a paid product", page!(en "partner-customer-subscriptions-reservation-create");
    SUBSCRIPTION_PAID_PRODUCT_FORM: ["start_subscription_paid_service"], "productId", "is a paid product", page!(jp "partner-customer-subscriptions-paid-service");
    RENEWAL_PRODUCT: ["update_subscription_renewal"], "productId", "is a paid product", page!(jp "partner-customer-subscriptions-renewal-patch");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&PRE_ORDER_PRODUCT)
        .allows(|found| check(&PRE_ORDER_PRODUCT, &ProductId::Std, found))
        .refuses(|found| check(&PRE_ORDER_PRODUCT, &ProductId::StdT, found))
}

pub(crate) fn check(rule: &'static Rule, product: &ProductId, assessment: &mut Assessment) {
    assessment.require(
        rule,
        product.stage().map(|stage| stage == Stage::Paid),
        product,
        "the product is not documented",
    );
}

//! The product that a new customer begins with.

use works_partner_api::types::ProductId;

use super::{declare, page};
use crate::validation::assessment::Assessment;

declare! {
    CUSTOMER_PRODUCT: ["create_customer"], "productId", "is FR, STD_T or ADV_T", page!(en "partner-customer-create");
}

/// The page lists three.
pub(crate) fn check(product: &ProductId, assessment: &mut Assessment) {
    let listed = [ProductId::Fr, ProductId::StdT, ProductId::AdvT].contains(product);
    assessment.require(
        &CUSTOMER_PRODUCT,
        Some(listed),
        product,
        "the list is whole",
    );
}

//! The product that a new customer begins with.

use works_partner_api::types::ProductId;

use super::{declare, page};
use crate::catalog::{ProductFamily, ProductIdExt, Stage};
use crate::validation::assessment::{Assessment, listed};

declare! {
    CUSTOMER_PRODUCT: ["create_customer"], "productId", "is a free or trial product of LINE WORKS", page!(en "partner-customer-create");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&CUSTOMER_PRODUCT)
        .allows(|found| check(&ProductId::StdT, found))
        .refuses(|found| check(&ProductId::Std, found))
}

/// The page lists `FR`, `STD_T` and `ADV_T`: the free product of LINE WORKS and its trials.
pub(crate) fn check(product: &ProductId, assessment: &mut Assessment) {
    let is_first = |product: &&ProductId| {
        product.family() == Some(ProductFamily::LineWorks)
            && matches!(product.stage(), Some(Stage::Free | Stage::Trial))
    };
    if !is_first(&product) {
        let all: Vec<_> = ProductId::known_values().iter().filter(is_first).collect();
        assessment.broken_here(&CUSTOMER_PRODUCT, product, &listed(Some(&all)));
    }
}

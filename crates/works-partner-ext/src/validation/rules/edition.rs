//! A sub-option can be for one edition of LINE WORKS only.

use super::{Rule, declare, page};
use crate::catalog::{ProductIdExt, SubOptionIdExt};
use crate::validation::assessment::Assessment;
use works_partner_api::types::{ProductId, SubOptionId};

declare! {
    ORDER_EDITION: ["create_option_product_order"], "subOptionId", "is for the edition of the subscription's product", page!(en "partner-customer-option-product-orders-get");
    ORDER_UPDATE_EDITION: ["update_option_product_order"], "subOptionId", "is for the edition of the subscription's product", page!(en "partner-customer-option-product-orders-get");
    OPTION_EDITION: ["create_option_product"], "subOptionId", "is for the edition of the subscription's product", page!(en "partner-customer-option-products-post");
    OPTION_UPGRADE_EDITION: ["upgrade_option_product"], "subOptionId", "is for the edition of the subscription's product", page!(en "partner-customer-option-products-post");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let sub_option = SubOptionId::DrvPa;
    Example::of(&ORDER_EDITION)
        .allows(|found| check(&ORDER_EDITION, &sub_option, Some(&ProductId::Adv), found))
        .refuses(|found| check(&ORDER_EDITION, &sub_option, Some(&ProductId::Std), found))
}

/// The sub-option is for the edition of the product.
pub(crate) fn check(
    of_edition: &'static Rule,
    sub_option: &SubOptionId,
    product: Option<&ProductId>,
    assessment: &mut Assessment,
) {
    let Some(edition) = sub_option.edition() else {
        return;
    };
    match product.map(ProductIdExt::edition) {
        Some(Some(own)) if own == edition => {}
        Some(Some(own)) => {
            let here = format!("{} is not for {own:?}", sub_option.label());
            assessment.broken_here(of_edition, sub_option, &here);
        }
        // A product without edition does not go with the option at all, which is said above.
        Some(None) => {}
        None => assessment.unknown(of_edition, "the product is unknown"),
    }
}

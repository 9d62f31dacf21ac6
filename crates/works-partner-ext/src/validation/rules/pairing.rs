//! A sub-option belongs to one option.

use works_partner_api::types::{OptionProductId, SubOptionId};

use super::{Rule, declare, page};
use crate::selection::{Pairing, Selection, pairing};
use crate::validation::assessment::Assessment;

declare! {
    ORDER_PAIR: ["create_option_product_order"], "subOptionId", "is a sub-option of the option", page!(en "partner-customer-option-product-orders-get");
    ORDER_UPDATE_PAIR: ["update_option_product_order"], "subOptionId", "is a sub-option of the option", page!(en "partner-customer-option-product-orders-get");
    OPTION_RENEWAL_PAIR: ["update_option_product_renewal"], "subOptionId", "is a sub-option of the option", page!(en "partner-customer-option-product-orders-get");
    OPTION_PAIR: ["create_option_product", "upgrade_option_product", "start_option_product_paid_service"], "subOptionId", "is a sub-option of the option", page!(en "partner-customer-option-products-post");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let option = OptionProductId::Drv;
    Example::of(&ORDER_PAIR)
        .allows(|found| check(&ORDER_PAIR, &option, Some(&SubOptionId::Drv01), found))
        .refuses(|found| check(&ORDER_PAIR, &option, Some(&SubOptionId::Acv201), found))
}

/// Requests that are made from a [`Selection`] cannot break this.
pub(crate) fn check(
    rule: &'static Rule,
    option: &OptionProductId,
    sub_option: Option<&SubOptionId>,
    assessment: &mut Assessment,
) {
    let Some(sub_option) = sub_option else {
        return;
    };
    if pairing(option, sub_option) == Pairing::Invalid {
        let refused = Selection::new(option, sub_option).err();
        let here = refused.map_or_else(String::new, |refused| refused.to_string());
        assessment.broken_here(rule, sub_option, &here);
    }
}

//! An option goes with some products only.

use super::edition;
use super::{Rule, declare, page};
use crate::catalog::OptionProductIdExt;
use crate::validation::assessment::{Assessment, listed, shown};
use crate::validation::facts::Facts;
use works_partner_api::types::{OptionProductId, SubOptionId};

declare! {
    ORDER_PRODUCT: ["create_option_product_order"], "optionProductId", "goes with the product of the subscription", page!(jp "partner-customer-option-products-post");
    OPTION_PRODUCT: ["create_option_product"], "optionProductId", "goes with the product of the subscription", page!(jp "partner-customer-option-products-post");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let rules = [&ORDER_PRODUCT, &edition::ORDER_EDITION];
    let option = OptionProductId::Acv3;
    Example::of(&ORDER_PRODUCT)
        .allows(|found| check(rules, &option, None, &Facts::new().product("ADV"), found))
        .refuses(|found| check(rules, &option, None, &Facts::new().product("STD"), found))
}

/// The option goes with the product, and the sub-option with its edition.
pub(crate) fn check(
    [of_product, of_edition]: [&'static Rule; 2],
    option: &OptionProductId,
    sub_option: Option<&SubOptionId>,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let product = facts.product_to_be();
    let products = option.products();
    match products
        .zip(product)
        .and_then(|(products, product)| products.allows(product))
    {
        Some(true) => {}
        Some(false) => {
            let products = listed(products.map(|products| products.values));
            let here = format!("{option} goes with {products}, not {}", shown(product));
            assessment.broken_here(of_product, option, &here);
        }
        None => assessment.unknown(
            of_product,
            "the product is unknown, or no page says whether the option goes with it",
        ),
    }
    if let Some(sub_option) = sub_option {
        edition::check(of_edition, sub_option, product, assessment);
    }
}

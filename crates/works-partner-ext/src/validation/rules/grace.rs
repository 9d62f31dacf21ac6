//! Nothing is added in the grace period after a trial.

use super::{Rule, declare, page};
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;

declare! {
    ORDER_GRACE: ["create_option_product_order"], "", "is not possible while the subscription is in the grace period after its trial", page!(en "partner-customer-option-product-orders-post");
    OPTION_GRACE: ["create_option_product"], "", "is not possible while the subscription is in the grace period after its trial", page!(en "partner-customer-option-products-post");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let trial = Facts::new().product("STD_T");
    Example::of(&ORDER_GRACE)
        .allows(|found| check(&ORDER_GRACE, &trial.clone().in_grace(false), found))
        .refuses(|found| check(&ORDER_GRACE, &trial.clone().in_grace(true), found))
}

/// Not in the grace period.
pub(crate) fn check(rule: &'static Rule, facts: &Facts, assessment: &mut Assessment) {
    assessment.require(
        rule,
        facts.is_in_grace().map(|in_grace| !in_grace),
        "",
        "whether the subscription is in the grace period is unknown",
    );
}

//! What goes together in the terms of a subscription, as far as requests can get it wrong.

use crate::catalog::{self, Stage};
use crate::http::problem::Problem;

/// A paid contract type.
pub(super) fn check_paid_plan(plan: &str) -> Result<(), Problem> {
    if catalog::is_paid_plan(plan) {
        return Ok(());
    }
    let expected = format!(
        "a paid contract type: one of {}",
        catalog::paid_plans().join(", ")
    );
    Err(Problem::invalid_parameter("plan", &expected))
}

/// A paid product. One that the document does not list may be one.
pub(super) fn check_paid_product(product: &str) -> Result<(), Problem> {
    match catalog::stage(product) {
        Some(Stage::Free | Stage::Trial) => Err(Problem::invalid_parameter(
            "productId",
            "a paid product, which is none that is free or a trial",
        )),
        _ => Ok(()),
    }
}

/// A contract type that the product can have.
pub(super) fn check_plan_of(product: &str, plan: &str) -> Result<(), Problem> {
    match catalog::plans(product) {
        Some(plans) if !plans.contains(&plan) => {
            let expected = format!(
                "a contract type that {product} can have: one of {}",
                plans.join(", ")
            );
            Err(Problem::invalid_parameter("plan", &expected))
        }
        _ => Ok(()),
    }
}

//! What goes together in the terms of a subscription, as far as requests can get it wrong.

use crate::http::problem::Problem;
use crate::offer::{self, Stage};

/// A paid contract type.
pub(super) fn check_paid_plan(plan: &str) -> Result<(), Problem> {
    if offer::is_paid_plan(plan) {
        return Ok(());
    }
    let expected = format!(
        "a paid contract type: one of {}",
        offer::PAID_PLANS.join(", ")
    );
    Err(Problem::invalid_parameter("plan", &expected))
}

/// A paid product. One that the document does not list may be one.
pub(super) fn check_paid_product(product: &str) -> Result<(), Problem> {
    match offer::stage(product) {
        Some(Stage::Free | Stage::Trial) => Err(Problem::invalid_parameter(
            "productId",
            "a paid product, which is none that is free or a trial",
        )),
        _ => Ok(()),
    }
}

/// A contract type that the product can have.
pub(super) fn check_plan_of(product: &str, plan: &str) -> Result<(), Problem> {
    match offer::plans(product) {
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

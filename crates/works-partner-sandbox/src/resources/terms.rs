//! What goes together in the terms of a subscription, as far as requests can get it wrong.

use serde_json::Value;

use crate::catalog::{self, Stage};
use crate::http::problem::Problem;
use crate::json::text;
use crate::state::{Customer, Resource};

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
            "a paid product, not a free one or a trial",
        )),
        _ => Ok(()),
    }
}

/// A member that a renewal other than CHANGE does not change, and that is sent with another value.
pub(super) fn only_changed(name: &str, now: &str) -> Problem {
    Problem::invalid_parameter(name, &format!("{now} as it is, for only CHANGE changes it"))
}

/// Advanced is for customers that go by a domain name. Of one whose profile does not say, it is taken
/// for granted.
pub(super) fn check_has_domain_name(customer: &Customer, product: &str) -> Result<(), Problem> {
    let profile = customer.get(Resource::Customer);
    let kind = profile.and_then(|profile| text(profile, "domainType"));
    if catalog::is_advanced(product) && kind == Some("GROUP") {
        return Err(needs_domain_name());
    }
    Ok(())
}

pub(super) fn needs_domain_name() -> Problem {
    Problem::not_possible(
        "productId",
        "Advanced needs a domain name: register one and move to it from the group name",
    )
}

/// A product that the customer neither has nor has applied for.
pub(super) fn check_not_held(customer: &Customer, product: &str) -> Result<(), Problem> {
    let is_applied_for = |body: &Value| text(body, "productId") == Some(product);
    if customer.contracts().any(|it| it.product == product) {
        return Err(Problem::already_exists(&format!(
            "A subscription of {product}"
        )));
    }
    let mut applications = customer.all(Resource::SubscriptionPreOrder).iter();
    if applications.any(is_applied_for) {
        return Err(Problem::already_exists(&format!(
            "An application for {product}"
        )));
    }
    Ok(())
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

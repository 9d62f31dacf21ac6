//! The products that a customer has under contract: `…/subscriptions`.

use serde_json::{Value, json};
use works_partner_api::types::Plan;

use super::terms::{
    check_has_domain_name, check_not_held, check_paid_plan, check_paid_product, check_plan_of,
};
use crate::catalog::{self, Stage};
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::{integer, set, text};
use crate::state::{Contract, Customer, Resource, State, Terms, renewal_unchanged};

pub(super) const SUBSCRIPTION: &str = "Subscription";

pub(super) fn list(state: &mut State, call: &Call) -> Result<Success, Problem> {
    call.list(state, Resource::Subscription)
}

pub(super) fn get(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let id = call.path_id("subscriptionId", SUBSCRIPTION)?;
    answer(call.customer(state)?, id)
}

/// Applies for a product. The names of all members but `plan` are assumed, and either of product and
/// plan stands for the other where it is left out.
pub(super) fn create(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer(state)?;
    let (product, plan) = match (call.text("productId"), call.text("plan")) {
        (Some(product), Some(plan)) => (product, plan),
        (Some(product), None) => (product, catalog::default_plan(product)),
        (None, plan) => {
            let plan = plan.unwrap_or(Plan::Free.as_str());
            (catalog::default_product(plan), plan)
        }
    };
    check_plan_of(product, plan)?;
    let stage = catalog::stage(product);
    if stage.is_some() && stage != catalog::stage_of_plan(plan) {
        return Err(Problem::invalid_parameter(
            "plan",
            &format!("a contract type that {product} can have: free, trial or paid as it is"),
        ));
    }
    if stage == Some(Stage::Paid) {
        let is_of_family = |it: &Contract| catalog::family(&it.product) == catalog::family(product);
        let unpaid = customer
            .contracts()
            .find(|it| is_of_family(it) && !it.is_paid());
        if let Some(unpaid) = unpaid {
            return Err(Problem::not_possible(
                "productId",
                &format!(
                    "{} is in use; convert it with start_subscription_paid_service",
                    unpaid.product
                ),
            ));
        }
        // Of AiStudio, no free or trial product is known.
        let can_be_tried = catalog::family(product).is_none_or(catalog::has_free_or_trial);
        if can_be_tried && !customer.has_tried(product) {
            return Err(Problem::not_possible(
                "productId",
                "a paid product can be had only after its free or trial product was used",
            ));
        }
    }
    // The document does not name it, so that it has no limit there.
    if call.integer("licenseCount").is_some_and(|count| count < 1) {
        return Err(Problem::out_of_range("licenseCount", "1 or more"));
    }
    check_not_held(customer, product)?;
    check_has_domain_name(customer, product)?;
    let terms = Terms {
        product: product.to_owned(),
        plan: plan.to_owned(),
        license_count: call.integer("licenseCount"),
    };
    let id = state.next_subscription_id();
    let customer = call.customer_mut(state)?;
    customer.add_subscription(call.domain_id, id, &terms, call.today);
    let body = customer.find(Resource::Subscription, id).cloned();
    Ok(Success::created(body.unwrap_or_default()))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let contract = contract(customer, call)?;
    if contract.going_paid().is_some() {
        return Err(Problem::not_possible(
            "subscriptionId",
            "START_PAID_SERVICE is scheduled for the subscription",
        ));
    }
    customer.end_subscription(contract.subscription_id, call.today);
    Ok(Success::no_content())
}

/// Goes paid at once. The options in trial stay in trial.
pub(super) fn start_paid_service(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let contract = contract(customer, call)?;
    let plan = call.required_text("plan")?;
    check_paid_plan(plan)?;
    let product = match (contract.stage(), call.text("productId")) {
        (Some(Stage::Paid), _) => {
            return Err(Problem::not_possible(
                "subscriptionId",
                "the subscription is paid already",
            ));
        }
        (Some(Stage::Free), None) => {
            return Err(Problem::missing_parameter(
                "productId",
                "a free product needs the paid product that it becomes",
            ));
        }
        (Some(Stage::Trial), Some(_)) => return Err(product_not_allowed()),
        (_, Some(product)) => product,
        (_, None) => catalog::paid_product(&contract.product),
    };
    check_paid_product(product)?;
    check_plan_of(product, plan)?;
    check_has_domain_name(customer, product)?;
    let license_count = call.integer("licenseCount");
    if catalog::is_by_license(plan) && license_count.is_none() {
        return Err(licenses_missing());
    }
    // Whatever the contract type: a number that is sent is one of licenses.
    let members = member_count(customer);
    if license_count
        .zip(members)
        .is_some_and(|(count, members)| count < members)
    {
        return Err(Problem::out_of_range(
            "licenseCount",
            "at least as many as the customer has members",
        ));
    }
    let terms = Terms {
        product: product.to_owned(),
        plan: plan.to_owned(),
        license_count,
    };
    let id = contract.subscription_id;
    customer.remove(Resource::SubscriptionReservation, id);
    customer.start_paid_terms(id, &terms, call.today);
    answer(customer, id)
}

/// From Standard to Advanced at once. An upgrade that the renewal was to bring is forgotten.
pub(super) fn upgrade(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    let contract = contract(customer, call)?;
    let product = call.required_text("productId")?;
    if !catalog::is_advanced(product) {
        let advanced = catalog::advanced_products().join(" or ");
        return Err(Problem::invalid_parameter("productId", &advanced));
    }
    let upgraded = catalog::upgraded(&contract.product).ok_or_else(|| {
        Problem::not_possible(
            "subscriptionId",
            "only Standard can be upgraded, to Advanced",
        )
    })?;
    if product != upgraded {
        return Err(Problem::not_possible(
            "productId",
            &format!("{} can be upgraded to {upgraded} only", contract.product),
        ));
    }
    check_has_domain_name(customer, product)?;

    let id = contract.subscription_id;
    customer.facts.used_products.insert(product.to_owned());
    if let Some(body) = customer.find_mut(Resource::Subscription, id) {
        set(body, "productId", product);
        if let Some(renewal) = body
            .get_mut("renewal")
            .filter(|renewal| renewal.is_object())
        {
            let is_as_before = ["plan", "licenseCount"].into_iter().all(|member| {
                let now = match member {
                    "plan" => json!(contract.plan),
                    _ => json!(contract.license_count),
                };
                renewal.get(member).is_none_or(|then| *then == now)
            });
            if text(renewal, "type") == Some("CHANGE") && is_as_before {
                let terms = Terms {
                    product: product.to_owned(),
                    plan: contract.plan.clone(),
                    license_count: contract.license_count,
                };
                *renewal = renewal_unchanged(id, &terms);
            }
            set(renewal, "productId", product);
        }
    }
    customer.show_line_works_product();
    answer(customer, id)
}

/// The subscription that the path names.
pub(super) fn contract(customer: &Customer, call: &Call) -> Result<Contract, Problem> {
    let id = call.path_id("subscriptionId", SUBSCRIPTION)?;
    customer
        .contract(id)
        .ok_or_else(|| Problem::missing(SUBSCRIPTION))
}

pub(super) fn product_not_allowed() -> Problem {
    Problem::invalid_parameter(
        "productId",
        "no value, because only a free product chooses its paid one",
    )
}

pub(super) fn licenses_missing() -> Problem {
    Problem::missing_parameter("licenseCount", "the contract type is licensed by number")
}

fn member_count(customer: &Customer) -> Option<i64> {
    integer(customer.get(Resource::UsageStatus)?, "memberCount")
}

fn answer(customer: &Customer, id: i64) -> Result<Success, Problem> {
    customer
        .find(Resource::Subscription, id)
        .map(|body: &Value| Success::ok(body.clone()))
        .ok_or_else(|| Problem::missing(SUBSCRIPTION))
}

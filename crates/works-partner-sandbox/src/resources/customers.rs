//! The partner's customers: `/partners/customers`.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::administrator;
use super::customer_domains::{check_free, kind, needs_proof, prove, to_be_proved};
use super::terms::needs_domain_name;
use crate::catalog;
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::{set, text};
use crate::state::{Resource, State, Terms};

pub(super) use super::pagination::list;

pub(super) const CUSTOMER: &str = "Customer";

const LONGEST_CUSTOMER_CODE: usize = 200;

/// Adds a customer. One with a domain of its own waits to be activated.
pub(super) fn create(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let domain = call.required_text("domain")?;
    let product = call.text("productId");
    let first = catalog::first_products();
    if product.is_some_and(|product| !first.contains(&product)) {
        let expected = first.join(", ");
        return Err(Problem::invalid_parameter("productId", &expected));
    }
    let administrator = call.body.get("administrator");
    administrator.map_or(Ok(()), administrator::check)?;
    check_free(state, domain, None)?;
    if kind(domain) == "GROUP" && product.is_some_and(catalog::is_advanced) {
        return Err(needs_domain_name());
    }

    let domain_id = state.next_domain_id();
    let sent = |member| call.body.get(member);
    let is_shown = sent("partnership").and_then(|it| it.get("enablePartnerProfileDisplay"));
    let mut profile = json!({
        "tenantId": domain_id,
        "domainId": domain_id,
        "domain": domain,
        "productId": null,
        "companyName": sent("companyName"),
        "phoneNumber": sent("phoneNumber"),
        "timeZone": sent("timeZone"),
        "locale": sent("locale"),
        "enableActiveMxrecord": false,
        "enableActiveDomain": !needs_proof(domain),
        "domainType": kind(domain),
    });
    if let Some(administrator) = administrator {
        let kept = administrator::kept(administrator);
        set(&mut profile, "administrator", kept);
    }
    let partnership = json!({"enablePartnerProfileDisplay": is_shown.unwrap_or(&json!(true))});
    set(&mut profile, "partnership", partnership);
    let products: Vec<&str> = product.into_iter().collect();
    begin(state, domain_id, profile, &products, call.today);
    if let Some(customer) = state.customer_mut(domain_id)
        && needs_proof(domain)
    {
        let domain = to_be_proved(domain_id, domain);
        customer.put(Resource::UpgradeDomain, domain);
    }
    let customer = state.customer(domain_id);
    let profile = customer.and_then(|customer| customer.get(Resource::Customer));
    Ok(Success::created(profile.cloned().unwrap_or_default()))
}

/// Gives a new customer its profile, a usage status, and its products.
pub(super) fn begin(
    state: &mut State,
    domain_id: i64,
    profile: Value,
    products: &[&str],
    today: Date,
) {
    let members = i64::from(profile.get("administrator").is_some());
    let customer = state.entry(domain_id);
    customer.put(Resource::Customer, profile);
    customer.put(
        Resource::UsageStatus,
        json!({
            "domainId": domain_id,
            "status": "ACTIVE",
            "memberCount": members,
            "maxMemberCount": null,
            "withdrawalDate": null,
        }),
    );
    for product in products {
        let terms = Terms {
            product: (*product).to_owned(),
            plan: catalog::default_plan(product).to_owned(),
            license_count: None,
        };
        let id = state.next_subscription_id();
        let customer = state.entry(domain_id);
        customer.add_subscription(domain_id, id, &terms, today);
    }
}

pub(super) fn get(state: &mut State, call: &Call) -> Result<Success, Problem> {
    answer(state, call)
}

/// Changes what is sent.
pub(super) fn update(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let partnership = call.body.get("partnership");
    let code = partnership.and_then(|it| text(it, "customerCode"));
    if code.is_some_and(|code| code.len() > LONGEST_CUSTOMER_CODE) {
        return Err(Problem::invalid_parameter(
            "partnership.customerCode",
            "at most 200 bytes in UTF-8",
        ));
    }
    let customer = call.customer_mut(state)?;
    let profile = customer
        .get_mut(Resource::Customer)
        .ok_or_else(|| Problem::missing(CUSTOMER))?;
    let whole = ["companyName", "phoneNumber", "timeZone", "locale"];
    copy(&call.body, profile, &whole);
    if let Some(partnership) = partnership {
        if !profile.get("partnership").is_some_and(Value::is_object) {
            set(profile, "partnership", json!({}));
        }
        if let Some(kept) = profile.get_mut("partnership") {
            let parts = ["customerCode", "enablePartnerProfileDisplay", "memo"];
            copy(partnership, kept, &parts);
        }
    }
    answer(state, call)
}

/// Copies those members that are there.
fn copy(from: &Value, to: &mut Value, members: &[&str]) {
    for member in members {
        if let Some(value) = from.get(member) {
            set(to, member, value.clone());
        }
    }
}

/// Ends the customer; one that has ended before is left to its day.
pub(super) fn delete(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer(state)?;
    if customer.facts.is_partner_domain {
        return Err(Problem::not_possible(
            "domainId",
            "a partner's own domain cannot be deleted",
        ));
    }
    if customer.is_withdrawn() || state.withdraw(call.domain_id, call.today) {
        return Ok(Success::accepted());
    }
    Ok(Success::no_content())
}

/// Lets the domain be used. Its records are taken for set.
pub(super) fn activate(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    if customer.facts.has_yet_to_accept_terms {
        return Err(Problem::not_possible(
            "domainId",
            "the customer has yet to accept the terms of service",
        ));
    }
    prove(customer);
    answer(state, call)
}

fn answer(state: &State, call: &Call) -> Result<Success, Problem> {
    call.customer(state)?
        .get(Resource::Customer)
        .map(|profile| Success::ok(profile.clone()))
        .ok_or_else(|| Problem::missing(CUSTOMER))
}

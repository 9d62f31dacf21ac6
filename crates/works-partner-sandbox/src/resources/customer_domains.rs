//! The names that customers go by: `…/verify-domain`, `…/upgrade-domain` and `…/change-domain`.

use serde_json::{Value, json};

use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::{set, text};
use crate::state::{Customer, Resource, State};

const UPGRADE_DOMAIN: &str = "Upgrade domain";

/// Tells what kind a name is, unless a customer has it.
pub(super) fn verify(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let name = call.required_text("domain")?;
    if is_taken(state, name, None) {
        return Err(Problem::not_possible(
            "domain",
            "another customer has this name",
        ));
    }
    Ok(Success::ok(json!({"domain": name, "type": kind(name)})))
}

pub(super) fn get(state: &mut State, call: &Call) -> Result<Success, Problem> {
    call.customer(state)?
        .get(Resource::UpgradeDomain)
        .map(|domain| Success::ok(domain.clone()))
        .ok_or_else(|| Problem::missing(UPGRADE_DOMAIN))
}

/// Registers a domain. To register the same again changes nothing.
pub(super) fn create(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let name = call.required_text("domain")?;
    check_free(state, name, Some(call.domain_id))?;
    let customer = call.customer_mut(state)?;
    match customer.get(Resource::UpgradeDomain) {
        Some(registered) if text(registered, "domain") == Some(name) => {
            Ok(Success::created(registered.clone()))
        }
        Some(_) => Err(Problem::already_exists(UPGRADE_DOMAIN)),
        None => {
            let domain = to_be_proved(call.domain_id, name);
            customer.put(Resource::UpgradeDomain, domain.clone());
            Ok(Success::created(domain))
        }
    }
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let customer = call.customer_mut(state)?;
    if customer.get(Resource::UpgradeDomain).is_none() {
        return Err(Problem::missing(UPGRADE_DOMAIN));
    }
    customer.retain(Resource::UpgradeDomain, |_| false);
    Ok(Success::no_content())
}

/// Moves the customer to a domain name, to the one that is registered if none is told.
pub(super) fn change(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let registered = call.customer(state)?.get(Resource::UpgradeDomain).cloned();
    let registered = registered.unwrap_or_default();
    let name = call
        .text("domain")
        .or_else(|| text(&registered, "domain"))
        .ok_or_else(|| {
            Problem::missing_parameter(
                "domain",
                "no upgrade domain is registered that could be used",
            )
        })?;
    if !needs_no_proof(name) && text(&registered, "domain") != Some(name) {
        return Err(Problem::not_possible(
            "domain",
            "unless it ends in .by-works.com or .by-works.net, it must be registered with \
             create_upgrade_domain",
        ));
    }
    check_free(state, name, Some(call.domain_id))?;
    let is_active = needs_no_proof(name) || registered.get("isActiveDomain") == Some(&json!(true));
    let profile = call
        .customer_mut(state)?
        .get_mut(Resource::Customer)
        .ok_or_else(|| Problem::missing(super::customers::CUSTOMER))?;
    set(profile, "domain", name);
    set(profile, "enableActiveDomain", is_active);
    set(profile, "domainType", "DOMAIN");
    Ok(Success::no_content())
}

/// Refuses a name that a customer other than this one goes by.
pub(super) fn check_free(state: &State, name: &str, but: Option<i64>) -> Result<(), Problem> {
    if is_taken(state, name, but) {
        return Err(Problem::already_exists("A customer with this domain"));
    }
    Ok(())
}

fn is_taken(state: &State, name: &str, but: Option<i64>) -> bool {
    state.with_domain(name).any(|id| Some(id) != but)
}

/// A domain name has a dot, a group name has none.
pub(super) fn kind(name: &str) -> &'static str {
    if name.contains('.') {
        "DOMAIN"
    } else {
        "GROUP"
    }
}

/// The vendor's own domains, under which anybody can have a name.
fn needs_no_proof(name: &str) -> bool {
    [".by-works.com", ".by-works.net"]
        .iter()
        .any(|suffix| name.ends_with(suffix))
}

/// Whether a customer with this name must prove that the name is its own.
pub(super) fn needs_proof(name: &str) -> bool {
    kind(name) == "DOMAIN" && !needs_no_proof(name)
}

/// A domain whose records are still to be set. What they are is made up.
pub(super) fn to_be_proved(domain_id: i64, name: &str) -> Value {
    json!({
        "domain": name,
        "isActiveDomain": false,
        "cnameHost": format!("works-{domain_id}.{name}"),
        "cnameTarget": "verify.works.example",
        "txtHost": name,
        "txtToken": format!("works-site-verification={domain_id}"),
        "mxRecordHost": name,
        "mxRecordValue": {"priority10": "mx1.works.example", "priority20": "mx2.works.example"},
    })
}

/// Takes the records of a customer's domains for set.
pub(super) fn prove(customer: &mut Customer) {
    let mut registered = None;
    if let Some(domain) = customer.get_mut(Resource::UpgradeDomain) {
        set(domain, "isActiveDomain", true);
        registered = text(domain, "domain").map(str::to_owned);
    }
    if let Some(profile) = customer.get_mut(Resource::Customer) {
        set(profile, "enableActiveDomain", true);
        if registered.is_some() && text(profile, "domain") == registered.as_deref() {
            set(profile, "enableActiveMxrecord", true);
        }
    }
}

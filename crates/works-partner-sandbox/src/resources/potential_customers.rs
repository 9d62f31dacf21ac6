//! Companies that use LINE WORKS without a partner: `/partners/potential-customers`.

use serde_json::{Value, json};

use super::customer_domains::check_free;
use super::customers;
use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::{integer, text};
use crate::state::State;

pub(super) fn get(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let partner_code = call.query("partnerCode").unwrap_or_default();
    Ok(Success::ok(find(state, call, partner_code)?.clone()))
}

/// Makes the company a customer at once, with its ids unless they are taken. All that is known of it
/// is its domain and its products.
pub(super) fn transfer(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let domain = call.path("domain");
    let partner_code = call.required_text("partnerCode")?;
    let company = find(state, call, partner_code)?.clone();
    check_free(state, domain, None)?;
    let domain_id = integer(&company, "domainId")
        .filter(|id| *id >= 1 && !state.has_customer(*id))
        .unwrap_or_else(|| state.next_domain_id());
    let is_shown = call.body.get("enablePartnerProfileDisplay");
    let profile = json!({
        "tenantId": integer(&company, "tenantId").unwrap_or(domain_id),
        "domainId": domain_id,
        "domain": domain,
        "productId": null,
        "companyName": domain,
        "phoneNumber": "",
        "timeZone": "Asia/Tokyo",
        "locale": "ja_JP",
        "enableActiveMxrecord": true,
        "enableActiveDomain": true,
        "domainType": super::customer_domains::kind(domain),
        "partnership": {"enablePartnerProfileDisplay": is_shown.unwrap_or(&json!(true))},
    });
    state.remove_potential_customer(domain);
    customers::begin(state, domain_id, profile, &products(&company), call.today);
    Ok(Success::accepted())
}

/// Who does not know the code is not told whether there is such a company.
fn find<'a>(state: &'a State, call: &Call, partner_code: &str) -> Result<&'a Value, Problem> {
    state
        .potential_customer(call.path("domain"), partner_code)
        .ok_or_else(|| {
            Problem::invalid_parameter(
                "partnerCode",
                "the code that the company of this domain has made for the partner",
            )
        })
}

/// All of a company's products, by the list or else by the one.
fn products(company: &Value) -> Vec<&str> {
    match company.get("productIds").and_then(Value::as_array) {
        Some(products) => products.iter().filter_map(Value::as_str).collect(),
        None => text(company, "productId").into_iter().collect(),
    }
}

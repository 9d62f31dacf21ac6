//! A customer with something of everything, for the commands to read and to change.

use serde_json::{Value, json};
use works_partner_sandbox::{Resource, State};

/// A paid annual subscription with options in use and one scheduled.
pub(crate) const ANNUAL: i64 = 10000101;
/// A trial that is not scheduled to go paid.
pub(crate) const TRIAL: i64 = 10000102;
/// Nothing yet but a subscription on order, and in another time zone.
pub(crate) const ON_ORDER: i64 = 10000103;

pub(crate) fn state() -> State {
    let mut state = State::empty();
    let mut put = |domain_id, resource, body| {
        state.put(domain_id, resource, body);
    };
    put(ANNUAL, Resource::Customer, customer(ANNUAL, "Annual Inc."));
    put(
        ANNUAL,
        Resource::Subscription,
        json!({
            "domainId": ANNUAL, "subscriptionId": 20101, "productId": "STD",
            "plan": "ANNUAL_LICENSE", "planStartDate": "2026-01-01",
            "planEndDate": "2099-12-31", "licenseAssignType": "NONE", "licenseCount": 120,
            "status": "ACTIVE",
            "renewal": {"subscriptionId": 20101, "type": "CHANGE", "plan": "ANNUAL_LICENSE", "productId": "ADV", "licenseCount": 150},
        }),
    );
    put(
        ANNUAL,
        Resource::Subscription,
        json!({
            "domainId": ANNUAL, "subscriptionId": 20111, "productId": "NTA_NEW", "plan": "WEEKLY",
            "planStartDate": "soon", "planEndDate": null, "status": "RESTING",
            "renewal": null, "contractNo": 12345678901234567890_u64,
        }),
    );
    put(
        ANNUAL,
        Resource::OptionProduct,
        json!({
            "subscriptionId": 20101, "optionProductId": "SSTG2", "subOptionId": "SSTG202",
            "appliedTime": "2026-01-01T00:00:00.000Z", "quantity": 1, "plan": "ANNUAL_LICENSE",
            "planStartDate": "2026-01-01", "planEndDate": "2099-12-31",
        }),
    );
    // As an older page has them.
    put(
        ANNUAL,
        Resource::OptionProduct,
        json!({
            "optionProductId": "CST_S", "subOptionId": "CST_S01", "quantity": 3,
            "appliedTime": "2026-02-01T00:00:00.000Z", "orderedBy": "ops",
        }),
    );
    put(
        ANNUAL,
        Resource::OptionProductOrder,
        json!({
            "subscriptionId": 20101, "optionProductId": "ACV2", "subOptionId": "ACV201",
            "type": "APPLY", "quantity": null, "applyDate": "2099-06-01",
        }),
    );
    put(TRIAL, Resource::Customer, customer(TRIAL, "試用株式会社"));
    put(
        TRIAL,
        Resource::Subscription,
        json!({
            "domainId": TRIAL, "subscriptionId": 20102, "productId": "STD_T", "plan": "TRIAL",
            "planStartDate": "2026-10-20", "planEndDate": "2099-12-31", "status": "ACTIVE",
            "renewal": null,
        }),
    );
    let mut abroad = customer(ON_ORDER, "Later Ltd.");
    abroad["timeZone"] = json!("Pacific/Honolulu");
    put(ON_ORDER, Resource::Customer, abroad);
    put(
        ON_ORDER,
        Resource::SubscriptionPreOrder,
        json!({"preOrderId": 1103, "productId": "ADV", "applyDate": "2026-11-20", "plan": "MONTHLY"}),
    );
    state
}

/// As many customers as that, and nothing else; their names are in the order of their ids.
pub(crate) fn customers(count: i64) -> State {
    let mut state = State::empty();
    for domain_id in 10_000_001..=10_000_000 + count {
        let name = format!("Company {:03}", domain_id - 10_000_000);
        state.put(domain_id, Resource::Customer, customer(domain_id, &name));
    }
    state
}

pub(crate) fn customer(domain_id: i64, name: &str) -> Value {
    json!({
        "tenantId": domain_id + 90_000_000, "domainId": domain_id,
        "domain": format!("c{domain_id}.example.com"), "productId": null, "companyName": name,
        "phoneNumber": "03-0000-0000", "timeZone": "Asia/Tokyo", "locale": "ja_JP",
        "enableActiveMxrecord": true, "enableActiveDomain": false, "domainType": "DOMAIN",
        "administrator": {"lastName": "山田", "firstName": "太郎", "id": "admin", "privateEmail": "taro@example.com", "nickname": "t"},
        "partnership": {"status": "TRANSFER_READY", "customerCode": "A-1"},
    })
}

//! What no page lists, for clients that must cope with what the vendor adds: sub-options, a type of task,
//! fields, codes. All of it is made up; the sub-options end in `_DEMO`, one in `_NEW`.

use serde_json::{Value, json};

use super::Days;
use crate::json::{set, text};
use crate::state::{Resource, State};

pub(super) fn add_to(state: &mut State, days: Days) {
    for (domain_id, base, option, sub_option, quantity) in options() {
        put_option(state, domain_id, base, (option, sub_option, quantity));
    }
    for (domain_id, task) in tasks(days) {
        state.put_option_product_order(domain_id, task);
    }
    super::customers::show_partnerships(state);
    if let Some(profile) = state.entry(10000020).get_mut(Resource::Customer) {
        set(profile, "locale", "th_TH");
        set(
            profile,
            "industry",
            json!({"code": "0421", "label": "印刷"}),
        );
        set(profile, "contractNo", json!(1234567890123456789_i64));
        set(
            profile,
            "partnership",
            json!({"status": "SETTLED_DEMO", "tier": 2}),
        );
    }
}

/// An option of a product, with the contract that the product has.
fn put_option(
    state: &mut State,
    domain_id: i64,
    base: i64,
    (option, sub_option, quantity): (&str, &str, i64),
) {
    let customer = state.entry(domain_id);
    let Some(base) = customer.find(Resource::Subscription, base).cloned() else {
        return;
    };
    let of_base = |member: &str| base.get(member).cloned().unwrap_or_default();
    let start = text(&base, "planStartDate").unwrap_or_default();
    let body = json!({
        "subscriptionId": of_base("subscriptionId"),
        "optionProductId": option,
        "subOptionId": sub_option,
        "quantity": quantity,
        "appliedTime": format!("{start}T01:00:00.000Z"),
        "plan": of_base("plan"),
        "planStartDate": of_base("planStartDate"),
        "planEndDate": of_base("planEndDate"),
    });
    customer.put(Resource::OptionProduct, body);
}

/// Options whose sub-options no page lists: customer, subscription, option, sub-option, quantity.
fn options() -> [(i64, i64, &'static str, &'static str, i64); 6] {
    [
        (10000018, 20018, "QTA_M2", "QTA_M2_DEMO", 10),
        (10000019, 20019, "JP_PPO_M", "JP_PPO_M_DEMO", 1),
        (10000019, 30019, "JP_AIS_M", "JP_AIS_M_DEMO", 10),
        (10000020, 20020, "QTA_M1", "QTA_M1_DEMO", 50),
        (10000024, 30024, "QTA_M1", "QTA_M1_DEMO", 10),
        (10000024, 30024, "QTA_M2", "QTA_M2_DEMO", 1),
    ]
}

/// Tasks, each exactly as it is sent.
#[rustfmt::skip]
fn tasks(days: Days) -> Vec<(i64, Value)> {
    let day = |distance| days.after(distance);
    vec![
        (10000018, json!({"subscriptionId": 20018, "optionProductId": "QTA_O1", "subOptionId": "QTA_O1_DEMO", "type": "APPLY", "quantity": 50, "applyDate": day(74)})),
        (10000018, json!({"subscriptionId": 20018, "optionProductId": "QTA_O2", "subOptionId": "QTA_O2_DEMO", "type": "APPLY", "quantity": 1, "applyDate": day(74)})),
        (10000018, json!({"subscriptionId": 20018, "optionProductId": "QTA_M2", "subOptionId": "QTA_M2_DEMO", "type": "CHANGE_QUANTITY", "quantity": 50, "applyDate": days.next_month()})),
        (10000019, json!({"subscriptionId": 20019, "optionProductId": "JP_PPO_O", "subOptionId": "JP_PPO_O_DEMO", "type": "APPLY", "quantity": 1, "applyDate": day(188)})),
        (10000019, json!({"subscriptionId": 20019, "optionProductId": "JP_PPO_M", "subOptionId": "JP_PPO_M_DEMO", "type": "CANCEL", "quantity": 1, "applyDate": day(214)})),
        (10000019, json!({"subscriptionId": 30019, "optionProductId": "JP_AIS_O", "subOptionId": "JP_AIS_O_DEMO", "type": "APPLY", "quantity": 50, "applyDate": day(188)})),
        (10000019, json!({"subscriptionId": 30019, "optionProductId": "JP_AIS_M", "subOptionId": "JP_AIS_M_DEMO", "type": "CHANGE_QUANTITY", "quantity": 50, "applyDate": days.next_month()})),
        (10000020, json!({"subscriptionId": 20020, "optionProductId": "QTA_M1", "subOptionId": "QTA_M1_NEW", "type": "MODIFY", "quantity": 50, "applyDate": day(93), "requestedBy": "ops@example.com"})),
        (10000021, json!({"subscriptionId": 20021, "optionProductId": "DRV", "subOptionId": "DRV01", "type": "PAUSE_DEMO", "quantity": null, "applyDate": day(86)})),
        (10000022, json!({"subscriptionId": 20022, "optionProductId": "SSTG2", "subOptionId": "SSTG201", "type": "APPLY", "applyDate": day(51), "orderNo": 1234567890123456789_i64, "origin": {"channel": "console", "operator": {"name": "Demo Operator", "teams": ["sales", "support"]}}})),
        (10000024, json!({"subscriptionId": 30024, "optionProductId": "QTA_O1", "subOptionId": "QTA_O1_DEMO", "type": "APPLY", "quantity": 1, "applyDate": day(143)})),
        (10000024, json!({"subscriptionId": 30024, "optionProductId": "QTA_O2", "subOptionId": "QTA_O2_DEMO", "type": "APPLY", "quantity": 50, "applyDate": day(143)})),
        (10000024, json!({"subscriptionId": 30024, "optionProductId": "QTA_M1", "subOptionId": "QTA_M1_DEMO", "type": "CHANGE_QUANTITY", "quantity": 50, "applyDate": days.next_month()})),
        (10000024, json!({"subscriptionId": 30024, "optionProductId": "QTA_M2", "subOptionId": "QTA_M2_DEMO", "type": "CANCEL", "quantity": 1, "applyDate": day(153)})),
        (10000024, json!({"subscriptionId": 40024, "optionProductId": "JP_PPO_O", "subOptionId": "JP_PPO_O_DEMO", "type": "APPLY", "quantity": 1, "applyDate": day(149)})),
        (10000024, json!({"subscriptionId": 40024, "optionProductId": "JP_PPO_M", "subOptionId": "JP_PPO_M_DEMO", "type": "APPLY", "quantity": 1, "applyDate": day(149)})),
        (10000024, json!({"subscriptionId": 50024, "optionProductId": "JP_AIS_O", "subOptionId": "JP_AIS_O_DEMO", "type": "APPLY", "quantity": 50, "applyDate": day(149)})),
        (10000024, json!({"subscriptionId": 50024, "optionProductId": "JP_AIS_M", "subOptionId": "JP_AIS_M_DEMO", "type": "APPLY", "quantity": 50, "applyDate": day(149)})),
    ]
}

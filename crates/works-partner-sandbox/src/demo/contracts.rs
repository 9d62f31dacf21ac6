//! The subscriptions and options that the demo tasks hang on, and what else is scheduled for them.
//!
//! The days are fixed, so that what is shown is the same every day, and the contracts are such that
//! each task could have been scheduled in November 2026.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::state::{Resource, State};

pub(super) fn add_to(state: &mut State) {
    for (domain_id, subscriptions, options) in customers() {
        for subscription in subscriptions {
            state.put(
                domain_id,
                Resource::Subscription,
                subscription.body(domain_id),
            );
        }
        for option in options {
            state.put(domain_id, Resource::OptionProduct, option.body());
        }
    }
    put_examples(state);
    put_tasks(state);
}

/// What the vendor's pages show as it is there, ids and all.
fn put_examples(state: &mut State) {
    for domain_id in [10000001, 10000002] {
        // The example of the page on a renewal, and a subscription that could have it: with a million
        // licenses, though its contract type has none.
        state.put(
            domain_id,
            Resource::Subscription,
            json!({
                "domainId": domain_id, "subscriptionId": 0, "productId": "STD", "plan": "MONTHLY",
                "planStartDate": "2026-11-01", "planEndDate": "2026-11-30",
                "licenseAssignType": "NONE", "licenseCount": 1000000, "status": "ACTIVE",
                "renewal": {
                    "subscriptionId": 0, "type": "STAY", "productId": "STD", "plan": "MONTHLY",
                    "licenseCount": 1000000,
                },
            }),
        );
    }
    // The example of an older page on options, which has no `subscriptionId`.
    for (option, sub_option) in [("ACV2", "ACV201"), ("SSTG2", "SSTG202")] {
        state.put(
            10000002,
            Resource::OptionProduct,
            json!({
                "optionProductId": option, "subOptionId": sub_option, "quantity": null,
                "appliedTime": "2021-11-01T00:00:00.000Z",
            }),
        );
    }
}

/// Scheduled tasks for subscriptions, and renewals that are not plain.
fn put_tasks(state: &mut State) {
    state
        .put(10000003, Resource::SubscriptionReservation, json!({
            "subscriptionId": 20003, "type": "START_PAID_SERVICE", "applyDate": "2026-12-15",
            "plan": "MONTHLY", "productId": "STD",
        }))
        .set_grace_end(10000003, 20003, date(2027, 1, 14))
        .put(10000008, Resource::SubscriptionReservation, json!({
            "subscriptionId": 20008, "type": "ADD_LICENSE", "applyDate": "2027-02-16",
            "licenseCount": 20,
        }))
        .put(10000011, Resource::SubscriptionPreOrder, json!({
            "preOrderId": 1011, "productId": "ADV", "applyDate": "2026-12-28",
            "plan": "ANNUAL_LICENSE", "licenseCount": 80,
        }))
        .set_grace_end(10000021, 30021, date(2026, 12, 31))
        .put(10000023, Resource::SubscriptionPreOrder, json!({
            "preOrderId": 1023, "productId": "NTA_TM", "applyDate": "2026-12-10", "plan": "MONTHLY",
        }));
}

struct Subscription(
    i64,
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<i64>,
);
struct InUse(
    i64,
    &'static str,
    &'static str,
    Option<i64>,
    &'static str,
    &'static str,
    &'static str,
);

/// Subscriptions (id, product, plan, first and last day, licenses) and options (subscription, option,
/// sub-option, quantity, plan, first and last day).
#[rustfmt::skip]
fn customers() -> Vec<(i64, Vec<Subscription>, Vec<InUse>)> {
    vec![
        (10000003, vec![Subscription(20003, "STD_T", "TRIAL", "2026-11-16", Some("2026-12-15"), None)], vec![
            InUse(20003, "ACV2", "ACV200", None, "TRIAL", "2026-11-16", "2026-12-15"),
            InUse(20003, "DRV", "DRV00", None, "TRIAL", "2026-11-16", "2026-12-15"),
        ]),
        (10000004, vec![Subscription(20004, "STD", "ANNUAL_LICENSE", "2026-04-01", Some("2027-03-31"), Some(30))], vec![]),
        (10000005, vec![
            Subscription(20005, "STD", "ANNUAL_LICENSE", "2026-07-01", Some("2027-06-30"), Some(45)),
            Subscription(30005, "NTA_FR", "FREE", "2026-08-03", None, None),
        ], vec![
            InUse(20005, "DRV", "DRV_PS_T", None, "TRIAL", "2026-11-20", "2027-01-19"),
        ]),
        (10000006, vec![Subscription(20006, "STD", "ANNUAL_PREPAY_LICENSE", "2026-09-01", Some("2027-08-31"), Some(120))], vec![]),
        // Contract, option and renewal meet on one day.
        (10000007, vec![Subscription(20007, "STD", "ANNUAL_LICENSE", "2026-02-01", Some("2027-01-31"), Some(10))], vec![
            InUse(20007, "DRV", "DRV01", None, "ANNUAL_LICENSE", "2026-02-01", "2027-01-31"),
        ]),
        (10000008, vec![Subscription(20008, "STD", "ANNUAL_LICENSE", "2026-05-16", Some("2027-05-15"), Some(60))], vec![
            InUse(20008, "SSTG2", "SSTG201", Some(1), "ANNUAL_LICENSE", "2026-05-16", "2027-05-15"),
        ]),
        (10000009, vec![Subscription(20009, "ADV", "ANNUAL_LICENSE", "2026-11-01", Some("2027-10-31"), Some(25))], vec![
            InUse(20009, "ACV3", "ACV300", None, "TRIAL", "2026-11-01", "2027-01-30"),
            InUse(20009, "DRV", "DRV_PA_T", None, "TRIAL", "2026-11-01", "2027-01-30"),
        ]),
        (10000010, vec![Subscription(20010, "ADV", "ANNUAL_PREPAY_LICENSE", "2026-04-01", Some("2027-03-31"), Some(300))], vec![
            InUse(20010, "ACV2", "ACV201", None, "ANNUAL_PREPAY_LICENSE", "2026-04-01", "2027-03-31"),
            InUse(20010, "ACV3", "ACV301", None, "ANNUAL_PREPAY_LICENSE", "2026-04-01", "2027-03-31"),
            InUse(20010, "DRV", "DRV_PA", None, "ANNUAL_PREPAY_LICENSE", "2026-04-01", "2027-03-31"),
        ]),
        // 10000011 has nothing yet; it is all on order.
        (10000012, vec![Subscription(20012, "STD", "ANNUAL_LICENSE", "2026-09-01", Some("2027-08-31"), Some(75))], vec![
            InUse(20012, "SSTG2", "SSTG202", Some(1), "ANNUAL_LICENSE", "2026-09-01", "2027-08-31"),
            InUse(20012, "BCT", "BCT01", Some(1), "ANNUAL_LICENSE", "2026-09-01", "2027-08-31"),
        ]),
        (10000013, vec![Subscription(20013, "ADV", "ANNUAL_LICENSE", "2026-06-10", Some("2027-06-09"), Some(500))], vec![
            InUse(20013, "SSTG2", "SSTG203", Some(1), "ANNUAL_LICENSE", "2026-06-10", "2027-06-09"),
            InUse(20013, "BCT", "BCT02", Some(1), "ANNUAL_LICENSE", "2026-06-10", "2027-06-09"),
        ]),
        (10000014, vec![Subscription(20014, "STD", "ANNUAL_PREPAY_LICENSE", "2026-04-01", Some("2027-03-31"), Some(200))], vec![
            InUse(20014, "SSTG2", "SSTG206", Some(1), "ANNUAL_PREPAY_LICENSE", "2026-04-01", "2027-03-31"),
            InUse(20014, "BCT", "BCT03", Some(1), "ANNUAL_PREPAY_LICENSE", "2026-04-01", "2027-03-31"),
        ]),
        (10000015, vec![Subscription(20015, "ADV", "ANNUAL_LICENSE", "2026-04-15", Some("2027-04-14"), Some(1000))], vec![
            InUse(20015, "SSTG2", "SSTG206", None, "ANNUAL_LICENSE", "2026-04-15", "2027-04-14"),
        ]),
        (10000016, vec![Subscription(20016, "STD", "ANNUAL_LICENSE", "2026-10-01", Some("2027-09-30"), Some(15))], vec![
            InUse(20016, "CST_S", "CST_S00", Some(1), "TRIAL", "2026-11-10", "2027-01-24"),
        ]),
        (10000017, vec![Subscription(20017, "ADV", "ANNUAL_LICENSE", "2026-08-01", Some("2027-07-31"), Some(40))], vec![
            InUse(20017, "CST_S", "CST_S01", Some(10), "ANNUAL_LICENSE", "2026-08-01", "2027-07-31"),
            InUse(20017, "CST_L", "CST_L01", Some(1), "ANNUAL_LICENSE", "2026-08-01", "2027-07-31"),
        ]),
        (10000018, vec![Subscription(20018, "NTA_EP", "ANNUAL", "2026-10-01", Some("2027-09-30"), None)], vec![
            InUse(20018, "QTA_M2", "QTA_M2_DEMO", Some(10), "ANNUAL", "2026-10-01", "2027-09-30"),
        ]),
        (10000019, vec![
            Subscription(20019, "JP_PPO_STD", "ANNUAL", "2026-07-01", Some("2027-06-30"), None),
            Subscription(30019, "JP_AIS_STD", "ANNUAL", "2026-09-01", Some("2027-08-31"), None),
        ], vec![
            InUse(20019, "JP_PPO_M", "JP_PPO_M_DEMO", Some(1), "ANNUAL", "2026-07-01", "2027-06-30"),
            InUse(30019, "JP_AIS_M", "JP_AIS_M_DEMO", Some(10), "ANNUAL", "2026-09-01", "2027-08-31"),
        ]),
        (10000020, vec![Subscription(20020, "NTA_TM", "ANNUAL_PREPAY", "2026-03-01", Some("2027-02-28"), None)], vec![
            InUse(20020, "QTA_M1", "QTA_M1_DEMO", Some(50), "ANNUAL_PREPAY", "2026-03-01", "2027-02-28"),
        ]),
        // A trial of AiNote in its grace period beside a product in use.
        (10000021, vec![
            Subscription(20021, "STD", "MONTHLY", "2026-11-01", Some("2026-11-30"), None),
            Subscription(30021, "NTA_SL_T", "TRIAL", "2026-10-15", Some("2026-11-13"), None),
        ], vec![
            InUse(20021, "DRV", "DRV01", None, "MONTHLY", "2026-11-01", "2026-11-30"),
        ]),
        (10000022, vec![Subscription(20022, "STD", "ANNUAL_LICENSE", "2026-06-18", Some("2027-06-17"), Some(18))], vec![]),
        (10000023, vec![
            Subscription(20023, "STD", "ANNUAL_LICENSE", "2026-10-01", Some("2027-09-30"), Some(50)),
            Subscription(30023, "ROG_FR", "FREE_LICENSE", "2026-10-05", None, Some(5)),
        ], vec![]),
        (10000024, vec![
            Subscription(20024, "ADV", "ANNUAL_LICENSE", "2026-05-01", Some("2027-04-30"), Some(800)),
            Subscription(30024, "NTA_EP", "ANNUAL", "2026-05-01", Some("2027-04-30"), None),
            Subscription(40024, "JP_PPO_ADV", "ANNUAL", "2026-05-01", Some("2027-04-30"), None),
            Subscription(50024, "JP_AIS_STD", "ANNUAL", "2026-05-01", Some("2027-04-30"), None),
        ], vec![
            InUse(20024, "SSTG2", "SSTG202", Some(1), "ANNUAL_LICENSE", "2026-05-01", "2027-04-30"),
            InUse(20024, "BCT", "BCT04", Some(1), "ANNUAL_LICENSE", "2026-05-01", "2027-04-30"),
            InUse(20024, "CST_S", "CST_S01", Some(1), "ANNUAL_LICENSE", "2026-05-01", "2027-04-30"),
            InUse(20024, "CST_M", "CST_M01", Some(5), "ANNUAL_LICENSE", "2026-05-01", "2027-04-30"),
            InUse(30024, "QTA_M1", "QTA_M1_DEMO", Some(10), "ANNUAL", "2026-05-01", "2027-04-30"),
            InUse(30024, "QTA_M2", "QTA_M2_DEMO", Some(1), "ANNUAL", "2026-05-01", "2027-04-30"),
        ]),
    ]
}

impl Subscription {
    fn body(&self, domain_id: i64) -> Value {
        let Self(id, product, plan, start, end, licenses) = *self;
        let is_paid = end.is_some() && plan != "TRIAL";
        let renewal = match id {
            // Customer 10000010 leaves, customer 10000004 moves on to Advanced and has more licenses.
            20010 => {
                json!({"subscriptionId": id, "type": "CANCEL", "productId": product, "plan": plan, "licenseCount": licenses})
            }
            20004 => {
                json!({"subscriptionId": id, "type": "CHANGE", "productId": "ADV", "plan": plan, "licenseCount": 50})
            }
            _ if is_paid && licenses.is_some() => {
                json!({"subscriptionId": id, "type": "STAY", "productId": product, "plan": plan, "licenseCount": licenses})
            }
            _ if is_paid => {
                json!({"subscriptionId": id, "type": "STAY", "productId": product, "plan": plan})
            }
            _ => Value::Null,
        };
        json!({
            "domainId": domain_id,
            "subscriptionId": id,
            "productId": product,
            "plan": plan,
            "planStartDate": start,
            "planEndDate": end,
            "licenseAssignType": if product.starts_with("ROG_") { "AUTO" } else { "NONE" },
            "licenseCount": licenses,
            "status": if id == 30021 { "SUSPENDED_TRIALEND" } else { "ACTIVE" },
            "renewal": renewal,
        })
    }
}

impl InUse {
    fn body(&self) -> Value {
        let Self(subscription, option, sub_option, quantity, plan, start, end) = *self;
        json!({
            "subscriptionId": subscription,
            "optionProductId": option,
            "subOptionId": sub_option,
            "quantity": quantity,
            "appliedTime": format!("{start}T01:00:00.000Z"),
            "plan": plan,
            "planStartDate": start,
            "planEndDate": end,
        })
    }
}

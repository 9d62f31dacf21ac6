//! The subscriptions and options that the demo customers have, and what is scheduled for the
//! subscriptions.
//!
//! The contracts are such that each task could have been scheduled by the day of the demo.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use self::Term::{Free, ThisMonth, Trial, Year};
use super::Days;
use crate::state::{Resource, State};

pub(super) fn add_to(state: &mut State, days: Days) {
    for (domain_id, subscriptions, options) in customers() {
        for subscription in subscriptions {
            state.put(
                domain_id,
                Resource::Subscription,
                subscription.body(domain_id, days),
            );
        }
        for option in options {
            state.put(domain_id, Resource::OptionProduct, option.body(days));
        }
    }
    put_examples(state, days);
    put_tasks(state, days);
}

/// What the vendor's pages show as it is there, ids and all.
fn put_examples(state: &mut State, days: Days) {
    let (first, last) = days.this_month();
    for domain_id in [10000001, 10000002] {
        // The example of the page on a renewal, and a subscription that could have it: with a million
        // licenses, though its contract type has none.
        state.put(
            domain_id,
            Resource::Subscription,
            json!({
                "domainId": domain_id, "subscriptionId": 0, "productId": "STD", "plan": "MONTHLY",
                "planStartDate": first, "planEndDate": last,
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
fn put_tasks(state: &mut State, days: Days) {
    let day = |distance| days.after(distance);
    state
        .put(
            10000003,
            Resource::SubscriptionReservation,
            json!({
                "subscriptionId": 20003, "type": "START_PAID_SERVICE", "applyDate": day(17),
                "plan": "MONTHLY", "productId": "STD",
            }),
        )
        .set_grace_end(10000003, 20003, day(47))
        .put(
            10000008,
            Resource::SubscriptionReservation,
            json!({
                "subscriptionId": 20008, "type": "ADD_LICENSE", "applyDate": day(80),
                "licenseCount": 20,
            }),
        )
        .put(
            10000011,
            Resource::SubscriptionPreOrder,
            json!({
                "preOrderId": 1011, "productId": "ADV", "applyDate": day(30),
                "plan": "ANNUAL_LICENSE", "licenseCount": 80,
            }),
        )
        .set_grace_end(10000021, 30021, day(33))
        .put(
            10000023,
            Resource::SubscriptionPreOrder,
            json!({
                "preOrderId": 1023, "productId": "NTA_TM", "applyDate": day(12), "plan": "MONTHLY",
            }),
        )
        .set_grace_end(10000031, 20031, day(10))
        .put(
            10000033,
            Resource::SubscriptionReservation,
            json!({
                "subscriptionId": 20033, "type": "CANCEL", "applyDate": day(45),
            }),
        )
        .put(
            10000034,
            Resource::SubscriptionReservation,
            json!({
                "subscriptionId": 20034, "type": "START_PAID_SERVICE", "applyDate": day(20),
                "plan": "MONTHLY", "productId": "STD",
            }),
        );
}

/// When a contract begins and ends, in days from the day of the demo.
#[derive(Clone, Copy)]
enum Term {
    /// A year that ends so many days later.
    Year(i64),
    /// A month, which is the present one.
    ThisMonth,
    Trial(i64, i64),
    /// Without an end.
    Free(i64),
}

struct Subscription(i64, &'static str, &'static str, Term, Option<i64>);
struct InUse(
    i64,
    &'static str,
    &'static str,
    Option<i64>,
    &'static str,
    Term,
);

impl Term {
    fn days(self, days: Days) -> (Date, Option<Date>) {
        match self {
            Year(end) => {
                let end = days.after(end);
                let start = end.saturating_add(1.day()).saturating_sub(1.year());
                (start, Some(end))
            }
            ThisMonth => {
                let (first, last) = days.this_month();
                (first, Some(last))
            }
            Trial(start, end) => (days.after(start), Some(days.after(end))),
            Free(start) => (days.after(start), None),
        }
    }
}

/// Subscriptions (id, product, plan, term, licenses) and options (subscription, option, sub-option,
/// quantity, plan, term).
#[rustfmt::skip]
fn customers() -> Vec<(i64, Vec<Subscription>, Vec<InUse>)> {
    vec![
        (10000003, vec![Subscription(20003, "STD_T", "TRIAL", Trial(-12, 17), None)], vec![
            InUse(20003, "ACV2", "ACV200", None, "TRIAL", Trial(-12, 17)),
            InUse(20003, "DRV", "DRV00", None, "TRIAL", Trial(-12, 17)),
        ]),
        (10000004, vec![Subscription(20004, "STD", "ANNUAL_LICENSE", Year(123), Some(30))], vec![]),
        (10000005, vec![
            Subscription(20005, "STD", "ANNUAL_LICENSE", Year(214), Some(45)),
            Subscription(30005, "NTA_FR", "FREE", Free(-117), None),
        ], vec![
            InUse(20005, "DRV", "DRV_PS_T", None, "TRIAL", Trial(-8, 52)),
        ]),
        (10000006, vec![Subscription(20006, "STD", "ANNUAL_PREPAY_LICENSE", Year(276), Some(120))], vec![]),
        // Contract, option and renewal meet on one day.
        (10000007, vec![Subscription(20007, "STD", "ANNUAL_LICENSE", Year(64), Some(10))], vec![
            InUse(20007, "DRV", "DRV01", None, "ANNUAL_LICENSE", Year(64)),
        ]),
        (10000008, vec![Subscription(20008, "STD", "ANNUAL_LICENSE", Year(168), Some(60))], vec![
            InUse(20008, "SSTG2", "SSTG201", Some(1), "ANNUAL_LICENSE", Year(168)),
        ]),
        (10000009, vec![Subscription(20009, "ADV", "ANNUAL_LICENSE", Year(337), Some(25))], vec![
            InUse(20009, "ACV3", "ACV300", None, "TRIAL", Trial(-27, 63)),
            InUse(20009, "DRV", "DRV_PA_T", None, "TRIAL", Trial(-27, 63)),
        ]),
        (10000010, vec![Subscription(20010, "ADV", "ANNUAL_PREPAY_LICENSE", Year(123), Some(300))], vec![
            InUse(20010, "ACV2", "ACV201", None, "ANNUAL_PREPAY_LICENSE", Year(123)),
            InUse(20010, "ACV3", "ACV301", None, "ANNUAL_PREPAY_LICENSE", Year(123)),
            InUse(20010, "DRV", "DRV_PA", None, "ANNUAL_PREPAY_LICENSE", Year(123)),
        ]),
        // 10000011 has nothing yet; it is all on order.
        (10000012, vec![Subscription(20012, "STD", "ANNUAL_LICENSE", Year(276), Some(75))], vec![
            InUse(20012, "SSTG2", "SSTG202", Some(1), "ANNUAL_LICENSE", Year(276)),
            InUse(20012, "BCT", "BCT01", Some(1), "ANNUAL_LICENSE", Year(276)),
        ]),
        (10000013, vec![Subscription(20013, "ADV", "ANNUAL_LICENSE", Year(193), Some(500))], vec![
            InUse(20013, "SSTG2", "SSTG203", Some(1), "ANNUAL_LICENSE", Year(193)),
            InUse(20013, "BCT", "BCT02", Some(1), "ANNUAL_LICENSE", Year(193)),
        ]),
        (10000014, vec![Subscription(20014, "STD", "ANNUAL_PREPAY_LICENSE", Year(123), Some(200))], vec![
            InUse(20014, "SSTG2", "SSTG206", Some(1), "ANNUAL_PREPAY_LICENSE", Year(123)),
            InUse(20014, "BCT", "BCT03", Some(1), "ANNUAL_PREPAY_LICENSE", Year(123)),
        ]),
        (10000015, vec![Subscription(20015, "ADV", "ANNUAL_LICENSE", Year(137), Some(1000))], vec![
            InUse(20015, "SSTG2", "SSTG206", None, "ANNUAL_LICENSE", Year(137)),
        ]),
        (10000016, vec![Subscription(20016, "STD", "ANNUAL_LICENSE", Year(306), Some(15))], vec![
            InUse(20016, "CST_S", "CST_S00", Some(1), "TRIAL", Trial(-18, 57)),
        ]),
        (10000017, vec![Subscription(20017, "ADV", "ANNUAL_LICENSE", Year(245), Some(40))], vec![
            InUse(20017, "CST_S", "CST_S01", Some(10), "ANNUAL_LICENSE", Year(245)),
            InUse(20017, "CST_L", "CST_L01", Some(1), "ANNUAL_LICENSE", Year(245)),
        ]),
        (10000018, vec![Subscription(20018, "NTA_EP", "ANNUAL", Year(306), None)], vec![]),
        (10000019, vec![
            Subscription(20019, "JP_PPO_STD", "ANNUAL", Year(214), None),
            Subscription(30019, "JP_AIS_STD", "ANNUAL", Year(276), None),
        ], vec![]),
        (10000020, vec![Subscription(20020, "NTA_TM", "ANNUAL_PREPAY", Year(92), None)], vec![]),
        // A trial of AiNote in its grace period beside a product in use.
        (10000021, vec![
            Subscription(20021, "STD", "MONTHLY", ThisMonth, None),
            Subscription(30021, "NTA_SL_T", "TRIAL", Trial(-44, -15), None),
        ], vec![
            InUse(20021, "DRV", "DRV01", None, "MONTHLY", ThisMonth),
        ]),
        (10000022, vec![Subscription(20022, "STD", "ANNUAL_LICENSE", Year(201), Some(18))], vec![]),
        (10000023, vec![
            Subscription(20023, "STD", "ANNUAL_LICENSE", Year(306), Some(50)),
            Subscription(30023, "ROG_FR", "FREE_LICENSE", Free(-54), Some(5)),
        ], vec![]),
        (10000024, vec![
            Subscription(20024, "ADV", "ANNUAL_LICENSE", Year(153), Some(800)),
            Subscription(30024, "NTA_EP", "ANNUAL", Year(153), None),
            Subscription(40024, "JP_PPO_ADV", "ANNUAL", Year(153), None),
            Subscription(50024, "JP_AIS_STD", "ANNUAL", Year(153), None),
        ], vec![
            InUse(20024, "SSTG2", "SSTG202", Some(1), "ANNUAL_LICENSE", Year(153)),
            InUse(20024, "BCT", "BCT04", Some(1), "ANNUAL_LICENSE", Year(153)),
            InUse(20024, "CST_S", "CST_S01", Some(1), "ANNUAL_LICENSE", Year(153)),
            InUse(20024, "CST_M", "CST_M01", Some(5), "ANNUAL_LICENSE", Year(153)),
        ]),
        // Shared Storage and contacts with nothing scheduled yet.
        (10000025, vec![Subscription(20025, "STD", "ANNUAL_LICENSE", Year(150), Some(40))], vec![
            InUse(20025, "SSTG2", "SSTG202", Some(1), "ANNUAL_LICENSE", Year(150)),
        ]),
        (10000026, vec![Subscription(20026, "ADV", "ANNUAL_PREPAY_LICENSE", Year(260), Some(180))], vec![
            InUse(20026, "SSTG2", "SSTG203", Some(1), "ANNUAL_PREPAY_LICENSE", Year(260)),
            InUse(20026, "BCT", "BCT01", Some(1), "ANNUAL_PREPAY_LICENSE", Year(260)),
        ]),
        // Trials that end soon.
        (10000027, vec![Subscription(20027, "STD_T", "TRIAL", Trial(-26, 3), None)], vec![]),
        (10000028, vec![Subscription(20028, "ADV_T", "TRIAL", Trial(-22, 7), None)], vec![
            InUse(20028, "ACV2", "ACV200", None, "TRIAL", Trial(-22, 7)),
        ]),
        (10000029, vec![
            Subscription(20029, "STD", "MONTHLY", ThisMonth, None),
            Subscription(30029, "NTA_TM_T", "TRIAL", Trial(-15, 14), None),
        ], vec![]),
        (10000030, vec![Subscription(20030, "STD_T", "TRIAL", Trial(-4, 25), None)], vec![
            InUse(20030, "DRV", "DRV00", None, "TRIAL", Trial(-4, 25)),
        ]),
        // Trials that have ended, in their grace period.
        (10000031, vec![Subscription(20031, "STD_T", "TRIAL", Trial(-35, -6), None)], vec![]),
        (10000032, vec![Subscription(20032, "ROG_STD_T", "TRIAL_LICENSE", Trial(-11, 18), Some(6))], vec![]),
        (10000033, vec![Subscription(20033, "STD", "ANNUAL_LICENSE", Year(180), Some(90))], vec![]),
        (10000034, vec![Subscription(20034, "FR", "FREE", Free(-400), None)], vec![]),
        (10000035, vec![Subscription(20035, "ADV", "ANNUAL_LICENSE", Year(310), Some(450))], vec![
            InUse(20035, "SSTG2", "SSTG207", Some(1), "ANNUAL_LICENSE", Year(310)),
            InUse(20035, "BCT", "BCT04", Some(1), "ANNUAL_LICENSE", Year(310)),
        ]),
        (10000036, vec![Subscription(20036, "STD", "ANNUAL_LICENSE", Year(220), Some(70))], vec![
            InUse(20036, "CST_M", "CST_M01", Some(5), "ANNUAL_LICENSE", Year(220)),
            InUse(20036, "DRV", "DRV01", None, "ANNUAL_LICENSE", Year(220)),
        ]),
        (10000101, vec![Subscription(20101, "STD", "ANNUAL_LICENSE", Year(200), Some(120))], vec![
            InUse(20101, "CST_S", "CST_S01", Some(3), "ANNUAL_LICENSE", Year(200)),
            InUse(20101, "SSTG2", "SSTG201", Some(1), "ANNUAL_LICENSE", Year(200)),
        ]),
    ]
}

impl Subscription {
    fn body(&self, domain_id: i64, days: Days) -> Value {
        let Self(id, product, plan, term, licenses) = *self;
        let (start, end) = term.days(days);
        let is_paid = matches!(term, Year(_) | ThisMonth);
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
            "status": if end.is_some_and(|end| end < days.today) { "SUSPENDED_TRIALEND" } else { "ACTIVE" },
            "renewal": renewal,
        })
    }
}

impl InUse {
    fn body(&self, days: Days) -> Value {
        let Self(subscription, option, sub_option, quantity, plan, term) = *self;
        let (start, end) = term.days(days);
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

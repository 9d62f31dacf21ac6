//! What becomes of a customer as days pass.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use crate::support::{get, option_in_use, subscription, with_customer};
use jiff::civil::date;
use serde_json::{Value, json};
use works_partner_sandbox::Resource::{
    Customer, OptionProduct, OptionProductOrder, OptionProductRenewal, Subscription,
    SubscriptionPreOrder, SubscriptionReservation, UsageStatus,
};
use works_partner_sandbox::{Resource, Sandbox, State};

/// The members of a customer's first of a kind.
fn first(sandbox: &Sandbox, resource: Resource, members: &[&str]) -> Vec<Value> {
    let state = sandbox.state();
    let body = &state.all(7, resource).unwrap()[0];
    members.iter().map(|member| body[*member].clone()).collect()
}

fn count(sandbox: &Sandbox, resource: Resource) -> usize {
    sandbox.state().all(7, resource).unwrap().len()
}

fn task(option: &str, sub_option: &str, kind: &str, day: &str) -> (Resource, Value) {
    (
        OptionProductOrder,
        json!({
            "subscriptionId": 1, "optionProductId": option, "subOptionId": sub_option,
            "type": kind, "quantity": null, "applyDate": day,
        }),
    )
}

#[tokio::test]
async fn contracts_are_renewed_again_and_again() {
    let (sandbox, hands) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
        ),
        (
            OptionProduct,
            option_in_use(1, "DRV", "DRV01", "2027-01-31"),
        ),
    ])
    .await;
    for (day, start, end) in [
        ("2027-01-31", "2027-01-01", "2027-01-31"),
        ("2027-02-01", "2027-02-01", "2027-02-28"),
        ("2027-12-31", "2027-12-01", "2027-12-31"),
        ("2031-03-05", "2031-03-01", "2031-03-31"),
    ] {
        hands.turn_to(day);
        for kind in [Subscription, OptionProduct] {
            assert_eq!(
                first(&sandbox, kind, &["planStartDate", "planEndDate"]),
                [start, end],
                "{day}"
            );
        }
    }
}

#[tokio::test]
async fn a_renewal_changes_or_ends_what_is_renewed() {
    let mut change = subscription(1, "STD", "MONTHLY", Some("2027-01-31"));
    change["renewal"] = json!({"subscriptionId": 1, "type": "CHANGE", "productId": "ADV", "plan": "ANNUAL_LICENSE", "licenseCount": 50});
    let mut cancel = subscription(2, "NTA_SL", "MONTHLY", Some("2027-01-31"));
    cancel["renewal"]["type"] = json!("CANCEL");
    let (sandbox, hands) = with_customer(&[
        (Subscription, change),
        (Subscription, cancel),
        (OptionProduct, option_in_use(1, "SSTG2", "SSTG202", "2027-01-31")),
        (OptionProductRenewal, json!({"subscriptionId": 1, "optionProductId": "SSTG2", "subOptionId": "SSTG201", "type": "CHANGE"})),
        (OptionProduct, option_in_use(2, "QTA_M1", "X", "2027-01-31")),
    ])
    .await;
    hands.turn_to("2027-02-01");
    assert_eq!(
        (
            count(&sandbox, Subscription),
            count(&sandbox, OptionProduct)
        ),
        (1, 1)
    );
    assert_eq!(
        first(
            &sandbox,
            Subscription,
            &[
                "productId",
                "plan",
                "licenseCount",
                "planEndDate",
                "renewal"
            ]
        ),
        [
            json!("ADV"),
            json!("ANNUAL_LICENSE"),
            json!(50),
            json!("2028-01-31"),
            json!({"subscriptionId": 1, "type": "STAY", "productId": "ADV", "plan": "ANNUAL_LICENSE", "licenseCount": 50}),
        ]
    );
    assert_eq!(
        first(
            &sandbox,
            OptionProduct,
            &["subOptionId", "plan", "planEndDate"]
        ),
        ["SSTG201", "ANNUAL_LICENSE", "2028-01-31"]
    );
    assert_eq!(count(&sandbox, OptionProductRenewal), 0);
}

#[tokio::test]
async fn a_trial_is_suspended_and_after_its_grace_gone() {
    let mut state = State::empty();
    state
        .put(
            7,
            Subscription,
            subscription(1, "STD_T", "TRIAL", Some("2027-01-31")),
        )
        .put(
            7,
            OptionProduct,
            option_in_use(1, "DRV", "DRV00", "2027-01-31"),
        )
        .set_grace_end(7, 1, date(2027, 2, 10));
    let (sandbox, hands) = with_customer(&[]).await;
    sandbox.set_state(state);
    for (day, subscriptions, status) in [
        ("2027-01-31", 1, "ACTIVE"),
        ("2027-02-01", 1, "SUSPENDED_TRIALEND"),
        ("2027-02-10", 1, "SUSPENDED_TRIALEND"),
        ("2027-02-11", 0, ""),
    ] {
        hands.turn_to(day);
        assert_eq!(count(&sandbox, Subscription), subscriptions, "{day}");
        assert_eq!(count(&sandbox, OptionProduct), subscriptions, "{day}");
        if subscriptions > 0 {
            assert_eq!(
                first(&sandbox, Subscription, &["status"]),
                [status],
                "{day}"
            );
        }
    }
}

#[tokio::test]
async fn a_trial_goes_paid_on_its_day_and_its_options_with_it() {
    let (sandbox, hands) = with_customer(&[
        (Subscription, subscription(1, "STD_T", "TRIAL", Some("2027-01-31"))),
        (
            SubscriptionReservation,
            json!({"subscriptionId": 1, "type": "START_PAID_SERVICE", "applyDate": "2027-01-20", "plan": "ANNUAL_LICENSE", "licenseCount": 9}),
        ),
        (OptionProduct, option_in_use(1, "DRV", "DRV_PS_T", "2027-01-31")),
        (OptionProduct, option_in_use(1, "ACV2", "ACV200", "2027-01-31")),
        (OptionProduct, option_in_use(1, "CST_S", "CST_S00", "2027-01-31")),
        task("ACV2", "ACV200", "CANCEL", "2027-01-20"),
        // The day's task of the base comes first, or storage could not be had.
        task("SSTG2", "SSTG201", "APPLY", "2027-01-20"),
    ])
    .await;
    hands.turn_to("2027-01-20");
    assert_eq!(
        first(
            &sandbox,
            Subscription,
            &["productId", "plan", "licenseCount", "planEndDate", "status"]
        ),
        [
            json!("STD"),
            json!("ANNUAL_LICENSE"),
            json!(9),
            json!("2028-01-19"),
            json!("ACTIVE")
        ]
    );
    assert_eq!(count(&sandbox, SubscriptionReservation), 0);
    assert_eq!(count(&sandbox, OptionProductOrder), 0);
    let state = sandbox.state();
    let options: Vec<_> = state
        .all(7, OptionProduct)
        .unwrap()
        .iter()
        .map(|option| {
            (
                option["subOptionId"].as_str().unwrap(),
                option["plan"].as_str().unwrap(),
                option["planEndDate"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        options,
        [
            ("DRV_PS", "ANNUAL_LICENSE", "2028-01-19"),
            ("CST_S01", "ANNUAL_LICENSE", "2028-01-19"),
            ("SSTG201", "ANNUAL_LICENSE", "2028-01-19"),
        ]
    );
}

#[tokio::test]
async fn licenses_are_added_and_a_subscription_is_cancelled_on_their_days() {
    let mut paid = subscription(1, "STD", "ANNUAL_LICENSE", Some("2027-12-31"));
    paid["licenseCount"] = json!(30);
    let (sandbox, hands) = with_customer(&[
        (Subscription, paid),
        (
            SubscriptionReservation,
            json!({"subscriptionId": 1, "type": "ADD_LICENSE", "applyDate": "2027-01-20", "licenseCount": 12}),
        ),
    ])
    .await;
    hands.turn_to("2027-01-20");
    assert_eq!(first(&sandbox, Subscription, &["licenseCount"]), [42]);
    assert_eq!(
        first(&sandbox, Subscription, &["renewal"])[0]["licenseCount"],
        42
    );
    let mut state = sandbox.state();
    state.put(
        7,
        SubscriptionReservation,
        json!({"subscriptionId": 1, "type": "CANCEL", "applyDate": "2028-01-01"}),
    );
    sandbox.set_state(state);
    hands.turn_to("2027-12-31");
    assert_eq!(count(&sandbox, Subscription), 1);
    hands.turn_to("2028-01-01");
    assert_eq!(count(&sandbox, Subscription), 0);
}

#[tokio::test]
async fn what_was_applied_for_begins_and_the_tasks_for_its_options_know_it() {
    let on_order = json!({
        "subscriptionId": null, "optionProductId": "DRV", "subOptionId": "DRV_PA", "type": "APPLY",
        "quantity": null, "applyDate": "2027-02-01",
    });
    let mut later = on_order.clone();
    later["optionProductId"] = json!("BCT");
    later["subOptionId"] = json!("BCT01");
    later["applyDate"] = json!("2027-02-05");
    let (sandbox, hands) = with_customer(&[
        (
            SubscriptionPreOrder,
            json!({"preOrderId": 5, "productId": "ADV", "applyDate": "2027-02-01", "plan": "ANNUAL_LICENSE", "licenseCount": 3}),
        ),
        (OptionProductOrder, on_order),
        (OptionProductOrder, later),
    ])
    .await;
    hands.turn_to("2027-02-01");
    assert_eq!(count(&sandbox, SubscriptionPreOrder), 0);
    assert_eq!(
        first(
            &sandbox,
            Subscription,
            &[
                "domainId",
                "subscriptionId",
                "productId",
                "licenseCount",
                "planStartDate"
            ]
        ),
        [
            json!(7),
            json!(20001),
            json!("ADV"),
            json!(3),
            json!("2027-02-01")
        ]
    );
    assert_eq!(
        first(
            &sandbox,
            OptionProduct,
            &["subscriptionId", "subOptionId", "planEndDate"]
        ),
        [json!(20001), json!("DRV_PA"), json!("2028-01-31")]
    );
    assert_eq!(
        first(
            &sandbox,
            OptionProductOrder,
            &["subscriptionId", "optionProductId"]
        ),
        [json!(20001), json!("BCT")]
    );
}

#[tokio::test]
async fn tasks_for_options_are_carried_out_and_unknown_ones_left_alone() {
    let mut seats = option_in_use(1, "CST_S", "CST_S01", "2027-12-31");
    seats["quantity"] = json!(5);
    let mut more = task("CST_S", "CST_S01", "CHANGE_QUANTITY", "2027-02-01");
    more.1["quantity"] = json!(50);
    let (sandbox, hands) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "ANNUAL_LICENSE", Some("2027-12-31")),
        ),
        (
            OptionProduct,
            option_in_use(1, "DRV", "DRV00", "2027-02-10"),
        ),
        (
            OptionProduct,
            option_in_use(1, "SSTG2", "SSTG201", "2027-12-31"),
        ),
        (
            OptionProduct,
            option_in_use(1, "ACV2", "ACV201", "2027-12-31"),
        ),
        (OptionProduct, seats),
        task("DRV", "DRV00", "START_PAID_SERVICE", "2027-02-01"),
        task("SSTG2", "SSTG204", "MODIFY", "2027-02-01"),
        task("ACV2", "ACV201", "CANCEL", "2027-02-01"),
        task("BCT", "BCT03", "APPLY", "2027-02-01"),
        more,
        task("CST_M", "CST_M01", "PAUSE", "2027-02-01"),
        task("CST_L", "CST_L01", "APPLY", "2027-02-02"),
    ])
    .await;
    hands.turn_to("2027-02-01");
    let state = sandbox.state();
    let options: Vec<_> = state
        .all(7, OptionProduct)
        .unwrap()
        .iter()
        .map(|option| {
            (
                option["subOptionId"].clone(),
                option["quantity"].clone(),
                option["planEndDate"].clone(),
            )
        })
        .collect();
    let expected = [
        ("DRV01", json!(null)),
        ("SSTG204", json!(null)),
        ("CST_S01", json!(50)),
        ("BCT03", json!(null)),
    ];
    assert_eq!(
        options,
        expected.map(|(sub, quantity)| (json!(sub), quantity, json!("2027-12-31")))
    );
    let left: Vec<_> = state
        .option_product_orders(7)
        .unwrap()
        .iter()
        .map(|it| it["type"].clone())
        .collect();
    assert_eq!(left, ["PAUSE", "APPLY"]);
}

#[tokio::test]
async fn options_in_trial_and_options_for_a_month_end() {
    let (sandbox, hands) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "ANNUAL_LICENSE", Some("2027-12-31")),
        ),
        (
            Subscription,
            subscription(2, "NTA_EP", "ANNUAL", Some("2027-12-31")),
        ),
        (
            OptionProduct,
            option_in_use(1, "DRV", "DRV00", "2027-01-31"),
        ),
        (OptionProduct, option_in_use(2, "QTA_O1", "X", "2027-01-31")),
        (OptionProduct, option_in_use(2, "QTA_M1", "X", "2027-01-31")),
    ])
    .await;
    hands.turn_to("2027-02-01");
    assert_eq!(count(&sandbox, OptionProduct), 1);
    assert_eq!(
        first(&sandbox, OptionProduct, &["optionProductId", "planEndDate"]),
        ["QTA_M1", "2027-12-31"]
    );
}

#[tokio::test]
async fn the_most_users_change_and_a_customer_ends() {
    let (sandbox, hands) = with_customer(&[
        (Customer, json!({"domainId": 7})),
        (
            UsageStatus,
            json!({
                "domainId": 7, "status": "ACTIVE", "memberCount": 3, "maxMemberCount": null,
                "withdrawalDate": "2027-02-01", "renewal": {"maxMemberCount": 50, "applyDate": "2027-01-20"},
            }),
        ),
    ])
    .await;
    hands.turn_to("2027-01-20");
    assert_eq!(
        sandbox.state().all(7, UsageStatus).unwrap()[0].to_string(),
        r#"{"domainId":7,"status":"ACTIVE","memberCount":3,"maxMemberCount":50,"withdrawalDate":"2027-02-01"}"#
    );
    hands.turn_to("2027-02-01");
    assert_eq!(sandbox.state().domain_ids().count(), 0);
}

/// The vendor's examples are tasks of years ago.
#[tokio::test]
async fn only_days_that_pass_while_the_state_is_there_do_anything() {
    let (sandbox, hands) = with_customer(&[]).await;
    let mut state = State::empty();
    for (option, day) in [
        ("ACV2", "2019-08-24"),
        ("DRV", "2027-01-15"),
        ("BCT", "2027-01-16"),
    ] {
        let (resource, task) = task(option, "X", "CANCEL", day);
        state.put(7, resource, task);
    }
    sandbox.set_state(state.clone());
    assert_eq!(count(&sandbox, OptionProductOrder), 3);
    hands.turn_to("2027-01-16");
    assert_eq!(count(&sandbox, OptionProductOrder), 2);
    // A state that is put counts as brought up to the day on which it is put.
    sandbox.set_state(state.clone());
    assert_eq!(count(&sandbox, OptionProductOrder), 3);
    // Days that come once more pass once more.
    hands.turn_to("2027-01-15");
    assert_eq!(count(&sandbox, OptionProductOrder), 3);
    hands.turn_to("2027-01-17");
    assert_eq!(count(&sandbox, OptionProductOrder), 2);
}

#[tokio::test]
async fn a_day_begins_where_the_sandbox_is() {
    let mut state = State::empty();
    let (resource, task) = task("DRV", "DRV01", "CANCEL", "2027-01-16");
    state.put(7, resource, task);
    let hands = crate::support::Hands::at("2027-01-15T14:59:59Z");
    let tokyo = Sandbox::builder().clock(hands.clock()).state(state.clone());
    let tokyo = tokyo.start().await.unwrap();
    let utc = Sandbox::builder().clock(hands.clock()).state(state);
    let utc = utc
        .time_zone(jiff::tz::TimeZone::UTC)
        .start()
        .await
        .unwrap();
    let path = "/partners/customers/7/option-product-orders/DRV";
    assert_eq!(get(&tokyo, path).await.unwrap().status, 200);
    hands.turn(1);
    assert_eq!(get(&tokyo, path).await.unwrap().status, 404);
    assert_eq!(get(&utc, path).await.unwrap().status, 200);
}

/// Years of the demo data, day by day and at once, come to the same.
#[tokio::test]
async fn days_that_pass_one_by_one_or_all_at_once_come_to_the_same() {
    let run = async |step: i64| {
        let hands = crate::support::Hands::at("2026-11-22T03:00:00Z");
        let sandbox = Sandbox::builder()
            .clock(hands.clock())
            .start()
            .await
            .unwrap();
        for _ in 0..(800 / step) {
            hands.turn(86_400 * step);
            sandbox.state();
        }
        let state = sandbox.state();
        assert!(State::from_json(&state.to_json()).unwrap() == state);
        state.to_json()
    };
    let at_once = run(800).await;
    assert!(at_once != State::demo_on(date(2026, 11, 22)).to_json());
    assert!(at_once == run(1).await);
}

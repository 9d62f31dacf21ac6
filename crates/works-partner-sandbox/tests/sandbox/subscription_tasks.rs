//! What is set for later about subscriptions: renewals, scheduled tasks, applications.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use crate::support::{Hands, all_refused, get, send, subscription, with_customer};
use serde_json::{Value, json};
use works_partner_sandbox::Resource::{Subscription, SubscriptionReservation};
use works_partner_sandbox::{Sandbox, State};

const ALL: &str = "/partners/customers/7/subscriptions";

#[tokio::test]
async fn a_renewal_is_the_vendors_example_to_the_byte() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let before = sandbox.state();
    let path = "/partners/customers/10000001/subscriptions/0/renewal";
    let example = r#"{"subscriptionId":0,"type":"STAY","productId":"STD","plan":"MONTHLY","licenseCount":1000000}"#;
    get(&sandbox, path).await.unwrap().is(200, example);
    send(&sandbox, &format!("PATCH {path}"), json!({"type": "STAY"}))
        .await
        .is(200, example);
    assert_eq!(sandbox.state(), before);
}

#[tokio::test]
async fn a_renewal_is_changed_as_asked_and_stays_as_it_is_otherwise() {
    let (sandbox, _) = with_customer(&[(
        Subscription,
        subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
    )])
    .await;
    let patch = format!("PATCH {ALL}/1/renewal");
    for (body, renewal) in [
        (
            json!({"type": "CHANGE", "productId": "ADV"}),
            json!({"subscriptionId": 1, "type": "CHANGE", "productId": "ADV", "plan": "MONTHLY"}),
        ),
        (
            json!({"type": "CHANGE", "plan": "ANNUAL_LICENSE", "licenseCount": 50}),
            json!({"subscriptionId": 1, "type": "CHANGE", "productId": "STD", "plan": "ANNUAL_LICENSE", "licenseCount": 50}),
        ),
        (
            json!({"type": "CANCEL"}),
            json!({"subscriptionId": 1, "type": "CANCEL", "productId": "STD", "plan": "MONTHLY"}),
        ),
        (
            json!({"type": "STAY", "productId": "STD", "plan": "MONTHLY"}),
            json!({"subscriptionId": 1, "type": "STAY", "productId": "STD", "plan": "MONTHLY"}),
        ),
    ] {
        let answer = send(&sandbox, &patch, body).await;
        answer.is(200, &renewal.to_string());
        let subscription = send(&sandbox, &format!("GET {ALL}/1"), Value::Null).await;
        assert_eq!(subscription.json().unwrap()["renewal"], renewal);
    }
}

#[tokio::test]
async fn a_renewal_that_cannot_be_is_refused() {
    let (sandbox, _) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
        ),
        (
            Subscription,
            subscription(2, "STD_T", "TRIAL", Some("2027-01-31")),
        ),
        (Subscription, subscription(3, "FR", "FREE", None)),
    ])
    .await;
    let patch = format!("PATCH {ALL}/1/renewal");
    let invalid = |body: Value, words| (patch.as_str(), body, 400, "INVALID_PARAMETER", words);
    let (trial, free) = (
        format!("PATCH {ALL}/2/renewal"),
        format!("PATCH {ALL}/3/renewal"),
    );
    let (trials, frees) = (
        format!("GET {ALL}/2/renewal"),
        format!("GET {ALL}/3/renewal"),
    );
    all_refused(
        &sandbox,
        &[
            invalid(json!({}), "type is missing"),
            invalid(json!({"type": "GO"}), "STAY, CHANGE, CANCEL"),
            invalid(
                json!({"type": "CHANGE", "productId": "STD_T"}),
                "a paid product",
            ),
            invalid(
                json!({"type": "CHANGE", "plan": "FREE"}),
                "a paid contract type",
            ),
            invalid(json!({"type": "CHANGE", "plan": "ANNUAL"}), "STD can have"),
            invalid(
                json!({"type": "CHANGE", "licenseCount": 1000001}),
                "licenseCount",
            ),
            invalid(
                json!({"type": "STAY", "productId": "ADV"}),
                "only CHANGE changes it",
            ),
            invalid(
                json!({"type": "STAY", "plan": "ANNUAL_LICENSE"}),
                "only CHANGE changes it",
            ),
            (
                &trial,
                json!({"type": "STAY"}),
                400,
                "BAD_REQUEST",
                "not renewed",
            ),
            (
                &free,
                json!({"type": "STAY"}),
                400,
                "BAD_REQUEST",
                "not renewed",
            ),
            (&trials, Value::Null, 404, "NOT_FOUND", "Renewal not found"),
            (&frees, Value::Null, 404, "NOT_FOUND", "Renewal not found"),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_task_is_scheduled_moved_and_withdrawn() {
    let (sandbox, _) = with_customer(&[
        (Subscription, subscription(1, "FR", "FREE", None)),
        (
            Subscription,
            subscription(2, "STD_T", "TRIAL", Some("2027-01-31")),
        ),
        (
            Subscription,
            subscription(3, "STD", "ANNUAL_LICENSE", Some("2027-12-31")),
        ),
    ])
    .await;
    for (id, body, task) in [
        (
            1,
            json!({"type": "START_PAID_SERVICE", "applyDate": "2027-02-01", "plan": "MONTHLY", "productId": "ADV"}),
            r#"{"subscriptionId":1,"type":"START_PAID_SERVICE","applyDate":"2027-02-01","plan":"MONTHLY","productId":"ADV"}"#,
        ),
        (
            2,
            json!({"type": "START_PAID_SERVICE", "applyDate": "2027-02-01", "plan": "ANNUAL_LICENSE", "licenseCount": 9}),
            r#"{"subscriptionId":2,"type":"START_PAID_SERVICE","applyDate":"2027-02-01","plan":"ANNUAL_LICENSE","licenseCount":9}"#,
        ),
        (
            3,
            json!({"type": "ADD_LICENSE", "applyDate": "2027-12-31", "licenseCount": 100}),
            r#"{"subscriptionId":3,"type":"ADD_LICENSE","applyDate":"2027-12-31","licenseCount":100}"#,
        ),
    ] {
        let path = format!("{ALL}/{id}/reservation");
        let created = send(&sandbox, &format!("POST {path}"), body.clone()).await;
        created.is(201, task);
        let found = send(&sandbox, &format!("GET {path}"), Value::Null).await;
        found.is(200, task);
        all_refused(
            &sandbox,
            &[(
                &format!("POST {path}"),
                body,
                409,
                "ALREADY_EXIST",
                "is scheduled for the subscription on 2027",
            )],
        )
        .await;
        let date = json!({"applyDate": "2027-01-30"});
        let moved = send(&sandbox, &format!("PATCH {path}"), date).await;
        assert_eq!(moved.json().unwrap()["applyDate"], "2027-01-30");
        let unmoved = send(&sandbox, &format!("PATCH {path}"), json!({})).await;
        assert_eq!(unmoved.body, moved.body);
        let deleted = send(&sandbox, &format!("DELETE {path}"), Value::Null).await;
        assert_eq!(deleted.status, 204);
        let lines = [format!("GET {path}"), format!("DELETE {path}")];
        let gone = lines.each_ref().map(|line| {
            (
                line.as_str(),
                Value::Null,
                404,
                "NOT_FOUND",
                "Scheduled task not found",
            )
        });
        all_refused(&sandbox, &gone).await;
    }
}

#[tokio::test]
async fn a_task_that_cannot_be_is_refused() {
    let (sandbox, _) = with_customer(&[
        (Subscription, subscription(1, "FR", "FREE", None)),
        (
            Subscription,
            subscription(2, "STD_T", "TRIAL", Some("2027-01-31")),
        ),
        (
            Subscription,
            subscription(3, "STD", "MONTHLY", Some("2027-01-31")),
        ),
    ])
    .await;
    let [free, trial, paid] = [1, 2, 3].map(|id| format!("POST {ALL}/{id}/reservation"));
    let start = |plan: Option<&str>, product: Option<&str>| {
        let mut body = json!({"type": "START_PAID_SERVICE", "applyDate": "2027-01-20"});
        for (member, value) in [("plan", plan), ("productId", product)] {
            if let Some(value) = value {
                body[member] = json!(value);
            }
        }
        body
    };
    let add = json!({"type": "ADD_LICENSE", "applyDate": "2027-01-20", "licenseCount": 1});
    let cancel = json!({"type": "CANCEL", "applyDate": "2027-01-20"});
    all_refused(
        &sandbox,
        &[
            (
                &paid,
                json!({}),
                400,
                "INVALID_PARAMETER",
                "applyDate is missing",
            ),
            (
                &paid,
                json!({"type": "CANCEL", "applyDate": "2027-02-30"}),
                400,
                "INVALID_PARAMETER",
                "applyDate is \"2027-02-30\"",
            ),
            (
                &paid,
                json!({"type": "SLEEP", "applyDate": "2027-02-01"}),
                400,
                "INVALID_PARAMETER",
                "type is \"SLEEP\"",
            ),
            (
                &paid,
                start(Some("MONTHLY"), None),
                400,
                "BAD_REQUEST",
                "free and trial",
            ),
            (&paid, add, 400, "BAD_REQUEST", "is licensed by number"),
            (
                &free,
                start(Some("MONTHLY"), None),
                400,
                "MISSING_PARAMETER",
                "productId",
            ),
            (
                &free,
                start(None, Some("STD")),
                400,
                "MISSING_PARAMETER",
                "plan",
            ),
            (
                &free,
                start(Some("ANNUAL"), Some("STD")),
                400,
                "INVALID_PARAMETER",
                "STD can have",
            ),
            (
                &free,
                start(Some("FREE"), Some("STD")),
                400,
                "INVALID_PARAMETER",
                "a paid contract type",
            ),
            (
                &free,
                start(Some("MONTHLY"), Some("ADV_T")),
                400,
                "INVALID_PARAMETER",
                "a paid product",
            ),
            (
                &trial,
                start(Some("MONTHLY"), Some("STD")),
                400,
                "INVALID_PARAMETER",
                "productId is invalid: expected no value",
            ),
            (&trial, start(None, None), 400, "MISSING_PARAMETER", "plan"),
            (
                &free,
                cancel.clone(),
                400,
                "BAD_REQUEST",
                "only a paid product",
            ),
            (&trial, cancel, 400, "BAD_REQUEST", "only a paid product"),
        ],
    )
    .await;
}

/// Every edge, when a task is scheduled and when it is moved.
#[tokio::test]
async fn each_type_of_task_has_its_days() {
    let mut state = State::empty();
    for (id, product, plan, end) in [
        (1, "FR", "FREE", None),
        (2, "STD_T", "TRIAL", Some("2027-01-31")),
        (3, "STD", "ANNUAL_LICENSE", Some("2027-12-31")),
    ] {
        state.put(7, Subscription, subscription(id, product, plan, end));
    }
    state.set_grace_end(7, 2, jiff::civil::date(2027, 2, 10));
    let hands = Hands::at("2027-01-14T15:00:00Z"); // 15 January in Japan
    let sandbox = Sandbox::builder().clock(hands.clock()).rate_limit(None);
    let sandbox = sandbox.start().await.unwrap();
    let start_from_free =
        json!({"type": "START_PAID_SERVICE", "plan": "MONTHLY", "productId": "STD"});
    let start_from_trial = json!({"type": "START_PAID_SERVICE", "plan": "MONTHLY"});
    for (id, task, days) in [
        (
            1,
            start_from_free,
            [
                ("2027-01-15", false),
                ("2027-01-16", true),
                ("2027-03-16", true),
                ("2027-03-17", false),
            ],
        ),
        (
            2,
            start_from_trial,
            [
                ("2027-01-16", true),
                ("2027-02-09", true),
                ("2027-02-10", true),
                ("2027-02-11", false),
            ],
        ),
        (
            3,
            json!({"type": "ADD_LICENSE", "licenseCount": 1}),
            [
                ("2027-01-15", false),
                ("2027-01-16", true),
                ("2027-12-31", true),
                ("2028-01-01", false),
            ],
        ),
        (
            3,
            json!({"type": "CANCEL"}),
            [
                ("2027-01-15", false),
                ("2027-01-16", true),
                ("2028-01-01", true),
                ("2028-01-02", false),
            ],
        ),
    ] {
        let path = format!("{ALL}/{id}/reservation");
        for (day, is_allowed) in days {
            sandbox.set_state(state.clone());
            let mut body = task.clone();
            body["applyDate"] = json!(day);
            let created = send(&sandbox, &format!("POST {path}"), body.clone()).await;
            let expected = if is_allowed { 201 } else { 400 };
            assert_eq!(created.status, expected, "{body} {}", created.body);
            assert!(
                is_allowed || created.body.contains("OUT_OF_RANGE"),
                "{}",
                created.body
            );

            let mut scheduled = state.clone();
            body["subscriptionId"] = json!(id);
            body["applyDate"] = json!("2027-01-20");
            scheduled.put(7, SubscriptionReservation, body.clone());
            sandbox.set_state(scheduled);
            let moved = send(
                &sandbox,
                &format!("PATCH {path}"),
                json!({"applyDate": day}),
            )
            .await;
            let expected = if is_allowed { 200 } else { 400 };
            assert_eq!(moved.status, expected, "{body} to {day}: {}", moved.body);
        }
    }
}

#[tokio::test]
async fn an_application_is_made_moved_and_withdrawn() {
    let (sandbox, _) = with_customer(&[]).await;
    let all = format!("{ALL}/pre-orders");
    send(&sandbox, &format!("GET {all}"), Value::Null)
        .await
        .is(200, r#"{"subscriptionPreOrders":[]}"#);
    let body = json!({"applyDate": "2027-02-15", "plan": "ANNUAL_LICENSE", "productId": "STD", "licenseCount": 10});
    send(&sandbox, &format!("POST {all}"), body).await.is(
        201,
        r#"{"subscriptionPreOrders":[{"preOrderId":1001,"productId":"STD","applyDate":"2027-02-15","plan":"ANNUAL_LICENSE","licenseCount":10}]}"#,
    );
    let other = json!({"applyDate": "2027-01-16", "productId": "NTA_SL", "licenseCount": null});
    let both = send(&sandbox, &format!("POST {all}"), other).await;
    assert!(
        both.body
            .ends_with(r#"{"preOrderId":1002,"productId":"NTA_SL","applyDate":"2027-01-16"}]}"#)
    );

    let moved = send(
        &sandbox,
        &format!("PATCH {all}/1001"),
        json!({"applyDate": "2027-02-10"}),
    )
    .await;
    assert_eq!(moved.status, 200);
    assert_eq!(
        moved.json().unwrap()["subscriptionPreOrders"][0]["applyDate"],
        "2027-02-10"
    );
    let deleted = send(&sandbox, &format!("DELETE {all}/1001"), Value::Null).await;
    assert_eq!(deleted.status, 204);
    let (patch, delete) = (format!("PATCH {all}/1001"), format!("DELETE {all}/1001"));
    all_refused(
        &sandbox,
        &[
            (
                &patch,
                json!({}),
                404,
                "NOT_FOUND",
                "Scheduled task not found",
            ),
            (
                &delete,
                Value::Null,
                404,
                "NOT_FOUND",
                "Scheduled task not found",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn an_application_that_cannot_be_is_refused() {
    let (sandbox, _) = with_customer(&[]).await;
    let post = format!("POST {ALL}/pre-orders");
    let body = |product: &str, plan: &str, date: &str| json!({"productId": product, "plan": plan, "applyDate": date});
    let invalid = |body: Value, words| (post.as_str(), body, 400, "INVALID_PARAMETER", words);
    all_refused(
        &sandbox,
        &[
            invalid(json!({}), "productId is missing"),
            invalid(body("STD_T", "MONTHLY", "2027-02-01"), "a paid product"),
            invalid(body("FR", "MONTHLY", "2027-02-01"), "a paid product"),
            invalid(body("STD", "TRIAL", "2027-02-01"), "a paid contract type"),
            invalid(body("STD", "ANNUAL", "2027-02-01"), "STD can have"),
            (
                &post,
                body("STD", "ANNUAL_LICENSE", "2027-02-01"),
                400,
                "MISSING_PARAMETER",
                "licenseCount",
            ),
            (
                &post,
                body("STD", "MONTHLY", "2027-01-15"),
                400,
                "OUT_OF_RANGE",
                "2027-01-16 to 2027-02-15",
            ),
            (
                &post,
                body("STD", "MONTHLY", "2027-02-16"),
                400,
                "OUT_OF_RANGE",
                "31 days later",
            ),
        ],
    )
    .await;
    for (product, date) in [("STD", "2027-01-16"), ("ADV", "2027-02-15")] {
        assert_eq!(
            send(&sandbox, &post, body(product, "MONTHLY", date))
                .await
                .status,
            201
        );
    }
    let patch = format!("PATCH {ALL}/pre-orders/1001");
    all_refused(
        &sandbox,
        &[
            (
                &patch,
                json!({"applyDate": "2027-01-15"}),
                400,
                "OUT_OF_RANGE",
                "",
            ),
            (
                &patch,
                json!({"applyDate": "2027-02-16"}),
                400,
                "OUT_OF_RANGE",
                "",
            ),
        ],
    )
    .await;
}

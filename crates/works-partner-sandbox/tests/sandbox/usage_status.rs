//! How many users a customer may have, when that changes, and when the customer ends.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use crate::support::{Hands, all_refused, send, with_customer};
use serde_json::{Value, json};
use works_partner_sandbox::{Resource, Sandbox, State};

const STATUS: &str = "/partners/customers/7/usage-status";
const RENEWAL: &str = "/partners/customers/7/usage-status/renewal";

fn status() -> (Resource, Value) {
    let status = json!({
        "domainId": 7, "status": "ACTIVE", "memberCount": 3, "maxMemberCount": 5,
        "withdrawalDate": null,
    });
    (Resource::UsageStatus, status)
}

/// A sandbox on 15 January 2027 with a customer about whom something is known that no answer shows.
async fn with_facts(facts: Value) -> (Sandbox, Hands) {
    let (sandbox, hands) = with_customer(&[status()]).await;
    let mut state = sandbox.state().to_json();
    state["customers"]["7"]["facts"] = facts;
    sandbox.set_state(State::from_json(&state).unwrap());
    (sandbox, hands)
}

async fn now(sandbox: &Sandbox) -> Value {
    let answer = send(sandbox, &format!("GET {STATUS}"), Value::Null).await;
    answer.json().unwrap()
}

#[tokio::test]
async fn each_of_the_vendors_examples_sets_and_removes_what_it_says() {
    let (sandbox, _) = with_customer(&[status()]).await;
    let patch = format!("PATCH {STATUS}");
    for (body, maximum, end) in [
        (
            json!({"maxMemberCount": 10, "withdrawalDate": "2025-12-31"}),
            "10",
            r#""2025-12-31""#,
        ),
        (
            json!({"maxMemberCount": 10, "withdrawalDate": null}),
            "10",
            "null",
        ),
        (
            json!({"maxMemberCount": null, "withdrawalDate": "2025-12-31"}),
            "null",
            r#""2025-12-31""#,
        ),
        (
            json!({"maxMemberCount": null, "withdrawalDate": null}),
            "null",
            "null",
        ),
        // What is left out stays.
        (json!({"maxMemberCount": 4}), "4", "null"),
        (
            json!({"withdrawalDate": "2027-03-31"}),
            "4",
            r#""2027-03-31""#,
        ),
        (json!({}), "4", r#""2027-03-31""#),
    ] {
        let expected = format!(
            r#"{{"domainId":7,"status":"ACTIVE","memberCount":3,"maxMemberCount":{maximum},"withdrawalDate":{end}}}"#
        );
        send(&sandbox, &patch, body).await.is(200, &expected);
        let got = send(&sandbox, &format!("GET {STATUS}"), Value::Null).await;
        got.is(200, &expected);
    }
    all_refused(
        &sandbox,
        &[
            (
                &patch,
                json!({"maxMemberCount": "4"}),
                400,
                "INVALID_PARAMETER",
                "maxMemberCount",
            ),
            (
                &patch,
                json!({"withdrawalDate": "2027-02-30"}),
                400,
                "INVALID_PARAMETER",
                "withdrawalDate",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_change_of_the_maximum_is_scheduled_moved_and_withdrawn() {
    let (sandbox, _) = with_customer(&[status()]).await;
    let line = |method| format!("{method} {RENEWAL}");
    let created = send(
        &sandbox,
        &line("POST"),
        json!({"applyDate": "2027-02-15", "maxMemberCount": 100}),
    )
    .await;
    created.is(
        201,
        r#"{"domainId":7,"status":"ACTIVE","memberCount":3,"maxMemberCount":5,"withdrawalDate":null,"renewal":{"maxMemberCount":100,"applyDate":"2027-02-15"}}"#,
    );
    let again = json!({"applyDate": "2027-02-16"});
    all_refused(
        &sandbox,
        &[(
            &line("POST"),
            again,
            409,
            "ALREADY_EXIST",
            "a change of maxMemberCount to 100 is scheduled for 2027-02-15 already",
        )],
    )
    .await;
    let moved = send(
        &sandbox,
        &line("PATCH"),
        json!({"applyDate": "2027-02-20", "maxMemberCount": 7}),
    )
    .await;
    assert_eq!(moved.status, 200);
    assert_eq!(
        moved.json().unwrap()["renewal"],
        json!({"maxMemberCount": 100, "applyDate": "2027-02-20"})
    );
    let deleted = send(&sandbox, &line("DELETE"), Value::Null).await;
    assert_eq!((deleted.status.as_u16(), deleted.body.as_str()), (204, ""));
    assert_eq!(now(&sandbox).await.get("renewal"), None);
    all_refused(
        &sandbox,
        &[
            (
                &line("DELETE"),
                Value::Null,
                404,
                "NOT_FOUND",
                "scheduled change",
            ),
            (
                &line("PATCH"),
                json!({"applyDate": "2027-02-20"}),
                404,
                "NOT_FOUND",
                "scheduled change",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_change_is_for_a_day_from_tomorrow_to_a_year_from_now() {
    for (today, date, is_allowed) in [
        ("2027-01-15", "2027-01-14", false),
        ("2027-01-15", "2027-01-15", false),
        ("2027-01-15", "2027-01-16", true),
        ("2027-01-15", "2028-01-15", true),
        ("2027-01-15", "2028-01-16", false),
        // No page says when a year from 29 February is.
        ("2028-02-29", "2029-03-01", true),
        ("2028-02-29", "2029-03-02", false),
    ] {
        let (sandbox, hands) = with_customer(&[status()]).await;
        hands.turn_to(today);
        let post = format!("POST {RENEWAL}");
        let patch = format!("PATCH {RENEWAL}");
        let body = json!({"applyDate": date});
        if is_allowed {
            assert_eq!(
                send(&sandbox, &post, body.clone()).await.status,
                201,
                "{date}"
            );
            assert_eq!(send(&sandbox, &patch, body).await.status, 200, "{date}");
        } else {
            let range = "one year from today";
            for line in [&post, &patch] {
                all_refused(
                    &sandbox,
                    &[(line, body.clone(), 400, "OUT_OF_RANGE", range)],
                )
                .await;
            }
        }
    }
}

#[tokio::test]
async fn a_change_has_a_date_and_a_number_or_none() {
    let (sandbox, _) = with_customer(&[status()]).await;
    let line = format!("POST {RENEWAL}");
    let body = |maximum: Value| json!({"applyDate": "2027-02-01", "maxMemberCount": maximum});
    all_refused(
        &sandbox,
        &[
            (
                &line,
                json!({"maxMemberCount": 5}),
                400,
                "INVALID_PARAMETER",
                "applyDate is missing",
            ),
            (
                &line,
                json!({"applyDate": "2027-2-1"}),
                400,
                "INVALID_PARAMETER",
                "applyDate",
            ),
            (
                &line,
                body(json!(1_000_001)),
                400,
                "INVALID_PARAMETER",
                "maxMemberCount",
            ),
            (
                &line,
                body(json!(1.5)),
                400,
                "INVALID_PARAMETER",
                "maxMemberCount",
            ),
        ],
    )
    .await;
    for maximum in [json!(1_000_000), Value::Null] {
        let created = send(&sandbox, &line, body(maximum.clone())).await;
        assert_eq!(
            created.json().unwrap()["renewal"]["maxMemberCount"],
            maximum
        );
        send(&sandbox, &format!("DELETE {RENEWAL}"), Value::Null).await;
    }
}

#[tokio::test]
async fn a_maximum_that_is_set_takes_the_place_of_one_that_is_scheduled() {
    for (body, is_kept) in [
        (json!({"maxMemberCount": 9}), false),
        (json!({"maxMemberCount": null}), false),
        (json!({"withdrawalDate": "2027-05-01"}), true),
    ] {
        let (sandbox, _) = with_customer(&[status()]).await;
        send(
            &sandbox,
            &format!("POST {RENEWAL}"),
            json!({"applyDate": "2027-02-15"}),
        )
        .await;
        let patched = send(&sandbox, &format!("PATCH {STATUS}"), body).await;
        assert_eq!(patched.json().unwrap().get("renewal").is_some(), is_kept);
    }
}

#[tokio::test]
async fn a_change_takes_effect_on_its_day() {
    let (sandbox, hands) = with_customer(&[status()]).await;
    let body = json!({"applyDate": "2027-02-15", "maxMemberCount": 100});
    send(&sandbox, &format!("POST {RENEWAL}"), body).await;
    hands.turn_to("2027-02-14");
    assert_eq!(now(&sandbox).await["maxMemberCount"], 5);
    hands.turn_to("2027-02-15");
    let changed = now(&sandbox).await;
    assert_eq!(changed["maxMemberCount"], 100);
    assert_eq!(changed.get("renewal"), None);
}

#[tokio::test]
async fn a_customer_ends_on_its_day() {
    let (sandbox, hands) = with_customer(&[status()]).await;
    send(
        &sandbox,
        &format!("PATCH {STATUS}"),
        json!({"withdrawalDate": "2027-03-31"}),
    )
    .await;
    hands.turn_to("2027-03-30");
    assert_eq!(now(&sandbox).await["status"], "ACTIVE");
    hands.turn_to("2027-03-31");
    let denied = [(
        &*format!("GET {STATUS}"),
        Value::Null,
        403,
        "ACCESS_DENIED",
        "denied",
    )];
    all_refused(&sandbox, &denied).await;
    assert_eq!(sandbox.state().domain_ids().count(), 0);
}

#[tokio::test]
async fn a_customer_that_ever_had_a_paid_app_is_suspended_on_its_day_and_gone_later() {
    let (sandbox, hands) = with_facts(json!({"hadPaidApp": true})).await;
    let patch = format!("PATCH {STATUS}");
    send(&sandbox, &patch, json!({"withdrawalDate": "2027-03-25"})).await;
    hands.turn_to("2027-03-26");
    let suspended = now(&sandbox).await;
    assert_eq!(suspended["status"], "SUSPENDED_WITHDRAWAL");
    assert_eq!(suspended["withdrawalDate"], "2027-05-02");
    // It cannot be undone.
    for end in [Value::Null, json!("2027-12-31")] {
        let body = json!({"withdrawalDate": end});
        all_refused(
            &sandbox,
            &[(&patch, body, 400, "BAD_REQUEST", "cannot be undone")],
        )
        .await;
    }
    hands.turn_to("2027-05-01");
    assert_eq!(now(&sandbox).await["status"], "SUSPENDED_WITHDRAWAL");
    hands.turn_to("2027-05-02");
    assert_eq!(
        send(&sandbox, &format!("GET {STATUS}"), Value::Null)
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn a_long_time_that_passes_at_once_passes_day_by_day() {
    let (sandbox, hands) = with_facts(json!({"hadPaidApp": true})).await;
    send(
        &sandbox,
        &format!("PATCH {STATUS}"),
        json!({"withdrawalDate": "2027-03-10"}),
    )
    .await;
    hands.turn_to("2027-04-02");
    assert_eq!(sandbox.state().domain_ids().count(), 0);
}

#[tokio::test]
async fn the_partner_itself_is_given_no_end() {
    let (sandbox, _) = with_facts(json!({"isPartnerDomain": true})).await;
    let patch = format!("PATCH {STATUS}");
    let body = json!({"withdrawalDate": "2027-05-01", "maxMemberCount": 9});
    let refused = [(&*patch, body, 400, "BAD_REQUEST", "partner's own domain")];
    all_refused(&sandbox, &refused).await;
    let none = json!({"withdrawalDate": null, "maxMemberCount": 9});
    assert_eq!(send(&sandbox, &patch, none).await.status, 200);
}

#[tokio::test]
async fn a_customer_without_a_usage_status_has_none() {
    let (sandbox, _) = with_customer(&[]).await;
    let date = json!({"applyDate": "2027-02-01"});
    for (method, path, body) in [
        ("GET", STATUS, Value::Null),
        ("PATCH", STATUS, json!({})),
        ("POST", RENEWAL, date.clone()),
        ("PATCH", RENEWAL, date),
        ("DELETE", RENEWAL, Value::Null),
    ] {
        let line = format!("{method} {path}");
        all_refused(&sandbox, &[(&line, body, 404, "NOT_FOUND", "Usage status")]).await;
    }
}

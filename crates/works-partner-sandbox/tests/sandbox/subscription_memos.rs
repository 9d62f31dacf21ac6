//! What a partner notes with a subscription.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use crate::support::{all_refused, send, subscription, with_customer};
use serde_json::{Value, json};
use works_partner_sandbox::Resource::{Subscription, SubscriptionMemo};

const ALL: &str = "/partners/customers/7/subscription-memos";

#[tokio::test]
async fn a_memo_is_put_replaced_and_deleted() {
    let base = subscription(21, "STD", "MONTHLY", None);
    let (sandbox, _) = with_customer(&[(Subscription, base)]).await;
    let put = format!("PUT {ALL}/21");
    for (body, code, memo) in [
        (
            json!({"customerCode": "C-1", "memo": "m"}),
            r#""C-1""#,
            r#""m""#,
        ),
        // What is left out is null.
        (json!({"memo": "更新は5月"}), "null", r#""更新は5月""#),
        (
            json!({"customerCode": "C-2", "memo": null}),
            r#""C-2""#,
            "null",
        ),
    ] {
        let expected =
            format!(r#"{{"domainId":7,"subscriptionId":21,"customerCode":{code},"memo":{memo}}}"#);
        send(&sandbox, &put, body).await.is(200, &expected);
        let list = send(&sandbox, &format!("GET {ALL}"), Value::Null).await;
        list.is(200, &format!(r#"{{"subscriptionMemos":[{expected}]}}"#));
    }
    let delete = format!("DELETE {ALL}/21");
    let deleted = send(&sandbox, &delete, Value::Null).await;
    assert_eq!((deleted.status.as_u16(), deleted.body.as_str()), (204, ""));
    let list = send(&sandbox, &format!("GET {ALL}"), Value::Null).await;
    list.is(200, r#"{"subscriptionMemos":[]}"#);
    all_refused(
        &sandbox,
        &[(&delete, Value::Null, 404, "NOT_FOUND", "memo")],
    )
    .await;
}

#[tokio::test]
async fn a_memo_is_for_a_subscription_in_use_and_says_something() {
    let base = subscription(21, "STD", "MONTHLY", None);
    let memo = json!({"domainId": 7, "subscriptionId": 21, "customerCode": "C", "memo": null});
    let (sandbox, _) = with_customer(&[(Subscription, base), (SubscriptionMemo, memo)]).await;
    let put = format!("PUT {ALL}/21");
    let bad = "INVALID_PARAMETER";
    all_refused(
        &sandbox,
        &[
            (&put, json!({}), 400, "MISSING_PARAMETER", "at least one of"),
            (
                &put,
                json!({"customerCode": null, "memo": null}),
                400,
                "MISSING_PARAMETER",
                "at least one of",
            ),
            (
                &put,
                json!({"customerCode": "社".repeat(201)}),
                400,
                bad,
                "customerCode",
            ),
            (&put, json!({"memo": "社".repeat(701)}), 400, bad, "memo"),
            (&put, json!({"memo": 7}), 400, bad, "memo"),
            (
                &format!("PUT {ALL}/22"),
                json!({"memo": "m"}),
                404,
                "NOT_FOUND",
                "Subscription",
            ),
            (
                &format!("PUT {ALL}/x"),
                json!({"memo": "m"}),
                404,
                "NOT_FOUND",
                "Subscription",
            ),
            (
                &format!("DELETE {ALL}/22"),
                Value::Null,
                404,
                "NOT_FOUND",
                "memo",
            ),
        ],
    )
    .await;
    let longest = json!({"customerCode": "社".repeat(200), "memo": "社".repeat(700)});
    assert_eq!(send(&sandbox, &put, longest).await.status, 200);
}

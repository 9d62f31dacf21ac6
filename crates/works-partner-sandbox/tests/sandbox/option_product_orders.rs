//! The operations: what a customer's scheduled tasks look like on the wire.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use crate::support::{
    Answer, Outcome, all_refused, get, listed, option_in_use, request, send, subscription,
    with_customer,
};
use reqwest::Method;
use serde_json::{Value, json};
use works_partner_api::types::{OptionProductId, OptionProductOrderType};
use works_partner_sandbox::Resource::{
    OptionProduct, OptionProductOrder, Subscription, SubscriptionPreOrder, SubscriptionReservation,
};
use works_partner_sandbox::{Resource, Sandbox, State};

#[tokio::test]
async fn one_task_is_the_vendors_example_to_the_byte() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    get(
        &sandbox,
        "/partners/customers/10000001/option-product-orders/ACV2",
    )
    .await?
    .is(
        200,
        r#"{"subscriptionId":0,"optionProductId":"ACV2","subOptionId":"ACV201","type":"APPLY","quantity":null,"applyDate":"2019-08-24"}"#,
    );
    Ok(())
}

#[tokio::test]
async fn a_list_is_the_vendors_example_to_the_byte() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    get(&sandbox, "/partners/customers/10000002/option-product-orders")
        .await?
        .is(
            200,
            concat!(
                r#"{"optionProductOrders":["#,
                r#"{"subscriptionId":0,"optionProductId":"ACV2","subOptionId":"ACV201","type":"APPLY","quantity":null,"applyDate":"2021-11-01"},"#,
                r#"{"subscriptionId":0,"optionProductId":"SSTG2","subOptionId":"SSTG202","type":"APPLY","quantity":null,"applyDate":"2021-11-01"}"#,
                r#"]}"#,
            ),
        );
    Ok(())
}

#[tokio::test]
async fn a_customer_without_tasks_has_an_empty_list() -> Outcome {
    let mut state = State::empty();
    state.add_customer(7);
    let sandbox = Sandbox::builder().state(state).start().await?;

    get(&sandbox, "/partners/customers/7/option-product-orders")
        .await?
        .is(200, r#"{"optionProductOrders":[]}"#);
    Ok(())
}

#[tokio::test]
async fn a_task_is_sent_as_it_was_put_whatever_it_says() -> Outcome {
    let mut state = State::empty();
    state.put_option_product_order(
        7,
        json!({
            "zebra": {"nested": [1.5, null, true]},
            "optionProductId": "BCT",
            "big": i64::MAX,
            "bigger": u64::MAX,
            "subOptionId": "日本語 \u{1F600} \"quoted\"",
        }),
    );
    let sandbox = Sandbox::builder().state(state).start().await?;

    get(&sandbox, "/partners/customers/7/option-product-orders/BCT")
        .await?
        .is(
            200,
            "{\"zebra\":{\"nested\":[1.5,null,true]},\"optionProductId\":\"BCT\",\"big\":9223372036854775807,\"bigger\":18446744073709551615,\"subOptionId\":\"日本語 \u{1F600} \\\"quoted\\\"\"}",
        );
    Ok(())
}

#[tokio::test]
async fn a_task_replaces_the_one_for_the_same_option() -> Outcome {
    let mut state = State::empty();
    state
        .put_option_product_order(7, json!({"optionProductId": "DRV", "type": "APPLY"}))
        .put_option_product_order(7, json!({"optionProductId": "BCT", "type": "APPLY"}))
        .put_option_product_order(7, json!({"optionProductId": "DRV", "type": "CANCEL"}))
        .put_option_product_order(8, json!({"optionProductId": "BCT", "type": "MODIFY"}));
    let sandbox = Sandbox::builder().state(state).start().await?;

    get(&sandbox, "/partners/customers/7/option-product-orders")
        .await?
        .is(
            200,
            r#"{"optionProductOrders":[{"optionProductId":"DRV","type":"CANCEL"},{"optionProductId":"BCT","type":"APPLY"}]}"#,
        );
    Ok(())
}

#[tokio::test]
async fn a_task_for_an_option_outside_the_allowed_values_is_listed() -> Outcome {
    let mut state = State::empty();
    state
        .put_option_product_order(7, json!({"optionProductId": "NEW"}))
        .put_option_product_order(7, json!({"type": "APPLY"}))
        .put_option_product_order(7, json!("not even an object"));
    let sandbox = Sandbox::builder().state(state).start().await?;

    get(&sandbox, "/partners/customers/7/option-product-orders")
        .await?
        .is(
            200,
            r#"{"optionProductOrders":[{"optionProductId":"NEW"},{"type":"APPLY"},"not even an object"]}"#,
        );
    Ok(())
}

#[tokio::test]
async fn path_parameters_are_percent_decoded_and_a_query_is_ignored() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    for path in [
        "/partners/customers/1000000%31/option-product-orders/%41CV2",
        "/partners/customers/10000001/option-product-orders/ACV2?optionProductId=DRV&%FF",
    ] {
        let answer = get(&sandbox, path).await?;
        assert_eq!(answer.json()?["subOptionId"], "ACV201", "{path}");
    }
    Ok(())
}

const POST: &str = "POST /partners/customers/7/option-product-orders";
const DRIVE: &str = "/partners/customers/7/option-product-orders/DRV";

#[tokio::test]
async fn a_task_that_is_posted_is_answered_listed_changed_and_deleted() {
    let (sandbox, _) = with_customer(&[(
        Subscription,
        subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
    )])
    .await;
    let task = |day: &str, sub_option: &str| {
        format!(
            r#"{{"subscriptionId":1,"optionProductId":"DRV","subOptionId":"{sub_option}","type":"APPLY","quantity":null,"applyDate":"{day}"}}"#
        )
    };
    let body = json!({"optionProductId": "DRV", "subOptionId": "DRV00", "type": "APPLY", "applyDate": "2027-01-20", "x": 1});
    let created = send(&sandbox, POST, body.clone()).await;
    created.is(201, &task("2027-01-20", "DRV00"));
    let list = send(
        &sandbox,
        "GET /partners/customers/7/option-product-orders",
        Value::Null,
    )
    .await;
    list.is(
        200,
        &format!(r#"{{"optionProductOrders":[{}]}}"#, created.body),
    );
    all_refused(
        &sandbox,
        &[(POST, body, 409, "ALREADY_EXIST", "APPLY of DRV00 is scheduled for DRV on 2027-01-20 already: change it with update_option_product_order")],
    )
    .await;

    let patch = format!("PATCH {DRIVE}");
    for (body, day, sub_option) in [
        (json!({"applyDate": "2027-02-01"}), "2027-02-01", "DRV00"),
        (json!({"subOptionId": "DRV01"}), "2027-02-01", "DRV01"),
        (json!({}), "2027-02-01", "DRV01"),
    ] {
        send(&sandbox, &patch, body)
            .await
            .is(200, &task(day, sub_option));
    }
    let sub_option_of_another = json!({"subOptionId": "BCT01"});
    all_refused(
        &sandbox,
        &[(
            &patch,
            sub_option_of_another,
            400,
            "INVALID_PARAMETER",
            "a sub-option of DRV",
        )],
    )
    .await;

    let delete = format!("DELETE {DRIVE}");
    let deleted = send(&sandbox, &delete, Value::Null).await;
    assert_eq!((deleted.status.as_u16(), deleted.body.as_str()), (204, ""));
    let not_found = |line, body| (line, body, 404, "NOT_FOUND", "Scheduled task not found");
    all_refused(
        &sandbox,
        &[
            not_found(&*delete, Value::Null),
            not_found(&patch, json!({})),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_cannot_be_a_task_changes_nothing() -> Outcome {
    const TOO_LARGE: &str =
        r#"{"code":"LIMIT_EXCEEDED","description":"The request body is too large"}"#;
    const DENIED: &str = r#"{"code":"ACCESS_DENIED","description":"Access is denied."}"#;
    const BAD_ID: &str =
        r#"{"code":"INVALID_PARAMETER","description":"domainId is invalid: expected an integer"}"#;
    let missing = format!(
        r#"{{"code":"INVALID_PARAMETER","description":"optionProductId is missing: expected one of {}; type is missing: expected one of {}; applyDate is missing: expected a date of the form YYYY-MM-DD"}}"#,
        listed::<OptionProductId>(),
        listed::<OptionProductOrderType>(),
    );
    const GOOD: &str = r#"{"optionProductId":"DRV","type":"APPLY","applyDate":"2026-12-01"}"#;
    let sandbox = Sandbox::builder().start().await?;
    let before = sandbox.state();
    let large = format!("{{}}{}", " ".repeat(1 << 20));
    for (domain_id, body, status, answer) in [
        ("10000001", "{}", 400, missing.as_str()),
        ("10000001", &large, 400, TOO_LARGE),
        ("99999999", GOOD, 403, DENIED),
        ("99999999", "{}", 400, missing.as_str()),
        ("x", "", 400, BAD_ID),
    ] {
        let path = format!("/partners/customers/{domain_id}/option-product-orders");
        let post = request(&sandbox, Method::POST, &path)?
            .header("Content-Type", "application/json")
            .body(body.to_owned());
        Answer::of(post.send().await?).await?.is(status, answer);
    }
    assert_eq!(sandbox.state(), before);
    assert_eq!(sandbox.requests().len(), 5);
    Ok(())
}

/// A task for an option, with what a case says.
fn task(option: &str, sub_option: &str, kind: &str, day: &str) -> Value {
    json!({"optionProductId": option, "subOptionId": sub_option, "type": kind, "applyDate": day})
}

fn reservation(kind: &str, day: &str) -> (Resource, Value) {
    (
        SubscriptionReservation,
        json!({"subscriptionId": 1, "type": kind, "applyDate": day, "productId": "STD", "plan": "MONTHLY"}),
    )
}

#[tokio::test]
async fn quantities_are_told_where_options_are_sold_by_them() {
    for (option, product, most) in [
        ("CST_S", "STD", Some(50)),
        ("CST_M", "STD", Some(50)),
        ("CST_L", "STD", Some(50)),
        ("QTA_O1", "NTA_EP", Some(999)),
        ("QTA_O2", "NTA_EP", Some(999)),
        ("QTA_M1", "NTA_EP", Some(999)),
        ("QTA_M2", "NTA_EP", Some(999)),
        ("JP_PPO_O", "JP_PPO_LT", Some(10)),
        ("JP_PPO_M", "JP_PPO_LT", Some(20)),
        ("JP_AIS_O", "JP_AIS_STD", Some(999)),
        ("JP_AIS_M", "JP_AIS_STD", Some(999)),
        ("ACV2", "ADV", None),
        ("ACV3", "ADV", None),
        ("DRV", "STD", None),
        ("SSTG2", "STD", None),
        ("BCT", "STD", None),
    ] {
        let has = [(
            Subscription,
            subscription(1, product, "MONTHLY", Some("2027-01-31")),
        )];
        let (sandbox, _) = with_customer(&has).await;
        let apply = |quantity: Value| json!({"optionProductId": option, "type": "APPLY", "applyDate": "2027-01-20", "quantity": quantity});
        let fine = match most {
            Some(most) => {
                all_refused(
                    &sandbox,
                    &[
                        (
                            POST,
                            apply(Value::Null),
                            400,
                            "MISSING_PARAMETER",
                            "sold by quantity",
                        ),
                        (POST, apply(json!(most + 1)), 400, "OUT_OF_RANGE", "1 to"),
                    ],
                )
                .await;
                apply(json!(most))
            }
            None => {
                let one = (
                    POST,
                    apply(json!(1)),
                    400,
                    "INVALID_PARAMETER",
                    "quantity is invalid",
                );
                all_refused(&sandbox, &[one]).await;
                apply(Value::Null)
            }
        };
        assert_eq!(send(&sandbox, POST, fine).await.status, 201, "{option}");
    }
}

#[tokio::test]
async fn types_of_task_are_refused_where_an_option_has_others() {
    let (sandbox, _) = with_customer(&[
        (
            Subscription,
            subscription(1, "ADV", "MONTHLY", Some("2027-01-31")),
        ),
        (
            OptionProduct,
            option_in_use(1, "ACV2", "ACV201", "2027-01-31"),
        ),
    ])
    .await;
    let other = |option, sub, kind, words| {
        (
            POST,
            task(option, sub, kind, "2027-01-20"),
            400,
            "INVALID_PARAMETER",
            words,
        )
    };
    all_refused(
        &sandbox,
        &[
            other(
                "ACV2",
                "ACV201",
                "MODIFY",
                "one of APPLY, CANCEL, START_PAID_SERVICE for ACV2",
            ),
            other("ACV3", "ACV301", "CHANGE_QUANTITY", "for ACV3"),
            other(
                "SSTG2",
                "SSTG201",
                "START_PAID_SERVICE",
                "one of APPLY, CANCEL, MODIFY",
            ),
        ],
    )
    .await;
    // For the others, no page says.
    let contacts = option_in_use(1, "BCT", "BCT01", "2027-01-31");
    let mut state = sandbox.state();
    sandbox.set_state(state.put(7, OptionProduct, contacts).clone());
    let answer = send(&sandbox, POST, task("BCT", "BCT02", "MODIFY", "2027-02-01")).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
}

/// Whether a task can be scheduled, for every situation that the rules tell apart.
#[tokio::test]
async fn what_can_be_scheduled_depends_on_the_subscription_and_the_option() {
    let paid = || {
        vec![(
            Subscription,
            subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
        )]
    };
    let trial = || {
        vec![(
            Subscription,
            subscription(1, "STD_T", "TRIAL", Some("2027-01-31")),
        )]
    };
    let free = || vec![(Subscription, subscription(1, "FR", "FREE", None))];
    let grace = || {
        vec![(
            Subscription,
            subscription(1, "STD_T", "TRIAL", Some("2027-01-14")),
        )]
    };
    let applied = || {
        let body = json!({"preOrderId": 1, "productId": "STD", "applyDate": "2027-01-20", "plan": "MONTHLY"});
        vec![(SubscriptionPreOrder, body)]
    };
    let and = |mut has: Vec<_>, more: (Resource, Value)| {
        has.push(more);
        has
    };
    let going_paid = || reservation("START_PAID_SERVICE", "2027-01-20");
    let drive = |sub: &str| (OptionProduct, option_in_use(1, "DRV", sub, "2027-02-28"));
    let bad = "BAD_REQUEST";
    let range = "OUT_OF_RANGE";
    for (situation, has, sub, kind, day, refused) in [
        ("paid", paid(), "DRV00", "APPLY", "2027-01-15", Some(range)),
        ("paid", paid(), "DRV00", "APPLY", "2027-01-16", None),
        ("paid", paid(), "DRV01", "APPLY", "2027-02-01", None),
        ("paid", paid(), "DRV01", "APPLY", "2027-02-02", Some(range)),
        ("paid", paid(), "DRV_PA", "APPLY", "2027-01-20", Some(bad)),
        (
            "cancelled",
            and(paid(), reservation("CANCEL", "2027-01-20")),
            "DRV01",
            "APPLY",
            "2027-01-19",
            Some(range),
        ),
        (
            "cancelled",
            and(paid(), reservation("CANCEL", "2027-01-20")),
            "DRV01",
            "APPLY",
            "2027-01-20",
            None,
        ),
        ("trial", trial(), "DRV00", "APPLY", "2027-01-20", None),
        ("trial", trial(), "DRV01", "APPLY", "2027-01-20", Some(bad)),
        (
            "going paid",
            and(trial(), going_paid()),
            "DRV01",
            "APPLY",
            "2027-01-20",
            None,
        ),
        (
            "going paid",
            and(trial(), going_paid()),
            "DRV00",
            "APPLY",
            "2027-01-21",
            Some(range),
        ),
        ("free", free(), "DRV01", "APPLY", "2027-01-20", Some(bad)),
        ("free", free(), "DRV00", "APPLY", "2027-01-20", Some(bad)),
        (
            "free, going paid",
            and(free(), going_paid()),
            "DRV01",
            "APPLY",
            "2027-01-20",
            None,
        ),
        (
            "free, going paid",
            and(free(), going_paid()),
            "DRV01",
            "APPLY",
            "2027-01-19",
            Some(range),
        ),
        ("grace", grace(), "DRV00", "APPLY", "2027-01-20", Some(bad)),
        (
            "applied for",
            applied(),
            "DRV01",
            "APPLY",
            "2027-01-20",
            None,
        ),
        (
            "applied for",
            applied(),
            "DRV01",
            "APPLY",
            "2027-01-21",
            Some(range),
        ),
        ("nothing", vec![], "DRV01", "APPLY", "2027-01-20", Some(bad)),
        (
            "paid, none",
            paid(),
            "DRV01",
            "CANCEL",
            "2027-01-20",
            Some(bad),
        ),
        (
            "paid",
            and(paid(), drive("DRV01")),
            "DRV01",
            "CANCEL",
            "2027-01-15",
            Some(range),
        ),
        (
            "paid",
            and(paid(), drive("DRV01")),
            "DRV01",
            "CANCEL",
            "2027-01-16",
            None,
        ),
        (
            "paid",
            and(paid(), drive("DRV01")),
            "DRV01",
            "CANCEL",
            "2027-03-01",
            None,
        ),
        (
            "paid",
            and(paid(), drive("DRV01")),
            "DRV01",
            "CANCEL",
            "2027-03-02",
            Some(range),
        ),
        (
            "trial",
            and(trial(), drive("DRV00")),
            "DRV00",
            "CANCEL",
            "2027-01-20",
            Some(bad),
        ),
        (
            "going paid",
            and(and(trial(), going_paid()), drive("DRV00")),
            "DRV00",
            "CANCEL",
            "2027-01-20",
            None,
        ),
        (
            "going paid",
            and(and(trial(), going_paid()), drive("DRV00")),
            "DRV00",
            "CANCEL",
            "2027-01-19",
            Some(range),
        ),
        (
            "paid, none",
            paid(),
            "DRV01",
            "START_PAID_SERVICE",
            "2027-01-20",
            Some(bad),
        ),
        (
            "paid option",
            and(paid(), drive("DRV01")),
            "DRV01",
            "START_PAID_SERVICE",
            "2027-01-20",
            Some(bad),
        ),
        (
            "trial option",
            and(paid(), drive("DRV00")),
            "DRV01",
            "START_PAID_SERVICE",
            "2027-03-01",
            None,
        ),
        (
            "trial option",
            and(paid(), drive("DRV00")),
            "DRV01",
            "START_PAID_SERVICE",
            "2027-03-02",
            Some(range),
        ),
        (
            "going paid",
            and(and(trial(), going_paid()), drive("DRV00")),
            "DRV01",
            "START_PAID_SERVICE",
            "2027-01-20",
            None,
        ),
        (
            "going paid",
            and(and(trial(), going_paid()), drive("DRV00")),
            "DRV01",
            "START_PAID_SERVICE",
            "2027-01-21",
            Some(range),
        ),
    ] {
        let (sandbox, _) = with_customer(&has).await;
        let body = task("DRV", sub, kind, day);
        match refused {
            Some(code) => all_refused(&sandbox, &[(POST, body, 400, code, "")]).await,
            None => {
                let answer = send(&sandbox, POST, body.clone()).await;
                assert_eq!(answer.status, 201, "{situation}: {body}: {}", answer.body);
            }
        }
    }
}

/// The days that a task can be moved to, at every edge.
#[tokio::test]
async fn a_task_can_be_moved_within_the_days_of_its_type() {
    let paid = (
        Subscription,
        subscription(1, "STD", "MONTHLY", Some("2027-02-10")),
    );
    let trial = (
        Subscription,
        subscription(1, "STD_T", "TRIAL", Some("2027-01-31")),
    );
    let free = (Subscription, subscription(1, "FR", "FREE", None));
    let going_paid = reservation("START_PAID_SERVICE", "2027-01-20");
    let applied = (
        SubscriptionPreOrder,
        json!({"preOrderId": 1, "productId": "STD", "applyDate": "2027-01-25"}),
    );
    let storage = |end: &str| (OptionProduct, option_in_use(1, "SSTG2", "SSTG202", end));
    for (kind, has, days) in [
        (
            "APPLY",
            vec![paid.clone()],
            [
                ("2027-01-15", false),
                ("2027-01-16", true),
                ("2027-02-11", true),
                ("2027-02-12", false),
            ],
        ),
        (
            "APPLY",
            vec![trial.clone(), going_paid.clone()],
            [
                ("2027-01-15", false),
                ("2027-01-16", true),
                ("2027-02-20", true),
                ("2027-02-21", false),
            ],
        ),
        (
            "APPLY",
            vec![free, going_paid.clone()],
            [
                ("2027-01-15", false),
                ("2027-01-16", true),
                ("2027-03-16", true),
                ("2027-03-17", false),
            ],
        ),
        (
            "APPLY",
            vec![applied],
            [
                ("2027-01-24", false),
                ("2027-01-25", true),
                ("2027-01-26", false),
                ("2027-02-01", false),
            ],
        ),
        (
            "CANCEL",
            vec![paid.clone(), storage("2027-01-31")],
            [
                ("2027-01-15", false),
                ("2027-01-16", true),
                ("2027-02-01", true),
                ("2027-02-02", false),
            ],
        ),
        (
            "CANCEL",
            vec![trial.clone(), going_paid.clone(), storage("2027-01-31")],
            [
                ("2027-01-19", false),
                ("2027-01-20", true),
                ("2027-01-21", false),
                ("2027-02-01", false),
            ],
        ),
        (
            "START_PAID_SERVICE",
            vec![paid.clone(), storage("2027-01-31")],
            [
                ("2027-01-15", false),
                ("2027-01-16", true),
                ("2027-02-01", true),
                ("2027-02-02", false),
            ],
        ),
        (
            "START_PAID_SERVICE",
            vec![trial, going_paid, storage("2027-01-31")],
            [
                ("2027-01-19", false),
                ("2027-01-20", true),
                ("2027-01-21", false),
                ("2027-02-01", false),
            ],
        ),
        // Which contract is meant is not known, so the longer one counts.
        (
            "MODIFY",
            vec![paid.clone(), storage("2027-01-31")],
            [
                ("2027-01-15", false),
                ("2027-01-16", true),
                ("2027-02-11", true),
                ("2027-02-12", false),
            ],
        ),
        (
            "CHANGE_QUANTITY",
            vec![paid.clone(), storage("2027-01-31")],
            [
                ("2027-01-16", false),
                ("2027-02-01", true),
                ("2027-02-02", false),
                ("2027-03-01", false),
            ],
        ),
        (
            "PAUSE",
            vec![paid],
            [
                ("2027-01-01", true),
                ("2027-01-15", true),
                ("2027-02-02", true),
                ("2030-01-01", true),
            ],
        ),
    ] {
        let mut order = task("SSTG2", "SSTG202", kind, "2027-01-18");
        order["subscriptionId"] = json!(1);
        for (day, is_allowed) in days {
            let mut state = State::empty();
            for (resource, body) in &has {
                state.put(7, *resource, body.clone());
            }
            state.put_option_product_order(7, order.clone());
            state.set_grace_end(7, 1, jiff::civil::date(2027, 2, 20));
            let (sandbox, _) = with_customer(&[]).await;
            sandbox.set_state(state);
            let line = "PATCH /partners/customers/7/option-product-orders/SSTG2";
            let body = json!({"applyDate": day});
            if is_allowed {
                let answer = send(&sandbox, line, body).await;
                assert_eq!(answer.status, 200, "{kind} {day} {}", answer.body);
            } else {
                all_refused(&sandbox, &[(line, body, 400, "OUT_OF_RANGE", "applyDate")]).await;
            }
        }
    }
    let (sandbox, _) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
        ),
        (
            OptionProductOrder,
            task("CST_S", "CST_S01", "CHANGE_QUANTITY", "2027-01-18"),
        ),
    ])
    .await;
    let line = "PATCH /partners/customers/7/option-product-orders/CST_S";
    let body = json!({"applyDate": "2027-02-01"});
    all_refused(
        &sandbox,
        &[(
            line,
            body,
            400,
            "BAD_REQUEST",
            "the last month of the contract",
        )],
    )
    .await;
}

//! Options: added, converted, upgraded, cancelled and renewed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use crate::support::{Hands, all_refused, get, option_in_use, send, subscription, with_customer};
use serde_json::{Value, json};
use works_partner_sandbox::Resource::{
    OptionProduct, OptionProductOrder, OptionProductRenewal, Subscription,
};
use works_partner_sandbox::{Sandbox, State};

const ALL: &str = "/partners/customers/7/option-products";
const POST: &str = "POST /partners/customers/7/option-products";

#[tokio::test]
async fn the_vendors_examples_are_answered_to_the_byte() {
    let hands = Hands::at("2021-11-01T00:00:00Z");
    let sandbox = Sandbox::builder()
        .clock(hands.clock())
        .start()
        .await
        .unwrap();
    get(&sandbox, "/partners/customers/10000002/option-products")
        .await
        .unwrap()
        .is(
            200,
            concat!(
                r#"{"optionProducts":["#,
                r#"{"optionProductId":"ACV2","subOptionId":"ACV201","quantity":null,"appliedTime":"2021-11-01T00:00:00.000Z"},"#,
                r#"{"optionProductId":"SSTG2","subOptionId":"SSTG202","quantity":null,"appliedTime":"2021-11-01T00:00:00.000Z"}]}"#,
            ),
        );
    let body = json!({"optionProductId": "SSTG2", "subOptionId": "SSTG202"});
    send(&sandbox, "POST /partners/customers/10000023/option-products", body)
        .await
        .is(
            201,
            r#"{"optionProductId":"SSTG2","subOptionId":"SSTG202","quantity":null,"appliedTime":"2021-11-01T00:00:00.000Z"}"#,
        );
}

#[tokio::test]
async fn an_added_option_has_its_base_and_its_base_s_contract() {
    let order = json!({"subscriptionId": 1, "optionProductId": "DRV", "type": "APPLY", "applyDate": "2027-02-01"});
    let (sandbox, _) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "ANNUAL_LICENSE", Some("2027-12-31")),
        ),
        (
            Subscription,
            subscription(2, "NTA_EP", "MONTHLY", Some("2027-01-31")),
        ),
        (OptionProductOrder, order),
    ])
    .await;
    for (body, option) in [
        (
            json!({"optionProductId": "DRV", "subOptionId": "DRV01"}),
            r#"{"subscriptionId":1,"optionProductId":"DRV","subOptionId":"DRV01","quantity":null,"appliedTime":"2027-01-15T03:00:00.000Z","plan":"ANNUAL_LICENSE","planStartDate":"2027-01-15","planEndDate":"2027-12-31"}"#,
        ),
        (
            json!({"optionProductId": "ACV2", "subOptionId": "ACV200"}),
            r#"{"subscriptionId":1,"optionProductId":"ACV2","subOptionId":"ACV200","quantity":null,"appliedTime":"2027-01-15T03:00:00.000Z","plan":"TRIAL","planStartDate":"2027-01-15","planEndDate":"2027-02-13"}"#,
        ),
        // Which sub-options AiNote has is not known, nor whether this one must be told.
        (
            json!({"optionProductId": "QTA_O1", "subOptionId": "QTA_O1_X", "quantity": 3}),
            r#"{"subscriptionId":2,"optionProductId":"QTA_O1","subOptionId":"QTA_O1_X","quantity":3,"appliedTime":"2027-01-15T03:00:00.000Z","plan":"MONTHLY","planStartDate":"2027-01-15","planEndDate":"2027-02-14"}"#,
        ),
        (
            json!({"optionProductId": "BCT"}),
            r#"{"subscriptionId":1,"optionProductId":"BCT","subOptionId":"BCT01","quantity":null,"appliedTime":"2027-01-15T03:00:00.000Z","plan":"ANNUAL_LICENSE","planStartDate":"2027-01-15","planEndDate":"2027-12-31"}"#,
        ),
    ] {
        assert_eq!(send(&sandbox, POST, body).await.status, 201);
        let state = sandbox.state();
        let last = state.all(7, OptionProduct).unwrap().last().unwrap();
        assert_eq!(last.to_string(), option);
    }
    // What was scheduled for an option that is added is over.
    assert!(sandbox.state().option_product_orders(7).unwrap().is_empty());
    all_refused(
        &sandbox,
        &[(
            POST,
            json!({"optionProductId": "DRV", "subOptionId": "DRV_PS"}),
            409,
            "ALREADY_EXIST",
            "The option already exists",
        )],
    )
    .await;
}

/// Every option with every product, in trial and paid.
#[tokio::test]
async fn an_option_goes_with_the_documented_products() {
    const LINE_WORKS: [&str; 5] = ["FR", "STD_T", "ADV_T", "STD", "ADV"];
    const AI_NOTE: [&str; 5] = ["NTA_FR", "NTA_SL_T", "NTA_SL", "NTA_EP_T", "NTA_EP"];
    for (options, products, fitting) in [
        (
            vec!["ACV2", "DRV", "CST_S", "CST_M", "CST_L"],
            LINE_WORKS,
            vec!["STD_T", "ADV_T", "STD", "ADV"],
        ),
        (vec!["ACV3"], LINE_WORKS, vec!["ADV_T", "ADV"]),
        (vec!["SSTG2", "BCT"], LINE_WORKS, vec!["STD", "ADV"]),
        (
            vec!["QTA_O1", "QTA_M1"],
            AI_NOTE,
            vec!["NTA_SL_T", "NTA_SL", "NTA_EP_T", "NTA_EP"],
        ),
        (
            vec!["QTA_O2", "QTA_M2"],
            AI_NOTE,
            vec!["NTA_EP_T", "NTA_EP"],
        ),
        (
            vec!["JP_PPO_O", "JP_PPO_M"],
            ["ROG_STD", "JP_PPO_LT", "JP_AIS_STD", "STD", "NTA_EP"],
            vec!["JP_PPO_LT"],
        ),
        (
            vec!["JP_AIS_O", "JP_AIS_M"],
            ["ROG_STD", "JP_PPO_LT", "JP_AIS_STD", "STD", "NTA_EP"],
            vec!["JP_AIS_STD"],
        ),
    ] {
        for product in products {
            for option in &options {
                let has = [(
                    Subscription,
                    subscription(1, product, "MONTHLY", Some("2027-12-31")),
                )];
                let (sandbox, _) = with_customer(&has).await;
                let answer = send(&sandbox, POST, json!({"optionProductId": option})).await;
                let expected = if fitting.contains(&product) { 201 } else { 400 };
                assert_eq!(
                    answer.status, expected,
                    "{option} {product} {}",
                    answer.body
                );
            }
        }
    }
}

#[tokio::test]
async fn an_option_that_cannot_be_had_is_refused() {
    let mut suspended = subscription(2, "NTA_SL_T", "TRIAL", Some("2027-01-10"));
    suspended["status"] = json!("SUSPENDED_TRIALEND");
    let (sandbox, _) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD_T", "TRIAL", Some("2027-01-31")),
        ),
        (Subscription, suspended),
    ])
    .await;
    let bad = |option: &str, sub: &str, code, words| {
        (
            POST,
            json!({"optionProductId": option, "subOptionId": sub}),
            400,
            code,
            words,
        )
    };
    all_refused(
        &sandbox,
        &[
            (
                POST,
                json!({}),
                400,
                "INVALID_PARAMETER",
                "optionProductId is missing",
            ),
            bad(
                "DRIVE",
                "DRV00",
                "INVALID_PARAMETER",
                "optionProductId is \"DRIVE\"",
            ),
            bad("DRV", "ACV200", "INVALID_PARAMETER", "one of DRV00, DRV01"),
            bad("DRV", "NEW", "INVALID_PARAMETER", "a sub-option of DRV"),
            bad("DRV", "DRV01", "BAD_REQUEST", "only options in trial"),
            bad(
                "DRV",
                "DRV_PA_T",
                "BAD_REQUEST",
                "DRV_PA_T is not for STD_T",
            ),
            bad(
                "ACV3",
                "ACV300",
                "BAD_REQUEST",
                "ACV3 cannot be had with STD_T",
            ),
            bad("QTA_M1", "X", "BAD_REQUEST", "the grace period"),
            bad(
                "JP_PPO_M",
                "X",
                "BAD_REQUEST",
                "no product that JP_PPO_M goes with",
            ),
        ],
    )
    .await;
    let (advanced, _) = with_customer(&[(
        Subscription,
        subscription(1, "ADV", "MONTHLY", Some("2027-01-31")),
    )])
    .await;
    all_refused(
        &advanced,
        &[bad("DRV", "DRV01", "BAD_REQUEST", "DRV01 is not for ADV")],
    )
    .await;
}

#[tokio::test]
async fn an_option_cancelled_under_an_annual_contract_can_be_had_again_from_the_next_month() {
    let (sandbox, hands) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "ANNUAL_LICENSE", Some("2027-12-31")),
        ),
        (
            OptionProduct,
            option_in_use(1, "DRV", "DRV01", "2027-12-31"),
        ),
    ])
    .await;
    let delete = format!("DELETE {ALL}/DRV");
    assert_eq!(send(&sandbox, &delete, Value::Null).await.status, 204);
    let body = json!({"optionProductId": "DRV", "subOptionId": "DRV01"});
    let order = json!({"optionProductId": "DRV", "subOptionId": "DRV01", "type": "APPLY", "applyDate": "2027-01-31"});
    let orders = "POST /partners/customers/7/option-product-orders";
    all_refused(
        &sandbox,
        &[
            (&delete, Value::Null, 404, "NOT_FOUND", "Option not found"),
            (
                POST,
                body.clone(),
                400,
                "BAD_REQUEST",
                "again from 2027-02-01",
            ),
            (
                orders,
                order.clone(),
                400,
                "BAD_REQUEST",
                "again from 2027-02-01",
            ),
        ],
    )
    .await;
    let mut later = order;
    later["applyDate"] = json!("2027-02-01");
    assert_eq!(send(&sandbox, orders, later).await.status, 201);
    let patch = "PATCH /partners/customers/7/option-product-orders/DRV";
    let sooner = json!({"applyDate": "2027-01-31"});
    all_refused(
        &sandbox,
        &[(patch, sooner, 400, "BAD_REQUEST", "again from 2027-02-01")],
    )
    .await;
    send(
        &sandbox,
        "DELETE /partners/customers/7/option-product-orders/DRV",
        Value::Null,
    )
    .await;

    hands.turn_to("2027-02-01");
    assert_eq!(send(&sandbox, POST, body).await.status, 201);
}

#[tokio::test]
async fn a_trial_goes_paid() {
    let (sandbox, hands) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "ANNUAL_LICENSE", Some("2027-12-31")),
        ),
        (
            OptionProduct,
            option_in_use(1, "DRV", "DRV_PS_T", "2027-01-31"),
        ),
        (
            OptionProduct,
            option_in_use(1, "CST_S", "CST_S00", "2027-01-31"),
        ),
        (
            OptionProduct,
            option_in_use(1, "ACV2", "ACV201", "2027-12-31"),
        ),
    ])
    .await;
    let [drive, seats, archive, contacts] =
        ["DRV", "CST_S", "ACV2", "BCT"].map(|option| format!("POST {ALL}/{option}/paid-service"));
    let invalid = |line, body: Value, words| (line, body, 400, "INVALID_PARAMETER", words);
    all_refused(
        &sandbox,
        &[
            invalid(&*drive, json!({}), "subOptionId is missing"),
            invalid(&drive, json!({"subOptionId": "DRV00"}), "a paid sub-option"),
            invalid(
                &drive,
                json!({"subOptionId": "ACV201"}),
                "a sub-option of DRV",
            ),
            invalid(
                &drive,
                json!({"subOptionId": "DRV01", "quantity": 1}),
                "not sold by quantity",
            ),
            (
                &seats,
                json!({"subOptionId": "CST_S01", "quantity": null}),
                400,
                "MISSING_PARAMETER",
                "sold by quantity",
            ),
            (
                &archive,
                json!({"subOptionId": "ACV201"}),
                400,
                "BAD_REQUEST",
                "not in trial",
            ),
            (
                &contacts,
                json!({"subOptionId": "BCT01"}),
                404,
                "NOT_FOUND",
                "Option not found",
            ),
        ],
    )
    .await;
    let body = json!({"subOptionId": "DRV_PS", "quantity": null});
    send(&sandbox, &drive, body).await.is(
        200,
        r#"{"subscriptionId":1,"optionProductId":"DRV","subOptionId":"DRV_PS","quantity":null,"appliedTime":"2027-01-01T00:00:00.000Z","plan":"ANNUAL_LICENSE","planStartDate":"2027-01-15","planEndDate":"2027-12-31"}"#,
    );
    let body = json!({"subOptionId": "CST_S01", "quantity": 5});
    let seats = send(&sandbox, &seats, body).await.json().unwrap();
    assert_eq!(seats["quantity"], 5);
    drop(hands);
}

#[tokio::test]
async fn storage_and_contacts_are_upgraded_upwards_only() {
    let (sandbox, _) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
        ),
        (
            OptionProduct,
            option_in_use(1, "SSTG2", "SSTG202", "2027-01-31"),
        ),
        (
            OptionProduct,
            option_in_use(1, "BCT", "BCT02", "2027-01-31"),
        ),
        (
            OptionProduct,
            option_in_use(1, "DRV", "DRV01", "2027-01-31"),
        ),
    ])
    .await;
    let [storage, contacts, drive, none] =
        ["SSTG2", "BCT", "DRV", "ACV2"].map(|option| format!("POST {ALL}/{option}/upgrade"));
    let higher = |line, sub: &str| {
        (
            line,
            json!({"subOptionId": sub}),
            400,
            "BAD_REQUEST",
            "is not higher than",
        )
    };
    all_refused(
        &sandbox,
        &[
            higher(&*storage, "SSTG201"),
            higher(&storage, "SSTG202"),
            higher(&contacts, "BCT01"),
            higher(&contacts, "BCT02"),
            (
                &storage,
                json!({"subOptionId": "BCT03"}),
                400,
                "INVALID_PARAMETER",
                "of SSTG2",
            ),
            (
                &storage,
                json!({}),
                400,
                "INVALID_PARAMETER",
                "subOptionId is missing",
            ),
            (
                &none,
                json!({"subOptionId": "ACV201"}),
                404,
                "NOT_FOUND",
                "Option not found",
            ),
        ],
    )
    .await;
    let upgraded = send(&sandbox, &storage, json!({"subOptionId": "SSTG207"})).await;
    assert!(
        upgraded.body.starts_with(
            r#"{"subscriptionId":1,"optionProductId":"SSTG2","subOptionId":"SSTG207","#
        ),
        "{}",
        upgraded.body
    );
    // Which of the others is higher is not documented.
    assert_eq!(
        send(&sandbox, &drive, json!({"subOptionId": "DRV_PS"}))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_renewal_stays_until_it_is_changed() {
    let mut seats = option_in_use(1, "CST_S", "CST_S01", "2027-01-31");
    seats["quantity"] = json!(5);
    let (sandbox, _) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
        ),
        (
            OptionProduct,
            option_in_use(1, "SSTG2", "SSTG202", "2027-01-31"),
        ),
        (OptionProduct, seats),
    ])
    .await;
    let (storage, seats) = (
        format!("{ALL}/SSTG2/renewal"),
        format!("{ALL}/CST_S/renewal"),
    );
    let stay =
        r#"{"subscriptionId":1,"optionProductId":"SSTG2","subOptionId":"SSTG202","type":"STAY"}"#;
    send(&sandbox, &format!("GET {storage}"), Value::Null)
        .await
        .is(200, stay);
    assert!(
        sandbox
            .state()
            .all(7, OptionProductRenewal)
            .unwrap()
            .is_empty()
    );

    // A smaller one is fine here.
    let smaller =
        r#"{"subscriptionId":1,"optionProductId":"SSTG2","subOptionId":"SSTG201","type":"CHANGE"}"#;
    let patch = format!("PATCH {storage}");
    let body = json!({"type": "CHANGE", "subOptionId": "SSTG201"});
    send(&sandbox, &patch, body).await.is(200, smaller);
    send(&sandbox, &format!("GET {storage}"), Value::Null)
        .await
        .is(200, smaller);
    send(&sandbox, &patch, json!({"type": "STAY"}))
        .await
        .is(200, stay);
    send(&sandbox, &format!("PATCH {seats}"), json!({"quantity": 9})).await.is(
        200,
        r#"{"subscriptionId":1,"optionProductId":"CST_S","subOptionId":"CST_S01","type":"CHANGE","quantity":9}"#,
    );

    let invalid = |line, body: Value, words| (line, body, 400, "INVALID_PARAMETER", words);
    let month = ["QTA_O1", "QTA_O2", "JP_PPO_O", "JP_AIS_O"]
        .map(|option| format!("PATCH {ALL}/{option}/renewal"));
    let (none, got) = (
        format!("PATCH {ALL}/DRV/renewal"),
        format!("GET {ALL}/DRV/renewal"),
    );
    let mut calls = vec![
        invalid(&*patch, json!({"type": "GROW"}), "STAY, CHANGE"),
        invalid(
            &patch,
            json!({"subOptionId": "BCT01"}),
            "a sub-option of SSTG2",
        ),
        invalid(&patch, json!({"quantity": 2}), "not sold by quantity"),
        (&*none, json!({}), 404, "NOT_FOUND", "Option not found"),
        (&got, Value::Null, 404, "NOT_FOUND", "Option not found"),
    ];
    calls.extend(
        month
            .iter()
            .map(|line| invalid(line, json!({}), "one month only")),
    );
    all_refused(&sandbox, &calls).await;
}

#[tokio::test]
async fn undocumented_options_are_sent_as_they_were_put() {
    let mut state = State::empty();
    state.put(
        7,
        OptionProduct,
        json!({"optionProductId": "NEW", "since": {"x": 1.5}}),
    );
    let sandbox = Sandbox::builder().state(state).start().await.unwrap();
    send(&sandbox, &format!("GET {ALL}"), Value::Null).await.is(
        200,
        r#"{"optionProducts":[{"optionProductId":"NEW","since":{"x":1.5}}]}"#,
    );
}

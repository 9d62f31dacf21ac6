//! Subscriptions: begun, converted, upgraded and ended at once.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use crate::support::{all_refused, option_in_use, send, subscription, with_customer};
use serde_json::{Value, json};
use works_partner_api::catalog::{PRODUCTS, ProductFacts, Stage};
use works_partner_sandbox::Resource::{
    Customer, OptionProduct, OptionProductOrder, Subscription, SubscriptionReservation, UsageStatus,
};

const ALL: &str = "/partners/customers/7/subscriptions";

#[tokio::test]
async fn a_subscription_that_is_applied_for_is_listed_and_can_be_got() {
    let (sandbox, _) = with_customer(&[]).await;
    let body = json!({"productId": "STD_T", "plan": "TRIAL"});
    let created = send(&sandbox, &format!("POST {ALL}"), body).await;
    created.is(
        201,
        r#"{"domainId":7,"subscriptionId":20001,"productId":"STD_T","plan":"TRIAL","planStartDate":"2027-01-15","planEndDate":"2027-02-13","licenseAssignType":"NONE","licenseCount":null,"status":"ACTIVE","renewal":null}"#,
    );
    let list = send(&sandbox, &format!("GET {ALL}"), Value::Null).await;
    list.is(200, &format!(r#"{{"subscriptions":[{}]}}"#, created.body));
    send(&sandbox, &format!("GET {ALL}/20001"), Value::Null)
        .await
        .is(200, &created.body);
    // Ids do not come again.
    send(&sandbox, &format!("DELETE {ALL}/20001"), Value::Null).await;
    let again = send(
        &sandbox,
        &format!("POST {ALL}"),
        json!({"plan": "FREE_LICENSE"}),
    )
    .await;
    let again = again.json().unwrap();
    assert_eq!(
        (
            &again["subscriptionId"],
            &again["productId"],
            &again["planEndDate"]
        ),
        (&json!(20002), &json!("ROG_FR"), &Value::Null)
    );
}

#[tokio::test]
async fn a_product_and_a_contract_type_must_go_together() {
    let (sandbox, _) = with_customer(&[]).await;
    let post = format!("POST {ALL}");
    let bad = |product: &str, plan: &str, words| {
        let body = json!({"productId": product, "plan": plan});
        (post.as_str(), body, 400, "INVALID_PARAMETER", words)
    };
    all_refused(
        &sandbox,
        &[
            bad("FR", "MONTHLY_LICENSE", "FREE, TRIAL, MONTHLY, "),
            bad("STD_T", "ANNUAL", "STD_T can have"),
            bad("ROG_STD", "MONTHLY", "FREE_LICENSE, "),
            bad("NTA_FR", "TRIAL_LICENSE", "NTA_FR can have"),
            bad("NTA_SL_T", "ANNUAL_LICENSE", "NTA_SL_T can have"),
            bad("FR", "TRIAL", "free, trial or paid as it is"),
            bad("FR", "WEEKLY", "plan is \"WEEKLY\": expected one of"),
            (
                &post,
                json!({"plan": 3}),
                400,
                "INVALID_PARAMETER",
                "plan is 3",
            ),
            (
                &post,
                json!({"productId": "STD", "plan": "MONTHLY"}),
                400,
                "BAD_REQUEST",
                "only after its free or trial product was used",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_paid_product_comes_after_its_trial_and_not_beside_it() {
    let (sandbox, _) = with_customer(&[(
        Subscription,
        subscription(1, "STD_T", "TRIAL", Some("2027-01-31")),
    )])
    .await;
    let post = format!("POST {ALL}");
    let body = json!({"productId": "STD", "plan": "ANNUAL_LICENSE", "licenseCount": 5});
    all_refused(
        &sandbox,
        &[(&post, body.clone(), 400, "BAD_REQUEST", "STD_T is in use")],
    )
    .await;
    // Products of other families are their own matter, and one without a known trial needs none.
    if let Some(untried) = product_without_trial() {
        let other = json!({"productId": untried, "plan": "MONTHLY"});
        assert_eq!(send(&sandbox, &post, other).await.status, 201);
    }

    send(&sandbox, &format!("DELETE {ALL}/1"), Value::Null).await;
    let paid = send(&sandbox, &post, body).await;
    assert_eq!(paid.status, 201);
    assert_eq!(paid.json().unwrap()["planEndDate"], "2028-01-14");
}

/// A paid product in whose family nothing is free or a trial.
fn product_without_trial() -> Option<&'static str> {
    let family = |facts: &ProductFacts| Some(facts.family.as_ref()?.value);
    let is_paid = |facts: &ProductFacts| {
        let stage = facts.stage.as_ref();
        stage.is_some_and(|stage| stage.value == Stage::Paid)
    };
    let is_alone = |facts: &&ProductFacts| {
        let mut of_family = PRODUCTS
            .iter()
            .filter(|other| family(other) == family(facts));
        family(facts).is_some() && of_family.all(is_paid)
    };
    Some(PRODUCTS.iter().find(is_alone)?.id.as_str())
}

#[tokio::test]
async fn going_paid_ends_what_was_scheduled_and_leaves_options_in_trial() {
    let trial = option_in_use(1, "DRV", "DRV00", "2027-01-31");
    let (sandbox, _) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD_T", "TRIAL", Some("2027-01-31")),
        ),
        (
            SubscriptionReservation,
            json!({"subscriptionId": 1, "type": "START_PAID_SERVICE", "applyDate": "2027-01-20"}),
        ),
        (OptionProduct, trial.clone()),
        (UsageStatus, json!({"memberCount": 300})),
    ])
    .await;
    let post = format!("POST {ALL}/1/paid-service");
    let bad = |body: Value, code, words| (post.as_str(), body, 400, code, words);
    all_refused(
        &sandbox,
        &[
            bad(json!({}), "INVALID_PARAMETER", "plan is missing"),
            bad(
                json!({"plan": "TRIAL"}),
                "INVALID_PARAMETER",
                "a paid contract type",
            ),
            bad(
                json!({"plan": "ANNUAL"}),
                "INVALID_PARAMETER",
                "STD can have",
            ),
            bad(
                json!({"plan": "MONTHLY", "productId": "STD"}),
                "INVALID_PARAMETER",
                "productId is invalid: expected no value",
            ),
            bad(
                json!({"plan": "ANNUAL_LICENSE"}),
                "MISSING_PARAMETER",
                "licenseCount",
            ),
            bad(
                json!({"plan": "ANNUAL_LICENSE", "licenseCount": null}),
                "MISSING_PARAMETER",
                "licenseCount",
            ),
            bad(
                json!({"plan": "ANNUAL_LICENSE", "licenseCount": 299}),
                "OUT_OF_RANGE",
                "licenseCount",
            ),
        ],
    )
    .await;

    let body = json!({"plan": "ANNUAL_LICENSE", "licenseCount": 300});
    send(&sandbox, &post, body).await.is(
        200,
        r#"{"domainId":7,"subscriptionId":1,"productId":"STD","plan":"ANNUAL_LICENSE","planStartDate":"2027-01-15","planEndDate":"2028-01-14","licenseAssignType":"NONE","licenseCount":300,"status":"ACTIVE","renewal":{"subscriptionId":1,"type":"STAY","productId":"STD","plan":"ANNUAL_LICENSE","licenseCount":300}}"#,
    );
    let state = sandbox.state();
    assert!(state.all(7, SubscriptionReservation).unwrap().is_empty());
    assert_eq!(state.all(7, OptionProduct).unwrap(), [trial]);
    all_refused(
        &sandbox,
        &[bad(
            json!({"plan": "MONTHLY"}),
            "BAD_REQUEST",
            "paid already",
        )],
    )
    .await;
}

#[tokio::test]
async fn from_a_free_product_the_paid_one_must_be_told() {
    let (sandbox, _) = with_customer(&[(Subscription, subscription(1, "FR", "FREE", None))]).await;
    let post = format!("POST {ALL}/1/paid-service");
    all_refused(
        &sandbox,
        &[
            (
                &post,
                json!({"plan": "MONTHLY"}),
                400,
                "MISSING_PARAMETER",
                "productId",
            ),
            (
                &post,
                json!({"plan": "MONTHLY", "productId": "STD_T"}),
                400,
                "INVALID_PARAMETER",
                "a paid product",
            ),
        ],
    )
    .await;
    let body = json!({"plan": "MONTHLY", "productId": "ADV"});
    let paid = send(&sandbox, &post, body).await.json().unwrap();
    assert_eq!(
        (&paid["productId"], &paid["planEndDate"]),
        (&json!("ADV"), &json!("2027-02-14"))
    );
}

#[tokio::test]
async fn standard_is_upgraded_to_advanced_and_the_renewal_with_it() {
    let (sandbox, _) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
        ),
        (
            Subscription,
            subscription(2, "STD_T", "TRIAL", Some("2027-01-31")),
        ),
        (
            Subscription,
            subscription(3, "ADV", "MONTHLY", Some("2027-01-31")),
        ),
    ])
    .await;
    let patch = format!("PATCH {ALL}/1/renewal");
    let change = json!({"type": "CHANGE", "productId": "ADV"});
    assert_eq!(send(&sandbox, &patch, change).await.status, 200);
    let (one, two, three) = (
        format!("POST {ALL}/1/upgrade"),
        format!("POST {ALL}/2/upgrade"),
        format!("POST {ALL}/3/upgrade"),
    );
    all_refused(
        &sandbox,
        &[
            (
                &one,
                json!({}),
                400,
                "INVALID_PARAMETER",
                "productId is missing",
            ),
            (
                &one,
                json!({"productId": "STD"}),
                400,
                "INVALID_PARAMETER",
                "ADV_T or ADV",
            ),
            (
                &one,
                json!({"productId": "ADV_T"}),
                400,
                "BAD_REQUEST",
                "to ADV only",
            ),
            (
                &two,
                json!({"productId": "ADV"}),
                400,
                "BAD_REQUEST",
                "to ADV_T only",
            ),
            (
                &three,
                json!({"productId": "ADV"}),
                400,
                "BAD_REQUEST",
                "only Standard",
            ),
        ],
    )
    .await;
    let upgraded = send(&sandbox, &one, json!({"productId": "ADV"})).await;
    assert_eq!(upgraded.status, 200);
    let upgraded = upgraded.json().unwrap();
    assert_eq!(upgraded["productId"], "ADV");
    assert_eq!(
        upgraded["renewal"],
        json!({"subscriptionId": 1, "type": "STAY", "productId": "ADV", "plan": "MONTHLY"})
    );
    let trial = send(&sandbox, &two, json!({"productId": "ADV_T"})).await;
    assert_eq!(trial.json().unwrap()["renewal"], Value::Null);
}

#[tokio::test]
async fn advanced_needs_a_domain_name() {
    let (sandbox, _) = with_customer(&[
        (Customer, json!({"domainId": 7, "domainType": "GROUP"})),
        (
            Subscription,
            subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
        ),
        (Subscription, subscription(2, "FR", "FREE", None)),
    ])
    .await;
    let (upgrade, renewal, reservation) = (
        format!("POST {ALL}/1/upgrade"),
        format!("PATCH {ALL}/1/renewal"),
        format!("POST {ALL}/2/reservation"),
    );
    all_refused(
        &sandbox,
        &[
            (&upgrade, json!({"productId": "ADV"}), 400, "BAD_REQUEST", "a domain name"),
            (
                &renewal,
                json!({"type": "CHANGE", "productId": "ADV"}),
                400,
                "BAD_REQUEST",
                "a domain name",
            ),
            (
                &reservation,
                json!({"type": "START_PAID_SERVICE", "applyDate": "2027-01-20", "plan": "MONTHLY", "productId": "ADV"}),
                400,
                "BAD_REQUEST",
                "a domain name",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_subscription_ends_with_all_that_hangs_on_it() {
    let (sandbox, _) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
        ),
        (
            Subscription,
            subscription(2, "NTA_EP", "MONTHLY", Some("2027-01-31")),
        ),
        (
            OptionProduct,
            option_in_use(1, "DRV", "DRV01", "2027-01-31"),
        ),
        (
            OptionProduct,
            option_in_use(2, "QTA_M1", "QTA_M1_DEMO", "2027-01-31"),
        ),
        (
            OptionProductOrder,
            json!({"subscriptionId": 1, "optionProductId": "BCT", "applyDate": "2027-01-20"}),
        ),
    ])
    .await;
    let delete = format!("DELETE {ALL}/1");
    let deleted = send(&sandbox, &delete, Value::Null).await;
    assert_eq!((deleted.status.as_u16(), deleted.body.as_str()), (204, ""));
    let state = sandbox.state();
    assert_eq!(state.all(7, Subscription).unwrap()[0]["subscriptionId"], 2);
    assert_eq!(state.all(7, OptionProduct).unwrap()[0]["subscriptionId"], 2);
    assert!(state.option_product_orders(7).unwrap().is_empty());
}

#[tokio::test]
async fn a_subscription_about_to_go_paid_cannot_end_and_one_that_is_not_there_is_not_found() {
    let (sandbox, _) = with_customer(&[
        (
            Subscription,
            subscription(1, "STD_T", "TRIAL", Some("2027-01-31")),
        ),
        (
            SubscriptionReservation,
            json!({"subscriptionId": 1, "type": "START_PAID_SERVICE", "applyDate": "2027-01-20"}),
        ),
    ])
    .await;
    let delete = format!("DELETE {ALL}/1");
    let mut calls = vec![(
        delete.as_str(),
        Value::Null,
        400,
        "BAD_REQUEST",
        "START_PAID_SERVICE is scheduled",
    )];
    let lines = [
        format!("GET {ALL}/2"),
        format!("DELETE {ALL}/2"),
        format!("GET {ALL}/one"),
        format!("GET {ALL}/2/renewal"),
        format!("GET {ALL}/2/reservation"),
        format!("DELETE {ALL}/2/reservation"),
    ];
    let bodies = [
        (
            format!("POST {ALL}/2/paid-service"),
            json!({"plan": "MONTHLY"}),
        ),
        (format!("POST {ALL}/2/upgrade"), json!({"productId": "ADV"})),
        (format!("PATCH {ALL}/2/renewal"), json!({"type": "STAY"})),
        (
            format!("POST {ALL}/2/reservation"),
            json!({"type": "CANCEL", "applyDate": "2027-01-20"}),
        ),
        (format!("PATCH {ALL}/2/reservation"), json!({})),
    ];
    let not_found = |line, body| (line, body, 404, "NOT_FOUND", "Subscription not found");
    calls.extend(
        lines
            .iter()
            .map(|line| not_found(line.as_str(), Value::Null)),
    );
    calls.extend(
        bodies
            .iter()
            .map(|(line, body)| not_found(line.as_str(), body.clone())),
    );
    all_refused(&sandbox, &calls).await;
}

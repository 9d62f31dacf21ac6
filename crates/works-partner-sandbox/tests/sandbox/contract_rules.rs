//! The rules that cost money where they fail: each on every way in.

use serde_json::{Value, json};
use works_partner_sandbox::Resource::{
    Customer, OptionProduct, OptionProductOrder, Subscription, SubscriptionReservation,
};
use works_partner_sandbox::{Resource, Sandbox};

use crate::support::{all_refused, option_in_use, send, subscription, with_customer};

const C: &str = "/partners/customers/7";

fn post(tail: &str) -> String {
    format!("POST {C}/{tail}")
}

fn standard() -> (Resource, Value) {
    let contract = subscription(1, "STD", "ANNUAL_LICENSE", Some("2027-12-31"));
    (Subscription, contract)
}

fn in_use(option: &str, sub_option: &str, quantity: Value) -> (Resource, Value) {
    let mut body = option_in_use(1, option, sub_option, "2027-12-31");
    body["quantity"] = quantity;
    (OptionProduct, body)
}

fn task(option: &str, sub_option: &str, kind: &str, quantity: Value) -> Value {
    json!({
        "optionProductId": option, "subOptionId": sub_option, "type": kind, "quantity": quantity,
        "applyDate": "2027-02-01",
    })
}

async fn accepted(sandbox: &Sandbox, line: &str, body: Value) -> Value {
    let answer = send(sandbox, line, body.clone()).await;
    assert!(answer.status.is_success(), "{line} {body}: {}", answer.body);
    answer.json().unwrap_or_default()
}

#[tokio::test]
async fn a_size_is_modified_upwards_from_one_in_use() {
    let orders = post("option-product-orders");
    let (sandbox, _) = with_customer(&[standard()]).await;
    let words = "SSTG2 is not in use";
    let body = task("SSTG2", "SSTG202", "MODIFY", Value::Null);
    all_refused(&sandbox, &[(&orders, body, 400, "BAD_REQUEST", words)]).await;

    let storage = in_use("SSTG2", "SSTG206", json!(1));
    let (sandbox, _) = with_customer(&[standard(), storage]).await;
    let down = task("SSTG2", "SSTG203", "MODIFY", Value::Null);
    let upgrade = post("option-products/SSTG2/upgrade");
    let at_once = json!({"subOptionId": "SSTG203"});
    let words = "SSTG203 is not higher than SSTG206, which is in use";
    let refused = |line, body| (line, body, 400, "BAD_REQUEST", words);
    all_refused(
        &sandbox,
        &[refused(&*orders, down), refused(&*upgrade, at_once)],
    )
    .await;

    let up = task("SSTG2", "SSTG207", "MODIFY", Value::Null);
    accepted(&sandbox, &orders, up).await;
    let patch = format!("PATCH {C}/option-product-orders/SSTG2");
    let smaller = json!({"subOptionId": "SSTG203"});
    all_refused(&sandbox, &[refused(&*patch, smaller)]).await;
}

#[tokio::test]
async fn a_quantity_has_the_same_limits_on_every_way_in() {
    let range = "quantity is out of range: expected 1 to 50 for CST_S";
    let (sandbox, _) = with_customer(&[standard(), in_use("CST_S", "CST_S01", json!(3))]).await;
    let orders = post("option-product-orders");
    let renewal = format!("PATCH {C}/option-products/CST_S/renewal");
    for (quantity, code, words) in [
        (-1, "INVALID_PARAMETER", "quantity"),
        (0, "INVALID_PARAMETER", "quantity"),
        (51, "OUT_OF_RANGE", range),
        (500, "OUT_OF_RANGE", range),
    ] {
        let change = task("CST_S", "CST_S01", "CHANGE_QUANTITY", json!(quantity));
        let renew = json!({"type": "CHANGE", "quantity": quantity});
        all_refused(
            &sandbox,
            &[
                (&orders, change, 400, code, words),
                (&renewal, renew, 400, code, words),
            ],
        )
        .await;
    }
    let missing = task("CST_S", "CST_S01", "CHANGE_QUANTITY", Value::Null);
    let words = "CST_S is sold by quantity";
    all_refused(
        &sandbox,
        &[(&orders, missing, 400, "MISSING_PARAMETER", words)],
    )
    .await;

    let change = task("CST_S", "CST_S01", "CHANGE_QUANTITY", json!(50));
    accepted(&sandbox, &orders, change).await;
    let patch = format!("PATCH {C}/option-product-orders/CST_S");
    all_refused(
        &sandbox,
        &[
            (&patch, json!({"quantity": 500}), 400, "OUT_OF_RANGE", range),
            (
                &patch,
                json!({"quantity": 0}),
                400,
                "INVALID_PARAMETER",
                "quantity",
            ),
            (
                &patch,
                json!({"quantity": null}),
                400,
                "MISSING_PARAMETER",
                words,
            ),
        ],
    )
    .await;
    accepted(&sandbox, &patch, json!({"quantity": 4})).await;

    let (sandbox, _) = with_customer(&[standard(), in_use("CST_S", "CST_S00", json!(1))]).await;
    let start = post("option-products/CST_S/paid-service");
    let body = json!({"subOptionId": "CST_S01", "quantity": 51});
    all_refused(&sandbox, &[(&start, body, 400, "OUT_OF_RANGE", range)]).await;
    let (sandbox, _) = with_customer(&[standard()]).await;
    let add = post("option-products");
    let body = json!({"optionProductId": "CST_S", "subOptionId": "CST_S01", "quantity": 51});
    all_refused(&sandbox, &[(&add, body, 400, "OUT_OF_RANGE", range)]).await;
}

#[tokio::test]
async fn a_sub_option_of_another_option_is_refused_where_no_page_lists_the_options_own() {
    let base = subscription(1, "NTA_EP", "ANNUAL", Some("2027-12-31"));
    let (sandbox, _) = with_customer(&[(Subscription, base)]).await;
    let words = "a sub-option of QTA_O1, but ACV201 is one of ACV2";
    let apply = task("QTA_O1", "ACV201", "APPLY", json!(1));
    let add = json!({"optionProductId": "QTA_O1", "subOptionId": "ACV201", "quantity": 1});
    all_refused(
        &sandbox,
        &[
            (
                &post("option-product-orders"),
                apply,
                400,
                "INVALID_PARAMETER",
                words,
            ),
            (
                &post("option-products"),
                add,
                400,
                "INVALID_PARAMETER",
                words,
            ),
        ],
    )
    .await;
    let unlisted = task("QTA_O1", "QTA_O1_NEW", "APPLY", json!(1));
    accepted(&sandbox, &post("option-product-orders"), unlisted).await;
}

#[tokio::test]
async fn a_product_is_held_once() {
    let (sandbox, _) = with_customer(&[standard()]).await;
    let apply = post("subscriptions/pre-orders");
    let begin = post("subscriptions");
    let at_once = json!({"productId": "STD", "plan": "MONTHLY"});
    let later =
        |product| json!({"productId": product, "plan": "MONTHLY", "applyDate": "2027-02-01"});
    let words = "A subscription of STD already exists";
    all_refused(
        &sandbox,
        &[
            (&apply, later("STD"), 409, "ALREADY_EXIST", words),
            (
                &begin,
                at_once,
                400,
                "BAD_REQUEST",
                "only after its free or trial",
            ),
        ],
    )
    .await;
    accepted(&sandbox, &apply, later("NTA_TM")).await;
    let words = "An application for NTA_TM already exists";
    all_refused(
        &sandbox,
        &[(&apply, later("NTA_TM"), 409, "ALREADY_EXIST", words)],
    )
    .await;

    let free = subscription(1, "FR", "FREE", None);
    let (sandbox, _) = with_customer(&[(Subscription, free)]).await;
    let words = "A subscription of FR already exists";
    let body = json!({"productId": "FR", "plan": "FREE"});
    all_refused(&sandbox, &[(&begin, body, 409, "ALREADY_EXIST", words)]).await;
}

#[tokio::test]
async fn advanced_is_refused_to_a_group_name_on_every_way_in() {
    let group = (
        Customer,
        json!({"domainId": 7, "domain": "group", "domainType": "GROUP"}),
    );
    let free = (Subscription, subscription(1, "FR", "FREE", None));
    let (sandbox, _) = with_customer(&[group.clone(), free]).await;
    let words = "Advanced needs a domain name";
    let start = json!({"productId": "ADV", "plan": "MONTHLY"});
    let mut reserve = start.clone();
    reserve["applyDate"] = json!("2027-02-01");
    let apply = reserve.clone();
    reserve["type"] = json!("START_PAID_SERVICE");
    let new = json!({
        "domain": "another", "productId": "ADV_T", "companyName": "x", "phoneNumber": "1",
        "timeZone": "Asia/Tokyo", "locale": "ja_JP",
        "administrator": {"lastName": "a", "firstName": "b", "id": "abc", "password": "cGFzc3dvcmQ5NA==",
            "privateEmail": "a@b.example"},
    });
    let refused = |line, body| (line, body, 400, "BAD_REQUEST", words);
    let trial = json!({"productId": "ADV_T", "plan": "TRIAL"});
    let at_once = post("subscriptions/1/paid-service");
    let later = post("subscriptions/1/reservation");
    let order = post("subscriptions/pre-orders");
    let begin = post("subscriptions");
    all_refused(
        &sandbox,
        &[
            refused(&*at_once, start),
            refused(&*later, reserve),
            refused(&*order, apply),
            refused(&*begin, trial),
            refused("POST /partners/customers", new),
        ],
    )
    .await;
    let (sandbox, _) = with_customer(&[group, standard()]).await;
    let renewal = format!("PATCH {C}/subscriptions/1/renewal");
    let change = json!({"type": "CHANGE", "productId": "ADV"});
    let upgrade = post("subscriptions/1/upgrade");
    let at_once = json!({"productId": "ADV"});
    all_refused(
        &sandbox,
        &[refused(&*renewal, change), refused(&*upgrade, at_once)],
    )
    .await;
}

#[tokio::test]
async fn a_renewal_that_stays_changes_nothing() {
    let (sandbox, _) = with_customer(&[standard(), in_use("CST_S", "CST_S01", json!(3))]).await;
    let renewal = format!("PATCH {C}/option-products/CST_S/renewal");
    let contract = format!("PATCH {C}/subscriptions/1/renewal");
    let words = "only CHANGE changes it";
    let refused = |line, body| (line, body, 400, "INVALID_PARAMETER", words);
    all_refused(
        &sandbox,
        &[
            refused(&*renewal, json!({"type": "STAY", "quantity": 4})),
            refused(&*renewal, json!({"type": "STAY", "subOptionId": "CST_S00"})),
            refused(&*contract, json!({"type": "STAY", "licenseCount": 4})),
            refused(&*contract, json!({"type": "STAY", "productId": "ADV"})),
        ],
    )
    .await;
    accepted(&sandbox, &renewal, json!({"type": "STAY", "quantity": 3})).await;
}

#[tokio::test]
async fn nobody_has_less_than_nothing() {
    let usage =
        json!({"domainId": 7, "status": "ACTIVE", "memberCount": 1, "maxMemberCount": null});
    let (sandbox, _) = with_customer(&[standard(), (Resource::UsageStatus, usage)]).await;
    let pre_order = json!({
        "productId": "ADV", "plan": "ANNUAL_LICENSE", "applyDate": "2027-02-01", "licenseCount": -4,
    });
    let add = json!({"type": "ADD_LICENSE", "applyDate": "2027-02-01", "licenseCount": -460});
    let change = json!({"type": "CHANGE", "licenseCount": -500});
    let scheduled = json!({"applyDate": "2027-02-01", "maxMemberCount": -3});
    for (line, body, field) in [
        (post("subscriptions/pre-orders"), pre_order, "licenseCount"),
        (post("subscriptions/1/reservation"), add, "licenseCount"),
        (
            format!("PATCH {C}/subscriptions/1/renewal"),
            change,
            "licenseCount",
        ),
        (post("usage-status/renewal"), scheduled, "maxMemberCount"),
        (
            format!("PATCH {C}/usage-status"),
            json!({"maxMemberCount": -3}),
            "maxMemberCount",
        ),
    ] {
        all_refused(&sandbox, &[(&line, body, 400, "INVALID_PARAMETER", field)]).await;
    }
    let (sandbox, _) = with_customer(&[]).await;
    let begin = json!({"productId": "ROG_FR", "plan": "FREE_LICENSE", "licenseCount": -500});
    let line = post("subscriptions");
    all_refused(
        &sandbox,
        &[(&line, begin, 400, "OUT_OF_RANGE", "licenseCount")],
    )
    .await;
}

#[tokio::test]
async fn a_domain_is_not_empty() {
    let (sandbox, _) = with_customer(&[(Customer, json!({"domainId": 7, "domain": "x"}))]).await;
    let line = post("upgrade-domain");
    let body = json!({"domain": ""});
    all_refused(
        &sandbox,
        &[(&line, body, 400, "INVALID_PARAMETER", "domain")],
    )
    .await;
}

/// What a converted option was scheduled for has happened.
#[tokio::test]
async fn an_option_that_is_converted_at_once_keeps_no_task_to_convert_it() {
    let start = task("DRV", "DRV00", "START_PAID_SERVICE", Value::Null);
    let trial = in_use("DRV", "DRV00", Value::Null);
    let (sandbox, _) = with_customer(&[standard(), trial, (OptionProductOrder, start)]).await;
    let paid = json!({"subOptionId": "DRV01"});
    accepted(&sandbox, &post("option-products/DRV/paid-service"), paid).await;
    assert_eq!(sandbox.state().option_product_order(7, "DRV"), None);
}

#[tokio::test]
async fn a_paid_option_does_not_begin_on_a_trial_whose_task_was_moved() {
    let trial = subscription(1, "STD_T", "TRIAL", Some("2027-02-10"));
    let start = json!({
        "subscriptionId": 1, "type": "START_PAID_SERVICE", "applyDate": "2027-02-01",
        "plan": "MONTHLY",
    });
    let reservation = (SubscriptionReservation, start);
    let (sandbox, hands) = with_customer(&[(Subscription, trial), reservation]).await;
    let apply = task("DRV", "DRV01", "APPLY", Value::Null);
    accepted(&sandbox, &post("option-product-orders"), apply).await;
    let move_base = format!("PATCH {C}/subscriptions/1/reservation");
    accepted(&sandbox, &move_base, json!({"applyDate": "2027-02-05"})).await;

    hands.turn_to("2027-02-02");
    let state = sandbox.state();
    assert_eq!(state.all(7, OptionProduct).unwrap(), [] as [Value; 0]);
    assert_eq!(state.option_product_order(7, "DRV"), None);
}

/// An option in trial has the grace of its base. Where the base goes paid in it, the option can be
/// converted on that day, and ends with it.
#[tokio::test]
async fn an_option_whose_trial_ended_in_grace_ends_after_its_base_went_paid() {
    let mut trial = subscription(1, "STD_T", "TRIAL", Some("2027-01-10"));
    trial["status"] = json!("SUSPENDED_TRIALEND");
    let option = (
        OptionProduct,
        option_in_use(1, "DRV", "DRV00", "2027-01-10"),
    );
    let (sandbox, hands) = with_customer(&[(Subscription, trial), option]).await;
    let paid = json!({"plan": "MONTHLY"});
    accepted(&sandbox, &post("subscriptions/1/paid-service"), paid).await;
    assert_eq!(sandbox.state().all(7, OptionProduct).unwrap().len(), 1);
    hands.turn_to("2027-01-16");
    assert_eq!(sandbox.state().all(7, OptionProduct).unwrap().len(), 0);
}

#[tokio::test]
async fn contracts_that_began_on_the_31st_come_back_to_it() {
    let mut contract = subscription(1, "STD", "MONTHLY", Some("2027-01-30"));
    contract["planStartDate"] = json!("2026-12-31");
    let (sandbox, hands) = with_customer(&[(Subscription, contract)]).await;
    let term = |sandbox: &Sandbox| {
        let body = sandbox.state().all(7, Subscription).unwrap()[0].clone();
        let day = |member: &str| body[member].as_str().unwrap().to_owned();
        (day("planStartDate"), day("planEndDate"))
    };
    for (today, start, end) in [
        ("2027-01-31", "2027-01-31", "2027-02-27"),
        ("2027-02-28", "2027-02-28", "2027-03-30"),
        ("2027-03-31", "2027-03-31", "2027-04-29"),
        ("2028-02-29", "2028-02-29", "2028-03-30"),
        ("2030-07-31", "2030-07-31", "2030-08-30"),
    ] {
        hands.turn_to(today);
        assert_eq!(
            term(&sandbox),
            (start.to_owned(), end.to_owned()),
            "{today}"
        );
    }
}

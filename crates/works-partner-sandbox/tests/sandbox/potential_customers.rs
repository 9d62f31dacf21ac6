//! Companies that use LINE WORKS without a partner become customers.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use crate::support::{all_refused, send, with_customer};
use serde_json::{Value, json};
use works_partner_sandbox::{Resource, Sandbox};

const GET: &str = "GET /partners/potential-customers/star.example?partnerCode=Code1";
const TRANSFER: &str = "POST /partners/potential-customers/star.example/transfer";

async fn with_company(domain_id: i64) -> Sandbox {
    let (sandbox, _) = with_customer(&[]).await;
    let mut state = sandbox.state();
    let company = json!({
        "tenantId": 70, "domainId": domain_id, "domain": "star.example", "productId": "STD",
        "productIds": ["STD", "NTA_FR"],
    });
    state.put_potential_customer("star.example", "Code1", company);
    sandbox.set_state(state);
    sandbox
}

#[tokio::test]
async fn a_company_that_is_transferred_is_a_customer() {
    let sandbox = with_company(77).await;
    send(&sandbox, GET, Value::Null).await.is(
        200,
        r#"{"tenantId":70,"domainId":77,"domain":"star.example","productId":"STD","productIds":["STD","NTA_FR"]}"#,
    );
    let body = json!({"partnerCode": "Code1", "enablePartnerProfileDisplay": false});
    let accepted = send(&sandbox, TRANSFER, body).await;
    assert_eq!(
        (accepted.status.as_u16(), accepted.body.as_str()),
        (202, "")
    );
    send(&sandbox, "GET /partners/customers/77", Value::Null)
        .await
        .is(
            200,
            r#"{"tenantId":70,"domainId":77,"domain":"star.example","productId":"STD","companyName":"star.example","phoneNumber":"","timeZone":"Asia/Tokyo","locale":"ja_JP","enableActiveMxrecord":true,"enableActiveDomain":true,"domainType":"DOMAIN","partnership":{"enablePartnerProfileDisplay":false}}"#,
        );
    let state = sandbox.state();
    let products = state.all(77, Resource::Subscription).unwrap().iter();
    let products: Vec<_> = products.map(|it| (&it["productId"], &it["plan"])).collect();
    assert_eq!(
        products,
        [
            (&json!("STD"), &json!("MONTHLY")),
            (&json!("NTA_FR"), &json!("FREE"))
        ]
    );
    // It is no potential customer any more.
    let body = json!({"partnerCode": "Code1"});
    all_refused(
        &sandbox,
        &[
            (GET, Value::Null, 400, "INVALID_PARAMETER", "partnerCode"),
            (TRANSFER, body, 400, "INVALID_PARAMETER", "partnerCode"),
        ],
    )
    .await;
}

#[tokio::test]
async fn an_id_that_a_customer_has_is_not_given_twice() {
    let sandbox = with_company(7).await;
    send(&sandbox, TRANSFER, json!({"partnerCode": "Code1"})).await;
    assert!(sandbox.state().domain_ids().eq([7, 8]));
}

#[tokio::test]
async fn who_does_not_know_the_code_learns_nothing() {
    let sandbox = with_company(77).await;
    let path = "GET /partners/potential-customers";
    let none = format!("{path}/none.example?partnerCode=Code1");
    let other = format!("{path}/star.example?partnerCode=Code2");
    let without = format!("{path}/star.example");
    let bad = "INVALID_PARAMETER";
    all_refused(
        &sandbox,
        &[
            (&none, Value::Null, 400, bad, "partnerCode"),
            (&other, Value::Null, 400, bad, "partnerCode"),
            (&without, Value::Null, 400, bad, "partnerCode"),
            (
                TRANSFER,
                json!({"partnerCode": "Code2"}),
                400,
                bad,
                "partnerCode",
            ),
            (TRANSFER, json!({}), 400, bad, "partnerCode is missing"),
        ],
    )
    .await;
    let one = send(&sandbox, &none, Value::Null).await;
    let two = send(&sandbox, &other, Value::Null).await;
    assert_eq!(one.body, two.body);
}

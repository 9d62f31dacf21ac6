//! From responses to edits of the document, without what names anybody.

#![allow(clippy::unwrap_used, reason = "these are tests, helpers included")]

use std::sync::{Arc, Mutex};

use serde_json::json;
use works_partner_ext::Client;
use works_partner_ext::observation::{ObservedResponse, Shapes};
use works_partner_sandbox::{Sandbox, State};
use xtask::Document;
use xtask::observe::proposals;

fn document() -> Document {
    let path = xtask::root().join("openapi/works-partner.yaml");
    Document::load(&path, "works-partner.yaml").unwrap()
}

/// Reads what a customer has, and gives the line that a program would write.
async fn observed(state: State, customer: i64) -> String {
    let sandbox = Sandbox::builder().state(state).start().await.unwrap();
    let shapes = Arc::new(Mutex::new(Shapes::default()));
    let seen = Arc::clone(&shapes);
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .observer(move |response: &ObservedResponse<'_>| {
            seen.lock()
                .unwrap()
                .add(response, jiff::civil::date(2026, 11, 28));
        })
        .build()
        .unwrap();
    let id = customer.to_string().parse().unwrap();
    client.option_orders(id).await.unwrap();
    client.option_order(id, "DRV").await.unwrap();
    serde_json::to_string(&*shapes.lock().unwrap()).unwrap()
}

#[tokio::test]
async fn what_the_document_lacks_is_proposed_and_nothing_else() {
    let mut state = State::empty();
    state.put_option_product_order(
        900_123_456,
        json!({
            "subscriptionId": null, "optionProductId": "DRV", "subOptionId": "DRV77", "type": "CANARY NAME",
            "quantity": 1, "applyDate": "2027-01-15", "reason": "canary: Sato asked for it",
            "approvedBy": { "canary.sato@example.com": { "name": "CANARY" } }, "approvedOn": "2027-01-02",
            "Canary Tarou": 1
        }),
    );
    let line = observed(state, 900_123_456).await;
    let lower = line.to_lowercase();
    for canary in ["canary", "sato", "900123456", "2027", "example.com"] {
        assert!(!lower.contains(canary), "{canary} in {line}");
    }
    let told: Vec<String> = proposals(&document(), &line)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(told.join(""));
}

/// Nothing is proposed where the responses are those of the vendor's pages.
#[tokio::test]
async fn documented_bodies_propose_nothing() {
    let mut state = State::empty();
    state.put_option_product_order(
        10_000_001,
        json!({
            "subscriptionId": 20001, "optionProductId": "DRV", "subOptionId": "DRV00",
            "type": "START_PAID_SERVICE", "quantity": null, "applyDate": "2027-01-15",
        }),
    );
    let line = observed(state, 10_000_001).await;
    assert_eq!(proposals(&document(), &line).unwrap(), []);
}

#[test]
fn statuses_nulls_gaps_and_rules_are_proposed() {
    let line = json!({
        "operations": { "get_option_product_order": {
            "418": { "count": 2, "days": ["2026-11-01", "2026-11-28"] },
            "200": { "count": 3, "days": ["2026-11-01", "2026-11-28"], "fields": {
                "": { "types": { "object": 3 } },
                "applyDate": { "types": { "date": 2, "null": 1 } },
                "type": { "types": { "string": 2 }, "codes": { "APPLY": 2 } },
                "quantity": { "types": { "string": 1, "null": 2 } }
            } }
        } },
        "verdicts": {
            "create_option_product_order ORDER_ONE broken: accepted with 201": 1,
            "create_option_product_order ORDER_ONE broken: refused with 409": 4,
            "create_option_product_order ORDER_GRACE undecided: refused with 400": 2
        }
    });
    let told: Vec<String> = proposals(&document(), &line.to_string())
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(told.join(""));
}

#[test]
fn a_line_that_is_no_observation_is_named() {
    let refused = proposals(&document(), "{}\n\nnonsense\n").unwrap_err();
    assert!(refused.starts_with("line 3 "), "{refused}");
}

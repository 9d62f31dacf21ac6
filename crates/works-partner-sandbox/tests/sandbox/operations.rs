//! The sandbox and the document: which operations there are, and what they answer with.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use std::collections::BTreeSet;

use crate::support::{Hands, send};
use serde_json::{Value, json};
use works_partner_api::{OPERATIONS, Operation};
use works_partner_sandbox::Sandbox;

/// What stands for the parameters of a path, for a request that is understood.
fn filled(path: &str) -> String {
    path.replace("{domainId}", "10000007")
        .replace("{subscriptionId}", "20007")
        .replace("{preOrderId}", "1007")
        .replace("{optionProductId}", "DRV")
        .replace("{domain}", "example.com")
}

#[tokio::test]
async fn every_operation_of_the_document_is_there_or_says_that_it_is_not() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let can: BTreeSet<_> = Sandbox::operations().collect();
    for operation in OPERATIONS {
        let line = format!("{} {}", operation.method, filled(operation.path));
        let answer = send(&sandbox, &line, json!({})).await;
        assert_eq!(answer.status != 501, can.contains(operation.id), "{line}");
        assert_ne!(answer.status, 405, "{line}");
        if answer.status == 501 {
            let says = format!(
                r#"{{"code":"NOT_IMPLEMENTED","description":"The sandbox does not implement {}"}}"#,
                operation.id
            );
            answer.is(501, &says);
        }
    }
}

/// A call of every operation on subscriptions and options that succeeds.
#[tokio::test]
async fn a_success_has_a_status_of_the_document() {
    let hands = Hands::at("2026-11-27T03:00:00Z");
    let sandbox = Sandbox::builder()
        .clock(hands.clock())
        .start()
        .await
        .unwrap();
    let none = Value::Null;
    let mut called = BTreeSet::new();
    for (id, path, body) in [
        ("list_subscriptions", "10000003/subscriptions", none.clone()),
        (
            "create_subscription",
            "10000003/subscriptions",
            json!({"plan": "FREE_LICENSE"}),
        ),
        (
            "get_subscription",
            "10000003/subscriptions/20003",
            none.clone(),
        ),
        (
            "upgrade_subscription",
            "10000004/subscriptions/20004/upgrade",
            json!({"productId": "ADV"}),
        ),
        (
            "get_subscription_renewal",
            "10000004/subscriptions/20004/renewal",
            none.clone(),
        ),
        (
            "update_subscription_renewal",
            "10000004/subscriptions/20004/renewal",
            json!({"type": "STAY"}),
        ),
        (
            "get_subscription_reservation",
            "10000003/subscriptions/20003/reservation",
            none.clone(),
        ),
        (
            "update_subscription_reservation",
            "10000003/subscriptions/20003/reservation",
            json!({}),
        ),
        (
            "delete_subscription_reservation",
            "10000003/subscriptions/20003/reservation",
            none.clone(),
        ),
        (
            "start_subscription_paid_service",
            "10000003/subscriptions/20003/paid-service",
            json!({"plan": "MONTHLY"}),
        ),
        (
            "create_subscription_reservation",
            "10000003/subscriptions/20003/reservation",
            json!({"type": "CANCEL", "applyDate": "2026-12-01"}),
        ),
        (
            "delete_subscription",
            "10000003/subscriptions/20003",
            none.clone(),
        ),
        (
            "list_subscription_pre_orders",
            "10000011/subscriptions/pre-orders",
            none.clone(),
        ),
        (
            "create_subscription_pre_order",
            "10000011/subscriptions/pre-orders",
            json!({"productId": "STD", "applyDate": "2026-12-01"}),
        ),
        (
            "update_subscription_pre_order",
            "10000011/subscriptions/pre-orders/1011",
            json!({}),
        ),
        (
            "delete_subscription_pre_order",
            "10000011/subscriptions/pre-orders/1011",
            none.clone(),
        ),
        (
            "list_option_products",
            "10000005/option-products",
            none.clone(),
        ),
        (
            "create_option_product",
            "10000005/option-products",
            json!({"optionProductId": "ACV2"}),
        ),
        (
            "start_option_product_paid_service",
            "10000005/option-products/DRV/paid-service",
            json!({"subOptionId": "DRV01"}),
        ),
        (
            "upgrade_option_product",
            "10000005/option-products/DRV/upgrade",
            json!({"subOptionId": "DRV_PS"}),
        ),
        (
            "get_option_product_renewal",
            "10000005/option-products/DRV/renewal",
            none.clone(),
        ),
        (
            "update_option_product_renewal",
            "10000005/option-products/DRV/renewal",
            json!({"type": "STAY"}),
        ),
        (
            "delete_option_product",
            "10000005/option-products/DRV",
            none.clone(),
        ),
        (
            "list_option_product_orders",
            "10000007/option-product-orders",
            none.clone(),
        ),
        (
            "get_option_product_order",
            "10000007/option-product-orders/DRV",
            none.clone(),
        ),
        (
            "update_option_product_order",
            "10000007/option-product-orders/DRV",
            json!({}),
        ),
        (
            "delete_option_product_order",
            "10000007/option-product-orders/DRV",
            none.clone(),
        ),
        (
            "create_option_product_order",
            "10000007/option-product-orders",
            json!({"optionProductId": "DRV", "type": "CANCEL", "applyDate": "2026-12-01"}),
        ),
    ] {
        let operation = Operation::find(id).unwrap();
        let line = format!("{} /partners/customers/{path}", operation.method);
        let answer = send(&sandbox, &line, body).await;
        let status = answer.status.as_u16();
        assert!(
            operation.statuses.contains(&status),
            "{line}: {status} {}",
            answer.body
        );
        assert_eq!(answer.body.is_empty(), status == 204, "{line}");
        called.insert(id);
    }
    let of_these = |operation: &&Operation| {
        let tag = operation.tag.unwrap_or_default();
        (tag.starts_with("subscription") && tag != "subscription-memos")
            || tag.starts_with("option")
    };
    let all: BTreeSet<_> = OPERATIONS.iter().filter(of_these).map(|it| it.id).collect();
    assert_eq!(called, all);
}

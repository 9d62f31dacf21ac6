//! The operations: what a customer's scheduled tasks look like on the wire.

mod support;

use reqwest::Method;
use serde_json::json;
use support::{Answer, Outcome, get, request};
use works_partner_sandbox::{Sandbox, State};

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

#[tokio::test]
async fn a_task_that_is_posted_is_answered_listed_and_seen_in_the_state() -> Outcome {
    let mut state = State::empty();
    state.put_option_product_order(7, json!({"optionProductId": "BCT", "type": "APPLY"}));
    let sandbox = Sandbox::builder().state(state).start().await?;
    let path = "/partners/customers/7/option-product-orders";

    for (order, orders) in [
        (
            r#"{"type":"APPLY","optionProductId":"DRV","n":12345678901234567890,"x":{"y":[null]}}"#,
            2,
        ),
        (r#"{"optionProductId":"DRV","type":"CANCEL"}"#, 2),
        ("{}", 3),
    ] {
        let post = request(&sandbox, Method::POST, path)?.body(order);
        Answer::of(post.send().await?).await?.is(201, order);
        let state = sandbox.state();
        assert_eq!(state.option_product_orders(7).map(<[_]>::len), Some(orders));
    }
    get(&sandbox, path).await?.is(
        200,
        r#"{"optionProductOrders":[{"optionProductId":"BCT","type":"APPLY"},{"optionProductId":"DRV","type":"CANCEL"},{}]}"#,
    );
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_a_task_changes_nothing() -> Outcome {
    const BAD_BODY: &str = r#"{"code":"INVALID_PARAMETER","description":"the body is invalid: expected a JSON object"}"#;
    const TOO_LARGE: &str =
        r#"{"code":"LIMIT_EXCEEDED","description":"The request body is too large"}"#;
    const DENIED: &str = r#"{"code":"ACCESS_DENIED","description":"Access is denied."}"#;
    const BAD_ID: &str = r#"{"code":"INVALID_PARAMETER","description":"domainId is invalid: expected an integer of at least 1"}"#;
    let sandbox = Sandbox::builder().start().await?;
    let large = format!("{{}}{}", " ".repeat(1 << 20));
    for (domain_id, body, status, answer) in [
        ("10000001", "", 400, BAD_BODY),
        ("10000001", "[]", 400, BAD_BODY),
        ("10000001", "null", 400, BAD_BODY),
        ("10000001", "{", 400, BAD_BODY),
        ("10000001", "{}{}", 400, BAD_BODY),
        ("10000001", &large, 400, TOO_LARGE),
        ("99999999", "{}", 403, DENIED),
        ("x", "", 400, BAD_ID),
    ] {
        let path = format!("/partners/customers/{domain_id}/option-product-orders");
        let post = request(&sandbox, Method::POST, &path)?.body(body.to_owned());
        Answer::of(post.send().await?).await?.is(status, answer);
    }
    assert_eq!(sandbox.state(), State::demo());
    assert_eq!(sandbox.requests().len(), 8);
    Ok(())
}

//! A write arrives once, or the caller said that twice is fine.

use works_partner_ext::api::types::{OptionProductOrderCreate, OptionProductOrderType};
use works_partner_ext::{CallOptions, Client, ErrorKind};
use works_partner_sandbox::{Fault, RetryHint};

use crate::policy::{VirtualClock, client, sandbox};

/// A customer of the demo data without tasks.
const EMPTY: i64 = 10000023;

async fn schedule(client: &Client) -> Result<(), works_partner_ext::Error> {
    let body = OptionProductOrderCreate::builder()
        .option_product_id("ACV2")
        .sub_option_id(Some("ACV201".into()))
        .type_(OptionProductOrderType::Apply)
        .apply_date(jiff::civil::date(2026, 12, 10));
    client
        .call(|api| async move {
            api.create_option_product_order()
                .domain_id(EMPTY)
                .body(body)
                .send()
                .await
        })
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_post_whose_connection_dies_after_it_was_read_arrives_exactly_once() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    sandbox.faults().push(Fault::ResetAfterRequest);
    let client = client(&sandbox, &clock).build().unwrap();

    let error = schedule(&client).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Network);
    assert_eq!(error.attempts(), 1);
    assert_eq!(sandbox.requests().len(), 1);
    assert_eq!(
        sandbox.state().option_product_orders(EMPTY).unwrap().len(),
        1
    );
}

#[tokio::test]
async fn a_get_in_the_same_place_is_sent_again() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    sandbox.faults().push(Fault::ResetAfterRequest);
    let client = client(&sandbox, &clock).build().unwrap();

    client
        .option_orders(EMPTY.try_into().unwrap())
        .await
        .unwrap();

    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn a_write_is_sent_again_once_the_rate_lets_it_in() {
    for options in [CallOptions::new(), CallOptions::new().send_once(true)] {
        for (hint, sent) in [
            (RetryHint::RetryAfterSeconds(7), 2),
            (RetryHint::None, 2),
            (RetryHint::RetryAfterSeconds(1_000), 1),
        ] {
            let clock = VirtualClock::default();
            let sandbox = sandbox(&clock).start().await.unwrap();
            sandbox.faults().push(Fault::TooManyRequests(hint));
            let client = client(&sandbox, &clock).build().unwrap();

            let outcome = schedule(&client.with(options)).await;

            assert_eq!(sandbox.requests().len(), sent);
            let tasks = sandbox.state().option_product_orders(EMPTY).unwrap().len();
            assert_eq!(tasks, sent - 1);
            assert_eq!(outcome.is_ok(), sent == 2);
        }
    }
}

#[tokio::test]
async fn a_post_is_not_sent_again_after_an_answer_that_leaves_the_outcome_unknown() {
    for fault in [Fault::GatewayPage(502), Fault::ServiceUnavailable] {
        let clock = VirtualClock::default();
        let sandbox = sandbox(&clock).start().await.unwrap();
        sandbox.faults().push(fault);
        let client = client(&sandbox, &clock).build().unwrap();

        let error = schedule(&client).await.unwrap_err();

        assert_eq!(error.kind(), ErrorKind::Status);
        assert_eq!(sandbox.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_caller_may_have_a_post_sent_again() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    sandbox.faults().push(Fault::ResetAfterRequest);
    let client = client(&sandbox, &clock).build().unwrap();

    let error = schedule(&client.with(CallOptions::new().replay_writes(true)))
        .await
        .unwrap_err();

    // The first was carried out, which is why the caller has to ask for this.
    assert_eq!(error.code(), Some("ALREADY_EXIST"));
    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn a_delete_is_sent_again_unless_it_is_to_be_sent_once() {
    for (once, sent) in [(false, 2), (true, 1)] {
        let clock = VirtualClock::default();
        let sandbox = sandbox(&clock).start().await.unwrap();
        sandbox.faults().push(Fault::ServiceUnavailable);
        let client = client(&sandbox, &clock).build().unwrap();

        let client = client.with(CallOptions::new().send_once(once));
        let error = client
            .delete_option_order(EMPTY.try_into().unwrap(), "ACV2")
            .await
            .unwrap_err();

        assert_eq!(sandbox.requests().len(), sent);
        assert_eq!(error.is_outcome_unknown(), once, "{error}");
    }
}

#[tokio::test]
async fn what_was_never_sent_has_no_unknown_outcome() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    let client = client(&sandbox, &clock)
        .base_url("http://127.0.0.1:1/v1.0")
        .attempts(1)
        .build()
        .unwrap();

    let error = schedule(&client).await.unwrap_err();

    assert!(error.is_unsent() && error.is_network(), "{error}");
    assert!(!error.is_outcome_unknown());
}

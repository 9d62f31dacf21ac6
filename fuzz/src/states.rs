//! States of the sandbox, which people write by hand.

use works_partner_ext::{Client, OperationCall};
use works_partner_sandbox::{Sandbox, State};

use crate::input::{block_on, now};

pub(crate) fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let state = match State::from_json_text(text) {
        Ok(state) => state,
        Err(error) => {
            let _ = error.to_string();
            return;
        }
    };
    let json = state.to_json();
    let again = State::from_json(&json).expect("what was written is read");
    assert_eq!(again.to_json(), json);
    if input.len() < 20_000 {
        block_on(asked(state));
    }
}

/// A sandbox with any state answers.
async fn asked(state: State) {
    let ids: Vec<i64> = state.domain_ids().take(2).collect();
    let sandbox = crate::sandbox::with(state).await;
    let client = client(&sandbox);
    let mut calls = vec![OperationCall::new(operation("list_customers"))];
    for id in ids {
        for name in [
            "get_customer",
            "list_subscriptions",
            "list_option_products",
            "list_option_product_orders",
            "get_usage_status",
        ] {
            calls.push(
                OperationCall::new(operation(name))
                    .skip_validation()
                    .parameter("domainId", id),
            );
        }
    }
    for call in calls {
        let answer = client.send(&call).await;
        if let Err(error) = answer {
            assert!(
                error.status().is_some_and(|status| status.as_u16() != 500),
                "{call:?}: {error}"
            );
        }
    }
}

pub(crate) fn client(sandbox: &Sandbox) -> Client {
    Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .rate_limit(None)
        .attempts(1)
        .clock(works_partner_ext::ManualClock::new(now()))
        .build()
        .expect("a client")
}

fn operation(id: &str) -> &'static works_partner_api::Operation {
    works_partner_api::Operation::find(id).expect("an operation")
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let whole = block_on(async {
        let sandbox = Sandbox::builder()
            .clock(now)
            .start()
            .await
            .expect("a sandbox");
        sandbox.state().to_json()
    });
    let mut seeds = vec![whole.to_string()];
    // Each customer alone is short enough to be changed much.
    for (id, customer) in whole["customers"].as_object().into_iter().flatten() {
        let alone = serde_json::json!({"customers": {id: customer}});
        seeds.push(alone.to_string());
    }
    seeds.into_iter().map(String::into_bytes).collect()
}

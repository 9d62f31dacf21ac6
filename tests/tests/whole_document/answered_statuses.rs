//! Whatever status the sandbox answers, the document has it for that operation.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use works_partner_sandbox::{Fault, RetryHint, Sandbox};

use crate::document::{DOCUMENT, OPERATIONS, Operation};

/// Values of the parameters of paths: what the demo has, what it has not, and what is none.
const VALUES: &[(&str, &[&str])] = &[
    (
        "domainId",
        &[
            "10000003", "10000004", "10000005", "10000007", "10000011", "0",
        ],
    ),
    ("subscriptionId", &["20003", "20004", "99"]),
    ("preOrderId", &["1011", "99"]),
    ("optionProductId", &["DRV", "ACV2", "NONE"]),
    ("domain", &["minato-build.example", "unknown.example"]),
];

/// Bodies beside those of the document's examples.
fn bodies() -> Vec<Value> {
    vec![
        json!({}),
        json!([]),
        json!({"plan": "MONTHLY", "productId": "ADV"}),
        json!({"plan": "FREE_LICENSE"}),
        json!({"plan": "TRIAL", "productId": "STD_T"}),
        json!({"plan": "MONTHLY", "productId": "STD", "applyDate": "2026-12-01"}),
        json!({"type": "CANCEL", "applyDate": "2026-12-01"}),
        json!({"type": "STAY"}),
        json!({"type": "APPLY", "optionProductId": "DRV", "subOptionId": "DRV01", "applyDate": "2026-12-01"}),
        json!({"optionProductId": "ACV2", "subOptionId": "ACV201"}),
        json!({"subOptionId": "SSTG204", "quantity": 0}),
        json!({"applyDate": "2026-12-01", "maxMemberCount": 20}),
        json!({"domain": "minato-build.example"}),
        json!({"domain": "new.by-works.com"}),
        json!({"withdrawalDate": "2020-01-01"}),
    ]
}

/// Every path of an operation that the values make.
fn paths(operation: &Operation) -> Vec<String> {
    let mut paths = vec![operation.path.clone()];
    for (name, values) in VALUES {
        let place = format!("{{{name}}}");
        if paths[0].contains(&place) {
            paths = paths
                .iter()
                .flat_map(|path| values.iter().map(|value| path.replace(&place, value)))
                .collect();
        }
    }
    paths
}

fn described(operation: &Operation) -> &'static Value {
    &DOCUMENT.value["paths"][&operation.path][operation.method.to_lowercase()]
}

fn examples(operation: &Operation) -> Vec<Value> {
    let content = described(operation)["requestBody"]["content"].as_object();
    let media_types = content.into_iter().flat_map(|content| content.values());
    media_types
        .flat_map(|media_type| {
            let named = media_type["examples"].as_object();
            let named = named.into_iter().flat_map(|all| all.values());
            named
                .map(|example| example["value"].clone())
                .chain(media_type.get("example").cloned())
        })
        .collect()
}

/// What is sent to an operation, beside its path.
enum Body {
    None,
    Json(Value),
    Text(&'static str, String),
}

async fn answered(sandbox: &Sandbox, operation: &Operation, path: &str, body: &Body) -> u16 {
    let client = client();
    let url = format!("{}{path}", sandbox.base_url());
    let request = client.request(operation.method.parse().unwrap(), url);
    let request = request.bearer_auth(sandbox.token());
    let request = match body {
        Body::None => request,
        Body::Json(body) => request.json(body),
        Body::Text(media_type, text) => {
            request.header(CONTENT_TYPE, *media_type).body(text.clone())
        }
    };
    request.send().await.unwrap().status().as_u16()
}

fn client() -> &'static reqwest::Client {
    static CLIENT: std::sync::LazyLock<reqwest::Client> =
        std::sync::LazyLock::new(|| reqwest::Client::builder().no_proxy().build().unwrap());
    &CLIENT
}

#[tokio::test]
async fn every_status_that_is_answered_is_documented() {
    let now: jiff::Timestamp = "2026-11-27T03:00:00Z".parse().unwrap();
    let mut seen: BTreeMap<u16, BTreeSet<&str>> = BTreeMap::new();
    let mut undocumented = BTreeSet::new();
    for operation in OPERATIONS.iter() {
        let sandbox = Sandbox::builder().clock(move || now);
        let sandbox = sandbox.rate_limit(None).concurrency_limit(None);
        let sandbox = sandbox.start().await.unwrap();
        let responses = described(operation)["responses"].as_object().unwrap();
        let mut note = |status: u16, what: &str| {
            seen.entry(status).or_default().insert(&operation.id);
            let is_documented =
                responses.contains_key(&status.to_string()) || responses.contains_key("default");
            if !is_documented {
                undocumented.insert(format!("{} {what}: {status}", operation.id));
            }
        };
        let mut sent = vec![Body::None];
        if operation.body.is_some() {
            let all = bodies().into_iter().chain(examples(operation));
            sent.extend(all.map(Body::Json));
        }
        for path in paths(operation) {
            for body in &sent {
                let status = answered(&sandbox, operation, &path, body).await;
                note(status, "");
                if status < 300 {
                    // It is there already.
                    note(answered(&sandbox, operation, &path, body).await, "twice");
                }
            }
        }

        let path = &paths(operation)[0];
        for (media_type, text) in [
            ("application/json", "{".to_owned()),
            ("application/json", "x".repeat(2 << 20)),
            ("text/plain", "{}".to_owned()),
        ] {
            let body = Body::Text(media_type, text);
            note(
                answered(&sandbox, operation, path, &body).await,
                "unreadable",
            );
        }
        let url = format!("{}{path}", sandbox.base_url());
        let anonymous = client().request(operation.method.parse().unwrap(), url);
        note(
            anonymous.send().await.unwrap().status().as_u16(),
            "without a token",
        );
        for fault in [
            Fault::Unauthorized,
            Fault::Forbidden,
            Fault::TooManyRequests(RetryHint::None),
            Fault::InternalServerError,
            Fault::ServiceUnavailable,
        ] {
            let what = format!("{fault:?}");
            sandbox.faults().push(fault);
            note(
                answered(&sandbox, operation, path, &Body::None).await,
                &what,
            );
        }
        let busy = Sandbox::builder()
            .rate_limit(Some(1))
            .start()
            .await
            .unwrap();
        for _ in 0..2 {
            note(
                answered(&busy, operation, path, &Body::None).await,
                "at the limit",
            );
        }
    }
    assert!(undocumented.is_empty(), "{undocumented:#?}");

    // An unknown customer is 403 here, so that 404 is not what every operation answers.
    for status in [400, 401, 403, 429, 500, 503] {
        assert_eq!(seen[&status].len(), OPERATIONS.len(), "{status}");
    }
    assert!(seen[&404].len() > 20 && seen[&409].len() > 6, "{seen:?}");
}

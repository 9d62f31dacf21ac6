//! Requests before they are sent: held against the document and against the rules.

use serde_json::{Map, Value, json};
use works_partner_api::{OPERATIONS, Operation};
use works_partner_ext::validation::Facts;
use works_partner_ext::{BASE_URL, OperationCall};
use works_partner_tests::EXAMPLES;

use crate::input::{pick, picked, today};

pub(crate) fn run(input: &[u8]) {
    let Some((operation, input)) = pick(OPERATIONS, input) else {
        return;
    };
    let Some(call) = call(operation, input) else {
        return;
    };
    for call in [
        call.clone(),
        call.clone().allow_unlisted(),
        call.skip_validation(),
    ] {
        let found = call.check();
        for mismatch in &found {
            let _ = mismatch.to_string();
        }
        for facts in [Facts::new(), Facts::on(today())] {
            if let Some(assessment) = call.assess(&facts) {
                let _ = format!("{assessment:?}");
            }
            let _ = call.warnings(&facts);
        }
        let _ = (call.shown_body(), call.shown_json());
        let url = call.url(BASE_URL);
        assert!(
            !found.is_empty()
                || url
                    .as_ref()
                    .is_ok_and(|url| url.as_str().starts_with(BASE_URL)),
            "{call:?} is right, and goes to {url:?}"
        );
    }
}

/// A call of `{"parameters": {}, "body": …}`.
pub(crate) fn call(operation: &'static Operation, json: &[u8]) -> Option<OperationCall> {
    let mut parts: Map<String, Value> = serde_json::from_slice(json).ok()?;
    let mut call = OperationCall::new(operation);
    if let Some(Value::Object(parameters)) = parts.remove("parameters") {
        for (name, value) in parameters {
            call = call.parameter(name, value);
        }
    }
    if let Some(body) = parts.remove("body") {
        call = call.body(body);
    }
    Some(call)
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (at, operation) in OPERATIONS.iter().enumerate() {
        let parameters: Map<String, Value> = operation
            .parameters
            .iter()
            .map(|parameter| (parameter.name.to_owned(), usual(parameter.name)))
            .collect();
        let place = format!("{} request", operation.id);
        let bodies = EXAMPLES.iter().filter(|example| example.place == place);
        let bodies = bodies.filter_map(|example| serde_json::from_str::<Value>(example.json).ok());
        let mut calls: Vec<Value> = bodies
            .map(|body| json!({"parameters": parameters, "body": body}))
            .collect();
        calls.push(json!({ "parameters": parameters }));
        seeds.extend(calls.iter().map(|call| picked(at, call.to_string())));
    }
    seeds
}

/// What the sandbox's first customer has.
fn usual(name: &str) -> Value {
    match name {
        "domainId" => json!(10_000_001),
        "subscriptionId" => json!("100000001"),
        "optionProductId" => json!("ACV2"),
        "count" => json!(30),
        _ => json!("example.com"),
    }
}

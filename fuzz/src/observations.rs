//! What is kept of responses, and what is proposed from it: nothing of a customer.

use std::sync::LazyLock;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use works_partner_api::OPERATIONS;
use works_partner_ext::observation::{ObservedResponse, Shapes};
use works_partner_tests::EXAMPLES;
use xtask::Document;

use crate::input::{SEPARATOR, parts, pick, picked, today};

static DOCUMENT: LazyLock<Document> =
    LazyLock::new(|| Document::of_project(&xtask::root()).expect("the document"));

/// No code, no date and no name of a field looks like this.
const CANARIES: [&str; 3] = ["canary@example.jp", "山田太郎", "090-1234-5678"];

const STATUSES: [u16; 4] = [200, 204, 404, 500];

pub(crate) fn run(input: &[u8]) {
    let Some((first, input)) = input.split_first() else {
        return;
    };
    match first {
        0 => kept(input),
        _ => {
            if let Ok(text) = str::from_utf8(input)
                && let Ok(proposals) = xtask::observe::proposals(&DOCUMENT, text)
            {
                for proposal in proposals {
                    let _ = proposal.to_string();
                }
            }
        }
    }
}

fn kept(input: &[u8]) {
    let Some((operation, input)) = pick(OPERATIONS, input) else {
        return;
    };
    let Some((status, input)) = pick(&STATUSES, input) else {
        return;
    };
    let parts = parts(input);
    let Some((body, headers)) = parts.split_last() else {
        return;
    };
    let mut map = HeaderMap::new();
    for header in headers {
        let mut halves = header.splitn(2, |byte| *byte == b':');
        let (name, value) = (halves.next(), halves.next());
        if let (Some(Ok(name)), Some(Ok(value))) = (
            name.map(HeaderName::from_bytes),
            value.map(HeaderValue::from_bytes),
        ) {
            map.append(name, value);
        }
    }
    let status = StatusCode::from_u16(*status).expect("a status");
    let response = ObservedResponse::new(operation.id, status, &map, body);
    let mut shapes = Shapes::default();
    shapes.add(&response, today());
    let text = serde_json::to_string(&shapes).expect("JSON");
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
    let again: Shapes = serde_json::from_str(&text).expect("what was written");
    assert_eq!(again, shapes);
    xtask::observe::proposals(&DOCUMENT, &text).expect("it is an observation");
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    let mut shapes = Shapes::default();
    for example in EXAMPLES {
        let Some((id, status)) = example.place.split_once(' ') else {
            continue;
        };
        let Some(at) = OPERATIONS.iter().position(|operation| operation.id == id) else {
            continue;
        };
        if status == "request" {
            continue;
        }
        shapes.add(
            &ObservedResponse::new(
                id,
                StatusCode::OK,
                &HeaderMap::new(),
                example.json.as_bytes(),
            ),
            today(),
        );
        let body = example.json.replacen("\":\"", "\":\"canary@example.jp", 2);
        let named = example
            .json
            .replacen('{', "{\"山田太郎\":{\"090-1234-5678\":1},", 1);
        for body in [body, named] {
            let input = [b"X-Canary: canary@example.jp", body.as_bytes()].join(SEPARATOR);
            seeds.push(picked(0, picked(at, picked(0, input))));
        }
    }
    let error = r#"{"code":"山田太郎","description":"canary@example.jp has 090-1234-5678"}"#;
    seeds.push(picked(0, picked(0, picked(2, error))));
    let whole = serde_json::to_string(&shapes).expect("JSON");
    seeds.push(picked(1, whole));
    for (operation, statuses) in shapes.operations {
        let one =
            serde_json::json!({"operations": {operation: statuses}, "verdicts": {"rejected": 1}});
        seeds.push(picked(1, one.to_string()));
    }
    seeds
}

//! What a request may carry, as data of the generated crate: a body is held against it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use works_partner_api::{Location, Operation};
use works_partner_tests::documents::request_limits::operations::OPERATIONS;

fn operation() -> &'static Operation {
    OPERATIONS.first().unwrap()
}

/// What is said of a body, one line each.
fn check(body: Value) -> Vec<String> {
    let mismatches = operation().body.unwrap().schema.check(&body);
    mismatches.iter().map(ToString::to_string).collect()
}

#[test]
fn a_body_as_the_document_has_it_is_right() {
    for body in [
        json!({"name": "abé", "kind": "a"}),
        json!({
            "name": "ab", "kind": "b", "twin": null, "lists": [[], [[], []]], "counts": {"x": 1},
            "rate": 0.5, "from": "2026-12-01", "at": "2026-12-01T09:00:00+09:00",
            "secret": "12345678", "any": null, "odd": "no pattern to go by", "undocumented": [1],
        }),
        json!({"name": "ab", "kind": "a", "twin": {"name": "ab", "kind": "a", "rate": 0}}),
    ] {
        assert_eq!(check(body.clone()), [""; 0], "{body}");
    }
}

#[test]
fn everything_wrong_is_told_at_once() {
    let long = "x".repeat(200);
    for (body, told) in [
        // Where an object with a secret belongs, what stands there may be the secret.
        (json!([]), vec!["the body is not an object"]),
        (
            json!({}),
            vec![
                "name is missing: expected a text",
                "kind is missing: expected one of a, b",
            ],
        ),
        (
            json!({"name": "É", "kind": "c", "rate": 0.6, "from": "2026-02-30", "at": "noon"}),
            vec![
                r#"name is "É": expected 2 to 5 characters, not 1"#,
                r#"name is "É": expected a text that matches ^[a-zé]+$"#,
                r#"kind is "c": expected one of a, b"#,
                "rate is 0.6: expected at most 0.5",
                r#"from is "2026-02-30": expected a date of the form YYYY-MM-DD"#,
                r#"at is "noon": expected a time with an offset"#,
            ],
        ),
        (
            json!({"name": "ab", "kind": "a", "twin": {"name": 1.5, "kind": null}}),
            vec![
                "twin.name is 1.5: expected a text",
                "twin.kind is null: expected one of a, b",
            ],
        ),
        (
            json!({"name": "ab", "kind": "a", "lists": [[], [], []], "counts": {"x": 0, "y": 1.5}}),
            vec![
                "lists is [[],[],[]]: expected at most 2 items, not 3",
                "counts.x is 0: expected at least 1",
                "counts.y is 1.5: expected an integer",
            ],
        ),
        (
            json!({"name": long, "kind": "a"}),
            vec![&*format!(
                "name is \"{}…: expected 2 to 5 characters, not 200",
                "x".repeat(79)
            )],
        ),
        (
            json!({"name": "ab", "kind": "a", "secret": "hunter2"}),
            vec!["secret is not at least 8 characters, not 7"],
        ),
        (
            json!({"name": "ab", "kind": "a", "twin": long}),
            vec!["twin is not an object, or null"],
        ),
    ] {
        let found = check(body.clone());
        assert_eq!(found, told, "{body}");
    }
}

#[test]
fn parameters_come_with_where_they_stand() {
    let operation = operation();
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .map(|one| (one.name, one.location, one.required))
        .collect();
    assert_eq!(
        parameters,
        [
            ("X-Trace", Location::Header, false),
            ("id", Location::Path, true)
        ]
    );
    let [trace, id] = operation.parameters else {
        panic!("two parameters")
    };
    assert_eq!(trace.schema.check(&json!("abcd")).len(), 1);
    assert_eq!(id.schema.check(&json!(0)).len(), 1);
    assert_eq!(operation.statuses, [201, 200]);
}

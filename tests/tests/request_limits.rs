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
                r#"from is "2026-02-30": expected a day that exists"#,
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
            json!({"name": "ab", "kind": "a", "from": "2026-2-3"}),
            vec!["from is \"2026-2-3\": expected a date of the form YYYY-MM-DD"],
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

/// The fields of a box that are not right, each with what is wrong with it.
fn wrong_in_a_box(body: Value) -> Vec<String> {
    let operations = works_partner_tests::documents::narrowing::operations::OPERATIONS;
    let schema = operations.first().unwrap().body.unwrap().schema;
    let mismatches = schema.check(&body);
    mismatches
        .iter()
        .map(|one| format!("{}: {:?} {}", one.field, one.reason, one.expected))
        .collect()
}

#[test]
fn limits_narrow_each_other_wherever_they_stand() {
    for (field, right, wrong) in [
        ("label", json!("abcdez"), json!("abcdefz")),
        ("label", json!("az"), json!("z")),
        ("label", json!("az"), json!("abc")),
        ("typed", json!("abcd"), json!("abcde")),
        ("typed", json!("abc"), json!("ab")),
        ("both", json!("abcde"), json!("abcdef")),
        ("both", json!("ab"), json!("1b")),
        ("plain", json!("abc"), json!("abcd")),
        ("colour", json!("blue"), json!("dark-blue")),
        ("beside", json!("abc"), json!("abcd")),
        ("wide", json!(1), json!(0)),
        (
            "wide",
            json!(9_007_199_254_740_993_u64),
            json!(9_007_199_254_740_994_u64),
        ),
        ("rate", json!(0.000001), json!(0)),
        ("rate", json!(0.999), json!(1.0)),
        ("share", json!(0.3), json!(0.35)),
        ("dozen", json!(-120), json!(24)),
        ("between", json!(1.0), json!(0)),
        ("between", json!(2), json!(3)),
        ("size", json!(40.0), json!(3)),
        ("size", json!(null), json!(0)),
        ("half", json!(1), json!(0.75)),
        ("tags", json!(["a", "b"]), json!(["a", "a"])),
        ("tags", json!(["a"]), json!([])),
        ("tags", json!(["a", "b", "c"]), json!(["a", "b", "c", "d"])),
        (
            "mixed",
            json!([1, "1", {"a": 1, "b": 2}]),
            json!([{"a": 1, "b": 2}, {"b": 2.0, "a": 1}]),
        ),
        ("bag", json!({"a": 1}), json!({})),
        (
            "bag",
            json!({"a": 1, "b": 2}),
            json!({"a": 1, "b": 2, "c": 3}),
        ),
        ("inner", json!({"of": "x"}), json!({})),
    ] {
        assert_eq!(
            wrong_in_a_box(json!({field: right})),
            [""; 0],
            "{field} {right}"
        );
        assert_eq!(
            wrong_in_a_box(json!({field: wrong})).len(),
            1,
            "{field} {wrong}"
        );
    }
    // Named alike in two parts of an object, a property keeps to the limits of both.
    for name in ["abc", "abcdefghij"] {
        let found = wrong_in_a_box(json!({"inner": {"name": name}}));
        assert_eq!(found.len(), 1, "{found:?}");
    }
}

#[test]
fn what_would_be_right_is_told_in_numbers() {
    let body = json!({
        "rate": 1, "wide": 0, "share": 0.35, "between": 7, "size": 3, "tags": ["a", "a"], "bag": {},
    });
    assert_eq!(
        wrong_in_a_box(body),
        [
            "wide: Range 1 to 9007199254740993",
            "rate: Range above 0 and below 1",
            "share: Range a multiple of 0.1",
            "between: Range 1 to 2",
            "size: Unlisted one of 1, 2, 40",
            "tags: Repeated no item twice",
            "bag: Length 1 to 2 members, not 0",
        ]
    );
}

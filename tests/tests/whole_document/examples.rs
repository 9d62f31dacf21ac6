//! Every example of the document fits its schema, says a validator that is not ours; and so does
//! what the tests here make of the schemas.

use jsonschema::{Draft, Validator};
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use works_partner_tests::json_schema::json_schema;

use crate::document::{DOCUMENT, OPERATIONS};
use crate::property::Properties;
use crate::schema::{Surprises, any_of, complete};

#[test]
fn every_example_fits_its_schema() {
    let (mut tried, mut wrong) = (0, Vec::new());
    for (place, schema, example) in examples() {
        tried += 1;
        wrong.extend(
            violations(&schema, &example)
                .into_iter()
                .map(|said| format!("{place}: {said}")),
        );
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(
        tried > 40,
        "{tried} examples are too few: they are not found any more"
    );
}

/// A broken example is refused, wherever it is broken: the check is not blind.
#[test]
fn an_example_that_does_not_fit_is_told() {
    let mut tried = 0;
    for (place, schema, example) in examples() {
        for (what, broken) in broken(&example) {
            tried += 1;
            assert_ne!(violations(&schema, &broken), [""; 0], "{place}: {what}");
        }
    }
    assert!(tried > 100, "{tried}");

    let order = json!({ "$ref": "#/components/schemas/OptionProductOrder" });
    let complete = complete(&order);
    assert_eq!(violations(&order, &complete), [""; 0]);
    for (field, value, said) in [
        ("optionProductId", json!("ACV9"), "\"ACV9\" is not one of"),
        (
            "applyDate",
            json!("2026-02-30"),
            "\"2026-02-30\" is not a \"date\"",
        ),
        ("applyDate", json!(null), "null is not of type \"string\""),
        (
            "quantity",
            json!("1"),
            "\"1\" is not of types \"null\", \"integer\"",
        ),
        (
            "quantty",
            json!(1),
            "Additional properties are not allowed ('quantty' was unexpected)",
        ),
    ] {
        let mut broken = complete.clone();
        broken[field] = value;
        let found = violations(&order, &broken);
        assert!(
            found.len() == 1 && found[0].contains(said),
            "{found:?}, not {said}"
        );
    }
}

#[test]
fn what_is_tested_of_requests_is_valid() {
    let mut properties = Properties::of("what_is_tested_of_requests_is_valid");
    for operation in &*OPERATIONS {
        let parameters = operation.parameters.iter();
        let parameters = parameters.map(|parameter| (parameter.name.as_str(), &parameter.schema));
        let body = operation.body.iter().map(|schema| ("body", schema));
        for (name, schema) in parameters.chain(body) {
            let validator = validator(schema);
            assert_eq!(
                found(&validator, &complete(schema)),
                [""; 0],
                "{} {name}",
                operation.id
            );
            let valid = any_of(schema, Surprises::None);
            properties.hold(
                &format!("{} {name}", operation.id),
                &valid,
                |value| match found(&validator, &value).as_slice() {
                    [] => Ok(()),
                    found => Err(TestCaseError::fail(found.join(", "))),
                },
            );
        }
    }
    properties.end();
}

fn violations(schema: &Value, value: &Value) -> Vec<String> {
    found(&validator(schema), value)
}

fn found(validator: &Validator, value: &Value) -> Vec<String> {
    let errors = validator.iter_errors(value);
    errors
        .map(|error| format!("{} {error}", error.instance_path()))
        .collect()
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        .build(&json_schema(&DOCUMENT.value, schema))
        .unwrap()
}

/// An example with another type in one place, for each of its places.
fn broken(example: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let mut pointers = vec![String::new()];
    while let Some(pointer) = pointers.pop() {
        let mut wrong = example.clone();
        let at = wrong.pointer_mut(&pointer).unwrap();
        let inside: Vec<String> = match at {
            Value::Object(object) => object.keys().cloned().collect(),
            Value::Array(items) => (0..items.len()).map(|index| index.to_string()).collect(),
            _ => Vec::new(),
        };
        pointers.extend(inside.iter().map(|step| format!("{pointer}/{step}")));
        *at = match at {
            Value::Array(_) => json!({}),
            _ => json!([{}]),
        };
        all.push((format!("another type at `{pointer}`"), wrong));
    }
    all
}

/// Every example of the document: where, its schema, the value.
fn examples() -> Vec<(String, Value, Value)> {
    let mut found = Vec::new();
    collect("#", &DOCUMENT.value, &mut found);
    found
}

fn collect(at: &str, value: &Value, found: &mut Vec<(String, Value, Value)>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => {
            // A parameter, header or media type has a schema; or it is a schema itself.
            let schema = object.get("schema").unwrap_or(value);
            let named = object.get("examples").and_then(Value::as_object);
            let named = named.into_iter().flatten();
            let named = named.map(|(name, example)| (format!("/{name}"), &example["value"]));
            let one = object
                .get("example")
                .map(|example| (String::new(), example));
            for (name, example) in one.into_iter().chain(named) {
                found.push((format!("{at}{name}"), schema.clone(), example.clone()));
            }
            let inside = object.iter().filter(|(key, _)| !is_data(key));
            inside
                .map(|(key, value)| (key.replace('/', "~1"), value))
                .collect()
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .map(|(index, item)| (index.to_string(), item))
                .collect()
        }
        _ => Vec::new(),
    };
    for (key, value) in children {
        collect(&format!("{at}/{key}"), value, found);
    }
}

/// Whether what a key holds is no part of the document's structure.
fn is_data(key: &str) -> bool {
    matches!(key, "example" | "examples" | "enum" | "default") || key.starts_with("x-")
}

//! Constraints that say something else than their authors mean.

use serde_json::{Map, Value};

use crate::document::step;
use crate::problem::Problem;

const COUNTS: [&str; 6] = [
    "maxItems",
    "maxLength",
    "maxProperties",
    "minItems",
    "minLength",
    "minProperties",
];

const SWITCHES: [&str; 5] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "readOnly",
    "uniqueItems",
    "writeOnly",
];

pub(super) fn problems(object: &Map<String, Value>, at: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    // Some programs write null where there is nothing.
    for (key, value) in object.iter().filter(|(_, value)| !value.is_null()) {
        let (is_right, help) = match key.as_str() {
            count if COUNTS.contains(&count) => (is_count(value), "write 0 or a positive integer"),
            // Of OpenAPI 3.1 and JSON Schema, where the bound itself stands here.
            end @ ("exclusiveMaximum" | "exclusiveMinimum") if value.is_number() => (
                false,
                if end == "exclusiveMinimum" {
                    "in OpenAPI 3.0, write the number as `minimum` and `exclusiveMinimum: true`"
                } else {
                    "in OpenAPI 3.0, write the number as `maximum` and `exclusiveMaximum: true`"
                },
            ),
            switch if SWITCHES.contains(&switch) => (
                value.is_boolean(),
                "write `true` or `false`, or leave it out",
            ),
            "maximum" | "minimum" => (value.is_number(), "write a number, without quotes"),
            "pattern" => (value.is_string(), "write a regular expression, in quotes"),
            "multipleOf" => (
                value.as_f64().is_some_and(|step| step > 0.0),
                "write a number above 0",
            ),
            _ => continue,
        };
        if !is_right {
            problems.push(Problem::new(
                step(at, key),
                format!("`{key}` cannot be {value}"),
                help,
            ));
        }
    }
    let is = |key: &str| object.get(key) == Some(&Value::Bool(true));
    if is("readOnly") && is("writeOnly") {
        problems.push(Problem::new(
            step(at, "writeOnly"),
            "what is read-only cannot be write-only too",
            "leave one of the two out",
        ));
    }
    problems
}

/// JSON does not tell 3 from 3.0.
fn is_count(value: &Value) -> bool {
    value
        .as_f64()
        .is_some_and(|count| count >= 0.0 && count.fract() == 0.0)
}

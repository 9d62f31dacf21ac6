//! Constraints that say something else than their authors mean, or that nothing can be held against.

use serde_json::{Map, Value};

use crate::document::step;
use crate::normalise::constraints::{contradictions, integer};
use crate::normalise::defaults;
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

pub(super) fn problems(root: &Value, object: &Map<String, Value>, at: &str) -> Vec<Problem> {
    let mut problems = malformed(object, at);
    if problems.is_empty() {
        problems.extend(contradictions(root, object, at));
    }
    problems.extend(unheld_pattern(object, at));
    problems.extend(rounded(object, at));
    problems.extend(defaults::problem(root, object, at));
    problems
}

/// A pattern that requests would be shown, and not be held against.
fn unheld_pattern(object: &Map<String, Value>, at: &str) -> Option<Problem> {
    let pattern = object.get("pattern")?.as_str()?;
    // The engine that validates requests.
    let error = regex_lite::Regex::new(pattern).err()?;
    Some(Problem::new(
        step(at, "pattern"),
        format!("no text can be held against `{pattern}`: {error}"),
        "write it without look-around, back references and classes such as `\\p{L}`, or say in the \
         description what a value looks like",
    ))
}

/// Numbers that were rounded as the document was read.
fn rounded(object: &Map<String, Value>, at: &str) -> Vec<Problem> {
    let single = ["maximum", "minimum", "multipleOf"];
    let single = single
        .into_iter()
        .filter_map(|key| Some((step(at, key), object.get(key)?)));
    let values = object.get("enum").and_then(Value::as_array);
    let values = values.into_iter().flatten().enumerate();
    let values = values.map(|(index, value)| (format!("{}/{index}", step(at, "enum")), value));
    single
        .chain(values)
        .filter(|(_, value)| value.is_number() && is_rounded(value))
        .map(|(at, value)| {
            Problem::new(
                at,
                format!("the number has more digits than are kept, and would become {value}"),
                "write an integer from -9223372036854775808 to 18446744073709551615, or a number \
                 of at most 15 digits",
            )
        })
        .collect()
}

/// Any number of 15 digits is what it was; with more, an `f64` is the nearest that there is.
fn is_rounded(number: &Value) -> bool {
    const KEPT: usize = 15;
    if integer(number).is_some() {
        return false;
    }
    let text = number.to_string();
    let digits = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0').trim_end_matches('0');
    digits.len() > KEPT
}

fn malformed(object: &Map<String, Value>, at: &str) -> Vec<Problem> {
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

//! Every `$ref` must lead to a component of this document.

use serde_json::Value;

use crate::document::{follow, resolve, schema_name, step};
use crate::problem::Problem;

pub(super) fn problems(root: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    walk(root, root, "#", &mut problems);
    problems
}

fn walk(root: &Value, value: &Value, pointer: &str, problems: &mut Vec<Problem>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref") {
                problems.extend(check(root, value, reference, pointer));
            }
            for (key, child) in object {
                // Data, not document: a `$ref` in there is just a word.
                let data = matches!(key.as_str(), "example" | "examples" | "default" | "enum");
                if !(key.starts_with("x-") || data && !pointer.ends_with("/properties")) {
                    walk(root, child, &step(pointer, key), problems);
                }
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                walk(root, child, &format!("{pointer}/{index}"), problems);
            }
        }
        _ => {}
    }
}

fn check(root: &Value, value: &Value, reference: &str, pointer: &str) -> Option<Problem> {
    let at = step(pointer, "$ref");
    if !reference.starts_with('#') {
        return Some(Problem::new(
            at,
            format!("`{reference}` lies outside of this document"),
            "copy what it points to into `components` and refer to `#/components/…`",
        ));
    }
    if resolve(root, reference).is_none() {
        return Some(Problem::new(
            at,
            format!("`{reference}` points to nothing"),
            "add that component, or correct the name",
        ));
    }
    if follow(root, value).is_none() {
        return Some(Problem::new(
            at,
            format!("`{reference}` leads in a ring back to itself"),
            "let one of the ring be a schema of its own",
        ));
    }
    if reference.starts_with("#/components/schemas") && schema_name(reference).is_none() {
        return Some(Problem::new(
            at,
            format!("`{reference}` points into a schema, not to one"),
            "make that part a component of its own under `#/components/schemas`",
        ));
    }
    if !reference.starts_with("#/components/") {
        return Some(Problem::new(
            at,
            format!("`{reference}` is not a component"),
            "move what it points to under `#/components`",
        ));
    }
    None
}

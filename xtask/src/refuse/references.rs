//! Every `$ref` must lead to a component of this document, of the kind that its place asks for.

use serde_json::Value;

use crate::document::{follow, resolve, step};
use crate::problem::Problem;

pub(super) fn problems(root: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    walk(root, root, "#", Place::Object(""), &mut problems);
    problems
}

/// What stands at a place of the document.
#[derive(Clone, Copy)]
enum Place {
    /// An object of this kind of component, or a list of such; its keys are words of OpenAPI.
    Object(&'static str),
    /// A map whose keys are names.
    Names(&'static str),
    /// Data: a `$ref` in there is just a word.
    Data,
}

fn walk(root: &Value, value: &Value, pointer: &str, place: Place, problems: &mut Vec<Problem>) {
    match (value, place) {
        (Value::Object(object), Place::Object(kind)) => {
            if let Some(reference) = object.get("$ref") {
                problems.extend(check(root, value, reference, kind, pointer));
            }
            for (key, child) in object {
                walk(
                    root,
                    child,
                    &step(pointer, key),
                    inside(key, child),
                    problems,
                );
            }
        }
        (Value::Object(object), Place::Names(kind)) => {
            for (key, child) in object {
                walk(
                    root,
                    child,
                    &step(pointer, key),
                    Place::Object(kind),
                    problems,
                );
            }
        }
        (Value::Array(items), Place::Object(_)) => {
            for (index, child) in items.iter().enumerate() {
                walk(root, child, &format!("{pointer}/{index}"), place, problems);
            }
        }
        _ => {}
    }
}

fn inside(key: &str, child: &Value) -> Place {
    match key {
        "properties" | "schemas" => Place::Names("schemas"),
        "additionalProperties" | "allOf" | "anyOf" | "items" | "not" | "oneOf" | "schema" => {
            Place::Object("schemas")
        }
        // A list in an operation, a map among the components.
        "parameters" if child.is_array() => Place::Object("parameters"),
        "parameters" => Place::Names("parameters"),
        "requestBody" => Place::Object("requestBodies"),
        "requestBodies" => Place::Names("requestBodies"),
        "responses" => Place::Names("responses"),
        "headers" => Place::Names("headers"),
        "examples" => Place::Names("examples"),
        "links" => Place::Names("links"),
        "callbacks" => Place::Names("callbacks"),
        "securitySchemes" => Place::Names("securitySchemes"),
        "content" | "encoding" | "mapping" | "paths" | "scopes" | "variables" => Place::Names(""),
        "default" | "enum" | "example" | "value" => Place::Data,
        _ if key.starts_with("x-") => Place::Data,
        _ => Place::Object(""),
    }
}

fn check(
    root: &Value,
    owner: &Value,
    reference: &Value,
    kind: &str,
    pointer: &str,
) -> Option<Problem> {
    let at = step(pointer, "$ref");
    let Some(reference) = reference.as_str() else {
        return Some(Problem::new(
            at,
            format!("{reference} is not a reference"),
            "write `#/components/…` in quotes",
        ));
    };
    if kind.is_empty() {
        // A path, or a place where OpenAPI knows no reference.
        return None;
    }
    let components = format!("#/components/{kind}/");
    if !reference.starts_with('#') {
        return Some(Problem::new(
            at,
            format!("`{reference}` lies outside of this document"),
            format!("copy what it points to under `#/components/{kind}`, and refer to it there"),
        ));
    }
    if resolve(root, reference).is_none() {
        return Some(Problem::new(
            at,
            format!("`{reference}` points to nothing"),
            "add that component, or correct the name",
        ));
    }
    if follow(root, owner).is_none() {
        return Some(Problem::new(
            at,
            format!("`{reference}` leads in a ring back to itself"),
            "let one of the ring be described for itself",
        ));
    }
    match reference.strip_prefix(&components) {
        None => Some(Problem::new(
            at,
            format!("`{reference}` is not among `#/components/{kind}`"),
            format!("move what it points to under `#/components/{kind}`"),
        )),
        Some(name) if name.contains('/') => Some(Problem::new(
            at,
            format!("`{reference}` points into a component, not to one"),
            format!("make that part a component of its own under `#/components/{kind}`"),
        )),
        Some(name) if name.contains(['%', '~']) => Some(Problem::new(
            at,
            format!("`{reference}` spells the name of the component with escapes"),
            "write the name as it stands; letters, digits, `.`, `-` and `_` need no escape",
        )),
        Some(_) => None,
    }
}

//! Drops what no generated code uses, so that progenitor cannot stumble over it.

use serde_json::{Map, Value};

use super::{Work, is_type};
use crate::document::METHODS;

/// Counts the keys that it drops. Schemas keep the keywords of their type and nothing else.
pub(super) fn drop(work: &mut Work) -> usize {
    let mut touched = 0;
    if let Some(root) = work.root.as_object_mut() {
        touched += keep(root, &["openapi", "info", "paths", "components"]);
    }
    let part = |work: &mut Work, key: &str, keys: &[&str]| {
        let part = work.root.get_mut(key).and_then(Value::as_object_mut);
        part.map_or(0, |part| keep(part, keys))
    };
    touched += part(work, "info", &["title", "version", "description"]);
    touched += part(work, "components", &["schemas"]);
    if let Some(paths) = work.root.get_mut("paths").and_then(Value::as_object_mut) {
        let before = paths.len();
        paths.retain(|path, _| !path.starts_with("x-"));
        touched += before - paths.len();
        for (_, item) in paths {
            touched += item.as_object_mut().map_or(0, |item| keep(item, &METHODS));
        }
    }
    work.for_each_operation(|_, operation| touched += keep_operation(operation));
    touched + work.for_each_schema(&mut |_, object| keep_schema(object))
}

fn keep_operation(operation: &mut Map<String, Value>) -> usize {
    let mut touched = keep(
        operation,
        &[
            "operationId",
            "summary",
            "description",
            "parameters",
            "requestBody",
            "responses",
        ],
    );
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let keys = ["name", "in", "description", "required", "schema"];
        touched += parameter
            .as_object_mut()
            .map_or(0, |parameter| keep(parameter, &keys));
    }
    if let Some(body) = operation
        .get_mut("requestBody")
        .and_then(Value::as_object_mut)
    {
        touched += keep_contents(body);
    }
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for response in responses
        .into_iter()
        .flatten()
        .filter_map(|(_, response)| response.as_object_mut())
    {
        touched += keep_contents(response);
        // progenitor asks for one.
        response
            .entry("description")
            .or_insert_with(|| Value::from(""));
    }
    touched
}

fn keep_contents(owner: &mut Map<String, Value>) -> usize {
    let mut touched = keep(owner, &["description", "content"]);
    let content = owner.get_mut("content").and_then(Value::as_object_mut);
    for (_, described) in content.into_iter().flatten() {
        touched += described
            .as_object_mut()
            .map_or(0, |described| keep(described, &["schema"]));
    }
    touched
}

fn keep_schema(object: &mut Map<String, Value>) -> usize {
    let own: &[&str] = if object.contains_key("$ref") {
        return keep(object, &["$ref"]);
    } else if object.contains_key("allOf") {
        &["allOf", "nullable"]
    } else if is_type(object, "object") {
        &[
            "type",
            "nullable",
            "properties",
            "required",
            "additionalProperties",
        ]
    } else if is_type(object, "array") {
        &["type", "nullable", "items"]
    } else if is_type(object, "string") {
        &["type", "nullable", "enum"]
    } else if object.contains_key("type") {
        // A format that is left is that of a wide integer.
        &["type", "nullable", "format"]
    } else {
        // Null is any JSON already; `nullable` would make typify read nothing else.
        &[]
    };
    keep(object, &[own, &["description"]].concat())
}

/// Keeps these keys, and of descriptions those that are texts.
fn keep(object: &mut Map<String, Value>, keys: &[&str]) -> usize {
    let before = object.len();
    object.retain(|key, value| {
        let text = !matches!(key.as_str(), "description" | "summary") || value.is_string();
        keys.contains(&key.as_str()) && text
    });
    before - object.len()
}

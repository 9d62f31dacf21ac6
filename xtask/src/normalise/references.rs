//! Parameters, bodies and responses stand where they are used.

use serde_json::Value;

use super::Work;
use crate::document::{METHODS, follow};

/// References followed and inherited parameters handed down.
pub(super) fn resolve(work: &mut Work) -> usize {
    let original = work.root.clone();
    let mut touched = 0;
    let paths = work.root.get_mut("paths").and_then(Value::as_object_mut);
    for (_, item) in paths.into_iter().flatten() {
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        let inherited = match item.remove("parameters") {
            Some(Value::Array(parameters)) => parameters,
            _ => Vec::new(),
        };
        for method in METHODS {
            let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) else {
                continue;
            };
            touched += hand_down(&original, operation, &inherited);
            if let Some(body) = operation.get_mut("requestBody") {
                touched += inline(&original, body);
            }
            let responses = operation
                .get_mut("responses")
                .and_then(Value::as_object_mut);
            for (_, response) in responses.into_iter().flatten() {
                touched += inline(&original, response);
            }
        }
    }
    if let Some(components) = work
        .root
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        components.retain(|kind, _| kind == "schemas");
    }
    touched
}

fn hand_down(
    root: &Value,
    operation: &mut serde_json::Map<String, Value>,
    inherited: &[Value],
) -> usize {
    let mut parameters = match operation.remove("parameters") {
        Some(Value::Array(parameters)) => parameters,
        _ => Vec::new(),
    };
    let mut touched = parameters.iter_mut().map(|own| inline(root, own)).sum();
    for parameter in inherited {
        let mut parameter = parameter.clone();
        inline(root, &mut parameter);
        let same = |own: &Value| {
            ["name", "in"]
                .iter()
                .all(|key| own.get(key) == parameter.get(key))
        };
        if !parameters.iter().any(same) {
            parameters.push(parameter);
            touched += 1;
        }
    }
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), Value::Array(parameters));
    }
    touched
}

fn inline(root: &Value, value: &mut Value) -> usize {
    if value.get("$ref").is_none() {
        return 0;
    }
    let target = follow(root, value).cloned();
    target.map_or(0, |target| {
        *value = target;
        1
    })
}

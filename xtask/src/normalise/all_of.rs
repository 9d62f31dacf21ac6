//! `allOf`: one reference with a description stays, objects are merged.

use serde_json::{Map, Value};

use super::{Work, is_type, walk};
use crate::document::{resolve, schema_name, step};
use crate::problem::Problem;

pub(super) fn merge(work: &mut Work) -> usize {
    let root = work.root.clone();
    let mut problems = Vec::new();
    let mut touched = 0;
    for (name, schema) in work.schemas_mut().into_iter().flatten() {
        let at = step("#/components/schemas", name);
        touched += walk(schema, &mut |object| {
            rewrite(&root, object, &at, &mut problems)
        });
    }
    work.for_each_operation(|operation| {
        let id = operation
            .get("operationId")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let at = format!("operation {id}");
        super::for_each_slot(operation, &mut |_, schema| {
            touched += walk(schema, &mut |object| {
                rewrite(&root, object, &at, &mut problems)
            });
        });
    });
    work.problems = problems;
    touched
}

fn rewrite(
    root: &Value,
    object: &mut Map<String, Value>,
    at: &str,
    problems: &mut Vec<Problem>,
) -> usize {
    let Some(Value::Array(parts)) = object.remove("allOf") else {
        return 0;
    };
    let (notes, types): (Vec<Value>, Vec<Value>) = parts.into_iter().partition(is_note);
    for note in notes {
        add_missing(object, note);
    }
    let own_type = ["type", "properties", "enum", "items"]
        .iter()
        .any(|key| object.contains_key(*key));
    match types.as_slice() {
        [] => return 1,
        [only] if !own_type && only.get("$ref").is_some() => {
            object.insert("allOf".to_owned(), Value::Array(types));
            return 0;
        }
        [only] if !own_type => {
            add_missing(object, only.clone());
            // What was merged in may itself say `allOf`.
            rewrite(root, object, at, problems);
            return 1;
        }
        _ => {}
    }
    for part in &types {
        if let Err(reason) = absorb(root, object, part, &mut Vec::new()) {
            problems.push(Problem::new(
                format!("{at}/allOf"),
                reason,
                "write the object out with all of its properties",
            ));
        }
    }
    object
        .entry("type")
        .or_insert_with(|| Value::from("object"));
    1
}

/// A part that only describes: no type of its own.
fn is_note(part: &Value) -> bool {
    part.as_object().is_some_and(|part| {
        part.keys().all(|key| {
            key.starts_with("x-")
                || matches!(
                    key.as_str(),
                    "description"
                        | "nullable"
                        | "readOnly"
                        | "writeOnly"
                        | "deprecated"
                        | "example"
                        | "default"
                        | "title"
                )
        })
    })
}

fn add_missing(object: &mut Map<String, Value>, part: Value) {
    if let Value::Object(part) = part {
        for (key, value) in part {
            object.entry(key).or_insert(value);
        }
    }
}

/// Adds the properties and the required names of `part` to `object`.
fn absorb(
    root: &Value,
    object: &mut Map<String, Value>,
    part: &Value,
    ring: &mut Vec<String>,
) -> Result<(), String> {
    if let Some(reference) = part.get("$ref").and_then(Value::as_str) {
        let name = schema_name(reference).unwrap_or(reference).to_owned();
        if ring.contains(&name) {
            return Err(format!("`{name}` is a part of itself"));
        }
        ring.push(name);
        let target = resolve(root, reference).ok_or_else(|| format!("`{reference}` is gone"))?;
        let merged = absorb(root, object, target, ring);
        ring.pop();
        return merged;
    }
    let Some(part) = part.as_object() else {
        return Ok(());
    };
    for inner in part
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        absorb(root, object, inner, ring)?;
    }
    let is_object =
        part.contains_key("allOf") || part.contains_key("properties") || is_type(part, "object");
    if !is_object && !is_note(&Value::Object(part.clone())) {
        return Err("it joins an object with something that is none".to_owned());
    }
    for (name, schema) in part
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let properties = entry(object, "properties", Value::Object(Map::new()));
        let taken = properties.get(name).is_some_and(|other| other != schema);
        if taken {
            return Err(format!(
                "the property `{name}` is described twice, and not alike"
            ));
        }
        if let Some(properties) = properties.as_object_mut() {
            properties.insert(name.clone(), schema.clone());
        }
    }
    for name in part
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if let Some(required) = entry(object, "required", Value::Array(Vec::new())).as_array_mut()
            && !required.contains(name)
        {
            required.push(name.clone());
        }
    }
    if let Some(description) = part.get("description") {
        object
            .entry("description")
            .or_insert_with(|| description.clone());
    }
    Ok(())
}

fn entry<'a>(object: &'a mut Map<String, Value>, key: &str, empty: Value) -> &'a mut Value {
    object.entry(key).or_insert(empty)
}

//! Null is told from absent.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Property, Slot, Work, enums, for_each_slot, inner_schemas, reference_to, referenced};

/// The one form of a reference that may be null which every judge of OpenAPI 3.0 reads alike becomes
/// `nullable` beside the reference, which only some do, and the rest of the transforms.
pub(super) fn read_unions(work: &mut Work) -> usize {
    work.for_each_schema(&mut |_, object| {
        let Some(reference) = reference_or_null(object).cloned() else {
            return 0;
        };
        object.remove("anyOf");
        object.remove("oneOf");
        object.insert("allOf".to_owned(), Value::Array(vec![reference]));
        object.insert("nullable".to_owned(), Value::Bool(true));
        1
    })
}

/// The reference of `anyOf: [$ref, nothing but null]`. Null alone is a nullable type with no room for a
/// value: `maxProperties: 0`, `maxLength: 0`, `maxItems: 0`, or null as its only value.
pub(crate) fn reference_or_null(object: &Map<String, Value>) -> Option<&Value> {
    let union = match (object.get("anyOf"), object.get("oneOf")) {
        (Some(union), None) | (None, Some(union)) => union.as_array()?,
        _ => return None,
    };
    let is_reference = |arm: &Value| arm.get("$ref").is_some();
    match union.as_slice() {
        [reference, null] | [null, reference]
            if is_reference(reference) && !is_reference(null) && is_null_alone(null) =>
        {
            Some(reference)
        }
        _ => None,
    }
}

fn is_null_alone(schema: &Value) -> bool {
    let zero = |key: &str| schema.get(key).and_then(Value::as_f64) == Some(0.0);
    let room = match schema.get("type").and_then(Value::as_str) {
        Some("object") => "maxProperties",
        Some("array") => "maxItems",
        Some("string") => "maxLength",
        _ => "enum",
    };
    let only_null = schema.get("enum") == Some(&serde_json::json!([null]));
    schema.get("nullable") == Some(&Value::Bool(true)) && (zero(room) || only_null)
}

/// A component that is nullable makes each use of it nullable, and is not so itself.
pub(super) fn move_to_users(work: &mut Work) -> usize {
    let nullable = nullable_components(work);
    let mut touched = 0;
    for (name, schema) in work.schemas_mut().into_iter().flatten() {
        let Some(object) = schema.as_object_mut() else {
            continue;
        };
        if nullable.contains(name) {
            object.remove("nullable");
            enums::forget_null(object);
        }
        touched += mark_inside(object, &nullable);
    }
    work.for_each_operation(|at, operation| {
        for_each_slot(at, operation, &mut |slot, _, schema| {
            touched += mark(schema, &nullable);
            if let Slot::Parameter(_) = slot {
                touched += forbid_null(schema);
            }
        });
    });
    touched
}

/// Those that are nullable by their own word, and those that stand for such.
fn nullable_components(work: &Work) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut aliases: Vec<(&String, &str)> = Vec::new();
    for (name, schema) in work.schemas() {
        if is_nullable(schema) {
            found.insert(name.clone());
        } else if let Some(target) = schema.as_object().and_then(referenced) {
            aliases.push((name, target));
        }
    }
    loop {
        let before = found.len();
        for (name, target) in &aliases {
            if found.contains(*target) {
                found.insert((*name).clone());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Marks the uses of nullable components inside of a schema.
fn mark_inside(object: &mut Map<String, Value>, nullable: &BTreeSet<String>) -> usize {
    if referenced(object).is_some() {
        return 0;
    }
    let inner = inner_schemas(object).into_iter();
    inner.map(|(_, schema)| mark(schema, nullable)).sum()
}

fn mark(schema: &mut Value, nullable: &BTreeSet<String>) -> usize {
    let Some(object) = schema.as_object_mut() else {
        return 0;
    };
    match referenced(object).map(str::to_owned) {
        None => mark_inside(object, nullable),
        Some(component) if nullable.contains(&component) => {
            let reference = reference_to(&component);
            object.remove("$ref");
            object.insert("allOf".to_owned(), Value::Array(vec![reference]));
            object.insert("nullable".to_owned(), Value::Bool(true));
            1
        }
        Some(_) => 0,
    }
}

/// Neither a parameter nor one of its values can be written as null.
fn forbid_null(schema: &mut Value) -> usize {
    let Some(object) = schema.as_object_mut() else {
        return 0;
    };
    let touched = usize::from(object.remove("nullable").is_some());
    touched + object.get_mut("items").map_or(0, forbid_null)
}

/// Optional properties that may be null are remembered: the generated field becomes
/// `Option<Nullable<T>>`.
pub(super) fn tell_from_absent(work: &mut Work) -> usize {
    let untyped = untyped_components(work);
    let mut found = Vec::new();
    for (component, schema) in work.schemas_mut().into_iter().flatten() {
        let required = schema
            .get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (property, schema) in properties.into_iter().flatten() {
            let Some(object) = schema.as_object_mut() else {
                continue;
            };
            if required.contains(&Value::from(property.as_str())) {
                continue;
            }
            // Any JSON may be null.
            let any = is_untyped(object)
                || referenced(object).is_some_and(|target| untyped.contains(target));
            if take_nullable(object) || any {
                found.push(Property {
                    component: component.clone(),
                    property: property.clone(),
                });
            }
        }
    }
    work.nullable = found;
    work.nullable.len()
}

/// Components that are any JSON, and those that stand for such.
fn untyped_components(work: &Work) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut before = None;
    while before != Some(found.len()) {
        before = Some(found.len());
        for (name, object) in work
            .schemas()
            .filter_map(|(name, schema)| Some((name, schema.as_object()?)))
        {
            if is_untyped(object) || referenced(object).is_some_and(|target| found.contains(target))
            {
                found.insert(name.clone());
            }
        }
    }
    found
}

fn is_untyped(object: &Map<String, Value>) -> bool {
    ["$ref", "allOf", "type"]
        .iter()
        .all(|key| !object.contains_key(*key))
}

/// Nullable by its own word, or by a null among the values of an enum.
fn is_nullable(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
        || schema
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| values.iter().any(Value::is_null))
}

fn take_nullable(object: &mut Map<String, Value>) -> bool {
    object.remove("nullable") == Some(Value::Bool(true))
}

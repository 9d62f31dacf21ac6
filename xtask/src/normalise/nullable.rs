//! Null is told from absent.

use serde_json::{Map, Value};

use super::{Property, Work, reference_to, referenced};

/// A component that is nullable makes each use of it nullable, and is not so itself.
pub(super) fn move_to_users(work: &mut Work) -> usize {
    let nullable: Vec<String> = work
        .schemas()
        .filter(|(_, schema)| is_nullable(schema))
        .map(|(name, _)| name.clone())
        .collect();
    if nullable.is_empty() {
        return 0;
    }
    for name in &nullable {
        if let Some(schema) = work.schemas_mut().and_then(|schemas| schemas.get_mut(name))
            && let Some(object) = schema.as_object_mut()
        {
            object.remove("nullable");
            if let Some(values) = object.get_mut("enum").and_then(Value::as_array_mut) {
                values.retain(|value| !value.is_null());
            }
        }
    }
    work.for_each_schema(&mut |object| {
        let mut touched = 0;
        for inner in super::inner_schemas(object) {
            let Some(inner) = inner.as_object_mut() else {
                continue;
            };
            let Some(component) = referenced(inner) else {
                continue;
            };
            if nullable.iter().any(|name| name == component) {
                let reference = reference_to(component);
                inner.remove("$ref");
                inner.insert("allOf".to_owned(), Value::Array(vec![reference]));
                inner.insert("nullable".to_owned(), Value::Bool(true));
                touched += 1;
            }
        }
        touched
    })
}

/// Optional properties that may be null are remembered: the generated field becomes
/// `Option<Nullable<T>>`.
pub(super) fn tell_from_absent(work: &mut Work) -> usize {
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
            if !required.contains(&Value::from(property.as_str())) && take_nullable(object) {
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

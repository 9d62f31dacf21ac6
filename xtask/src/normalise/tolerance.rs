//! A response is read whatever it carries; a request carries what was set and no more.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Slot, Work, for_each_slot, inner_schemas, is_type, referenced};

/// Validation is not the business of a type: requests are validated where all violations can be
/// told at once, responses never.
const CONSTRAINTS: [&str; 14] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

pub(super) fn drop_constraints(work: &mut Work) -> usize {
    work.for_each_schema(&mut |object| {
        let before = object.len();
        object.retain(|key, value| {
            // A property may bear such a name, but then its value is a schema.
            value.is_object() || !CONSTRAINTS.contains(&key.as_str())
        });
        if !is_type(object, "string") {
            object.remove("enum");
        }
        before - object.len()
    })
}

pub(super) fn drop_defaults(work: &mut Work) -> usize {
    work.for_each_schema(&mut |object| {
        usize::from(object.contains_key("type") || object.contains_key("allOf"))
            * usize::from(object.remove("default").is_some())
    })
}

/// Objects that can occur in a response keep what the document does not name; the others accept
/// nothing beside their properties from a caller, and reject nothing either.
pub(super) fn open_responses(work: &mut Work) -> usize {
    let mut in_requests = BTreeSet::new();
    let mut in_responses = BTreeSet::new();
    let mut slots: Vec<(bool, Value)> = Vec::new();
    work.for_each_operation(|operation| {
        for_each_slot(operation, &mut |slot, schema| {
            slots.push((slot == Slot::Response, schema.clone()));
        });
    });
    for (is_response, mut schema) in slots {
        let seen = if is_response {
            &mut in_responses
        } else {
            &mut in_requests
        };
        reach(work, &mut schema, seen);
    }

    let mut touched = 0;
    for (name, schema) in work.schemas_mut().into_iter().flatten() {
        let only_sent = in_requests.contains(name) && !in_responses.contains(name);
        touched += super::walk(schema, &mut |object| open(object, only_sent));
    }
    touched
}

fn open(object: &mut Map<String, Value>, only_sent: bool) -> usize {
    if !is_type(object, "object") || !object.contains_key("properties") {
        // A map without properties stays one; `false` would make an empty closed struct of it.
        if object
            .get("additionalProperties")
            .is_some_and(Value::is_boolean)
        {
            object.remove("additionalProperties");
        }
        return 0;
    }
    if only_sent {
        usize::from(object.remove("additionalProperties").is_some())
    } else {
        object.insert("additionalProperties".to_owned(), Value::Object(Map::new()));
        1
    }
}

/// Every component that a schema leads to.
fn reach(work: &Work, schema: &mut Value, seen: &mut BTreeSet<String>) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if let Some(component) = referenced(object).map(str::to_owned)
        && seen.insert(component.clone())
        && let Some((_, target)) = work.schemas().find(|(name, _)| **name == component)
    {
        reach(work, &mut target.clone(), seen);
    }
    for inner in inner_schemas(object) {
        reach(work, inner, seen);
    }
}

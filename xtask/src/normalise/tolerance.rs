//! A response is read whatever it carries; a request carries what was set and no more.

use std::collections::{BTreeMap, BTreeSet};

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

/// Whether a keyword only narrows the values of a type. A format may name another type.
pub(super) fn is_constraint(key: &str) -> bool {
    key != "format" && CONSTRAINTS.contains(&key)
}

pub(super) fn drop_constraints(work: &mut Work) -> usize {
    work.for_each_schema(&mut |_, object| {
        let before = object.len();
        object.retain(|key, _| !CONSTRAINTS.contains(&key.as_str()));
        if !is_type(object, "string") {
            object.remove("enum");
        }
        before - object.len()
    })
}

pub(super) fn drop_defaults(work: &mut Work) -> usize {
    work.for_each_schema(&mut |_, object| usize::from(object.remove("default").is_some()))
}

/// Objects that can occur in a response keep what the document does not name; those that are only
/// sent carry beside their properties what the document lets them, and reject nothing either.
pub(super) fn open_responses(work: &mut Work) -> usize {
    let mut sent = BTreeSet::new();
    let mut received = BTreeSet::new();
    work.for_each_operation(|at, operation| {
        for_each_slot(at, operation, &mut |slot, _, schema| match slot {
            Slot::Response => mentioned(schema, &mut received),
            Slot::Body | Slot::Parameter(_) => mentioned(schema, &mut sent),
        });
    });
    let mut inside: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, schema) in work.schemas_mut().into_iter().flatten() {
        mentioned(schema, inside.entry(name.clone()).or_default());
    }
    let (sent, received) = (reached(sent, &inside), reached(received, &inside));

    let mut touched = 0;
    for (name, schema) in work.schemas_mut().into_iter().flatten() {
        let only_sent = sent.contains(name) && !received.contains(name);
        touched += super::walk("", schema, &mut |_, object| open(object, only_sent));
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
    let extra = match object.remove("additionalProperties") {
        Some(schema @ Value::Object(_)) if only_sent => Some(schema),
        Some(Value::Bool(true)) => Some(Value::Object(Map::new())),
        _ if only_sent => None,
        _ => Some(Value::Object(Map::new())),
    };
    extra.map_or(0, |extra| {
        object.insert("additionalProperties".to_owned(), extra);
        1
    })
}

/// The components that a schema names itself.
fn mentioned(schema: &mut Value, found: &mut BTreeSet<String>) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    found.extend(referenced(object).map(str::to_owned));
    for (_, inner) in inner_schemas(object) {
        mentioned(inner, found);
    }
}

/// These components, and every one that they lead to.
fn reached(
    first: BTreeSet<String>,
    inside: &BTreeMap<String, BTreeSet<String>>,
) -> BTreeSet<String> {
    let mut waiting: Vec<String> = first.iter().cloned().collect();
    let mut found = first;
    while let Some(name) = waiting.pop() {
        for next in inside.get(&name).into_iter().flatten() {
            if found.insert(next.clone()) {
                waiting.push(next.clone());
            }
        }
    }
    found
}

//! `readOnly` and `writeOnly`: what only a response carries is not asked of a request, and what only a
//! request carries is not asked of a response.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Slot, Work, for_each_slot, inner_schemas, reference_to, referenced};

const DIRECTIONS: [&str; 2] = ["readOnly", "writeOnly"];

/// A component that goes in one direction makes each property that stands for it do so.
pub(super) fn move_to_users(work: &mut Work) -> usize {
    let components: BTreeMap<String, Value> = work
        .schemas()
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    let mut touched = 0;
    for direction in DIRECTIONS {
        touched += work.for_each_schema(&mut |_, object| {
            let properties = object.get_mut("properties").and_then(Value::as_object_mut);
            properties
                .into_iter()
                .flatten()
                .map(|(_, property)| mark(property, direction, &components))
                .sum()
        });
    }
    touched
}

fn mark(property: &mut Value, direction: &str, components: &BTreeMap<String, Value>) -> usize {
    let Some(object) = property.as_object_mut() else {
        return 0;
    };
    if is(object, direction) {
        return 0;
    }
    let Some(component) = referenced(object).map(str::to_owned) else {
        return 0;
    };
    // A component may stand for another; no chain runs in a ring.
    let mut passed = BTreeSet::new();
    let mut next = Some(component.as_str());
    while let Some(name) = next.filter(|name| passed.insert(*name)) {
        let Some(schema) = components.get(name).and_then(Value::as_object) else {
            return 0;
        };
        if is(schema, direction) {
            let reference = reference_to(&component);
            object.remove("$ref");
            object.insert("allOf".to_owned(), Value::Array(vec![reference]));
            object.insert(direction.to_owned(), Value::Bool(true));
            return 1;
        }
        next = referenced(schema);
    }
    0
}

/// Nothing is required of the side that does not write it. A type that is only sent has no field for
/// what is read-only; one that is received keeps all of its fields, for servers send what they should not.
pub(super) fn require_of_the_writer(work: &mut Work) -> usize {
    let Directions { sent, received } = Directions::of(work);
    let mut touched = 0;
    for (name, schema) in work.schemas_mut().into_iter().flatten() {
        // What no operation uses may be either.
        let is_sent = sent.contains(name) || !received.contains(name);
        let is_received = received.contains(name) || !sent.contains(name);
        touched += super::walk("", schema, &mut |_, object| {
            require(object, is_sent, is_received)
        });
    }
    touched
}

fn require(object: &mut Map<String, Value>, is_sent: bool, is_received: bool) -> usize {
    let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) else {
        return 0;
    };
    let in_direction = |direction: &str| -> Vec<String> {
        let marked = properties
            .iter()
            .filter(|(_, property)| property.as_object().is_some_and(|one| is(one, direction)));
        marked.map(|(name, _)| name.clone()).collect()
    };
    let read_only = in_direction("readOnly");
    let write_only = in_direction("writeOnly");
    let mut touched = 0;
    if !is_received {
        let before = properties.len();
        properties.retain(|name, _| !read_only.contains(name));
        touched += before - properties.len();
    }
    if let Some(required) = object.get_mut("required").and_then(Value::as_array_mut) {
        let before = required.len();
        required.retain(|name| {
            let is_one = |names: &[String]| names.iter().any(|one| name == one.as_str());
            !(is_sent && is_one(&read_only) || is_received && is_one(&write_only))
        });
        touched += before - required.len();
    }
    touched
}

fn is(object: &Map<String, Value>, direction: &str) -> bool {
    object.get(direction) == Some(&Value::Bool(true))
}

/// The components that requests and responses carry.
pub(super) struct Directions {
    pub(super) sent: BTreeSet<String>,
    pub(super) received: BTreeSet<String>,
}

impl Directions {
    pub(super) fn of(work: &mut Work) -> Self {
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
        Self {
            sent: reached(sent, &inside),
            received: reached(received, &inside),
        }
    }
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

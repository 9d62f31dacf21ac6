//! `allOf`: one reference with a description stays, objects are merged.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Work, is_type, referenced, tolerance};
use crate::document::{follow, schema_name, step};
use crate::problem::Problem;
use crate::refuse::{fields, missing};

pub(super) fn merge(work: &mut Work) -> usize {
    let root = work.root.clone();
    let mut problems = Vec::new();
    let touched = work.for_each_schema(&mut |at, object| rewrite(&root, object, at, &mut problems));
    problems.extend(rings(work));
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
    let own_type = has_type(object);
    match types.as_slice() {
        [] => return 1,
        [only] if !own_type && only.get("$ref").is_some() => {
            let reference = only.get("$ref").cloned().unwrap_or_default();
            let only = serde_json::json!({ "$ref": reference });
            object.insert("allOf".to_owned(), Value::Array(vec![only]));
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
    if object.get("type").is_some_and(|kind| kind != "object") {
        problems.push(unmerged(at, "it joins types that are not all objects"));
        return 1;
    }
    let mut absorbed = Absorbed::default();
    let mut reasons = BTreeSet::new();
    for part in &types {
        reasons.extend(absorb(root, object, part, &mut absorbed).err());
    }
    problems.extend(reasons.iter().map(|reason| unmerged(at, reason)));
    object
        .entry("type")
        .or_insert_with(|| Value::from("object"));
    problems.extend(contradictions(object, at));
    1
}

fn unmerged(at: &str, reason: &str) -> Problem {
    Problem::new(
        step(at, "allOf"),
        reason,
        "write the object out with all of its properties",
    )
}

/// What the parts say only together.
fn contradictions(object: &Map<String, Value>, at: &str) -> Vec<Problem> {
    let properties = object.get("properties").and_then(Value::as_object);
    let mut problems = fields(properties.into_iter().flat_map(Map::keys), at);
    let required = object.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten() {
        let known = |name| properties.is_some_and(|properties| properties.contains_key(name));
        if !name.as_str().is_some_and(known) {
            problems.push(missing(at, name));
        }
    }
    // What was merged stands nowhere in the document but in its parts.
    for problem in &mut problems {
        problem.pointer = step(at, "allOf");
    }
    problems
}

/// Whether an `allOf` joins objects to one: it then needs a name, for it may contain itself.
pub(super) fn joins_objects(object: &Map<String, Value>) -> bool {
    let parts = object.get("allOf").and_then(Value::as_array);
    let types: Vec<&Value> = parts
        .into_iter()
        .flatten()
        .filter(|part| !is_note(part))
        .collect();
    match types.as_slice() {
        [] => false,
        [only] if !has_type(object) => {
            only.get("properties").is_some() || only.get("allOf").is_some()
        }
        _ => true,
    }
}

/// The one reference of an `allOf`, where at most a `type` stands beside it.
pub(super) fn only_reference(object: &Map<String, Value>) -> Option<&Value> {
    let parts = object.get("allOf").and_then(Value::as_array)?;
    let types: Vec<&Value> = parts.iter().filter(|part| !is_note(part)).collect();
    let beside = TYPE_WORDS.iter().filter(|key| object.contains_key(**key));
    match types.as_slice() {
        [only] if only.get("$ref").is_some() && beside.eq(["type"].iter()) => Some(only),
        _ => None,
    }
}

/// The keywords that say what type a schema is, the others say something of it.
const TYPE_WORDS: [&str; 6] = [
    "type",
    "properties",
    "required",
    "additionalProperties",
    "enum",
    "items",
];

fn has_type(object: &Map<String, Value>) -> bool {
    TYPE_WORDS.iter().any(|key| object.contains_key(*key))
}

/// A part that only describes or constrains: no type of its own.
fn is_note(part: &Value) -> bool {
    part.as_object().is_some_and(|part| {
        part.keys().all(|key| {
            key.starts_with("x-")
                || tolerance::is_constraint(key)
                || matches!(
                    key.as_str(),
                    "description"
                        | "nullable"
                        | "readOnly"
                        | "writeOnly"
                        | "deprecated"
                        | "example"
                        | "externalDocs"
                        | "default"
                        | "title"
                        | "xml"
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

/// The components that an object is made of.
#[derive(Default)]
struct Absorbed {
    begun: Vec<String>,
    done: BTreeSet<String>,
}

/// Adds the properties and the required names of `part` to `object`.
fn absorb(
    root: &Value,
    object: &mut Map<String, Value>,
    part: &Value,
    absorbed: &mut Absorbed,
) -> Result<(), String> {
    if let Some(reference) = part.get("$ref").and_then(Value::as_str) {
        let name = schema_name(reference).unwrap_or(reference).to_owned();
        if absorbed.begun.contains(&name) {
            return Err(format!("`{name}` is a part of itself"));
        }
        if !absorbed.done.insert(name.clone()) {
            return Ok(());
        }
        let target = follow(root, part).ok_or_else(|| format!("`{reference}` is gone"))?;
        absorbed.begun.push(name);
        let merged = absorb(root, object, target, absorbed);
        absorbed.begun.pop();
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
        absorb(root, object, inner, absorbed)?;
    }
    let is_object = is_type(part, "object")
        || ["allOf", "properties", "required", "additionalProperties"]
            .iter()
            .any(|key| part.contains_key(*key));
    if !is_object && !is_note(&Value::Object(part.clone())) {
        return Err("it joins types that are not all objects".to_owned());
    }
    for (name, schema) in part
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let properties = entry(object, "properties", Value::Object(Map::new()));
        let taken = properties
            .get(name)
            .is_some_and(|other| !alike(root, other, schema));
        if taken {
            return Err(format!(
                "the property `{name}` is described twice, and not alike"
            ));
        }
        if let Some(properties) = properties.as_object_mut() {
            properties.entry(name).or_insert_with(|| schema.clone());
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
    for key in ["description", "additionalProperties"] {
        if let Some(value) = part.get(key) {
            object.entry(key).or_insert_with(|| value.clone());
        }
    }
    Ok(())
}

/// Whether two schemas differ in words at most.
fn alike(root: &Value, one: &Value, other: &Value) -> bool {
    let bare = |schema: &Value| {
        let mut schema = follow(root, schema).unwrap_or(schema).clone();
        if let Some(object) = schema.as_object_mut() {
            object.retain(|key, _| {
                !matches!(key.as_str(), "description" | "example" | "title")
                    && !key.starts_with("x-")
            });
        }
        schema
    };
    bare(one) == bare(other)
}

pub(super) const LONGEST_CHAIN: usize = 32;

/// Components that stand for nothing but each other, or for too many in turn: each is a type around
/// the next, and rustc looks only so deep.
fn rings(work: &Work) -> Vec<Problem> {
    let alias = |name: &str| {
        let schema = work.root.get("components")?.get("schemas")?.get(name)?;
        referenced(schema.as_object()?)
    };
    let mut problems = Vec::new();
    for (name, _) in work.schemas() {
        let mut passed = BTreeSet::from([name.as_str()]);
        let mut target = alias(name);
        while let Some(next) = target.filter(|next| passed.insert(next)) {
            target = alias(next);
        }
        if target == Some(name) {
            problems.push(Problem::new(
                step("#/components/schemas", name),
                format!("`{name}` leads in a ring back to itself"),
                "let one of the ring be described for itself",
            ));
        } else if passed.len() == LONGEST_CHAIN {
            problems.push(Problem::new(
                step("#/components/schemas", name),
                format!("`{name}` stands for another component, and that for another, {LONGEST_CHAIN} times"),
                "refer to the last of them",
            ));
        }
    }
    problems
}

fn entry<'a>(object: &'a mut Map<String, Value>, key: &str, empty: Value) -> &'a mut Value {
    object.entry(key).or_insert(empty)
}

//! `allOf`: one reference with a description stays, objects are merged.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Work, constraints, is_type, referenced};
use crate::document::{follow, schema_name, step};
use crate::problem::Problem;
use crate::properties::{clashes, missing};

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
    let types = narrow_scalars(root, object, types);
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

/// Texts, numbers and booleans that are of one type: the reference among them keeps the type, and the
/// others narrow it. Of several references, what they lead to narrows it too. Returns what is left to be
/// merged.
fn narrow_scalars(root: &Value, object: &mut Map<String, Value>, types: Vec<Value>) -> Vec<Value> {
    let own = has_type(object).then(|| Value::Object(object.clone()));
    let mut kinds = types.iter().chain(&own).map(|one| scalar(root, one));
    let Some(kind) = kinds.next().flatten().map(str::to_owned) else {
        return types;
    };
    if types.len() + usize::from(own.is_some()) < 2 || !kinds.all(|other| other == Some(&kind)) {
        return types;
    }
    let is_reference = |part: &&Value| part.get("$ref").is_some();
    let lists_values =
        |part: &Value| follow(root, part).is_some_and(|one| one.get("enum").is_some());
    if types.iter().filter(is_reference).count() > 1 && types.iter().any(lists_values) {
        return types;
    }
    let (mut references, plain): (Vec<Value>, Vec<Value>) =
        types.into_iter().partition(|part| is_reference(&part));
    for part in plain {
        add_missing(object, part);
    }
    if references.len() > 1 {
        for reference in references.drain(..) {
            let target = follow(root, &reference).cloned().unwrap_or_default();
            add_missing(object, target);
        }
    }
    if references.is_empty() {
        object.insert("type".to_owned(), Value::from(kind));
    } else {
        object.remove("type");
    }
    references
}

/// The type of a schema of single values that says nothing but that and constraints, itself or behind a
/// reference. What a reference leads to may also list its values.
fn scalar<'a>(root: &'a Value, schema: &'a Value) -> Option<&'a str> {
    let is_reference = schema.get("$ref").is_some();
    let target = follow(root, schema)?.as_object()?;
    let kind = target.get("type")?.as_str()?;
    let is_plain = |key: &String| match key.as_str() {
        "type" => true,
        "enum" => is_reference,
        "allOf" => false,
        other => !TYPE_WORDS.contains(&other),
    };
    let is_scalar = ["string", "integer", "number", "boolean"].contains(&kind);
    (is_scalar && target.keys().all(is_plain)).then_some(kind)
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
    let mut problems = clashes(properties.into_iter().flat_map(Map::keys), at);
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
        .filter(|part| !is_note(part) && !is_plain_scalar(part))
        .collect();
    match types.as_slice() {
        [] => false,
        [only] if !has_type(object) || is_plain_scalar(&Value::Object(object.clone())) => {
            only.get("properties").is_some() || only.get("allOf").is_some()
        }
        _ => true,
    }
}

/// A type of single values, with nothing beside it but what narrows it.
fn is_plain_scalar(schema: &Value) -> bool {
    scalar(&Value::Null, schema).is_some()
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
                || constraints::is_constraint(key)
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

/// Adds what a part says and the object does not; constraints narrow each other.
fn add_missing(object: &mut Map<String, Value>, part: Value) {
    if let Value::Object(part) = part {
        constraints::narrow(object, &part);
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
        let Some(properties) = properties.as_object_mut() else {
            continue;
        };
        match properties.get_mut(name) {
            None => {
                properties.insert(name.clone(), schema.clone());
            }
            Some(other) if alike(root, other, schema) => narrow_property(root, other, schema),
            Some(_) => {
                return Err(format!(
                    "the property `{name}` is described twice, and not alike"
                ));
            }
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
    constraints::narrow(object, part);
    for key in ["description", "additionalProperties"] {
        if let Some(value) = part.get(key) {
            object.entry(key).or_insert_with(|| value.clone());
        }
    }
    Ok(())
}

/// Adds to a property the constraints that another description of it has.
fn narrow_property(root: &Value, property: &mut Value, other: &Value) {
    let Some(other) = follow(root, other).and_then(Value::as_object) else {
        return;
    };
    let limits: Map<String, Value> = other
        .iter()
        .filter(|(key, _)| constraints::is_constraint(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let Some(object) = property.as_object_mut().filter(|_| !limits.is_empty()) else {
        return;
    };
    if let Some(reference) = object.remove("$ref") {
        let only = serde_json::json!({ "$ref": reference });
        object.insert("allOf".to_owned(), Value::Array(vec![only]));
    }
    constraints::narrow(object, &limits);
}

/// Whether two schemas differ in words and constraints at most.
fn alike(root: &Value, one: &Value, other: &Value) -> bool {
    let bare = |schema: &Value| {
        let mut schema = follow(root, schema).unwrap_or(schema).clone();
        if let Some(object) = schema.as_object_mut() {
            object.retain(|key, _| {
                !matches!(key.as_str(), "description" | "example" | "title")
                    && !key.starts_with("x-")
                    && !constraints::is_constraint(key)
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

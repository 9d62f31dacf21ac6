//! Schemas: only what becomes a type that reads every answer and writes only what was set.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::limits;
use crate::document::{follow, operations, resolve, step};
use crate::media_type::is_json;
use crate::naming::{is_reserved, type_name};
use crate::normalise::{enums, nullable};
use crate::problem::Problem;
use crate::properties::{clashes, missing};

pub(super) fn problems(root: &Value) -> Vec<Problem> {
    let mut problems = names(root);
    let schemas = root
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        check(
            root,
            schema,
            &step("#/components/schemas", name),
            &mut problems,
        );
    }
    for (pointer, schema) in inline(root) {
        check(root, schema, &pointer, &mut problems);
    }
    problems
}

/// Components whose names are those of OpenAPI, and become types of different names.
fn names(root: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let schemas = root
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for name in schemas.into_iter().flat_map(Map::keys) {
        let at = step("#/components/schemas", name);
        let spelt = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if !name.chars().all(spelt) || !name.contains(|c: char| c.is_ascii_alphanumeric()) {
            problems.push(Problem::new(
                &at,
                format!("`{name}` is not a valid name for a component"),
                "use letters, digits, `.`, `-` and `_` alone, with a letter or digit among them",
            ));
            continue;
        }
        let ty = type_name(name);
        if is_reserved(&ty) {
            problems.push(Problem::new(
                &at,
                format!("a type named `{ty}` would shadow Rust's own in the generated code"),
                "rename the component",
            ));
        } else if let Some(other) = seen.insert(ty.clone(), name) {
            problems.push(Problem::new(
                &at,
                format!("`{name}` and `{other}` would be the same Rust type `{ty}`"),
                "rename one of the two",
            ));
        }
    }
    problems
}

/// The schemas that stand in parameters, bodies and successful responses, each where it is written.
fn inline(root: &Value) -> BTreeMap<String, &Value> {
    let mut found = BTreeMap::new();
    let paths = root.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        parameters(root, &step("#/paths", path), item, &mut found);
    }
    for (at, _, _, _, operation) in operations(root) {
        parameters(root, &at, operation, &mut found);
        if let Some(body) = operation.get("requestBody") {
            let (at, body) = written(root, step(&at, "requestBody"), body);
            contents(&at, body, |_| true, &mut found);
        }
        let responses = operation.get("responses").and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            // Other statuses and media types never reach the generator.
            if status.starts_with('2') {
                let at = step(&step(&at, "responses"), status);
                let (at, response) = written(root, at, response);
                contents(&at, response, is_json, &mut found);
            }
        }
    }
    found
}

fn parameters<'a>(
    root: &'a Value,
    at: &str,
    owner: &'a Value,
    found: &mut BTreeMap<String, &'a Value>,
) {
    let list = owner.get("parameters").and_then(Value::as_array);
    for (index, parameter) in list.into_iter().flatten().enumerate() {
        let (at, parameter) = written(root, format!("{at}/parameters/{index}"), parameter);
        if let Some(schema) = parameter.get("schema") {
            found.insert(step(&at, "schema"), schema);
        }
    }
}

fn contents<'a>(
    at: &str,
    owner: &'a Value,
    wanted: impl Fn(&str) -> bool,
    found: &mut BTreeMap<String, &'a Value>,
) {
    let contents = owner.get("content").and_then(Value::as_object);
    for (kind, content) in contents.into_iter().flatten() {
        if let Some(schema) = content.get("schema").filter(|_| wanted(kind)) {
            let at = step(&step(at, "content"), kind);
            found.insert(step(&at, "schema"), schema);
        }
    }
}

/// What a reference leads to, and where that is written.
fn written<'a>(root: &'a Value, mut at: String, mut value: &'a Value) -> (String, &'a Value) {
    // No reference runs in a ring by now.
    while let Some(reference) = value.get("$ref").and_then(Value::as_str)
        && let Some(target) = resolve(root, reference)
    {
        (at, value) = (reference.to_owned(), target);
    }
    (at, value)
}

fn check(root: &Value, schema: &Value, at: &str, problems: &mut Vec<Problem>) {
    check_part(root, schema, at, Part::Whole, problems);
}

/// Whether a schema is one of an `allOf`, whose properties may be described by another.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Whole,
    OfMany,
}

fn check_part(root: &Value, schema: &Value, at: &str, part: Part, problems: &mut Vec<Problem>) {
    let Some(object) = schema.as_object() else {
        problems.push(Problem::new(
            at,
            "a schema is an object",
            "write `{ type: … }`, or `{}` for any JSON",
        ));
        return;
    };
    // What stands beside a reference narrows it.
    problems.extend(limits::problems(root, object, at));
    if object.contains_key("$ref") {
        return;
    }
    unions(root, object, at, problems);
    types(object, at, problems);
    if object.contains_key("enum") {
        problems.extend(enums::problems(object, at));
    }
    properties(root, object, at, part, problems);
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = object.get(key).filter(|inner| !inner.is_boolean()) {
            check(root, inner, &step(at, key), problems);
        }
    }
    match object.get("allOf") {
        None => {}
        Some(Value::Array(parts)) if !parts.is_empty() => {
            for (index, part) in parts.iter().enumerate() {
                let at = format!("{}/{index}", step(at, "allOf"));
                check_part(root, part, &at, Part::OfMany, problems);
            }
        }
        Some(_) => problems.push(Problem::new(
            step(at, "allOf"),
            "`allOf` is not a list of schemas",
            "list them, or leave `allOf` out",
        )),
    }
}

fn unions(root: &Value, object: &Map<String, Value>, at: &str, problems: &mut Vec<Problem>) {
    if !object.contains_key("not") && nullable::reference_or_null(object).is_some() {
        return;
    }
    for union in ["oneOf", "anyOf", "not"] {
        if object.contains_key(union) {
            problems.push(Problem::new(
                step(at, union),
                format!(
                    "`{union}` would be a closed type, and some forms of it read no value at all"
                ),
                if is_open_enum(root, object.get(union)) {
                    "write the enum alone: every enum of the document reads unknown values too"
                } else {
                    "describe one object whose properties are all optional, or write `{}` and read \
                     the JSON by hand"
                },
            ));
        }
    }
}

const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "object", "array"];

fn types(object: &Map<String, Value>, at: &str, problems: &mut Vec<Problem>) {
    let kind = object.get("type");
    if let Some(kind) = kind
        && !kind.as_str().is_some_and(|kind| TYPES.contains(&kind))
    {
        problems.push(Problem::new(
            step(at, "type"),
            format!("{kind} is not a type of OpenAPI 3.0"),
            format!("one of {}; for null say `nullable: true`", TYPES.join(", ")),
        ));
        return;
    }
    let mut implied = None;
    for (key, owner) in [
        ("properties", "object"),
        ("additionalProperties", "object"),
        ("required", "object"),
        ("items", "array"),
    ] {
        if !object.contains_key(key) {
            continue;
        }
        let other = kind
            .and_then(Value::as_str)
            .or(implied)
            .filter(|kind| *kind != owner);
        if let Some(other) = other {
            problems.push(Problem::new(
                step(at, key),
                format!("`{key}` says that this is an {owner}, though it is of type {other}"),
                format!("write `type: {owner}`, or leave `{key}` out"),
            ));
        }
        implied = Some(owner);
    }
    if kind.is_some_and(|kind| kind == "array") && !object.contains_key("items") {
        problems.push(Problem::new(
            at,
            "the array has no `items`",
            "write `items: {}` for any JSON",
        ));
    }
    if let Some(nullable) = object
        .get("nullable")
        .filter(|nullable| !nullable.is_boolean())
    {
        problems.push(Problem::new(
            step(at, "nullable"),
            format!("{nullable} is neither true nor false"),
            "write `nullable: true`, or leave it out",
        ));
    }
}

fn properties(
    root: &Value,
    object: &Map<String, Value>,
    at: &str,
    part: Part,
    problems: &mut Vec<Problem>,
) {
    let properties = match object.get("properties") {
        None => None,
        Some(Value::Object(properties)) => Some(properties),
        Some(_) => {
            problems.push(Problem::new(
                step(at, "properties"),
                "`properties` is not a map",
                "write it as a map from the name of a property to its schema",
            ));
            return;
        }
    };
    problems.extend(clashes(properties.into_iter().flat_map(Map::keys), at));
    for (name, schema) in properties.into_iter().flatten() {
        check(root, schema, &step(&step(at, "properties"), name), problems);
    }
    let at = step(at, "required");
    let Some(required) = object.get("required") else {
        return;
    };
    let Some(required) = required.as_array() else {
        problems.push(Problem::new(
            at,
            "`required` is not a list",
            "list the names of the properties that are always there",
        ));
        return;
    };
    for name in required {
        let known = name
            .as_str()
            .is_some_and(|name| properties.is_some_and(|properties| properties.contains_key(name)));
        // Of an `allOf`, the other parts may know it; what they make together is judged later.
        let elsewhere = part == Part::OfMany || object.contains_key("allOf");
        if !name.is_string() || !known && !elsewhere {
            problems.push(missing(&at, name));
        }
    }
}

/// `anyOf: [enum, string]`, the usual way to say "open" that typify reads as something else.
fn is_open_enum(root: &Value, arms: Option<&Value>) -> bool {
    let arms = arms.and_then(Value::as_array);
    arms.is_some_and(|arms| {
        let arms: Vec<_> = arms.iter().filter_map(|arm| follow(root, arm)).collect();
        arms.iter()
            .all(|arm| arm.get("type").is_some_and(|kind| kind == "string"))
            && arms.iter().any(|arm| arm.get("enum").is_some())
    })
}

//! Schemas: only what becomes a type that reads every answer and writes only what was set.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::{METHODS, follow, step};
use crate::naming::{field_name, type_name};
use crate::normalise::enums;
use crate::problem::Problem;

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

/// Two components may not become the same Rust type.
fn names(root: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let schemas = root
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for name in schemas.into_iter().flat_map(Map::keys) {
        let at = step("#/components/schemas", name);
        if !name.chars().any(char::is_alphanumeric) || type_name(name) == "Default" {
            problems.push(Problem::new(
                &at,
                format!("`{name}` is no name for a Rust type"),
                "rename the component",
            ));
        } else if let Some(other) = seen.insert(type_name(name), name) {
            problems.push(Problem::new(
                &at,
                format!(
                    "`{name}` and `{other}` would be the same Rust type `{}`",
                    type_name(name)
                ),
                "rename one of the two",
            ));
        }
    }
    problems
}

/// The schemas that stand in parameters, bodies and successful responses, wherever those stand.
fn inline(root: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    let mut owners: Vec<(String, &Value)> = Vec::new();
    for kind in ["parameters", "requestBodies", "responses"] {
        let group = root
            .pointer(&format!("/components/{kind}"))
            .and_then(Value::as_object);
        for (name, component) in group.into_iter().flatten() {
            owners.push((step(&format!("#/components/{kind}"), name), component));
        }
    }
    for (path, item) in root
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let at = step("#/paths", path);
        parameters(&mut owners, &at, item);
        for method in METHODS {
            let Some(operation) = item.get(method) else {
                continue;
            };
            let at = step(&at, method);
            parameters(&mut owners, &at, operation);
            if let Some(body) = operation.get("requestBody") {
                owners.push((step(&at, "requestBody"), body));
            }
            let responses = operation.get("responses").and_then(Value::as_object);
            for (status, response) in responses.into_iter().flatten() {
                // Other statuses never reach the generator.
                if status.starts_with('2') {
                    owners.push((step(&step(&at, "responses"), status), response));
                }
            }
        }
    }
    for (at, owner) in owners {
        if let Some(schema) = owner.get("schema") {
            found.push((step(&at, "schema"), schema));
        }
        for (kind, content) in owner
            .get("content")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            if let Some(schema) = content.get("schema") {
                found.push((step(&step(&step(&at, "content"), kind), "schema"), schema));
            }
        }
    }
    found
}

fn parameters<'a>(owners: &mut Vec<(String, &'a Value)>, at: &str, owner: &'a Value) {
    let list = owner.get("parameters").and_then(Value::as_array);
    for (index, parameter) in list.into_iter().flatten().enumerate() {
        owners.push((format!("{at}/parameters/{index}"), parameter));
    }
}

fn check(root: &Value, schema: &Value, at: &str, problems: &mut Vec<Problem>) {
    let Some(object) = schema.as_object() else {
        problems.push(Problem::new(
            at,
            "a schema is an object",
            "write `{}` for any JSON",
        ));
        return;
    };
    if object.contains_key("$ref") {
        return;
    }
    for union in ["oneOf", "anyOf", "not", "discriminator"] {
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
    if let Some(kind) = object.get("type")
        && !kind.as_str().is_some_and(|kind| {
            matches!(
                kind,
                "string" | "integer" | "number" | "boolean" | "object" | "array"
            )
        })
    {
        problems.push(Problem::new(
            step(at, "type"),
            format!("{kind} is no type of OpenAPI 3.0"),
            "one of string, integer, number, boolean, object, array; for null say `nullable: true`",
        ));
    }
    if object.get("type").is_some_and(|kind| kind == "array") && !object.contains_key("items") {
        problems.push(Problem::new(
            at,
            "the array has no `items`",
            "write `items: {}` for any JSON",
        ));
    }
    if object.contains_key("enum") {
        problems.extend(enums::problems(object, at));
    }
    properties(root, object, at, problems);
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = object.get(key).filter(|inner| !inner.is_boolean()) {
            check(root, inner, &step(at, key), problems);
        }
    }
    let parts = object.get("allOf").and_then(Value::as_array);
    for (index, part) in parts.into_iter().flatten().enumerate() {
        check(
            root,
            part,
            &format!("{}/{index}", step(at, "allOf")),
            problems,
        );
    }
}

fn properties(root: &Value, object: &Map<String, Value>, at: &str, problems: &mut Vec<Problem>) {
    let properties = object.get("properties").and_then(Value::as_object);
    let mut fields: BTreeMap<String, &str> = BTreeMap::new();
    for (name, schema) in properties.into_iter().flatten() {
        let at = step(&step(at, "properties"), name);
        let field = field_name(name);
        let way_out = "leave one of the two out of `properties`: what a response carries under it \
                       stays readable in `extra`";
        if field == "extra" {
            problems.push(Problem::new(
                &at,
                format!("`{name}` would clash with `extra`, the map of undocumented fields"),
                "leave it out of `properties`: it stays readable in `extra`",
            ));
        } else if let Some(other) = fields.insert(field.clone(), name) {
            problems.push(Problem::new(
                &at,
                format!("`{other}` and `{name}` would both be the Rust field `{field}`"),
                way_out,
            ));
        }
        check(root, schema, &at, problems);
    }
    let required = object.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten() {
        let known = properties.is_none_or(|properties| {
            name.as_str()
                .is_some_and(|name| properties.contains_key(name))
        });
        if !known && !object.contains_key("allOf") {
            problems.push(Problem::new(
                step(at, "required"),
                format!("{name} is required, but it is not among `properties`"),
                "describe it there, or take it off the list",
            ));
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

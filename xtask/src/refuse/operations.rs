//! Operations: their paths, their names, and that the parameters of both go together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{bodies, parameters, responses, servers};
use crate::document::{follow, operations, step};
use crate::naming::{builder_name, method_name};
use crate::problem::Problem;

/// Names that the generated `Client` or its hooks already have.
const RESERVED_OPERATIONS: [&str; 11] = [
    "api_version",
    "baseurl",
    "client",
    "clone",
    "exec",
    "inner",
    "new",
    "new_with_client",
    "post",
    "pre",
    "send",
];

/// Names of commands that are there without an operation: clap gives every tree of commands one that prints help.
const RESERVED_COMMANDS: [&str; 1] = ["help"];

/// Names that the code of every generated builder relies on.
const RESERVED_BUILDERS: [&str; 12] = [
    "ByteStream",
    "ClientHooks",
    "ClientInfo",
    "Error",
    "From",
    "OperationInfo",
    "Option",
    "RequestBuilderExt",
    "ResponseValue",
    "Result",
    "String",
    "TryFrom",
];

/// Names that a generated builder already has.
const RESERVED_PARAMETERS: [&str; 5] = ["client", "encode_path", "header_map", "new", "send"];

/// Names that the builder of an operation with a body has besides.
const RESERVED_BESIDE_BODY: [&str; 2] = ["body", "body_map"];

/// Methods that `reqwest::Client` has no function for.
const UNSENT_METHODS: [&str; 2] = ["options", "trace"];

pub(super) fn problems(root: &Value) -> Vec<Problem> {
    let mut problems = path_items(root);
    problems.extend(servers::problems(root));
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (pointer, path, method, item, operation) in operations(root) {
        if UNSENT_METHODS.contains(&method) {
            problems.push(Problem::new(
                pointer,
                format!(
                    "reqwest has no function that sends {}",
                    method.to_ascii_uppercase()
                ),
                "leave the operation out of the document and write that call by hand",
            ));
            continue;
        }
        if !operation.is_object() {
            problems.push(Problem::new(
                pointer,
                "this operation is not an object",
                "describe it",
            ));
            continue;
        }
        problems.extend(name(&pointer, operation, &mut names));
        problems.extend(all_parameters(root, &pointer, path, item, operation));
        problems.extend(bodies::problem(root, &pointer, operation));
        problems.extend(responses::problems(root, &pointer, method, operation));
    }
    problems
}

fn path_items(root: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut shapes: BTreeMap<String, &str> = BTreeMap::new();
    for (path, item) in root
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        if path.starts_with("x-") {
            continue;
        }
        let pointer = step("#/paths", path);
        if item.get("$ref").is_some() {
            problems.push(Problem::new(
                step(&pointer, "$ref"),
                "a path that is a reference is not generated",
                "write the operations here",
            ));
        }
        let Some(item) = item.as_object() else {
            problems.push(Problem::new(
                &pointer,
                "this path is not an object",
                "list its operations",
            ));
            continue;
        };
        problems.extend(parameter_list(item, &pointer));
        let Some(names) = template(path) else {
            problems.push(Problem::new(
                &pointer,
                format!("`{path}` is not a path template"),
                "begin with `/`, close every `{`, and leave out `?`, `#`, blanks and empty segments",
            ));
            continue;
        };
        if let Some(other) = shapes.insert(shape(path, &names), path) {
            problems.push(Problem::new(
                &pointer,
                format!("`{path}` and `{other}` are the same path but for the names of parameters"),
                "list the operations under one of the two; OpenAPI forbids both",
            ));
        }
    }
    problems
}

fn name(pointer: &str, operation: &Value, names: &mut BTreeMap<String, String>) -> Option<Problem> {
    let at = step(pointer, "operationId");
    let id = match operation.get("operationId") {
        Some(Value::String(id)) if id.chars().any(char::is_alphanumeric) => id,
        Some(other) => {
            return Some(Problem::new(
                at,
                format!("`{other}` is not a valid name for an operation"),
                "write it in snake_case, verb first, such as `get_option_product_order`",
            ));
        }
        None => {
            return Some(Problem::new(
                at,
                "this operation has no operationId",
                "give it one in snake_case, verb first, such as `get_option_product_order`",
            ));
        }
    };
    let (method, builder) = (method_name(id), builder_name(id));
    if RESERVED_OPERATIONS.contains(&method.as_str())
        || RESERVED_BUILDERS.contains(&builder.as_str())
    {
        return Some(Problem::new(
            at,
            format!("`{id}` is a name that the generated client already uses"),
            "choose a longer one, such as verb and noun",
        ));
    }
    if RESERVED_COMMANDS.contains(&method.as_str()) {
        return Some(Problem::new(
            at,
            format!("`{id}` is a command that `works-partner api` already has"),
            "choose a longer one, such as verb and noun",
        ));
    }
    if let Some(other) = names.insert(builder, pointer.to_owned()) {
        return Some(Problem::new(
            at,
            format!("`{id}` would be the same Rust name as the operationId at {other}"),
            "rename one of the two",
        ));
    }
    None
}

fn all_parameters(
    root: &Value,
    pointer: &str,
    path: &str,
    item: &Value,
    operation: &Value,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let item_pointer = pointer.rsplit_once('/').map_or(pointer, |(item, _)| item);
    let own = listed(root, pointer, operation);
    let inherited = listed(root, item_pointer, item)
        .into_iter()
        .filter(|(_, parameter)| own.iter().all(|(_, mine)| key(mine) != key(parameter)))
        .collect::<Vec<_>>();

    problems.extend(
        operation
            .as_object()
            .into_iter()
            .flat_map(|object| parameter_list(object, pointer)),
    );
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    let mut in_path = BTreeSet::new();
    let has_body = operation.get("requestBody").is_some();
    for (at, parameter) in own.iter().chain(&inherited) {
        let (Some(name), Some(place)) = key(parameter) else {
            problems.extend(unnamed(at, parameter));
            continue;
        };
        if place == "path" {
            in_path.insert(name.to_owned());
        }
        problems.extend(parameters::problem(root, at, parameter, name, place));
        let field = method_name(name);
        if RESERVED_PARAMETERS.contains(&field.as_str())
            || has_body && RESERVED_BESIDE_BODY.contains(&field.as_str())
        {
            problems.push(Problem::new(
                at,
                format!("a parameter named `{name}` clashes with what the builder already has"),
                match place {
                    "path" => "give it another name, here and in the path",
                    _ => "leave it out of the document and set it in a transport",
                },
            ));
        } else if let Some(other) = fields.insert(field.clone(), name.to_owned()) {
            problems.push(Problem::new(
                at,
                format!("parameters `{other}` and `{name}` would both be `{field}` in Rust"),
                "leave one of the two out of the document",
            ));
        }
    }
    let Some(named) = template(path) else {
        return problems;
    };
    let named: BTreeSet<String> = named.into_iter().collect();
    for name in named.difference(&in_path) {
        problems.push(Problem::new(
            pointer,
            format!("the path names `{{{name}}}`, but no path parameter describes it"),
            format!("add a parameter with `name: {name}` and `in: path`"),
        ));
    }
    for name in in_path.difference(&named) {
        problems.push(Problem::new(
            pointer,
            format!("the path parameter `{name}` does not occur in `{path}`"),
            "correct its name or the path",
        ));
    }
    problems
}

/// What is wrong with a parameter whose `name` or `in` is not a text.
fn unnamed(at: &str, parameter: &Value) -> Vec<Problem> {
    let keys = ["name", "in"];
    let others: Vec<Problem> = keys
        .into_iter()
        .filter_map(|key| Some((key, parameter.get(key)?)))
        .filter(|(_, value)| !value.is_string())
        .map(|(key, value)| {
            Problem::new(
                step(at, key),
                format!("`{key}` is {value}, which is not a text"),
                format!("write it in quotes: `{key}: '{}'`", quoted(value)),
            )
        })
        .collect();
    if !others.is_empty() {
        return others;
    }
    vec![Problem::new(
        at,
        "a parameter needs `name` and `in`",
        "add both",
    )]
}

/// What may have been meant by a value that is no text.
fn quoted(value: &Value) -> String {
    match value {
        Value::Array(_) | Value::Object(_) => "…".to_owned(),
        other => other.to_string(),
    }
}

fn parameter_list(owner: &Map<String, Value>, pointer: &str) -> Option<Problem> {
    let listed = owner.get("parameters").is_none_or(Value::is_array);
    (!listed).then(|| {
        Problem::new(
            step(pointer, "parameters"),
            "`parameters` is not a list",
            "list the parameters, or leave `parameters` out",
        )
    })
}

/// The parameters of a path item or an operation, references followed, each with its pointer.
fn listed<'a>(root: &'a Value, pointer: &str, owner: &'a Value) -> Vec<(String, &'a Value)> {
    let list = owner.get("parameters").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .enumerate()
        .filter_map(|(index, parameter)| {
            Some((
                format!("{pointer}/parameters/{index}"),
                follow(root, parameter)?,
            ))
        })
        .collect()
}

fn key(parameter: &Value) -> (Option<&str>, Option<&str>) {
    let text = |key| parameter.get(key).and_then(Value::as_str);
    (text("name"), text("in"))
}

/// A path template without the names of its parameters.
fn shape(path: &str, names: &[String]) -> String {
    let mut shape = path.to_owned();
    for name in names {
        shape = shape.replace(&format!("{{{name}}}"), "{}");
    }
    shape
}

/// The names in a path template; `None` where it is not one.
fn template(path: &str) -> Option<Vec<String>> {
    let mut rest = path.strip_prefix('/').map(|_| path)?;
    let (_, segments) = path.split_once('/')?;
    if path.contains(|c: char| matches!(c, '?' | '#' | '\\') || c.is_whitespace() || c.is_control())
        || segments
            .split('/')
            .any(|segment| matches!(segment, "." | ".."))
        || path.contains("//")
    {
        return None;
    }
    let mut names = Vec::new();
    while let Some(at) = rest.find(['{', '}']) {
        let (_, from_brace) = rest.split_at_checked(at)?;
        let (name, after) = from_brace.strip_prefix('{')?.split_once('}')?;
        if name.is_empty() || name.contains(['{', '/']) || names.contains(&name.to_owned()) {
            return None;
        }
        names.push(name.to_owned());
        rest = after;
    }
    Some(names)
}

//! Operations: their names, parameters, bodies and answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::document::{follow, operations, step};
use crate::naming::{field_name, type_name};
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

/// Names that a generated builder already has.
const RESERVED_PARAMETERS: [&str; 4] = ["client", "header_map", "new", "send"];

pub(super) fn problems(root: &Value) -> Vec<Problem> {
    let mut problems = path_items(root);
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (pointer, path, _, item, operation) in operations(root) {
        if !operation.is_object() {
            problems.push(Problem::new(
                pointer,
                "this operation is not an object",
                "describe it",
            ));
            continue;
        }
        problems.extend(name(&pointer, operation, &mut names));
        problems.extend(parameters(root, &pointer, path, item, operation));
        problems.extend(request_body(root, &pointer, operation));
        problems.extend(responses(root, &pointer, operation));
    }
    problems
}

fn path_items(root: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
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
        if !item.is_object() {
            problems.push(Problem::new(
                &pointer,
                "this path is not an object",
                "list its operations",
            ));
        }
        if template(path).is_none() {
            problems.push(Problem::new(
                &pointer,
                format!("`{path}` is not a path template"),
                "begin with `/`, close every `{`, and leave out `?` and `#`",
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
                format!("`{other}` is no name for an operation"),
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
    let method = field_name(id);
    if RESERVED_OPERATIONS.contains(&method.as_str()) {
        return Some(Problem::new(
            at,
            format!("`{id}` is a name that the generated client already has"),
            "choose a longer one, such as verb and noun",
        ));
    }
    if let Some(other) = names.insert(type_name(id), pointer.to_owned()) {
        return Some(Problem::new(
            at,
            format!("`{id}` would be the same Rust name as the operationId at {other}"),
            "rename one of the two",
        ));
    }
    None
}

fn parameters(
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

    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    let mut in_path = BTreeSet::new();
    let has_body = operation.get("requestBody").is_some();
    for (at, parameter) in own.iter().chain(&inherited) {
        let (Some(name), Some(place)) = key(parameter) else {
            problems.push(Problem::new(
                at,
                "a parameter needs `name` and `in`",
                "add both",
            ));
            continue;
        };
        if place == "path" {
            in_path.insert(name.to_owned());
        }
        problems.extend(parameter_problem(root, at, parameter, name, place));
        let field = field_name(name);
        if RESERVED_PARAMETERS.contains(&field.as_str()) || has_body && field == "body" {
            problems.push(Problem::new(
                at,
                format!("a parameter named `{name}` clashes with what the builder already has"),
                "leave it out of the document and set it in a transport",
            ));
        } else if let Some(other) = fields.insert(field.clone(), name.to_owned()) {
            problems.push(Problem::new(
                at,
                format!("parameters `{other}` and `{name}` would both be `{field}` in Rust"),
                "leave one of the two out of the document",
            ));
        }
    }
    let named: BTreeSet<String> = template(path).into_iter().flatten().collect();
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

fn parameter_problem(
    root: &Value,
    at: &str,
    parameter: &Value,
    name: &str,
    place: &str,
) -> Option<Problem> {
    let usual_style = match place {
        "path" | "header" => "simple",
        "query" => "form",
        "cookie" => {
            return Some(Problem::new(
                at,
                format!("`{name}` is a cookie parameter, which progenitor does not generate"),
                "leave it out of the document and set the `Cookie` header in a transport",
            ));
        }
        other => {
            return Some(Problem::new(
                step(at, "in"),
                format!("`{other}` is no place for a parameter"),
                "one of path, query and header",
            ));
        }
    };
    if place == "path" && parameter.get("required") != Some(&Value::Bool(true)) {
        return Some(Problem::new(
            at,
            format!("the path parameter `{name}` is not marked `required: true`"),
            "mark it; a path parameter always is",
        ));
    }
    if let Some(style) = parameter.get("style")
        && style != usual_style
    {
        return Some(Problem::new(
            step(at, "style"),
            format!("{style} is not generated for a {place} parameter"),
            format!("use `style: {usual_style}`"),
        ));
    }
    let Some(schema) = parameter
        .get("schema")
        .and_then(|schema| follow(root, schema))
    else {
        return Some(Problem::new(
            at,
            format!("the parameter `{name}` has no `schema`"),
            "give it a `schema`; `content` is not generated for parameters",
        ));
    };
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => Some(Problem::new(
            step(at, "schema"),
            format!("the parameter `{name}` is an object"),
            "write one parameter for each of its properties",
        )),
        Some("array") if place != "query" => Some(Problem::new(
            step(at, "schema"),
            format!("the {place} parameter `{name}` is an array"),
            "use a string and say in its description how the values are joined",
        )),
        Some("array") if parameter.get("explode") == Some(&Value::Bool(false)) => {
            Some(Problem::new(
                step(at, "explode"),
                format!("progenitor would send `{name}=a&{name}=b`, not `{name}=a,b`"),
                "use a string and say in its description that the values are joined by commas",
            ))
        }
        _ => None,
    }
}

fn request_body(root: &Value, pointer: &str, operation: &Value) -> Option<Problem> {
    let at = step(pointer, "requestBody");
    let body = follow(root, operation.get("requestBody")?)?;
    let content = body.get("content").and_then(Value::as_object);
    let Some((media_type, described)) = content.and_then(|content| content.iter().next()) else {
        return Some(Problem::new(
            at,
            "the request body has no content",
            "describe it under `content: application/json`, or leave `requestBody` out",
        ));
    };
    let at = step(&step(&at, "content"), media_type);
    if content.is_some_and(|content| content.len() > 1) {
        return Some(Problem::new(
            step(&step(pointer, "requestBody"), "content"),
            "progenitor sends one media type, this body has several",
            "keep `application/json` alone",
        ));
    }
    if !matches!(
        media_type.as_str(),
        "application/json" | "application/x-www-form-urlencoded"
    ) {
        return Some(Problem::new(
            at,
            format!("a request body of type `{media_type}` is not generated"),
            "leave the operation out of the document and write that call by hand, or describe the \
             body as `application/json`",
        ));
    }
    if described.get("schema").is_none() {
        return Some(Problem::new(
            at,
            format!("the {media_type} content has no `schema`"),
            "write `schema: {}` where any JSON may come",
        ));
    }
    if described.get("encoding").is_some() {
        return Some(Problem::new(
            step(&at, "encoding"),
            "`encoding` is not generated",
            "leave it out",
        ));
    }
    None
}

fn responses(root: &Value, pointer: &str, operation: &Value) -> Vec<Problem> {
    let at = step(pointer, "responses");
    let Some(responses) = operation.get("responses").and_then(Value::as_object) else {
        return vec![Problem::new(
            at,
            "the operation has no `responses`",
            "describe at least one 2xx response",
        )];
    };
    let mut problems = Vec::new();
    let mut success: Vec<(&str, Answer<'_>)> = Vec::new();
    for (status, response) in responses
        .iter()
        .filter(|(status, _)| !status.starts_with("x-"))
    {
        let at = step(&at, status);
        if !is_status(status) {
            problems.push(Problem::new(
                at,
                format!("`{status}` is no status"),
                "a number in quotes such as \"200\", a range such as 2XX, or `default`",
            ));
        } else if status.starts_with('2') {
            match follow(root, response)
                .ok_or(())
                .and_then(|response| answer(root, response))
            {
                Ok(answer) => success.push((status, answer)),
                Err(()) => problems.push(Problem::new(
                    step(&at, "content"),
                    "the JSON content has no `schema`",
                    "write `schema: {}` where any JSON may come",
                )),
            }
        }
    }
    match success.split_first() {
        None if problems.is_empty() => problems.push(Problem::new(
            &at,
            "no response is a success",
            "describe a 2xx response; errors and redirects are handled outside of the generated code",
        )),
        None => {}
        Some(((first, expected), rest)) => {
            for (status, answer) in rest.iter().filter(|(_, answer)| answer != expected) {
                problems.push(Problem::new(
                    step(&at, status),
                    format!(
                        "{status} carries {answer}, {first} carries {expected}; one method can \
                         return one type"
                    ),
                    "give both the same schema, with what only one of them has as optional \
                     properties, or keep only one of them",
                ));
            }
        }
    }
    problems
}

/// What a successful response carries, as progenitor tells them apart.
#[derive(PartialEq)]
enum Answer<'a> {
    Nothing,
    Json(&'a Value),
    Bytes,
}

impl std::fmt::Display for Answer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => f.write_str("no body"),
            Self::Json(_) => f.write_str("JSON of its own type"),
            Self::Bytes => f.write_str("a body that is not JSON"),
        }
    }
}

fn answer<'a>(root: &'a Value, response: &'a Value) -> Result<Answer<'a>, ()> {
    let Some(content) = response.get("content").and_then(Value::as_object) else {
        return Ok(Answer::Nothing);
    };
    let json = content
        .iter()
        .find(|(kind, _)| *kind == "application/json" || kind.starts_with("application/json;"));
    match json {
        Some((_, described)) => described
            .get("schema")
            .and_then(|schema| follow(root, schema))
            .map(Answer::Json)
            .ok_or(()),
        None if content.is_empty() => Ok(Answer::Nothing),
        None => Ok(Answer::Bytes),
    }
}

fn is_status(status: &str) -> bool {
    let mut chars = status.chars();
    let class = chars.next().is_some_and(|c| ('1'..='5').contains(&c));
    let rest = chars.as_str();
    status == "default"
        || class && (rest == "XX" || rest.len() == 2 && rest.chars().all(|c| c.is_ascii_digit()))
}

/// The names in a path template; `None` where it is not one.
fn template(path: &str) -> Option<Vec<String>> {
    let mut rest = path.strip_prefix('/').map(|_| path)?;
    if path.contains(['?', '#']) {
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

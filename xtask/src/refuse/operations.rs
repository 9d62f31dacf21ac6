//! Operations: their names, parameters, bodies and answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::document::{METHODS, follow, is_json, operations, schema_name, step};
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

/// Header parameters that OpenAPI ignores, for other words of it speak of them.
const IGNORED_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

pub(super) fn problems(root: &Value) -> Vec<Problem> {
    let mut problems = path_items(root);
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
        problems.extend(parameters(root, &pointer, path, item, operation));
        problems.extend(request_body(root, &pointer, operation));
        problems.extend(responses(root, &pointer, method, operation));
    }
    problems
}

/// What a path may say beside its methods.
const PATH_KEYWORDS: [&str; 5] = ["$ref", "description", "parameters", "servers", "summary"];

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
        let Some(item) = item.as_object() else {
            problems.push(Problem::new(
                &pointer,
                "this path is not an object",
                "list its operations",
            ));
            continue;
        };
        for key in item.keys() {
            let known = PATH_KEYWORDS.contains(&key.as_str()) || METHODS.contains(&key.as_str());
            if !known && !key.starts_with("x-") {
                problems.push(Problem::new(
                    step(&pointer, key),
                    format!("`{key}` is no method of HTTP"),
                    format!("one of {}, in small letters", METHODS.join(", ")),
                ));
            }
        }
        problems.extend(parameter_list(item, &pointer));
        if template(path).is_none() {
            problems.push(Problem::new(
                &pointer,
                format!("`{path}` is not a path template"),
                "begin with `/`, close every `{`, and leave out `?`, `#`, blanks and empty segments",
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
    if let Some(other) = names.insert(builder, pointer.to_owned()) {
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

fn parameter_list(owner: &Map<String, Value>, pointer: &str) -> Option<Problem> {
    let listed = owner.get("parameters").is_none_or(Value::is_array);
    (!listed).then(|| {
        Problem::new(
            step(pointer, "parameters"),
            "`parameters` is no list",
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
    if place == "header" {
        if IGNORED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
            return Some(Problem::new(
                at,
                format!("OpenAPI ignores a header parameter named `{name}`"),
                "leave it out of the document and set it in a transport",
            ));
        }
        if !is_header_name(name) {
            return Some(Problem::new(
                step(at, "name"),
                format!("`{name}` is no name for a header"),
                "use letters, digits and `-` alone",
            ));
        }
    }
    if let Some(required) = parameter
        .get("required")
        .filter(|required| !required.is_boolean())
    {
        return Some(Problem::new(
            step(at, "required"),
            format!("{required} is neither true nor false"),
            "write `required: true`, or leave it out",
        ));
    }
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
    let Some(schema) = parameter.get("schema") else {
        return Some(Problem::new(
            at,
            format!("the parameter `{name}` has no `schema`"),
            "give it a `schema`; `content` is not generated for parameters",
        ));
    };
    if is_password(root, schema) {
        return Some(Problem::new(
            step(at, "schema"),
            format!(
                "the {place} parameter `{name}` is a password, which shows nowhere but in a body"
            ),
            "leave `format: password` out, or send it in the body",
        ));
    }
    let way_out = match kind(root, schema) {
        Kind::Scalar => return None,
        Kind::Array(Some(items)) if place == "query" && kind(root, items) == Kind::Scalar => {
            if parameter.get("explode") != Some(&Value::Bool(false)) {
                return None;
            }
            return Some(Problem::new(
                step(at, "explode"),
                format!("progenitor would send `{name}=a&{name}=b`, not `{name}=a,b`"),
                "use a string and say in its description that the values are joined by commas",
            ));
        }
        Kind::Array(_) => "use a string and say in its description how the values are joined",
        Kind::Object => "write one parameter for each of its properties",
        Kind::Any => "give its schema a `type`",
    };
    Some(Problem::new(
        step(at, "schema"),
        format!("the {place} parameter `{name}` is {}", kind(root, schema)),
        way_out,
    ))
}

fn is_password(root: &Value, schema: &Value) -> bool {
    let items = schema.get("items").unwrap_or(schema);
    [schema, items].iter().any(|schema| {
        follow(root, schema)
            .and_then(|schema| schema.get("format"))
            .is_some_and(|format| format == "password")
    })
}

fn is_header_name(name: &str) -> bool {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.chars().all(token)
}

/// What a schema means where a text has to be made of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind<'a> {
    Scalar,
    /// A list, with the schema of its items.
    Array(Option<&'a Value>),
    Object,
    Any,
}

impl std::fmt::Display for Kind<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Scalar => "a single value",
            Self::Array(_) => "an array that cannot be written there",
            Self::Object => "an object",
            Self::Any => "of no type",
        })
    }
}

fn kind<'a>(root: &'a Value, schema: &'a Value) -> Kind<'a> {
    kind_beside(root, schema, &mut BTreeSet::new())
}

fn kind_beside<'a>(root: &'a Value, schema: &'a Value, seen: &mut BTreeSet<&'a str>) -> Kind<'a> {
    // The parts of an `allOf` may lead back to it, or twice to the same.
    let reference = schema.get("$ref").and_then(Value::as_str);
    if reference.is_some_and(|reference| !seen.insert(reference)) {
        return Kind::Any;
    }
    let schema = follow(root, schema).unwrap_or(schema);
    match schema.get("type").and_then(Value::as_str) {
        Some("string" | "integer" | "number" | "boolean") => return Kind::Scalar,
        Some("array") => return Kind::Array(schema.get("items")),
        Some(_) => return Kind::Object,
        None => {}
    }
    if schema.get("properties").is_some() || schema.get("additionalProperties").is_some() {
        return Kind::Object;
    }
    if let Some(items) = schema.get("items") {
        return Kind::Array(Some(items));
    }
    let texts = schema.get("enum").and_then(Value::as_array);
    if texts.is_some_and(|values| values.iter().any(Value::is_string)) {
        return Kind::Scalar;
    }
    let parts = schema
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    parts
        .map(|part| kind_beside(root, part, seen))
        .find(|kind| *kind != Kind::Any)
        .unwrap_or(Kind::Any)
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
    if media_type == "application/x-www-form-urlencoded"
        && let Some(problem) = form(root, &step(&at, "schema"), described.get("schema")?)
    {
        return Some(problem);
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

/// A form is an object of single values.
fn form(root: &Value, at: &str, schema: &Value) -> Option<Problem> {
    let schema = follow(root, schema)?;
    if kind(root, schema) != Kind::Object {
        return Some(Problem::new(
            at,
            format!("the form is {}", kind(root, schema)),
            "describe an object with a property for each field of the form",
        ));
    }
    let own = schema.get("properties").and_then(Value::as_object);
    for (name, property) in own.into_iter().flatten() {
        let kind = kind(root, property);
        if kind != Kind::Scalar {
            return Some(Problem::new(
                step(&step(at, "properties"), name),
                format!("the field `{name}` of the form is {kind}"),
                "use a string and say in its description how the value is written",
            ));
        }
    }
    schema.get("allOf").map(|_| {
        Problem::new(
            step(at, "allOf"),
            "a form in parts is not generated",
            "write the object out with all of its properties",
        )
    })
}

fn responses(root: &Value, pointer: &str, method: &str, operation: &Value) -> Vec<Problem> {
    let at = step(pointer, "responses");
    let Some(responses) = operation.get("responses").and_then(Value::as_object) else {
        return vec![Problem::new(
            at,
            "the operation has no map of `responses`",
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
            match answer(follow(root, response).unwrap_or(response)) {
                Ok(answer) if method == "head" && answer != Answer::Nothing => {
                    problems.push(Problem::new(
                        step(&at, "content"),
                        "a response to HEAD has no body",
                        "leave `content` out",
                    ));
                }
                Ok(answer) => success.push((status, answer)),
                Err((reason, way_out)) => problems.push(Problem::new(at, reason, way_out)),
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
                        "{status} carries {answer}, and {first} {expected}; one method can \
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
            Self::Json(schema) => match schema
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(schema_name)
            {
                Some(name) => write!(f, "`{name}`"),
                None => f.write_str("JSON described in place"),
            },
            Self::Bytes => f.write_str("a body that is not JSON"),
        }
    }
}

/// Or what is wrong with the response, and the way out.
fn answer(response: &Value) -> Result<Answer<'_>, (&'static str, &'static str)> {
    let Some(response) = response.as_object() else {
        return Err((
            "this response is not an object",
            "give it a `description` at least",
        ));
    };
    let content = match response.get("content") {
        None => return Ok(Answer::Nothing),
        Some(content) => content.as_object().ok_or((
            "`content` is no map of media types",
            "write one, or leave `content` out where the response has no body",
        ))?,
    };
    match content.iter().find(|(kind, _)| is_json(kind)) {
        Some((_, described)) => described.get("schema").map(Answer::Json).ok_or((
            "the JSON content has no `schema`",
            "write `schema: {}` where any JSON may come",
        )),
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

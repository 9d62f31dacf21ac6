//! Parameters: one at a time.

use serde_json::Value;

use super::kind::{Kind, kind};
use crate::document::{follow, step};
use crate::problem::Problem;

/// Header parameters that OpenAPI ignores, for other words of it speak of them.
const IGNORED_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// What keeps a parameter from being generated.
pub(super) fn problem(
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
                format!("`{other}` is not a place for a parameter"),
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
                format!("`{name}` is not a valid name for a header"),
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
    if parameter.get("content").is_some() {
        return Some(Problem::new(
            step(at, "content"),
            format!("the parameter `{name}` has both `schema` and `content`"),
            "keep `schema` alone; `content` is not generated for parameters",
        ));
    }
    if is_password(root, schema) {
        return Some(Problem::new(
            step(at, "schema"),
            format!(
                "the {place} parameter `{name}` is a password, which shows nowhere but in a body"
            ),
            "leave `format: password` out, or send it in the body",
        ));
    }
    let help = match kind(root, schema) {
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
        help,
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

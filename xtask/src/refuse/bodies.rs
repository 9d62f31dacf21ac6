//! Bodies of requests.

use serde_json::Value;

use super::kind::{Kind, kind};
use crate::document::{follow, step};
use crate::media_type;
use crate::problem::Problem;

/// What keeps the body of an operation's requests from being generated.
pub(super) fn problem(root: &Value, pointer: &str, operation: &Value) -> Option<Problem> {
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
    if !media_type::is_valid(media_type) {
        return Some(Problem::new(
            at,
            format!("`{media_type}` is not a media type"),
            "write a type and a subtype, such as `application/json`",
        ));
    }
    if !media_type::is_json(media_type) && !media_type::is_form(media_type) {
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
    if media_type::is_form(media_type)
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

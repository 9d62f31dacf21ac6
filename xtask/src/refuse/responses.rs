//! Responses: of the successes of an operation, one type.

use serde_json::Value;

use crate::document::{follow, schema_name, step};
use crate::media_type;
use crate::problem::Problem;

/// What keeps the successes of an operation from being generated.
pub(super) fn problems(
    root: &Value,
    pointer: &str,
    method: &str,
    operation: &Value,
) -> Vec<Problem> {
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
                format!("`{status}` is not a status"),
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
                Err((reason, help)) => problems.push(Problem::new(at, reason, help)),
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

/// Or what is wrong with the response, and help.
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
            "`content` is not a map of media types",
            "write one, or leave `content` out where the response has no body",
        ))?,
    };
    if content.keys().any(|kind| !media_type::is_valid(kind)) {
        return Err((
            "`content` has a key that is not a media type",
            "write a type and a subtype, such as `application/json`",
        ));
    }
    match media_type::json(content.keys()).and_then(|kind| content.get(kind)) {
        Some(described) => described.get("schema").map(Answer::Json).ok_or((
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

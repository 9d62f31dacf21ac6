//! Refuses documents that cannot become a correct crate, before progenitor panics on them or
//! silently makes something wrong of them. All problems are told at once.

mod bodies;
mod keywords;
mod kind;
mod limits;
mod operations;
mod parameters;
mod references;
mod responses;
mod schemas;
mod security;
pub(crate) mod servers;

use serde_json::Value;

use crate::document::Document;
use crate::problem::{GenerateError, Problem};

pub(crate) fn refuse(document: &Document) -> Result<(), GenerateError> {
    document.refused(shape(&document.value))?;
    // What hangs on references is judged only once all of them lead somewhere.
    document.refused(references::problems(&document.value))?;

    let mut problems = keywords::problems(&document.value);
    problems.extend(operations::problems(&document.value));
    problems.extend(security::problems(&document.value));
    problems.extend(schemas::problems(&document.value));
    document.refused(problems)
}

/// Is this an OpenAPI 3.0 document at all?
fn shape(root: &Value) -> Vec<Problem> {
    let Some(top) = root.as_object() else {
        return vec![Problem::new(
            "#",
            "the document is not an object",
            "begin with `openapi: 3.0.3`",
        )];
    };
    let version = top.get("openapi").or_else(|| top.get("swagger"));
    match version {
        Some(Value::String(version)) if version.trim().starts_with("3.0.") => {}
        Some(version) if top.contains_key("openapi") && is_two_parts(version) => {
            return vec![Problem::new(
                "#/openapi",
                format!("the version {version} lacks its third part"),
                "write `openapi: 3.0.3`; a version of two parts is a number in YAML and in JSON",
            )];
        }
        Some(version) => {
            return vec![Problem::new(
                if top.contains_key("openapi") {
                    "#/openapi"
                } else {
                    "#/swagger"
                },
                format!("the generator reads OpenAPI 3.0, this is {version}"),
                "write the document as `openapi: 3.0.3` (3.1 differs in `nullable`, `type` lists, \
                 `exclusiveMinimum` and `examples`)",
            )];
        }
        None => {
            return vec![Problem::new(
                "#/openapi",
                "the version of OpenAPI is missing",
                "begin with `openapi: 3.0.3`",
            )];
        }
    }

    let mut problems = Vec::new();
    for key in ["title", "version"] {
        if !root
            .pointer(&format!("/info/{key}"))
            .is_some_and(Value::is_string)
        {
            problems.push(Problem::new(
                format!("#/info/{key}"),
                format!("`{key}` is missing or not a string"),
                format!("give `info` a `{key}`, in quotes where it looks like a number"),
            ));
        }
    }
    for pointer in ["/components", "/components/schemas"] {
        if root.pointer(pointer).is_some_and(|part| !part.is_object()) {
            problems.push(Problem::new(
                format!("#{pointer}"),
                "this is not a map of components",
                "write it as a map from names to components, or leave it out",
            ));
        }
    }
    if !top.get("paths").is_some_and(Value::is_object) {
        problems.push(Problem::new(
            "#/paths",
            "`paths` is missing or not an object",
            "list at least one path",
        ));
    }
    problems
}

/// `3.0`, as a number or as a text.
fn is_two_parts(version: &Value) -> bool {
    match version {
        Value::Number(number) => number.as_f64() == Some(3.0),
        Value::String(text) => text.trim() == "3.0",
        _ => false,
    }
}

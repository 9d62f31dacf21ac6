//! What a schema comes to outside of JSON.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::follow;

/// What a schema means where a text has to be made of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind<'a> {
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

pub(super) fn kind<'a>(root: &'a Value, schema: &'a Value) -> Kind<'a> {
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

//! The document as other people's tools need it: what each cannot read is written in another way.

use serde_json::{Map, Value, json};

/// A tool, and what it needs to be different.
pub struct Variant {
    pub tool: &'static str,
    /// What the reason was seen with.
    pub version: &'static str,
    pub reason: &'static str,
    /// Rewrites one object of the document; whether it did.
    rewrite: fn(&mut Map<String, Value>) -> bool,
}

pub const VARIANTS: &[Variant] = &[
    Variant {
        tool: "prism",
        version: "5.16.0",
        reason: "gives every int64 a maximum of 2^53 - 1, so that it refuses ids of 17 to 19 digits",
        rewrite: without_int64,
    },
    Variant {
        tool: "prism-dynamic",
        version: "5.16.0",
        reason: "fills an object that may have no members, so that what it makes up fits no schema; as for prism else",
        rewrite: for_making_up,
    },
    Variant {
        tool: "openapi-generator",
        version: "7.26.0",
        reason: "has closed enums, so that a value that no page lists is an error; in Rust, a reference that may be null is an empty struct",
        rewrite: with_open_enums,
    },
    Variant {
        tool: "openapi-3.1",
        version: "3.1.0",
        reason: "is JSON Schema 2020-12: null is a type, and an exclusive bound a number",
        rewrite: to_3_1,
    },
];

pub fn tools() -> Vec<&'static str> {
    VARIANTS.iter().map(|variant| variant.tool).collect()
}

/// The document for a tool; an error where the tool is unknown, or its reason is gone.
pub fn document_for(tool: &str, document: &Value) -> Result<Value, String> {
    let variant = VARIANTS.iter().find(|variant| variant.tool == tool);
    let variant = variant.ok_or_else(|| {
        let known = tools().join(", ");
        format!("no variant of the document is known for {tool}; there are {known}")
    })?;
    let mut document = document.clone();
    match rewrite(&mut document, variant.rewrite) {
        0 => Err(format!(
            "nothing of the document is different for {tool}; its line can be removed"
        )),
        _ => Ok(document),
    }
}

fn rewrite(value: &mut Value, one: fn(&mut Map<String, Value>) -> bool) -> usize {
    match value {
        Value::Object(object) => {
            let here = usize::from(one(object));
            // An example is data: a schema it is not, whatever its members are called.
            let inner = object.iter_mut().filter(|(key, _)| {
                !matches!(key.as_str(), "example" | "examples" | "default" | "enum")
                    && !key.starts_with("x-")
            });
            inner.fold(here, |sum, (_, inner)| {
                sum.saturating_add(rewrite(inner, one))
            })
        }
        Value::Array(items) => items
            .iter_mut()
            .fold(0, |sum, item| sum.saturating_add(rewrite(item, one))),
        _ => 0,
    }
}

fn without_int64(schema: &mut Map<String, Value>) -> bool {
    let is = schema.get("type") == Some(&json!("integer"))
        && schema.get("format") == Some(&json!("int64"));
    is && schema.shift_remove("format").is_some()
}

/// The form of null that is said with `enum` lets validators pass anything, and is for making values up only.
fn for_making_up(schema: &mut Map<String, Value>) -> bool {
    let is_null = schema.get("nullable") == Some(&json!(true))
        && ["maxProperties", "maxLength"]
            .iter()
            .any(|limit| schema.get(*limit) == Some(&json!(0)));
    if is_null {
        schema.insert("enum".to_owned(), json!([null]));
    }
    without_int64(schema) || is_null
}

/// Texts in the place of enums, and `nullable` beside a reference in the place of a union.
fn with_open_enums(schema: &mut Map<String, Value>) -> bool {
    let is_text = schema.get("type") == Some(&json!("string"));
    let had_enum = is_text && schema.shift_remove("enum").is_some();
    let arms = schema.get("anyOf").and_then(Value::as_array);
    let reference = match arms.map(Vec::as_slice) {
        Some([reference, null]) if null.get("nullable") == Some(&json!(true)) => reference.clone(),
        _ => return had_enum,
    };
    schema.shift_remove("anyOf");
    schema.insert("allOf".to_owned(), json!([reference]));
    schema.insert("nullable".to_owned(), json!(true));
    true
}

fn to_3_1(object: &mut Map<String, Value>) -> bool {
    let mut touched = false;
    if object.contains_key("openapi") && object.contains_key("info") {
        object.insert("openapi".to_owned(), json!("3.1.0"));
        touched = true;
    }
    // `nullable` is a property's name where its value is a schema.
    if object.get("nullable").is_some_and(Value::is_boolean) {
        let nullable = object.shift_remove("nullable") == Some(json!(true));
        if nullable && let Some(kind) = object.get_mut("type") {
            *kind = json!([kind.take(), "null"]);
        }
        if nullable && let Some(Value::Array(values)) = object.get_mut("enum") {
            values.push(Value::Null);
        }
        touched = true;
    }
    for (bound, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if let Some(Value::Bool(is)) = object.get(exclusive).cloned() {
            object.shift_remove(exclusive);
            if is && let Some(value) = object.shift_remove(bound) {
                object.insert(exclusive.to_owned(), value);
            }
            touched = true;
        }
    }
    touched
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tool_gets_what_it_can_read() {
        let document = json!({"openapi": "3.0.3", "info": {}, "components": {"schemas": {"A": {
            "type": "object",
            "properties": {
                "nullable": {"type": "string", "nullable": true, "enum": ["a"]},
                "id": {"type": "integer", "format": "int64", "example": {"type": "integer", "format": "int64"}},
                "size": {"type": "number", "minimum": 0, "exclusiveMinimum": true},
            },
        }}}});
        let schema =
            |document: &Value| document["components"]["schemas"]["A"]["properties"].clone();
        let prism = document_for("prism", &document).unwrap();
        assert_eq!(
            schema(&prism)["id"],
            json!({"type": "integer", "example": {"type": "integer", "format": "int64"}})
        );
        let open = document_for("openapi-generator", &document).unwrap();
        assert_eq!(
            schema(&open)["nullable"],
            json!({"type": "string", "nullable": true})
        );
        let new = document_for("openapi-3.1", &document).unwrap();
        assert_eq!(new["openapi"], "3.1.0");
        let new = schema(&new);
        assert_eq!(
            new["nullable"],
            json!({"type": ["string", "null"], "enum": ["a", null]})
        );
        assert_eq!(
            new["size"],
            json!({"type": "number", "exclusiveMinimum": 0})
        );
    }

    #[test]
    fn a_reason_that_is_gone_is_told() {
        assert!(document_for("prism", &json!({})).is_err());
        assert!(document_for("nothing", &json!({})).is_err());
    }
}

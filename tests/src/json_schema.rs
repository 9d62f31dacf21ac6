//! From the schemas of OpenAPI 3.0 to those of JSON Schema, for a validator that knows only these.

use serde_json::{Value, json};

/// The draft that OpenAPI 3.0 is closest to: there too, what stands beside `$ref` is not read.
pub const DRAFT: &str = "http://json-schema.org/draft-04/schema#";

/// A schema of the document, with the components that it refers to.
///
/// `nullable` adds null to the `type` beside it, and to nothing else, as OpenAPI 3.0.3 has it. An object with properties has no others: what an example has beyond
/// them is a slip.
pub fn json_schema(document: &Value, schema: &Value) -> Value {
    let mut components = document["components"]["schemas"].clone();
    for schema in components.as_object_mut().into_iter().flatten() {
        translate(schema.1);
    }
    let mut schema = schema.clone();
    translate(&mut schema);
    json!({
        "$schema": DRAFT,
        "allOf": [schema],
        "components": { "schemas": components },
    })
}

fn translate(schema: &mut Value) {
    let Value::Object(object) = schema else {
        return;
    };
    for (key, value) in object.iter_mut() {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                properties.values_mut().for_each(translate)
            }
            ("items" | "additionalProperties" | "not", inner) => translate(inner),
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => {
                parts.iter_mut().for_each(translate);
            }
            _ => {}
        }
    }
    if object.contains_key("properties") {
        object.entry("additionalProperties").or_insert(json!(false));
    }
    if object.remove("nullable") == Some(json!(true))
        && let Some(kind) = object.get_mut("type")
    {
        *kind = json!([kind.take(), "null"]);
    }
}

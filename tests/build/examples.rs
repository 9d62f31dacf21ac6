//! Every body of the document, its examples, and the generated type that must read it.

use std::fmt::Write as _;

use serde_json::Value;
use xtask::{Document, Generated};

use crate::object;

pub(crate) fn code(document: &Document, generated: &Generated) -> String {
    let mut cases = String::new();
    let mut places = String::new();
    for (place, schema, examples) in bodies(&document.value, &generated.normalised.value) {
        // Only components have a type of their own.
        let Some(component) = schema.pointer("/$ref").and_then(Value::as_str) else {
            continue;
        };
        let name = component.rsplit('/').next().unwrap_or_default();
        let reencode = format!("crate::reencode::<works_partner_api::types::{name}>");
        writeln!(places, "Place {{ name: {place:?}, reencode: {reencode} }},")
            .expect("a string takes any text");
        for example in examples {
            let json = example.to_string();
            writeln!(
                cases,
                "Example {{ place: {place:?}, json: {json:?}, reencode: {reencode} }},"
            )
            .expect("a string takes any text");
        }
    }
    format!(
        "pub const EXAMPLES: &[Example] = &[{cases}];\n\
         pub const PLACES: &[Place] = &[{places}];"
    )
}

/// Request bodies and successful responses: where, the schema that the generator saw, the examples.
fn bodies(original: &Value, normalised: &Value) -> Vec<(String, Value, Vec<Value>)> {
    let mut found = Vec::new();
    for (path, item) in object(&original["paths"]) {
        for (method, operation) in object(item)
            .into_iter()
            .filter(|(_, part)| part.is_object())
        {
            let seen = &normalised["paths"][path][method];
            let id = operation["operationId"].as_str().unwrap_or_default();
            let mut body = |place: String, holder: &Value, seen: &Value| {
                let holder = follow(original, holder);
                let content = &holder["content"]["application/json"];
                let schema = seen["content"]["application/json"]["schema"].clone();
                let named = object(&content["examples"]).into_iter();
                let named = named.map(|(_, example)| follow(original, example)["value"].clone());
                let examples = named.chain(content.get("example").cloned()).collect();
                found.push((place, schema, examples));
            };
            body(
                format!("{id} request"),
                &operation["requestBody"],
                &seen["requestBody"],
            );
            for (status, response) in object(&operation["responses"]) {
                if status.starts_with('2') {
                    body(
                        format!("{id} {status}"),
                        response,
                        &seen["responses"][status],
                    );
                }
            }
        }
    }
    found
}

fn follow<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"]
        .as_str()
        .and_then(|reference| root.pointer(reference.strip_prefix('#')?))
    {
        Some(target) => follow(root, target),
        None => value,
    }
}

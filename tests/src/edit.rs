//! An edit of the document, such as the vendor's next release may ask for.

use serde_json::{Map, Value, json};

/// Adds an operation, a field to a response and one to a request, an option and its sub-option.
pub fn edit(document: &mut Value) {
    let reference = |name: &str| json!({ "$ref": format!("#/components/{name}") });
    let body = |schema: Value| json!({ "application/json": { "schema": schema } });
    let path = "/partners/customers/{domainId}/option-product-orders/{optionProductId}/repeat";
    let operation = json!({
        "operationId": "repeat_option_product_order",
        "tags": ["option-product-orders"],
        "summary": "Repeat the scheduled task for an option",
        "description": "Schedules it once more.",
        "externalDocs": { "url": "https://developers.worksmobile.com/en/docs/partner" },
        "x-evidence": "inferred",
        "security": [{ "oauth2": ["partner"] }],
        "parameters": [{
            "name": "dryRun",
            "in": "query",
            "description": "Whether nothing is scheduled after all.",
            "schema": { "type": "boolean" },
        }],
        "requestBody": {
            "required": true,
            "content": body(json!({
                "description": "When to repeat it.",
                "type": "object",
                "required": ["applyDate"],
                "properties": {
                    "applyDate": { "type": "string", "format": "date" },
                    "times": { "type": "integer", "nullable": true },
                },
            })),
        },
        "responses": {
            "201": {
                "description": "The new task.",
                "content": body(reference("schemas/OptionProductOrder")),
            },
            "404": reference("responses/NotFound"),
        },
    });
    let parameters = ["parameters/domainId", "parameters/optionProductId"].map(reference);
    document["paths"][path] = json!({ "parameters": parameters, "post": operation });

    let schemas = &mut document["components"]["schemas"];
    let note = json!({ "description": "A note.", "type": "string", "nullable": true });
    for name in ["OptionProductOrder", "OptionProductOrderCreate"] {
        schemas[name]["properties"]["addedNote"] = note.clone();
    }
    for (name, value) in [
        ("OptionProductId", "ADDED1"),
        ("SubOptionId", "ADDED100"),
        ("SubOptionId", "ADDED101"),
    ] {
        if let Some(values) = schemas[name]["enum"].as_array_mut() {
            values.push(json!(value));
        }
        schemas[name]["x-enum-descriptions"][value] = json!("Added");
    }
    schemas["OptionProductId"]["x-catalog"]["values"]["ADDED1"] =
        json!({ "subOptions": ["ADDED100", "ADDED101"], "quantity": 7919 });
    let facts = &mut schemas["SubOptionId"]["x-catalog"]["values"];
    facts["ADDED100"] = json!({ "stage": "trial", "paidEquivalent": "ADDED101" });
    facts["ADDED101"] = json!({ "stage": "paid", "size": { "amount": 3, "unit": "seats" } });
}

/// Leaves the paths that begin with this, and the schemas that they lead to.
pub fn cut(document: &mut Value, prefix: &str) {
    if let Some(paths) = document["paths"].as_object_mut() {
        paths.retain(|path, _| path.starts_with(prefix));
    }
    let components = document["components"].take();
    let mut kept = Map::new();
    keep(document, &components, &mut kept);
    // Operations name these without a reference.
    if let Some(schemes) = components.get("securitySchemes") {
        kept.insert("securitySchemes".to_owned(), schemes.clone());
    }
    document["components"] = Value::Object(kept);
}

/// Keeps the components that a value refers to, and those that these refer to.
fn keep(value: &Value, components: &Value, kept: &mut Map<String, Value>) {
    match value {
        Value::Object(object) => {
            let reference = object.get("$ref").and_then(Value::as_str);
            let name = reference.and_then(|at| at.strip_prefix("#/components/"));
            if let Some((kind, name)) = name.and_then(|name| name.split_once('/')) {
                let of_kind = kept.entry(kind).or_insert_with(|| json!({}));
                if of_kind[name].is_null() {
                    let target = components[kind][name].clone();
                    of_kind[name] = target.clone();
                    keep(&target, components, kept);
                }
            }
            for value in object.values() {
                keep(value, components, kept);
            }
        }
        Value::Array(items) => {
            for item in items {
                keep(item, components, kept);
            }
        }
        _ => {}
    }
}

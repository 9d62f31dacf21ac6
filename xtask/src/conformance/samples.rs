//! Requests that fit the document, made from its examples and schemas.

use regex_lite::Regex;
use serde_json::{Map, Value, json};

use crate::document::{follow, operations};

/// A request of an operation.
pub(super) struct Sample {
    pub(super) operation_id: String,
    /// Name and value of each parameter.
    pub(super) parameters: Vec<(String, String)>,
    pub(super) body: Option<Value>,
}

/// One for every operation, with all that it can have.
pub(super) fn samples(document: &Value) -> Result<Vec<Sample>, String> {
    operations(document)
        .map(|(pointer, _, _, item, operation)| {
            let id = operation.get("operationId").and_then(Value::as_str);
            let id = id.ok_or_else(|| format!("{pointer} has no operationId"))?;
            let lists = [item.get("parameters"), operation.get("parameters")];
            let lists = lists.into_iter().flatten().filter_map(Value::as_array);
            let parameters = lists.flatten().filter_map(|it| follow(document, it));
            let parameters = parameters.filter_map(|parameter| {
                let name = parameter.get("name")?.as_str()?;
                let value = match parameter.get("example") {
                    Some(example) => example.clone(),
                    None => sample(document, parameter.get("schema")?),
                };
                let text = value.as_str().map_or(value.to_string(), str::to_owned);
                Some((name.to_owned(), text))
            });
            Ok(Sample {
                operation_id: id.to_owned(),
                parameters: parameters.collect(),
                body: body(document, operation),
            })
        })
        .collect()
}

fn body(document: &Value, operation: &Value) -> Option<Value> {
    let body = follow(document, operation.get("requestBody")?)?;
    let content = body.get("content")?.get("application/json")?;
    match content.get("example") {
        Some(example) => Some(example.clone()),
        None => Some(sample(document, content.get("schema")?)),
    }
}

/// The longest of what a schema allows, for ids, as far as an example does not say otherwise.
const LONG_ID: i64 = 1_234_567_890_123_456_789;

fn sample(document: &Value, schema: &Value) -> Value {
    let Some(schema) = follow(document, schema) else {
        return Value::Null;
    };
    let first = |list: &str| schema.get(list).and_then(Value::as_array)?.first();
    if let Some(example) = schema.get("example").or_else(|| first("enum")) {
        return example.clone();
    }
    if let Some(part) = first("allOf").or_else(|| first("anyOf")) {
        return sample(document, part);
    }
    let kind = schema.get("type").and_then(Value::as_str);
    match kind {
        Some("integer") if schema.get("format") == Some(&json!("int64")) => json!(LONG_ID),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(true),
        Some("array") => {
            let items = schema.get("items");
            json!([items.map_or(Value::Null, |items| sample(document, items))])
        }
        Some("string") => json!(text(schema)),
        _ => {
            let properties = schema.get("properties").and_then(Value::as_object);
            let properties = properties.into_iter().flatten();
            let properties =
                properties.map(|(name, schema)| (name.clone(), sample(document, schema)));
            Value::Object(Map::from_iter(properties))
        }
    }
}

fn text(schema: &Value) -> String {
    let of = |name: &str| schema.get(name).and_then(Value::as_str);
    let most = schema.get("maxLength").and_then(Value::as_u64);
    let least = schema.get("minLength").and_then(Value::as_u64).unwrap_or(1);
    let candidates = match of("format") {
        Some("date") => &["2027-01-15"][..],
        Some("date-time") => &["2027-01-15T09:00:00.000Z"],
        Some("email") => &["user@example.com"],
        Some("password") => &["cGFzc3dvcmQxMjM0"],
        _ => &["example", "0123456789", "a", "EXAMPLE"],
    };
    let pattern = of("pattern").and_then(|pattern| Regex::new(pattern).ok());
    let fits = |text: &&&str| {
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        pattern
            .as_ref()
            .is_none_or(|pattern| pattern.is_match(text))
            && length >= least
            && most.is_none_or(|most| length <= most)
    };
    let found = candidates.iter().find(fits).or(candidates.first());
    found.map_or_else(String::new, |text| (*text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, root};

    #[test]
    fn every_operation_of_the_document_has_a_request() {
        let path = root().join("openapi/works-partner.yaml");
        let document = Document::load(&path, "the document").unwrap().value;
        let samples = samples(&document).unwrap();
        assert_eq!(samples.len(), operations(&document).count());
        let sent = |id: &str| samples.iter().find(|it| it.operation_id == id).unwrap();
        let create = sent("create_customer");
        assert_eq!(create.body.as_ref().unwrap()["phoneNumber"], "0123456789");
        let get = sent("get_subscription");
        let names: Vec<_> = get.parameters.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["domainId", "subscriptionId"]);
    }
}

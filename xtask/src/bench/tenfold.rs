//! A document several times as large, whose every part is used.

use serde_json::{Map, Value};

/// The document with copies of all its paths and components, under names of their own.
pub(super) fn times(document: &Value, times: usize) -> Value {
    let mut large = document.clone();
    for number in 2..=times {
        let suffix = format!("Copy{number}");
        let mut copy = document.clone();
        rename(&mut copy, &suffix);
        if let Some(Value::Object(paths)) = copy.get_mut("paths").map(Value::take) {
            let paths = paths
                .into_iter()
                .map(|(path, item)| (format!("/{suffix}{path}"), item));
            extend(&mut large, "/paths", paths);
        }
        for kind in [
            "schemas",
            "parameters",
            "responses",
            "requestBodies",
            "headers",
        ] {
            let pointer = format!("/components/{kind}");
            if let Some(Value::Object(parts)) = copy.pointer_mut(&pointer).map(Value::take) {
                let parts = parts
                    .into_iter()
                    .map(|(name, part)| (format!("{name}{suffix}"), part));
                extend(&mut large, &pointer, parts);
            }
        }
    }
    large
}

fn extend(document: &mut Value, pointer: &str, members: impl Iterator<Item = (String, Value)>) {
    if let Some(Value::Object(object)) = document.pointer_mut(pointer) {
        object.extend(members);
    }
}

/// Gives references and ids of operations the names of a copy. What the contract catalog says of values is said once.
fn rename(value: &mut Value, suffix: &str) {
    match value {
        Value::Object(object) => {
            // Those of the contract catalog are for one schema each; the others are of any.
            let is_of_any = |name: &str| name.starts_with("x-enum-") || name == "x-evidence";
            object.retain(|name, _| !name.starts_with("x-") || is_of_any(name));
            rename_members(object, suffix);
            object.values_mut().for_each(|value| rename(value, suffix));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, suffix)),
        _ => {}
    }
}

fn rename_members(object: &mut Map<String, Value>, suffix: &str) {
    if let Some(Value::String(reference)) = object.get_mut("$ref") {
        reference.push_str(suffix);
    }
    if let Some(Value::String(id)) = object.get_mut("operationId") {
        id.push('_');
        id.push_str(&suffix.to_lowercase());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_part_is_there_so_many_times() {
        let document = json!({
            "paths": {"/a": {"get": {"operationId": "get_a", "schema": {"$ref": "#/components/schemas/A"}}}},
            "components": {"schemas": {"A": {"type": "object", "x-catalog": {}, "x-facts": [], "x-evidence": "partial"}}},
        });
        let large = times(&document, 3);
        let keys = |pointer: &str| -> Vec<String> {
            let object = large.pointer(pointer).unwrap().as_object().unwrap();
            object.keys().cloned().collect()
        };
        assert_eq!(keys("/paths"), ["/a", "/Copy2/a", "/Copy3/a"]);
        assert_eq!(keys("/components/schemas"), ["A", "ACopy2", "ACopy3"]);
        assert_eq!(keys("/components/schemas/ACopy2"), ["type", "x-evidence"]);
        let operation = large.pointer("/paths/~1Copy3~1a/get").unwrap();
        assert_eq!(operation["operationId"], "get_a_copy3");
        assert_eq!(operation["schema"]["$ref"], "#/components/schemas/ACopy3");
    }
}

//! Comparing JSON so that a difference has a place.

use serde_json::Value;

/// Every place where `found` is not what was `sent`.
pub fn differences(sent: &Value, found: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    compare("$", Some(sent), Some(found), &mut differences);
    differences
}

fn compare(path: &str, sent: Option<&Value>, found: Option<&Value>, differences: &mut Vec<String>) {
    match (sent, found) {
        (Some(Value::Object(sent)), Some(Value::Object(found))) => {
            for key in sent
                .keys()
                .chain(found.keys().filter(|key| !sent.contains_key(*key)))
            {
                compare(
                    &format!("{path}.{key}"),
                    sent.get(key),
                    found.get(key),
                    differences,
                );
            }
        }
        (Some(Value::Array(sent)), Some(Value::Array(found))) => {
            for index in 0..sent.len().max(found.len()) {
                let path = format!("{path}[{index}]");
                compare(&path, sent.get(index), found.get(index), differences);
            }
        }
        _ if sent == found => {}
        _ => {
            let show = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
            differences.push(format!("{path}: {} became {}", show(sent), show(found)));
        }
    }
}

//! What narrows the values of a type, and what several of them come to together.

use std::cmp::Ordering;

use serde_json::{Map, Value};

/// Validation is not the business of a type: requests are validated where all violations can be
/// told at once, responses never.
pub(super) const CONSTRAINTS: [&str; 14] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// Whether a keyword only narrows the values of a type. A format may name another type.
pub(super) fn is_constraint(key: &str) -> bool {
    key != "format" && CONSTRAINTS.contains(&key)
}

/// Adds the constraints of `other` to those of `object`: what both allow is what is left. Where a
/// keyword has room for one value only and both count (`pattern`, `multipleOf`), it becomes a list.
pub(crate) fn narrow(object: &mut Map<String, Value>, other: &Map<String, Value>) {
    for (end, exclusive, inwards) in [
        ("minimum", "exclusiveMinimum", Ordering::Less),
        ("maximum", "exclusiveMaximum", Ordering::Greater),
    ] {
        narrow_end(object, other, end, exclusive, inwards);
    }
    for (key, value) in other {
        let narrower = match key.as_str() {
            "minItems" | "minLength" | "minProperties" => Ordering::Less,
            "maxItems" | "maxLength" | "maxProperties" => Ordering::Greater,
            "pattern" | "multipleOf" => {
                let mut all = listed(object.get(key));
                for one in listed(Some(value)) {
                    if !all.contains(&one) {
                        all.push(one);
                    }
                }
                let only = if all.len() == 1 { all.pop() } else { None };
                object.insert(key.clone(), only.unwrap_or(Value::Array(all)));
                continue;
            }
            "uniqueItems" => {
                if value == &Value::Bool(true) {
                    object.insert(key.clone(), Value::Bool(true));
                }
                continue;
            }
            "format" => {
                object.entry(key).or_insert_with(|| value.clone());
                continue;
            }
            _ => continue,
        };
        if object
            .get(key)
            .is_none_or(|own| compare(own, value) == Some(narrower))
        {
            object.insert(key.clone(), value.clone());
        }
    }
}

/// The narrower of two ends of a range; of two that are alike, the exclusive one.
fn narrow_end(
    object: &mut Map<String, Value>,
    other: &Map<String, Value>,
    end: &str,
    exclusive: &str,
    inwards: Ordering,
) {
    let Some(bound) = other.get(end) else { return };
    let is_exclusive = other.get(exclusive) == Some(&Value::Bool(true));
    match object.get(end).map(|own| compare(own, bound)) {
        Some(Some(Ordering::Equal)) if is_exclusive => {
            object.insert(exclusive.to_owned(), Value::Bool(true));
        }
        None => {
            object.insert(end.to_owned(), bound.clone());
            object.insert(exclusive.to_owned(), Value::Bool(is_exclusive));
        }
        Some(Some(order)) if order == inwards => {
            object.insert(end.to_owned(), bound.clone());
            object.insert(exclusive.to_owned(), Value::Bool(is_exclusive));
        }
        Some(_) => {}
    }
}

/// The values of a keyword that has one or several.
pub(crate) fn listed(value: Option<&Value>) -> Vec<Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(all)) => all.clone(),
        Some(one) => vec![one.clone()],
    }
}

/// Integers exactly, others as well as an `f64` can.
fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    match (integer(one), integer(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

/// The number, where it is written as an integer of at most 64 bits.
pub(crate) fn integer(value: &Value) -> Option<i128> {
    let signed = value.as_i64().map(i128::from);
    signed.or_else(|| value.as_u64().map(i128::from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_both_allow_is_left() {
        for (one, other, both) in [
            (
                json!({"maxLength": 5}),
                json!({"maxLength": 3}),
                json!({"maxLength": 3}),
            ),
            (
                json!({"minLength": 5}),
                json!({"minLength": 3}),
                json!({"minLength": 5}),
            ),
            (
                json!({"minimum": 0, "exclusiveMinimum": true}),
                json!({"minimum": 0}),
                json!({"minimum": 0, "exclusiveMinimum": true}),
            ),
            (
                json!({"maximum": 9_007_199_254_740_993_u64, "exclusiveMaximum": true}),
                json!({"maximum": 9_007_199_254_740_992_u64}),
                json!({"maximum": 9_007_199_254_740_992_u64, "exclusiveMaximum": false}),
            ),
            (
                json!({"pattern": "a"}),
                json!({"pattern": "b"}),
                json!({"pattern": ["a", "b"]}),
            ),
            (
                json!({"pattern": "a"}),
                json!({"pattern": "a"}),
                json!({"pattern": "a"}),
            ),
            (
                json!({"uniqueItems": true}),
                json!({"uniqueItems": false}),
                json!({"uniqueItems": true}),
            ),
        ] {
            let (mut one, other) = (
                one.as_object().cloned().unwrap(),
                other.as_object().cloned().unwrap(),
            );
            narrow(&mut one, &other);
            assert_eq!(Value::Object(one), both);
        }
    }
}

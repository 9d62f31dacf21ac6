//! What narrows the values of a type, and what several of them come to together.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{is_type, referenced};
use crate::document::step;
use crate::problem::Problem;

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

/// What stands at the end of a schema's references, under its name, and as narrow as every place on the way
/// makes it.
pub(crate) fn resolved(
    root: &Value,
    object: &Map<String, Value>,
) -> (Option<String>, Map<String, Value>) {
    let components = root.pointer("/components/schemas");
    let mut object = object.clone();
    let mut places = Vec::new();
    let mut passed = BTreeSet::new();
    let mut component = None;
    while let Some(name) = referenced(&object).map(str::to_owned)
        && passed.insert(name.clone())
    {
        let target = components.and_then(|all| all.get(&name)?.as_object());
        let target = target.cloned().unwrap_or_default();
        places.push(std::mem::replace(&mut object, target));
        component = Some(name);
    }
    for place in &places {
        narrow(&mut object, place);
    }
    (component, object)
}

/// Limits of a schema that exclude each other, those that it has by reference among them.
pub(crate) fn contradictions(root: &Value, object: &Map<String, Value>, at: &str) -> Vec<Problem> {
    if !object.keys().any(|key| is_constraint(key)) {
        // A mere reference is as possible as what it leads to.
        return Vec::new();
    }
    let (_, object) = &resolved(root, object);
    let counts = [
        ("minItems", "maxItems"),
        ("minLength", "maxLength"),
        ("minProperties", "maxProperties"),
    ];
    let counts = counts.into_iter().filter(|(least, most)| {
        let ends = object.get(*least).zip(object.get(*most));
        ends.and_then(|(least, most)| compare(least, most)) == Some(Ordering::Greater)
    });
    let ranges = [("minimum", "maximum")];
    let ranges = ranges.into_iter().filter(|_| is_empty_range(object));
    counts
        .chain(ranges)
        .map(|(least, most)| {
            Problem::new(
                step(at, least),
                format!(
                    "no value has {} and {}",
                    end(object, least, "exclusiveMinimum"),
                    end(object, most, "exclusiveMaximum"),
                ),
                format!("lower `{least}` or raise `{most}`, here or where it comes from"),
            )
        })
        .collect()
}

/// An end of a range, as it stands in the document.
fn end(object: &Map<String, Value>, key: &str, exclusive: &str) -> String {
    let bound = object.get(key).map(Value::to_string).unwrap_or_default();
    let is_exclusive = matches!(key, "minimum" | "maximum") && is_true(object, exclusive);
    let exclusive = match is_exclusive {
        true => format!(", `{exclusive}: true`"),
        false => String::new(),
    };
    format!("`{key}: {bound}`{exclusive}")
}

fn is_empty_range(object: &Map<String, Value>) -> bool {
    let Some((least, most)) = object.get("minimum").zip(object.get("maximum")) else {
        return false;
    };
    let (above, below) = (
        is_true(object, "exclusiveMinimum"),
        is_true(object, "exclusiveMaximum"),
    );
    if is_type(object, "integer") {
        let first = whole(least, f64::ceil).map(|first| match above && is_whole(least) {
            true => first.saturating_add(1),
            false => first,
        });
        let last = whole(most, f64::floor).map(|last| match below && is_whole(most) {
            true => last.saturating_sub(1),
            false => last,
        });
        if let Some((first, last)) = first.zip(last) {
            return first > last;
        }
    }
    match compare(least, most) {
        Some(Ordering::Greater) => true,
        Some(Ordering::Equal) => above || below,
        _ => false,
    }
}

fn is_true(object: &Map<String, Value>, key: &str) -> bool {
    object.get(key) == Some(&Value::Bool(true))
}

fn is_whole(number: &Value) -> bool {
    integer(number).is_some() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// A number as an integer: rounded where it is not written as one, unless it is too long for that.
pub(crate) fn whole(number: &Value, round: fn(f64) -> f64) -> Option<i128> {
    const LONGEST: f64 = 1e15;
    integer(number).or_else(|| {
        let number = round(number.as_f64()?);
        // What is this short is exact.
        (number.abs() < LONGEST).then_some(number as i128)
    })
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

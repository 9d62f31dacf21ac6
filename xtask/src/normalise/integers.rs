//! Integers that an `i64` does not hold.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::all_of::LONGEST_CHAIN;
use super::constraints::{integer, narrow};
use super::{Slot, Work, for_each_slot, is_type, referenced, walk};
use crate::settings::PlainIntegers;

/// The formats of which every value is an `i64`.
const NARROW: [&str; 8] = [
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "int",
];

/// What the patch `WidenIntegers` knows wide ones by: no other integer keeps a format.
pub(super) const WIDE: &str = "uint64";

/// Wide integers are `i128` in bodies, which reads them whatever their sign. In parameters they are `u64`,
/// or `i64` where the document speaks of nothing longer: progenitor writes no `i128` there.
pub(super) fn widen(work: &mut Work) -> usize {
    let plain = work.plain_integers;
    let components: BTreeMap<String, Map<String, Value>> = work
        .schemas()
        .filter_map(|(name, schema)| Some((name.clone(), schema.as_object()?.clone())))
        .collect();
    let mut touched = 0;
    for (_, schema) in work.schemas_mut().into_iter().flatten() {
        touched += walk("", schema, &mut |_, object| mark(object, plain));
    }
    work.for_each_operation(|at, operation| {
        for_each_slot(at, operation, &mut |slot, at, schema| {
            touched += match slot {
                Slot::Parameter(_) => inline(schema, &components, plain),
                Slot::Body | Slot::Response => walk(at, schema, &mut |_, one| mark(one, plain)),
            };
        });
    });
    touched
}

fn mark(object: &mut Map<String, Value>, plain: PlainIntegers) -> usize {
    let is_wide = is_wide(object, plain);
    if is_wide {
        object.insert("format".to_owned(), Value::from(WIDE));
    }
    usize::from(is_wide)
}

fn is_wide(object: &Map<String, Value>, plain: PlainIntegers) -> bool {
    let format = object.get("format").and_then(Value::as_str);
    let is_narrow = format.is_some_and(|format| NARROW.contains(&format));
    let is_bounded = object.contains_key("minimum") && object.contains_key("maximum");
    is_type(object, "integer")
        && (format == Some(WIDE)
            || is_beyond_i64(object)
            || plain == PlainIntegers::I128 && !is_narrow && !is_bounded)
}

fn is_beyond_i64(object: &Map<String, Value>) -> bool {
    // What is not written as an integer is 5.0, or has more than 64 bits.
    let fits = |bound: &Value| match integer(bound) {
        Some(bound) => i64::try_from(bound).is_ok(),
        None => bound.as_f64().is_none_or(|bound| bound.abs() < 1e15),
    };
    ["minimum", "maximum"]
        .iter()
        .filter_map(|key| object.get(*key))
        .any(|bound| !fits(bound))
}

/// A parameter that stands for a component with a wide integer says itself what it is.
fn inline(
    schema: &mut Value,
    components: &BTreeMap<String, Map<String, Value>>,
    plain: PlainIntegers,
) -> usize {
    let Some(object) = schema.as_object_mut() else {
        return 0;
    };
    if let Some(items) = object.get_mut("items") {
        return inline(items, components, plain);
    }
    let mut resolved = object.clone();
    for _ in 0..LONGEST_CHAIN {
        let next = referenced(&resolved).and_then(|name| components.get(name));
        let Some(next) = next else { break };
        let place = std::mem::replace(&mut resolved, next.clone());
        narrow(&mut resolved, &place);
    }
    if !is_wide(&resolved, plain) {
        return 0;
    }
    let mut own = Map::from_iter([("type".to_owned(), Value::from("integer"))]);
    if is_beyond_i64(&resolved) || resolved.get("format").is_some_and(|format| format == WIDE) {
        own.insert("format".to_owned(), Value::from(WIDE));
    }
    if let Some(description) = object.remove("description") {
        own.insert("description".to_owned(), description);
    }
    *object = own;
    1
}

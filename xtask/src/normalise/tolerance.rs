//! A response is read whatever it carries; a request carries what was set and no more.

use serde_json::{Map, Value};

use super::constraints::CONSTRAINTS;
use super::direction::Directions;
use super::{Work, integers, is_type};

pub(super) fn drop_constraints(work: &mut Work) -> usize {
    work.for_each_schema(&mut |_, object| {
        let before = object.len();
        let is_integer = is_type(object, "integer");
        object.retain(|key, value| {
            let is_wide = is_integer && key == "format" && value == integers::WIDE;
            is_wide || !CONSTRAINTS.contains(&key.as_str())
        });
        if !is_type(object, "string") {
            object.remove("enum");
        }
        before - object.len()
    })
}

pub(super) fn drop_defaults(work: &mut Work) -> usize {
    work.for_each_schema(&mut |_, object| usize::from(object.remove("default").is_some()))
}

/// Objects that can occur in a response keep what the document does not name; those that are only
/// sent carry beside their properties what the document lets them, and reject nothing either.
pub(super) fn open_responses(work: &mut Work) -> usize {
    let Directions { sent, received } = Directions::of(work);
    let mut touched = 0;
    for (name, schema) in work.schemas_mut().into_iter().flatten() {
        let only_sent = sent.contains(name) && !received.contains(name);
        touched += super::walk("", schema, &mut |_, object| open(object, only_sent));
    }
    touched
}

fn open(object: &mut Map<String, Value>, only_sent: bool) -> usize {
    if !is_type(object, "object") || !object.contains_key("properties") {
        // A map without properties stays one; `false` would make an empty closed struct of it.
        if object
            .get("additionalProperties")
            .is_some_and(Value::is_boolean)
        {
            object.remove("additionalProperties");
        }
        return 0;
    }
    let extra = match object.remove("additionalProperties") {
        Some(schema @ Value::Object(_)) if only_sent => Some(schema),
        Some(Value::Bool(true)) => Some(Value::Object(Map::new())),
        _ if only_sent => None,
        _ => Some(Value::Object(Map::new())),
    };
    extra.map_or(0, |extra| {
        object.insert("additionalProperties".to_owned(), extra);
        1
    })
}

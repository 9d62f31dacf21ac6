//! Changes of the contract facts: `x-catalog` and `x-product-families` of an enum.

use serde_json::{Map, Value};

use super::{Aspect, Change, Level};
use crate::document::step;

/// `what` is the enum's component, `label` names one of its values.
pub(super) fn changes(
    pointer: &str,
    extension: &str,
    what: &str,
    label: &dyn Fn(&str) -> String,
    old: &Value,
    new: &Value,
) -> Vec<Change> {
    let pointer = step(pointer, extension);
    let mut changes = Vec::new();
    if old.get("evidence") != new.get("evidence") {
        changes.push(evidence(&pointer, &format!("the facts of {what}")));
    }
    let none = Map::new();
    let facts = |side: &Value| -> Map<String, Value> {
        let values = side.get("values").and_then(Value::as_object);
        values.unwrap_or(&none).clone()
    };
    let (old, new) = (facts(old), facts(new));
    for (id, before, after) in both(&old, &new) {
        let pointer = step(&step(&pointer, "values"), id);
        let empty = Map::new();
        let before = before.and_then(Value::as_object).unwrap_or(&empty);
        let after = after.and_then(Value::as_object).unwrap_or(&empty);
        for (fact, before, after) in both(before, after) {
            let name = label(id);
            if fact == "evidence" {
                changes.push(evidence(&pointer, &name));
                continue;
            }
            let (text, reason) = match (before, after) {
                (None, Some(after)) => (
                    format!("{name}: {fact} is known, {}.", short(after)),
                    "requests that were left to the service are decided before they leave",
                ),
                (Some(before), None) => (
                    format!(
                        "{name}: {fact} is no longer known; it was {}.",
                        short(before)
                    ),
                    "requests that were decided are left to the service",
                ),
                (before, after) => (
                    format!(
                        "{name}: {fact} is {}; it was {}.",
                        short(after.unwrap_or(&Value::Null)),
                        short(before.unwrap_or(&Value::Null)),
                    ),
                    "requests that depend on it are decided in another way",
                ),
            };
            changes.push(Change::new(step(&pointer, fact), text).with(
                Aspect::Rules,
                Level::Minor,
                reason,
            ));
        }
    }
    changes
}

fn evidence(pointer: &str, what: &str) -> Change {
    Change::new(
        step(pointer, "evidence"),
        format!("How well {what} is known, or its page, changed."),
    )
    .with(
        Aspect::Docs,
        Level::Patch,
        "shown beside the facts; decides nothing",
    )
}

/// The keys of either, with what each side has, those alone that differ.
pub(super) fn both<'a>(
    old: &'a Map<String, Value>,
    new: &'a Map<String, Value>,
) -> impl Iterator<Item = (&'a str, Option<&'a Value>, Option<&'a Value>)> {
    let removed = old.keys().filter(|key| !new.contains_key(*key));
    new.keys()
        .chain(removed)
        .map(|key| (key.as_str(), old.get(key), new.get(key)))
        .filter(|(_, old, new)| old != new)
}

/// A value in a line of prose.
pub(super) fn short(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

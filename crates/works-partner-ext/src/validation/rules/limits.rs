//! Lengths, ranges and patterns: what the document says of them, as rules.
//!
//! Nothing here names a field to be checked. A limit that is added to the document is a rule from
//! then on, and whatever is sent is held against it.

use serde_json::Value;
use works_partner_api::schema::{Kind, Limits, Mismatch, Reason, Schema};
use works_partner_api::{OPERATIONS, Operation};

use super::{Rule, page};
use crate::validation::assessment::Assessment;
use crate::validation::diagnostic::HIDDEN;

/// Limits that stand on another page than the operation's own.
const ELSEWHERE: &[(&str, &str, &str)] = &[(
    "create_usage_status_renewal",
    "maxMemberCount",
    page!(jp "partner-customer-usage-status-renewal-post"),
)];

/// Patterns in words.
const MEANINGS: &[(&str, &str)] = &[
    (
        "^[a-z0-9]+([-.][a-z0-9]+)*$",
        "has lower-case letters, digits and single hyphens or dots, none of them first or last",
    ),
    (
        "^[0-9PT*#+,-]*$",
        "has digits and the characters P T - * # + , only",
    ),
];

/// The rules that the limits come to.
pub(crate) fn rules() -> impl Iterator<Item = Rule> {
    OPERATIONS.iter().flat_map(|operation| {
        places(operation).into_iter().flat_map(move |place| {
            [
                Reason::Length,
                Reason::Pattern,
                Reason::Range,
                Reason::Repeated,
            ]
            .into_iter()
            .filter_map(move |reason| place.rule(operation, reason))
        })
    })
}

/// Holds the body of an operation, which is this JSON, against the limits of all that it has.
pub(crate) fn check_body(operation: &str, json: &[u8], assessment: &mut Assessment) {
    let Some(operation) = Operation::find(operation) else {
        return;
    };
    let Some(schema) = operation.body.as_ref().map(|body| &body.schema) else {
        return;
    };
    if schema.keeps_limits(json) {
        return;
    }
    if let Ok(body) = serde_json::from_slice(json) {
        check(operation, "", schema, &body, assessment);
    }
}

/// Holds a parameter of an operation against its limits.
pub(crate) fn check_parameter(
    operation: &str,
    name: &str,
    value: impl Into<Value>,
    assessment: &mut Assessment,
) {
    let found = Operation::find(operation).and_then(|operation| {
        let mut parameters = operation.parameters.iter();
        Some((operation, parameters.find(|one| one.name == name)?))
    });
    if let Some((operation, parameter)) = found {
        let value = value.into();
        check(operation, name, &parameter.schema, &value, assessment);
    }
}

fn check(
    operation: &'static Operation,
    base: &str,
    schema: &Schema,
    value: &Value,
    assessment: &mut Assessment,
) {
    for Mismatch { field, reason, .. } in schema.check(value) {
        let place = Place::find(operation, &join(base, &without_indices(&field)));
        // What is no limit is a matter of types, or left to the server.
        let rule = place.and_then(|place| Some((place.rule(operation, reason)?, place.schema)));
        let (Some((rule, schema)), Some(value)) = (rule, at(value, &field)) else {
            continue;
        };
        let count = match value {
            Value::String(text) => text.chars().count(),
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        };
        if schema.is_secret() {
            assessment.broken(&rule, HIDDEN);
        } else if reason == Reason::Length {
            assessment.broken_here(&rule, shown(value), &count.to_string());
        } else {
            assessment.broken(&rule, shown(value));
        }
    }
}

/// A part of a request.
struct Place {
    /// Such as `administrator.lastName`, or `items[].id`.
    field: String,
    schema: Schema,
}

impl Place {
    fn find(operation: &Operation, field: &str) -> Option<Self> {
        places(operation)
            .into_iter()
            .find(|place| place.field == field)
    }

    /// The limits of one kind, in words.
    fn rule(&self, operation: &'static Operation, reason: Reason) -> Option<Rule> {
        let (facet, text) = match reason {
            Reason::Length => ("length", length(&self.schema.limits)?),
            Reason::Pattern => ("pattern", patterns(self.schema.limits.patterns)?),
            Reason::Range => ("range", range(&self.schema.limits)?),
            Reason::Repeated if self.schema.limits.unique_items => {
                ("unique", "has no item twice".to_owned())
            }
            _ => return None,
        };
        let elsewhere = ELSEWHERE
            .iter()
            .find(|(id, field, _)| *id == operation.id && *field == self.field);
        Some(Rule {
            id: format!("{}.{}.{facet}", operation.id, self.field).into(),
            operations: std::slice::from_ref(&operation.id),
            field: self.field.clone().into(),
            text: text.into(),
            source: elsewhere
                .map(|row| row.2)
                .or(operation.documentation)
                .unwrap_or(page!(en "partner")),
        })
    }
}

/// Everything that a request of an operation has, from the outside in.
fn places(operation: &Operation) -> Vec<Place> {
    let mut found = Vec::new();
    for parameter in operation.parameters {
        visit(parameter.name.to_owned(), parameter.schema, &[], &mut found);
    }
    if let Some(body) = operation.body {
        visit(String::new(), body.schema, &[], &mut found);
    }
    found
}

fn visit(field: String, schema: Schema, within: &[&str], found: &mut Vec<Place>) {
    match schema.kind {
        // An object may contain itself.
        Kind::Object(object) if !within.contains(&object.name) => {
            let within = [within, &[object.name]].concat();
            for property in object.properties {
                visit(join(&field, property.name), property.schema, &within, found);
            }
        }
        Kind::List(item) => visit(format!("{field}[]"), *item, within, found),
        _ => {}
    }
    found.push(Place { field, schema });
}

fn length(limits: &Limits) -> Option<String> {
    let (min, max, what) = [
        (limits.min_items, limits.max_items, "items"),
        (limits.min_properties, limits.max_properties, "members"),
        (limits.min_length, limits.max_length, "characters"),
    ]
    .into_iter()
    .find(|(min, max, _)| min.or(*max).is_some())?;
    Some(match (min, max) {
        (Some(min), Some(max)) => format!("has {min} to {max} {what}"),
        (Some(min), None) => format!("has at least {min} {what}"),
        (None, Some(max)) => format!("has at most {max} {what}"),
        (None, None) => return None,
    })
}

fn patterns(patterns: &[&str]) -> Option<String> {
    let words = |pattern: &&str| {
        let meaning = MEANINGS.iter().find(|row| row.0 == *pattern);
        meaning.map_or_else(|| format!("matches {pattern}"), |row| row.1.to_owned())
    };
    let words: Vec<String> = patterns.iter().map(words).collect();
    (!words.is_empty()).then(|| words.join(", and "))
}

fn range(limits: &Limits) -> Option<String> {
    let range = limits.range().map(|range| match range.contains(" to ") {
        true => format!("is from {range}"),
        false => format!("is {range}"),
    });
    let steps = limits.multiples_of.iter();
    let all: Vec<String> = range
        .into_iter()
        .chain(steps.map(|step| format!("is a multiple of {step}")))
        .collect();
    (!all.is_empty()).then(|| all.join(", and "))
}

fn join(field: &str, name: &str) -> String {
    match (field, name) {
        ("", _) => name.to_owned(),
        (_, "") => field.to_owned(),
        _ => format!("{field}.{name}"),
    }
}

/// `items[3].id` as `items[].id`.
fn without_indices(field: &str) -> String {
    field
        .split('[')
        .map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join("[")
}

/// What stands at a place such as `items[3].id`.
fn at<'a>(value: &'a Value, field: &str) -> Option<&'a Value> {
    if field.is_empty() {
        return Some(value);
    }
    let pointer = field.replace(['.', '['], "/").replace(']', "");
    value.pointer(&format!("/{pointer}"))
}

/// A text without quotes, anything else as JSON.
fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), ToOwned::to_owned)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use serde_json::json;
    use works_partner_api::schema::{Object, Property};
    use works_partner_api::{Body, Location, Parameter};

    use super::*;

    /// An operation that the document may come to have.
    static OPERATION: Operation = Operation::new("PUT", "/tomorrow", "put_tomorrow")
        .parameters(&[Parameter::new(
            Location::Query,
            "size",
            Schema::new(Kind::Integer).minimum("1").maximum("3"),
        )])
        .body(Body::new(Schema::new(Kind::Object(&TOMORROW))));
    static TOMORROW: Object = Object::new(
        "Tomorrow",
        &[
            Property::new(
                "name",
                Schema::new(Kind::Text).max_length(3).patterns(&["^a"]),
            ),
            Property::new(
                "pin",
                Schema::new(Kind::Text).format("password").min_length(4),
            ),
            Property::new("within", Schema::new(Kind::Object(&TOMORROW))),
            Property::new(
                "items",
                Schema::new(Kind::List(&Schema::new(Kind::Object(&ITEM)))).max_items(2),
            ),
        ],
    );
    static ITEM: Object = Object::new(
        "Item",
        &[Property::new(
            "count",
            Schema::new(Kind::Integer).minimum("1"),
        )],
    );

    fn broken(body: &Value) -> Vec<String> {
        let mut assessment = Assessment::default();
        let schema = OPERATION.body.unwrap().schema;
        check(&OPERATION, "", &schema, body, &mut assessment);
        let broken = assessment.violations().iter();
        broken
            .map(|one| format!("{} `{}`: {}", one.rule_id, one.value, one.expected))
            .collect()
    }

    #[test]
    fn a_limit_is_a_rule_wherever_it_stands() {
        let body = json!({
            "name": "bcde",
            "pin": "123",
            "items": [{"count": 1}, {"count": 0}, {}],
        });
        assert_eq!(
            broken(&body),
            [
                "put_tomorrow.name.length `bcde`: has at most 3 characters (here 4)",
                "put_tomorrow.name.pattern `bcde`: matches ^a",
                "put_tomorrow.pin.length `(hidden)`: has at least 4 characters",
                "put_tomorrow.items[].count.range `0`: is at least 1",
                "put_tomorrow.items.length `[{\"count\":1},{\"count\":0},{}]`: has at most 2 items \
                 (here 3)",
            ]
        );
        assert_eq!(broken(&json!({"name": "abc", "items": []})), [""; 0]);
        // Types are the compiler's matter.
        assert_eq!(broken(&json!({"name": 7})), [""; 0]);
    }

    #[test]
    fn a_parameter_has_limits_too() {
        let mut assessment = Assessment::default();
        let size = &OPERATION.parameters.first().unwrap().schema;
        check(&OPERATION, "size", size, &json!(4), &mut assessment);
        let broken = assessment.violations().first().unwrap();
        assert_eq!(
            (&*broken.rule_id, &*broken.field),
            ("put_tomorrow.size.range", "size")
        );
        assert_eq!(broken.expected, "is from 1 to 3");
    }

    #[test]
    fn every_exception_is_of_a_limit() {
        let rules: Vec<Rule> = rules().collect();
        for (operation, field, page) in ELSEWHERE {
            let is_it = |rule: &&Rule| rule.operations.contains(operation) && rule.field == *field;
            let rule = rules.iter().find(is_it).unwrap();
            assert_eq!(rule.source, *page);
        }
        for (pattern, meaning) in MEANINGS {
            assert!(rules.iter().any(|rule| rule.text == *meaning), "{pattern}");
        }
    }
}

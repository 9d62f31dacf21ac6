//! Values of a schema: all of them at random, or the one that leaves nothing out.

use std::fmt::Debug;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Number, Value, json};

use crate::document::follow;

/// Whether a value may have what no page documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surprises {
    None,
    /// Fields of any JSON in every object, enum values that are not listed, dates that are none.
    Some,
}

/// How deep a schema that contains itself is followed.
const DEEPEST: usize = 8;

/// A schema with its references and `allOf` merged in, one level deep.
fn merged(schema: &Value) -> Map<String, Value> {
    let mut all = Map::new();
    let own = follow(schema).as_object().unwrap();
    for part in own
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        merge(&mut all, merged(part));
    }
    merge(&mut all, own.clone());
    all.shift_remove("allOf");
    // Of a reference or null, the reference comes first.
    if let Some(arms) = all.shift_remove("anyOf") {
        merge(&mut all, merged(&arms[0]));
        all.insert("nullable".to_owned(), arms[1]["nullable"].clone());
    }
    let is_loose = own.contains_key("allOf") && own.contains_key("nullable");
    assert!(!is_loose, "`nullable` beside `allOf` is read in two ways");
    all
}

fn merge(all: &mut Map<String, Value>, part: Map<String, Value>) {
    for (key, value) in part {
        match (all.get_mut(&key), value) {
            (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
            (Some(Value::Array(known)), Value::Array(more)) if key == "required" => {
                known.extend(more);
            }
            (_, value) => {
                all.insert(key, value);
            }
        }
    }
}

/// The properties of a merged schema: name, schema, whether it is required.
fn properties(schema: &Map<String, Value>) -> Vec<(String, Value, bool)> {
    let required = schema.get("required").and_then(Value::as_array);
    let required = |name: &str| required.is_some_and(|names| names.contains(&json!(name)));
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flatten();
    properties
        .map(|(name, schema)| (name.clone(), schema.clone(), required(name)))
        .collect()
}

/// A property somewhere in the complete value of a schema.
#[derive(Debug)]
pub(crate) struct Field {
    /// The JSON pointer of the object that has it.
    pub(crate) owner: String,
    pub(crate) name: String,
    /// Merged.
    pub(crate) schema: Map<String, Value>,
    pub(crate) required: bool,
}

impl Field {
    pub(crate) fn pointer(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }
}

/// Every property of a schema and of the schemas in it.
pub(crate) fn fields(schema: &Value) -> Vec<Field> {
    let mut found = Vec::new();
    collect_fields("", schema, &mut found);
    found
}

fn collect_fields(owner: &str, schema: &Value, found: &mut Vec<Field>) {
    let schema = merged(schema);
    if let Some(items) = schema.get("items") {
        collect_fields(&format!("{owner}/0"), items, found);
    }
    for (name, schema, required) in properties(&schema) {
        collect_fields(&format!("{owner}/{name}"), &schema, found);
        found.push(Field {
            owner: owner.to_owned(),
            name,
            schema: merged(&schema),
            required,
        });
    }
}

/// The value in which every property is there and none is null.
pub(crate) fn complete(schema: &Value) -> Value {
    let schema = merged(schema);
    if let Some(first) = schema.get("enum").and_then(|values| values.get(0)) {
        return first.clone();
    }
    match kind(&schema) {
        "string" => match schema.get("format").and_then(Value::as_str) {
            Some("date") => json!("2026-12-01"),
            Some("date-time") => json!("2026-12-01T00:00:00.000Z"),
            Some("email") => json!("a@example.com"),
            _ if schema.contains_key("pattern") => sample(&string(&schema)),
            _ => json!("a".repeat(bound(&schema, "minLength").unwrap_or(1))),
        },
        "integer" | "number" => json!(bound(&schema, "minimum").unwrap_or(1)),
        "boolean" => json!(true),
        "array" => json!([complete(&schema["items"])]),
        _ => {
            let properties = properties(&schema).into_iter();
            properties
                .map(|(name, schema, _)| (name, complete(&schema)))
                .collect()
        }
    }
}

/// The same value of a strategy, whenever.
fn sample(strategy: &BoxedStrategy<Value>) -> Value {
    let mut runner = TestRunner::deterministic();
    strategy.new_tree(&mut runner).unwrap().current()
}

/// Any value of a schema.
pub(crate) fn any_of(schema: &Value, surprises: Surprises) -> BoxedStrategy<Value> {
    value(schema, surprises, DEEPEST)
}

fn value(schema: &Value, surprises: Surprises, depth: usize) -> BoxedStrategy<Value> {
    let schema = merged(schema);
    let listed = schema.get("enum").and_then(Value::as_array);
    let plain = match (listed, kind(&schema)) {
        (Some(listed), _) => prop::sample::select(listed.clone()).boxed(),
        (None, "string") => string(&schema),
        (None, "integer") => integer(&schema),
        (None, "number") => float(),
        (None, "boolean") => any::<bool>().prop_map(Value::from).boxed(),
        (None, "array") => {
            let fewest = bound(&schema, "minItems").unwrap_or(0);
            let most = if depth == 0 { fewest } else { fewest + 3 };
            let item = value(&schema["items"], surprises, depth.saturating_sub(1));
            prop::collection::vec(item, fewest..=most)
                .prop_map(Value::from)
                .boxed()
        }
        (None, _) if schema.contains_key("type") || schema.contains_key("properties") => {
            object(&schema, surprises, depth)
        }
        (None, _) => any_json(),
    };
    let keeps_its_text = listed.is_some()
        || matches!(
            schema.get("format").and_then(Value::as_str),
            Some("date" | "date-time")
        );
    let plain = match surprises {
        Surprises::Some if keeps_its_text => {
            prop_oneof![3 => plain, 1 => word().prop_map(Value::from)].boxed()
        }
        _ => plain,
    };
    match schema.get("nullable") {
        Some(Value::Bool(true)) => prop_oneof![1 => Just(Value::Null), 2 => plain].boxed(),
        _ => plain,
    }
}

fn object(schema: &Map<String, Value>, surprises: Surprises, depth: usize) -> BoxedStrategy<Value> {
    let properties = properties(schema);
    let names: Vec<String> = properties.iter().map(|(name, ..)| name.clone()).collect();
    let fields = properties
        .into_iter()
        .filter(|(.., required)| *required || depth > 0);
    let fields: Vec<_> = fields
        .map(|(name, schema, required)| {
            let value = value(&schema, surprises, depth.saturating_sub(1));
            let field = value.prop_map(move |value| (name.clone(), value));
            sometimes(required, field)
        })
        .collect();
    let undocumented = match schema.get("additionalProperties") {
        Some(schema @ Value::Object(_)) => Some(value(schema, surprises, depth.saturating_sub(1))),
        Some(Value::Bool(true)) => Some(any_json()),
        _ if surprises == Surprises::Some => Some(any_json()),
        _ => None,
    };
    let others = match undocumented {
        Some(value) => prop::collection::vec((key(&names), value), 0..3).boxed(),
        None => Just(Vec::new()).boxed(),
    };
    (fields, others)
        .prop_map(move |(fields, others)| {
            let others = others.into_iter().filter(|(name, _)| !names.contains(name));
            fields.into_iter().flatten().chain(others).collect()
        })
        .boxed()
}

/// What is required is always there.
pub(crate) fn sometimes<T: Clone + Debug + 'static>(
    required: bool,
    value: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Option<T>> {
    match required {
        true => value.prop_map(Some).boxed(),
        false => prop::option::weighted(0.6, value).boxed(),
    }
}

/// Names of undocumented fields: any, and those that generated code could take for its own.
fn key(documented: &[String]) -> BoxedStrategy<String> {
    let mut close = vec![
        "extra".to_owned(),
        "type".to_owned(),
        "r#type".to_owned(),
        String::new(),
    ];
    close.extend(documented.iter().map(|name| name.to_lowercase()));
    close.extend(documented.iter().map(|name| snake_case(name)));
    prop_oneof![
        "[a-z][A-Za-z]{0,12}",
        any::<String>(),
        prop::sample::select(close)
    ]
    .boxed()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

fn string(schema: &Map<String, Value>) -> BoxedStrategy<Value> {
    let fewest = bound(schema, "minLength").unwrap_or(0);
    let most = bound(schema, "maxLength").unwrap_or(fewest + 24);
    let day = || (2000..2100, 1..=12, 1..=28).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}"));
    let text = match schema.get("format").and_then(Value::as_str) {
        Some("date") => day().boxed(),
        Some("date-time") => (day(), "T(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]0[0-9]:[0-5][0-9])")
            .prop_map(|(day, time)| format!("{day}{time}"))
            .boxed(),
        Some("email") => "[a-z]{1,12}@[a-z]{1,12}\\.(com|jp)".boxed(),
        _ => match schema.get("pattern").and_then(Value::as_str) {
            Some(pattern) => {
                // Anchors aside, a text that is matched as a whole is matched anywhere.
                let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
                let pattern = pattern.strip_suffix('$').unwrap_or(pattern);
                string_regex(pattern)
                    .unwrap()
                    .prop_filter("its length", move |text| {
                        (fewest..=most).contains(&text.chars().count())
                    })
                    .boxed()
            }
            None => prop::collection::vec(any::<char>(), fewest..=most)
                .prop_map(String::from_iter)
                .boxed(),
        },
    };
    text.prop_map(Value::from).boxed()
}

/// The document's integers are 64 bits long at most.
fn integer(schema: &Map<String, Value>) -> BoxedStrategy<Value> {
    let limit = |key| schema.get(key).and_then(Value::as_i64);
    let lowest = limit("minimum").unwrap_or(i64::MIN);
    let highest = limit("maximum").unwrap_or(i64::MAX);
    // The simplest first; 2 to the 53rd and one is what a float cannot hold.
    let edges = [1, 0, -1, lowest, highest, 9_007_199_254_740_993];
    let edges = edges
        .into_iter()
        .filter(move |edge| (lowest..=highest).contains(edge));
    let edges: Vec<i64> = edges.collect();
    prop_oneof![prop::sample::select(edges), lowest..=highest]
        .prop_map(Value::from)
        .boxed()
}

/// Finite, and written with a point: the type of a `number` writes 1 as 1.0.
fn float() -> BoxedStrategy<Value> {
    let finite = any::<f64>().prop_filter_map("finite", Number::from_f64);
    finite.prop_map(Value::from).boxed()
}

/// A value such as an enum has, listed or not.
fn word() -> BoxedStrategy<String> {
    prop_oneof![
        "[A-Z]{1,4}[0-9]{0,3}(_[A-Z]{1,3})?",
        "[a-z]{0,5}",
        any::<String>()
    ]
    .boxed()
}

/// Any JSON that a reader can hold: numbers of 64 bits, and not nested beyond serde_json's limit.
pub(crate) fn any_json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec![
            json!(u64::MAX),
            json!(i64::MIN),
            json!(1_u64 << 53 | 1)
        ]),
        float(),
        any::<String>().prop_map(Value::from),
    ];
    let tree = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..3).prop_map(Value::from_iter),
        ]
    });
    let deep = (1..100_usize, any::<bool>()).prop_map(|(depth, list)| {
        (0..depth).fold(json!(depth), |inner, _| match list {
            true => json!([inner]),
            false => json!({ "inner": inner }),
        })
    });
    prop_oneof![9 => tree, 1 => deep].boxed()
}

/// The type that a merged schema says; `object` where it says none.
pub(crate) fn kind(schema: &Map<String, Value>) -> &str {
    schema
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or("object")
}

fn bound(schema: &Map<String, Value>, key: &str) -> Option<usize> {
    usize::try_from(schema.get(key)?.as_u64()?).ok()
}

//! No document makes the generator panic, or fail without saying where and why.
//!
//! The small documents that are accepted, changed at random: a node goes, comes twice, comes from
//! elsewhere, or becomes something else.

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};
use xtask::{Document, GenerateError, Settings};

use crate::binary::{DOCUMENTS, documents};

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_changed_document_becomes_a_crate_or_is_refused(
        document in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..4),
    ) {
        let mut changed = document.get(&ACCEPTED).clone();
        for change in &changes {
            change.apply(&mut changed.value);
        }
        match xtask::generate(&changed, &Settings::any("crate")) {
            Ok(generated) => prop_assert!(generated.files.contains_key("types.rs")),
            Err(GenerateError::Refused { problems, .. }) => {
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    prop_assert!(problem.pointer.starts_with('#'), "{problem}");
                    prop_assert!(!problem.reason.contains("progenitor cannot"), "{problem}");
                }
            }
            Err(other) => prop_assert!(false, "{other}\n{}", changed.value),
        }
    }
}

static ACCEPTED: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let names = documents("accepted").into_iter();
    names
        .map(|name| {
            let path = Path::new(DOCUMENTS).join(format!("accepted/{name}.yaml"));
            Document::load(&path, &name).expect("it is accepted")
        })
        .collect()
});

/// One change of a document, at a place of it.
#[derive(Clone, Debug)]
struct Change {
    place: prop::sample::Index,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Remove,
    Replace(Value),
    /// By what stands at another place.
    ReplaceByAnother(prop::sample::Index),
    /// Under another name, or once more in its list.
    Repeat(&'static str),
    Rename(&'static str),
    Add(&'static str, Value),
}

fn change() -> impl Strategy<Value = Change> {
    let what = prop_oneof![
        Just(What::Remove),
        value().prop_map(What::Replace),
        any::<prop::sample::Index>().prop_map(What::ReplaceByAnother),
        word().prop_map(What::Repeat),
        word().prop_map(What::Rename),
        (word(), value()).prop_map(|(word, value)| What::Add(word, value)),
    ];
    (any::<prop::sample::Index>(), what).prop_map(|(place, what)| Change { place, what })
}

/// Words that mean something to OpenAPI, to Rust, or to the generator.
fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "$ref",
        "Default",
        "Thing",
        "Unknown",
        "a-b",
        "a_b",
        "additionalProperties",
        "allOf",
        "anyOf",
        "body",
        "client",
        "default",
        "description",
        "enum",
        "explode",
        "extra",
        "format",
        "head",
        "in",
        "items",
        "name",
        "nullable",
        "oneOf",
        "parameters",
        "properties",
        "required",
        "schema",
        "self",
        "style",
        "type",
        "x-enum-varnames",
        "200",
        "204",
        "日本",
        "①",
        "",
    ])
}

fn value() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(""),
        json!("```"),
        json!("array"),
        json!("date"),
        json!("integer"),
        json!("object"),
        json!("path"),
        json!("query"),
        json!("string"),
        json!("#/components/schemas/Thing"),
        json!([]),
        json!([{}]),
        json!(["a", "A", null]),
        json!({}),
        json!({ "$ref": "#/components/schemas/Thing" }),
        json!({ "allOf": [{ "$ref": "#/components/schemas/Thing" }, { "properties": {} }] }),
        json!({ "type": "array", "items": { "type": "string", "nullable": true } }),
        json!({ "type": "object", "properties": { "a": {} }, "required": ["a"] }),
        json!({ "type": "object", "additionalProperties": false }),
        json!({ "type": "string", "enum": ["a", "b"], "nullable": true }),
        json!({ "type": "string", "format": "date" }),
    ])
}

impl Change {
    fn apply(&self, root: &mut Value) {
        let places = places(root);
        if places.is_empty() {
            return;
        }
        let place = self.place.get(&places);
        let another = match &self.what {
            What::ReplaceByAnother(other) => root.pointer(other.get::<String>(&places)).cloned(),
            _ => None,
        };
        let here = root.pointer(place).cloned().unwrap_or_default();
        let (parent, last) = place.rsplit_once('/').unwrap_or_default();
        let key = last.replace("~1", "/").replace("~0", "~");
        if let What::Add(name, value) = &self.what {
            if let Some(object) = root.pointer_mut(place).and_then(Value::as_object_mut) {
                object.insert((*name).to_owned(), value.clone());
            }
            return;
        }
        match root.pointer_mut(parent) {
            Some(Value::Object(object)) => match &self.what {
                What::Remove => drop(object.remove(&key)),
                What::Replace(value) => drop(object.insert(key, value.clone())),
                What::ReplaceByAnother(_) => drop(object.insert(key, another.unwrap_or_default())),
                What::Repeat(name) => drop(object.insert((*name).to_owned(), here)),
                What::Rename(name) => {
                    object.remove(&key);
                    object.insert((*name).to_owned(), here);
                }
                What::Add(..) => {}
            },
            Some(Value::Array(list)) => {
                let index: usize = key.parse().unwrap_or_default();
                match &self.what {
                    What::Remove => drop(list.remove(index)),
                    What::Replace(value) => list[index] = value.clone(),
                    What::ReplaceByAnother(_) => list[index] = another.unwrap_or_default(),
                    What::Repeat(_) => list.push(here),
                    What::Rename(name) => list[index] = json!(name),
                    What::Add(..) => {}
                }
            }
            _ => {}
        }
    }
}

/// The pointer of everything in a document but the document itself.
fn places(root: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, places: &mut Vec<String>) {
        let steps: Vec<(String, &Value)> = match value {
            Value::Object(object) => object
                .iter()
                .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
                .collect(),
            Value::Array(list) => list
                .iter()
                .enumerate()
                .map(|(index, value)| (index.to_string(), value))
                .collect(),
            _ => Vec::new(),
        };
        for (step, value) in steps {
            let at = format!("{at}/{step}");
            walk(value, &at, places);
            places.push(at);
        }
    }
    let mut places = Vec::new();
    walk(root, "", &mut places);
    places
}

//! Inline types get names: `CustomerAdministrator` for the property `administrator` of `Customer`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Slot, Work, all_of, constraints, for_each_slot, is_type, reference_to, referenced};
use crate::document::{follow, step};
use crate::naming::{is_reserved, type_name};
use crate::problem::Problem;

/// `type` where only `properties`, `items` or `enum` imply it; `title` goes, for typify would make
/// a name of it.
pub(super) fn state_types(work: &mut Work) -> usize {
    let root = work.root.clone();
    work.for_each_schema(&mut |_, object| {
        let mut touched = usize::from(
            // A property may be called `title`; a schema's title is a string.
            object.get("title").is_some_and(Value::is_string) && object.remove("title").is_some(),
        );
        touched += name_siblings(object) + leave_type_to_reference(&root, object);
        if !object.contains_key("type")
            && !object.contains_key("$ref")
            && !object.contains_key("allOf")
        {
            let strings = |values: &Value| {
                values.as_array().is_some_and(|values| {
                    values.iter().any(Value::is_string)
                        && values
                            .iter()
                            .all(|value| value.is_string() || value.is_null())
                })
            };
            let implied = if object.contains_key("properties") {
                Some("object")
            } else if object.contains_key("items") {
                Some("array")
            } else if object.get("enum").is_some_and(strings) {
                Some("string")
            } else {
                None
            };
            if let Some(kind) = implied {
                object.insert("type".to_owned(), Value::from(kind));
                touched += 1;
            }
        }
        touched
    })
}

/// What stands beside a `$ref` says nothing in OpenAPI 3.0, and yet many a document means it.
fn name_siblings(object: &mut Map<String, Value>) -> usize {
    if !object.contains_key("$ref") || object.len() == 1 {
        return 0;
    }
    object.retain(|key, _| {
        let is_meant = ["$ref", "nullable", "description", "readOnly", "writeOnly"];
        is_meant.contains(&key.as_str()) || constraints::is_constraint(key)
    });
    if let Some(reference) = object.remove("$ref") {
        let only = serde_json::json!({ "$ref": reference });
        object.insert("allOf".to_owned(), Value::Array(vec![only]));
    }
    1
}

/// `nullable` asks for a `type` beside it, even where the one reference in `allOf` has that type
/// already. A `type` that contradicts the reference stays, and is refused.
fn leave_type_to_reference(root: &Value, object: &mut Map<String, Value>) -> usize {
    let Some(mut target) = all_of::only_reference(object).and_then(|only| follow(root, only))
    else {
        return 0;
    };
    // The component may itself stand for another; a ring of such is refused later.
    for _ in 0..all_of::LONGEST_CHAIN {
        let next = target.as_object().and_then(referenced);
        let Some(next) = next.and_then(|name| root.get("components")?.get("schemas")?.get(name))
        else {
            break;
        };
        target = next;
    }
    let kind = match target.get("type").and_then(Value::as_str) {
        Some(kind) => kind,
        None if target.get("allOf").is_some() || target.get("properties").is_some() => "object",
        None if target.get("enum").is_some() => "string",
        None => return 0,
    };
    usize::from(is_type(object, kind) && object.remove("type").is_some())
}

pub(super) fn name_types(work: &mut Work) -> usize {
    let mut named: Vec<Named> = Vec::new();
    for (component, schema) in work.schemas_mut().into_iter().flatten() {
        if let Some(object) = schema.as_object_mut() {
            let at = step("#/components/schemas", component);
            name_inner(&at, object, component, &mut named);
        }
    }
    work.for_each_operation(|at, operation| {
        let id = operation
            .get("operationId")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        for_each_slot(at, operation, &mut |slot, at, schema| {
            let name = match slot {
                Slot::Parameter(parameter) => format!("{id}-{parameter}"),
                Slot::Body => format!("{id}-body"),
                Slot::Response => format!("{id}-response"),
            };
            hoist(at, schema, &name, &mut named);
        });
    });

    let taken: BTreeSet<String> = work.schemas().map(|(name, _)| type_name(name)).collect();
    let touched = named.len();
    let mut types: BTreeMap<String, Value> = BTreeMap::new();
    for Named { name, at, schema } in named {
        // The same operation may answer alike with two statuses.
        if types.get(&name) == Some(&schema) {
            continue;
        }
        if is_reserved(&name) || taken.contains(&name) || types.contains_key(&name) {
            work.problems.push(Problem::new(
                &at,
                format!("this inline type would be called `{name}`, a name that is taken"),
                "make it a component with a name of its own, and refer to it",
            ));
        }
        work.inline.insert(name.clone(), at);
        types.insert(name, schema);
    }
    if let Some(schemas) = work.schemas_mut() {
        schemas.extend(types);
    }
    touched
}

/// A type that stood inline, and where.
struct Named {
    name: String,
    at: String,
    schema: Value,
}

/// What may stand inside of a type without a name: its key, and how its name ends.
const NAMELESS: [(&str, &str); 2] = [("items", "item"), ("additionalProperties", "value")];

/// Names what is inside of a schema that has a name.
fn name_inner(at: &str, object: &mut Map<String, Value>, owner: &str, named: &mut Vec<Named>) {
    let properties = object.get_mut("properties").and_then(Value::as_object_mut);
    for (property, schema) in properties.into_iter().flatten() {
        let at = step(&step(at, "properties"), property);
        hoist(&at, schema, &format!("{owner}-{property}"), named);
    }
    for (key, suffix) in NAMELESS {
        if let Some(schema) = object.get_mut(key) {
            hoist(&step(at, key), schema, &format!("{owner}-{suffix}"), named);
        }
    }
    let parts = object.get_mut("allOf").and_then(Value::as_array_mut);
    for (index, part) in parts.into_iter().flatten().enumerate() {
        if let Some(part) = part.as_object_mut() {
            name_inner(&format!("{at}/allOf/{index}"), part, owner, named);
        }
    }
}

/// Makes a component of `schema` where it is a type of its own, or names what is inside of it.
fn hoist(at: &str, schema: &mut Value, name: &str, named: &mut Vec<Named>) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    let has_properties = object
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|properties| !properties.is_empty());
    let is_enum = is_type(object, "string") && object.contains_key("enum");
    if !has_properties && !is_enum && !all_of::joins_objects(object) {
        for (key, suffix) in NAMELESS {
            if let Some(inner) = object.get_mut(key) {
                hoist(&step(at, key), inner, &format!("{name}-{suffix}"), named);
            }
        }
        let parts = object.get_mut("allOf").and_then(Value::as_array_mut);
        for (index, part) in parts.into_iter().flatten().enumerate() {
            hoist(&format!("{at}/allOf/{index}"), part, name, named);
        }
        return;
    }
    // What speaks of the place stays there; the rest is the type.
    let mut place = Map::new();
    for key in ["nullable", "readOnly", "writeOnly", "deprecated", "default"] {
        if let Some(value) = object.remove(key) {
            place.insert(key.to_owned(), value);
        }
    }
    if let Some(description) = object.get("description") {
        place.insert("description".to_owned(), description.clone());
    }
    name_inner(at, object, name, named);
    // Once more, since `CustomerID` is the type `CustomerId` to typify.
    let name = type_name(&type_name(name));
    let reference = reference_to(&name);
    named.push(Named {
        name,
        at: at.to_owned(),
        schema: Value::Object(std::mem::take(object)),
    });
    *schema = if place.is_empty() {
        reference
    } else {
        place.insert("allOf".to_owned(), Value::Array(vec![reference]));
        Value::Object(place)
    };
}

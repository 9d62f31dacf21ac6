//! Inline types get names: `CustomerAdministrator` for the property `administrator` of `Customer`.

use serde_json::{Map, Value};

use super::{Slot, Work, for_each_slot, inner_schemas, is_type, reference_to};
use crate::document::step;
use crate::naming::type_name;
use crate::problem::Problem;

/// `type` where only `properties`, `items` or `enum` imply it; `title` goes, for typify would make
/// a name of it.
pub(super) fn state_types(work: &mut Work) -> usize {
    work.for_each_schema(&mut |object| {
        let mut touched = usize::from(
            // A property may be called `title`; a schema's title is a string.
            object.get("title").is_some_and(Value::is_string) && object.remove("title").is_some(),
        );
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

pub(super) fn name_types(work: &mut Work) -> usize {
    let mut named: Vec<(String, Value)> = Vec::new();
    for (component, schema) in work.schemas_mut().into_iter().flatten() {
        if let Some(object) = schema.as_object_mut() {
            name_inner(object, component, &mut named);
        }
    }
    work.for_each_operation(|operation| {
        let id = operation
            .get("operationId")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        for_each_slot(operation, &mut |slot, schema| {
            let name = match slot {
                Slot::Parameter(parameter) => format!("{id}-{parameter}"),
                Slot::Body => format!("{id}-body"),
                Slot::Response => format!("{id}-response"),
            };
            hoist(schema, &type_name(&name), &mut named);
        });
    });

    let taken: Vec<String> = work.schemas().map(|(name, _)| type_name(name)).collect();
    let touched = named.len();
    for (index, (name, schema)) in named.iter().enumerate() {
        let earlier = named
            .get(..index)
            .into_iter()
            .flatten()
            .find(|(other, _)| other == name);
        match earlier {
            // The same operation may answer alike with two statuses.
            Some((_, other)) if other == schema => continue,
            None if !taken.contains(name) => {}
            _ => work.problems.push(Problem::new(
                step("#/components/schemas", name),
                format!("an inline type would be called `{name}`, a name that is taken"),
                "make the inline type a component with a name of its own, and refer to it",
            )),
        }
    }
    if let Some(schemas) = work.schemas_mut() {
        schemas.extend(named);
    }
    touched
}

/// Names what is inside of a schema that has a name.
fn name_inner(object: &mut Map<String, Value>, owner: &str, named: &mut Vec<(String, Value)>) {
    let properties = object.get_mut("properties").and_then(Value::as_object_mut);
    for (property, schema) in properties.into_iter().flatten() {
        hoist(schema, &type_name(&format!("{owner}-{property}")), named);
    }
    for (key, suffix) in [("items", "item"), ("additionalProperties", "value")] {
        if let Some(schema) = object.get_mut(key) {
            hoist(schema, &type_name(&format!("{owner}-{suffix}")), named);
        }
    }
}

/// Makes a component of `schema` where it is a type of its own, or names what is inside of it.
fn hoist(schema: &mut Value, name: &str, named: &mut Vec<(String, Value)>) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    let has_properties = object
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|properties| !properties.is_empty());
    let is_enum = is_type(object, "string") && object.contains_key("enum");
    if !has_properties && !is_enum {
        for (key, suffix) in [("items", "item"), ("additionalProperties", "value")] {
            if let Some(inner) = object.get_mut(key) {
                hoist(inner, &type_name(&format!("{name}-{suffix}")), named);
            }
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
    name_inner(object, name, named);
    let type_itself = std::mem::take(object);
    named.push((name.to_owned(), Value::Object(type_itself)));
    if place.is_empty() {
        *schema = reference_to(name);
    } else {
        place.insert("allOf".to_owned(), Value::Array(vec![reference_to(name)]));
        *schema = Value::Object(place);
    }
    debug_assert!(
        schema
            .as_object_mut()
            .is_some_and(|object| { inner_schemas(object).len() <= 1 })
    );
}

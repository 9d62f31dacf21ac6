//! Strings whose format asks for more care than a `String` takes: dates and times keep the text that
//! the server sent, passwords are not shown.

use serde_json::{Map, Value};

use super::{CoreType, Work, is_type, reference_to};
use crate::naming::type_name;

const FORMATS: [(&str, &str); 3] = [
    ("date", "Date"),
    ("date-time", "DateTime"),
    ("password", "Secret"),
];

pub(super) fn use_core_types(work: &mut Work) -> usize {
    let named: Vec<CoreType> = work
        .schemas()
        .filter_map(|(name, schema)| {
            Some(CoreType {
                component: name.clone(),
                core_type: core_type(schema.as_object()?)?,
            })
        })
        .collect();
    // Components that no document of ours has yet, for those that stand inline.
    let inline_name = |core_type: &str| {
        let mut name = format!("{core_type}AsSent");
        while work
            .schemas()
            .any(|(taken, _)| type_name(taken) == type_name(&name))
        {
            name.push_str("Too");
        }
        name
    };
    let inline = FORMATS.map(|(_, core_type)| CoreType {
        component: inline_name(core_type),
        core_type,
    });

    let mut used = [false; FORMATS.len()];
    let mut replace = |_: &str, object: &mut Map<String, Value>| {
        let Some(core_type) = core_type(object) else {
            return 0;
        };
        for (inline, used) in inline.iter().zip(&mut used) {
            if inline.core_type == core_type {
                *used = true;
                object.retain(|key, _| matches!(key.as_str(), "nullable" | "description"));
                let reference = reference_to(&inline.component);
                object.insert("allOf".to_owned(), Value::Array(vec![reference]));
            }
        }
        1
    };
    let mut touched = named.len();
    // A component of such a format is replaced as it stands; what is inside of others, by reference.
    for (_, schema) in work.schemas_mut().into_iter().flatten() {
        for (_, inner) in schema
            .as_object_mut()
            .map(super::inner_schemas)
            .into_iter()
            .flatten()
        {
            touched += super::walk("", inner, &mut replace);
        }
    }
    work.for_each_operation(|at, operation| {
        super::for_each_slot(at, operation, &mut |_, at, schema| {
            touched += super::walk(at, schema, &mut replace);
        });
    });

    let added = inline
        .into_iter()
        .zip(used)
        .filter(|(_, used)| *used)
        .map(|(added, _)| added);
    for core_type in added {
        if let Some(schemas) = work.schemas_mut() {
            schemas.insert(
                core_type.component.clone(),
                serde_json::json!({ "type": "string" }),
            );
        }
        work.core_types.push(core_type);
    }
    work.core_types.extend(named);
    touched
}

fn core_type(object: &Map<String, Value>) -> Option<&'static str> {
    let format = object.get("format").and_then(Value::as_str)?;
    if object.contains_key("enum") {
        // An open enum keeps the text too, and knows the values besides.
        return None;
    }
    let (_, core_type) = FORMATS.iter().find(|(name, _)| *name == format)?;
    is_type(object, "string").then_some(*core_type)
}

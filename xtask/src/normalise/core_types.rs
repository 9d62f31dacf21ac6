//! Dates and times keep the text that the server sent.

use serde_json::{Map, Value};

use super::{DateType, Work, is_type, reference_to};

const FORMATS: [(&str, &str); 2] = [("date", "Date"), ("date-time", "DateTime")];

pub(super) fn keep(work: &mut Work) -> usize {
    let named: Vec<DateType> = work
        .schemas()
        .filter_map(|(name, schema)| {
            Some(DateType {
                component: name.clone(),
                core_type: date_type(schema.as_object()?)?,
            })
        })
        .collect();
    // Components that no document of ours has yet, for the dates that stand inline.
    let inline_name = |core_type: &str| {
        let mut name = format!("{core_type}AsSent");
        while work.schemas().any(|(taken, _)| *taken == name) {
            name.push('_');
        }
        name
    };
    let inline = FORMATS.map(|(_, core_type)| DateType {
        component: inline_name(core_type),
        core_type,
    });

    let mut used = [false; FORMATS.len()];
    let mut replace = |object: &mut Map<String, Value>| {
        let Some(core_type) = date_type(object) else {
            return 0;
        };
        for (date, used) in inline.iter().zip(&mut used) {
            if date.core_type == core_type {
                *used = true;
                for key in ["type", "format", "example", "enum"] {
                    object.remove(key);
                }
                let reference = reference_to(&date.component);
                object.insert("allOf".to_owned(), Value::Array(vec![reference]));
            }
        }
        1
    };
    let mut touched = named.len();
    // A component that is a date is replaced as it stands; what is inside of others, by reference.
    for (_, schema) in work.schemas_mut().into_iter().flatten() {
        for inner in schema
            .as_object_mut()
            .map(super::inner_schemas)
            .into_iter()
            .flatten()
        {
            touched += super::walk(inner, &mut replace);
        }
    }
    work.for_each_operation(|operation| {
        super::for_each_slot(operation, &mut |_, schema| {
            touched += super::walk(schema, &mut replace)
        });
    });

    let added = inline
        .into_iter()
        .zip(used)
        .filter(|(_, used)| *used)
        .map(|(date, _)| date);
    for date in added {
        if let Some(schemas) = work.schemas_mut() {
            schemas.insert(
                date.component.clone(),
                serde_json::json!({ "type": "string" }),
            );
        }
        work.dates.push(date);
    }
    work.dates.extend(named);
    touched
}

fn date_type(object: &Map<String, Value>) -> Option<&'static str> {
    let format = object.get("format").and_then(Value::as_str)?;
    let (_, core_type) = FORMATS.iter().find(|(name, _)| *name == format)?;
    is_type(object, "string").then_some(*core_type)
}

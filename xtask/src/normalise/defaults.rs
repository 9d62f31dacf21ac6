//! Defaults: what a value is that is left out must be a value that could be given.

use serde_json::{Map, Value};

use super::constraints::resolved;
use crate::document::step;
use crate::problem::Problem;

/// What is wrong with the default of a schema.
pub(crate) fn problem(root: &Value, object: &Map<String, Value>, at: &str) -> Option<Problem> {
    // Some programs write null where there is nothing.
    let default = object.get("default").filter(|default| !default.is_null())?;
    let (_, target) = resolved(root, object);
    let (reason, help) = misfit(root, &target, default)?;
    Some(Problem::new(step(at, "default"), reason, help))
}

fn misfit(root: &Value, schema: &Map<String, Value>, value: &Value) -> Option<(String, String)> {
    if let Some(kind) = schema.get("type").and_then(Value::as_str)
        && !is_of(kind, value)
    {
        let help = match kind {
            "string" => "write it in quotes, or correct the type",
            "boolean" => "write `true` or `false`, without quotes, or correct the type",
            "integer" if value.is_number() => {
                "write a number without a fraction, or `type: number`"
            }
            "integer" | "number" => "write it without quotes, or correct the type",
            _ => "write a value of that type, or leave `default` out",
        };
        let reason = format!("the default {value} is not of type {kind}");
        return Some((reason, help.to_owned()));
    }
    if let Some(known) = schema.get("enum").and_then(Value::as_array)
        && !known.iter().any(|known| is_same(known, value))
    {
        let shown: Vec<String> = known
            .iter()
            .take(MOST_SHOWN)
            .map(Value::to_string)
            .collect();
        let more = if known.len() > MOST_SHOWN {
            ", …"
        } else {
            ""
        };
        return Some((
            format!("the default {value} is not among the values of the enum"),
            format!("one of {}{more}", shown.join(", ")),
        ));
    }
    let (_, items) = resolved(root, schema.get("items")?.as_object()?);
    let values = value.as_array()?;
    values.iter().find_map(|value| misfit(root, &items, value))
}

const MOST_SHOWN: usize = 8;

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        // JSON does not tell 3 from 3.0.
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    one == other
        || one
            .as_f64()
            .is_some_and(|number| Some(number) == other.as_f64())
}

//! What a request does, in the words of the document: for changes that have no words of their own.

use serde_json::Value;
use works_partner_ext::OperationCall;
use works_partner_ext::api::schema::{Kind, Schema};
use works_partner_ext::api::types::SubOptionId;

use super::CustomerFacts;
use crate::arguments::Writing;
use crate::output::table::Cell;

/// The operation, the customer and what of it is concerned, what is there and what takes its place.
pub(super) fn lines(
    call: &OperationCall,
    known: &CustomerFacts,
    writing: &Writing,
) -> Vec<(&'static str, Cell)> {
    let operation = call.operation();
    let mut lines = known.lines(operation.summary.unwrap_or(operation.id), writing);
    let body = call.shown_body();
    let sub_option = body.as_ref().and_then(|body| body.get("subOptionId"));
    match sub_option.and_then(Value::as_str) {
        Some(new) => lines.push(("Sub-option", known.to_sub_option(&SubOptionId::from(new)))),
        None => lines.extend(known.in_use()),
    }
    lines.extend(known.scheduled());
    let Some(Kind::Object(object)) = operation.body.map(|body| body.schema.kind) else {
        return lines;
    };
    for property in object.properties {
        let value = body.as_ref().and_then(|body| body.get(property.name));
        match (property.name, value) {
            ("subOptionId" | "optionProductId", _) | (_, None) => {}
            (name, Some(value)) => {
                let cell = cell(&property.schema, value, known);
                lines.extend(cell.map(|cell| (name, cell)));
            }
        }
    }
    lines
}

/// A value as a person reads it; an object stands in the body alone.
fn cell(schema: &Schema, value: &Value, known: &CustomerFacts) -> Option<Cell> {
    Some(match (value, schema.kind) {
        (Value::Null, _) => Cell::null(),
        (Value::Object(_) | Value::Array(_), _) => return None,
        (Value::String(code), Kind::Enum(values)) => {
            let label = values.values.iter().find(|(value, _)| value == code);
            match label.and_then(|(_, label)| *label) {
                Some(label) => Cell::text(label).and_code(code),
                None => Cell::code(code),
            }
        }
        (Value::String(text), _) if schema.format == Some("date") => match text.parse() {
            Ok(date) => known.on(date),
            Err(_) => Cell::mark(text),
        },
        (Value::String(text), _) => Cell::text(text),
        (other, _) => Cell::text(other.to_string()),
    })
}

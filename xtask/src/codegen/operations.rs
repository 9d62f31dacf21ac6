//! The operations of the document, and a table of them for readers.

use std::fmt::Write as _;

use serde_json::Value;

use crate::document::{Document, operations};
use crate::naming::method_name;

pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) tag: Option<String>,
    pub(super) documentation: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) evidence: Option<String>,
}

pub(super) fn read(document: &Document) -> Vec<Operation> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    operations(&document.value)
        .map(|(_, path, method, _, operation)| Operation {
            id: method_name(&text(operation.get("operationId")).unwrap_or_default()),
            method,
            path: path.to_owned(),
            tag: text(operation.pointer("/tags/0")),
            documentation: text(operation.pointer("/externalDocs/url")),
            scopes: scopes(operation.get("security").or(document.value.get("security"))),
            evidence: text(operation.get("x-evidence")),
        })
        .collect()
}

/// Any one of them is enough. There is none where a call may do without.
fn scopes(security: Option<&Value>) -> Vec<String> {
    let alternatives = security.and_then(Value::as_array);
    let alternatives: Vec<Vec<&str>> = alternatives
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .map(|schemes| {
            let scopes = schemes.values().filter_map(Value::as_array).flatten();
            scopes.filter_map(Value::as_str).collect()
        })
        .collect();
    if alternatives.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let mut scopes: Vec<String> = Vec::new();
    for scope in alternatives.into_iter().flatten() {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    scopes
}

/// The table that the crate's documentation shows.
pub(super) fn table(operations: &[Operation]) -> String {
    let mut table = String::from(
        "| operation | request | evidence | vendor's page |\n| --- | --- | --- | --- |\n",
    );
    for operation in operations {
        let page = operation
            .documentation
            .as_ref()
            .map(|url| format!("[page]({url})"));
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "| [`{id}`](Client::{id}) | `{method} {path}` | {evidence} | {page} |",
            id = operation.id,
            method = operation.method.to_ascii_uppercase(),
            path = operation.path,
            evidence = operation.evidence.as_deref().unwrap_or("–"),
            page = page.as_deref().unwrap_or("–"),
        );
    }
    table
}

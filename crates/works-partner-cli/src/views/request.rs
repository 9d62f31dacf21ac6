//! A request before it is sent, without its secrets.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use works_partner_ext::OperationCall;

use crate::output::View;
use crate::output::table::{Cell, Row, Table};

/// What is to be sent, and where to. Its JSON has the shape of a change's preview, whose rules a call by
/// itself has not been held against.
#[derive(Debug, Serialize)]
pub(crate) struct Request {
    method: &'static str,
    path: String,
    /// Only the path where the server has no address yet.
    url: String,
    body: Option<Value>,
    validated: bool,
    violations: [(); 0],
    undecided: [(); 0],
    warnings: [(); 0],
}

impl Request {
    pub(crate) fn new(call: &OperationCall, base_url: Option<&str>) -> Self {
        const ANY: &str = "http://localhost";
        let operation = call.operation();
        let url = call.url(base_url.unwrap_or(ANY)).ok();
        let url = url.map(|url| match base_url {
            Some(_) => url.to_string(),
            None => url.as_str().trim_start_matches(ANY).to_owned(),
        });
        let base = base_url.unwrap_or_default().trim_end_matches('/');
        // Where a part is missing, the template shows which.
        let url = url.unwrap_or_else(|| base.to_owned() + operation.path);
        let path = url.strip_prefix(base).unwrap_or(operation.path);
        Self {
            method: operation.method,
            path: path.split('?').next().unwrap_or_default().to_owned(),
            url,
            body: call.shown_body(),
            validated: false,
            violations: [],
            undecided: [],
            warnings: [],
        }
    }

    fn body(&self) -> String {
        self.body
            .as_ref()
            .map_or_else(String::new, Value::to_string)
    }
}

impl View for Request {
    fn table(&self, width: Option<usize>) -> String {
        let mut headings = vec!["Request"];
        let mut cells = vec![Cell::text(self.method).and_code(&self.url).unbroken()];
        if self.body.is_some() {
            headings.push("Body");
            cells.push(Cell::text(self.body()));
        }
        let row = Row {
            cells,
            also: Vec::new(),
        };
        Table::new(&headings, [row]).cards(width)
    }

    fn json(&self) -> Cow<'_, str> {
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

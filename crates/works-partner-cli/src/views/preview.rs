//! A change before it is sent: in the customer's words, and as a request.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;
use works_partner_ext::validation::{Diagnostic, Warning};

use crate::failure::Broken;
use crate::output::View;
use crate::output::table::{Cell, Row, Table};

/// What is to be sent, what comes of it, and what speaks against it.
#[derive(Debug)]
pub(crate) struct Preview {
    /// What it does, under headings.
    pub(crate) lines: Vec<(&'static str, Cell)>,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// Where it goes; only the path where the server has no address yet.
    pub(crate) url: String,
    /// A JSON text.
    pub(crate) body: Option<String>,
    /// Whether it was held against the rules.
    pub(crate) validated: bool,
    pub(crate) violations: Vec<Diagnostic>,
    pub(crate) undecided: Vec<Diagnostic>,
    pub(crate) warnings: Vec<Warning>,
}

/// For programs. Its names are stable.
#[derive(Serialize)]
struct Document<'a> {
    method: &'static str,
    path: &'a str,
    url: &'a str,
    body: Option<&'a RawValue>,
    validated: bool,
    violations: Vec<Broken<'a>>,
    undecided: Vec<Open<'a>>,
    warnings: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Open<'a> {
    id: &'a str,
    field: &'a str,
    rule: &'a str,
    reason: &'a str,
    source: &'a str,
}

impl<'a> From<&'a Diagnostic> for Open<'a> {
    fn from(undecided: &'a Diagnostic) -> Self {
        Self {
            id: &undecided.rule_id,
            field: &undecided.field,
            rule: &undecided.expected,
            reason: &undecided.problem,
            source: undecided.source,
        }
    }
}

#[derive(Serialize)]
struct Told<'a> {
    id: &'a str,
    text: &'a str,
    /// Why it may not be so; null where it surely is.
    unsure: Option<&'a str>,
    source: &'a str,
}

impl Preview {
    fn document(&self) -> Document<'_> {
        let told = |warning: &Warning| Told {
            id: warning.id,
            text: warning.text,
            unsure: warning.unsure,
            source: warning.source,
        };
        Document {
            method: self.method,
            path: &self.path,
            url: &self.url,
            body: self
                .body
                .as_deref()
                .and_then(|body| serde_json::from_str(body).ok()),
            validated: self.validated,
            violations: self.violations.iter().map(Broken::from).collect(),
            undecided: self.undecided.iter().map(Open::from).collect(),
            warnings: self.warnings.iter().map(told).collect(),
        }
    }
}

impl View for Preview {
    fn table(&self, width: Option<usize>) -> String {
        let mut lines = self.lines.clone();
        let request = Cell::text(self.method).and_code(&self.path).unbroken();
        lines.push(("Request", request));
        if let Some(body) = &self.body {
            lines.push(("Body", Cell::text(body)));
        }
        let warnings = self.warnings.iter();
        lines.extend(warnings.map(|warning| ("Warning", Cell::mark(warning.to_string()))));
        let undecided = self.undecided.iter();
        lines.extend(undecided.map(|open| {
            let field = match open.field.as_str() {
                "" => "the request",
                field => field,
            };
            let open = format!("{field}: {} ({})", open.expected, open.problem);
            ("Left to the server", Cell::quiet(open))
        }));
        if !self.validated {
            let skipped = "everything: nothing was read, and no rule was looked at";
            lines.push(("Left to the server", Cell::quiet(skipped)));
        }
        let (headings, cells): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
        let row = Row {
            cells,
            also: Vec::new(),
        };
        Table::new(&headings, [row]).cards(width)
    }

    fn json(&self) -> Cow<'_, str> {
        serde_json::to_string(&self.document())
            .unwrap_or_default()
            .into()
    }
}

//! Answers from the store: rows of JSON objects with fixed columns.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use works_partner_ext::api::types::{OptionProductId, Plan, ProductId, SubOptionId};

use crate::language;
use crate::output::View;
use crate::output::columns::Field;
use crate::output::table::Importance::{self, Essential, Minor, Useful};
use crate::output::table::{Cell, Row, Table};

/// A column: the field's path in the JSON object, the heading, and how important it is in a narrow table.
pub(crate) type Column = (&'static str, &'static str, Importance);

/// What a code means, where that is known.
type Meaning = fn(&str) -> Option<Cow<'static, str>>;

/// Rows that the store answered with.
#[derive(Debug)]
pub(crate) struct Stored {
    columns: &'static [Column],
    rows: Vec<Value>,
    json: String,
    nothing: &'static str,
}

impl Stored {
    pub(crate) fn new(
        columns: &'static [Column],
        rows: &[impl Serialize],
        nothing: &'static str,
    ) -> Self {
        let json = serde_json::to_string(rows).unwrap_or_default();
        let rows = rows
            .iter()
            .map(|row| serde_json::to_value(row).unwrap_or_default());
        Self {
            columns,
            rows: rows.collect(),
            json,
            nothing,
        }
    }

    /// What a code of a column means, where it is one that means something.
    fn meaning(path: &str) -> Option<Meaning> {
        // Columns of an event are within it.
        match path.rsplit('.').next()? {
            "productId" => Some(|code| language::label(&ProductId::from(code))),
            "optionProductId" => Some(|code| language::label(&OptionProductId::from(code))),
            "subOptionId" => Some(|code| language::label(&SubOptionId::from(code))),
            "plan" => Some(|code| language::label(&Plan::from(code))),
            _ => None,
        }
    }

    fn field<'a>(row: &'a Value, path: &str) -> Option<&'a Value> {
        path.split('.').try_fold(row, |value, name| value.get(name))
    }
}

impl View for Stored {
    fn table(&self, width: Option<usize>) -> String {
        if self.rows.is_empty() {
            return Table::without_rows(Cell::text(self.nothing)).fitted(width);
        }
        let headings: Vec<&str> = self
            .columns
            .iter()
            .map(|(_, heading, _)| *heading)
            .collect();
        let rows = self.rows.iter().map(|row| {
            let cells = self
                .columns
                .iter()
                .map(|(path, _, _)| match Self::field(row, path) {
                    None | Some(Value::Null) => Cell::none(),
                    Some(Value::String(text)) => Cell::text(text),
                    Some(value) => Cell::json(&value.to_string()),
                });
            Row {
                cells: cells.collect(),
                also: Vec::new(),
            }
        });
        Table::new(&headings, rows)
            .ranked(self.columns.iter().map(|(_, _, importance)| *importance))
            .without_empty_columns()
            .fitted(width)
    }

    fn json(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.json)
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        self.rows
            .iter()
            .map(|row| Cow::Owned(row.to_string()))
            .collect()
    }

    fn header(&self) -> Vec<Cow<'_, str>> {
        self.columns
            .iter()
            .map(|(path, _, _)| Cow::Borrowed(*path))
            .collect()
    }

    fn rows(&self) -> Vec<Vec<Field<'_>>> {
        let fields = |row| -> Vec<Field<'_>> {
            let fields = self
                .columns
                .iter()
                .map(|(path, _, _)| Self::field(row, path));
            fields
                .map(|field| field.map(|value| Cow::Owned(value.to_string())))
                .collect()
        };
        self.rows.iter().map(fields).collect()
    }

    fn has_labels(&self, column: &str) -> bool {
        Self::meaning(column).is_some()
    }

    fn label(&self, column: &str, json: &str) -> Option<Cow<'static, str>> {
        let code: String = serde_json::from_str(json).ok()?;
        Self::meaning(column)?(&code)
    }
}

pub(crate) const EVENTS: &[Column] = &[
    ("date", "Date", Essential),
    ("domainId", "Customer", Essential),
    ("companyName", "Name", Useful),
    ("kind", "Kind", Essential),
    ("type", "Type", Useful),
    ("optionProductId", "Option", Useful),
    ("subOptionId", "Sub-option", Minor),
    ("productId", "Product", Minor),
    ("plan", "Contract", Minor),
    ("quantity", "Quantity", Minor),
    ("licenseCount", "Licenses", Minor),
    ("subscriptionId", "Subscription", Minor),
    ("domain", "Domain", Minor),
];

pub(crate) const DEADLINES: &[Column] = &[
    ("lastDay", "Last day", Essential),
    ("event.domainId", "Customer", Essential),
    ("event.companyName", "Name", Useful),
    ("action", "To do", Essential),
    ("decided", "Decided", Useful),
    ("event.date", "Then", Useful),
    ("event.kind", "Kind", Useful),
    ("event.type", "Type", Minor),
    ("event.optionProductId", "Option", Minor),
    ("event.productId", "Product", Minor),
    ("event.subscriptionId", "Subscription", Minor),
    ("evidence", "Evidence", Minor),
    ("source", "Page", Minor),
];

pub(crate) const CHANGES: &[Column] = &[
    ("asOf", "Day", Essential),
    ("domainId", "Customer", Essential),
    ("companyName", "Name", Useful),
    ("resource", "What", Essential),
    ("key", "Which", Useful),
    ("kind", "Change", Essential),
    ("cause", "Cause", Useful),
    ("by", "By", Useful),
    ("dateBefore", "Before", Minor),
    ("dateAfter", "After", Minor),
    ("runId", "Run", Minor),
];

pub(crate) const TOTALS: &[Column] = &[
    ("productId", "Product", Useful),
    ("optionProductId", "Option", Useful),
    ("subOptionId", "Sub-option", Useful),
    ("plan", "Contract", Useful),
    ("stage", "Stage", Minor),
    ("edition", "Edition", Minor),
    ("customers", "Customers", Essential),
    ("contracts", "Contracts", Essential),
    ("licenses", "Licenses", Minor),
    ("quantity", "Quantity", Minor),
    ("terabytes", "TB", Minor),
    ("contacts", "Contacts", Minor),
    ("seats", "Seats", Minor),
    ("minutes", "Minutes", Minor),
];

pub(crate) const HOLDINGS: &[Column] = &[
    ("domainId", "Customer", Essential),
    ("companyName", "Name", Useful),
    ("productId", "Product", Useful),
    ("optionProductId", "Option", Useful),
    ("subOptionId", "Sub-option", Useful),
    ("terabytes", "TB", Useful),
    ("contacts", "Contacts", Useful),
    ("seats", "Seats", Useful),
    ("minutes", "Minutes", Useful),
    ("quantity", "Quantity", Minor),
    ("licenseCount", "Licenses", Minor),
    ("plan", "Contract", Minor),
    ("planEndDate", "Until", Useful),
    ("status", "Status", Minor),
    ("subscriptionId", "Subscription", Minor),
    ("domain", "Domain", Minor),
];

pub(crate) const UNREAD: &[Column] = &[
    ("domainId", "Customer", Essential),
    ("companyName", "Name", Useful),
    ("resource", "What", Essential),
    ("reason", "Reason", Useful),
    ("status", "Status", Minor),
    ("code", "Code", Minor),
    ("lastReadAt", "Last read", Minor),
    ("message", "Message", Useful),
];

pub(crate) const RUNS: &[Column] = &[
    ("run_id", "Run", Essential),
    ("state", "State", Essential),
    ("as_of", "Day", Essential),
    ("customers", "Customers", Useful),
    ("failures", "Failures", Useful),
    ("calls", "Calls", Minor),
    ("started_at", "Began", Minor),
    ("ended_at", "Ended", Minor),
];

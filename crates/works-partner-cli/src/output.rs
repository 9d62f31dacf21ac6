//! The forms of output, one file a format.

pub(crate) mod columns;
pub(crate) mod csv;
mod customer;
pub(crate) mod json;
pub(crate) mod jsonl;
pub(crate) mod members;
pub(crate) mod table;

use std::borrow::Cow;

use clap::ValueEnum;
use serde::Deserialize;

pub(crate) use customer::Customer;

use columns::Field;
use members::Members;
use table::Cell;

/// How to print a view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// For reading: labels and codes, fitted to the terminal.
    #[default]
    Table,
    /// What the server sent, token for token, indented.
    Json,
    /// What the server sent, one object a line.
    Jsonl,
    /// A column for each documented field; undocumented fields as JSON in the last column.
    Csv,
    /// A calendar (iCalendar), of `upcoming` and `deadlines`.
    Ics,
}

/// Something to print. Each form is made when it is asked for.
pub(crate) trait View {
    /// For reading: styled text that ends its lines, at most `width` columns wide.
    fn table(&self, width: Option<usize>) -> String;
    /// All of it as one JSON text.
    fn json(&self) -> Cow<'_, str>;

    /// The things in it, each as a JSON text.
    fn items(&self) -> Vec<Cow<'_, str>> {
        vec![self.json()]
    }

    /// The names of the fields of a row.
    fn header(&self) -> Vec<Cow<'_, str>> {
        let items = self.items();
        let first = items.first().map(|item| members(item));
        let names = first.into_iter().flatten().map(|(name, _)| name.into());
        names.collect()
    }

    /// The things in it as rows, a field for each name.
    fn rows(&self) -> Vec<Vec<Field<'_>>> {
        let items = self.items();
        let row = |item: &Cow<'_, str>| {
            let members = members(item).into_iter();
            members.map(|(_, value)| Some(value.into())).collect()
        };
        items.iter().map(row).collect()
    }

    /// The field of that name of each row; `None` where no row can have it.
    fn column(&self, name: &str) -> Option<Vec<Field<'_>>> {
        let index = self.header().iter().position(|other| other == name)?;
        let rows = self.rows().into_iter();
        let fields = rows.map(|row| row.into_iter().nth(index).flatten());
        Some(fields.collect())
    }

    /// The names of the columns that there are.
    fn names(&self) -> Vec<String> {
        let header = self.header().into_iter();
        header.map(Cow::into_owned).collect()
    }

    /// Whose the rows are, where they are all one customer's.
    fn customer(&self) -> Option<&Customer> {
        None
    }

    /// Whether a column has codes that mean something.
    fn has_labels(&self, _column: &str) -> bool {
        false
    }

    /// What the code of a column means.
    fn label(&self, _column: &str, _json: &str) -> Option<Cow<'static, str>> {
        None
    }

    /// The heading of a column in a table.
    fn heading(&self, column: &str) -> String {
        column.to_owned()
    }

    /// A field of a column in a table.
    fn cell(&self, _column: &str, json: &str) -> Cell {
        Cell::json(json)
    }
}

/// The members of a JSON object, each with its name as a text.
fn members(json: &str) -> Vec<(String, String)> {
    let object: Option<Members<'_>> = serde_json::from_str(json).ok();
    let members = object.map(|Members(members)| members).unwrap_or_default();
    let members = members.into_iter();
    members
        .map(|member| (member.name, member.value.to_owned()))
        .collect()
}

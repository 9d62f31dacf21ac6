//! The forms of output, one file a format.

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod jsonl;
pub(crate) mod table;

use std::borrow::Cow;

use clap::ValueEnum;
use serde::Deserialize;

/// How to print a view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// For reading: labels and codes, fitted to the terminal.
    #[default]
    Table,
    /// What the server sent, indented and otherwise token for token.
    Json,
    /// What the server sent, one object a line.
    Jsonl,
    /// Documented fields by their names, the undocumented as JSON in a last column.
    Csv,
}

/// Something to print. Each form is made when it is asked for.
pub(crate) trait View {
    /// For reading: styled text that ends its lines, at most `width` columns wide.
    fn table(&self, width: Option<usize>) -> String;
    /// All of it as one JSON text.
    fn json(&self) -> Cow<'_, str>;
    /// The things in it, each as a JSON text.
    fn items(&self) -> Vec<Cow<'_, str>>;
    /// The names of the fields of a row.
    fn header(&self) -> Vec<&str>;
    /// The things in it as rows, a field for each name.
    fn rows(&self) -> Vec<Vec<Cow<'_, str>>>;
}

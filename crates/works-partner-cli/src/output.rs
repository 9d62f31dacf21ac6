//! The forms of output, one file a format.

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod jsonl;
pub(crate) mod table;

use clap::ValueEnum;
use serde::Deserialize;

/// How to print an answer.
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

//! What every command accepts for its output: which fields, and what CSV is like.

use clap::Args;

use crate::language::Language;
use crate::output::columns::Choice;
use crate::output::csv;

/// How an answer is shown.
#[derive(Clone, Debug, Args)]
pub(crate) struct Layout {
    /// Show these columns in this order, such as domainId,administrator.lastName.
    ///
    /// An unknown name is an error that lists the columns. Lists of a customer's subscriptions, options and
    /// tasks also have customer.domainId, customer.domain and customer.companyName; COLUMN.label is
    /// what the code in a column means. With -o json and -o jsonl, each record is an object of these
    /// columns, without those that are absent.
    #[arg(long, global = true, value_name = "NAMES", value_parser = columns, hide_short_help = true)]
    columns: Option<Columns>,

    /// Add the meaning of codes to csv, json and jsonl, such as productId.label; tables always show it.
    #[arg(long, global = true, hide_short_help = true)]
    labels: bool,

    /// The language of labels and headings. Defaults to that of LC_ALL, LC_MESSAGES or LANG.
    #[arg(
        long,
        global = true,
        value_name = "LANGUAGE",
        value_enum,
        hide_short_help = true
    )]
    pub(super) lang: Option<Language>,

    /// Write ids, and integers above 2^53, as texts in json and jsonl, for programs that round long numbers,
    /// such as jq 1.6 and JavaScript.
    ///
    /// Ids are the integers in fields named `id`, `…Id` and `…Ids`.
    #[arg(long, global = true, hide_short_help = true)]
    ids_as_text: bool,

    /// Begin CSV with a byte order mark, by which spreadsheets recognise UTF-8.
    #[arg(long, global = true, hide_short_help = true)]
    bom: bool,

    /// Write CSV for spreadsheets: --bom, and phone numbers and ids of more than 15 digits as
    /// ="0312345678", so that they stay texts.
    #[arg(long, global = true, hide_short_help = true)]
    spreadsheet: bool,

    /// Write CSV exactly as the server sent it. By default, control characters are escaped, and an
    /// apostrophe stands before what a spreadsheet would take for a formula.
    #[arg(
        long,
        global = true,
        conflicts_with = "spreadsheet",
        hide_short_help = true
    )]
    raw_csv: bool,
}

impl Layout {
    pub(crate) fn choice(&self) -> Choice {
        Choice {
            columns: self.columns.map(|Columns(names)| names),
            labels: self.labels,
        }
    }

    pub(crate) fn ids_as_text(&self) -> bool {
        self.ids_as_text
    }

    pub(crate) fn csv(&self) -> csv::Style {
        csv::Style {
            bom: self.bom,
            spreadsheet: self.spreadsheet,
            raw: self.raw_csv,
        }
    }
}

/// Names that live as long as the program, which reads its arguments once.
#[derive(Clone, Copy, Debug)]
struct Columns(&'static [String]);

fn columns(text: &str) -> Result<Columns, &'static str> {
    let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
    if names.iter().any(String::is_empty) {
        return Err("columns are names with commas between them, such as domainId,companyName");
    }
    Ok(Columns(names.leak()))
}

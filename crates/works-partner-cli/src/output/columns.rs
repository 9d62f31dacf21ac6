//! `--columns` and `--labels`: which fields of an answer are shown, and in which order.

use std::borrow::Cow;

use super::table::{Cell, Row, Table};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Customer, View};

/// A field of a record as the JSON text that it came as; `None` where it is absent.
pub(crate) type Field<'a> = Option<Cow<'a, str>>;

/// What the command line wants of fields.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Choice {
    /// The names of columns, in order; else all.
    pub(crate) columns: Option<&'static [String]>,
    /// Whether what codes mean stands beside them.
    pub(crate) labels: bool,
}

impl Choice {
    /// The same where labels stand anyway.
    pub(crate) fn without_labels(self) -> Self {
        Self {
            labels: false,
            ..self
        }
    }

    pub(crate) fn is_any(self) -> bool {
        self.columns.is_some() || self.labels
    }
}

/// The name of the column that has the labels of another.
const LABEL: &str = ".label";

/// The fields of records: columns with a name, and a field for each record.
#[derive(Debug)]
pub(crate) struct Grid<'a> {
    columns: Vec<Column<'a>>,
    /// How many records there are.
    height: usize,
}

#[derive(Debug)]
struct Column<'a> {
    name: Cow<'a, str>,
    fields: Vec<Field<'a>>,
}

impl<'a> Grid<'a> {
    /// The chosen fields of an answer. Fails where there is no such column, unless the records
    /// `follow` others that have been shown.
    pub(crate) fn of(
        answer: &'a impl View,
        choice: Choice,
        follows: bool,
    ) -> Result<Self, Failure> {
        let rows = answer.rows();
        let height = rows.len();
        let mut grid = Self {
            columns: Vec::new(),
            height,
        };
        let Some(names) = choice.columns else {
            let header = answer.header();
            let mut columns: Vec<Vec<Field<'a>>> =
                header.iter().map(|_| Vec::with_capacity(height)).collect();
            for row in rows {
                for (column, field) in columns.iter_mut().zip(row) {
                    column.push(field);
                }
            }
            for (name, fields) in header.into_iter().zip(columns) {
                grid.push(answer, name, fields, choice.labels);
            }
            return Ok(grid);
        };
        for name in names {
            let of_customer = || Some(vec![Some(answer.customer()?.field(name)?.into()); height]);
            let fields = answer
                .column(name)
                .or_else(|| label_column(answer, name))
                .or_else(of_customer);
            let fields = match fields {
                Some(fields) => fields,
                None if follows => vec![None; height],
                None => return Err(unknown(name, answer)),
            };
            grid.push(answer, name.into(), fields, choice.labels);
        }
        Ok(grid)
    }

    /// Adds a column, and what its codes mean.
    fn push(
        &mut self,
        answer: &'a impl View,
        name: Cow<'a, str>,
        fields: Vec<Field<'a>>,
        with_labels: bool,
    ) {
        let labels = with_labels
            .then(|| labels(answer, &name, &fields))
            .flatten();
        let labels = labels.map(|fields| Column {
            name: format!("{name}{LABEL}").into(),
            fields,
        });
        self.columns.push(Column { name, fields });
        self.columns.extend(labels);
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_ref())
    }

    /// The fields of each record.
    pub(crate) fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = Option<&str>>> {
        (0..self.height).map(|index| {
            let columns = self.columns.iter();
            columns.map(move |column| column.fields.get(index).and_then(|field| field.as_deref()))
        })
    }

    /// Each record as a JSON object that has the columns as its members; what is absent is left out.
    pub(crate) fn items(&self) -> Vec<Cow<'static, str>> {
        let names: Vec<String> = self.names().map(json_text).collect();
        let item = |row: Vec<Option<&str>>| {
            let members = names.iter().zip(row);
            let members = members.filter_map(|(name, value)| Some(format!("{name}:{}", value?)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(",")).into()
        };
        self.rows().map(|row| item(row.collect())).collect()
    }

    /// The columns as a table.
    pub(crate) fn to_table(&self, answer: &impl View) -> Table {
        let headings: Vec<String> = self.names().map(|name| answer.heading(name)).collect();
        let rows = self.rows().map(|row| Row {
            cells: row
                .zip(self.names())
                .map(|(field, name)| match field {
                    Some(json) => answer.cell(name, json),
                    None => Cell::none(),
                })
                .collect(),
            also: Vec::new(),
        });
        Table::new(&headings, rows)
    }
}

/// What the codes of a column mean; `None` where none of them means anything.
fn labels<'a>(answer: &'a impl View, name: &str, fields: &[Field<'a>]) -> Option<Vec<Field<'a>>> {
    if !answer.has_labels(name) {
        return None;
    }
    let labels = fields.iter().map(|field| {
        let label = answer.label(name, field.as_deref()?)?;
        Some(json_text(&label).into())
    });
    Some(labels.collect())
}

/// The column of a name such as `productId.label`.
fn label_column<'a>(answer: &'a impl View, name: &str) -> Option<Vec<Field<'a>>> {
    let base = name.strip_suffix(LABEL)?;
    labels(answer, base, &answer.column(base)?)
}

fn unknown(name: &str, answer: &impl View) -> Failure {
    let mut known = answer.names();
    if answer.customer().is_some() {
        known.extend(Customer::COLUMNS.map(str::to_owned));
    }
    let nearest = known
        .iter()
        .map(|known| {
            (
                strsim::normalized_damerau_levenshtein(&known.to_lowercase(), &name.to_lowercase()),
                known,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.6)
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    let meant = nearest.map_or_else(String::new, |(_, name)| format!("; did you mean {name}?"));
    Failure::new(Exit::Usage, format!("there is no column `{name}`{meant}"))
        .hint(format!("the columns are {}", known.join(", ")))
}

fn json_text(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

//! A change list: read from CSV or JSON lines, or refused with all that is wrong in it.

mod cell;
mod columns;
mod rows;
mod verbs;

use std::collections::HashMap;

use serde_json::{Map, Value};
use works_partner_ext::OperationCall;
use works_partner_ext::api::schema::{Reason, Schema};
use works_partner_ext::api::{Location, Operation};

use crate::digest::sha256;
use crate::mistake::Mistake;
use columns::{Fields, Place};
use rows::{Row, Rows};

/// A list of changes in the vendor's words: a header, and a change a line.
///
/// CSV as spreadsheets write it is accepted: a byte order mark, UTF-16, CRLF, semicolons or tabs,
/// full-width digits in ids, dates such as `2027/1/1`. Blank lines, lines that begin with `#`, and
/// columns whose heading begins with `#` are for people. A file whose first character is `{` is JSON
/// lines. What could be meant in two ways is refused.
///
/// ```
/// use works_partner_plan::ChangeList;
///
/// let list = ChangeList::read(
///     "\u{feff}domainId;operation;optionProductId;subOptionId;applyDate\r\n\
///      １００００００１;upgrade;SSTG2;SSTG203;2027/1/1\r\n"
///         .as_bytes(),
/// );
/// assert!(list.mistakes().is_empty(), "{:?}", list.mistakes());
/// let call = list.changes()[0].call();
/// assert_eq!(call.operation().id, "create_option_product_order");
/// assert_eq!(call.shown_body().unwrap()["applyDate"], "2027-01-01");
/// ```
#[derive(Debug, Default)]
pub struct ChangeList {
    changes: Vec<ListedChange>,
    mistakes: Vec<Mistake>,
    columns: Vec<(&'static str, String)>,
    digest: String,
    is_misread: bool,
}

/// One line of a [`ChangeList`] that can be read as a request.
#[derive(Clone, Debug)]
pub struct ListedChange {
    pub(crate) line: u64,
    pub(crate) call: OperationCall,
}

impl ListedChange {
    /// A change that no file has: its number stands for the line.
    pub fn new(line: u64, call: OperationCall) -> Self {
        Self { line, call }
    }

    /// The line of the file, counted from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The request. It holds secrets as they are in the list.
    pub fn call(&self) -> &OperationCall {
        &self.call
    }
}

/// How a list is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions {
    /// Accept ids and types that the document does not list.
    pub allow_unlisted: bool,
}

impl ChangeList {
    /// Reads a list. Never fails: what cannot be read is among the [`mistakes`](Self::mistakes).
    pub fn read(bytes: &[u8]) -> Self {
        Self::read_with(bytes, ReadOptions::default())
    }

    /// The same, with options.
    pub fn read_with(bytes: &[u8], options: ReadOptions) -> Self {
        let mut list = Self {
            digest: sha256(bytes),
            ..Self::default()
        };
        let mut fields = HashMap::new();
        let rows = Rows::read(bytes, &mut list.mistakes);
        for row in &rows.rows {
            list.read_row(row, &rows, &mut fields, options);
        }
        let is_empty = rows.rows.is_empty();
        list.is_misread = rows.is_misread || is_empty;
        list.columns = rows.columns();
        if is_empty && list.mistakes.is_empty() {
            list.mistakes.push(Mistake::new(
                1,
                "EMPTY_LIST",
                "there is no change in the list",
                "write a header and a line for each change",
            ));
        }
        list.mistakes.sort_by_key(|mistake| mistake.line);
        list
    }

    /// A list of changes that were made by a program.
    pub fn of(changes: Vec<ListedChange>) -> Self {
        Self {
            changes,
            ..Self::default()
        }
    }

    /// The lines that can be read, in their order.
    pub fn changes(&self) -> &[ListedChange] {
        &self.changes
    }

    /// All that is wrong with the others.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// Whether something is wrong with the list as a whole, such as its header or its encoding. A line that can be read
    /// may mean something else then, so that no plan sends it.
    ///
    /// ```
    /// use works_partner_plan::ChangeList;
    ///
    /// // Without its day, the option would be cancelled at once.
    /// let list = ChangeList::read(b"domainId,operation,optionProductId,applyDat\n10000001,cancel,DRV,2027-03-01\n");
    /// assert!(list.is_misread());
    /// ```
    pub fn is_misread(&self) -> bool {
        self.is_misread
    }

    /// The SHA-256 of the file, in hexadecimal digits; empty where there is no file.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The request on a line.
    pub(crate) fn call_on(&self, line: u64) -> Option<&OperationCall> {
        let index = self
            .changes
            .binary_search_by_key(&line, |change| change.line)
            .ok()?;
        Some(&self.changes.get(index)?.call)
    }

    /// What the list calls a field.
    pub(crate) fn column_of<'a>(&'a self, field: &'a str) -> &'a str {
        let found = self.columns.iter().find(|(name, _)| *name == field);
        found.map_or(field, |(_, heading)| heading)
    }

    fn read_row(
        &mut self,
        row: &Row,
        rows: &Rows,
        known: &mut HashMap<&'static str, Fields>,
        options: ReadOptions,
    ) {
        let count = self.mistakes.len();
        self.mistakes.extend(row.mistakes.iter().cloned());
        let Some((operation, preset)) = self.operation_of(row, rows) else {
            return;
        };
        let fields = known
            .entry(operation.id)
            .or_insert_with(|| Fields::of(operation));
        let mut call = OperationCall::new(operation);
        let mut body = Map::new();
        for (field, text) in preset {
            body.insert((*field).to_owned(), Value::from(*text));
        }
        for (column, value) in &row.cells {
            let column = rows.column(*column);
            let Some(field) = column.field else { continue };
            if field == OPERATION {
                continue;
            }
            let Some((place, schema)) = fields.get(field) else {
                self.mistakes.push(
                    Mistake::new(
                        row.line,
                        "FIELD_NOT_OF_OPERATION",
                        format!("{} has no field `{field}`", operation.id),
                        format!("leave it empty; the fields are {}", fields.names()),
                    )
                    .at(&column.heading)
                    .value(value.shown()),
                );
                continue;
            };
            match value.read(schema) {
                Err(wrong) => {
                    let mut mistake =
                        Mistake::new(row.line, wrong.kind, wrong.problem, wrong.expected)
                            .at(&column.heading);
                    if !schema.holds_secret() {
                        mistake = mistake.value(value.shown());
                    }
                    self.mistakes.push(mistake);
                }
                Ok(read) => match place {
                    Place::Parameter => call = call.parameter(field, read),
                    Place::Body(path) => {
                        if let Some(own) = preset.iter().find(|(name, _)| *name == field)
                            && read != own.1
                        {
                            self.mistakes.push(
                                Mistake::new(
                                    row.line,
                                    "VERB_CONTRADICTS_TYPE",
                                    "contradicts the verb of the line",
                                    format!("leave it empty, or write {}", own.1),
                                )
                                .at(&column.heading)
                                .value(value.shown()),
                            );
                        }
                        insert(&mut body, path, read);
                    }
                },
            }
        }
        if !body.is_empty() {
            call = call.body(Value::Object(body));
        }
        if options.allow_unlisted {
            call = call.allow_unlisted();
        }
        if self.mistakes.len() > count {
            // What is missing because it could not be read is not missing.
            return;
        }
        for mismatch in call.check() {
            let mut mistake = Mistake::new(
                row.line,
                match mismatch.reason {
                    Some(Reason::Missing) => "MISSING",
                    Some(Reason::Type) => "TYPE",
                    Some(Reason::Format) => "FORMAT",
                    Some(Reason::Unlisted) => "UNLISTED",
                    Some(Reason::Length) => "LENGTH",
                    Some(Reason::Pattern) => "PATTERN",
                    Some(Reason::Range) => "RANGE",
                    Some(Reason::Repeated) => "REPEATED",
                    _ => "SCHEMA",
                },
                match mismatch.reason {
                    Some(Reason::Missing) => format!("{} is missing", described(&mismatch.field)),
                    _ => format!("{} is not as the document says", described(&mismatch.field)),
                },
                format!("expected {}", mismatch.expected),
            );
            if !mismatch.field.is_empty() {
                mistake = mistake.at(rows.heading_of(&mismatch.field));
            }
            let value = mismatch.shown_value();
            let value = value.map(|value| value.trim_matches('"').to_owned());
            if mismatch.reason == Some(Reason::Unlisted)
                && let Some(value) = &value
                && let Some((_, schema)) = fields.get(&mismatch.field)
            {
                mistake.problem = "is not listed in the document".to_owned();
                if let Some(near) = cell::nearest(value, &schema) {
                    mistake.expected = format!("did you mean `{near}`?");
                }
            }
            mistake.value = value;
            mistake.source = operation.documentation.map(str::to_owned);
            self.mistakes.push(mistake);
        }
        if self.mistakes.len() == count {
            self.changes.push(ListedChange {
                line: row.line,
                call,
            });
        }
    }

    /// The operation of a line, and the fields that its verb sets.
    fn operation_of(
        &mut self,
        row: &Row,
        rows: &Rows,
    ) -> Option<(&'static Operation, &'static [(&'static str, &'static str)])> {
        let cell = row
            .cells
            .iter()
            .find(|(column, _)| rows.column(*column).field == Some(OPERATION));
        let Some((column, value)) = cell else {
            if rows.has_operation() {
                let mistake = Mistake::new(
                    row.line,
                    "NO_OPERATION",
                    "the line does not say what to do",
                    "write a verb such as `option upgrade`, or an operation such as \
                     `upgrade_option_product`",
                );
                self.mistakes.push(mistake.at(rows.heading_of(OPERATION)));
            }
            return None;
        };
        let has = |field: &str| {
            row.cells
                .iter()
                .any(|(column, _)| rows.column(*column).field == Some(field))
        };
        let text = value.text();
        match verbs::find(&text, has) {
            Ok(found) => Some(found),
            Err(wrong) => {
                self.mistakes.push(
                    Mistake::new(row.line, wrong.kind, wrong.problem, wrong.expected)
                        .at(&rows.column(*column).heading)
                        .value(value.shown()),
                );
                None
            }
        }
    }
}

/// The column that says what to do.
const OPERATION: &str = "operation";

fn described(field: &str) -> &str {
    if field.is_empty() { "the body" } else { field }
}

/// Puts a value under a path of names.
fn insert(body: &mut Map<String, Value>, path: &[&'static str], value: Value) {
    match path {
        [] => {}
        [name] => {
            body.insert((*name).to_owned(), value);
        }
        [name, rest @ ..] => {
            let inner = body
                .entry((*name).to_owned())
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

/// Whether an operation changes something.
pub(crate) fn writes(operation: &Operation) -> bool {
    operation.method != "GET"
}

/// The parameters of an operation that stand in its path or its query, by name.
fn parameters(operation: &'static Operation) -> impl Iterator<Item = (&'static str, Schema)> {
    operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location != Location::Header)
        .map(|parameter| (parameter.name, parameter.schema))
}

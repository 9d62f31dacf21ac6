//! Records of the API, as they came and with their meaning: one or many, of any resource.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;
use works_partner_ext::validation::Diagnostic;

use crate::failure::Failure;
use crate::output::columns::Field;
use crate::output::json;
use crate::output::members::{Member, Members, parse};
use crate::output::table::{Cell, Importance, Row, Table};
use crate::output::{Customer, View};

/// A resource of the API: its documented fields, and how they are shown.
#[derive(Debug)]
pub(crate) struct Resource {
    /// The field of a list that has the records.
    pub(crate) list: &'static str,
    /// What they are called in a sentence.
    pub(crate) plural: &'static str,
    /// The documented fields, in the document's order.
    pub(crate) fields: &'static [&'static str],
    pub(crate) columns: &'static [Column],
}

/// A field as a column of a table, or a line of a card.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) heading: &'static str,
    pub(crate) importance: Importance,
    /// The field; a dot leads into an object.
    pub(crate) path: &'static str,
    pub(crate) meaning: Meaning,
    pub(crate) place: Place,
}

/// From the JSON text of a code to what it means.
pub(crate) type LabelOf = fn(&str) -> Option<Cow<'static, str>>;

/// What a value says, from its JSON text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meaning {
    pub(crate) cell: fn(&str) -> Cell,
    /// What a code means.
    pub(crate) label: Option<LabelOf>,
}

impl Meaning {
    pub(crate) const fn plain(cell: fn(&str) -> Cell) -> Self {
        Self { cell, label: None }
    }
}

impl Resource {
    fn column(&self, path: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.path == path)
    }

    pub(super) fn has_labels(&self, path: &str) -> bool {
        self.column(path)
            .is_some_and(|column| column.meaning.label.is_some())
    }

    pub(super) fn label(&self, path: &str, json: &str) -> Option<Cow<'static, str>> {
        let label = self.column(path)?.meaning.label?;
        label(json)
    }

    /// The documented fields without objects, which stand as their own fields: the names of a row.
    pub(super) fn leaves(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().flat_map(|field| {
            let within = self.columns.iter().filter_map(|column| {
                let is_within = column
                    .path
                    .split_once('.')
                    .is_some_and(|(outer, _)| outer == *field);
                is_within.then_some(column.path)
            });
            let within: Vec<&str> = within.collect();
            if within.is_empty() {
                vec![*field]
            } else {
                within
            }
        })
    }
}

/// Where a column is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Everywhere.
    Everywhere,
    /// Everywhere, unless no record has the field.
    WherePresent,
    /// In the card of a single record, if it has the field.
    Card,
}

/// Records, beside the JSON that they came as.
#[derive(Debug)]
pub(crate) struct Records<'a> {
    resource: &'static Resource,
    body: Cow<'a, str>,
    records: Vec<Record<'a>>,
    /// What the list came with that no page documents.
    beside: Vec<Member<'a>>,
    findings: Vec<Diagnostic>,
    form: Form,
    customer: Option<Customer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    List,
    Single,
    /// A single one of which no page says what is in it.
    Open,
}

#[derive(Debug)]
struct Record<'a> {
    raw: &'a str,
    /// All fields, in the server's order and spelling.
    members: Vec<Member<'a>>,
}

/// How records are made of answers.
impl<'a> Records<'a> {
    /// The answer to a request for one.
    pub(crate) fn one(resource: &'static Resource, body: &'a [u8]) -> Result<Self, Failure> {
        let raw: &RawValue = parse(body)?;
        Ok(Self {
            resource,
            body: raw.get().into(),
            records: vec![Record::new(raw)?],
            beside: Vec::new(),
            findings: Vec::new(),
            form: Form::Single,
            customer: None,
        })
    }

    /// The answer to a change, of which no page says what is in it. `None` where there is no object.
    pub(crate) fn of_change(resource: &'static Resource, body: &'a [u8]) -> Option<Self> {
        let records = Self::one(resource, body).ok()?;
        Some(Self {
            form: Form::Open,
            ..records
        })
    }

    /// The answer to a request for all.
    pub(crate) fn all(resource: &'static Resource, body: &'a [u8]) -> Result<Self, Failure> {
        Self::pages(resource, &[body], None)
    }

    /// The answers to requests for pages of a list, at most so many records of them. Where that is
    /// not one page as it came, its JSON is the last one's with the records of all.
    pub(crate) fn pages(
        resource: &'static Resource,
        bodies: &[&'a [u8]],
        limit: Option<usize>,
    ) -> Result<Self, Failure> {
        let mut records = Vec::new();
        let mut last = Vec::new();
        let mut whole = "";
        for body in bodies {
            let raw: &RawValue = parse(body)?;
            let Members(members) = parse(raw.get().as_bytes())?;
            if let Some(list) = members.iter().find(|member| member.name == resource.list) {
                let items: Option<Vec<&RawValue>> = parse(list.value.as_bytes())?;
                for item in items.unwrap_or_default() {
                    records.push(Record::new(item)?);
                }
            }
            last = members;
            whole = raw.get();
        }
        let count = records.len();
        records.truncate(limit.unwrap_or(count));
        let body = if bodies.len() == 1 && records.len() == count {
            whole.into()
        } else {
            composed(resource, &records, &last).into()
        };
        last.retain(|member| !matches!(member.name.as_str(), "responseMetaData"));
        last.retain(|member| member.name != resource.list);
        Ok(Self {
            resource,
            body,
            records,
            beside: last,
            findings: Vec::new(),
            form: Form::List,
            customer: None,
        })
    }

    /// Says whose they are.
    pub(crate) fn of_customer(self, customer: Customer) -> Self {
        Self {
            customer: Some(customer),
            ..self
        }
    }

    /// With what a check of the answer found.
    pub(crate) fn with_findings(self, findings: Vec<Diagnostic>) -> Self {
        Self { findings, ..self }
    }
}

/// How many values a remark names.
const MOST_VALUES: usize = 10;

/// A page with the records of several.
fn composed(resource: &Resource, records: &[Record<'_>], last: &[Member<'_>]) -> String {
    let records: Vec<&str> = records.iter().map(|record| record.raw).collect();
    let list = format!("\"{}\":[{}]", resource.list, records.join(","));
    let others = last.iter().filter(|member| member.name != resource.list);
    let others = others.map(|member| format!("{}:{}", member.key, member.value));
    let members: Vec<String> = std::iter::once(list).chain(others).collect();
    format!("{{{}}}", members.join(","))
}

impl Records<'_> {
    /// What they are called in a sentence.
    pub(crate) fn plural(&self) -> &'static str {
        self.resource.plural
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// What is worth a remark: values that the vendor's pages would not make one expect. Undocumented
    /// fields of a record are none: the table shows them.
    pub(crate) fn notes(&self) -> Vec<String> {
        let shown: BTreeSet<&str> = self
            .records
            .iter()
            .flat_map(|record| record.undocumented(self.resource))
            .map(|member| member.name.as_str())
            .collect();
        let mut notes: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for finding in &self.findings {
            // `[2].applyDate` is a field of the third record.
            let field = finding
                .field
                .strip_prefix('[')
                .and_then(|path| path.split_once("]."))
                .map_or(finding.field.as_str(), |(_, field)| field);
            if !shown.contains(field) {
                let values = notes.entry((field, &finding.expected)).or_default();
                values.insert(&finding.value);
            }
        }
        let findings = notes.into_iter().map(|((field, expected), values)| {
            let mut shown: Vec<&str> = values.iter().take(MOST_VALUES).copied().collect();
            let more = format!("and {} more", values.len().saturating_sub(MOST_VALUES));
            if values.len() > MOST_VALUES {
                shown.push(&more);
            }
            let values = shown.join(", ");
            format!("{field} {values}; the vendor's pages say: {expected}")
        });
        let plural = self.resource.plural;
        let beside = self
            .beside
            .iter()
            .map(|member| format!("besides the {plural}, the server sent {}", member.shown()));
        findings.chain(beside).collect()
    }

    /// The records as a table.
    pub(crate) fn to_table(&self) -> Table {
        let single = self.form != Form::List;
        let columns: Vec<&Column> = self
            .resource
            .columns
            .iter()
            .filter(|column| {
                let mut records = self.records.iter();
                match column.place {
                    _ if self.form == Form::Open => {
                        records.any(|record| record.at(column.path).is_some())
                    }
                    Place::Everywhere => true,
                    Place::Card if !single => false,
                    Place::Card | Place::WherePresent => {
                        records.any(|record| record.at(column.path).is_some())
                    }
                }
            })
            .collect();
        let headings: Vec<&str> = columns.iter().map(|column| column.heading).collect();
        let rows = self.records.iter().map(|record| Row {
            cells: columns
                .iter()
                .map(|column| {
                    let value = record.at(column.path);
                    value.map_or_else(Cell::none, column.meaning.cell)
                })
                .collect(),
            also: record.also(self.resource, single),
        });
        Table::new(&headings, rows).ranked(columns.iter().map(|column| column.importance))
    }
}

impl<'a> Record<'a> {
    fn new(raw: &'a RawValue) -> Result<Self, Failure> {
        let Members(members) = parse(raw.get().as_bytes())?;
        Ok(Self {
            raw: raw.get(),
            members,
        })
    }

    /// The value at a path, as a JSON text.
    fn at(&self, path: &str) -> Option<&'a str> {
        if let Some(value) = value(&self.members, path) {
            return Some(value);
        }
        let (first, rest) = path.split_once('.')?;
        let Members(inner) = serde_json::from_str(value(&self.members, first)?).ok()?;
        value(&inner, rest)
    }

    fn undocumented(&self, resource: &Resource) -> impl Iterator<Item = &Member<'a>> {
        let fields = resource.fields;
        let members = self.members.iter();
        members.filter(move |member| !fields.contains(&member.name.as_str()))
    }

    /// What has no column because no page documents it; within objects too where there is room.
    fn also(&self, resource: &Resource, within: bool) -> Vec<String> {
        let mut also: Vec<String> = self.undocumented(resource).map(Member::shown).collect();
        if !within {
            return also;
        }
        for member in &self.members {
            let prefix = format!("{}.", member.name);
            let inner: Vec<&str> = resource
                .columns
                .iter()
                .filter_map(|column| column.path.strip_prefix(&prefix))
                .collect();
            let object = serde_json::from_str(member.value);
            if let (false, Ok(Members(members))) = (inner.is_empty(), object) {
                let others = members.iter();
                let others = others.filter(|member| !inner.contains(&member.name.as_str()));
                also.extend(others.map(|other| prefix.clone() + &other.shown()));
            }
        }
        also
    }
}

impl Record<'_> {
    /// What has no field in a row, as a JSON object: what no page documents, within objects too, and
    /// what should be an object and is none.
    fn extra(&self, resource: &Resource) -> Field<'static> {
        let mut extra: Vec<String> = Vec::new();
        for member in &self.members {
            let compact = json::compact(member.value);
            if !resource.fields.contains(&member.name.as_str()) {
                extra.push(format!("{}:{compact}", member.key));
                continue;
            }
            let prefix = format!("{}.", member.name);
            let mut columns = resource.columns.iter();
            if !columns.any(|column| column.path.starts_with(&prefix)) || member.value == "null" {
                continue;
            }
            let Ok(Members(inner)) = serde_json::from_str(member.value) else {
                extra.push(format!("{}:{compact}", member.key));
                continue;
            };
            for other in inner {
                let path = prefix.clone() + &other.name;
                if resource.column(&path).is_none() {
                    let key = serde_json::Value::from(path);
                    extra.push(format!("{key}:{}", json::compact(other.value)));
                }
            }
        }
        (!extra.is_empty()).then(|| format!("{{{}}}", extra.join(",")).into())
    }
}

fn value<'a>(members: &[Member<'a>], name: &str) -> Option<&'a str> {
    let member = members.iter().find(|member| member.name == name)?;
    Some(member.value)
}

impl View for Records<'_> {
    fn table(&self, width: Option<usize>) -> String {
        match self.form {
            Form::List => self.to_table().fitted(width),
            Form::Single | Form::Open => self.to_table().cards(width),
        }
    }

    fn json(&self) -> Cow<'_, str> {
        self.body.as_ref().into()
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        let records = self.records.iter();
        records.map(|record| record.raw.into()).collect()
    }

    fn header(&self) -> Vec<Cow<'_, str>> {
        let leaves = self.resource.leaves().map(Cow::from);
        leaves.chain([EXTRA.into()]).collect()
    }

    fn rows(&self) -> Vec<Vec<Field<'_>>> {
        let leaves: Vec<&str> = self.resource.leaves().collect();
        let row = |record: &Record<'_>| {
            let fields = leaves
                .iter()
                .map(|path| Some(Cow::from(record.at(path)?.to_owned())));
            fields.chain([record.extra(self.resource)]).collect()
        };
        self.records.iter().map(row).collect()
    }

    fn column(&self, name: &str) -> Option<Vec<Field<'_>>> {
        let records = self.records.iter();
        if name == EXTRA {
            return Some(records.map(|record| record.extra(self.resource)).collect());
        }
        let fields: Vec<Field<'_>> = records
            .map(|record| Some(record.at(name)?.into()))
            .collect();
        let is_known = self.resource.fields.contains(&name)
            || self.resource.column(name).is_some()
            || fields.iter().any(Option::is_some);
        is_known.then_some(fields)
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.resource.leaves().map(str::to_owned).collect();
        let records = self.records.iter();
        let others: BTreeSet<&str> = records
            .flat_map(|record| record.undocumented(self.resource))
            .map(|member| member.name.as_str())
            .collect();
        names.extend(others.into_iter().map(str::to_owned));
        names
    }

    fn customer(&self) -> Option<&Customer> {
        self.customer.as_ref()
    }

    fn has_labels(&self, column: &str) -> bool {
        self.resource.has_labels(column)
    }

    fn label(&self, column: &str, json: &str) -> Option<Cow<'static, str>> {
        self.resource.label(column, json)
    }

    fn heading(&self, column: &str) -> String {
        match self.resource.column(column) {
            // Such a heading says something only below that of its object.
            Some(known) if !known.heading.starts_with('-') => known.heading.to_owned(),
            _ => column.to_owned(),
        }
    }

    fn cell(&self, column: &str, json: &str) -> Cell {
        match self.resource.column(column) {
            Some(column) => (column.meaning.cell)(json),
            None => Cell::json(json),
        }
    }
}

/// The field of a row that has what no page documents.
const EXTRA: &str = "extra";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_field_keeps_order_spelling_and_repetition() {
        let body = br#"{"b":1.10,"\u0061":[ 1 , 2 ],"b":"\u00e9","domainId":1,
            "administrator":{"id":"x","new":{"y": 1}},"partnership":"none"}"#;
        let records = Records::one(&crate::views::CUSTOMER, body).unwrap();
        let extra = records.column(EXTRA).unwrap();
        assert_eq!(
            extra[0].as_deref().unwrap(),
            r#"{"b":1.10,"\u0061":[1,2],"b":"\u00e9","administrator.new":{"y":1},"partnership":"none"}"#
        );
        let id = records.column("administrator.id").unwrap();
        assert_eq!(id, [Some(r#""x""#.into())]);
        assert!(records.column("administrator.nothing").is_none());
    }

    #[test]
    fn pages_become_one_and_lose_nothing() {
        let pages: [&[u8]; 2] = [
            br#"{"customers":[{"domainId":1.0}],"x":1,"responseMetaData":{"nextCursor":"a"}}"#,
            br#"{"customers":[{"domainId":2},{"domainId":3}],"responseMetaData":{"nextCursor":null}}"#,
        ];
        let records = Records::pages(&crate::views::CUSTOMER, &pages, None).unwrap();
        assert_eq!(
            records.json(),
            r#"{"customers":[{"domainId":1.0},{"domainId":2},{"domainId":3}],"responseMetaData":{"nextCursor":null}}"#
        );
        let records = Records::pages(&crate::views::CUSTOMER, &pages[..1], None).unwrap();
        assert_eq!(records.json().as_bytes(), pages[0]);
        let records = Records::pages(&crate::views::CUSTOMER, &pages[1..], Some(1)).unwrap();
        assert_eq!(
            records.json(),
            r#"{"customers":[{"domainId":2}],"responseMetaData":{"nextCursor":null}}"#
        );
    }
}

//! Records of the API, as they came and with their meaning: one or many, of any resource.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::value::RawValue;
use works_partner_ext::Finding;

use super::members::{Member, Members, parse};
use crate::failure::Failure;
use crate::output::View;
use crate::output::json;
use crate::output::table::{Cell, Importance, Row, Table};

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
    /// From the value as a JSON text.
    pub(crate) cell: fn(&str) -> Cell,
    pub(crate) place: Place,
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
    findings: Vec<Finding>,
    form: Form,
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
        })
    }

    /// With what a check of the answer found.
    pub(crate) fn with_findings(self, findings: Vec<Finding>) -> Self {
        Self { findings, ..self }
    }
}

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
        let mut notes: Vec<(&str, &str, Vec<&str>)> = Vec::new();
        for finding in &self.findings {
            // `[2].applyDate` is a field of the third record.
            let field = finding
                .path
                .strip_prefix('[')
                .and_then(|path| path.split_once("]."))
                .map_or(finding.path.as_str(), |(_, field)| field);
            if shown.contains(field) {
                continue;
            }
            let same = notes
                .iter_mut()
                .find(|(other, expected, _)| *other == field && *expected == finding.expected);
            match same {
                Some((_, _, values)) if values.contains(&finding.value.as_str()) => {}
                Some((_, _, values)) => values.push(&finding.value),
                None => notes.push((field, &finding.expected, vec![&finding.value])),
            }
        }
        let findings = notes.into_iter().map(|(field, expected, values)| {
            let values = values.join(", ");
            format!("{field} {values}; the vendor's pages say: {expected}")
        });
        let plural = self.resource.plural;
        let beside = self
            .beside
            .iter()
            .map(|member| format!("beside the {plural} the server sent {}", member.shown()));
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
                .map(|column| record.at(column.path).map_or_else(Cell::none, column.cell))
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
        let Some((first, rest)) = path.split_once('.') else {
            return value(&self.members, path);
        };
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

    fn header(&self) -> Vec<&'static str> {
        let fields = self.resource.fields.iter().copied();
        fields.chain(["extra"]).collect()
    }

    fn rows(&self) -> Vec<Vec<Cow<'_, str>>> {
        let row = |record: &Record<'_>| -> Vec<Cow<'_, str>> {
            let fields = self.resource.fields.iter();
            let fields = fields.map(|field| value(&record.members, field).map_or("".into(), plain));
            let extra: Vec<&Member<'_>> = record.undocumented(self.resource).collect();
            let fields = fields.map(|field: Cow<'_, str>| Cow::Owned(field.into_owned()));
            fields.chain([object(&extra).into()]).collect()
        };
        self.records.iter().map(row).collect()
    }
}

/// A value without quotes where it is a string; null is nothing.
pub(super) fn plain(raw: &str) -> Cow<'_, str> {
    match raw {
        "null" => "".into(),
        _ if raw.starts_with('"') => match serde_json::from_str::<String>(raw) {
            Ok(text) => text.into(),
            Err(_) => raw.into(),
        },
        _ => json::compact(raw).into(),
    }
}

/// The undocumented fields as a JSON object; nothing where there are none.
fn object(members: &[&Member<'_>]) -> String {
    if members.is_empty() {
        return String::new();
    }
    let members: Vec<String> = members
        .iter()
        .map(|member| format!("{}:{}", member.key, json::compact(member.value)))
        .collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_order_spelling_and_repetition() {
        let Members(members) = parse(br#"{"b":1.10,"\u0061":[ 1 , 2 ],"b":"\u00e9"}"#).unwrap();
        let all: Vec<&Member<'_>> = members.iter().collect();
        assert_eq!(object(&all), r#"{"b":1.10,"\u0061":[1,2],"b":"\u00e9"}"#);
        assert_eq!(members[1].name, "a");
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

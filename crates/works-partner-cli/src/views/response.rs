//! A response of any operation, by what is in it: no page is asked what should be.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use serde_json::value::RawValue;
use works_partner_ext::Reply;

use super::records::Resource;
use super::resources::RESOURCES;
use crate::failure::Failure;
use crate::output::columns::Field;
use crate::output::json;
use crate::output::members::{Members, parse};
use crate::output::table::{Cell, Row, Table};
use crate::output::{Customer, View};

/// A body as it came, and the things in it.
#[derive(Debug)]
pub(crate) struct Response<'a> {
    body: &'a str,
    things: Vec<Thing<'a>>,
    /// The names of their fields, each where it was first seen; not more than there are columns for.
    fields: Vec<String>,
    /// The same where objects stand as their own fields.
    leaves: Vec<String>,
    /// What a list came with.
    beside: Vec<(String, &'a str)>,
    is_list: bool,
    /// What is known of the fields of a list.
    resource: Option<&'static Resource>,
    customer: Option<Customer>,
}

/// A field beyond these has no column: each is paid for in every row.
const MOST_COLUMNS: usize = 200;

/// The column of what has none of its own.
const EXTRA: &str = "extra";

#[derive(Debug)]
struct Thing<'a> {
    raw: &'a str,
    fields: Vec<(String, &'a str)>,
    leaves: Vec<(String, &'a str)>,
}

impl<'a> Response<'a> {
    /// `None` where there is no body.
    pub(crate) fn new(reply: &'a Reply<Value>) -> Result<Option<Self>, Failure> {
        if reply.body().trim_ascii().is_empty() {
            return Ok(None);
        }
        Self::of(reply.body()).map(Some)
    }

    pub(crate) fn of(body: &'a [u8]) -> Result<Self, Failure> {
        let whole: &RawValue = parse(body)?;
        let mut resource = None;
        let (rows, beside) = match parse_object(whole.get()) {
            Some(members) => match list_of(&members) {
                Some((name, rows)) => {
                    resource = RESOURCES.into_iter().find(|known| known.list == name);
                    let others = members.into_iter().filter(|(other, _)| *other != name);
                    (Some(rows), others.collect())
                }
                None => (None, Vec::new()),
            },
            None => (serde_json::from_str(whole.get()).ok(), Vec::new()),
        };
        let is_list = rows.is_some();
        let rows = rows.unwrap_or_else(|| vec![whole]);
        let things: Vec<Thing<'_>> = rows.into_iter().map(Thing::new).collect();
        Ok(Self {
            body: whole.get(),
            fields: names(things.iter().flat_map(|thing| &thing.fields)),
            leaves: names(things.iter().flat_map(|thing| &thing.leaves)),
            things,
            beside,
            is_list,
            resource,
            customer: None,
        })
    }

    /// Says whose the things are.
    pub(crate) fn of_customer(self, customer: Option<Customer>) -> Self {
        Self { customer, ..self }
    }

    /// What a table does not have room for.
    pub(crate) fn notes(&self) -> Vec<String> {
        let is_empty = self.is_list && self.things.is_empty();
        let empty = is_empty.then(|| "the list is empty".to_owned());
        let beside = self.beside.iter().map(|(name, value)| {
            format!(
                "besides the list, the server sent {name}={}",
                json::compact(value)
            )
        });
        empty.into_iter().chain(beside).collect()
    }
}

/// The names of fields, each once.
fn names<'f>(fields: impl Iterator<Item = &'f (String, &'f str)>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for (name, _) in fields {
        if names.len() < MOST_COLUMNS && seen.insert(name.as_str()) {
            names.push(name.clone());
        }
    }
    names
}

/// The list that an object is there for: its one list of objects, where nothing but objects, null and
/// nothing else stands beside it. An object with values of its own is a thing itself.
fn list_of<'a>(members: &[(String, &'a str)]) -> Option<(String, Vec<&'a RawValue>)> {
    let mut list = None;
    for (name, value) in members {
        match value.bytes().next() {
            Some(b'[') if list.is_none() => {
                let items: Vec<&RawValue> = serde_json::from_str(value).ok()?;
                if !items.iter().all(|item| item.get().starts_with('{')) {
                    return None;
                }
                list = Some((name.clone(), items));
            }
            Some(b'{' | b'n') => {}
            _ => return None,
        }
    }
    list
}

impl<'a> Thing<'a> {
    fn new(raw: &'a RawValue) -> Self {
        let raw = raw.get();
        // What is no object has one field without a name of its own.
        let fields = parse_object(raw).unwrap_or_else(|| vec![("value".to_owned(), raw)]);
        let mut leaves = Vec::new();
        for (name, value) in &fields {
            add_leaves(name, value, &mut leaves);
        }
        Self {
            raw,
            fields,
            leaves,
        }
    }

    /// The fields of these names, and the others as an object.
    fn row(
        fields: &[(String, &'a str)],
        names: &[String],
    ) -> (Vec<Option<&'a str>>, Option<String>) {
        let mut values: BTreeMap<&str, &'a str> = BTreeMap::new();
        let mut extra: Vec<String> = Vec::new();
        let listed: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        for (name, value) in fields {
            let is_first = !values.contains_key(name.as_str());
            if is_first && listed.contains(name.as_str()) {
                values.insert(name, value);
            } else {
                let key = Value::from(name.as_str());
                extra.push(format!("{key}:{}", json::compact(value)));
            }
        }
        let row = names.iter().map(|name| values.get(name.as_str()).copied());
        let extra = (!extra.is_empty()).then(|| format!("{{{}}}", extra.join(",")));
        (row.collect(), extra)
    }
}

/// The fields of an object instead of the object, as deep as it goes.
fn add_leaves<'a>(name: &str, value: &'a str, leaves: &mut Vec<(String, &'a str)>) {
    match parse_object(value).filter(|members| !members.is_empty()) {
        Some(members) => {
            for (inner, value) in members {
                add_leaves(&format!("{name}.{inner}"), value, leaves);
            }
        }
        None => leaves.push((name.to_owned(), value)),
    }
}

impl View for Response<'_> {
    fn table(&self, width: Option<usize>) -> String {
        if !self.is_list {
            // A thing alone has a line for each of its fields, also for one that comes twice.
            let fields = self.things.iter().flat_map(|thing| &thing.fields);
            let (headings, cells): (Vec<String>, Vec<Cell>) = fields
                .map(|(name, value)| (words(name), Cell::json(value)))
                .unzip();
            let row = Row {
                cells,
                also: Vec::new(),
            };
            return Table::new(&headings, [row]).cards(width);
        }
        let headings: Vec<String> = self.fields.iter().map(|name| words(name)).collect();
        let rows = self.things.iter().map(|thing| {
            let (row, extra) = Thing::row(&thing.fields, &self.fields);
            Row {
                cells: row
                    .into_iter()
                    .map(|value| value.map_or_else(Cell::none, Cell::json))
                    .collect(),
                also: extra.into_iter().collect(),
            }
        });
        Table::new(&headings, rows).fitted(width)
    }

    fn json(&self) -> Cow<'_, str> {
        self.body.into()
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        self.things.iter().map(|thing| thing.raw.into()).collect()
    }

    fn header(&self) -> Vec<Cow<'_, str>> {
        let leaves = self.leaves.iter().map(Cow::from);
        let has_extra = self
            .things
            .iter()
            .any(|thing| Thing::row(&thing.leaves, &self.leaves).1.is_some());
        leaves.chain(has_extra.then(|| EXTRA.into())).collect()
    }

    fn rows(&self) -> Vec<Vec<Field<'_>>> {
        let row = |thing: &Thing<'_>| {
            let (row, extra) = Thing::row(&thing.leaves, &self.leaves);
            let row = row
                .into_iter()
                .map(|value| Some(Cow::from(value?.to_owned())));
            row.chain(extra.map(|extra| Some(extra.into()))).collect()
        };
        self.things.iter().map(row).collect()
    }

    fn column(&self, name: &str) -> Option<Vec<Field<'_>>> {
        let things = self.things.iter();
        let fields: Vec<Field<'_>> = things
            .map(|thing| {
                let mut all = thing.leaves.iter().chain(&thing.fields);
                all.find(|(other, _)| other == name)
                    .map(|(_, value)| (*value).into())
            })
            .collect();
        // An empty list has no fields; what is documented is a column all the same.
        let is_documented = self
            .resource
            .is_some_and(|resource| resource.leaves().any(|leaf| leaf == name));
        (is_documented || fields.iter().any(Option::is_some)).then_some(fields)
    }

    fn customer(&self) -> Option<&Customer> {
        self.customer.as_ref()
    }

    fn has_labels(&self, column: &str) -> bool {
        self.resource
            .is_some_and(|resource| resource.has_labels(column))
    }

    fn label(&self, column: &str, json: &str) -> Option<Cow<'static, str>> {
        self.resource?.label(column, json)
    }

    fn heading(&self, column: &str) -> String {
        words(column)
    }
}

/// A field's name for a heading: `optionProductId` is `Option product id`.
fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut before = None;
    for char in name.chars() {
        let begins_word =
            char.is_ascii_uppercase() && before.is_some_and(|c: char| c.is_ascii_lowercase());
        if begins_word {
            words.push(' ');
        }
        match before {
            None => words.extend(char.to_uppercase()),
            Some(_) if begins_word => words.extend(char.to_lowercase()),
            Some(_) => words.push(char),
        }
        before = Some(char);
    }
    words
}

/// The fields of an object; `None` for all else.
fn parse_object(json: &str) -> Option<Vec<(String, &str)>> {
    let Members(members) = serde_json::from_str(json).ok()?;
    let fields = members.into_iter();
    Some(fields.map(|member| (member.name, member.value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_table(body: &str) -> String {
        let response = Response::of(body.as_bytes()).unwrap();
        anstream::adapter::strip_str(&response.table(None)).to_string()
    }

    #[test]
    fn a_list_has_a_row_for_each_object() {
        let body = r#"{"customers":[{"domainId":1.0,"a":null},{"domainId":2,"b":{"c": "d"}}],"meta":{"nextCursor":"x"}}"#;
        let response = Response::of(body.as_bytes()).unwrap();
        let expected = "\
DOMAIN ID  A    B
1.0        n/a  -
2          -    {\"c\":\"d\"}
";
        assert_eq!(plain_table(body), expected);
        assert_eq!(
            response.items(),
            [
                r#"{"domainId":1.0,"a":null}"#,
                r#"{"domainId":2,"b":{"c": "d"}}"#
            ]
        );
        assert_eq!(response.header(), ["domainId", "a", "b.c"]);
        assert_eq!(
            response.rows()[0],
            [Some("1.0".into()), Some("null".into()), None]
        );
        assert_eq!(response.rows()[1][2].as_deref(), Some(r#""d""#));
        assert_eq!(
            response.notes(),
            [r#"besides the list, the server sent meta={"nextCursor":"x"}"#]
        );
        assert_eq!(response.json(), body);
        assert_eq!(
            Response::of(br#"{"x":[]}"#).unwrap().notes(),
            ["the list is empty"]
        );
    }

    #[test]
    fn an_object_with_values_of_its_own_is_one_thing() {
        let body = r#"{"domainId":1,"companyName":"\u001b[31mA","apps":[{"x":1}]}"#;
        let expected = "\
Domain id     1
Company name  \\u{1b}[31mA
Apps          [{\"x\":1}]
";
        assert_eq!(plain_table(body), expected);
    }

    #[test]
    fn anything_else_is_shown_too() {
        for body in [
            "7",
            "\"a\"",
            "null",
            "[1,\"b\"]",
            "[]",
            "{}",
            r#"{"a":[1]}"#,
            r#"{"a":1,"a":2}"#,
        ] {
            let response = Response::of(body.as_bytes()).unwrap();
            response.table(Some(40));
            assert_eq!(response.json(), body);
            let widths = response
                .rows()
                .iter()
                .all(|row| row.len() <= response.header().len());
            assert!(widths, "{body}");
        }
        assert_eq!(Response::of(b"[1,2]").unwrap().items(), ["1", "2"]);
    }

    /// A list of objects that have nothing in common costs no more than it is long.
    #[test]
    fn fields_beyond_the_columns_are_kept_together() {
        let things: Vec<String> = (0..MOST_COLUMNS + 5)
            .map(|index| format!(r#"{{"f{index}":{index}}}"#))
            .collect();
        let body = format!(r#"{{"things":[{}]}}"#, things.join(","));
        let response = Response::of(body.as_bytes()).unwrap();
        assert_eq!(response.header().len(), MOST_COLUMNS + 1);
        let last = response.rows().pop().unwrap().pop().unwrap().unwrap();
        assert_eq!(last, r#"{"f204":204}"#);
        assert!(plain_table(&body).contains("also: {\"f204\":204}"));
    }
}

//! A response of any operation, by what is in it: no page is asked what should be.

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;
use works_partner_ext::Reply;

use super::members::{Members, parse};
use crate::failure::Failure;
use crate::output::View;
use crate::output::json;
use crate::output::table::{Cell, Row, Table};

/// A body as it came, and the things in it.
#[derive(Debug)]
pub(crate) struct Response<'a> {
    body: &'a str,
    things: Vec<Thing<'a>>,
    /// The names of their fields, each where it was first seen.
    fields: Vec<String>,
    /// What a list came with.
    beside: Vec<(String, &'a str)>,
    is_list: bool,
}

#[derive(Debug)]
struct Thing<'a> {
    raw: &'a str,
    fields: Vec<(String, &'a str)>,
}

impl<'a> Response<'a> {
    /// `None` where there is no body.
    pub(crate) fn new(reply: &'a Reply<Value>) -> Result<Option<Self>, Failure> {
        if reply.body().trim_ascii().is_empty() {
            return Ok(None);
        }
        Self::of(reply.body()).map(Some)
    }

    fn of(body: &'a [u8]) -> Result<Self, Failure> {
        let whole: &RawValue = parse(body)?;
        let (rows, beside) = match parse_object(whole.get()) {
            Some(members) => match list_of(&members) {
                Some((name, rows)) => {
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
        let mut fields: Vec<String> = Vec::new();
        for (name, _) in things.iter().flat_map(|thing| &thing.fields) {
            if !fields.contains(name) {
                fields.push(name.clone());
            }
        }
        Ok(Self {
            body: whole.get(),
            things,
            fields,
            beside,
            is_list,
        })
    }

    /// What a table does not have room for.
    pub(crate) fn notes(&self) -> Vec<String> {
        let is_empty = self.is_list && self.things.is_empty();
        let empty = is_empty.then(|| "the list is empty".to_owned());
        let beside = self.beside.iter().map(|(name, value)| {
            format!(
                "beside the list the server sent {name}={}",
                json::compact(value)
            )
        });
        empty.into_iter().chain(beside).collect()
    }
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
        Self {
            raw,
            // What is no object has one field without a name of its own.
            fields: parse_object(raw).unwrap_or_else(|| vec![("value".to_owned(), raw)]),
        }
    }

    fn field(&self, name: &str) -> Option<&'a str> {
        let field = self.fields.iter().find(|(other, _)| other == name);
        field.map(|(_, value)| *value)
    }
}

impl View for Response<'_> {
    fn table(&self, width: Option<usize>) -> String {
        let headings: Vec<String> = self.fields.iter().map(|name| words(name)).collect();
        let rows = self.things.iter().map(|thing| Row {
            cells: self
                .fields
                .iter()
                .map(|name| thing.field(name).map_or_else(Cell::none, cell))
                .collect(),
            also: Vec::new(),
        });
        let table = Table::new(&headings, rows);
        if self.is_list {
            table.fitted(width)
        } else {
            table.cards(width)
        }
    }

    fn json(&self) -> Cow<'_, str> {
        self.body.into()
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        self.things.iter().map(|thing| thing.raw.into()).collect()
    }

    fn header(&self) -> Vec<&str> {
        self.fields.iter().map(String::as_str).collect()
    }

    fn rows(&self) -> Vec<Vec<Cow<'_, str>>> {
        let row = |thing: &Thing<'_>| {
            let fields = self.fields.iter();
            let values = fields.map(|name| match thing.field(name) {
                None | Some("null") => "".into(),
                Some(raw) => plain(raw).into(),
            });
            values.collect()
        };
        self.things.iter().map(row).collect()
    }
}

fn cell(raw: &str) -> Cell {
    match raw {
        "null" => Cell::null(),
        _ => Cell::text(plain(raw)),
    }
}

/// A text without its quotes; all else as JSON.
fn plain(raw: &str) -> String {
    let text = raw.starts_with('"').then(|| serde_json::from_str(raw).ok());
    text.flatten().unwrap_or_else(|| json::compact(raw))
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
        assert_eq!(response.header(), ["domainId", "a", "b"]);
        assert_eq!(response.rows()[0], ["1.0", "", ""]);
        assert_eq!(
            response.notes(),
            [r#"beside the list the server sent meta={"nextCursor":"x"}"#]
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
                .all(|row| row.len() == response.header().len());
            assert!(widths, "{body}");
        }
        assert_eq!(Response::of(b"[1,2]").unwrap().items(), ["1", "2"]);
    }
}

//! Scheduled tasks for options, as they came and with their meaning.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use works_partner_ext::api::types::OptionProductOrder;
use works_partner_ext::api::{Nullable, OpenEnum};
use works_partner_ext::{Check as _, Finding, Reply};

use crate::answers::Answer;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::json;
use crate::output::table::{Cell, Row, Table};

/// One task or many, beside the JSON that they came as.
#[derive(Debug)]
pub(crate) struct Tasks<'a> {
    body: &'a str,
    tasks: Vec<Task<'a>>,
    /// What the list came with that no page documents.
    beside: Vec<Member<'a>>,
    findings: Vec<Finding>,
    single: bool,
}

#[derive(Debug)]
struct Task<'a> {
    order: &'a OptionProductOrder,
    raw: &'a str,
    /// The undocumented fields, in the server's order and spelling.
    extra: Vec<Member<'a>>,
}

impl<'a> Tasks<'a> {
    /// The answer to a request for one task.
    pub(crate) fn one(reply: &'a Reply<OptionProductOrder>) -> Result<Self, Failure> {
        let raw: &RawValue = parse(reply.body())?;
        Ok(Self {
            body: raw.get(),
            tasks: vec![Task::new(reply, raw)?],
            beside: Vec::new(),
            findings: reply.check(),
            single: true,
        })
    }

    /// The answer to a request for all tasks of a customer.
    pub(crate) fn all(reply: &'a Reply<Vec<OptionProductOrder>>) -> Result<Self, Failure> {
        let raw: &RawValue = parse(reply.body())?;
        let Members(members) = parse(raw.get().as_bytes())?;
        let (lists, beside): (Vec<_>, Vec<_>) = members
            .into_iter()
            .partition(|member| member.name == "optionProductOrders");
        let items: Vec<&RawValue> = match lists.first() {
            Some(list) => parse::<Option<_>>(list.value.as_bytes())?.unwrap_or_default(),
            None => Vec::new(),
        };
        let tasks = reply.iter().zip(items);
        Ok(Self {
            body: raw.get(),
            tasks: tasks
                .map(|(order, raw)| Task::new(order, raw))
                .collect::<Result<_, _>>()?,
            beside,
            findings: reply.check(),
            single: false,
        })
    }

    /// What is worth a remark: values that the vendor's pages would not make one expect. Undocumented
    /// fields of a task are none: the table shows them.
    pub(crate) fn notes(&self) -> Vec<String> {
        let shown: BTreeSet<&str> = self
            .tasks
            .iter()
            .flat_map(|task| &task.extra)
            .map(|member| member.name.as_str())
            .collect();
        let mut notes: Vec<(&str, &str, Vec<&str>)> = Vec::new();
        for finding in &self.findings {
            // `[2].applyDate` is a field of the third task.
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
        let beside = self
            .beside
            .iter()
            .map(|member| format!("beside the tasks the server sent {}", member.shown()));
        findings.chain(beside).collect()
    }
}

impl<'a> Task<'a> {
    fn new(order: &'a OptionProductOrder, raw: &'a RawValue) -> Result<Self, Failure> {
        let Members(members) = parse(raw.get().as_bytes())?;
        let extra = members
            .into_iter()
            .filter(|member| order.extra.contains_key(&member.name));
        Ok(Self {
            order,
            raw: raw.get(),
            extra: extra.collect(),
        })
    }

    fn row(&self) -> Row {
        let order = self.order;
        Row {
            cells: vec![
                named(&order.option_product_id),
                named(&order.sub_option_id),
                named(&order.type_),
                match order.quantity {
                    Some(Nullable::Value(quantity)) => Cell::text(quantity.to_string()),
                    Some(Nullable::Null) => Cell::quiet("n/a"),
                    None => Cell::none(),
                },
                match order.apply_date.to_civil() {
                    Some(date) => Cell::text(date.strftime("%Y-%m-%d %a").to_string()).unbroken(),
                    None => Cell::text(order.apply_date.as_str()).and_mark("(not a date)"),
                },
                match order.subscription_id {
                    Some(Nullable::Value(id)) => Cell::text(id.to_string()),
                    // The option was ordered together with a subscription that has not begun.
                    Some(Nullable::Null) => Cell::text("on order"),
                    None => Cell::none(),
                },
            ],
            also: self.extra.iter().map(Member::shown).collect(),
        }
    }
}

/// The label and the code; a value that the document does not list has only its code, and a mark.
fn named(value: &impl OpenEnum) -> Cell {
    match value.description() {
        Some(label) => Cell::text(label).and_code(value.as_str()),
        None if value.is_known() => Cell::code(value.as_str()),
        None => Cell::code(value.as_str()).and_mark("(unknown)"),
    }
}

impl Answer for Tasks<'_> {
    fn table(&self, width: Option<usize>) -> String {
        let headings = [
            "Option",
            "Sub-option",
            "Task",
            "Quantity",
            "Apply date",
            "Subscription",
        ];
        let table = Table::new(&headings, self.tasks.iter().map(Task::row));
        if self.single {
            table.cards(width)
        } else {
            table.fitted(width)
        }
    }

    fn json(&self) -> Cow<'_, str> {
        self.body.into()
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        self.tasks.iter().map(|task| task.raw.into()).collect()
    }

    fn header(&self) -> Vec<&'static str> {
        vec![
            "subscriptionId",
            "optionProductId",
            "subOptionId",
            "type",
            "quantity",
            "applyDate",
            "extra",
        ]
    }

    fn rows(&self) -> Vec<Vec<Cow<'_, str>>> {
        let integer = |value: Option<Nullable<i64>>| match value {
            Some(Nullable::Value(value)) => value.to_string(),
            _ => String::new(),
        };
        let row = |task: &Task<'_>| -> Vec<Cow<'_, str>> {
            let order = task.order;
            vec![
                integer(order.subscription_id).into(),
                order.option_product_id.to_string().into(),
                order.sub_option_id.to_string().into(),
                order.type_.to_string().into(),
                integer(order.quantity).into(),
                order.apply_date.to_string().into(),
                object(&task.extra).into(),
            ]
        };
        self.tasks.iter().map(row).collect()
    }
}

/// The undocumented fields as a JSON object; nothing where there are none.
fn object(members: &[Member<'_>]) -> String {
    if members.is_empty() {
        return String::new();
    }
    let members: Vec<String> = members
        .iter()
        .map(|member| format!("{}:{}", member.key, json::compact(member.value)))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// A field of a JSON object, in the spelling that it came in.
#[derive(Debug)]
struct Member<'a> {
    name: String,
    /// The name as a JSON text.
    key: &'a str,
    value: &'a str,
}

impl Member<'_> {
    fn shown(&self) -> String {
        format!("{}={}", self.name, json::compact(self.value))
    }
}

/// The fields of a JSON object in their order, even where a name comes twice.
struct Members<'a>(Vec<Member<'a>>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                    members.push(Member {
                        name: serde_json::from_str(key.get())
                            .unwrap_or_else(|_| key.get().to_owned()),
                        key: key.get(),
                        value: value.get(),
                    });
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// Reads again what the client has read already, so this does not fail.
fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Failure> {
    serde_json::from_slice(json).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Failure::new(
            Exit::Unexpected,
            format!("the answer cannot be shown as it came ({place})"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_has_every_documented_field() {
        let schema = schemars::schema_for!(OptionProductOrder);
        let documented = schema.get("properties").unwrap().as_object().unwrap();
        let tasks = Tasks {
            body: "{}",
            tasks: Vec::new(),
            beside: Vec::new(),
            findings: Vec::new(),
            single: true,
        };
        let mut header = tasks.header();
        assert_eq!(header.pop(), Some("extra"));
        let mut names: Vec<&str> = documented.keys().map(String::as_str).collect();
        header.sort_unstable();
        names.sort_unstable();
        assert_eq!(header, names);
    }

    #[test]
    fn members_keep_order_spelling_and_repetition() {
        let Members(members) = parse(br#"{"b":1.10,"\u0061":[ 1 , 2 ],"b":"\u00e9"}"#).unwrap();
        assert_eq!(
            object(&members),
            r#"{"b":1.10,"\u0061":[1,2],"b":"\u00e9"}"#
        );
        assert_eq!(members[1].name, "a");
    }
}

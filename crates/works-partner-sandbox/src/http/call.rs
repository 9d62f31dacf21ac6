//! A call of an operation: what came, checked against the document as far as that goes.

use axum::http::HeaderMap;
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::Date;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use works_partner_api::schema::{Kind, Mismatch, Reason};
use works_partner_api::{Location, Parameter};

use crate::http::body;
use crate::http::operation::{self, Operation};
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::state::{Customer, Resource, State};

/// Carries out a call. What it does to the state is dropped where it refuses.
pub(crate) type Handler = fn(&mut State, &Call) -> Result<Success, Problem>;

/// What a handler gets.
#[derive(Debug)]
pub(crate) struct Call {
    /// The customer, or 0 for an operation without `{domainId}`.
    pub(crate) domain_id: i64,
    /// The day that it is where the sandbox is.
    pub(crate) today: Date,
    pub(crate) now: Timestamp,
    /// The JSON object that was sent, or null for an operation that takes none.
    pub(crate) body: Value,
    path: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
}

impl Call {
    /// Reads a request. What is wrong is told in the order of the path, then the
    /// query, then the body.
    pub(crate) fn read(
        operation: &'static Operation,
        head: &Parts,
        body: &[u8],
        (today, now): (Date, Timestamp),
        state: &State,
    ) -> Result<Self, Problem> {
        let path = operation::path_values(operation, head.uri.path())
            .map(
                |(name, value)| match percent_decode_str(value).decode_utf8() {
                    Ok(value) => Ok((name, value.into_owned())),
                    Err(_) => Err(Problem::invalid_parameter(name, "percent-encoded UTF-8")),
                },
            )
            .collect::<Result<Vec<_>, _>>()?;
        let mut domain_id = 0;
        for (name, text) in &path {
            let parameter = operation
                .parameters
                .iter()
                .find(|it| it.location == Location::Path && it.name == *name);
            let value = match parameter.map(|parameter| (parameter, checked(parameter, text))) {
                Some((_, Ok(value))) => value,
                // What a customer has is answered, whether the document lists it or not.
                Some((parameter, Err(problem))) if !has(state, domain_id, parameter, text) => {
                    return Err(problem);
                }
                _ => json!(text),
            };
            if *name == "domainId" {
                domain_id = value.as_i64().unwrap_or_default();
            }
        }
        let query = head.uri.query().unwrap_or_default().as_bytes();
        let query: Vec<_> = form_urlencoded::parse(query).into_owned().collect();
        check_query(operation, &query)?;
        let body = read_body(operation, &head.headers, body)?;
        Ok(Self {
            domain_id,
            today,
            now,
            body,
            path,
            query,
        })
    }

    /// The customer that the path names.
    pub(crate) fn customer<'a>(&self, state: &'a State) -> Result<&'a Customer, Problem> {
        state
            .customer(self.domain_id)
            .ok_or_else(Problem::access_denied)
    }

    /// The list of all that the customer that the path names has of a kind.
    pub(crate) fn list(&self, state: &State, resource: Resource) -> Result<Success, Problem> {
        state
            .list_json(self.domain_id, resource)
            .map(Success::ok_json)
            .ok_or_else(Problem::access_denied)
    }

    /// The customer that the path names, to be changed.
    pub(crate) fn customer_mut<'a>(
        &self,
        state: &'a mut State,
    ) -> Result<&'a mut Customer, Problem> {
        state
            .customer_mut(self.domain_id)
            .ok_or_else(Problem::access_denied)
    }

    /// A parameter of the path, percent-decoded.
    pub(crate) fn path(&self, name: &str) -> &str {
        let mut parameters = self.path.iter();
        let found = parameters.find(|(parameter, _)| *parameter == name);
        found.map_or("", |(_, value)| value)
    }

    /// A parameter of the path that is the id of something. What is no integer is the id of nothing.
    pub(crate) fn path_id(&self, name: &str, what: &str) -> Result<i64, Problem> {
        let text = self.path(name);
        Some(text)
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| Problem::missing(what))
    }

    /// A parameter of the query, the first of its name.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A member of the body, if it is there and a text.
    pub(crate) fn text(&self, member: &str) -> Option<&str> {
        crate::json::text(&self.body, member)
    }

    /// A member of the body, if it is there and an integer.
    pub(crate) fn integer(&self, member: &str) -> Option<i64> {
        crate::json::integer(&self.body, member)
    }

    /// A member of the body, if it is there and a day.
    pub(crate) fn date(&self, member: &str) -> Option<Date> {
        crate::json::date(&self.body, member)
    }
}

impl Call {
    /// A member of the body without which there is nothing to do.
    pub(crate) fn required_text(&self, member: &str) -> Result<&str, Problem> {
        self.text(member)
            .filter(|text| !text.trim().is_empty())
            .ok_or_else(|| Problem::invalid_parameter(member, "a text that is not empty"))
    }

    /// A member of the body without which there is no day.
    pub(crate) fn required_date(&self, member: &str) -> Result<Date, Problem> {
        self.date(member)
            .ok_or_else(|| Problem::invalid_parameter(member, "a date such as 2027-01-15"))
    }
}

/// Whether the customer has something that goes by this value of a parameter of the path.
fn has(state: &State, domain_id: i64, parameter: &Parameter, text: &str) -> bool {
    const KINDS: [Resource; 2] = [Resource::OptionProduct, Resource::OptionProductOrder];
    let customer = state.customer(domain_id);
    parameter.name == "optionProductId"
        && customer.is_some_and(|customer| {
            KINDS
                .into_iter()
                .any(|kind| customer.find(kind, text).is_some())
        })
}

/// Reads a body and holds it against the document. One that is sent to an operation that takes none is
/// not looked at.
fn read_body(operation: &Operation, headers: &HeaderMap, body: &[u8]) -> Result<Value, Problem> {
    let Some(documented) = &operation.body else {
        return Ok(Value::Null);
    };
    if body.is_empty() && !documented.required {
        return Ok(Value::Null);
    }
    let body = body::object(headers, body)?;
    let mismatches = documented.schema.check(&body);
    refuse(mismatches.into_iter().filter(|it| !is_unknowable(it)))?;
    Ok(body)
}

/// Holds the parameters of a query against the document. What it does not name is not looked at.
fn check_query(operation: &Operation, query: &[(String, String)]) -> Result<(), Problem> {
    let of_query = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == Location::Query);
    for parameter in of_query {
        let name = parameter.name;
        let mut values = query.iter().filter(|(key, _)| key == name);
        match values.next() {
            Some(_) if values.next().is_some() => {
                return Err(Problem::invalid_parameter(name, "one value, not several"));
            }
            Some((_, text)) => _ = checked(parameter, text)?,
            None if parameter.required => {
                return Err(Problem::invalid_parameter(
                    name,
                    &parameter.schema.in_words(),
                ));
            }
            None => {}
        }
    }
    Ok(())
}

fn refuse(mismatches: impl Iterator<Item = Mismatch>) -> Result<(), Problem> {
    let mismatches: Vec<String> = mismatches.map(|it| it.to_string()).collect();
    if mismatches.is_empty() {
        return Ok(());
    }
    Err(Problem::invalid_parameters(&mismatches))
}

/// Not all sub-options are documented. Where those of an option are, its handler asks for one of them.
fn is_unknowable(mismatch: &Mismatch) -> bool {
    mismatch.field == "subOptionId" && mismatch.reason == Reason::Unlisted
}

/// The value of a parameter in the path or the query, held against the document. An integer is spelt as
/// in JSON: without a plus sign, and without zeros before it.
fn checked(parameter: &Parameter, text: &str) -> Result<Value, Problem> {
    let value = match parameter.schema.kind {
        Kind::Integer => text
            .parse::<i64>()
            .ok()
            .filter(|integer| integer.to_string() == text)
            .map_or(json!(text), Value::from),
        _ => json!(text),
    };
    let mismatches = parameter.schema.check(&value);
    if mismatches.is_empty() {
        return Ok(value);
    }
    // What kind of value it is, and which of its limits this one is beyond.
    let expected_kind = if is_beyond_64_bits(parameter, text) {
        format!("an integer of at most {}", i64::MAX)
    } else {
        parameter.schema.in_words()
    };
    let mut expected = vec![expected_kind];
    let limits = mismatches.into_iter();
    // Of a text that is none, only its kind is wrong.
    for mismatch in limits.filter(|it| it.reason != Reason::Type) {
        if !expected.contains(&mismatch.expected) {
            expected.push(mismatch.expected);
        }
    }
    Err(Problem::invalid_parameter(
        parameter.name,
        &expected.join(", "),
    ))
}

fn is_beyond_64_bits(parameter: &Parameter, text: &str) -> bool {
    parameter.schema.kind == Kind::Integer
        && text.starts_with(|first: char| matches!(first, '1'..='9'))
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<i64>().is_err()
}

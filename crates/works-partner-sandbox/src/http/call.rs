//! A call of an operation: what came, checked against the document as far as that goes.

use std::collections::HashMap;

use axum::extract::Path;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use works_partner_api::schema::{Kind, Mismatch, Reason};
use works_partner_api::types::OptionProductId;
use works_partner_api::{Location, OpenEnum};

use crate::http::operation::{self, Operation};
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::state::{Customer, State};

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
    path: HashMap<String, String>,
    query: Vec<(String, String)>,
}

impl Call {
    /// Reads a request. What is wrong is told in the order of the path, then the
    /// query, then the body.
    pub(crate) fn read(
        operation: &'static Operation,
        path: Result<Path<HashMap<String, String>>, PathRejection>,
        query: &[u8],
        body: &[u8],
        (today, now): (Date, Timestamp),
    ) -> Result<Self, Problem> {
        let undecodable = |name: &str| Problem::invalid_parameter(name, "percent-encoded UTF-8");
        let first = operation::path_parameters(operation)
            .next()
            .unwrap_or_default();
        let Path(path) =
            path.map_err(|rejection| undecodable(culprit(&rejection).unwrap_or(first)))?;
        let mut domain_id = 0;
        for name in operation::path_parameters(operation) {
            let text = path.get(name).ok_or_else(|| undecodable(name))?;
            match name {
                "domainId" => domain_id = integer(name, text)?,
                "preOrderId" => _ = integer(name, text)?,
                "optionProductId" => check_option_product_id(name, text)?,
                _ => {}
            }
        }
        let query: Vec<_> = form_urlencoded::parse(query).into_owned().collect();
        check_query(operation, &query)?;
        let body = read_body(operation, body)?;
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
        self.path.get(name).map_or("", String::as_str)
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
            .ok_or_else(|| Problem::invalid_parameter(member, "a text"))
    }

    /// A member of the body without which there is no day.
    pub(crate) fn required_date(&self, member: &str) -> Result<Date, Problem> {
        self.date(member)
            .ok_or_else(|| Problem::invalid_parameter(member, "a date such as 2027-01-15"))
    }
}

/// Reads a body and holds it against the document. One that is sent to an operation that takes none is
/// not looked at.
fn read_body(operation: &Operation, body: &[u8]) -> Result<Value, Problem> {
    let Some(documented) = &operation.body else {
        return Ok(Value::Null);
    };
    let body = serde_json::from_slice(body)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| Problem::invalid_parameter("the body", "a JSON object"))?;
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
        match query.iter().find(|(key, _)| key == name) {
            Some((_, text)) => {
                let value = match parameter.schema.kind {
                    Kind::Integer => text.parse::<i64>().map_or(json!(text), Value::from),
                    _ => json!(text),
                };
                refuse(parameter.schema.check(&value).into_iter().map(|mut it| {
                    it.field = name.to_owned();
                    it
                }))?;
            }
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

/// An integer of at least 1.
fn integer(name: &str, text: &str) -> Result<i64, Problem> {
    // Digits only: `str::parse` would take a plus sign too.
    Some(text)
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .filter(|id| *id >= 1)
        .ok_or_else(|| Problem::invalid_parameter(name, "an integer of at least 1"))
}

/// Options are the only ids of which the document lists the values.
fn check_option_product_id(name: &str, text: &str) -> Result<(), Problem> {
    let known = OptionProductId::known_values();
    if known.iter().any(|id| id.as_str() == text) {
        return Ok(());
    }
    let known: Vec<_> = known.iter().map(OpenEnum::as_str).collect();
    Err(Problem::invalid_parameter(
        name,
        &format!("one of {}", known.join(", ")),
    ))
}

/// All parameters are decoded at once; this is the one that does not decode.
fn culprit(rejection: &PathRejection) -> Option<&str> {
    let PathRejection::FailedToDeserializePathParams(failure) = rejection else {
        return None;
    };
    match failure.kind() {
        ErrorKind::InvalidUtf8InPathParam { key } => Some(key),
        _ => None,
    }
}

//! What responses look like: their shapes, and nothing that could name anybody.
//!
//! The vendor publishes no description of the API, so what the service answers is the best source there is. An
//! [`Observer`] sees each response; [`Shapes`] keeps of it the names and types of fields, which of them were null
//! or missing, the codes of enums, statuses, error codes and names of headers, with counts and days. It keeps no
//! text, number, id or date of a customer.
//!
//! ```
//! use std::sync::{Arc, Mutex};
//!
//! use works_partner_ext::Client;
//! use works_partner_ext::observation::{ObservedResponse, Shapes};
//! use works_partner_sandbox::Sandbox;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::builder().start().await?;
//! let shapes = Arc::new(Mutex::new(Shapes::default()));
//! let seen = Arc::clone(&shapes);
//! let client = Client::builder()
//!     .base_url(sandbox.base_url())
//!     .access_token(sandbox.token())
//!     .observer(move |response: &ObservedResponse<'_>| {
//!         seen.lock().unwrap().add(response, jiff::civil::date(2026, 11, 28));
//!     })
//!     .build()?;
//!
//! client.customer("10000001".parse()?).await?;
//! let text = serde_json::to_string(&*shapes.lock().unwrap())?;
//! assert!(text.contains("companyName"), "the name of a field");
//! assert!(!text.contains("10000001"), "not what stands in it");
//! # Ok(()) }
//! ```

use std::collections::BTreeMap;

use http::{HeaderMap, StatusCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use works_partner_api::{CODE_PROPERTIES, PROPERTIES};

/// Sees every response of a client that has arrived whole, errors and those that are tried again included.
///
/// It is called while the call waits: it should be quick. A closure is one.
pub trait Observer: Send + Sync + 'static {
    /// Called once for each response.
    fn observe(&self, response: &ObservedResponse<'_>);
}

impl<F: Fn(&ObservedResponse<'_>) + Send + Sync + 'static> Observer for F {
    fn observe(&self, response: &ObservedResponse<'_>) {
        self(response);
    }
}

/// A response as an [`Observer`] sees it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ObservedResponse<'a> {
    /// The operation that was called, by its `operationId`.
    pub operation_id: &'a str,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its body, unpacked.
    pub body: &'a [u8],
}

impl<'a> ObservedResponse<'a> {
    /// The parts of a response, for programs that have them from elsewhere.
    pub fn new(
        operation_id: &'a str,
        status: StatusCode,
        headers: &'a HeaderMap,
        body: &'a [u8],
    ) -> Self {
        Self {
            operation_id,
            status,
            headers,
            body,
        }
    }
}

/// What responses looked like, by operation and status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shapes {
    /// By `operationId`.
    pub operations: BTreeMap<String, BTreeMap<u16, Answers>>,
    /// What the service made of changes about which the rules had something to say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub verdicts: BTreeMap<String, u64>,
}

/// The responses of an operation that had one status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Answers {
    /// How many there were.
    pub count: u64,
    /// The first and the last day.
    pub days: Option<(Date, Date)>,
    /// How many had each error code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, u64>,
    /// How many had each header, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, u64>,
    /// The values of the body, by path: `customers[].productId`. The body itself is at the empty path.
    pub fields: BTreeMap<String, Field>,
}

/// The values that stood in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Field {
    /// How many were of each type: `string`, `date`, `date-time`, `empty` for a text without content, `integer`,
    /// `number`, `boolean`, `null`, `object`, `array`, `not JSON`.
    pub types: BTreeMap<String, u64>,
    /// How many had each code, where the document lists codes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, u64>,
}

/// More names than this in one object, and none of them documented, are no fields but keys of a map.
const MOST_UNDOCUMENTED: usize = 20;

/// What stands for names that may be ids or names of people.
const OTHER: &str = "(other)";

impl Shapes {
    /// Adds what a response looked like on a day.
    pub fn add(&mut self, response: &ObservedResponse<'_>, day: Date) {
        let statuses = self
            .operations
            .entry(response.operation_id.to_owned())
            .or_default();
        let answers = statuses.entry(response.status.as_u16()).or_default();
        count(&mut answers.count);
        answers.days = Some(
            answers
                .days
                .map_or((day, day), |(first, last)| (first.min(day), last.max(day))),
        );
        for name in response.headers.keys() {
            let name = match is_header(name.as_str()) {
                true => name.as_str(),
                false => OTHER,
            };
            count(answers.headers.entry(name.to_owned()).or_default());
        }
        if response.body.is_empty() {
            return;
        }
        match serde_json::from_slice::<Value>(response.body) {
            Ok(body) => {
                if !response.status.is_success() {
                    let code = body.get("code").and_then(Value::as_str);
                    let code = code.filter(|code| is_code(code)).unwrap_or(OTHER);
                    count(answers.codes.entry(code.to_owned()).or_default());
                }
                add_value(&mut answers.fields, String::new(), None, &body, true);
            }
            Err(_) => {
                let field = answers.fields.entry(String::new()).or_default();
                count(field.types.entry("not JSON".to_owned()).or_default());
            }
        }
    }

    /// Adds what became of a change that broke rules, or that the rules did not decide.
    pub fn add_verdict(
        &mut self,
        operation_id: &str,
        verdict: &str,
        rule_id: &str,
        status: StatusCode,
    ) {
        let outcome = if status.is_success() {
            "accepted"
        } else {
            "refused"
        };
        let key = format!(
            "{operation_id} {rule_id} {verdict}: {outcome} with {}",
            status.as_u16()
        );
        count(self.verdicts.entry(key).or_default());
    }

    /// Adds what another program, or another run, has seen.
    pub fn merge(&mut self, other: Self) {
        for (operation, statuses) in other.operations {
            let own = self.operations.entry(operation).or_default();
            for (status, answers) in statuses {
                own.entry(status).or_default().merge(answers);
            }
        }
        sum(&mut self.verdicts, other.verdicts);
    }

    /// Whether nothing was seen.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.verdicts.is_empty()
    }
}

impl Answers {
    fn merge(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.days = match (self.days, other.days) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (own, others) => own.or(others),
        };
        sum(&mut self.codes, other.codes);
        sum(&mut self.headers, other.headers);
        for (path, field) in other.fields {
            let own = self.fields.entry(path).or_default();
            sum(&mut own.types, field.types);
            sum(&mut own.codes, field.codes);
        }
    }
}

/// Notes a value and, where its place is documented, what is in it. Below a field that no page shows, names
/// may be anything: they are not kept.
fn add_value(
    fields: &mut BTreeMap<String, Field>,
    path: String,
    name: Option<&str>,
    value: &Value,
    is_documented: bool,
) {
    let field = fields.entry(path.clone()).or_default();
    count(field.types.entry(kind(value).to_owned()).or_default());
    match value {
        Value::String(text) if name.is_some_and(has_codes) => {
            let code = if is_code(text) { text } else { OTHER };
            count(field.codes.entry(code.to_owned()).or_default());
        }
        Value::Array(items) => {
            for item in items {
                add_value(fields, format!("{path}[]"), name, item, is_documented);
            }
        }
        Value::Object(members) if is_documented => {
            let is_map = is_map(members);
            for (name, value) in members {
                let is_documented = has_name(name);
                let shown = match is_documented || (is_name(name) && !is_map) {
                    true => name.as_str(),
                    false => OTHER,
                };
                let path = if path.is_empty() {
                    shown.to_owned()
                } else {
                    format!("{path}.{shown}")
                };
                add_value(fields, path, Some(name), value, is_documented);
            }
        }
        _ => {}
    }
}

/// Whether names that no page shows are keys, such as ids or people: there are many of them, or two that lead to
/// the same kind of object.
fn is_map(members: &Map<String, Value>) -> bool {
    let undocumented = || members.iter().filter(|(name, _)| !has_name(name));
    let objects = undocumented().filter_map(|(_, value)| value.as_object());
    let mut shapes: Vec<Vec<&String>> = objects.map(|object| object.keys().collect()).collect();
    let count = shapes.len();
    shapes.sort_unstable();
    shapes.dedup();
    shapes.len() < count || undocumented().count() > MOST_UNDOCUMENTED
}

/// Whether a property of this name is documented anywhere. Errors have two members of their own.
fn has_name(name: &str) -> bool {
    PROPERTIES.binary_search(&name).is_ok()
}

fn has_codes(name: &str) -> bool {
    CODE_PROPERTIES.binary_search(&name).is_ok()
}

/// Whether a name is one that a programmer gives to a field, rather than an id, an address or a person's name.
fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters
        .next()
        .is_some_and(|first| first.is_ascii_lowercase());
    let rest = letters.all(|c| c.is_ascii_alphanumeric() || c == '_');
    let digits = name.chars().filter(char::is_ascii_digit).count();
    first && rest && name.len() <= 40 && digits <= 2
}

/// Whether a header's name is one of the service's, rather than one with an id in it.
fn is_header(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let digits = name.chars().filter(char::is_ascii_digit).count();
    name.chars().all(plain) && name.len() <= 40 && digits <= 2
}

/// Whether a text is a code, such as `SSTG201`, `ja_JP` or `ACCESS_DENIED`.
fn is_code(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let begins = text
        .chars()
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic());
    let is_upper = !text.chars().any(|c| c.is_ascii_lowercase());
    let is_locale = match text.as_bytes() {
        [a, b, b'_', c, d] => {
            [a, b].iter().all(|byte| byte.is_ascii_lowercase())
                && [c, d].iter().all(|byte| byte.is_ascii_uppercase())
        }
        _ => false,
    };
    plain && begins && (is_upper || is_locale) && text.len() <= 64 && digits <= 4
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(text) if text.is_empty() => "empty",
        // By its length first: a date is read from longer texts, too.
        Value::String(text) if text.len() == 10 && text.parse::<Date>().is_ok() => "date",
        Value::String(text) if is_date_time(text) => "date-time",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn is_date_time(text: &str) -> bool {
    text.len() > 10
        && (text.parse::<jiff::Timestamp>().is_ok()
            || text.parse::<jiff::civil::DateTime>().is_ok())
}

fn count(number: &mut u64) {
    *number = number.saturating_add(1);
}

fn sum(into: &mut BTreeMap<String, u64>, from: BTreeMap<String, u64>) {
    for (key, number) in from {
        let own = into.entry(key).or_default();
        *own = own.saturating_add(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(body: &Value) -> Shapes {
        let mut shapes = Shapes::default();
        let (headers, body) = (HeaderMap::new(), body.to_string());
        let response =
            ObservedResponse::new("get_customer", StatusCode::OK, &headers, body.as_bytes());
        shapes.add(&response, jiff::civil::date(2026, 11, 28));
        shapes
    }

    #[test]
    fn names_and_types_are_kept_and_values_are_not() {
        let shapes = of(&json!({
            "companyName": "Kita", "domainId": 10000001, "planEndDate": "2027-01-31", "productId": "NEW_PRODUCT",
            "newField": { "sato@example.com": 1 }, "sato@example.com": true, "users": [{ "id": 1 }]
        }));
        let fields = &shapes.operations["get_customer"][&200].fields;
        let told: Vec<String> = fields
            .iter()
            .map(|(path, field)| format!("{path} {}", serde_json::to_string(&field.types).unwrap()))
            .collect();
        assert_eq!(
            told,
            [
                r#" {"object":1}"#,
                r#"(other) {"boolean":1}"#,
                r#"companyName {"string":1}"#,
                r#"domainId {"integer":1}"#,
                r#"newField {"object":1}"#,
                r#"planEndDate {"date":1}"#,
                r#"productId {"string":1}"#,
                r#"users {"array":1}"#,
                r#"users[] {"object":1}"#,
            ]
        );
        assert_eq!(
            Vec::from_iter(&fields["productId"].codes),
            [(&"NEW_PRODUCT".to_owned(), &1)]
        );
    }

    #[test]
    fn an_object_of_many_names_is_a_map() {
        let people: Map<String, Value> = ('a'..='z')
            .map(|c| (format!("{c}person"), json!(1)))
            .collect();
        let text = serde_json::to_string(&of(&Value::Object(people))).unwrap();
        assert!(!text.contains("person"), "{text}");
    }

    #[test]
    fn nothing_that_names_anybody_is_kept_wherever_it_stands() {
        let mut shapes = of(&json!({
            "tanaka": { "role": "x" }, "suzuki": { "role": "y" }, "10000001": 1, "sato@example.com": null,
            "山田太郎": [1], "productId": "Kita Trading", "locale": "jo_li", "memo": "canary",
            "partnership": { "kita.example": { "x": 1 }, "status": "Yamada" }
        }));
        let mut headers = HeaderMap::new();
        for name in ["x-customer-10000001", "x-mail-kita.example", "x-trace-id"] {
            headers.insert(name, http::HeaderValue::from_static("canary"));
        }
        let body =
            br#"{"code": "tanaka does not exist", "description": "canary: sato@example.com"}"#;
        let error =
            ObservedResponse::new("get_customer", StatusCode::NOT_FOUND, &headers, &body[..]);
        shapes.add(&error, jiff::civil::date(2026, 11, 28));
        let text = serde_json::to_string(&shapes).unwrap();
        for canary in [
            "tanaka", "suzuki", "10000001", "sato", "山田", "Kita", "kita", "jo_li", "canary",
            "Yamada",
        ] {
            assert!(!text.contains(canary), "{canary} in {text}");
        }
        assert!(text.contains("x-trace-id"), "{text}");
    }

    #[test]
    fn what_is_merged_is_as_if_seen_by_one() {
        let (a, b) = (of(&json!({"plan": "MONTHLY"})), of(&json!({"plan": null})));
        let mut merged = a.clone();
        merged.merge(b);
        let answers = &merged.operations["get_customer"][&200];
        assert_eq!(answers.count, 2);
        assert_eq!(answers.fields["plan"].types.len(), 2);
    }
}

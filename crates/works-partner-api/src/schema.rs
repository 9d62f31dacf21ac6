//! What a request may carry, as data: for commands, emulators and validation that follow the document.

use std::fmt;

use serde_json::Value;

/// What a value in a request is.
///
/// ```
/// use works_partner_api::{Operation, schema::Kind};
///
/// let operation = Operation::find("list_customers").unwrap();
/// let count = &operation.parameters.iter().find(|p| p.name == "count").unwrap().schema;
/// assert!(matches!(count.kind, Kind::Integer));
/// assert_eq!(count.limits.maximum, Some(30.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Schema {
    /// Its type.
    pub kind: Kind,
    /// Whether it may be null.
    pub nullable: bool,
    /// What the document says of the text or number beside its type, such as `date` or `int64`.
    pub format: Option<&'static str>,
    /// Lengths, ranges and a pattern.
    pub limits: Limits,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// Any JSON.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A text.
    Text,
    /// One of the listed texts, as far as the document knows.
    Enum(&'static Enumeration),
    /// A list of values that are alike.
    List(&'static Schema),
    /// An object with any names, and values that are alike.
    Map(&'static Schema),
    /// An object with named properties.
    Object(&'static Object),
}

/// What the document narrows a value to. Lengths count Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// The shortest text.
    pub min_length: Option<usize>,
    /// The longest text.
    pub max_length: Option<usize>,
    /// A regular expression that the text matches somewhere.
    pub pattern: Option<&'static str>,
    /// The least number, itself allowed.
    pub minimum: Option<f64>,
    /// The greatest number, itself allowed.
    pub maximum: Option<f64>,
    /// The shortest list.
    pub min_items: Option<usize>,
    /// The longest list.
    pub max_items: Option<usize>,
}

/// An enum of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Enumeration {
    /// Its name in the document.
    pub name: &'static str,
    /// Its values, each with its label where the document has one.
    pub values: &'static [(&'static str, Option<&'static str>)],
}

/// An object of the document.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Object {
    /// Its name in the document.
    pub name: &'static str,
    /// What it is.
    pub description: Option<&'static str>,
    /// Its properties, in the document's order.
    pub properties: &'static [Property],
}

/// A property of an [`Object`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Property {
    /// Its name in JSON.
    pub name: &'static str,
    /// What it is for.
    pub description: Option<&'static str>,
    /// Whether a request must have it.
    pub required: bool,
    /// Whether it is inferred from rules and neighbours; no page of the vendor shows it.
    pub inferred: bool,
    /// What its value is.
    pub schema: Schema,
}

/// Where a request is not what the document says, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// The place, such as `administrator.lastName` or `items[0].id`; empty for the whole body.
    pub field: String,
    /// The value as JSON; `None` where there is none, or where it must not be shown.
    pub value: Option<String>,
    /// What would be right.
    pub expected: String,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// It is required, and not there.
    Missing,
    /// It has another type, or is null and must not be.
    Type,
    /// It is no date or no time, or would not stay in its place in the path.
    Format,
    /// It is not among the values of its enum. The service may know more of them than the document.
    Unlisted,
    /// It is too short or too long.
    Length,
    /// It does not match its pattern.
    Pattern,
    /// It is too small or too great.
    Range,
    /// The operation has no such parameter, or no body.
    Unknown,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = if self.field.is_empty() {
            "the body"
        } else {
            &self.field
        };
        match (&self.reason, &self.value) {
            (Reason::Unknown, _) => write!(f, "{field} is unknown: expected {}", self.expected),
            (Reason::Missing, _) => write!(f, "{field} is missing: expected {}", self.expected),
            (_, Some(value)) => write!(f, "{field} is {value}: expected {}", self.expected),
            (_, None) => write!(f, "{field} is not {}", self.expected),
        }
    }
}

impl fmt::Debug for Object {
    /// The name only: an object may contain itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Object {
    /// The property of this name.
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }
}

impl Schema {
    /// Whether the value must not be shown.
    pub fn is_secret(&self) -> bool {
        self.format == Some("password")
    }

    /// What the value is, in a few words, such as `a date of the form YYYY-MM-DD`.
    pub fn in_words(&self) -> String {
        let bare = match (self.kind, self.format) {
            (Kind::Any, _) => "any JSON".to_owned(),
            (Kind::Boolean, _) => "true or false".to_owned(),
            (Kind::Integer, _) => "an integer".to_owned(),
            (Kind::Number, _) => "a number".to_owned(),
            (Kind::Text, Some("date")) => "a date of the form YYYY-MM-DD".to_owned(),
            (Kind::Text, Some("date-time")) => "a time with an offset".to_owned(),
            (Kind::Text, _) => "a text".to_owned(),
            (Kind::Enum(known), _) => format!("one of {}", known.list()),
            (Kind::List(_), _) => "a list".to_owned(),
            (Kind::Map(_) | Kind::Object(_), _) => "an object".to_owned(),
        };
        if self.nullable {
            format!("{bare}, or null")
        } else {
            bare
        }
    }

    /// The value for showing: what is secret in it, at any depth, is `[secret]`.
    ///
    /// ```
    /// use serde_json::json;
    /// use works_partner_api::Operation;
    ///
    /// let body = Operation::find("create_customer").unwrap().body.unwrap();
    /// let shown = body.schema.without_secrets(&json!({"administrator": {"password": "hush", "id": "a"}}));
    /// assert_eq!(shown, json!({"administrator": {"password": "[secret]", "id": "a"}}));
    /// ```
    pub fn without_secrets(&self, value: &Value) -> Value {
        if self.is_secret() {
            return hidden(value);
        }
        match (self.kind, value) {
            // Where an object with a secret in it belongs stands something else: who knows what.
            (Kind::List(_), inner) if !inner.is_array() && self.holds_secret() => hidden(inner),
            (Kind::Map(_) | Kind::Object(_), inner)
                if !inner.is_object() && self.holds_secret() =>
            {
                hidden(inner)
            }
            (Kind::List(item), Value::Array(items)) => items
                .iter()
                .map(|inner| item.without_secrets(inner))
                .collect(),
            (Kind::Map(_) | Kind::Object(_), Value::Object(members)) => {
                let member = |(name, inner): (&String, &Value)| {
                    let schema = match self.kind {
                        Kind::Map(schema) => Some(schema),
                        Kind::Object(object) => object.property(name).map(|known| &known.schema),
                        _ => None,
                    };
                    let inner = schema
                        .map_or_else(|| inner.clone(), |schema| schema.without_secrets(inner));
                    (name.clone(), inner)
                };
                members
                    .iter()
                    .map(member)
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            }
            _ => value.clone(),
        }
    }

    /// The secret texts in a value, for taking them out of what repeats them.
    pub fn secrets_in<'a>(&self, value: &'a Value) -> Vec<&'a str> {
        let mut found = Vec::new();
        self.find_secrets(value, &mut found);
        found
    }

    fn find_secrets<'a>(&self, value: &'a Value, found: &mut Vec<&'a str>) {
        match (self.kind, value) {
            (_, Value::String(text)) if self.is_secret() => found.push(text),
            (Kind::List(item), Value::Array(items)) => {
                items
                    .iter()
                    .for_each(|inner| item.find_secrets(inner, found));
            }
            (Kind::Map(schema), Value::Object(members)) => {
                members
                    .values()
                    .for_each(|inner| schema.find_secrets(inner, found));
            }
            (Kind::Object(object), Value::Object(members)) => {
                for property in object.properties {
                    if let Some(inner) = members.get(property.name) {
                        property.schema.find_secrets(inner, found);
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether there is a secret in it, as deep as objects that may contain themselves are looked into.
    fn holds_secret(&self) -> bool {
        fn holds(schema: &Schema, depth: usize) -> bool {
            schema.is_secret()
                || depth > 0
                    && match schema.kind {
                        Kind::List(inner) | Kind::Map(inner) => holds(inner, depth - 1),
                        Kind::Object(object) => object
                            .properties
                            .iter()
                            .any(|property| holds(&property.schema, depth - 1)),
                        _ => false,
                    }
        }
        const DEEPEST: usize = 8;
        holds(self, DEEPEST)
    }

    /// Everything in a value that is not as the document says. Properties that the document does not
    /// name are no mismatch: it does not know all.
    ///
    /// ```
    /// use serde_json::json;
    /// use works_partner_api::{Operation, schema::Reason};
    ///
    /// let body = Operation::find("put_subscription_memo").unwrap().body.unwrap();
    /// let mismatches = body.schema.check(&json!({"memo": 7, "customerCode": "x".repeat(201)}));
    /// let found: Vec<_> = mismatches.iter().map(|m| (m.field.as_str(), m.reason)).collect();
    /// assert_eq!(found, [("customerCode", Reason::Length), ("memo", Reason::Type)]);
    /// ```
    pub fn check(&self, value: &Value) -> Vec<Mismatch> {
        let mut found = Vec::new();
        self.check_at(String::new(), value, &mut found);
        found
    }

    fn check_at(&self, field: String, value: &Value, found: &mut Vec<Mismatch>) {
        if value.is_null() && (self.nullable || matches!(self.kind, Kind::Any)) {
            return;
        }
        let wrong = |reason, expected: String| Mismatch {
            field: field.clone(),
            value: (!self.holds_secret()).then(|| shown(value)),
            expected,
            reason,
        };
        let is_this_type = match self.kind {
            Kind::Any => true,
            Kind::Boolean => value.is_boolean(),
            Kind::Integer => is_integer(value),
            Kind::Number => value.is_number(),
            Kind::Text | Kind::Enum(_) => value.is_string(),
            Kind::List(_) => value.is_array(),
            Kind::Map(_) | Kind::Object(_) => value.is_object(),
        };
        if !is_this_type {
            found.push(wrong(Reason::Type, self.in_words()));
            return;
        }
        match (self.kind, value) {
            (Kind::Enum(known), Value::String(text)) if !known.contains(text) => {
                found.push(wrong(Reason::Unlisted, self.in_words()));
            }
            (Kind::Text, Value::String(text)) if !self.has_format(text) => {
                found.push(wrong(Reason::Format, self.in_words()));
            }
            (Kind::List(item), Value::Array(items)) => {
                for (index, inner) in items.iter().enumerate() {
                    item.check_at(format!("{field}[{index}]"), inner, found);
                }
            }
            (Kind::Map(schema), Value::Object(members)) => {
                for (name, inner) in members {
                    schema.check_at(join(&field, name), inner, found);
                }
            }
            (Kind::Object(object), Value::Object(members)) => {
                for property in object.properties {
                    let place = join(&field, property.name);
                    match members.get(property.name) {
                        Some(inner) => property.schema.check_at(place, inner, found),
                        None if property.required => found.push(Mismatch {
                            field: place,
                            value: None,
                            expected: property.schema.in_words(),
                            reason: Reason::Missing,
                        }),
                        None => {}
                    }
                }
            }
            _ => {}
        }
        let broken = self.limits.broken(value).into_iter();
        found.extend(broken.map(|(reason, expected)| wrong(reason, expected)));
    }

    fn has_format(&self, text: &str) -> bool {
        match self.format {
            Some("date") => text.parse::<crate::Date>().is_ok(),
            Some("date-time") => text.parse::<crate::DateTime>().is_ok(),
            _ => true,
        }
    }
}

impl Enumeration {
    /// Whether the document lists this value.
    pub fn contains(&self, text: &str) -> bool {
        self.values.iter().any(|(value, _)| *value == text)
    }

    /// The values, for a sentence.
    fn list(&self) -> String {
        let values: Vec<&str> = self.values.iter().map(|(value, _)| *value).collect();
        values.join(", ")
    }
}

impl Limits {
    /// No limit at all.
    pub const NONE: Self = Self {
        min_length: None,
        max_length: None,
        pattern: None,
        minimum: None,
        maximum: None,
        min_items: None,
        max_items: None,
    };

    /// What is wrong with a value, and what would be right.
    fn broken(&self, value: &Value) -> Vec<(Reason, String)> {
        let mut broken = Vec::new();
        match value {
            Value::String(text) => {
                if let Some(expected) = outside(
                    text.chars().count(),
                    self.min_length,
                    self.max_length,
                    "characters",
                ) {
                    broken.push((Reason::Length, expected));
                }
                if let Some(pattern) = self.pattern
                    && matches(pattern, text) == Some(false)
                {
                    broken.push((Reason::Pattern, format!("a text that matches {pattern}")));
                }
            }
            Value::Number(number) => {
                if let (Some(number), Some(expected)) = (number.as_f64(), self.range()) {
                    let low = self.minimum.is_some_and(|minimum| number < minimum);
                    let high = self.maximum.is_some_and(|maximum| number > maximum);
                    if low || high {
                        broken.push((Reason::Range, expected));
                    }
                }
            }
            Value::Array(items) => {
                if let Some(expected) =
                    outside(items.len(), self.min_items, self.max_items, "items")
                {
                    broken.push((Reason::Length, expected));
                }
            }
            _ => {}
        }
        broken
    }

    fn range(&self) -> Option<String> {
        Some(match (self.minimum, self.maximum) {
            (Some(minimum), Some(maximum)) => format!("{minimum} to {maximum}"),
            (Some(minimum), None) => format!("at least {minimum}"),
            (None, Some(maximum)) => format!("at most {maximum}"),
            (None, None) => return None,
        })
    }
}

fn outside(count: usize, min: Option<usize>, max: Option<usize>, of: &str) -> Option<String> {
    let is_inside = min.is_none_or(|min| count >= min) && max.is_none_or(|max| count <= max);
    if is_inside {
        return None;
    }
    Some(match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max} {of}, not {count}"),
        (Some(min), None) => format!("at least {min} {of}, not {count}"),
        _ => format!("at most {} {of}, not {count}", max.unwrap_or_default()),
    })
}

/// Whether a text matches a pattern of the document; `None` where the pattern is beyond what can be
/// decided here.
fn matches(pattern: &str, text: &str) -> Option<bool> {
    Some(regex_lite::Regex::new(pattern).ok()?.is_match(text))
}

/// JSON does not tell 1 from 1.0.
fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn join(field: &str, name: &str) -> String {
    if field.is_empty() {
        name.to_owned()
    } else {
        format!("{field}.{name}")
    }
}

/// What stands for a secret where it is shown.
fn hidden(secret: &Value) -> Value {
    if secret.is_null() {
        return Value::Null;
    }
    Value::from("[secret]")
}

/// A value for a message, cut where it is long.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 80;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text,
    }
}

/// How the generated code says it.
#[rustfmt::skip]
#[allow(missing_docs)]
mod construction {
    use super::*;

    #[doc(hidden)]
    impl Schema {
        pub const fn new(kind: Kind) -> Self {
            Self { kind, nullable: false, format: None, limits: Limits::NONE }
        }
        pub const fn nullable(mut self) -> Self { self.nullable = true; self }
        pub const fn format(mut self, format: &'static str) -> Self { self.format = Some(format); self }
        pub const fn min_length(mut self, length: usize) -> Self { self.limits.min_length = Some(length); self }
        pub const fn max_length(mut self, length: usize) -> Self { self.limits.max_length = Some(length); self }
        pub const fn pattern(mut self, pattern: &'static str) -> Self { self.limits.pattern = Some(pattern); self }
        pub const fn minimum(mut self, minimum: f64) -> Self { self.limits.minimum = Some(minimum); self }
        pub const fn maximum(mut self, maximum: f64) -> Self { self.limits.maximum = Some(maximum); self }
        pub const fn min_items(mut self, items: usize) -> Self { self.limits.min_items = Some(items); self }
        pub const fn max_items(mut self, items: usize) -> Self { self.limits.max_items = Some(items); self }
    }

    #[doc(hidden)]
    impl Property {
        pub const fn new(name: &'static str, schema: Schema) -> Self {
            Self { name, description: None, required: false, inferred: false, schema }
        }
        pub const fn description(mut self, text: &'static str) -> Self { self.description = Some(text); self }
        pub const fn required(mut self) -> Self { self.required = true; self }
        pub const fn inferred(mut self) -> Self { self.inferred = true; self }
    }

    #[doc(hidden)]
    impl Object {
        pub const fn new(name: &'static str, properties: &'static [Property]) -> Self {
            Self { name, description: None, properties }
        }
        pub const fn description(mut self, text: &'static str) -> Self { self.description = Some(text); self }
    }

    #[doc(hidden)]
    impl Enumeration {
        pub const fn new(name: &'static str, values: &'static [(&'static str, Option<&'static str>)]) -> Self {
            Self { name, values }
        }
    }
}

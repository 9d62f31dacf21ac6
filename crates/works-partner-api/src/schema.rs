//! What a request may carry, as data: for commands, emulators and validation that follow the document.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde_json::Value;

use crate::decimal::Decimal;

mod secret_names;
mod written;

/// What a value in a request is.
///
/// ```
/// use works_partner_api::{Operation, schema::Kind};
///
/// let operation = Operation::find("list_customers").unwrap();
/// let count = &operation.parameters.iter().find(|p| p.name == "count").unwrap().schema;
/// assert!(matches!(count.kind, Kind::Integer));
/// assert_eq!(count.limits.maximum.unwrap().value, "30");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Schema {
    /// Its type.
    pub kind: Kind,
    /// Whether it may be null.
    pub nullable: bool,
    /// What the document says of the text or number besides its type, such as `date` or `int64`.
    pub format: Option<&'static str>,
    /// Lengths, ranges, patterns and the like.
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
    /// Regular expressions, each of which the text matches somewhere.
    pub patterns: &'static [&'static str],
    /// The least number.
    pub minimum: Option<Bound>,
    /// The greatest number.
    pub maximum: Option<Bound>,
    /// Numbers, as JSON, of each of which the number is a multiple.
    pub multiples_of: &'static [&'static str],
    /// The only numbers or booleans, as JSON; empty where any will do.
    pub values: &'static [&'static str],
    /// The shortest list.
    pub min_items: Option<usize>,
    /// The longest list.
    pub max_items: Option<usize>,
    /// Whether no item of a list is there twice.
    pub unique_items: bool,
    /// The fewest members of an object.
    pub min_properties: Option<usize>,
    /// The most members of an object.
    pub max_properties: Option<usize>,
}

/// An end of a range of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Bound {
    /// The number as JSON: an `f64` would round what is above 2 to the power of 53.
    pub value: &'static str,
    /// Whether the number itself is out of the range.
    pub exclusive: bool,
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
    /// It is not among the values that are listed. The service may know more of them than the document.
    Unlisted,
    /// It is too short or too long, or has too few or too many items or members.
    Length,
    /// It does not match its pattern.
    Pattern,
    /// It is too small, too great, or between the multiples that it may be.
    Range,
    /// A list has an item twice.
    Repeated,
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

    /// The value for showing: what is secret in it, at any depth, is `[secret]`. So is what the document does
    /// not know and whose name says that it is a secret: a misspelt or misplaced one.
    ///
    /// ```
    /// use serde_json::json;
    /// use works_partner_api::Operation;
    ///
    /// let body = Operation::find("create_customer").unwrap().body.unwrap();
    /// let shown = body.schema.without_secrets(&json!({"administrator": {"password": "hush", "id": "a"}}));
    /// assert_eq!(shown, json!({"administrator": {"password": "[secret]", "id": "a"}}));
    /// let shown = body.schema.without_secrets(&json!({"Administrator": {"pass_word": "hush", "id": "a"}}));
    /// assert_eq!(shown, json!({"Administrator": {"pass_word": "[secret]", "id": "a"}}));
    /// ```
    pub fn without_secrets(&self, value: &Value) -> Value {
        if self.hides(value) {
            return hidden(value);
        }
        match value {
            Value::Array(items) => {
                let item = self.item();
                items
                    .iter()
                    .map(|inner| item.without_secrets(inner))
                    .collect()
            }
            Value::Object(members) => {
                let member = |(name, inner): (&String, &Value)| {
                    let inner = match self.member(name) {
                        Some(schema) => schema.without_secrets(inner),
                        None => hidden(inner),
                    };
                    (name.clone(), inner)
                };
                let members = members.iter().map(member);
                members.collect::<serde_json::Map<_, _>>().into()
            }
            _ => value.clone(),
        }
    }

    /// The secret texts in a value, for taking them out of what repeats them: those that
    /// [`without_secrets`](Self::without_secrets) hides.
    pub fn secrets_in<'a>(&self, value: &'a Value) -> Vec<&'a str> {
        let mut found = Vec::new();
        self.find_secrets(value, &mut found);
        found
    }

    fn find_secrets<'a>(&self, value: &'a Value, found: &mut Vec<&'a str>) {
        if self.hides(value) {
            return find_texts(value, found);
        }
        match value {
            Value::Array(items) => {
                let item = self.item();
                items
                    .iter()
                    .for_each(|inner| item.find_secrets(inner, found));
            }
            Value::Object(members) => {
                for (name, inner) in members {
                    match self.member(name) {
                        Some(schema) => schema.find_secrets(inner, found),
                        None => find_texts(inner, found),
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether the whole value is secret.
    fn hides(&self, value: &Value) -> bool {
        self.is_secret()
            || match self.kind {
                // Where an object with a secret in it belongs stands something else: who knows what.
                Kind::List(_) => !value.is_array() && self.holds_secret(),
                Kind::Map(_) | Kind::Object(_) => !value.is_object() && self.holds_secret(),
                _ => false,
            }
    }

    /// What the items of a list are.
    fn item(&self) -> Self {
        match self.kind {
            Kind::List(item) => *item,
            _ => Self::new(Kind::Any),
        }
    }

    /// What a member of an object is; `None` where its name alone says that it is secret.
    fn member(&self, name: &str) -> Option<Self> {
        let known = match self.kind {
            Kind::Map(schema) => Some(*schema),
            Kind::Object(object) => object.property(name).map(|property| property.schema),
            _ => None,
        };
        match known {
            None if secret_names::is_one(name) => None,
            None => Some(Self::new(Kind::Any)),
            known => known,
        }
    }

    /// Whether there is a secret in it, as deep as objects that may contain themselves are looked into.
    ///
    /// ```
    /// use works_partner_api::Operation;
    ///
    /// let holds_secret = |id| Operation::find(id).unwrap().body.unwrap().schema.holds_secret();
    /// assert!(holds_secret("create_customer"));
    /// assert!(!holds_secret("update_customer"));
    /// ```
    pub fn holds_secret(&self) -> bool {
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
        self.check_at(&Place::Whole, value, &mut found);
        found
    }

    fn check_at(&self, place: &Place<'_>, value: &Value, found: &mut Vec<Mismatch>) {
        if value.is_null() && (self.nullable || matches!(self.kind, Kind::Any)) {
            return;
        }
        let wrong = |reason, expected: String| Mismatch {
            field: place.to_string(),
            value: (!self.holds_secret()).then(|| shown(&self.without_secrets(value))),
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
                let is_day = self.format == Some("date") && has_form_of_date(text);
                let expected = match is_day {
                    true => "a day that exists".to_owned(),
                    false => self.in_words(),
                };
                found.push(wrong(Reason::Format, expected));
            }
            (Kind::Integer, Value::Number(number)) => {
                if let Some((least, most)) =
                    self.width().filter(|width| !lies_within(number, *width))
                {
                    found.push(wrong(Reason::Range, format!("{least} to {most}")));
                }
            }
            (Kind::List(item), Value::Array(items)) => {
                for (index, inner) in items.iter().enumerate() {
                    item.check_at(&Place::Item(place, index), inner, found);
                }
            }
            (Kind::Map(schema), Value::Object(members)) => {
                for (name, inner) in members {
                    schema.check_at(&Place::Member(place, name), inner, found);
                }
            }
            (Kind::Object(object), Value::Object(members)) => {
                for property in object.properties {
                    let place = Place::Member(place, property.name);
                    match members.get(property.name) {
                        Some(inner) => property.schema.check_at(&place, inner, found),
                        None if property.required => found.push(Mismatch {
                            field: place.to_string(),
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

    /// The least and the greatest integer of the format.
    fn width(&self) -> Option<(&'static str, &'static str)> {
        let format = self.format?;
        let width = WIDTHS.iter().find(|(name, ..)| *name == format);
        width.map(|(_, least, most)| (*least, *most))
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
        patterns: &[],
        minimum: None,
        maximum: None,
        multiples_of: &[],
        values: &[],
        min_items: None,
        max_items: None,
        unique_items: false,
        min_properties: None,
        max_properties: None,
    };

    /// The range of a number in words, such as `1 to 30` or `above 0 and at most 5`.
    pub fn range(&self) -> Option<String> {
        let inclusive = |bound: Option<Bound>| bound.filter(|bound| !bound.exclusive);
        if let (Some(minimum), Some(maximum)) = (inclusive(self.minimum), inclusive(self.maximum)) {
            return Some(format!("{} to {}", minimum.value, maximum.value));
        }
        let end = |bound: Option<Bound>, exclusive: &str, inclusive: &str| {
            let bound = bound?;
            let word = if bound.exclusive {
                exclusive
            } else {
                inclusive
            };
            Some(format!("{word} {}", bound.value))
        };
        let ends = [
            end(self.minimum, "above", "at least"),
            end(self.maximum, "below", "at most"),
        ];
        let ends: Vec<String> = ends.into_iter().flatten().collect();
        (!ends.is_empty()).then(|| ends.join(" and "))
    }

    /// What is wrong with a value, and what would be right.
    fn broken(&self, value: &Value) -> Vec<(Reason, String)> {
        let mut broken = Vec::new();
        let mut count = |count: usize, min: Option<usize>, max: Option<usize>, of: &str| {
            let expected = outside(count, min, max, of);
            broken.extend(expected.map(|expected| (Reason::Length, expected)));
        };
        match value {
            Value::String(text) => count(
                text.chars().count(),
                self.min_length,
                self.max_length,
                "characters",
            ),
            Value::Array(items) => count(items.len(), self.min_items, self.max_items, "items"),
            Value::Object(members) => count(
                members.len(),
                self.min_properties,
                self.max_properties,
                "members",
            ),
            _ => {}
        }
        match value {
            Value::String(text) => {
                let unmatched = self
                    .patterns
                    .iter()
                    .filter(|pattern| matches(pattern, text) == Some(false));
                broken
                    .extend(unmatched.map(|pattern| {
                        (Reason::Pattern, format!("a text that matches {pattern}"))
                    }));
            }
            Value::Number(number) if self.bound_numbers() => {
                if let Some(number) = Decimal::of(number) {
                    broken.extend(self.broken_by(&number));
                }
            }
            Value::Array(items) if self.unique_items => {
                let mut seen = HashSet::new();
                if !items.iter().all(|item| seen.insert(canonical(item))) {
                    broken.push((Reason::Repeated, "no item twice".to_owned()));
                }
            }
            _ => {}
        }
        let is_listed = || {
            let listed = self
                .values
                .iter()
                .filter_map(|text| serde_json::from_str(text).ok());
            let mut listed = listed.map(|listed: Value| canonical(&listed));
            listed.any(|listed| listed == canonical(value))
        };
        if !self.values.is_empty() && !value.is_null() && !is_listed() {
            let expected = format!("one of {}", self.values.join(", "));
            broken.push((Reason::Unlisted, expected));
        }
        broken
    }

    fn bound_numbers(&self) -> bool {
        self.minimum.is_some() || self.maximum.is_some() || !self.multiples_of.is_empty()
    }

    fn broken_by(&self, number: &Decimal) -> Vec<(Reason, String)> {
        let mut broken = Vec::new();
        // A bound that is no number bounds nothing.
        let against = |bound: Option<Bound>| {
            let bound = bound?;
            let order = number.cmp(&Decimal::parse(bound.value)?);
            Some((order, bound.exclusive))
        };
        let is_low = against(self.minimum)
            .is_some_and(|(order, exclusive)| order.is_lt() || exclusive && order.is_eq());
        let is_high = against(self.maximum)
            .is_some_and(|(order, exclusive)| order.is_gt() || exclusive && order.is_eq());
        if let Some(range) = self.range().filter(|_| is_low || is_high) {
            broken.push((Reason::Range, range));
        }
        for step in self.multiples_of {
            let is_multiple = Decimal::parse(step).and_then(|step| number.is_multiple(&step));
            if is_multiple == Some(false) {
                broken.push((Reason::Range, format!("a multiple of {step}")));
            }
        }
        broken
    }
}

fn outside(count: usize, min: Option<usize>, max: Option<usize>, of: &str) -> Option<String> {
    if is_inside(count, min, max) {
        return None;
    }
    Some(match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max} {of}, not {count}"),
        (Some(min), None) => format!("at least {min} {of}, not {count}"),
        _ => format!("at most {} {of}, not {count}", max.unwrap_or_default()),
    })
}

fn is_inside(count: usize, min: Option<usize>, max: Option<usize>) -> bool {
    min.is_none_or(|min| count >= min) && max.is_none_or(|max| count <= max)
}

/// Whether a text matches a pattern of the document; `None` where the pattern is beyond what can be
/// decided here.
fn matches(pattern: &str, text: &str) -> Option<bool> {
    Some(regex_lite::Regex::new(pattern).ok()?.is_match(text))
}

/// What the formats of integers have room for.
const WIDTHS: &[(&str, &str, &str)] = &[
    ("int32", "-2147483648", "2147483647"),
    ("int64", "-9223372036854775808", "9223372036854775807"),
    ("uint32", "0", "4294967295"),
    ("uint64", "0", "18446744073709551615"),
];

fn lies_within(number: &serde_json::Number, (least, most): (&str, &str)) -> bool {
    // Nearly all are short enough to be compared as they are.
    if let (Some(number), Ok(least), Ok(most)) =
        (number.as_i128(), least.parse::<i128>(), most.parse())
    {
        return (least..=most).contains(&number);
    }
    let bounds = Decimal::parse(least).zip(Decimal::parse(most));
    let within = Decimal::of(number).zip(bounds);
    within.is_some_and(|(number, (least, most))| {
        number.cmp(&least).is_ge() && number.cmp(&most).is_le()
    })
}

/// `YYYY-MM-DD`, whether there is such a day or not.
fn has_form_of_date(text: &str) -> bool {
    let form = "0000-00-00";
    let is_alike = |(own, form): (char, char)| match form {
        '-' => own == '-',
        _ => own.is_ascii_digit(),
    };
    text.len() == form.len() && text.chars().zip(form.chars()).all(is_alike)
}

/// JSON does not tell 1 from 1.0.
fn is_integer(value: &Value) -> bool {
    if value.is_i64() || value.is_u64() {
        return true;
    }
    let number = value.as_number().and_then(Decimal::of);
    number.is_some_and(|number| number.is_integer())
}

/// A text that equal values have in common: 1 and 1.0 are one number, and members have no order.
fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => match Decimal::of(number) {
            Some(decimal) => format!("{decimal:?}"),
            None => number.to_string(),
        },
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let members: BTreeMap<String, String> = members
                .iter()
                .map(|(name, value)| (Value::from(name.as_str()).to_string(), canonical(value)))
                .collect();
            format!("{members:?}")
        }
        other => other.to_string(),
    }
}

/// Where a value is, such as `administrator.lastName` or `items[3].id`: a text only once it is told.
enum Place<'a> {
    Whole,
    Member(&'a Self, &'a str),
    Item(&'a Self, usize),
}

impl Place<'_> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Whole => true,
            Self::Member(object, name) => name.is_empty() && object.is_empty(),
            Self::Item(..) => false,
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Member(object, name) if object.is_empty() => f.write_str(name),
            Self::Member(object, name) => write!(f, "{object}.{name}"),
            Self::Item(list, index) => write!(f, "{list}[{index}]"),
        }
    }
}

/// What stands for a secret where it is shown.
fn hidden(secret: &Value) -> Value {
    if secret.is_null() {
        return Value::Null;
    }
    Value::from("[secret]")
}

/// All texts in a value.
fn find_texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|inner| find_texts(inner, found)),
        Value::Object(members) => members.values().for_each(|inner| find_texts(inner, found)),
        _ => {}
    }
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
        pub const fn patterns(mut self, patterns: &'static [&'static str]) -> Self { self.limits.patterns = patterns; self }
        pub const fn minimum(mut self, value: &'static str) -> Self { self.limits.minimum = Some(Bound { value, exclusive: false }); self }
        pub const fn maximum(mut self, value: &'static str) -> Self { self.limits.maximum = Some(Bound { value, exclusive: false }); self }
        pub const fn above(mut self, value: &'static str) -> Self { self.limits.minimum = Some(Bound { value, exclusive: true }); self }
        pub const fn below(mut self, value: &'static str) -> Self { self.limits.maximum = Some(Bound { value, exclusive: true }); self }
        pub const fn multiples_of(mut self, numbers: &'static [&'static str]) -> Self { self.limits.multiples_of = numbers; self }
        pub const fn values(mut self, values: &'static [&'static str]) -> Self { self.limits.values = values; self }
        pub const fn unique_items(mut self) -> Self { self.limits.unique_items = true; self }
        pub const fn min_properties(mut self, members: usize) -> Self { self.limits.min_properties = Some(members); self }
        pub const fn max_properties(mut self, members: usize) -> Self { self.limits.max_properties = Some(members); self }
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

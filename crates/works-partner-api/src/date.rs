//! Dates and times that keep the text the server sent.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A calendar date such as `2026-12-01`, in the customer's time zone.
///
/// Reading a response never fails on a date: whatever text came is kept and written back as it was,
/// and [`to_civil`](Self::to_civil) says whether it is a date. Parsing one for a request is strict.
///
/// ```
/// use works_partner_api::Date;
///
/// let date: Date = "2026-12-01".parse()?;
/// assert_eq!(date.to_civil(), Some(jiff::civil::date(2026, 12, 1)));
/// assert!("2026-02-30".parse::<Date>().is_err());
///
/// let odd: Date = serde_json::from_str(r#""soon""#)?;
/// assert_eq!(odd.to_civil(), None);
/// assert_eq!(serde_json::to_string(&odd)?, r#""soon""#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Date(String);

impl Date {
    /// The text as it stands in requests and responses.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date that the text says, if it says one.
    pub fn to_civil(&self) -> Option<jiff::civil::Date> {
        parse_date(&self.0)
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date.to_string())
    }
}

/// A point in time such as `2021-11-01T00:00:00.000Z`.
///
/// Keeps the text like [`Date`]; [`to_timestamp`](Self::to_timestamp) reads it.
///
/// ```
/// use works_partner_api::DateTime;
///
/// let time: DateTime = serde_json::from_str(r#""2021-11-01T09:00:00.000+09:00""#)?;
/// assert_eq!(time.to_timestamp(), Some("2021-11-01T00:00:00Z".parse()?));
/// assert_eq!(time.as_str(), "2021-11-01T09:00:00.000+09:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateTime(String);

impl DateTime {
    /// The text as it stands in requests and responses.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The point in time that the text says; `None` where it says none, or has no offset.
    pub fn to_timestamp(&self) -> Option<jiff::Timestamp> {
        self.0.parse().ok()
    }
}

impl From<jiff::Timestamp> for DateTime {
    fn from(time: jiff::Timestamp) -> Self {
        Self(time.to_string())
    }
}

/// A text that was to be a date or a time, and is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is not {expected}")]
pub struct InvalidDate {
    value: String,
    expected: &'static str,
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        match parse_date(text) {
            Some(_) => Ok(Self(text.to_owned())),
            None => Err(InvalidDate {
                value: text.to_owned(),
                expected: "a date of the form YYYY-MM-DD, such as 2026-12-01",
            }),
        }
    }
}

impl FromStr for DateTime {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        match text.parse::<jiff::Timestamp>() {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(_) => Err(InvalidDate {
                value: text.to_owned(),
                expected: "a time with an offset, such as 2026-12-01T09:00:00+09:00",
            }),
        }
    }
}

/// Strict about the form: jiff would read `20261201` and times as well.
fn parse_date(text: &str) -> Option<jiff::civil::Date> {
    let date: jiff::civil::Date = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
}

macro_rules! text {
    ($($name:ident, $format:literal;)*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl TryFrom<&str> for $name {
            type Error = InvalidDate;
            fn try_from(text: &str) -> Result<Self, InvalidDate> {
                text.parse()
            }
        }
        impl TryFrom<String> for $name {
            type Error = InvalidDate;
            fn try_from(text: String) -> Result<Self, InvalidDate> {
                text.parse()
            }
        }
        impl schemars::JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": $format })
            }
        }
    )*};
}

text! {
    Date, "date";
    DateTime, "date-time";
}

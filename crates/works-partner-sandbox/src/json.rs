//! The members of a JSON body. One that is missing, or not of the type that is asked for, is none.

pub(crate) mod unique;

use jiff::civil::Date;
use serde_json::Value;

pub(crate) fn text<'a>(body: &'a Value, member: &str) -> Option<&'a str> {
    body.get(member)?.as_str()
}

pub(crate) fn integer(body: &Value, member: &str) -> Option<i64> {
    whole(body.get(member)?)
}

/// A number that is an integer of 64 bits.
pub(crate) fn whole(number: &Value) -> Option<i64> {
    // `3.0` is an integer too.
    let float = number.as_f64().filter(|float| float.fract() == 0.0);
    let of_float = || format!("{:.0}", float?).parse().ok();
    number.as_i64().or_else(of_float)
}

/// A day such as `2027-01-15`.
pub(crate) fn date(body: &Value, member: &str) -> Option<Date> {
    text(body, member)?.parse().ok()
}

/// Changes a member where it stands, or adds it at the end.
pub(crate) fn set(body: &mut Value, member: &str, value: impl Into<Value>) {
    if let Some(members) = body.as_object_mut() {
        members.insert(member.to_owned(), value.into());
    }
}

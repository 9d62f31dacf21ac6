//! JSON text that is looked into without being read as a whole.
//!
//! All of it expects valid JSON in the form in which serde_json writes it; [`canonical`] sees to that.

use serde_json::Value;
use serde_json::value::RawValue;

use crate::json::unique::{Unique, reason};

/// The text of a body as it came where it is as serde_json writes it, else as serde_json would write it.
///
/// # Errors
///
/// Where an object has a member twice, or values are nested too deeply to be read again.
pub(super) fn canonical<E: serde::de::Error>(body: Box<RawValue>) -> Result<Box<str>, E> {
    let text = Box::<str>::from(body);
    if is_canonical(&text) {
        return Ok(text);
    }
    // In an array, as it is read again.
    let read: Result<[Unique; 1], _> = serde_json::from_str(&format!("[{text}]"));
    let [Unique(value)] = read.map_err(|error| E::custom(reason(&error)))?;
    Ok(value.to_string().into())
}

/// The members of an object: each name without quotes, and its value's text.
pub(super) fn members(object: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = object.strip_prefix('{').unwrap_or_default();
    std::iter::from_fn(move || {
        let (name, value) = next_value(rest)?;
        let (value, after) = next_value(value.strip_prefix(':')?)?;
        rest = after.strip_prefix(',').unwrap_or_default();
        Some((unquoted(name)?, value))
    })
}

/// The items of an array.
pub(super) fn items(array: &str) -> impl Iterator<Item = &str> {
    let mut rest = array.strip_prefix('[').unwrap_or_default();
    std::iter::from_fn(move || {
        let (item, after) = next_value(rest)?;
        rest = after.strip_prefix(',').unwrap_or_default();
        Some(item)
    })
}

/// What a string says, if it is one.
pub(super) fn string(value: &str) -> Option<String> {
    let text = unquoted(value)?;
    if text.contains('\\') {
        return match serde_json::from_str(value).ok()? {
            Value::String(text) => Some(text),
            _ => None,
        };
    }
    Some(text.to_owned())
}

/// Whether a value is a string that says this.
pub(super) fn is_string(value: &str, text: &str) -> bool {
    match unquoted(value) {
        Some(unquoted) if unquoted.contains('\\') => string(value).as_deref() == Some(text),
        unquoted => unquoted == Some(text),
    }
}

/// What stands between the quotes of a string.
pub(super) fn unquoted(value: &str) -> Option<&str> {
    value.strip_prefix('"')?.strip_suffix('"')
}

/// The value that a text begins with, and what follows it.
fn next_value(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        match bytes.get(at)? {
            b'"' => at = end_of_string(bytes, at, |_| true)?,
            b'{' | b'[' => {
                depth = depth.saturating_add(1);
                at = at.saturating_add(1);
                continue;
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                at = at.saturating_add(1);
            }
            b',' | b':' if depth > 0 => {
                at = at.saturating_add(1);
                continue;
            }
            b',' | b':' => return None,
            _ => {
                let length = bytes.get(at..)?.iter();
                let length = length.take_while(|byte| !b",:}]".contains(byte)).count();
                at = at.saturating_add(length);
            }
        }
        if depth == 0 {
            return text.split_at_checked(at);
        }
    }
}

/// The place after the string that begins at one, where all that is escaped in it is allowed.
fn end_of_string(bytes: &[u8], start: usize, is_allowed: fn(u8) -> bool) -> Option<usize> {
    let mut at = start.saturating_add(1);
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at.saturating_add(1)),
            b'\\' if is_allowed(*bytes.get(at.saturating_add(1))?) => at = at.saturating_add(2),
            b'\\' => return None,
            _ => at = at.saturating_add(1),
        }
    }
}

/// Deeper values, longer numbers and larger objects are read by serde_json, which tells what is wrong.
const DEPTH: usize = 64;
const DIGITS: usize = 15;
const MEMBERS: usize = 64;

/// Whether valid JSON is surely as serde_json writes what it reads in it: without spaces, escapes that need
/// none, numbers in another form and members that come twice.
fn is_canonical(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut names: Vec<&str> = Vec::new();
    // Where the names of each open object or array begin.
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                // Nothing else is escaped that need not be.
                let Some(end) = end_of_string(bytes, at, |it| !matches!(it, b'u' | b'/')) else {
                    return false;
                };
                let start = std::mem::replace(&mut at, end);
                if bytes.get(at) == Some(&b':') {
                    let string = text.get(start..end).unwrap_or_default();
                    let first = open.last().copied().unwrap_or_default();
                    let known = names.get(first..).unwrap_or_default();
                    if known.len() >= MEMBERS || known.contains(&string) {
                        return false;
                    }
                    names.push(string);
                }
                continue;
            }
            b'{' | b'[' if open.len() == DEPTH => return false,
            b'{' | b'[' => open.push(names.len()),
            b'}' | b']' => names.truncate(open.pop().unwrap_or_default()),
            b'-' | b'0'..=b'9' => {
                let number = bytes.get(at..).unwrap_or_default();
                let length = number
                    .iter()
                    .take_while(|byte| !b",:}] \t\r\n".contains(byte));
                let length = length.count();
                let digits = number.get(usize::from(*byte == b'-')..length);
                let is_plain = digits.is_some_and(|digits| {
                    digits.len() <= DIGITS
                        && digits.iter().all(u8::is_ascii_digit)
                        && (*byte != b'-' || digits != b"0")
                });
                if !is_plain {
                    return false;
                }
                at = at.saturating_add(length);
                continue;
            }
            b' ' | b'\t' | b'\r' | b'\n' => return false,
            _ => {}
        }
        at = at.saturating_add(1);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical_of(text: &str) -> Result<String, String> {
        let raw = RawValue::from_string(text.to_owned()).map_err(|error| error.to_string())?;
        let text = canonical::<serde_json::Error>(raw).map_err(|error| error.to_string())?;
        Ok(text.into())
    }

    #[test]
    fn text_is_kept_where_it_is_as_serde_json_writes_it() {
        for (text, kept) in [
            (r#"{"b":1,"a":{"b":[1,-2,null,true],"c":{}}}"#, None),
            (
                r#"{"a":"x\"y\\","b":"\n","c":"ü 日本","d":"\\u65e5"}"#,
                None,
            ),
            (r#"{"a": 1}"#, Some(r#"{"a":1}"#)),
            ("[1,\n2]", Some("[1,2]")),
            (r#"{"a":"\u65e5","b":"\/"}"#, Some(r#"{"a":"日","b":"/"}"#)),
            (r#"[1.50,1e2,-0,1E-3]"#, Some("[1.5,100.0,-0.0,0.001]")),
            (r#"[{"a":1},{"a":1}]"#, None),
            ("12345678901234567890123", Some("1.2345678901234568e+22")),
        ] {
            let expected = kept.unwrap_or(text);
            assert_eq!(canonical_of(text).as_deref(), Ok(expected), "{text}");
            assert_eq!(is_canonical(text), kept.is_none(), "{text}");
        }
    }

    #[test]
    fn a_member_that_comes_twice_and_endless_nesting_are_refused() {
        for text in [r#"{"a":1,"a":2}"#, r#"[{"b":{"a":1,"\u0061":2}}]"#] {
            let error = canonical_of(text).unwrap_err();
            assert!(error.contains("the field \"a\" twice"), "{error}");
        }
        let deep = format!("{}{}", "[".repeat(127), "]".repeat(127));
        assert!(
            canonical_of(&deep)
                .unwrap_err()
                .contains("nested too deeply")
        );
    }

    #[test]
    fn members_and_items_are_found_without_reading_their_values() {
        let object = r#"{"a":{"x":[1,{"y":"}"}]},"b":"c,\"d","e":-1,"f":null,"g":[]}"#;
        let found: Vec<_> = members(object).collect();
        let expected = [
            ("a", r#"{"x":[1,{"y":"}"}]}"#),
            ("b", r#""c,\"d""#),
            ("e", "-1"),
            ("f", "null"),
            ("g", "[]"),
        ];
        assert_eq!(found, expected);
        assert_eq!(string(r#""c,\"d""#).as_deref(), Some("c,\"d"));
        assert_eq!(string("7"), None);
        for (value, text, is_same) in [
            (r#""c,\"d""#, "c,\"d", true),
            (r#""c,\"d""#, r#"c,\"d"#, false),
            (r#""7""#, "7", true),
            ("7", "7", false),
        ] {
            assert_eq!(is_string(value, text), is_same, "{value}");
        }
        let found: Vec<_> = items(r#"[{"a":[1,2]},3,"x",[]]"#).collect();
        assert_eq!(found, [r#"{"a":[1,2]}"#, "3", r#""x""#, "[]"]);
        assert_eq!(
            items("[]").count() + members("{}").count() + items("").count(),
            0
        );
    }
}

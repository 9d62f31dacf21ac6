//! An error body, read field by field: what can be told is told, whatever is wrong with the rest.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::masking::mask;

/// The longest text that is kept, in bytes.
const LONGEST_TEXT: usize = 16 * 1024;

/// What an error body says.
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/error-codes>: `code` and `description`, both texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<String>,
    pub(crate) description: Option<String>,
}

impl ErrorBody {
    /// Reads as far as the body is JSON. Of a field that is there more than once, all differing values
    /// are told; a value that is no text is told as JSON.
    pub(crate) fn read(body: &[u8]) -> Self {
        let mut fields = Fields::default();
        let mut json = serde_json::Deserializer::from_slice(body);
        // A body that is cut short has said something before.
        let _ = json.deserialize_map(&mut fields);
        Self {
            code: told(fields.codes),
            description: told(fields.descriptions),
        }
    }

    /// Takes out secrets that the server repeats.
    pub(crate) fn mask(&mut self, secrets: &[&str]) {
        for text in [&mut self.code, &mut self.description]
            .into_iter()
            .flatten()
        {
            *text = mask(text, secrets);
        }
    }
}

/// All values of the two fields, in order.
#[derive(Default)]
struct Fields {
    codes: Vec<Box<RawValue>>,
    descriptions: Vec<Box<RawValue>>,
}

impl<'de> Visitor<'de> for &mut Fields {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "code" => self.codes.push(map.next_value()?),
                "description" => self.descriptions.push(map.next_value()?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

fn told(values: Vec<Box<RawValue>>) -> Option<String> {
    let mut texts: Vec<String> = Vec::new();
    for value in values {
        // Numbers that no type has room for and texts that are not Unicode are told as they are written.
        let mut text = match serde_json::from_str(value.get()) {
            Ok(text) => text,
            Err(_) if value.get() == "null" => continue,
            Err(_) => value.get().to_owned(),
        };
        let end = (0..=LONGEST_TEXT.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    (!texts.is_empty()).then(|| texts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_told_is_told() {
        for (body, code, description) in [
            (r#"{"code":"A","description":"b"}"#, Some("A"), Some("b")),
            (
                r#"{"code":17,"description":"closed"}"#,
                Some("17"),
                Some("closed"),
            ),
            (
                r#"{"code":"A","description":{"why":["b",1]}}"#,
                Some("A"),
                Some(r#"{"why":["b",1]}"#),
            ),
            (
                r#"{"description":["b"],"code":null}"#,
                None,
                Some(r#"["b"]"#),
            ),
            (r#"{"code":"A","code":"A","code":"B"}"#, Some("A; B"), None),
            (
                r#"{"code":1e999,"description":"above all"}"#,
                Some("1e999"),
                Some("above all"),
            ),
            (
                r#"{"description":"half \ud83d","code":"A"}"#,
                Some("A"),
                Some(r#""half \ud83d""#),
            ),
            (
                r#"{"code":"A","more":{"x":[]},"description":"cut"#,
                Some("A"),
                None,
            ),
            (r#"{"description":"b","co"#, None, Some("b")),
            ("[]", None, None),
            ("<html>", None, None),
            ("", None, None),
        ] {
            let read = ErrorBody::read(body.as_bytes());
            let found = (read.code.as_deref(), read.description.as_deref());
            assert_eq!(found, (code, description), "{body}");
        }
    }
}

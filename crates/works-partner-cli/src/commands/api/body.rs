//! The body of a call: JSON in the spelling that it was written in, in which flags set fields.

use std::collections::HashSet;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::members::Members;

/// A valid JSON text without repeated names.
#[derive(Debug)]
pub(super) struct Body(String);

impl Body {
    /// An object without fields.
    pub(super) fn empty() -> Self {
        Self("{}".to_owned())
    }

    /// Reads a text; `name` says where it is from. A byte order mark before it is no part of it.
    pub(super) fn read(text: &str, name: &str) -> Result<Self, Failure> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // It is read as a value too, so that what follows is not nested more deeply than that allows.
        serde_json::from_str::<Value>(text).map_err(|error| {
            // serde's own text may quote a secret.
            let (line, column) = (error.line(), error.column());
            let what = match serde_json::from_str::<&RawValue>(text) {
                Ok(_) if error.to_string().starts_with("number out of range") => {
                    "has a number that no field has room for"
                }
                Ok(_) => "is nested too deeply",
                Err(_) => "is not JSON",
            };
            let message = format!("the JSON body {name} {what} (line {line}, column {column})");
            Failure::new(Exit::Usage, message)
        })?;
        match repeated(text, "") {
            None => Ok(Self(text.trim().to_owned())),
            Some(field) => {
                let message = format!("the JSON body {name} has the field `{field}` twice");
                Err(Failure::new(Exit::Usage, message).hint("leave out one of the two"))
            }
        }
    }

    /// Puts a value at a place, into objects that are made where there are none. The error is the place
    /// where something else stands.
    pub(super) fn set(&mut self, path: &[&str], value: &Value) -> Result<(), String> {
        self.0 = with_field(&self.0, path, 0, &value.to_string())?;
        Ok(())
    }

    pub(super) fn into_json(self) -> Result<Box<RawValue>, serde_json::Error> {
        RawValue::from_string(self.0)
    }
}

/// The text with a value at a place below the `depth` names that led here.
fn with_field(json: &str, path: &[&str], depth: usize, value: &str) -> Result<String, String> {
    let Some(name) = path.get(depth) else {
        return Ok(value.to_owned());
    };
    let Members(members) = match serde_json::from_str(json) {
        Ok(members) => members,
        Err(_) if depth > 0 && json == "null" => Members(Vec::new()),
        Err(_) => return Err(path.get(..depth).unwrap_or_default().join(".")),
    };
    let within = |json| with_field(json, path, depth.saturating_add(1), value);
    let mut fields = Vec::new();
    let mut is_new = true;
    for member in &members {
        let inner = if member.name == *name {
            is_new = false;
            within(member.value)?
        } else {
            member.value.to_owned()
        };
        fields.push(format!("{}:{inner}", member.key));
    }
    if is_new {
        fields.push(format!("{}:{}", Value::from(*name), within("null")?));
    }
    Ok(format!("{{{}}}", fields.join(",")))
}

/// A field that an object in it has twice, by the names that lead to it.
fn repeated(json: &str, place: &str) -> Option<String> {
    if let Ok(Members(members)) = serde_json::from_str(json) {
        let mut seen = HashSet::new();
        return members.iter().find_map(|member| {
            let here = match place {
                "" => member.name.clone(),
                place => format!("{place}.{}", member.name),
            };
            match seen.insert(&member.name) {
                true => repeated(member.value, &here),
                false => Some(here),
            }
        });
    }
    let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
    let mut items = items.iter().enumerate();
    items.find_map(|(index, item)| repeated(item.get(), &format!("{place}[{index}]")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(body: Body) -> String {
        body.into_json().unwrap().get().to_owned()
    }

    #[test]
    fn what_flags_do_not_set_keeps_its_spelling() {
        let json =
            "\u{feff} {\"big\":123456789012345678901234567890,\"half\":0.50,\"a\":{\"b\":1e2}}\n";
        let mut body = Body::read(json, "x").unwrap();
        body.set(&["a", "c"], &json!("d")).unwrap();
        body.set(&["n", "m"], &json!(null)).unwrap();
        assert_eq!(
            text(body),
            r#"{"big":123456789012345678901234567890,"half":0.50,"a":{"b":1e2,"c":"d"},"n":{"m":null}}"#
        );
        let mut body = Body::read(r#"{"a":[1]}"#, "x").unwrap();
        assert_eq!(body.set(&["a", "b"], &json!(1)).unwrap_err(), "a");
        let mut body = Body::read("[1]", "x").unwrap();
        assert_eq!(body.set(&["a"], &json!(1)).unwrap_err(), "");
    }

    #[test]
    fn a_repeated_field_is_named_wherever_it_is() {
        for (json, field) in [
            (r#"{"a":1,"a":1}"#, "`a`"),
            (r#"{"a":1,"\u0061":2}"#, "`a`"),
            (r#"{"a":{"b":1,"c":{"d":1,"d":null}}}"#, "`a.c.d`"),
            (r#"[{"a":[0,{"b":1,"b":2}]}]"#, "`[0].a[1].b`"),
        ] {
            let failure = Body::read(json, "x").unwrap_err();
            assert!(failure.message().contains(field), "{}", failure.message());
        }
        Body::read(r#"{"a":{"a":1},"b":[{"a":1},{"a":1}]}"#, "x").unwrap();
    }
}

//! What came as JSON, read without losing order, spelling or repetition.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::json;

/// A field of a JSON object, in the spelling that it came in.
#[derive(Debug)]
pub(crate) struct Member<'a> {
    pub(crate) name: String,
    /// The name as a JSON text.
    pub(crate) key: &'a str,
    pub(crate) value: &'a str,
}

impl Member<'_> {
    pub(crate) fn shown(&self) -> String {
        format!("{}={}", self.name, json::compact(self.value))
    }
}

/// The fields of a JSON object in their order, even where a name comes twice.
pub(crate) struct Members<'a>(pub(crate) Vec<Member<'a>>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                    members.push(Member {
                        name: serde_json::from_str(key.get())
                            .unwrap_or_else(|_| key.get().to_owned()),
                        key: key.get(),
                        value: value.get(),
                    });
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// Reads again what the client has read already, so this does not fail.
pub(crate) fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Failure> {
    serde_json::from_slice(json).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Failure::new(
            Exit::Unexpected,
            format!("the answer cannot be shown as it came ({place})"),
        )
    })
}

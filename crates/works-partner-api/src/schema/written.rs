//! The limits of JSON that is written already, without values made of it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{Kind, Limits, Schema, is_inside, lies_within, matches};

impl Schema {
    /// Whether JSON certainly keeps all lengths, ranges and patterns. Where it does not, or where that
    /// takes more than one pass to tell, [`check`](Self::check) says what is wrong.
    ///
    /// ```
    /// use works_partner_api::Operation;
    ///
    /// let operation = Operation::find("put_subscription_memo").unwrap();
    /// let schema = operation.body.unwrap().schema;
    /// assert!(schema.keeps_limits(br#"{"memo":"called on Monday"}"#));
    /// let long = format!(r#"{{"customerCode":"{}"}}"#, "x".repeat(201));
    /// assert!(!schema.keeps_limits(long.as_bytes()));
    /// ```
    pub fn keeps_limits(&self, json: &[u8]) -> bool {
        let mut json = serde_json::Deserializer::from_slice(json);
        Within(self).deserialize(&mut json).is_ok() && json.end().is_ok()
    }

    /// Whether any value of its type will do.
    fn limits_nothing(&self) -> bool {
        match self.kind {
            Kind::List(_) | Kind::Map(_) | Kind::Object(_) => false,
            Kind::Integer if self.width().is_some() => false,
            _ => self.limits == Limits::NONE,
        }
    }
}

/// Reads a value without keeping it; an error where a limit may not be kept.
struct Within<'a>(&'a Schema);

impl Within<'_> {
    fn number<E: Error>(&self, number: impl Into<Value>) -> Result<(), E> {
        let number = number.into();
        let has_room = match (self.0.width(), number.as_number()) {
            (Some(width), Some(number)) => lies_within(number, width),
            _ => true,
        };
        kept(has_room && self.0.limits.broken(&number).is_empty())
    }
}

fn kept<E: Error>(is_kept: bool) -> Result<(), E> {
    match is_kept {
        true => Ok(()),
        false => Err(E::custom("beyond a limit")),
    }
}

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        match self.0.limits_nothing() {
            true => json.deserialize_ignored_any(IgnoredAny).map(drop),
            false => json.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Within<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.number(value)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let limits = &self.0.limits;
        kept(limits.values.is_empty())?;
        let length = text.chars().count();
        kept(is_inside(length, limits.min_length, limits.max_length))?;
        let mut patterns = limits.patterns.iter();
        kept(!patterns.any(|pattern| matches(pattern, text) == Some(false)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let limits = &self.0.limits;
        kept(limits.values.is_empty() && !limits.unique_items)?;
        let mut count = 0_usize;
        loop {
            let item = match self.0.kind {
                Kind::List(schema) => items.next_element_seed(Within(schema))?,
                _ => items.next_element::<IgnoredAny>()?.map(drop),
            };
            match item {
                Some(()) => count = count.saturating_add(1),
                None => return kept(is_inside(count, limits.min_items, limits.max_items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let limits = &self.0.limits;
        kept(limits.values.is_empty())?;
        let mut count = 0_usize;
        while let Some(schema) = members.next_key_seed(Member(self.0))? {
            match schema {
                Some(schema) => members.next_value_seed(Within(schema))?,
                None => members.next_value::<IgnoredAny>().map(drop)?,
            }
            count = count.saturating_add(1);
        }
        kept(is_inside(
            count,
            limits.min_properties,
            limits.max_properties,
        ))
    }
}

/// Reads the name of a member, and gives what the document says of its value.
struct Member<'a>(&'a Schema);

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = Option<&'static Schema>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Member<'_> {
    type Value = Option<&'static Schema>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(match self.0.kind {
            Kind::Map(schema) => Some(schema),
            Kind::Object(object) => {
                let mut properties = object.properties.iter();
                let property = properties.find(|property| property.name == name);
                property.map(|property| &property.schema)
            }
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Object, Property, Reason};
    use super::*;

    static ITEM: Object = Object::new(
        "Item",
        &[
            Property::new("count", Schema::new(Kind::Integer).minimum("1")),
            Property::new("small", Schema::new(Kind::Integer).format("int32")),
        ],
    );
    static ALL: Object = Object::new(
        "All",
        &[
            Property::new(
                "name",
                Schema::new(Kind::Text).min_length(2).patterns(&["^a"]),
            ),
            Property::new("free", Schema::new(Kind::Any)),
            Property::new("half", Schema::new(Kind::Number).multiples_of(&["0.5"])),
            Property::new(
                "items",
                Schema::new(Kind::List(&Schema::new(Kind::Object(&ITEM)))).max_items(2),
            ),
            Property::new(
                "once",
                Schema::new(Kind::List(&Schema::new(Kind::Text))).unique_items(),
            ),
            Property::new(
                "map",
                Schema::new(Kind::Map(&Schema::new(Kind::Text).max_length(1))).max_properties(1),
            ),
        ],
    );

    /// What has no mismatch keeps the limits, and what breaks a limit does not.
    #[test]
    fn json_is_judged_as_its_value_is() {
        let schema = Schema::new(Kind::Object(&ALL));
        for (value, keeps) in [
            (
                json!({"name": "ab", "free": {"name": "x"}, "half": 1.5}),
                true,
            ),
            (json!({"name": "ア\"\n"}), false),
            (json!({"name": "a\"\n"}), true),
            (json!({"name": "a"}), false),
            (json!({"name": null, "other": [1, {"a": "b"}]}), true),
            (json!({"half": 1.2}), false),
            (json!({"items": [{"count": 1}, {"count": 2}]}), true),
            (json!({"items": [{}, {}, {}]}), false),
            (json!({"items": [{"count": 0}]}), false),
            (json!({"items": [{"count": -9}]}), false),
            (json!({"items": [{"small": 2_147_483_648_u64}]}), false),
            (json!({"once": ["a", "a"]}), false),
            (json!({"map": {"k": "v"}}), true),
            (json!({"map": {"k": "vw"}}), false),
            (json!({"map": {"k": "v", "l": "w"}}), false),
        ] {
            let json = value.to_string();
            assert_eq!(schema.keeps_limits(json.as_bytes()), keeps, "{json}");
            let found = schema.check(&value);
            let is_limit = |reason| !matches!(reason, Reason::Type | Reason::Missing);
            let breaks = found.iter().any(|found| is_limit(found.reason));
            assert_eq!(breaks, !keeps, "{json}: {found:?}");
        }
        // What takes more than one pass is left to the check.
        assert!(!schema.keeps_limits(br#"{"once":["a","b"]}"#));
        assert!(!schema.keeps_limits(br#"{"name":"ab"} trailing"#));
    }
}

//! What every enum of the document has in common: it is open.

use std::fmt;

/// An enum of the document: the values that it lists, and `Unknown` for any other.
///
/// ```
/// use works_partner_api::{OpenEnum, types::OptionProductId};
///
/// fn listed<E: OpenEnum>() -> String {
///     let values: Vec<&str> = E::known_values().iter().map(OpenEnum::as_str).collect();
///     values.join(", ")
/// }
/// assert!(listed::<OptionProductId>().starts_with("ACV2, ACV3, "));
/// ```
pub trait OpenEnum: Clone + fmt::Debug + fmt::Display + From<String> + Sized + 'static {
    /// The values that the document lists, in its order.
    fn known_values() -> &'static [Self];
    /// The value as it stands in requests and responses.
    fn as_str(&self) -> &str;
    /// Whether the document lists this value.
    fn is_known(&self) -> bool;
    /// What the vendor calls this value, where the document says so.
    fn description(&self) -> Option<&'static str>;
    /// What the vendor calls this value in Japanese, where the document says so.
    fn description_ja(&self) -> Option<&'static str>;
}

/// Implements what follows from `as_str` and `known` for a generated enum. Equality, order and hash
/// go by the text, so that `Unknown("ACV2")` made by hand is the `ACV2` that it says.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($name:ident) => {
        impl $crate::OpenEnum for $name {
            fn known_values() -> &'static [Self] {
                Self::known_values()
            }
            fn as_str(&self) -> &str {
                self.as_str()
            }
            fn is_known(&self) -> bool {
                self.is_known()
            }
            fn description(&self) -> ::std::option::Option<&'static str> {
                self.description()
            }
            fn description_ja(&self) -> ::std::option::Option<&'static str> {
                self.description_ja()
            }
        }
        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
            }
        }
        impl ::std::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                Self::known(&value).unwrap_or(Self::Unknown(value))
            }
        }
        impl ::std::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;
            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok(Self::from(value))
            }
        }
        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }
        impl ::std::cmp::Eq for $name {}
        impl ::std::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(self.cmp(other))
            }
        }
        impl ::std::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }
        impl ::std::hash::Hash for $name {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }
        impl $crate::support::serde::Serialize for $name {
            fn serialize<S: $crate::support::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> $crate::support::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::support::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::support::deserialize(deserializer)
            }
        }
        impl $crate::support::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::stringify!($name).into()
            }
            fn json_schema(
                _: &mut $crate::support::schemars::SchemaGenerator,
            ) -> $crate::support::schemars::Schema {
                $crate::support::json_schema::<Self>()
            }
        }
    };
}

/// What the expansion of [`open_enum!`] needs, wherever it expands.
#[doc(hidden)]
pub mod support {
    use std::marker::PhantomData;

    pub use schemars;
    pub use serde;
    use serde::de::{Deserializer, Error, Visitor};

    use super::{OpenEnum, fmt};

    /// Reads any string; known values without an allocation.
    pub fn deserialize<'de, E: OpenEnum + for<'a> From<&'a str>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<E, D::Error> {
        struct Text<E>(PhantomData<E>);
        impl<E: OpenEnum + for<'a> From<&'a str>> Visitor<'_> for Text<E> {
            type Value = E;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<X: Error>(self, value: &str) -> Result<E, X> {
                Ok(E::from(value))
            }
            fn visit_string<X: Error>(self, value: String) -> Result<E, X> {
                Ok(E::from(value))
            }
        }
        deserializer.deserialize_str(Text(PhantomData))
    }

    /// A string of which the known values are examples, since others are valid too.
    pub fn json_schema<E: OpenEnum>() -> schemars::Schema {
        let examples: Vec<&str> = E::known_values().iter().map(OpenEnum::as_str).collect();
        schemars::json_schema!({ "type": "string", "examples": examples })
    }
}

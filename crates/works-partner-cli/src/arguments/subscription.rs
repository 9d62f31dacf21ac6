//! `SUBSCRIPTION_ID`: a subscription, by its id, its product or its product's family.

use std::ffi::OsStr;

use clap::builder::TypedValueParser;
use clap::{Arg, Command};
use works_partner_ext::SubscriptionId;

use super::id::invalid_value;

/// Which subscription of a customer is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SubscriptionArg {
    Id(SubscriptionId),
    /// The code of a product or of a family, in upper case, which the customer's subscriptions have to be
    /// read for.
    Code(String),
}

impl SubscriptionArg {
    /// Digits are an id. A code may be one that no page lists.
    fn read(text: &str) -> Result<Self, String> {
        let is_code_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_code_char) {
            return Ok(Self::Code(text.replace('-', "_").to_uppercase()));
        }
        let id = text.parse().map(Self::Id);
        id.map_err(|error| format!("{error}; the code of its product does as well, such as STD"))
    }
}

/// Reads a [`SubscriptionArg`]. Its error is one sentence, which clap's own wrapping would repeat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubscriptionParser;

impl TypedValueParser for SubscriptionParser {
    type Value = SubscriptionArg;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<SubscriptionArg, clap::Error> {
        SubscriptionArg::read(&value.to_string_lossy())
            .map_err(|error| invalid_value(command, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_ids_and_words_are_codes() {
        let id = SubscriptionArg::Id("1021".parse().unwrap());
        assert_eq!(SubscriptionArg::read("1021").unwrap(), id);
        for (text, code) in [("std", "STD"), ("line-works", "LINE_WORKS"), ("X9", "X9")] {
            let read = SubscriptionArg::read(text).unwrap();
            assert_eq!(read, SubscriptionArg::Code(code.to_owned()));
        }
        for wrong in [
            "",
            "-5",
            "+1",
            "1a",
            "kita.example.com",
            "北",
            "a b",
            "9".repeat(20).as_str(),
        ] {
            assert!(SubscriptionArg::read(wrong).is_err(), "{wrong}");
        }
    }
}

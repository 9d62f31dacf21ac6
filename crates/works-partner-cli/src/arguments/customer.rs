//! `DOMAIN_ID`: a customer, by its id, its domain or a part of its company's name.

use std::ffi::OsStr;

use clap::builder::TypedValueParser;
use clap::{Arg, Command};
use works_partner_ext::DomainId;

use super::id::invalid_value;

/// Which customer is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CustomerArg {
    Id(DomainId),
    /// A domain or a part of a name, which the customers have to be asked for.
    Name(String),
}

impl CustomerArg {
    /// Digits are an id, and nothing else is.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let id = text.parse().map(Self::Id);
            return id.map_err(|error| format!("{error}"));
        }
        Ok(Self::Name(text.to_owned()))
    }
}

/// Reads a [`CustomerArg`]. Its error is one sentence, which clap's own wrapping would repeat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CustomerParser;

impl TypedValueParser for CustomerParser {
    type Value = CustomerArg;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<CustomerArg, clap::Error> {
        CustomerArg::read(&value.to_string_lossy()).map_err(|error| invalid_value(command, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_ids_and_all_else_is_a_name() {
        let id = CustomerArg::Id("10000001".parse().unwrap());
        assert_eq!(CustomerArg::read("10000001").unwrap(), id);
        for name in [
            "kita.by-works.com",
            "北の窓",
            "10000001.example",
            "１０",
            " ",
        ] {
            let read = CustomerArg::read(name).unwrap();
            assert_eq!(read, CustomerArg::Name(name.to_owned()));
        }
        for wrong in ["", "0", "-5", "99999999999999999999"] {
            assert!(CustomerArg::read(wrong).is_err(), "{wrong}");
        }
    }
}

//! `DOMAIN_ID`: a customer.

use std::ffi::OsStr;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command};
use works_partner_ext::DomainId;

use crate::terminal::visible;

/// Reads the id of a customer. Its error is one sentence, which clap's own wrapping would repeat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DomainIdParser;

impl TypedValueParser for DomainIdParser {
    type Value = DomainId;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<DomainId, clap::Error> {
        let text = value.to_string_lossy();
        text.parse()
            .map_err(|error: works_partner_ext::InvalidDomainId| {
                let message = format!("{}\n", visible(&error.to_string()));
                clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command)
            })
    }
}

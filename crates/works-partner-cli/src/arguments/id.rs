//! `DOMAIN_ID` and other ids: a customer, a subscription.

use std::ffi::OsStr;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command};

use crate::terminal::visible;

/// Reads an id. Its error is one sentence, which clap's own wrapping would repeat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IdParser<T>(PhantomData<T>);

impl<T> IdParser<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> TypedValueParser for IdParser<T>
where
    T: FromStr<Err: fmt::Display> + Clone + Send + Sync + 'static,
{
    type Value = T;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        let text = value.to_string_lossy();
        text.parse()
            .map_err(|error: T::Err| invalid_value(command, &error.to_string()))
    }
}

/// An error of one sentence, without clap's own words around it.
pub(super) fn invalid_value(command: &Command, error: &str) -> clap::Error {
    let message = format!("{}\n", visible(error));
    clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command)
}

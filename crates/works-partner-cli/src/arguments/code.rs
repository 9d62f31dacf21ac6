//! A code that the document lists: a product, a contract type, a language.

use std::ffi::OsStr;
use std::marker::PhantomData;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command};
use works_partner_ext::api::OpenEnum;

use crate::terminal::visible;

/// Reads a listed code in upper or lower case, `-` as `_`. One that is not listed goes by `api`.
#[derive(Debug)]
pub(crate) struct CodeParser<T> {
    /// What such a code is of.
    what: &'static str,
    code: PhantomData<fn() -> T>,
}

impl<T> CodeParser<T> {
    pub(crate) const fn new(what: &'static str) -> Self {
        Self {
            what,
            code: PhantomData,
        }
    }
}

impl<T> Clone for CodeParser<T> {
    fn clone(&self) -> Self {
        Self::new(self.what)
    }
}

impl<T: OpenEnum + Send + Sync> TypedValueParser for CodeParser<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        const NEAR: f64 = 0.5;
        let text = value.to_string_lossy();
        let code = text.replace('-', "_").to_uppercase();
        let known = T::known_values();
        if let Some(known) = known
            .iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(&code))
        {
            return Ok(known.clone());
        }
        let likeness = |known: &&T| {
            strsim::normalized_damerau_levenshtein(&code, &known.as_str().to_uppercase())
        };
        let nearest = known
            .iter()
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        let meant = nearest.filter(|known| likeness(known) >= NEAR);
        let meant = meant.map_or_else(String::new, |known| format!("; did you mean {known}?"));
        let all: Vec<&str> = known.iter().map(T::as_str).collect();
        let message = format!(
            "`{}` is not {}{meant}\n\nThere are: {}. `works-partner api` with --allow-unlisted sends \
             another.\n",
            visible(&text),
            self.what,
            all.join(", "),
        );
        Err(clap::Error::raw(ErrorKind::InvalidValue, message).with_cmd(command))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let known = T::known_values().iter();
        Some(Box::new(known.map(|known| {
            PossibleValue::new(known.as_str()).help(known.description().unwrap_or_default())
        })))
    }
}

//! `SUB_OPTION`: the code of a sub-option.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};
use works_partner_ext::SubOptionIdExt as _;
use works_partner_ext::api::types::SubOptionId;

/// Reads a sub-option by its code, in upper or lower case. One that is not listed stays as it is:
/// whether an option can have it is for others to tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubOptionParser;

impl TypedValueParser for SubOptionParser {
    type Value = SubOptionId;

    fn parse_ref(
        &self,
        _: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<SubOptionId, clap::Error> {
        let text = value.to_string_lossy();
        let mut known = SubOptionId::known_values().iter();
        let known = known.find(|known| known.as_str().eq_ignore_ascii_case(&text));
        Ok(known
            .cloned()
            .unwrap_or_else(|| SubOptionId::from(text.as_ref())))
    }

    /// For completion; help points to `catalog`.
    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let known = SubOptionId::known_values().iter();
        Some(Box::new(known.map(|known| {
            PossibleValue::new(known.as_str()).help(known.label())
        })))
    }
}

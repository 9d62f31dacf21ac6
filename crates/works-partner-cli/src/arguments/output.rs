//! `--output`: a format, or for a command that writes one, a file.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::{Arg, Command};

use crate::output::Format;

/// Where the answer goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// To stdout, in this format.
    Format(Format),
    /// To this file. It has a dot or a slash in its name, which no format has.
    File(PathBuf),
}

impl Output {
    pub(crate) fn format(&self) -> Option<Format> {
        match self {
            Self::Format(format) => Some(*format),
            Self::File(_) => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Output;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Output, clap::Error> {
        let text = value.to_string_lossy();
        if text.contains(['.', '/', '\\']) {
            return Ok(Output::File(PathBuf::from(value)));
        }
        let format = EnumValueParser::<Format>::new().parse_ref(command, argument, value)?;
        Ok(Output::Format(format))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        use clap::ValueEnum as _;
        let formats = Format::value_variants().iter();
        Some(Box::new(formats.filter_map(Format::to_possible_value)))
    }
}

//! `--type`: what a scheduled task does.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command};
use works_partner_ext::api::types::OptionProductOrderType;

/// Reads the type of a task, as `start-paid-service` or as the API writes it. Another text in capitals
/// is taken as it is: the vendor may have added a type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskTypeParser;

impl TypedValueParser for TaskTypeParser {
    type Value = OptionProductOrderType;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<OptionProductOrderType, clap::Error> {
        let text = value.to_string_lossy();
        if text.is_empty() {
            let message = "the type of a task is a word such as apply\n";
            return Err(clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command));
        }
        let mut known = OptionProductOrderType::known_values().iter();
        let known = known.find(|known| {
            let names = [known.as_str(), task_word(known)];
            names.iter().any(|name| name.eq_ignore_ascii_case(&text))
        });
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let is_as_sent = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if !text.chars().all(is_as_sent) {
            return Err(unknown(&text).with_cmd(command));
        }
        Ok(OptionProductOrderType::from(text.as_ref()))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let known = OptionProductOrderType::known_values().iter();
        Some(Box::new(known.map(|known| {
            PossibleValue::new(task_word(known)).help(known.description().unwrap_or_default())
        })))
    }
}

fn unknown(text: &str) -> clap::Error {
    let words = || OptionProductOrderType::known_values().iter().map(task_word);
    let likeness = |word: &str| strsim::normalized_damerau_levenshtein(&text.to_lowercase(), word);
    let meant = words()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .filter(|word| likeness(word) > 0.5)
        .map(|word| format!("; did you mean {word}?"));
    let message = format!(
        "there is no type of task `{text}`{}\n\nThe types: {}. One that the vendor has added since is \
         written as the API has it, in capitals.\n",
        meant.unwrap_or_default(),
        words().collect::<Vec<_>>().join(", "),
    );
    clap::Error::raw(ErrorKind::ValueValidation, message)
}

/// How a type of task is written here.
pub(crate) fn task_word(kind: &OptionProductOrderType) -> &str {
    match kind {
        OptionProductOrderType::Apply => "apply",
        OptionProductOrderType::StartPaidService => "start-paid-service",
        OptionProductOrderType::ChangeQuantity => "change-quantity",
        OptionProductOrderType::Cancel => "cancel",
        OptionProductOrderType::Modify => "modify",
        other => other.as_str(),
    }
}

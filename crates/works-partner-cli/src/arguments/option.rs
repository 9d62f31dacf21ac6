//! `OPTION`: the code of an option.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command};
use works_partner_ext::api::types::{OptionProductId, SubOptionId};
use works_partner_ext::{OptionProductIdExt as _, SubOptionIdExt as _};

use crate::terminal::visible;

/// Reads an option by its code, in upper or lower case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OptionParser;

impl TypedValueParser for OptionParser {
    type Value = OptionProductId;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<OptionProductId, clap::Error> {
        let text = value.to_string_lossy();
        let mut known = OptionProductId::known_values().iter();
        match known.find(|option| option.as_str().eq_ignore_ascii_case(&text)) {
            Some(option) => Ok(option.clone()),
            None => {
                Err(clap::Error::raw(ErrorKind::InvalidValue, refusal(&text)).with_cmd(command))
            }
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let known = OptionProductId::known_values().iter();
        Some(Box::new(known.map(|option| {
            PossibleValue::new(option.as_str()).help(option.label())
        })))
    }
}

/// What was given, what may have been meant, and what there is.
fn refusal(text: &str) -> String {
    let mut message = format!("`{}` is not an option", visible(text));
    if let Some(owner) = owner_of_sub_option(text) {
        message.push_str(&format!(
            "; it is a sub-option of {} ({})",
            owner.as_str(),
            owner.label()
        ));
    } else {
        let meant: Vec<String> = similar(text)
            .iter()
            .map(|option| format!("{} ({})", option.as_str(), option.label()))
            .collect();
        if !meant.is_empty() {
            message.push_str(&format!("; did you mean {}?", meant.join(" or ")));
        }
    }
    message.push_str("\n\nOptions:\n");
    for option in OptionProductId::known_values() {
        message.push_str(&format!("  {:8}  {}\n", option.as_str(), option.label()));
    }
    message
}

fn owner_of_sub_option(text: &str) -> Option<&'static OptionProductId> {
    SubOptionId::known_values()
        .iter()
        .find(|sub_option| sub_option.as_str().eq_ignore_ascii_case(text))?
        .option()
}

/// The options whose code or label is nearest to a text, if near at all.
fn similar(text: &str) -> Vec<&'static OptionProductId> {
    const NEAR: f64 = 0.6;
    let text = text.to_lowercase();
    let likeness = |option: &OptionProductId| {
        let code = strsim::normalized_damerau_levenshtein(&text, &option.as_str().to_lowercase());
        let label = strsim::normalized_damerau_levenshtein(&text, &option.label().to_lowercase());
        code.max(label)
    };
    let known = OptionProductId::known_values();
    let best = known.iter().map(likeness).fold(0.0, f64::max);
    if best < NEAR {
        return Vec::new();
    }
    let nearest = known.iter().filter(|option| likeness(option) >= best);
    nearest.take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_guesses_what_was_meant() {
        let first_line = |text| refusal(text).lines().next().unwrap().to_owned();
        let cases = [
            (
                "SSTG9",
                "`SSTG9` is not an option; did you mean SSTG2 (Shared Storage)?",
            ),
            (
                "drive",
                "`drive` is not an option; did you mean DRV (Drive)?",
            ),
            (
                "ACV",
                "`ACV` is not an option; did you mean ACV2 (Archive (Talk)) or ACV3 (Archive (Mail))?",
            ),
            (
                "drv01",
                "`drv01` is not an option; it is a sub-option of DRV (Drive)",
            ),
            ("", "`` is not an option"),
            ("???????", "`???????` is not an option"),
            ("\x1b[2J", r"`\u{1b}[2J` is not an option"),
        ];
        for (text, message) in cases {
            assert_eq!(first_line(text), message);
        }
    }
}

//! The language of labels and headings. Messages and help are English.

mod japanese;

use std::any::TypeId;
use std::borrow::Cow;
use std::ffi::OsString;
use std::sync::OnceLock;

use clap::ValueEnum;
use jiff::civil::Weekday;
use works_partner_ext::api::OpenEnum;

/// What labels and headings are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English.
    #[value(name = "en")]
    English,
    /// Japanese; an asterisk marks a label that is this program's rendering, not the vendor's.
    #[value(name = "ja")]
    Japanese,
}

/// A run has one language, as it has one locale.
static CHOSEN: OnceLock<Language> = OnceLock::new();

impl Language {
    /// Settles the language: the one that is asked for, else the locale's.
    pub(crate) fn choose(wanted: Option<Self>) {
        let language = wanted.unwrap_or_else(|| Self::of_locale(|name| std::env::var_os(name)));
        // Whoever was first has decided.
        let _ = CHOSEN.set(language);
    }

    pub(crate) fn current() -> Self {
        CHOSEN.get().copied().unwrap_or(Self::English)
    }

    /// The language of messages by POSIX: the first of these variables that is set and not empty.
    fn of_locale(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|value| !value.is_empty());
        let locale = locale.map(|locale| locale.to_string_lossy().into_owned());
        let locale = locale.unwrap_or_default();
        match locale.split(['_', '.', '@', '-']).next() {
            Some("ja") => Self::Japanese,
            _ => Self::English,
        }
    }
}

/// What a code means.
pub(crate) fn label<E: OpenEnum>(value: &E) -> Option<Cow<'static, str>> {
    let english = value.description();
    match Language::current() {
        Language::English => english.map(Cow::from),
        Language::Japanese => {
            japanese::label(TypeId::of::<E>(), value.as_str(), english).or(english.map(Cow::from))
        }
    }
}

/// The same in every language, English first.
pub(crate) fn in_both<E: OpenEnum>(value: &E) -> [Option<String>; 2] {
    let english = value.description();
    let japanese = japanese::label(TypeId::of::<E>(), value.as_str(), english);
    [
        english.map(ToOwned::to_owned),
        japanese.map(Cow::into_owned),
    ]
}

/// A heading, or a word of ours in a table.
pub(crate) fn word(english: &str) -> &str {
    match Language::current() {
        Language::English => english,
        Language::Japanese => japanese::word(english).unwrap_or(english),
    }
}

/// A day of the week, in short.
pub(crate) fn weekday(day: Weekday) -> &'static str {
    let names = match Language::current() {
        Language::English => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        Language::Japanese => ["月", "火", "水", "木", "金", "土", "日"],
    };
    let index = usize::try_from(day.to_monday_zero_offset()).unwrap_or_default();
    names.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_says_the_language() {
        let of = |set: &[(&str, &str)]| {
            Language::of_locale(|name| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| value.into())
            })
        };
        use Language::{English, Japanese};
        for (set, language) in [
            (&[][..], English),
            (&[("LANG", "ja_JP.UTF-8")], Japanese),
            (&[("LANG", "ja")], Japanese),
            (&[("LANG", "jam_JM")], English),
            (&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C")], English),
            (&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "")], Japanese),
            (&[("LANG", "C"), ("LC_MESSAGES", "ja_JP.eucJP")], Japanese),
        ] {
            assert_eq!(of(set), language, "{set:?}");
        }
    }
}

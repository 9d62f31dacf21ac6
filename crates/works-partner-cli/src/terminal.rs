//! What a terminal can take: its width, its colours, and no control characters from elsewhere.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set; everywhere if CLICOLOR_FORCE is set.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl From<Color> for ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

pub(crate) const PLAIN: Style = Style::new();
pub(crate) const HEADING: Style = Style::new().bold();
pub(crate) const CODE: Style = AnsiColor::Cyan.on_default();
pub(crate) const MARK: Style = AnsiColor::Yellow.on_default();
pub(crate) const QUIET: Style = Style::new().dimmed();
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const HINT: Style = AnsiColor::Green.on_default().bold();

/// How many columns a table may take: `COLUMNS` where set, else what the terminal has, else any.
pub(crate) fn width() -> Option<usize> {
    let set = std::env::var("COLUMNS").ok();
    set.and_then(|columns| columns.trim().parse().ok())
        .filter(|columns| *columns > 0)
        .or_else(|| {
            let stdout = io::stdout();
            let (width, _) = terminal_size::terminal_size_of(&stdout)?;
            stdout.is_terminal().then_some(usize::from(width.0))
        })
}

/// The text with control characters spelt out, so that it cannot steer a terminal: neither by escape
/// sequences nor by turning the writing direction.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if steers(char) {
            shown.extend(char.escape_default());
        } else {
            shown.push(char);
        }
    }
    shown
}

/// The same for a JSON text, which stays the same JSON: what steers stands in its strings only, but for
/// line ends, which stay.
pub(crate) fn visible_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for char in json.chars() {
        if steers(char) && char != '\n' {
            let _ = write!(shown, "\\u{:04x}", u32::from(char));
        } else {
            shown.push(char);
        }
    }
    shown
}

fn steers(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_spelt_out() {
        assert_eq!(visible("a\x1b[31mb"), r"a\u{1b}[31mb");
        assert_eq!(visible("tab\tline\n"), r"tab\tline\n");
        assert_eq!(visible("\u{9b}2J\u{7f}\u{202e}"), r"\u{9b}2J\u{7f}\u{202e}");
        assert_eq!(visible("共有ストレージ 👩‍💻"), "共有ストレージ 👩‍💻");
    }

    #[test]
    fn json_stays_the_same_json() {
        let json = "{\n\"a\":\"\u{9b}\u{7f}é\u{202e}\"}\n";
        let shown = visible_json(json);
        assert_eq!(shown, "{\n\"a\":\"\\u009b\\u007fé\\u202e\"}\n");
        let (before, after): (serde_json::Value, serde_json::Value) = (
            serde_json::from_str(json).unwrap(),
            serde_json::from_str(&shown).unwrap(),
        );
        assert_eq!(before, after);
    }
}

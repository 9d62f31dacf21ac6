//! CSV as RFC 4180 has it: a header, lines that end in CR LF. What the server sent steers neither a
//! spreadsheet nor a terminal: see [`text`].

use std::borrow::Cow;
use std::io;

use csv::{Terminator, WriterBuilder};

use super::columns::Grid;
use super::json::plain;
use crate::failure::Failure;
use crate::terminal::{visible, visible_json};

/// What kind of CSV is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    /// A byte order mark first, by which spreadsheets know UTF-8.
    pub(crate) bom: bool,
    /// Phone numbers and long ids stay texts in a spreadsheet.
    pub(crate) spreadsheet: bool,
    /// Texts are exactly as the server sent them.
    pub(crate) raw: bool,
}

pub(crate) fn document(grid: &Grid<'_>, style: Style) -> Result<Vec<u8>, Failure> {
    write(grid, style, true).map_err(|error| Failure::output(&error))
}

/// Rows that follow others.
pub(crate) fn rows(grid: &Grid<'_>, style: Style) -> Result<Vec<u8>, Failure> {
    write(grid, style, false).map_err(|error| Failure::output(&error))
}

fn write(grid: &Grid<'_>, style: Style, is_first: bool) -> io::Result<Vec<u8>> {
    const BOM: &[u8] = b"\xef\xbb\xbf";
    let begin = if is_first && (style.bom || style.spreadsheet) {
        BOM.to_vec()
    } else {
        Vec::new()
    };
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(begin);
    if is_first {
        let names = grid.names().map(|name| text(name, style));
        writer.write_record(names.map(|name| name.into_owned()))?;
    }
    for row in grid.rows() {
        let fields = row.map(|value| value.map_or("".into(), |value| field(value, style)));
        writer.write_record(fields.map(|field| field.into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error())
}

/// A JSON value as a field: a text without its quotes, null as nothing, and all else as JSON.
fn field(json: &str, style: Style) -> Cow<'_, str> {
    let is_number = json.starts_with(|char: char| char == '-' || char.is_ascii_digit());
    if json.starts_with('"') {
        match plain(json) {
            Cow::Borrowed(decoded) => text(decoded, style),
            Cow::Owned(decoded) => text(&decoded, style).into_owned().into(),
        }
    } else if is_number && style.spreadsheet && json.len() > DIGITS_OF_A_SPREADSHEET {
        kept_as_text(json).into()
    } else if style.raw {
        plain(json)
    } else {
        visible_json(&plain(json)).into()
    }
}

/// A spreadsheet rounds the numbers that are longer.
const DIGITS_OF_A_SPREADSHEET: usize = 15;

/// A text as a field, made harmless unless it is wanted raw:
///
/// - Control characters and those that turn the writing direction are spelt out, as in tables.
/// - A text that a spreadsheet would take for a formula gets an apostrophe before it. One that begins
///   with `+` or `-` and has but digits and what stands between digits is a number or a phone number,
///   and stays.
fn text(text: &str, style: Style) -> Cow<'_, str> {
    if style.spreadsheet && is_like_a_number(text) {
        return kept_as_text(text).into();
    }
    if style.raw {
        return text.into();
    }
    let shown = visible(text);
    if is_formula(&shown) {
        format!("'{shown}").into()
    } else {
        shown.into()
    }
}

fn is_formula(text: &str) -> bool {
    let mut chars = text.trim_start().chars();
    match chars.next() {
        Some('=' | '@' | '＝' | '＠') => true,
        Some('+' | '-') => !is_number(chars.as_str()),
        Some('＋' | '－') => true,
        _ => false,
    }
}

fn is_number(text: &str) -> bool {
    text.contains(|char: char| char.is_ascii_digit()) && text.chars().all(is_part_of_number)
}

fn is_part_of_number(char: char) -> bool {
    char.is_ascii_digit() || matches!(char, ' ' | '-' | '.' | ',' | '(' | ')')
}

/// What a spreadsheet would read as a number, and lose zeros, digits or signs of. A date stays one.
fn is_like_a_number(text: &str) -> bool {
    let is_exponential = || {
        let parts = text.split_once(['e', 'E']);
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        parts.is_some_and(|(before, after)| is_digits(before) && is_digits(after))
    };
    let digits = text.strip_prefix('+').unwrap_or(text);
    (is_number(digits) && !is_date(text)) || is_exponential()
}

fn is_date(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok()
}

/// The formula whose value is this text, which has no quotes.
fn kept_as_text(text: &str) -> String {
    format!("=\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAW: Style = Style {
        bom: false,
        spreadsheet: false,
        raw: true,
    };
    const SPREADSHEET: Style = Style {
        bom: false,
        spreadsheet: true,
        raw: false,
    };

    #[test]
    fn formulas_are_texts_and_numbers_stay() {
        for (json, shown) in [
            (r#""=1+1""#, "'=1+1"),
            (r#""@SUM(1)""#, "'@SUM(1)"),
            (r#""+cmd|' /C calc'!A0""#, "'+cmd|' /C calc'!A0"),
            (r#""-2+3+cmd""#, "'-2+3+cmd"),
            (r#"" =1""#, "' =1"),
            (r#""＝1+1""#, "'＝1+1"),
            (r#""\t=1""#, r"\t=1"),
            (r#""\r=1""#, r"\r=1"),
            (
                r#""\u001b[31mA\u0007\u009b\u202e""#,
                r"\u{1b}[31mA\u{7}\u{9b}\u{202e}",
            ),
            (r#""+81 (3) 1111-2222""#, "+81 (3) 1111-2222"),
            (r#""-5""#, "-5"),
            ("-5", "-5"),
            ("-5.0e3", "-5.0e3"),
            (r#""0312345678""#, "0312345678"),
            (r#""北の窓""#, "北の窓"),
            (r#""a=b""#, "a=b"),
            ("null", ""),
            ("true", "true"),
            ("{\"a\": \"\u{9b}\"}", r#"{"a":"\u009b"}"#),
        ] {
            assert_eq!(field(json, Style::default()), shown, "{json}");
        }
    }

    #[test]
    fn raw_is_raw() {
        assert_eq!(field(r#""=1+1\u001b""#, RAW), "=1+1\u{1b}");
        assert_eq!(field("[ 1 ]", RAW), "[1]");
    }

    #[test]
    fn spreadsheets_keep_phones_and_long_ids() {
        for (json, shown) in [
            (r#""+81312345678""#, r#"="+81312345678""#),
            (r#""0312345678""#, r#"="0312345678""#),
            (r#""03-1234-5678""#, r#"="03-1234-5678""#),
            (r#""12E5""#, r#"="12E5""#),
            ("1234567890123456789", r#"="1234567890123456789""#),
            ("10000001", "10000001"),
            (r#""2026-12-01""#, "2026-12-01"),
            (r#""=1""#, "'=1"),
            (r#""STD""#, "STD"),
            (r#""---""#, "'---"),
        ] {
            assert_eq!(field(json, SPREADSHEET), shown, "{json}");
        }
    }
}

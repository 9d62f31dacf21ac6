//! A value as people and spreadsheets write it.

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::Value;
use works_partner_ext::api::schema::{Kind, Schema};

use super::verbs;

/// What stands in a line for a field; never empty.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    /// Of CSV.
    Text(String),
    /// Of JSON.
    Json(Value),
}

/// Why a value cannot be read.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) kind: &'static str,
    pub(super) problem: String,
    pub(super) expected: String,
}

impl Wrong {
    pub(super) fn new(
        kind: &'static str,
        problem: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            problem: problem.into(),
            expected: expected.into(),
        }
    }
}

impl Cell {
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Json(Value::String(text)) => text.clone(),
            Self::Json(value) => value.to_string(),
        }
    }

    /// For the operation.
    pub(super) fn text(&self) -> String {
        verbs::word(&self.shown())
    }

    /// The value that the document expects.
    pub(super) fn read(&self, schema: Schema) -> Result<Value, Wrong> {
        match self {
            Self::Text(text) => read(text, schema),
            Self::Json(Value::String(text)) if schema.kind != Kind::Text => read(text, schema),
            Self::Json(Value::String(text)) if schema.format == Some("date") => read(text, schema),
            Self::Json(value) => Ok(value.clone()),
        }
    }
}

/// What a spreadsheet writes where a formula went wrong.
const FORMULA_ERRORS: [&str; 8] = [
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!",
];

pub(super) fn is_formula_error(text: &str) -> bool {
    FORMULA_ERRORS.iter().any(|error| text.starts_with(error))
}

fn read(text: &str, schema: Schema) -> Result<Value, Wrong> {
    if is_formula_error(text.trim()) {
        return Err(Wrong::new(
            "FORMULA_ERROR",
            "is an error of a spreadsheet's formula",
            format!("expected {}", schema.in_words()),
        ));
    }
    let is_text = schema.kind == Kind::Text && schema.format != Some("date");
    if is_text && schema.holds_secret() {
        return Ok(Value::from(text));
    }
    let trimmed = text.trim();
    if trimmed.starts_with('=') {
        return Err(Wrong::new(
            "FORMULA",
            "is a formula",
            "save the values instead of the formulas",
        ));
    }
    let narrow = narrow(trimmed);
    if schema.nullable && &*narrow == "null" {
        return Ok(Value::Null);
    }
    match schema.kind {
        Kind::Text if schema.format == Some("date") => date(&narrow).map(Value::from),
        Kind::Text => Ok(Value::from(trimmed)),
        Kind::Integer => integer(&narrow, schema),
        Kind::Number => {
            let number = serde_json::from_str::<serde_json::Number>(&narrow);
            number
                .map(Value::Number)
                .map_err(|_| Wrong::new("NUMBER", "is not a number", "write digits, such as 1.5"))
        }
        Kind::Boolean => match narrow.to_ascii_lowercase().as_str() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(Wrong::new(
                "BOOLEAN",
                "is neither true nor false",
                "write true or false",
            )),
        },
        Kind::Enum(_) => Ok(Value::from(&*narrow)),
        Kind::List(_) | Kind::Map(_) | Kind::Object(_) | Kind::Any => serde_json::from_str(trimmed)
            .map_err(|error| {
                Wrong::new(
                    "JSON",
                    format!("is not JSON: {error}"),
                    format!("expected {}", schema.in_words()),
                )
            }),
        _ => Ok(Value::from(trimmed)),
    }
}

fn integer(text: &str, schema: Schema) -> Result<Value, Wrong> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return match serde_json::from_str::<i64>(strip_zeros(text).as_ref()) {
            Ok(number) => Ok(Value::from(number)),
            Err(_) => Err(Wrong::new(
                "NUMBER_TOO_LONG",
                "has more digits than a number of the API",
                format!("expected {}", schema.in_words()),
            )),
        };
    }
    let has = |wanted: &[char]| text.contains(wanted);
    let is_numeric = text.chars().all(|char| {
        char.is_ascii_digit() || matches!(char, '.' | ',' | '+' | '-' | 'E' | 'e' | ' ')
    });
    Err(match () {
        () if is_numeric && has(&['E', 'e']) => Wrong::new(
            "NUMBER_SHORTENED",
            "was shortened by a spreadsheet, and its last digits are lost",
            "format the column as text, and enter the number again",
        ),
        () if is_numeric && has(&[',', ' ']) => Wrong::new(
            "NUMBER_GROUPED",
            "has separators between its digits",
            "write digits alone",
        ),
        () if is_numeric && has(&['.']) => Wrong::new(
            "NUMBER_FRACTION",
            "has a point, which may be a fraction or a separator",
            "write a whole number with digits alone",
        ),
        () => Wrong::new(
            "NUMBER",
            "is not a whole number",
            "write digits, such as 10000001",
        ),
    })
}

/// JSON has no zeros before a number; spreadsheets that fill columns do.
fn strip_zeros(text: &str) -> Cow<'_, str> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let kept = digits.trim_start_matches('0');
    match kept {
        "" => Cow::Borrowed("0"),
        kept if kept.len() == digits.len() => Cow::Borrowed(text),
        kept => Cow::Owned(format!("{sign}{kept}")),
    }
}

/// A date with the year first, whatever stands between the numbers.
fn date(text: &str) -> Result<String, Wrong> {
    let expected = "write it as 2027-01-31";
    let plain = text
        .replace(['年', '月'], "-")
        .replace('日', "")
        .replace(['/', '.'], "-");
    let parts: Vec<&str> = plain.split('-').map(str::trim).collect();
    let number = |part: &str| -> Option<u32> {
        let is_plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| part.parse().ok()).flatten()
    };
    let numbers: Option<Vec<u32>> = parts.iter().copied().map(number).collect();
    match (numbers.as_deref(), parts.first().map(|part| part.len())) {
        (Some([year, month, day]), Some(4)) => {
            let date = || {
                let year = i16::try_from(*year).ok()?;
                let (month, day) = (i8::try_from(*month).ok()?, i8::try_from(*day).ok()?);
                Date::new(year, month, day).ok()
            };
            date().map(|date| date.to_string()).ok_or_else(|| {
                Wrong::new("DATE_NOT_THERE", "is not a day of the calendar", expected)
            })
        }
        (Some([_, _, _]), _) => Err(Wrong::new(
            "DATE_AMBIGUOUS",
            "can be read as several days",
            "write the year first, with four digits, as 2027-01-31",
        )),
        (Some([_]), Some(4..=6)) => Err(Wrong::new(
            "DATE_SERIAL",
            "is a spreadsheet's number of a day",
            "format the column as text, and write it as 2027-01-31",
        )),
        _ if text.contains(':') || text.contains('T') => Err(Wrong::new(
            "DATE_WITH_TIME",
            "has a time, and changes take effect on days",
            expected,
        )),
        _ => Err(Wrong::new("DATE", "is not a date", expected)),
    }
}

/// Full-width characters as the ASCII ones that they stand for.
pub(super) fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let narrow = |char: char| match char {
        '\u{ff01}'..='\u{ff5e}' => u32::from(char)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .unwrap_or(char),
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    };
    Cow::Owned(text.chars().map(narrow).collect())
}

/// The listed value that is most like a text.
pub(super) fn nearest(text: &str, schema: &Schema) -> Option<&'static str> {
    let Kind::Enum(known) = schema.kind else {
        return None;
    };
    let upper = text.to_ascii_uppercase();
    let rated = known.values.iter().map(|(value, _)| {
        let edits = strsim::damerau_levenshtein(&upper, &value.to_ascii_uppercase());
        (edits, *value)
    });
    let best = rated.min_by_key(|(edits, _)| *edits)?;
    (best.0 <= 2 && best.0 < text.chars().count()).then_some(best.1)
}

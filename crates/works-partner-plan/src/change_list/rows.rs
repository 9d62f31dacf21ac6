//! The lines of a file, whatever its encoding and its separators.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::Value;

use super::OPERATION;
use super::cell::{Cell, is_formula_error, narrow};
use super::columns;
use crate::mistake::Mistake;

/// A file's header and its lines.
#[derive(Debug, Default)]
pub(super) struct Rows {
    columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    /// Whether something is wrong with more than single lines.
    pub(super) is_misread: bool,
}

#[derive(Debug)]
pub(super) struct Column {
    /// As the header writes it.
    pub(super) heading: String,
    /// `None` for what is for people, and for what nobody knows.
    pub(super) field: Option<&'static str>,
}

/// A line: its cells that are not empty, by the index of their column.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: Vec<(usize, Cell)>,
    pub(super) mistakes: Vec<Mistake>,
}

static UNNAMED: Column = Column {
    heading: String::new(),
    field: None,
};

impl Rows {
    pub(super) fn read(bytes: &[u8], mistakes: &mut Vec<Mistake>) -> Self {
        let text = match decode(bytes) {
            Ok(text) => text,
            Err(mistake) => {
                mistakes.push(mistake);
                return Self::misread();
            }
        };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let first = text
            .lines()
            .map(str::trim)
            .find(|line| !is_for_people(line));
        match first {
            Some(line) if line.starts_with('{') => Self::json_lines(&text, mistakes),
            Some(line) if line.starts_with('[') => {
                mistakes.push(Mistake::new(
                    1,
                    "JSON_ARRAY",
                    "the file is one JSON array",
                    "write one JSON object a line, without brackets and commas around them",
                ));
                Self::misread()
            }
            _ => Self::csv(&text, mistakes),
        }
    }

    fn misread() -> Self {
        Self {
            is_misread: true,
            ..Self::default()
        }
    }

    pub(super) fn column(&self, index: usize) -> &Column {
        self.columns.get(index).unwrap_or(&UNNAMED)
    }

    pub(super) fn columns(self) -> Vec<(&'static str, String)> {
        let named = self.columns.into_iter();
        named
            .filter_map(|column| Some((column.field?, column.heading)))
            .collect()
    }

    pub(super) fn has_operation(&self) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|column| column.field == Some(OPERATION))
    }

    pub(super) fn heading_of<'a>(&'a self, field: &'a str) -> &'a str {
        let found = self
            .columns
            .iter()
            .find(|column| column.field == Some(field));
        found.map_or(field, |column| &column.heading)
    }

    fn csv(text: &str, mistakes: &mut Vec<Mistake>) -> Self {
        let text = without_comments(text);
        let (separator, text) = match told_separator(&text) {
            Some((separator, text)) => (separator, text),
            None => (separator(&text), text),
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let mut rows = Self::default();
        let mut lines = Lines::new(&text);
        let mut record = csv::StringRecord::new();
        let mut width = None;
        loop {
            let start = reader.position().byte();
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let line = lines.at(start);
                    mistakes.push(Mistake::new(
                        line,
                        "CSV",
                        format!("the line cannot be read: {error}"),
                        "save the file as CSV with UTF-8",
                    ));
                    rows.is_misread = true;
                    break;
                }
            }
            let end = reader.position().byte();
            let line = lines.at(start);
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let is_open = lines.has_open_quote(start, end);
            if is_open {
                mistakes.push(Mistake::new(
                    line,
                    "OPEN_QUOTE",
                    "a quotation mark is opened and never closed",
                    "close it, or write \"\" for one within a cell",
                ));
                if width.is_none() {
                    rows.is_misread = true;
                    break;
                }
                continue;
            }
            match width {
                None => {
                    width = Some(record.len());
                    rows.header(line, &record, mistakes);
                }
                Some(width) => rows.row(line, &record, width),
            }
        }
        rows
    }

    fn header(&mut self, line: u64, record: &csv::StringRecord, mistakes: &mut Vec<Mistake>) {
        let before = mistakes.len();
        for heading in record {
            let heading = heading.trim().to_owned();
            let column = self.new_column(line, heading, mistakes);
            self.columns.push(column);
        }
        if !self.has_operation() {
            mistakes.push(
                Mistake::new(
                    line,
                    "NO_OPERATION_COLUMN",
                    "the header has no column `operation`",
                    "the first line names the columns: domainId, operation, and the fields of the \
                     operations",
                )
                .at(OPERATION),
            );
        }
        self.is_misread = mistakes.len() > before;
    }

    fn new_column(&self, line: u64, heading: String, mistakes: &mut Vec<Mistake>) -> Column {
        let name = narrow(&heading);
        if name.is_empty() || name.starts_with('#') {
            return Column {
                heading,
                field: None,
            };
        }
        let field = columns::known().get(&columns::plain(&name)).copied();
        match field {
            None => {
                let near = columns::nearest(&name);
                let expected = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "name a field of an operation, or begin the heading with `#` where the \
                             column is for people"
                            .to_owned()
                    }
                };
                mistakes.push(
                    Mistake::new(
                        line,
                        "UNKNOWN_COLUMN",
                        "no operation has such a field",
                        expected,
                    )
                    .at(&heading)
                    .value(&heading),
                );
            }
            Some(field)
                if self
                    .columns
                    .iter()
                    .any(|column| column.field == Some(field)) =>
            {
                mistakes.push(
                    Mistake::new(
                        line,
                        "REPEATED_COLUMN",
                        "is in the header twice",
                        "leave one of them out",
                    )
                    .at(&heading)
                    .value(&heading),
                );
                return Column {
                    heading,
                    field: None,
                };
            }
            Some(_) => {}
        }
        Column { heading, field }
    }

    fn row(&mut self, line: u64, record: &csv::StringRecord, width: usize) {
        let mut row = Row {
            line,
            cells: Vec::new(),
            mistakes: Vec::new(),
        };
        let filled = record
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.trim().is_empty());
        for (index, cell) in filled {
            if index >= width {
                continue;
            }
            if self.column(index).heading.is_empty() {
                row.mistakes.push(
                    Mistake::new(
                        line,
                        "UNNAMED_COLUMN",
                        "is in a column without a heading",
                        "name the column in the header, or empty the cell",
                    )
                    .at(format!("column {}", index.saturating_add(1)))
                    .value(cell),
                );
            }
            row.cells.push((index, Cell::Text(cell.to_owned())));
        }
        let surplus = record
            .iter()
            .skip(width)
            .any(|cell| !cell.trim().is_empty());
        if surplus || record.len() < width {
            row.mistakes.push(Mistake::new(
                line,
                "CELL_COUNT",
                format!("the line has {} cells", record.len()),
                format!(
                    "the header has {width}; a cell with the separator in it needs quotation marks"
                ),
            ));
        }
        self.rows.push(row);
    }

    fn json_lines(text: &str, mistakes: &mut Vec<Mistake>) -> Self {
        let mut rows = Self::default();
        for (index, text) in text.lines().enumerate() {
            let line = u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1);
            let text = text.trim();
            if is_for_people(text) || text.starts_with("//") {
                continue;
            }
            let members = match members(text) {
                Ok(members) => members,
                Err(error) => {
                    mistakes.push(Mistake::new(
                        line,
                        "JSON",
                        format!("is not a JSON object: {error}"),
                        "write one JSON object a line",
                    ));
                    continue;
                }
            };
            let mut row = Row {
                line,
                cells: Vec::new(),
                mistakes: Vec::new(),
            };
            let mut flat = Vec::new();
            for (name, value) in members {
                flatten(name, value, &mut flat);
            }
            for (name, value) in flat {
                let index = match position(&rows.columns, &name) {
                    Some(index) => index,
                    None => {
                        // A name is reported where it first stands.
                        let column = rows.new_column(line, name.clone(), &mut row.mistakes);
                        rows.columns.push(column);
                        rows.columns.len().saturating_sub(1)
                    }
                };
                let unknown = rows.column(index).field.is_none() && !name.starts_with('#');
                if unknown && row.mistakes.is_empty() {
                    rows.new_column(line, name.clone(), &mut row.mistakes);
                }
                if row.cells.iter().any(|(own, _)| *own == index) {
                    row.mistakes.push(
                        Mistake::new(
                            line,
                            "REPEATED_MEMBER",
                            "is in the object twice",
                            "leave one of them out",
                        )
                        .at(name),
                    );
                    continue;
                }
                row.cells.push((index, Cell::Json(value)));
            }
            rows.rows.push(row);
        }
        if !rows.has_operation() && !rows.rows.is_empty() {
            // Each line is told that it lacks the operation.
            rows.columns.push(Column {
                heading: OPERATION.to_owned(),
                field: Some(OPERATION),
            });
        }
        rows
    }
}

fn position(columns: &[Column], name: &str) -> Option<usize> {
    columns.iter().position(|column| column.heading == name)
}

/// Objects within the object as dotted names.
fn flatten(name: String, value: Value, flat: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (inner, value) in members {
                flatten(format!("{name}.{inner}"), value, flat);
            }
        }
        value => flat.push((name, value)),
    }
}

/// The members of a JSON object, each as often as it is there.
fn members(text: &str) -> Result<Vec<(String, Value)>, serde_json::Error> {
    struct Members;
    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(String, Value)>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let members = deserializer.deserialize_map(Members)?;
    deserializer.end()?;
    Ok(members)
}

/// Blank, or a comment. What a broken formula left behind is neither.
fn is_for_people(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#') && !is_formula_error(line)
}

/// The text with its comments emptied, so that lines keep their numbers.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_within_quotes = false;
    for line in text.split_inclusive('\n') {
        if !is_within_quotes && line.starts_with('#') && is_for_people(line) {
            kept.push('\n');
            continue;
        }
        let quotes = line.bytes().filter(|byte| *byte == b'"').count();
        is_within_quotes ^= quotes % 2 == 1;
        kept.push_str(line);
    }
    kept
}

/// The separator of a first line such as `sep=;`, by which spreadsheets tell each other of it, and the text with
/// that line emptied.
fn told_separator(text: &str) -> Option<(u8, String)> {
    let start = text.find(|char: char| char != '\n')?;
    let rest = text.get(start..)?;
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    let line = line.trim_end_matches([',', ';']).trim_matches('"');
    let told = line
        .get(..4)
        .filter(|name| name.eq_ignore_ascii_case("sep="));
    // A separator at the end of the line may be the one that is told.
    let separator = match told.and(line.get(4..)) {
        Some("") => rest.as_bytes().get(4..5)?.first().copied()?,
        Some(separator) if separator.len() == 1 => *separator.as_bytes().first()?,
        _ => return None,
    };
    let is_usable = matches!(separator, b',' | b';' | b'\t' | b'|' | b':' | b' ');
    is_usable.then(|| {
        let before = text.get(..start).unwrap_or_default();
        (separator, format!("{before}\n{after}"))
    })
}

/// The separator of the header: the one that it has most of.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty());
    let header = header.unwrap_or_default();
    let count = |separator: u8| {
        let mut is_quoted = false;
        let mut count = 0_usize;
        for byte in header.bytes() {
            is_quoted ^= byte == b'"';
            count = count.saturating_add(usize::from(byte == separator && !is_quoted));
        }
        count
    };
    // The first of equals wins, hence the comma comes last.
    let mut best = (0, b',');
    for separator in [b',', b';', b'\t', b'|'] {
        let found = count(separator);
        if found > best.0 {
            best = (found, separator);
        }
    }
    best.1
}

/// Line numbers of places in a text, asked for in ascending order.
struct Lines<'a> {
    bytes: &'a [u8],
    seen: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            seen: 0,
            line: 1,
        }
    }

    /// The line of the first thing at or after a place: blank lines before it are not its own.
    fn at(&mut self, start: u64) -> u64 {
        let mut place = usize::try_from(start).unwrap_or(usize::MAX);
        while self.bytes.get(place) == Some(&b'\n') {
            place = place.saturating_add(1);
        }
        let passed = self.bytes.get(self.seen..place).unwrap_or_default();
        let newlines = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self
            .line
            .saturating_add(u64::try_from(newlines).unwrap_or(u64::MAX));
        self.seen = place.max(self.seen);
        self.line
    }

    fn has_open_quote(&self, start: u64, end: u64) -> bool {
        let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        let record = range.and_then(|(start, end)| self.bytes.get(start..end));
        // Within a cell that is not quoted, a quotation mark is a character as any other.
        let quotes = record.map_or(0, |record| {
            record.iter().filter(|byte| **byte == b'"').count()
        });
        let is_last = usize::try_from(end).is_ok_and(|end| end >= self.bytes.len());
        quotes % 2 == 1 && is_last
    }
}

/// The text of a file in UTF-8, or in UTF-16 with a byte order mark.
#[allow(clippy::result_large_err, reason = "it is made once a file")]
fn decode(bytes: &[u8]) -> Result<String, Mistake> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| match pair {
            [one, other] => unit([*one, *other]),
            _ => 0,
        });
        char::decode_utf16(units).collect::<Result<String, _>>()
    };
    // Spreadsheets in their own formats are ZIP archives.
    let problem = if bytes.starts_with(b"PK\x03\x04") {
        Some("is a spreadsheet such as .xlsx or .ods, or another archive")
    } else if !matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) && bytes.contains(&0) {
        Some("is UTF-16 without a byte order mark, or not text")
    } else {
        None
    };
    if let Some(problem) = problem {
        return Err(Mistake::new(
            1,
            "ENCODING",
            problem,
            "save it as `CSV UTF-8`",
        ));
    }
    let decoded = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).ok(),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).ok(),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => Some(text.to_owned()),
                Err(error) => {
                    let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                    let newlines = before.iter().filter(|byte| **byte == b'\n').count();
                    let line = u64::try_from(newlines)
                        .unwrap_or(u64::MAX)
                        .saturating_add(1);
                    return Err(Mistake::new(
                        line,
                        "ENCODING",
                        "is not valid UTF-8, and may be Shift_JIS",
                        "save the file as `CSV UTF-8`",
                    ));
                }
            }
        }
    };
    decoded.ok_or_else(|| {
        Mistake::new(
            1,
            "ENCODING",
            "is not valid UTF-16",
            "save the file as `CSV UTF-8`",
        )
    })
}

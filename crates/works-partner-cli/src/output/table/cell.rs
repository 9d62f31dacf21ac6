//! A cell: parts of text, each with its style.

use std::iter;

use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;

use super::GAP;
use super::wrap::Word;
use crate::output::json::plain;
use crate::terminal::{CODE, HEADING, MARK, PLAIN, QUIET, visible};

/// An absent value. A typographic dash would be two columns wide on some terminals; this is one on all.
const ABSENT: &str = "-";
/// The value `null`. It is no word of any language.
const NULL: &str = "n/a";
/// Codes and ids of more columns than this may be shortened like any other text.
const LONGEST_CODE: usize = 48;

/// The least columns of a text that say anything.
const LEGIBLE: usize = 10;

/// Text for a terminal. Control characters are escaped when it is built.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) width: usize,
    /// Whether a line may end within it, and a narrow column may cut it.
    breaks: bool,
}

impl Cell {
    pub(crate) fn text(text: impl AsRef<str>) -> Self {
        Self::styled(text, PLAIN)
    }

    pub(crate) fn heading(text: impl AsRef<str>) -> Self {
        Self::styled(text, HEADING)
    }

    pub(crate) fn code(text: impl AsRef<str>) -> Self {
        Self::styled(text, CODE)
    }

    pub(crate) fn quiet(text: impl AsRef<str>) -> Self {
        Self::styled(text, QUIET)
    }

    /// What catches the eye.
    pub(crate) fn mark(text: impl AsRef<str>) -> Self {
        Self::styled(text, MARK)
    }

    /// A JSON value. Of a number, a part would be another number.
    pub(crate) fn json(json: &str) -> Self {
        match json {
            "null" => Self::null(),
            _ if json.starts_with(|char: char| char == '-' || char.is_ascii_digit()) => {
                Self::text(json).unbroken()
            }
            _ => Self::text(plain(json)),
        }
    }

    /// The sign of a value that is absent.
    pub(crate) fn none() -> Self {
        Self::quiet(ABSENT)
    }

    /// The sign of `null`.
    pub(crate) fn null() -> Self {
        Self::quiet(NULL)
    }

    pub(crate) fn is_none(&self) -> bool {
        matches!(self.parts.as_slice(), [part] if part.text == ABSENT)
    }

    /// On one line and whole, where there is room for it.
    pub(crate) fn unbroken(mut self) -> Self {
        for part in &mut self.parts {
            part.breaks = false;
        }
        self
    }

    pub(crate) fn and_code(self, text: impl AsRef<str>) -> Self {
        self.then(&Self::code(text))
    }

    pub(crate) fn and_text(self, text: impl AsRef<str>) -> Self {
        self.then(&Self::text(text))
    }

    /// Adds what takes its place.
    pub(crate) fn to(self, new: &Self) -> Self {
        self.then(&Self::heading("→")).then(new)
    }

    pub(crate) fn and_heading(self, text: impl AsRef<str>) -> Self {
        self.then(&Self::heading(text))
    }

    /// Adds what catches the eye.
    pub(crate) fn and_mark(self, text: impl AsRef<str>) -> Self {
        self.then(&Self::styled(text, MARK))
    }

    /// Adds the parts of another cell.
    pub(crate) fn then(mut self, more: &Self) -> Self {
        self.parts.extend(more.parts.iter().cloned());
        self
    }

    fn styled(text: impl AsRef<str>, style: Style) -> Self {
        let text = visible(text.as_ref());
        Self {
            parts: vec![Part {
                width: str::width(&text),
                text,
                style,
                breaks: true,
            }],
        }
    }

    /// In columns, on one line.
    pub(super) fn width(&self) -> usize {
        let parts: usize = self.parts.iter().map(|part| part.width).sum();
        parts + self.gaps()
    }

    /// The columns that it takes when its texts are cut to that many each. In a few columns a text says
    /// nothing: beside a code it goes then, alone it keeps what can just be read.
    pub(super) fn width_cut_to(&self, limit: usize) -> usize {
        let mut width = 0;
        let mut count = 0_usize;
        for part in self.parts_cut_to(limit) {
            width += part.width_cut_to(limit);
            count += 1;
        }
        width + GAP * count.saturating_sub(1)
    }

    /// The parts that are left when texts are cut to so many columns.
    pub(super) fn parts_cut_to(&self, limit: usize) -> impl Iterator<Item = &Part> {
        let has_code = self.parts.iter().any(|part| !part.may_be_cut());
        let parts = self.parts.iter();
        parts.filter(move |part| limit >= LEGIBLE || !has_code || !part.may_be_cut())
    }

    /// The spaces between its parts.
    fn gaps(&self) -> usize {
        GAP * self.parts.len().saturating_sub(1)
    }

    /// What lines are made of.
    pub(super) fn words(&self) -> Vec<Word<'_>> {
        let parts = self.parts.iter().enumerate();
        parts
            .flat_map(|(index, part)| {
                let gap = if index == 0 { 0 } else { GAP };
                let gaps = iter::once(gap).chain(iter::repeat(1));
                let words = part.text.split(move |char| part.breaks && char == ' ');
                gaps.zip(words)
                    .map(move |(gap, text)| Word::new(text, part.style, gap))
            })
            .collect()
    }
}

impl Part {
    pub(super) fn width_cut_to(&self, limit: usize) -> usize {
        match self.may_be_cut() {
            true => self.width.min(limit.max(LEGIBLE)),
            false => self.width,
        }
    }

    /// Codes, ids and dates stay whole: a part of one is another one.
    pub(super) fn may_be_cut(&self) -> bool {
        let is_id = || !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_digit());
        let is_code = !self.breaks || self.style == CODE || self.style == MARK || is_id();
        !is_code || self.width > LONGEST_CODE
    }
}

//! A cell: parts of text, each with its style.

use std::iter;

use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;

use super::GAP;
use super::layout::Word;
use crate::terminal::{CODE, HEADING, MARK, PLAIN, QUIET, visible};

/// Text for a terminal. Control characters are spelt out as it is made.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    text: String,
    style: Style,
    /// Whether a line may end within it.
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

    /// Nothing.
    pub(crate) fn none() -> Self {
        // A dash would be two columns wide on some terminals; this is one on all.
        Self::quiet("-")
    }

    pub(crate) fn is_none(&self) -> bool {
        matches!(self.parts.as_slice(), [part] if part.text == "-")
    }

    /// On one line, where there is room for it.
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
                text,
                style,
                breaks: true,
            }],
        }
    }

    /// In columns, on one line.
    pub(super) fn width(&self) -> usize {
        let words = self.words();
        words.iter().map(|word| word.gap + word.width).sum()
    }

    /// What lines are made of.
    pub(super) fn words(&self) -> Vec<Word<'_>> {
        let word = |part: &Part, gap, text| Word {
            text,
            style: part.style,
            width: str::width(text),
            gap,
        };
        let parts = self.parts.iter().enumerate();
        parts
            .flat_map(|(index, part)| {
                let gap = if index == 0 { 0 } else { GAP };
                let gaps = iter::once(gap).chain(iter::repeat(1));
                let words = part.text.split(move |char| part.breaks && char == ' ');
                gaps.zip(words)
                    .map(move |(gap, text)| word(part, gap, text))
            })
            .collect()
    }
}

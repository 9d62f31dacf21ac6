//! How words become lines, and how wide columns are.

use std::fmt::Write as _;

use anstyle::Style;
use unicode_width::UnicodeWidthChar as _;

use super::{Cell, GAP, TALLEST_ROW};

/// What is not broken where there is a choice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) style: Style,
    pub(super) width: usize,
    /// The spaces before it, which go where a line ends.
    pub(super) gap: usize,
}

/// The words of a cell in lines at most so wide. A word that is wider still is broken.
pub(super) fn wrapped(cell: &Cell, width: Option<usize>) -> Vec<Vec<Word<'_>>> {
    let Some(width) = width else {
        return vec![cell.words()];
    };
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut used = 0;
    for word in cell.words() {
        if !line.is_empty() && used + word.gap + word.width > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        for (index, piece) in broken(word, width).into_iter().enumerate() {
            if index > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            let gap = if line.is_empty() { 0 } else { piece.gap };
            used += gap + piece.width;
            line.push(Word { gap, ..piece });
        }
    }
    lines.push(line);
    lines
}

/// The word, in pieces no wider than that; a piece has one character at least.
fn broken(word: Word<'_>, width: usize) -> Vec<Word<'_>> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while rest.width > width {
        let mut taken = 0;
        let end = rest.text.char_indices().find(|(index, char)| {
            taken += char.width().unwrap_or_default();
            *index > 0 && taken > width
        });
        let Some((head, tail)) = end.and_then(|(end, _)| rest.text.split_at_checked(end)) else {
            break;
        };
        pieces.push(Word {
            text: head,
            width: width_of(head),
            ..rest
        });
        rest = Word {
            text: tail,
            width: width_of(tail),
            ..rest
        };
    }
    pieces.push(rest);
    pieces
}

fn width_of(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// The lines of the tallest cell.
pub(super) fn height(cells: &[Cell], widths: &[usize]) -> usize {
    let cells = cells.iter().zip(widths);
    let heights = cells.map(|(cell, width)| wrapped(cell, Some(*width)).len());
    heights.max().unwrap_or_default()
}

/// Whether a row goes in columns of these widths, broken between words and not too tall.
pub(super) fn fits(cells: &[Cell], widths: &[usize]) -> bool {
    let narrow = |(cell, width): (&Cell, &usize)| {
        let words = cell.words();
        words.iter().all(|word| word.width <= *width)
    };
    cells.iter().zip(widths).all(narrow) && height(cells, widths) <= TALLEST_ROW
}

/// How wide each column is to be, so that rows are as few lines tall as the room allows; `None` where
/// they would be too tall, or a word would not fit.
pub(super) fn column_widths(rows: &[&[Cell]], room: Option<usize>) -> Option<Vec<usize>> {
    let count = rows.iter().map(|row| row.len()).max()?;
    let columns: Vec<Column<'_>> = (0..count).map(|index| Column::new(rows, index)).collect();
    let whole: Vec<usize> = columns.iter().map(|column| column.whole).collect();
    let Some(room) = room else {
        return Some(whole);
    };
    let room = room.checked_sub(GAP * count.checked_sub(1)?)?;
    let fits = |widths: &Vec<usize>| widths.iter().sum::<usize>() <= room;
    let least = (1..=TALLEST_ROW)
        .map(|lines| columns.iter().map(|column| column.within(lines)).collect())
        .find(fits)?;
    // What room is left goes to the columns that could use it, the narrowest first.
    let grown = |limit: usize| {
        let columns = least.iter().zip(&whole);
        columns
            .map(|(least, whole)| *least.max(whole.min(&limit)))
            .collect()
    };
    (1..=room)
        .rev()
        .map(grown)
        .find(fits)
        .or(Some(least.clone()))
}

struct Column<'a> {
    cells: Vec<&'a Cell>,
    /// Its widest word.
    word: usize,
    /// Its widest cell.
    whole: usize,
}

impl<'a> Column<'a> {
    fn new(rows: &[&'a [Cell]], index: usize) -> Self {
        let cells: Vec<&Cell> = rows.iter().filter_map(|row| row.get(index)).collect();
        let most = |size: fn(&[Word<'_>]) -> usize| {
            let sizes = cells.iter().map(|cell| size(&cell.words()));
            sizes.max().unwrap_or_default()
        };
        Self {
            word: most(|words| {
                words
                    .iter()
                    .map(|word| word.width)
                    .max()
                    .unwrap_or_default()
            }),
            whole: most(|words| words.iter().map(|word| word.gap + word.width).sum()),
            cells,
        }
    }

    /// The least width in which no cell takes more lines than that.
    fn within(&self, lines: usize) -> usize {
        let (mut low, mut high) = (self.word, self.whole);
        while low < high {
            let middle = usize::midpoint(low, high);
            let fits = |cell: &&Cell| wrapped(cell, Some(middle)).len() <= lines;
            if self.cells.iter().all(fits) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}

/// A line that is being written.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    /// How far it has got.
    column: usize,
}

impl Line {
    /// Puts words, from that column on.
    pub(super) fn put(&mut self, column: usize, words: &[Word<'_>]) {
        let mut column = column;
        for word in words {
            column += word.gap;
            if !word.text.is_empty() {
                let space = column.saturating_sub(self.column);
                let _ = write!(
                    self.text,
                    "{:space$}{}{}{:#}",
                    "", word.style, word.text, word.style
                );
                self.column = column + word.width;
            }
            column += word.width;
        }
    }

    /// All the lines as one text.
    pub(super) fn all(lines: &[Self]) -> String {
        lines
            .iter()
            .map(|line| format!("{}\n", line.text))
            .collect()
    }
}

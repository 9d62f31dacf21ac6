//! Which columns there is room for, how wide each is, and lines that are put together.

use std::fmt::Write as _;
use std::iter;

use super::wrap::Word;
use super::{Cell, GAP};

/// The columns that are shown, each with its width; `None` for one that is left out.
pub(super) type Widths = Vec<Option<usize>>;

/// How soon a column is left out where there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Importance {
    /// Never: where it doesn't fit, there are no columns at all.
    Essential,
    /// When texts cannot be shortened any further.
    Useful,
    /// Before texts become hard to read.
    Minor,
}

/// How many columns of a text are read with ease.
const COMFORTABLE: usize = 20;

/// What is tried in turn: how far texts are cut, and what may be left out. In less than a few columns
/// a text says nothing; see [`Cell::width_cut_to`].
const STEPS: [(usize, Option<Importance>); 5] = [
    (COMFORTABLE, None),
    (COMFORTABLE, Some(Importance::Minor)),
    (12, None),
    (0, None),
    (0, Some(Importance::Useful)),
];

/// Where any width will do, what follows a text that is wider still is out of line: one long text
/// would otherwise be paid for by every row.
const WIDEST: usize = 120;

/// How wide each column is to be, so that every row takes one line of the room: texts are shortened,
/// then columns left out, the rightmost of an importance first. `None` where there is no room for the
/// essential ones.
pub(super) fn column_widths(
    rows: &[&[Cell]],
    importance: &[Importance],
    room: Option<usize>,
) -> Option<Widths> {
    let count = rows.iter().map(|row| row.len()).max()?;
    let widest = |index: usize, width: &dyn Fn(&Cell) -> usize| {
        let cells = rows.iter().filter_map(|row| row.get(index));
        cells.map(width).max().unwrap_or_default()
    };
    let whole: Vec<usize> = (0..count)
        .map(|index| widest(index, &Cell::width))
        .collect();
    let Some(room) = room else {
        let aligned = whole.into_iter().map(|width| Some(width.min(WIDEST)));
        return Some(aligned.collect());
    };
    STEPS.iter().find_map(|(limit, droppable)| {
        let least: Vec<usize> = (0..count)
            .map(|index| widest(index, &|cell| cell.width_cut_to(*limit)))
            .collect();
        let kept = kept(&least, *limit, importance, *droppable, room)?;
        Some(grown(&least, &whole, &kept, room))
    })
}

/// Which columns fit at their least width, where those that are no more important than `droppable` may
/// go. What is minor is gone where texts are cut to less than is comfortable.
fn kept(
    least: &[usize],
    limit: usize,
    importance: &[Importance],
    droppable: Option<Importance>,
    room: usize,
) -> Option<Vec<bool>> {
    let mut kept: Vec<bool> = importance
        .iter()
        .map(|importance| limit >= COMFORTABLE || *importance < Importance::Minor)
        .collect();
    let mut order: Vec<(Importance, usize)> = importance.iter().copied().zip(0..).collect();
    order.retain(|(importance, index)| {
        droppable.is_some_and(|least| *importance >= least) && kept.get(*index) == Some(&true)
    });
    order.sort_unstable();
    let mut taken = taken(least, &kept);
    while taken > room {
        let (_, index) = order.pop()?;
        if let (Some(kept), Some(width)) = (kept.get_mut(index), least.get(index)) {
            *kept = false;
            taken = taken.saturating_sub(width + GAP);
        }
    }
    Some(kept)
}

/// What columns take with the space between them.
fn taken(widths: &[usize], kept: &[bool]) -> usize {
    let columns = widths.iter().zip(kept).filter(|(_, kept)| **kept);
    let (count, sum) = columns.fold((0_usize, 0_usize), |(count, sum), (width, _)| {
        (count + 1, sum.saturating_add(*width))
    });
    sum.saturating_add(GAP * count.saturating_sub(1))
}

/// What room is left goes to the columns that could use it, the narrowest first.
fn grown(least: &[usize], whole: &[usize], kept: &[bool], room: usize) -> Widths {
    let up_to = |limit: usize| -> Vec<usize> {
        let columns = least.iter().zip(whole);
        columns
            .map(|(least, whole)| *least.max(whole.min(&limit)))
            .collect()
    };
    let (mut low, mut high) = (0, room);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if taken(&up_to(middle), kept) <= room {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    let widths = up_to(low).into_iter().zip(kept);
    widths.map(|(width, kept)| kept.then_some(width)).collect()
}

/// Whether a row that comes later can be shown in these columns as well as in others: its codes and ids
/// have to be whole, and its texts comfortable as long as there is room to make them so.
pub(super) fn fits(cells: &[Cell], widths: &[Option<usize>], room: Option<usize>) -> bool {
    let shown: Vec<usize> = widths.iter().copied().flatten().collect();
    let kept = vec![true; shown.len()];
    // Growing columns leaves less than one for each of them.
    let is_full = room.is_some_and(|room| taken(&shown, &kept) + shown.len() > room);
    let limit = if is_full { 0 } else { COMFORTABLE };
    cells
        .iter()
        .zip(widths)
        .all(|(cell, width)| width.is_none_or(|width| cell.width_cut_to(limit) <= width))
}

/// A line that is being written.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    /// How far it has got.
    column: usize,
}

impl Line {
    /// Puts words below a heading: from that column on, or after what reaches into it.
    pub(super) fn put_cell(&mut self, column: usize, words: &[Word<'_>]) {
        let after = match self.column {
            0 => 0,
            end => end + GAP,
        };
        self.put(column.max(after), words);
    }

    /// Puts words, from that column on.
    pub(super) fn put(&mut self, column: usize, words: &[Word<'_>]) {
        let mut column = column;
        for word in words {
            column += word.gap;
            if !word.text.is_empty() {
                let space = column.saturating_sub(self.column);
                self.text.extend(iter::repeat_n(' ', space));
                let _ = write!(self.text, "{}{}{:#}", word.style, word.text, word.style);
                self.column = column + word.width;
            }
            column += word.width;
        }
    }

    /// All the lines as one text.
    pub(super) fn all(lines: &[Self]) -> String {
        let length = lines.iter().map(|line| line.text.len() + 1).sum();
        let mut text = String::with_capacity(length);
        for line in lines {
            text.push_str(&line.text);
            text.push('\n');
        }
        text
    }
}

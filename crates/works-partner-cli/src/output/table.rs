//! Tables for reading: one line a row where there is a width to keep to. Texts are shortened and columns
//! left out by their importance, which a line below the table tells; where even the important columns
//! don't fit, each row becomes a card. Cards wrap, and never lose a character.

mod cell;
mod layout;
mod wrap;

use layout::{Line, Widths, column_widths};
use wrap::{shortened, wrapped};

use crate::language;

pub(crate) use cell::Cell;
pub(crate) use layout::Importance;

/// Spaces between columns, and between the parts of a cell.
const GAP: usize = 2;
const INDENT: usize = 2;
/// In less than this nothing can be read.
const LEAST_WIDTH: usize = 20;

/// Rows of cells under headings, below a title where there is one.
#[derive(Debug)]
pub(crate) struct Table {
    title: Option<Cell>,
    headings: Vec<String>,
    importance: Vec<Importance>,
    rows: Vec<Row>,
    remark: Option<Cell>,
}

/// A cell for each heading, and what has no heading.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) also: Vec<String>,
}

/// What a table does not show of its rows, for want of room.
#[derive(Debug, Default)]
pub(crate) struct Missing {
    width: usize,
    /// The headings of columns.
    left_out: Vec<String>,
    shortened: Vec<String>,
}

/// The columns of a table that others follow.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    widths: Option<Widths>,
    missing: Missing,
}

/// How to build a table.
impl Table {
    /// The first column is essential, the others are minor; see [`Self::ranked`].
    pub(crate) fn new<H: AsRef<str>>(headings: &[H], rows: impl IntoIterator<Item = Row>) -> Self {
        Self {
            title: None,
            headings: headings
                .iter()
                .map(|text| text.as_ref().to_owned())
                .collect(),
            importance: std::iter::once(Importance::Essential)
                .chain(std::iter::repeat(Importance::Minor))
                .take(headings.len())
                .collect(),
            rows: rows.into_iter().collect(),
            remark: None,
        }
    }

    /// Something to say in the place of rows.
    pub(crate) fn without_rows(remark: Cell) -> Self {
        Self {
            remark: Some(remark),
            ..Self::new::<&str>(&[], [])
        }
    }

    /// Something to say above the rows.
    pub(crate) fn remarked(self, remark: Cell) -> Self {
        Self {
            remark: Some(remark),
            ..self
        }
    }

    pub(crate) fn titled(self, title: Cell) -> Self {
        Self {
            title: Some(title),
            ..self
        }
    }

    /// Says how important each column is.
    pub(crate) fn ranked(self, importance: impl IntoIterator<Item = Importance>) -> Self {
        Self {
            importance: importance.into_iter().collect(),
            ..self
        }
    }

    /// Leaves out the columns in which no row has anything.
    pub(crate) fn without_empty_columns(mut self) -> Self {
        let filled: Vec<bool> = (0..self.headings.len())
            .map(|index| {
                let mut cells = self.rows.iter().filter_map(|row| row.cells.get(index));
                cells.any(|cell| !cell.is_none())
            })
            .collect();
        keep(&mut self.headings, &filled);
        keep(&mut self.importance, &filled);
        for row in &mut self.rows {
            keep(&mut row.cells, &filled);
        }
        self
    }
}

fn keep<T>(items: &mut Vec<T>, which: &[bool]) {
    let mut which = which.iter();
    items.retain(|_| which.next().copied().unwrap_or_default());
}

/// How it looks. All text is styled, ends its lines, and has no spaces at their ends.
impl Table {
    /// Rows under headings where the width allows it, else cards; no headings without rows. Below them
    /// stands what is missing.
    pub(crate) fn fitted(&self, width: Option<usize>) -> String {
        let mut missing = Missing::default();
        let text = self.fitted_silently(width, &mut missing);
        text + &missing.remark()
    }

    /// The same without the remark, for who makes it for several tables.
    pub(crate) fn fitted_silently(&self, width: Option<usize>, missing: &mut Missing) -> String {
        let headings = self.headings();
        match self.widths(&headings, width) {
            Some(widths) if !self.rows.is_empty() => {
                self.in_columns(&headings, &widths, width, missing)
            }
            _ => self.cards(width),
        }
    }

    /// The same for rows that follow those of another table: without headings where they fit below its
    /// columns.
    pub(crate) fn following(&self, width: Option<usize>, columns: &mut Columns) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let Columns { widths, missing } = columns;
        let room = self.room(width);
        let fits = |widths: &&Widths| {
            widths.len() == self.headings.len()
                && self
                    .rows
                    .iter()
                    .all(|row| layout::fits(&row.cells, widths, room))
        };
        if let Some(widths) = widths.as_ref().filter(fits) {
            let mut out = Vec::new();
            self.rows_in_columns(widths, width, missing, &mut out);
            return Line::all(&out);
        }
        *widths = self.widths(&self.headings(), width);
        self.fitted_silently(width, missing)
    }

    fn headings(&self) -> Vec<Cell> {
        let headings = self.headings.iter();
        headings
            .map(|heading| Cell::heading(language::word(heading).to_uppercase()))
            .collect()
    }

    fn widths(&self, headings: &[Cell], width: Option<usize>) -> Option<Widths> {
        let rows = self.rows.iter().map(|row| row.cells.as_slice());
        let lines: Vec<&[Cell]> = std::iter::once(headings).chain(rows).collect();
        column_widths(&lines, &self.importance, self.room(width))
    }

    fn room(&self, width: Option<usize>) -> Option<usize> {
        width.map(|width| width.max(LEAST_WIDTH).saturating_sub(self.indent()))
    }

    /// Each row as a card: a line for each heading.
    pub(crate) fn cards(&self, width: Option<usize>) -> String {
        let mut out = self.head(width);
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 {
                out.push(Line::default());
            }
            self.card(row, width, &mut out);
        }
        Line::all(&out)
    }

    fn card(&self, row: &Row, width: Option<usize>, out: &mut Vec<Line>) {
        let also: Vec<Cell> = row.also.iter().map(Cell::text).collect();
        let named = self.headings.iter().map(String::as_str).zip(&row.cells);
        let also = std::iter::repeat_n("Also", also.len()).zip(&also);
        let widest = self
            .headings
            .iter()
            .map(|heading| Cell::text(language::word(heading)).width())
            .max();
        let left = self.indent() + widest.unwrap_or_default() + GAP;
        for (heading, cell) in named.chain(also) {
            let heading = Cell::heading(language::word(heading));
            for (index, words) in wrapped(cell, within(width, left)).iter().enumerate() {
                let mut line = Line::default();
                if index == 0 {
                    line.put(self.indent(), &heading.words());
                }
                line.put(left, words);
                out.push(line);
            }
        }
    }

    fn in_columns(
        &self,
        headings: &[Cell],
        widths: &[Option<usize>],
        width: Option<usize>,
        missing: &mut Missing,
    ) -> String {
        let mut out = self.head(width);
        let (line, _) = self.line(headings, widths, width.is_some());
        out.push(line);
        self.rows_in_columns(widths, width, missing, &mut out);
        Line::all(&out)
    }

    fn rows_in_columns(
        &self,
        widths: &[Option<usize>],
        width: Option<usize>,
        missing: &mut Missing,
        out: &mut Vec<Line>,
    ) {
        if let Some(width) = width {
            missing.width = width;
            let columns = self.headings.iter().zip(widths);
            let left_out = columns.filter(|(_, width)| width.is_none());
            left_out.for_each(|(heading, _)| add(&mut missing.left_out, heading));
        }
        for row in &self.rows {
            let (line, shortened) = self.line(&row.cells, widths, width.is_some());
            out.push(line);
            for heading in shortened {
                add(&mut missing.shortened, heading);
            }
            for also in &row.also {
                let also = Cell::text(format!("{}: {also}", language::word("also")));
                block(&also, self.indent() + INDENT, width, out);
            }
        }
    }

    /// What stands above the rows, or instead of them.
    fn head(&self, width: Option<usize>) -> Vec<Line> {
        let mut out = Vec::new();
        if let Some(title) = &self.title {
            block(title, 0, width, &mut out);
        }
        if let Some(remark) = &self.remark {
            block(remark, self.indent(), width, &mut out);
        }
        out
    }

    /// Cells side by side, and the headings of those that are shortened.
    fn line(
        &self,
        cells: &[Cell],
        widths: &[Option<usize>],
        shortens: bool,
    ) -> (Line, Vec<&String>) {
        let mut line = Line::default();
        let mut cut = Vec::new();
        let mut at = self.indent();
        for ((cell, width), heading) in cells.iter().zip(widths).zip(&self.headings) {
            let Some(width) = width else {
                continue;
            };
            let room = if shortens { *width } else { usize::MAX };
            let (words, is_cut) = shortened(cell, room);
            line.put_cell(at, &words);
            if is_cut {
                cut.push(heading);
            }
            at += width + GAP;
        }
        (line, cut)
    }

    /// Rows stand under their title.
    fn indent(&self) -> usize {
        self.title.as_ref().map_or(0, |_| INDENT)
    }
}

impl Missing {
    /// A line that says what is missing, and how to see it; nothing where nothing is.
    pub(crate) fn remark(&self) -> String {
        let mut facts = Vec::new();
        if !self.left_out.is_empty() {
            facts.push(format!("left out: {}", self.left_out.join(", ")));
        }
        if !self.shortened.is_empty() {
            facts.push(format!("shortened: {}", self.shortened.join(", ")));
        }
        if facts.is_empty() {
            return String::new();
        }
        let text = format!(
            "({} columns wide; {}. See all of it with -o csv, or in a wider terminal)",
            self.width,
            facts.join("; ")
        );
        let mut out = Vec::new();
        block(&Cell::quiet(text), 0, Some(self.width), &mut out);
        Line::all(&out)
    }
}

fn add(headings: &mut Vec<String>, heading: &str) {
    if !headings
        .iter()
        .any(|known| known == language::word(heading))
    {
        headings.push(language::word(heading).to_owned());
    }
}

impl Columns {
    /// What to say below the last of the tables.
    pub(crate) fn remark(&self) -> String {
        self.missing.remark()
    }
}

/// A cell in lines of its own.
fn block(cell: &Cell, left: usize, width: Option<usize>, out: &mut Vec<Line>) {
    for words in wrapped(cell, within(width, left)) {
        let mut line = Line::default();
        line.put(left, &words);
        out.push(line);
    }
}

/// What is left of a width.
fn within(width: Option<usize>, left: usize) -> Option<usize> {
    width.map(|width| width.saturating_sub(left).max(LEAST_WIDTH))
}

#[cfg(test)]
mod tests {
    use super::Importance::{Essential, Minor, Useful};
    use super::*;

    fn table(rows: &[[&str; 3]]) -> Table {
        let rows = rows.iter().map(|row| Row {
            cells: row.iter().map(Cell::text).collect(),
            also: Vec::new(),
        });
        Table::new(&["One", "Two", "Three"], rows)
    }

    fn plain(styled: &str) -> String {
        anstream::adapter::strip_str(styled).to_string()
    }

    #[test]
    fn wide_characters_align() {
        let table = table(&[["共有", "b", "c"], ["a", "日本語", "c"]]);
        let expected = "\
ONE   TWO     THREE
共有  b       c
a     日本語  c
";
        assert_eq!(plain(&table.fitted(None)), expected);
    }

    #[test]
    fn texts_are_shortened_before_columns_go() {
        let name = "a name that is too long to be read at once";
        let table = table(&[[name, "two of them", "c"], ["a", "b", "c"]]);
        let expected = "\
ONE                    TWO          THREE
a name that is too..   two of them  c
a                      b            c
(41 columns wide; shortened: One. See all
of it with -o csv, or in a wider
terminal)
";
        assert_eq!(plain(&table.fitted(Some(41))), expected);
        let expected = "\
ONE                      TWO
a name that is too lo..  two of them
a                        b
(36 columns wide; left out: Three;
shortened: One. See all of it with
-o csv, or in a wider terminal)
";
        assert_eq!(plain(&table.fitted(Some(36))), expected);
        assert!(plain(&table.fitted(None)).contains(name));
    }

    #[test]
    fn the_unimportant_goes_first() {
        let table =
            table(&[["one one", "two two", "three three"]]).ranked([Minor, Essential, Useful]);
        let shown = plain(&table.fitted(Some(22)));
        assert!(
            shown.starts_with("TWO      THREE\ntwo two  three three\n(22"),
            "{shown}"
        );
    }

    #[test]
    fn what_does_not_fit_in_columns_becomes_cards() {
        let code = "0123456789";
        let table = table(&[[code, code, "a b"], [code, code, "0123456789abcdefghij"]])
            .ranked([Essential; 3]);
        let expected = "\
One    0123456789
Two    0123456789
Three  a b

One    0123456789
Two    0123456789
Three  0123456789abcdefghij
";
        assert_eq!(plain(&table.fitted(Some(27))), expected);
    }

    /// A text that is as long as the rest together does not make every row as long.
    #[test]
    fn one_long_text_is_paid_for_once() {
        let long = "x".repeat(100_000);
        let rows = vec![[long.as_str(), "b", "c"], ["a", "b", "c"]];
        let shown = plain(&table(&rows).fitted(None));
        assert!(shown.contains(&format!("{long}  b  c\n")));
        assert!(shown.len() < 100_500, "{}", shown.len());
    }

    #[test]
    fn later_rows_stand_below_the_columns_of_the_first() {
        let mut columns = Columns::default();
        let first = table(&[["a", "two of them", "c"]]).following(Some(60), &mut columns);
        let second = table(&[["d", "e", "f"]]).following(Some(60), &mut columns);
        assert_eq!(
            plain(&first),
            "ONE  TWO          THREE\na    two of them  c\n"
        );
        assert_eq!(plain(&second), "d    e            f\n");
        let wider = table(&[["0123456789", "e", "f"]]).following(Some(60), &mut columns);
        assert!(plain(&wider).starts_with("ONE         TWO"), "{wider}");
        assert_eq!(columns.remark(), "");
    }

    #[test]
    fn columns_without_anything_go() {
        let rows = ["a", "b"].map(|text| Row {
            cells: vec![Cell::text(text), Cell::none(), Cell::text("c")],
            also: Vec::new(),
        });
        let table = Table::new(&["One", "Two", "Three"], rows).titled(Cell::text("Title"));
        let expected = "\
Title
  ONE  THREE
  a    c
  b    c
";
        assert_eq!(plain(&table.without_empty_columns().fitted(None)), expected);
    }

    #[test]
    fn no_width_is_too_small() {
        let table = table(&[["a", "日本語日本語日本語日本語", ""]]);
        let table = table.titled(Cell::heading("A title of some length"));
        for width in 1..40 {
            let shown = plain(&table.fitted(Some(width)));
            assert!(shown.contains("title"), "{width}: {shown}");
            let shown = plain(&table.cards(Some(width)));
            assert_eq!(shown.matches('語').count(), 4, "{width}: {shown}");
        }
    }

    #[test]
    fn an_empty_table_is_nothing() {
        assert_eq!(table(&[]).fitted(None), "");
        assert_eq!(table(&[]).cards(None), "");
        assert_eq!(table(&[]).without_empty_columns().fitted(Some(80)), "");
    }
}

//! Tables for reading. Columns wrap between words and never lose a character; where that would make
//! rows too tall, each row becomes a card.

mod cell;
mod layout;

use layout::{Line, column_widths, height, wrapped};

pub(crate) use cell::Cell;

/// Spaces between columns, and between the parts of a cell.
const GAP: usize = 2;
const INDENT: usize = 2;
/// In less than this nothing can be read.
const LEAST_WIDTH: usize = 20;
/// A row of more lines than this is easier to read as a card.
const TALLEST_ROW: usize = 2;

/// Rows of cells under headings, below a title where there is one.
#[derive(Debug)]
pub(crate) struct Table {
    title: Option<Cell>,
    headings: Vec<String>,
    rows: Vec<Row>,
    remark: Option<Cell>,
}

/// A cell for each heading, and what has no heading.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) also: Vec<String>,
}

/// How to build a table.
impl Table {
    pub(crate) fn new<H: AsRef<str>>(headings: &[H], rows: impl IntoIterator<Item = Row>) -> Self {
        Self {
            title: None,
            headings: headings
                .iter()
                .map(|text| text.as_ref().to_owned())
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

    pub(crate) fn titled(self, title: Cell) -> Self {
        Self {
            title: Some(title),
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
    /// Rows under headings where the width allows it, else cards; no headings without rows.
    pub(crate) fn fitted(&self, width: Option<usize>) -> String {
        let headings = self.headings();
        match column_widths(&self.lines(&headings), self.room(width)) {
            Some(widths) if !self.rows.is_empty() => self.in_columns(&headings, &widths, width),
            _ => self.cards(width),
        }
    }

    /// The same for rows that follow those of another table: without headings where they fit below
    /// its columns, whose widths are kept in `columns`.
    pub(crate) fn following(
        &self,
        width: Option<usize>,
        columns: &mut Option<Vec<usize>>,
    ) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let fits = |widths: &Vec<usize>| {
            widths.len() == self.headings.len()
                && self.rows.iter().all(|row| layout::fits(&row.cells, widths))
        };
        if let Some(widths) = columns.as_ref().filter(|widths| fits(widths)) {
            let mut out = Vec::new();
            self.rows_in_columns(widths, width, &mut out);
            return Line::all(&out);
        }
        let headings = self.headings();
        let lines: Vec<&[Cell]> = self.lines(&headings);
        *columns = column_widths(&lines, self.room(width));
        self.fitted(width)
    }

    fn headings(&self) -> Vec<Cell> {
        let headings = self.headings.iter();
        headings
            .map(|heading| Cell::heading(heading.to_uppercase()))
            .collect()
    }

    fn lines<'a>(&'a self, headings: &'a [Cell]) -> Vec<&'a [Cell]> {
        let rows = self.rows.iter().map(|row| row.cells.as_slice());
        std::iter::once(headings).chain(rows).collect()
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
            .map(|heading| Cell::text(heading).width())
            .max();
        let left = self.indent() + widest.unwrap_or_default() + GAP;
        for (heading, cell) in named.chain(also) {
            let heading = Cell::heading(heading);
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

    fn in_columns(&self, headings: &[Cell], widths: &[usize], width: Option<usize>) -> String {
        let mut out = self.head(width);
        self.line(headings, widths, &mut out);
        self.rows_in_columns(widths, width, &mut out);
        Line::all(&out)
    }

    fn rows_in_columns(&self, widths: &[usize], width: Option<usize>, out: &mut Vec<Line>) {
        // Rows of several lines need air between them.
        let mut rows = self.rows.iter().map(|row| row.cells.as_slice());
        let airy = rows.any(|cells| height(cells, widths) > 1);
        for row in &self.rows {
            if airy {
                out.push(Line::default());
            }
            self.line(&row.cells, widths, out);
            for also in &row.also {
                let also = Cell::text(format!("also: {also}"));
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

    /// Cells side by side.
    fn line(&self, cells: &[Cell], widths: &[usize], out: &mut Vec<Line>) {
        for index in 0..height(cells, widths) {
            let mut line = Line::default();
            let mut at = self.indent();
            for (cell, width) in cells.iter().zip(widths) {
                if let Some(words) = wrapped(cell, Some(*width)).get(index) {
                    line.put(at, words);
                }
                at += width + GAP;
            }
            out.push(line);
        }
    }

    /// Rows stand under their title.
    fn indent(&self) -> usize {
        self.title.as_ref().map_or(0, |_| INDENT)
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
    fn columns_wrap_between_words() {
        let table = table(&[["a", "one two three four", "c"], ["a", "b", "c"]]);
        let expected = "\
ONE  TWO         THREE

a    one two     c
     three four

a    b           c
";
        assert_eq!(plain(&table.fitted(Some(22))), expected);
    }

    #[test]
    fn what_does_not_fit_in_columns_becomes_cards() {
        let table = table(&[
            ["a", "a-very-long-word", "c"],
            ["a", "0123456789abcdefghijklmno", "c"],
        ]);
        let expected = "\
One    a
Two    a-very-long-word
Three  c

One    a
Two    0123456789abcdefghij
       klmno
Three  c
";
        assert_eq!(plain(&table.fitted(Some(24))), expected);
    }

    #[test]
    fn rows_that_would_be_too_tall_become_cards() {
        let table = table(&[["a", "one two three four five six seven", "c"]]);
        let shown = plain(&table.fitted(Some(21)));
        assert!(shown.starts_with("One    a\n"), "{shown}");
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

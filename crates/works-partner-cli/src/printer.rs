//! Where output goes: answers to stdout, all else to stderr. A closed pipe is no error: whoever
//! closed it has read all they wanted.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write};
use std::sync::{Mutex, PoisonError};

use anstream::AutoStream;
use indicatif::ProgressBar;

use crate::failure::Failure;
use crate::output::View;
use crate::output::columns::{Choice, Grid};
use crate::output::table::Columns;
use crate::output::{Format, csv, json, jsonl};
use crate::terminal::{self, Color, QUIET, visible, visible_json};
use crate::views::Records;

/// Writes an answer that comes in parts, each as soon as it is there. A JSON text does not come in
/// parts, nor does a table that may be of any width.
#[derive(Debug)]
pub(crate) struct Stream {
    printer: Printer,
    width: Option<usize>,
    columns: Columns,
    has_begun: bool,
}

impl Stream {
    /// `None` where the answer has to be whole before it is printed.
    pub(crate) fn begin(printer: Printer) -> Option<Self> {
        let width = terminal::width();
        let is_whole = match printer.format {
            Format::Table => width.is_none(),
            Format::Json => true,
            Format::Jsonl | Format::Csv | Format::Ics => false,
        };
        (!is_whole).then_some(Self {
            printer,
            width,
            columns: Columns::default(),
            has_begun: false,
        })
    }

    pub(crate) fn put(&mut self, records: &Records<'_>) -> Result<(), Failure> {
        let printer = self.printer;
        let choice = printer.choice;
        let follows = std::mem::replace(&mut self.has_begun, true);
        match printer.format {
            Format::Table => {
                let table = match choice.columns {
                    Some(_) => {
                        Grid::of(records, choice.without_labels(), follows)?.to_table(records)
                    }
                    None => records.to_table(),
                };
                printer.print_styled(&table.following(self.width, &mut self.columns))
            }
            _ => printer.print_part(records, follows),
        }
    }

    /// Says what a table has left out.
    pub(crate) fn end(&self) -> Result<(), Failure> {
        match self.printer.format {
            Format::Table => self.printer.print_styled(&self.columns.remark()),
            Format::Json | Format::Jsonl | Format::Csv | Format::Ics => Ok(()),
        }
    }
}

/// What is drawn below the lines on stderr while something goes on.
static PROGRESS: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// From here on, lines on stderr come above this bar; `None` for no bar.
pub(crate) fn draw_below(bar: Option<ProgressBar>) {
    *PROGRESS.lock().unwrap_or_else(PoisonError::into_inner) = bar;
}

/// Writes in the format and the colours that were asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Printer {
    pub(crate) format: Format,
    pub(crate) color: Color,
    /// Which fields, and what beside them.
    pub(crate) choice: Choice,
    pub(crate) csv: csv::Style,
    /// Ids are texts in JSON.
    pub(crate) ids_as_text: bool,
}

impl Printer {
    /// Prints an answer.
    pub(crate) fn print(self, answer: &impl View) -> Result<(), Failure> {
        self.print_following(answer, false)
    }

    /// Prints a part of an answer whose parts have the same columns.
    pub(crate) fn print_part(self, part: &impl View, follows: bool) -> Result<(), Failure> {
        match self.format {
            Format::Csv if follows => {
                let grid = Grid::of(part, self.choice, follows)?;
                self.print_csv(&csv::rows(&grid, self.csv)?)
            }
            _ => self.print_following(part, follows),
        }
    }

    /// The same for one that may follow another.
    fn print_following(self, answer: &impl View, follows: bool) -> Result<(), Failure> {
        let choice = self.choice;
        let grid = || Grid::of(answer, choice, follows);
        match self.format {
            // A table has labels anyway.
            Format::Table if choice.columns.is_some() => {
                let grid = Grid::of(answer, choice.without_labels(), follows)?;
                self.print_styled(&grid.to_table(answer).fitted(terminal::width()))
            }
            Format::Table => self.print_styled(&answer.table(terminal::width())),
            Format::Json if choice.is_any() => {
                let list = format!("[{}]", grid()?.items().join(","));
                self.print_json(&json::indented(&self.ids(&list)))
            }
            Format::Json => self.print_json(&json::indented(&self.ids(&answer.json()))),
            Format::Jsonl if choice.is_any() => self.print_lines(&grid()?.items()),
            Format::Jsonl => self.print_lines(&answer.items()),
            Format::Csv => self.print_csv(&csv::document(&grid()?, self.csv)?),
            // Only commands that write it themselves accept it.
            Format::Ics => Ok(()),
        }
    }

    fn print_lines(self, items: &[Cow<'_, str>]) -> Result<(), Failure> {
        let items: Vec<_> = items.iter().map(|item| self.ids(item)).collect();
        self.print_json(&jsonl::lines(&items))
    }

    fn ids(self, json: &str) -> Cow<'_, str> {
        match self.ids_as_text {
            true => json::ids_as_text(json).into(),
            false => json.into(),
        }
    }

    /// Prints JSON token for token; to a terminal, what would steer it stands as an escape, which is the
    /// same JSON.
    fn print_json(self, json: &str) -> Result<(), Failure> {
        if io::stdout().is_terminal() {
            self.print_exactly(visible_json(json).as_bytes())
        } else {
            self.print_exactly(json.as_bytes())
        }
    }

    /// Prints CSV. Raw texts are for programs: a terminal does not get them.
    fn print_csv(self, bytes: &[u8]) -> Result<(), Failure> {
        if self.csv.raw && io::stdout().is_terminal() {
            let text = String::from_utf8_lossy(bytes);
            let lines: Vec<String> = text.split("\r\n").map(visible).collect();
            return self.print_exactly(lines.join("\r\n").as_bytes());
        }
        self.print_exactly(bytes)
    }

    /// Prints text with ANSI styles, which are left out where colours are not wanted.
    pub(crate) fn print_styled(self, text: &str) -> Result<(), Failure> {
        let stdout = io::stdout().lock();
        written(write(
            AutoStream::new(stdout, self.color.into()),
            text.as_bytes(),
        ))
    }

    /// Prints bytes as they are.
    pub(crate) fn print_exactly(self, bytes: &[u8]) -> Result<(), Failure> {
        written(write(io::stdout().lock(), bytes))
    }

    /// Adds a remark to a table. Other formats are for programs, which have no use for it.
    pub(crate) fn note(self, text: &str) {
        if self.format == Format::Table {
            self.tell(&format!("{QUIET}note: {}{QUIET:#}", visible(text)));
        }
    }

    /// Says, in a table's place, that there is nothing to show.
    pub(crate) fn nothing(self, text: &str) {
        if self.format == Format::Table {
            self.tell(&visible(text));
        }
    }

    /// Says something to a person, whatever the format.
    pub(crate) fn say(self, text: &str) {
        self.tell(&visible(text));
    }

    /// Shows what an answer would be a table of, beside the output.
    pub(crate) fn preview(self, answer: &impl View) {
        self.tell(&answer.table(terminal::width()));
    }

    /// Asks, without ending the line.
    pub(crate) fn ask(self, question: &str) {
        let stderr = AutoStream::new(io::stderr().lock(), self.color.into());
        let _ = write(stderr, question.as_bytes());
    }

    /// Says what is going on.
    pub(crate) fn log(self, text: &str) {
        self.tell(&format!(
            "{QUIET}{}{QUIET:#}",
            visible(&format!("→ {text}"))
        ));
    }

    /// Tells why a command failed.
    pub(crate) fn fail(self, failure: &Failure) {
        match self.format {
            Format::Json | Format::Jsonl => self.tell(&failure.to_json()),
            Format::Table | Format::Csv | Format::Ics => self.tell(&failure.to_text()),
        }
    }

    /// Writes a styled line to stderr. When that fails there is nobody left to tell.
    pub(crate) fn tell(self, text: &str) {
        let tell = || {
            let stderr = AutoStream::new(io::stderr().lock(), self.color.into());
            let _ = write(stderr, format!("{text}\n").as_bytes());
        };
        let drawn = || {
            PROGRESS
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone()
        };
        match drawn() {
            Some(bar) => bar.suspend(tell),
            None => tell(),
        }
    }
}

fn write(mut stream: impl Write, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}

fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::output(&error)),
        _ => Ok(()),
    }
}

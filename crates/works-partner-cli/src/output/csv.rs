//! CSV as RFC 4180 has it: a header, lines that end in CR LF.

use std::io;

use csv::{Terminator, WriterBuilder};

use crate::failure::Failure;
use crate::output::View;

pub(crate) fn document(view: &impl View) -> Result<Vec<u8>, Failure> {
    write(view, true).map_err(|error| Failure::output(&error))
}

/// Rows that follow others.
pub(crate) fn rows(view: &impl View) -> Result<Vec<u8>, Failure> {
    write(view, false).map_err(|error| Failure::output(&error))
}

fn write(view: &impl View, with_header: bool) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    if with_header {
        writer.write_record(view.header())?;
    }
    for row in view.rows() {
        writer.write_record(row.iter().map(|field| field.as_bytes()))?;
    }
    writer.into_inner().map_err(|error| error.into_error())
}

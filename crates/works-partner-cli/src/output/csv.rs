//! CSV as RFC 4180 has it: a header, lines that end in CR LF.

use std::io;

use csv::{Terminator, WriterBuilder};

use crate::answers::Answer;
use crate::failure::Failure;

pub(crate) fn document(answer: &impl Answer) -> Result<Vec<u8>, Failure> {
    write(answer, true).map_err(|error| Failure::output(&error))
}

/// Rows that follow others.
pub(crate) fn rows(answer: &impl Answer) -> Result<Vec<u8>, Failure> {
    write(answer, false).map_err(|error| Failure::output(&error))
}

fn write(answer: &impl Answer, with_header: bool) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    if with_header {
        writer.write_record(answer.header())?;
    }
    for row in answer.rows() {
        writer.write_record(row.iter().map(|field| field.as_bytes()))?;
    }
    writer.into_inner().map_err(|error| error.into_error())
}

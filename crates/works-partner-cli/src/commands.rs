//! The commands, one file a noun.

pub(crate) mod api;
pub(crate) mod auth;
pub(crate) mod catalog;
pub(crate) mod completion;
pub(crate) mod customer;
pub(crate) mod option;
pub(crate) mod option_order;
pub(crate) mod sandbox;
pub(crate) mod subscription;

use crate::failure::Failure;
use crate::printer::Printer;
use crate::views::Records;

/// Prints records, and what is worth a remark about them.
fn show(records: &Records<'_>, printer: Printer) -> Result<(), Failure> {
    printer.print(records)?;
    records.notes().iter().for_each(|note| printer.note(note));
    Ok(())
}

//! The commands, one file a noun.

pub(crate) mod api;
pub(crate) mod auth;
pub(crate) mod catalog;
pub(crate) mod completion;
pub(crate) mod customer;
pub(crate) mod option;
pub(crate) mod option_order;
pub(crate) mod sandbox;
pub(crate) mod store;
pub(crate) mod subscription;

use crate::failure::Failure;
use crate::output::Customer;
use crate::printer::Printer;
use crate::session::Session;
use crate::views::Records;

/// Prints the records of a customer, and says so where there are none.
async fn show_of(
    session: &Session,
    customer: Customer,
    records: Records<'_>,
    printer: Printer,
) -> Result<(), Failure> {
    let customer = session.named_if_needed(customer, printer).await?;
    let nothing = format!("customer {customer} has no {}", records.plural());
    let records = records.of_customer(customer);
    printer.print(&records)?;
    if records.len() == 0 {
        printer.nothing(&nothing);
    }
    records.notes().iter().for_each(|note| printer.note(note));
    Ok(())
}

/// Prints records, and what is worth a remark about them.
fn show(records: &Records<'_>, printer: Printer) -> Result<(), Failure> {
    printer.print(records)?;
    records.notes().iter().for_each(|note| printer.note(note));
    Ok(())
}

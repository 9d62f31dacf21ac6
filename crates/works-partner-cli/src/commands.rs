//! The commands, one file a noun.

pub(crate) mod api;
pub(crate) mod audit;
pub(crate) mod auth;
pub(crate) mod catalog;
pub(crate) mod completion;
pub(crate) mod customer;
pub(crate) mod man;
pub(crate) mod observe;
pub(crate) mod option;
pub(crate) mod option_order;
pub(crate) mod plan;
pub(crate) mod report;
pub(crate) mod sandbox;
pub(crate) mod store;
pub(crate) mod subscription;
pub(crate) mod usage_status;

use jiff::civil::Date;

use crate::arguments::{ApplyDate, Writing};
use crate::change::{CustomerFacts, Subject};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Customer;
use crate::printer::Printer;
use crate::session::Session;
use crate::views::Records;
use works_partner_ext::WantedFacts;

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

/// The day that is meant. One that is reckoned from today is by the day of the server where that is an
/// emulation, which is asked for it.
async fn day_of(
    date: ApplyDate,
    customer: &Customer,
    session: &Session,
    writing: &Writing,
) -> Result<Date, Failure> {
    if let ApplyDate::On(date) = date {
        return Ok(date);
    }
    let subject = Subject {
        domain_id: Some(customer.id),
        ..Subject::default()
    };
    let known = CustomerFacts::read(session, subject, WantedFacts::default(), writing).await?;
    reckoned(date, known.today())
}

fn reckoned(date: ApplyDate, today: Date) -> Result<Date, Failure> {
    date.day(today).map_err(|error| {
        let message = format!("the apply date cannot be reckoned: {error}");
        Failure::new(Exit::Usage, message)
    })
}

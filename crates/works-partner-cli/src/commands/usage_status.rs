//! `usage-status`: how many users a customer may have, and when it ends.

use clap::{Args, Subcommand};
use works_partner_ext::requests::usage_status::UpdateUsageStatus;

use super::day_of;
use crate::arguments::{ApplyDate, CustomerArg, CustomerParser, Global, Writing};
use crate::change::Change;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::session::{Session, block_on};
use crate::settings::Settings;
use crate::views::Response;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Show how many users a customer has and may have, and when it ends.
    Get {
        /// The customer: its domainId, its domain, or a unique part of its company's name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
    },
    /// Set the maximum number of users, or the day on which a customer ENDS.
    ///
    /// With --withdrawal-date the customer ends on that day with all that it has, with a penalty unless
    /// its contract has ended by then. That is confirmed by the customer's domain.
    Set {
        /// The customer: its domainId, its domain, or a unique part of its company's name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
        #[command(flatten)]
        usage: Usage,
        #[command(flatten)]
        writing: Writing,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Usage {
    /// How many users there may be. A scheduled change of it is deleted.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_members: Option<u32>,
    /// As many users as there are.
    #[arg(long, conflicts_with = "max_members")]
    no_max_members: bool,
    /// The day on which the customer ends: 2026-12-01, tomorrow, or next-month for the 1st of it.
    #[arg(long, value_name = "DATE")]
    withdrawal_date: Option<ApplyDate>,
    /// No day: an end that was set is removed.
    #[arg(long, conflicts_with = "withdrawal_date")]
    no_withdrawal: bool,
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    block_on(async {
        match verb {
            Verb::Get { customer } => {
                let session = Session::open(global, settings).await?;
                get(&session, customer, global.printer()).await
            }
            Verb::Set {
                customer,
                usage,
                writing,
            } => {
                let session = Session::open_for(writing, global, settings).await?;
                set(&session, customer, usage, writing, global).await
            }
        }
    })
}

async fn get(session: &Session, customer: &CustomerArg, printer: Printer) -> Result<(), Failure> {
    let customer = session.customer(customer).await?;
    let id = customer.id;
    let call = session
        .client
        .call(|api| async move { api.get_usage_status().domain_id(id).send().await });
    let reply = session.call(call).await;
    let reply = reply.map_err(|failure| failure.about_customer(id))?;
    let customer = session.named_if_needed(customer, printer).await?;
    let response = Response::of(reply.body())?.of_customer(Some(customer));
    printer.print(&response)?;
    response.notes().iter().for_each(|note| printer.note(note));
    Ok(())
}

async fn set(
    session: &Session,
    customer: &CustomerArg,
    usage: &Usage,
    writing: &Writing,
    global: &Global,
) -> Result<(), Failure> {
    let customer = session
        .customer_to_change(customer, global.printer())
        .await?;
    let mut request = UpdateUsageStatus::new();
    if let Some(count) = usage.max_members {
        request = request.max_members(count);
    }
    if usage.no_max_members {
        request = request.no_max_members();
    }
    if let Some(date) = usage.withdrawal_date {
        request = request.end(day_of(date, &customer, session, writing).await?);
    }
    if usage.no_withdrawal {
        request = request.no_end();
    }
    let id = customer.id.to_string();
    let parameters = [("domainId", id.as_str())];
    let body = request.body();
    let operation = "update_usage_status";
    let change = Change::read(session, operation, &parameters, Some(&body), writing);
    change
        .await?
        .done(format!("the usage status of customer {customer} is set"))
        .look(format!("works-partner usage-status get {id}"))
        .carry_out(session, writing, global)
        .await
}

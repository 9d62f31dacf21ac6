//! `option`: the options that a customer has. What is changed here is changed at once.

use clap::{Args, Subcommand};
use works_partner_ext::api::types::{OptionProductId, SubOptionId};
use works_partner_ext::requests::options::{AddOption, UpgradeOption};
use works_partner_ext::{DomainId, OptionProductIdExt as _, Selection, WantedFacts};

use super::show_of;
use crate::arguments::{
    CustomerArg, CustomerParser, Global, OptionParser, SubOptionParser, Writing,
};
use crate::change::{Change, CustomerFacts, Subject};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::table::Cell;
use crate::session::{Session, block_on};
use crate::settings::Settings;
use crate::views::{OPTION, Records, named};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List the options that a customer has.
    List {
        /// The customer: its domainId, its domain, or a unique part of its company's name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
    },
    /// Add an option, at once. For a later day: `option-order create --type apply`.
    Add {
        #[command(flatten)]
        selection: Chosen,
        #[command(flatten)]
        writing: Writing,
    },
    /// Move an option in use up to a higher sub-option, at once. For a later day: `option-order
    /// create --type modify`.
    Upgrade {
        #[command(flatten)]
        selection: Chosen,
        #[command(flatten)]
        writing: Writing,
    },
    /// End an option that the customer USES, at once. To withdraw what is only scheduled:
    /// `option-order cancel`.
    ///
    /// The customer loses the option. With an annual contract that costs a penalty, and the option
    /// can be taken again from the next month only.
    ///
    /// To end it on a later day: `option-order create --type cancel`. To withdraw what is only
    /// scheduled for an option, and leave the option as it is: `option-order cancel`.
    Cancel {
        /// The customer: its domainId, its domain, or a unique part of its company's name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
        /// The option, by its code; upper or lower case.
        #[arg(value_name = "OPTION", value_parser = OptionParser)]
        option: OptionProductId,
        #[command(flatten)]
        writing: Writing,
    },
}

/// Which sub-option of which option.
#[derive(Debug, Args)]
pub(crate) struct Chosen {
    /// The customer: its domainId, its domain, or a unique part of its company's name.
    #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
    customer: CustomerArg,
    /// The option, by its code; upper or lower case.
    #[arg(value_name = "OPTION", value_parser = OptionParser)]
    option: OptionProductId,
    /// The sub-option, by its code; upper or lower case. `catalog OPTION` shows which there are.
    #[arg(value_name = "SUB_OPTION", value_parser = SubOptionParser, hide_possible_values = true)]
    sub_option: SubOptionId,
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let printer = global.printer();
    block_on(async {
        match verb {
            Verb::List { customer } => {
                let session = Session::open(global, settings).await?;
                list(&session, customer, global).await
            }
            Verb::Add { selection, writing } => {
                let pair = selected(&selection.option, &selection.sub_option, writing)?;
                let session = Session::open_for(writing, global, settings).await?;
                let customer = session.customer_to_change(&selection.customer, printer);
                add(&session, customer.await?.id, pair, writing, global).await
            }
            Verb::Upgrade { selection, writing } => {
                let pair = selected(&selection.option, &selection.sub_option, writing)?;
                let session = Session::open_for(writing, global, settings).await?;
                let customer = session.customer_to_change(&selection.customer, printer);
                upgrade(&session, customer.await?.id, pair, writing, global).await
            }
            Verb::Cancel {
                customer,
                option,
                writing,
            } => {
                let session = Session::open_for(writing, global, settings).await?;
                let customer = session.customer_to_change(customer, printer);
                cancel(&session, customer.await?.id, option, writing, global).await
            }
        }
    })
}

/// The option with the sub-option. Without validation it may be a sub-option that this program does
/// not know yet.
pub(crate) fn selected(
    option: &OptionProductId,
    sub_option: &SubOptionId,
    writing: &Writing,
) -> Result<Selection, Failure> {
    let selection = if writing.skip_validation {
        Selection::unlisted(option, sub_option.clone())
    } else {
        Selection::new(option, sub_option.clone())
    };
    selection.map_err(|error| {
        let failure = Failure::new(Exit::Usage, error.to_string()).argument_unknown();
        if sub_option.is_known() {
            return failure;
        }
        failure.hint("--skip-validation sends a sub-option that this version does not know")
    })
}

async fn list(session: &Session, customer: &CustomerArg, global: &Global) -> Result<(), Failure> {
    let customer = session.customer(customer).await?;
    let domain_id = customer.id;
    let call = session
        .client
        .call(|api| async move { api.list_option_products().domain_id(domain_id).send().await });
    let reply = session
        .call(call)
        .await
        .map_err(|failure| failure.about_customer(domain_id))?;
    let records = Records::all(&OPTION, reply.body())?;
    show_of(session, customer, records, global.printer()).await
}

async fn add(
    session: &Session,
    domain_id: DomainId,
    selection: Selection,
    writing: &Writing,
    global: &Global,
) -> Result<(), Failure> {
    let (option, sub_option) = (selection.option().clone(), selection.sub_option().clone());
    let request = AddOption::new(selection);
    let wanted = WantedFacts {
        base: true,
        option: true,
        option_order: true,
        ..WantedFacts::default()
    };
    let known = CustomerFacts::read(
        session,
        Subject::option(domain_id, &option),
        wanted,
        writing,
    )
    .await?;
    let mut lines = known.lines("Add an option", writing);
    lines.push(("Sub-option", named(&sub_option)));
    lines.push(("When", Cell::text("at once")));
    let change = Change::new(
        "create_option_product",
        &[("domainId", &domain_id.to_string())],
        Some(&request.body()),
        known,
    )?
    .lines(lines)
    .answered_by(&OPTION)
    .done(format!("option {option} ({}) was added", option.label()))
    .look(format!("works-partner option list {domain_id}"));
    change.carry_out(session, writing, global).await
}

async fn upgrade(
    session: &Session,
    domain_id: DomainId,
    selection: Selection,
    writing: &Writing,
    global: &Global,
) -> Result<(), Failure> {
    let (option, sub_option) = (selection.option().clone(), selection.sub_option().clone());
    let request = UpgradeOption::to(selection);
    let wanted = WantedFacts {
        base: true,
        option: true,
        ..WantedFacts::default()
    };
    let known = CustomerFacts::read(
        session,
        Subject::option(domain_id, &option),
        wanted,
        writing,
    )
    .await?;
    let mut lines = known.lines("Upgrade an option", writing);
    lines.push(("Sub-option", known.to_sub_option(&sub_option)));
    lines.push(("When", Cell::text("at once")));
    let change = Change::new(
        "upgrade_option_product",
        &[
            ("domainId", &domain_id.to_string()),
            ("optionProductId", option.as_str()),
        ],
        Some(&request.body()),
        known,
    )?
    .lines(lines)
    .answered_by(&OPTION)
    .done(format!("option {option} ({}) was upgraded", option.label()))
    .look(format!("works-partner option list {domain_id}"));
    change.carry_out(session, writing, global).await
}

async fn cancel(
    session: &Session,
    domain_id: DomainId,
    option: &OptionProductId,
    writing: &Writing,
    global: &Global,
) -> Result<(), Failure> {
    let wanted = WantedFacts {
        base: true,
        option: true,
        ..WantedFacts::default()
    };
    let known =
        CustomerFacts::read(session, Subject::option(domain_id, option), wanted, writing).await?;
    let mut lines = known.lines("End an option in use", writing);
    lines.extend(known.in_use());
    lines.push(("When", Cell::text("at once")));
    let change = Change::new(
        "delete_option_product",
        &[
            ("domainId", &domain_id.to_string()),
            ("optionProductId", option.as_str()),
        ],
        None::<&()>,
        known,
    )?
    .lines(lines)
    .answered_by(&OPTION)
    .done(format!(
        "option {option} ({}) was cancelled",
        option.label()
    ))
    .look(format!("works-partner option list {domain_id}"));
    change.carry_out(session, writing, global).await
}

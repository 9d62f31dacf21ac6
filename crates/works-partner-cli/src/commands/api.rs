//! `api`: every operation of the document, made from its data.

mod body;
mod call;
mod flags;
mod help;
mod markdown;
#[cfg(test)]
mod tests;
mod tree;

pub(crate) use call::secret;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command, FromArgMatches, Subcommand};
use serde_json::Value;
use works_partner_ext::api::Operation;
use works_partner_ext::{OperationCall, WantedFacts};

use crate::arguments::{CustomerArg, Global, Writing};
use crate::change::{Change, CustomerFacts, Subject};
use crate::failure::Failure;
use crate::output::Customer;
use crate::session::{Session, block_on};
use crate::settings::Settings;
use crate::views::{Request, Response};

/// An operation, and what it was given.
#[derive(Debug)]
pub(crate) struct Invocation {
    operation: &'static Operation,
    matches: ArgMatches,
}

impl Subcommand for Invocation {
    fn augment_subcommands(command: Command) -> Command {
        // Other commands don't pay for this one.
        command.defer(tree::with_operations)
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        tree::operation_named(name).is_some()
    }
}

impl FromArgMatches for Invocation {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let (operation, matches) = matches
            .subcommand()
            .and_then(|(name, matches)| Some((tree::operation_named(name)?, matches.clone())))
            .ok_or_else(|| clap::Error::new(ErrorKind::MissingSubcommand))?;
        Ok(Self { operation, matches })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

pub(crate) fn run(
    invocation: &Invocation,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let Invocation { operation, matches } = invocation;
    let flags = flags::of(operation);
    let mut call = call::read(operation, &flags, matches)?;
    let customer = customer(&call, invocation, global, settings)?;
    if let Some(customer) = &customer {
        call = call.parameter(DOMAIN_ID, customer.id.get());
    }
    let found = call.check();
    let refused = (!found.is_empty()).then(|| call::refusal(found, &flags, operation));
    if flags::is_read(operation) {
        return read(&call, refused, customer, invocation, global, settings);
    }
    let writing = flags::writing(matches);
    change(call, refused, &writing, global, settings)
}

/// Makes a call that changes nothing.
fn read(
    call: &OperationCall,
    refused: Option<Failure>,
    customer: Option<Customer>,
    Invocation { matches, .. }: &Invocation,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let printer = global.printer();
    let is_dry_run = matches.get_flag(flags::DRY_RUN);
    if is_dry_run {
        printer.print(&Request::new(call, base_url(global, settings)))?;
    }
    if let Some(failure) = refused {
        return Err(failure);
    }
    if is_dry_run {
        return Ok(());
    }
    block_on(async {
        let session = Session::open(global, settings).await?;
        let reply = match session.client.send(call).await {
            Ok(reply) => reply,
            Err(error) => {
                let secrets = call.secrets().into_iter();
                return Err(secrets.fold(session.explain(error), Failure::without));
            }
        };
        let customer = match customer {
            Some(customer) => Some(session.named_if_needed(customer, printer).await?),
            None => None,
        };
        let response = Response::new(&reply)?;
        let response = response.map(|response| response.of_customer(customer));
        match &response {
            Some(response) => printer.print(response)?,
            None => printer.say(&format!("done: {}", reply.status())),
        }
        let notes = response.iter().flat_map(Response::notes);
        notes.for_each(|note| printer.note(&note));
        Ok(())
    })
}

/// Makes a call that changes something, as the everyday commands do.
fn change(
    call: OperationCall,
    refused: Option<Failure>,
    writing: &Writing,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let printer = global.printer();
    let subject = Subject::of(&call);
    if let Some(failure) = refused {
        if writing.dry_run {
            let change = Change::of(call, CustomerFacts::unread(subject, writing));
            let _ = change
                .described(writing)
                .show(base_url(global, settings), printer);
        }
        return Err(failure);
    }
    writing.ensure_confirmable()?;
    let wanted = WantedFacts::by(&call);
    block_on(async {
        let read = async {
            let session = Session::open(global, settings).await?;
            let known = CustomerFacts::read(&session, subject.clone(), wanted, writing).await?;
            Ok::<_, Failure>((session, known))
        };
        match read.await {
            Ok((session, known)) => {
                let change = Change::of(call, known).described(writing);
                let done = format!("done: {}", change.summary());
                change.done(done).carry_out(&session, writing, global).await
            }
            // A request can be looked at without an account, and of a customer that there is not.
            Err(failure) if writing.dry_run => {
                let change = Change::of(call, CustomerFacts::unread(subject, writing));
                let shown = change
                    .described(writing)
                    .show(base_url(global, settings), printer);
                printer.say(&format!("note: nothing was read: {}", failure.message()));
                shown
            }
            Err(failure) => Err(failure),
        }
    })
}

/// A sandbox of this command has an address only while it serves.
fn base_url<'a>(global: &Global, settings: &'a Settings) -> Option<&'a str> {
    (!global.sandbox).then_some(settings.base_url.as_str())
}

const DOMAIN_ID: &str = "domainId";

/// The customer that the call is about. A name is looked for in the list of customers.
fn customer(
    call: &OperationCall,
    Invocation { operation, matches }: &Invocation,
    global: &Global,
    settings: &Settings,
) -> Result<Option<Customer>, Failure> {
    let wanted = match call::parameter(matches, DOMAIN_ID) {
        Some(Value::String(name)) if !matches.get_flag(flags::SKIP_VALIDATION) => {
            CustomerArg::read(&name).ok()
        }
        Some(Value::Number(id)) => CustomerArg::read(&id.to_string()).ok(),
        _ => None,
    };
    let Some(wanted) = wanted else {
        return Ok(None);
    };
    if matches!(wanted, CustomerArg::Name(_)) {
        // What else is wrong is told before anybody is asked.
        let others = call.clone().parameter(DOMAIN_ID, 1).check();
        if !others.is_empty() {
            return Err(call::refusal(others, &flags::of(operation), operation));
        }
    }
    block_on(async {
        if let CustomerArg::Id(id) = wanted {
            return Ok(Some(Customer::new(id)));
        }
        let session = Session::open(global, settings).await?;
        let found = match flags::is_read(operation) {
            true => session.customer(&wanted).await,
            false => session.customer_to_change(&wanted, global.printer()).await,
        };
        found.map(Some)
    })
}

//! `api`: every operation of the document, made from its data.

mod call;
mod flags;
mod help;
mod markdown;
#[cfg(test)]
mod tests;
mod tree;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command, FromArgMatches, Subcommand};
use serde_json::Value;
use works_partner_ext::api::Operation;
use works_partner_ext::{Error, OperationCall};

use crate::arguments::{CustomerArg, Global};
use crate::confirm;
use crate::exit::Exit;
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
    let printer = global.printer();
    // A sandbox has an address only while it serves.
    let base_url = (!global.sandbox).then_some(settings.base_url.as_str());
    let is_dry_run = matches.get_flag(flags::DRY_RUN);
    if is_dry_run {
        printer.print(&Request::new(&call, base_url))?;
    }
    if let Some(failure) = refused {
        return Err(failure);
    }
    if is_dry_run {
        return Ok(());
    }
    let yes = flags::is_read(operation) || matches.get_flag(flags::YES);
    confirm::ensure_can_be_had(yes)?;
    block_on(async {
        let session = Session::open(global, settings).await?;
        if !yes {
            printer.preview(&Request::new(&call, base_url));
            if !confirm::is_given(printer)? {
                return Err(Failure::new(Exit::Cancelled, "nothing was sent"));
            }
        }
        send(&call, customer, &session, global).await
    })
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

async fn send(
    call: &OperationCall,
    customer: Option<Customer>,
    session: &Session,
    global: &Global,
) -> Result<(), Failure> {
    let operation = call.operation();
    let client = if flags::is_read(operation) {
        &session.client
    } else {
        &session.writer
    };
    let outcome = tokio::select! {
        outcome = client.send(call) => outcome,
        _ = tokio::signal::ctrl_c() => {
            let failure = Failure::new(Exit::Cancelled, "it was stopped while it was being sent")
                .operation(operation.id);
            return Err(if flags::is_read(operation) { failure } else { outcome_unknown(failure) });
        }
    };
    let printer = global.printer();
    match outcome {
        Ok(reply) => {
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
        }
        Err(error) => {
            let failure = told(error, operation, session);
            let secrets = call.secrets().into_iter();
            Err(secrets.fold(failure, Failure::without))
        }
    }
}

fn told(error: Error, operation: &Operation, session: &Session) -> Failure {
    let is_success = error.status().is_some_and(|status| status.is_success());
    let is_unknown = error.is_outcome_unknown();
    let failure = session.explain(error);
    if flags::is_read(operation) {
        failure
    } else if is_success {
        failure.with(Exit::Server, "it is done, but the answer cannot be shown: ")
    } else if is_unknown {
        outcome_unknown(failure)
    } else {
        failure
    }
}

fn outcome_unknown(failure: Failure) -> Failure {
    failure
        .with(Exit::OutcomeUnknown, "whether it is done is not known: ")
        .hint("it was sent once, and is not sent again by itself; look before you send it again")
}

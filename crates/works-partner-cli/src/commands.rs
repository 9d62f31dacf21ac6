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

use std::io::IsTerminal as _;

use works_partner_ext::DomainId;

use crate::answers::Records;
use crate::arguments::{Arguments, Command, Global};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::log;
use crate::printer::Printer;
use crate::settings::Settings;

/// Does what was asked, and tells how it went.
pub(crate) fn run(arguments: &Arguments) -> Exit {
    let mut global = arguments.global.clone();
    if global.verbose > 0 {
        log::start(global.printer());
    } else if std::io::stderr().is_terminal() {
        log::start_waits(global.printer());
    }
    match obey(&arguments.command, &mut global) {
        Ok(()) => Exit::Done,
        Err(failure) => {
            global.printer().fail(&failure);
            failure.exit()
        }
    }
}

fn obey(command: &Command, global: &mut Global) -> Result<(), Failure> {
    let settings = match command {
        Command::Catalog(_) | Command::Sandbox(_) | Command::Completion(_) => Settings::default(),
        _ if global.sandbox => Settings::default(),
        _ => Settings::read(global)?,
    };
    global.output = global.output.or(settings.output);
    match command {
        Command::Customer(verb) => customer::run(verb, global, &settings),
        Command::Subscription(verb) => subscription::run(verb, global, &settings),
        Command::Option(verb) => option::run(verb, global, &settings),
        Command::OptionOrder(verb) => option_order::run(verb, global, &settings),
        Command::Catalog(catalog) => catalog::run(catalog, global),
        Command::Api(invocation) => api::run(invocation, global, &settings),
        Command::Auth(verb) => auth::run(verb, global, &settings),
        Command::Sandbox(verb) => sandbox::run(verb, global),
        Command::Completion(completion) => completion::run(completion, global),
    }
}

/// The API refuses a customer that it does not know in the same way as one that is another's.
pub(crate) fn about(domain_id: DomainId, failure: Failure) -> Failure {
    if failure.is_forbidden() {
        let more = format!(", and customer {domain_id} must exist and be this partner's");
        return failure.extend_hint(&more);
    }
    failure
}

/// Prints records, and what is worth a remark about them.
fn show(records: &Records<'_>, printer: Printer) -> Result<(), Failure> {
    printer.print(records)?;
    records.notes().iter().for_each(|note| printer.note(note));
    Ok(())
}

//! The commands, one file a noun.

pub(crate) mod api;
pub(crate) mod auth;
pub(crate) mod catalog;
pub(crate) mod completion;
pub(crate) mod option_order;
pub(crate) mod sandbox;

use std::io::IsTerminal as _;

use crate::arguments::{Arguments, Command, Global};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::log;
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
        Command::OptionOrder(_) | Command::Api(_) | Command::Auth(_) if !global.sandbox => {
            Settings::read(global)?
        }
        _ => Settings::default(),
    };
    global.output = global.output.or(settings.output);
    match command {
        Command::OptionOrder(verb) => option_order::run(verb, global, &settings),
        Command::Catalog(catalog) => catalog::run(catalog, global),
        Command::Api(invocation) => api::run(invocation, global, &settings),
        Command::Auth(verb) => auth::run(verb, global, &settings),
        Command::Sandbox(verb) => sandbox::run(verb, global),
        Command::Completion(completion) => completion::run(completion, global),
    }
}

//! The commands, one file a noun.

pub(crate) mod catalog;
pub(crate) mod completion;
pub(crate) mod option_order;
pub(crate) mod sandbox;

use crate::arguments::{Arguments, Command};
use crate::exit::Exit;
use crate::log;

/// Does what was asked, and tells how it went.
pub(crate) fn run(arguments: &Arguments) -> Exit {
    let global = &arguments.global;
    if global.verbose > 0 {
        log::start(global.printer());
    }
    let result = match &arguments.command {
        Command::OptionOrder(verb) => option_order::run(verb, global),
        Command::Catalog(catalog) => catalog::run(catalog, global),
        Command::Sandbox(verb) => sandbox::run(verb, global),
        Command::Completion(completion) => completion::run(completion, global),
    };
    match result {
        Ok(()) => Exit::Done,
        Err(failure) => {
            global.printer().fail(&failure);
            failure.exit()
        }
    }
}

//! The tree of commands: an operation each, below `api`.

use clap::{Command, Id};
use works_partner_ext::api::{OPERATIONS, Operation};

use super::{flags, help};

/// Gives `api` its operations.
pub(super) fn with_operations(command: Command) -> Command {
    let operations = OPERATIONS.iter().map(|operation| {
        Command::new(name_of(operation))
            // The id itself will do as well.
            .alias(operation.id)
            .about(operation.summary.unwrap_or(operation.path))
            .defer(with_flags)
    });
    command
        .before_help(help::listing(OPERATIONS))
        .after_help(help::ABOUT_OPERATIONS)
        .help_template(help::template())
        .subcommand_value_name("OPERATION")
        .subcommands(operations)
}

/// Each operation gets its flags when it is looked at.
fn with_flags(command: Command) -> Command {
    match operation_named(command.get_name()) {
        Some(operation) => described(command, operation),
        None => command,
    }
}

/// Gives the command of an operation its flags and its help.
pub(super) fn described(command: Command, operation: &Operation) -> Command {
    let all = flags::of(operation);
    let arguments = command.get_arguments();
    let others: Vec<Id> = arguments.map(|other| other.get_id().clone()).collect();
    let command = command
        .disable_help_flag(true)
        .long_about(help::long_about(operation))
        .override_usage(help::usage(operation, &all))
        .args(all.iter().map(flags::Flag::argument))
        .args(flags::shared(operation, &all));
    // What is changed goes to the end: its own flags stand before those of all commands.
    let last = |command: Command, other: Id| command.mut_arg(other, |argument| argument);
    others.into_iter().fold(command, last)
}

/// The operation of a command.
pub(super) fn operation_named(name: &str) -> Option<&'static Operation> {
    let mut all = OPERATIONS.iter();
    all.find(|operation| operation.id == name || name_of(operation) == name)
}

/// The name of an operation's command: its id as commands are spelt here.
pub(super) fn name_of(operation: &Operation) -> String {
    flags::kebab(operation.id)
}

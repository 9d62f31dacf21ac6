//! The LINE WORKS Partner API on the command line.

mod account;
mod answers;
mod arguments;
mod change;
mod commands;
mod consent;
mod exit;
mod failure;
mod log;
mod output;
mod printer;
mod session;
mod settings;
mod terminal;

use std::process::ExitCode;

use arguments::Arguments;

fn main() -> ExitCode {
    let exit = match Arguments::read(std::env::args_os()) {
        Ok(arguments) => commands::run(&arguments),
        Err(unread) => unread.tell(),
    };
    exit.into()
}

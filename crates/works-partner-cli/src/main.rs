//! The LINE WORKS Partner API on the command line.

mod account;
mod arguments;
mod change;
mod command_line;
mod commands;
mod confirm;
mod exit;
mod failure;
mod journal;
mod language;
mod log;
mod observation;
mod output;
mod printer;
mod session;
mod settings;
mod signals;
mod terminal;
mod views;

use std::process::ExitCode;

use command_line::CommandLine;

fn main() -> ExitCode {
    let exit = match CommandLine::read(std::env::args_os()) {
        Ok(line) => line.run(),
        Err(unparsed) => unparsed.print(),
    };
    exit.into()
}

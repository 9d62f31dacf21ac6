//! The arguments of the program.

mod domain_id;
mod option;
mod unread;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use works_partner_ext::BASE_URL;

use crate::commands::{catalog, completion, option_order, sandbox};
use crate::exit::Exit;
use crate::output::Format;
use crate::printer::Printer;
use crate::terminal::Color;

pub(crate) use domain_id::DomainIdParser;
pub(crate) use option::OptionParser;
pub(crate) use unread::Unread;

/// Reads the scheduled tasks for the options of LINE WORKS customers, by the Partner API.
#[derive(Debug, Parser)]
#[command(
    name = "works-partner",
    version,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "`--help` tells more: environment variables and exit codes.",
    after_long_help = epilogue()
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command accepts, before and after its name.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Talk to an emulated Partner API with demo data, started for this command; needs no account.
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,

    /// Where the Partner API is. Plain http goes to this machine only.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "WORKS_PARTNER_BASE_URL",
        hide_env_values = true,
        default_value = BASE_URL
    )]
    pub(crate) base_url: String,

    /// The form of the output.
    #[arg(
        short,
        long,
        global = true,
        value_name = "FORMAT",
        default_value_t,
        value_enum
    )]
    pub(crate) output: Format,

    /// Log each request to stderr; never a token.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,

    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value_t, value_enum)]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scheduled tasks for the options of a customer.
    #[command(subcommand)]
    OptionOrder(option_order::Verb),
    /// The options that can be ordered, with their sub-options; asks no server.
    Catalog(catalog::Catalog),
    /// An emulated Partner API to try things out with.
    #[command(subcommand)]
    Sandbox(sandbox::Verb),
    /// A completion script for a shell.
    Completion(completion::Completion),
}

impl Arguments {
    /// Reads the arguments of the program, its name first.
    pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Unread> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        Self::try_read(&arguments).map_err(|error| Unread::new(error, &arguments))
    }

    fn try_read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches_from(arguments)?;
        let mut read = Self::from_arg_matches(&matches)?;
        read.global.settle_base_url(&matches)?;
        Ok(read)
    }
}

impl Global {
    pub(crate) fn printer(&self) -> Printer {
        Printer {
            format: self.output,
            color: self.color,
        }
    }

    /// The sandbox has its own URL: one in the environment gives way, one on the command line is a
    /// contradiction. clap would not see it where one flag stands before the command and one after.
    fn settle_base_url(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        match matches.value_source("base_url") {
            Some(ValueSource::CommandLine) if self.sandbox => Err(clap::Error::raw(
                ErrorKind::ArgumentConflict,
                "--sandbox has a URL of its own: leave out --sandbox or --base-url\n",
            )
            .with_cmd(&Arguments::command())),
            Some(ValueSource::EnvVariable) if self.base_url.is_empty() => {
                self.base_url = BASE_URL.to_owned();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn epilogue() -> String {
    let mut text = String::from(
        "\
Tables:
  A table is for reading: values by label and code, as wide as the terminal, in colour. In a pipe it
  stays a table, one line a row, without colour and of any width; COLUMNS sets a width everywhere.
  For programs there are the other formats: json is what the server sent, token for token; jsonl is
  one object a line; csv has the documented fields, and the undocumented in a last column.
  In a table, n/a is null and - is absent; a subscription \"on order\" has no id yet.

Environment:
  WORKS_PARTNER_ACCESS_TOKEN  the access token; there is no flag for it, as others could read it
  WORKS_PARTNER_BASE_URL      where the Partner API is
  COLUMNS                     the width of tables
  NO_COLOR, CLICOLOR_FORCE    no colours, or colours everywhere

Exit codes:",
    );
    for exit in Exit::ALL {
        text.push_str(&format!("\n  {}  {}", exit.code(), exit.meaning()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clap_finds_no_fault() {
        Arguments::command().debug_assert();
    }
}

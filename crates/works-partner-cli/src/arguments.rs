//! The arguments of the program.

// What stands here is help for a terminal; angle brackets around addresses would be shown.
#![allow(rustdoc::bare_urls)]

mod apply_date;
mod id;
mod option;
mod sub_option;
mod task_type;
mod unread;
mod writing;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::{
    self, api, auth, catalog, completion, customer, option_order, sandbox, subscription,
};
use crate::exit::Exit;
use crate::output::Format;
use crate::printer::Printer;
use crate::terminal::Color;

pub(crate) use apply_date::ApplyDate;
pub(crate) use id::IdParser;
pub(crate) use option::OptionParser;
pub(crate) use sub_option::SubOptionParser;
pub(crate) use task_type::{TaskTypeParser, task_word};
pub(crate) use unread::Unread;
pub(crate) use writing::Writing;

/// LINE WORKS customers, their subscriptions and options, and what is scheduled for them, by the
/// Partner API.
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
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Talk to an emulated Partner API with demo data, started for this command; needs no account.
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,

    /// The profile of the configuration file to go by; else its default_profile, if it names one.
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        env = "WORKS_PARTNER_PROFILE",
        hide_env_values = true
    )]
    pub(crate) profile: Option<String>,

    /// Whether `--profile` stands on the command line.
    #[arg(skip)]
    pub(crate) profile_is_flag: bool,

    /// The configuration file; else works-partner/config.toml in ~/.config or XDG_CONFIG_HOME.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "WORKS_PARTNER_CONFIG",
        hide_env_values = true,
        value_parser = OsStringValueParser::new().map(PathBuf::from)
    )]
    pub(crate) config: Option<PathBuf>,

    /// Where the Partner API is; else https://www.worksapis.com/v1.0. Plain http goes to this machine
    /// only.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "WORKS_PARTNER_BASE_URL",
        hide_env_values = true
    )]
    pub(crate) base_url: Option<String>,

    /// Where the auth server is; else https://auth.worksmobile.com/oauth2/v2.0.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "WORKS_PARTNER_AUTH_URL",
        hide_env_values = true
    )]
    pub(crate) auth_url: Option<String>,

    /// The form of the output; else the profile's, else table.
    #[arg(short, long, global = true, value_name = "FORMAT", value_enum)]
    pub(crate) output: Option<Format>,

    /// Log each request to stderr; never a token.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,

    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value_t, value_enum)]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The customers of the partner.
    #[command(subcommand)]
    Customer(customer::Verb),
    /// The products that a customer has under contract.
    #[command(subcommand)]
    Subscription(subscription::Verb),
    /// The options that a customer has; changes take effect at once.
    #[command(subcommand)]
    Option(commands::option::Verb),
    /// Scheduled tasks for the options of a customer: changes on a later day.
    #[command(subcommand)]
    OptionOrder(option_order::Verb),
    /// The options that can be ordered, with their sub-options; asks no server.
    Catalog(catalog::Catalog),
    /// Every operation of the Partner API, by its name.
    #[command(subcommand)]
    Api(api::Invocation),
    /// Log in and out, and see who is.
    #[command(subcommand)]
    Auth(auth::Verb),
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
        Self::try_read(&arguments).map_err(|error| Unread::new(with_few_tips(error), &arguments))
    }

    fn try_read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches_from(arguments)?;
        let mut read = Self::from_arg_matches(&matches)?;
        read.global.settle(&matches)?;
        Ok(read)
    }
}

impl Global {
    pub(crate) fn printer(&self) -> Printer {
        Printer {
            format: self.output.unwrap_or_default(),
            color: self.color,
        }
    }

    /// A variable that is set but empty is as one that is not set. A flag that is empty means the same:
    /// nothing that it could name has an empty name.
    fn unset_empty_variables(&mut self) {
        for text in [&mut self.profile, &mut self.base_url, &mut self.auth_url] {
            *text = text.take().filter(|text| !text.is_empty());
        }
        let config = self.config.take();
        self.config = config.filter(|path| !path.as_os_str().is_empty());
    }

    /// The sandbox has its own URLs and account: what the environment says gives way, what the command
    /// line says is a contradiction. clap would not see it where one flag stands before the command
    /// and one after.
    fn settle(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.unset_empty_variables();
        let is_flag = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
        self.profile_is_flag = is_flag("profile");
        for (id, flag, what) in [
            ("base_url", "--base-url", "a URL"),
            ("auth_url", "--auth-url", "a URL"),
            ("profile", "--profile", "an account"),
            ("config", "--config", "an account"),
        ] {
            if self.sandbox && is_flag(id) {
                let message =
                    format!("--sandbox has {what} of its own: leave out --sandbox or {flag}\n");
                return Err(clap::Error::raw(ErrorKind::ArgumentConflict, message)
                    .with_cmd(&Arguments::command()));
            }
        }
        Ok(())
    }
}

/// clap names every command that is at all alike, the likest last, and under all of its names.
fn with_few_tips(mut error: clap::Error) -> clap::Error {
    const MOST: usize = 3;
    if let Some(ContextValue::Strings(alike)) = error.get(ContextKind::SuggestedSubcommand) {
        let mut few: Vec<String> = Vec::new();
        for name in alike.iter().rev().map(|name| name.replace('_', "-")) {
            if few.len() < MOST && !few.contains(&name) {
                few.push(name);
            }
        }
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(few));
    }
    error
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
  WORKS_PARTNER_CLIENT_ID, WORKS_PARTNER_CLIENT_SECRET
                              the app, to get tokens with
  WORKS_PARTNER_SERVICE_ACCOUNT, WORKS_PARTNER_PRIVATE_KEY_FILE
                              its service account; without one, see `auth login`
  WORKS_PARTNER_SCOPE         what tokens are for: partner, or partner.read
  WORKS_PARTNER_BASE_URL, WORKS_PARTNER_AUTH_URL
                              where the Partner API is, and the auth server
  WORKS_PARTNER_PROFILE, WORKS_PARTNER_CONFIG
                              the profile, and the file that it is in
  COLUMNS                     the width of tables
  NO_COLOR, CLICOLOR_FORCE    no colours, or colours everywhere
  Flags come before the environment, which comes before the profile.

Exit codes:",
    );
    for exit in Exit::ALL {
        text.push_str(&format!("\n  {:<3}  {}", exit.code(), exit.meaning()));
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

//! The command line as a whole: read, and done.

// What stands here is help for a terminal; angle brackets around addresses would be shown.
#![allow(rustdoc::bare_urls)]

mod deferred;
mod swapped;
mod tips;
mod unparsed;

use std::ffi::OsString;
use std::io::IsTerminal as _;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::arguments::{Global, Output};
use crate::commands::{
    self, api, audit, auth, catalog, completion, customer, man, observe, option_order, plan,
    report, sandbox, store, subscription, usage_status,
};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::Language;
use crate::log;
use crate::output::Format;
use crate::settings::Settings;

use deferred::Deferred;
use tips::{with_tips, words};
pub(crate) use unparsed::Unparsed;

/// Manage LINE WORKS customers, their subscriptions, options and scheduled tasks through the Partner
/// API.
#[derive(Debug, Parser)]
#[command(
    name = "works-partner",
    version,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "`--help` shows more options, environment variables and exit codes.",
    after_long_help = epilogue()
)]
pub(crate) struct CommandLine {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
    /// As they were typed, for what a failure has to say about them.
    #[arg(skip)]
    words: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The customers of the partner.
    #[command(subcommand)]
    Customer(Deferred<customer::Verb>),
    /// The products that a customer has under contract.
    #[command(subcommand)]
    Subscription(Deferred<subscription::Verb>),
    /// How many users a customer may have, and when it ends.
    #[command(subcommand)]
    UsageStatus(Deferred<usage_status::Verb>),
    /// The options that a customer has; changes take effect at once.
    #[command(subcommand)]
    Option(Deferred<commands::option::Verb>),
    /// Scheduled tasks for the options of a customer: changes on a later day.
    #[command(subcommand)]
    OptionOrder(Deferred<option_order::Verb>),
    /// The options that can be ordered, with their sub-options; works offline.
    Catalog(catalog::Catalog),
    /// Read all customers into the store that the next commands ask.
    ///
    /// Sends at most 240 calls of one operation a minute, as the service allows, and half of that where it takes 30
    /// minutes or more. `rate_limit` of a profile changes the 240, also for a sandbox that has no limit.
    Sweep(store::SweepArgs),
    /// List what will happen, by date and customer, from the store.
    Upcoming(store::UpcomingArgs),
    /// List the last days on which something can still be decided, from the store.
    Deadlines(store::DeadlinesArgs),
    /// List what changed between runs, and why, from the store.
    Changes(store::ChangesArgs),
    /// List what customers have, from the store.
    Holdings(store::FilterArgs),
    /// Sum up what customers have, by product and sub-option, from the store.
    Totals(store::FilterArgs),
    /// Print what will happen as an iCalendar file: the same as `upcoming -o ics`.
    Calendar(store::UpcomingArgs),
    /// Write one HTML page with all of that, from the store.
    ///
    /// The page needs no network and no other file. It holds English and Japanese, and opens in the
    /// language of --lang.
    Report(report::ReportArgs),
    /// The store itself: its runs, what could not be read, export.
    #[command(subcommand)]
    Store(Deferred<store::Verb>),
    /// Make a plan of a change list: what is sent to whom, what it costs, and what is wrong.
    Plan(plan::PlanArgs),
    /// Send a plan to an emulator with the customers' real state, and let days pass.
    Rehearse(plan::RehearseArgs),
    /// Send a plan, each change once.
    Apply(plan::ApplyArgs),
    /// List what was changed from here, by whom, and what the server answered.
    #[command(subcommand)]
    Audit(Deferred<audit::Verb>),
    /// Tell what happens to customers in the next days if nobody changes anything.
    Forecast(plan::ForecastArgs),
    /// Every operation of the Partner API, by its name.
    #[command(subcommand)]
    Api(api::Invocation),
    /// Log in and out, and show who is logged in.
    #[command(subcommand)]
    Auth(Deferred<auth::Verb>),
    /// An emulated Partner API for trying things out.
    #[command(subcommand)]
    Sandbox(Deferred<sandbox::Verb>),
    /// Show what responses look like: names and types of fields, no values.
    #[command(subcommand)]
    Observe(Deferred<observe::Verb>),
    /// Print a completion script for a shell.
    Completion(completion::Completion),
    /// Write the manual, a page for each command.
    #[command(hide = true)]
    Man(man::Man),
}

impl CommandLine {
    /// Reads the arguments of the program, its name first.
    pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Unparsed> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        Self::try_read(&arguments)
            .map_err(|error| Unparsed::new(with_tips(error, &arguments), &arguments))
    }

    fn try_read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        let mut command = Self::command();
        let matches = command.try_get_matches_from_mut(arguments);
        // The tree is large, is needed once, and costs a fifth of a call to take apart.
        std::mem::forget(command);
        let matches = matches?;
        let mut read = Self::from_arg_matches(&matches)?;
        read.global.settle(&matches, Self::command)?;
        read.words = words(arguments);
        Language::choose(read.global.language());
        Ok(read)
    }

    /// Does what was asked, and tells how it went.
    pub(crate) fn run(self) -> Exit {
        let mut global = self.global;
        if global.verbose > 0 {
            log::start(global.printer());
        } else if std::io::stderr().is_terminal() {
            log::start_waits(global.printer());
        }
        match dispatch(&self.command, &mut global) {
            Ok(()) => Exit::Done,
            Err(failure) => {
                let failure = swapped::explained(failure, &self.words);
                global.printer().fail(&failure);
                failure.exit()
            }
        }
    }
}

fn dispatch(command: &Command, global: &mut Global) -> Result<(), Failure> {
    let settings = match command {
        Command::Catalog(_) | Command::Sandbox(_) | Command::Completion(_) | Command::Man(_) => {
            Settings::default()
        }
        _ if global.sandbox => Settings::default(),
        _ => Settings::read(&global.flags())?,
    };
    global.default_format(settings.output);
    let has_calendar = matches!(
        command,
        Command::Upcoming(_) | Command::Deadlines(_) | Command::Calendar(_)
    );
    if global.output == Some(Output::Format(Format::Ics)) && !has_calendar {
        let message = "`ics` is an output format of `upcoming` and `deadlines`";
        return Err(Failure::new(Exit::Usage, message));
    }
    match command {
        Command::Customer(verb) => customer::run(verb, global, &settings),
        Command::Subscription(verb) => subscription::run(verb, global, &settings),
        Command::UsageStatus(verb) => usage_status::run(verb, global, &settings),
        Command::Option(verb) => commands::option::run(verb, global, &settings),
        Command::OptionOrder(verb) => option_order::run(verb, global, &settings),
        Command::Catalog(catalog) => catalog::run(catalog, global),
        Command::Sweep(arguments) => store::sweep(arguments, global, &settings),
        Command::Upcoming(arguments) => store::upcoming(arguments, global, &settings),
        Command::Deadlines(arguments) => store::deadlines(arguments, global, &settings),
        Command::Changes(arguments) => store::changes(arguments, global, &settings),
        Command::Holdings(arguments) => store::holdings(arguments, global, &settings),
        Command::Totals(arguments) => store::totals(arguments, global, &settings),
        Command::Calendar(arguments) => store::calendar(arguments, global, &settings),
        Command::Report(arguments) => report::run(arguments, global, &settings),
        Command::Store(verb) => store::run(verb, global, &settings),
        Command::Plan(arguments) => plan::plan(arguments, global, &settings),
        Command::Rehearse(arguments) => plan::rehearse(arguments, global, &settings),
        Command::Apply(arguments) => plan::apply(arguments, global, &settings),
        Command::Audit(verb) => audit::run(verb, global, &settings),
        Command::Forecast(arguments) => plan::forecast(arguments, global, &settings),
        Command::Api(invocation) => api::run(invocation, global, &settings),
        Command::Auth(verb) => auth::run(verb, global, &settings),
        Command::Sandbox(verb) => sandbox::run(verb, global),
        Command::Observe(verb) => observe::run(verb, global, &settings),
        Command::Completion(completion) => {
            completion::run(completion, deferred::whole(CommandLine::command), global)
        }
        Command::Man(man) => man::run(man, deferred::whole(CommandLine::command), global),
    }
}

fn epilogue() -> String {
    let mut text = String::from(
        "\
Tables are for reading: they show labels and codes, in colour and as wide as the terminal. \
Columns that do not fit are shortened or left out, and a line below says which. In a pipe, a table has \
any width and no colour; COLUMNS sets a width everywhere. The other formats are for programs. \
n/a is null, - is absent, and a subscription that is \"on order\" has no id yet.

Environment:
  WORKS_PARTNER_ACCESS_TOKEN  the access token (others could read a flag)
  WORKS_PARTNER_CLIENT_ID, WORKS_PARTNER_CLIENT_SECRET
                              the app that requests tokens
  WORKS_PARTNER_SERVICE_ACCOUNT, WORKS_PARTNER_PRIVATE_KEY_FILE
                              its service account; without one, see `auth login`
  WORKS_PARTNER_PRIVATE_KEY   the key itself, instead of its file
  WORKS_PARTNER_SCOPE         the scope of tokens: partner or partner.read
  WORKS_PARTNER_BASE_URL, WORKS_PARTNER_AUTH_URL
                              the addresses of the API and the auth server
  WORKS_PARTNER_PROFILE, WORKS_PARTNER_CONFIG
                              the profile, and the configuration file
  COLUMNS                     the width of tables
  NO_COLOR, CLICOLOR_FORCE    no colours, or colours everywhere
  LC_ALL, LC_MESSAGES, LANG   the language of labels, without --lang

Flags override the environment, which overrides the profile. An empty variable counts as unset.

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
        CommandLine::command().debug_assert();
    }

    #[test]
    fn what_scripts_are_made_of_has_the_verbs_below_help_too() {
        let mut command = deferred::whole(CommandLine::command);
        command.build();
        let help = command.find_subcommand("help").unwrap();
        let customer = help.find_subcommand("customer").unwrap();
        assert!(customer.find_subcommand("list").is_some());
    }
}

//! The arguments that several commands share.

// What stands here is help for a terminal; angle brackets around addresses would be shown.
#![allow(rustdoc::bare_urls)]

mod apply_date;
mod customer;
mod id;
mod layout;
mod option;
mod sub_option;
mod task_type;
mod writing;

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command};

use crate::output::Format;
use crate::printer::Printer;
use crate::settings::Flags;
use crate::terminal::Color;

pub(crate) use apply_date::ApplyDate;
pub(crate) use customer::{CustomerArg, CustomerParser};
pub(crate) use id::IdParser;
use layout::Layout;
pub(crate) use option::OptionParser;
pub(crate) use sub_option::SubOptionParser;
pub(crate) use task_type::{TaskTypeParser, task_word};
pub(crate) use writing::Writing;

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

    #[command(flatten)]
    layout: Layout,

    /// Log each request to stderr; never a token.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,

    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value_t, value_enum)]
    pub(crate) color: Color,
}

impl Global {
    pub(crate) fn printer(&self) -> Printer {
        Printer {
            format: self.output.unwrap_or_default(),
            color: self.color,
            choice: self.layout.choice(),
            csv: self.layout.csv(),
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

    /// What the command line says of the settings.
    pub(crate) fn flags(&self) -> Flags<'_> {
        Flags {
            profile: self.profile.as_deref(),
            profile_is_flag: self.profile_is_flag,
            config: self.config.as_deref(),
            base_url: self.base_url.as_deref(),
            auth_url: self.auth_url.as_deref(),
        }
    }

    /// The sandbox has its own URLs and account: what the environment says gives way, what the command
    /// line says is a contradiction. clap would not see it where one flag stands before the command
    /// and one after.
    pub(crate) fn settle(
        &mut self,
        matches: &ArgMatches,
        command: &Command,
    ) -> Result<(), clap::Error> {
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
                return Err(
                    clap::Error::raw(ErrorKind::ArgumentConflict, message).with_cmd(command)
                );
            }
        }
        Ok(())
    }
}

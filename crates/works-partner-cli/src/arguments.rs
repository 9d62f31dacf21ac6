//! The arguments that several commands share.

// What stands here is help for a terminal; angle brackets around addresses would be shown.
#![allow(rustdoc::bare_urls)]

mod apply_date;
mod code;
mod customer;
mod id;
mod layout;
mod option;
mod output;
mod sub_option;
mod subscription;
mod task_type;
mod writing;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command};

use crate::language::Language;
use crate::output::Format;
use crate::printer::Printer;
use crate::settings::Flags;
use crate::terminal::Color;

pub(crate) use apply_date::{ApplyDate, date};
pub(crate) use code::CodeParser;
pub(crate) use customer::{CustomerArg, CustomerParser};
pub(crate) use id::IdParser;
use layout::Layout;
pub(crate) use option::OptionParser;
pub(crate) use output::{Output, OutputParser};
pub(crate) use sub_option::SubOptionParser;
pub(crate) use subscription::{SubscriptionArg, SubscriptionParser};
pub(crate) use task_type::{TaskTypeParser, task_word};
pub(crate) use writing::Writing;

/// What every command accepts, before and after its name.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Talk to an emulated Partner API with demo data, started for this command; needs no account.
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,

    /// Keep the state of the emulated API in this file between commands. Implies --sandbox.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        value_parser = OsStringValueParser::new().map(PathBuf::from)
    )]
    pub(crate) sandbox_state: Option<PathBuf>,

    /// Include unlisted values in the demo data of the emulated API. Implies --sandbox.
    #[arg(long, global = true)]
    pub(crate) wild: bool,

    /// Use this profile of the configuration file. Defaults to WORKS_PARTNER_PROFILE, else to the file's
    /// default_profile.
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Whether `--profile` stands on the command line.
    #[arg(skip)]
    pub(crate) profile_is_flag: bool,

    /// Read this configuration file. Defaults to WORKS_PARTNER_CONFIG, else to
    /// works-partner/config.toml in XDG_CONFIG_HOME or ~/.config.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        value_parser = OsStringValueParser::new().map(PathBuf::from)
    )]
    pub(crate) config: Option<PathBuf>,

    /// The address of the Partner API. Defaults to WORKS_PARTNER_BASE_URL, else to the profile's, else to
    /// https://www.worksapis.com/v1.0. Plain http works for this machine only.
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,

    /// The address of the auth server. Defaults to WORKS_PARTNER_AUTH_URL, else to the profile's, else to
    /// https://auth.worksmobile.com/oauth2/v2.0.
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) auth_url: Option<String>,

    /// The output format. Defaults to the profile's, else to table.
    #[arg(short, long, global = true, value_name = "FORMAT", value_parser = OutputParser)]
    pub(crate) output: Option<Output>,

    /// The file that `--output` names, where it names one.
    #[arg(skip)]
    output_file: Option<PathBuf>,

    /// Append what responses look like to this file: names and types of fields, codes and counts, no
    /// values. See `observe`.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        value_parser = OsStringValueParser::new().map(PathBuf::from)
    )]
    pub(crate) observe: Option<PathBuf>,

    #[command(flatten)]
    layout: Layout,

    /// Log each request to stderr, without tokens.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,

    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value_t, value_enum)]
    pub(crate) color: Color,
}

impl Global {
    pub(crate) fn printer(&self) -> Printer {
        Printer {
            format: self
                .output
                .as_ref()
                .and_then(Output::format)
                .unwrap_or_default(),
            color: self.color,
            choice: self.layout.choice(),
            csv: self.layout.csv(),
            ids_as_text: self.layout.ids_as_text(),
        }
    }

    /// The file that `plan` writes.
    pub(crate) fn file(&self) -> Option<&Path> {
        match &self.output {
            Some(Output::File(file)) => Some(file),
            _ => self.output_file.as_deref(),
        }
    }

    /// Keeps a file apart from the format, which the profile may give.
    pub(crate) fn default_format(&mut self, format: Option<Format>) {
        if let Some(Output::File(file)) = &self.output {
            self.output_file = Some(file.clone());
            self.output = None;
        }
        self.output = self.output.take().or(format.map(Output::Format));
    }

    /// What the command line does not say, the environment may. clap would put the options that the
    /// environment gives into its usage lines. A variable that is empty is not set, and a flag that is
    /// empty means the same: nothing that it could name has an empty name.
    fn add_environment(&mut self) -> Result<(), clap::Error> {
        for (text, variable) in [
            (&mut self.profile, "WORKS_PARTNER_PROFILE"),
            (&mut self.base_url, "WORKS_PARTNER_BASE_URL"),
            (&mut self.auth_url, "WORKS_PARTNER_AUTH_URL"),
        ] {
            let flag = text.take().filter(|text| !text.is_empty());
            *text = match (flag, variable_of(variable)) {
                (Some(flag), _) => Some(flag),
                (None, Some(value)) => Some(value.into_string().map_err(|_| {
                    let message =
                        format!("the environment variable {variable} is not valid UTF-8\n");
                    clap::Error::raw(ErrorKind::InvalidUtf8, message)
                })?),
                (None, None) => None,
            };
        }
        let config = self.config.take();
        let config = config.filter(|path| !path.as_os_str().is_empty());
        self.config = config.or_else(|| variable_of("WORKS_PARTNER_CONFIG").map(PathBuf::from));
        Ok(())
    }

    /// The language that is asked for.
    pub(crate) fn language(&self) -> Option<Language> {
        self.layout.lang
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
        command: fn() -> Command,
    ) -> Result<(), clap::Error> {
        self.sandbox = self.sandbox || self.sandbox_state.is_some() || self.wild;
        self.add_environment()?;
        let is_flag = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
        self.profile_is_flag = is_flag("profile");
        if matches!(self.output, Some(Output::File(_))) && matches.subcommand_name() != Some("plan")
        {
            let message =
                "--output names a format: table, json, jsonl or csv; only `plan` writes a file\n";
            return Err(clap::Error::raw(ErrorKind::InvalidValue, message).with_cmd(&command()));
        }
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
                    clap::Error::raw(ErrorKind::ArgumentConflict, message).with_cmd(&command())
                );
            }
        }
        Ok(())
    }
}

/// A variable that is set and not empty.
fn variable_of(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

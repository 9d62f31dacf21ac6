//! `report`: one HTML page from the store, in a file or served to this machine.

mod serve;

use std::fs::OpenOptions;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{Args, Subcommand};
use works_partner_ext::api::types::{OptionProductId, Plan, ProductId, SubOptionId};
use works_partner_store::{Report, ReportCode, ReportLanguage};

use crate::arguments::Global;
use crate::commands::store::{FilterArgs, failure, today};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::{Language, in_both};
use crate::settings::Settings;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// Write the page to this file; without it or with `-`, to stdout.
    #[arg(long, value_name = "FILE", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    file: Option<PathBuf>,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serve the page to this machine until Ctrl-C; it follows a sweep that is running.
    Serve(serve::ServeArgs),
}

pub(crate) fn run(
    arguments: &ReportArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    if let Some(Verb::Serve(arguments)) = &arguments.verb {
        return serve::run(arguments, global, settings);
    }
    let file = arguments
        .file
        .as_deref()
        .filter(|file| *file != Path::new("-"));
    let is_for_a_person = file.is_none() && std::io::stdout().is_terminal();
    if is_for_a_person {
        let message = "the report is an HTML page, which a terminal does not show";
        return Err(Failure::new(Exit::Usage, message).hint("name a file with --file report.html"));
    }
    let (store, filter) = arguments.filter.open(global, settings)?;
    let page = report().page(&store, &filter).map_err(failure)?;
    match file {
        None => global.printer().print_exactly(page.as_bytes()),
        Some(path) => {
            write(path, &page).map_err(|error| {
                let message = format!("{} cannot be written: {error}", path.display());
                Failure::new(Exit::Unexpected, message)
            })?;
            let printer = global.printer();
            printer.say(&format!("the report is in {}", path.display()));
            Ok(())
        }
    }
}

/// A report of today, with the labels of the tables.
fn report() -> Report {
    let language = match Language::current() {
        Language::English => ReportLanguage::English,
        Language::Japanese => ReportLanguage::Japanese,
    };
    Report::new(today()).language(language).labels(labels)
}

fn labels(code: ReportCode<'_>) -> [Option<String>; 2] {
    match code {
        ReportCode::Product(code) => in_both(&ProductId::from(code)),
        ReportCode::Option(code) => in_both(&OptionProductId::from(code)),
        ReportCode::SubOption(code) => in_both(&SubOptionId::from(code)),
        ReportCode::Plan(code) => in_both(&Plan::from(code)),
        _ => [None, None],
    }
}

/// A new file is its owner's alone: it names all customers.
fn write(path: &Path, page: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(page.as_bytes())
}

//! `report`: one HTML page from the store, in a file or served to this machine.

mod serve;

use std::fs::OpenOptions;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use works_partner_ext::api::types::{OptionProductId, Plan, ProductId, SubOptionId};
use works_partner_plan::{Basis, StoredFacts};
use works_partner_store::{Forecast, ForecastEvent, Report, ReportCode, ReportLanguage, Store};

use crate::arguments::Global;
use crate::commands::store::{Day, FilterArgs, day, failure, today};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::journal;
use crate::language::{Language, in_both};
use crate::session::block_on;
use crate::settings::Settings;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// Add what an emulator foresees up to this day, if nobody changes anything: a date, or a number of days
    /// from today. Without a value, 90 days.
    #[arg(long, value_name = "DAY", value_parser = day, num_args = 0..=1, default_missing_value = "90d")]
    forecast: Option<Day>,
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
    let mut report = report(&journal::place(None, global, settings))?;
    if let Some(until) = arguments.forecast {
        let facts = arguments.filter.store().open_read_only(global, settings)?;
        let ids = arguments.filter.customer_ids(&store)?;
        report = report.forecast(foreseen(facts, ids, until.date())?);
    }
    let page = report.page(&store, &filter).map_err(failure)?;
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

/// A report of today, with the labels of the tables, and with what the journal says of changes.
fn report(place: &journal::Place) -> Result<Report, Failure> {
    let own = journal::OwnChanges::read(place).map_err(journal::failure)?;
    let language = match Language::current() {
        Language::English => ReportLanguage::English,
        Language::Japanese => ReportLanguage::Japanese,
    };
    let report = Report::new(today()).language(language).labels(labels);
    Ok(report.made_here(move |change, runs| own.number(change, runs).is_some()))
}

/// What an emulator that holds these customers, or all of the store, foresees.
fn foreseen(store: Store, mut ids: Vec<i64>, until: Date) -> Result<Forecast, Failure> {
    let facts = StoredFacts::new(store);
    if ids.is_empty() {
        ids = facts.domain_ids().map_err(journal::failure)?;
    }
    let timeline = block_on(async {
        let timeline = works_partner_plan::forecast(&facts, ids, today(), until).await;
        timeline.map_err(journal::failure)
    })?;
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => "–".to_owned(),
        other => other.to_string(),
    };
    let events = timeline.events.iter().map(|event| ForecastEvent {
        date: event.date,
        domain_id: event.domain_id,
        domain: event.domain.clone(),
        company_name: event.company_name.clone(),
        kind: text(&serde_json::to_value(event.kind).unwrap_or_default()),
        what: match event.what.stored_as() {
            Some(resource) => resource.name().to_owned(),
            None => text(&serde_json::to_value(event.what).unwrap_or_default()),
        },
        key: event.key.clone(),
        fields: event
            .changes
            .iter()
            .map(|change| {
                (
                    change.field.clone(),
                    text(&change.before),
                    text(&change.after),
                )
            })
            .collect(),
        is_charged: event.charged,
        is_documented: event.basis == Basis::Documented,
        reason: event.reason.to_owned(),
        source: event.source.map(ToOwned::to_owned),
    });
    let assumptions = timeline.assumptions.iter();
    let assumptions = assumptions.map(|assumption| match assumption.customers {
        Some(customers) => format!("{} ({customers})", assumption.text),
        None => assumption.text.clone(),
    });
    Ok(Forecast {
        until: timeline.until,
        events: events.collect(),
        assumptions: assumptions.collect(),
    })
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

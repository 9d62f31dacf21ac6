//! `plan`, `rehearse`, `apply` and `forecast`: many changes, once each.

mod apply;
mod facts;
mod from_store;

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::ToSpan as _;
use jiff::civil::Date;
use works_partner_plan::{ChangeList, Plan, PlanOptions, ReadOptions};

use crate::arguments::{ApplyDate, CustomerArg, CustomerParser, Global};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::journal::{failure, server};
use crate::session::block_on;
use crate::settings::Settings;
use crate::views::plan as views;
use facts::{Facts, FactsArgs, Source};

pub(crate) use apply::{ApplyArgs, apply};

/// How far a rehearsal and a forecast look ahead, in days.
const AHEAD: i64 = 90;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct PlanArgs {
    #[command(subcommand)]
    from: Option<From>,
    /// The change list: CSV or JSON lines, with a column `operation`; `-` is stdin.
    #[arg(value_name = "LIST", required = true)]
    list: Option<PathBuf>,
    #[command(flatten)]
    making: Making,
}

#[derive(Debug, Subcommand)]
enum From {
    /// Make the list of what the store has: a line for each customer that has an option.
    FromStore(from_store::FromStore),
}

/// How a plan is made. Its file is named by -o.
#[derive(Clone, Debug, Args)]
struct Making {
    #[command(flatten)]
    facts: FactsArgs,
    /// Leave lines with mistakes out instead of making no plan.
    #[arg(long)]
    skip_invalid: bool,
    /// Send ids and types that the document does not list.
    #[arg(long)]
    allow_unlisted: bool,
}

pub(crate) fn plan(
    arguments: &PlanArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    match (&arguments.from, &arguments.list) {
        (Some(From::FromStore(from)), _) => {
            let text = from.list(global, settings)?;
            make(text.as_bytes(), &from.making(), global, settings)
        }
        (None, Some(list)) if list.as_path() == Path::new("-") => {
            let mut bytes = Vec::new();
            std::io::stdin().read_to_end(&mut bytes).map_err(|error| {
                Failure::new(Exit::Usage, format!("stdin cannot be read: {error}"))
            })?;
            make(&bytes, &arguments.making, global, settings)
        }
        (None, Some(list)) => make(&read(list)?, &arguments.making, global, settings),
        (None, None) => Err(Failure::new(Exit::Usage, "there is no change list")),
    }
}

fn make(
    bytes: &[u8],
    making: &Making,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let file = global.file();
    let options = ReadOptions {
        allow_unlisted: making.allow_unlisted,
    };
    let list = ChangeList::read_with(bytes, options);
    let printer = global.printer();
    block_on(async {
        if list.changes().is_empty() {
            let mistakes: Vec<_> = list.mistakes().iter().collect();
            printer.print(&views::of_mistakes(&mistakes))?;
            return Err(mistaken(mistakes.len(), list.is_misread()));
        }
        let source = Source::open(&making.facts, false, global, settings).await?;
        let mut options = PlanOptions::new(source.today().await?, server(global, settings));
        options.facts_from = source.text();
        options.allow_unlisted = making.allow_unlisted;
        options.concurrency = source.concurrency();
        let made = match &source.facts {
            Facts::Live(facts) => works_partner_plan::plan(&list, facts, &options).await,
            Facts::Stored(facts) => works_partner_plan::plan(&list, facts, &options).await,
        };
        let made = made.map_err(failure)?;
        printer.print(&views::of_plan(&made))?;
        let mistakes = made.mistakes().len();
        if list.is_misread() || mistakes > 0 && !making.skip_invalid {
            return Err(mistaken(mistakes, list.is_misread()));
        }
        let summary = made.summary();
        printer.say(&format!(
            "{} changes for {} customers are to be sent, {} lines are so already, {} are left out",
            summary.send, summary.customers, summary.done_already, summary.refused
        ));
        let Some(file) = file else {
            printer.note("no plan was written: name a file with -o plan.json");
            return Ok(());
        };
        write(file, made.to_json().as_bytes())?;
        printer.say(&format!(
            "plan {} is in {}",
            short(&made.id()),
            file.display()
        ));
        printer.note(&format!("next: works-partner rehearse {}", file.display()));
        Ok(())
    })
}

fn mistaken(count: usize, is_misread: bool) -> Failure {
    let message = match count {
        1 => "there is a mistake in the list, and no plan was made".to_owned(),
        count => format!("there are {count} mistakes in the list, and no plan was made"),
    };
    Failure::new(Exit::Usage, message).hint(match is_misread {
        true => "correct the list: what is wrong with all of it cannot be left out",
        false => "correct the list, or leave lines with mistakes out with --skip-invalid",
    })
}

#[derive(Debug, Args)]
pub(crate) struct RehearseArgs {
    /// The plan, as `plan` wrote it.
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// The last day that passes: 2026-12-01, tomorrow, or next-month. Defaults to 90 days from today.
    #[arg(long, value_name = "DATE")]
    until: Option<ApplyDate>,
    /// The list that the plan was made of, where it has passwords.
    #[arg(long, value_name = "LIST")]
    list: Option<PathBuf>,
    #[command(flatten)]
    facts: FactsArgs,
}

pub(crate) fn rehearse(
    arguments: &RehearseArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let plan = read_plan(&arguments.plan)?;
    let list = read_list(arguments.list.as_deref(), &plan)?;
    let printer = global.printer();
    block_on(async {
        let source = Source::open(&arguments.facts, false, global, settings).await?;
        let today = source.today().await?;
        let until = until(arguments.until, today)?;
        let list = list.as_ref();
        let rehearsed = match &source.facts {
            Facts::Live(facts) => {
                works_partner_plan::rehearse(&plan, list, facts, today, until).await
            }
            Facts::Stored(facts) => {
                works_partner_plan::rehearse(&plan, list, facts, today, until).await
            }
        };
        let rehearsed = rehearsed.map_err(failure)?;
        printer.print(&views::of_timeline(&rehearsed.timeline))?;
        let mut counts = Vec::new();
        for (kind, count) in rehearsed.report.counts() {
            counts.push(format!("{count} {}", kind.text()));
        }
        printer.say(&format!("in the emulator: {}", counts.join(", ")));
        let mut not_made = 0_usize;
        for outcome in &rehearsed.report.outcomes {
            use works_partner_plan::OutcomeKind::{LeftOut, NotReached, NotSent, Refused, Unknown};
            if matches!(
                outcome.kind,
                LeftOut | NotReached | NotSent | Refused | Unknown
            ) {
                not_made = not_made.saturating_add(1);
                printer.say(&format!(
                    "line {}: {}: {}",
                    outcome.line,
                    outcome.kind.text(),
                    views::why(outcome)
                ));
            }
        }
        if not_made > 0 {
            let message = match not_made {
                1 => "1 change was not made in the emulator".to_owned(),
                _ => format!("{not_made} changes were not made in the emulator"),
            };
            return Err(Failure::new(Exit::Unexpected, message).hint(
                "correct those lines of the list and make the plan again, or apply the others with --only",
            ));
        }
        printer.note(&format!(
            "next: works-partner apply {} --dry-run",
            arguments.plan.display()
        ));
        Ok(())
    })
}

#[derive(Debug, Args)]
pub(crate) struct ForecastArgs {
    /// The customers, each by its domainId, its domain, or a unique part of its company's name. Without
    /// any, all that the store has.
    #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser)]
    customers: Vec<CustomerArg>,
    /// The last day: 2026-12-01, tomorrow, or next-month. Defaults to 90 days from today.
    #[arg(long, value_name = "DATE")]
    until: Option<ApplyDate>,
    #[command(flatten)]
    facts: FactsArgs,
}

pub(crate) fn forecast(
    arguments: &ForecastArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let printer = global.printer();
    block_on(async {
        let all = arguments.customers.is_empty();
        let source = Source::open(&arguments.facts, all, global, settings).await?;
        let today = source.today().await?;
        let until = until(arguments.until, today)?;
        let mut ids = Vec::new();
        for wanted in &arguments.customers {
            let facts = &arguments.facts;
            ids.push(source.customer(wanted, facts, global, settings).await?);
        }
        let timeline = match &source.facts {
            Facts::Stored(facts) => {
                let ids = if all {
                    facts.domain_ids().map_err(failure)?
                } else {
                    ids
                };
                works_partner_plan::forecast(facts, ids, today, until).await
            }
            Facts::Live(facts) => works_partner_plan::forecast(facts, ids, today, until).await,
        };
        printer.print(&views::of_timeline(&timeline.map_err(failure)?))
    })
}

fn until(date: Option<ApplyDate>, today: Date) -> Result<Date, Failure> {
    match date {
        None => Ok(today.saturating_add(AHEAD.days())),
        Some(date) => date.day(today).map_err(|error| {
            let message = format!("the last day cannot be reckoned: {error}");
            Failure::new(Exit::Usage, message)
        }),
    }
}

fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        let exit = match error.kind() {
            std::io::ErrorKind::NotFound => Exit::NotFound,
            _ => Exit::Usage,
        };
        Failure::new(exit, message)
    })
}

fn read_plan(path: &Path) -> Result<Plan, Failure> {
    let text = String::from_utf8_lossy(&read(path)?).into_owned();
    Plan::from_json(&text).map_err(|error| {
        let message = format!("{}: {error}", path.display());
        Failure::new(Exit::Usage, message)
    })
}

fn read_list(path: Option<&Path>, plan: &Plan) -> Result<Option<ChangeList>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let options = ReadOptions {
        allow_unlisted: plan.allow_unlisted,
    };
    Ok(Some(ChangeList::read_with(&read(path)?, options)))
}

/// Puts a file in place in one step, so that a plan is there whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let other = PathBuf::from(name);
    let written = std::fs::File::create(&other)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .and_then(|()| std::fs::rename(&other, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&other);
        let message = format!("{} cannot be written: {error}", path.display());
        Failure::new(Exit::Unexpected, message)
    })
}

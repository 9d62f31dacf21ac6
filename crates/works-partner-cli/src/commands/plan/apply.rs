//! `apply`: asks once, then sends each change once.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clap::Args;
use works_partner_plan::{ApplyOptions, Journal, Outcome, OutcomeKind, Plan, Report};

use super::{read_list, read_plan, short, write};
use crate::arguments::Global;
use crate::commands::audit::JournalArg;
use crate::confirm::{self, Question};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::journal::{failure, required_path, server};
use crate::output::Format;
use crate::printer::Printer;
use crate::session::{Session, block_on};
use crate::settings::Settings;
use crate::signals;
use crate::views::plan as views;

#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    /// The plan, as `plan` wrote it.
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Go on with a plan that was begun: what was sent is not sent again.
    #[arg(long)]
    resume: bool,
    /// Only these lines of the list, such as 2,5,7-20.
    #[arg(long, value_name = "LINES", value_delimiter = ',', value_parser = lines)]
    only: Vec<std::ops::RangeInclusive<u64>>,
    /// Read and judge each change again, and send nothing.
    #[arg(long)]
    dry_run: bool,
    /// Send nothing more after so many changes that were refused or whose outcome is unknown.
    #[arg(long, value_name = "FAILURES", default_value_t = 10, value_parser = failures)]
    stop_after: usize,
    /// How many customers are changed at once.
    #[arg(long, value_name = "CUSTOMERS", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=64))]
    concurrency: u16,
    /// Send without asking for confirmation. Required without a terminal.
    #[arg(short, long)]
    yes: bool,
    /// The domain of a customer whose contract ends; once for each. Required with --yes.
    #[arg(long, value_name = "DOMAIN")]
    confirm: Vec<String>,
    /// The list that the plan was made of, where it has passwords.
    #[arg(long, value_name = "LIST")]
    list: Option<PathBuf>,
    /// Where to write what became of each line. Defaults to the plan's name with .result.json.
    #[arg(long, value_name = "FILE")]
    result: Option<PathBuf>,
    #[command(flatten)]
    journal: JournalArg,
}

fn lines(text: &str) -> Result<std::ops::RangeInclusive<u64>, String> {
    let wrong = || "lines are written as 2,5,7-20".to_owned();
    let number = |text: &str| text.trim().parse::<u64>().map_err(|_| wrong());
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Ok(number(first)?..=number(last)?)
}

fn failures(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err("it is a number from 1 on".to_owned()),
    }
}

pub(crate) fn apply(
    arguments: &ApplyArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    confirm::ensure_can_be_had(arguments.yes || arguments.dry_run)?;
    let plan = read_plan(&arguments.plan)?;
    let list = read_list(arguments.list.as_deref(), &plan)?;
    let path = required_path(arguments.journal.journal.as_ref(), global, settings)?;
    let journal = Journal::open(path).map_err(failure)?;
    let printer = global.printer();
    block_on(async {
        let session = Session::open(global, settings).await?;
        let mut options = ApplyOptions::default();
        options.resume = arguments.resume;
        options.dry_run = arguments.dry_run;
        options.stop_after = Some(arguments.stop_after);
        options.concurrency = usize::from(arguments.concurrency);
        options.actor = session.actor();
        options.base_url = Some(server(global, settings));
        options.clock = session.clock().await?;
        if !arguments.only.is_empty() {
            let wanted = |line: &u64| arguments.only.iter().any(|range| range.contains(line));
            let all = plan.changes.iter().map(|change| change.line);
            options.only = Some(all.filter(wanted).collect());
        }
        if !arguments.dry_run {
            arguments.confirm(&plan, &options, printer).await?;
        }
        let _own = signals::Own::new();
        let stop = Arc::clone(&options.stop);
        let progress = Progress::new(&plan, printer);
        let applied = works_partner_plan::apply(
            &plan,
            list.as_ref(),
            &session.client,
            &journal,
            &options,
            |outcome| progress.show(outcome),
        );
        let mut applied = std::pin::pin!(applied);
        let report = tokio::select! {
            report = &mut applied => report,
            () = signals::stopped() => {
                stop.store(true, Ordering::SeqCst);
                printer.say("stopping: what is in flight is waited for");
                applied.await
            }
        };
        let report = report.map_err(failure)?;
        arguments.finish(&report, printer)
    })
}

impl ApplyArgs {
    /// Asks once, with what is sent and what it costs; contracts end by their customers' domains alone.
    async fn confirm(
        &self,
        plan: &Plan,
        options: &ApplyOptions,
        printer: Printer,
    ) -> Result<(), Failure> {
        let ending = plan.ending_among(options.only.as_ref());
        let given = |domain: &String| {
            let mut typed = self.confirm.iter();
            typed.any(|typed| confirm::is_domain(typed, domain))
        };
        let missing: Vec<&String> = ending.iter().filter(|domain| !given(domain)).collect();
        if self.yes {
            if missing.is_empty() {
                return Ok(());
            }
            let names: Vec<&str> = missing.iter().map(|name| name.as_str()).collect();
            let message = format!(
                "this ends contracts of {} customers, which --yes alone does not do",
                missing.len()
            );
            return Err(Failure::new(Exit::Usage, message).hint(format!(
                "add --confirm for each: {}; nothing was sent",
                names.join(", ")
            )));
        }
        printer.preview(&views::of_plan(plan));
        let summary = plan.summary();
        let costs: usize = summary
            .warnings
            .iter()
            .filter(|warning| warning.costs)
            .map(|warning| warning.sure.saturating_add(warning.unsure))
            .sum();
        printer.say(&format!(
            "{} changes for {} customers are sent, with {costs} warnings about money; {} end a contract",
            summary.send, summary.customers, summary.ends_contract
        ));
        let cancelled = || Failure::new(Exit::Cancelled, "nothing was sent");
        for domain in missing {
            if !confirm::is_given(Question::Domain(domain), printer).await? {
                return Err(cancelled());
            }
        }
        if ending.is_empty() && !confirm::is_given(Question::GoOn, printer).await? {
            return Err(cancelled());
        }
        Ok(())
    }

    fn finish(&self, report: &Report, printer: Printer) -> Result<(), Failure> {
        printer.print(&views::of_report(report))?;
        let counts: Vec<String> = report
            .counts()
            .into_iter()
            .map(|(kind, count)| format!("{count} {}", kind.text()))
            .collect();
        printer.say(&counts.join(", "));
        if self.dry_run {
            printer.note(&format!(
                "next: works-partner apply {}",
                self.plan.display()
            ));
        } else {
            let path = self
                .result
                .clone()
                .unwrap_or_else(|| self.plan.with_extension("result.json"));
            let json = serde_json::to_vec_pretty(report).unwrap_or_default();
            write(&path, &json)?;
            printer.say(&format!(
                "what became of each line is in {}",
                path.display()
            ));
            printer.note(&format!(
                "next: works-partner audit list --plan {}",
                short(&report.plan_id)
            ));
        }
        let count =
            |kinds: &[OutcomeKind]| -> usize { kinds.iter().map(|kind| report.count(*kind)).sum() };
        let unknown = count(&[OutcomeKind::Unknown]);
        if unknown > 0 {
            let message = format!("of {unknown} changes it is not known whether they are done");
            return Err(Failure::new(Exit::OutcomeUnknown, message)
                .hint("add --resume: it looks first, and sends what is not there"));
        }
        use OutcomeKind::{LeftOut, NotReached, NotSent, Refused};
        let not_made = count(&[LeftOut, NotReached, NotSent, Refused]);
        if not_made > 0 {
            let message = match not_made {
                1 => "1 change was not made".to_owned(),
                count => format!("{count} changes were not made"),
            };
            let failure = Failure::new(Exit::Unexpected, message);
            return Err(if count(&[NotReached, NotSent]) > 0 {
                failure.hint("add --resume to send what was not sent")
            } else {
                failure.hint("see why above; make a new plan for what was left out")
            });
        }
        Ok(())
    }
}

/// Tells a person how it goes, every few lines.
struct Progress {
    printer: Printer,
    total: usize,
    done: std::cell::Cell<usize>,
}

impl Progress {
    const EVERY: usize = 25;

    fn new(plan: &Plan, printer: Printer) -> Self {
        Self {
            printer,
            total: plan.changes.len(),
            done: std::cell::Cell::new(0),
        }
    }

    fn show(&self, _: &Outcome) {
        let done = self.done.get().saturating_add(1);
        self.done.set(done);
        let is_shown = matches!(self.printer.format, Format::Table | Format::Csv);
        if is_shown && done.is_multiple_of(Self::EVERY) {
            self.printer.log(&format!("{done} of {} lines", self.total));
        }
    }
}

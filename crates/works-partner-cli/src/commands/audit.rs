//! `audit`: what was changed from here, by whom, and what the server answered.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use works_partner_ext::DomainId;
use works_partner_plan::{Journal, Write};

use crate::arguments::{Global, IdParser};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::journal::{failure, required_path};
use crate::output::table::Importance::{Essential, Minor, Useful};
use crate::settings::Settings;
use crate::views::stored::{Column, Stored};

/// The journal to read.
#[derive(Clone, Debug, Args)]
pub(crate) struct JournalArg {
    /// The journal's file. Defaults to WORKS_PARTNER_JOURNAL, else to one per profile in the state folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Filter {
    #[command(flatten)]
    journal: JournalArg,
    /// Only changes of this customer, by its domainId.
    #[arg(long, value_name = "DOMAIN_ID", value_parser = IdParser::<DomainId>::new())]
    customer: Option<DomainId>,
    /// Only changes of this plan, by its id or the beginning of it.
    #[arg(long, value_name = "PLAN_ID")]
    plan: Option<String>,
    /// Only changes in this state: sending, done, refused, unknown, not-sent.
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List every change that was sent from here, and what became of it.
    List(Filter),
    /// Show one of them whole.
    Show {
        #[command(flatten)]
        journal: JournalArg,
        /// Its number, as `audit list` shows it.
        #[arg(value_name = "NUMBER")]
        number: i64,
    },
    /// Print every change, one JSON object a line.
    Export(Filter),
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let printer = global.printer();
    match verb {
        Verb::List(filter) => {
            let writes = filter.writes(global, settings)?;
            printer.print(&Stored::new(
                WRITES,
                &writes,
                "nothing was changed from here, as far as the journal knows",
            ))?;
            if !writes.is_empty() {
                printer
                    .note("next: works-partner audit show NUMBER, or audit export for all of it");
            }
            Ok(())
        }
        Verb::Show { journal, number } => {
            let write = journal.open(global, settings)?.write(*number);
            let write = write.map_err(failure)?.ok_or_else(|| {
                Failure::new(
                    Exit::NotFound,
                    format!("the journal has no change {number}"),
                )
                .hint("`audit list` shows the numbers")
            })?;
            printer.print(&Stored::new(WRITE, &[write], ""))
        }
        Verb::Export(filter) => {
            for write in filter.writes(global, settings)? {
                let mut line = serde_json::to_vec(&write).unwrap_or_default();
                line.push(b'\n');
                printer.print_exactly(&line)?;
            }
            Ok(())
        }
    }
}

impl JournalArg {
    fn open(&self, global: &Global, settings: &Settings) -> Result<Journal, Failure> {
        let path = required_path(self.journal.as_ref(), global, settings)?;
        Journal::open_read_only(path).map_err(failure)
    }
}

impl Filter {
    fn writes(&self, global: &Global, settings: &Settings) -> Result<Vec<Write>, Failure> {
        let journal = self.journal.open(global, settings)?;
        let writes = match self.customer {
            Some(customer) => journal.of_customer(customer.get()),
            None => journal.writes(),
        };
        let mut writes = writes.map_err(failure)?;
        let plain = |text: &str| text.replace(['-', '_'], "").to_lowercase();
        writes.retain(|write| {
            let state = serde_json::to_value(write.state).unwrap_or_default();
            let state = state.as_str().unwrap_or_default();
            let is_of_plan = |wanted: &String| {
                let plan = write.plan_id.as_deref();
                plan.is_some_and(|plan| plan.starts_with(wanted.as_str()))
            };
            self.plan.as_ref().is_none_or(is_of_plan)
                && self
                    .state
                    .as_deref()
                    .is_none_or(|wanted| plain(wanted) == plain(state))
        });
        Ok(writes)
    }
}

const WRITES: &[Column] = &[
    ("writeId", "Number", Essential),
    ("beganAt", "When", Essential),
    ("state", "State", Essential),
    ("operation", "Operation", Essential),
    ("domainId", "Customer", Useful),
    ("status", "Status", Useful),
    ("code", "Code", Minor),
    ("account", "Account", Useful),
    ("osUser", "User", Minor),
    ("host", "Machine", Minor),
    ("planId", "Plan", Minor),
    ("line", "Line", Minor),
    ("settled", "Settled", Minor),
];

const WRITE: &[Column] = &[
    ("writeId", "Number", Essential),
    ("beganAt", "When", Essential),
    ("endedAt", "Answered", Essential),
    ("state", "State", Essential),
    ("settled", "Settled", Essential),
    ("operation", "Operation", Essential),
    ("domainId", "Customer", Essential),
    ("parameters", "Parameters", Essential),
    ("body", "Body", Essential),
    ("status", "Status", Essential),
    ("code", "Code", Essential),
    ("description", "Says", Essential),
    ("answer", "Answer", Essential),
    ("account", "Account", Essential),
    ("osUser", "User", Essential),
    ("host", "Machine", Essential),
    ("baseUrl", "Server", Essential),
    ("planId", "Plan", Essential),
    ("line", "Line", Essential),
];

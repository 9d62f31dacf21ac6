//! `sweep` and the questions to the store that it fills.

mod progress;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};
use works_partner_ext::DomainId;
use works_partner_ext::api::OpenEnum;
use works_partner_ext::api::types::{
    OptionProductId, OptionProductOrderType, OptionProductRenewalType, SubscriptionRenewalType,
    SubscriptionReservationType, SubscriptionStatus, UsageStatusState,
};
use works_partner_store::{
    Calendar, Error, Event, EventKind, Filter, Resource, RunState, Scope, Store, Sweep,
};

use crate::arguments::{CustomerArg, CustomerParser, Global};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::journal;
use crate::output::Format;
use crate::printer::Printer;
use crate::session::{Session, block_on};
use crate::settings::{self, Settings};
use crate::signals;
use crate::views::stored::{self, Column, Stored};
use progress::Progress;

/// The store to read or to fill.
#[derive(Clone, Debug, Args)]
pub(crate) struct StoreArg {
    /// The store's file. Defaults to one per profile in the state folder.
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
}

/// Which rows are wanted.
#[derive(Clone, Debug, Args)]
pub(crate) struct FilterArgs {
    #[command(flatten)]
    store: StoreArg,
    /// The first day: a date, `today`, `yesterday`, or a number of days from today, such as 30d or -7d.
    #[arg(long, value_name = "DAY", value_parser = day, allow_hyphen_values = true)]
    from: Option<Day>,
    /// The last day, in the same forms.
    #[arg(long, value_name = "DAY", value_parser = day, allow_hyphen_values = true)]
    to: Option<Day>,
    /// Only this customer, by its domainId, its domain, or a unique part of its company's name.
    #[arg(long, value_name = "DOMAIN_ID", value_parser = CustomerParser)]
    customer: Vec<CustomerArg>,
    /// Only this option, by its optionProductId.
    #[arg(long, value_name = "OPTION")]
    option: Vec<String>,
    /// Only this kind or type, such as trial-end or APPLY.
    #[arg(long = "type", value_name = "TYPE")]
    task_type: Vec<String>,
    /// Only in this status, such as SUSPENDED_TRIALEND.
    #[arg(long, value_name = "STATUS")]
    state: Vec<String>,
}

/// Read all customers into the store.
#[derive(Debug, Args)]
pub(crate) struct SweepArgs {
    #[command(flatten)]
    store: StoreArg,
    /// What to read of each customer: option-orders, options, subscriptions, reservations, pre-orders,
    /// usage-status, or all.
    #[arg(long, value_name = "RESOURCE", value_delimiter = ',', default_value = "all", value_parser = resource)]
    include: Vec<Option<Resource>>,
    /// Only this customer, by its domainId, its domain, or a unique part of its company's name.
    #[arg(long, value_name = "DOMAIN_ID", value_parser = CustomerParser)]
    customer: Vec<CustomerArg>,
    /// Only the customers whose domainIds are in this file, one a line; `-` is stdin.
    #[arg(long, value_name = "FILE", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    customers: Option<PathBuf>,
    /// Continue the last run, if it was stopped within a day.
    #[arg(long, conflicts_with_all = ["include", "customer", "customers"])]
    resume: bool,
    /// Calls of one operation in flight at once.
    #[arg(long, value_name = "CALLS", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=64))]
    concurrency: u16,
    /// Stop after this many failures; by default, after 50 in a row.
    #[arg(long, value_name = "FAILURES")]
    max_errors: Option<usize>,
}

#[derive(Debug, Args)]
pub(crate) struct ChangesArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// Compare with this run; defaults to the one before the last.
    #[arg(long, value_name = "RUN", conflicts_with = "from")]
    since: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct DeadlinesArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// Only what nobody has decided, such as trials that end without a conversion or a cancellation.
    #[arg(long)]
    undecided: bool,
    #[command(flatten)]
    calendar: CalendarArgs,
}

#[derive(Debug, Args)]
pub(crate) struct UpcomingArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    calendar: CalendarArgs,
}

/// How a calendar is written.
#[derive(Debug, Args)]
pub(crate) struct CalendarArgs {
    /// In a calendar, add an alarm this many days before each event.
    #[arg(long, value_name = "DAYS")]
    alarm: Option<u16>,
}

impl CalendarArgs {
    fn calendar(&self) -> Calendar {
        let calendar = Calendar::new();
        match self.alarm {
            Some(days) => calendar.alarm_days_before(days),
            None => calendar,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List the runs in the store.
    Runs(StoreArg),
    /// List what the last run could not read, and why.
    Unread(FilterArgs),
    /// Check the file for damage.
    Check(StoreArg),
    /// Print every stored version, one JSON object a line.
    Export(StoreArg),
    /// Delete runs, and what only they saw, keeping the last ones.
    Prune {
        #[command(flatten)]
        store: StoreArg,
        /// How many runs to keep.
        #[arg(long, value_name = "RUNS", value_parser = clap::value_parser!(u32).range(1..))]
        keep: u32,
    },
}

/// A day, as it is or counted from today.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Day {
    On(Date),
    In(i32),
}

pub(crate) fn day(text: &str) -> Result<Day, String> {
    let named = [("yesterday", -1), ("today", 0), ("tomorrow", 1)];
    if let Some((_, days)) = named.iter().find(|(name, _)| *name == text) {
        return Ok(Day::In(*days));
    }
    let days = text
        .strip_suffix('d')
        .and_then(|days| days.parse::<i32>().ok());
    if let Some(days) = days.filter(|days| (-36_500..=36_500).contains(days)) {
        return Ok(Day::In(days));
    }
    let date = crate::arguments::date(text);
    date.map(Day::On)
        .map_err(|_| "a day is written as 2026-12-01, today, yesterday, 30d or -7d".to_owned())
}

impl Day {
    pub(super) fn date(self) -> Date {
        match self {
            Self::On(date) => date,
            Self::In(days) => today().saturating_add(days.days()),
        }
    }
}

/// The day in Japan, which the dates of the API are read in.
pub(super) fn today() -> Date {
    Timestamp::now()
        .to_zoned(TimeZone::fixed(Offset::constant(9)))
        .date()
}

/// `None` stands for all.
fn resource(text: &str) -> Result<Option<Resource>, String> {
    match text {
        "all" => Ok(None),
        _ => text
            .parse()
            .map(Some)
            .map_err(|error: works_partner_store::InvalidResource| error.to_string()),
    }
}

pub(crate) fn sweep(
    arguments: &SweepArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    block_on(async {
        let session = Session::open(global, settings).await?;
        let printer = global.printer();
        let limit = settings.rate_limit.unwrap_or(240);
        let progress = Arc::new(Progress::new(printer));
        let observed = progress.clone();
        let mut sweep = Sweep::new(session.client.clone())
            .concurrency(usize::from(arguments.concurrency))
            .rate_limit(Some(limit))
            .base_url(if global.sandbox {
                "sandbox"
            } else {
                settings.base_url.as_str()
            })
            .observe(move |event| observed.show(event));
        let wanted = arguments
            .include
            .iter()
            .copied()
            .collect::<Option<Vec<_>>>();
        sweep = sweep.include(wanted.unwrap_or_else(|| Resource::ALL.to_vec()));
        let mut customers = Vec::new();
        for wanted in &arguments.customer {
            customers.push(session.customer(wanted).await?.id);
        }
        if let Some(path) = &arguments.customers {
            customers.extend(ids_of(path)?);
        }
        if !customers.is_empty() {
            sweep = sweep.only(customers.iter().map(|id| id.get()));
        }
        if arguments.resume {
            sweep = sweep.resume();
        }
        if let Some(failures) = arguments.max_errors {
            sweep = sweep.max_failures(failures);
        }
        let store = arguments.store.open(global, settings)?;
        let path = store.path().display().to_string();
        // Whoever stops it lets it write what it has read.
        let _own = signals::Own::new();
        let swept = sweep.run_until(store, signals::stopped()).await;
        progress.end();
        let summary = swept.map_err(failure)?;
        let run = Store::open_read_only(&path)
            .and_then(|store| store.run(summary.run_id))
            .map_err(failure)?;
        if printer.format != Format::Table {
            printer.print(&Stored::new(stored::RUNS, &[&run], ""))?;
        }
        printer.say(&format!(
            "run {}: {} customers, {} calls, {} failures; stored in {path}",
            run.run_id, run.customers, run.calls, run.failures
        ));
        if run.failures > 0 {
            printer.say("`store unread` lists what could not be read");
        }
        Ok(())
    })
    .map_err(|failure| match failure.exit() {
        Exit::Cancelled => failure.hint("`sweep --resume` continues it"),
        _ => failure,
    })
}

/// The ids in a file. What is empty, and what follows `#`, is no id.
fn ids_of(path: &Path) -> Result<Vec<DomainId>, Failure> {
    let unreadable = |error: std::io::Error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Failure::new(Exit::Usage, message)
    };
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin()).map_err(unreadable)?
    } else {
        std::fs::read_to_string(path).map_err(unreadable)?
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut ids = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let id = line.split('#').next().unwrap_or_default().trim();
        if id.is_empty() {
            continue;
        }
        ids.push(id.parse().map_err(|error| {
            let number = index.saturating_add(1);
            let message = format!("{}, line {number}: {error}", path.display());
            Failure::new(Exit::Usage, message)
        })?);
    }
    if ids.is_empty() {
        let message = format!("{} names no customer", path.display());
        return Err(Failure::new(Exit::Usage, message));
    }
    Ok(ids)
}

pub(crate) fn upcoming(
    arguments: &UpcomingArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    if global.printer().format == Format::Ics {
        return calendar(arguments, global, settings);
    }
    let (store, filter) = arguments.filter.open_from_today(global, settings)?;
    const NOTHING: &str = "nothing is scheduled, as far as the store knows";
    let printer = global.printer();
    if !matches!(printer.format, Format::Jsonl | Format::Csv) {
        let events = store.upcoming(&filter).map_err(failure)?;
        return show(&store, stored::EVENTS, &events, NOTHING, global);
    }
    // Lines need not be known all before the first is printed.
    let (mut part, mut size, mut follows) = (Vec::new(), 1, false);
    let print = |part: &[Event], follows| {
        printer.print_part(&Stored::new(stored::EVENTS, part, NOTHING), follows)
    };
    store.for_each_event(&filter, |event| {
        part.push(event);
        if part.len() < size {
            return Ok(());
        }
        print(&part, follows).map_err(Ended::Failure)?;
        part.clear();
        follows = true;
        size = LARGEST_PART.min(size.saturating_mul(4));
        Ok::<_, Ended>(())
    })?;
    if !part.is_empty() || !follows {
        print(&part, follows)?;
    }
    tell_what_lacks(&store, printer)
}

/// How many rows are printed at once, after the first ones.
const LARGEST_PART: usize = 1024;

pub(crate) fn deadlines(
    arguments: &DeadlinesArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    if global.printer().format == Format::Ics {
        let (store, filter) = arguments.filter.open(global, settings)?;
        if arguments.undecided {
            let message = "a calendar cannot be of what is undecided alone";
            return Err(Failure::new(Exit::Usage, message).hint(
                "what is decided meanwhile would stay in it; leave out --undecided or -o ics",
            ));
        }
        let calendar = arguments.calendar.calendar().of_deadlines();
        let text = calendar.of(&store, &filter).map_err(failure)?;
        return global.printer().print_exactly(text.as_bytes());
    }
    let (store, filter) = arguments.filter.open_from_today(global, settings)?;
    let mut deadlines = store.deadlines(&filter).map_err(failure)?;
    deadlines.retain(|deadline| !arguments.undecided || deadline.decided == Some(false));
    show(
        &store,
        stored::DEADLINES,
        &deadlines,
        "there is no deadline, as far as the store knows",
        global,
    )
}

pub(crate) fn changes(
    arguments: &ChangesArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let (store, filter) = arguments.filter.open(global, settings)?;
    let runs = store.runs().map_err(failure)?;
    let complete: Vec<_> = runs
        .iter()
        .filter(|run| run.state == RunState::Complete)
        .collect();
    let Some(last) = complete.last() else {
        return Err(
            Failure::new(Exit::NotFound, "the store has no complete run").hint("run `sweep` first"),
        );
    };
    let since = match (arguments.since, arguments.filter.from) {
        (Some(run), _) => store.run(run).map_err(failure)?.run_id,
        (None, from) => {
            let mut earlier = complete.iter().rev().skip(1);
            let before = match from.map(Day::date) {
                Some(from) => earlier.find(|run| run.as_of < from),
                None => earlier.next(),
            };
            // What changed before the first run is not known, but what changed since then is.
            let before = before.or(complete.first()).map(|run| run.run_id);
            match before.filter(|run_id| *run_id < last.run_id) {
                Some(run_id) => run_id,
                None => {
                    return Err(Failure::new(
                        Exit::NotFound,
                        "the store has one run, and nothing to compare it with",
                    )
                    .hint("run `sweep` again, for example tomorrow"));
                }
            }
        }
    };
    let changes = store
        .changes(since, last.run_id, &filter)
        .map_err(failure)?;
    let changes = journal::told_by_us(&changes, &runs, global, settings)?;
    show(&store, stored::CHANGES, &changes, "nothing changed", global)
}

pub(crate) fn totals(
    arguments: &FilterArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let (store, filter) = arguments.open(global, settings)?;
    let totals = store.totals(&filter).map_err(failure)?;
    show(
        &store,
        stored::TOTALS,
        &totals,
        "the store has no contracts",
        global,
    )
}

pub(crate) fn holdings(
    arguments: &FilterArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let (store, filter) = arguments.open(global, settings)?;
    let holdings = store.holdings(&filter).map_err(failure)?;
    show(
        &store,
        stored::HOLDINGS,
        &holdings,
        "no customer has that, as far as the store knows",
        global,
    )
}

/// The same store gives the same bytes, so that it is not narrowed to what comes after today.
pub(crate) fn calendar(
    arguments: &UpcomingArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let (store, filter) = arguments.filter.open(global, settings)?;
    let calendar = arguments.calendar.calendar();
    let text = calendar.of(&store, &filter).map_err(failure)?;
    global.printer().print_exactly(text.as_bytes())
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let printer = global.printer();
    match verb {
        Verb::Runs(store) => {
            let runs = store
                .open_read_only(global, settings)?
                .runs()
                .map_err(failure)?;
            printer.print(&Stored::new(stored::RUNS, &runs, "the store has no run"))
        }
        Verb::Unread(arguments) => {
            let (store, filter) = arguments.open(global, settings)?;
            let unread = store.unread(None, &filter).map_err(failure)?;
            printer.print(&Stored::new(
                stored::UNREAD,
                &unread,
                "the last run could read everything",
            ))
        }
        Verb::Check(store) => {
            let found = store
                .open_read_only(global, settings)?
                .check()
                .map_err(failure)?;
            if found.is_empty() {
                printer.say("the store is sound");
                return Ok(());
            }
            let message = format!("the store is damaged: {}", found.join("; "));
            Err(Failure::new(Exit::Unexpected, message)
                .hint("move the file away and run `sweep` again"))
        }
        Verb::Export(store) => {
            let store = store.open_read_only(global, settings)?;
            store.for_each_record(|record| {
                let mut line = serde_json::to_vec(&record).unwrap_or_default();
                line.push(b'\n');
                printer.print_exactly(&line).map_err(Ended::Failure)
            })?;
            Ok(())
        }
        Verb::Prune { store, keep } => {
            let pruned = store
                .open(global, settings)?
                .prune(*keep)
                .map_err(failure)?;
            printer.say(&format!("{pruned} runs were deleted"));
            Ok(())
        }
    }
}

/// Why rows were not printed to their end.
enum Ended {
    Store(Error),
    Failure(Failure),
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl From<Ended> for Failure {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Store(error) => failure(error),
            Ended::Failure(failure) => failure,
        }
    }
}

/// Prints rows, and what they may lack.
fn show(
    store: &Store,
    columns: &'static [Column],
    rows: &[impl serde::Serialize],
    nothing: &'static str,
    global: &Global,
) -> Result<(), Failure> {
    let printer = global.printer();
    printer.print(&Stored::new(columns, rows, nothing))?;
    tell_what_lacks(store, printer)
}

/// Says as of when the rows are, and what may be missing.
fn tell_what_lacks(store: &Store, printer: Printer) -> Result<(), Failure> {
    let runs = store.runs().map_err(failure)?;
    match runs.last() {
        None => printer.note("the store is empty; `sweep` fills it"),
        Some(run) if run.state != RunState::Complete => {
            printer.note(&format!(
                "run {} did not complete; `sweep --resume` continues it",
                run.run_id
            ));
        }
        Some(run) => {
            let whole = format!("as of {}, run {}", run.as_of, run.run_id);
            printer.note(&match &run.scope {
                Scope::All => whole,
                Scope::Only(ids) => {
                    let customers = if ids.len() == 1 { "customer" } else { "customers" };
                    format!(
                        "{whole} for {} {customers}; what is shown of others is as an earlier run saw it",
                        ids.len()
                    )
                }
            });
            if run.failures > 0 {
                let reads = if run.failures == 1 { "read" } else { "reads" };
                printer.say(&format!(
                    "{} {reads} failed in that run: see `store unread`",
                    run.failures
                ));
            }
        }
    }
    Ok(())
}

impl StoreArg {
    /// Whether a file is named.
    pub(crate) fn is_named(&self) -> bool {
        self.store.is_some()
    }

    fn path(&self, global: &Global, settings: &Settings) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.store {
            return Ok(path.clone());
        }
        let name = match (global.sandbox, settings.profile.as_deref()) {
            (true, _) => "store-sandbox.db".to_owned(),
            (false, Some(profile))
                if profile
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') =>
            {
                format!("store-{profile}.db")
            }
            _ => "store.db".to_owned(),
        };
        let folder = settings::state_directory().ok_or_else(|| {
            Failure::new(Exit::Usage, "there is no state folder to keep the store in")
                .hint("name a file with --store")
        })?;
        Ok(folder.join(name))
    }

    fn open(&self, global: &Global, settings: &Settings) -> Result<Store, Failure> {
        Store::open(self.path(global, settings)?).map_err(|error| match error {
            // To run a sweep first would not help here.
            Error::Open { .. } => {
                Failure::new(Exit::Usage, error.to_string()).hint("name another file with --store")
            }
            error => failure(error),
        })
    }

    pub(crate) fn open_read_only(
        &self,
        global: &Global,
        settings: &Settings,
    ) -> Result<Store, Failure> {
        Store::open_read_only(self.path(global, settings)?).map_err(failure)
    }
}

impl FilterArgs {
    /// The store that is named.
    pub(crate) fn store(&self) -> &StoreArg {
        &self.store
    }

    /// Whether an option is named.
    pub(crate) fn names_option(&self) -> bool {
        !self.option.is_empty()
    }

    pub(crate) fn open(
        &self,
        global: &Global,
        settings: &Settings,
    ) -> Result<(Store, Filter), Failure> {
        let store = self.store.open_read_only(global, settings)?;
        let mut filter = Filter::new();
        if let Some(from) = self.from {
            filter = filter.from(from.date());
        }
        if let Some(to) = self.to {
            filter = filter.to(to.date());
        }
        if let (Some(from), Some(to)) = (self.from.map(Day::date), self.to.map(Day::date))
            && from > to
        {
            let message = format!("--from {from} is after --to {to}");
            return Err(Failure::new(Exit::Usage, message));
        }
        for customer in self.customer_ids(&store)? {
            filter = filter.customer(customer);
        }
        self.note_unlisted(global.printer());
        for option in &self.option {
            filter = filter.option(option);
        }
        for task_type in &self.task_type {
            filter = filter.task_type(task_type);
        }
        for state in &self.state {
            filter = filter.state(state);
        }
        Ok((store, filter))
    }

    /// Notes what nothing that is known bears. The service may have it all the same, and then so has the store.
    fn note_unlisted(&self, printer: Printer) {
        for option in &self.option {
            if !codes::<OptionProductId>().any(|known| Filter::means(option, known)) {
                printer.note(&format!(
                    "the document lists no option `{option}`; `catalog` shows those that there are"
                ));
            }
        }
        let types = EventKind::ALL
            .map(EventKind::name)
            .into_iter()
            .chain(Resource::ALL.map(Resource::name))
            .chain(codes::<OptionProductOrderType>())
            .chain(codes::<OptionProductRenewalType>())
            .chain(codes::<SubscriptionRenewalType>())
            .chain(codes::<SubscriptionReservationType>());
        note_unlisted(printer, "type", &self.task_type, types);
        let states = codes::<SubscriptionStatus>().chain(codes::<UsageStatusState>());
        note_unlisted(printer, "status", &self.state, states);
    }

    /// The customers that are named; none for all.
    pub(crate) fn customer_ids(&self, store: &Store) -> Result<Vec<i64>, Failure> {
        let named = self.customer.iter();
        named.map(|customer| find(store, customer)).collect()
    }

    /// From today on, where no first day is named.
    fn open_from_today(
        &self,
        global: &Global,
        settings: &Settings,
    ) -> Result<(Store, Filter), Failure> {
        let (store, filter) = self.open(global, settings)?;
        if self.from.is_some() {
            return Ok((store, filter));
        }
        let today = today();
        if let Some(to) = self.to.map(Day::date)
            && to < today
        {
            let message = format!("--to {to} is before today, from which on is shown");
            return Err(Failure::new(Exit::Usage, message).hint("name the first day with --from"));
        }
        Ok((store, filter.from(today)))
    }
}

/// The codes that the document lists.
fn codes<T: OpenEnum>() -> impl Iterator<Item = &'static str> + Clone {
    T::known_values().iter().map(T::as_str)
}

/// Notes which of the given values are none of the known ones.
fn note_unlisted(
    printer: Printer,
    what: &str,
    given: &[String],
    known: impl Iterator<Item = &'static str> + Clone,
) {
    for given in given {
        if !known.clone().any(|known| Filter::means(given, known)) {
            let known = Vec::from_iter(BTreeSet::from_iter(known.clone()));
            printer.note(&format!(
                "no {what} `{given}` is known; known are {}",
                known.join(", ")
            ));
        }
    }
}

/// The customer of the store that is meant.
pub(crate) fn find(store: &Store, customer: &CustomerArg) -> Result<i64, Failure> {
    let name = match customer {
        CustomerArg::Id(id) => return Ok(id.get()),
        CustomerArg::Name(name) => name,
    };
    let found = store.find_customers(name).map_err(failure)?;
    match found.as_slice() {
        [one] => Ok(one.domain_id),
        [] => {
            let message = format!("no customer in the store has the domain or the name `{name}`");
            Err(Failure::new(Exit::NotFound, message)
                .hint("`holdings` lists the customers of the store"))
        }
        several => {
            let names: Vec<String> = several
                .iter()
                .take(5)
                .map(|customer| {
                    format!(
                        "{} {}",
                        customer.domain_id,
                        customer.company_name.as_deref().unwrap_or("")
                    )
                })
                .collect();
            let message = format!(
                "`{name}` is part of {} customers' names: {}",
                several.len(),
                names.join(", ")
            );
            Err(Failure::new(Exit::Usage, message).hint("use the domainId"))
        }
    }
}

pub(crate) fn failure(error: Error) -> Failure {
    let error = match error {
        // The list is a call like any other.
        Error::List(source) => return Failure::from(source),
        other => other,
    };
    let exit = match &error {
        Error::Stopped => Exit::Cancelled,
        Error::Open { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            return Failure::new(Exit::NotFound, error.to_string()).hint("run `sweep` first");
        }
        Error::NoRun(_) | Error::NothingToResume(_) => Exit::NotFound,
        Error::Open { .. } | Error::Newer { .. } | Error::NotAStore { .. } => Exit::Usage,
        _ => Exit::Unexpected,
    };
    Failure::new(exit, error.to_string())
}

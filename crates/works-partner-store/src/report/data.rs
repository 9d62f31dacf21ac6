//! What the page of a report shows: rows as lists, since their names would be most of the page.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use super::{Forecast, Labels, Report, ReportCode, ReportLanguage};
use crate::answers::changes::{Cause, Change};
use crate::answers::deadlines::{DEADLINE_RULES, Deadline, DeadlineRule};
use crate::answers::event::{Event, EventKind};
use crate::answers::totals::Total;
use crate::error::Error;
use crate::filter::Filter;
use crate::resource::Resource;
use crate::run::{Run, RunState, Scope};
use crate::store::Store;

/// Date, customer, kind, type, option, sub-option, product, contract type, quantity, licenses, subscription,
/// status, last day, decided, rule, and whether it is from an earlier run because the last one could not read
/// it.
type EventRow = (
    Date,
    usize,
    &'static str,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<Date>,
    Option<bool>,
    Option<usize>,
    bool,
);

/// Day, customer, resource, key, kind, cause, date before, date after, fields.
type ChangeRow = (
    Date,
    usize,
    &'static str,
    String,
    crate::answers::changes::ChangeKind,
    Cause,
    Option<String>,
    Option<String>,
    Vec<String>,
);

/// Date, customer, kind, resource, key, fields, charged, documented, reason, page.
type ForecastRow = (
    Date,
    usize,
    String,
    String,
    Option<String>,
    Vec<(String, String, String)>,
    bool,
    bool,
    String,
    Option<String>,
);

#[derive(Serialize)]
struct ForecastRows {
    until: Date,
    events: Vec<ForecastRow>,
    assumptions: Vec<String>,
}

/// Customer, resources, reason, status, code, message, and when it was last read.
type UnreadRow = (
    usize,
    Vec<String>,
    String,
    Option<u16>,
    Option<String>,
    String,
    Option<String>,
);

/// Why nothing of a customer is known: the sweep has not come to it.
const NOT_REACHED: &str = "not-reached";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Data {
    today: Date,
    language: &'static str,
    from: Date,
    to: Option<Date>,
    /// What the filter narrows to, besides the days.
    narrowed: Vec<String>,
    run: Option<RunFacts>,
    compared_with: Option<RunFacts>,
    customers: Vec<(i64, Option<String>, Option<String>)>,
    events: Vec<EventRow>,
    rules: Vec<DeadlineRule>,
    changes: Vec<ChangeRow>,
    totals: Vec<Total>,
    forecast: Option<ForecastRows>,
    unread: Vec<UnreadRow>,
    /// What no customer was asked for.
    left_out: Vec<&'static str>,
    labels: BTreeMap<&'static str, BTreeMap<String, [Option<String>; 2]>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RunFacts {
    run_id: i64,
    as_of: Date,
    started_at: jiff::Timestamp,
    ended_at: Option<jiff::Timestamp>,
    state: RunState,
    customers: u64,
    calls: u64,
    failures: u64,
    /// Reads that are done, and how many there will be at least.
    reads: u64,
    planned_reads: u64,
    is_of_all: bool,
}

/// The customers that the page names, each once.
#[derive(Default)]
struct Customers {
    rows: Vec<(i64, Option<String>, Option<String>)>,
    index: HashMap<i64, usize>,
}

impl Customers {
    fn put(&mut self, domain_id: i64, name: Option<&String>, domain: Option<&String>) -> usize {
        let rows = &mut self.rows;
        *self.index.entry(domain_id).or_insert_with(|| {
            rows.push((domain_id, name.cloned(), domain.cloned()));
            rows.len().saturating_sub(1)
        })
    }
}

impl Data {
    pub(super) fn read(report: &Report, store: &Store, filter: &Filter) -> Result<Self, Error> {
        let from = filter.from.unwrap_or(report.today);
        let filter = filter.clone().from(from);
        let runs = store.runs()?;
        let last = runs.last();
        let mut complete = runs
            .iter()
            .rev()
            .filter(|run| run.state == RunState::Complete);
        let (newer, older) = (complete.next(), complete.next());

        let mut customers = Customers::default();
        let unread = unread(store, last, &filter, &mut customers)?;
        let stale: HashSet<(usize, &str)> = unread
            .iter()
            .flat_map(|row| row.1.iter().map(|resource| (row.0, resource.as_str())))
            .collect();
        let events = events(store, &filter, &mut customers, &stale)?;
        let changes = match (newer, older) {
            (Some(newer), Some(older)) => store.changes(older.run_id, newer.run_id, &filter)?,
            _ => Vec::new(),
        };
        let changes: Vec<ChangeRow> = changes
            .into_iter()
            .map(|mut change| {
                if change.cause == Cause::Somebody && (report.made_here)(&change, &runs) {
                    change.cause = Cause::Us;
                }
                change_row(change, &mut customers)
            })
            .collect();
        let forecast = report.forecast.as_ref();
        let forecast = forecast.map(|forecast| ForecastRows::of(forecast, &filter, &mut customers));
        let totals = store.totals(&filter)?;
        let labels = labels(&events, &changes, &totals, report.labels);
        let facts = |run: &Run| RunFacts::read(store, run);
        let narrowed = [&filter.options, &filter.types, &filter.states];
        let mut narrowed: Vec<String> = narrowed.into_iter().flatten().cloned().collect();
        narrowed.extend(filter.customers.iter().map(ToString::to_string));
        Ok(Self {
            today: report.today,
            language: match report.language {
                ReportLanguage::English => "en",
                ReportLanguage::Japanese => "ja",
            },
            from,
            to: filter.to,
            narrowed,
            run: last.map(facts).transpose()?,
            compared_with: older.map(facts).transpose()?,
            customers: customers.rows,
            events,
            rules: DEADLINE_RULES.iter().map(|(_, rule)| *rule).collect(),
            changes,
            totals,
            forecast,
            unread,
            left_out: last.map_or(Vec::new(), |run| {
                let all = Resource::ALL.into_iter();
                all.filter(|resource| !run.resources.contains(resource))
                    .map(Resource::name)
                    .collect()
            }),
            labels,
        })
    }
}

impl ForecastRows {
    fn of(forecast: &Forecast, filter: &Filter, customers: &mut Customers) -> Self {
        let mut events = Vec::new();
        for event in &forecast.events {
            let is_wanted = filter.admits_customer(event.domain_id)
                && filter.from.is_none_or(|from| event.date >= from)
                && filter.to.is_none_or(|to| event.date <= to);
            if !is_wanted {
                continue;
            }
            let (name, domain) = (event.company_name.as_ref(), event.domain.as_ref());
            let customer = customers.put(event.domain_id, name, domain);
            events.push((
                event.date,
                customer,
                event.kind.clone(),
                event.what.clone(),
                event.key.clone(),
                event.fields.clone(),
                event.is_charged,
                event.is_documented,
                event.reason.clone(),
                event.source.clone(),
            ));
        }
        Self {
            until: forecast.until,
            events,
            assumptions: forecast.assumptions.clone(),
        }
    }
}

impl RunFacts {
    fn read(store: &Store, run: &Run) -> Result<Self, Error> {
        let reads = store
            .connection()
            .query_row(
                "SELECT count(*) FROM reading WHERE run_id = ?1 AND resource <> 'customers'",
                [run.run_id],
                |row| row.get::<_, u64>(0),
            )
            .map_err(|source| store.failed(source))?;
        let resources = run.resources.len().saturating_sub(1) as u64;
        Ok(Self {
            run_id: run.run_id,
            as_of: run.as_of,
            started_at: run.started_at,
            ended_at: run.ended_at,
            state: run.state,
            customers: run.customers,
            calls: run.calls,
            failures: run.failures,
            reads: reads.saturating_add(run.failures),
            planned_reads: run.customers.saturating_mul(resources),
            is_of_all: run.scope == Scope::All,
        })
    }
}

/// What the last run could not read, and what no run has come to: neither looks like nothing.
fn unread(
    store: &Store,
    last: Option<&Run>,
    filter: &Filter,
    customers: &mut Customers,
) -> Result<Vec<UnreadRow>, Error> {
    let Some(last) = last else {
        return Ok(Vec::new());
    };
    let failed = store.unread(Some(last.run_id), filter)?.into_iter();
    let mut rows: Vec<UnreadRow> = failed
        .map(|row| {
            (
                customers.put(
                    row.domain_id,
                    row.company_name.as_ref(),
                    row.domain.as_ref(),
                ),
                vec![row.resource],
                row.failure.reason,
                row.failure.status,
                row.failure.code,
                row.failure.message,
                row.last_read_at,
            )
        })
        .collect();
    for (domain_id, name, domain, resources) in never_read(store, last)? {
        if filter.admits_customer(domain_id) {
            rows.push((
                customers.put(domain_id, name.as_ref(), domain.as_ref()),
                resources.split(',').map(ToOwned::to_owned).collect(),
                NOT_REACHED.to_owned(),
                None,
                None,
                String::new(),
                None,
            ));
        }
    }
    Ok(rows)
}

type Never = (i64, Option<String>, Option<String>, String);

/// The customers that are listed, and what no run has read of each, though the last one was to.
fn never_read(store: &Store, last: &Run) -> Result<Vec<Never>, Error> {
    let read = || -> rusqlite::Result<Vec<Never>> {
        let mut statement = store.connection().prepare_cached(
            "SELECT listed.domain_id, record.body ->> '$.companyName', record.body ->> '$.domain',
                    group_concat(wanted.value)
             FROM reading AS listed
             JOIN json_each(?2) AS wanted
             JOIN record ON record.domain_id = listed.domain_id AND record.resource = 'customers'
                  AND record.key = '' AND record.ended_run IS NULL
             WHERE listed.resource = 'customers'
               AND NOT EXISTS (SELECT 1 FROM reading
                   WHERE domain_id = listed.domain_id AND resource = wanted.value)
               AND NOT EXISTS (SELECT 1 FROM failure
                   WHERE run_id = ?1 AND domain_id = listed.domain_id AND resource = wanted.value)
             GROUP BY listed.domain_id",
        )?;
        let names: Vec<&str> = last
            .resources
            .iter()
            .map(|resource| resource.name())
            .collect();
        let names = serde_json::to_string(&names).unwrap_or_default();
        let rows = statement.query_map(params![last.run_id, names], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        rows.collect()
    };
    read().map_err(|source| store.failed(source))
}

fn events(
    store: &Store,
    filter: &Filter,
    customers: &mut Customers,
    stale: &HashSet<(usize, &str)>,
) -> Result<Vec<EventRow>, Error> {
    let mut wide = filter.clone();
    // The last day of what happens on the filter's last day is earlier, never later.
    wide.from = None;
    let deadlines: HashMap<(i64, EventKind), Deadline> = store
        .deadlines(&wide)?
        .into_iter()
        .map(|deadline| ((deadline.event.series, deadline.event.kind), deadline))
        .collect();
    let mut rows = Vec::new();
    store.for_each_event(filter, |event| {
        let deadline = deadlines.get(&(event.series, event.kind));
        let customer = customers.put(
            event.domain_id,
            event.company_name.as_ref(),
            event.domain.as_ref(),
        );
        let is_stale = stale.contains(&(customer, resource_of(&event).name()));
        let rule = deadline.and_then(|deadline| {
            let rules = DEADLINE_RULES.iter();
            rules
                .into_iter()
                .position(|(_, rule)| rule.id == deadline.rule.id)
        });
        rows.push((
            event.date,
            customer,
            event.kind.name(),
            event.task_type,
            event.option_product_id,
            event.sub_option_id,
            event.product_id,
            event.plan,
            event.quantity,
            event.license_count,
            event.subscription_id,
            event.status,
            deadline.map(|deadline| deadline.last_day),
            deadline.and_then(|deadline| deadline.decided),
            rule,
            is_stale,
        ));
        Ok::<_, Error>(())
    })?;
    Ok(rows)
}

/// What was read to know of an event.
fn resource_of(event: &Event) -> Resource {
    match event.kind {
        EventKind::OptionOrder => Resource::OptionOrders,
        EventKind::Reservation => Resource::Reservations,
        EventKind::PreOrder => Resource::PreOrders,
        EventKind::Renewal | EventKind::TrialEnd => Resource::Subscriptions,
        EventKind::OptionRenewal | EventKind::OptionTrialEnd | EventKind::OptionEnd => {
            Resource::Options
        }
        EventKind::Withdrawal | EventKind::UserLimitChange => Resource::UsageStatus,
    }
}

fn change_row(change: Change, customers: &mut Customers) -> ChangeRow {
    (
        change.as_of,
        customers.put(
            change.domain_id,
            change.company_name.as_ref(),
            change.domain.as_ref(),
        ),
        change.resource.name(),
        change.key,
        change.kind,
        change.cause,
        change.date_before,
        change.date_after,
        change.fields,
    )
}

/// The meaning of every code on the page.
fn labels(
    events: &[EventRow],
    changes: &[ChangeRow],
    totals: &[Total],
    labels: Labels,
) -> BTreeMap<&'static str, BTreeMap<String, [Option<String>; 2]>> {
    let mut all: BTreeMap<&'static str, BTreeMap<String, [Option<String>; 2]>> = BTreeMap::new();
    let mut put = |kind: &'static str, of: fn(&str) -> ReportCode<'_>, code: Option<&String>| {
        let Some(code) = code else {
            return;
        };
        let known = all.entry(kind).or_default();
        if !known.contains_key(code) {
            known.insert(code.clone(), labels(of(code)));
        }
    };
    for event in events {
        put("option", |code| ReportCode::Option(code), event.4.as_ref());
        put(
            "subOption",
            |code| ReportCode::SubOption(code),
            event.5.as_ref(),
        );
        put(
            "product",
            |code| ReportCode::Product(code),
            event.6.as_ref(),
        );
        put("plan", |code| ReportCode::Plan(code), event.7.as_ref());
    }
    for total in totals {
        put(
            "option",
            |code| ReportCode::Option(code),
            total.option_product_id.as_ref(),
        );
        put(
            "subOption",
            |code| ReportCode::SubOption(code),
            total.sub_option_id.as_ref(),
        );
        put(
            "product",
            |code| ReportCode::Product(code),
            total.product_id.as_ref(),
        );
        put("plan", |code| ReportCode::Plan(code), total.plan.as_ref());
    }
    for change in changes {
        if matches!(change.2, "options" | "option_orders") {
            put("option", |code| ReportCode::Option(code), Some(&change.3));
        }
    }
    all
}

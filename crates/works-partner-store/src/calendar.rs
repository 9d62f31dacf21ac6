//! What will happen, as a calendar: RFC 5545, one all-day event for each.

use icalendar::{Alarm, Component, EventLike, EventStatus, Trigger};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::params_from_iter;

use crate::answers::deadlines::DeadlineRule;
use crate::answers::event::{Event, EventKind, Stored};
use crate::error::Error;
use crate::filter::{Condition, Filter};
use crate::item::id_and_number;
use crate::store::Store;

/// How a calendar is written.
///
/// ```
/// use works_partner_store::Calendar;
///
/// let calendar = Calendar::new().alarm_days_before(3);
/// # let _ = calendar;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Calendar {
    alarm_days_before: Option<u16>,
    is_of_deadlines: bool,
}

/// A version of an event, and how it came to its end.
struct Version {
    event: Event,
    /// When the run began that first saw it so.
    since: Timestamp,
    /// The run that no longer saw it: when it began, and which day it was.
    ended: Option<(Timestamp, Date)>,
}

impl Calendar {
    /// Events without alarms.
    pub fn new() -> Self {
        Self::default()
    }

    /// With an alarm so many days before each event.
    pub fn alarm_days_before(mut self, days: u16) -> Self {
        self.alarm_days_before = Some(days);
        self
    }

    /// Of the last days on which something can still be decided, instead of the days on which it happens.
    pub fn of_deadlines(mut self) -> Self {
        self.is_of_deadlines = true;
        self
    }

    /// The calendar of a store. The same store always gives the same bytes: whatever could be taken from
    /// the clock is taken from the runs.
    ///
    /// An event keeps its `UID` while its task is moved; `SEQUENCE` and `LAST-MODIFIED` change only when the
    /// event does. What was withdrawn stays, as `CANCELLED`, so that a calendar that imports the file twice
    /// takes it out.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn of(&self, store: &Store, filter: &Filter) -> Result<String, Error> {
        let mut calendar = icalendar::Calendar::empty();
        calendar
            .append_property(("VERSION", "2.0"))
            .append_property(("PRODID", "-//Works Partner//works-partner-store//EN"))
            .append_property(("CALSCALE", "GREGORIAN"))
            .append_property(("METHOD", "PUBLISH"))
            .name("LINE WORKS customers");
        let is_shown = |version: &Version| {
            self.entry(&version.event).is_some_and(|entry| {
                filter.from.is_none_or(|from| entry.day >= from)
                    && filter.to.is_none_or(|to| entry.day <= to)
            })
        };
        for versions in store.histories(filter)? {
            if versions.last().is_some_and(is_shown)
                && let Some(event) = self.event(&versions)
            {
                calendar.push(event);
            }
        }
        Ok(calendar.to_string())
    }

    /// What a calendar shows of an event; `None` of one without a deadline, where those are shown.
    fn entry(&self, event: &Event) -> Option<Entry> {
        let (summary, description) = (summary(event), description(event));
        if !self.is_of_deadlines {
            return Some(Entry {
                day: event.date,
                summary,
                description,
            });
        }
        let rule = DeadlineRule::of(event.kind)?;
        Some(Entry {
            day: rule.last_day(event.date),
            summary: format!("Last day to {}: {summary}", rule.action),
            description: format!(
                "date: {}\n{description}\nreason: {} ({})\nsource: {}",
                event.date, rule.reason, rule.evidence, rule.source
            ),
        })
    }

    fn event(&self, versions: &[Version]) -> Option<icalendar::Event> {
        let last = versions.last()?;
        let entry = self.entry(&last.event)?;
        let uid = if self.is_of_deadlines {
            format!("deadline-{}", uid(versions))
        } else {
            uid(versions)
        };
        let mut sequence = 0_u32;
        let mut modified = versions.first()?.since;
        for (before, after) in versions.iter().zip(versions.iter().skip(1)) {
            if self.entry(&before.event) != self.entry(&after.event) {
                sequence = sequence.saturating_add(1);
                modified = after.since;
            }
        }
        let withdrawn = last.ended.filter(|(_, as_of)| last.event.date > *as_of);
        if let Some((since, _)) = withdrawn {
            sequence = sequence.saturating_add(1);
            modified = since;
        }
        let stamp = modified.strftime("%Y%m%dT%H%M%SZ").to_string();
        let mut event = icalendar::Event::new();
        event
            .add_property("UID", &uid)
            .add_property("DTSTAMP", &stamp)
            .add_property("LAST-MODIFIED", &stamp)
            .add_property("SEQUENCE", sequence.to_string())
            .add_property("TRANSP", "TRANSPARENT")
            .summary(&printable(&entry.summary))
            .description(&printable(&entry.description))
            .status(if withdrawn.is_some() {
                EventStatus::Cancelled
            } else {
                EventStatus::Confirmed
            });
        // An all-day event of one day has no end: with one that equals its start, it would last no time.
        let mut start =
            icalendar::Property::new("DTSTART", entry.day.strftime("%Y%m%d").to_string());
        start.add_parameter("VALUE", "DATE");
        event.append_property(start.done());
        if let Some(days) = self.alarm_days_before
            && withdrawn.is_none()
        {
            let before = chrono::Duration::days(i64::from(days));
            let mut alarm =
                Alarm::display(&printable(&entry.summary), Trigger::before_start(before));
            // Left out, the library takes them from the clock and at random.
            alarm
                .add_property("UID", format!("alarm-{uid}"))
                .add_property("DTSTAMP", &stamp);
            event.alarm(alarm.done());
        }
        Some(event.done())
    }
}

impl Store {
    /// The versions of every event, oldest first: of what is current, and of what was scheduled and is gone.
    fn histories(&self, filter: &Filter) -> Result<Vec<Vec<Version>>, Error> {
        let mut condition = Condition::default();
        condition.and_one_of("record.domain_id", &filter.customers);
        let sql = format!(
            "SELECT record.record_id, record.resource, record.key, record.domain_id, record.date, record.series,
                    record.began_run, record.body,
                    customer.body ->> '$.domain', customer.body ->> '$.companyName',
                    began.started_at, ended.started_at, ended.as_of
             FROM record
             JOIN run AS began ON began.run_id = record.began_run
             LEFT JOIN run AS ended ON ended.run_id = record.ended_run
             LEFT JOIN record AS customer ON customer.record_id = (
                 SELECT max(record_id) FROM record AS other
                 WHERE other.domain_id = record.domain_id AND other.resource = 'customers' AND other.key = '')
             WHERE record.date IS NOT NULL{}
             ORDER BY record.domain_id, record.resource, record.series, record.record_id",
            condition.sql()
        );
        let failed = |source| self.failed(source);
        let mut statement = self.connection().prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement
            .query(params_from_iter(condition.parameters))
            .map_err(failed)?;
        let mut histories: Vec<Vec<Version>> = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let time = |index: usize| -> rusqlite::Result<Option<Timestamp>> {
                Ok(row
                    .get::<_, Option<String>>(index)?
                    .and_then(|text| text.parse().ok()))
            };
            let stored = Stored::of(row).map_err(failed)?;
            let since = time(10).map_err(failed)?.unwrap_or_default();
            let ended = time(11).map_err(failed)?;
            let as_of: Option<String> = row.get(12).map_err(failed)?;
            let as_of = as_of.and_then(|day| day.parse::<Date>().ok());
            let Some(event) = stored.event()? else {
                continue;
            };
            let version = Version {
                event,
                since,
                ended: ended.zip(as_of),
            };
            match histories.last_mut() {
                Some(history)
                    if history
                        .last()
                        .is_some_and(|last| is_one(&last.event, &version.event)) =>
                {
                    history.push(version);
                }
                _ => histories.push(vec![version]),
            }
        }
        histories.retain(|history| history.last().is_some_and(|last| last.is_shown(filter)));
        histories.sort_by_key(|history| {
            history
                .last()
                .map(|last| (last.event.date, last.event.domain_id))
        });
        Ok(histories)
    }
}

impl Version {
    fn is_shown(&self, filter: &Filter) -> bool {
        // A contract whose end is no longer that day has moved on; only tasks can be withdrawn.
        (self.ended.is_none() || self.event.kind.is_scheduled()) && self.event.is_admitted(filter)
    }
}

/// Whether two versions are of one event. A task stays one while it is moved; each end of a contract is
/// an event of its own.
fn is_one(one: &Event, other: &Event) -> bool {
    let is_moved = one.kind.is_scheduled() || one.date == other.date;
    one.series == other.series && one.kind == other.kind && is_moved
}

/// The same in every store that saw the event for the first time on the same day.
fn uid(versions: &[Version]) -> String {
    let Some(Version { event, since, .. }) = versions.first() else {
        return String::new();
    };
    let plain =
        |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
    let (id, number) = id_and_number(&event.key);
    let mut about = match (&event.option_product_id, event.subscription_id) {
        (Some(option), _) => plain(option),
        (None, _) if event.kind == EventKind::PreOrder => plain(id),
        (None, id) => id.map(|id| id.to_string()).unwrap_or_default(),
    };
    // Of several with one id, each has a number.
    if let Some(number) = number {
        about = format!("{about}-{number}");
    }
    let day = if event.kind.is_scheduled() {
        since.strftime("%Y%m%dT%H%M%SZ")
    } else {
        event.date.strftime("%Y%m%d")
    };
    format!(
        "{}-{}-{about}-{day}@works-partner",
        event.kind.name(),
        event.domain_id
    )
}

/// What a calendar shows of an event.
#[derive(PartialEq)]
struct Entry {
    day: Date,
    summary: String,
    description: String,
}

fn summary(event: &Event) -> String {
    let what = [
        event.option_product_id.as_deref(),
        event.sub_option_id.as_deref(),
        event
            .product_id
            .as_deref()
            .filter(|_| event.option_product_id.is_none()),
    ];
    let mut words = vec![
        event
            .task_type
            .as_deref()
            .unwrap_or_else(|| event.kind.name()),
    ];
    words.extend(what.into_iter().flatten());
    let customer = event.company_name.clone().or_else(|| event.domain.clone());
    let customer = customer.unwrap_or_else(|| event.domain_id.to_string());
    format!("{}: {customer}", words.join(" "))
}

fn description(event: &Event) -> String {
    let mut lines = vec![
        format!("kind: {}", event.kind.name()),
        format!("domainId: {}", event.domain_id),
    ];
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            lines.push(format!("{name}: {value}"));
        }
    };
    line("domain", event.domain.clone());
    line(
        "subscriptionId",
        event.subscription_id.map(|id| id.to_string()),
    );
    line("plan", event.plan.clone());
    line(
        "quantity",
        event.quantity.map(|quantity| quantity.to_string()),
    );
    line(
        "licenseCount",
        event.license_count.map(|count| count.to_string()),
    );
    if event.kind == EventKind::TrialEnd {
        line(
            "note",
            Some("a grace period of unknown length follows".to_owned()),
        );
    }
    lines.join("\n")
}

/// Without control characters, which no line of a calendar may hold; line ends stay.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect()
}

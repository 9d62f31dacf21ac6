//! The last day on which something can still be decided.

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::OptionalExtension;
use serde::Serialize;

use super::event::{Event, EventKind};
use super::fields::Fields;
use crate::error::Error;
use crate::filter::Filter;
use crate::resource::Resource;
use crate::store::Store;

/// A rule that says until when something can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DeadlineRule {
    /// A name for it that stays.
    pub id: &'static str,
    /// What can be done until then.
    pub action: &'static str,
    /// How many days before the event the last day is.
    pub days_before: i32,
    /// `documented` where the page states the day, `inferred` where it follows from other rules of the page.
    pub evidence: &'static str,
    /// Why it is that day.
    pub reason: &'static str,
    /// The vendor's page.
    pub source: &'static str,
}

const ORDERS: &str =
    "https://developers.worksmobile.com/jp/docs/partner-customer-option-product-orders-patch";
const RESERVATION: &str =
    "https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-reservation-create";
const PRE_ORDERS: &str =
    "https://developers.worksmobile.com/en/docs/partner-customer-preorders-patch";
const PAID_OPTION: &str =
    "https://developers.worksmobile.com/en/docs/partner-customer-option-products-paidservice";
const USAGE: &str =
    "https://developers.worksmobile.com/en/docs/partner-customer-usage-status-renewal-patch";

/// One rule for each kind of event, but for those that nothing can be done about.
pub const DEADLINE_RULES: &[(EventKind, DeadlineRule)] = &[
    (
        EventKind::OptionOrder,
        DeadlineRule {
            id: "WITHDRAW_OPTION_ORDER",
            action: "change or withdraw it",
            days_before: 1,
            evidence: "inferred",
            reason: "a task is moved to the next day at the earliest, so that on its own day it is too late",
            source: ORDERS,
        },
    ),
    (
        EventKind::Reservation,
        DeadlineRule {
            id: "WITHDRAW_RESERVATION",
            action: "change or withdraw it",
            days_before: 1,
            evidence: "inferred",
            reason: "a task is moved to the next day at the earliest, so that on its own day it is too late",
            source: RESERVATION,
        },
    ),
    (
        EventKind::PreOrder,
        DeadlineRule {
            id: "WITHDRAW_PRE_ORDER",
            action: "change or withdraw it",
            days_before: 1,
            evidence: "inferred",
            reason: "an application is moved to the next day at the earliest",
            source: PRE_ORDERS,
        },
    ),
    (
        EventKind::UserLimitChange,
        DeadlineRule {
            id: "WITHDRAW_USER_LIMIT",
            action: "change or withdraw it",
            days_before: 1,
            evidence: "inferred",
            reason: "it is moved to the next day at the earliest",
            source: USAGE,
        },
    ),
    (
        EventKind::Renewal,
        DeadlineRule {
            id: "CANCEL_AT_CONTRACT_END",
            action: "change the renewal, or cancel",
            days_before: 0,
            evidence: "inferred",
            reason: "a cancellation takes effect from the next day to the day after the contract ends",
            source: RESERVATION,
        },
    ),
    (
        EventKind::TrialEnd,
        DeadlineRule {
            id: "CONVERT_TRIAL",
            action: "convert to paid",
            days_before: 0,
            evidence: "documented",
            reason: "a trial can be converted until its grace period ends, whose length no page says",
            source: RESERVATION,
        },
    ),
    (
        EventKind::OptionRenewal,
        DeadlineRule {
            id: "CANCEL_OPTION_AT_RENEWAL",
            action: "change the renewal, or cancel",
            days_before: 0,
            evidence: "inferred",
            reason: "a cancellation takes effect from the next day to the day after the option's contract ends",
            source: ORDERS,
        },
    ),
    (
        EventKind::OptionTrialEnd,
        DeadlineRule {
            id: "CONVERT_OPTION_TRIAL",
            action: "convert to paid",
            days_before: 0,
            evidence: "documented",
            reason: "with a paid subscription, a trial that is not converted is cancelled when it ends",
            source: PAID_OPTION,
        },
    ),
];

/// Until when something can be done about an event.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Deadline {
    /// The last day.
    #[serde(rename = "lastDay")]
    pub last_day: Date,
    /// Whether it is decided what happens. `None` where what would decide it was not read.
    pub decided: Option<bool>,
    /// What can be done until then, why, and how sure that is.
    #[serde(flatten)]
    pub rule: DeadlineRule,
    /// What happens after.
    pub event: Event,
}

impl DeadlineRule {
    /// The rule for a kind of event; `None` where nothing can be done about it.
    pub fn of(kind: EventKind) -> Option<&'static Self> {
        let rules = DEADLINE_RULES.iter();
        rules
            .filter(|(of, _)| *of == kind)
            .map(|(_, rule)| rule)
            .next()
    }

    /// The last day for what happens on a day.
    pub fn last_day(&self, date: Date) -> Date {
        date.saturating_sub(self.days_before.days())
    }
}

impl Store {
    /// What can still be decided, the most urgent first. The filter's days are those of the deadlines.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn deadlines(&self, filter: &Filter) -> Result<Vec<Deadline>, Error> {
        let mut wide = filter.clone();
        // No rule has its last day more than one day before the event.
        wide.to = filter.to.map(|to| to.saturating_add(1.day()));
        let mut deadlines = Vec::new();
        self.for_each_event(&wide, |event| {
            let Some(rule) = DeadlineRule::of(event.kind) else {
                return Ok(());
            };
            let last_day = rule.last_day(event.date);
            let is_wanted = filter.from.is_none_or(|from| last_day >= from)
                && filter.to.is_none_or(|to| last_day <= to);
            if is_wanted {
                let decided = self.is_decided(&event)?;
                deadlines.push(Deadline {
                    last_day,
                    decided,
                    rule: *rule,
                    event,
                });
            }
            Ok::<_, Error>(())
        })?;
        deadlines.sort_by_key(|deadline| (deadline.last_day, deadline.event.domain_id));
        Ok(deadlines)
    }

    /// Whether a trial's end is decided: something is scheduled for what it is about.
    fn is_decided(&self, event: &Event) -> Result<Option<bool>, Error> {
        let (resource, key) = match event.kind {
            EventKind::TrialEnd => (
                Resource::Reservations,
                event.subscription_id.map(|id| id.to_string()),
            ),
            EventKind::OptionTrialEnd => (Resource::OptionOrders, event.option_product_id.clone()),
            EventKind::Renewal => return Ok(Some(event.task_type.is_some())),
            EventKind::OptionRenewal => return Ok(None),
            _ => return Ok(Some(true)),
        };
        let Some(key) = key else {
            return Ok(None);
        };
        if !self.was_read(event.domain_id, resource)? {
            return Ok(None);
        }
        let body: Option<String> = self
            .connection()
            .prepare_cached(
                "SELECT body FROM record WHERE domain_id = ?1 AND resource = ?2 AND key = ?3 AND ended_run IS NULL",
            )
            .and_then(|mut statement| {
                statement
                    .query_row(rusqlite::params![event.domain_id, resource.name(), key], |row| row.get(0))
                    .optional()
            })
            .map_err(|source| self.failed(source))?;
        let scheduled = body.as_deref().map(Fields::read).and_then(Result::ok);
        let task_type = scheduled.as_ref().and_then(|fields| fields.text("type"));
        Ok(Some(matches!(
            task_type,
            Some("START_PAID_SERVICE" | "CANCEL")
        )))
    }

    /// Whether the last run that was to read a resource of a customer could.
    pub(super) fn was_read(&self, domain_id: i64, resource: Resource) -> Result<bool, Error> {
        self.connection()
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM reading WHERE domain_id = ?1 AND resource = ?2) AND NOT EXISTS (
                     SELECT 1 FROM failure WHERE domain_id = ?1 AND resource = ?2
                     AND run_id > (SELECT run_id FROM reading WHERE domain_id = ?1 AND resource = ?2))",
            )
            .and_then(|mut statement| statement.query_row(rusqlite::params![domain_id, resource.name()], |row| row.get(0)))
            .map_err(|source| self.failed(source))
    }
}

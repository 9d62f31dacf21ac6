//! What differs between runs, and why.

mod cause;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;
use serde_json::value::RawValue;

use super::event::Stored;
use super::fields::Fields;
use crate::error::Error;
use crate::filter::Filter;
use crate::item::USER_LIMIT;
use crate::resource::Resource;
use crate::run::Run;
use crate::store::Store;

pub use cause::Cause;

/// What became of something between two readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// It is there and was not.
    New,
    /// It is to happen on another day.
    Moved,
    /// It differs in something else.
    Changed,
    /// A contract goes on for another period.
    Renewed,
    /// A scheduled task came due, and what it was to do is done.
    Applied,
    /// A scheduled task is gone before its day.
    Withdrawn,
    /// A scheduled task came due, and what it was to do is not done; or a trial ended.
    Lapsed,
    /// It is no longer there.
    Ended,
}

/// One difference between a run and the one before.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Change {
    /// The run that saw it.
    pub run_id: i64,
    /// The day of that run.
    pub as_of: Date,
    /// The customer.
    pub domain_id: i64,
    /// Its domain, where the store knows it.
    pub domain: Option<String>,
    /// Its name, where the store knows it.
    pub company_name: Option<String>,
    /// What kind of thing changed.
    pub resource: Resource,
    /// Which one of its kind: an option, a subscription, a pre-order.
    pub key: String,
    /// What became of it.
    pub kind: ChangeKind,
    /// Why, as far as the store can tell.
    pub cause: Cause,
    /// The fields that differ, where it was there before and after.
    pub fields: Vec<String>,
    /// The day before and after, of what happens on a day.
    pub date_before: Option<String>,
    /// See [`date_before`](Self::date_before).
    pub date_after: Option<String>,
    /// What the service answered before.
    pub before: Option<Box<RawValue>>,
    /// What the service answered after.
    pub after: Option<Box<RawValue>>,
}

/// The versions of one thing that end and begin in one run.
#[derive(Default)]
struct Step {
    before: Option<Stored>,
    after: Option<Stored>,
}

impl Store {
    /// What changed after one run and up to another, run by run. The work is proportional to what changed.
    ///
    /// Where a customer could not be read in a run, what changed meanwhile shows up in the next run that
    /// reads it.
    ///
    /// # Errors
    ///
    /// [`Error::NoRun`], or where the store cannot be read.
    pub fn changes(
        &self,
        after_run: i64,
        up_to_run: i64,
        filter: &Filter,
    ) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        let runs = self.runs()?;
        for (index, run) in runs.iter().enumerate() {
            if run.run_id > after_run && run.run_id <= up_to_run {
                let earlier = runs.get(..index).unwrap_or_default();
                self.changes_of(run, earlier, filter, &mut changes)?;
            }
        }
        Ok(changes)
    }

    fn changes_of(
        &self,
        run: &Run,
        earlier: &[Run],
        filter: &Filter,
        changes: &mut Vec<Change>,
    ) -> Result<(), Error> {
        let mut steps: BTreeMap<(i64, String, String), Step> = BTreeMap::new();
        let (first, next) = (
            self.first_record(run.run_id)?,
            self.first_record(run.run_id.saturating_add(1))?,
        );
        let ended = self.versions("record.ended_run = ?1", [run.run_id])?;
        let began = "record.record_id >= ?1 AND record.record_id < ?2";
        let began = self.versions(began, [first, next])?;
        for (versions, is_end) in [(ended, true), (began, false)] {
            for stored in versions {
                if !filter.admits_customer(stored.domain_id) {
                    continue;
                }
                let key = (
                    stored.domain_id,
                    stored.resource.clone(),
                    stored.key.clone(),
                );
                let step = steps.entry(key).or_default();
                *(if is_end {
                    &mut step.before
                } else {
                    &mut step.after
                }) = Some(stored);
            }
        }
        for ((domain_id, resource, key), step) in steps {
            let Some(resource) = Resource::of_name(&resource) else {
                continue;
            };
            let Some(change) = self.change(run, earlier, domain_id, resource, key, step)? else {
                continue;
            };
            let fields = change.read_fields()?;
            let is_wanted = filter.admits_option(fields.text("optionProductId"))
                && filter.admits_type(change.resource.name(), fields.text("type"))
                && filter.admits_state(fields.text("status"));
            if is_wanted {
                changes.push(change);
            }
        }
        Ok(())
    }

    /// The first record that began in a run or later: their ids grow with the runs.
    fn first_record(&self, run_id: i64) -> Result<i64, Error> {
        let read = || -> rusqlite::Result<i64> {
            let connection = self.connection();
            let end = "SELECT coalesce(max(record_id), 0) + 1 FROM record";
            let (mut first, mut end): (i64, i64) =
                (1, connection.query_row(end, [], |row| row.get(0))?);
            let mut next = connection.prepare_cached(
                "SELECT record_id, began_run FROM record WHERE record_id >= ?1 ORDER BY record_id LIMIT 1",
            )?;
            while first < end {
                let middle = first.midpoint(end);
                let (record_id, began_run): (i64, i64) =
                    next.query_row([middle], |row| Ok((row.get(0)?, row.get(1)?)))?;
                if began_run >= run_id {
                    end = middle;
                } else {
                    first = record_id.saturating_add(1);
                }
            }
            Ok(first)
        };
        read().map_err(|source| self.failed(source))
    }

    fn versions(
        &self,
        condition: &str,
        params: impl rusqlite::Params,
    ) -> Result<Vec<Stored>, Error> {
        let sql = format!(
            "SELECT record.record_id, record.resource, record.key, record.domain_id, record.date, record.series,
                    record.began_run, record.body,
                    customer.body ->> '$.domain', customer.body ->> '$.companyName'
             FROM record LEFT JOIN record AS customer ON customer.record_id = coalesce(
                 (SELECT record_id FROM record AS other
                  WHERE other.domain_id = record.domain_id AND other.resource = 'customers' AND other.key = ''
                      AND other.ended_run IS NULL),
                 (SELECT max(record_id) FROM record AS other
                  WHERE other.domain_id = record.domain_id AND other.resource = 'customers' AND other.key = ''
                      AND other.ended_run IS NOT NULL))
             WHERE {condition}"
        );
        let read = || -> rusqlite::Result<Vec<Stored>> {
            let mut statement = self.connection().prepare_cached(&sql)?;
            let rows = statement.query_map(params, Stored::of)?;
            rows.collect()
        };
        read().map_err(|source| self.failed(source))
    }

    fn change(
        &self,
        run: &Run,
        earlier: &[Run],
        domain_id: i64,
        resource: Resource,
        key: String,
        step: Step,
    ) -> Result<Option<Change>, Error> {
        let Step { before, after } = step;
        let fields_of = |stored: &Option<Stored>| stored.as_ref().map(Stored::fields).transpose();
        let (was, is) = (fields_of(&before)?, fields_of(&after)?);
        let mut fields = match (&was, &is) {
            (Some(was), Some(is)) => was.differing(is),
            _ => Vec::new(),
        };
        if resource == Resource::UsageStatus && key.is_empty() {
            // It has a record of its own.
            fields.retain(|field| field != USER_LIMIT);
            if fields.is_empty() && was.is_some() && is.is_some() {
                return Ok(None);
            }
        }
        let seen = cause::Seen {
            store: self,
            run,
            earlier,
            domain_id,
            resource,
            key: &key,
            was: was.as_ref(),
            is: is.as_ref(),
        };
        let (kind, cause) = seen.explain(&fields)?;
        let whose = after.as_ref().or(before.as_ref());
        let body = |stored: &Option<Stored>| stored.as_ref().map(Stored::raw_body).transpose();
        Ok(Some(Change {
            run_id: run.run_id,
            as_of: run.as_of,
            domain_id,
            domain: whose.and_then(|stored| stored.domain.clone()),
            company_name: whose.and_then(|stored| stored.company_name.clone()),
            resource,
            kind,
            cause,
            fields,
            date_before: before.as_ref().and_then(|stored| stored.date.clone()),
            date_after: after.as_ref().and_then(|stored| stored.date.clone()),
            before: body(&before)?,
            after: body(&after)?,
            key,
        }))
    }

    /// What was there of a thing when a run ended.
    fn as_of(
        &self,
        run_id: i64,
        domain_id: i64,
        resource: Resource,
        key: &str,
    ) -> Result<Option<Fields>, Error> {
        self.version_where(
            [
                "ended_run > ?4 AND +began_run <= ?4",
                "ended_run IS NULL AND +began_run <= ?4",
            ],
            run_id,
            domain_id,
            resource,
            key,
        )
    }

    /// What was there of a thing until a run.
    fn until(
        &self,
        run_id: i64,
        domain_id: i64,
        resource: Resource,
        key: &str,
    ) -> Result<Option<Fields>, Error> {
        self.version_where(
            ["ended_run = ?4 AND +began_run < ?4"],
            run_id,
            domain_id,
            resource,
            key,
        )
    }

    /// The last version that fits one of the conditions. Each is a query of its own, since what has ended and what
    /// has not are in different indices. A `+` keeps SQLite from looking through all that changed in a run, once for
    /// each change.
    fn version_where<const N: usize>(
        &self,
        conditions: [&str; N],
        run_id: i64,
        domain_id: i64,
        resource: Resource,
        key: &str,
    ) -> Result<Option<Fields>, Error> {
        let queries = conditions.map(|condition| {
            format!(
                "SELECT record_id, body FROM record
                 WHERE domain_id = ?1 AND resource = ?2 AND key = ?3 AND {condition}"
            )
        });
        let sql = format!(
            "{} ORDER BY record_id DESC LIMIT 1",
            queries.join(" UNION ALL ")
        );
        let read = || -> rusqlite::Result<Option<(i64, String)>> {
            let mut statement = self.connection().prepare_cached(&sql)?;
            let mut rows = statement.query(params![domain_id, resource.name(), key, run_id])?;
            rows.next()?
                .map(|row| Ok((row.get(0)?, row.get(1)?)))
                .transpose()
        };
        let found = read().map_err(|source| self.failed(source))?;
        found
            .map(|(record_id, body)| {
                Fields::read(&body).map_err(|source| Error::Record { record_id, source })
            })
            .transpose()
    }
}

impl Store {
    /// The subscriptions of a customer that began in a run.
    fn subscriptions_began(&self, run_id: i64, domain_id: i64) -> Result<Vec<Fields>, Error> {
        self.bodies(
            "resource = 'subscriptions' AND +began_run = ?1",
            run_id,
            domain_id,
        )
    }

    /// The pre-orders of a customer that a run no longer saw.
    fn pre_orders_ended(&self, run_id: i64, domain_id: i64) -> Result<Vec<Fields>, Error> {
        self.bodies(
            "resource = 'pre_orders' AND +ended_run = ?1",
            run_id,
            domain_id,
        )
    }

    /// What is current and what has ended, for the same reasons as [`version_where`](Self::version_where).
    fn bodies(&self, condition: &str, run_id: i64, domain_id: i64) -> Result<Vec<Fields>, Error> {
        let query =
            format!("SELECT body FROM record WHERE {condition} AND domain_id = ?2 AND ended_run");
        let sql = format!("{query} IS NULL UNION ALL {query} IS NOT NULL");
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection().prepare_cached(&sql)?;
            let rows = statement.query_map([run_id, domain_id], |row| row.get(0))?;
            rows.collect()
        };
        let bodies = read().map_err(|source| self.failed(source))?;
        Ok(bodies
            .iter()
            .filter_map(|body| Fields::read(body).ok())
            .collect())
    }

    /// Whether a run could not read a resource of a customer.
    fn failed_in(&self, run_id: i64, domain_id: i64, resource: Resource) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM failure WHERE run_id = ?1 AND domain_id = ?2 AND resource = ?3)";
        self.connection()
            .prepare_cached(sql)
            .and_then(|mut statement| {
                statement.query_row(params![run_id, domain_id, resource.name()], |row| {
                    row.get(0)
                })
            })
            .map_err(|source| self.failed(source))
    }
}

impl Change {
    fn read_fields(&self) -> Result<Fields, Error> {
        let body = self.after.as_ref().or(self.before.as_ref());
        let body = body.map_or("{}", |body| body.get());
        Fields::read(body).map_err(|source| Error::Record {
            record_id: 0,
            source,
        })
    }
}

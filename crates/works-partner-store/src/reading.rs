//! What was read of one customer, and how it is written: only what differs from what is there.

use std::borrow::Cow;

use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Transaction, params};
use serde::Serialize;
use works_partner_ext::{Error, ErrorKind};

use crate::item::{Answer, Item, id_of, is_same};
use crate::resource::Resource;

/// One resource of one customer, read or not.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) domain_id: i64,
    pub(crate) resource: Resource,
    pub(crate) read_at: Timestamp,
    pub(crate) outcome: Result<Answer, Failure>,
}

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// What kind of failure it is, in one word: `status`, `network`, `timeout`, `decode`, `too-large`, `other`.
    pub reason: String,
    /// The HTTP status of the answer, where there was one.
    pub status: Option<u16>,
    /// The error code of the API, where the answer has one.
    pub code: Option<String>,
    /// What to tell a person.
    pub message: String,
}

impl Failure {
    /// Of an answer that came, and does not say what is needed.
    pub(crate) fn decode(message: impl Into<String>) -> Self {
        Self {
            reason: "decode".to_owned(),
            status: None,
            code: None,
            message: message.into(),
        }
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let reason = match error.kind() {
            ErrorKind::Status => "status",
            ErrorKind::Network => "network",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Decode => "decode",
            ErrorKind::TooLarge => "too-large",
            ErrorKind::Credentials => "credentials",
            _ => "other",
        };
        Self {
            reason: reason.to_owned(),
            status: error.status().map(|status| status.as_u16()),
            code: error.code().map(ToOwned::to_owned),
            message: error.to_string(),
        }
    }
}

/// A version that is current before a reading is written.
struct Current {
    record_id: i64,
    key: String,
    series: i64,
    began_run: i64,
    body: String,
}

/// What the transactions of a run hand on to each other.
pub(crate) struct Position {
    run_id: i64,
    /// The id of the next record.
    next_id: i64,
    /// Whether the run has failures that a later success would remove.
    has_failures: bool,
}

impl Position {
    pub(crate) fn of(connection: &Connection, run_id: i64) -> rusqlite::Result<Self> {
        let sql = "SELECT (SELECT coalesce(max(record_id), 0) + 1 FROM record),
                          EXISTS (SELECT 1 FROM failure WHERE run_id = ?1)";
        connection.query_row(sql, [run_id], |row| {
            Ok(Self {
                run_id,
                next_id: row.get(0)?,
                has_failures: row.get(1)?,
            })
        })
    }
}

/// Writes readings within a transaction.
pub(crate) struct ReadingWriter<'a> {
    connection: &'a Connection,
    position: &'a mut Position,
    current: CachedStatement<'a>,
    insert: CachedStatement<'a>,
    first_read: CachedStatement<'a>,
    read_again: CachedStatement<'a>,
}

impl<'a> ReadingWriter<'a> {
    pub(crate) fn new(
        transaction: &'a Transaction<'_>,
        position: &'a mut Position,
    ) -> rusqlite::Result<Self> {
        Ok(Self {
            position,
            current: transaction.prepare_cached(
                "SELECT record_id, key, series, began_run, body FROM record
                 WHERE domain_id = ?1 AND resource = ?2 AND ended_run IS NULL",
            )?,
            insert: transaction.prepare_cached(
                "INSERT INTO record (record_id, resource, domain_id, key, series, began_run, date, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?,
            first_read: transaction.prepare_cached(
                "INSERT INTO reading VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            )?,
            read_again: transaction.prepare_cached(
                "UPDATE reading SET run_id = ?3, read_at = ?4, rest = ?5
                 WHERE domain_id = ?1 AND resource = ?2",
            )?,
            connection: transaction,
        })
    }

    pub(crate) fn write(&mut self, reading: &Reading) -> rusqlite::Result<()> {
        let answer = match &reading.outcome {
            Ok(answer) => answer,
            Err(failure) => return self.write_failure(reading, failure),
        };
        let run_id = self.position.run_id;
        let (domain_id, resource) = (reading.domain_id, reading.resource.name());
        let read_at = reading.read_at.to_string();
        let row = params![domain_id, resource, run_id, read_at, answer.rest];
        let mut left = Vec::new();
        // What was never read has nothing current.
        if self.first_read.execute(row)? == 0 {
            self.read_again.execute(row)?;
            left = self.current(domain_id, resource)?;
        }
        let Compared { kept, changed, new } = compare(&answer.items, &mut left);
        for gone in &left {
            self.end(gone)?;
        }
        let mut keys: Vec<Cow<'_, str>> = kept.into_iter().map(Cow::Owned).collect();
        for (current, item) in changed {
            self.end(&current)?;
            if current.began_run != run_id || !self.is_revived(reading, &current, item)? {
                self.insert(reading, &current.key, Some(current.series), item)?;
            }
            keys.push(Cow::Owned(current.key));
        }
        for item in new {
            let key = free_key(&item.key, &keys);
            self.insert(reading, &key, None, item)?;
            keys.push(key);
        }
        if self.position.has_failures {
            self.connection
                .prepare_cached(
                    "DELETE FROM failure WHERE run_id = ?1 AND domain_id = ?2 AND resource = ?3",
                )?
                .execute(params![run_id, domain_id, resource])?;
        }
        Ok(())
    }

    fn insert(
        &mut self,
        reading: &Reading,
        key: &str,
        series: Option<i64>,
        item: &Item,
    ) -> rusqlite::Result<()> {
        let record_id = self.position.next_id;
        self.position.next_id = record_id.saturating_add(1);
        let row = params![
            record_id,
            reading.resource.name(),
            reading.domain_id,
            key,
            series.unwrap_or(record_id),
            self.position.run_id,
            item.date,
            item.body,
        ];
        self.insert.execute(row).map(drop)
    }

    /// Whether an item is again as it was before the run, after the run has seen it otherwise. That version goes on
    /// then.
    fn is_revived(
        &self,
        reading: &Reading,
        current: &Current,
        item: &Item,
    ) -> rusqlite::Result<bool> {
        let mut before = self.connection.prepare_cached(
            "SELECT record_id, body FROM record
             WHERE domain_id = ?1 AND resource = ?2 AND key = ?3 AND ended_run = ?4 AND series = ?5",
        )?;
        let before = before
            .query_row(
                params![
                    reading.domain_id,
                    reading.resource.name(),
                    current.key,
                    self.position.run_id,
                    current.series
                ],
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
            )
            .optional()?;
        let Some((record_id, _)) = before.filter(|(_, body)| is_same(body, &item.body)) else {
            return Ok(false);
        };
        let revive = "UPDATE record SET ended_run = NULL WHERE record_id = ?1";
        self.connection
            .prepare_cached(revive)?
            .execute([record_id])?;
        Ok(true)
    }

    fn write_failure(&mut self, reading: &Reading, failure: &Failure) -> rusqlite::Result<()> {
        self.position.has_failures = true;
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO failure VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                self.position.run_id,
                reading.domain_id,
                reading.resource.name(),
                reading.read_at.to_string(),
                failure.reason,
                failure.status,
                failure.code,
                failure.message,
            ])
            .map(drop)
    }

    fn current(&mut self, domain_id: i64, resource: &str) -> rusqlite::Result<Vec<Current>> {
        let rows = self
            .current
            .query_map(params![domain_id, resource], |row| {
                Ok(Current {
                    record_id: row.get(0)?,
                    key: row.get(1)?,
                    series: row.get(2)?,
                    began_run: row.get(3)?,
                    body: row.get(4)?,
                })
            })?;
        rows.collect()
    }

    /// Ends a version. One that began in the same run, because a customer was read twice in it, was never
    /// seen by anybody and goes.
    fn end(&self, current: &Current) -> rusqlite::Result<()> {
        let (record_id, run_id) = (current.record_id, self.position.run_id);
        if current.began_run == run_id {
            let delete = "DELETE FROM record WHERE record_id = ?1";
            self.connection.prepare_cached(delete)?.execute([record_id])
        } else {
            let end = "UPDATE record SET ended_run = ?2 WHERE record_id = ?1";
            self.connection
                .prepare_cached(end)?
                .execute([record_id, run_id])
        }
        .map(drop)
    }
}

/// How an answer compares with what is current.
#[derive(Default)]
struct Compared<'i> {
    /// The keys of what is there as it was.
    kept: Vec<String>,
    changed: Vec<(Current, &'i Item)>,
    new: Vec<&'i Item>,
}

/// Finds each item among what is current, which is left with what is gone. Of several with one id, those that did not
/// change are found first, and then those of the same subscription: the order of an answer says nothing.
fn compare<'i>(items: &'i [Item], left: &mut Vec<Current>) -> Compared<'i> {
    let mut compared = Compared::default();
    if left.is_empty() {
        compared.new.extend(items);
        return compared;
    }
    let mut open = Vec::new();
    for item in items {
        let same = |current: &Current| current.is(item) && is_same(&current.body, &item.body);
        match left.iter().position(same) {
            Some(position) => compared.kept.push(left.swap_remove(position).key),
            None => open.push(item),
        }
    }
    for item in open {
        let has_id = |current: &&Current| current.is(item);
        let is_only = items.iter().filter(|other| other.key == item.key).count() == 1
            && left.iter().filter(has_id).count() == 1;
        let is_it = |current: &Current| {
            current.is(item)
                && (is_only || subscription_of(&current.body) == subscription_of(&item.body))
        };
        match left.iter().position(is_it) {
            Some(position) => compared.changed.push((left.swap_remove(position), item)),
            None => compared.new.push(item),
        }
    }
    compared
}

impl Current {
    fn is(&self, item: &Item) -> bool {
        self.key == item.key || id_of(&self.key) == item.key
    }
}

/// The key of one more item with an id: the id, or `ID#2` and so on where that is taken.
fn free_key<'i>(id: &'i str, taken: &[Cow<'_, str>]) -> Cow<'i, str> {
    let mut key = Cow::Borrowed(id);
    let mut number = 1_u32;
    while taken.contains(&key) {
        number = number.saturating_add(1);
        key = Cow::Owned(format!("{id}#{number}"));
    }
    key
}

fn subscription_of(body: &str) -> Option<serde_json::Value> {
    let mut fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).ok()?;
    fields.remove("subscriptionId")
}

/// Stands for customers whose ids are not known. No customer has it.
pub(crate) const UNKNOWN: i64 = 0;

/// Ends all that is current of customers that a complete list no longer has: one without a failure.
pub(crate) fn end_missing_customers(
    transaction: &Transaction<'_>,
    run_id: i64,
) -> rusqlite::Result<usize> {
    transaction.execute(
        "UPDATE record SET ended_run = ?1 WHERE ended_run IS NULL AND domain_id IN (
             SELECT domain_id FROM reading WHERE resource = 'customers' AND run_id < ?1)
         AND NOT EXISTS (
             SELECT 1 FROM failure WHERE run_id = ?1 AND domain_id = ?2 AND resource = 'customers')",
        [run_id, UNKNOWN],
    )
}

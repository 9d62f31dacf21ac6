//! What was read of one customer, and how it is written: only what differs from what is there.

use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection, Transaction, params};
use serde::Serialize;
use works_partner_ext::{Error, ErrorKind};

use crate::item::{Answer, is_same};
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
        for item in &answer.items {
            let position = left.iter().position(|current| current.key == item.key);
            let before = position.map(|position| left.swap_remove(position));
            let series = match before {
                Some(current) if is_same(&current.body, &item.body) => continue,
                Some(current) => {
                    self.end(&current)?;
                    Some(current.series)
                }
                None => None,
            };
            let record_id = self.position.next_id;
            self.position.next_id = record_id.saturating_add(1);
            self.insert.execute(params![
                record_id,
                resource,
                domain_id,
                item.key,
                series.unwrap_or(record_id),
                run_id,
                item.date,
                item.body,
            ])?;
        }
        for gone in &left {
            self.end(gone)?;
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

/// Ends all that is current of customers that a complete list no longer has.
pub(crate) fn end_missing_customers(
    transaction: &Transaction<'_>,
    run_id: i64,
) -> rusqlite::Result<usize> {
    transaction.execute(
        "UPDATE record SET ended_run = ?1 WHERE ended_run IS NULL AND domain_id IN (
             SELECT domain_id FROM reading WHERE resource = 'customers' AND run_id < ?1)",
        [run_id],
    )
}

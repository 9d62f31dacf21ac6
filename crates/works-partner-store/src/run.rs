//! Runs: each sweep into a store, what it covered, and how it ended.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use crate::error::Error;
use crate::resource::Resource;
use crate::store::{Store, WriterLock, has_runs};

/// A sweep, as the store remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Run {
    /// Its number: later runs have higher ones.
    pub run_id: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; `None` for one that was cut short.
    pub ended_at: Option<Timestamp>,
    /// The day that its answers are read against.
    pub as_of: Date,
    /// The API that was asked.
    pub base_url: String,
    /// What was read of each customer.
    pub resources: Vec<Resource>,
    /// Which customers were asked for.
    pub scope: Scope,
    /// Whether it came to its end.
    pub state: RunState,
    /// How many customers it found.
    pub customers: u64,
    /// How many readings failed.
    pub failures: u64,
    /// How many calls it made, retries not counted.
    pub calls: u64,
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// It goes on, or was cut short without a word: by a crash, a power cut, a full disk.
    Running,
    /// It was stopped on purpose and can be resumed.
    Stopped,
    /// Every customer was asked. Some readings may have failed.
    Complete,
}

impl RunState {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Complete => "complete",
        }
    }
}

/// Which customers a sweep is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All of the partner's.
    #[default]
    All,
    /// These, by their `domainId`.
    Only(Vec<i64>),
}

/// What a new run is begun with.
#[derive(Clone, Debug)]
pub(crate) struct NewRun {
    pub(crate) started_at: Timestamp,
    pub(crate) as_of: Date,
    pub(crate) base_url: String,
    pub(crate) resources: Vec<Resource>,
    pub(crate) scope: Scope,
}

impl Store {
    /// All runs, the first one first.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn runs(&self) -> Result<Vec<Run>, Error> {
        self.runs_where("TRUE", [])
    }

    /// A run by its number.
    ///
    /// # Errors
    ///
    /// [`Error::NoRun`], or where the store cannot be read.
    pub fn run(&self, run_id: i64) -> Result<Run, Error> {
        let runs = self.runs_where("run_id = ?1", [run_id])?;
        runs.into_iter().next().ok_or(Error::NoRun(run_id))
    }

    /// The last run that came to its end.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn last_complete_run(&self) -> Result<Option<Run>, Error> {
        let runs = self.runs_where(
            "run_id = (SELECT max(run_id) FROM run WHERE state = 'complete')",
            [],
        )?;
        Ok(runs.into_iter().next())
    }

    /// The last run, if it did not come to its end.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn unfinished_run(&self) -> Result<Option<Run>, Error> {
        let runs = self.runs_where(
            "run_id = (SELECT max(run_id) FROM run) AND state <> 'complete'",
            [],
        )?;
        Ok(runs.into_iter().next())
    }

    fn runs_where<P: rusqlite::Params>(
        &self,
        condition: &str,
        params: P,
    ) -> Result<Vec<Run>, Error> {
        let sql = format!(
            "SELECT run_id, started_at, ended_at, as_of, base_url, resources, scope, state,
                    customers,
                    (SELECT count(*) FROM failure WHERE failure.run_id = run.run_id), calls
             FROM run WHERE {condition} ORDER BY run_id"
        );
        let read = || -> rusqlite::Result<Vec<Run>> {
            let mut statement = self.connection().prepare_cached(&sql)?;
            let rows = statement.query_map(params, run)?;
            rows.collect()
        };
        read().map_err(|source| self.failed(source))
    }

    pub(crate) fn begin_run(&mut self, new: &NewRun) -> Result<i64, Error> {
        // One before may have been cut short.
        if has_runs(self.connection()).map_err(|source| self.failed(source))? {
            self.index_dates()?;
        }
        let transaction = self.transaction()?;
        let insert = || -> rusqlite::Result<i64> {
            transaction.execute(
                "INSERT INTO run (started_at, as_of, base_url, resources, scope, state)
                 VALUES (?1, ?2, ?3, ?4, ?5, 'running')",
                params![
                    new.started_at.to_string(),
                    new.as_of.to_string(),
                    new.base_url,
                    joined(&new.resources),
                    new.scope,
                ],
            )?;
            Ok(transaction.last_insert_rowid())
        };
        let outcome = insert().and_then(|run_id| transaction.commit().map(|()| run_id));
        outcome.map_err(|source| self.failed(source))
    }

    /// Notes that a run has ended, and how.
    pub(crate) fn end_run(
        &mut self,
        run_id: i64,
        state: RunState,
        ended_at: Timestamp,
        calls: u64,
    ) -> Result<(), Error> {
        self.index_dates()?;
        let transaction = self.transaction()?;
        let end = || -> rusqlite::Result<()> {
            transaction.execute(
                "UPDATE run SET state = ?2, ended_at = ?3, calls = calls + ?4 WHERE run_id = ?1",
                params![run_id, state.name(), ended_at.to_string(), calls],
            )?;
            Ok(())
        };
        let outcome = end().and_then(|()| transaction.commit());
        outcome.map_err(|source| self.failed(source))
    }

    pub(crate) fn list_state(&self, run_id: i64) -> Result<(Option<String>, bool), Error> {
        self.connection()
            .query_row(
                "SELECT list_cursor, is_listed FROM run WHERE run_id = ?1",
                [run_id],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(|source| self.failed(source))?
            .ok_or(Error::NoRun(run_id))
    }
}

fn joined(resources: &[Resource]) -> String {
    let names: Vec<&str> = resources.iter().map(|resource| resource.name()).collect();
    names.join(",")
}

fn run(row: &Row<'_>) -> rusqlite::Result<Run> {
    let resources: String = row.get(5)?;
    Ok(Run {
        run_id: row.get(0)?,
        started_at: parsed(row, 1)?,
        ended_at: row
            .get::<_, Option<String>>(2)?
            .and_then(|text| text.parse().ok()),
        as_of: parsed(row, 3)?,
        base_url: row.get(4)?,
        resources: resources.split(',').filter_map(Resource::of_name).collect(),
        scope: row.get(6)?,
        state: row.get(7)?,
        customers: row.get(8)?,
        failures: row.get(9)?,
        calls: row.get(10)?,
    })
}

fn parsed<T: FromStr>(row: &Row<'_>, index: usize) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: String = row.get(index)?;
    text.parse().map_err(|error: T::Err| {
        rusqlite::Error::FromSqlConversionFailure(
            index,
            rusqlite::types::Type::Text,
            Box::new(error),
        )
    })
}

impl ToSql for Scope {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = match self {
            Self::All => "all".to_owned(),
            Self::Only(ids) => {
                let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
                ids.join(",")
            }
        };
        Ok(text.into())
    }
}

impl FromSql for Scope {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?;
        if text == "all" {
            return Ok(Self::All);
        }
        let ids = text.split(',').filter(|id| !id.is_empty());
        let ids: Result<_, _> = ids.map(str::parse).collect();
        ids.map(Self::Only)
            .map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

impl FromSql for RunState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "running" => Ok(Self::Running),
            "stopped" => Ok(Self::Stopped),
            "complete" => Ok(Self::Complete),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

impl Store {
    /// Deletes all runs but the last ones, and the versions that ended before those. Returns how many runs
    /// are gone.
    ///
    /// What the first run that is kept has not read itself is taken over from those before it, so that this is a run
    /// that came to its end: one more is kept where an unfinished run would be the first, and none goes without one.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] while a sweep writes, or where the store cannot be written.
    pub fn prune(&mut self, keep: u32) -> Result<usize, Error> {
        let _lock = WriterLock::acquire(self.path())?;
        let transaction = self.transaction()?;
        let prune = || -> rusqlite::Result<usize> {
            let first: Option<i64> = transaction.query_row(
                "SELECT max(run_id) FROM run WHERE state = 'complete' AND run_id <= (
                     SELECT min(run_id) FROM (SELECT run_id FROM run ORDER BY run_id DESC LIMIT ?1))",
                [keep],
                |row| row.get(0),
            )?;
            let Some(first) = first else {
                return Ok(0);
            };
            transaction.execute("DELETE FROM record WHERE ended_run <= ?1", [first])?;
            // What began earlier is still there, and is now as old as the first run that is kept.
            transaction.execute(
                "UPDATE record SET began_run = ?1 WHERE began_run < ?1",
                [first],
            )?;
            transaction.execute("DELETE FROM failure WHERE run_id < ?1", [first])?;
            transaction.execute(
                "UPDATE reading SET run_id = ?1 WHERE run_id < ?1 AND domain_id IN (
                SELECT domain_id FROM record WHERE ended_run IS NULL)",
                [first],
            )?;
            transaction.execute("DELETE FROM reading WHERE run_id < ?1", [first])?;
            transaction.execute("DELETE FROM run WHERE run_id < ?1", [first])
        };
        let pruned = prune().and_then(|pruned| transaction.commit().map(|()| pruned));
        let pruned = pruned.map_err(|source| self.failed(source))?;
        self.connection()
            .execute_batch("VACUUM")
            .map_err(|source| self.failed(source))?;
        Ok(pruned)
    }
}

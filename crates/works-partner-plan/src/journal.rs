//! The journal: every request that changes something, on disk before it leaves.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fs4::FileExt;
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use works_partner_ext::OperationCall;
use works_partner_ext::api::Operation;

use crate::error::Error;
use crate::facts::FactKind;
use crate::facts::wanted::integer;
use crate::promise::Promise;

/// `WPjr`, which tells this database from others.
const APPLICATION_ID: i32 = 0x5750_6a72;
const SCHEMA: i32 = 1;

/// How long a statement waits for another process to finish its own.
const BUSY: Duration = Duration::from_secs(10);

/// How much of an answer is kept, in bytes.
const ANSWER_LIMIT: usize = 64 * 1024;

/// Who makes a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Actor {
    /// The account of the API.
    pub account: String,
    /// The user of the system.
    pub os_user: String,
    /// The machine.
    pub host: String,
}

impl Actor {
    /// This account, with the user and the machine that the system names.
    pub fn of_system(account: impl Into<String>) -> Self {
        let variable = |names: &[&str]| {
            let mut set = names.iter().filter_map(|name| std::env::var(name).ok());
            set.find(|value| !value.is_empty()).unwrap_or_default()
        };
        let host = fs::read_to_string("/proc/sys/kernel/hostname")
            .map(|name| name.trim().to_owned())
            .unwrap_or_else(|_| variable(&["HOSTNAME", "COMPUTERNAME"]));
        Self {
            account: account.into(),
            os_user: match variable(&["USER", "LOGNAME", "USERNAME"]) {
                name if name.is_empty() => user_id().unwrap_or_default(),
                name => name,
            },
            host,
        }
    }
}

/// The number of the user, where no variable names it.
#[cfg(unix)]
fn user_id() -> Option<String> {
    let own = fs::metadata("/proc/self").ok()?;
    let id = std::os::unix::fs::MetadataExt::uid(&own);
    Some(format!("uid {id}"))
}

#[cfg(not(unix))]
fn user_id() -> Option<String> {
    None
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum WriteState {
    /// It may have left; no answer is written.
    Sending,
    /// The service did it.
    Done,
    /// The service refused it.
    Refused,
    /// It left, and whether it was done is not known.
    Unknown,
    /// It was surely not processed.
    NotSent,
}

impl WriteState {
    const fn name(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::NotSent => "notSent",
        }
    }

    fn of_name(name: &str) -> Self {
        match name {
            "done" => Self::Done,
            "refused" => Self::Refused,
            "unknown" => Self::Unknown,
            "notSent" => Self::NotSent,
            _ => Self::Sending,
        }
    }
}

/// A request in the journal. It holds no secrets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Write {
    /// Its number in the journal.
    pub write_id: i64,
    /// The plan that it is from; `None` for a single change.
    pub plan_id: Option<String>,
    /// The line of the plan's list.
    pub line: Option<u64>,
    /// When it was about to be sent.
    pub began_at: String,
    /// When its outcome was written.
    pub ended_at: Option<String>,
    /// The account of the API.
    pub account: String,
    /// The user of the system.
    pub os_user: String,
    /// The machine.
    pub host: String,
    /// The server.
    pub base_url: String,
    /// The operation.
    pub operation: String,
    /// The customer.
    pub domain_id: Option<i64>,
    /// The parameters.
    pub parameters: Value,
    /// The body; secrets are `[secret]`.
    pub body: Option<Value>,
    /// What became of it.
    pub state: WriteState,
    /// The status of the answer.
    pub status: Option<u16>,
    /// The error code of the answer.
    pub code: Option<String>,
    /// What the answer says, or why there is none.
    pub description: Option<String>,
    /// The answer, without secrets.
    pub answer: Option<String>,
    /// How an unknown outcome was settled.
    pub settled: Option<String>,
}

impl Write {
    /// What it changes: the kind of thing, and which one, where it is one of several.
    pub fn target(&self) -> Option<(FactKind, Option<String>)> {
        let mut call = OperationCall::new(Operation::find(&self.operation)?);
        for (name, value) in self.parameters.as_object()? {
            call = call.parameter(name, value.clone());
        }
        if let Some(body) = &self.body {
            call = call.body(body.clone());
        }
        let promise = Promise::of(&call)?;
        Some((promise.kind, promise.key))
    }
}

/// How a request ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ending {
    /// What became of it.
    pub state: WriteState,
    /// The status of the answer.
    pub status: Option<u16>,
    /// The error code of the answer.
    pub code: Option<String>,
    /// What the answer says, or why there is none.
    pub description: Option<String>,
    /// The answer, without secrets.
    pub answer: Option<String>,
    /// How an unknown outcome was settled.
    pub settled: Option<String>,
}

impl Ending {
    /// It ended so, and no more is known.
    pub fn new(state: WriteState) -> Self {
        Self {
            state,
            status: None,
            code: None,
            description: None,
            answer: None,
            settled: None,
        }
    }
}

/// An SQLite file with every request that changed something, or may have.
///
/// Each row is written and synced before its request leaves, and again after its answer came, so that
/// a process that is killed leaves no change behind that nobody knows of.
///
/// ```
/// use serde_json::json;
/// use works_partner_ext::OperationCall;
/// use works_partner_ext::api::Operation;
/// use works_partner_plan::{Actor, Ending, Journal, WriteState};
///
/// # fn main() -> Result<(), works_partner_plan::Error> {
/// let journal = Journal::in_memory()?;
/// let call = OperationCall::new(Operation::find("delete_option_product").unwrap())
///     .parameter("domainId", 10000001)
///     .parameter("optionProductId", "DRV");
/// let now = "2026-11-28T09:00:00Z".parse().unwrap();
/// let id = journal.begin(&call, None, "https://www.worksapis.com/v1.0", &Actor::default(), now)?;
/// journal.end(id, &Ending::new(WriteState::Done), now)?;
/// assert_eq!(journal.writes()?[0].state, WriteState::Done);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Journal {
    connection: Mutex<Connection>,
    path: PathBuf,
}

impl Journal {
    /// Opens a journal, and creates it where there is none: readable by its owner alone.
    ///
    /// # Errors
    ///
    /// Where the file cannot be opened, is something else, or was written by a newer version.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        create_private(&path).map_err(|source| Error::OpenJournal {
            path: path.clone(),
            source,
        })?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags);
        Self::ready(connection, path)
    }

    /// Opens a journal for reading. It must be there.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open), and where there is none.
    pub fn open_read_only(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        if let Err(source) = fs::metadata(&path) {
            return Err(Error::OpenJournal { path, source });
        }
        Self::open(path)
    }

    /// A journal that ends with the process, for rehearsals.
    ///
    /// # Errors
    ///
    /// Where there is no memory for it.
    pub fn in_memory() -> Result<Self, Error> {
        Self::ready(Connection::open_in_memory(), PathBuf::new())
    }

    fn ready(connection: rusqlite::Result<Connection>, path: PathBuf) -> Result<Self, Error> {
        let prepared = connection.and_then(|mut connection| {
            connection.busy_timeout(BUSY)?;
            let pragma = |connection: &Connection, name: &str| {
                connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0))
            };
            let id = pragma(&connection, "application_id")?;
            let version = pragma(&connection, "user_version")?;
            let tables: i64 =
                connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            if (id, version) != (APPLICATION_ID, SCHEMA) {
                if (id, version, tables) != (0, 0, 0) {
                    return Ok(None);
                }
                connection.pragma_update(None, "journal_mode", "wal")?;
                let behavior = rusqlite::TransactionBehavior::Immediate;
                let transaction = connection.transaction_with_behavior(behavior)?;
                // Another process may have done it meanwhile.
                let found: i32 =
                    transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
                if found == 0 {
                    transaction.execute_batch(include_str!("journal.sql"))?;
                    transaction.pragma_update(None, "user_version", SCHEMA)?;
                    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
                }
                transaction.commit()?;
            }
            // In a write-ahead log, this alone syncs every transaction.
            connection.pragma_update(None, "synchronous", "full")?;
            Ok(Some(connection))
        });
        match prepared {
            Ok(Some(connection)) => Ok(Self {
                connection: Mutex::new(connection),
                path,
            }),
            Ok(None) => Err(Error::NotAJournal { path }),
            Err(source) => match source.sqlite_error_code() {
                Some(rusqlite::ErrorCode::NotADatabase) => Err(Error::NotAJournal { path }),
                _ => Err(Error::Journal { path, source }),
            },
        }
    }

    /// The file; empty for one in memory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A transaction that a panic left behind was rolled back.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, source: rusqlite::Error) -> Error {
        Error::Journal {
            path: self.path.clone(),
            source,
        }
    }

    /// Writes down that a request is about to be sent. It is on disk when this returns.
    ///
    /// # Errors
    ///
    /// Where it cannot be written: then nothing must be sent.
    pub fn begin(
        &self,
        call: &OperationCall,
        plan: Option<(&str, u64)>,
        base_url: &str,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<i64, Error> {
        let parameters = Value::Object(call.parameters().clone());
        let connection = self.connection();
        let insert = || {
            connection
                .prepare_cached(
                    "INSERT INTO write (plan_id, line, began_at, account, os_user, host, base_url,
                         operation, domain_id, parameters, body, state)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'sending')",
                )?
                .execute(params![
                    plan.map(|(id, _)| id),
                    plan.and_then(|(_, line)| i64::try_from(line).ok()),
                    now.to_string(),
                    actor.account,
                    actor.os_user,
                    actor.host,
                    base_url,
                    call.operation().id,
                    integer(call.parameters().get("domainId")),
                    parameters.to_string(),
                    call.shown_json(),
                ])?;
            Ok(connection.last_insert_rowid())
        };
        insert().map_err(|source| self.failed(source))
    }

    /// Writes down what became of it.
    ///
    /// # Errors
    ///
    /// Where it cannot be written: then the journal holds that its outcome is unknown.
    pub fn end(&self, write_id: i64, ending: &Ending, now: Timestamp) -> Result<(), Error> {
        let answer = ending.answer.as_deref().map(|answer| {
            let end = (0..=ANSWER_LIMIT.min(answer.len()))
                .rev()
                .find(|end| answer.is_char_boundary(*end));
            answer.get(..end.unwrap_or(0)).unwrap_or_default()
        });
        let connection = self.connection();
        let update = || {
            connection
                .prepare_cached(
                    "UPDATE write SET ended_at = ?2, state = ?3, status = coalesce(?4, status),
                         code = coalesce(?5, code), description = coalesce(?6, description),
                         answer = coalesce(?7, answer), settled = ?8
                     WHERE write_id = ?1",
                )?
                .execute(params![
                    write_id,
                    now.to_string(),
                    ending.state.name(),
                    ending.status,
                    ending.code,
                    ending.description,
                    answer,
                    ending.settled,
                ])
        };
        update().map(drop).map_err(|source| self.failed(source))
    }

    /// Every request, oldest first.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read.
    pub fn writes(&self) -> Result<Vec<Write>, Error> {
        self.select("ORDER BY write_id", &[])
    }

    /// The requests of a plan, oldest first.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read.
    pub fn of_plan(&self, plan_id: &str) -> Result<Vec<Write>, Error> {
        self.select("WHERE plan_id = ?1 ORDER BY write_id", &[&plan_id])
    }

    /// The requests about a customer, oldest first.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read.
    pub fn of_customer(&self, domain_id: i64) -> Result<Vec<Write>, Error> {
        self.select("WHERE domain_id = ?1 ORDER BY write_id", &[&domain_id])
    }

    /// The request of this number.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read.
    pub fn write(&self, write_id: i64) -> Result<Option<Write>, Error> {
        let found = self.select("WHERE write_id = ?1", &[&write_id])?;
        Ok(found.into_iter().next())
    }

    fn select(
        &self,
        condition: &str,
        parameters: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<Write>, Error> {
        let connection = self.connection();
        let read = || {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT write_id, plan_id, line, began_at, ended_at, account, os_user, host, base_url,
                        operation, domain_id, parameters, body, state, status, code, description,
                        answer, settled
                 FROM write {condition}"
            ))?;
            let rows = statement.query_map(parameters, of_row)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| self.failed(source))
    }

    /// Whether anything of a plan was sent.
    pub(crate) fn count_of_plan(&self, plan_id: &str) -> Result<usize, Error> {
        let connection = self.connection();
        let count = connection
            .query_row(
                "SELECT count(DISTINCT line) FROM write WHERE plan_id = ?1 AND state <> 'notSent'",
                [plan_id],
                |row| row.get::<_, i64>(0),
            )
            .optional();
        let count = count.map_err(|source| self.failed(source))?;
        Ok(usize::try_from(count.unwrap_or_default()).unwrap_or(usize::MAX))
    }

    /// Keeps other processes from applying plans with this journal as long as it is held.
    pub(crate) fn lock(&self) -> Result<Option<ApplyLock>, Error> {
        if self.path.as_os_str().is_empty() {
            return Ok(None);
        }
        let mut name = self.path.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let opened = create_private(&path).and_then(|()| File::open(&path));
        let file = opened.map_err(|source| Error::OpenJournal {
            path: path.clone(),
            source,
        })?;
        match FileExt::try_lock(&file) {
            Ok(()) => Ok(Some(ApplyLock(file))),
            Err(fs4::TryLockError::WouldBlock) => Err(Error::Locked {
                path: self.path.clone(),
            }),
            Err(fs4::TryLockError::Error(source)) => Err(Error::OpenJournal { path, source }),
        }
    }
}

/// Held by the one process that applies a plan. The system releases it when the process ends.
#[derive(Debug)]
pub(crate) struct ApplyLock(#[expect(dead_code, reason = "held, not read")] File);

fn of_row(row: &Row<'_>) -> rusqlite::Result<Write> {
    let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(Write {
        write_id: row.get(0)?,
        plan_id: row.get(1)?,
        line: row
            .get::<_, Option<i64>>(2)?
            .and_then(|line| line.try_into().ok()),
        began_at: row.get(3)?,
        ended_at: row.get(4)?,
        account: row.get(5)?,
        os_user: row.get(6)?,
        host: row.get(7)?,
        base_url: row.get(8)?,
        operation: row.get(9)?,
        domain_id: row.get(10)?,
        parameters: json(row.get(11)?).unwrap_or_default(),
        body: json(row.get(12)?),
        state: WriteState::of_name(&row.get::<_, String>(13)?),
        status: row.get(14)?,
        code: row.get(15)?,
        description: row.get(16)?,
        answer: row.get(17)?,
        settled: row.get(18)?,
    })
}

/// Creates the file with mode 0600; SQLite gives its companions the mode of the file.
fn create_private(path: &Path) -> io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

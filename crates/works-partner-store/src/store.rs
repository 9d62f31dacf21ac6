//! The file: opened, checked, brought up to date, and locked for writing.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fs4::FileExt;
use rusqlite::{Connection, OpenFlags, Transaction};

use crate::error::Error;

/// `WPst`, which tells this database from others.
const APPLICATION_ID: i32 = 0x5750_7374;

/// What brings a database from one schema to the next; the first one creates it.
const MIGRATIONS: &[&str] = &[
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
];

/// The index that only answers need.
const DATE_INDEX: &str =
    "record_date ON record (date, domain_id) WHERE ended_run IS NULL AND date IS NOT NULL";

/// The size of a page of a new file, in bytes. A sweep writes most of its rows side by side, so that larger pages are
/// fewer.
const PAGE: u32 = 8_192;

/// How long a statement waits for another process to finish its own.
const BUSY: Duration = Duration::from_secs(10);

/// An SQLite file with what sweeps have read.
///
/// Its tables and views are described in the README, for readers with other tools.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens a store, and creates it where there is none: readable by its owner alone.
    ///
    /// # Errors
    ///
    /// Where the file cannot be opened, is something else, or was written by a newer version.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// let store = works_partner_store::Store::open(folder.path().join("partner.db"))?;
    /// assert!(store.runs()?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        create_private(&path).map_err(|source| Error::Open {
            path: path.clone(),
            source,
        })?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = Self::connect(path, flags)?;
        store.migrate()?;
        Ok(store)
    }

    /// Opens a store for reading. It must be there.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open), and where there is none.
    pub fn open_read_only(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        // What SQLite would say of a folder is of no use.
        let is_file = fs::metadata(&path).and_then(|found| match found.is_dir() {
            true => Err(io::ErrorKind::IsADirectory.into()),
            false => Ok(()),
        });
        if let Err(source) = is_file {
            return Err(Error::Open { path, source });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Self::connect(path, flags)?;
        match store.version()? {
            0 => Err(Error::NotAStore { path: store.path }),
            _ => Ok(store),
        }
    }

    fn connect(path: PathBuf, flags: OpenFlags) -> Result<Self, Error> {
        let failed = |source| Error::Database {
            path: path.clone(),
            source,
        };
        let connection = Connection::open_with_flags(&path, flags).map_err(failed)?;
        connection.busy_timeout(BUSY).map_err(failed)?;
        connection
            .pragma_update(None, "foreign_keys", true)
            .map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection, path })
    }

    /// The schema of the file; 0 for an empty one.
    fn version(&self) -> Result<u32, Error> {
        let pragma = |name: &str| {
            let read = self
                .connection
                .pragma_query_value(None, name, |row| row.get::<_, i32>(0));
            read.map_err(|source| match source.sqlite_error_code() {
                Some(rusqlite::ErrorCode::NotADatabase) => Error::NotAStore {
                    path: self.path.clone(),
                },
                _ => self.failed(source),
            })
        };
        let (id, version) = (pragma("application_id")?, pragma("user_version")?);
        let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
        let is_empty = || -> Result<bool, Error> {
            let count =
                self.connection
                    .query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
                        row.get::<_, i64>(0)
                    });
            Ok(count.map_err(|source| self.failed(source))? == 0)
        };
        match (id, u32::try_from(version)) {
            (APPLICATION_ID, Ok(found)) if found > known => Err(Error::Newer {
                path: self.path.clone(),
                found,
                known,
            }),
            (APPLICATION_ID, Ok(found)) => Ok(found),
            (0, Ok(0)) if is_empty()? => Ok(0),
            _ => Err(Error::NotAStore {
                path: self.path.clone(),
            }),
        }
    }

    fn migrate(&mut self) -> Result<(), Error> {
        if self.version()? as usize == MIGRATIONS.len() {
            return Ok(());
        }
        let path = self.path.clone();
        let failed = |source| Error::Database {
            path: path.clone(),
            source,
        };
        // Of a new file. Where it cannot be set, another size serves as well.
        let _ = self.connection.pragma_update(None, "page_size", PAGE);
        // Readers and the writer do not wait for each other.
        self.connection
            .pragma_update(None, "journal_mode", "wal")
            .map_err(failed)?;
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(failed)?;
        // Another process may have done it meanwhile.
        let found: u32 = transaction
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(failed)?;
        for (index, migration) in MIGRATIONS.iter().enumerate().skip(found as usize) {
            transaction.execute_batch(migration).map_err(failed)?;
            transaction
                .pragma_update(None, "user_version", index + 1)
                .map_err(failed)?;
            transaction
                .pragma_update(None, "application_id", APPLICATION_ID)
                .map_err(failed)?;
        }
        if has_runs(&transaction).map_err(failed)? {
            create_date_index(&transaction, "main").map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A number that differs from the last one where another process has written meanwhile.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn data_version(&self) -> Result<i64, Error> {
        self.connection
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .map_err(|source| self.failed(source))
    }

    /// What SQLite finds wrong with the file; empty where nothing is.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn check(&self) -> Result<Vec<String>, Error> {
        let all = |pragma: &str| -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare(pragma)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            rows.collect()
        };
        let mut found = all("PRAGMA integrity_check").map_err(|source| self.failed(source))?;
        found.retain(|line| line != "ok");
        found.extend(all("PRAGMA foreign_key_check").map_err(|source| self.failed(source))?);
        Ok(found)
    }

    /// Makes the index that only answers need, where it is not there yet: when a run ends.
    pub(crate) fn index_dates(&self) -> Result<(), Error> {
        let has_index = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'record_date')";
        let index = || -> rusqlite::Result<()> {
            if self.connection.query_row(has_index, [], |row| row.get(0))? {
                return Ok(());
            }
            match self.path.to_str() {
                Some(path) => create_date_index(&sorter(path)?, "store"),
                None => create_date_index(&self.connection, "main"),
            }
        };
        index().map_err(|source| self.failed(source))
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn transaction(&mut self) -> Result<Transaction<'_>, Error> {
        let path = self.path.clone();
        self.connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(|source| Error::Database { path, source })
    }

    pub(crate) fn failed(&self, source: rusqlite::Error) -> Error {
        Error::Database {
            path: self.path.clone(),
            source,
        }
    }
}

/// A connection to the file as `store` that takes little memory to sort.
fn sorter(path: &str) -> rusqlite::Result<Connection> {
    // What sorts takes memory by the pages of a connection's first database: here, of one with the smallest.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let sorter = Connection::open_in_memory_with_flags(flags)?;
    sorter.busy_timeout(BUSY)?;
    sorter.execute_batch("PRAGMA page_size = 512; PRAGMA cache_size = -256")?;
    sorter.execute("ATTACH ?1 AS store", [path])?;
    sorter.execute_batch(
        "PRAGMA store.cache_size = -256; PRAGMA store.synchronous = normal; PRAGMA wal_autocheckpoint = 0",
    )?;
    Ok(sorter)
}

fn create_date_index(connection: &Connection, schema: &str) -> rusqlite::Result<()> {
    let index = format!("CREATE INDEX IF NOT EXISTS {schema}.{DATE_INDEX}");
    connection.execute_batch(&index).or_else(|_| {
        // There may be no folder for temporary files.
        connection.execute_batch(&format!("PRAGMA temp_store = memory; {index}"))
    })
}

pub(crate) fn has_runs(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT EXISTS (SELECT 1 FROM run)", [], |row| row.get(0))
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

/// Held by the one process that sweeps into a store. The system releases it when the process ends,
/// however it ends.
#[derive(Debug)]
pub(crate) struct WriterLock(#[expect(dead_code, reason = "held, not read")] File);

impl WriterLock {
    pub(crate) fn acquire(store: &Path) -> Result<Self, Error> {
        let mut name = store.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let opened = create_private(&path).and_then(|()| File::open(&path));
        let file = opened.map_err(|source| Error::Open {
            path: path.clone(),
            source,
        })?;
        match FileExt::try_lock(&file) {
            Ok(()) => Ok(Self(file)),
            Err(fs4::TryLockError::WouldBlock) => Err(Error::Locked {
                path: store.to_owned(),
            }),
            Err(fs4::TryLockError::Error(source)) => Err(Error::Open { path, source }),
        }
    }
}

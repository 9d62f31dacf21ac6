//! Why the store, or a sweep into it, failed.

use std::path::PathBuf;

/// Why the store, or a sweep into it, failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// SQLite could not do what was asked of it: the disk is full, the file is damaged.
    #[error("the store {}: {source}", path.display())]
    Database {
        /// The store's file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The file cannot be opened or created.
    #[error("the store {} cannot be opened: {source}", path.display())]
    Open {
        /// The store's file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is an SQLite database of something else.
    #[error("{} is not a store of Works Partner", path.display())]
    NotAStore {
        /// The file.
        path: PathBuf,
    },
    /// A newer version of this program has written the file.
    #[error(
        "the store {} has schema {found}, and this version reads up to {known}: update works-partner, or name \
         another file", path.display()
    )]
    Newer {
        /// The store's file.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The newest schema that this program knows.
        known: u32,
    },
    /// Another process is writing to the store.
    #[error("the store {} is being written by another process", path.display())]
    Locked {
        /// The store's file.
        path: PathBuf,
    },
    /// There is no unfinished run to go on with.
    #[error("there is no sweep to resume: {0}")]
    NothingToResume(String),
    /// No such run.
    #[error("the store has no run {0}; `store runs` lists them")]
    NoRun(i64),
    /// The list of customers could not be read, so that the rest cannot be known.
    #[error("the list of customers could not be read: {0}")]
    List(#[source] works_partner_ext::Error),
    /// More customers failed than were allowed to.
    #[error("stopped after {0} failures; `sweep --resume` goes on")]
    TooManyFailures(usize),
    /// The sweep was stopped by its caller.
    #[error("the sweep was stopped; `sweep --resume` goes on")]
    Stopped,
    /// The thread that writes to the store has ended early.
    #[error("the thread that writes to the store has ended")]
    WriterEnded,
    /// An answer in the store cannot be read.
    #[error("record {record_id} of the store cannot be read: {source}")]
    Record {
        /// The row.
        record_id: i64,
        /// What is wrong with its JSON.
        source: serde_json::Error,
    },
}

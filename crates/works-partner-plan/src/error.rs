//! Why a plan, a rehearsal or an application as a whole could not be made.

use std::path::PathBuf;

/// Why a plan, a rehearsal or an application as a whole could not be made. What is wrong with a single
/// line is no error: a [`Mistake`](crate::Mistake) or an [`Outcome`](crate::Outcome) says so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What a change depends on could not be read.
    #[error("{what} of {} failed: {source}", domain_id.map_or("the partner".to_owned(), |id| format!("customer {id}")))]
    Read {
        /// The customer.
        domain_id: Option<i64>,
        /// The operation.
        what: &'static str,
        /// Why.
        source: Box<works_partner_ext::Error>,
    },
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] works_partner_store::Error),
    /// A number that is not the id of a customer.
    #[error("{0} is not a domainId")]
    Customer(i64),
    /// An operation that this version does not know.
    #[error("this version knows no operation `{0}`; make the plan again")]
    Operation(String),
    /// Something is not the JSON that it should be.
    #[error("the JSON cannot be read: {0}")]
    Json(#[source] serde_json::Error),
    /// A file that is not a plan, or was changed after it was made.
    #[error("this is not a plan that can be applied: {0}")]
    InvalidPlan(String),
    /// The journal's file cannot be opened or created.
    #[error("the journal {} cannot be opened: {source}", path.display())]
    OpenJournal {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// SQLite could not do what was asked of it: the disk is full, the file is damaged.
    #[error("the journal {}: {source}", path.display())]
    Journal {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The file is something else, or of a newer version.
    #[error("{} is not a journal that this version reads", path.display())]
    NotAJournal {
        /// The file.
        path: PathBuf,
    },
    /// Another process applies a plan with this journal.
    #[error("another process applies a plan with the journal {}; wait until it ends", path.display())]
    Locked {
        /// The journal's file.
        path: PathBuf,
    },
    /// The plan was made for another server.
    #[error("the plan was made for {planned}, and this is {given}")]
    OtherServer {
        /// The base URL in the plan.
        planned: String,
        /// The base URL of the client.
        given: String,
    },
    /// Something of this plan was sent before, and nobody asked to resume.
    #[error("this plan was begun before: {sent} of its changes were sent or left out; resume it")]
    Begun {
        /// How many of its changes the journal has.
        sent: usize,
    },
    /// A line's secret is not in the plan, and its list was not given.
    #[error("line {line} has a secret, which no plan holds; give the change list with the plan")]
    SecretMissing {
        /// The line.
        line: u64,
    },
    /// The list is not the one that the plan was made of.
    #[error("the change list is not the one that the plan was made of")]
    OtherList,
    /// The emulator could not be started.
    #[error("the emulator cannot be started: {0}")]
    Sandbox(#[source] std::io::Error),
    /// A client for the emulator could not be made.
    #[error(transparent)]
    Client(Box<works_partner_ext::Error>),
    /// A date before the rehearsal's first day, or too far from it.
    #[error("{0} cannot be rehearsed: the last day is within ten years from today")]
    Until(jiff::civil::Date),
}

#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod apply;
mod change_list;
mod conflict;
mod digest;
mod error;
mod facts;
mod journal;
mod mistake;
mod plan;
mod promise;
mod rehearse;
mod send;

pub use apply::{ApplyOptions, Outcome, OutcomeKind, Report, Settled, apply};
pub use change_list::{ChangeList, ListedChange, ReadOptions};
pub use error::Error;
pub use facts::{CustomerFacts, FactKind, FactSource, LiveFacts, Moved, StoredFacts, Subject};
pub use journal::{Actor, Ending, Journal, Write, WriteState};
pub use mistake::Mistake;
pub use plan::{
    Counted, GivenWarning, Group, Plan, PlanOptions, PlannedChange, PlannedDecision,
    PlannedWarning, Summary, plan,
};
pub use promise::{Expectation, Promise};
pub use rehearse::{
    Assumption, Basis, Difference, Event, EventKind, Rehearsal, Timeline, forecast, rehearse,
};
pub use send::ending;

#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod answers;
mod calendar;
mod error;
mod filter;
mod item;
mod reading;
mod report;
mod resource;
mod run;
mod store;
mod sweep;

pub use answers::changes::{Cause, Change, ChangeKind};
pub use answers::deadlines::{DEADLINE_RULES, Deadline, DeadlineRule};
pub use answers::event::{Event, EventKind};
pub use answers::failures::Unread;
pub use answers::holdings::{Holding, KnownCustomer};
pub use answers::records::Record;
pub use answers::totals::Total;
pub use calendar::Calendar;
pub use error::Error;
pub use filter::Filter;
pub use reading::Failure;
pub use report::{Forecast, ForecastEvent, Report, ReportCode, ReportLanguage};
pub use resource::{InvalidResource, Resource};
pub use run::{Run, RunState, Scope};
pub use store::Store;
pub use sweep::{Plan, Summary, Sweep, SweepEvent};

//! The server: connections, and all that happens to a request on its way to an operation and back.

mod authorization;
mod concurrency;
pub(crate) mod connection;
mod control;
pub(crate) mod cors;
mod dispatch;
pub(crate) mod exchange;
mod guard;
pub(crate) mod rate_limit;
pub(crate) mod recorder;
pub(crate) mod router;
mod write_timeout;

pub(crate) use authorization::AccessToken;
pub(crate) use concurrency::Concurrency;
pub(crate) use router::Services;

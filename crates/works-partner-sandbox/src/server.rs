//! The server: connections, and all that happens to a request on its way to an operation and back.

mod authorization;
mod concurrency;
pub(crate) mod connection;
mod control;
pub(crate) mod cors;
mod dispatch;
pub(crate) mod exchange;
pub(crate) mod rate_limit;
pub(crate) mod recorder;
mod router;
mod write_timeout;

pub(crate) use authorization::AccessToken;
pub(crate) use concurrency::Concurrency;
pub(crate) use router::{Router, Services};

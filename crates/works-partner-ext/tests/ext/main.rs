//! The client, through its public interface. One binary, since linking takes longer than most tests.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, helpers included"
)]

mod auth;
mod client;
mod operation_call;
mod policy;
mod requests;

//! Credentials, against an auth server over HTTP.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests, helpers included"
)]

mod support;

mod login_listener;
mod one_flight;
mod private_key;
mod refusals;
mod secrets;
mod service_account;
mod token_store;
mod user_account;
mod with_sandbox;

//! Credentials, against an auth server over HTTP.

pub(crate) mod support;

mod login_listener;
mod private_key;
mod refusals;
mod secrets;
mod service_account;
mod single_flight;
pub(crate) mod token_store;
mod user_account;
mod with_sandbox;

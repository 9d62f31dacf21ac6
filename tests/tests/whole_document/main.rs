//! The generated crate against the whole document: every operation, every schema, every example.
//! What is tested is read from the document, so that what is added to it is tested too.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "these are tests, helpers included"
)]

mod answered_statuses;
mod counting;
mod document;
mod edited;
mod examples;
mod generated;
mod limits;
mod mock;
mod null;
mod property;
mod required;
mod round_trips;
mod sandbox_demo;
mod sandbox_examples;
mod schema;
mod server;
mod typed;
mod vendor_catalog;

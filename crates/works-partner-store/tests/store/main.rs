//! The store, against the sandbox over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod answers;
mod calendar;
mod failures;
mod file;
mod history;
mod limits;
mod odd_answers;
mod report;
mod sixty_days;
mod support;
mod sweep;
mod sweep_clock;

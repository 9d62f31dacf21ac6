//! The program as its users meet it: arguments in, stdout, stderr and exit code out.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these serve tests, where clippy allows it"
)]

mod agreement;
mod api;
mod attacks;
mod auth;
mod catalog;
mod changes;
mod company;
mod completion;
mod confirm;
mod customer;
mod errors;
mod everyday;
mod find_customer;
mod help;
mod observe;
mod operations;
mod option_order;
mod output;
mod plan;
mod readme;
mod report;
mod sandbox;
mod settings;
mod signals;
mod store;
mod support;
mod terminal;
mod tls;
mod writes;

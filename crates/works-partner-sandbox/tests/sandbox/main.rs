//! The sandbox as a program beside it meets it: over HTTP, and by the methods of `Sandbox`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these serve tests, where clippy allows it"
)]

mod attacks;
mod auth_requests;
mod contract_rules;
mod control;
mod customer_domains;
mod customers;
mod demo;
mod demo_customers;
mod faults;
mod generated;
mod invalid_requests;
mod operations;
mod option_product_orders;
mod option_products;
mod potential_customers;
mod rate_limit;
mod request_bodies;
mod scheduler;
mod server;
mod state_file;
mod subscription_memos;
mod subscription_tasks;
mod subscriptions;
mod support;
mod token_lives;
mod usage_status;

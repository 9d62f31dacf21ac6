//! The rules on requests, and how requests are sent.

mod customers;
mod options;
mod reads;
mod subscriptions;
mod warnings;
mod writes;

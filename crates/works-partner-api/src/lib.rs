#![doc = include_str!("../README.md")]
//!
//! # Where each operation is documented
//!
//! *Evidence* says how much of the vendor's page was seen: `documented` whole, `partial` in parts,
//! `inferred` from the rules and the neighbouring pages.
//!
#![doc = include_str!("generated/operations.md")]
#![warn(missing_docs)]

// The generated code names types of this crate by their absolute paths.
extern crate self as works_partner_api;

pub mod catalog;
mod date;
mod decimal;
mod exchange;
#[rustfmt::skip]
#[allow(
    clippy::all,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    missing_docs,
    rust_2018_idioms,
    rustdoc::all,
    unreachable_pub,
    unused_imports,
    unused_mut,
    unused_qualifications
)]
mod generated;
pub mod nullable;
mod open_enum;
mod operation;
mod request;
pub mod schema;
mod secret;
mod transport;

pub use date::{Date, DateTime, InvalidDate};
pub use exchange::{Answer, Draft, Exchange};
pub use generated::operations::{BASE_URL, CODE_PROPERTIES, OPERATIONS, PROPERTIES};
pub use generated::{ByteStream, Client, ClientInfo, Error, ResponseValue, builder, types};
pub use nullable::Nullable;
pub use open_enum::OpenEnum;
pub use operation::{Body, Evidence, Location, Operation, Parameter};
pub use secret::Secret;
pub use transport::{Outcome, Policy, Refusal, Transport, note, refusal};

#[doc(hidden)]
pub use open_enum::support;

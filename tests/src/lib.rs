//! What the tests of this member share: comparing JSON, listing Rust, the document's examples, and an
//! edit of the document.

#![allow(
    clippy::indexing_slicing,
    reason = "serde_json's index gives null for what is not there"
)]

pub mod edit;
pub mod json;
pub mod json_schema;
pub mod listing;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The README of the project, whose example compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// An example of the document, and the type that must read it and lose nothing.
pub struct Example {
    /// The operation, and `request` or the status.
    pub place: &'static str,
    pub json: &'static str,
    pub reencode: fn(&str) -> Result<Value, serde_json::Error>,
}

/// A body of the document: where it is, and the type that reads it.
pub struct Place {
    /// The operation, and `request` or the status.
    pub name: &'static str,
    pub reencode: fn(&str) -> Result<Value, serde_json::Error>,
}

pub use examples::{EXAMPLES, PLACES};

#[allow(unused_qualifications)]
mod examples {
    use crate::{Example, Place};

    include!(concat!(env!("OUT_DIR"), "/examples.rs"));
}

/// The small documents that the generator accepts, generated; and `edited`, a part of the document
/// with an [edit] in it.
#[allow(
    clippy::all,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    mismatched_lifetime_syntaxes,
    rust_2018_idioms,
    rustdoc::all,
    unreachable_pub,
    unused,
    unused_qualifications
)]
pub mod documents {
    use progenitor_client::ClientHooks;
    use works_partner_api::Transport;

    include!(concat!(env!("OUT_DIR"), "/documents.rs"));
    include!(concat!(env!("OUT_DIR"), "/edited.rs"));
}

/// Reads a text as a `T` and writes it again.
pub fn reencode<T: DeserializeOwned + Serialize>(json: &str) -> Result<Value, serde_json::Error> {
    serde_json::to_value(serde_json::from_str::<T>(json)?)
}

//! The generator: from a document to the files of a crate, or to an error for its author.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests, helpers included"
)]

mod binary;
mod catalog;
mod dependencies;
mod documents;
mod evidence;
mod evolve;
mod files;
mod mutations;
mod security;
mod settings;
mod workspace;

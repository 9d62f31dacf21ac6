//! Generates what the tests of this member compile: the examples of the document, a call of each of
//! its operations, a builder of each of its request bodies, the small documents that the generator
//! accepts, and a part of the document with an edit in it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a build script fails by panicking and speaks to cargo by printing, and serde_json's index \
              gives null for what is not there"
)]

mod builders;
mod calls;
mod documents;
mod edited;
mod examples;
mod setters;

use std::path::Path;

use serde_json::Value;
use xtask::{Document, Settings};

const DOCUMENT: &str = "../openapi/works-partner.yaml";

fn main() {
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    let out = Path::new(&out);
    println!("cargo::rerun-if-changed={DOCUMENT}");
    println!("cargo::rerun-if-changed=build");
    let document = Document::load(Path::new(DOCUMENT), DOCUMENT).expect("the document is read");
    let generated = xtask::generate(&document, &Settings::project()).expect("it generates");

    write(out, "examples.rs", &examples::code(&document, &generated));
    write(out, "calls.rs", &calls::code(&generated));
    write(out, "builders.rs", &builders::code(&generated));
    write(out, "documents.rs", &documents::code(out));
    write(out, "edited.rs", &edited::code(&document, out));
}

fn write(out: &Path, name: &str, code: &str) {
    std::fs::write(out.join(name), code).expect("OUT_DIR can be written");
}

fn object(value: &Value) -> Vec<(&String, &Value)> {
    value.as_object().into_iter().flatten().collect()
}

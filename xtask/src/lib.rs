//! From `openapi/works-partner.yaml` to the crate `works-partner-api`.
//!
//! [`generate`] reads as the pipeline: load the document, refuse what can't become a correct
//! crate, [normalise](normalise::TRANSFORMS) it, run progenitor, patch and verify what came out.
//! Everything that can go wrong is a [`GenerateError`], and everything wrong with the document is a
//! [`Problem`] with a JSON pointer, a reason and help.

pub mod bench;
pub mod ci;
mod codegen;
pub mod conformance;
mod document;
pub mod evidence;
pub mod evolve;
pub mod fuzz;
pub mod interop;
mod lock;
mod media_type;
mod naming;
pub mod normalise;
pub mod observe;
mod output;
mod problem;
mod properties;
mod refuse;
pub mod release;
mod settings;
mod transform;
pub mod variant;
mod workspace;

pub use codegen::Generated;
pub use document::{DOCUMENT, Document};
pub use normalise::Normalised;
pub use output::{Drift, drift, write};
pub use problem::{GenerateError, Problem};
pub use settings::{PlainIntegers, Settings};
pub use workspace::{root, version as workspace_version};

/// Makes the files of the generated crate from a document. Writes nothing.
pub fn generate(document: &Document, settings: &Settings) -> Result<Generated, GenerateError> {
    refuse::refuse(document)?;
    let normalised = normalise::normalise(document, settings)?;
    codegen::generate(document, normalised, settings)
}

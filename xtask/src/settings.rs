//! What this project generates, and what it relies on being true of the document.

use crate::transform::Transform;

/// How to generate. [`Settings::project`] is what `cargo xtask generate` uses.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The module whose `types` hold the generated types. Replaced types are named by this path even
    /// in code that other crates compile.
    pub module: String,
    /// The crate with the hand-written core: `Transport`, `Date`, `Nullable`, `OpenEnum`.
    pub core: String,
    /// Transforms that must touch the document. One that touches nothing means that the document
    /// or the transform has gone wrong.
    pub must_apply: Vec<Transform>,
    /// Components that hand-written code names; each must be an enum of the document.
    pub open_enums: Vec<String>,
    /// What an integer becomes of which the document says neither its format nor its range.
    pub plain_integers: PlainIntegers,
    /// Whether the document has the contract catalog of `works_partner_api::catalog`.
    pub catalog: bool,
}

impl Settings {
    /// The settings of `works-partner-api`.
    pub fn project() -> Self {
        Self {
            module: "::works_partner_api".to_owned(),
            core: "::works_partner_api".to_owned(),
            must_apply: vec![
                Transform::ResolveReferences,
                Transform::KeepSuccessOnly,
                Transform::OpenEnums,
                Transform::AcceptAnySuccess,
                Transform::OpenResponses,
                Transform::UseCoreTypes,
                Transform::TellNullFromAbsent,
            ],
            open_enums: ["OptionProductId", "SubOptionId", "OptionProductOrderType"]
                .map(str::to_owned)
                .to_vec(),
            plain_integers: PlainIntegers::I64,
            catalog: true,
        }
    }

    /// Settings for any other document: nothing is relied on.
    pub fn any(module: &str) -> Self {
        Self {
            module: module.to_owned(),
            core: "::works_partner_api".to_owned(),
            must_apply: Vec::new(),
            open_enums: Vec::new(),
            plain_integers: PlainIntegers::I128,
            catalog: false,
        }
    }
}

/// What an integer becomes of which the document says neither its format nor its range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlainIntegers {
    /// An `i64`: the document's are counts of things.
    I64,
    /// An `i128`: it may be anything.
    #[default]
    I128,
}

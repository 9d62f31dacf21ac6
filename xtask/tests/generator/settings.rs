//! What the settings of a project rely on, and what is said where the document no longer gives it.

use serde_json::{Value, json};
use xtask::normalise::Transform;
use xtask::{Document, Settings};

use crate::binary::xtask;

pub(crate) const THINGS: &str = "openapi: 3.0.3
info: { title: Things, version: '1' }
paths: {}
components:
  schemas:
    Kind: { type: string, enum: [BIG, SMALL] }
    Thing: { type: object, properties: { kind: { $ref: '#/components/schemas/Kind' } } }
";

#[test]
fn an_enum_that_code_relies_on_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("generated");
    let run = xtask(&[
        "generate",
        "--document",
        "accepted/aliases.yaml",
        "--out",
        out.to_str().unwrap(),
        "--open-enum",
        "Status",
        "--open-enum",
        "Gone",
    ]);
    assert_eq!((run.code, out.exists()), (Some(1), false));
    insta::assert_snapshot!(run.stderr, @r"
    error: accepted/aliases.yaml cannot become a correct crate

    #/components/schemas/Gone
      reason:  hand-written code relies on the enum `Gone`, which is gone
      way out: give the enum its name back; if it is meant to go, take it off `open_enums` in xtask/src/settings.rs and mend the code that names it
    ");
}

#[test]
fn a_transform_that_must_apply_has_something_to_do() {
    let settings = Settings {
        must_apply: vec![Transform::OpenEnums, Transform::UseCoreTypes],
        ..Settings::any("crate")
    };
    let error = xtask::generate(&document(THINGS), &settings).unwrap_err();
    insta::assert_snapshot!(error, @r"
    things.yaml cannot become a correct crate

    #
      reason:  the transform UseCoreTypes has nothing to do any more
      way out: see whether the document lost what it should have; if not, take the transform off `must_apply` in xtask/src/settings.rs
    ");
}

/// The settings of a catalog: kinds and the sizes that each comes in.
fn with_catalog() -> Settings {
    Settings {
        catalog: Some(("Kind".to_owned(), "Size".to_owned())),
        ..Settings::any("crate")
    }
}

fn kinds_with(sizes: &Value) -> Document {
    let mut document = document(THINGS);
    let schemas = document.value.pointer_mut("/components/schemas").unwrap();
    schemas["Size"] = json!({ "type": "string", "enum": ["S", "M"] });
    schemas["Kind"]["x-sub-options"] = sizes.clone();
    document
}

#[test]
fn a_catalog_pairs_the_values_of_two_enums() {
    let pairs = json!({ "BIG": ["M", "S"] });
    let generated = xtask::generate(&kinds_with(&pairs), &with_catalog()).unwrap();
    let catalog = &generated.files["catalog.rs"];
    assert!(
        catalog.contains("option_product_id: Kind::Big"),
        "{catalog}"
    );
    assert!(catalog.contains("Some(&[Size::M, Size::S])"), "{catalog}");
    assert!(
        catalog.contains("option_product_id: Kind::Small"),
        "{catalog}"
    );
}

#[test]
fn a_catalog_that_is_wrong_is_refused() {
    let pairs = json!({ "BIG": ["S", "XL", 5], "SMALL": ["S"], "TINY": [], "HUGE": "S" });
    let mut told = Vec::new();
    for document in [
        kinds_with(&pairs),
        kinds_with(&json!(["S", "M"])),
        document(THINGS),
    ] {
        let error = xtask::generate(&document, &with_catalog()).unwrap_err();
        told.extend(error.problems().iter().map(ToString::to_string));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    #/components/schemas/Kind/x-sub-options/BIG
      reason:  "XL" is not a value of `Size`
      way out: add it to the enum, or correct it here
    #/components/schemas/Kind/x-sub-options/BIG
      reason:  5 is not a value of `Size`
      way out: add it to the enum, or correct it here
    #/components/schemas/Kind/x-sub-options/SMALL
      reason:  `S` is listed under `BIG` already
      way out: a sub-option belongs to one option, once
    #/components/schemas/Kind/x-sub-options/TINY
      reason:  `TINY` is not a value of `Kind`
      way out: add it to the enum, or correct it here
    #/components/schemas/Kind/x-sub-options/HUGE
      reason:  `HUGE` is not a value of `Kind`
      way out: add it to the enum, or correct it here
    #/components/schemas/Kind/x-sub-options/HUGE
      reason:  the sub-options are not a list
      way out: write a list
    #/components/schemas/Kind/x-sub-options
      reason:  `x-sub-options` is not a map
      way out: write `x-sub-options: { OPTION: [SUB_OPTION, …] }`
    #/components/schemas/Size
      reason:  the catalog is made of the enum `Size`, which is gone
      way out: give the enum its name back, or change `catalog` in xtask/src/settings.rs
    "#);
}

fn document(text: &str) -> Document {
    Document::parse(text, "things.yaml").unwrap()
}

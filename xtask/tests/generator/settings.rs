//! What the settings of a project rely on, and what is said where the document no longer gives it.

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
      help:    give the enum its name back; if it is meant to go, take it off `open_enums` in xtask/src/settings.rs and mend the code that names it
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
      help:    see whether the document lost what it should have; if not, take the transform off `must_apply` in xtask/src/settings.rs
    ");
}

fn document(text: &str) -> Document {
    Document::parse(text, "things.yaml").unwrap()
}

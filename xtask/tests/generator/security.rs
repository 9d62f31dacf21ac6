//! The scopes of an operation in the generated table.

use xtask::{Document, Settings};

/// A document whose only operation has this security, below what holds for all.
fn scopes(security: &str, global: &str) -> Option<String> {
    let text = format!(
        "openapi: 3.0.3
info: {{ title: Things, version: '1' }}
{global}
paths:
  /things:
    get:
      operationId: list_things
      {security}
      responses: {{ '204': {{ description: Done }} }}
components:
  securitySchemes:
    key: {{ type: apiKey, in: header, name: X-Key }}
    oauth2:
      type: oauth2
      flows: {{ implicit: {{ authorizationUrl: a, scopes: {{ read: Read, write: Write }} }} }}
"
    );
    let document = Document::parse(&text, "things.yaml").unwrap();
    let generated = xtask::generate(&document, &Settings::any("crate")).unwrap();
    let operations = &generated.files["operations.rs"];
    let (_, rest) = operations.split_once(".scopes(")?;
    Some(rest.split_once(')').unwrap().0.to_owned())
}

#[test]
fn an_operation_has_its_own_scopes_or_those_of_the_document() {
    let global = "security: [{ oauth2: [write] }, { oauth2: [read] }, { oauth2: [write] }]";
    let of_all = Some("&[\"write\", \"read\"]".to_owned());
    assert_eq!(scopes("", global), of_all);
    let own = scopes("security: [{ oauth2: [read] }]", global);
    assert_eq!(own, Some("&[\"read\"]".to_owned()));
}

#[test]
fn what_may_be_called_without_a_scope_has_none() {
    let global = "security: [{ oauth2: [write] }]";
    assert_eq!(scopes("", ""), None);
    for public in [
        "[]",
        "[{}]",
        "[{ oauth2: [read] }, {}]",
        "[{ oauth2: [read] }, { key: [] }]",
    ] {
        assert_eq!(
            scopes(&format!("security: {public}"), global),
            None,
            "{public}"
        );
    }
}

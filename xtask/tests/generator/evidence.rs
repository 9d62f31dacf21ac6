//! The page that says how each statement is known.

use xtask::{Document, evidence};

/// What stands in the repository is what the document says: `cargo xtask docs` writes it, and so does
/// this test where snapshots are accepted.
#[test]
fn the_page_is_what_the_document_says() {
    let path = xtask::root().join("openapi/works-partner.yaml");
    let document = Document::load(&path, "openapi/works-partner.yaml").unwrap();
    let (place, page) = (
        xtask::root().join(evidence::PAGE),
        evidence::page(&document),
    );
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::write(&place, &page).unwrap();
    }
    let kept = std::fs::read_to_string(place).unwrap();
    assert!(kept == page, "run `cargo xtask docs`");
}

#[test]
fn operations_fields_and_facts_are_told() {
    let document = Document::parse(
        r##"
openapi: 3.0.3
info: { title: Shop, version: '1' }
paths:
  /books:
    get: { operationId: list_books, x-evidence: partial, externalDocs: { url: https://shop.test/jp/docs/books-list }, responses: {} }
components:
  schemas:
    Book:
      type: object
      properties:
        pages: { type: array, items: { type: object, properties: { size: { type: integer, x-evidence: inferred, description: "Half a | page.\nOr one." } } } }
    Plan:
      type: string
      enum: [YEAR]
      x-catalog:
        evidence: { term: { evidence: documented, source: https://shop.test/en/docs/plans } }
        values: { YEAR: { term: annual, evidence: { term: numbering } } }
"##,
        "shop",
    )
    .unwrap();
    let page = evidence::page(&document);
    let rows: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| -"))
        .collect();
    insta::assert_snapshot!(rows.join("\n"), @r"
    | operation | evidence | page |
    | `list_books`<br>`GET /books` | partial | [books-list](https://shop.test/jp/docs/books-list), Japanese |
    | field | evidence | what is said of it |
    | `Book.pages[].size` | inferred | Half a \| page. Or one. |
    | fact | evidence | page |
    | term | documented | [plans](https://shop.test/en/docs/plans) |
    | term of `YEAR` | numbering |  |
    ");
}

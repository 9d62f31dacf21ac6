//! What `evolve` says of thirty edits of a document, and what other tools say of the same.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use xtask::evolve::{Aspect, Evolution, Level, evolve};
use xtask::{Document, Settings};

use Level::{Major, Minor, Patch};

/// A library that lends books: every kind of place that an edit can be in.
const LIBRARY: &str = r##"
openapi: 3.0.3
info: { title: Library, version: '1' }
servers: [{ url: https://library.test/v1 }]
paths:
  /loans:
    get:
      operationId: list_loans
      summary: List the loans
      tags: [loans]
      security: [{ oauth2: [loans] }, { oauth2: [loans.read] }]
      parameters:
        - { name: count, in: query, schema: { type: integer, maximum: 30 } }
        - { name: reader, in: query, schema: { type: string } }
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Loans' } } } }
        '404': { description: none }
    post:
      operationId: create_loan
      summary: Lend a book
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/LoanCreate' } } }
      responses:
        '201': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Loan' } } } }
  /loans/{loanId}:
    delete:
      operationId: end_loan
      summary: Take a book back
      parameters:
        - { name: loanId, in: path, required: true, schema: { type: integer, format: int64 } }
      responses: { '204': { description: done } }
components:
  securitySchemes:
    oauth2:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: https://library.test/token, scopes: { loans: all, loans.read: read } } }
  schemas:
    Loans:
      type: object
      properties: { loans: { type: array, items: { $ref: '#/components/schemas/Loan' } } }
    Loan:
      type: object
      required: [loanId, kind]
      properties:
        loanId: { type: integer, format: int64 }
        kind: { $ref: '#/components/schemas/Kind' }
        due: { type: string, format: date, description: The last day }
        note: { type: string, nullable: true }
        copies: { type: integer, format: int32 }
    LoanCreate:
      type: object
      required: [kind]
      properties:
        kind: { $ref: '#/components/schemas/Kind' }
        note: { type: string, maxLength: 40 }
        copies: { type: integer, format: int32, default: 1 }
    Kind:
      type: string
      enum: [BOOK, MAP]
      x-enum-descriptions: { BOOK: A book, MAP: A map }
"##;

struct Edit {
    name: &'static str,
    /// At which pointer, and what is put there; `Null` takes away.
    puts: &'static [(&'static str, &'static str)],
    level: Level,
    wire: Option<Level>,
    rust: Option<Level>,
    rules: Option<Level>,
    cli: Option<Level>,
}

const fn edit(
    name: &'static str,
    puts: &'static [(&'static str, &'static str)],
    level: Level,
    [wire, rust, rules, cli]: [Option<Level>; 4],
) -> Edit {
    Edit {
        name,
        puts,
        level,
        wire,
        rust,
        rules,
        cli,
    }
}

const NO: Option<Level> = None;
const MINOR: Option<Level> = Some(Minor);
const MAJOR: Option<Level> = Some(Major);

/// What is edited, the level of the whole, and those of wire, Rust API, rules and CLI.
#[rustfmt::skip]
const EDITS: [Edit; 32] = [
    edit("operation added", &[("/paths/~1loans~1{loanId}/get", r##"{"operationId":"get_loan","parameters":[{"name":"loanId","in":"path","required":true,"schema":{"type":"integer"}}],"responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Loan"}}}}}}"##)], Minor, [MINOR, MINOR, NO, MINOR]),
    edit("operation removed", &[("/paths/~1loans~1{loanId}", "null")], Major, [MAJOR, MAJOR, NO, MAJOR]),
    edit("operation renamed", &[("/paths/~1loans/get/operationId", r#""find_loans""#)], Major, [NO, MAJOR, NO, MAJOR]),
    edit("path moved", &[("/paths/~1loans~1{loanId}", "null"), ("/paths/~1books~1{loanId}", r#"{"delete":{"operationId":"end_loan","summary":"Take a book back","parameters":[{"name":"loanId","in":"path","required":true,"schema":{"type":"integer","format":"int64"}}],"responses":{"204":{"description":"done"}}}}"#)], Major, [MAJOR, NO, NO, NO]),
    edit("optional parameter added", &[("/paths/~1loans/get/parameters/2", r#"{"name":"cursor","in":"query","schema":{"type":"string"}}"#)], Minor, [MINOR, MINOR, NO, MINOR]),
    edit("required parameter added", &[("/paths/~1loans/get/parameters/2", r#"{"name":"cursor","in":"query","required":true,"schema":{"type":"string"}}"#)], Major, [MAJOR, MAJOR, NO, MAJOR]),
    edit("parameter removed", &[("/paths/~1loans/get/parameters/1", "null")], Major, [MAJOR, MAJOR, NO, MAJOR]),
    edit("parameter becomes required", &[("/paths/~1loans/get/parameters/1/required", "true")], Major, [MAJOR, MAJOR, NO, MAJOR]),
    edit("parameter of another type", &[("/paths/~1loans/get/parameters/1/schema", r#"{"type":"integer"}"#)], Major, [MAJOR, MAJOR, NO, MAJOR]),
    edit("limit of a parameter lowered", &[("/paths/~1loans/get/parameters/0/schema/maximum", "20")], Minor, [NO, NO, MINOR, NO]),
    edit("limit of a body raised", &[("/components/schemas/LoanCreate/properties/note/maxLength", "80")], Minor, [NO, NO, MINOR, NO]),
    edit("pattern added to a body", &[("/components/schemas/LoanCreate/properties/note/pattern", r#""^[a-z]*$""#)], Minor, [NO, NO, MINOR, NO]),
    edit("limit added to an answer", &[("/components/schemas/Loan/properties/note/maxLength", "80")], Patch, [NO, NO, NO, NO]),
    edit("property of an answer added", &[("/components/schemas/Loan/properties/shelf", r#"{"type":"string"}"#)], Minor, [MINOR, MINOR, NO, NO]),
    edit("required property of an answer added", &[("/components/schemas/Loan/properties/shelf", r#"{"type":"string"}"#), ("/components/schemas/Loan/required/2", r#""shelf""#)], Major, [MAJOR, MINOR, NO, NO]),
    edit("property of an answer removed", &[("/components/schemas/Loan/properties/copies", "null")], Major, [MINOR, MAJOR, NO, NO]),
    edit("property of an answer becomes optional", &[("/components/schemas/Loan/required/1", "null")], Major, [MAJOR, MAJOR, NO, NO]),
    edit("property of an answer becomes required", &[("/components/schemas/Loan/required/2", r#""due""#)], Major, [MAJOR, MAJOR, NO, NO]),
    edit("property of an answer of another type", &[("/components/schemas/Loan/properties/copies", r#"{"type":"string"}"#)], Major, [MAJOR, MAJOR, NO, NO]),
    edit("property of an answer of another width", &[("/components/schemas/Loan/properties/copies/format", r#""int64""#)], Minor, [MINOR, NO, NO, NO]),
    edit("property of an answer may be null", &[("/components/schemas/Loan/properties/due/nullable", "true")], Major, [MAJOR, MAJOR, NO, NO]),
    edit("optional property of a request added", &[("/components/schemas/LoanCreate/properties/desk", r#"{"type":"string"}"#)], Minor, [MINOR, MINOR, NO, MINOR]),
    edit("required property of a request added", &[("/components/schemas/LoanCreate/properties/desk", r#"{"type":"string"}"#), ("/components/schemas/LoanCreate/required/1", r#""desk""#)], Major, [MAJOR, MAJOR, NO, MAJOR]),
    edit("property of a request removed", &[("/components/schemas/LoanCreate/properties/copies", "null")], Major, [MAJOR, MAJOR, NO, MAJOR]),
    edit("value of an enum added", &[("/components/schemas/Kind/enum/2", r#""FILM""#)], Minor, [MINOR, MINOR, NO, MINOR]),
    edit("value of an enum removed", &[("/components/schemas/Kind/enum/1", "null"), ("/components/schemas/Kind/x-enum-descriptions/MAP", "null")], Major, [MINOR, MAJOR, MINOR, NO]),
    edit("label of a value changed", &[("/components/schemas/Kind/x-enum-descriptions/MAP", r#""A chart""#)], Patch, [NO, NO, NO, NO]),
    edit("description changed", &[("/components/schemas/Loan/properties/due/description", r#""When it is due""#)], Patch, [NO, NO, NO, NO]),
    edit("default changed", &[("/components/schemas/LoanCreate/properties/copies/default", "2")], Patch, [NO, NO, NO, NO]),
    edit("status of an error added", &[("/paths/~1loans/get/responses/409", r#"{"description":"taken"}"#)], Patch, [Some(Patch), NO, NO, NO]),
    edit("scope no longer enough", &[("/paths/~1loans/get/security/1", "null")], Major, [MAJOR, NO, NO, NO]),
    edit("answer gets a body", &[("/paths/~1loans~1{loanId}/delete/responses/204", "null"), ("/paths/~1loans~1{loanId}/delete/responses/200", r##"{"description":"ok","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Loan"}}}}"##)], Major, [Some(Patch), MAJOR, NO, NO]),
];

/// More of the kind, which the others were not asked about.
#[rustfmt::skip]
const MORE: [Edit; 5] = [
    edit("parameter of a path renamed", &[("/paths/~1loans~1{loanId}", "null"), ("/paths/~1loans~1{lendingId}", r#"{"delete":{"operationId":"end_loan","summary":"Take a book back","parameters":[{"name":"lendingId","in":"path","required":true,"schema":{"type":"integer","format":"int64"}}],"responses":{"204":{"description":"done"}}}}"#)], Major, [NO, MAJOR, NO, MAJOR]),
    edit("required header added", &[("/paths/~1loans/get/parameters/2", r#"{"name":"X-Branch","in":"header","required":true,"schema":{"type":"string"}}"#)], Major, [MAJOR, MAJOR, NO, MAJOR]),
    edit("property renamed", &[("/components/schemas/Loan/properties/copies", "null"), ("/components/schemas/Loan/properties/amount", r#"{"type":"integer","format":"int32"}"#)], Major, [MINOR, MAJOR, NO, NO]),
    edit("server moved", &[("/servers/0", "null"), ("/servers/0", r#"{"url":"https://library.test/v2"}"#)], Major, [MAJOR, NO, NO, NO]),
    edit("body becomes optional", &[("/paths/~1loans/post/requestBody/required", "false")], Minor, [MINOR, NO, NO, NO]),
];

#[test]
fn the_thirty_edits_are_what_they_are() {
    let mut wrong = Vec::new();
    for edit in EDITS.iter().chain(&MORE) {
        let evolution = of(edit);
        let seen = [
            Aspect::Wire,
            Aspect::Rust,
            Aspect::Rules,
            Aspect::CommandLine,
        ]
        .map(|aspect| evolution.level_of(aspect));
        let expected = [edit.wire, edit.rust, edit.rules, edit.cli];
        if evolution.level() != Some(edit.level) || seen != expected {
            wrong.push(format!(
                "{}: {:?} {seen:?}, expected {:?} {expected:?}\n{evolution}",
                edit.name,
                evolution.level(),
                edit.level
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_change_says_where_it_is_and_what_it_means() {
    let edit = EDITS
        .iter()
        .find(|edit| edit.name == "value of an enum removed")
        .unwrap();
    insta::assert_snapshot!(of(edit), @r"
    minor  `Kind` is no longer known to be `MAP` (A map).
           #/components/schemas/Kind/enum
           rules    minor  requests with it are warned of, as of any unknown value
           wire     minor  where it is answered, it is kept as `Unknown`

    The generated crate
      major  types::Kind::Map: variant is gone
    ");
    let edit = EDITS
        .iter()
        .find(|edit| edit.name == "parameter of another type")
        .unwrap();
    insta::assert_snapshot!(of(edit), @r"
    major  `reader` in the query of `list_loans` is `integer`; it was `string`.
           #/paths/~1loans/get/parameters
           wire     major  what was sent before is another type
           CLI      major  the flag takes another kind of value

    The generated crate
      major  builder::ListLoans::reader: fn reader<V>(mut self, value: V) -> Self where V: std::convert::TryInto<i64>,; it was fn reader<V>(mut self, value: V) -> Self where V: std::convert::TryInto<String>,
    ");
}

#[test]
fn versions_go_on_as_cargo_reads_them() {
    let level = |name: &str| of(EDITS.iter().find(|edit| edit.name == name).unwrap());
    let (patch, minor, major) = (
        level("description changed"),
        level("value of an enum added"),
        level("operation removed"),
    );
    let next = |current: &str| [&patch, &minor, &major].map(|it| it.next_version(current).unwrap());
    assert_eq!(next("0.1.4"), ["0.1.5", "0.1.5", "0.2.0"]);
    assert_eq!(next("1.2.3"), ["1.2.4", "1.3.0", "2.0.0"]);
    let same = evolve(&library(), &library(), &Settings::any("crate")).unwrap();
    assert_eq!(
        (same.level(), same.next_version("1.2.3").unwrap().as_str()),
        (None, "1.2.3")
    );
    assert!(patch.next_version("1.2").is_err());
}

/// Who is right where the three do not say the same, and why.
#[rustfmt::skip]
const VERDICTS: &[(&str, &str)] = &[
    ("operation added", "evolve: cargo-semver-checks reports what breaks, not what is added"),
    ("operation renamed", "evolve: the method is named after the `operationId`, which openapi-diff does not compare"),
    ("path moved", "evolve and openapi-diff: calls go elsewhere; the Rust API is the same"),
    ("optional parameter added", "evolve: openapi-diff does not compare parameters, cargo-semver-checks not what is added"),
    ("required parameter added", "evolve: without it, programs compile and sending fails, which no signature shows; openapi-diff does not compare parameters"),
    ("parameter removed", "evolve and cargo-semver-checks: openapi-diff does not compare parameters"),
    ("parameter becomes required", "evolve: as for a required parameter that is added"),
    ("parameter of another type", "evolve: the bound of a generic setter changed, which cargo-semver-checks does not compare"),
    ("limit of a parameter lowered", "evolve: what the service refuses is no longer sent; openapi-diff does not compare parameters"),
    ("limit of a body raised", "all: nothing breaks; evolve tells that requests are held against another limit"),
    ("pattern added to a body", "evolve: openapi-diff does not compare patterns; the service refused the rest before"),
    ("limit added to an answer", "all: no answer is refused for it"),
    ("property of an answer added", "all: nothing breaks; it was in `extra`"),
    ("required property of an answer added", "evolve: answers without it are no longer read; in openapi-diff, servers may always promise more"),
    ("property of an answer becomes optional", "evolve and openapi-diff: the field is an `Option`, a change of type that cargo-semver-checks does not see"),
    ("property of an answer becomes required", "evolve: the field is no `Option` any more, a change of type that cargo-semver-checks does not see"),
    ("property of an answer of another type", "evolve and openapi-diff: cargo-semver-checks does not compare the types of fields"),
    ("property of an answer of another width", "all: nothing breaks, since all integers are `i64`; evolve tells the range"),
    ("property of an answer may be null", "evolve: the field is `Nullable`, a change of type that cargo-semver-checks does not see; openapi-diff does not compare `nullable`"),
    ("optional property of a request added", "evolve and cargo-semver-checks: requests without it stay right; openapi-diff takes it for one that is required"),
    ("required property of a request added", "evolve and openapi-diff: the builder fails without it, which no signature shows"),
    ("property of a request removed", "evolve and cargo-semver-checks: programs that set it do not compile"),
    ("value of an enum added", "evolve: enums are open and non-exhaustive, nothing breaks; openapi-diff does not follow the reference"),
    ("value of an enum removed", "evolve and cargo-semver-checks: the variant is gone"),
    ("label of a value changed", "all: nothing breaks; what people read is a patch"),
    ("description changed", "all: nothing breaks; what people read is a patch"),
    ("default changed", "all: nothing breaks; the client never sends a default"),
    ("status of an error added", "all: nothing breaks; every status is read"),
    ("scope no longer enough", "evolve: tokens with that scope are refused; the others do not compare scopes"),
    ("answer gets a body", "evolve and openapi-diff: the method returns another type, which cargo-semver-checks does not see"),
];

fn verdict(edit: &str) -> &'static str {
    let found = VERDICTS.iter().find(|(name, _)| *name == edit);
    found.map_or("all", |(_, why)| why)
}

/// What cargo-semver-checks and an OpenAPI differ say of the same edits: `evolve_others.md`.
///
/// Needs cargo-semver-checks 0.51.0 and the command of the npm package openapi-diff 0.24.1 on the path, and
/// about ten minutes. With `INSTA_UPDATE=always`, it writes the table.
#[test]
#[ignore = "needs tools that are not ours, and ten minutes"]
fn other_tools_on_the_same_edits() {
    let folder = tempfile::tempdir().unwrap();
    let target =
        std::env::var_os("EVOLVE_TARGET").map_or_else(|| folder.path().join("target"), Into::into);
    let old = folder.path().join("old");
    write_crate(&library(), &old);
    let mut table = String::from(
        "| edit | evolve | its Rust API | cargo-semver-checks 0.51.0 | openapi-diff 0.24.1 | who is right, and why |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for edit in &EDITS {
        let new = folder.path().join("new");
        write_crate(&edited(edit), &new);
        let checks = Command::new("cargo")
            .args([
                "semver-checks",
                "--release-type",
                "patch",
                "--color",
                "never",
                "--baseline-root",
            ])
            .arg(&old)
            .arg("--manifest-path")
            .arg(new.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", &target)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&checks.stderr).into_owned();
        let checks = match () {
            () if told.contains("requires new major version") => "major",
            () if told.contains("requires new minor version") => "minor",
            () if checks.status.success() => "none",
            () => panic!("{}: {told}", edit.name),
        };
        let differ = Command::new("openapi-diff")
            .args([old.join("document.json"), new.join("document.json")])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&differ.stdout).into_owned();
        let differ = match () {
            () if told.contains("Breaking changes found") => "breaking",
            () if told.contains("Non breaking changes found") => "not breaking",
            () if told.contains("No changes found") => "no change",
            () => "another change",
        };
        let rust = edit
            .rust
            .map_or_else(|| "none".to_owned(), |level| level.to_string());
        table += &format!(
            "| {} | {} | {rust} | {checks} | {differ} | {} |\n",
            edit.name,
            edit.level,
            verdict(edit.name)
        );
    }
    insta::assert_snapshot!("evolve_others", table);
}

/// Where the tools differ, the table says who is right.
#[test]
fn every_disagreement_has_a_verdict() {
    let table = include_str!("snapshots/generator__evolve__evolve_others.snap");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| ---"))
        .skip(1)
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    for edit in &EDITS {
        let row = rows.iter().find(|row| row[1] == edit.name);
        let row = row.unwrap_or_else(|| panic!("no row of {}", edit.name));
        assert_eq!(row[2], edit.level.to_string(), "{}", edit.name);
        assert_eq!(row[6], verdict(edit.name), "{}", edit.name);
        let breaks = |text: &str| ["major", "breaking"].contains(&text);
        let differ = breaks(row[2]) != breaks(row[4]) || breaks(row[2]) != breaks(row[5]);
        assert!(!differ || row[6] != "all", "{} has no verdict", edit.name);
    }
}

fn write_crate(document: &Document, folder: &Path) {
    let generated = xtask::generate(document, &Settings::any("crate")).unwrap();
    let source = folder.join("src");
    std::fs::create_dir_all(&source).unwrap();
    for (name, text) in &generated.files {
        let name = if name == "mod.rs" { "lib.rs" } else { name };
        // What a crate says by hand: that calls go through a `Transport`.
        let hooks = match name {
            "lib.rs" => {
                "\nimpl progenitor_client::ClientHooks<works_partner_api::Transport> for Client {}\n"
            }
            _ => "",
        };
        std::fs::write(source.join(name), format!("{text}{hooks}")).unwrap();
    }
    let api = xtask::root().join("crates/works-partner-api");
    let manifest = format!(
        "[package]\nname = \"library\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
         works-partner-api = {{ path = \"{}\" }}\nprogenitor-client = \"0.15\"\nreqwest = {{ version = \"0.13\", default-features = false }}\n\
         schemars = \"1\"\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\nregex-lite = \"0.1\"\n",
        api.display()
    );
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    std::fs::write(folder.join("document.json"), document.value.to_string()).unwrap();
}

/// Facts of the catalog are rules, and how well they are known is not.
#[test]
fn facts_of_the_catalog_decide_rules() {
    let text = std::fs::read_to_string(xtask::root().join("openapi/works-partner.yaml")).unwrap();
    let old = Document::parse(&text, "old").unwrap();
    let mut new = old.clone();
    let catalog = new
        .value
        .pointer_mut("/components/schemas/OptionProductId/x-catalog")
        .unwrap();
    catalog["values"]["CST_S"]["quantity"] = json!({"max": 60});
    let evolution = evolve(&old, &new, &Settings::any("crate")).unwrap();
    assert_eq!(
        evolution.level_of(Aspect::Rules),
        Some(Minor),
        "{evolution}"
    );
    assert_eq!(evolution.level_of(Aspect::Rust), None, "{evolution}");
}

fn library() -> Document {
    Document::parse(LIBRARY, "library.yaml").unwrap()
}

fn of(edit: &Edit) -> Evolution {
    evolve(&library(), &edited(edit), &Settings::any("crate"))
        .unwrap_or_else(|error| panic!("{}: {error}", edit.name))
}

fn edited(edit: &Edit) -> Document {
    let mut document = library();
    for (pointer, value) in edit.puts {
        let value: Value = serde_json::from_str(value).unwrap();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let key = key.replace("~1", "/").replace("~0", "~");
        match document.value.pointer_mut(parent).unwrap() {
            Value::Array(list) => {
                let at: usize = key.parse().unwrap();
                if value.is_null() {
                    list.remove(at);
                } else {
                    list.insert(at, value);
                }
            }
            Value::Object(object) if value.is_null() => {
                object.remove(&key).unwrap();
            }
            Value::Object(object) => {
                object.insert(key, value);
            }
            other => panic!("{} cannot be edited", other),
        }
    }
    document
}

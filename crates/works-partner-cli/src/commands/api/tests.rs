//! Operations that the document does not have.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use clap::{ArgMatches, Command, CommandFactory as _};
use serde_json::{Value, json};
use works_partner_ext::OperationCall;
use works_partner_ext::api::schema::{Enumeration, Kind, Object, Property, Schema};
use works_partner_ext::api::{Body, Location, OPERATIONS, Operation, Parameter};

use super::{call, flags, tree};
use crate::command_line::CommandLine;
use crate::failure::Failure;

static COLOUR: Enumeration =
    Enumeration::new("HairColour", &[("red", Some("Red")), ("grey", None)]);
static TEXT: Schema = Schema::new(Kind::Text);
static HAIR: Schema = Schema::new(Kind::Enum(&COLOUR));
static SECRET: Schema = Schema::new(Kind::Text).format("password");
static INNER: Object = Object::new(
    "Inner",
    &[
        Property::new("lastName", Schema::new(Kind::Text)).required(),
        Property::new("secret", SECRET),
        Property::new("again", Schema::new(Kind::Object(&INNER))),
    ],
);
static KINDS: Operation = Operation::new("PUT", "/a/{some_id}", "put_kinds")
    .parameters(&[
        Parameter::new(Location::Path, "some_id", Schema::new(Kind::Integer)).required(),
        Parameter::new(Location::Query, "tags", Schema::new(Kind::List(&TEXT))),
        Parameter::new(Location::Header, "X-Trace", Schema::new(Kind::Text)),
    ])
    .body(
        Body::new(Schema::new(Kind::Object(&Object::new(
            "Kinds",
            &[
                Property::new("flag", Schema::new(Kind::Boolean).nullable()),
                Property::new("count", Schema::new(Kind::Integer).minimum("1")),
                Property::new("ratio", Schema::new(Kind::Number)),
                Property::new("memo", Schema::new(Kind::Text).nullable()),
                Property::new("on", Schema::new(Kind::Text).format("date")).inferred(),
                Property::new("hair", HAIR).required(),
                Property::new("hairs", Schema::new(Kind::List(&HAIR)).nullable()),
                Property::new("inner", Schema::new(Kind::Object(&INNER))),
                Property::new("free", Schema::new(Kind::Any)),
                Property::new("map", Schema::new(Kind::Map(&TEXT))),
                Property::new(
                    "objects",
                    Schema::new(Kind::List(&Schema::new(Kind::Object(&INNER)))),
                ),
                Property::new("secrets", Schema::new(Kind::List(&SECRET))),
            ],
        ))))
        .required(),
    );

fn names(operation: &Operation) -> Vec<String> {
    let flags = flags::of(operation);
    flags.into_iter().map(|flag| flag.name).collect()
}

fn matches(operation: &Operation, line: &[&str]) -> Result<ArgMatches, clap::Error> {
    let line = std::iter::once("x").chain(line.iter().copied());
    tree::described(Command::new("x"), operation).try_get_matches_from(line)
}

fn call(operation: &Operation, line: &[&str]) -> Result<OperationCall, Failure> {
    let matches = matches(operation, line).unwrap();
    call::read(operation, &flags::of(operation), &matches)
}

fn body(line: &[&str]) -> Value {
    let line = [&["--some-id", "1"], line].concat();
    call(&KINDS, &line).unwrap().shown_body().unwrap()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

#[test]
fn every_operation_is_a_command() {
    let mut command = CommandLine::command();
    command.build();
    let api = command.find_subcommand("api").unwrap();
    let missing: Vec<&str> = OPERATIONS
        .iter()
        .filter(|operation| {
            let found = api.find_subcommand(tree::name_of(operation));
            found.is_none() || api.find_subcommand(operation.id).is_none()
        })
        .map(|operation| operation.id)
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
    let without: Vec<String> = OPERATIONS
        .iter()
        .flat_map(|operation| {
            let command = api.find_subcommand(operation.id).unwrap();
            let flags = names(operation).into_iter();
            flags.filter(|name| {
                command
                    .get_arguments()
                    .all(|arg| arg.get_long() != Some(name))
            })
        })
        .collect();
    assert_eq!(without, Vec::<String>::new());
}

#[test]
fn every_kind_has_its_flag() {
    let expected = [
        "some-id",
        "tags",
        "x-trace",
        "flag",
        "count",
        "ratio",
        "memo",
        "on",
        "hair",
        "hairs",
        "inner.last-name",
        "inner.secret-file",
    ];
    assert_eq!(names(&KINDS), expected);
    assert_eq!(
        flags::without_flag(&KINDS),
        ["free", "map", "objects", "secrets"]
    );
    tree::described(Command::new("x"), &KINDS).debug_assert();
    let line = [
        "--flag",
        "false",
        "--count",
        "2",
        "--ratio",
        "-1.50",
        "--memo",
        "7",
        "--on",
        "2027-01-02",
        "--hair",
        "red",
        "--hairs",
        "red",
        "--hairs",
        "grey",
        "--inner.last-name",
        "A",
    ];
    let expected = json!({
        "flag": false, "count": 2, "ratio": -1.5, "memo": "7", "on": "2027-01-02", "hair": "red",
        "hairs": ["red", "grey"], "inner": {"lastName": "A"},
    });
    assert_eq!(body(&line), expected);
    let line = [
        "--some-id",
        "5",
        "--tags",
        "a&b",
        "--tags",
        "c",
        "--hair",
        "red",
    ];
    let url = call(&KINDS, &line)
        .unwrap()
        .url("http://localhost")
        .unwrap();
    assert_eq!(url.as_str(), "http://localhost/a/5?tags=a%26b&tags=c");
}

#[test]
fn null_is_neither_a_text_nor_absent() {
    assert_eq!(body(&["--memo", "null"]), json!({"memo": "null"}));
    assert_eq!(
        body(&["--null", "memo", "--null", "hairs"]),
        json!({"memo": null, "hairs": null})
    );
    assert_eq!(body(&[]), json!({}));
    let both = call(&KINDS, &["--null", "memo", "--memo", "a"]).unwrap_err();
    assert!(both.to_text().contains("contradict"), "{}", both.to_text());
    assert!(matches(&KINDS, &["--null", "count"]).is_err());
}

#[test]
fn flags_set_their_fields_in_a_json_body() {
    let whole = file(r#"{"memo": "a", "free": [1.5], "inner": {"x": 1}, "map": null}"#);
    let path = whole.path().to_str().unwrap();
    assert_eq!(
        body(&[
            "--json-body",
            path,
            "--null",
            "memo",
            "--inner.last-name",
            "B"
        ]),
        json!({"memo": null, "free": [1.5], "inner": {"x": 1, "lastName": "B"}, "map": null})
    );
    for wrong in ["[]", r#"{"inner": 7}"#, "{"] {
        let whole = file(wrong);
        let line = [
            "--json-body",
            whole.path().to_str().unwrap(),
            "--inner.last-name",
            "B",
        ];
        let failure = call(&KINDS, &line).unwrap_err().to_text();
        assert!(failure.contains("JSON"), "{failure}");
    }
}

#[test]
fn a_secret_comes_from_a_file_and_is_not_shown() {
    let secret = file("hush \r\n");
    let path = secret.path().to_str().unwrap();
    assert!(matches(&KINDS, &["--inner.secret", "hush"]).is_err());
    assert_eq!(
        body(&["--inner.secret-file", path]),
        json!({"inner": {"secret": "[secret]"}})
    );
    let found = call(&KINDS, &["--inner.secret-file", path])
        .unwrap()
        .check();
    assert!(!format!("{found:?}").contains("hush"));
}

#[test]
fn what_is_wrong_is_told_at_once() {
    let line = [
        "--some-id",
        "x",
        "--count",
        "0",
        "--flag",
        "yes",
        "--on",
        "soon",
        "--hair",
        "gray",
    ];
    let call = call(&KINDS, &line).unwrap();
    let failure = call::refusal(call.check(), &flags::of(&KINDS), &KINDS).to_text();
    let expected = "\
error: the request is not as documented in 5 places, and was not sent
  some_id is \"x\": expected an integer (--some-id)
  flag is \"yes\": expected true or false, or null (--flag)
  count is 0: expected at least 1 (--count)
  on is \"soon\": expected a date of the form YYYY-MM-DD (--on)
  hair is \"gray\": expected one of red, grey; did you mean grey? (--hair)
hint: --allow-unlisted sends codes that the document does not list";
    assert_eq!(anstream::adapter::strip_str(&failure).to_string(), expected);
}

#[test]
fn a_name_that_is_taken_gets_another() {
    static PARAMETERS: &[Parameter] = &[
        Parameter::new(Location::Path, "config", Schema::new(Kind::Text)).required(),
        Parameter::new(Location::Query, "output", Schema::new(Kind::Text)),
        Parameter::new(Location::Query, "dry_run", Schema::new(Kind::Text)),
        Parameter::new(Location::Header, "Verbose", Schema::new(Kind::Text)),
        Parameter::new(Location::Query, "domainId", Schema::new(Kind::Integer)),
    ];
    static OBJECT: Object = Object::new(
        "Clashing",
        &[
            Property::new("domainId", Schema::new(Kind::Integer)),
            Property::new("domain_id", Schema::new(Kind::Integer)),
            Property::new("DomainID", Schema::new(Kind::Integer)),
            Property::new("null", Schema::new(Kind::Text).nullable()),
            Property::new("help", Schema::new(Kind::Text)),
            Property::new("profile", SECRET),
        ],
    );
    static CLASHING: Operation = Operation::new("POST", "/{config}", "clashing")
        .parameters(PARAMETERS)
        .body(Body::new(Schema::new(Kind::Object(&OBJECT))));
    let expected = [
        "path.config",
        "query.output",
        "query.dry-run",
        "header.verbose",
        "domain-id",
        "body.domain-id",
        "body.domain-id-2",
        "body.domain-id-3",
        "body.null",
        "body.help",
        "profile-file",
    ];
    assert_eq!(names(&CLASHING), expected);
    tree::described(Command::new("x"), &CLASHING).debug_assert();
    let line = [
        "--path.config",
        "a",
        "--domain-id",
        "1",
        "--body.domain-id-2",
        "2",
        "--null",
        "body.null",
    ];
    let call = call(&CLASHING, &line).unwrap();
    assert_eq!(
        call.url("http://localhost").unwrap().as_str(),
        "http://localhost/a?domainId=1"
    );
    assert_eq!(
        call.shown_body().unwrap(),
        json!({"domain_id": 2, "null": null})
    );
}

#[test]
fn a_body_that_is_no_object_is_given_whole() {
    let list = Operation::new("POST", "/a", "add")
        .body(Body::new(Schema::new(Kind::List(&TEXT))).required());
    assert!(names(&list).is_empty());
    let whole = file(r#"["a"]"#);
    let call = call(&list, &["--json-body", whole.path().to_str().unwrap()]).unwrap();
    assert_eq!(call.shown_body().unwrap(), json!(["a"]));
    assert!(call.check().is_empty());
}

#[test]
fn names_become_words() {
    for (name, kebab) in [
        ("optionProductId", "option-product-id"),
        ("option_product_id", "option-product-id"),
        ("enableURLPath", "enable-url-path"),
        ("X-Trace", "x-trace"),
        ("sub2Option", "sub2-option"),
        ("_a..b_", "a-b"),
    ] {
        assert_eq!(flags::kebab(name), kebab);
    }
}

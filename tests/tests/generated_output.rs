//! The generated crate, locked in slices that a person can review. A change of the document shows
//! here as what it means for users.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value, json};
use works_partner_api::{OPERATIONS, OPTION_PRODUCTS};
use works_partner_tests::listing;
use xtask::{Document, Settings};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn generated() -> PathBuf {
    root().join("crates/works-partner-api/src/generated")
}

fn document() -> Document {
    let name = "openapi/works-partner.yaml";
    Document::load(&root().join(name), name).unwrap()
}

static NORMALISED: LazyLock<Value> = LazyLock::new(|| {
    xtask::generate(&document(), &Settings::project())
        .unwrap()
        .normalised
        .value
});

/// The check of the written crate passes, and does not pass by being blind.
#[test]
fn a_crate_that_is_not_what_the_document_says_is_told() {
    let mut document = document();
    let as_written = xtask::generate(&document, &Settings::project()).unwrap();
    assert!(xtask::drift(&as_written, &generated()).is_empty());

    let schemas = document.value.pointer_mut("/components/schemas").unwrap();
    let options = schemas["OptionProductId"]["enum"].as_array_mut().unwrap();
    options.push(json!("NEW1"));
    schemas["OptionProductOrder"]["properties"]["newField"] = json!({ "type": "string" });
    let changed = xtask::generate(&document, &Settings::project()).unwrap();

    let drift = xtask::drift(&changed, &generated());
    let added: Vec<&str> = drift
        .iter()
        .flat_map(|drift| drift.diff.lines())
        .filter_map(|line| Some(line.strip_prefix('+')?.trim()))
        .collect();
    for line in [
        "New1,",
        "option_product_id: OptionProductId::New1,",
        "pub new_field: ::std::option::Option<::std::string::String>,",
    ] {
        assert!(added.contains(&line), "{line} is not in {added:#?}");
    }
}

#[test]
fn operations() {
    let normalised = &*NORMALISED;
    let mut text = String::new();
    for operation in OPERATIONS {
        let described = &normalised["paths"][operation.path][operation.method.to_lowercase()];
        let parameters: Vec<String> = described["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|parameter| {
                format!(
                    "{}:{}",
                    parameter["in"].as_str().unwrap(),
                    parameter["name"].as_str().unwrap()
                )
            })
            .collect();
        let body = |holder: &Value| match &holder["content"]["application/json"]["schema"] {
            Value::Null => "-".to_owned(),
            schema => schema["$ref"].as_str().map_or(schema.to_string(), |name| {
                name.rsplit('/').next().unwrap().to_owned()
            }),
        };
        let success = &described["responses"]["2XX"];
        let answers = format!("{:?} {}", operation.statuses, body(success));
        writeln!(
            text,
            "{} {}\n    {} {:?} {:?}\n    {} | body {} | {}",
            operation.method,
            operation.path,
            operation.id,
            operation.evidence,
            operation.scopes,
            parameters.join(" "),
            body(&described["requestBody"]),
            answers,
        )
        .unwrap();
    }
    insta::assert_snapshot!(text);
}

/// What a request may carry: its parameters and fields, `*` where they are required.
#[test]
fn requests() {
    let mut text = String::new();
    for operation in OPERATIONS {
        writeln!(text, "{}", operation.id).unwrap();
        for parameter in operation.parameters {
            let (name, schema) = (parameter.name, &parameter.schema);
            let star = if parameter.required { "*" } else { "" };
            let location = parameter.location;
            writeln!(
                text,
                "    {location:?} {name}{star}: {}",
                listing::schema(schema)
            )
            .unwrap();
        }
        if let Some(body) = operation.body {
            let star = if body.required { "*" } else { "" };
            writeln!(text, "    Body{star}: {}", listing::schema(&body.schema)).unwrap();
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn types_and_fields() {
    insta::assert_snapshot!(listing::types(&generated().join("types.rs")));
}

#[test]
fn enums() {
    insta::assert_snapshot!(listing::enums(&generated().join("enums.rs")));
}

#[test]
fn catalog() {
    let mut text = String::new();
    for option in OPTION_PRODUCTS {
        let id = &option.option_product_id;
        writeln!(text, "{id}: {}", id.description().unwrap_or("-")).unwrap();
        match option.sub_options {
            None => writeln!(text, "    not documented").unwrap(),
            Some(listed) => {
                for id in listed {
                    writeln!(text, "    {id}: {}", id.description().unwrap_or("-")).unwrap();
                }
            }
        }
    }
    insta::assert_snapshot!(text);
}

/// What progenitor reads. Descriptions are in the document; here they would hide what changed.
#[test]
fn normalised_document() {
    let mut normalised = NORMALISED.clone();
    drop_descriptions(&mut normalised);
    insta::assert_snapshot!(
        "normalised_schemas",
        pretty(&normalised["components"]["schemas"])
    );
    insta::assert_snapshot!("normalised_paths", pretty(&normalised["paths"]));
}

fn drop_descriptions(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|key, value| {
                !(key == "description" && value.is_string()) && key != "summary"
            });
            object.values_mut().for_each(drop_descriptions);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_descriptions),
        _ => {}
    }
}

/// One line a schema or operation: what changed is then one line too.
fn pretty(value: &Value) -> String {
    let entries = value.as_object().unwrap().iter();
    let lines: Vec<String> = entries
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    lines.join("\n")
}

#[test]
fn public_api() {
    for (name, folder) in [
        ("api", "works-partner-api"),
        ("ext", "works-partner-ext"),
        ("sandbox", "works-partner-sandbox"),
    ] {
        let source = root().join("crates").join(folder).join("src");
        insta::assert_snapshot!(format!("public_api_{name}"), listing::public_api(&source));
    }
}

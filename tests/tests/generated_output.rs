//! The generated crate, locked in slices that a person can review. A change of the document shows
//! here as what it means for users.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value, json};
use works_partner_api::OPERATIONS;
use works_partner_api::catalog::{FAMILIES, Fact, OPTIONS, PLANS, PRODUCTS, SUB_OPTIONS, Size};
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
        "id: OptionProductId::New1,",
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

/// Every fact of the catalog, so that a change of one is a line of the diff.
#[test]
fn catalog() {
    let mut text = String::new();
    for family in FAMILIES {
        let lines = [
            line("label", family.label.as_ref(), |label| (*label).to_owned()),
            line("plans", family.plans.as_ref(), |plans| {
                values(plans.values, plans.complete)
            }),
        ];
        add(&mut text, family.id.as_str(), &lines);
    }
    for product in PRODUCTS {
        let lines = [
            line("label", product.label.as_ref(), |label| (*label).to_owned()),
            line("family", product.family.as_ref(), |family| {
                family.as_str().to_owned()
            }),
            line("stage", product.stage.as_ref(), debug),
            line(
                "paid",
                product.paid_equivalent.as_ref(),
                ToString::to_string,
            ),
            line("edition", product.edition.as_ref(), debug),
        ];
        add(&mut text, product.id.as_str(), &lines);
    }
    for plan in PLANS {
        let lines = [
            line("label", plan.label.as_ref(), |label| (*label).to_owned()),
            line("stage", plan.stage.as_ref(), debug),
            line("basis", plan.basis.as_ref(), debug),
            line("term", plan.term.as_ref(), debug),
            line("prepaid", plan.prepaid.as_ref(), debug),
        ];
        add(&mut text, plan.id.as_str(), &lines);
    }
    for option in OPTIONS {
        let lines = [
            line("label", option.label.as_ref(), |label| (*label).to_owned()),
            line("sub-options", option.sub_options.as_ref(), |listed| {
                values(listed, true)
            }),
            line("upgrades", option.upgrades.as_ref(), |orders| {
                let orders = orders.iter().map(|order| values(order, true));
                orders.collect::<Vec<_>>().join("; ")
            }),
            line("products", option.products.as_ref(), |products| {
                let undecided = values(products.undecided, true);
                format!("{}; undecided: {undecided}", values(products.values, true))
            }),
            line("tasks", option.tasks.as_ref(), |tasks| {
                values(tasks.values, tasks.complete)
            }),
            line("quantity", option.quantity.as_ref(), debug),
            line("size", option.size.as_ref(), size),
            line("recurrence", option.recurrence.as_ref(), debug),
        ];
        add(&mut text, option.id.as_str(), &lines);
    }
    for sub_option in SUB_OPTIONS {
        let lines = [
            line("label", sub_option.label.as_ref(), |label| {
                (*label).to_owned()
            }),
            line("stage", sub_option.stage.as_ref(), debug),
            line(
                "paid",
                sub_option.paid_equivalent.as_ref(),
                ToString::to_string,
            ),
            line("edition", sub_option.edition.as_ref(), debug),
            line("size", sub_option.size.as_ref(), size),
        ];
        add(&mut text, sub_option.id.as_str(), &lines);
    }
    insta::assert_snapshot!(text);
}

fn add(text: &mut String, id: &str, lines: &[String]) {
    writeln!(text, "{id}\n{}", lines.concat()).unwrap();
}

fn line<T>(name: &str, fact: Option<&Fact<T>>, value: impl Fn(&T) -> String) -> String {
    let Some(fact) = fact else {
        return String::new();
    };
    let page = fact
        .source
        .trim_start_matches("https://developers.worksmobile.com/");
    let evidence = fact.evidence;
    format!(
        "    {name}: {} ({evidence:?}, {page})\n",
        value(&fact.value)
    )
}

fn values<T: ToString>(values: &[T], complete: bool) -> String {
    let mut values: Vec<String> = values.iter().map(ToString::to_string).collect();
    if !complete {
        values.push("…".to_owned());
    }
    values.join(", ")
}

fn debug(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}")
}

fn size(size: &Size) -> String {
    format!("{} {}", size.amount, size.unit.as_str())
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
        ("store", "works-partner-store"),
        ("plan", "works-partner-plan"),
    ] {
        let source = root().join("crates").join(folder).join("src");
        insta::assert_snapshot!(format!("public_api_{name}"), listing::public_api(&source));
    }
}

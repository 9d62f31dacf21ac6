//! Finds every example of the document, and the generated type that must read it; and generates every
//! small document that the generator accepts, so that all of them are compiled.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a build script fails by panicking, and serde_json's index gives null for what is not there"
)]

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use xtask::{Document, Settings};

const DOCUMENT: &str = "../openapi/works-partner.yaml";
const ACCEPTED: &str = "../xtask/tests/documents/accepted";

fn main() {
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    examples(Path::new(&out));
    documents(Path::new(&out));
}

/// One module for each small document: `documents::NAME`.
fn documents(out: &Path) {
    println!("cargo::rerun-if-changed={ACCEPTED}");
    let mut modules = String::new();
    let mut files: Vec<_> = std::fs::read_dir(ACCEPTED)
        .expect("it is there")
        .flatten()
        .collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    for file in files {
        let path = file.path();
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a name")
            .to_owned();
        let document = Document::load(&path, &name).expect("the document is read");
        let settings = Settings::any(&format!("crate::documents::{name}"));
        let generated = xtask::generate(&document, &settings).expect("it generates");
        let folder = out.join("documents").join(&name);
        xtask::write(&generated, &folder).expect("OUT_DIR can be written");
        writeln!(
            modules,
            "#[path = {:?}] pub mod {name};\nimpl ClientHooks<Transport> for {name}::Client {{}}",
            folder.join("mod.rs")
        )
        .expect("a string takes any text");
    }
    std::fs::write(out.join("documents.rs"), modules).expect("OUT_DIR can be written");
}

fn examples(out: &Path) {
    println!("cargo::rerun-if-changed={DOCUMENT}");
    let document = Document::load(Path::new(DOCUMENT), DOCUMENT).expect("the document is read");
    let generated = xtask::generate(&document, &Settings::project()).expect("it generates");

    let mut cases = String::new();
    for (place, schema, examples) in bodies(&document.value, &generated.normalised.value) {
        // Only components have a type of their own.
        let Some(component) = schema.pointer("/$ref").and_then(Value::as_str) else {
            continue;
        };
        let name = component.rsplit('/').next().unwrap_or_default();
        for example in examples {
            let json = example.to_string();
            writeln!(
                cases,
                "Example {{ place: {place:?}, json: {json:?}, reencode: crate::reencode::<works_partner_api::types::{name}> }},"
            )
            .expect("a string takes any text");
        }
    }
    let code = format!("pub const EXAMPLES: &[Example] = &[{cases}];");
    std::fs::write(out.join("examples.rs"), code).expect("OUT_DIR can be written");
}

/// Request bodies and successful responses: where, the schema that the generator saw, the examples.
fn bodies(original: &Value, normalised: &Value) -> Vec<(String, Value, Vec<Value>)> {
    let mut found = Vec::new();
    for (path, item) in object(&original["paths"]) {
        for (method, operation) in object(item)
            .into_iter()
            .filter(|(_, part)| part.is_object())
        {
            let seen = &normalised["paths"][path][method];
            let id = operation["operationId"].as_str().unwrap_or_default();
            let mut body = |place: String, holder: &Value, seen: &Value| {
                let holder = follow(original, holder);
                let content = &holder["content"]["application/json"];
                let schema = seen["content"]["application/json"]["schema"].clone();
                let named = object(&content["examples"]).into_iter();
                let named = named.map(|(_, example)| follow(original, example)["value"].clone());
                let examples = named.chain(content.get("example").cloned()).collect();
                found.push((place, schema, examples));
            };
            body(
                format!("{id} request"),
                &operation["requestBody"],
                &seen["requestBody"],
            );
            for (status, response) in object(&operation["responses"]) {
                if status.starts_with('2') {
                    body(
                        format!("{id} {status}"),
                        response,
                        &seen["responses"][status],
                    );
                }
            }
        }
    }
    found
}

fn object(value: &Value) -> Vec<(&String, &Value)> {
    value.as_object().into_iter().flatten().collect()
}

fn follow<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"]
        .as_str()
        .and_then(|reference| root.pointer(reference.strip_prefix('#')?))
    {
        Some(target) => follow(root, target),
        None => value,
    }
}

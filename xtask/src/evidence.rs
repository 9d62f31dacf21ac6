//! The page "How do we know this": for each operation, field and contract fact, how well it is known and
//! where it stands. Made from the document alone.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::document::{operations, step};
use crate::{Document, release};

/// Where the page is, from the root of the project.
pub const PAGE: &str = "docs/evidence.md";

/// The page, as Markdown.
pub fn page(document: &Document) -> String {
    let root = &document.value;
    let mut text = String::from(
        "# How do we know this\n\n\
         <!-- Written by `cargo xtask docs`; change the document instead. -->\n\n\
         No public description of this API exists that a program can read. Each statement here goes back to a page of the\n\
         vendor, and says how much of that page was seen:\n\n\
         - **documented**: the page shows it in full;\n\
         - **partial**: some of the page is known; what is not known is left out;\n\
         - **inferred**: no page shows it; it follows from the rules on the page and from its neighbours;\n\
         - **numbering**: it is read off the codes.\n",
    );
    write_operations(&mut text, root);
    write_fields(&mut text, root);
    for (component, title, kind) in [
        ("ProductId", "Products", "x-catalog"),
        ("ProductId", "Families of products", "x-product-families"),
        ("Plan", "Contract types", "x-catalog"),
        ("OptionProductId", "Options", "x-catalog"),
        ("SubOptionId", "Sub-options", "x-catalog"),
    ] {
        write_facts(&mut text, root, component, title, kind);
    }
    text
}

/// The npm package whose bundle the reference is shown by.
const REDOC: &str = "redoc@2.5.4";

/// Builds the browsable reference: one HTML file that loads nothing, with the document in it.
///
/// # Errors
///
/// npm cannot get the package, or the file cannot be written.
pub fn reference(root: &Path, document: &Document) -> Result<PathBuf, String> {
    let tools = root.join("target/tools");
    let site = root.join("target/site");
    for folder in [&tools, &site] {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let archive = release::output(&tools, "npm", &["pack", REDOC, "--silent"])?;
    let script = release::output(
        &tools,
        "tar",
        &[
            "--extract",
            "--gzip",
            "--to-stdout",
            "--file",
            archive.trim(),
            "package/bundles/redoc.standalone.js",
        ],
    )?;
    // Neither text may end the element that it stands in.
    let value = document.value.to_string().replace("</", "<\\/");
    let script = script.replace("</script", "<\\/script");
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>LINE WORKS Partner API, an unofficial reference</title>\n\
         <style>body {{ margin: 0 }}</style>\n</head>\n<body>\n<div id=\"reference\"></div>\n\
         <script>{script}</script>\n<script>Redoc.init({value}, {{ disableSearch: false, hideDownloadButton: true }}, \
         document.getElementById('reference'))</script>\n</body>\n</html>\n"
    );
    let out = site.join("reference.html");
    std::fs::write(&out, page).map_err(|error| format!("{}: {error}", out.display()))?;
    Ok(out)
}

// Writing to a String does not fail, here and below.

fn write_operations(text: &mut String, root: &Value) {
    let _ = write!(
        text,
        "\n## Operations\n\n| operation | evidence | page |\n| --- | --- | --- |\n"
    );
    for (_, path, method, _, operation) in operations(root) {
        let id = operation
            .get("operationId")
            .and_then(Value::as_str)
            .unwrap_or("?");
        let _ = writeln!(
            text,
            "| `{id}`<br>`{} {path}` | {} | {} |",
            method.to_uppercase(),
            operation
                .get("x-evidence")
                .and_then(Value::as_str)
                .unwrap_or("not said"),
            link(operation.pointer("/externalDocs/url")),
        );
    }
}

/// Fields that are marked on their own, and what the descriptions say is not known.
fn write_fields(text: &mut String, root: &Value) {
    let _ = write!(
        text,
        "\n## Fields that no page shows\n\nAll others are as well known as the operations that send or answer them.\n\n\
         | field | evidence | what is said of it |\n| --- | --- | --- |\n"
    );
    let schemas = root
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        marked(text, &step("", name), schema);
    }
}

fn marked(text: &mut String, pointer: &str, schema: &Value) {
    if let Some(evidence) = schema.get("x-evidence").and_then(Value::as_str) {
        let said = schema
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let path = pointer
            .trim_start_matches('/')
            .replace("/properties/", ".")
            .replace("/items", "[]");
        let _ = writeln!(text, "| `{path}` | {evidence} | {} |", cell(said));
    }
    if let Some(object) = schema.as_object() {
        for key in ["properties", "items", "allOf", "anyOf"] {
            match object.get(key) {
                Some(Value::Object(inner)) if key == "properties" => {
                    for (name, schema) in inner {
                        marked(text, &step(&step(pointer, key), name), schema);
                    }
                }
                Some(inner @ Value::Object(_)) => marked(text, &step(pointer, key), inner),
                Some(Value::Array(parts)) => {
                    parts.iter().for_each(|part| marked(text, pointer, part))
                }
                _ => {}
            }
        }
    }
}

fn write_facts(text: &mut String, root: &Value, component: &str, title: &str, kind: &str) {
    let pointer = format!("/components/schemas/{component}/{kind}");
    let Some(catalog) = root.pointer(&pointer) else {
        return;
    };
    let _ = write!(
        text,
        "\n## {title}\n\n| fact | evidence | page |\n| --- | --- | --- |\n"
    );
    let defaults = catalog.get("evidence").and_then(Value::as_object);
    for (fact, known) in defaults.into_iter().flatten() {
        let _ = writeln!(
            text,
            "| {fact} | {} | {} |",
            evidence(known),
            link(known.get("source"))
        );
    }
    let values = catalog.get("values").and_then(Value::as_object);
    for (id, facts) in values.into_iter().flatten() {
        let own = facts.get("evidence").and_then(Value::as_object);
        for (fact, known) in own.into_iter().flatten() {
            let _ = writeln!(
                text,
                "| {fact} of `{id}` | {} | {} |",
                evidence(known),
                link(known.get("source"))
            );
        }
    }
}

/// One word, or an object with the word and its page.
fn evidence(known: &Value) -> &str {
    let word = known
        .as_str()
        .or_else(|| known.get("evidence").and_then(Value::as_str));
    word.unwrap_or("as above")
}

fn link(url: Option<&Value>) -> String {
    match url.and_then(Value::as_str) {
        Some(url) => {
            let last = url.rsplit('/').next().unwrap_or(url);
            let language = if url.contains("/jp/") {
                ", Japanese"
            } else {
                ""
            };
            format!("[{last}]({url}){language}")
        }
        None => String::new(),
    }
}

/// A description in one cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

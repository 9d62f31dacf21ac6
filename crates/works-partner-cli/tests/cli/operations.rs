//! Every operation of the document is in the crate, in the sandbox and on the command line.

use std::collections::BTreeSet;

use serde_json::Value;
use works_partner_ext::api::OPERATIONS;
use works_partner_sandbox::Sandbox;

use crate::support::run;

#[test]
fn every_operation_is_in_document_crate_sandbox_and_command_line() {
    let document = of_document();
    let lists = [
        (
            "the crate",
            OPERATIONS.iter().map(|it| it.id.to_owned()).collect(),
        ),
        (
            "the sandbox",
            Sandbox::operations().map(str::to_owned).collect(),
        ),
        ("the command line", of_command_line()),
    ];
    let mut wrong = Vec::new();
    for (name, list) in &lists {
        let missing = document.difference(list);
        wrong.extend(missing.map(|id| format!("{id} is missing in {name}")));
        let invented = list.difference(&document);
        wrong.extend(invented.map(|id| format!("{id} of {name} is in no document")));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(document.len() >= 49, "{}", document.len());
}

fn of_document() -> BTreeSet<String> {
    let text = include_str!("../../../../openapi/works-partner.yaml");
    let document: Value = serde_saphyr::from_str(text).unwrap();
    let items = document["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let ids = operations.filter_map(|operation| operation.get("operationId")?.as_str());
    ids.map(str::to_owned).collect()
}

/// Those that `api --help` lists, and that have a help of their own.
fn of_command_line() -> BTreeSet<String> {
    let listing = run("api --help").succeeded().stdout;
    let names = listing.lines().filter_map(|line| line.strip_prefix("  "));
    let names = names.filter_map(|line| line.split_once("  "));
    let names = names.map(|(name, _)| name.trim()).filter(|name| {
        let is_name = |c: char| c.is_ascii_lowercase() || c == '-';
        *name != "help" && !name.starts_with('-') && name.contains('-') && name.chars().all(is_name)
    });
    names
        .filter(|name| run(&format!("api {name} --help")).code == 0)
        .map(|name| name.replace('-', "_"))
        .collect()
}

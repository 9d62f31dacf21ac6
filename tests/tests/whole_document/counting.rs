//! Every operation is everywhere.

use std::collections::BTreeSet;
use std::path::Path;

use syn::{ImplItem, Item, ReturnType};
use works_partner_sandbox::Sandbox;

use crate::document::{OPERATIONS, Operation};
use crate::generated::CALLS;

type Ids = BTreeSet<String>;

#[test]
fn every_operation_is_in_every_list() {
    let document = ids(OPERATIONS.iter().map(|operation| operation.id.as_str()));
    assert_eq!(document.len(), OPERATIONS.len(), "an id is there twice");
    let catalog = works_partner_api::OPERATIONS.iter();
    // A crate that lists operations is held to the document by a line here.
    let lists: [(&str, Ids); 4] = [
        (
            "works_partner_api::OPERATIONS",
            ids(catalog.map(|operation| operation.id)),
        ),
        ("the methods of works_partner_api::Client", client_methods()),
        ("the sandbox", ids(Sandbox::operations())),
        (
            "the calls of these tests",
            ids(CALLS.iter().map(|call| call.operation_id)),
        ),
    ];
    let mut wrong = Vec::new();
    for (name, list) in &lists {
        wrong.extend(
            document
                .difference(list)
                .map(|id| format!("{name}: {id} is missing")),
        );
        wrong.extend(
            list.difference(&document)
                .map(|id| format!("{name}: {id} is in no document")),
        );
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What the vendor has beyond its overview may be added to the document; nothing of it may go.
#[test]
fn every_operation_of_the_vendors_overview_is_in_the_document_or_left_out_for_a_reason() {
    let (mut numbers, mut left_out, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    let overview = include_str!("../../fixtures/vendor-operations.txt").lines();
    for line in overview.filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let number: usize = fields[0].parse().unwrap();
        numbers.push(number);
        if fields.contains(&"-") {
            left_out.push(number);
            continue;
        }
        let [_, method, path, page] = fields[..] else {
            panic!("{line}: not a number, method, path and page");
        };
        let listed = |operation: &&Operation| operation.method == method && operation.path == path;
        match OPERATIONS.iter().find(listed) {
            Some(operation) if operation.page.rsplit('/').next() == Some(page) => {}
            Some(operation) => wrong.push(format!("{line}: the document has {}", operation.page)),
            None => wrong.push(format!("{line}: not in the document")),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(numbers, Vec::from_iter(1..=51));
    assert_eq!(left_out, [25, 26]);
    assert!(OPERATIONS.len() >= 49);
}

fn ids<'a>(ids: impl Iterator<Item = &'a str>) -> Ids {
    ids.map(str::to_owned).collect()
}

/// The methods of the generated client that return a builder of a call.
fn client_methods() -> Ids {
    let file = "../crates/works-partner-api/src/generated/mod.rs";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let code = syn::parse_file(&std::fs::read_to_string(file).unwrap()).unwrap();
    let blocks = code.items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
        _ => None,
    });
    let methods = blocks.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) if returns_a_builder(&method.sig.output) => {
            Some(method.sig.ident.to_string())
        }
        _ => None,
    });
    methods.collect()
}

fn returns_a_builder(output: &ReturnType) -> bool {
    let ReturnType::Type(_, ty) = output else {
        return false;
    };
    matches!(&**ty, syn::Type::Path(ty) if ty.path.segments[0].ident == "builder")
}

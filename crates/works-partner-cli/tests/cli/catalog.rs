//! `catalog`: asks no server, and needs no credentials.

use crate::support::{Run, snapshot, works_partner};

fn catalog(arguments: &str) -> Run {
    let mut command = works_partner(&format!("catalog {arguments}"));
    Run::of(command.env_remove("WORKS_PARTNER_ACCESS_TOKEN")).succeeded()
}

#[test]
fn every_form() {
    for format in ["table", "json", "jsonl", "csv"] {
        let run = catalog(&format!("-o {format}"));
        assert_eq!(run.stderr, "");
        snapshot(&format!("catalog-{format}"), run);
    }
}

#[test]
fn one_option() {
    snapshot("catalog-drv", catalog("drv"));
    snapshot("catalog-option-without-sub-options", catalog("QTA_M1"));
    let json = catalog("DRV -o json").stdout;
    let options: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(options.len(), 1);
    assert_eq!(options[0]["optionProductId"], "DRV");
    assert_eq!(catalog("QTA_M1 -o csv").stdout.lines().count(), 2);
}

#[test]
fn products_families_and_contract_types() {
    for list in ["products", "families", "plans"] {
        for format in ["table", "json", "jsonl", "csv"] {
            let run = catalog(&format!("{list} -o {format}"));
            assert_eq!(run.stderr, "");
            if format == "table" || format == "csv" {
                snapshot(&format!("catalog-{list}-{format}"), run);
            } else {
                let items = serde_json::Deserializer::from_str(&run.stdout).into_iter();
                let items: Vec<serde_json::Value> = items.map(Result::unwrap).collect();
                let items = match format {
                    "json" => items[0].as_array().unwrap().clone(),
                    _ => items,
                };
                assert!(
                    items
                        .iter()
                        .all(|item| item["evidence"]["label"].is_object()),
                    "{items:?}"
                );
            }
        }
    }
}

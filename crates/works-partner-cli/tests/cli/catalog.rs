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

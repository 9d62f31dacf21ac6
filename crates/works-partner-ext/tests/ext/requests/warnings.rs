//! What requests about options warn of, by cases.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use serde_json::json;
use works_partner_ext::Selection;
use works_partner_ext::api::OPERATIONS;
use works_partner_ext::requests::option_orders::{CreateOptionOrder, UpdateOptionOrder};
use works_partner_ext::requests::options::{
    AddOption, DeleteOption, StartOptionPaidService, UpgradeOption,
};
use works_partner_ext::validation::{Facts, Warning, warnings, withdrawal_warnings};

const DAY: Date = date(2026, 12, 1);

fn pick(option: &str, sub_option: &str) -> Selection {
    Selection::new(option, sub_option).unwrap()
}

/// The ids; those that are not sure with a question mark.
fn ids(warnings: &[Warning]) -> Vec<String> {
    let ids = warnings.iter().map(|warning| match warning.unsure {
        None => warning.id.to_owned(),
        Some(_) => format!("{}?", warning.id),
    });
    ids.collect()
}

#[test]
fn adding_costs_and_deletes_what_is_scheduled() {
    let paid = AddOption::new(pick("DRV", "DRV01"));
    assert_eq!(
        ids(&paid.warnings(&Facts::new())),
        ["OPTION_CHARGED", "OPTION_TASK_DELETED?"]
    );
    let none = Facts::new().no_option_order();
    assert_eq!(ids(&paid.warnings(&none)), ["OPTION_CHARGED"]);
    let order = json!({"optionProductId": "DRV", "subOptionId": "DRV01", "type": "APPLY", "applyDate": DAY});
    let scheduled = Facts::new().option_order(&serde_json::from_value(order).unwrap());
    assert_eq!(
        ids(&paid.warnings(&scheduled)),
        ["OPTION_CHARGED", "OPTION_TASK_DELETED"]
    );
    let trial = AddOption::new(pick("DRV", "DRV00"));
    assert_eq!(
        ids(&trial.warnings(&none.clone().product("STD_T").plan("TRIAL"))),
        ["OPTION_TRIAL_STAYS", "OPTION_TRIAL_ENDS"]
    );
    let unknown = AddOption::new(pick("QTA_M1", "QTA_M1_NEW"));
    assert_eq!(ids(&unknown.warnings(&none)), ["OPTION_CHARGED?"]);
}

#[test]
fn cancelling_costs_where_the_contract_is_annual() {
    let drive = DeleteOption::new("DRV");
    assert_eq!(
        ids(&drive.warnings(&Facts::new())),
        ["OPTION_ENDS", "OPTION_PENALTY?", "OPTION_NOT_THIS_MONTH?"]
    );
    let annual = Facts::new().plan("ANNUAL_PREPAY");
    // Options for one month are excepted from the penalty.
    assert_eq!(
        ids(&DeleteOption::new("QTA_O1").warnings(&annual)),
        ["OPTION_ENDS", "OPTION_NOT_THIS_MONTH?"]
    );
    // The option's own contract type comes first.
    let option = json!({"optionProductId": "DRV", "subOptionId": "DRV00", "appliedTime": "2026-01-01T00:00:00Z", "plan": "TRIAL"});
    let in_trial = annual
        .clone()
        .option(&serde_json::from_value(option).unwrap());
    assert_eq!(ids(&drive.warnings(&in_trial)), ["OPTION_ENDS"]);

    let later = CreateOptionOrder::cancel("DRV", DAY);
    assert_eq!(
        ids(&later.warnings(&annual)),
        ["ORDER_PENALTY?", "ORDER_NOT_THIS_MONTH"]
    );
    assert!(later.warnings(&Facts::new().plan("MONTHLY")).is_empty());
    // What is not in use costs nothing to cancel.
    let unused = annual.no_option();
    assert_eq!(ids(&drive.warnings(&unused)), ["OPTION_ENDS"]);
    assert!(later.warnings(&unused).is_empty());
}

#[test]
fn a_changed_task_warns_as_a_new_one_does() {
    let scheduled = |option: &str, sub_option: &str, kind: &str| {
        let order = json!({"optionProductId": option, "subOptionId": sub_option, "type": kind, "applyDate": DAY});
        let facts = Facts::new().plan("ANNUAL_LICENSE");
        let facts = facts.option_order(&serde_json::from_value(order).unwrap());
        let moved = UpdateOptionOrder::new(option).date(DAY);
        (
            ids(&moved.warnings(&facts)),
            ids(&withdrawal_warnings(&facts)),
        )
    };
    let cases: [(&str, &str, &str, &[&str]); 6] = [
        (
            "DRV",
            "DRV01",
            "CANCEL",
            &["ORDER_PENALTY?", "ORDER_NOT_THIS_MONTH"],
        ),
        ("SSTG2", "SSTG203", "MODIFY", &["ORDER_NO_WAY_BACK"]),
        ("DRV", "DRV_PS", "MODIFY", &["ORDER_NO_WAY_BACK?"]),
        ("DRV", "DRV01", "APPLY", &["ORDER_CHARGED"]),
        ("DRV", "DRV00", "APPLY", &["OPTION_TRIAL_ENDS"]),
        ("QTA_M1", "QTA_M1_NEW", "APPLY", &["ORDER_CHARGED?"]),
    ];
    for (option, sub_option, kind, warnings) in cases {
        let (moved, withdrawn) = scheduled(option, sub_option, kind);
        assert_eq!(moved, warnings, "{kind} {sub_option}");
        assert!(withdrawn.is_empty(), "{kind}");
    }
    let (moved, withdrawn) = scheduled("DRV", "DRV01", "START_PAID_SERVICE");
    assert_eq!(moved, ["ORDER_CHARGED"]);
    assert_eq!(withdrawn, ["OPTION_TRIAL_ENDS"]);
}

#[test]
fn other_requests() {
    let none = Facts::new();
    let up = pick("SSTG2", "SSTG202");
    let cases = [
        (
            UpgradeOption::to(up.clone()).warnings(&none),
            "OPTION_NO_WAY_BACK",
        ),
        (
            CreateOptionOrder::modify(up, DAY).warnings(&none),
            "ORDER_NO_WAY_BACK",
        ),
        (
            StartOptionPaidService::with(pick("ACV2", "ACV201")).warnings(&none),
            "OPTION_GOES_PAID",
        ),
        (
            CreateOptionOrder::start_paid_service(pick("ACV2", "ACV201"), DAY).warnings(&none),
            "ORDER_CHARGED",
        ),
        (
            CreateOptionOrder::apply(pick("ACV2", "ACV200"), DAY).warnings(&none),
            "OPTION_TRIAL_ENDS",
        ),
        (
            CreateOptionOrder::other("PAUSE", "DRV", DAY).warnings(&none),
            "ORDER_UNKNOWN_TASK",
        ),
    ];
    for (warnings, id) in cases {
        assert_eq!(ids(&warnings), [id]);
    }
    assert!(
        UpdateOptionOrder::new("DRV")
            .date(DAY)
            .warnings(&none)
            .is_empty()
    );
}

#[test]
fn every_warning_is_listed_with_a_page_and_operations_that_exist() {
    let all = warnings();
    let ids: BTreeSet<&str> = all.iter().map(|warning| warning.id).collect();
    assert_eq!(ids.len(), all.len());
    for warning in &all {
        assert!(
            warning
                .source
                .starts_with("https://developers.worksmobile.com/")
        );
        for id in warning.operations {
            assert!(
                OPERATIONS.iter().any(|operation| operation.id == *id),
                "{id}"
            );
        }
    }
}

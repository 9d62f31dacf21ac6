//! The demo data shows everything that the documentation knows, and some that it doesn't.

use std::collections::BTreeSet;

use crate::support::{Outcome, get};
use serde_json::{Value, json};
use works_partner_sandbox::{Sandbox, State};

/// The sixteen options and the sub-options that are documented for them.
const OPTIONS: [(&str, &[&str]); 16] = [
    ("ACV2", &["ACV200", "ACV201"]),
    ("ACV3", &["ACV300", "ACV301"]),
    (
        "SSTG2",
        &[
            "SSTG201", "SSTG202", "SSTG203", "SSTG204", "SSTG205", "SSTG206", "SSTG207",
        ],
    ),
    (
        "DRV",
        &["DRV00", "DRV01", "DRV_PS_T", "DRV_PS", "DRV_PA_T", "DRV_PA"],
    ),
    ("BCT", &["BCT01", "BCT02", "BCT03", "BCT04"]),
    ("CST_S", &["CST_S00", "CST_S01"]),
    ("CST_M", &["CST_M00", "CST_M01"]),
    ("CST_L", &["CST_L00", "CST_L01"]),
    ("QTA_O1", &[]),
    ("QTA_O2", &[]),
    ("QTA_M1", &[]),
    ("QTA_M2", &[]),
    ("JP_PPO_O", &[]),
    ("JP_PPO_M", &[]),
    ("JP_AIS_O", &[]),
    ("JP_AIS_M", &[]),
];

#[test]
fn the_customers_are_10000001_to_10000024() {
    let state = State::demo();
    assert!(state.domain_ids().eq(10000001..=10000024));
}

#[test]
fn every_option_and_every_documented_sub_option_occurs() {
    let seen: BTreeSet<_> = demo_tasks()
        .iter()
        .map(|task| (text(task, "optionProductId"), text(task, "subOptionId")))
        .collect();
    for (option, sub_options) in OPTIONS {
        assert!(seen.iter().any(|(seen, _)| seen == option), "{option}");
        for sub_option in sub_options {
            let pair = (option.to_owned(), (*sub_option).to_owned());
            assert!(seen.contains(&pair), "{pair:?}");
        }
    }
}

#[test]
fn no_sub_option_stands_under_an_option_that_is_not_its_own() {
    for task in demo_tasks() {
        let (option, sub_option) = (text(&task, "optionProductId"), text(&task, "subOptionId"));
        let documented = OPTIONS.iter().find(|(id, _)| *id == option);
        match documented {
            Some((_, [])) => assert!(
                [format!("{option}_DEMO"), format!("{option}_NEW")].contains(&sub_option),
                "{sub_option} is not obviously made up"
            ),
            Some((_, sub_options)) => assert!(
                sub_options.contains(&sub_option.as_str()),
                "{option} has no sub-option {sub_option}"
            ),
            None => panic!("{option} is not an option"),
        }
    }
}

#[test]
fn every_type_of_task_occurs_and_one_that_nobody_knows() {
    let seen: BTreeSet<_> = demo_tasks().iter().map(|task| text(task, "type")).collect();
    let expected = [
        "APPLY",
        "CANCEL",
        "CHANGE_QUANTITY",
        "MODIFY",
        "PAUSE_DEMO",
        "START_PAID_SERVICE",
    ];
    assert!(seen.iter().eq(expected.iter()), "{seen:?}");
}

#[test]
fn subscription_id_and_quantity_occur_in_every_form() {
    let tasks = demo_tasks();
    let occurs = |member: &str, value: Option<Value>| {
        assert!(
            tasks.iter().any(|task| task.get(member) == value.as_ref()),
            "{member}: {value:?}"
        );
    };
    occurs("subscriptionId", Some(json!(20003)));
    occurs("subscriptionId", Some(Value::Null));
    occurs("subscriptionId", None);
    occurs("quantity", Some(Value::Null));
    occurs("quantity", Some(json!(1)));
    occurs("quantity", Some(json!(50)));
    occurs("quantity", None);
}

#[test]
fn a_changed_quantity_applies_on_the_first_of_a_month() {
    for task in demo_tasks() {
        if text(&task, "type") == "CHANGE_QUANTITY" {
            assert!(text(&task, "applyDate").ends_with("-01"), "{task}");
        }
    }
}

#[test]
fn the_invented_tasks_lie_between_december_2026_and_june_2027() {
    let state = State::demo();
    for id in 10000003..=10000024 {
        for task in state.option_product_orders(id).unwrap() {
            let date = text(task, "applyDate");
            assert!(
                ("2026-12-01"..="2027-06-30").contains(&date.as_str()),
                "{task}"
            );
        }
    }
}

#[tokio::test]
async fn undocumented_values_and_fields_reach_the_client() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;

    get(
        &sandbox,
        "/partners/customers/10000020/option-product-orders/QTA_M1",
    )
    .await?
    .is(
        200,
        r#"{"subscriptionId":20020,"optionProductId":"QTA_M1","subOptionId":"QTA_M1_NEW","type":"MODIFY","quantity":50,"applyDate":"2027-03-01","requestedBy":"ops@example.com"}"#,
    );
    let with_object = get(
        &sandbox,
        "/partners/customers/10000022/option-product-orders/SSTG2",
    )
    .await?;
    assert!(
        with_object
            .body
            .contains(r#""orderNo":1234567890123456789,"#)
    );
    assert_eq!(
        with_object.json()?["origin"]["operator"]["name"],
        "Demo Operator"
    );
    Ok(())
}

#[tokio::test]
async fn one_customer_has_nothing_and_one_has_a_task_for_every_option() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;

    get(
        &sandbox,
        "/partners/customers/10000023/option-product-orders",
    )
    .await?
    .is(200, r#"{"optionProductOrders":[]}"#);
    for (option, _) in OPTIONS {
        let path = format!("/partners/customers/10000024/option-product-orders/{option}");
        let answer = get(&sandbox, &path).await?;
        assert_eq!(answer.status, 200, "{option}");
        assert_eq!(answer.json()?["optionProductId"], option);
    }
    Ok(())
}

fn demo_tasks() -> Vec<Value> {
    let state = State::demo();
    state
        .domain_ids()
        .filter_map(|id| state.option_product_orders(id))
        .flatten()
        .cloned()
        .collect()
}

fn text(task: &Value, member: &str) -> String {
    let text = task.get(member).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

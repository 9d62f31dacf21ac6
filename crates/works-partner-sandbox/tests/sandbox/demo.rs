//! The demo data shows everything that the documentation knows, and with `wild` some that it doesn't.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use serde_json::{Value, json};
use works_partner_sandbox::{Resource, Sandbox, SandboxBuilder, State};

use crate::support::{Hands, Outcome, get, send};

const DAY: Date = date(2026, 11, 28);

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

fn builder(day: Date) -> SandboxBuilder {
    let hands = Hands::at("2026-11-28T03:00:00Z");
    hands.turn_to(&day.to_string());
    let builder = Sandbox::builder().clock(hands.clock()).rate_limit(None);
    builder.concurrency_limit(None)
}

#[test]
fn the_customers_are_10000001_to_10000036_and_10000101() {
    let expected = || (10000001..=10000036).chain([10000101]);
    assert!(State::demo_on(DAY).domain_ids().eq(expected()));
    assert!(State::wild_on(DAY).domain_ids().eq(expected()));
}

#[tokio::test]
async fn a_sandbox_has_the_demo_of_its_own_day() {
    let sandbox = builder(date(2031, 2, 3)).start().await.unwrap();
    assert!(sandbox.state() == State::demo_on(date(2031, 2, 3)));
    let sandbox = builder(date(2031, 2, 3)).wild().start().await.unwrap();
    assert!(sandbox.state() == State::wild_on(date(2031, 2, 3)));
}

#[test]
fn every_option_and_every_documented_sub_option_occurs() {
    let pairs = |state: &State| -> BTreeSet<_> {
        let tasks = tasks(state).into_iter();
        tasks
            .map(|task| (text(&task, "optionProductId"), text(&task, "subOptionId")))
            .collect()
    };
    let strict = pairs(&State::demo_on(DAY));
    let wild = pairs(&State::wild_on(DAY));
    for (option, sub_options) in OPTIONS {
        assert!(wild.iter().any(|(seen, _)| seen == option), "{option}");
        for sub_option in sub_options {
            let pair = (option.to_owned(), (*sub_option).to_owned());
            assert!(strict.contains(&pair), "{pair:?}");
        }
    }
}

#[test]
fn no_sub_option_stands_under_an_option_that_is_not_its_own() {
    for (state, is_wild) in [(State::demo_on(DAY), false), (State::wild_on(DAY), true)] {
        for task in tasks(&state) {
            let (option, sub_option) = (text(&task, "optionProductId"), text(&task, "subOptionId"));
            let documented = OPTIONS.iter().find(|(id, _)| *id == option);
            let (_, sub_options) = documented.unwrap();
            let is_made_up =
                [format!("{option}_DEMO"), format!("{option}_NEW")].contains(&sub_option);
            assert!(
                sub_options.contains(&sub_option.as_str())
                    || is_wild && is_made_up && sub_options.is_empty(),
                "{option} has no sub-option {sub_option}"
            );
        }
    }
}

#[test]
fn every_type_of_task_falls_due_within_90_days_and_one_that_nobody_knows_is_wild() {
    let seen = |state: &State| -> BTreeSet<String> {
        let last = DAY.checked_add(90.days()).unwrap().to_string();
        let tasks = tasks(state).into_iter();
        tasks
            .filter(|task| (DAY.to_string()..=last.clone()).contains(&text(task, "applyDate")))
            .map(|task| text(&task, "type"))
            .collect()
    };
    let known = [
        "APPLY",
        "CANCEL",
        "CHANGE_QUANTITY",
        "MODIFY",
        "START_PAID_SERVICE",
    ];
    assert!(seen(&State::demo_on(DAY)).iter().eq(known.iter()));
    assert!(seen(&State::wild_on(DAY)).contains("PAUSE_DEMO"));
}

#[test]
fn subscription_id_and_quantity_occur_in_every_form() {
    let tasks = tasks(&State::wild_on(DAY));
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
fn trials_end_soon_and_have_ended() {
    let state = State::demo_on(DAY);
    let ends: BTreeSet<String> = all(&state, Resource::Subscription)
        .iter()
        .filter(|it| text(it, "productId").ends_with("_T"))
        .map(|it| text(it, "planEndDate"))
        .collect();
    for days in [3, 7, 14, 25] {
        let end = DAY.checked_add(Span::new().days(days)).unwrap();
        assert!(ends.contains(&end.to_string()), "{days}: {ends:?}");
    }
    let ended = all(&state, Resource::Subscription);
    let ended = ended
        .iter()
        .filter(|it| text(it, "status") == "SUSPENDED_TRIALEND");
    assert_eq!(ended.count(), 2);
}

#[test]
fn some_options_have_nothing_scheduled() {
    let state = State::demo_on(DAY);
    for option in ["SSTG2", "BCT", "CST_S"] {
        let is_free = |id: &i64| {
            let options = state.all(*id, Resource::OptionProduct).unwrap();
            let is_in_use = options
                .iter()
                .any(|it| text(it, "optionProductId") == option);
            is_in_use && state.option_product_order(*id, option).is_none()
        };
        assert!(state.domain_ids().any(|id| is_free(&id)), "{option}");
    }
}

/// What the demo customers have scheduled, they could have scheduled on the demo's day, whichever that
/// is: withdrawn and asked for again, it is the same.
#[tokio::test]
async fn the_demo_tasks_can_be_scheduled() {
    for day in [
        DAY,
        date(2027, 1, 31),
        date(2027, 12, 31),
        date(2028, 2, 29),
        date(2028, 3, 1),
    ] {
        let sandbox = builder(day).wild().start().await.unwrap();
        let state = sandbox.state();
        let mut tasks = 0;
        let ids = state.domain_ids().filter(|id| *id >= 10000003);
        for domain_id in ids.filter(|id| ![10000020, 10000021, 10000022].contains(id)) {
            for order in state.option_product_orders(domain_id).unwrap() {
                let option = order["optionProductId"].as_str().unwrap();
                let orders = format!("/partners/customers/{domain_id}/option-product-orders");
                let delete = format!("DELETE {orders}/{option}");
                assert_eq!(send(&sandbox, &delete, Value::Null).await.status, 204);
                let mut body = order.clone();
                if ["SSTG2", "BCT"].contains(&option) {
                    body["quantity"] = Value::Null;
                }
                let answer = send(&sandbox, &format!("POST {orders}"), body).await;
                assert_eq!(
                    answer.status, 201,
                    "{day} {domain_id} {order}: {}",
                    answer.body
                );
                let mut again = answer.json().unwrap();
                for (member, value) in order.as_object().unwrap() {
                    if member != "quantity" && again.get(member).is_some() {
                        assert_eq!(again[member].take(), *value, "{domain_id} {member}");
                    }
                }
                tasks += 1;
            }
        }
        assert_eq!(tasks, 59);
    }
}

#[tokio::test]
async fn undocumented_values_and_fields_reach_the_client() -> Outcome {
    let sandbox = builder(DAY).wild().start().await?;

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
    let sandbox = builder(DAY).wild().start().await?;

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

fn tasks(state: &State) -> Vec<Value> {
    all(state, Resource::OptionProductOrder)
}

fn all(state: &State, resource: Resource) -> Vec<Value> {
    state
        .domain_ids()
        .filter_map(|id| state.all(id, resource))
        .flatten()
        .cloned()
        .collect()
}

fn text(task: &Value, member: &str) -> String {
    let text = task.get(member).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

//! Generated customers: as many as one asks for, always the same, and possible.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use serde_json::{Value, json};
use works_partner_sandbox::{Resource, Sandbox, State};

use crate::support::{Hands, Outcome, get, send};

const DAY: Date = date(2026, 11, 28);

#[test]
fn the_same_number_seed_and_day_give_the_same_bytes_and_more_begin_with_them() {
    let bytes = |customers, seed| {
        State::generated_on(DAY, customers, seed)
            .to_json()
            .to_string()
    };
    assert_eq!(bytes(300, 7), bytes(300, 7));
    assert_ne!(bytes(300, 7), bytes(300, 8));
    let few = State::generated_on(DAY, 100, 7).to_json();
    let many = State::generated_on(DAY, 300, 7).to_json();
    for (id, customer) in few["customers"].as_object().unwrap() {
        assert_eq!(customer, &many["customers"][id]);
    }
}

#[test]
fn they_vary() {
    let state = State::generated_on(DAY, 1_000, 1);
    let values = |kind, member: &str| -> BTreeSet<String> {
        let bodies = state
            .domain_ids()
            .filter_map(|id| state.all(id, kind))
            .flatten();
        let values = bodies.filter_map(|body| body[member].as_str());
        values.map(str::to_owned).collect()
    };
    let products = values(Resource::Subscription, "productId");
    for product in ["STD", "ADV", "STD_T", "ADV_T", "FR", "NTA_FR", "ROG_FR"] {
        assert!(products.contains(product), "{product}");
    }
    let types = values(Resource::OptionProductOrder, "type");
    for kind in [
        "APPLY",
        "CANCEL",
        "CHANGE_QUANTITY",
        "MODIFY",
        "START_PAID_SERVICE",
    ] {
        assert!(types.contains(kind), "{kind}");
    }
    assert!(values(Resource::OptionProduct, "subOptionId").len() > 15);
    assert!(values(Resource::Subscription, "status").contains("SUSPENDED_TRIALEND"));
    let names = values(Resource::Customer, "companyName");
    assert!(names.contains("A,B;C \"Trading\"") && names.contains("🍣 すし処 🐟"));
    assert!(names.iter().all(|name| name.chars().count() <= 40));
}

#[tokio::test]
async fn each_task_could_have_been_scheduled_on_the_day() -> Outcome {
    for day in ["2026-11-28", "2028-02-29", "2027-01-31"] {
        let hands = Hands::at("2026-11-28T03:00:00Z");
        hands.turn_to(day);
        let builder = Sandbox::builder()
            .clock(hands.clock())
            .customers(250)
            .seed(3);
        let sandbox = builder.rate_limit(None).start().await?;
        let state = sandbox.state();
        let mut scheduled = 0;
        for id in state.domain_ids() {
            let customer = format!("/partners/customers/{id}");
            for task in state.option_product_orders(id).unwrap_or_default() {
                let option = task["optionProductId"].as_str().unwrap_or_default();
                let orders = format!("{customer}/option-product-orders");
                let withdrawn =
                    send(&sandbox, &format!("DELETE {orders}/{option}"), Value::Null).await;
                assert_eq!(withdrawn.status, 204, "{task}: {}", withdrawn.body);
                let again = send(&sandbox, &format!("POST {orders}"), task.clone()).await;
                assert_eq!(again.status, 201, "{day} {task}: {}", again.body);
                scheduled += 1;
            }
            let reservations = state.all(id, Resource::SubscriptionReservation);
            for task in reservations.unwrap_or_default() {
                let of = &task["subscriptionId"];
                let path = format!("{customer}/subscriptions/{of}/reservation");
                let withdrawn = send(&sandbox, &format!("DELETE {path}"), Value::Null).await;
                assert_eq!(withdrawn.status, 204, "{task}: {}", withdrawn.body);
                // What a trial becomes is not asked for, but told.
                let mut sent = task.clone();
                sent.as_object_mut().unwrap().shift_remove("productId");
                let again = send(&sandbox, &format!("POST {path}"), sent).await;
                assert_eq!(again.status, 201, "{day} {task}: {}", again.body);
                scheduled += 1;
            }
        }
        assert!(scheduled > 60, "{scheduled}");
    }
    Ok(())
}

#[tokio::test]
async fn pages_of_the_list_are_in_order_and_meet_without_gaps_in_both_directions() -> Outcome {
    let builder = Sandbox::builder().customers(500).rate_limit(None);
    let sandbox = builder.start().await?;
    for order in ["name%20asc", "name%20desc"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/partners/customers?count=30&orderBy={order}{cursor}");
            let page = get(&sandbox, &path).await?.json()?;
            for customer in page["customers"].as_array().unwrap() {
                let name = customer["companyName"].as_str().unwrap().to_owned();
                seen.push((name, customer["domainId"].as_i64().unwrap()));
            }
            let Some(next) = page["responseMetaData"]["nextCursor"].as_str() else {
                break;
            };
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            cursor = format!("&cursor={next}");
        }
        let mut sorted = seen.clone();
        sorted.sort();
        if order == "name%20desc" {
            sorted.reverse();
        }
        assert_eq!(seen, sorted);
        assert_eq!(seen.len(), 500);
    }
    Ok(())
}

#[tokio::test]
async fn what_was_put_with_other_spelling_is_the_same_everywhere() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let text = "{\n \"customers\": {\"7\": {\"resources\": {\"customer\": [{\"domainId\": 7,\n\
        \"companyName\": \"\\u3042\", \"x\": 1.50, \"y\": {\"b\": [], \"a\": null}}]}}}}";
    let state = State::from_json_text(text)?;
    sandbox.set_state(state);
    let body = r#"{"domainId":7,"companyName":"あ","x":1.5,"y":{"b":[],"a":null}}"#;
    get(&sandbox, "/partners/customers/7").await?.is(200, body);
    let listed = format!(r#"{{"customers":[{body}],"responseMetaData":{{}}}}"#);
    get(&sandbox, "/partners/customers").await?.is(200, &listed);
    let twice = json!("twice").to_string();
    let text = format!(
        r#"{{"customers":{{"7":{{"resources":{{"customer":[{{"a":1,"a":{twice}}}]}}}}}}}}"#
    );
    let error = State::from_json_text(&text).unwrap_err();
    assert_eq!(error.path(), "customers.7.resources");
    assert!(
        error.to_string().contains("it has the field \"a\" twice"),
        "{error}"
    );
    Ok(())
}

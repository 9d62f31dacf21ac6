//! What moved between the plan and its application is told, and left out.

use serde_json::{Value, json};
use works_partner_plan::{Journal, OutcomeKind};
use works_partner_sandbox::{Resource, State};

use super::support::{World, id, only, state};

const HEADER: &str =
    "domainId,operation,optionProductId,subOptionId,applyDate,subscriptionId,type,quantity\n";

/// Changes a member of something that the customer has.
fn set(state: &mut State, resource: Resource, key: (&str, Value), member: &str, value: Value) {
    let mut item = state
        .all(id(1), resource)
        .unwrap()
        .iter()
        .find(|item| item[key.0] == key.1)
        .unwrap()
        .clone();
    item[member] = value;
    state.put(id(1), resource, item);
}

fn subscription(state: &mut State, member: &str, value: Value) {
    set(
        state,
        Resource::Subscription,
        ("subscriptionId", json!(30_001)),
        member,
        value,
    );
}

fn option(state: &mut State, member: &str, value: Value) {
    set(
        state,
        Resource::OptionProduct,
        ("optionProductId", json!("SSTG2")),
        member,
        value,
    );
}

/// Takes the customer's things of a kind away, but for those that pass.
fn without(state: &State, kept: impl Fn(Resource, &Value) -> bool) -> State {
    let mut rest = State::empty();
    rest.add_customer(id(1));
    for resource in [
        Resource::Customer,
        Resource::UsageStatus,
        Resource::Subscription,
        Resource::SubscriptionReservation,
        Resource::OptionProduct,
        Resource::OptionProductOrder,
    ] {
        for item in state.all(id(1), resource).unwrap() {
            if kept(resource, item) {
                rest.put(id(1), resource, item.clone());
            }
        }
    }
    rest
}

type Move = fn(&mut State);

#[tokio::test]
async fn twelve_ways_in_which_facts_move() {
    let upgrade = "upgrade,SSTG2,SSTG203,,,,";
    let later = "upgrade,SSTG2,SSTG203,2026-12-10,,,";
    let add = "add,CST_S,CST_S01,2026-12-10,,,3";
    let renewal = "renew,,,,30001,CANCEL,";
    let cases: [(&str, &str, &str, Move); 12] = [
        (
            "the customer is gone",
            upgrade,
            "customer.isThere",
            |state| *state = super::support::state(0),
        ),
        ("the option is gone", upgrade, "option.isThere", |state| {
            *state = without(state, |_, item| item["optionProductId"] != "SSTG2");
        }),
        (
            "the option is in use meanwhile",
            add,
            "option.isThere",
            |state| {
                state.put(
                id(1),
                Resource::OptionProduct,
                json!({"subscriptionId": 30_001, "optionProductId": "CST_S", "subOptionId": "CST_S00",
                       "appliedTime": "2026-12-01T00:00:00.000Z", "quantity": 1}),
            );
            },
        ),
        (
            "the sub-option was upgraded",
            upgrade,
            "option.subOptionId",
            |state| {
                option(state, "subOptionId", json!("SSTG202"));
            },
        ),
        (
            "the option was renewed",
            upgrade,
            "option.planEndDate",
            |state| {
                option(state, "planEndDate", json!("2027-01-14"));
            },
        ),
        (
            "the contract was renewed",
            later,
            "subscription.planEndDate",
            |state| {
                subscription(state, "planEndDate", json!("2027-01-14"));
            },
        ),
        (
            "the product was upgraded",
            later,
            "subscription.productId",
            |state| {
                subscription(state, "productId", json!("ADV"));
            },
        ),
        (
            "the subscription was suspended",
            later,
            "subscription.status",
            |state| {
                subscription(state, "status", json!("SUSPENDED_TRIALEND"));
            },
        ),
        (
            "another task is scheduled for the option",
            later,
            "optionOrder.isThere",
            |state| {
                state.put(
                id(1),
                Resource::OptionProductOrder,
                json!({"subscriptionId": 30_001, "optionProductId": "SSTG2", "subOptionId": "SSTG201",
                       "type": "CANCEL", "quantity": null, "applyDate": "2026-12-09"}),
            );
            },
        ),
        (
            "a task is scheduled for the subscription",
            add,
            "reservation.isThere",
            |state| {
                state.put(
                    id(1),
                    Resource::SubscriptionReservation,
                    json!({"subscriptionId": 30_001, "type": "CANCEL", "applyDate": "2026-12-15"}),
                );
            },
        ),
        (
            "the renewal was changed",
            renewal,
            "subscription.renewal.type",
            |state| {
                subscription(
                    state,
                    "renewal",
                    json!({"subscriptionId": 30_001, "type": "CHANGE", "productId": "ADV", "plan": "MONTHLY"}),
                );
            },
        ),
        // The date has passed: the fact that moved is the day.
        ("the date is past", later, "", |_| {}),
    ];
    for (name, line, fact, moves) in cases {
        let world = World::of(state(1)).await;
        let plan = world.plan(&format!("{HEADER}{},{line}\n", id(1))).await;
        assert_eq!(
            plan.mistakes(),
            Vec::<&works_partner_plan::Mistake>::new(),
            "{name}"
        );
        let mut moved = world.sandbox.state();
        moves(&mut moved);
        world.sandbox.set_state(moved);
        if fact.is_empty() {
            // Of the same month, so that nothing else has changed.
            world.clock.set("2026-12-11T00:00:00Z".parse().unwrap());
        }
        let report = world.apply(&plan, &Journal::in_memory().unwrap()).await;
        let outcome = only(&report);
        assert_eq!(outcome.kind, OutcomeKind::LeftOut, "{name}: {outcome:?}");
        if fact.is_empty() {
            assert_eq!(
                outcome.mistakes[0].column.as_deref(),
                Some("applyDate"),
                "{name}: {outcome:?}"
            );
        } else {
            assert!(
                outcome.moved.iter().any(|moved| moved.fact == fact),
                "{name}: {outcome:?}"
            );
        }
        assert_eq!(world.writes().len(), 0, "{name}");
    }
}

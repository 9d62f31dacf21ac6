//! A rehearsal is what the application turns out to be.

use fastrand::Rng;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use works_partner_plan::{
    Basis, EventKind, FactKind, Journal, LiveFacts, OutcomeKind, forecast, rehearse,
};
use works_partner_sandbox::{Resource, State};

use super::support::{DAY, World, id, state};

fn day(distance: i64) -> Date {
    DAY.checked_add(distance.days()).unwrap()
}

/// A customer with products, options and tasks of any kind.
fn random(rng: &mut Rng, number: i64) -> State {
    let mut state = state(0);
    let (customer, subscription) = (id(number), 30_000 + number);
    let (product, plan) = rng
        .choice([
            ("STD", "MONTHLY"),
            ("STD", "ANNUAL_LICENSE"),
            ("ADV", "ANNUAL_LICENSE"),
            ("ADV", "ANNUAL_PREPAY_LICENSE"),
            ("STD_T", "TRIAL"),
            ("ADV_T", "TRIAL"),
        ])
        .unwrap();
    let is_trial = plan == "TRIAL";
    let licenses = plan.contains("LICENSE").then_some(30);
    let (start, end) = match plan {
        "MONTHLY" => {
            let start = day(-rng.i64(0..28));
            (
                start,
                start.checked_add(1.month()).unwrap().yesterday().unwrap(),
            )
        }
        "TRIAL" => {
            let start = day(-rng.i64(0..29));
            (start, start.checked_add(29.days()).unwrap())
        }
        _ => {
            let start = day(-rng.i64(0..364));
            (
                start,
                start.checked_add(1.year()).unwrap().yesterday().unwrap(),
            )
        }
    };
    let renewal = if is_trial {
        Value::Null
    } else {
        let kind = rng.choice(["STAY", "STAY", "CANCEL", "CHANGE"]).unwrap();
        let product = if kind == "CHANGE" { "ADV" } else { product };
        json!({"subscriptionId": subscription, "type": kind, "productId": product, "plan": plan, "licenseCount": licenses})
    };
    state
        .put(
            customer,
            Resource::Customer,
            json!({
                "tenantId": customer, "domainId": customer, "domain": format!("c{number}.example"),
                "productId": product, "companyName": format!("Company {number}"),
                "phoneNumber": "+81-3-0000-0000", "timeZone": "Asia/Tokyo", "locale": "ja_JP",
                "enableActiveMxrecord": false, "enableActiveDomain": true, "domainType": "DOMAIN",
            }),
        )
        .put(
            customer,
            Resource::UsageStatus,
            json!({"domainId": customer, "status": "ACTIVE", "memberCount": 5, "maxMemberCount": 50,
                   "withdrawalDate": rng.u8(0..10).eq(&0).then(|| day(rng.i64(5..60)))}),
        )
        .put(
            customer,
            Resource::Subscription,
            json!({
                "domainId": customer, "subscriptionId": subscription, "productId": product, "plan": plan,
                "planStartDate": start, "planEndDate": end, "licenseAssignType": "NONE",
                "licenseCount": licenses, "status": "ACTIVE", "renewal": renewal,
            }),
        );
    let options: &[(&str, &str)] = if is_trial {
        &[("DRV", "DRV00"), ("ACV2", "ACV200")]
    } else {
        &[
            ("DRV", "DRV01"),
            ("SSTG2", "SSTG201"),
            ("SSTG2", "SSTG203"),
            ("CST_S", "CST_S01"),
            ("BCT", "BCT01"),
        ]
    };
    for (option, sub_option) in options {
        if rng.bool() {
            state.put(
                customer,
                Resource::OptionProduct,
                json!({
                    "subscriptionId": subscription, "optionProductId": option, "subOptionId": sub_option,
                    "quantity": option.starts_with("CST").then_some(3),
                    "appliedTime": format!("{start}T01:00:00.000Z"), "plan": plan,
                    "planStartDate": start, "planEndDate": end,
                }),
            );
        }
    }
    if !is_trial && rng.bool() {
        state.put(
            customer,
            Resource::OptionProductOrder,
            json!({"subscriptionId": subscription, "optionProductId": "CST_M", "subOptionId": "CST_M01",
                   "type": "APPLY", "quantity": 2, "applyDate": day(rng.i64(1..20))}),
        );
    }
    if is_trial && rng.bool() {
        state.put(
            customer,
            Resource::SubscriptionReservation,
            json!({"subscriptionId": subscription, "type": "START_PAID_SERVICE", "applyDate": day(rng.i64(1..20)),
                   "plan": "MONTHLY", "productId": product.trim_end_matches("_T")}),
        );
    }
    state
}

fn random_line(rng: &mut Rng, number: i64) -> String {
    let date = day(rng.i64(1..15));
    let subscription = 30_000 + number;
    let line = match rng.u8(0..14) {
        0 => "upgrade,SSTG2,SSTG204,,,,".to_owned(),
        1 => format!("upgrade,SSTG2,SSTG205,,{date},,"),
        2 => format!("cancel,DRV,,,{date},,"),
        3 => "cancel,DRV,,,,,".to_owned(),
        4 => "cancel,BCT,,,,,".to_owned(),
        5 => format!("add,CST_L,CST_L01,2,{date},,"),
        6 => "add,CST_L,CST_L01,,,,".to_owned(),
        7 => "withdraw,CST_M,,,,,".to_owned(),
        8 => format!("renew,,,,,{subscription},CANCEL"),
        9 => format!("renew,,,,,{subscription},STAY"),
        10 => format!("cancel,,,,,{subscription},"),
        11 => format!("create_subscription_reservation,,,,{date},{subscription},CANCEL"),
        12 => format!("update,CST_M,,5,{date},,"),
        _ => format!("change-quantity,CST_S,CST_S01,7,{date},,"),
    };
    format!("{},{line}\n", id(number))
}

/// One by one, what a customer has, without what only the emulator knows.
fn seen(state: &State, customer: i64) -> Vec<(FactKind, Vec<Value>)> {
    FactKind::ALL
        .into_iter()
        .zip([
            Resource::Customer,
            Resource::Subscription,
            Resource::SubscriptionReservation,
            Resource::SubscriptionPreOrder,
            Resource::SubscriptionMemo,
            Resource::OptionProduct,
            Resource::OptionProductRenewal,
            Resource::OptionProductOrder,
            Resource::UsageStatus,
            Resource::UpgradeDomain,
        ])
        // Renewals that were never set are there or not, and say the same.
        .filter(|(kind, _)| *kind != FactKind::OptionProductRenewals)
        .map(|(kind, resource)| {
            let mut all = state.all(customer, resource).unwrap_or_default().to_vec();
            for item in &mut all {
                // When an option was added is the moment of the call.
                if let Some(members) = item.as_object_mut() {
                    members.remove("appliedTime");
                }
            }
            (kind, all)
        })
        .collect()
}

async fn hold(seed: u64) -> usize {
    let mut rng = Rng::with_seed(seed);
    let number = 1 + i64::try_from(seed % 50).unwrap();
    let world = World::of(random(&mut rng, number)).await;
    let mut list =
        "domainId,operation,optionProductId,subOptionId,quantity,applyDate,subscriptionId,type\n"
            .to_owned();
    for _ in 0..rng.usize(1..4) {
        list.push_str(&random_line(&mut rng, number));
    }
    let until = day(rng.i64(1..90));
    let plan = world.plan(&list).await;
    let facts = LiveFacts::new(world.client.clone());
    let rehearsal = rehearse(&plan, None, &facts, DAY, until).await.unwrap();
    assert_eq!(world.writes().len(), 0, "a rehearsal changes nothing");

    let report = world.apply(&plan, &Journal::in_memory().unwrap()).await;
    assert_eq!(report, rehearsal.report, "seed {seed}\n{list}");
    let mut today = DAY;
    while today < until {
        today = today.tomorrow().unwrap();
        let morning: Timestamp = format!("{today}T00:00:00Z").parse().unwrap();
        world.clock.set(morning);
        world.sandbox.state();
    }
    let applied = world.sandbox.state();
    assert_eq!(
        seen(&applied, id(number)),
        seen(&rehearsal.state, id(number)),
        "seed {seed} until {until}\n{list}"
    );
    // What no page says is marked.
    for event in &rehearsal.timeline.events {
        assert_eq!(
            event.basis == Basis::Documented,
            event.source.is_some(),
            "{event:?}"
        );
        assert!(!event.reason.is_empty(), "{event:?}");
    }
    report.count(OutcomeKind::Done)
}

#[tokio::test]
async fn a_rehearsal_is_what_the_application_turns_out_to_be() {
    let mut done = 0;
    for seed in 0..12 {
        done += hold(seed).await;
    }
    assert!(done > 3, "{done} changes were made");
}

#[tokio::test]
#[ignore = "200 customers and plans"]
async fn a_rehearsal_is_what_the_application_turns_out_to_be_for_200_customers() {
    let mut done = 0;
    for seed in 1_000..1_200 {
        done += hold(seed).await;
    }
    assert!(done > 60, "{done} changes were made");
}

#[tokio::test]
async fn the_timeline_tells_what_is_documented_and_what_is_assumed() {
    let world = World::of(state(1)).await;
    let facts = LiveFacts::new(world.client.clone());
    let list = format!(
        "domainId,operation,optionProductId,applyDate\n{},cancel,DRV,2026-12-10\n",
        id(1)
    );
    let plan = world.plan(&list).await;
    let rehearsal = rehearse(&plan, None, &facts, DAY, date(2026, 12, 20))
        .await
        .unwrap();
    let told: Vec<(String, EventKind, Option<&str>, Basis)> = rehearsal
        .timeline
        .events
        .iter()
        .map(|event| {
            (
                event.date.to_string(),
                event.kind,
                event.key.as_deref(),
                event.basis,
            )
        })
        .collect();
    let on = |date: &str, kind, key, basis| (date.to_owned(), kind, Some(key), basis);
    assert_eq!(
        told,
        [
            on("2026-12-01", EventKind::Scheduled, "DRV", Basis::Documented),
            on("2026-12-10", EventKind::Ended, "DRV", Basis::Documented),
            on(
                "2026-12-10",
                EventKind::CarriedOut,
                "DRV",
                Basis::Documented
            ),
            on("2026-12-15", EventKind::Renewed, "30001", Basis::Assumed),
            on("2026-12-15", EventKind::Renewed, "SSTG2", Basis::Assumed),
        ]
    );
    let without = forecast(&facts, vec![id(1)], DAY, date(2026, 12, 20))
        .await
        .unwrap();
    assert_eq!(without.events.len(), 3, "{:?}", without.events);
}

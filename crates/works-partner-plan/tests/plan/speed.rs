//! As fast as the limits allow, and no faster.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use works_partner_ext::Client;
use works_partner_plan::{
    ApplyOptions, ChangeList, CustomerFacts, FactKind, Journal, OutcomeKind, PlanOptions, apply,
    plan,
};
use works_partner_sandbox::{Resource, Sandbox};

use super::support::{DAY, clock, id, state};

fn list(changes: i64) -> ChangeList {
    let mut list = "domainId,operation,optionProductId,subOptionId\n".to_owned();
    for number in 1..=changes {
        list.push_str(&format!("{},upgrade,SSTG2,SSTG203\n", id(number)));
    }
    ChangeList::read(list.as_bytes())
}

/// What customers have, without a call.
fn facts(customers: i64) -> BTreeMap<i64, CustomerFacts> {
    let state = state(customers);
    let of =
        |id: i64, resource: Resource| -> Vec<Value> { state.all(id, resource).unwrap().to_vec() };
    (1..=customers)
        .map(|number| {
            let id = id(number);
            let facts = CustomerFacts::new(id)
                .with(FactKind::Customer, of(id, Resource::Customer))
                .with(FactKind::Subscriptions, of(id, Resource::Subscription))
                .with(FactKind::OptionProducts, of(id, Resource::OptionProduct));
            (id, facts)
        })
        .collect()
}

#[tokio::test]
#[ignore = "2,000 changes"]
async fn two_thousand_changes_take_as_long_as_the_rate_allows_and_none_is_refused() {
    const CHANGES: i64 = 2_000;
    let clock = clock();
    let now = clock.clone();
    let sandbox = Sandbox::builder()
        .state(state(CHANGES))
        .clock(move || now.now())
        .start()
        .await
        .unwrap();
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .clock(clock.clone())
        .build()
        .unwrap();
    let made = plan(
        &list(CHANGES),
        &facts(CHANGES),
        &PlanOptions::new(DAY, "sandbox"),
    )
    .await
    .unwrap();
    let mut options = ApplyOptions::default();
    options.clock = Arc::new(clock.clone());
    options.base_url = Some("sandbox".to_owned());
    let journal = Journal::in_memory().unwrap();
    let report = apply(&made, None, &client, &journal, &options, |_| {})
        .await
        .unwrap();
    assert_eq!(
        report.count(OutcomeKind::Done),
        2_000,
        "{:?}",
        report.counts()
    );
    let refused = journal
        .writes()
        .unwrap()
        .iter()
        .filter(|write| write.status == Some(429))
        .count();
    assert_eq!(refused, 0);
    let shortest = 60 * (2_000_u64.div_ceil(240) - 1);
    let took = clock.slept().as_secs_f64();
    println!("{took} s, at least {shortest} s");
    assert!(
        took <= shortest as f64 * 1.03,
        "{took} s, at least {shortest} s"
    );
}

//! The limits of calls are used to the full and never exceeded: time passes only while everybody waits for it.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::json;
use works_partner_sandbox::State;
use works_partner_store::{Resource, Store, Sweep, SweepEvent};

use crate::support::{customer, subscription};
use crate::sweep_clock::SweepClock;

const RESOURCES: [Resource; 4] = [
    Resource::OptionOrders,
    Resource::Options,
    Resource::Subscriptions,
    Resource::UsageStatus,
];

/// Sweeps four kinds of calls of so many customers at 240 calls of each a minute.
async fn uses_the_limits(customers: u64) {
    let mut state = State::empty();
    for domain_id in 1..=i64::try_from(customers).unwrap() {
        customer(&mut state, domain_id, "Kita");
        subscription(&mut state, domain_id, json!({}));
    }
    let clock = SweepClock::default();
    let sandbox = clock.sandbox(240).state(state).start().await.unwrap();
    let client = clock.client(&sandbox);
    let folder = tempfile::tempdir().unwrap();
    let observed = clock.clone();
    let summary = Sweep::new(client)
        .include(RESOURCES)
        .concurrency(8)
        .clock(clock.clone())
        .observe(move |event| {
            if let SweepEvent::Planned(plan) = event {
                assert!(!plan.is_half_rate);
            }
            observed.observe(event);
        })
        .run(Store::open(folder.path().join("partner.db")).unwrap())
        .await
        .unwrap();
    assert_eq!((summary.failed, summary.read), (0, customers * 4));
    // What is refused does not count; the ratio below tells that it waited.
    let pages = customers.div_ceil(30);
    let sent = clock.counts().count();
    assert_eq!(u64::from(sent), summary.read + pages);
    let shortest = Duration::from_secs((customers - 1) / 240 * 60);
    let took = clock.reading();
    let ratio = took.as_secs_f64() / shortest.as_secs_f64();
    assert!(
        (0.999..=1.02).contains(&ratio),
        "{customers} customers: {took:?}, at least {shortest:?}: {ratio:.4}"
    );
}

#[tokio::test]
async fn a_sweep_of_five_thousand_uses_the_limits_to_the_full() {
    uses_the_limits(5_000).await;
}

#[tokio::test]
async fn a_long_sweep_keeps_to_half_of_the_limit_and_says_so() {
    let mut state = State::empty();
    for domain_id in 1..=20_000 {
        state.put(
            domain_id,
            works_partner_sandbox::Resource::Customer,
            json!({"domainId": domain_id, "domain": format!("c{domain_id}.example.com")}),
        );
    }
    let partner = crate::support::Partner::start("2026-11-28", state).await;
    let (said, plan) = tokio::sync::oneshot::channel();
    let said = Mutex::new(Some(said));
    let sweep = partner
        .sweep()
        .include([Resource::OptionOrders])
        .observe(move |event| {
            if let SweepEvent::Planned(plan) = event {
                let said = said.lock().unwrap().take();
                let _ = said.map(|said| said.send(plan.clone()));
            }
        });
    let stop = async { plan.await.unwrap() };
    let (send, receive) = tokio::sync::oneshot::channel();
    let _ = sweep
        .run_until(partner.store(), async {
            let _ = send.send(stop.await);
        })
        .await;
    let plan = receive.await.unwrap();
    assert_eq!((plan.is_half_rate, plan.per_minute), (true, 120));
    assert_eq!(plan.duration, Duration::from_secs(19_999 / 120 * 60));
}

//! A sweep within limits of calls, which takes no longer than they ask for.

use works_partner_store::{Resource, Store, Sweep};

use super::sweep_clock::SweepClock;
use super::{Goal, report, runtime};

const RESOURCES: [Resource; 4] = [
    Resource::OptionOrders,
    Resource::Options,
    Resource::Subscriptions,
    Resource::UsageStatus,
];
const PER_MINUTE: u32 = 240;

/// Four kinds of calls of so many customers.
pub(super) fn measure(customers: u32) {
    let took = runtime().block_on(sweep(customers));
    let shortest = (customers - 1) / PER_MINUTE * 60;
    report(
        "duration of a sweep at 240 calls of each operation a minute, s of its clock",
        took,
        shortest.into(),
        Goal::AtMost(1.02),
    );
}

/// How long the readings took, in seconds.
async fn sweep(customers: u32) -> f64 {
    let clock = SweepClock::default();
    let sandbox = clock
        .sandbox(PER_MINUTE)
        .customers(customers)
        .start()
        .await
        .unwrap();
    let client = clock.client(&sandbox);
    let folder = tempfile::tempdir().unwrap();
    let observed = clock.clone();
    let sweep = Sweep::new(client)
        .include(RESOURCES)
        .concurrency(8)
        .clock(clock.clone())
        .observe(move |event| observed.observe(event));
    let store = Store::open(folder.path().join("partner.db")).unwrap();
    let summary = sweep.run(store).await.unwrap();
    assert_eq!(summary.failed, 0);
    // A call that was answered with 429 would have been made again.
    assert_eq!(u64::from(clock.counts().count()), summary.calls);
    clock.reading().as_secs_f64()
}

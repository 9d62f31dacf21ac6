//! As fast as the limits allow, and no faster.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;
use works_partner_ext::{Client, Clock};
use works_partner_plan::{
    ApplyOptions, ChangeList, CustomerFacts, FactKind, Journal, OutcomeKind, PlanOptions,
    PlannedDecision, apply, plan,
};
use works_partner_sandbox::{Resource, Sandbox};

use super::support::{DAY, id, state};

/// Time passes when somebody waits, for all who wait at once.
#[derive(Clone, Debug, Default)]
struct VirtualClock(Arc<AtomicU64>);

impl VirtualClock {
    fn elapsed(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::SeqCst))
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
        start + self.elapsed()
    }

    fn monotonic(&self) -> Duration {
        self.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let until = self.elapsed() + duration;
        Box::pin(async move {
            // What is on its way arrives first, as it would in so long a time.
            for _ in 0..2_000 {
                tokio::task::yield_now().await;
            }
            let until = u64::try_from(until.as_nanos()).unwrap();
            self.0.fetch_max(until, Ordering::SeqCst);
        })
    }
}

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
    let clock = VirtualClock::default();
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
    let took = clock.elapsed().as_secs_f64();
    println!("{took} s, at least {shortest} s");
    assert!(
        took <= shortest as f64 * 1.03,
        "{took} s, at least {shortest} s"
    );
}

#[tokio::test]
#[ignore = "for a release build"]
async fn ten_thousand_lines_are_planned_in_half_a_second() {
    let facts = facts(10_000);
    let mut text = "domainId,operation,optionProductId,subOptionId\n".to_owned();
    for number in 1..=10_000 {
        text.push_str(&format!("{},upgrade,SSTG2,SSTG203\n", id(number)));
    }
    let began = Instant::now();
    let list = ChangeList::read(text.as_bytes());
    let read = began.elapsed();
    let made = plan(&list, &facts, &PlanOptions::new(DAY, "sandbox"))
        .await
        .unwrap();
    let planned = began.elapsed();
    let bytes = made.to_json().len();
    let took = began.elapsed();
    println!("read {read:?}, planned {planned:?}, written {took:?}, {bytes} bytes");
    assert!(
        made.changes
            .iter()
            .all(|change| change.decision == PlannedDecision::Send)
    );
    if !cfg!(debug_assertions) {
        assert!(took < Duration::from_millis(500), "{took:?}");
    }
}

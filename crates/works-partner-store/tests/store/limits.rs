//! The limits of calls are used to the full and never exceeded: time passes only while everybody waits for it.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use works_partner_ext::{Client, Clock, SentRequests};
use works_partner_sandbox::{Sandbox, State};
use works_partner_store::{Resource, Store, Sweep, SweepEvent};

use crate::support::{customer, subscription};

const RESOURCES: [Resource; 4] = [
    Resource::OptionOrders,
    Resource::Options,
    Resource::Subscriptions,
    Resource::UsageStatus,
];

/// A clock that goes on to when the next sleeper wakes as soon as every operation of a sweep sleeps and no
/// request is under way. How fast the machine is has no say in it.
#[derive(Clone, Default)]
struct SweepClock(Arc<Mutex<Hands>>);

#[derive(Default)]
struct Hands {
    passed: Duration,
    /// Who sleeps, and until when. Of the calls of an operation the first waits for its rate alone.
    sleepers: BTreeMap<u64, (Duration, Waker)>,
    next: u64,
    sent: SentRequests,
    answered: u32,
    /// The readings that are still to come, by resource; `None` while the customers are listed.
    left: Option<BTreeMap<Resource, u64>>,
    /// When the customers were known.
    listed: Duration,
}

impl Hands {
    /// Called after everything that could be the last thing to happen before all sleep.
    fn look(&mut self) {
        let operations = self.left.as_ref().map_or(1, |left| {
            left.values().filter(|readings| **readings > 0).count()
        });
        let is_quiet = self.sent.count() == self.answered && self.sleepers.len() == operations;
        let next = self.sleepers.values().map(|(until, _)| *until).min();
        if let Some(next) = next.filter(|_| is_quiet) {
            self.passed = self.passed.max(next);
            let passed = self.passed;
            for (until, waker) in self.sleepers.values() {
                if *until <= passed {
                    waker.wake_by_ref();
                }
            }
            self.sleepers.retain(|_, (until, _)| *until > passed);
        }
    }
}

impl SweepClock {
    fn passed(&self) -> Duration {
        self.0.lock().unwrap().passed
    }

    fn observe(&self, event: &SweepEvent, customers: u64) {
        let mut hands = self.0.lock().unwrap();
        match event {
            SweepEvent::Listed(_) => hands.answered += 1,
            SweepEvent::Planned(_) => {
                hands.left = Some(RESOURCES.map(|resource| (resource, customers)).into());
                hands.listed = hands.passed;
            }
            SweepEvent::Read { resource, .. } | SweepEvent::Failed { resource, .. } => {
                hands.answered += 1;
                let left = hands.left.as_mut().unwrap();
                *left.get_mut(resource).unwrap() -= 1;
            }
            _ => {}
        }
        hands.look();
    }
}

impl Clock for SweepClock {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
        start + self.passed()
    }

    fn monotonic(&self) -> Duration {
        self.passed()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        struct Sleep<'a> {
            clock: &'a SweepClock,
            number: u64,
            until: Duration,
        }
        impl Future for Sleep<'_> {
            type Output = ();

            fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
                let mut hands = self.clock.0.lock().unwrap();
                if hands.passed >= self.until {
                    return Poll::Ready(());
                }
                let waker = context.waker().clone();
                hands.sleepers.insert(self.number, (self.until, waker));
                hands.look();
                Poll::Pending
            }
        }
        impl Drop for Sleep<'_> {
            fn drop(&mut self) {
                self.clock.0.lock().unwrap().sleepers.remove(&self.number);
            }
        }
        let mut hands = self.0.lock().unwrap();
        hands.next += 1;
        Box::pin(Sleep {
            clock: self,
            number: hands.next,
            until: hands.passed + duration,
        })
    }
}

/// Sweeps four kinds of calls of so many customers at 240 calls of each a minute.
async fn uses_the_limits(customers: u64) {
    let mut state = State::empty();
    for domain_id in 1..=i64::try_from(customers).unwrap() {
        customer(&mut state, domain_id, "Kita");
        subscription(&mut state, domain_id, json!({}));
    }
    let clock = SweepClock::default();
    let now = clock.clone();
    let sandbox = Sandbox::builder()
        .state(state)
        .clock(move || now.now())
        .rate_limit(Some(240))
        .concurrency_limit(None)
        .start()
        .await
        .unwrap();
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .concurrency(32)
        .clock(clock.clone())
        .build()
        .unwrap()
        .counting(&clock.0.lock().unwrap().sent);
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
            observed.observe(event, customers);
        })
        .run(Store::open(folder.path().join("partner.db")).unwrap())
        .await
        .unwrap();
    assert_eq!((summary.failed, summary.read), (0, customers * 4));
    // What is refused does not count; the ratio below tells that it waited.
    let pages = customers.div_ceil(30);
    let sent = clock.0.lock().unwrap().sent.count();
    assert_eq!(u64::from(sent), summary.read + pages);
    let shortest = Duration::from_secs((customers - 1) / 240 * 60);
    let took = clock.passed() - clock.0.lock().unwrap().listed;
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

//! The limits of calls are used to the full and never exceeded: time passes only while everybody waits for it.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use works_partner_ext::{Client, Clock};
use works_partner_sandbox::{Sandbox, State};
use works_partner_store::{Resource, Store, Sweep, SweepEvent};

use crate::support::{customer, subscription};

/// So long nothing has to happen before it is certain that everybody sleeps.
const QUIET: Duration = Duration::from_millis(60);

/// A clock that goes on to when the next sleeper wakes, once nothing else happens.
#[derive(Clone, Default)]
struct QuietClock(Arc<Mutex<Hands>>);

#[derive(Default)]
struct Hands {
    passed: Duration,
    sleepers: Vec<(Duration, Waker)>,
}

impl QuietClock {
    fn passed(&self) -> Duration {
        self.0.lock().unwrap().passed
    }

    /// Lets time pass as long as it is polled; `activity` counts what happens.
    async fn pass(&self, activity: impl Fn() -> usize) {
        let mut before = activity();
        loop {
            tokio::time::sleep(QUIET).await;
            let now = activity();
            if now == std::mem::replace(&mut before, now) {
                let mut hands = self.0.lock().unwrap();
                if let Some(next) = hands.sleepers.iter().map(|(until, _)| *until).min() {
                    hands.passed = hands.passed.max(next);
                    hands.sleepers.drain(..).for_each(|(_, waker)| waker.wake());
                }
            }
        }
    }
}

impl Clock for QuietClock {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
        start + self.passed()
    }

    fn monotonic(&self) -> Duration {
        self.passed()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        struct Sleep<'a>(&'a QuietClock, Duration);
        impl Future for Sleep<'_> {
            type Output = ();

            fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
                let mut hands = self.0.0.lock().unwrap();
                if hands.passed >= self.1 {
                    return Poll::Ready(());
                }
                hands.sleepers.push((self.1, context.waker().clone()));
                Poll::Pending
            }
        }
        let until = self.passed() + duration;
        Box::pin(Sleep(self, until))
    }
}

/// Sweeps four kinds of calls of so many customers at 240 calls of each a minute.
async fn uses_the_limits(customers: i64) {
    let mut state = State::empty();
    for domain_id in 1..=customers {
        customer(&mut state, domain_id, "Kita");
        subscription(&mut state, domain_id, json!({}));
    }
    let clock = QuietClock::default();
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
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let happened = Arc::new(AtomicUsize::new(0));
    let count = happened.clone();
    let listed = Arc::new(Mutex::new(Duration::ZERO));
    let (since, at) = (clock.clone(), listed.clone());
    let sweep = Sweep::new(client)
        .include([
            Resource::OptionOrders,
            Resource::Options,
            Resource::Subscriptions,
            Resource::UsageStatus,
        ])
        .concurrency(8)
        .clock(clock.clone())
        .observe(move |event| {
            count.fetch_add(1, Ordering::SeqCst);
            if let SweepEvent::Planned(plan) = event {
                assert!(!plan.is_half_rate);
                *at.lock().unwrap() = since.passed();
            }
        })
        .run(Store::open(folder.path().join("partner.db")).unwrap());
    let summary = tokio::select! {
        summary = sweep => summary.unwrap(),
        () = clock.pass(|| happened.load(Ordering::SeqCst)) => unreachable!(),
    };
    assert_eq!((summary.failed, summary.read), (0, customers as u64 * 4));
    // A call that was refused would have been made again.
    let pages = customers.unsigned_abs().div_ceil(30);
    assert_eq!(sandbox.requests().len() as u64, summary.read + pages);
    let shortest = Duration::from_secs((customers.unsigned_abs() - 1) / 240 * 60);
    let took = clock.passed() - *listed.lock().unwrap();
    let ratio = took.as_secs_f64() / shortest.as_secs_f64();
    assert!((0.999..=1.02).contains(&ratio), "{took:?} of {shortest:?}");
}

#[tokio::test]
#[ignore = "needs a machine that does nothing else"]
async fn a_sweep_uses_the_limits_to_the_full() {
    uses_the_limits(1_000).await;
}

#[tokio::test]
#[ignore = "takes minutes"]
async fn a_sweep_of_five_thousand_uses_the_limits_to_the_full() {
    uses_the_limits(5_000).await;
}

#[tokio::test]
async fn a_long_sweep_keeps_to_half_of_the_limit_and_says_so() {
    let mut state = State::empty();
    for domain_id in 1..=7_300 {
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
    assert_eq!(plan.duration, Duration::from_secs(7_299 / 120 * 60));
}

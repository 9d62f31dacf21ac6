//! A clock for sweeps within limits of calls, of which no time passes but what is waited for.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use jiff::Timestamp;
use works_partner_ext::{Client, Clock, SentRequests};
use works_partner_sandbox::{Sandbox, SandboxBuilder};
use works_partner_store::{Resource, SweepEvent};

/// A clock that goes on to when the next sleeper wakes as soon as every operation of a sweep sleeps and no
/// request is under way. How fast the machine is has no say in it.
#[derive(Clone, Default)]
pub(crate) struct SweepClock(Arc<Mutex<Hands>>);

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

    /// A sandbox that goes by it, and takes so many calls of each operation a minute.
    pub(crate) fn sandbox(&self, per_minute: u32) -> SandboxBuilder {
        let now = self.clone();
        Sandbox::builder()
            .clock(move || now.now())
            .rate_limit(Some(per_minute))
            .concurrency_limit(None)
    }

    /// A client of that sandbox for a sweep.
    pub(crate) fn client(&self, sandbox: &Sandbox) -> Client {
        Client::builder()
            .base_url(sandbox.base_url())
            .access_token(sandbox.token())
            .concurrency(32)
            .clock(self.clone())
            .build()
            .unwrap()
            .counting(&self.counts())
    }

    /// Counts the requests of the sweep's client, which time waits for.
    pub(crate) fn counts(&self) -> SentRequests {
        self.0.lock().unwrap().sent.clone()
    }

    /// How long the readings took, once the customers were known.
    pub(crate) fn reading(&self) -> Duration {
        let hands = self.0.lock().unwrap();
        hands.passed - hands.listed
    }

    /// What the sweep reports, all of it.
    pub(crate) fn observe(&self, event: &SweepEvent) {
        let mut hands = self.0.lock().unwrap();
        match event {
            SweepEvent::Listed(_) => hands.answered += 1,
            SweepEvent::Planned(plan) => {
                hands.left = Some(plan.calls.iter().copied().collect());
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

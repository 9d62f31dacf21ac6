//! A clock that stands still until it is set, or slept by.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use works_partner_ext::{Clock, SystemClock};

/// Whoever sleeps by it sets it forward, and goes on at once.
#[derive(Clone, Default)]
pub(crate) struct ManualClock(Arc<Mutex<Passed>>);

#[derive(Default)]
struct Passed {
    time: Duration,
    slept: Vec<Duration>,
}

impl ManualClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.0.lock().unwrap().time += by;
    }

    /// For how long it was slept by, each time.
    pub(crate) fn slept(&self) -> Vec<Duration> {
        self.0.lock().unwrap().slept.clone()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-11-01T09:00:00Z".parse().unwrap();
        start + self.monotonic()
    }

    fn monotonic(&self) -> Duration {
        self.0.lock().unwrap().time
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            {
                let mut passed = self.0.lock().unwrap();
                passed.time += duration;
                passed.slept.push(duration);
            }
            tokio::task::yield_now().await;
        })
    }
}

/// The same time, but whoever sleeps really waits: for what another process must do meanwhile.
#[derive(Clone)]
pub(crate) struct PatientClock(pub(crate) ManualClock);

impl Clock for PatientClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn monotonic(&self) -> Duration {
        SystemClock.monotonic()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        SystemClock.sleep(duration)
    }
}

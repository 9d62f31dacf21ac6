//! A clock that moves only when somebody sleeps, and then at once.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use works_partner_ext::Clock;

#[derive(Clone, Default)]
pub(crate) struct VirtualClock {
    nanoseconds: Arc<AtomicU64>,
}

impl VirtualClock {
    /// How much time was slept away in all.
    pub(crate) fn elapsed(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.load(Ordering::SeqCst))
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        // The beginning of a minute, so that windows begin when tests do.
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
            self.nanoseconds.fetch_max(until, Ordering::SeqCst);
        })
    }
}

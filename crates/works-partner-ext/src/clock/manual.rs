use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::Clock;

/// A clock for tests: it stands still until it is advanced, set or slept by. Clones are the same clock.
///
/// Whoever sleeps by it goes on at once, and it is that much later. A sandbox can live on it too:
///
/// ```
/// use std::time::Duration;
/// use works_partner_ext::{Client, ManualClock};
/// use works_partner_sandbox::Sandbox;
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let clock = ManualClock::new("2026-12-01T00:00:00Z".parse()?);
/// let now = clock.clone();
/// let sandbox = Sandbox::builder().clock(move || now.now()).start().await?;
/// let client = Client::builder()
///     .base_url(sandbox.base_url())
///     .access_token(sandbox.token())
///     .rate_limit(1)
///     .clock(clock.clone())
///     .build()?;
///
/// for _ in 0..3 {
///     client.option_orders(10000002.try_into()?).await?;
/// }
/// assert_eq!(clock.slept(), Duration::from_secs(120), "one call goes out in a minute");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Hands>>);

#[derive(Debug)]
struct Hands {
    now: Timestamp,
    /// Never goes back, whatever the time of day does.
    passed: Duration,
    slept: Duration,
}

impl ManualClock {
    /// A clock that stands at this time.
    pub fn new(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Hands {
            now,
            passed: Duration::ZERO,
            slept: Duration::ZERO,
        })))
    }

    /// The time of day.
    pub fn now(&self) -> Timestamp {
        self.hands().now
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        self.hands().advance(by);
    }

    /// Sets the time of day, also back, as somebody who corrects a clock does. No time passes by that.
    pub fn set(&self, now: Timestamp) {
        self.hands().now = now;
    }

    /// How much time was slept away in all.
    pub fn slept(&self) -> Duration {
        self.hands().slept
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        // Each change is a single step.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hands {
    /// At the end of time the clock stands.
    fn advance(&mut self, by: Duration) {
        self.now = self.now.saturating_add(by).unwrap_or(Timestamp::MAX);
        self.passed = self.passed.saturating_add(by);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Self::now(self)
    }

    fn monotonic(&self) -> Duration {
        self.hands().passed
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let until = self.monotonic().saturating_add(duration);
        Box::pin(async move {
            // What is ready to go on does so first.
            tokio::task::yield_now().await;
            let mut hands = self.hands();
            // Those who sleep at the same time wake at the same time.
            let left = until.saturating_sub(hands.passed);
            hands.advance(left);
            hands.slept = hands.slept.saturating_add(left);
        })
    }
}

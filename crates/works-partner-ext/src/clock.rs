//! The time, as something that a test can control.

mod manual;

use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use jiff::Timestamp;

pub use manual::ManualClock;

/// What time it is, and how to wait. All waiting of a client goes through its clock.
pub trait Clock: Send + Sync + 'static {
    /// The time of day, for what is compared with the server's: token lifetimes, dates.
    fn now(&self) -> Timestamp;

    /// Time since some point that does not move, for measuring how long things take.
    fn monotonic(&self) -> Duration;

    /// Returns when that much time has passed.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn monotonic(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

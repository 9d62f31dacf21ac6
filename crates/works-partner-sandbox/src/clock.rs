//! What time it is for the sandbox, and which day.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::{self, TimeZone};
use jiff::{SignedDuration, Timestamp};

use crate::mutex::Mutex;

/// Where the sandbox reads the time: token lifetimes, rate windows, dates in headers, days.
///
/// It runs as its source does, and as far ahead of it or behind as it was set. Clones are one clock.
#[derive(Clone)]
pub(crate) struct Clock {
    source: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    ahead: Arc<Mutex<SignedDuration>>,
    zone: TimeZone,
}

impl Clock {
    pub(crate) fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static, zone: TimeZone) -> Self {
        Self {
            source: Arc::new(now),
            ahead: Arc::default(),
            zone,
        }
    }

    /// The same source, in another zone and not set.
    pub(crate) fn in_zone(&self, zone: TimeZone) -> Self {
        Self {
            source: Arc::clone(&self.source),
            ahead: Arc::default(),
            zone,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let (now, ahead) = ((self.source)(), *self.ahead.lock());
        now.saturating_add(ahead).unwrap_or(now)
    }

    pub(crate) fn today(&self) -> Date {
        self.day_of(self.now())
    }

    /// The day on which a time lies.
    pub(crate) fn day_of(&self, time: Timestamp) -> Date {
        self.zone.to_datetime(time).date()
    }

    /// How far it was set ahead of its source.
    pub(crate) fn ahead(&self) -> SignedDuration {
        *self.ahead.lock()
    }

    pub(crate) fn set_ahead(&self, ahead: SignedDuration) {
        *self.ahead.lock() = ahead;
    }

    /// Sets the time, or back to the source's.
    pub(crate) fn set(&self, now: Option<Timestamp>) {
        let ahead = now.map(|now| now.duration_since((self.source)()));
        *self.ahead.lock() = ahead.unwrap_or_default();
    }
}

/// Asia/Tokyo, which needs no data: there is no daylight saving time.
pub(crate) fn tokyo() -> TimeZone {
    TimeZone::fixed(tz::offset(9))
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(Timestamp::now, tokyo())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

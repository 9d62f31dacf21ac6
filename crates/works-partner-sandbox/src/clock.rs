//! What time it is for the sandbox, and which day.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::{self, TimeZone};
use jiff::{SignedDuration, Span, Timestamp};

use crate::mutex::Mutex;

/// Where the sandbox reads the time: token lifetimes, rate windows, dates in headers, days.
///
/// It runs as its source does or so many times as fast, and as far ahead of it or behind as it was set.
/// Clones are one clock.
#[derive(Clone)]
pub(crate) struct Clock {
    source: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    setting: Arc<Mutex<Setting>>,
    zone: TimeZone,
}

/// How a clock differs from its source.
#[derive(Clone, Copy, Debug, Default)]
struct Setting {
    ahead: SignedDuration,
    /// Since when of the source it runs at another speed, and how many times as fast.
    scale: Option<(Timestamp, u32)>,
}

impl Setting {
    /// How far the clock is ahead when the source shows a time.
    fn ahead_at(self, source: Timestamp) -> SignedDuration {
        let Some((since, scale)) = self.scale else {
            return self.ahead;
        };
        // Every second of the source adds so many to what the clock is ahead, or takes one off.
        let more = i32::try_from(scale).unwrap_or(i32::MAX).saturating_sub(1);
        let passed = source.duration_since(since);
        let gained = passed.checked_mul(more).unwrap_or(SignedDuration::MAX);
        self.ahead.saturating_add(gained)
    }
}

/// The fastest that a clock can run: more than a day a second helps nobody.
pub(crate) const FASTEST: u32 = 1_000_000;

impl Clock {
    pub(crate) fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static, zone: TimeZone) -> Self {
        Self {
            source: Arc::new(now),
            setting: Arc::default(),
            zone,
        }
    }

    /// The same source, in another zone and not set.
    pub(crate) fn in_zone(&self, zone: TimeZone) -> Self {
        Self {
            source: Arc::clone(&self.source),
            setting: Arc::default(),
            zone,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let source = (self.source)();
        let ahead = self.setting.lock().ahead_at(source);
        source.saturating_add(ahead).unwrap_or(source)
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
        self.setting.lock().ahead_at((self.source)())
    }

    pub(crate) fn set_ahead(&self, ahead: SignedDuration) {
        let scale = None;
        *self.setting.lock() = Setting { ahead, scale };
    }

    /// Sets the time, at the speed that there is, or back to the source's.
    pub(crate) fn set(&self, now: Option<Timestamp>) {
        let source = (self.source)();
        let mut setting = self.setting.lock();
        *setting = match now {
            None => Setting::default(),
            Some(now) => Setting {
                ahead: now.duration_since(source),
                scale: setting.scale.map(|(_, scale)| (source, scale)),
            },
        };
    }

    /// How many times as fast as its source it runs.
    pub(crate) fn scale(&self) -> u32 {
        self.setting.lock().scale.map_or(1, |(_, scale)| scale)
    }

    /// Lets it run so many times as fast from now on; 0 stops it.
    pub(crate) fn set_scale(&self, scale: u32) {
        let source = (self.source)();
        let mut setting = self.setting.lock();
        *setting = Setting {
            ahead: setting.ahead_at(source),
            scale: (scale != 1).then_some((source, scale.min(FASTEST))),
        };
    }

    /// The time so much later by the calendar of where the clock is: a month is one of the calendar's.
    pub(crate) fn later(&self, span: Span) -> Option<Timestamp> {
        let now = self.now().to_zoned(self.zone.clone());
        now.checked_add(span).ok().map(|later| later.timestamp())
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

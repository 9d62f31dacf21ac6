//! How many calls of an operation go out in a minute.
//!
//! The server's own window, as its headers report it, is exact and is followed where it is known.
//! Where it is not, no more calls than the limit go out in any minute, each counted until a minute
//! after its answer: however the server cuts its minutes, none of them sees more.
//!
//! The numbers of a response are not trusted. Whatever they are, the user's limit holds in any minute,
//! the documented limit in any two, and no report holds calls back for longer than [`LONGEST_WAIT`].
#![deny(clippy::arithmetic_side_effects)]

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{HeaderMap, HeaderName, StatusCode};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::clock::Clock;
use crate::engine::LONGEST_WAIT;
use crate::engine::concurrency::Concurrency;
use crate::reply::{Received, seconds, whole_number};

const MINUTE: Duration = Duration::from_secs(60);

const HALF_A_MINUTE: Duration = Duration::from_secs(30);

/// The rate limits of a client, shared by its clones.
pub(crate) struct RateLimits {
    per_minute: RateLimit,
    operations: Mutex<HashMap<&'static str, Arc<Operation>>>,
}

/// The calls of one operation that are allowed in a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RateLimit {
    /// What the vendor documents, until a response reports another limit.
    Documented(u32),
    /// The user's limit. No response raises it.
    AtMost(u32),
    None,
}

struct Operation {
    /// Its one permit belongs to the next call; the others queue in the order in which they came.
    semaphore: Semaphore,
    changed: Notify,
    rate: Mutex<Rate>,
}

#[derive(Default)]
struct Rate {
    limited: bool,
    in_flight: u32,
    /// The calls of the last minute, oldest first: when they were sent, or answered where no server's
    /// window is known.
    recent: VecDeque<Duration>,
    server: Option<ServerWindow>,
    /// The limit that the server reported last.
    server_limit: Option<u32>,
    /// The server has refused until then.
    refused_until: Duration,
    /// The server rounds the seconds left down: a second more is needed.
    margin: Duration,
}

/// The server's minute, as its headers last reported it.
struct ServerWindow {
    /// Calls sent before belong to an earlier minute.
    began: Duration,
    ends: Duration,
    /// Calls that may still go out before it ends.
    left: u32,
    /// Calls of ours that went out in it.
    sent: u32,
    /// Its end follows from the last one's; no answer has reported it yet.
    guessed: bool,
}

/// A call that may go out. Dropping it without an answer counts as one sent.
pub(super) struct Permit {
    operation: Arc<Operation>,
    clock: Arc<dyn Clock>,
    admitted: Duration,
    sent: Duration,
    _connection: Option<OwnedSemaphorePermit>,
    done: bool,
}

impl RateLimits {
    pub(crate) fn new(per_minute: RateLimit) -> Self {
        Self {
            per_minute,
            operations: Mutex::default(),
        }
    }

    /// Waits until a call of this operation may go out.
    pub(super) async fn admit(
        &self,
        operation_id: &'static str,
        half: bool,
        concurrency: &Concurrency,
        clock: &Arc<dyn Clock>,
    ) -> Permit {
        let operation = self.operation(operation_id);
        // Nobody closes the semaphore: it lives as long as the operation.
        let turn = operation.semaphore.acquire().await;
        let (connection, now) = loop {
            // Concurrency first, so that a place in the rate is taken when the call goes out and not
            // before: until then, a response may report a lower limit.
            let connection = concurrency.acquire().await;
            let changed = operation.changed.notified();
            let now = clock.monotonic();
            let admitted = operation.rate().admit(self.per_minute, half, now);
            let Err(wait) = admitted else {
                break (connection, now);
            };
            // Calls of other operations may use it meanwhile.
            drop(connection);
            match wait {
                Some(wait) => {
                    tracing::debug!(?wait, "waiting for the rate limit");
                    clock.sleep(wait).await;
                }
                None => changed.await,
            }
        };
        drop(turn);
        Permit {
            operation,
            clock: clock.clone(),
            admitted: now,
            sent: now,
            _connection: connection,
            done: false,
        }
    }

    fn operation(&self, operation_id: &'static str) -> Arc<Operation> {
        let mut operations = lock(&self.operations);
        let operation = operations.entry(operation_id).or_insert_with(|| {
            Arc::new(Operation {
                semaphore: Semaphore::new(1),
                changed: Notify::new(),
                rate: Mutex::default(),
            })
        });
        operation.clone()
    }
}

impl Operation {
    fn rate(&self) -> MutexGuard<'_, Rate> {
        lock(&self.rate)
    }
}

/// The data stay consistent through a panic of another thread: each change is a single step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Permit {
    /// The request is sent now, which may be some time after the call was admitted.
    pub(super) fn sending(&mut self) {
        self.sent = self.clock.monotonic();
    }

    /// Reads the headers of the answer, and gives the place back.
    pub(super) fn answered(mut self, received: &Received) {
        self.done = true;
        let now = self.clock.monotonic();
        let mut rate = self.operation.rate();
        rate.done(self.sent, now);
        rate.read(received, self.sent, now);
        drop(rate);
        self.operation.changed.notify_one();
    }

    /// Nothing was sent: gives the place back as if it had not been taken.
    pub(super) fn unused(mut self) {
        self.done = true;
        self.operation.rate().give_back(self.admitted);
        self.operation.changed.notify_one();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.done {
            self.operation
                .rate()
                .done(self.sent, self.clock.monotonic());
            self.operation.changed.notify_one();
        }
    }
}

impl Rate {
    /// Takes a place, or says how long to wait for one; `None` until a call in flight is answered.
    fn admit(
        &mut self,
        limit: RateLimit,
        half: bool,
        now: Duration,
    ) -> Result<(), Option<Duration>> {
        let until = |then: Duration| then.saturating_sub(now);
        if now < self.refused_until {
            return Err(Some(until(self.refused_until)));
        }
        let allowed = match (limit, self.server_limit) {
            (RateLimit::None, _) => u32::MAX,
            (RateLimit::Documented(limit), reported) => reported.unwrap_or(limit),
            (RateLimit::AtMost(limit), reported) => limit.min(reported.unwrap_or(limit)),
        };
        self.limited = limit != RateLimit::None;
        let allowed = if half { allowed.div_euclid(2) } else { allowed }.max(1);

        if self.limited {
            let in_any_minute = match (limit, &self.server) {
                // The end of one of the server's minutes and the beginning of the next.
                (RateLimit::Documented(_), Some(_)) => allowed.saturating_mul(2),
                _ => allowed,
            };
            while let Some(then) = self.recent.front()
                && then.saturating_add(MINUTE) <= now
            {
                self.recent.pop_front();
            }
            let recent = u32::try_from(self.recent.len()).unwrap_or(u32::MAX);
            if recent.saturating_add(self.in_flight) >= in_any_minute {
                let oldest = self.recent.front();
                return Err(oldest.map(|then| until(then.saturating_add(MINUTE))));
            }
        }
        // Without a limit, only a refusal holds calls back.
        if self.limited
            && let Some(window) = &mut self.server
        {
            if now >= window.ends {
                // A new minute has begun. Its end is a guess until an answer reports it.
                window.began = now;
                let over = now.saturating_sub(window.ends).as_secs();
                let minutes = over.div_euclid(60).saturating_add(1);
                let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
                window.ends = window.ends.saturating_add(MINUTE.saturating_mul(minutes));
                window.left = self
                    .server_limit
                    .unwrap_or(allowed)
                    .saturating_sub(self.in_flight);
                window.sent = self.in_flight;
                window.guessed = true;
            }
            if window.left == 0 || window.sent >= allowed {
                return Err(Some(until(window.ends)));
            }
            window.left = window.left.saturating_sub(1);
            window.sent = window.sent.saturating_add(1);
        }
        self.in_flight = self.in_flight.saturating_add(1);
        Ok(())
    }

    fn done(&mut self, sent: Duration, now: Duration) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if !self.limited {
            return;
        }
        let counted = if self.server.is_some() { sent } else { now };
        let place = self.recent.partition_point(|then| *then <= counted);
        self.recent.insert(place, counted);
    }

    fn give_back(&mut self, admitted: Duration) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Some(window) = &mut self.server
            && admitted >= window.began
        {
            window.left = window.left.saturating_add(1);
            window.sent = window.sent.saturating_sub(1);
        }
    }

    fn read(&mut self, received: &Received, sent: Duration, now: Duration) {
        let reported = Reported::read(&received.headers);
        let is_refused = received.status == StatusCode::TOO_MANY_REQUESTS;
        if is_refused {
            if reported
                .reset
                .is_some_and(|reset| reset <= Duration::from_secs(1))
            {
                self.margin = Duration::from_secs(1);
            }
            if let Some(wait) = received.asked_wait {
                let wait = wait.min(LONGEST_WAIT).saturating_add(self.margin);
                self.refused_until = self.refused_until.max(now.saturating_add(wait));
            }
        }
        if let Some(limit) = reported.limit.filter(|limit| *limit > 0) {
            self.server_limit = Some(limit);
        }
        let (Some(remaining), Some(reset)) = (reported.remaining(), reported.reset) else {
            return;
        };
        let ends = reset.min(LONGEST_WAIT).saturating_add(self.margin);
        let ends = now.saturating_add(ends);
        match &mut self.server {
            // It speaks of a minute that is over.
            Some(window) if sent < window.began => {}
            // The same minute, reported again. Seconds are rounded, so the nearest end is the truest.
            Some(window)
                if now < window.ends && ends < window.ends.saturating_add(HALF_A_MINUTE) =>
            {
                window.ends = if window.guessed {
                    ends
                } else {
                    window.ends.min(ends)
                };
                window.guessed = false;
                window.left = fewest(window.left, remaining, self.in_flight);
            }
            _ => {
                let sent = self.in_flight.saturating_add(1);
                let limit = reported.limit.unwrap_or(remaining.saturating_add(1));
                let ours = limit.saturating_sub(sent);
                let left = fewest(ours, remaining, self.in_flight);
                self.server = Some(ServerWindow {
                    began: Duration::ZERO,
                    ends,
                    left,
                    sent,
                    guessed: false,
                });
            }
        }
    }
}

/// How many calls are left by our own count, unless the server knows of more calls than ours: then what
/// it reports, less what is in flight, since that may not be counted yet.
fn fewest(ours: u32, reported: u32, in_flight: u32) -> u32 {
    if reported < ours {
        reported.saturating_sub(in_flight)
    } else {
        ours
    }
}

/// What a response tells of the rate. Every header may be missing.
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/rate-limits>, which spells the calls made
/// `rateLimit-ssed`; `-used` is what it seems to mean.
struct Reported {
    limit: Option<u32>,
    remaining: Option<u32>,
    used: Option<u32>,
    reset: Option<Duration>,
}

impl Reported {
    fn read(headers: &HeaderMap) -> Self {
        // Names that are made once need not be parsed for every answer.
        static LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
        static REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
        static USED: HeaderName = HeaderName::from_static("ratelimit-used");
        static SSED: HeaderName = HeaderName::from_static("ratelimit-ssed");
        static RESET: HeaderName = HeaderName::from_static("ratelimit-reset");
        let text = |name: &HeaderName| headers.get(name)?.to_str().ok();
        let number = |name: &HeaderName| {
            let seconds = whole_number(text(name)?)?;
            Some(u32::try_from(seconds).unwrap_or(u32::MAX))
        };
        Self {
            limit: number(&LIMIT),
            remaining: number(&REMAINING),
            used: number(&USED).or_else(|| number(&SSED)),
            reset: text(&RESET).and_then(seconds),
        }
    }

    fn remaining(&self) -> Option<u32> {
        self.remaining
            .or_else(|| Some(self.limit?.saturating_sub(self.used?)))
    }
}

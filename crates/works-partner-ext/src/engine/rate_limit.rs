//! How many calls go out: per operation and minute, and at once.
//!
//! Two things bound the rate of an operation. The server's own window, as its headers tell it, is
//! exact and is followed where it is known. Where it is not, no more than the limit go out in any
//! minute, each counted until a minute after its answer came: however the server cuts its minutes,
//! none of them sees more.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{HeaderMap, HeaderName};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::clock::Clock;
use crate::engine::LONGEST_WAIT;
use crate::reply::Received;

const MINUTE: Duration = Duration::from_secs(60);

/// The limits of a client, shared by its clones.
pub(crate) struct RateLimits {
    per_minute: RateLimit,
    connections: Option<Arc<Semaphore>>,
    operations: Mutex<HashMap<&'static str, Arc<Operation>>>,
}

/// The calls of one operation that are allowed in a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RateLimit {
    /// What the vendor documents, until a response says otherwise.
    Documented(u32),
    /// At most this, whatever a response allows.
    AtMost(u32),
    None,
}

struct Operation {
    /// Whoever holds it is next; the others wait in the order in which they came.
    semaphore: Arc<Semaphore>,
    changed: Notify,
    rate: Mutex<Rate>,
}

#[derive(Default)]
struct Rate {
    limited: bool,
    in_flight: u32,
    /// When the answers of the last minute came, where no server's window is known.
    answered: VecDeque<Duration>,
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
    sent: Duration,
    _connection: Option<OwnedSemaphorePermit>,
    done: bool,
}

impl RateLimits {
    pub(crate) fn new(per_minute: RateLimit, connections: Option<usize>) -> Self {
        Self {
            per_minute,
            connections: connections.map(|many| Arc::new(Semaphore::new(many))),
            operations: Mutex::default(),
        }
    }

    /// Waits until a call of this operation may go out.
    pub(super) async fn admit(
        &self,
        operation_id: &'static str,
        half: bool,
        clock: &Arc<dyn Clock>,
    ) -> Permit {
        let operation = self.operation(operation_id);
        // Closed never: the semaphore lives as long as the operation.
        let turn = operation.semaphore.clone().acquire_owned().await;
        let connection = loop {
            // The connection first, so that a place is taken when the call goes out and not before:
            // until then, the server may have reported of a lower limit.
            let connection = match &self.connections {
                Some(connections) => connections.clone().acquire_owned().await.ok(),
                None => None,
            };
            let changed = operation.changed.notified();
            let admitted = operation
                .rate()
                .admit(self.per_minute, half, clock.monotonic());
            let Err(wait) = admitted else {
                break connection;
            };
            // Others may use it meanwhile.
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
            sent: clock.monotonic(),
            _connection: connection,
            done: false,
        }
    }

    fn operation(&self, operation_id: &'static str) -> Arc<Operation> {
        let mut operations = lock(&self.operations);
        let operation = operations.entry(operation_id).or_insert_with(|| {
            Arc::new(Operation {
                semaphore: Arc::new(Semaphore::new(1)),
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
    /// Learns from the answer, and gives the place back.
    pub(super) fn answered(mut self, received: &Received) {
        self.done = true;
        let now = self.clock.monotonic();
        let mut rate = self.operation.rate();
        rate.done(now);
        rate.learn(received, self.sent, now);
        drop(rate);
        self.operation.changed.notify_one();
    }

    /// Nothing was sent: gives the place back as if it had not been taken.
    pub(super) fn unused(mut self) {
        self.done = true;
        self.operation.rate().give_back(self.sent);
        self.operation.changed.notify_one();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.done {
            self.operation.rate().done(self.clock.monotonic());
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
        if now < self.refused_until {
            return Err(Some(self.refused_until - now));
        }
        let allowed = match (limit, self.server_limit) {
            (RateLimit::None, _) => u32::MAX,
            (RateLimit::Documented(limit), reported) => reported.unwrap_or(limit),
            (RateLimit::AtMost(limit), reported) => limit.min(reported.unwrap_or(limit)),
        };
        self.limited = limit != RateLimit::None;
        let allowed = if half { allowed / 2 } else { allowed }.max(1);

        if !self.limited {
            // Only a refusal holds it back.
        } else if let Some(window) = &mut self.server {
            if now >= window.ends {
                // A new minute has begun. Its end is a guess until an answer tells it.
                window.began = now;
                let minutes = (now - window.ends).as_secs() / 60 + 1;
                window.ends += MINUTE * u32::try_from(minutes).unwrap_or(u32::MAX);
                window.left = self
                    .server_limit
                    .unwrap_or(allowed)
                    .saturating_sub(self.in_flight);
                window.sent = self.in_flight;
                window.guessed = true;
            }
            if window.left == 0 || window.sent >= allowed {
                return Err(Some(window.ends - now));
            }
            window.left -= 1;
            window.sent += 1;
        } else {
            while self
                .answered
                .front()
                .is_some_and(|then| *then + MINUTE <= now)
            {
                self.answered.pop_front();
            }
            if self.answered.len() + self.in_flight as usize >= allowed as usize {
                return Err(self.answered.front().map(|then| *then + MINUTE - now));
            }
        }
        self.in_flight += 1;
        Ok(())
    }

    fn done(&mut self, now: Duration) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if self.limited && self.server.is_none() {
            self.answered.push_back(now);
        }
    }

    fn give_back(&mut self, admitted: Duration) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Some(window) = &mut self.server
            && admitted >= window.began
        {
            window.left += 1;
            window.sent = window.sent.saturating_sub(1);
        }
    }

    fn learn(&mut self, received: &Received, sent: Duration, now: Duration) {
        let reported = Reported::read(&received.headers);
        if received.status == 429 {
            if reported
                .reset
                .is_some_and(|reset| reset <= Duration::from_secs(1))
            {
                self.margin = Duration::from_secs(1);
            }
            if let Some(wait) = received.asked_wait {
                self.refused_until = self
                    .refused_until
                    .max(now + wait.min(LONGEST_WAIT) + self.margin);
            }
        }
        if let Some(limit) = reported.limit.filter(|limit| *limit > 0) {
            self.server_limit = Some(limit);
        }
        let (Some(reported_remaining), Some(reset)) = (reported.left(), reported.reset) else {
            return;
        };
        let ends = now + reset.min(LONGEST_WAIT) + self.margin;
        match &mut self.server {
            // It speaks of a minute that is over.
            Some(window) if sent < window.began => {}
            // The same minute, reported again. Seconds are rounded, so the nearest end is the truest.
            Some(window) if now < window.ends && ends < window.ends + MINUTE / 2 => {
                window.ends = if window.guessed {
                    ends
                } else {
                    window.ends.min(ends)
                };
                window.guessed = false;
                window.left = fewest(window.left, reported_remaining, self.in_flight);
            }
            _ => {
                let sent = self.in_flight + 1;
                let ours = reported
                    .limit
                    .unwrap_or(reported_remaining + 1)
                    .saturating_sub(sent);
                let left = fewest(ours, reported_remaining, self.in_flight);
                self.server = Some(ServerWindow {
                    began: Duration::ZERO,
                    ends,
                    left,
                    sent,
                    guessed: false,
                });
            }
        }
        // From now on the server's window counts.
        self.answered = VecDeque::new();
    }
}

/// How many calls are left by our own count, unless the server knows of more than ours: then what it
/// says, less what is in flight, since that may not be counted yet.
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
        let number =
            |name: &HeaderName| headers.get(name)?.to_str().ok()?.trim().parse::<u32>().ok();
        Self {
            limit: number(&LIMIT),
            remaining: number(&REMAINING),
            used: number(&USED).or_else(|| number(&SSED)),
            reset: number(&RESET).map(|seconds| Duration::from_secs(seconds.into())),
        }
    }

    fn left(&self) -> Option<u32> {
        self.remaining
            .or_else(|| Some(self.limit?.saturating_sub(self.used?)))
    }
}

//! Whether to try again, and after how long.

use std::sync::Arc;
use std::time::Duration;

use crate::engine::LONGEST_WAIT;
use crate::error::{Error, ErrorKind};
use crate::reply::Received;

/// A number from 0 up to, not including, 1.
pub(crate) type Jitter = Arc<dyn Fn() -> f64 + Send + Sync>;

/// How stubborn a client is.
pub(crate) struct Retries {
    /// How often a request is sent in all, refusals for its rate not counted.
    pub(crate) attempts: u32,
    /// How long a call may wait between its tries in all. Waiting for its turn does not count.
    pub(crate) budget: Duration,
    pub(crate) jitter: Jitter,
}

/// Refusals for the rate are waited out rather than counted, but not without end.
const MOST_RATE_REFUSALS: u32 = 10;

const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);

pub(super) enum Decision {
    /// What came is what the caller gets.
    Done,
    Again {
        wait: Duration,
    },
}

/// What one call has been through.
pub(super) struct History<'a> {
    retries: &'a Retries,
    may_replay: bool,
    waited: Duration,
    failures: u32,
    rate_refusals: u32,
}

impl Retries {
    pub(super) fn begin(&self, may_replay: bool) -> History<'_> {
        History {
            retries: self,
            may_replay,
            waited: Duration::ZERO,
            failures: 0,
            rate_refusals: 0,
        }
    }
}

impl History<'_> {
    /// How often the request was sent, as far as is known.
    pub(super) fn attempts(&self) -> u32 {
        self.failures + self.rate_refusals
    }

    pub(super) fn decide(&mut self, outcome: &Result<Received, Error>) -> Decision {
        let (replayable, asked) = match outcome {
            Ok(received) => match received.status.as_u16() {
                429 => {
                    self.rate_refusals += 1;
                    let few = self.rate_refusals <= MOST_RATE_REFUSALS;
                    // The limits hold the next try back until the server's window is over.
                    let wait = received.asked_wait.map(|_| Duration::ZERO);
                    return self.again(few && self.may_replay, wait, received.asked_wait);
                }
                408 | 502 | 503 | 504 => (self.may_replay, received.asked_wait),
                _ => {
                    self.failures += 1;
                    return Decision::Done;
                }
            },
            Err(error) => match error.kind() {
                // It never got there, so sending it again is sending it once.
                ErrorKind::Network if error.is_unsent() => (true, None),
                ErrorKind::Network | ErrorKind::Timeout => (self.may_replay, None),
                _ => {
                    self.failures += 1;
                    return Decision::Done;
                }
            },
        };
        self.failures += 1;
        let few = self.failures < self.retries.attempts;
        self.again(few && replayable, asked, asked)
    }

    fn again(&mut self, wanted: bool, wait: Option<Duration>, asked: Option<Duration>) -> Decision {
        let wait = wait.unwrap_or_else(|| self.backoff());
        let until_next = asked.unwrap_or(wait);
        self.waited = self.waited.saturating_add(until_next);
        // Rather an answer now than a wait that the caller did not plan for.
        let affordable = until_next <= LONGEST_WAIT && self.waited <= self.retries.budget;
        if wanted && affordable {
            Decision::Again { wait }
        } else {
            Decision::Done
        }
    }

    /// Full jitter: anything from nothing up to a bound that doubles with every failure.
    fn backoff(&self) -> Duration {
        let doublings = self.attempts().saturating_sub(1).min(16);
        let bound = FIRST_BACKOFF
            .saturating_mul(1 << doublings)
            .min(LONGEST_BACKOFF);
        bound.mul_f64((self.retries.jitter)().clamp(0.0, 1.0))
    }
}

//! Whether to try again, and after how long.
#![deny(clippy::arithmetic_side_effects)]

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::engine::LONGEST_WAIT;
use crate::error::{Error, ErrorKind};
use crate::reply::Received;

/// A number from 0 up to, not including, 1.
pub(crate) type Jitter = Arc<dyn Fn() -> f64 + Send + Sync>;

/// How often and for how long a client tries again.
pub(crate) struct Retries {
    /// How often a request is sent in all, refusals for its rate not counted.
    pub(crate) attempts: u32,
    /// How long a call may wait between its tries in all. Waiting for its turn does not count.
    pub(crate) budget: Duration,
    pub(crate) jitter: Jitter,
}

/// Refusals for the rate are waited out rather than counted, but not without end.
const MOST_RATE_REFUSALS: u32 = 10;

/// The vendor's window. A refusal that does not say for how long is over after it.
const RATE_WINDOW: Duration = Duration::from_secs(60);

const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);

/// What a server asks for in seconds; less is no wait that could help.
const SHORTEST_ASKED_WAIT: Duration = Duration::from_secs(1);

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
    /// `may_replay` says whether a request may be sent again that the server may have processed.
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
    pub(super) fn decide(&mut self, outcome: &Result<Received, Error>) -> Decision {
        let (may_repeat, asked) = match outcome {
            Ok(received) => match received.status {
                StatusCode::TOO_MANY_REQUESTS => return self.wait_out(received.asked_wait),
                StatusCode::REQUEST_TIMEOUT
                | StatusCode::BAD_GATEWAY
                | StatusCode::SERVICE_UNAVAILABLE
                | StatusCode::GATEWAY_TIMEOUT => (self.may_replay, received.asked_wait),
                _ => return Decision::Done,
            },
            Err(error) => match error.kind() {
                // Surely not processed, so sending it again is sending it once.
                ErrorKind::Network | ErrorKind::Timeout if error.is_unsent() => (true, None),
                ErrorKind::Network | ErrorKind::Timeout => (self.may_replay, None),
                _ => return Decision::Done,
            },
        };
        self.failures = self.failures.saturating_add(1);
        let few = self.failures < self.retries.attempts;
        let wait = helpful(asked).unwrap_or_else(|| self.backoff());
        self.again(few && may_repeat, wait, wait)
    }

    /// After a 429, which says that the call was not let in: it was not processed, whatever the method.
    fn wait_out(&mut self, asked: Option<Duration>) -> Decision {
        // A refusal without a word is not given up before a whole window is over.
        let is_window_over = asked.is_some() || self.waited >= RATE_WINDOW;
        self.rate_refusals = self.rate_refusals.saturating_add(1);
        let few = self.rate_refusals <= MOST_RATE_REFUSALS || !is_window_over;
        match helpful(asked) {
            // The rate limit holds the next try back, and those of other calls.
            Some(asked) => self.again(few, Duration::ZERO, asked),
            None => {
                let wait = self.backoff();
                self.again(few, wait, wait)
            }
        }
    }

    /// `until_next` is how long it is until the next try, of which the caller has to wait `wait`.
    fn again(&mut self, wanted: bool, wait: Duration, until_next: Duration) -> Decision {
        self.waited = self.waited.saturating_add(until_next);
        // Rather an answer now than a wait that the caller did not plan for.
        let affordable = until_next <= LONGEST_WAIT && self.waited <= self.retries.budget;
        if wanted && affordable {
            Decision::Again { wait }
        } else {
            Decision::Done
        }
    }

    /// Half of a bound that doubles with every failure, give or take a fifth. It is never nothing: many
    /// clients that the same trouble hits at once come back apart, and none at once.
    fn backoff(&self) -> Duration {
        let tries = self.failures.saturating_add(self.rate_refusals);
        let doublings = tries.saturating_sub(1).min(16);
        let bound = FIRST_BACKOFF
            .saturating_mul(2_u32.saturating_pow(doublings))
            .min(LONGEST_BACKOFF);
        let jitter = (self.retries.jitter)();
        let jitter = if jitter.is_finite() { jitter } else { 0.5 };
        bound.mul_f64(0.2_f64.mul_add(jitter.clamp(0.0, 1.0), 0.4))
    }
}

/// The wait that a server asked for, if it is one. `Retry-After: 0`, or a date that is past, must not
/// lead to a burst.
fn helpful(asked: Option<Duration>) -> Option<Duration> {
    asked.filter(|wait| *wait >= SHORTEST_ASKED_WAIT)
}

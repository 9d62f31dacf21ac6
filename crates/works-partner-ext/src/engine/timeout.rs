//! How long a server is waited for.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// How long one sending of a request may take. reqwest could watch both times, but with a timer each
/// and a layer around the body for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    /// From connecting to the end of the body, redirects included.
    pub(crate) total: Duration,
    /// Without anything from the server.
    pub(crate) idle: Duration,
    /// All sendings of a call together, the waits between them not counted.
    pub(crate) call: Duration,
}

/// What a call has left of its time on the wire.
pub(super) struct TimeLeft(Duration);

/// The one timer of a sending.
pub(super) struct Deadline {
    begun: Instant,
    ends: Option<Instant>,
    idle: Duration,
    timer: Pin<Box<Sleep>>,
}

/// Time ran out.
pub(super) struct TimedOut;

impl Timeouts {
    pub(super) fn for_call(self) -> TimeLeft {
        TimeLeft(self.call)
    }

    /// Begins a sending.
    pub(super) fn begin(self, left: &TimeLeft) -> Deadline {
        let now = Instant::now();
        Deadline {
            begun: now,
            // Too long for a clock is for ever.
            ends: now.checked_add(self.total.min(left.0)),
            idle: self.idle,
            timer: Box::pin(sleep_until(now)),
        }
    }
}

impl TimeLeft {
    pub(super) fn is_over(&self) -> bool {
        self.0.is_zero()
    }

    /// Takes off what a sending took.
    pub(super) fn spend(&mut self, deadline: &Deadline) {
        self.0 = self.0.saturating_sub(deadline.begun.elapsed());
    }
}

impl Deadline {
    /// Waits for something from the server.
    pub(super) async fn wait<F: Future>(&mut self, wanted: F) -> Result<F::Output, TimedOut> {
        let idle_ends = Instant::now().checked_add(self.idle);
        let ends = [self.ends, idle_ends].into_iter().flatten().min();
        if let Some(ends) = ends {
            self.timer.as_mut().reset(ends);
        }
        let mut wanted = pin!(wanted);
        poll_fn(|context| {
            if let Poll::Ready(output) = wanted.as_mut().poll(context) {
                return Poll::Ready(Ok(output));
            }
            if ends.is_none() {
                return Poll::Pending;
            }
            self.timer.as_mut().poll(context).map(|()| Err(TimedOut))
        })
        .await
    }
}

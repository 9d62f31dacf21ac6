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

/// The one timer of a sending. There is none, and no look at the clock, before there is something to wait for.
pub(super) struct Deadline {
    total: Duration,
    idle: Duration,
    begun: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

/// Time ran out.
pub(super) struct TimedOut;

impl Timeouts {
    pub(super) fn for_call(self) -> TimeLeft {
        TimeLeft(self.call)
    }

    /// Begins a sending.
    pub(super) fn begin(self, left: &TimeLeft) -> Deadline {
        Deadline {
            total: self.total.min(left.0),
            idle: self.idle,
            begun: None,
            timer: None,
        }
    }
}

impl TimeLeft {
    pub(super) fn is_over(&self) -> bool {
        self.0.is_zero()
    }

    /// Takes off what a sending took.
    pub(super) fn spend(&mut self, deadline: &Deadline) {
        let took = deadline.begun.map(|begun| begun.elapsed());
        self.0 = self.0.saturating_sub(took.unwrap_or_default());
    }
}

impl Deadline {
    /// Waits for something from the server.
    pub(super) async fn wait<F: Future>(&mut self, wanted: F) -> Result<F::Output, TimedOut> {
        let mut wanted = pin!(wanted);
        let mut is_set = false;
        poll_fn(|context| {
            if let Poll::Ready(output) = wanted.as_mut().poll(context) {
                return Poll::Ready(Ok(output));
            }
            if !is_set {
                is_set = true;
                self.set();
            }
            match &mut self.timer {
                Some(timer) => timer.as_mut().poll(context).map(|()| Err(TimedOut)),
                None => Poll::Pending,
            }
        })
        .await
    }

    /// Sets the timer to whichever ends first.
    fn set(&mut self) {
        let now = Instant::now();
        let begun = *self.begun.get_or_insert(now);
        let ends = [begun.checked_add(self.total), now.checked_add(self.idle)];
        // Too long for a clock is for ever.
        let Some(ends) = ends.into_iter().flatten().min() else {
            self.timer = None;
            return;
        };
        match &mut self.timer {
            Some(timer) => timer.as_mut().reset(ends),
            None => self.timer = Some(Box::pin(sleep_until(ends))),
        }
    }
}

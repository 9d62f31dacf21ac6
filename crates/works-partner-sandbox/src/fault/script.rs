//! A body that comes in a planned way: with pauses, without end, or not to its end.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::time::sleep;

use crate::http::reset::ConnectionReset;
use crate::http::shutdown::Shutdown;

/// One thing that a body does.
#[derive(Debug)]
pub(super) enum Step {
    Send(Bytes),
    /// The same bytes so many times, held once.
    Repeat(Bytes, u64),
    /// What came so far leaves before anything else happens.
    Flush,
    Pause(Duration),
    /// Nothing more, until the sandbox stops.
    Stall,
}

/// A body that takes its steps, one after the other.
pub(super) struct Script {
    steps: VecDeque<Step>,
    waiting: Option<Wait>,
    shutdown: Shutdown,
}

/// Until the next step, or until there is none.
type Wait = Pin<Box<dyn Future<Output = Result<(), ConnectionReset>> + Send>>;

impl Script {
    pub(super) fn new(steps: impl IntoIterator<Item = Step>, shutdown: &Shutdown) -> Self {
        Self {
            steps: steps.into_iter().collect(),
            waiting: None,
            shutdown: shutdown.clone(),
        }
    }
}

impl Body for Script {
    type Data = Bytes;
    type Error = ConnectionReset;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionReset>>> {
        loop {
            if let Some(waiting) = &mut self.waiting {
                let waited = ready!(waiting.as_mut().poll(context));
                self.waiting = None;
                if let Err(hangup) = waited {
                    self.steps.clear();
                    return Poll::Ready(Some(Err(hangup)));
                }
            }
            let Some(step) = self.steps.pop_front() else {
                return Poll::Ready(None);
            };
            match step {
                Step::Send(bytes) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Step::Repeat(_, 0) => {}
                Step::Repeat(bytes, times) => {
                    let rest = Step::Repeat(bytes.clone(), times - 1);
                    self.steps.push_front(rest);
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                Step::Flush => {
                    // hyper writes what it has before it polls again.
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Step::Pause(time) => {
                    self.waiting = Some(Box::pin(async move {
                        sleep(time).await;
                        Ok(())
                    }));
                }
                Step::Stall => {
                    let shutdown = self.shutdown.clone();
                    self.waiting = Some(Box::pin(async move {
                        shutdown.wait().await;
                        Err(ConnectionReset)
                    }));
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.waiting.is_none() && self.steps.is_empty()
    }
}

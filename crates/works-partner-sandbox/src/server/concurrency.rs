//! How many requests at once.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The permits for requests under way, if their number is limited.
#[derive(Debug)]
pub(crate) struct Concurrency(Option<Arc<Semaphore>>);

/// A request's permit, released when this is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    permit: Option<OwnedSemaphorePermit>,
}

impl Concurrency {
    pub(crate) fn new(limit: Option<usize>) -> Self {
        Self(limit.map(|limit| Arc::new(Semaphore::new(limit.min(Semaphore::MAX_PERMITS)))))
    }

    /// A permit for one more request, unless all are taken.
    pub(crate) fn try_acquire(&self) -> Option<Permit> {
        let permit = match &self.0 {
            Some(permits) => Some(Arc::clone(permits).try_acquire_owned().ok()?),
            None => None,
        };
        Some(Permit { permit })
    }
}

impl Permit {
    /// Holds the permit until the body is sent.
    ///
    /// It is released just before the last bytes leave, so that a client which has read them all
    /// can acquire it.
    pub(crate) fn held_by(self, body: Body) -> Body {
        if self.permit.is_none() || body.is_end_stream() {
            return body;
        }
        Body::new(Holding {
            body,
            permit: Some(self),
        })
    }
}

struct Holding {
    body: Body,
    permit: Option<Permit>,
}

impl HttpBody for Holding {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if matches!(polled, Poll::Ready(None)) || self.body.is_end_stream() {
            self.permit = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

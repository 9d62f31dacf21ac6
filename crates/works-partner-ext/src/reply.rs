//! A response: its value, and all that came with it.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, StatusCode};
use jiff::Timestamp;

use crate::check::{Check, Finding};

/// What the server answered: the typed value, by [`Deref`], and the response as it came.
///
/// The value keeps what the document does not name, but JSON can say more than any type does: the
/// order of fields, the writing of a number. [`body`](Self::body) is what was really sent.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    value: T,
    received: Arc<Received>,
}

/// A response that is wholly here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    pub(crate) operation_id: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// How long the server asked to wait before the next call.
    pub(crate) asked_wait: Option<Duration>,
    /// How often the request was sent.
    pub(crate) attempts: u32,
}

impl Received {
    /// Reads `Retry-After`, in seconds or as a date, else `rateLimit-reset`, in seconds.
    pub(crate) fn with_asked_wait(mut self, now: Timestamp) -> Self {
        static RESET: HeaderName = HeaderName::from_static("ratelimit-reset");
        let text = |name: &HeaderName| self.headers.get(name)?.to_str().ok().map(str::trim);
        let seconds = |text: &str| text.parse().ok().map(Duration::from_secs);
        let until = |text: &str| {
            let then: SystemTime = httpdate::parse_http_date(text).ok()?;
            // A date that is past asks for no wait.
            Some(then.duration_since(now.into()).unwrap_or_default())
        };
        let retry_after = text(&RETRY_AFTER).and_then(|text| seconds(text).or_else(|| until(text)));
        self.asked_wait = match self.status.as_u16() {
            // The window's end means nothing to any other answer.
            429 => retry_after.or_else(|| text(&RESET).and_then(seconds)),
            _ => retry_after,
        };
        self
    }
}

impl<T> Reply<T> {
    pub(crate) fn new(value: T, received: Arc<Received>) -> Self {
        Self { value, received }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.received.status
    }

    /// The response's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.received.headers
    }

    /// The body as it came, at most as long as the client allows.
    pub fn body(&self) -> &Bytes {
        &self.received.body
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The same response with another view of its value.
    pub fn map<U>(self, view: impl FnOnce(T) -> U) -> Reply<U> {
        Reply {
            value: view(self.value),
            received: self.received,
        }
    }
}

impl<T> Deref for Reply<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Check> Check for Reply<T> {
    fn check(&self) -> Vec<Finding> {
        self.value.check()
    }
}

//! A response: its value, and all that came with it.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, StatusCode};
use jiff::Timestamp;
use secrecy::SecretString;

use crate::check::Check;
use crate::validation::Diagnostic;

/// What the server answered: the typed value, by [`Deref`], and the response as it came.
///
/// The value keeps what the document does not name, but JSON can say more than any type does: the
/// order of fields, the writing of a number. [`body`](Self::body) is what was really sent.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    value: T,
    received: Arc<Received>,
    undecided: Arc<[Diagnostic]>,
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
    /// How many requests the call took.
    pub(crate) attempts: u32,
    /// What the request carried, which the server may repeat.
    pub(crate) token: Option<Arc<SecretString>>,
}

impl Received {
    /// Reads `Retry-After`, in seconds or as a date, else `rateLimit-reset`, in seconds. A date is held
    /// against the answer's own `Date`: the clocks of the two ends may differ.
    pub(crate) fn with_asked_wait(mut self, now: impl FnOnce() -> Timestamp) -> Self {
        static RESET: HeaderName = HeaderName::from_static("ratelimit-reset");
        let text = |name: &HeaderName| self.headers.get(name)?.to_str().ok();
        let date = |text: &str| httpdate::parse_http_date(text.trim()).ok();
        let until = |then: &str| {
            let then = date(then)?;
            let theirs = text(&DATE).and_then(date);
            let now: SystemTime = theirs.unwrap_or_else(|| now().into());
            // A date that is past asks for no wait.
            Some(then.duration_since(now).unwrap_or_default())
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

/// Seconds as headers write them, those of a fraction rounded up. Numbers beyond all clocks stay beyond
/// them.
pub(crate) fn seconds(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_more = whole_number(fraction).is_some_and(|fraction| fraction > 0);
    let is_number = fraction.is_empty() || whole_number(fraction).is_some();
    let seconds = whole_number(whole).filter(|_| is_number)?;
    Some(Duration::from_secs(seconds.saturating_add(is_more.into())))
}

/// A number of decimal digits, however many.
pub(crate) fn whole_number(text: &str) -> Option<u64> {
    let digits = text.trim();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

impl<T> Reply<T> {
    pub(crate) fn new(value: T, received: Arc<Received>) -> Self {
        Self {
            value,
            received,
            undecided: Arc::default(),
        }
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

    /// How many requests the call took: tries, those after a renewed token, and redirects.
    pub fn attempts(&self) -> u32 {
        self.received.attempts
    }

    /// The rules that were left to the server, where the request was held against rules: which fact
    /// was missing, or what no page says.
    pub fn undecided(&self) -> &[Diagnostic] {
        &self.undecided
    }

    pub(crate) fn with_undecided(self, undecided: Vec<Diagnostic>) -> Self {
        Self {
            undecided: undecided.into(),
            ..self
        }
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
            undecided: self.undecided,
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
    fn check(&self) -> Vec<Diagnostic> {
        self.value.check()
    }
}

//! How many calls a minute: counted per operation, told in headers, refused beyond.

use std::collections::HashMap;

use axum::http::{HeaderName, HeaderValue, Response};
use jiff::{SignedDuration, Timestamp};

use crate::http::operation::Operation;
use crate::mutex::Mutex;

/// How long a window lasts.
const PERIOD: SignedDuration = SignedDuration::from_mins(1);

/// The names under which an answer tells what is left of the rate limit.
///
/// Header names are the same in any case, and HTTP servers send them in lower case.
///
/// ```
/// use works_partner_sandbox::{RateLimitHeaders, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder()
///     .rate_limit(Some(60))
///     .rate_limit_headers(RateLimitHeaders::Used)
///     .start()
///     .await?;
///
/// let response = reqwest::Client::builder().no_proxy().build()?
///     .get(format!("{}/partners/customers/10000001/option-product-orders", sandbox.base_url()))
///     .bearer_auth(sandbox.token())
///     .send()
///     .await?;
/// assert_eq!(response.headers()["rateLimit-limit"], "60");
/// assert_eq!(response.headers()["rateLimit-remaining"], "59");
/// assert_eq!(response.headers()["rateLimit-used"], "1");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RateLimitHeaders {
    /// As the vendor's pages spell them: `rateLimit-limit`, `rateLimit-remaining`,
    /// `rateLimit-reset` (the seconds left of the period) and `rateLimit-ssed`, which is likely a
    /// slip for "used".
    #[default]
    Documented,
    /// The same with `rateLimit-used`.
    Used,
    /// None, which the vendor may do as well: the pages do not say which answers carry them.
    Omitted,
}

/// The calls of the present windows.
#[derive(Debug)]
pub(crate) struct RateLimits {
    limit: Option<u32>,
    headers: RateLimitHeaders,
    windows: Mutex<HashMap<&'static str, Window>>,
}

/// A minute, and the calls in it. It begins with a call.
#[derive(Clone, Copy, Debug)]
struct Window {
    start: Timestamp,
    used: u32,
}

/// Where an operation stands after a call was counted, or was not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(crate) is_exceeded: bool,
    limit: u32,
    used: u32,
    /// Whole seconds, rounded up, so that a wait of as many is long enough.
    seconds_left: i64,
    headers: RateLimitHeaders,
}

impl RateLimits {
    pub(crate) fn new(limit: Option<u32>, headers: RateLimitHeaders) -> Self {
        Self {
            limit,
            headers,
            windows: Mutex::default(),
        }
    }

    /// Counts a call, if it still fits. `None` where there is no limit.
    pub(crate) fn count(&self, operation: &Operation, now: Timestamp) -> Option<Standing> {
        self.add(operation, 1, now)
    }

    /// Counts as many calls as fit.
    pub(crate) fn consume(&self, operation: &Operation, calls: u32, now: Timestamp) {
        self.add(operation, calls, now);
    }

    fn add(&self, operation: &Operation, calls: u32, now: Timestamp) -> Option<Standing> {
        let limit = self.limit?;
        let mut windows = self.windows.lock();
        let window = windows.entry(operation.id).or_insert(Window {
            start: now,
            used: 0,
        });
        let mut left = PERIOD - now.duration_since(window.start);
        // The clock may have been set back, too.
        if left <= SignedDuration::ZERO || left > PERIOD {
            *window = Window {
                start: now,
                used: 0,
            };
            left = PERIOD;
        }
        let wanted = window.used.saturating_add(calls);
        window.used = wanted.min(limit);
        Some(Standing {
            is_exceeded: wanted > limit,
            limit,
            used: window.used,
            seconds_left: left.as_secs() + i64::from(left.subsec_nanos() > 0),
            headers: self.headers,
        })
    }
}

impl Standing {
    pub(crate) fn write_to<B>(&self, response: &mut Response<B>) {
        let used = match self.headers {
            RateLimitHeaders::Documented => "ratelimit-ssed",
            RateLimitHeaders::Used => "ratelimit-used",
            RateLimitHeaders::Omitted => return,
        };
        for (name, value) in [
            (used, i64::from(self.used)),
            ("ratelimit-limit", i64::from(self.limit)),
            ("ratelimit-remaining", i64::from(self.limit - self.used)),
            ("ratelimit-reset", self.seconds_left),
        ] {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_with_a_call_and_lasts_a_minute() {
        let limits = RateLimits::new(Some(2), RateLimitHeaders::Documented);
        let start = Timestamp::from_millisecond(30_500).unwrap();
        let count = |operation, milliseconds| {
            let now = start + SignedDuration::from_millis(milliseconds);
            let standing = limits.count(operation, now).unwrap();
            (standing.is_exceeded, standing.used, standing.seconds_left)
        };
        let list = Operation::find("list_option_product_orders").unwrap();
        let get = Operation::find("get_option_product_order").unwrap();

        assert_eq!(count(list, 0), (false, 1, 60));
        assert_eq!(count(list, 500), (false, 2, 60));
        assert_eq!(count(list, 59_999), (true, 2, 1));
        assert_eq!(count(get, 59_999), (false, 1, 60));
        assert_eq!(count(list, 60_000), (false, 1, 60));
        assert_eq!(
            count(list, 0),
            (false, 1, 60),
            "after the clock was set back"
        );
    }
}

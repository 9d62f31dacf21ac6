//! What arrived at the sandbox, for tests to assert on.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::Method;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::auth::{self, GrantType};
use crate::mutex::Mutex;

/// A request as it arrived, without its token and without its body.
///
/// ```
/// # use works_partner_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = Sandbox::builder().start().await?;
/// let client = reqwest::Client::builder().no_proxy().build()?;
/// client
///     .get(format!("{}/partners/customers?count=10", sandbox.base_url()))
///     .header("x-trace", "42")
///     .bearer_auth(sandbox.token())
///     .send()
///     .await?;
///
/// let request = &sandbox.requests()[0];
/// assert_eq!(request.method(), "GET");
/// assert_eq!(request.path(), "/v1.0/partners/customers?count=10");
/// assert_eq!(request.header("X-Trace"), Some("42"));
/// assert!(request.has_authorization());
/// assert_eq!(request.header("Authorization"), None);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRequest {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    has_authorization: bool,
    grant_type: Option<&'static str>,
    is_token_request: bool,
}

impl RecordedRequest {
    /// The method, such as `GET`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path with its query, still percent-encoded: `/v1.0/partners/customers?count=10`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The headers, names in lower case, except `Authorization`. Bytes that are not UTF-8 appear
    /// as U+FFFD.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first value of a header, whatever the case of its name; never that of `Authorization`.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Whether there was an `Authorization` header, right or wrong.
    pub fn has_authorization(&self) -> bool {
        self.has_authorization
    }

    /// The `grant_type` of a request for a token, if it is one that the vendor has. Nothing else of
    /// a body is kept.
    ///
    /// ```
    /// # use works_partner_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = Sandbox::builder().start().await?;
    /// let client = reqwest::Client::builder().no_proxy().build()?;
    /// client
    ///     .post(format!("{}/token", sandbox.auth_url()))
    ///     .form(&[("grant_type", "refresh_token"), ("refresh_token", "a secret")])
    ///     .send()
    ///     .await?;
    ///
    /// assert_eq!(sandbox.requests()[0].grant_type(), Some("refresh_token"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn grant_type(&self) -> Option<&str> {
        self.grant_type
    }

    /// How much it takes up, near enough.
    fn bytes(&self) -> usize {
        let headers = self.headers.iter();
        let headers =
            headers.map(|(name, value)| size_of::<(String, String)>() + name.len() + value.len());
        size_of::<Self>() + self.method.len() + self.path.len() + headers.sum::<usize>()
    }

    pub(crate) fn of(head: &Parts, body: &[u8]) -> Self {
        let Parts {
            method,
            uri,
            headers,
            ..
        } = head;
        let is_token_request = *method == Method::POST && uri.path() == auth::TOKEN_PATH;
        let grant = is_token_request.then(|| GrantType::asked_for_in(body));
        Self {
            method: method.to_string(),
            path: uri
                .path_and_query()
                .map_or_else(|| uri.to_string(), ToString::to_string),
            headers: headers
                .iter()
                .filter(|(name, _)| *name != AUTHORIZATION)
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes());
                    (name.to_string(), value.into_owned())
                })
                .collect(),
            has_authorization: headers.contains_key(AUTHORIZATION),
            grant_type: grant.flatten().map(GrantType::name),
            is_token_request,
        }
    }
}

/// The last requests; the oldest make room, so that a sandbox may run for months.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    kept: Mutex<Kept>,
    token_requests: AtomicUsize,
}

#[derive(Debug, Default)]
struct Kept {
    requests: VecDeque<RecordedRequest>,
    bytes: usize,
    dropped: usize,
}

impl Recorder {
    const CAPACITY: usize = 10_000;
    /// How many bytes all of them take up together.
    const BYTES: usize = 1 << 24;

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.kept.lock().requests.iter().cloned().collect()
    }

    pub(crate) fn token_requests(&self) -> usize {
        self.token_requests.load(Ordering::Relaxed)
    }

    pub(crate) fn push(&self, request: RecordedRequest) {
        if request.is_token_request {
            self.token_requests.fetch_add(1, Ordering::Relaxed);
        }
        let mut kept = self.kept.lock();
        kept.bytes = kept.bytes.saturating_add(request.bytes());
        kept.requests.push_back(request);
        while kept.requests.len() > Self::CAPACITY || kept.bytes > Self::BYTES {
            let Some(oldest) = kept.requests.pop_front() else {
                break;
            };
            kept.bytes = kept.bytes.saturating_sub(oldest.bytes());
            kept.dropped = kept.dropped.saturating_add(1);
        }
    }

    pub(crate) fn dropped(&self) -> usize {
        self.kept.lock().dropped
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[test]
    fn the_oldest_requests_make_room() {
        let recorder = Recorder::default();
        for number in 0..=Recorder::CAPACITY {
            let request = Request::get(format!("/{number}")).body(()).unwrap();
            recorder.push(RecordedRequest::of(&request.into_parts().0, b""));
        }

        let requests = recorder.requests();
        assert_eq!(requests.len(), Recorder::CAPACITY);
        assert_eq!(requests[0].path(), "/1");
        assert_eq!(requests[Recorder::CAPACITY - 1].path(), "/10000");
        assert_eq!(recorder.dropped(), 1);
    }

    #[test]
    fn all_requests_together_take_up_16_mib_at_most() {
        let recorder = Recorder::default();
        for number in 0..1000 {
            let request = Request::get(format!("/{number}"));
            let request = request.header("x-long", "x".repeat(100_000)).body(());
            let (head, ()) = request.unwrap().into_parts();
            recorder.push(RecordedRequest::of(&head, b""));
        }
        let requests = recorder.requests();
        let kept: usize = requests.iter().map(RecordedRequest::bytes).sum();
        assert!((15_000_000..=1 << 24).contains(&kept), "{kept}");
        assert_eq!(requests.len() + recorder.dropped(), 1000);
        assert_eq!(requests.last().unwrap().path(), "/999");
    }
}

//! What arrived at the sandbox, for tests to assert on.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{self, Request};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

use crate::server::Shared;

/// A request as it arrived, without its token.
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

    fn of(request: &Request) -> Self {
        let uri = request.uri();
        let headers = request.headers();
        Self {
            method: request.method().to_string(),
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
        }
    }
}

/// Records a request before it is answered, so that whoever has the answer finds it recorded.
pub(crate) async fn record(
    extract::State(shared): extract::State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    shared.recorder.push(RecordedRequest::of(&request));
    next.run(request).await
}

/// The last requests; the oldest make room, so that a sandbox may run for months.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    requests: Mutex<VecDeque<RecordedRequest>>,
}

impl Recorder {
    const CAPACITY: usize = 10_000;

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().iter().cloned().collect()
    }

    fn push(&self, request: RecordedRequest) {
        let mut requests = self.lock();
        if requests.len() == Self::CAPACITY {
            requests.pop_front();
        }
        requests.push_back(request);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<RecordedRequest>> {
        // Nothing leaves the queue half changed, so a poisoned lock is still good.
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_requests_make_room() {
        let recorder = Recorder::default();
        for number in 0..=Recorder::CAPACITY {
            let uri = format!("/{number}");
            let request = Request::builder().uri(uri).body(Default::default());
            recorder.push(RecordedRequest::of(&request.unwrap()));
        }

        let requests = recorder.requests();
        assert_eq!(requests.len(), Recorder::CAPACITY);
        assert_eq!(requests[0].path(), "/1");
        assert_eq!(requests[Recorder::CAPACITY - 1].path(), "/10000");
    }
}

//! How the tests talk to a sandbox: plain HTTP, with and without its token.

#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(
    clippy::unwrap_used,
    reason = "these serve tests, where clippy allows it"
)]

pub(crate) mod auth;

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use works_partner_sandbox::Sandbox;

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A request for a path under the base URL, with the token.
pub(crate) fn request(
    sandbox: &Sandbox,
    method: Method,
    path: &str,
) -> reqwest::Result<RequestBuilder> {
    Ok(anonymous_request(sandbox, method, path)?.bearer_auth(sandbox.token()))
}

/// The same without `Authorization`.
pub(crate) fn anonymous_request(
    sandbox: &Sandbox,
    method: Method,
    path: &str,
) -> reqwest::Result<RequestBuilder> {
    Ok(client()?.request(method, format!("{}{path}", sandbox.base_url())))
}

/// A client that does nothing by itself.
pub(crate) fn client() -> reqwest::Result<Client> {
    let builder = Client::builder()
        .no_proxy()
        // Other crates of a workspace build may switch unpacking on.
        .no_gzip()
        .redirect(Policy::none());
    builder.build()
}

pub(crate) async fn get(sandbox: &Sandbox, path: &str) -> reqwest::Result<Answer> {
    Answer::of(request(sandbox, Method::GET, path)?.send().await?).await
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) content_type: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> reqwest::Result<Self> {
        let content_type = response.headers().get("content-type");
        Ok(Self {
            status: response.status(),
            content_type: content_type
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
            headers: response.headers().clone(),
            body: response.text().await?,
        })
    }

    pub(crate) fn json(&self) -> serde_json::Result<Value> {
        serde_json::from_str(&self.body)
    }

    /// A header's value, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str());
        value.and_then(Result::ok).unwrap_or_default()
    }

    /// Asserts on all that a caller can tell of an answer: status, media type, body to the byte.
    #[track_caller]
    pub(crate) fn is(&self, status: u16, body: &str) {
        assert_eq!(self.content_type, "application/json; charset=UTF-8");
        assert_eq!((self.status.as_u16(), self.body.as_str()), (status, body));
    }
}

/// A clock that stands still until it is turned.
#[derive(Clone)]
pub(crate) struct Hands(Arc<Mutex<Timestamp>>);

impl Hands {
    pub(crate) fn at(time: &str) -> Self {
        Self(Arc::new(Mutex::new(time.parse().unwrap())))
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    /// What a builder takes.
    pub(crate) fn clock(&self) -> impl Fn() -> Timestamp + Send + Sync + 'static + use<> {
        let hands = self.clone();
        move || hands.now()
    }

    pub(crate) fn turn(&self, seconds: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }
}

//! How the tests talk to a sandbox: plain HTTP, with and without its token.

#![allow(dead_code, reason = "each test file uses its own part of this")]

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
    let client = Client::builder().no_proxy().build()?;
    Ok(client.request(method, format!("{}{path}", sandbox.base_url())))
}

pub(crate) async fn get(sandbox: &Sandbox, path: &str) -> reqwest::Result<Answer> {
    Answer::of(request(sandbox, Method::GET, path)?.send().await?).await
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) content_type: String,
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
            body: response.text().await?,
        })
    }

    pub(crate) fn json(&self) -> serde_json::Result<Value> {
        serde_json::from_str(&self.body)
    }

    /// Asserts on all that a caller can tell of an answer: status, media type, body to the byte.
    #[track_caller]
    pub(crate) fn is(&self, status: u16, body: &str) {
        assert_eq!(self.content_type, "application/json; charset=UTF-8");
        assert_eq!((self.status.as_u16(), self.body.as_str()), (status, body));
    }
}

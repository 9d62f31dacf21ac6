//! A response made up in a test.

use std::fmt;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

/// Any response, for [`Fault::Response`](crate::Fault::Response).
///
/// ```
/// use works_partner_sandbox::{ResponseTemplate, Fault, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder().start().await?;
/// let odd = ResponseTemplate::new(418).header("X-Odd", "very").body("short and stout");
/// sandbox.faults().push(Fault::Response(odd));
///
/// let client = reqwest::Client::builder().no_proxy().build()?;
/// let response = client.get(sandbox.base_url()).send().await?;
/// assert_eq!(response.status(), 418);
/// assert_eq!(response.headers()["x-odd"], "very");
/// assert_eq!(response.text().await?, "short and stout");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseTemplate {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl ResponseTemplate {
    /// A status, without headers or body.
    ///
    /// # Panics
    ///
    /// When it is not a status: less than 100, or more than 999.
    #[track_caller]
    pub fn new(status: u16) -> Self {
        let parsed = StatusCode::from_u16(status);
        assert!(parsed.is_ok(), "{status} is not an HTTP status");
        Self {
            status: parsed.unwrap_or_default(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    /// Adds a header, besides any of the same name.
    ///
    /// # Panics
    ///
    /// When the name or the value is not one that a header can have.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let header = name
            .parse::<HeaderName>()
            .ok()
            .zip(HeaderValue::from_str(value).ok());
        assert!(
            header.is_some(),
            "{name:?}: {value:?} is not an HTTP header"
        );
        if let Some((name, value)) = header {
            self.headers.append(name, value);
        }
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into().into();
        self
    }
}

impl fmt::Debug for ResponseTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.keys().collect();
        f.debug_struct("ResponseTemplate")
            .field("status", &self.status)
            .field("headers", &headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

impl IntoResponse for ResponseTemplate {
    fn into_response(self) -> Response {
        let mut response = Response::new(self.body.into());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

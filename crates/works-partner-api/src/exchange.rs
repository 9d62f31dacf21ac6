//! A request as the generated code makes it, and what comes back, before they are anybody's HTTP types.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Serialize;

use crate::Error;

/// One request of an operation, complete but for what a [`Policy`](crate::Policy) adds. Its `Debug` shows
/// no value.
#[derive(Clone)]
#[non_exhaustive]
pub struct Exchange {
    /// The `operationId`.
    pub operation_id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// What follows the base URL: a path that begins with a slash, and a query.
    pub path: String,
    /// The headers that the document asks for: `Accept`, `Content-Type` where there is a body, and those
    /// that are parameters.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Empty where there is none.
    pub body: Bytes,
}

impl Exchange {
    /// A request without headers and body.
    pub fn new(operation_id: &'static str, method: Method, path: impl Into<String>) -> Self {
        Self {
            operation_id,
            method,
            path: path.into(),
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&HeaderName> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Exchange")
            .field("operation_id", &self.operation_id)
            .field("method", &self.method)
            .field("headers", &names)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The response of an [`Exchange`], wholly here. Its `Debug` shows no value.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its content.
    pub body: Bytes,
    /// What a policy wants to find again in an error: an extension of its response.
    pub note: Option<Arc<dyn Any + Send + Sync>>,
}

impl Answer {
    /// A response of these parts.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            headers,
            body,
            note: None,
        }
    }

    /// The same with a [`note`](Self::note).
    #[must_use]
    pub fn with_note(self, note: Arc<dyn Any + Send + Sync>) -> Self {
        Self {
            note: Some(note),
            ..self
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// What the generated code writes a request with. It has the methods of reqwest's builder that progenitor
/// uses, and makes an [`Exchange`] of them.
#[doc(hidden)]
#[derive(Debug)]
pub struct Draft {
    exchange: Exchange,
    problem: Option<String>,
}

#[doc(hidden)]
#[allow(
    missing_docs,
    reason = "named as in reqwest, and called by generated code alone"
)]
impl Draft {
    pub fn new(operation_id: &'static str, method: Method, path: String) -> Self {
        Self {
            exchange: Exchange::new(operation_id, method, path),
            problem: None,
        }
    }

    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.exchange.headers.push((name, value));
        self
    }

    pub fn headers(mut self, headers: HeaderMap) -> Self {
        let mut last = None;
        for (name, value) in headers {
            last = name.or(last);
            if let Some(name) = &last {
                self.exchange.headers.push((name.clone(), value));
            }
        }
        self
    }

    pub fn query(mut self, pairs: &impl Serialize) -> Self {
        match serde_urlencoded::to_string(pairs) {
            Ok(pairs) if pairs.is_empty() => {}
            Ok(pairs) => {
                let path = &mut self.exchange.path;
                path.push(if path.contains('?') { '&' } else { '?' });
                path.push_str(&pairs);
            }
            Err(error) => self.problem = Some(error.to_string()),
        }
        self
    }

    pub fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.exchange.body = body.into(),
            Err(error) => self.problem = Some(error.to_string()),
        }
        self.content_type("application/json")
    }

    #[allow(
        clippy::result_large_err,
        reason = "it is progenitor's error, which the generated code returns"
    )]
    pub fn form_urlencoded(mut self, body: &impl Serialize) -> Result<Self, Error<()>> {
        let form = serde_urlencoded::to_string(body)
            .map_err(|_| Error::InvalidRequest("failed to serialize body".to_owned()))?;
        self.exchange.body = form.into();
        Ok(self.content_type("application/x-www-form-urlencoded"))
    }

    /// Unless it has one.
    fn content_type(mut self, media_type: &'static str) -> Self {
        let headers = &mut self.exchange.headers;
        if !headers.iter().any(|(name, _)| name == CONTENT_TYPE) {
            headers.push((CONTENT_TYPE, HeaderValue::from_static(media_type)));
        }
        self
    }

    #[allow(
        clippy::result_large_err,
        reason = "it is progenitor's error, which the generated code returns"
    )]
    pub fn build(self) -> Result<Exchange, Error<()>> {
        match self.problem {
            Some(problem) => Err(Error::InvalidRequest(problem)),
            None => Ok(self.exchange),
        }
    }
}

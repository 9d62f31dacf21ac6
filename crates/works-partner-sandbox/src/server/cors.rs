//! Cross-origin requests: which pages in a browser may call the sandbox.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, VARY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

/// What a page may read of a response beside its body and its media type.
const EXPOSED: &str = "rateLimit-limit, rateLimit-remaining, rateLimit-reset, rateLimit-ssed, \
                       rateLimit-used, Retry-After, WWW-Authenticate, Location";
const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";

/// The origin that is let in, or `*` for every one.
#[derive(Clone, Debug)]
pub(crate) struct Cors(HeaderValue);

impl Cors {
    /// `None` where the text is not one that a header can hold.
    pub(crate) fn new(origin: &str) -> Option<Self> {
        HeaderValue::try_from(origin).ok().map(Self)
    }

    /// The response to a preflight, if the request is one.
    pub(crate) fn preflight(&self, head: &Parts) -> Option<Response> {
        let headers = &head.headers;
        if head.method != Method::OPTIONS || !headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
            return None;
        }
        let mut response = StatusCode::NO_CONTENT.into_response();
        let allowed = response.headers_mut();
        allowed.insert(
            ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static(METHODS),
        );
        allowed.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        if let Some(wanted) = headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
            allowed.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
        }
        self.allow(allowed);
        Some(response)
    }

    /// Lets pages of the origin read a response.
    pub(crate) fn allow(&self, headers: &mut HeaderMap) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, self.0.clone());
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(EXPOSED),
        );
        headers.append(VARY, HeaderValue::from_static("Origin"));
    }
}

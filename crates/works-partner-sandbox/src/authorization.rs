//! The access token, and the check that a request carries it.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

use axum::extract::{self, Request};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

use crate::problem::Problem;
use crate::server::Shared;

/// Lets a request pass only with the right access token.
pub(crate) async fn require_access_token(
    extract::State(shared): extract::State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if !shared.token.is_carried_by(request.headers()) {
        return Err(Problem::unauthorized());
    }
    Ok(next.run(request).await)
}

/// An access token. Its `Debug` does not show it.
#[derive(Clone)]
pub(crate) struct AccessToken(String);

impl AccessToken {
    pub(crate) fn new(token: String) -> Self {
        Self(token)
    }

    /// A token of its own for each sandbox, so that one meant for another sandbox is noticed.
    /// The standard library's hash keys are random enough for that.
    pub(crate) fn generate() -> Self {
        let [high, low] = std::array::from_fn(|_| RandomState::new().build_hasher().finish());
        Self(format!("sandbox-{high:016x}{low:016x}"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// `Bearer`, one space and the token, in the only `Authorization` header there is.
    fn is_carried_by(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return false;
        };
        value.as_bytes().strip_prefix(b"Bearer ") == Some(self.0.as_bytes())
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

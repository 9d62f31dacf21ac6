//! The access token that a request carries, and what it allows.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

use axum::extract::{self, Request};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

use crate::auth::{AccessCheck, Scopes};
use crate::problem::Problem;
use crate::server::Shared;

/// Lets a request pass only with a good access token, whose [`Scopes`] it then carries along.
pub(crate) async fn require_access_token(
    extract::State(shared): extract::State<Arc<Shared>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let token = bearer_token(request.headers()).ok_or_else(Problem::no_access_token)?;
    let scopes = shared.scopes_of(token)?;
    request.extensions_mut().insert(scopes);
    Ok(next.run(request).await)
}

/// What follows `Bearer` and one space in the only `Authorization` header there is.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&[u8]> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    value.as_bytes().strip_prefix(b"Bearer ")
}

impl Shared {
    fn scopes_of(&self, token: &[u8]) -> Result<Scopes, Problem> {
        if token == self.token.as_str().as_bytes() {
            return Ok(Scopes::ALL);
        }
        let text = str::from_utf8(token).unwrap_or_default();
        match self.auth.check(text) {
            AccessCheck::Good(scopes) => Ok(scopes),
            AccessCheck::Expired => Err(Problem::expired_access_token()),
            AccessCheck::Unknown => Err(Problem::unknown_access_token()),
        }
    }
}

/// The access token that a sandbox always accepts. Its `Debug` does not show it.
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
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

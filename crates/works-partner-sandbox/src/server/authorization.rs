//! The access token that a request carries, and what it allows.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::router::Services;
use crate::auth::{AccessCheck, Scopes};
use crate::http::problem::Problem;

/// What the access token of a request allows.
///
/// # Errors
///
/// Where there is none, or none that is good.
pub(super) fn scopes_of(headers: &HeaderMap, services: &Services) -> Result<Scopes, Problem> {
    let token = bearer_token(headers).ok_or_else(Problem::no_access_token)?;
    if services.token.is(token) {
        return Ok(Scopes::ALL);
    }
    let text = str::from_utf8(token).unwrap_or_default();
    match services.auth.check(text) {
        AccessCheck::Good(scopes) => Ok(scopes),
        AccessCheck::Expired => Err(Problem::expired_access_token()),
        AccessCheck::Unknown => Err(Problem::unknown_access_token()),
    }
}

/// What follows `Bearer` and one space in the only `Authorization` header there is.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&[u8]> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    value.as_bytes().strip_prefix(b"Bearer ")
}

/// The access token that a sandbox always accepts. Its `Debug` does not show it.
#[derive(Clone)]
pub(crate) struct AccessToken(Arc<str>);

impl AccessToken {
    pub(crate) fn new(token: String) -> Self {
        Self(token.into())
    }

    /// A token of its own for each sandbox, so that one meant for another sandbox is noticed.
    /// The standard library's hash keys are random enough for that.
    pub(crate) fn generate() -> Self {
        let [high, low] = std::array::from_fn(|_| RandomState::new().build_hasher().finish());
        Self::new(format!("sandbox-{high:016x}{low:016x}"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is(&self, token: &[u8]) -> bool {
        self.0.as_bytes() == token
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

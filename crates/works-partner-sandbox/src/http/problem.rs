//! The error bodies: `{"code":…,"description":…}`, in the vendor's words where they are known.

use std::borrow::Cow;

use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::http::response;

/// A refusal, ready to be sent.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    description: Cow<'static, str>,
    /// What `WWW-Authenticate` says, if anything.
    challenge: Option<&'static str>,
    /// The seconds in `Retry-After`, if any.
    retry_after: Option<u64>,
}

impl Problem {
    /// No bearer token at all. RFC 6750 then gives no reason.
    pub(crate) fn no_access_token() -> Self {
        Self::unauthorized("Bearer")
    }

    /// A token that nobody issued, or that was revoked since.
    pub(crate) fn unknown_access_token() -> Self {
        Self::unauthorized(
            r#"Bearer error="invalid_token", error_description="The access token is unknown or revoked""#,
        )
    }

    pub(crate) fn expired_access_token() -> Self {
        Self::unauthorized(
            r#"Bearer error="invalid_token", error_description="The access token expired""#,
        )
    }

    fn unauthorized(challenge: &'static str) -> Self {
        let mut problem = Self::new(
            StatusCode::UNAUTHORIZED,
            "UNAUTHORIZED",
            "Malformed authentication token",
        );
        problem.challenge = Some(challenge);
        problem
    }

    /// A token that may read, where one that may write is needed.
    pub(crate) fn insufficient_scope() -> Self {
        let mut problem = Self::forbidden();
        problem.challenge = Some(r#"Bearer error="insufficient_scope", scope="partner""#);
        problem
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "FORBIDDEN", "Forbidden")
    }

    /// What the request alone shows to be wrong: a path parameter, a query parameter or a member of
    /// the body. What came is not repeated: it may be of any length.
    pub(crate) fn invalid_parameter(name: &str, expected: &str) -> Self {
        Self::bad_request(
            "INVALID_PARAMETER",
            format!("{name} is invalid: expected {expected}"),
        )
    }

    /// A header of the request that is missing, or not as documented.
    pub(crate) fn invalid_header(name: &str, expected: &str) -> Self {
        Self::bad_request(
            "BAD_REQUEST",
            format!("the header {name} is invalid: expected {expected}"),
        )
    }

    /// A body whose framing is wrong, such as a chunk without a size.
    pub(crate) fn broken_body() -> Self {
        Self::bad_request(
            "BAD_REQUEST",
            "the body is malformed: its chunks or its length are wrong",
        )
    }

    /// Several at once, each as `name: what is wrong`.
    pub(crate) fn invalid_parameters(mismatches: &[String]) -> Self {
        Self::bad_request("INVALID_PARAMETER", mismatches.join("; "))
    }

    /// A member of the body that is needed in this situation.
    pub(crate) fn missing_parameter(name: &str, why: &str) -> Self {
        Self::bad_request("MISSING_PARAMETER", format!("{name} is missing: {why}"))
    }

    /// A date or a number that lies outside of what is allowed now.
    pub(crate) fn out_of_range(name: &str, expected: &str) -> Self {
        Self::bad_request(
            "OUT_OF_RANGE",
            format!("{name} is out of range: expected {expected}"),
        )
    }

    /// What can't be done as things stand; `name` is the member or parameter that asks for it.
    pub(crate) fn not_possible(name: &str, why: &str) -> Self {
        Self::bad_request("BAD_REQUEST", format!("{name}: {why}"))
    }

    fn bad_request(code: &'static str, description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, description)
    }

    /// What is scheduled already; `what` is a sentence without its end, `operation` the beginning of the
    /// names of those that change and withdraw it.
    pub(crate) fn already_scheduled(what: &str, operation: &str) -> Self {
        let help =
            format!("change it with update_{operation}, or withdraw it with delete_{operation}");
        Self::new(
            StatusCode::CONFLICT,
            "ALREADY_EXIST",
            format!("{what} already: {help}"),
        )
    }

    /// What is to be added is there.
    pub(crate) fn already_exists(what: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "ALREADY_EXIST",
            format!("{what} already exists"),
        )
    }

    /// What the path names is not there, such as `Subscription`.
    pub(crate) fn missing(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "NOT_FOUND",
            format!("{what} not found"),
        )
    }

    /// An operation of the document that the sandbox can't do.
    pub(crate) fn not_implemented(operation_id: &str) -> Self {
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            "NOT_IMPLEMENTED",
            format!("The sandbox does not implement {operation_id}"),
        )
    }

    pub(crate) fn body_too_large() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "LIMIT_EXCEEDED",
            "The request body is too large",
        )
    }

    /// An id that the service doesn't know, or that belongs to someone else: it doesn't tell.
    pub(crate) fn access_denied() -> Self {
        Self::new(StatusCode::FORBIDDEN, "ACCESS_DENIED", "Access is denied.")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Not found")
    }

    /// A path that is not one of the API's.
    pub(crate) fn api_not_exists() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Api not exists")
    }

    /// A path of the API with a method that it does not have.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "METHOD_NOT_ALLOWED",
            "Method not allowed",
        )
    }

    pub(crate) fn conflict() -> Self {
        Self::new(StatusCode::CONFLICT, "CONFLICT", "Conflict")
    }

    /// More requests at once than are allowed. A permit is soon free.
    pub(crate) fn too_many_at_once() -> Self {
        let mut problem = Self::too_many_requests();
        problem.retry_after = Some(1);
        problem
    }

    /// More calls in a minute than are allowed.
    pub(crate) fn too_many_requests() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "TOO_MANY_REQUESTS",
            "API rate limit exceeded",
        )
    }

    pub(crate) fn internal_server_error() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL_SERVER_ERROR",
            "Internal server error",
        )
    }

    /// The state file could not be written, so nothing was changed.
    pub(crate) fn state_not_saved(error: &std::io::Error) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL_SERVER_ERROR",
            format!("The sandbox cannot save its state, so nothing was changed: {error}"),
        )
    }

    pub(crate) fn service_unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "SERVICE_UNAVAILABLE",
            "Service unavailable",
        )
    }

    fn new(
        status: StatusCode,
        code: &'static str,
        description: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            description: description.into(),
            challenge: None,
            retry_after: None,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({"code": self.code, "description": self.description});
        let mut response = response::json(self.status, &body);
        if let Some(challenge) = self.challenge {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

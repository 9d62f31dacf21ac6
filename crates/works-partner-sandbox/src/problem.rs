//! The error bodies: `{"code":…,"description":…}`, in the vendor's words where they are known.

use std::borrow::Cow;

use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::answer;

/// A refusal, ready to be sent.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    description: Cow<'static, str>,
}

impl Problem {
    /// No access token, or not the right one.
    pub(crate) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "UNAUTHORIZED",
            "Malformed authentication token",
        )
    }

    /// A path parameter that can't be what it is meant to be. What came is not repeated: it may
    /// be of any length.
    pub(crate) fn invalid_parameter(name: &str, expected: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "INVALID_PARAMETER",
            format!("{name} is invalid: expected {expected}"),
        )
    }

    /// An id that the service doesn't know, or that belongs to someone else: it doesn't tell.
    pub(crate) fn access_denied() -> Self {
        Self::new(StatusCode::FORBIDDEN, "ACCESS_DENIED", "Access is denied.")
    }

    /// The customer has no scheduled task for the option.
    pub(crate) fn scheduled_task_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "NOT_FOUND",
            "Scheduled task not found",
        )
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

    fn new(
        status: StatusCode,
        code: &'static str,
        description: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            description: description.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({"code": self.code, "description": self.description});
        let mut response = answer::json(self.status, &body);
        if self.status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

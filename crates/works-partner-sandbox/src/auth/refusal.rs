//! How the auth server says no.

use std::borrow::Cow;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::http::response;

/// The form in which the auth server refuses. The status is the same in each.
///
/// No page that could be read shows the vendor's own.
///
/// ```
/// use works_partner_sandbox::{AuthErrorForm, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder()
///     .auth_error_form(AuthErrorForm::ReturnCode)
///     .start()
///     .await?;
///
/// let response = reqwest::Client::builder().no_proxy().build()?
///     .post(format!("{}/token", sandbox.auth_url()))
///     .form(&[("grant_type", "password")])
///     .send()
///     .await?;
/// assert_eq!(response.status(), 400);
/// assert_eq!(
///     response.text().await?,
///     r#"{"returnCode":"99","returnMessage":"UnexpectedError"}"#,
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthErrorForm {
    /// `{"error":…,"error_description":…}`, as in RFC 6749 and as other clients read it.
    #[default]
    OAuth,
    /// `{"returnCode":"99","returnMessage":"UnexpectedError"}`, which was seen from the live
    /// service once.
    ReturnCode,
    /// A page in HTML.
    Html,
    /// No body.
    Empty,
}

/// A refusal, which knows what OAuth calls it.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: Cow<'static, str>,
}

impl Refusal {
    pub(super) fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    pub(super) fn unsupported_media_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "invalid_request",
            "the body must be application/x-www-form-urlencoded",
        )
    }

    pub(super) fn invalid_client() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "no such client_id, or not its client_secret",
        )
    }

    pub(super) fn invalid_grant(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_grant", description)
    }

    pub(super) fn invalid_scope() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            "scope must be partner, partner.read, or both with a space between",
        )
    }

    pub(super) fn unsupported_grant_type() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "this grant_type does not exist",
        )
    }

    pub(super) fn unsupported_response_type() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "unsupported_response_type",
            "response_type must be code",
        )
    }

    fn new(
        status: StatusCode,
        error: &'static str,
        description: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            error,
            description: description.into(),
        }
    }

    pub(super) fn error(&self) -> &'static str {
        self.error
    }

    pub(super) fn description(&self) -> &str {
        &self.description
    }

    pub(super) fn into_response(self, form: AuthErrorForm) -> Response {
        match form {
            AuthErrorForm::OAuth => response::json(
                self.status,
                &json!({"error": self.error, "error_description": self.description}),
            ),
            AuthErrorForm::ReturnCode => response::json(
                self.status,
                &json!({"returnCode": "99", "returnMessage": "UnexpectedError"}),
            ),
            AuthErrorForm::Html => response::page(self.status, "The request was refused."),
            AuthErrorForm::Empty => self.status.into_response(),
        }
    }
}

//! Responses in the forms that the vendor sends.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::Value;

/// The response of an operation that succeeded.
#[derive(Debug)]
pub(crate) struct Success {
    status: StatusCode,
    /// JSON.
    body: Option<String>,
}

impl Success {
    /// 200, with what was asked for or is now.
    pub(crate) fn ok(body: Value) -> Self {
        Self::ok_json(body.to_string())
    }

    /// The same, with what is JSON already.
    pub(crate) fn ok_json(body: String) -> Self {
        Self::new(StatusCode::OK, Some(body))
    }

    /// 201, with what was added.
    pub(crate) fn created(body: Value) -> Self {
        Self::new(StatusCode::CREATED, Some(body.to_string()))
    }

    /// 202, for what is done later.
    pub(crate) fn accepted() -> Self {
        Self::new(StatusCode::ACCEPTED, None)
    }

    /// 204.
    pub(crate) fn no_content() -> Self {
        Self::new(StatusCode::NO_CONTENT, None)
    }

    fn new(status: StatusCode, body: Option<String>) -> Self {
        Self { status, body }
    }
}

impl IntoResponse for Success {
    fn into_response(self) -> Response {
        match self.body {
            Some(body) => json_text(self.status, body),
            None => self.status.into_response(),
        }
    }
}

/// A body in the vendor's media type, which names the charset though JSON needs none.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    json_text(status, body.to_string())
}

fn json_text(status: StatusCode, body: String) -> Response {
    let content_type = HeaderValue::from_static("application/json; charset=UTF-8");
    (status, [(CONTENT_TYPE, content_type)], body).into_response()
}

/// A page such as a browser is shown, or such as a gateway answers with.
pub(crate) fn page(status: StatusCode, text: &str) -> Response {
    let content_type = [(CONTENT_TYPE, "text/html; charset=UTF-8")];
    let page = format!(
        "<!DOCTYPE html>\n<html>\n<head><title>{status}</title></head>\n\
         <body><h1>{status}</h1><p>{text}</p></body>\n</html>\n"
    );
    (status, content_type, page).into_response()
}

/// A point in time as headers write it.
pub(crate) fn http_date(time: Timestamp) -> HeaderValue {
    DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&time)
        .ok()
        .and_then(|date| HeaderValue::try_from(date).ok())
        .unwrap_or(HeaderValue::from_static("0"))
}

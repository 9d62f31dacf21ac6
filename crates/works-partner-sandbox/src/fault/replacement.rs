//! The faults that replace the operation: it does not run.

use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};

use super::{Fault, RetryHint};
use crate::http::problem::Problem;
use crate::http::response::{self, http_date};

/// What a fault needs to know of the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestContext<'a> {
    /// The sandbox's own, such as `http://127.0.0.1:41234`.
    pub(crate) origin: &'a str,
    pub(crate) path_and_query: &'a str,
    pub(crate) now: Timestamp,
}

impl Fault {
    /// The response that replaces the operation, if this is such a fault.
    pub(crate) fn replacement(&self, context: RequestContext<'_>) -> Option<Response> {
        let RequestContext {
            origin,
            path_and_query,
            now,
        } = context;
        Some(match self {
            Self::Unauthorized => Problem::unknown_access_token().into_response(),
            Self::Forbidden => Problem::forbidden().into_response(),
            Self::NotFound => Problem::not_found().into_response(),
            Self::Conflict => Problem::conflict().into_response(),
            Self::TooManyRequests(hint) => {
                (hint.headers(now), Problem::too_many_requests()).into_response()
            }
            Self::InternalServerError => Problem::internal_server_error().into_response(),
            Self::ServiceUnavailable => Problem::service_unavailable().into_response(),
            Self::GatewayPage(status) => {
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY);
                response::page(status, "The gateway could not complete the request.")
            }
            Self::Redirect(location) => redirect(location),
            Self::RedirectToOrigin(origin) => {
                redirect(&format!("{}{path_and_query}", origin.trim_end_matches('/')))
            }
            Self::RedirectToSelf => redirect(&format!("{origin}{path_and_query}")),
            Self::Response(template) => template.clone().into_response(),
            _ => return None,
        })
    }
}

fn redirect(location: &str) -> Response {
    // A location that no header can hold is sent without what it can't.
    let sendable: String = location.chars().filter(char::is_ascii_graphic).collect();
    let location = HeaderValue::try_from(sendable)
        .into_iter()
        .map(|value| (LOCATION, value));
    let headers: HeaderMap = location.collect();
    (StatusCode::TEMPORARY_REDIRECT, headers).into_response()
}

impl RetryHint {
    fn headers(self, now: Timestamp) -> HeaderMap {
        let seconds = HeaderValue::from;
        let zero = || HeaderValue::from_static("0");
        let limit = || HeaderValue::from_static("240");
        let named = HeaderName::from_static;
        match self {
            Self::None => Vec::new(),
            Self::RetryAfterSeconds(wait) => vec![(RETRY_AFTER, seconds(wait))],
            Self::RetryAfterDate(wait) => vec![(RETRY_AFTER, http_date(after(now, wait)))],
            Self::RateLimitReset(wait) => vec![
                (named("ratelimit-ssed"), limit()),
                (named("ratelimit-limit"), limit()),
                (named("ratelimit-remaining"), zero()),
                (named("ratelimit-reset"), seconds(wait)),
            ],
        }
        .into_iter()
        .collect()
    }
}

/// So many seconds from now, or now if there is no such time.
fn after(now: Timestamp, wait: u64) -> Timestamp {
    let wait = SignedDuration::from_secs(i64::try_from(wait).unwrap_or(i64::MAX));
    now.checked_add(wait).unwrap_or(now)
}

//! Why the auth server gave no token, as far as it can be told.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::credentials::auth_server::{Answer, Form};
use crate::credentials::redaction::redacted;
use crate::error::Error;

/// A difference that no answer's way to here explains.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_secs(60);

/// What was asked of the auth server, for the words of an error.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Asked {
    #[cfg_attr(
        not(feature = "service-account"),
        expect(dead_code, reason = "only a service account asserts who it is")
    )]
    TokenByAssertion,
    TokenByCode,
    TokenByRefresh,
    Revocation,
}

/// The error for an answer that is none of use. `problem` is what is wrong with a success.
pub(super) fn refusal(
    answer: Answer,
    problem: Option<&'static str>,
    asked: Asked,
    form: &Form,
    host: &str,
    who: &str,
    now: Timestamp,
) -> Error {
    let mut received = answer.received;
    let status = received.status;
    let mut body = redacted(&received.body, &form.secrets(), status.is_success());
    if answer.is_cut {
        // What was cut off in the middle of a secret is no longer known for one.
        shorten(&mut body, 8 * 1024);
    }
    let (code, description) = reported(&body);
    let skew = clock_skew(&received.headers, now);
    received.body = Bytes::from(body);

    let message = match status.as_u16() {
        200..300 if answer.is_cut => {
            format!("{host} answered {who} with {status}, and with more than any token needs")
        }
        200..300 if code.is_none() => {
            let problem = problem.unwrap_or("it says nothing");
            format!("{host} answered {who} with {status}, but gave no token: {problem}")
        }
        429 | 500.. => format!("{host} is in trouble and gave no token to {who}: {status}"),
        300..400 | 404 | 405 => format!(
            "{host} answered {who} with {status}, as an auth server does not; is the auth URL right?"
        ),
        _ => {
            let advice = advice(code.as_deref(), asked);
            let clock = skew.unwrap_or_default();
            format!("{host} refused {who}: {status}{advice}{clock}")
        }
    };
    Error::refused_credentials(message, received, code, description)
}

/// The error and its description, in any of the forms that have been seen.
fn reported(body: &str) -> (Option<String>, Option<String>) {
    let Ok(Value::Object(fields)) = serde_json::from_str(body) else {
        return (None, None);
    };
    let nested = fields.get("error").and_then(Value::as_object);
    let fields = nested.unwrap_or(&fields);
    let text = |names: &[&str]| {
        names.iter().find_map(|name| match fields.get(*name)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    };
    (
        text(&["error", "returnCode", "code"]),
        text(&[
            "error_description",
            "returnMessage",
            "description",
            "message",
        ]),
    )
}

/// What the codes of RFC 6749 mean for who asked.
fn advice(code: Option<&str>, asked: Asked) -> &'static str {
    match (code, asked) {
        (Some("invalid_client"), _) => "; client id and client secret do not belong together",
        (Some("invalid_grant"), Asked::TokenByAssertion) => {
            "; the private key is not this app's, or the service account is not its own or gone"
        }
        (Some("invalid_grant"), Asked::TokenByCode) => {
            "; the code was used before, is older than 10 minutes, or is for another redirect URI"
        }
        (Some("invalid_grant"), Asked::TokenByRefresh) => {
            "; the login has ended: it is older than 90 days, or was revoked; log in again"
        }
        (Some("invalid_scope"), _) => {
            "; the app has no such scope; scopes are set in the Developer Console"
        }
        (Some("unauthorized_client"), _) => "; the app is not set up to ask in this way",
        // The form that a refusal has is not documented, so often no code says more.
        (_, Asked::TokenByAssertion) => {
            "; client id, client secret, private key and scope must all be of the service account's app"
        }
        (_, Asked::TokenByCode | Asked::TokenByRefresh) => {
            "; the login may have ended, or client id and client secret not belong together"
        }
        (_, Asked::Revocation) => "",
    }
}

/// Assertions carry this machine's time, so a wrong clock looks like a wrong key.
fn clock_skew(headers: &http::HeaderMap, now: Timestamp) -> Option<String> {
    let date = headers.get(http::header::DATE)?.to_str().ok()?;
    let theirs = Timestamp::try_from(httpdate::parse_http_date(date).ok()?).ok()?;
    let ahead = now.duration_since(theirs);
    if ahead.abs() <= CLOCKS_DIFFER {
        return None;
    }
    let direction = if ahead.is_positive() {
        "ahead of"
    } else {
        "behind"
    };
    let by = SignedDuration::from_secs(ahead.abs().as_secs());
    Some(format!(
        "; this machine's clock is {by:#} {direction} the server's"
    ))
}

fn shorten(text: &mut String, by: usize) {
    let mut length = text.len().saturating_sub(by);
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    text.truncate(length);
}

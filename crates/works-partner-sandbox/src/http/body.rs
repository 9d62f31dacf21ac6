//! The body of a request: how it is read, and what is wrong with one that can't be.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use bytes::Bytes;
use hyper::body::Body;
use serde_json::Value;
use tokio::time::timeout;

use super::problem::Problem;
use crate::json::unique::{Unique, reason};

/// Why a body did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    TooLarge,
    /// Nothing came for too long.
    TimedOut,
    /// The client left, or its framing is wrong.
    Broken,
}

/// Receives a whole body, as long as pieces keep coming.
pub(crate) async fn receive<B>(
    mut body: B,
    limit: usize,
    pause: Duration,
) -> Result<Bytes, BodyError>
where
    B: Body<Data = Bytes> + Unpin,
{
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let mut whole = Vec::new();
    loop {
        let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        let frame = match timeout(pause, frame).await {
            Err(_) => return Err(BodyError::TimedOut),
            Ok(None) => return Ok(whole.into()),
            Ok(Some(Err(_))) => return Err(BodyError::Broken),
            Ok(Some(Ok(frame))) => frame,
        };
        if let Ok(data) = frame.into_data() {
            if whole.len().saturating_add(data.len()) > limit {
                return Err(BodyError::TooLarge);
            }
            whole.extend_from_slice(&data);
        }
    }
}

/// Reads a JSON object, and names what is wrong with what is not one, and where.
pub(crate) fn object(headers: &HeaderMap, body: &[u8]) -> Result<Value, Problem> {
    let text = text(headers, body)?;
    let Unique(value) = serde_json::from_str(text).map_err(|error| unreadable(&reason(&error)))?;
    match value {
        Value::Object(_) => Ok(value),
        Value::Null => Err(unreadable("it is null")),
        Value::Bool(_) => Err(unreadable("it is a boolean")),
        Value::Number(_) => Err(unreadable("it is a number")),
        Value::String(_) => Err(unreadable("it is a string")),
        Value::Array(_) => Err(unreadable("it is an array")),
    }
}

/// The text of a body that claims to be JSON.
pub(crate) fn text<'a>(headers: &HeaderMap, body: &'a [u8]) -> Result<&'a str, Problem> {
    check_headers(headers)?;
    if body.trim_ascii().is_empty() {
        return Err(unreadable("it is empty"));
    }
    for (beginning, what) in [
        (&b"\xEF\xBB\xBF"[..], "it begins with a byte order mark"),
        (b"\xFF\xFE", "it is UTF-16, not UTF-8"),
        (b"\xFE\xFF", "it is UTF-16, not UTF-8"),
        (b"\x1F\x8B", "it is compressed by gzip"),
    ] {
        if body.starts_with(beginning) {
            return Err(unreadable(what));
        }
    }
    str::from_utf8(body).map_err(|error| {
        let position = error.valid_up_to().saturating_add(1);
        unreadable(&format!("it is not valid UTF-8 at byte {position}"))
    })
}

fn unreadable(what: &str) -> Problem {
    Problem::invalid_parameter("the body", &format!("a JSON object, but {what}"))
}

/// The documented type is `application/json; charset=UTF-8`. Other parameters and types that end in
/// `+json` are let through.
fn check_headers(headers: &HeaderMap) -> Result<(), Problem> {
    let expected = "application/json";
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(content_type), None) = (types.next(), types.next()) else {
        return Err(Problem::invalid_header("Content-Type", expected));
    };
    let content_type = String::from_utf8_lossy(content_type.as_bytes()).to_ascii_lowercase();
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    let is_json = media_type == expected
        || media_type.starts_with("application/") && media_type.ends_with("+json");
    if !is_json {
        return Err(Problem::invalid_header("Content-Type", expected));
    }
    let charset = parts.find_map(|parameter| parameter.strip_prefix("charset="));
    let charset = charset.map(|charset| charset.trim_matches('"'));
    if charset.is_some_and(|charset| !["utf-8", "utf8", "us-ascii"].contains(&charset)) {
        return Err(Problem::invalid_header(
            "Content-Type",
            "application/json; charset=UTF-8",
        ));
    }
    for coding in headers.get_all(CONTENT_ENCODING) {
        if !coding.as_bytes().eq_ignore_ascii_case(b"identity") {
            return Err(Problem::invalid_header(
                "Content-Encoding",
                "a body without content coding",
            ));
        }
    }
    Ok(())
}

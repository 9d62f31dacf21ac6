//! The faults that happen to the answer of an operation that ran.

use std::io::Write as _;

use axum::body::{self, Body};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::Fault;
use super::bomb::{self, Bomb};
use super::script::{Script, Step};
use crate::http::reset::ConnectionReset;
use crate::http::response;
use crate::http::shutdown::Shutdown;

impl Fault {
    /// What becomes of the proper answer.
    pub(crate) async fn damage(
        self,
        response: Response,
        shutdown: &Shutdown,
    ) -> Result<Response, ConnectionReset> {
        let (mut head, body) = response.into_parts();
        // Proper answers are small, and held in memory already.
        let proper = body::to_bytes(body, usize::MAX)
            .await
            .map_err(|_| ConnectionReset)?;
        let headers = &mut head.headers;
        // Nothing here keeps the length, except by saying so.
        headers.remove(CONTENT_LENGTH);
        let script = |steps| Body::new(Script::new(steps, shutdown));

        let body = match self {
            Self::ResetBeforeRequest | Self::ResetAfterRequest => return Err(ConnectionReset),
            Self::StallBeforeHeaders => {
                shutdown.clone().wait().await;
                return Err(ConnectionReset);
            }
            Self::StallMidBody => {
                announce(headers, proper.len().max(1) as u64);
                script(vec![Step::Send(half(&proper)), Step::Flush, Step::Stall])
            }
            Self::TruncatedBody => {
                announce(headers, proper.len().max(1) as u64);
                script(vec![Step::Send(half(&proper)), Step::Flush])
            }
            Self::Trickle(time) => {
                announce(headers, proper.len() as u64);
                let bytes = proper.chunks(1).map(|byte| proper.slice_ref(byte));
                script(
                    bytes
                        .flat_map(|byte| [Step::Flush, Step::Pause(time), Step::Send(byte)])
                        .collect(),
                )
            }
            Self::HtmlBody => {
                set(headers, CONTENT_TYPE, "text/html; charset=UTF-8");
                response::page(head.status, "Welcome to the network.").into_body()
            }
            Self::EmptyBody => Body::empty(),
            Self::WrongContentType => {
                set(headers, CONTENT_TYPE, "text/plain; charset=UTF-8");
                proper.into()
            }
            Self::InvalidUtf8 => with_invalid_utf8(&proper).into(),
            Self::DuplicateKeys => with_duplicate_key(&proper).into(),
            Self::HugeBody => {
                announce(headers, bomb::unpacked_len());
                script(bomb::unpacked())
            }
            Self::HugeChunkedBody => script(bomb::unpacked()),
            Self::Gzip => {
                set(headers, CONTENT_ENCODING, "gzip");
                gzip(&proper).into()
            }
            Self::GzipBomb => {
                set(headers, CONTENT_ENCODING, "gzip");
                let bomb = Bomb::get();
                announce(headers, bomb.packed_len());
                script(bomb.packed())
            }
            // These were answered instead of the operation.
            Self::Unauthorized
            | Self::Forbidden
            | Self::NotFound
            | Self::Conflict
            | Self::TooManyRequests(_)
            | Self::InternalServerError
            | Self::ServiceUnavailable
            | Self::GatewayPage(_)
            | Self::Redirect(_)
            | Self::RedirectToOrigin(_)
            | Self::RedirectToSelf
            | Self::Response(_) => proper.into(),
        };
        Ok(Response::from_parts(head, body))
    }
}

fn announce(headers: &mut HeaderMap, length: u64) {
    headers.insert(CONTENT_LENGTH, length.into());
}

fn set(headers: &mut HeaderMap, name: axum::http::HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

fn half(bytes: &Bytes) -> Bytes {
    bytes.slice(..bytes.len() / 2)
}

/// A JSON object gets a first member whose value is broken.
fn with_invalid_utf8(body: &Bytes) -> Vec<u8> {
    const MEMBER: &[u8] = b"{\"note\":\"\xE3\x81\"";
    match body.strip_prefix(b"{") {
        Some(b"}") | None => [MEMBER, b"}"].concat(),
        Some(rest) => [MEMBER, b",", rest].concat(),
    }
}

/// A JSON object gets its first member once more.
fn with_duplicate_key(body: &Bytes) -> Vec<u8> {
    let parsed = serde_json::from_slice(body);
    let first = match &parsed {
        Ok(Value::Object(members)) => members.keys().next(),
        _ => None,
    };
    match (first, body.strip_suffix(b"}")) {
        (Some(key), Some(rest)) => {
            let key = Value::from(key.as_str()).to_string();
            [rest, b",", key.as_bytes(), b":null}"].concat()
        }
        _ => br#"{"note":"","note":null}"#.to_vec(),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_done_to_any_body() {
        for (body, utf8, keys) in [
            (
                &b"{\"a\":1}"[..],
                &b"{\"note\":\"\xE3\x81\",\"a\":1}"[..],
                r#"{"a":1,"a":null}"#,
            ),
            (
                b"{}",
                b"{\"note\":\"\xE3\x81\"}",
                r#"{"note":"","note":null}"#,
            ),
            (
                b"[]",
                b"{\"note\":\"\xE3\x81\"}",
                r#"{"note":"","note":null}"#,
            ),
            (
                b"",
                b"{\"note\":\"\xE3\x81\"}",
                r#"{"note":"","note":null}"#,
            ),
        ] {
            let body = Bytes::from_static(body);
            assert_eq!(with_invalid_utf8(&body), utf8);
            assert_eq!(with_duplicate_key(&body), keys.as_bytes());
        }
    }
}

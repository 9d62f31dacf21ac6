//! Bodies are read to their end, and no further than allowed.
#![deny(clippy::arithmetic_side_effects)]

use bytes::{Bytes, BytesMut};
use http::response;

use crate::content_coding::{Undecodable, content};
use crate::engine::sender::Arriving;
use crate::engine::timeout::{Deadline, TimedOut};
use crate::error::Error;
use crate::reply::Received;
use crate::unanswered::Unanswered;

/// Why a body was not read to its end; the head of the response is known all the same.
pub(super) enum Failure {
    Broken { head: Received, error: Unanswered },
    TimedOut { head: Received },
    TooLarge { head: Received },
    Undecodable { head: Received, problem: String },
}

impl Failure {
    pub(super) fn into_error(self, host: &str, limit: usize, operation_id: &'static str) -> Error {
        match self {
            Self::Broken { head, error } => Error::http(error, host, operation_id).with_head(head),
            Self::TimedOut { head } => Error::timed_out(host, operation_id).with_head(head),
            Self::TooLarge { head } => Error::too_large(head, limit),
            Self::Undecodable { head, problem } => Error::undecodable_body(head, &problem),
        }
    }
}

/// The limit holds for the body as it comes and as it is decoded.
pub(super) async fn read(
    head: response::Parts,
    mut body: Arriving,
    limit: usize,
    operation_id: &'static str,
    deadline: &mut Deadline,
) -> Result<Received, Failure> {
    let mut received = Received {
        operation_id,
        status: head.status,
        headers: head.headers,
        ..Received::default()
    };
    let announced = body.announced().unwrap_or_default();
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(Failure::TooLarge { head: received });
    }
    // Most bodies come in one piece, which then is not copied.
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    loop {
        let chunk = match deadline.wait(body.chunk()).await {
            Ok(chunk) => chunk,
            Err(TimedOut) => return Err(Failure::TimedOut { head: received }),
        };
        match chunk {
            Some(Ok(chunk)) if first.is_empty() => first = chunk,
            Some(Ok(chunk)) => {
                if rest.is_empty() {
                    rest.extend_from_slice(&first);
                }
                rest.extend_from_slice(&chunk);
            }
            None => break,
            Some(Err(error)) => {
                return Err(Failure::Broken {
                    head: received,
                    error,
                });
            }
        }
        if first.len().max(rest.len()) > limit {
            return Err(Failure::TooLarge { head: received });
        }
    }
    let body = if rest.is_empty() {
        first
    } else {
        rest.freeze()
    };
    match content(&mut received.headers, body.clone(), limit) {
        Ok(content) => received.body = content,
        // The status says what is wrong; the body stays as it came.
        Err(_) if !received.status.is_success() => received.body = body,
        Err(Undecodable::TooLarge) => return Err(Failure::TooLarge { head: received }),
        Err(Undecodable::Unsupported(coding)) => {
            return Err(Failure::Undecodable {
                head: received,
                problem: format!("the content coding `{coding}` is not supported"),
            });
        }
        Err(Undecodable::Damaged(coding)) => {
            return Err(Failure::Undecodable {
                head: received,
                problem: format!("the body is not valid {coding}"),
            });
        }
    }
    Ok(received)
}

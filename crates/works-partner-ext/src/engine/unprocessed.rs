//! Errors that say that a server has surely not processed a request.

use std::error::Error;

/// Whether nothing of the request was processed, so that sending it again is sending it once:
///
/// - no connection came about, or it closed before the request was written;
/// - HTTP/2: the stream was refused, or is above the last one that a GOAWAY says was processed.
///
/// # Source
///
/// <https://www.rfc-editor.org/rfc/rfc9113.html#section-8.7>
pub(crate) fn is_unprocessed(error: &reqwest::Error) -> bool {
    error.is_connect() || causes(error).any(says_so)
}

fn says_so(cause: &(dyn Error + 'static)) -> bool {
    if let Some(error) = cause.downcast_ref::<hyper::Error>() {
        // hyper gives back a request that it never wrote.
        return error.is_canceled();
    }
    // h2 fails only those streams by a remote GOAWAY that are above its last one; it lets the others end,
    // or fail by the end of the connection.
    cause.downcast_ref::<h2::Error>().is_some_and(|error| {
        error.is_remote()
            && (error.is_go_away()
                || error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM))
    })
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

#[cfg(test)]
#[allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];

    fn reset(code: u8) -> Vec<u8> {
        vec![0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, code]
    }

    fn go_away(last_stream: u8, code: u8) -> Vec<u8> {
        vec![
            0,
            0,
            8,
            7,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            last_stream,
            0,
            0,
            0,
            code,
        ]
    }

    /// What a POST fails with, at a server that answers its stream with these frames and closes.
    async fn error(answer: Vec<u8>) -> reqwest::Error {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(SETTINGS).await.unwrap();
            let mut seen = Vec::new();
            // The request is there once the body is.
            while !seen.ends_with(b"body") {
                let mut chunk = [0; 1024];
                let length = stream.read(&mut chunk).await.unwrap();
                seen.extend_from_slice(&chunk[..length]);
            }
            stream.write_all(&answer).await.unwrap();
        });
        let client = reqwest::Client::builder()
            .http2_prior_knowledge()
            .retry(reqwest::retry::never())
            .no_proxy()
            .build()
            .unwrap();
        let request = client.post(format!("http://{address}/")).body("body");
        request.send().await.unwrap_err()
    }

    #[tokio::test]
    async fn http_2_tells_what_was_not_processed() {
        for (name, answer, expected) in [
            ("REFUSED_STREAM", reset(7), true),
            ("INTERNAL_ERROR", reset(2), false),
            ("CANCEL", reset(8), false),
            ("ENHANCE_YOUR_CALM", reset(11), false),
            ("GOAWAY below the stream", go_away(0, 0), true),
            ("GOAWAY below the stream, for trouble", go_away(0, 2), true),
            ("GOAWAY with the stream", go_away(1, 0), false),
            ("GOAWAY with the stream, for trouble", go_away(1, 2), false),
            ("the end of the connection", Vec::new(), false),
        ] {
            let error = error(answer).await;
            assert_eq!(is_unprocessed(&error), expected, "{name}: {error:?}");
        }
    }
}

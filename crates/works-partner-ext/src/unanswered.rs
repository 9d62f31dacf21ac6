//! Why a request got no answer, whatever has sent it, and whether the server has surely not processed it.

use std::error::Error;
use std::fmt;
use std::io;

use hyper_util::client::legacy;

/// The request failed, or its response did before its end.
#[derive(Debug)]
pub(crate) enum Unanswered {
    /// By the engine's own client.
    Direct {
        /// What was being done, in reqwest's words.
        what: &'static str,
        error: Box<dyn Error + Send + Sync>,
    },
    /// By reqwest.
    Reqwest {
        error: reqwest::Error,
        /// Host and port of the proxy that was to lead to the server.
        proxy: Option<String>,
    },
}

/// How the start of hyper-util's error reads where a proxy is not there, and where it is but does not lead on.
/// The type of that error has no public name.
const NO_PROXY: &str = "tunnel error: failed to create underlying connection";
const NO_TUNNEL: &str = "tunnel error";

/// No connection came about in time.
#[derive(Debug)]
pub(crate) struct ConnectTimedOut;

impl fmt::Display for ConnectTimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("operation timed out")
    }
}

impl Error for ConnectTimedOut {}

impl Unanswered {
    /// The error of a request that got no response.
    pub(crate) fn request(error: legacy::Error) -> Self {
        Self::Direct {
            what: "error sending request",
            error: error.into(),
        }
    }

    /// The error of a response that broke off.
    pub(crate) fn body(error: hyper::Error) -> Self {
        Self::Direct {
            what: "request or response body error",
            error: error.into(),
        }
    }

    /// The error of a request that this proxy was to lead to the server, if one was.
    pub(crate) fn by_proxy(error: reqwest::Error, proxy: Option<String>) -> Self {
        Self::Reqwest {
            error: error.without_url(),
            proxy,
        }
    }

    /// What happened to whom, where `host` was called: a proxy that fails is not taken for the server.
    pub(crate) fn told(&self, host: &str) -> String {
        let what = if self.is_timeout() {
            "took too long to answer"
        } else if self.is_connect() {
            "could not be reached"
        } else {
            "broke the connection"
        };
        let cause = self.root_cause();
        let Self::Reqwest {
            proxy: Some(proxy), ..
        } = self
        else {
            return format!("{host} {what}: {cause}");
        };
        let says = |text: &str| {
            self.causes()
                .any(|error| error.to_string().starts_with(text))
        };
        if says(NO_PROXY) {
            format!("the proxy {proxy}, through which {host} is called, {what}: {cause}")
        } else if says(NO_TUNNEL) {
            format!("the proxy {proxy} did not connect to {host}: {cause}")
        } else {
            format!("{host}, which is called through the proxy {proxy}, {what}: {cause}")
        }
    }

    pub(crate) fn is_timeout(&self) -> bool {
        match self {
            Self::Reqwest { error, .. } => error.is_timeout(),
            Self::Direct { .. } => self.causes().any(|cause| {
                let by_hyper = cause.downcast_ref::<hyper::Error>();
                let by_system = cause.downcast_ref::<io::Error>();
                cause.is::<ConnectTimedOut>()
                    || by_hyper.is_some_and(hyper::Error::is_timeout)
                    || by_system.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
            }),
        }
    }

    pub(crate) fn is_connect(&self) -> bool {
        match self {
            Self::Reqwest { error, .. } => error.is_connect(),
            Self::Direct { .. } => self.causes().any(|cause| {
                let error = cause.downcast_ref::<legacy::Error>();
                error.is_some_and(legacy::Error::is_connect)
            }),
        }
    }

    /// Whether nothing of the request was processed, so that sending it again is sending it once:
    ///
    /// - no connection came about, or it closed before the request was written;
    /// - HTTP/2: the stream was refused, or is above the last one that a GOAWAY says was processed.
    ///
    /// # Source
    ///
    /// <https://www.rfc-editor.org/rfc/rfc9113.html#section-8.7>
    pub(crate) fn is_unprocessed(&self) -> bool {
        self.is_connect() || self.causes().any(says_so)
    }

    /// What all of it comes from, in its words.
    pub(crate) fn root_cause(&self) -> String {
        match self.causes().last() {
            Some(cause) => cause.to_string(),
            None => self.to_string(),
        }
    }

    fn causes(&self) -> impl Iterator<Item = &(dyn Error + 'static)> {
        let mut next = self.source();
        std::iter::from_fn(move || {
            let cause = next?;
            next = cause.source();
            Some(cause)
        })
    }
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

impl From<reqwest::Error> for Unanswered {
    fn from(error: reqwest::Error) -> Self {
        Self::by_proxy(error, None)
    }
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct { what, .. } => f.write_str(what),
            Self::Reqwest { error, .. } => error.fmt(f),
        }
    }
}

impl Error for Unanswered {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Direct { error, .. } => Some(&**error),
            Self::Reqwest { error, .. } => error.source(),
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
mod tests {
    use bytes::Bytes;
    use http_body_util::Full;
    use hyper_util::rt::TokioExecutor;
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
    async fn error(answer: Vec<u8>) -> Unanswered {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(SETTINGS).await.unwrap();
            let mut seen = Vec::new();
            // The request is there once the body is.
            while !seen.windows(4).any(|window| window == b"body") {
                let mut chunk = [0; 1024];
                let length = stream.read(&mut chunk).await.unwrap();
                seen.extend_from_slice(&chunk[..length]);
            }
            stream.write_all(&answer).await.unwrap();
        });
        let client = legacy::Client::builder(TokioExecutor::new())
            .http2_only(true)
            .build_http();
        let request = http::Request::post(format!("http://{address}/"))
            .body(Full::new(Bytes::from_static(b"body")))
            .unwrap();
        Unanswered::request(client.request(request).await.unwrap_err())
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
            assert_eq!(error.is_unprocessed(), expected, "{name}: {error:?}");
        }
    }
}

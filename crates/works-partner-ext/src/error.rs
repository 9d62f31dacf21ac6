//! The one error of this crate.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use secrecy::ExposeSecret as _;
#[cfg(feature = "client")]
use serde::de::DeserializeOwned;
#[cfg(feature = "client")]
use works_partner_api::{Refusal, note, refusal};

use crate::error_body::ErrorBody;
use crate::reply::Received;
#[cfg(feature = "client")]
use crate::unanswered::Unanswered;
use crate::validation::{Diagnostic, Violations};

/// How much of a body an error keeps.
const KEPT_BODY: usize = 64 * 1024;

/// How many characters of a description `Display` shows.
const LONGEST_DESCRIPTION: usize = 500;

/// Why a call failed.
///
/// Ask it by its predicates and accessors: which of them hold follows from the status where there
/// is one. `Display` shows the code and, of a refused call, the server's description, escaped and without
/// secrets; [`body_text`](Self::body_text) is for those who want to see the rest.
#[derive(Clone)]
pub struct Error {
    // A small error keeps the `Ok` path of every call small.
    inner: Arc<Inner>,
}

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    operation_id: Option<&'static str>,
    received: Option<Received>,
    /// What can be read of the error body.
    vendor: ErrorBody,
    source: Option<Source>,
    attempts: u32,
    /// The server has surely not processed the request.
    unsent: bool,
}

type Source = Arc<dyn StdError + Send + Sync>;

/// What went wrong, coarsely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request was not sent, because it could not be right.
    InvalidRequest,
    /// The client was set up in a way that cannot work.
    Configuration,
    /// No access token could be had.
    Credentials,
    /// The server could not be reached, or the connection broke.
    Network,
    /// The server took too long.
    Timeout,
    /// The server answered with an error status.
    Status,
    /// The server answered with success, and with something that is not what it documents.
    Decode,
    /// The response was longer than the client allows.
    TooLarge,
    /// The server redirected to where the token does not travel, or without end.
    Redirect,
}

impl Error {
    /// What went wrong, coarsely.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The operation that was called, by its `operationId`.
    pub fn operation_id(&self) -> Option<&'static str> {
        self.inner.operation_id
    }

    /// The status, where the server answered.
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.received.as_ref().map(|received| received.status)
    }

    /// The headers, where the server answered.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner
            .received
            .as_ref()
            .map(|received| &received.headers)
    }

    /// The vendor's error code, such as `NOT_FOUND`. The set is open; go by the status first.
    pub fn code(&self) -> Option<&str> {
        self.inner.vendor.code.as_deref()
    }

    /// The vendor's sentence to the code.
    pub fn description(&self) -> Option<Cow<'_, str>> {
        let description = self.inner.vendor.description.as_deref();
        description.map(Cow::Borrowed)
    }

    /// What went wrong, without the server's description: the beginning of what `Display` shows.
    pub fn summary(&self) -> String {
        // Codes are words; anything else may be an attempt on the reader's terminal.
        match self.code().filter(|code| is_word(code)) {
            Some(code) => format!("{} ({code})", self.inner.message),
            None => self.inner.message.to_string(),
        }
    }

    /// The body as text, at most 64 KiB of it; what is not UTF-8 is replaced.
    pub fn body_text(&self) -> Option<Cow<'_, str>> {
        let received = self.inner.received.as_ref()?;
        Some(String::from_utf8_lossy(&received.body))
    }

    /// How long the server asked to wait when it answered: `Retry-After`, in seconds or as a date,
    /// else what is left of the rate limit's window.
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.received.as_ref()?.asked_wait
    }

    /// The documented rules that the request breaks, where it was not sent for that reason.
    ///
    /// ```
    /// use works_partner_ext::Error;
    /// use works_partner_ext::validation::Facts;
    /// use works_partner_ext::requests::customers::VerifyDomain;
    ///
    /// let refused = VerifyDomain::new("x").validate(&Facts::new()).unwrap_err();
    /// let error = Error::from(refused);
    /// assert!(error.is_invalid_request());
    /// assert_eq!(error.violations().unwrap().iter().count(), 1);
    /// ```
    pub fn violations(&self) -> Option<&Violations> {
        self.inner.source.as_ref()?.downcast_ref()
    }

    /// Where the request is not as the document says, where an
    /// [`OperationCall`](crate::OperationCall) was not sent for that reason; else nothing.
    pub fn mismatches(&self) -> &[Diagnostic] {
        let source = self.inner.source.as_ref();
        let found = source.and_then(|source| source.downcast_ref::<Mismatches>());
        found.map_or(&[], |found| &found.0)
    }

    /// How many requests the call took: tries, those after a renewed token, and redirects. 0 where
    /// nothing was sent, or where nobody counted.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// The server knows no such thing: 404.
    pub fn is_not_found(&self) -> bool {
        self.has_status(StatusCode::NOT_FOUND)
    }

    /// The token is missing, refused, not allowed to do this, or could not be had: 401, 403,
    /// [`ErrorKind::Credentials`].
    pub fn is_auth(&self) -> bool {
        self.kind() == ErrorKind::Credentials
            || self.has_status(StatusCode::UNAUTHORIZED)
            || self.has_status(StatusCode::FORBIDDEN)
    }

    /// Too many calls: 429.
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(StatusCode::TOO_MANY_REQUESTS)
    }

    /// The server failed: 5xx.
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|status| status.is_server_error())
    }

    /// The server could not be reached, or took too long.
    pub fn is_network(&self) -> bool {
        matches!(self.kind(), ErrorKind::Network | ErrorKind::Timeout)
    }

    /// The request or the set-up is wrong; the server was not asked.
    pub fn is_invalid_request(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::InvalidRequest | ErrorKind::Configuration
        )
    }

    /// The server has surely not processed the request: no connection or no token could be had, the
    /// server refused the stream (HTTP/2), or the request could not be right.
    pub fn is_unsent(&self) -> bool {
        self.inner.unsent
            || matches!(
                self.kind(),
                ErrorKind::InvalidRequest | ErrorKind::Configuration | ErrorKind::Credentials
            )
    }

    /// Whether the server did what it was asked to cannot be told: the connection broke or time ran
    /// out after the request was sent, or the server failed with a 408 or 5xx other than 501, or answered with
    /// a status that HTTP does not have. A write should not be sent again before somebody has looked.
    pub fn is_outcome_unknown(&self) -> bool {
        match self.kind() {
            ErrorKind::Network | ErrorKind::Timeout => !self.inner.unsent,
            ErrorKind::Status => self.status().is_some_and(|status| match status.as_u16() {
                // The server says that it cannot do it at all.
                501 => false,
                status => status < 200 || status == 408 || status >= 500,
            }),
            _ => false,
        }
    }

    /// The answer was a success that could not be read.
    pub fn is_decode(&self) -> bool {
        self.kind() == ErrorKind::Decode
    }

    /// The same call may succeed later: network trouble, 408, 429, 502, 503, 504.
    pub fn is_retryable(&self) -> bool {
        self.is_network()
            || self
                .status()
                .is_some_and(|status| matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504))
    }

    fn has_status(&self, status: StatusCode) -> bool {
        self.kind() == ErrorKind::Status && self.status() == Some(status)
    }
}

/// How errors are made, all within this crate.
impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self::from_inner(Inner {
            kind,
            message: message.into(),
            operation_id: None,
            received: None,
            vendor: ErrorBody::default(),
            source: None,
            attempts: 0,
            unsent: false,
        })
    }

    pub(crate) fn configuration(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    pub(crate) fn invalid_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    /// The request could not be sent, or its response not be received.
    #[cfg(feature = "client")]
    pub(crate) fn http(
        error: impl Into<Unanswered>,
        host: &str,
        operation_id: &'static str,
    ) -> Self {
        let error: Unanswered = error.into();
        let unsent = error.is_unprocessed();
        let kind = match error.is_timeout() {
            true => ErrorKind::Timeout,
            false => ErrorKind::Network,
        };
        let message = error.told(host);
        Self::from_inner(Inner {
            kind,
            message: message.into(),
            operation_id: Some(operation_id),
            received: None,
            vendor: ErrorBody::default(),
            attempts: 0,
            unsent,
            source: Some(Arc::new(error)),
        })
    }

    /// The server did not answer in time.
    pub(crate) fn timed_out(host: &str, operation_id: &'static str) -> Self {
        let message = format!("{host} took too long to answer: operation timed out");
        Self::new(ErrorKind::Timeout, message).changed(|inner| {
            inner.operation_id = Some(operation_id);
        })
    }

    /// The auth server could not be reached, or its answer not be received, when `who` needed a token.
    #[cfg(feature = "client")]
    pub(crate) fn no_token(error: Unanswered, host: &str, who: &str) -> Self {
        Self::http(error, host, "").changed(|inner| {
            inner.operation_id = None;
            inner.unsent = true;
            inner.message = format!("no access token for {who}: {}", inner.message).into();
        })
    }

    /// The auth server answered, and gave no token. `received` must be clear of secrets.
    pub(crate) fn refused_credentials(
        message: String,
        received: Received,
        code: Option<String>,
        description: Option<String>,
    ) -> Self {
        Self::answered(ErrorKind::Credentials, message.into(), received, None).changed(|inner| {
            inner.operation_id = None;
            inner.vendor = ErrorBody { code, description };
        })
    }

    /// The auth server sent a person back without a code.
    #[cfg(feature = "login-listener")]
    pub(crate) fn refused_login(code: String, description: Option<String>) -> Self {
        let message = "the auth server did not let the person log in";
        Self::new(ErrorKind::Credentials, message).changed(|inner| {
            inner.vendor = ErrorBody {
                code: Some(code),
                description,
            };
        })
    }

    /// The same error, with the head of the response that led to it.
    pub(crate) fn with_head(self, head: Received) -> Self {
        self.changed(|inner| {
            inner.operation_id = Some(head.operation_id);
            inner.received = Some(head);
            // Whoever answers has seen the request.
            inner.unsent = false;
        })
    }

    /// The same error, of a call that was sent so often.
    pub(crate) fn after(self, attempts: u32, operation_id: &'static str) -> Self {
        self.changed(|inner| {
            inner.attempts = attempts;
            inner.operation_id = Some(operation_id);
        })
    }

    fn changed(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        // Only errors that nobody has a clone of yet are changed.
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            change(inner);
        }
        self
    }

    /// Fails outside of a runtime, where Tokio would panic.
    #[cfg(feature = "client")]
    pub(crate) fn ensure_runtime() -> Result<(), Self> {
        match tokio::runtime::Handle::try_current() {
            Ok(_) => Ok(()),
            Err(_) => Err(Self::no_runtime()),
        }
    }

    pub(crate) fn no_runtime() -> Self {
        Self::configuration(
            "there is no Tokio runtime here; make calls inside of one, or use the blocking client",
        )
    }

    /// A success whose body its content coding does not decode.
    pub(crate) fn undecodable_body(received: Received, problem: &str) -> Self {
        let message = format!("the server answered {}, but {problem}", received.status);
        Self::answered(ErrorKind::Decode, message.into(), received, None)
    }

    pub(crate) fn too_large(received: Received, limit: usize) -> Self {
        let message = format!("the response is longer than the {limit} bytes allowed");
        Self::answered(ErrorKind::TooLarge, message.into(), received, None)
    }

    /// What a generated operation that expects a `T` failed with. `received` is the response, where
    /// one came that was read to its end.
    #[cfg(feature = "client")]
    pub(crate) fn from_api<T: DeserializeOwned>(
        error: works_partner_api::Error<()>,
        received: Option<Arc<Received>>,
    ) -> Self {
        match (error, received) {
            (works_partner_api::Error::InvalidResponsePayload(_, error), Some(received)) => {
                let received = Received::clone(&received);
                let mut json = serde_json::Deserializer::from_slice(&received.body);
                let place = serde_path_to_error::deserialize::<_, T>(&mut json)
                    .err()
                    .map(|error| error.path().to_string())
                    .filter(|path| path != ".");
                Self::undecodable(error, received, place)
            }
            (works_partner_api::Error::UnexpectedResponse(response), Some(received))
                if refusal(&response).is_none() =>
            {
                Self::status_error(Received::clone(&received))
            }
            (error, _) => Self::from(error),
        }
    }

    pub(crate) fn undecodable(
        error: serde_json::Error,
        received: Received,
        place: Option<String>,
    ) -> Self {
        // serde's own text would quote the body.
        let problem = match error.classify() {
            serde_json::error::Category::Eof if received.body.is_empty() => "the body is empty",
            serde_json::error::Category::Eof => "the body ends too early",
            serde_json::error::Category::Syntax => "the body is not JSON",
            _ => "the body is not of the documented form",
        };
        let place = match place {
            Some(path) => format!(" at `{path}`"),
            None => String::new(),
        };
        let message = format!(
            "the server answered {}, but {problem}{place} (line {}, column {})",
            received.status,
            error.line(),
            error.column(),
        );
        Self::answered(
            ErrorKind::Decode,
            message.into(),
            received,
            Some(Arc::new(error)),
        )
    }

    pub(crate) fn status_error(received: Received) -> Self {
        let (kind, what) = if received.status.is_success() {
            (
                ErrorKind::Decode,
                ", which this operation does not document",
            )
        } else {
            (ErrorKind::Status, "")
        };
        let message = format!("the server answered {}{what}", received.status);
        Self::answered(kind, message.into(), received, None)
    }

    fn answered(
        kind: ErrorKind,
        message: Cow<'static, str>,
        mut received: Received,
        source: Option<Source>,
    ) -> Self {
        let mut vendor = ErrorBody::default();
        if kind == ErrorKind::Status {
            vendor = ErrorBody::read(&received.body);
            if let Some(token) = &received.token {
                vendor.mask(&[token.expose_secret()]);
            }
        }
        if received.body.len() > KEPT_BODY {
            received.body =
                Bytes::copy_from_slice(received.body.get(..KEPT_BODY).unwrap_or_default());
        }
        let attempts = received.attempts;
        Self::from_inner(Inner {
            kind,
            message,
            operation_id: Some(received.operation_id),
            vendor,
            received: Some(received),
            source,
            attempts,
            unsent: false,
        })
    }

    fn from_inner(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
        }
    }
}

/// The message lists them all.
impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        Self::invalid_request(violations.to_string()).changed(|inner| {
            inner.source = Some(Arc::new(violations));
        })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the request is not as the document says")]
struct Mismatches(Vec<Diagnostic>);

/// The message lists them all.
impl From<Vec<Diagnostic>> for Error {
    fn from(mismatches: Vec<Diagnostic>) -> Self {
        let listed: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
        Self::invalid_request(listed.join("; ")).changed(|inner| {
            inner.source = Some(Arc::new(Mismatches(mismatches)));
        })
    }
}

/// Says that a type of error is one of an invalid request or set-up.
macro_rules! invalid {
    ($($error:path => $make:ident;)*) => {
        $(impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::$make(error.to_string()).changed(|inner| {
                    inner.source = Some(Arc::new(error));
                })
            }
        })*
    };
}

invalid! {
    crate::domain_id::InvalidDomainId => invalid_request;
    crate::ids::InvalidId => invalid_request;
    crate::selection::InvalidSelection => invalid_request;
    // The days of requests are jiff's.
    jiff::Error => invalid_request;
    crate::hosts::InvalidUrl => configuration;
}

/// So that `?` works on generated operations too.
#[cfg(feature = "client")]
impl From<works_partner_api::Error<()>> for Error {
    fn from(error: works_partner_api::Error<()>) -> Self {
        use works_partner_api::Error as Api;
        match error {
            Api::UnexpectedResponse(response) => match refusal(&response) {
                Some(Refusal::Policy(reason)) => match reason.downcast_ref::<Self>() {
                    Some(error) => error.clone(),
                    None => Self::new(ErrorKind::Network, reason.to_string()),
                },
                Some(reason) => Self::new(ErrorKind::Network, reason.to_string()),
                None => Self::status_error(match note::<Received>(&response) {
                    Some(received) => Received::clone(&received),
                    // A transport that is not ours: the body stays unread.
                    None => Received {
                        status: response.status(),
                        headers: response.headers().clone(),
                        ..Received::default()
                    },
                }),
            },
            Api::InvalidRequest(message) => Self::invalid_request(message),
            Api::CommunicationError(error)
            | Api::ResponseBodyError(error)
            | Api::InvalidUpgrade(error) => Self::http(error, "the server", ""),
            Api::InvalidResponsePayload(body, error) => Self::undecodable(
                error,
                Received {
                    body,
                    ..Received::default()
                },
                None,
            ),
            Api::ErrorResponse(response) => Self::status_error(Received {
                status: response.status(),
                headers: response.headers().clone(),
                ..Received::default()
            }),
            Api::Custom(message) => Self::new(ErrorKind::Network, message),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary())?;
        match &self.inner.vendor.description {
            // Why there is no token is told in the message.
            Some(description)
                if self.kind() == ErrorKind::Status && !description.trim().is_empty() =>
            {
                write!(f, ": {}", Escaped(description))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("message", &self.inner.message)
            .field("operation_id", &self.operation_id())
            .field("status", &self.status())
            .field("code", &self.code())
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The message tells its gist already, and serde's text would quote the body.
        match self.kind() {
            ErrorKind::Decode | ErrorKind::InvalidRequest => None,
            _ => self.inner.source.as_ref().map(|source| &**source as _),
        }
    }
}

/// Foreign text on one line, without what steers a terminal, and not too much of it.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.trim();
        for c in text.chars().take(LONGEST_DESCRIPTION) {
            if c.is_control() || is_invisible(c) {
                write!(f, "{}", c.escape_unicode())?;
            } else {
                write!(f, "{c}")?;
            }
        }
        match text.chars().nth(LONGEST_DESCRIPTION) {
            Some(_) => f.write_str("…"),
            None => Ok(()),
        }
    }
}

/// Characters that change the order or the look of others, or have none of their own.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn is_word(code: &str) -> bool {
    code.len() <= 64
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

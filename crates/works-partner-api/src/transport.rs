//! The seam between the generated client and whoever decides how its requests travel.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use progenitor_client::ClientHooks;
use reqwest::Response;
use serde::de::DeserializeOwned;

use crate::exchange::{Answer, Exchange};
use crate::{ByteStream, Client, Error, ResponseValue};

/// How the requests of a [`Client`] travel. A client without one does not compile.
///
/// [`Transport::plain`] sends them as they are, without a token;
/// [`Transport::new`] hands each to a [`Policy`], which may authenticate, wait, retry and refuse.
#[derive(Clone)]
pub struct Transport {
    policy: Option<Arc<dyn Policy>>,
}

impl Transport {
    /// Every request goes through this policy.
    pub fn new(policy: impl Policy) -> Self {
        Self {
            policy: Some(Arc::new(policy)),
        }
    }

    /// Every request is sent once, as it is, by the `reqwest::Client` that the client was made with. Set the
    /// token as a default header of that.
    pub fn plain() -> Self {
        Self { policy: None }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a policy knows is not for logs.
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}

/// Decides how a request travels: where to, with which token, how often, how long.
pub trait Policy: Send + Sync + 'static {
    /// Sends the request of one call and returns the response to decode.
    fn execute(&self, exchange: Exchange) -> Outcome<'_>;
}

/// What a [`Policy`] promises: a response, or a [`Refusal`].
pub type Outcome<'a> = Pin<Box<dyn Future<Output = Result<Answer, Refusal>> + Send + 'a>>;

/// Why a policy gives no response.
///
/// The generated methods can fail only with progenitor's error, which has no room for this one. It
/// travels inside [`Error::UnexpectedResponse`](crate::Error::UnexpectedResponse), in a response
/// with the status 999 that no server sends, and [`refusal`] takes it out again.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// The request could not be sent, or its response not be received.
    #[error(transparent)]
    Http(Arc<reqwest::Error>),
    /// The policy's own reason.
    #[error(transparent)]
    Policy(Arc<dyn StdError + Send + Sync>),
}

impl From<reqwest::Error> for Refusal {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(Arc::new(error))
    }
}

/// The reason that a policy gave instead of a response.
///
/// ```
/// # use works_partner_api::{Error, refusal};
/// fn reason(error: &Error) -> Option<String> {
///     match error {
///         Error::UnexpectedResponse(response) => Some(refusal(response)?.to_string()),
///         _ => None,
///     }
/// }
/// ```
pub fn refusal(response: &Response) -> Option<&Refusal> {
    extension(response)
}

/// What a policy noted on the answer that this response was made of.
pub fn note<T: Send + Sync + 'static>(response: &Response) -> Option<Arc<T>> {
    let Note(note) = extension(response)?;
    note.clone().downcast().ok()
}

#[derive(Clone)]
struct Note(Arc<dyn std::any::Any + Send + Sync>);

#[cfg(not(target_arch = "wasm32"))]
fn extension<T: Send + Sync + 'static>(response: &Response) -> Option<&T> {
    response.extensions().get()
}

/// A browser's response has no room for anything of ours.
#[cfg(target_arch = "wasm32")]
fn extension<T>(_: &Response) -> Option<&T> {
    None
}

/// No HTTP server sends it: statuses end at 599.
const REFUSED: u16 = 999;

/// For the generated code: the client is sent through one of these, by what its response is.
#[doc(hidden)]
#[allow(missing_docs, reason = "called by generated code alone")]
impl Transport {
    /// JSON.
    pub async fn fetch<T: DeserializeOwned>(
        &self,
        http: &reqwest::Client,
        base_url: &str,
        exchange: Exchange,
    ) -> Result<ResponseValue<T>, Error<()>> {
        match self.send(http, base_url, exchange).await? {
            Arrived::Whole(answer) => match serde_json::from_slice(&answer.body) {
                Ok(value) => Ok(ResponseValue::new(value, answer.status, answer.headers)),
                Err(error) => Err(Error::InvalidResponsePayload(answer.body, error)),
            },
            Arrived::Head(response) => ResponseValue::from_response(response).await,
        }
    }

    /// Nothing that matters.
    pub async fn fetch_nothing(
        &self,
        http: &reqwest::Client,
        base_url: &str,
        exchange: Exchange,
    ) -> Result<ResponseValue<()>, Error<()>> {
        Ok(match self.send(http, base_url, exchange).await? {
            Arrived::Whole(answer) => ResponseValue::new((), answer.status, answer.headers),
            Arrived::Head(response) => ResponseValue::empty(response),
        })
    }

    /// Bytes.
    pub async fn fetch_stream(
        &self,
        http: &reqwest::Client,
        base_url: &str,
        exchange: Exchange,
    ) -> Result<ResponseValue<ByteStream>, Error<()>> {
        Ok(ResponseValue::stream(
            match self.send(http, base_url, exchange).await? {
                Arrived::Whole(answer) => response(answer)?,
                Arrived::Head(response) => response,
            },
        ))
    }

    /// Gives a success, and everything else as an error.
    async fn send(
        &self,
        http: &reqwest::Client,
        base_url: &str,
        exchange: Exchange,
    ) -> Result<Arrived, Error<()>> {
        let Some(policy) = &self.policy else {
            let url = [base_url, &exchange.path].concat();
            let mut request = http.request(exchange.method, url);
            for (name, value) in exchange.headers {
                request = request.header(name, value);
            }
            if !exchange.body.is_empty() {
                request = request.body(exchange.body);
            }
            let response = request.send().await?;
            return match response.status().is_success() {
                true => Ok(Arrived::Head(response)),
                false => Err(Error::UnexpectedResponse(response)),
            };
        };
        match policy.execute(exchange).await {
            Ok(answer) if answer.status.is_success() => Ok(Arrived::Whole(answer)),
            Ok(answer) => Err(Error::UnexpectedResponse(response(answer)?)),
            Err(refusal) => {
                let mut response = http::Response::new(bytes::Bytes::new());
                if let Ok(status) = http::StatusCode::from_u16(REFUSED) {
                    *response.status_mut() = status;
                }
                let reason = refusal.to_string();
                response.extensions_mut().insert(refusal);
                Err(Error::UnexpectedResponse(made_of(response, reason)?))
            }
        }
    }
}

enum Arrived {
    /// From a policy.
    Whole(Answer),
    /// From reqwest; its body is still to come.
    Head(Response),
}

#[allow(
    clippy::result_large_err,
    reason = "the size is progenitor's, and grows with features of reqwest"
)]
fn response(answer: Answer) -> Result<Response, Error<()>> {
    let reason = format!("the server answered {}", answer.status);
    let mut response = http::Response::new(answer.body);
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    if let Some(note) = answer.note {
        response.extensions_mut().insert(Note(note));
    }
    made_of(response, reason)
}

#[cfg(not(target_arch = "wasm32"))]
#[allow(
    clippy::result_large_err,
    reason = "the size is progenitor's, and grows with features of reqwest"
)]
fn made_of<B: Into<reqwest::Body>>(
    response: http::Response<B>,
    _: String,
) -> Result<Response, Error<()>> {
    Ok(Response::from(response))
}

/// Only a browser makes its responses; what a policy says is told in words.
#[cfg(target_arch = "wasm32")]
fn made_of<B>(_: http::Response<B>, reason: String) -> Result<Response, Error<()>> {
    Err(Error::Custom(reason))
}

/// The generated code sends through [`Transport`] alone; that a client without one does not compile is
/// progenitor's check of this.
impl ClientHooks<Transport> for Client {}

//! The seam between the generated client and whoever decides how its requests travel.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use progenitor_client::{ClientHooks, OperationInfo};
use reqwest::{Request, Response};

use crate::Client;

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

    /// Every request is sent once, as it is. Set the token as a default header of the
    /// `reqwest::Client`.
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

/// Decides how a request travels: with which token, how often, how long.
pub trait Policy: Send + Sync + 'static {
    /// Sends the request of one call and returns the response to decode.
    fn execute<'a>(&'a self, exchange: Exchange<'a>) -> Outcome<'a>;
}

/// One call of a generated operation, about to be sent.
#[derive(Debug)]
#[non_exhaustive]
pub struct Exchange<'a> {
    /// The `reqwest::Client` that the generated client was made with.
    pub http: &'a reqwest::Client,
    /// The request, complete but for what the policy adds.
    pub request: Request,
    /// The `operationId`.
    pub operation_id: &'static str,
}

/// What a [`Policy`] promises: a response, reqwest's own error, or a [`Refusal`].
pub type Outcome<'a> = Pin<Box<dyn Future<Output = Result<Response, Refusal>> + Send + 'a>>;

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
    Policy(Arc<dyn Error + Send + Sync>),
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
    response.extensions().get()
}

/// No HTTP server sends it: statuses end at 599.
const REFUSED: u16 = 999;

impl ClientHooks<Transport> for Client {
    async fn exec(&self, request: Request, operation: &OperationInfo) -> reqwest::Result<Response> {
        let Some(policy) = &self.inner.policy else {
            return self.client.execute(request).await;
        };
        let exchange = Exchange {
            http: &self.client,
            request,
            operation_id: operation.operation_id,
        };
        match policy.execute(exchange).await {
            Ok(response) => Ok(response),
            Err(refusal) => {
                let mut response = http::Response::new(Vec::new());
                if let Ok(status) = http::StatusCode::from_u16(REFUSED) {
                    *response.status_mut() = status;
                }
                response.extensions_mut().insert(refusal);
                Ok(Response::from(response))
            }
        }
    }
}

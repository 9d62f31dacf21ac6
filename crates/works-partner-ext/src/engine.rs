//! How every request travels, whichever operation it is of.
//!
//! [`Engine::execute`] reads as the life of a call: wait for a place in the operation's rate, wait for
//! one of the few connections, acquire a token, send, follow redirects by hand, read the body to its
//! end, read the headers, and decide whether to try again.

mod body;
mod concurrency;
mod rate_limit;
mod redirect;
mod retry;
mod sent_requests;
mod timeout;
mod unprocessed;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::header::{ACCEPT_ENCODING, AUTHORIZATION};
use http::{HeaderValue, Method, StatusCode};
use reqwest::{Request, Response, ResponseBuilderExt};
use tracing::{Instrument, debug};
use works_partner_api::{Exchange, Outcome, Policy, Refusal};

use crate::clock::Clock;
use crate::content_coding::ACCEPTED;
use crate::credentials::{AccessToken, Credentials};
use crate::error::{Error, ErrorKind};
use crate::hosts::{Hosts, without_secrets};
use crate::reply::Received;
use timeout::{Deadline, TimeLeft, TimedOut};

pub(crate) use concurrency::Concurrency;
pub(crate) use rate_limit::{RateLimit, RateLimits};
pub(crate) use retry::{Jitter, Retries};
pub use sent_requests::SentRequests;
pub(crate) use timeout::Timeouts;
pub(crate) use unprocessed::is_unprocessed;

/// The policy that all calls of a client and its clones share.
pub(crate) struct Engine {
    pub(crate) hosts: Hosts,
    pub(crate) credentials: Arc<dyn Credentials>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rate_limits: RateLimits,
    pub(crate) concurrency: Concurrency,
    pub(crate) retries: Retries,
    pub(crate) timeouts: Timeouts,
    /// The longest response body, in bytes, once unpacked.
    pub(crate) body_limit: usize,
}

/// What one call does differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallOptions {
    /// Sends a POST or PATCH again like a GET, although the server may have done it already.
    pub replay_writes: bool,
    /// Keeps to half of the rate, as the vendor asks of runs that last 30 minutes or more.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/rate-limits>
    pub half_rate: bool,
    /// Sends a request of any method again only where it was surely not processed: no connection came
    /// about, the server refused the stream, or it refused the token. After a 429 the error is
    /// returned, for the caller to wait and decide. A DELETE that was sent twice would answer that there
    /// is nothing to delete.
    pub send_once: bool,
}

impl CallOptions {
    /// The usual: writes are not replayed, the rate is the full one.
    pub fn new() -> Self {
        Self::default()
    }

    /// See [`replay_writes`](Self::replay_writes).
    pub fn replay_writes(mut self, replay: bool) -> Self {
        self.replay_writes = replay;
        self
    }

    /// See [`half_rate`](Self::half_rate).
    pub fn half_rate(mut self, half: bool) -> Self {
        self.half_rate = half;
        self
    }

    /// See [`send_once`](Self::send_once).
    pub fn send_once(mut self, once: bool) -> Self {
        self.send_once = once;
        self
    }
}

impl Engine {
    pub(crate) async fn execute(
        &self,
        http: &reqwest::Client,
        request: Request,
        operation_id: &'static str,
        options: CallOptions,
        counter: Option<&SentRequests>,
    ) -> Result<Received, Error> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::no_runtime());
        }
        let mut call = Sending {
            engine: self,
            http,
            operation_id,
            options,
            counter,
            attempts: 0,
            time_left: self.timeouts.for_call(),
        };
        let span = tracing::debug_span!("call", operation = operation_id);
        let outcome = call.run(request).instrument(span).await;
        let attempts = call.attempts;
        match outcome {
            Ok(received) => Ok(Received {
                attempts,
                ..received
            }),
            Err(error) => Err(error.after(attempts, operation_id)),
        }
    }
}

/// One call, and what it has been through so far.
struct Sending<'a> {
    engine: &'a Engine,
    http: &'a reqwest::Client,
    operation_id: &'static str,
    options: CallOptions,
    counter: Option<&'a SentRequests>,
    attempts: u32,
    time_left: TimeLeft,
}

impl Sending<'_> {
    async fn run(&mut self, request: Request) -> Result<Received, Error> {
        let engine = self.engine;
        let may_replay = !self.options.send_once
            && (self.options.replay_writes
                || !matches!(*request.method(), Method::POST | Method::PATCH));
        let mut history = engine.retries.begin(may_replay);
        let mut renewed = false;
        loop {
            let mut permit = engine
                .rate_limits
                .admit(
                    self.operation_id,
                    self.options.half_rate,
                    &engine.concurrency,
                    &engine.clock,
                )
                .await;
            // Not before its turn has come: it could end while it waits.
            let token = match engine.credentials.access_token().await {
                Ok(token) => token,
                Err(error) => {
                    permit.unused();
                    return Err(error);
                }
            };
            permit.sending();
            let outcome = self.send(&request, &token).await;
            match &outcome {
                Ok(received) => {
                    permit.answered(received);
                    debug!(
                        status = received.status.as_u16(),
                        bytes = received.body.len(),
                        "answered"
                    );
                }
                Err(_) => drop(permit),
            }

            if !renewed
                && let Ok(received) = &outcome
                && received.status == StatusCode::UNAUTHORIZED
                && engine.credentials.refused(&token)
            {
                debug!("the token was refused, asking for another");
                renewed = true;
                continue;
            }
            match history.decide(&outcome) {
                retry::Decision::Again { wait } if !self.time_left.is_over() => {
                    debug!(attempt = self.attempts, ?wait, "trying again");
                    if !wait.is_zero() {
                        engine.clock.sleep(wait).await;
                    }
                }
                _ => return outcome,
            }
        }
    }

    /// Sends once, following redirects.
    async fn send(&mut self, request: &Request, token: &AccessToken) -> Result<Received, Error> {
        let mut deadline = self.engine.timeouts.begin(&self.time_left);
        let outcome = self.send_by(&mut deadline, request, token).await;
        self.time_left.spend(&deadline);
        outcome
    }

    async fn send_by(
        &mut self,
        deadline: &mut Deadline,
        request: &Request,
        token: &AccessToken,
    ) -> Result<Received, Error> {
        let engine = self.engine;
        let mut hops = redirect::Hops::new(request.url(), token);
        loop {
            // Nothing of this API streams its request, so there is always a copy to send.
            let mut copy = request.try_clone().ok_or_else(|| {
                Error::invalid_request("a request whose body is a stream cannot be sent")
            })?;
            if let Some(target) = hops.target() {
                copy.url_mut().clone_from(target);
            }
            self.authorize(&mut copy, token)?;
            self.attempts = self.attempts.saturating_add(1);
            let leaving = self.counter.map(SentRequests::leaving);
            let response = match deadline.wait(self.http.execute(copy)).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => {
                    let error = Error::http(error, hops.host(), self.operation_id);
                    if let Some(leaving) = leaving
                        && error.is_unsent()
                    {
                        leaving.stayed();
                    }
                    return Err(error);
                }
                Err(TimedOut) => return Err(Error::timed_out(hops.host(), self.operation_id)),
            };
            if hops.follow(&response, &engine.hosts, self.operation_id)? {
                debug!(to = %hops.shown(), "redirected");
                continue;
            }
            let read = body::read(response, engine.body_limit, self.operation_id, deadline).await;
            return read
                .map(|received| Received {
                    token: Some(token.clone()),
                    ..received.with_asked_wait(engine.clock.now())
                })
                .map_err(|failure| {
                    failure.into_error(hops.host(), engine.body_limit, self.operation_id)
                });
        }
    }

    fn authorize(&self, request: &mut Request, token: &AccessToken) -> Result<(), Error> {
        if !self.engine.hosts.allow(request.url()) {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "the token does not travel to {}",
                    without_secrets(request.url())
                ),
            ));
        }
        let header = token.header().ok_or_else(|| {
            Error::new(
                ErrorKind::Credentials,
                "the access token cannot stand in a header",
            )
        })?;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, header);
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(ACCEPTED));
        Ok(())
    }
}

/// The engine, the options of one call, and where to note its response.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) engine: Arc<Engine>,
    pub(crate) options: CallOptions,
    pub(crate) counter: Option<SentRequests>,
    pub(crate) received: Option<Arc<OnceLock<Arc<Received>>>>,
}

impl Policy for Call {
    fn execute<'a>(&'a self, exchange: Exchange<'a>) -> Outcome<'a> {
        Box::pin(async move {
            let Exchange {
                http,
                request,
                operation_id,
                ..
            } = exchange;
            let url = request.url().clone();
            let received = self
                .engine
                .execute(
                    http,
                    request,
                    operation_id,
                    self.options,
                    self.counter.as_ref(),
                )
                .await
                .map_err(|error| Refusal::Policy(Arc::new(error)))?;
            let received = Arc::new(received);
            if let Some(slot) = &self.received {
                // One call is one exchange; a second one would keep its own response.
                let _ = slot.set(received.clone());
            }
            let body = received.body.clone();
            let mut response = http::Response::builder().url(url).status(received.status);
            // Whoever asks for a note has it all there: what follows are copies.
            if self.received.is_none() {
                if let Some(headers) = response.headers_mut() {
                    headers.clone_from(&received.headers);
                }
                response = response.extension(received);
            }
            response
                .body(body)
                .map(Response::from)
                .map_err(|error| Refusal::Policy(Arc::new(error)))
        })
    }
}

/// Longer than any window of the vendor's; a server that asks for more is not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

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
mod sender;
mod sent_requests;
mod target;
mod timeout;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri};
use tracing::{Instrument, debug};
use works_partner_api::{Answer, Exchange, Outcome, Policy, Refusal};

use crate::clock::Clock;
use crate::content_coding::ACCEPTED;
use crate::credentials::{AccessToken, Credentials};
use crate::error::{Error, ErrorKind};
use crate::hosts::Hosts;
use crate::observation::{ObservedResponse, Observer};
use crate::reply::Received;
use timeout::{Deadline, TimeLeft, TimedOut};

pub(crate) use concurrency::Concurrency;
pub(crate) use rate_limit::{RateLimit, RateLimits};
pub(crate) use retry::{Jitter, Retries};
pub(crate) use sender::Sender;
pub use sent_requests::SentRequests;
pub(crate) use target::Target;
pub(crate) use timeout::Timeouts;

/// The policy that all calls of a client and its clones share.
pub(crate) struct Engine {
    pub(crate) sender: Sender,
    pub(crate) target: Target,
    pub(crate) hosts: Hosts,
    pub(crate) credentials: Arc<dyn Credentials>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rate_limits: RateLimits,
    pub(crate) concurrency: Concurrency,
    pub(crate) retries: Retries,
    pub(crate) timeouts: Timeouts,
    /// The longest response body, in bytes, once unpacked.
    pub(crate) body_limit: usize,
    pub(crate) observer: Option<Arc<dyn Observer>>,
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
    /// about, or the server refused the stream, the token, or the call for its rate (429), which is waited
    /// out within the retry budget. A DELETE that was processed twice would answer that there is nothing to
    /// delete.
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
    /// Sends a request, as often as it takes, and gives its response.
    pub(crate) async fn execute(
        &self,
        request: &Exchange,
        options: CallOptions,
        counter: Option<&SentRequests>,
    ) -> Result<Received, Error> {
        Error::ensure_runtime()?;
        let mut call = Sending {
            engine: self,
            request,
            options,
            counter,
            attempts: 0,
            time_left: self.timeouts.for_call(),
        };
        let outcome = match tracing::enabled!(tracing::Level::DEBUG) {
            true => {
                let span = tracing::debug_span!("call", operation = request.operation_id);
                call.run().instrument(span).await
            }
            false => call.run().await,
        };
        let attempts = call.attempts;
        match outcome {
            Ok(received) => Ok(Received {
                attempts,
                ..received
            }),
            Err(error) => Err(error.after(attempts, request.operation_id)),
        }
    }
}

/// One call, and what it has been through so far.
struct Sending<'a> {
    engine: &'a Engine,
    request: &'a Exchange,
    options: CallOptions,
    counter: Option<&'a SentRequests>,
    attempts: u32,
    time_left: TimeLeft,
}

impl Sending<'_> {
    async fn run(&mut self) -> Result<Received, Error> {
        let engine = self.engine;
        let may_replay = !self.options.send_once
            && (self.options.replay_writes
                || !matches!(self.request.method, Method::POST | Method::PATCH));
        let mut history = engine.retries.begin(may_replay);
        let mut renewed = false;
        loop {
            let mut permit = engine
                .rate_limits
                .admit(
                    self.request.operation_id,
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
            let outcome = self.send(&token).await;
            match &outcome {
                Ok(received) => {
                    permit.answered(received);
                    if let Some(observer) = &engine.observer {
                        observer.observe(&ObservedResponse::new(
                            self.request.operation_id,
                            received.status,
                            &received.headers,
                            &received.body,
                        ));
                    }
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
    async fn send(&mut self, token: &AccessToken) -> Result<Received, Error> {
        let mut deadline = self.engine.timeouts.begin(&self.time_left);
        let outcome = self.send_by(&mut deadline, token).await;
        self.time_left.spend(&deadline);
        outcome
    }

    async fn send_by(
        &mut self,
        deadline: &mut Deadline,
        token: &AccessToken,
    ) -> Result<Received, Error> {
        let (engine, operation_id) = (self.engine, self.request.operation_id);
        let mut hops = redirect::Hops::new(&engine.hosts, &self.request.path, token);
        loop {
            let uri = match hops.target() {
                Some(target) => Target::elsewhere(target)?,
                None => engine.target.below(&engine.hosts, &self.request.path)?,
            };
            let request = self.signed(uri, token)?;
            self.attempts = self.attempts.saturating_add(1);
            let leaving = self.counter.map(SentRequests::leaving);
            let (head, body) = match deadline.wait(engine.sender.send(request)).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => {
                    let error = Error::http(error, hops.host(), operation_id);
                    if let Some(leaving) = leaving
                        && error.is_unsent()
                    {
                        leaving.stayed();
                    }
                    return Err(error);
                }
                Err(TimedOut) => return Err(Error::timed_out(hops.host(), operation_id)),
            };
            if hops.follow(&head, operation_id)? {
                debug!(to = %hops.shown(), "redirected");
                continue;
            }
            let read = body::read(head, body, engine.body_limit, operation_id, deadline).await;
            return match read {
                Ok(received) => {
                    // A token that is refused, and a call that is not let in, have done nothing.
                    if let Some(leaving) = leaving
                        && matches!(
                            received.status,
                            StatusCode::UNAUTHORIZED | StatusCode::TOO_MANY_REQUESTS
                        )
                    {
                        leaving.stayed();
                    }
                    Ok(Received {
                        token: Some(token.secret()),
                        ..received.with_asked_wait(|| engine.clock.now())
                    })
                }
                Err(failure) => {
                    Err(failure.into_error(hops.host(), engine.body_limit, operation_id))
                }
            };
        }
    }

    /// The request as it leaves.
    fn signed(&self, uri: Uri, token: &AccessToken) -> Result<Request<Bytes>, Error> {
        static CODINGS: HeaderValue = HeaderValue::from_static(ACCEPTED);
        let mut headers = HeaderMap::with_capacity(HEADERS);
        for (name, value) in &self.request.headers {
            headers.append(name, value.clone());
        }
        headers.insert(ACCEPT_ENCODING, CODINGS.clone());
        let bearer = token.header().ok_or_else(|| {
            Error::new(
                ErrorKind::Credentials,
                "the access token cannot stand in a header",
            )
        })?;
        headers.insert(AUTHORIZATION, bearer);
        let mut request = Request::new(self.request.body.clone());
        *request.method_mut() = self.request.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        Ok(request)
    }
}

/// As many as a request has usually.
const HEADERS: usize = 8;

/// The engine, the options of one call, and where to note its response.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) engine: Arc<Engine>,
    pub(crate) options: CallOptions,
    pub(crate) counter: Option<SentRequests>,
    pub(crate) received: Option<Arc<OnceLock<Arc<Received>>>>,
}

impl Policy for Call {
    fn execute(&self, exchange: Exchange) -> Outcome<'_> {
        Box::pin(async move {
            let received = self
                .engine
                .execute(&exchange, self.options, self.counter.as_ref())
                .await
                .map_err(|error| Refusal::Policy(Arc::new(error)))?;
            let (status, body) = (received.status, received.body.clone());
            let Some(slot) = &self.received else {
                if status.is_success() {
                    return Ok(Answer::new(status, received.headers, body));
                }
                // An error finds all of it again.
                let headers = received.headers.clone();
                return Ok(Answer::new(status, headers, body).with_note(Arc::new(received)));
            };
            // Whoever asks for a note has the headers there. One call is one exchange; a second one would
            // keep its own response.
            let _ = slot.set(Arc::new(received));
            Ok(Answer::new(status, HeaderMap::new(), body))
        })
    }
}

/// Longer than any window of the vendor's; a server that asks for more is not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

//! One request and its answer: what happens around the operation.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use axum::extract::Request;
use axum::http::header::DATE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;

use super::concurrency::Concurrency;
use super::control::CONTROL_PATH;
use super::cors::Cors;
use super::recorder::{RecordedRequest, Recorder};
use super::router::Router;
use crate::clock::Clock;
use crate::fault::{Fault, Faults, RequestContext};
use crate::http::body::{self, BodyError};
use crate::http::operation::{self, VERSION_PATH};
use crate::http::problem::Problem;
use crate::http::reset::ConnectionReset;
use crate::http::response::http_date;
use crate::http::shutdown::Shutdown;

/// The longest request body that is read, and the longest state that can be put.
const BODY_LIMIT: usize = 1 << 20;
const STATE_LIMIT: usize = 1 << 28;

/// What every exchange of a sandbox shares.
pub(crate) struct Exchange {
    pub(crate) origin: String,
    pub(crate) router: Router,
    pub(crate) clock: Clock,
    pub(crate) concurrency: Concurrency,
    pub(crate) faults: Faults,
    pub(crate) recorder: Recorder,
    pub(crate) cors: Option<Cors>,
    /// How long a client may take between two pieces of a request.
    pub(crate) read_timeout: Duration,
    pub(crate) connections: AtomicUsize,
}

/// Responds to a request, and lets pages in a browser read the response where that is set.
pub(crate) async fn respond(
    request: Request<Incoming>,
    exchange: Arc<Exchange>,
    shutdown: Shutdown,
) -> Result<Response, ConnectionReset> {
    let (head, body) = request.into_parts();
    let Some(cors) = exchange.cors.clone() else {
        return respond_to(head, body, exchange, shutdown).await;
    };
    if let Some(response) = cors.preflight(&head) {
        return Ok(response);
    }
    let mut response = respond_to(head, body, exchange, shutdown).await?;
    cors.allow(response.headers_mut());
    Ok(response)
}

/// Responds to a request: acquires a permit, reads it, records it, runs the operation, and injects the
/// fault that is planned. Recording comes first, so that whoever has the response, or waits in vain,
/// finds the request recorded.
async fn respond_to(
    head: Parts,
    body: Incoming,
    exchange: Arc<Exchange>,
    shutdown: Shutdown,
) -> Result<Response, ConnectionReset> {
    let path = head.uri.path();

    let is_api = path.starts_with(VERSION_PATH);
    let permit = is_api.then(|| exchange.concurrency.try_acquire());
    let is_crowded = matches!(permit, Some(None));
    let fault = if is_crowded {
        None
    } else {
        let operation = || operation::of_request(&head.method, path);
        exchange.faults.take(path, operation)
    };
    if fault == Some(Fault::ResetBeforeRequest) {
        return Err(ConnectionReset);
    }

    let limit = if path.starts_with(CONTROL_PATH) {
        STATE_LIMIT
    } else {
        BODY_LIMIT
    };
    let body = body::receive(body, limit, exchange.read_timeout).await;
    let read = body.as_deref().unwrap_or_default();
    exchange.recorder.push(RecordedRequest::of(&head, read));
    if is_crowded {
        return Ok(Problem::too_many_at_once().into_response());
    }
    let body = match body {
        Ok(body) => body,
        Err(BodyError::TooLarge) => return Ok(Problem::body_too_large().into_response()),
        Err(BodyError::Broken) => return Ok(Problem::broken_body().into_response()),
        Err(BodyError::TimedOut) => return Err(ConnectionReset),
    };

    let path_and_query = head.uri.path_and_query();
    let replacement = fault.as_ref().and_then(|fault| {
        fault.replacement(RequestContext {
            origin: &exchange.origin,
            path_and_query: path_and_query.map_or("/", |it| it.as_str()),
            now: exchange.clock.now(),
        })
    });
    let mut response = match replacement {
        Some(response) => response,
        None => {
            let proper = exchange.router.respond(head, body).await;
            match fault {
                Some(fault) => fault.damage(proper, &shutdown).await?,
                None => proper,
            }
        }
    };
    // Of the sandbox's own clock: clients hold other dates of the answer against it.
    let date = http_date(exchange.clock.now());
    response.headers_mut().entry(DATE).or_insert(date);
    Ok(match permit.flatten() {
        Some(permit) => response.map(|body| permit.held_by(body)),
        None => response,
    })
}

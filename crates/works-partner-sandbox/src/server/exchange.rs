//! One request and its answer: what happens around the operation.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use axum::Router;
use axum::body::{self, Body};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use super::concurrency::Concurrency;
use super::control::CONTROL_PATH;
use super::recorder::{RecordedRequest, Recorder};
use crate::clock::Clock;
use crate::fault::{Asked, Fault, Faults};
use crate::http::operation::{self, VERSION_PATH};
use crate::http::problem::Problem;
use crate::http::reset::ConnectionReset;
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
    pub(crate) connections: AtomicUsize,
}

/// Responds to a request: acquires a permit, reads it, records it, runs the operation, and injects the
/// fault that is planned. Recording comes first, so that whoever has the response, or waits in vain,
/// finds the request recorded.
pub(crate) async fn respond(
    request: Request<Incoming>,
    exchange: Arc<Exchange>,
    shutdown: Shutdown,
) -> Result<Response, ConnectionReset> {
    let (head, body) = request.into_parts();
    let path = head.uri.path();

    let is_api = path.starts_with(VERSION_PATH);
    let permit = is_api.then(|| exchange.concurrency.try_acquire());
    let is_crowded = matches!(permit, Some(None));
    let fault = if is_crowded {
        None
    } else {
        let operation = operation::of_request(&head.method, path);
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
    let body = body::to_bytes(Body::new(body), limit).await;
    let read = body.as_deref().unwrap_or_default();
    exchange.recorder.push(RecordedRequest::of(&head, read));
    if is_crowded {
        return Ok(Problem::too_many_requests().into_response());
    }
    let Ok(body) = body else {
        return Ok(Problem::body_too_large().into_response());
    };

    let path_and_query = head.uri.path_and_query();
    let replacement = fault.as_ref().and_then(|fault| {
        fault.replacement(Asked {
            origin: &exchange.origin,
            path_and_query: path_and_query.map_or("/", |it| it.as_str()),
            now: exchange.clock.now(),
        })
    });
    let response = match replacement {
        Some(response) => response,
        None => {
            let request = Request::from_parts(head, Body::from(body));
            let proper = match TowerToHyperService::new(exchange.router.clone())
                .call(request)
                .await
            {
                Ok(response) => response,
                Err(never) => match never {},
            };
            match fault {
                Some(fault) => fault.damage(proper, &shutdown).await?,
                None => proper,
            }
        }
    };
    Ok(match permit.flatten() {
        Some(permit) => response.map(|body| permit.held_by(body)),
        None => response,
    })
}

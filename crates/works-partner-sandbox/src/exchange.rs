//! One request and its answer: what happens around the operation.

use std::sync::Arc;

use axum::Router;
use axum::body::{self, Body};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use crate::connection::{Hangup, Stopping};
use crate::control::CONTROL_PATH;
use crate::fault::{Asked, Fault};
use crate::operation::{self, VERSION_PATH};
use crate::problem::Problem;
use crate::recorder::RecordedRequest;
use crate::server::Shared;

/// The longest request body that is read, and the longest state that can be put.
const BODY_LIMIT: usize = 1 << 20;
const STATE_LIMIT: usize = 1 << 28;

/// Answers a request: finds it a place, reads it, records it, has it answered, and lets happen what
/// is planned to go wrong. Recording comes first, so that whoever has the answer, or waits in vain,
/// finds the request recorded.
pub(crate) async fn answer(
    request: Request<Incoming>,
    router: Router,
    shared: Arc<Shared>,
    stopping: Stopping,
) -> Result<Response, Hangup> {
    let (head, body) = request.into_parts();
    let path = head.uri.path();

    let is_api = path.starts_with(VERSION_PATH);
    let place = is_api.then(|| shared.concurrency.enter());
    let is_crowded = matches!(place, Some(None));
    let fault = if is_crowded {
        None
    } else {
        let operation = operation::of_request(&head.method, path);
        shared.faults.take(path, operation)
    };
    if fault == Some(Fault::ResetBeforeRequest) {
        return Err(Hangup);
    }

    let limit = if path.starts_with(CONTROL_PATH) {
        STATE_LIMIT
    } else {
        BODY_LIMIT
    };
    let body = body::to_bytes(Body::new(body), limit).await;
    let read = body.as_deref().unwrap_or_default();
    shared.recorder.push(RecordedRequest::of(&head, read));
    if is_crowded {
        return Ok(Problem::too_many_requests().into_response());
    }
    let Ok(body) = body else {
        return Ok(Problem::body_too_large().into_response());
    };

    let path_and_query = head.uri.path_and_query();
    let instead = fault.as_ref().and_then(|fault| {
        fault.instead(Asked {
            origin: &shared.origin,
            path_and_query: path_and_query.map_or("/", |it| it.as_str()),
            now: shared.clock.now(),
        })
    });
    let response = match instead {
        Some(response) => response,
        None => {
            let request = Request::from_parts(head, Body::from(body));
            let proper = match TowerToHyperService::new(router).call(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            match fault {
                Some(fault) => fault.damage(proper, &stopping).await?,
                None => proper,
            }
        }
    };
    Ok(match place.flatten() {
        Some(place) => response.map(|body| place.held_by(body)),
        None => response,
    })
}

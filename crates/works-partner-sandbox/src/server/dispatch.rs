//! From a request for the API to the handler of its operation, and what stands between them: the token, its
//! scope, and the rate limit.

use axum::http::header::ALLOW;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::authorization::scopes_of;
use super::router::Services;
use crate::http::call::{Call, Handler};
use crate::http::operation::{self, Operation};
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::state::{State, Store};

/// Finds the handler of an operation by its id; `None` for one that the sandbox does not implement.
pub(crate) type Handlers = fn(&str) -> Option<Handler>;

/// Responds to a request for the API, whatever its path.
///
/// # Errors
///
/// Where it is refused before it counts as a call.
pub(super) fn respond(
    services: &Services,
    handlers: Handlers,
    head: &Parts,
    body: &[u8],
) -> Result<Response, Problem> {
    let scopes = scopes_of(&head.headers, services)?;
    let operations = operation::at(head.uri.path());
    let Some(operation) = operation::by_method(operations, &head.method) else {
        if operations.is_empty() {
            return Err(Problem::api_not_exists());
        }
        return Ok(method_not_allowed(operations));
    };
    // Any token does for an operation that names none.
    if !operation.scopes.is_empty() && !scopes.include_any_of(operation.scopes) {
        return Err(Problem::insufficient_scope());
    }
    let now = services.store.clock().now();
    let standing = services.rate_limits.count(operation, now);
    let mut response = match standing {
        Some(standing) if standing.is_exceeded => Problem::too_many_requests().into_response(),
        _ => handlers(operation.id)
            .ok_or_else(|| Problem::not_implemented(operation.id))
            .and_then(|handler| dispatch(&services.store, operation, handler, (head, body), now))
            .into_response(),
    };
    if let Some(standing) = standing {
        standing.write_to(&mut response);
    }
    Ok(response)
}

/// Which methods are allowed; where `GET` is, `HEAD` is too.
fn method_not_allowed(operations: &[&Operation]) -> Response {
    let methods = operations.iter().map(|operation| match operation.method {
        "GET" => "GET,HEAD",
        method => method,
    });
    let methods = methods.collect::<Vec<_>>().join(",");
    let mut response = Problem::method_not_allowed().into_response();
    if let Ok(methods) = HeaderValue::try_from(methods) {
        response.headers_mut().insert(ALLOW, methods);
    }
    response
}

fn dispatch(
    store: &Store,
    operation: &'static Operation,
    handler: Handler,
    (head, body): (&Parts, &[u8]),
    now: Timestamp,
) -> Result<Success, Problem> {
    if operation.method == Method::GET {
        // On a copy, so that others need not wait for the answer to be made.
        let (mut state, day) = store.snapshot_at(now);
        let call = Call::read(operation, head, body, (day, now), &state)?;
        check_customer(operation, &call, &state)?;
        return handler(&mut state, &call);
    }
    let mut today = store.today_at(now);
    let time = (today.day(), now);
    let call = Call::read(operation, head, body, time, today.state())?;
    check_customer(operation, &call, today.state())?;
    // A copy, so that a refusal changes nothing, whatever was done before it.
    let mut state = today.state().clone();
    if operation.method == "DELETE" {
        state.remember_ids();
    }
    let success = handler(&mut state, &call)?;
    store
        .commit(&mut today, state)
        .map_err(|error| Problem::state_not_saved(&error))?;
    Ok(success)
}

fn check_customer(operation: &Operation, call: &Call, state: &State) -> Result<(), Problem> {
    if operation.path.contains("{domainId}") && !state.has_customer(call.domain_id) {
        return Err(Problem::access_denied());
    }
    Ok(())
}

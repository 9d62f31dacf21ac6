//! From a request that was let in to the handler of its operation.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{self, Path, RawQuery};
use axum::http::HeaderMap;
use axum::routing::{MethodFilter, MethodRouter, on};
use bytes::Bytes;

use super::router::Services;
use crate::http::call::{Call, Handler};
use crate::http::operation::Operation;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::state::{State, Store};

/// Finds the handler of an operation by its id; `None` for one that the sandbox does not implement.
pub(crate) type Handlers = fn(&str) -> Option<Handler>;

type PathParameters = Result<Path<HashMap<String, String>>, PathRejection>;

/// Routes the requests for an operation to its handler.
pub(super) fn route(
    operation: &'static Operation,
    handler: Option<Handler>,
) -> MethodRouter<Services> {
    let method = match operation.method {
        "POST" => MethodFilter::POST,
        "PUT" => MethodFilter::PUT,
        "PATCH" => MethodFilter::PATCH,
        "DELETE" => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    };
    on(
        method,
        async move |extract::State(store): extract::State<Arc<Store>>,
                    path: PathParameters,
                    RawQuery(query): RawQuery,
                    headers: HeaderMap,
                    body: Bytes| {
            let query = query.unwrap_or_default();
            let handler = handler.ok_or_else(|| Problem::not_implemented(operation.id))?;
            let body = (&headers, &*body);
            dispatch(&store, operation, handler, path, query.as_bytes(), body)
        },
    )
}

fn dispatch(
    store: &Store,
    operation: &'static Operation,
    handler: Handler,
    path: PathParameters,
    query: &[u8],
    body: (&HeaderMap, &[u8]),
) -> Result<Success, Problem> {
    if operation.method == "GET" {
        // On a copy, so that others need not wait for the answer to be made.
        let (mut state, day) = store.snapshot();
        let time = (day, store.clock().now());
        let call = Call::read(operation, path, query, body, time, &state)?;
        check_customer(operation, &call, &state)?;
        return handler(&mut state, &call);
    }
    let mut today = store.today();
    let time = (today.day(), store.clock().now());
    let call = Call::read(operation, path, query, body, time, today.state())?;
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

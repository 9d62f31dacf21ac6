//! What stands between a good token and an operation: its scope, and its rate limit.

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;

use super::rate_limit::RateLimits;
use super::router::Services;
use crate::auth::Scopes;
use crate::http::operation::Operation;
use crate::http::problem::Problem;
use crate::state::Store;

/// Guards the handler of an operation.
pub(super) fn guard(
    services: &Services,
    operation: &'static Operation,
    handler: MethodRouter<Services>,
) -> MethodRouter<Services> {
    let guard = Guard {
        operation,
        rate_limits: Arc::clone(&services.rate_limits),
        store: Arc::clone(&services.store),
    };
    handler.route_layer(from_fn_with_state(guard, admit))
}

#[derive(Clone)]
struct Guard {
    operation: &'static Operation,
    rate_limits: Arc<RateLimits>,
    store: Arc<Store>,
}

async fn admit(
    State(guard): State<Guard>,
    Extension(scopes): Extension<Scopes>,
    request: Request,
    next: Next,
) -> Response {
    if !scopes.include_any_of(guard.operation.scopes) {
        return Problem::insufficient_scope().into_response();
    }
    let now = guard.store.clock().now();
    let Some(standing) = guard.rate_limits.count(guard.operation, now) else {
        return next.run(request).await;
    };
    let mut response = if standing.is_exceeded {
        Problem::too_many_requests().into_response()
    } else {
        next.run(request).await
    };
    standing.write_to(&mut response);
    response
}

//! What stands between a good token and an operation: its scope, and its rate limit.

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;

use crate::auth::Scopes;
use crate::operation::Operation;
use crate::problem::Problem;
use crate::server::Shared;

/// Guards the handler of an operation.
pub(crate) fn guard(
    shared: &Arc<Shared>,
    operation: &'static Operation,
    handler: MethodRouter<Arc<Shared>>,
) -> MethodRouter<Arc<Shared>> {
    handler.route_layer(from_fn_with_state((Arc::clone(shared), operation), admit))
}

async fn admit(
    State((shared, operation)): State<(Arc<Shared>, &'static Operation)>,
    Extension(scopes): Extension<Scopes>,
    request: Request,
    next: Next,
) -> Response {
    if !scopes.include_any_of(operation.scopes) {
        return Problem::insufficient_scope().into_response();
    }
    let Some(standing) = shared.rate_limits.count(operation, shared.clock.now()) else {
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

//! Which path leads where, and what the handlers of requests share.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware;

use works_partner_api::OPERATIONS;

use super::authorization::{self, AccessToken};
use super::control::{self, CONTROL_PATH};
use super::dispatch::{self, Handlers};
use super::guard::guard;
use super::rate_limit::RateLimits;
use crate::auth::{self, AUTH_PATH, AuthServer};
use crate::http::operation::VERSION_PATH;
use crate::http::problem::Problem;
use crate::state::Store;

/// What handlers and middleware choose from: each takes the parts that it needs, by [`FromRef`].
#[derive(Clone)]
pub(crate) struct Services {
    pub(crate) token: AccessToken,
    pub(crate) store: Arc<Store>,
    pub(crate) auth: Arc<AuthServer>,
    pub(crate) rate_limits: Arc<RateLimits>,
}

impl FromRef<Services> for AccessToken {
    fn from_ref(services: &Services) -> Self {
        services.token.clone()
    }
}

impl FromRef<Services> for Arc<Store> {
    fn from_ref(services: &Services) -> Self {
        Arc::clone(&services.store)
    }
}

impl FromRef<Services> for Arc<AuthServer> {
    fn from_ref(services: &Services) -> Self {
        Arc::clone(&services.auth)
    }
}

impl FromRef<Services> for Arc<RateLimits> {
    fn from_ref(services: &Services) -> Self {
        Arc::clone(&services.rate_limits)
    }
}

/// Routes the document's operations to their handlers, and beside them the auth server and the control
/// paths.
pub(crate) fn router(services: &Services, handlers: Handlers) -> Router {
    Router::new()
        .nest(VERSION_PATH, partner_api(services, handlers))
        .nest(AUTH_PATH, auth::routes(Arc::clone(&services.auth)))
        .nest(CONTROL_PATH, control::routes(services))
        .fallback(unknown_path)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(services.clone())
}

fn partner_api(services: &Services, handlers: Handlers) -> Router<Services> {
    OPERATIONS
        .iter()
        .fold(Router::new(), |router, operation| {
            let route = dispatch::route(operation, handlers(operation.id));
            router.route(operation.path, guard(services, operation, route))
        })
        .fallback(unknown_path)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn_with_state(
            services.clone(),
            authorization::require_access_token,
        ))
}

async fn unknown_path() -> Problem {
    Problem::api_not_exists()
}

async fn method_not_allowed() -> Problem {
    Problem::method_not_allowed()
}

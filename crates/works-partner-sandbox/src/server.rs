//! The server: which path leads where, and what every request shares.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use axum::Router;
use axum::middleware;

use crate::auth::{self, AUTH_PATH, AuthServer};
use crate::authorization::{self, AccessToken};
use crate::clock::Clock;
use crate::concurrency::Concurrency;
use crate::fault::Faults;
use crate::locked::Locked;
use crate::operation::VERSION_PATH;
use crate::option_product_orders;
use crate::problem::Problem;
use crate::rate::RateLimits;
use crate::recorder::Recorder;
use crate::state::State;

/// What every request handler may need.
pub(crate) struct Shared {
    pub(crate) origin: String,
    pub(crate) token: AccessToken,
    pub(crate) state: Locked<State>,
    pub(crate) clock: Clock,
    pub(crate) auth: AuthServer,
    pub(crate) rate_limits: RateLimits,
    pub(crate) concurrency: Concurrency,
    pub(crate) faults: Faults,
    pub(crate) recorder: Recorder,
    pub(crate) connections: AtomicUsize,
}

pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .nest(VERSION_PATH, partner_api(shared))
        .nest(AUTH_PATH, auth::routes())
        .fallback(unknown_path)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(Arc::clone(shared))
}

fn partner_api(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    Router::new()
        .merge(option_product_orders::routes(shared))
        .fallback(unknown_path)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn_with_state(
            Arc::clone(shared),
            authorization::require_access_token,
        ))
}

async fn unknown_path() -> Problem {
    Problem::api_not_exists()
}

async fn method_not_allowed() -> Problem {
    Problem::method_not_allowed()
}

//! The server: which path leads where, and what every request shares.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, MutexGuard};

use axum::Router;
use axum::middleware;

use works_partner_api::OPERATIONS;

use crate::admission::guard;
use crate::auth::{self, AUTH_PATH, AuthServer};
use crate::authorization::{self, AccessToken};
use crate::clock::Clock;
use crate::concurrency::Concurrency;
use crate::control::{self, CONTROL_PATH};
use crate::dispatch;
use crate::fault::Faults;
use crate::locked::Locked;
use crate::operation::VERSION_PATH;
use crate::problem::Problem;
use crate::rate::RateLimits;
use crate::recorder::Recorder;
use crate::state::Today;

/// What every request handler may need.
pub(crate) struct Shared {
    pub(crate) origin: String,
    pub(crate) token: AccessToken,
    pub(crate) today: Locked<Today>,
    pub(crate) clock: Clock,
    pub(crate) auth: AuthServer,
    pub(crate) rate_limits: RateLimits,
    pub(crate) concurrency: Concurrency,
    pub(crate) faults: Faults,
    pub(crate) recorder: Recorder,
    pub(crate) connections: AtomicUsize,
}

impl Shared {
    /// The state, brought up to the day that it is.
    pub(crate) fn today(&self) -> MutexGuard<'_, Today> {
        let mut today = self.today.lock();
        today.turn_to(self.clock.today());
        today
    }
}

pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .nest(VERSION_PATH, partner_api(shared))
        .nest(AUTH_PATH, auth::routes())
        .nest(CONTROL_PATH, control::routes(shared))
        .fallback(unknown_path)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(Arc::clone(shared))
}

fn partner_api(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    OPERATIONS
        .iter()
        .fold(Router::new(), |router, operation| {
            let route = guard(shared, operation, dispatch::route(operation));
            router.route(operation.path, route)
        })
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

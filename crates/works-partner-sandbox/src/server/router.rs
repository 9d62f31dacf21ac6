//! Which path leads where, and what the handlers of requests share.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRef, Request};
use axum::http::Method;
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hyper::body::Body as _;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;

use super::authorization::AccessToken;
use super::control::{self, CONTROL_PATH};
use super::dispatch::{self, Handlers};
use super::rate_limit::RateLimits;
use crate::auth::{self, AUTH_PATH, AuthServer};
use crate::http::operation::VERSION_PATH;
use crate::http::problem::Problem;
use crate::state::Store;

/// What handlers share. Those of the control paths take the parts that they need by [`FromRef`].
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

/// Leads the requests for the document's operations to their handlers, and beside them those for the auth
/// server and the control paths. The operations come by themselves: a general router would copy and box
/// each request for every layer in front of a handler.
pub(crate) struct Router {
    services: Services,
    handlers: Handlers,
    others: axum::Router,
}

impl Router {
    pub(crate) fn new(services: Services, handlers: Handlers) -> Self {
        let others = axum::Router::new()
            .nest(AUTH_PATH, auth::routes(Arc::clone(&services.auth)))
            .nest(CONTROL_PATH, control::routes(&services))
            .fallback(unknown_path)
            .method_not_allowed_fallback(method_not_allowed)
            .with_state(services.clone());
        Self {
            services,
            handlers,
            others,
        }
    }

    pub(crate) async fn respond(&self, head: Parts, body: Bytes) -> Response {
        if !is_of_api(head.uri.path()) {
            let request = Request::from_parts(head, Body::from(body));
            let others = TowerToHyperService::new(self.others.clone());
            return match others.call(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
        }
        let mut response = dispatch::respond(&self.services, self.handlers, &head, &body)
            .unwrap_or_else(IntoResponse::into_response);
        if let Some(length) = response.body().size_hint().exact() {
            response.headers_mut().insert(CONTENT_LENGTH, length.into());
        }
        if head.method == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        response
    }
}

fn is_of_api(path: &str) -> bool {
    let rest = path.strip_prefix(VERSION_PATH);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') && rest != "/")
}

async fn unknown_path() -> Problem {
    Problem::api_not_exists()
}

async fn method_not_allowed() -> Problem {
    Problem::method_not_allowed()
}

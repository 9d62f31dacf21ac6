//! Control over HTTP, for programs that are not the one that holds the sandbox.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::authorization::{AccessToken, bearer_token};
use super::router::Services;
use crate::http::body;
use crate::http::problem::Problem;
use crate::http::response::{self, Success};
use crate::state::{self, LONGEST_LEAP, Store};

/// What stands before every path here.
pub(crate) const CONTROL_PATH: &str = "/sandbox";

pub(crate) fn routes(services: &Services) -> Router<Services> {
    Router::new()
        .route("/state", get(state_now).put(put_state))
        .route("/clock", get(clock_now).put(put_clock))
        // The exchange has a limit of its own, for what a state may be.
        .layer(DefaultBodyLimit::disable())
        .route_layer(middleware::from_fn_with_state(
            services.clone(),
            require_own_token,
        ))
}

/// Tokens that the auth server issued are a customer's of the API, not whoever's who runs the sandbox.
async fn require_own_token(
    State(own): State<AccessToken>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let token = bearer_token(request.headers()).ok_or_else(Problem::no_access_token)?;
    if !own.is(token) {
        return Err(Problem::unknown_access_token());
    }
    Ok(next.run(request).await)
}

async fn state_now(State(store): State<Arc<Store>>) -> Success {
    let (state, _) = store.snapshot();
    // Nothing of it can fail to be written.
    Success::ok_json(serde_json::to_string(&state).unwrap_or_default())
}

async fn put_state(
    State(store): State<Arc<Store>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Success, Problem> {
    let state = match state::State::from_json_text(body::text(&headers, &body)?) {
        Ok(state) if has_customers(&body) => state,
        read => {
            let json = body::object(&headers, &body)?;
            if json.get("customers").is_none() {
                return Err(Problem::missing_parameter(
                    "customers",
                    "a state without customers is {\"customers\":{}}",
                ));
            }
            read.map_err(|error| Problem::invalid_parameters(&[error.to_string()]))?
        }
    };
    store
        .commit(&mut store.today(), state)
        .map_err(|error| Problem::state_not_saved(&error))?;
    Ok(Success::no_content())
}

/// Whether a state surely names its customers, whatever their number.
fn has_customers(body: &[u8]) -> bool {
    body.trim_ascii().starts_with(br#"{"customers":"#)
}

async fn clock_now(State(store): State<Arc<Store>>) -> Response {
    let today = store.today().day();
    let body = json!({"now": store.clock().now().to_string(), "today": today.to_string()});
    response::json(StatusCode::OK, &body)
}

async fn put_clock(
    State(store): State<Arc<Store>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let body = body::object(&headers, &body)?;
    let now = match body.get("now") {
        Some(Value::Null) => None,
        _ => Some(
            crate::json::text(&body, "now")
                .and_then(|now| now.parse::<Timestamp>().ok())
                .ok_or_else(|| {
                    Problem::invalid_parameter(
                        "now",
                        "a time such as 2027-01-15T09:00:00Z, or null",
                    )
                })?,
        ),
    };
    let last = store.today().day().saturating_add(LONGEST_LEAP.years());
    if now.is_some_and(|now| store.clock().day_of(now) > last) {
        return Err(Problem::out_of_range(
            "now",
            &format!("{last} or earlier, for at most {LONGEST_LEAP} years pass at once"),
        ));
    }
    store.clock().set(now);
    store
        .save()
        .map_err(|error| Problem::state_not_saved(&error))?;
    Ok(clock_now(State(store)).await)
}

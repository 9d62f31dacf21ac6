//! Control over HTTP, for programs that are not the one that holds the sandbox.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use bytes::Bytes;
use jiff::{Span, Timestamp, ToSpan};
use serde_json::{Value, json};

use super::authorization::{AccessToken, bearer_token};
use super::router::Services;
use crate::clock::FASTEST;
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
        .route("/clock/advance", post(advance_clock))
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
    let (state, _) = store.snapshot_at(store.clock().now());
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
    let mut body = json!({"now": store.clock().now().to_string(), "today": today.to_string()});
    let scale = store.clock().scale();
    if scale != 1 {
        crate::json::set(&mut body, "scale", scale);
    }
    response::json(StatusCode::OK, &body)
}

async fn put_clock(
    State(store): State<Arc<Store>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let body = body::object(&headers, &body)?;
    let scale = match body.get("scale") {
        None => None,
        Some(scale) => Some(
            scale
                .as_u64()
                .and_then(|scale| u32::try_from(scale).ok())
                .filter(|scale| *scale <= FASTEST)
                .ok_or_else(|| {
                    let expected = format!("an integer from 0 to {FASTEST}");
                    Problem::invalid_parameter("scale", &expected)
                })?,
        ),
    };
    let now = match body.get("now") {
        None if scale.is_some() => Some(store.clock().now()),
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
    check_leap(&store, "now", now)?;
    store.clock().set(now);
    if let Some(scale) = scale {
        store.clock().set_scale(scale);
    }
    saved(store).await
}

/// Lets time pass, as the calendar counts it.
async fn advance_clock(
    State(store): State<Arc<Store>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let body = body::object(&headers, &body)?;
    let later = crate::json::text(&body, "by")
        .and_then(|by| by.parse::<Span>().ok())
        .filter(|span| !span.is_negative())
        .and_then(|span| store.clock().later(span))
        .ok_or_else(|| {
            Problem::invalid_parameter("by", "a time such as 30d, 2 months, 36h or P1Y")
        })?;
    check_leap(&store, "by", Some(later))?;
    store.clock().set(Some(later));
    saved(store).await
}

fn check_leap(store: &Store, name: &str, now: Option<Timestamp>) -> Result<(), Problem> {
    let last = store.today().day().saturating_add(LONGEST_LEAP.years());
    if now.is_some_and(|now| store.clock().day_of(now) > last) {
        return Err(Problem::out_of_range(
            name,
            &format!("{last} or earlier, for at most {LONGEST_LEAP} years pass at once"),
        ));
    }
    Ok(())
}

async fn saved(store: Arc<Store>) -> Result<Response, Problem> {
    store
        .save()
        .map_err(|error| Problem::state_not_saved(&error))?;
    Ok(clock_now(State(store)).await)
}

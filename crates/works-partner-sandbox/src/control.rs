//! Control over HTTP, for programs that are not the one that holds the sandbox.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::answer::{self, Answer};
use crate::authorization::bearer_token;
use crate::body;
use crate::problem::Problem;
use crate::server::Shared;
use crate::state;

/// What stands before every path here.
pub(crate) const CONTROL_PATH: &str = "/sandbox";

pub(crate) fn routes(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    Router::new()
        .route("/state", get(state_now).put(put_state))
        .route("/clock", get(clock_now).put(put_clock))
        // The exchange has a limit of its own, for what a state may be.
        .layer(DefaultBodyLimit::disable())
        .route_layer(middleware::from_fn_with_state(
            Arc::clone(shared),
            require_own_token,
        ))
}

/// Tokens that the auth server issued are a customer's of the API, not whoever's who runs the sandbox.
async fn require_own_token(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let token = bearer_token(request.headers()).ok_or_else(Problem::no_access_token)?;
    if token != shared.token.as_str().as_bytes() {
        return Err(Problem::unknown_access_token());
    }
    Ok(next.run(request).await)
}

async fn state_now(State(shared): State<Arc<Shared>>) -> Answer {
    Answer::ok(shared.today().state().to_json())
}

async fn put_state(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<Answer, Problem> {
    let state = state::State::from_json(&object(&body)?)
        .map_err(|error| Problem::invalid_parameters(&[error.to_string()]))?;
    shared.today().replace(state);
    Ok(Answer::no_content())
}

async fn clock_now(State(shared): State<Arc<Shared>>) -> Response {
    let today = shared.today().day();
    let body = json!({"now": shared.clock.now().to_string(), "today": today.to_string()});
    answer::json(StatusCode::OK, &body)
}

async fn put_clock(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<Response, Problem> {
    let body = object(&body)?;
    let now = match body.get("now") {
        Some(Value::Null) => None,
        _ => Some(
            body::text(&body, "now")
                .and_then(|now| now.parse::<Timestamp>().ok())
                .ok_or_else(|| {
                    Problem::invalid_parameter(
                        "now",
                        "a time such as 2027-01-15T09:00:00Z, or null",
                    )
                })?,
        ),
    };
    shared.clock.set(now);
    Ok(clock_now(State(shared)).await)
}

fn object(body: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(body)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| Problem::invalid_parameter("the body", "a JSON object"))
}

//! A server that gives the answer that it was told to give, and keeps what it was asked.

use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use axum::serve::ListenerExt;
use serde_json::Value;
use tokio::runtime::Runtime;
use works_partner_api::{Client, Transport};

use crate::generated::{Answer, Arguments, Call};

pub(crate) struct Server {
    runtime: Runtime,
    client: Client,
    told: Arc<Mutex<Told>>,
}

#[derive(Default)]
struct Told {
    answer: Option<(u16, Option<Value>)>,
    asked: Option<Asked>,
}

/// A request as it arrived, decoded.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The steps of the path.
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Option<Value>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let told = Arc::new(Mutex::new(Told::default()));
        let router = axum::Router::new()
            .fallback(respond)
            .with_state(told.clone());
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
        runtime.spawn(async move { axum::serve(listener, router).await });
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            runtime,
            client: Client::new_with_client(&url, http, Transport::plain()),
            told,
        }
    }

    /// Calls an operation: what arrived, if anything did, and what came back.
    pub(crate) fn call(
        &self,
        operation_id: &str,
        arguments: Arguments,
        answer: (u16, Option<Value>),
    ) -> (Option<Asked>, Result<Answer, String>) {
        self.told.lock().unwrap().answer = Some(answer);
        let call = (Call::of(operation_id).send)(&self.client, arguments);
        let answer = self.runtime.block_on(call);
        let asked = self.told.lock().unwrap().asked.take();
        (asked, answer)
    }
}

async fn respond(State(told): State<Arc<Mutex<Told>>>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 24).await.unwrap();
    let query = head.uri.query().unwrap_or_default();
    let steps = head.uri.path().split('/').skip(1);
    let asked = Asked {
        method: head.method.to_string(),
        path: steps.map(percent_decoded).collect(),
        query: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        body: (!body.is_empty()).then(|| serde_json::from_slice(&body).unwrap()),
    };
    let mut told = told.lock().unwrap();
    told.asked = Some(asked);
    let (status, body) = told.answer.take().unwrap();
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

/// A step of a path. What separates or joins in a form is a plain letter there.
fn percent_decoded(step: &str) -> String {
    let separators = [("&", "%26"), ("=", "%3D"), ("+", "%2B")];
    let step = separators
        .iter()
        .fold(step.to_owned(), |step, (plain, encoded)| {
            step.replace(plain, encoded)
        });
    let mut decoded = form_urlencoded::parse(step.as_bytes());
    decoded
        .next()
        .map(|(step, _)| step.into_owned())
        .unwrap_or_default()
}

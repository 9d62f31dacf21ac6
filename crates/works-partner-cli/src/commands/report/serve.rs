//! `report serve`: the page on this machine's own address, which follows the store.
//!
//! The path holds a random token, so that no other user and no web page can read it, and the `Host` must be
//! this machine: a name of somebody else's that resolves to it (DNS rebinding) is refused.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use clap::Args;
use futures_util::stream;
use tokio::sync::watch;
use works_partner_store::{Filter, Report, Store};

use super::report;
use crate::arguments::Global;
use crate::commands::store::{FilterArgs, failure};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::journal;
use crate::session::block_on;
use crate::settings::Settings;
use crate::signals;
use crate::views::serving_report::ServingReport;

/// How often the store is looked at: more would only draw the page more often than it is read.
const LOOK: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// The port. Defaults to one that is free.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
}

/// What requests are answered from.
#[derive(Clone)]
struct Served {
    store: Arc<std::path::PathBuf>,
    filter: Filter,
    journal: journal::Place,
    /// Changes whenever the store does.
    version: watch::Receiver<u64>,
}

pub(super) fn run(
    arguments: &ServeArgs,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let (store, filter) = arguments.filter.open(global, settings)?;
    let path = store.path().to_owned();
    block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
        let listener = tokio::net::TcpListener::bind(address).await;
        let listener = listener.map_err(|error| unservable(&error))?;
        let address = listener.local_addr().map_err(|error| unservable(&error))?;
        let token = token()?;
        let (sender, version) = watch::channel(0);
        let served = Served {
            store: Arc::new(path),
            filter,
            journal: journal::place(None, global, settings),
            version,
        };
        let _own = signals::Own::new();
        let url = format!("http://{address}/{token}/");
        global.printer().print(&ServingReport { url: &url })?;
        tokio::select! {
            outcome = axum::serve(listener, router(served, &token, address.port())) => {
                outcome.map_err(|error| unservable(&error))
            }
            outcome = follow(store, &sender) => outcome,
            () = signals::stopped() => Ok(()),
        }
    })
}

fn unservable(error: &std::io::Error) -> Failure {
    let message = format!("the report cannot be served: {error}");
    Failure::new(Exit::Unexpected, message)
}

/// 128 bits that nobody can guess.
fn token() -> Result<String, Failure> {
    let mut bytes = [0_u8; 16];
    aws_lc_rs::rand::fill(&mut bytes)
        .map_err(|_| Failure::new(Exit::Unexpected, "the system gives no random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Counts the changes of the store. It is asked for its version, which costs no query.
async fn follow(store: Store, sender: &watch::Sender<u64>) -> Result<(), Failure> {
    let mut last = store.data_version().map_err(failure)?;
    loop {
        tokio::time::sleep(LOOK).await;
        let version = store.data_version().map_err(failure)?;
        if version != last {
            last = version;
            sender.send_modify(|count| *count = count.wrapping_add(1));
        }
    }
}

fn router(served: Served, token: &str, port: u16) -> Router {
    Router::new()
        .route(&format!("/{token}/"), get(page))
        .route(&format!("/{token}/data.json"), get(data))
        .route(&format!("/{token}/events"), get(events))
        .with_state(served)
        .layer(middleware::from_fn(move |request: Request, next: Next| {
            guarded(request, next, port)
        }))
}

/// Refuses requests that name another host, and tells the browser to keep the page to itself.
async fn guarded(request: Request, next: Next, port: u16) -> Response {
    let hosts = request.headers().get_all(header::HOST);
    let mut hosts = hosts.iter().map(HeaderValue::as_bytes);
    let is_ours = |host: &[u8]| {
        ["127.0.0.1", "localhost"]
            .iter()
            .any(|name| host.eq_ignore_ascii_case(format!("{name}:{port}").as_bytes()))
    };
    let mut response = match (hosts.next(), hosts.next()) {
        (Some(host), None) if is_ours(host) => match *request.method() {
            Method::GET | Method::HEAD => next.run(request).await,
            _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        },
        _ => StatusCode::MISDIRECTED_REQUEST.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn page(State(served): State<Served>) -> Response {
    served
        .answer("text/html; charset=utf-8", Report::page)
        .await
}

async fn data(State(served): State<Served>) -> Response {
    served.answer("application/json", Report::data).await
}

async fn events(State(served): State<Served>) -> Response {
    let stream = stream::unfold(served.version, |mut version| async move {
        version.changed().await.ok()?;
        version.mark_unchanged();
        Some((
            // A browser gives no event without data to a page.
            Ok::<_, Infallible>(Event::default().event("changed").data("changed")),
            version,
        ))
    });
    Sse::new(stream)
        .keep_alive(KeepAlive::default())
        .into_response()
}

impl Served {
    /// The store is read beside the server, which goes on answering meanwhile.
    async fn answer(
        self,
        content_type: &'static str,
        write: fn(&Report, &Store, &Filter) -> Result<String, works_partner_store::Error>,
    ) -> Response {
        let report = match report(&self.journal) {
            Ok(report) => report.live(),
            Err(failure) => {
                let message = failure.message().to_owned();
                return (StatusCode::INTERNAL_SERVER_ERROR, message).into_response();
            }
        };
        let policy = report.content_security_policy();
        let read = move || {
            let store = Store::open_read_only(self.store.as_path())?;
            write(&report, &store, &self.filter)
        };
        let text = match tokio::task::spawn_blocking(read).await {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => {
                return (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response();
            }
            Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        };
        let policy = format!("{policy}; frame-ancestors 'none'");
        let mut response = Response::new(Body::from(text));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

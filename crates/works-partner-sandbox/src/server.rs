//! The server: where it listens, which path leads where, how it starts and stops.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::authorization::{self, AccessToken};
use crate::option_product_orders;
use crate::problem::Problem;
use crate::recorder::{self, RecordedRequest, Recorder};
use crate::state::State;

const VERSION_PATH: &str = "/v1.0";

/// How long [`Sandbox::shutdown`] waits for requests under way. Answers take far less, so this is
/// only ever spent on a client that opened a connection and sent nothing, or half a request.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(1);

/// A running emulator of the Partner API.
///
/// It serves on 127.0.0.1 until it is dropped or [shut down](Sandbox::shutdown).
///
/// ```
/// use works_partner_sandbox::Sandbox;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let sandbox = Sandbox::builder().start().await?;
/// assert!(sandbox.base_url().starts_with("http://127.0.0.1:"));
/// assert!(sandbox.base_url().ends_with("/v1.0"));
/// # Ok(())
/// # }
/// ```
pub struct Sandbox {
    base_url: String,
    shared: Arc<Shared>,
    /// Nothing is ever sent: the server stops when this end is dropped, with the sandbox or before.
    stop: oneshot::Sender<Infallible>,
    serving: JoinHandle<()>,
}

impl Sandbox {
    /// Starts describing a sandbox; every setting has a default.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            port: 0,
            token: None,
            state: State::demo(),
        }
    }

    /// What stands before `/partners/…`, such as `http://127.0.0.1:41234/v1.0`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The access token that the sandbox accepts.
    pub fn token(&self) -> &str {
        self.shared.token.as_str()
    }

    /// The requests that arrived, oldest first, refused ones too; at most the last 10,000.
    ///
    /// ```
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start().await?;
    /// let url = format!("{}/partners/customers/10000001/option-product-orders", sandbox.base_url());
    /// reqwest::Client::builder().no_proxy().build()?.get(url).send().await?;
    ///
    /// let requests = sandbox.requests();
    /// assert_eq!(requests[0].path(), "/v1.0/partners/customers/10000001/option-product-orders");
    /// assert!(!requests[0].has_authorization());
    /// # Ok(())
    /// # }
    /// ```
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.recorder.requests()
    }

    /// Stops accepting connections, lets the requests under way finish, and returns once the
    /// port is free. A client that keeps half a request open delays this by a second at most.
    pub async fn shutdown(self) {
        let Self {
            stop, mut serving, ..
        } = self;
        drop(stop);
        if timeout(SHUTDOWN_PATIENCE, &mut serving).await.is_err() {
            serving.abort();
        }
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url)
            .field("token", &self.shared.token)
            .finish_non_exhaustive()
    }
}

/// The settings of a [`Sandbox`] that is yet to start.
///
/// ```
/// use works_partner_sandbox::{Sandbox, State};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let sandbox = Sandbox::builder()
///     .token("a-token-for-tests")
///     .state(State::empty())
///     .start()
///     .await?;
/// assert_eq!(sandbox.token(), "a-token-for-tests");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is served before `start` is called and awaited"]
pub struct SandboxBuilder {
    port: u16,
    token: Option<AccessToken>,
    state: State,
}

impl SandboxBuilder {
    /// The port to listen on. The default, 0, takes any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The access token to accept. By default each sandbox makes its own.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(AccessToken::new(token.into()));
        self
    }

    /// The customers to start with. The default is [`State::demo`].
    pub fn state(mut self, state: State) -> Self {
        self.state = state;
        self
    }

    /// Binds 127.0.0.1 and serves in the background, on the current tokio runtime, which must
    /// have its I/O and time drivers enabled (`#[tokio::main]` and `#[tokio::test]` do that).
    ///
    /// # Errors
    ///
    /// When the port can't be bound, usually because it is taken.
    pub async fn start(self) -> io::Result<Sandbox> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let base_url = format!("http://{}{VERSION_PATH}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            token: self.token.unwrap_or_else(AccessToken::generate),
            state: self.state,
            recorder: Recorder::default(),
        });

        let (stop, stopped) = oneshot::channel();
        let server = axum::serve(listener, router(&shared)).with_graceful_shutdown(async move {
            let _ = stopped.await;
        });
        let serving = tokio::spawn(async move {
            // axum retries what fails on one connection; no error ends the server.
            let _ = server.await;
        });

        Ok(Sandbox {
            base_url,
            shared,
            stop,
            serving,
        })
    }
}

/// What every request handler may need.
pub(crate) struct Shared {
    pub(crate) token: AccessToken,
    pub(crate) state: State,
    pub(crate) recorder: Recorder,
}

fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .nest(VERSION_PATH, partner_api(shared))
        .fallback(unknown_path)
        .layer(middleware::from_fn_with_state(
            Arc::clone(shared),
            recorder::record,
        ))
        .with_state(Arc::clone(shared))
}

fn partner_api(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    Router::new()
        .merge(option_product_orders::routes())
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

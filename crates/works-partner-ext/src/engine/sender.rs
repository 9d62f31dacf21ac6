//! Sends a request, and gives the head of its response.
//!
//! The engine speaks with hyper's own client, since it needs nothing that reqwest adds and pays for it with
//! every call. Where a proxy of the environment is in the way, reqwest sends: tunnels through proxies, and TLS
//! with one, are its business.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::USER_AGENT;
use http::{HeaderValue, Request, Uri, response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Incoming};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower_service::Service;

use crate::error::Error;
use crate::hosts::BaseUrl;
use crate::http_client::{PRODUCT, http_client, proxies};
use crate::proxy::EnvironmentProxies;
#[cfg(feature = "rustls-no-provider")]
use crate::tls;
use crate::unanswered::{ConnectTimedOut, Unanswered};

/// The connections of a client and its clones.
pub(crate) struct Sender(Way);

#[allow(clippy::large_enum_variant, reason = "there is one of it a client")]
enum Way {
    Direct(legacy::Client<Connector, Full<Bytes>>),
    ByProxy {
        client: reqwest::Client,
        proxies: EnvironmentProxies,
    },
}

/// A body that is still coming.
pub(super) enum Arriving {
    Direct(Incoming),
    ByProxy(reqwest::Body),
}

impl Sender {
    /// For what is below this URL.
    ///
    /// # Errors
    ///
    /// Proxies of the environment that cannot be used, and certificates that cannot be read.
    pub(crate) fn new(base: &BaseUrl, connect_timeout: Duration) -> Result<Self, Error> {
        if let Some(proxies) = proxies(base)? {
            let client = http_client(base, Some(proxies.clone()), |http| {
                http.connect_timeout(connect_timeout)
            })?;
            return Ok(Self(Way::ByProxy { client, proxies }));
        }
        #[cfg(feature = "rustls-no-provider")]
        if base.is_https() {
            // Rather now than with the first call.
            tls::config().map_err(|reason| crate::http_client::unusable(&reason))?;
        }
        let mut builder = legacy::Client::builder(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_CONNECTION);
        Ok(Self(Way::Direct(
            builder.build(Connector::new(connect_timeout)),
        )))
    }

    /// Adds who asks.
    pub(super) async fn send(
        &self,
        mut request: Request<Bytes>,
    ) -> Result<(response::Parts, Arriving), Unanswered> {
        static USER: HeaderValue = HeaderValue::from_static(PRODUCT);
        request.headers_mut().insert(USER_AGENT, USER.clone());
        match &self.0 {
            Way::Direct(client) => {
                let response = client.request(request.map(Full::new)).await;
                let (head, body) = response.map_err(Unanswered::request)?.into_parts();
                Ok((head, Arriving::Direct(body)))
            }
            Way::ByProxy { client, proxies } => {
                let uri = request.uri().clone();
                let response = client.execute(request.try_into()?).await;
                let response = response.map_err(|error| {
                    Unanswered::by_proxy(error, proxies.shown_for(&uri.to_string()))
                })?;
                let response: http::Response<reqwest::Body> = response.into();
                let (head, body) = response.into_parts();
                Ok((head, Arriving::ByProxy(body)))
            }
        }
    }
}

impl Arriving {
    /// How long it is, where the server has said so.
    pub(super) fn announced(&self) -> Option<u64> {
        match self {
            Self::Direct(body) => body.size_hint().exact(),
            Self::ByProxy(body) => body.size_hint().exact(),
        }
    }

    /// The next piece; `None` at the end.
    pub(super) async fn chunk(&mut self) -> Option<Result<Bytes, Unanswered>> {
        loop {
            let frame = match self {
                Self::Direct(body) => body.frame().await?.map_err(Unanswered::body),
                Self::ByProxy(body) => body.frame().await?.map_err(Unanswered::from),
            };
            match frame.map(hyper::body::Frame::into_data) {
                Ok(Ok(data)) => return Some(Ok(data)),
                // Trailers say nothing here.
                Ok(Err(_)) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// How long a connection is kept that nobody uses, and the next ones how a dead one is noticed: reqwest's
/// defaults.
const IDLE_CONNECTION: Duration = Duration::from_secs(90);
const KEEP_ALIVE: Duration = Duration::from_secs(15);
const KEEP_ALIVE_RETRIES: u32 = 3;
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// Connects by TCP, and TLS where the scheme says so.
#[derive(Clone)]
struct Connector {
    http: HttpConnector,
    timeout: Duration,
}

#[cfg(feature = "rustls-no-provider")]
type Stream = hyper_rustls::MaybeHttpsStream<hyper_util::rt::TokioIo<tokio::net::TcpStream>>;
#[cfg(not(feature = "rustls-no-provider"))]
type Stream = hyper_util::rt::TokioIo<tokio::net::TcpStream>;

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Connecting = Pin<Box<dyn Future<Output = Result<Stream, BoxError>> + Send>>;

impl Connector {
    fn new(timeout: Duration) -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(cfg!(not(feature = "rustls-no-provider")));
        http.set_connect_timeout(Some(timeout));
        http.set_nodelay(true);
        http.set_keepalive(Some(KEEP_ALIVE));
        http.set_keepalive_interval(Some(KEEP_ALIVE));
        http.set_keepalive_retries(Some(KEEP_ALIVE_RETRIES));
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        http.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        Self { http, timeout }
    }

    #[cfg(feature = "rustls-no-provider")]
    fn connect(&mut self, to: Uri) -> Connecting {
        if to.scheme() == Some(&http::uri::Scheme::HTTPS) {
            return match tls::config() {
                Ok(config) => {
                    hyper_rustls::HttpsConnector::from((self.http.clone(), config)).call(to)
                }
                Err(reason) => Box::pin(std::future::ready(Err(reason.into()))),
            };
        }
        let connecting = self.http.call(to);
        Box::pin(async { Ok(Stream::Http(connecting.await?)) })
    }

    #[cfg(not(feature = "rustls-no-provider"))]
    fn connect(&mut self, to: Uri) -> Connecting {
        let connecting = self.http.call(to);
        Box::pin(async { Ok(connecting.await?) })
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = Connecting;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.http.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, to: Uri) -> Connecting {
        let connecting = self.connect(to);
        let timeout = tokio::time::timeout(self.timeout, connecting);
        Box::pin(async {
            match timeout.await {
                Ok(connected) => connected,
                Err(_) => Err(ConnectTimedOut.into()),
            }
        })
    }
}

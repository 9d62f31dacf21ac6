//! The connections: accepted, served, reset on request, and closed when the sandbox stops.

use std::error::Error;
use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::exchange;
use crate::server::Shared;

/// How long a stopping sandbox waits for requests under way. Answers take far less, and stalls end
/// at once, so this is only ever spent on a client that opened a connection and sent half a request.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(1);

/// How long to wait when no connection can be accepted, usually because too many files are open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves connections until the sandbox stops, and returns when all are closed.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    shared: Arc<Shared>,
    stopping: Stopping,
) {
    let mut connections = JoinSet::new();
    let mut stopped = pin!(stopping.clone().wait());
    loop {
        tokio::select! {
            () = &mut stopped => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    shared.connections.fetch_add(1, Ordering::Relaxed);
                    let (router, shared) = (router.clone(), Arc::clone(&shared));
                    connections.spawn(serve_one(stream, router, shared, stopping.clone()));
                }
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    drop(listener);
    let all_closed = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(SHUTDOWN_PATIENCE, all_closed).await;
    connections.shutdown().await;
}

async fn serve_one(stream: TcpStream, router: Router, shared: Arc<Shared>, stopping: Stopping) {
    // Small pieces of an answer are sent when they are due. Should that fail, they are late.
    let _ = stream.set_nodelay(true);
    let service = {
        let stopping = stopping.clone();
        service_fn(move |request| {
            let (router, shared) = (router.clone(), Arc::clone(&shared));
            exchange::answer(request, router, shared, stopping.clone())
        })
    };
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let ended = tokio::select! {
        ended = &mut connection => Some(ended),
        () = stopping.wait() => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    if ended.is_err_and(|error| Hangup::is_cause_of(&error)) {
        // Closed in this way, a connection ends in a reset instead of in order.
        let _ = connection.into_parts().io.inner().set_zero_linger();
    }
}

/// The error that makes a connection end in a reset.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hangup;

impl Hangup {
    fn is_cause_of(error: &(dyn Error + 'static)) -> bool {
        error.is::<Self>() || error.source().is_some_and(Self::is_cause_of)
    }
}

impl fmt::Display for Hangup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox hangs up")
    }
}

impl Error for Hangup {}

/// Tells when the sandbox stops.
#[derive(Clone, Debug)]
pub(crate) struct Stopping(watch::Receiver<()>);

/// The sandbox runs as long as this is held.
#[derive(Debug)]
pub(crate) struct Running {
    _sender: watch::Sender<()>,
}

impl Stopping {
    pub(crate) fn channel() -> (Running, Self) {
        let (_sender, receiver) = watch::channel(());
        (Running { _sender }, Self(receiver))
    }

    /// Returns when the sandbox stops.
    pub(crate) async fn wait(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

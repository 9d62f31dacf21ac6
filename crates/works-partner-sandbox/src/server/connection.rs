//! The connections: accepted, served, reset on request, and closed when the sandbox stops.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::exchange::{self, Exchange};
use super::write_timeout::WriteTimeout;
use crate::http::reset::ConnectionReset;
use crate::http::shutdown::Shutdown;

/// How long a shutdown sandbox waits for requests under way. Answers take far less, and stalls end
/// at once, so this is only ever spent on a client that opened a connection and sent half a request.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(1);

/// How long to wait when no connection can be accepted, usually because too many files are open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves connections until the sandbox stops, and returns when all are closed.
pub(crate) async fn serve(listener: TcpListener, exchange: Arc<Exchange>, shutdown: Shutdown) {
    let mut connections = JoinSet::new();
    let mut stopped = pin!(shutdown.clone().wait());
    loop {
        tokio::select! {
            () = &mut stopped => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    exchange.connections.fetch_add(1, Ordering::Relaxed);
                    connections.spawn(serve_one(stream, Arc::clone(&exchange), shutdown.clone()));
                }
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    drop(listener);
    let all_closed = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(SHUTDOWN_TIMEOUT, all_closed).await;
    connections.shutdown().await;
}

async fn serve_one(stream: TcpStream, exchange: Arc<Exchange>, shutdown: Shutdown) {
    // Small pieces of an answer are sent when they are due. Should that fail, they are late.
    let _ = stream.set_nodelay(true);
    let read_timeout = exchange.read_timeout;
    let stream = WriteTimeout::new(stream, read_timeout);
    let service = {
        let shutdown = shutdown.clone();
        service_fn(move |request| {
            exchange::respond(request, Arc::clone(&exchange), shutdown.clone())
        })
    };
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(read_timeout)
        .serve_connection(TokioIo::new(stream), service);
    let ended = tokio::select! {
        ended = &mut connection => Some(ended),
        () = shutdown.wait() => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    if ended.is_err_and(|error| ConnectionReset::is_cause_of(&error)) {
        // Closed in this way, a connection ends in a reset instead of in order.
        let stream = connection.into_parts().io.into_inner();
        let _ = stream.get_ref().set_zero_linger();
    }
}

//! Answers like the sandbox, whose response it replays: always the same bytes for always the same work.

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use works_partner_sandbox::Sandbox;

use crate::measure::DOMAIN_ID;

#[derive(Clone)]
struct Recorded {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// Prints the base URL and the token, and serves for ever.
pub(crate) async fn serve() {
    let (recorded, token) = record().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}/v1.0", listener.local_addr().unwrap());
    println!("{token}");
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let recorded = recorded.clone();
        let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
            let recorded = recorded.clone();
            async move {
                // A body that is not read would close the connection.
                let _ = http_body_util::BodyExt::collect(request.into_body()).await;
                let mut response = Response::new(Full::new(recorded.body));
                *response.status_mut() = recorded.status;
                *response.headers_mut() = recorded.headers;
                Ok::<_, std::convert::Infallible>(response)
            }
        });
        let connection = hyper::server::conn::http1::Builder::new();
        tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
    }
}

async fn record() -> (Recorded, String) {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    let (url, token) = (sandbox.base_url(), sandbox.token());
    let response = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .get(format!(
            "{url}/partners/customers/{DOMAIN_ID}/option-product-orders/ACV2"
        ))
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    let recorded = Recorded {
        status: response.status(),
        headers: response.headers().clone(),
        body: response.bytes().await.unwrap(),
    };
    (recorded, token.to_owned())
}

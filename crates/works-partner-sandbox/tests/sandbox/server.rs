//! The server itself: where it listens, what it remembers, how it stops, what it survives.

use std::io;
use std::time::Duration;

use crate::support::{Outcome, anonymous_request, client, get, request};
use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use works_partner_sandbox::{Faults, Sandbox, SandboxBuilder};

const LIST: &str = "/partners/customers/10000001/option-product-orders";

#[tokio::test]
async fn sandboxes_run_side_by_side_each_with_its_own_token() -> Outcome {
    let (one, other) = (
        Sandbox::builder().start().await?,
        Sandbox::builder().start().await?,
    );
    assert_ne!(one.base_url(), other.base_url());
    assert_ne!(one.token(), other.token());

    let stranger = anonymous_request(&one, Method::GET, LIST)?.bearer_auth(other.token());
    assert_eq!(stranger.send().await?.status(), 401);
    assert_eq!(get(&one, LIST).await?.status, 200);
    assert_eq!(get(&other, LIST).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn a_taken_port_is_an_error_and_a_freed_one_can_be_taken_again() -> Outcome {
    let first = Sandbox::builder().start().await?;
    let port = authority(&first).rsplit(':').next().unwrap().parse()?;

    let taken = Sandbox::builder().port(port).start().await.unwrap_err();
    assert_eq!(taken.kind(), io::ErrorKind::AddrInUse);

    first.shutdown().await;
    let second = Sandbox::builder().port(port).start().await?;
    assert_eq!(second.base_url(), format!("http://127.0.0.1:{port}/v1.0"));
    assert_eq!(get(&second, LIST).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn debug_does_not_show_the_token() -> Outcome {
    let builder = Sandbox::builder().token("s3cret");
    assert!(!format!("{builder:?}").contains("s3cret"));
    let sandbox = builder.start().await?;
    assert!(!format!("{sandbox:?}").contains("s3cret"));
    assert!(format!("{sandbox:?}").contains(sandbox.base_url()));
    Ok(())
}

#[tokio::test]
async fn requests_are_remembered_in_order_without_the_token() -> Outcome {
    let sandbox = Sandbox::builder().token("s3cret").start().await?;
    request(&sandbox, Method::GET, &format!("{LIST}?a=1&b=%20"))?
        .header("X-Twice", "one")
        .header("X-Twice", "two")
        .send()
        .await?;
    anonymous_request(&sandbox, Method::DELETE, "/nowhere")?
        .send()
        .await?;

    let requests = sandbox.requests();
    let [first, second] = &requests[..] else {
        panic!("{requests:?}");
    };
    assert_eq!(first.method(), "GET");
    assert_eq!(first.path(), format!("/v1.0{LIST}?a=1&b=%20"));
    assert!(first.has_authorization());
    assert_eq!(first.header("Authorization"), None);
    assert_eq!(first.header("x-TWICE"), Some("one"));
    let twice: Vec<_> = first.headers().filter(|(n, _)| *n == "x-twice").collect();
    assert_eq!(twice, [("x-twice", "one"), ("x-twice", "two")]);
    assert_eq!(first.header("host"), Some(authority(&sandbox)));
    assert_eq!(
        (second.method(), second.path()),
        ("DELETE", "/v1.0/nowhere")
    );
    assert!(!second.has_authorization());
    assert!(!format!("{requests:?}").contains("s3cret"));
    Ok(())
}

#[tokio::test]
async fn connections_are_counted_whether_or_not_they_are_used() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let _idle = TcpStream::connect(authority(&sandbox)).await?;
    let client = client()?;
    for _ in 0..3 {
        client.get(sandbox.base_url()).send().await?.bytes().await?;
    }
    assert_eq!(sandbox.connections(), 2);
    assert_eq!(sandbox.requests().len(), 3);
    Ok(())
}

#[test]
fn a_sandbox_can_be_shared_between_threads() {
    fn is_shareable<T: Send + Sync + 'static>() {}
    is_shareable::<Sandbox>();
    is_shareable::<Faults>();
    is_shareable::<SandboxBuilder>();
}

#[tokio::test]
async fn dropping_the_sandbox_stops_it() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let authority = authority(&sandbox).to_owned();
    TcpStream::connect(&authority).await?;

    drop(sandbox);
    let refused = async { while TcpStream::connect(&authority).await.is_ok() {} };
    timeout(Duration::from_secs(10), refused).await?;
    Ok(())
}

#[tokio::test]
async fn shutdown_does_not_wait_for_a_client_that_never_finishes_its_request() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let authority = authority(&sandbox).to_owned();
    let mut half = TcpStream::connect(&authority).await?;
    half.write_all(b"GET /v1.0/partners HTTP/1.1\r\nHost: x\r\n")
        .await?;

    timeout(Duration::from_secs(10), sandbox.shutdown()).await?;
    assert!(TcpStream::connect(&authority).await.is_err());
    Ok(())
}

#[tokio::test]
async fn head_is_answered_as_get_without_the_body() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let response = request(&sandbox, Method::HEAD, LIST)?.send().await?;
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await?, "");
    Ok(())
}

#[tokio::test]
async fn whatever_arrives_the_next_request_is_answered() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000));
    let many_headers = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(1000));
    let oddities: [(&[u8], &str); 12] = [
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "404"),
        (
            b"CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n",
            "404",
        ),
        (
            b"GET http://example.com/v1.0/nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
            "401",
        ),
        (b"GET /v1.0 HTTP/1.1\r\nHost: x\r\n\r\n", "40"),
        (b"GET /?\xE3\x81\x82 HTTP/1.1\r\nHost: x\r\n\r\n", "404"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Latin: \xE9\r\n\r\n", "404"),
        (
            b"GET /v1.0/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xFF\r\n\r\n",
            "401",
        ),
        (b"GET /\xFF\xFE HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
        (long.as_bytes(), "414"),
        (many_headers.as_bytes(), "431"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""),
        (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
            "400",
        ),
    ];
    for (sent, status) in oddities {
        let answer = timeout(Duration::from_secs(10), exchange(&sandbox, sent)).await??;
        let shown = String::from_utf8_lossy(sent)
            .chars()
            .take(60)
            .collect::<String>();
        let expected = format!("HTTP/1.1 {status}");
        assert!(
            status.is_empty() || answer.starts_with(&expected),
            "{shown:?} is answered {answer:?}"
        );
        assert!(!answer.contains("text/plain"), "{answer:?}");
        assert_eq!(get(&sandbox, LIST).await?.status, 200, "after {shown:?}");
    }
    Ok(())
}

/// Sends bytes on a connection of their own, says that no more will come, and reads to the end.
async fn exchange(sandbox: &Sandbox, bytes: &[u8]) -> io::Result<String> {
    let mut stream = TcpStream::connect(authority(sandbox)).await?;
    stream.write_all(bytes).await?;
    stream.shutdown().await?;
    let mut answer = Vec::new();
    // A refusal may close the connection before all was read, which resets it under the reader.
    let _ = stream.read_to_end(&mut answer).await;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The host and port of the base URL.
fn authority(sandbox: &Sandbox) -> &str {
    let rest = sandbox.base_url().strip_prefix("http://");
    rest.and_then(|rest| rest.strip_suffix("/v1.0"))
        .unwrap_or_default()
}

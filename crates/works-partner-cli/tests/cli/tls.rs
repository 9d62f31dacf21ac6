//! TLS with the certificates of the system, HTTP/2 where the server speaks it, and tunnels through a proxy.

use std::convert::Infallible;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;

use crate::support::{Run, works_partner};

const TASK: &str =
    r#"{"optionProductId":"ACV2","subOptionId":"ACV201","type":"APPLY","applyDate":"2026-12-01"}"#;

#[test]
fn a_server_is_spoken_with_in_the_version_that_it_offers() {
    for (protocol, version) in [("http/1.1", Version::HTTP_11), ("h2", Version::HTTP_2)] {
        let server = Server::speaking(protocol);
        let run = server.asked_as("localhost", &server.certificate, None);
        assert!(run.succeeded().stdout.contains("ACV201"), "{protocol}");
        assert_eq!(*server.versions.lock().unwrap(), [version]);
    }
}

#[test]
fn a_certificate_that_the_system_does_not_trust_ends_the_call() {
    let server = Server::speaking("h2");
    let other = Server::speaking("h2");
    let run = server
        .asked_as("localhost", &other.certificate, None)
        .failed(7);
    assert!(run.stderr.contains("certificate"), "{run}");
    let run = server
        .asked_as("127.0.0.1", &server.certificate, None)
        .failed(7);
    assert!(run.stderr.contains("certificate"), "{run}");
    assert_eq!(*server.versions.lock().unwrap(), []);
}

#[test]
fn a_proxy_of_the_environment_leads_to_the_server() {
    let server = Server::speaking("http/1.1");
    let proxy = server.proxy();
    let run = server.asked_as("api.test", &server.certificate, Some(proxy));
    assert!(run.succeeded().stdout.contains("ACV201"));
    assert_eq!(*server.versions.lock().unwrap(), [Version::HTTP_11]);
}

/// The error itself names the proxy: the server is not what could not be reached.
#[test]
fn a_proxy_that_is_not_there_or_leads_nowhere_is_named() {
    let dead = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let refusing = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = [0; 1024];
                let _ = std::io::Read::read(&mut stream, &mut head).unwrap();
                let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
            }
        });
        address
    };
    for (proxy, said) in [
        (
            dead,
            format!("the proxy {dead}, through which api.test is called, could not be reached"),
        ),
        (
            refusing,
            format!("the proxy {refusing} did not connect to api.test"),
        ),
    ] {
        for format in ["table", "json"] {
            let mut command = works_partner("option-order get 10000001 ACV2 -o");
            command.args([format, "--base-url", "https://api.test/v1.0"]);
            command.env("HTTPS_PROXY", format!("http://someone:CANARY@{proxy}"));
            let run = Run::of(&mut command).failed(7);
            let error = match format {
                "json" => {
                    let error: serde_json::Value = serde_json::from_str(&run.stderr).unwrap();
                    error["error"]["message"].as_str().unwrap().to_owned()
                }
                _ => run.stderr.lines().next().unwrap().to_owned(),
            };
            assert!(error.contains(&said), "{run}");
            assert!(!run.stderr.contains("CANARY"), "{run}");
        }
    }
}

/// A server with a certificate of its own, for as long as it lives.
struct Server {
    address: SocketAddr,
    certificate: NamedTempFile,
    versions: Arc<Mutex<Vec<Version>>>,
    runtime: Runtime,
}

impl Server {
    fn speaking(protocol: &str) -> Self {
        let names = ["localhost", "api.test"].map(str::to_owned);
        let rcgen::CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(names).unwrap();
        let mut certificate = NamedTempFile::new().unwrap();
        certificate.write_all(cert.pem().as_bytes()).unwrap();
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(
                    vec![cert.der().clone()],
                    signing_key.serialize_der().try_into().unwrap(),
                )
                .unwrap();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];

        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let versions = Arc::new(Mutex::new(Vec::new()));
        runtime.spawn(serve(
            listener,
            TlsAcceptor::from(Arc::new(config)),
            versions.clone(),
        ));
        Self {
            address,
            certificate,
            versions,
            runtime,
        }
    }

    fn asked_as(&self, host: &str, trusted: &NamedTempFile, proxy: Option<SocketAddr>) -> Run {
        let base = format!("https://{host}:{}/v1.0", self.address.port());
        let mut command = works_partner("option-order get 10000001 ACV2 --base-url");
        command.arg(base).env("SSL_CERT_FILE", trusted.path());
        if let Some(proxy) = proxy {
            command.env("HTTPS_PROXY", format!("http://{proxy}"));
        }
        Run::of(&mut command)
    }

    /// A proxy that leads to this server, whomever it is asked for.
    fn proxy(&self) -> SocketAddr {
        let listener = self
            .runtime
            .block_on(TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let (proxy, server) = (listener.local_addr().unwrap(), self.address);
        self.runtime.spawn(async move {
            loop {
                let (mut client, _) = listener.accept().await.unwrap();
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        head.push(client.read_u8().await.unwrap());
                    }
                    assert!(head.starts_with(b"CONNECT api.test:"));
                    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                    let mut server = TcpStream::connect(server).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        proxy
    }
}

async fn serve(listener: TcpListener, tls: TlsAcceptor, versions: Arc<Mutex<Vec<Version>>>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (tls, versions) = (tls.clone(), versions.clone());
        tokio::spawn(async move {
            // Whoever does not trust the certificate leaves.
            let Ok(stream) = tls.accept(stream).await else {
                return;
            };
            let service = service_fn(move |request: Request<Incoming>| {
                versions.lock().unwrap().push(request.version());
                std::future::ready(Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(
                    TASK,
                )))))
            });
            let _ = auto::Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

//! The token is in no log, no `Debug` and no error, whatever goes wrong.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tracing_subscriber::filter::LevelFilter;
use works_partner_sandbox::{Fault, RetryHint};

use crate::virtual_clock::VirtualClock;
use works_partner_ext::{Client, Clock as _};
use works_partner_sandbox::Sandbox;

const CANARY: &str = "CANARY-token";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_token_is_nowhere_to_be_seen() {
    let _alone = crate::alone().await;
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let mut seen = String::new();
    for fault in [
        Fault::Gzip,
        Fault::ResetAfterRequest,
        Fault::StallBeforeHeaders,
        Fault::TruncatedBody,
        Fault::Unauthorized,
        Fault::Forbidden,
        Fault::TooManyRequests(RetryHint::None),
        Fault::GatewayPage(502),
        Fault::HtmlBody,
        Fault::InvalidUtf8,
        Fault::HugeBody,
        Fault::RedirectToOrigin("http://127.0.0.1:1".into()),
        Fault::RedirectToSelf,
    ] {
        let clock = VirtualClock::default();
        let now = clock.clone();
        let sandbox = Sandbox::builder()
            .clock(move || now.now())
            .token(CANARY)
            .start()
            .await
            .unwrap();
        sandbox.faults().always(fault);
        let builder = Client::builder()
            .base_url(sandbox.base_url())
            .access_token(sandbox.token())
            .clock(clock)
            .timeout(Duration::from_millis(200))
            .attempts(2);
        seen += &format!("{builder:?}");
        let client = builder.build().unwrap();
        seen += &format!("{client:?} {:?}", client.api());
        seen += &match client.option_orders("10000002".parse().unwrap()).await {
            Ok(tasks) => format!("{tasks:?}"),
            Err(error) => format!("{error} {error:?} {:?}", error.headers()),
        };
        assert!(
            sandbox
                .requests()
                .iter()
                .all(|request| request.has_authorization())
        );
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("list_option_product_orders"),
        "the log is written: {log}"
    );
    assert!(!seen.contains(CANARY));
    assert!(!log.contains(CANARY));
}

//! What is logged of credentials.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use tracing_subscriber::fmt::MakeWriter;
use works_partner_ext::{AuthorizationCode, TokenStore};

use crate::support::auth_server::{Answer, AuthServer};
use crate::support::{refusal, token, user_account};

#[tokio::test]
async fn the_log_tells_host_and_end_but_no_secret() {
    let _alone = crate::alone().await;
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);

    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    let person = user_account(&server)
        .token_store(TokenStore::in_directory(directory.path()))
        .build()
        .unwrap();
    server.tell([
        Answer::new(503, "CANARY"),
        Answer::new(
            200,
            r#"{"access_token":"CANARY-1","refresh_token":"CANARY-2","expires_in":"3600"}"#,
        ),
        Answer::new(400, r#"{"error":"CANARY","refresh_token":"CANARY"}"#),
        Answer::new(400, r#"{"error":"CANARY"}"#),
    ]);
    let code = AuthorizationCode::new("CANARY-code");
    person.exchange(&code, "http://localhost/").await.unwrap();
    server.clock().advance(Duration::from_secs(3500));
    token(&person).await.unwrap();
    server.clock().advance(Duration::from_secs(100));
    refusal(&person).await;
    drop(guard);

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("works_partner_ext"))
        .collect();
    let ours = ours.join("\n");
    assert!(ours.contains("token renewed"), "{ours}");
    assert!(ours.contains(server.host()), "{ours}");
    assert!(ours.contains("2026-11-01T10:00:00"), "{ours}");
    assert!(ours.contains("could not be renewed"), "{ours}");
    assert!(!log.contains("CANARY"), "{log}");
}

/// All that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

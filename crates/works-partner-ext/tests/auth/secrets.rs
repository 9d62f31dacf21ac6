//! Nothing that prints shows a secret.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use tracing_subscriber::fmt::MakeWriter;
use works_partner_ext::{
    AccessToken, AuthorizationCode, Client, Credentials, LoginListener, LoginState, StaticToken,
    TokenStore,
};

use crate::support::auth_server::{Answer, AuthServer};
use crate::support::{private_key, refusal, service_account, token, user_account};

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

#[tokio::test]
async fn debug_shows_no_secret() {
    let server = AuthServer::start().await;
    server.tell([Answer::new(
        200,
        r#"{"access_token":"CANARY-access","refresh_token":"CANARY-refresh"}"#,
    )]);
    let person = user_account(&server).refresh_token("CANARY-given");
    let shown = format!("{person:?}");
    let person = person.build().unwrap();
    let code = AuthorizationCode::new("CANARY-code");
    person.exchange(&code, "http://localhost/").await.unwrap();
    let service = service_account(&server);
    let shown = format!("{shown} {service:?}");
    let service = service.build().unwrap();
    let access = person.access_token().await.unwrap();
    assert_eq!(access.expose_secret(), "CANARY-access");
    let state = LoginState::from_secret("CANARY-state");
    let listener = LoginListener::bind("http://localhost:0/").await.unwrap();
    let client = Client::builder().credentials(person.clone());
    let shown = format!("{shown} {client:?}");
    let client = client.build().unwrap();
    let shown = format!(
        "{shown} {person:?} {service:?} {access:?} {code:?} {state:?} {listener:?} {client:?} {:?} {:?} \
         {:?} {:?}",
        private_key(),
        StaticToken::new(AccessToken::new("CANARY-static").unwrap()),
        person.token_info().await,
        TokenStore::in_directory("/tmp"),
    );
    assert!(!shown.contains("CANARY"), "{shown}");
    assert!(shown.contains("UserAccount { auth_url: "), "{shown}");
}

#[tokio::test]
async fn the_log_tells_host_and_end_but_no_secret() {
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

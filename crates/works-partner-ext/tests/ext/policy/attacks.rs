//! One row an attack: a server, a neighbour on this machine, or an accident that means harm.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpListener;
use works_partner_ext::{
    AuthorizationCode, Client, Credentials, ErrorKind, LoginListener, SentRequests, SystemClock,
    TokenFuture, TokenStore,
};
use works_partner_sandbox::{Fault, ResponseTemplate, RetryHint};

use crate::auth::support::auth_server::AuthServer;
use crate::auth::support::{refusal, user_account};
use crate::auth::token_store;
use crate::policy::{VirtualClock, client, customer, sandbox};

type Attack = fn() -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// What must not happen, and the attack that would make it happen.
const ATTACKS: &[(&str, Attack)] = &[
    (
        "a response that ends its window switches the user's limit off",
        || Box::pin(limit_switched_off()),
    ),
    (
        "a response with the largest number breaks the limiter",
        || Box::pin(largest_number()),
    ),
    ("a window that never ends stops the client", || {
        Box::pin(endless_window())
    }),
    ("a change that never left counts as sent", || {
        Box::pin(counted_before_it_left())
    }),
    (
        "a store that cannot be written uses up the refresh token",
        || Box::pin(store_not_writable()),
    ),
    ("a caller that goes away loses the login", || {
        Box::pin(token_store::a_renewal_outlives_its_caller_and_can_be_waited_for())
    }),
    ("a kill loses the only good tokens", || {
        Box::pin(token_store::what_a_killed_process_has_written_is_put_in_place())
    }),
    ("tokens outlive the logout", || {
        Box::pin(token_store::logging_out_removes_what_was_left_behind_and_tells_what_stays())
    }),
    (
        "a port that somebody else holds gets the code of a login",
        || Box::pin(port_held()),
    ),
    ("an echo of the token in a redirect is shown", || {
        Box::pin(echo_in_redirect())
    }),
    ("an echo of the token in a description is shown", || {
        Box::pin(echo_in_description())
    }),
    ("a body that drips holds a call for hours", || {
        Box::pin(dripping_body())
    }),
];

#[tokio::test]
async fn no_attack_succeeds() {
    let mut succeeded = Vec::new();
    for (name, attack) in ATTACKS {
        if tokio::spawn(attack()).await.is_err() {
            succeeded.push(*name);
        }
    }
    assert!(succeeded.is_empty(), "{succeeded:#?}");
}

fn page(remaining: &str, reset: &str) -> Fault {
    Fault::Response(
        ResponseTemplate::new(200)
            .header("content-type", "application/json")
            .header("rateLimit-remaining", remaining)
            .header("rateLimit-reset", reset)
            .body(r#"{"optionProductOrders":[]}"#),
    )
}

async fn limit_switched_off() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    sandbox.faults().always(page("0", "0"));
    let client = client(&sandbox, &clock).rate_limit(10).build().unwrap();
    for _ in 0..25 {
        client.option_orders(customer()).await.unwrap();
    }
    assert!(
        clock.elapsed() >= Duration::from_secs(120),
        "{:?}",
        clock.elapsed()
    );
}

async fn largest_number() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    sandbox.faults().always(page("4294967295", "60"));
    let client = client(&sandbox, &clock).build().unwrap();
    for _ in 0..20 {
        client.option_orders(customer()).await.unwrap();
    }
    assert_eq!(clock.elapsed(), Duration::ZERO);
}

async fn endless_window() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    sandbox.faults().push(page("0", "99999999999999999999"));
    let client = client(&sandbox, &clock).build().unwrap();
    for _ in 0..3 {
        client.option_orders(customer()).await.unwrap();
    }
    assert!(
        clock.elapsed() <= Duration::from_secs(120),
        "{:?}",
        clock.elapsed()
    );
}

/// Credentials whose token is always on its way.
struct Waiting;

impl Credentials for Waiting {
    fn access_token(&self) -> TokenFuture<'_> {
        Box::pin(std::future::pending())
    }
}

async fn counted_before_it_left() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    let sent = SentRequests::new();

    let waiting = client(&sandbox, &clock)
        .credentials(Waiting)
        .build()
        .unwrap();
    let waiting = waiting.counting(&sent);
    let call = waiting.delete_option_order(customer(), "ACV2");
    assert!(
        tokio::time::timeout(Duration::from_millis(50), call)
            .await
            .is_err()
    );
    assert_eq!(sent.count(), 0, "the token was not there");

    let nobody = client(&sandbox, &clock)
        .base_url("http://127.0.0.1:1/v1.0")
        .build()
        .unwrap();
    let error = nobody
        .counting(&sent)
        .delete_option_order(customer(), "ACV2")
        .await;
    assert!(error.unwrap_err().is_unsent());
    assert_eq!(sent.count(), 0, "there was no connection");

    // A refusal for the rate has done nothing, and the next turn is a minute away.
    let full = Fault::TooManyRequests(RetryHint::RetryAfterSeconds(60));
    sandbox.faults().push(full);
    let queued = client(&sandbox, &clock).clock(SystemClock);
    let queued = queued.build().unwrap().counting(&sent);
    let call = queued.delete_option_order(customer(), "ACV2");
    assert!(
        tokio::time::timeout(Duration::from_millis(500), call)
            .await
            .is_err()
    );
    assert_eq!(sandbox.requests().len(), 1);
    assert_eq!(sent.count(), 0, "it waits for its turn");

    sandbox.faults().push(Fault::StallBeforeHeaders);
    let stalled = client(&sandbox, &clock).build().unwrap().counting(&sent);
    let call = stalled.delete_option_order(customer(), "ACV2");
    assert!(
        tokio::time::timeout(Duration::from_millis(200), call)
            .await
            .is_err()
    );
    assert_eq!(sent.count(), 1);
}

async fn store_not_writable() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    // Nobody can make a folder where a file is, not even root.
    let path = directory.path().join("tokens");
    let account = |path: &std::path::Path| {
        user_account(&server)
            .token_store(TokenStore::in_directory(path))
            .build()
            .unwrap()
    };
    let login = account(&path);
    login
        .exchange(&AuthorizationCode::new("the-code"), "http://localhost/")
        .await
        .unwrap();
    server.clock().advance(Duration::from_secs(100_000));
    std::fs::rename(&path, directory.path().join("elsewhere")).unwrap();
    std::fs::write(&path, "in the way").unwrap();
    let asked = server.requests().len();

    let error = refusal(&login).await;

    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert!(error.to_string().contains("cannot be written"), "{error}");
    assert_eq!(
        server.requests().len(),
        asked,
        "the refresh token was spent"
    );

    let late = account(&path)
        .exchange(&AuthorizationCode::new("the-code"), "http://localhost/")
        .await;
    assert_eq!(late.unwrap_err().kind(), ErrorKind::Configuration);
    assert_eq!(server.requests().len(), asked, "the code was spent");
}

async fn port_held() {
    let Ok(held) = TcpListener::bind("[::1]:0").await else {
        return; // A machine without IPv6 has no such neighbour.
    };
    let port = held.local_addr().unwrap().port();
    let error = LoginListener::bind(&format!("http://localhost:{port}/callback")).await;
    let error = error.expect_err("a browser may go to whoever holds the port");
    assert!(error.to_string().contains("[::1]"), "{error}");
}

const TOKEN: &str = "jp1CANARY/+token==";

async fn refused_with(response: ResponseTemplate) -> String {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).token(TOKEN).start().await.unwrap();
    sandbox.faults().always(Fault::Response(response));
    let client = client(&sandbox, &clock).build().unwrap();
    let error = client.option_orders(customer()).await.unwrap_err();
    format!(
        "{error} {error:?} {:?} {:?}",
        error.code(),
        error.description()
    )
}

async fn echo_in_redirect() {
    for echo in [
        "jp1CANARY/+token==",
        "jp1CANARY%2F%2Btoken%3D%3D",
        "anAxQ0FOQVJZLyt0b2tlbj09",
    ] {
        let location = format!("https://elsewhere.example/{echo}/next");
        let shown = refused_with(ResponseTemplate::new(307).header("location", &location)).await;
        assert!(shown.contains("elsewhere.example"), "{shown}");
        assert!(
            !shown.contains("CANARY") && !shown.contains("Q0FOQVJZ"),
            "{shown}"
        );
    }
}

async fn echo_in_description() {
    for echo in [
        r"jp1CANARY\/+token==",
        "jp1CANARY&#47;&#43;token==",
        "jp1CANARY%2f%2btoken%3d=",
    ] {
        let body = format!(r#"{{"code":"ODD","description":"not {echo}"}}"#);
        let shown = refused_with(ResponseTemplate::new(403).body(body)).await;
        assert!(shown.contains("not [secret]"), "{shown}");
        assert!(!shown.contains("CANARY"), "{shown}");
    }
}

async fn dripping_body() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt as _;
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n";
                let _ = stream.write_all(head).await;
                while stream.write_all(b" ").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            });
        }
    });
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .access_token("a-token")
        .clock(VirtualClock::default())
        .timeout(Duration::from_millis(100))
        .call_timeout(Duration::from_millis(150))
        .build()
        .unwrap();
    let begun = std::time::Instant::now();
    let call = client.option_orders(customer());
    let answer = tokio::time::timeout(Duration::from_secs(30), call).await;
    let error = answer.expect("a call ends").unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Timeout, 2),
        "{error}"
    );
    // Four sendings would take 400 ms; a machine under load takes its time, too.
    assert!(begun.elapsed() < Duration::from_secs(5));
}

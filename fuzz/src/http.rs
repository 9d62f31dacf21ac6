//! What servers send, from the first byte of the status line on: the API to the client, and the auth server to an
//! account. Connections are real; the clock is not.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use works_partner_api::types::OptionProductId;
use works_partner_api::{Location, OPERATIONS, Operation};
use works_partner_ext::{
    AuthorizationCode, Client, Credentials as _, DomainId, ManualClock, OperationCall, UserAccount,
};
use works_partner_tests::EXAMPLES;

use crate::input::{SEPARATOR, block_on, now, parts, pick, picked};

const TOKEN: &str = "the-token-of-the-fuzzer";
const SECRETS: [&str; 4] = [
    TOKEN,
    "the-client-secret-of-the-fuzzer",
    "the-refresh-token-of-the-fuzzer",
    "the-code-of-the-fuzzer",
];

/// What a call may wait in all: the budget of its retries, and some windows of a rate limit.
const LONGEST_WAIT: Duration = Duration::from_secs(1_800);

/// An operation, what calls it, and the responses that it meets one after the other.
pub(crate) fn answers(input: &[u8]) {
    let Some((operation, input)) = pick(OPERATIONS, input) else {
        return;
    };
    let Some((caller, input)) = pick(&CALLERS, input) else {
        return;
    };
    let responses = parts(input);
    let clock = ManualClock::new(now());
    let told = with_server(&responses, async |url| {
        let client = Client::builder()
            .base_url(format!("{url}/v1.0"))
            .access_token(TOKEN)
            .clock(clock.clone())
            .jitter(|| 0.5)
            .attempts(3)
            .build()
            .expect("a client");
        match caller {
            Caller::Data => error(client.send(&call(operation)).await),
            Caller::Task => error(client.option_order(domain(), OptionProductId::Acv2).await),
            Caller::Tasks => error(client.option_orders(domain()).await),
            Caller::Generated => error(
                client
                    .call(|api| async move { api.list_customers().send().await })
                    .await,
            ),
            Caller::Pages => {
                let mut items = client.customers().items();
                let mut told = None;
                // A server that always has another page must be found out.
                for _ in 0..10_000 {
                    match items.next().await {
                        None => return told,
                        Some(item) => told = error(item),
                    }
                    if told.is_some() {
                        return told;
                    }
                }
                panic!("the list never ends");
            }
        }
    });
    hides_secrets(told);
    assert!(
        clock.slept() < LONGEST_WAIT,
        "waited for {:?}",
        clock.slept()
    );
}

#[derive(Clone, Copy)]
enum Caller {
    Data,
    Task,
    Tasks,
    Generated,
    Pages,
}

const CALLERS: [Caller; 5] = [
    Caller::Data,
    Caller::Task,
    Caller::Tasks,
    Caller::Generated,
    Caller::Pages,
];

/// A login that is renewed, changed for another, and ended.
pub(crate) fn token_answers(input: &[u8]) {
    let responses = parts(input);
    let told = with_server(&responses, async |url| {
        let account = UserAccount::builder()
            .client_id("the-client")
            .client_secret(SECRETS[1])
            .refresh_token(SECRETS[2])
            .auth_url(format!("{url}/oauth2/v2.0"))
            .clock(ManualClock::new(now()))
            .build()
            .expect("an account");
        let code = AuthorizationCode::new(SECRETS[3]);
        let mut told = String::new();
        for found in [
            error(account.access_token().await),
            error(account.exchange(&code, "http://localhost/callback").await),
            account.token_info().await.map(|info| format!("{info:?}")),
            error(account.revoke().await),
        ] {
            told.push_str(&found.unwrap_or_default());
        }
        Some(told)
    });
    hides_secrets(told);
}

/// All that an error can be printed as.
fn error<T, E: std::fmt::Display + std::fmt::Debug>(result: Result<T, E>) -> Option<String> {
    result
        .err()
        .map(|error| format!("{error} {error:#} {error:?} {error:#?}"))
}

fn hides_secrets(told: Option<String>) {
    let told = told.unwrap_or_default();
    for secret in SECRETS {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
}

fn domain() -> DomainId {
    DomainId::try_from(10_000_001).expect("an id")
}

/// Whether the parameters make sense is not the question.
fn call(operation: &'static Operation) -> OperationCall {
    let mut call = OperationCall::new(operation).skip_validation();
    for parameter in operation.parameters {
        if parameter.location == Location::Path {
            call = call.parameter(parameter.name, 10_000_001);
        }
    }
    call
}

/// Gives the requests of `work` these responses in turn, the last of them from then on. After each, the
/// connection is closed.
pub(crate) fn with_server<T>(responses: &[&[u8]], work: impl AsyncFnOnce(String) -> T) -> T {
    thread_local! {
        static LISTENER: TcpListener =
            block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    }
    LISTENER.with(|listener| {
        let address = listener.local_addr().expect("its address");
        block_on(async {
            tokio::select! {
                result = work(format!("http://{address}")) => result,
                () = serve(listener, responses) => panic!("the server ended"),
            }
        })
    })
}

async fn serve(listener: &TcpListener, responses: &[&[u8]]) {
    let mut rest = responses.iter();
    let mut response: &[u8] = b"";
    loop {
        let Ok((mut stream, _)) = listener.accept().await else {
            continue;
        };
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !is_whole(&request) {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(read) => request.extend_from_slice(buffer.get(..read).unwrap_or_default()),
            }
        }
        if request.is_empty() {
            continue;
        }
        response = rest.next().copied().unwrap_or(response);
        // The client may have heard enough.
        let _ = stream.write_all(response).await;
        let _ = stream.shutdown().await;
    }
}

/// Whether a request has come to its end. Ours have a length or no body.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

/// A response as it travels.
pub(crate) fn response(status: &str, headers: &[&str], body: &str) -> Vec<u8> {
    let mut text = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

pub(crate) fn answer_seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for example in EXAMPLES {
        let Some((id, status)) = example.place.split_once(' ') else {
            continue;
        };
        let Some(at) = OPERATIONS.iter().position(|operation| operation.id == id) else {
            continue;
        };
        if status != "request" {
            seeds.push(picked(
                at,
                picked(0, response(&format!("{status} OK"), &[], example.json)),
            ));
        }
    }
    let tasks = |body: &str| response("200 OK", &[], body);
    let errors = [
        (
            "429 Too Many Requests",
            &[
                "Retry-After: 7",
                "RateLimit-Limit: 240",
                "RateLimit-Remaining: 0",
                "RateLimit-Reset: 60",
            ][..],
            r#"{"code":"TOO_MANY_REQUESTS","description":"later"}"#,
        ),
        (
            "429 Too Many Requests",
            &[
                "Retry-After: Sat, 28 Nov 2026 01:00:30 GMT",
                "Date: Sat, 28 Nov 2026 01:00:00 GMT",
            ],
            "",
        ),
        (
            "401 Unauthorized",
            &["WWW-Authenticate: Bearer error=\"invalid_token\""],
            r#"{"code":"UNAUTHORIZED","description":"the-token-of-the-fuzzer is none"}"#,
        ),
        (
            "404 Not Found",
            &[],
            r#"{"code":"NOT_FOUND","description":"Api not exists"}"#,
        ),
        (
            "403 Forbidden",
            &[],
            r#"{"code":"ACCESS_DENIED","description":["x"]}"#,
        ),
        (
            "500 Internal Server Error",
            &["Content-Encoding: gzip"],
            "<html>",
        ),
        ("302 Found", &["Location: /v1.0/elsewhere"], ""),
        ("307 Temporary Redirect", &["Location: /v1.0/elsewhere"], ""),
        (
            "200 OK",
            &[
                "X-RateLimit-Limit: 240",
                "X-RateLimit-Remaining: 3",
                "X-RateLimit-Reset: 1795827600",
            ],
            "{}",
        ),
        ("200 OK", &["Content-Encoding: deflate, X-GZIP"], "x"),
        ("204 No Content", &[], ""),
    ];
    let list = r#"{"customers":[{"domainId":1}],"responseMetaData":{"nextCursor":"a"}}"#;
    for caller in 0..CALLERS.len() {
        for (status, headers, body) in &errors {
            let two = [response(status, headers, body), tasks(list)].join(SEPARATOR);
            seeds.push(picked(0, picked(caller, two)));
        }
        seeds.push(picked(0, picked(caller, tasks(list))));
    }
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    seeds.push(picked(0, picked(0, chunked)));
    seeds
}

pub(crate) fn token_seeds() -> Vec<Vec<u8>> {
    let granted = |life: &str| {
        let body = format!(
            r#"{{"access_token":"a-new-token","refresh_token":"a-new-refresh-token","token_type":"Bearer","expires_in":{life},"scope":"partner"}}"#
        );
        response("200 OK", &[], &body)
    };
    let refused = response(
        "400 Bad Request",
        &[],
        r#"{"error":"invalid_grant","error_description":"the-refresh-token-of-the-fuzzer has ended"}"#,
    );
    let other = response(
        "401 Unauthorized",
        &[],
        r#"{"code":"UNAUTHORIZED","description":"no"}"#,
    );
    let nothing = response("200 OK", &[], "");
    vec![
        granted("86400"),
        granted("\"86400\""),
        refused.clone(),
        other.clone(),
        nothing.clone(),
        [granted("1"), granted("3600"), nothing].join(SEPARATOR),
        [granted("60"), other, refused].join(SEPARATOR),
    ]
}

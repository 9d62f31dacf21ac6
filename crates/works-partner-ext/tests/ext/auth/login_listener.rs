//! The browser comes back, and so does whatever else knocks.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use works_partner_ext::{AuthorizationCode, Error, ErrorKind, LoginListener, LoginState};

use crate::auth::support::auth_server::AuthServer;
use crate::auth::support::{token, user_account};

struct Waiting {
    listener: Arc<LoginListener>,
    outcome: JoinHandle<Result<AuthorizationCode, Error>>,
}

/// Somebody waits for the login with the state `guess-me-not`.
async fn waiting() -> Waiting {
    let listener = LoginListener::bind("http://127.0.0.1:0/callback").await;
    let listener = Arc::new(listener.unwrap());
    let outcome = tokio::spawn({
        let listener = listener.clone();
        async move {
            listener
                .wait(&LoginState::from_secret("guess-me-not"))
                .await
        }
    });
    Waiting { listener, outcome }
}

impl Waiting {
    fn address(&self) -> &str {
        self.listener.redirect_uri().split('/').nth(2).unwrap()
    }

    /// The status and the page of a GET.
    async fn get(&self, target: &str) -> (u16, String) {
        self.send(&format!("GET {target} HTTP/1.1\r\nhost: localhost\r\n\r\n"))
            .await
    }

    async fn send(&self, request: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        let status = response.split(' ').nth(1).unwrap().parse().unwrap();
        (status, response)
    }

    async fn succeeds(self) {
        assert!(!self.outcome.is_finished(), "it waits for the right one");
        let (status, page) = self.get("/callback?code=x&state=guess-me-not").await;
        assert_eq!(status, 200);
        assert!(page.contains("You can close this window"), "{page}");
        self.outcome.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_login_from_beginning_to_end() {
    let server = AuthServer::start().await;
    let account = user_account(&server).build().unwrap();
    let listener = LoginListener::bind("http://localhost:0/callback")
        .await
        .unwrap();
    let state = LoginState::random().unwrap();
    let url = account
        .authorize_url(&state, listener.redirect_uri())
        .unwrap();

    // The auth server sends the browser back to where the URL says.
    let url = url::Url::parse(&url).unwrap();
    let parameter = |name: &str| {
        let mut pairs = url.query_pairs();
        pairs.find(|(key, _)| key == name).unwrap().1.into_owned()
    };
    let mut back = url::Url::parse(&parameter("redirect_uri")).unwrap();
    back.query_pairs_mut()
        .append_pair("code", "the-code")
        .append_pair("state", &parameter("state"));
    let browser = tokio::spawn(reqwest::get(back));

    let code = listener.wait(&state).await.unwrap();
    let page = browser.await.unwrap().unwrap();
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers()["cache-control"], "no-store");
    assert_eq!(
        page.headers()["content-security-policy"],
        "default-src 'none'"
    );

    account
        .exchange(&code, listener.redirect_uri())
        .await
        .unwrap();
    assert_eq!(token(&account).await.unwrap(), "token/1+==");
}

#[tokio::test]
async fn what_else_a_browser_asks_for_is_turned_away() {
    let waiting = waiting().await;
    for (request, expected) in [
        ("GET /favicon.ico HTTP/1.1\r\n\r\n", 404),
        ("GET / HTTP/1.1\r\n\r\n", 404),
        (
            "GET /callback/?code=x&state=guess-me-not HTTP/1.1\r\n\r\n",
            404,
        ),
        (
            "GET //callback?code=x&state=guess-me-not HTTP/1.1\r\n\r\n",
            404,
        ),
        (
            "POST /callback?code=x&state=guess-me-not HTTP/1.1\r\n\r\n",
            405,
        ),
        (
            "GET http://x/callback?code=x&state=guess-me-not HTTP/1.1\r\n\r\n",
            405,
        ),
        ("hello\r\n\r\n", 400),
        ("\r\n\r\n", 400),
    ] {
        let (status, _) = waiting.send(request).await;
        assert_eq!(status, expected, "{request}");
    }
    waiting.succeeds().await;
}

#[tokio::test]
async fn a_redirect_of_another_login_is_turned_away() {
    let waiting = waiting().await;
    for query in [
        "",
        "?",
        "?code=evil",
        "?state=guess-me-not",
        "?code=&state=guess-me-not",
        "?code=evil&state=",
        "?code=evil&state=guess",
        "?code=evil&state=guess-me-not-",
        "?code=evil&state=other&state=guess-me-not",
        "?code=evil&code=x&state=guess-me-not",
        "?error=access_denied&state=other",
    ] {
        let (status, page) = waiting.get(&format!("/callback{query}")).await;
        assert_eq!(status, 400, "{query}");
        assert!(
            page.contains("not the login that is being waited for"),
            "{page}"
        );
    }
    waiting.succeeds().await;
}

#[tokio::test]
async fn an_error_of_the_server_ends_the_login_and_is_shown() {
    for state in ["&state=guess-me-not", ""] {
        let waiting = waiting().await;
        let (status, page) = waiting
            .get(&format!(
                "/callback?error=access_denied&error_description=%3Cb%3Eno%3C%2Fb%3E+%26+never{state}"
            ))
            .await;
        assert_eq!(status, 400);
        assert!(
            page.contains("access_denied – &lt;b&gt;no&lt;/b&gt; &amp; never"),
            "{page}"
        );
        let error = waiting.outcome.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.code(), Some("access_denied"));
        assert_eq!(error.description().as_deref(), Some("<b>no</b> & never"));
        assert_eq!(
            error.to_string(),
            "the auth server did not let the person log in (access_denied)"
        );
    }
}

#[tokio::test]
async fn connections_that_say_nothing_are_in_nobodys_way() {
    let waiting = waiting().await;
    let mut idle = Vec::new();
    for _ in 0..10 {
        idle.push(TcpStream::connect(waiting.address()).await.unwrap());
    }
    idle[0].write_all(b"GET /callback?code=").await.unwrap();
    drop(idle.split_off(5));
    waiting.succeeds().await;
}

#[tokio::test]
async fn a_request_comes_in_pieces_but_not_without_end() {
    let waiting = waiting().await;
    let endless = format!("GET /callback?{} HTTP/1.1", "x".repeat(8 * 1024));
    let (status, _) = waiting.send(&endless).await;
    assert_eq!(status, 431);

    let mut stream = TcpStream::connect(waiting.address()).await.unwrap();
    for piece in [
        "GET /callback?code=x&",
        "state=guess-me-not HTTP/1.1\r",
        "\n\r",
        "\n",
    ] {
        stream.write_all(piece.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
        tokio::task::yield_now().await;
    }
    waiting.outcome.await.unwrap().unwrap();
}

#[tokio::test]
async fn waiting_can_be_given_up_and_taken_up_again() {
    let waiting = waiting().await;
    waiting.outcome.abort();
    assert!(waiting.outcome.await.unwrap_err().is_cancelled());
    let listener = waiting.listener;
    let state = LoginState::from_secret("another");
    let short = tokio::time::timeout(Duration::from_millis(1), listener.wait(&state)).await;
    assert!(short.is_err());

    let uri = format!("{}?code=x&state=another", listener.redirect_uri());
    let browser = tokio::spawn(reqwest::get(uri));
    listener.wait(&state).await.unwrap();
    assert_eq!(browser.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn the_redirect_uri_is_kept_as_it_is_registered() {
    let free = LoginListener::bind("http://localhost:0/a/callback")
        .await
        .unwrap();
    let uri = free.redirect_uri().to_owned();
    assert!(
        uri.starts_with("http://localhost:") && uri.ends_with("/a/callback"),
        "{uri}"
    );

    let taken = LoginListener::bind(&uri).await.unwrap_err();
    assert_eq!(taken.kind(), ErrorKind::Configuration);
    let port = uri.split([':', '/']).nth(4).unwrap();
    let expected = format!("port {port} cannot be used: ");
    assert!(taken.to_string().starts_with(&expected), "{taken}");

    drop(free);
    let bound = LoginListener::bind(&uri).await.unwrap();
    assert_eq!(bound.redirect_uri(), uri);
}

#[tokio::test]
async fn only_this_machine_is_listened_on() {
    for uri in [
        "",
        "callback",
        "https://localhost:0/callback",
        "http://0.0.0.0:0/callback",
        "http://example.com:0/callback",
        "http://localhost.example.com:0/callback",
        "http://localhost:0/callback?x=1",
        "http://localhost:0/callback#x",
        "http://me@localhost:0/callback",
    ] {
        let error = LoginListener::bind(uri).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{uri}");
    }
}

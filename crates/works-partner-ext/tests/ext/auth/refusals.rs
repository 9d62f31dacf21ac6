//! Every way in which an auth server can give no token.

use std::time::Duration;

use tokio::net::TcpListener;
use works_partner_ext::{Error, ErrorKind};

use crate::auth::support::auth_server::{Answer, AuthServer};
use crate::auth::support::{
    CLIENT_ID, CLIENT_SECRET, SERVICE_ACCOUNT, refusal, service_account, token,
};

/// Whom every error names.
fn who() -> String {
    format!("the service account `{SERVICE_ACCOUNT}` of the client `{CLIENT_ID}`")
}

/// The error after an answer that is not worth another try.
async fn refused(answer: Answer) -> (Error, String) {
    let server = AuthServer::start().await;
    server.tell([answer]);
    let error = refusal(&service_account(&server).build().unwrap()).await;
    assert_eq!(server.request_count(), 1);
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.is_auth());
    assert!(!error.is_not_found());
    assert!(!error.is_retryable());
    assert_eq!(error.operation_id(), None);
    let message = error.to_string();
    assert!(message.contains(&who()), "{message}");
    let message = message
        .replace(server.host(), "HOST")
        .replace(&who(), "WHO");
    (error, message)
}

#[tokio::test]
async fn a_refusal_is_told_with_its_code_and_what_to_do() {
    for (code, advice) in [
        (
            "invalid_client",
            "; client id and client secret do not belong together",
        ),
        (
            "invalid_grant",
            "; the private key is not this app's, or the service account is not its own or gone",
        ),
        (
            "invalid_scope",
            "; the app has no such scope; scopes are set in the Developer Console",
        ),
        (
            "unauthorized_client",
            "; the app is not set up to ask in this way",
        ),
        (
            "something_else",
            "; client id, client secret, private key and scope must all be of the service account's app",
        ),
    ] {
        let body = format!(r#"{{"error":"{code}","error_description":"in words"}}"#);
        let (error, message) = refused(Answer::new(400, body.clone())).await;
        let expected = format!("HOST refused WHO: 400 Bad Request{advice} ({code})");
        assert_eq!(message, expected);
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.description().as_deref(), Some("in words"));
        assert_eq!(error.body_text().unwrap(), body);
    }
}

#[tokio::test]
async fn every_form_of_body_is_read_or_left_alone() {
    for (status, body, code, description) in [
        (
            400,
            r#"{"returnCode":"99","returnMessage":"UnexpectedError"}"#,
            Some("99"),
            Some("UnexpectedError"),
        ),
        (
            400,
            r#"{"returnCode":99,"returnMessage":"UnexpectedError"}"#,
            Some("99"),
            Some("UnexpectedError"),
        ),
        (
            401,
            r#"{"code":"UNAUTHORIZED","description":"no"}"#,
            Some("UNAUTHORIZED"),
            Some("no"),
        ),
        (
            403,
            r#"{"error":{"code":"FORBIDDEN","message":"no"}}"#,
            Some("FORBIDDEN"),
            Some("no"),
        ),
        (400, r#"{"error":""}"#, None, None),
        (
            400,
            r#"{"error":null,"error_description":7}"#,
            None,
            Some("7"),
        ),
        (400, "[]", None, None),
        (400, r#""no""#, None, None),
        (400, r#"{"error":"#, None, None),
        (400, "<html><h1>Bad Request</h1></html>", None, None),
        (400, "", None, None),
        (418, "short and stout", None, None),
    ] {
        let (error, message) = refused(Answer::new(status, body)).await;
        assert_eq!(error.status().unwrap(), status, "{body}");
        assert_eq!(error.code(), code, "{body}");
        assert_eq!(error.description().as_deref(), description, "{body}");
        assert_eq!(error.body_text().unwrap(), body);
        assert!(message.starts_with("HOST refused WHO: 4"), "{message}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_do_no_harm() {
    let (error, _) = refused(Answer::new(400, vec![0xff, 0xfe, b'x', 0])).await;
    assert!(error.body_text().unwrap().contains('x'));
}

#[tokio::test]
async fn a_code_that_is_no_word_is_not_shown() {
    let (error, message) = refused(Answer::new(400, r#"{"error":"\u001b[2Jboo"}"#)).await;
    assert_eq!(error.code(), Some("\u{1b}[2Jboo"));
    assert!(!message.contains("boo"), "{message}");
}

#[tokio::test]
async fn a_success_without_a_token_says_what_is_wrong_with_it() {
    for (body, problem) in [
        ("", "the body is empty"),
        ("{}", "it has no access_token"),
        ("[]", "the body is not a JSON object"),
        (r#"{"access_token":"#, "the body ends too early"),
        ("<html>log in</html>", "the body is not JSON"),
        (r#"{"access_token":""}"#, "its access_token is invalid"),
        (r#"{"access_token":null}"#, "its access_token is not a text"),
        (
            r#"{"access_token":"t","token_type":"mac"}"#,
            "the token is not of the type Bearer",
        ),
    ] {
        let (error, message) = refused(Answer::new(200, body)).await;
        let expected = format!("HOST answered WHO with 200 OK, but gave no token: {problem}");
        assert_eq!(message, expected);
        assert_eq!(error.status().unwrap(), 200);
    }
}

#[tokio::test]
async fn a_success_that_is_an_error_is_told_as_one() {
    let (error, message) = refused(Answer::new(200, r#"{"error":"invalid_client"}"#)).await;
    assert_eq!(error.code(), Some("invalid_client"));
    assert_eq!(
        message,
        "HOST refused WHO: 200 OK; client id and client secret do not belong together \
         (invalid_client)"
    );
}

#[tokio::test]
async fn a_wrong_url_is_told_as_one_and_redirects_are_not_followed() {
    for answer in [
        Answer::new(404, "<html>not found</html>"),
        Answer::new(405, ""),
        Answer::new(307, "").header("location", "http://127.0.0.1:1/"),
        Answer::new(302, "").header("location", "https://example.com/?client_secret=x"),
    ] {
        let (error, message) = refused(answer).await;
        assert!(message.ends_with("is the auth URL right?"), "{message}");
        assert!(!error.headers().unwrap().contains_key("location"));
    }
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_told() {
    let server = AuthServer::start().await;
    for (date, told) in [
        ("Sun, 01 Nov 2026 08:52:30 GMT", Some("7m 30s ahead of")),
        ("Sun, 01 Nov 2026 10:00:00 GMT", Some("1h behind")),
        ("Sun, 01 Nov 2026 08:59:30 GMT", None),
        ("yesterday", None),
    ] {
        let answer = Answer::new(400, r#"{"error":"invalid_client"}"#);
        server.tell([answer.header("date", date)]);
        let message = refusal(&service_account(&server).build().unwrap()).await;
        let message = message.to_string();
        let tail = message.split("belong together").nth(1).unwrap();
        let tail = tail.trim_end_matches(" (invalid_client)");
        let expected = told.map(|told| format!("; this machine's clock is {told} the server's"));
        assert_eq!(tail, expected.unwrap_or_default());
    }
}

#[tokio::test]
async fn what_is_too_long_is_not_read_to_its_end() {
    let long = format!("{{\"access_token\":\"{}\"}}", "x".repeat(1 << 20));
    let (error, message) = refused(Answer::new(200, long.clone())).await;
    assert_eq!(
        message,
        "HOST answered WHO with 200 OK, and with more than any token needs"
    );
    assert!(!error.body_text().unwrap().contains("xx"));

    let page = format!("<html>{}</html>", "x ".repeat(1 << 20));
    let (error, _) = refused(Answer::new(400, page)).await;
    let kept = error.body_text().unwrap().len();
    assert!((1..=64 * 1024).contains(&kept), "{kept}");
}

#[tokio::test]
async fn trouble_is_waited_out_three_times_and_then_told() {
    for status in [429, 500, 502, 503, 504] {
        let server = AuthServer::start().await;
        server.tell((0..4).map(|_| Answer::new(status, "<html>trouble</html>")));
        let error = refusal(&service_account(&server).build().unwrap()).await;

        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.is_retryable(), status != 500);
        assert_eq!(error.is_server_error(), status != 429);
        let message = error.to_string();
        let expected = format!(
            "{} is in trouble and gave no token to {}: ",
            server.host(),
            who()
        );
        assert!(message.starts_with(&expected), "{message}");

        assert_eq!(server.request_count(), 4);
        let slept = server.clock().slept();
        for (slept, most) in slept.iter().zip([500, 1000, 2000]) {
            let most = Duration::from_millis(most);
            assert!(most / 2 <= *slept && *slept <= most, "{slept:?}");
        }
        assert_eq!(slept.len(), 3);
    }
}

#[tokio::test]
async fn the_server_says_how_long_to_wait_unless_that_is_too_long() {
    let server = AuthServer::start().await;
    server.tell([Answer::new(429, "").header("retry-after", "7")]);
    token(&service_account(&server).build().unwrap())
        .await
        .unwrap();
    assert_eq!(server.clock().slept(), [Duration::from_secs(7)]);

    server.tell([Answer::new(503, "").header("retry-after", "600")]);
    let error = refusal(&service_account(&server).build().unwrap()).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(600)));
    assert!(error.is_retryable());
    assert_eq!(server.clock().slept().len(), 1, "nobody slept");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_as_network_trouble() {
    let server = AuthServer::start().await;
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let account = service_account(&server)
        .auth_url(format!("http://127.0.0.1:{port}/oauth2/v2.0"))
        .build()
        .unwrap();
    let error = refusal(&account).await;
    assert_eq!(error.kind(), ErrorKind::Network);
    assert!(error.is_retryable());
    assert_eq!(error.operation_id(), None);
    let expected = format!(
        "no access token for {}: 127.0.0.1:{port} could not be reached: ",
        who()
    );
    assert!(error.to_string().starts_with(&expected), "{error}");
    assert_eq!(server.clock().slept().len(), 3);
}

#[tokio::test]
async fn a_connection_that_breaks_is_tried_again() {
    let server = AuthServer::start().await;
    // Hangs up on the first two, and leads the third one to the server.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let host = server.host().to_owned();
    tokio::spawn(async move {
        for _ in 0..2 {
            drop(listener.accept().await);
        }
        let (mut client, _) = listener.accept().await.unwrap();
        let mut server = tokio::net::TcpStream::connect(host).await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
    });
    let account = service_account(&server)
        .auth_url(format!("http://127.0.0.1:{port}/oauth2/v2.0"))
        .build()
        .unwrap();
    assert_eq!(token(&account).await.unwrap(), "token/1+==");
    assert_eq!(server.clock().slept().len(), 2);
}

#[tokio::test]
async fn the_body_of_an_error_holds_no_secret() {
    let server = AuthServer::start().await;
    // Some servers say back what they were sent. What was sent is only known then.
    let account = service_account(&server).build().unwrap();
    token(&account).await.unwrap();
    let assertion = server.requests()[0].form["assertion"].clone();
    server.clock().advance(Duration::ZERO);

    let encoded = "CANARY%2Fsecret%2B1%3D";
    let escaped = r"CANARY\/secret+1=";
    for (status, body) in [
        (
            400,
            format!(r#"{{"error":"x","client_secret":"{CLIENT_SECRET}"}}"#),
        ),
        (400, format!(r#"{{"error":"bad secret {escaped}"}}"#)),
        (400, format!("<p>{CLIENT_SECRET} {encoded} {assertion}</p>")),
        (
            400,
            format!("client_secret={encoded}&assertion={assertion}"),
        ),
        (400, format!(r#"{{"request":["{assertion}"]}}"#)),
        (400, r#"{"refresh_token":"CANARY=="}"#.to_owned()),
        (400, r#"{"refresh_token":"CANARY=="#.to_owned()),
        (200, r#"{"access_token":["CANARY=="]}"#.to_owned()),
        (200, r#"{"access_token":"CANARY=="#.to_owned()),
        (200, r#"{"data":{"token":{"value":"CANARY"}}}"#.to_owned()),
        (200, r#"{"jwt":"CANARY"}"#.to_owned()),
        (200, "CANARY==".to_owned()),
        (200, r#""CANARY==""#.to_owned()),
        (200, "access_token=CANARY&expires_in=3600".to_owned()),
        (
            200,
            r#"{"access_token":"CANARY","token_type":"mac"}"#.to_owned(),
        ),
    ] {
        let account = service_account(&server).build().unwrap();
        let answer = Answer::new(status, body.clone())
            .header("set-cookie", "session=CANARY")
            .header("www-authenticate", "CANARY");
        server.tell([answer]);
        let error = refusal(&account).await;
        let told = format!(
            "{error} {error:?} {:?} {:?} {:?} {:?}",
            error.body_text(),
            error.code(),
            error.description(),
            error.headers(),
        );
        assert!(!told.contains("CANARY"), "{body}\n{told}");
        assert!(!told.contains(&assertion), "{body}\n{told}");
    }
}

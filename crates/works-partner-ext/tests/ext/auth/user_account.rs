//! A login, and how long it lasts.

use std::time::Duration;

use works_partner_ext::{
    AuthorizationCode, Credentials, ErrorKind, LoginState, Scope, UserAccount,
};

use crate::auth::support::auth_server::{Answer, AuthServer};
use crate::auth::support::{CLIENT_ID, CLIENT_SECRET, refusal, token, user_account};

const REDIRECT_URI: &str = "http://localhost:9876/callback";

async fn logged_in(server: &AuthServer) -> UserAccount {
    let account = user_account(server).build().unwrap();
    let code = AuthorizationCode::new("the-code");
    account.exchange(&code, REDIRECT_URI).await.unwrap();
    account
}

#[tokio::test]
async fn the_person_is_sent_to_a_url_that_says_all() {
    let server = AuthServer::start().await;
    let account = user_account(&server)
        .scope(Scope::new("partner partner.read").unwrap())
        .build()
        .unwrap();
    let state = LoginState::from_secret("a+b/c=");
    let url = account.authorize_url(&state, REDIRECT_URI).unwrap();
    assert_eq!(
        url,
        format!(
            "{}/authorize?client_id={CLIENT_ID}&redirect_uri=http%3A%2F%2Flocalhost%3A9876%2Fcallback\
             &scope=partner%20partner.read&response_type=code&state=a%2Bb%2Fc%3D",
            server.url()
        )
    );
    for uri in ["", "/callback", "http://localhost/#there"] {
        let error = account.authorize_url(&state, uri).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{uri}");
    }
}

#[tokio::test]
async fn a_code_is_exchanged_for_tokens() {
    let server = AuthServer::start().await;
    let account = logged_in(&server).await;
    let request = &server.requests()[0];
    let mut form: Vec<(&str, &str)> = request
        .form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    form.sort_unstable();
    assert_eq!(
        form,
        [
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("code", "the-code"),
            ("grant_type", "authorization_code"),
            ("redirect_uri", REDIRECT_URI),
        ]
    );
    assert_eq!(token(&account).await.unwrap(), "token/1+==");
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
async fn a_code_that_is_refused_is_told_with_advice() {
    let server = AuthServer::start().await;
    let account = user_account(&server)
        .name("admin@example.com")
        .build()
        .unwrap();
    let code = AuthorizationCode::new("CANARY-code");
    let error = account.exchange(&code, REDIRECT_URI).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{} refused the user account `admin@example.com` of the client `{CLIENT_ID}`: 400 Bad \
             Request; the code was used before, is older than 10 minutes, or is for another redirect \
             URI (invalid_grant)",
            server.host()
        )
    );
}

#[tokio::test]
async fn a_code_is_sent_again_only_if_the_server_cannot_have_taken_it() {
    for (status, tries) in [(429, 2), (503, 2), (500, 1), (502, 1), (504, 1)] {
        let server = AuthServer::start().await;
        server.tell([Answer::new(status, "")]);
        let account = user_account(&server).build().unwrap();
        let code = AuthorizationCode::new("the-code");
        let outcome = account.exchange(&code, REDIRECT_URI).await;
        assert_eq!(outcome.is_ok(), tries == 2, "{status}");
        assert_eq!(server.request_count(), tries, "{status}");
    }
}

#[tokio::test]
async fn without_a_login_there_is_no_token() {
    let server = AuthServer::start().await;
    let account = user_account(&server).build().unwrap();
    let error = refusal(&account).await;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(!error.is_retryable());
    assert_eq!(
        error.to_string(),
        format!("the user account `default` of the client `{CLIENT_ID}` is not logged in")
    );
    assert_eq!(server.request_count(), 0);
    assert!(account.token_info().await.is_none());
}

#[tokio::test]
async fn without_rotation_the_refresh_token_stays() {
    let server = AuthServer::start().await;
    let account = logged_in(&server).await;
    for expected in ["token/2+==", "token/3+=="] {
        server.clock().advance(Duration::from_secs(3400));
        assert_eq!(token(&account).await.unwrap(), expected);
    }
    let requests = server.requests();
    for request in &requests[1..] {
        let mut names: Vec<&str> = request.form.keys().map(String::as_str).collect();
        names.sort_unstable();
        let expected = ["client_id", "client_secret", "grant_type", "refresh_token"];
        assert_eq!(names, expected);
        assert_eq!(request.form["grant_type"], "refresh_token");
        assert_eq!(request.form["refresh_token"], "refresh/1+==");
        assert!(request.body.contains("refresh_token=refresh%2F1%2B%3D%3D"));
    }
    assert_eq!(requests.len(), 3);
}

#[tokio::test]
async fn with_rotation_the_new_refresh_token_is_used_next() {
    let server = AuthServer::start().await;
    server.rotate_refresh_tokens();
    let account = logged_in(&server).await;
    for expected in ["token/2+==", "token/3+=="] {
        server.clock().advance(Duration::from_secs(3400));
        assert_eq!(token(&account).await.unwrap(), expected);
    }
    let requests = server.requests();
    assert_eq!(requests[1].form["refresh_token"], "refresh/1+==");
    assert_eq!(requests[2].form["refresh_token"], "refresh/2+==");
}

#[tokio::test]
async fn a_rotated_refresh_token_is_not_lost_with_a_cancelled_call() {
    let server = AuthServer::start().await;
    server.rotate_refresh_tokens();
    let account = logged_in(&server).await;
    server.clock().advance(Duration::from_secs(3600));
    server.hold();
    let call = tokio::spawn({
        let account = account.clone();
        async move { token(&account).await }
    });
    server.received(2).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    server.release();
    assert_eq!(token(&account).await.unwrap(), "token/2+==");
    server.clock().advance(Duration::from_secs(3600));
    assert_eq!(token(&account).await.unwrap(), "token/3+==");
}

#[tokio::test]
async fn a_refresh_token_from_elsewhere_will_do() {
    let server = AuthServer::start().await;
    logged_in(&server).await;
    let account = user_account(&server)
        .refresh_token("refresh/1+==\n")
        .build()
        .unwrap();
    assert_eq!(token(&account).await.unwrap(), "token/2+==");
}

#[tokio::test]
async fn a_login_that_has_ended_is_told_so() {
    let server = AuthServer::start().await;
    let account = user_account(&server)
        .refresh_token("CANARY-refresh")
        .build()
        .unwrap();
    let error = refusal(&account).await;
    assert_eq!(error.code(), Some("invalid_grant"));
    let message = error.to_string();
    assert!(message.contains("log in again"), "{message}");
    assert!(!message.contains("CANARY"), "{message}");
}

#[tokio::test]
async fn a_refused_token_is_replaced_by_the_refresh_token() {
    let server = AuthServer::start().await;
    let account = logged_in(&server).await;
    let first = account.access_token().await.unwrap();
    assert!(account.refused(&first));
    assert_eq!(token(&account).await.unwrap(), "token/2+==");
}

#[tokio::test]
async fn logging_out_ends_both_tokens() {
    let server = AuthServer::start().await;
    let account = logged_in(&server).await;
    account.revoke().await.unwrap();
    let requests = server.requests();
    let revoked: Vec<(&str, &str)> = requests[1..]
        .iter()
        .map(|request| {
            assert_eq!(request.path, "/oauth2/v2.0/revoke");
            let form = &request.form;
            (form["token_type_hint"].as_str(), form["token"].as_str())
        })
        .collect();
    assert_eq!(
        revoked,
        [
            ("refresh_token", "refresh/1+=="),
            ("access_token", "token/1+==")
        ]
    );
    let error = refusal(&account).await;
    assert!(error.to_string().ends_with("is not logged in"), "{error}");
}

/// Whatever an account does can be done by a task.
#[tokio::test]
async fn everything_can_be_spawned() {
    let server = AuthServer::start().await;
    let account = logged_in(&server).await;
    let task = tokio::spawn(async move {
        let code = AuthorizationCode::new("the-code");
        account.exchange(&code, REDIRECT_URI).await?;
        token(&account).await?;
        account.token_info().await;
        account.revoke().await
    });
    task.await.unwrap().unwrap();
}

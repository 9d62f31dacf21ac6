//! What a service account sends, and what it makes of the answer.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use works_partner_ext::{Clock, Credentials, ErrorKind, PrivateKey, Scope, ServiceAccount};

use crate::auth::support::auth_server::{Answer, AuthServer};
use crate::auth::support::{
    CLIENT_ID, CLIENT_SECRET, SERVICE_ACCOUNT, keys, private_key, refusal, service_account, token,
};

#[tokio::test]
async fn a_token_is_asked_for_by_a_signed_statement() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();

    assert_eq!(token(&account).await.unwrap(), "token/1+==");

    let requests = server.requests();
    let [request] = &requests[..] else {
        panic!("{requests:?}")
    };
    assert_eq!(request.path, "/oauth2/v2.0/token");
    assert_eq!(request.content_type, "application/x-www-form-urlencoded");
    let mut names: Vec<&str> = request.form.keys().map(String::as_str).collect();
    names.sort_unstable();
    let expected = [
        "assertion",
        "client_id",
        "client_secret",
        "grant_type",
        "scope",
    ];
    assert_eq!(names, expected);
    assert_eq!(request.form["scope"], "partner");
    // Encoded once.
    assert!(
        request
            .body
            .contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer")
    );
    assert!(
        request
            .body
            .contains("client_secret=CANARY%2Fsecret%2B1%3D")
    );
}

#[tokio::test]
async fn the_statement_is_a_jwt_to_the_letter() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    token(&account).await.unwrap();

    let assertion = &server.requests()[0].form["assertion"];
    assert!(!assertion.contains(['=', '+', '/']), "{assertion}");
    let parts: Vec<&str> = assertion.split('.').collect();
    let decoded = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    assert_eq!(decoded(parts[0]), r#"{"alg":"RS256","typ":"JWT"}"#);
    let claims: Value = serde_json::from_str(&decoded(parts[1])).unwrap();
    let now = server.clock().now().as_second();
    let expected = json!({
        "iss": CLIENT_ID,
        "sub": SERVICE_ACCOUNT,
        "iat": now - 60,
        "exp": now + 29 * 60,
    });
    assert_eq!(claims, expected);
}

#[tokio::test]
async fn the_scope_is_asked_for_in_one_spelling() {
    let server = AuthServer::start().await;
    let scope = Scope::new(" partner.read partner  partner.read ").unwrap();
    let account = service_account(&server).scope(scope).build().unwrap();
    token(&account).await.unwrap();
    assert_eq!(server.requests()[0].form["scope"], "partner partner.read");
}

#[tokio::test]
async fn the_token_is_kept_until_five_minutes_before_its_end() {
    let server = AuthServer::start().await;
    for expires_in in [json!("3600"), json!(3600), json!(3600.0), json!(null)] {
        server.set_expires_in(expires_in.clone());
        let account = service_account(&server).build().unwrap();
        let before = server.request_count();

        let first = token(&account).await.unwrap();
        server.clock().advance(Duration::from_secs(3299));
        assert_eq!(token(&account).await.unwrap(), first, "{expires_in}");
        assert_eq!(server.request_count(), before + 1, "{expires_in}");

        server.clock().advance(Duration::from_secs(1));
        assert_ne!(token(&account).await.unwrap(), first, "{expires_in}");
        assert_eq!(server.request_count(), before + 2, "{expires_in}");
    }
}

#[tokio::test]
async fn a_short_life_is_renewed_in_its_last_tenth() {
    let server = AuthServer::start().await;
    server.set_expires_in(json!("60"));
    let account = service_account(&server).build().unwrap();
    token(&account).await.unwrap();
    server.clock().advance(Duration::from_secs(53));
    token(&account).await.unwrap();
    assert_eq!(server.request_count(), 1);
    server.clock().advance(Duration::from_secs(1));
    token(&account).await.unwrap();
    assert_eq!(server.request_count(), 2);
}

#[tokio::test]
async fn the_vendors_example_is_understood() {
    let server = AuthServer::start().await;
    server.tell([Answer::new(
        200,
        r#"{"access_token":"jp1AAAA==","refresh_token":"jp1AAAA==","token_type":"Bearer","expires_in":"86400","scope":"partner partner.read"}"#,
    )]);
    let account = service_account(&server).build().unwrap();
    let now = server.clock().now();
    assert_eq!(token(&account).await.unwrap(), "jp1AAAA==");
    let info = account.token_info().await.unwrap();
    assert_eq!(info.scope(), Some("partner partner.read"));
    assert_eq!(info.expires_at(), now + Duration::from_secs(86400));
}

#[tokio::test]
async fn what_the_answer_has_besides_is_ignored() {
    let server = AuthServer::start().await;
    server.tell([Answer::new(
        200,
        r#"{"access_token":"t","expires_in":"3600","new":{"a":[1]},"id_token":null}"#,
    )]);
    let account = service_account(&server).build().unwrap();
    assert_eq!(token(&account).await.unwrap(), "t");
    assert_eq!(account.token_info().await.unwrap().scope(), None);
}

#[tokio::test]
async fn clones_share_the_token() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    let clone = account.clone();
    assert_eq!(token(&account).await.unwrap(), token(&clone).await.unwrap());
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
async fn revoking_ends_the_token_there_and_here() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    account.revoke().await.unwrap();
    assert_eq!(server.request_count(), 0, "there is nothing to end");

    token(&account).await.unwrap();
    account.revoke().await.unwrap();
    let request = &server.requests()[1];
    assert_eq!(request.path, "/oauth2/v2.0/revoke");
    assert_eq!(request.form["token"], "token/1+==");
    assert_eq!(request.form["token_type_hint"], "access_token");
    assert_eq!(request.form["client_id"], CLIENT_ID);
    assert_eq!(request.form["client_secret"], CLIENT_SECRET);
    assert!(account.token_info().await.is_none());
    assert_eq!(token(&account).await.unwrap(), "token/2+==");
}

#[tokio::test]
async fn a_token_that_could_not_be_revoked_is_kept() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    token(&account).await.unwrap();
    server.tell([Answer::new(400, r#"{"error":"unsupported_token_type"}"#)]);
    let error = account.revoke().await.unwrap_err();
    assert_eq!(error.code(), Some("unsupported_token_type"));
    assert_eq!(token(&account).await.unwrap(), "token/1+==");
}

#[tokio::test]
async fn copied_ids_lose_the_white_space_of_copying() {
    let server = AuthServer::start().await;
    let account = service_account(&server)
        .client_id(format!(" {CLIENT_ID}\n"))
        .client_secret(format!("{CLIENT_SECRET}\n"))
        .service_account(format!("{SERVICE_ACCOUNT}\r\n"))
        .build()
        .unwrap();
    token(&account).await.unwrap();
}

#[tokio::test]
async fn another_key_is_refused_with_advice() {
    let server = AuthServer::start().await;
    let account = service_account(&server)
        .private_key(PrivateKey::from_pem(&keys::another().private_pem).unwrap())
        .build()
        .unwrap();
    let error = refusal(&account).await;
    assert_eq!(error.code(), Some("invalid_grant"));
    assert_eq!(
        error.to_string(),
        format!(
            "{} refused the service account `{SERVICE_ACCOUNT}` of the client `{CLIENT_ID}`: 400 Bad \
             Request; the private key is not this app's, or the service account is not its own or \
             gone (invalid_grant)",
            server.host()
        )
    );
}

#[test]
fn what_is_missing_is_named() {
    let whole = || {
        ServiceAccount::builder()
            .client_id(CLIENT_ID)
            .client_secret(CLIENT_SECRET)
            .service_account(SERVICE_ACCOUNT)
            .private_key(private_key())
    };
    let without_key = ServiceAccount::builder()
        .client_id(CLIENT_ID)
        .client_secret(CLIENT_SECRET)
        .service_account(SERVICE_ACCOUNT);
    for (builder, message) in [
        (whole().client_id(""), "there is no client id"),
        (whole().client_secret(" \n"), "there is no client secret"),
        (whole().service_account(""), "there is no service account"),
        (without_key, "there is no private key"),
        (
            whole().client_id("46zh 46zh"),
            "the client id holds characters that none has, such as spaces or line ends",
        ),
        (
            whole().auth_url("http://auth.worksmobile.com/oauth2/v2.0"),
            "the auth URL http://auth.worksmobile.com/oauth2/v2.0 cannot be used: \
             plain http goes to this machine only (127.0.0.1, ::1, localhost); use https",
        ),
        (
            whole().auth_url("https://me:CANARY@auth.worksmobile.com/oauth2/v2.0"),
            "the auth URL https://auth.worksmobile.com/oauth2/v2.0 cannot be used: \
             it must not carry a user or a password",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(error.to_string(), message);
    }
    assert!(whole().build().is_ok());
}

#[tokio::test]
async fn a_scope_is_one_or_more_words() {
    for text in ["", "  ", "partner,partner.read", "\"partner\"", "pärtner"] {
        assert!(Scope::new(text).is_err(), "{text}");
    }
    assert_eq!(Scope::new("bot").unwrap().to_string(), "bot");
    assert_eq!("partner".parse::<Scope>().unwrap(), Scope::PARTNER);
}

#[tokio::test]
async fn a_refused_token_is_replaced() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    let first = account.access_token().await.unwrap();
    assert!(account.refused(&first));
    assert_eq!(token(&account).await.unwrap(), "token/2+==");
    // The other calls that carried the first one learn of it later.
    assert!(account.refused(&first));
    assert_eq!(token(&account).await.unwrap(), "token/2+==");
    assert_eq!(server.request_count(), 2);
}

//! Accounts and clients against the sandbox, whose auth server knows nothing of this crate.

use std::time::Duration;

use tokio::task::JoinSet;
use works_partner_ext::{
    Client, ClientBuilder, Credentials, ErrorKind, LoginListener, LoginState, PrivateKey, Scope,
    ServiceAccount, ServiceAccountBuilder, UserAccount,
};
use works_partner_sandbox::{AuthErrorForm, Fault, RetryHint, Sandbox, SandboxBuilder};

use crate::auth::support::{keys, refusal, token};

/// A sandbox without limits.
fn sandbox() -> SandboxBuilder {
    Sandbox::builder().rate_limit(None).concurrency_limit(None)
}

fn service_account(sandbox: &Sandbox) -> ServiceAccountBuilder {
    ServiceAccount::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .service_account(sandbox.service_account())
        .private_key(PrivateKey::from_pem(sandbox.private_key_pem()).unwrap())
        .auth_url(sandbox.auth_url())
}

fn client(sandbox: &Sandbox, credentials: impl Credentials) -> ClientBuilder {
    Client::builder()
        .base_url(sandbox.base_url())
        .credentials(credentials)
        .rate_limit(None)
        .concurrency(50)
}

/// As many calls at once as that; all must succeed.
async fn calls(client: &Client, count: usize) {
    let mut calls = JoinSet::new();
    for _ in 0..count {
        let client = client.clone();
        calls.spawn(async move { client.option_orders("10000001".parse().unwrap()).await });
    }
    for outcome in calls.join_all().await {
        outcome.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_get_along_with_one_token() {
    let sandbox = sandbox().start().await.unwrap();
    let account = service_account(&sandbox).build().unwrap();
    let client = client(&sandbox, account).build().unwrap();
    calls(&client, 1000).await;
    assert_eq!(sandbox.token_requests(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_whose_token_was_revoked_get_one_new_one() {
    let sandbox = sandbox().start().await.unwrap();
    let account = service_account(&sandbox).build().unwrap();
    let client = client(&sandbox, account).build().unwrap();
    calls(&client, 1).await;
    sandbox.revoke_all_tokens();
    calls(&client, 1000).await;
    assert_eq!(sandbox.token_requests(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_trouble_of_the_auth_server_is_not_noticed() {
    for fault in [
        Fault::ResetBeforeRequest,
        Fault::ResetAfterRequest,
        Fault::TruncatedBody,
        Fault::GatewayPage(502),
        Fault::ServiceUnavailable,
        Fault::InternalServerError,
        Fault::TooManyRequests(RetryHint::RetryAfterSeconds(1)),
    ] {
        let sandbox = sandbox().start().await.unwrap();
        let account = service_account(&sandbox).build().unwrap();
        let client = client(&sandbox, account).build().unwrap();
        sandbox
            .faults()
            .push_for("/oauth2/v2.0/token", fault.clone());
        calls(&client, 50).await;
        // One that is reset before it is sent is none.
        assert!(sandbox.token_requests() <= 2, "{fault:?}");
        assert_eq!(sandbox.faults().pending(), 0, "{fault:?}");
    }
}

#[tokio::test]
async fn what_is_no_token_is_never_taken_for_one() {
    for fault in [
        Fault::HtmlBody,
        Fault::EmptyBody,
        Fault::HugeBody,
        Fault::HugeChunkedBody,
        Fault::GzipBomb,
        Fault::Redirect("http://127.0.0.1:1/".to_owned()),
        Fault::RedirectToSelf,
    ] {
        let sandbox = sandbox().start().await.unwrap();
        let account = service_account(&sandbox).build().unwrap();
        sandbox
            .faults()
            .push_for("/oauth2/v2.0/token", fault.clone());
        let error = refusal(&account).await;
        assert_eq!(error.kind(), ErrorKind::Credentials, "{fault:?}");
        assert_eq!(sandbox.token_requests(), 1, "{fault:?}");
        let kept = error.body_text().unwrap().len();
        assert!(kept <= 64 * 1024, "{fault:?}: {kept}");
    }
}

#[tokio::test]
async fn oddities_of_a_good_answer_do_no_harm() {
    for fault in [
        Fault::WrongContentType,
        Fault::Gzip,
        Fault::Trickle(Duration::from_micros(100)),
    ] {
        let sandbox = sandbox().start().await.unwrap();
        let account = service_account(&sandbox).build().unwrap();
        sandbox
            .faults()
            .push_for("/oauth2/v2.0/token", fault.clone());
        token(&account).await.unwrap();
        assert_eq!(sandbox.token_requests(), 1, "{fault:?}");
    }
    let sandbox = sandbox().expires_in_as_number(true).start().await.unwrap();
    let account = service_account(&sandbox).build().unwrap();
    token(&account).await.unwrap();
    assert!(account.token_info().await.is_some());
}

#[tokio::test]
async fn every_wrong_credential_is_refused_in_every_form() {
    for form in [
        AuthErrorForm::OAuth,
        AuthErrorForm::ReturnCode,
        AuthErrorForm::Html,
        AuthErrorForm::Empty,
    ] {
        let sandbox = sandbox().auth_error_form(form).start().await.unwrap();
        let account = || service_account(&sandbox);
        let another = PrivateKey::from_pem(&keys::another().private_pem).unwrap();
        for (account, status, code, advice) in [
            (
                account().private_key(another),
                400,
                "invalid_grant",
                "private key",
            ),
            (
                account().client_id("46zhOTHER"),
                401,
                "invalid_client",
                "client id",
            ),
            (
                account().client_secret("CANARY-wrong"),
                401,
                "invalid_client",
                "client secret",
            ),
            (
                account().service_account("gone.serviceaccount@example.com"),
                400,
                "invalid_grant",
                "service account",
            ),
            (
                account().scope(Scope::new("partners").unwrap()),
                400,
                "invalid_scope",
                "scope",
            ),
        ] {
            let account = account.build().unwrap();
            let client = client(&sandbox, account).build().unwrap();
            let error = client
                .option_orders("10000001".parse().unwrap())
                .await
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert!(error.is_auth());
            assert_eq!(error.status().unwrap(), status);
            let expected = match form {
                AuthErrorForm::OAuth => Some(code),
                AuthErrorForm::ReturnCode => Some("99"),
                _ => None,
            };
            assert_eq!(error.code(), expected, "{form:?}");
            let told = format!("{error} {error:?} {:?}", error.body_text());
            assert!(error.to_string().contains(advice), "{form:?}: {error}");
            assert!(!told.contains("CANARY"), "{told}");
            assert!(!told.contains(sandbox.client_secret()), "{told}");
        }
    }
}

#[tokio::test]
async fn a_read_only_scope_is_asked_for_and_told() {
    let sandbox = sandbox().start().await.unwrap();
    let account = service_account(&sandbox)
        .scope(Scope::PARTNER_READ)
        .build()
        .unwrap();
    let client = client(&sandbox, account.clone()).build().unwrap();
    calls(&client, 1).await;
    let info = account.token_info().await.unwrap();
    assert_eq!(info.scope(), Some("partner.read"));
}

#[tokio::test]
async fn a_person_logs_in_with_a_browser_and_out_again() {
    for rotates in [false, true] {
        let sandbox = sandbox()
            .refresh_token_rotation(rotates)
            .start()
            .await
            .unwrap();
        let person = UserAccount::builder()
            .client_id(sandbox.client_id())
            .client_secret(sandbox.client_secret())
            .auth_url(sandbox.auth_url())
            .build()
            .unwrap();
        let listener = LoginListener::bind("http://localhost:0/callback")
            .await
            .unwrap();
        let state = LoginState::random().unwrap();
        let url = person
            .authorize_url(&state, listener.redirect_uri())
            .unwrap();
        let browser = tokio::spawn(reqwest::get(url));
        let code = listener.wait(&state).await.unwrap();
        let page = browser.await.unwrap().unwrap().text().await.unwrap();
        assert!(page.contains("You can close this window"), "{page}");
        person
            .exchange(&code, listener.redirect_uri())
            .await
            .unwrap();

        let client = client(&sandbox, person.clone()).build().unwrap();
        calls(&client, 1).await;
        // Each time the API refuses the token, the refresh token brings another.
        for _ in 0..2 {
            let old = person.access_token().await.unwrap();
            person.refused(&old);
            calls(&client, 1).await;
            let new = person.access_token().await.unwrap();
            assert_ne!(old.expose_secret(), new.expose_secret());
        }
        assert_eq!(sandbox.token_requests(), 3);

        let last = token(&person).await.unwrap();
        person.revoke().await.unwrap();
        let late = Client::builder()
            .base_url(sandbox.base_url())
            .access_token(last)
            .build()
            .unwrap();
        let error = late.option_orders("10000001".parse().unwrap()).await;
        assert_eq!(error.unwrap_err().status().unwrap(), 401);
        assert!(
            refusal(&person)
                .await
                .to_string()
                .ends_with("is not logged in")
        );
    }
}

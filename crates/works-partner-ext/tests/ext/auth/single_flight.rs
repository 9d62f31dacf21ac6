//! One token request, however many calls wait for it and whatever becomes of the first.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;
use works_partner_ext::{Credentials, Error, ErrorKind, ServiceAccount};

use crate::auth::support::auth_server::{Answer, AuthServer};
use crate::auth::support::{refusal, service_account, token};

/// As many calls at once as that.
fn calls(account: &ServiceAccount, count: usize) -> JoinSet<Result<String, Error>> {
    let mut calls = JoinSet::new();
    for _ in 0..count {
        let account = account.clone();
        calls.spawn(async move { token(&account).await });
    }
    calls
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_on_an_expired_token_make_one_request() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    token(&account).await.unwrap();
    server.clock().advance(Duration::from_secs(3600));
    server.hold();

    let calls = calls(&account, 1000);
    server.received(2).await;
    server.release();

    for outcome in calls.join_all().await {
        assert_eq!(outcome.unwrap(), "token/2+==");
    }
    assert_eq!(server.request_count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_make_two_requests_if_the_first_fails_in_passing() {
    for failure in [
        Answer::new(503, ""),
        Answer::new(500, "<html>oops</html>"),
        Answer::new(429, "{}").header("retry-after", "2"),
    ] {
        let server = AuthServer::start().await;
        let account = service_account(&server).build().unwrap();
        server.tell([failure]);

        for outcome in calls(&account, 1000).join_all().await {
            assert_eq!(outcome.unwrap(), "token/1+==");
        }
        assert_eq!(server.request_count(), 2);
    }
}

#[tokio::test]
async fn all_who_wait_share_a_failure_and_the_next_call_tries_again() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    server.tell([Answer::new(401, r#"{"error":"invalid_client"}"#)]);
    server.hold();

    let asked = Arc::new(AtomicUsize::new(0));
    let mut waiting = JoinSet::new();
    for _ in 0..1000 {
        let (account, asked) = (account.clone(), asked.clone());
        waiting.spawn(async move {
            asked.fetch_add(1, Relaxed);
            token(&account).await
        });
    }
    // There is one thread: whoever counts is at the gate before anybody else runs.
    while asked.load(Relaxed) < 1000 {
        tokio::task::yield_now().await;
    }
    server.received(1).await;
    server.release();
    for outcome in waiting.join_all().await {
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.code(), Some("invalid_client"));
    }
    assert_eq!(server.request_count(), 1);

    assert_eq!(token(&account).await.unwrap(), "token/1+==");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_refusals_of_one_token_make_one_request() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    let old = account.access_token().await.unwrap();

    let mut calls = JoinSet::new();
    for _ in 0..1000 {
        let (account, old) = (account.clone(), old.clone());
        calls.spawn(async move {
            assert!(account.refused(&old));
            token(&account).await.unwrap()
        });
    }
    for token in calls.join_all().await {
        assert_eq!(token, "token/2+==");
    }
    assert_eq!(server.request_count(), 2);
}

#[tokio::test]
async fn the_others_get_their_token_if_the_first_call_is_cancelled() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    server.hold();

    let first = tokio::spawn({
        let account = account.clone();
        async move { token(&account).await }
    });
    server.received(1).await;
    let others = calls(&account, 100);
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    server.release();

    for outcome in others.join_all().await {
        assert_eq!(outcome.unwrap(), "token/1+==");
    }
    assert_eq!(server.request_count(), 1, "the request goes on for them");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_others_get_their_token_if_the_runtime_of_the_first_call_ends() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    server.hold();

    let doomed = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    doomed.spawn({
        let account = account.clone();
        async move { token(&account).await }
    });
    server.received(1).await;
    let others = calls(&account, 100);
    doomed.shutdown_background();
    server.received(2).await;
    server.release();

    for outcome in others.join_all().await {
        assert_eq!(outcome.unwrap(), "token/2+==");
    }
    assert_eq!(server.request_count(), 2);
}

#[tokio::test]
async fn nobody_waits_for_a_renewal_ahead_of_the_end_but_who_began_it() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    token(&account).await.unwrap();
    server.clock().advance(Duration::from_secs(3400));
    server.hold();

    let first = tokio::spawn({
        let account = account.clone();
        async move { token(&account).await }
    });
    server.received(2).await;
    for outcome in calls(&account, 100).join_all().await {
        assert_eq!(outcome.unwrap(), "token/1+==");
    }
    server.release();
    assert_eq!(first.await.unwrap().unwrap(), "token/2+==");
    assert_eq!(server.request_count(), 2);
}

#[tokio::test]
async fn a_renewal_ahead_of_the_end_that_fails_hurts_nobody_until_the_end() {
    let server = AuthServer::start().await;
    server.set_expires_in(json!("3600"));
    let account = service_account(&server).build().unwrap();
    token(&account).await.unwrap();
    server.clock().advance(Duration::from_secs(3400));

    server.tell([Answer::new(400, r#"{"error":"invalid_grant"}"#)]);
    assert_eq!(token(&account).await.unwrap(), "token/1+==");
    assert_eq!(server.request_count(), 2);

    // It is left alone for half a minute.
    server.clock().advance(Duration::from_secs(29));
    assert_eq!(token(&account).await.unwrap(), "token/1+==");
    assert_eq!(server.request_count(), 2);

    server.clock().advance(Duration::from_secs(1));
    server.tell([Answer::new(400, r#"{"error":"invalid_grant"}"#)]);
    assert_eq!(token(&account).await.unwrap(), "token/1+==");
    assert_eq!(server.request_count(), 3);

    // Expired in between: now it does.
    server.clock().advance(Duration::from_secs(200));
    server.tell([Answer::new(400, r#"{"error":"invalid_grant"}"#)]);
    assert_eq!(refusal(&account).await.code(), Some("invalid_grant"));
    assert_eq!(server.request_count(), 4);
}

#[tokio::test]
async fn a_refused_token_is_not_used_again_because_its_renewal_fails() {
    let server = AuthServer::start().await;
    let account = service_account(&server).build().unwrap();
    let old = account.access_token().await.unwrap();
    account.refused(&old);
    server.tell([Answer::new(400, r#"{"error":"invalid_grant"}"#)]);
    assert_eq!(refusal(&account).await.code(), Some("invalid_grant"));
    assert_eq!(token(&account).await.unwrap(), "token/2+==");
}

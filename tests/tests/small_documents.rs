//! The crates of the small documents, on real HTTP: what goes over the wire, and what comes back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use works_partner_api::{Error, Nullable, Transport};
use works_partner_tests::documents::{defaults, error_types, inline_enums, lists, nulls};
use works_partner_tests::json::differences;
use works_partner_tests::reencode;

/// What arrived: path and query, header names, body.
struct Arrived {
    target: String,
    headers: Vec<String>,
    body: Value,
}

/// A server that gives one answer to everything, and tells what it was asked.
async fn server(status: u16, body: &'static str) -> (String, UnboundedReceiver<Arrived>) {
    type Answer = (UnboundedSender<Arrived>, u16, &'static str);
    async fn answer(
        State((sender, status, body)): State<Answer>,
        request: Request,
    ) -> Response<Body> {
        let (head, sent) = request.into_parts();
        let sent = to_bytes(sent, 1 << 20).await.unwrap();
        let arrived = Arrived {
            target: head.uri.to_string(),
            headers: head.headers.keys().map(ToString::to_string).collect(),
            body: serde_json::from_slice(&sent).unwrap_or_default(),
        };
        sender.send(arrived).unwrap();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        response
    }
    let (sender, receiver) = unbounded_channel();
    let router = axum::Router::new()
        .fallback(answer)
        .with_state((sender, status, body));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, receiver)
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn a_failure_keeps_its_status_and_body_whatever_is_documented() {
    let (url, _arrived) = server(500, "<html>gateway</html>").await;
    let client = error_types::Client::new_with_client(&url, http(), Transport::plain());

    let Err(Error::UnexpectedResponse(response)) = client.get_thing().id(1).send().await else {
        panic!("not an unexpected response");
    };

    assert_eq!(response.status(), 500);
    assert_eq!(response.text().await.unwrap(), "<html>gateway</html>");
}

#[tokio::test]
async fn no_version_header_is_sent_and_paths_are_encoded() {
    let (url, mut arrived) = server(204, "").await;
    let client = nulls::Client::new_with_client(&url, http(), Transport::plain());

    let body = nulls::types::Thing::builder().required(Some(1));
    client
        .change_thing()
        .id("a/b ?#é")
        .body(body)
        .send()
        .await
        .unwrap();

    let arrived = arrived.recv().await.unwrap();
    assert_eq!(arrived.target, "/things/a%2Fb%20%3F%23%C3%A9");
    assert!(
        !arrived.headers.contains(&"api-version".to_owned()),
        "{:?}",
        arrived.headers
    );
}

#[tokio::test]
async fn absent_null_and_a_value_are_three_things() {
    for (optional, sent) in [
        (None, json!({"required": null})),
        (
            Some(Nullable::Null),
            json!({"required": null, "optional": null}),
        ),
        (
            Some(Nullable::Value(7)),
            json!({"required": null, "optional": 7}),
        ),
    ] {
        let (url, mut arrived) = server(204, "").await;
        let client = nulls::Client::new_with_client(&url, http(), Transport::plain());

        let body = nulls::types::Thing::builder()
            .required(None)
            .optional(optional);
        client
            .change_thing()
            .id("1")
            .body(body)
            .send()
            .await
            .unwrap();

        assert_eq!(arrived.recv().await.unwrap().body, sent);
    }
}

#[tokio::test]
async fn a_default_is_not_sent() {
    let (url, mut arrived) = server(204, "").await;
    let client = defaults::Client::new_with_client(&url, http(), Transport::plain());

    let body = defaults::types::Thing::builder().integer(Some(3));
    client.change_things().body(body).send().await.unwrap();

    let arrived = arrived.recv().await.unwrap();
    assert_eq!(arrived.body, json!({"integer": 3}));
    assert_eq!(arrived.target, "/things");
}

#[tokio::test]
async fn an_inline_enum_is_open() {
    let body = r#"[{"status":"NEW1","mode":"WARP","reason":null,"tags":["NEW","HOT"],"byName":{"a":"DIM"}}]"#;
    let (url, mut arrived) = server(200, body).await;
    let client = inline_enums::Client::new_with_client(&url, http(), Transport::plain());

    let things = client
        .list_things()
        .kind("HUGE")
        .status("PAUSED")
        .send()
        .await
        .unwrap();

    assert_eq!(things[0].status.as_str(), "NEW1");
    assert_eq!(
        arrived.recv().await.unwrap().target,
        "/things/HUGE?status=PAUSED"
    );
    let sent: Value = serde_json::from_str(body).unwrap();
    let found = serde_json::to_value(things.into_inner()).unwrap();
    assert_eq!(differences(&sent, &found), [""; 0]);
}

#[test]
fn lists_keep_their_order_and_tell_absent_from_empty() {
    for sent in [
        json!({"required": []}),
        json!({"required": ["b", "a"], "optional": [], "unique": ["b", "a", "b"], "pair": [1, 2, 3]}),
        json!({"required": [], "nullable": null, "any": [1, null, {"a": []}], "nested": [[{"a": "b"}], []]}),
    ] {
        let found = reencode::<lists::types::Thing>(&sent.to_string()).unwrap();
        assert_eq!(differences(&sent, &found), [""; 0]);
    }
}

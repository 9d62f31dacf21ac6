//! What somebody writes who needs one call.

use std::hint::black_box;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use http_body_util::{BodyExt as _, Empty};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;
use works_partner_api::types::OptionProductId;

use crate::measure::{DOMAIN_ID, measure};

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Task {
    subscription_id: Option<i64>,
    option_product_id: String,
    sub_option_id: String,
    r#type: String,
    quantity: Option<i64>,
    apply_date: String,
}

pub(crate) async fn run(client: &str, calls: u32, url: &str, token: &str) {
    match client {
        "hyper" => hyper(calls, url, token).await,
        "reqwest-bare" => reqwest(calls, url, token, bare()).await,
        "reqwest" => reqwest(calls, url, token, with_timeouts()).await,
        "reqwest-write" => write(calls, url, token, with_timeouts()).await,
        "generated" => generated(calls, url, token).await,
        other => panic!("no client {other}"),
    }
}

fn bare() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// The times that works-partner-ext keeps to.
fn with_timeouts() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .connect_timeout(Duration::from_secs(10))
        .read_timeout(Duration::from_secs(30))
        .timeout(Duration::from_secs(60))
        .build()
        .unwrap()
}

async fn reqwest(calls: u32, url: &str, token: &str, client: reqwest::Client) {
    let bearer = format!("Bearer {token}");
    measure(calls, async || {
        let response = client
            .get(format!(
                "{url}/partners/customers/{DOMAIN_ID}/option-product-orders/ACV2"
            ))
            .header(AUTHORIZATION, &bearer)
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap();
        let body = response.bytes().await.unwrap();
        black_box(serde_json::from_slice::<Task>(&body).unwrap());
    })
    .await;
}

async fn write(calls: u32, url: &str, token: &str, client: reqwest::Client) {
    let bearer = format!("Bearer {token}");
    measure(calls, async || {
        let task = Task {
            subscription_id: None,
            option_product_id: "DRV".to_owned(),
            sub_option_id: "DRV01".to_owned(),
            r#type: "APPLY".to_owned(),
            quantity: None,
            apply_date: "2026-12-01".to_owned(),
        };
        let response = client
            .post(format!(
                "{url}/partners/customers/{DOMAIN_ID}/option-product-orders"
            ))
            .header(AUTHORIZATION, &bearer)
            .json(&task)
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap();
        let body = response.bytes().await.unwrap();
        black_box(serde_json::from_slice::<serde_json::Value>(&body).unwrap());
    })
    .await;
}

/// The floor: one connection, no pool, no time-outs.
async fn hyper(calls: u32, url: &str, token: &str) {
    let url: url::Url = url.parse().unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let path = url.path().trim_end_matches('/');
    let stream = TcpStream::connect(&host).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let (sender, bearer) = (Mutex::new(Some(sender)), format!("Bearer {token}"));
    measure(calls, async || {
        let request = Request::get(format!(
            "{path}/partners/customers/{DOMAIN_ID}/option-product-orders/ACV2"
        ))
        .header(HOST, &host)
        .header(AUTHORIZATION, &bearer)
        .header(ACCEPT, "*/*")
        .body(Empty::<Bytes>::new())
        .unwrap();
        let mut ours = sender.lock().unwrap().take().unwrap();
        ours.ready().await.unwrap();
        let response = ours.send_request(request).await.unwrap();
        assert!(response.status().is_success());
        assert!(response.headers().contains_key(CONTENT_TYPE));
        let body = response.into_body().collect().await.unwrap().to_bytes();
        *sender.lock().unwrap() = Some(ours);
        black_box(serde_json::from_slice::<Task>(&body).unwrap());
    })
    .await;
}

/// The generated client without a policy.
async fn generated(calls: u32, url: &str, token: &str) {
    let bearer = format!("Bearer {token}").parse().unwrap();
    let authorized = reqwest::Client::builder()
        .no_proxy()
        .default_headers([(AUTHORIZATION, bearer)].into_iter().collect())
        .build()
        .unwrap();
    let transport = works_partner_api::Transport::plain();
    let client = works_partner_api::Client::new_with_client(url, authorized, transport);
    measure(calls, async || {
        let call = client.get_option_product_order().domain_id(DOMAIN_ID);
        let call = call.option_product_id(OptionProductId::Acv2);
        black_box(call.send().await.unwrap());
    })
    .await;
}

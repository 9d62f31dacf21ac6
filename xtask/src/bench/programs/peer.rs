//! The client that openapi-generator makes of the same document.

use std::hint::black_box;

use peer_client::apis::configuration::Configuration;
use peer_client::apis::option_product_orders_api::get_option_product_order;
use peer_client::models::OptionProductId;

use crate::measure::{DOMAIN_ID, measure};

pub(crate) async fn run(_: &str, calls: u32, url: &str, token: &str) {
    let configuration = Configuration {
        base_path: url.to_owned(),
        oauth_access_token: Some(token.to_owned()),
        client: reqwest::Client::builder().no_proxy().build().unwrap(),
        ..Configuration::default()
    };
    measure(calls, async || {
        let task = get_option_product_order(&configuration, DOMAIN_ID, OptionProductId::Acv2);
        black_box(task.await.unwrap());
    })
    .await;
}

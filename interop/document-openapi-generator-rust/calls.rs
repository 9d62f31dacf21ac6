use std::env::var;
use std::fmt::Debug;

use partner::apis::{configuration::Configuration, customers_api, option_product_orders_api, subscription_memos_api};
use partner::models;

const LONG: i64 = 1234567890123456789;

fn saw(check: &str, value: Result<bool, impl Debug>) {
    let value = value.unwrap_or_else(|error| {
        eprintln!("{check}: {error:?}");
        false
    });
    println!("{check} = {}", if value { "yes" } else { "no" });
}

async fn has_long(client: &Configuration) -> Result<bool, customers_api::ListCustomersError> {
    let (mut cursor, mut found) = (None, false);
    loop {
        let page = customers_api::list_customers(client, None, None, cursor.as_deref(), None).await;
        let page = page.expect("a page of customers");
        found |= page.customers.iter().flatten().any(|customer| customer.domain_id == LONG);
        cursor = page.response_meta_data.and_then(|data| data.next_cursor).flatten();
        if cursor.as_deref().unwrap_or_default().is_empty() {
            return Ok(found);
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (base, token) = (var("BASE_URL").unwrap(), var("ACCESS_TOKEN").unwrap());
    let closed = plain::apis::configuration::Configuration {
        base_path: base.clone(),
        oauth_access_token: Some(token.clone()),
        ..Default::default()
    };
    let tasks = plain::apis::option_product_orders_api::list_option_product_orders(&closed, 10000018).await;
    saw("from the document as it is: an unlisted value", tasks.map(|_| true));

    let client = Configuration { base_path: base, oauth_access_token: Some(token), ..Default::default() };
    saw("customers with ids of 19 digits", has_long(&client).await);
    let customer = customers_api::get_customer(&client, LONG).await;
    saw("a customer by an id of 19 digits", customer.map(|customer| customer.domain_id == LONG));
    let tasks = option_product_orders_api::list_option_product_orders(&client, 10000018).await;
    let is = |task: &models::OptionProductOrder| task.sub_option_id == "QTA_O1_DEMO";
    saw("a task with an unlisted value", tasks.map(|tasks| tasks.option_product_orders.iter().flatten().any(is)));
    let memo = models::SubscriptionMemoPut { memo: Some(Some("髙橋".to_owned())), ..Default::default() };
    let written = subscription_memos_api::put_subscription_memo(&client, LONG, "9007199254740993", memo).await;
    saw("a memo is written", written.map(|_| true));
    let deleted = customers_api::delete_customer(&client, 10000003).await;
    saw("a customer is deleted, answered 202 without a body", deleted.map(|()| true));
}

//! Prints what is scheduled for the options of a customer.
//!
//! ```sh
//! WORKS_PARTNER_ACCESS_TOKEN=… cargo run --example scheduled_tasks -- 10000001
//! ```

#![allow(clippy::print_stdout, reason = "it is what a program does")]

use std::env;

use works_partner_ext::{Client, OptionProductIdExt, SubOptionIdExt};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let customer = env::args()
        .nth(1)
        .ok_or("usage: scheduled_tasks DOMAIN_ID")?
        .parse()?;
    let mut client = Client::builder().access_token(env::var("WORKS_PARTNER_ACCESS_TOKEN")?);
    if let Ok(url) = env::var("WORKS_PARTNER_BASE_URL") {
        client = client.base_url(url);
    }
    let client = client.build()?;

    let tasks = client.option_orders(customer).await?;
    if tasks.is_empty() {
        println!("nothing is scheduled");
    }
    for task in tasks.iter() {
        println!(
            "{}  {:<20} {} -> {}",
            task.apply_date,
            task.type_,
            task.option_product_id.label(),
            task.sub_option_id.label(),
        );
    }
    Ok(())
}

//! Walks all customers, page by page, and prints what is scheduled for each. Memory does not grow with
//! their number, and the service's limits are kept.
//!
//! ```sh
//! WORKS_PARTNER_ACCESS_TOKEN=… cargo run --example all_customers
//! ```

#![allow(clippy::print_stdout, reason = "it is what a program does")]

use std::env;

use works_partner_ext::{CallOptions, Client, DomainId};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut client = Client::builder().access_token(env::var("WORKS_PARTNER_ACCESS_TOKEN")?);
    if let Ok(url) = env::var("WORKS_PARTNER_BASE_URL") {
        client = client.base_url(url);
    }
    let client = client.build()?;
    // The vendor asks those who call for more than half an hour to keep to half of the rate.
    let client = client.with(CallOptions::new().half_rate(true));

    let mut customers = client.customers().count(30).items();
    let mut unread = 0;
    while let Some(customer) = customers.next().await {
        let customer = customer?;
        let id = DomainId::try_from(customer.domain_id)?;
        match client.option_orders(id).await {
            Ok(tasks) => println!("{} {}: {} task(s)", id, customer.company_name, tasks.len()),
            // A customer that cannot be read must not look like one with nothing scheduled.
            Err(error) => {
                unread += 1;
                println!("{} {}: {}", id, customer.company_name, error.summary());
            }
        }
    }
    println!("{unread} customer(s) could not be read");
    Ok(())
}

//! Reacts to an option that this version of the crate has never heard of: it is kept, told and passed on.
//!
//! ```sh
//! WORKS_PARTNER_ACCESS_TOKEN=… cargo run --example unknown_option -- 10000001
//! ```

#![allow(clippy::print_stdout, reason = "it is what a program does")]

use std::env;

use works_partner_ext::api::types::OptionProductId;
use works_partner_ext::{Client, OptionProductIdExt, SubOptionIdExt};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let customer = env::args()
        .nth(1)
        .ok_or("usage: unknown_option DOMAIN_ID")?
        .parse()?;
    let mut client = Client::builder().access_token(env::var("WORKS_PARTNER_ACCESS_TOKEN")?);
    if let Ok(url) = env::var("WORKS_PARTNER_BASE_URL") {
        client = client.base_url(url);
    }
    let client = client.build()?;

    for task in client.option_orders(customer).await?.iter() {
        match &task.option_product_id {
            OptionProductId::Sstg2 => match task.sub_option_id.terabytes() {
                Some(size) => println!("Shared Storage of {size} TB on {}", task.apply_date),
                None => println!("Shared Storage, a size that is new: {}", task.sub_option_id),
            },
            known if known.is_known() => println!("{} on {}", known.label(), task.apply_date),
            // The code is kept as it came, and goes back as it is. So is every field that no page shows.
            unknown => {
                let fields: Vec<&str> = task.extra.keys().map(String::as_str).collect();
                println!(
                    "{unknown} is new, with {} on {}",
                    fields.join(", "),
                    task.apply_date
                );
            }
        }
    }
    Ok(())
}

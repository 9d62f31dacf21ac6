//! Tells errors apart: what to mend, what to wait for, what to look at.
//!
//! ```sh
//! WORKS_PARTNER_ACCESS_TOKEN=… cargo run --example handle_errors -- 10000001
//! ```

#![allow(clippy::print_stdout, reason = "it is what a program does")]

use std::env;

use works_partner_ext::{Client, ErrorKind};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let customer = env::args()
        .nth(1)
        .ok_or("usage: handle_errors DOMAIN_ID")?
        .parse()?;
    let mut client = Client::builder().access_token(env::var("WORKS_PARTNER_ACCESS_TOKEN")?);
    if let Ok(url) = env::var("WORKS_PARTNER_BASE_URL") {
        client = client.base_url(url);
    }
    let client = client.build()?;

    let error = match client.customer(customer).await {
        Ok(customer) => {
            println!("{}", customer.company_name);
            return Ok(());
        }
        Err(error) => error,
    };
    match error.kind() {
        _ if error.is_auth() => {
            println!("the token or its scope is not enough: {}", error.summary())
        }
        _ if error.is_rate_limited() => println!("too many calls; wait {:?}", error.retry_after()),
        ErrorKind::Status => println!(
            "{} {}: {}",
            error
                .status()
                .map(|status| status.as_u16())
                .unwrap_or_default(),
            error.code().unwrap_or("no code"),
            error.description().unwrap_or_default(),
        ),
        _ if error.is_retryable() => println!("it may pass: {}", error.summary()),
        // The kinds may grow.
        kind => println!("{kind:?}: {}", error.summary()),
    }
    Ok(())
}

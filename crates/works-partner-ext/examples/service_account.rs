//! Calls the API as a service account, without anybody logging in.
//!
//! ```sh
//! WORKS_PARTNER_CLIENT_ID=… WORKS_PARTNER_CLIENT_SECRET=… WORKS_PARTNER_SERVICE_ACCOUNT=… \
//!     cargo run --example service_account -- private_20260101000000.key
//! ```

#![allow(clippy::print_stdout, reason = "it is what a program does")]

use std::env;

use works_partner_ext::{Client, PrivateKey, Scope, ServiceAccount};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let key = env::args()
        .nth(1)
        .ok_or("usage: service_account KEY_FILE")?;
    let mut account = ServiceAccount::builder()
        .client_id(env::var("WORKS_PARTNER_CLIENT_ID")?)
        .client_secret(env::var("WORKS_PARTNER_CLIENT_SECRET")?)
        .service_account(env::var("WORKS_PARTNER_SERVICE_ACCOUNT")?)
        .private_key(PrivateKey::from_file(key)?)
        // Enough for what is read, and nothing can be changed by mistake.
        .scope(Scope::PARTNER_READ);
    if let Ok(url) = env::var("WORKS_PARTNER_AUTH_URL") {
        account = account.auth_url(url);
    }
    let mut client = Client::builder().credentials(account.build()?);
    if let Ok(url) = env::var("WORKS_PARTNER_BASE_URL") {
        client = client.base_url(url);
    }
    let client = client.build()?;

    // Clones share the token, its renewal and the limits.
    let page = client
        .customers()
        .count(3)
        .next()
        .await
        .ok_or("there is always a first page")??;
    let customers = page.customers.as_deref().unwrap_or_default();
    println!("{} customer(s) on the first page", customers.len());
    Ok(())
}

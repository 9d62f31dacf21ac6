use works_partner_ext::Client;
use works_partner_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let id = std::env::args().nth(1).unwrap_or_else(|| "10000001".to_owned());
    let sandbox = Sandbox::builder().rate_limit(None).start().await?;
    let client = Client::builder().base_url(sandbox.base_url()).access_token(sandbox.token()).build()?;
    let customer = client.customer(id.parse()?).await?;
    assert_eq!(customer.domain_id.to_string(), id);
    // With the system's certificates.
    Client::builder().access_token("none").build()?;
    Ok(())
}

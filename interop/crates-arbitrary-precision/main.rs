use serde_json::{Value, from_slice, json, to_value};
use works_partner_ext::Client;
use works_partner_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    assert_eq!(json!(1).to_string(), "1");
    let keeps_order = json!({"b": 1, "a": 2}).to_string() == r#"{"b":1,"a":2}"#;
    println!("`preserve_order` of serde_json is on = {}", if keeps_order { "yes" } else { "no" });
    // Versions of its own beside ours.
    assert_eq!(jiff::civil::date(2026, 4, 1).to_string(), "2026-04-01");
    drop(reqwest::Client::new());
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sandbox = Sandbox::builder().wild().rate_limit(None).start().await?;
    let client = Client::builder().base_url(sandbox.base_url()).access_token(sandbox.token()).rate_limit(None).build()?;
    println!("a client is built beside another provider = yes");
    let mut same = true;
    let mut compare = |typed: Value, sent: &[u8], list: Option<&str>| -> Result<(), serde_json::Error> {
        let mut sent: Value = from_slice(sent)?;
        // A list is given without the object around it.
        if let Some(list) = list {
            sent = sent[list].take();
        }
        if typed != sent {
            eprintln!("{typed}\n{sent}");
            same = false;
        }
        Ok(())
    };
    for domain_id in (10000001..=10000037).chain([10000101]) {
        let id = domain_id.to_string().parse()?;
        let Ok(customer) = client.customer(id).await else { continue };
        compare(to_value(&*customer)?, customer.body(), None)?;
        let subscriptions = client.subscriptions(id).await?;
        compare(to_value(&*subscriptions)?, subscriptions.body(), Some("subscriptions"))?;
        let options = client.options(id).await?;
        compare(to_value(&*options)?, options.body(), Some("optionProducts"))?;
        let tasks = client.option_orders(id).await?;
        compare(to_value(&*tasks)?, tasks.body(), Some("optionProductOrders"))?;
    }
    println!("every customer, its subscriptions, options and tasks, as they were sent = {}", if same { "yes" } else { "no" });
    Ok(())
}

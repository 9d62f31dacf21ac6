//! Schedules an option for a customer: reads what decides it, tells what it costs, sends it once.
//!
//! ```sh
//! WORKS_PARTNER_ACCESS_TOKEN=… cargo run --example schedule_change -- 10000001 DRV DRV01 2027-01-01
//! ```

#![allow(clippy::print_stdout, reason = "it is what a program does")]

use std::env;

use works_partner_ext::requests::option_orders::CreateOptionOrder;
use works_partner_ext::{Client, Selection};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [customer, option, sub_option, date] = arguments.as_slice() else {
        return Err("usage: schedule_change DOMAIN_ID OPTION SUB_OPTION DATE".into());
    };
    let mut client = Client::builder().access_token(env::var("WORKS_PARTNER_ACCESS_TOKEN")?);
    if let Ok(url) = env::var("WORKS_PARTNER_BASE_URL") {
        client = client.base_url(url);
    }
    let client = client.build()?;
    let customer = customer.parse()?;

    // A pair that does not go together is an error here, with those that do.
    let selection = Selection::new(option.as_str(), sub_option.as_str())?;
    let task = CreateOptionOrder::apply(selection, date.parse()?);

    let facts = client.facts_for(customer, option.as_str()).await?;
    let assessment = task.assess(&facts.facts);
    for violation in assessment.violations() {
        println!("refused: {violation}");
    }
    for undecided in assessment.undecided() {
        println!("left to the service: {undecided}");
    }
    for warning in task.warnings(&facts.facts) {
        println!("mind: {warning}");
    }
    if !assessment.violations().is_empty() {
        return Ok(());
    }

    match client.create_option_order(customer, &task, &facts).await {
        Ok(_) => println!("scheduled"),
        // The connection broke after the request had left: look before sending it again.
        Err(error) if error.is_outcome_unknown() => {
            let is_there = client
                .option_order(customer, option.as_str())
                .await?
                .is_some();
            println!(
                "the answer is lost; the task is {}",
                if is_there { "there" } else { "not there" }
            );
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

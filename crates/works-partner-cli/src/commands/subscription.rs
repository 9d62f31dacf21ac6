//! `subscription`: the products that a customer has under contract.

use clap::Subcommand;
use works_partner_ext::DomainId;
use works_partner_ext::SubscriptionId;

use super::show;
use crate::arguments::{Global, IdParser};
use crate::failure::Failure;
use crate::session::{Session, block_on};
use crate::settings::Settings;
use crate::views::{Records, SUBSCRIPTION};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List the subscriptions of a customer.
    List {
        /// The customer: its domainId, such as 10000001.
        #[arg(value_name = "DOMAIN_ID", value_parser = IdParser::<DomainId>::new(), allow_negative_numbers = true)]
        domain_id: DomainId,
    },
    /// Show a subscription, with what becomes of it when its contract ends.
    Get {
        /// The customer: its domainId, such as 10000001.
        #[arg(value_name = "DOMAIN_ID", value_parser = IdParser::<DomainId>::new(), allow_negative_numbers = true)]
        domain_id: DomainId,
        /// The subscription: its subscriptionId, from `subscription list`.
        #[arg(value_name = "SUBSCRIPTION_ID", value_parser = IdParser::<SubscriptionId>::new(), allow_negative_numbers = true)]
        subscription_id: SubscriptionId,
    },
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    block_on(async {
        let session = Session::open(global, settings).await?;
        match *verb {
            Verb::List { domain_id } => list(&session, domain_id, global).await,
            Verb::Get {
                domain_id,
                subscription_id,
            } => get(&session, domain_id, subscription_id, global).await,
        }
    })
}

async fn list(session: &Session, domain_id: DomainId, global: &Global) -> Result<(), Failure> {
    let call = session
        .client
        .call(|api| async move { api.list_subscriptions().domain_id(domain_id).send().await });
    let reply = session
        .call(call)
        .await
        .map_err(|failure| failure.about_customer(domain_id))?;
    let records = Records::all(&SUBSCRIPTION, reply.body())?;
    let printer = global.printer();
    show(&records, printer)?;
    if records.len() == 0 {
        printer.nothing(&format!("customer {domain_id} has no subscriptions"));
    }
    Ok(())
}

async fn get(
    session: &Session,
    domain_id: DomainId,
    subscription_id: SubscriptionId,
    global: &Global,
) -> Result<(), Failure> {
    let call = session.client.call(|api| async move {
        api.get_subscription()
            .domain_id(domain_id)
            .subscription_id(subscription_id.to_string())
            .send()
            .await
    });
    let reply = session
        .call(call)
        .await
        .map_err(|failure| failure.about_customer(domain_id))?;
    show(
        &Records::one(&SUBSCRIPTION, reply.body())?,
        global.printer(),
    )
}

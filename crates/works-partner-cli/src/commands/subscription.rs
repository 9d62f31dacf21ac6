//! `subscription`: the products that a customer has under contract.

use clap::Subcommand;
use works_partner_ext::SubscriptionId;

use super::{show, show_of};
use crate::arguments::{CustomerArg, CustomerParser, Global, IdParser};
use crate::failure::Failure;
use crate::session::{Session, block_on};
use crate::settings::Settings;
use crate::views::{Records, SUBSCRIPTION};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List the subscriptions of a customer.
    List {
        /// The customer: its domainId, its domain, or a unique part of its company name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
    },
    /// Show a subscription, with what becomes of it when its contract ends.
    Get {
        /// The customer: its domainId, its domain, or a unique part of its company name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
        /// The subscription: its subscriptionId, from `subscription list`.
        #[arg(value_name = "SUBSCRIPTION_ID", value_parser = IdParser::<SubscriptionId>::new(), allow_negative_numbers = true)]
        subscription_id: SubscriptionId,
    },
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    block_on(async {
        let session = Session::open(global, settings).await?;
        match verb {
            Verb::List { customer } => list(&session, customer, global).await,
            Verb::Get {
                customer,
                subscription_id,
            } => get(&session, customer, *subscription_id, global).await,
        }
    })
}

async fn list(session: &Session, customer: &CustomerArg, global: &Global) -> Result<(), Failure> {
    let customer = session.customer(customer).await?;
    let domain_id = customer.id;
    let call = session
        .client
        .call(|api| async move { api.list_subscriptions().domain_id(domain_id).send().await });
    let reply = session
        .call(call)
        .await
        .map_err(|failure| failure.about_customer(domain_id))?;
    let records = Records::all(&SUBSCRIPTION, reply.body())?;
    show_of(session, customer, records, global.printer()).await
}

async fn get(
    session: &Session,
    customer: &CustomerArg,
    subscription_id: SubscriptionId,
    global: &Global,
) -> Result<(), Failure> {
    let domain_id = session.customer(customer).await?.id;
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
